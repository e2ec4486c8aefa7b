package cloudcontroltest

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"strings"
)

//go:embed habits.json
var namedHabits []byte

// NamedHabits are the habits that this package brings along, each a set with a
// name: what services are known to do, for the types that do it.
func NamedHabits() (map[string]Habits, error) {
	var texts map[string]json.RawMessage
	if err := json.Unmarshal(namedHabits, &texts); err != nil {
		return nil, fmt.Errorf("habits.json: %w", err)
	}
	named := map[string]Habits{}
	for _, name := range sortedKeys(texts) {
		habits, err := ParseHabits(texts[name])
		if err != nil {
			return nil, fmt.Errorf("habits.json: %s: %w", name, err)
		}
		named[name] = habits
	}
	return named, nil
}

// HabitsNamed returns the set of habits of that name.
func HabitsNamed(name string) (Habits, error) {
	named, err := NamedHabits()
	if err != nil {
		return nil, err
	}
	if habits, ok := named[name]; ok {
		return habits, nil
	}
	return nil, fmt.Errorf("habits: there are none named %q; possible: %s", name, strings.Join(sortedKeys(named), ", "))
}
