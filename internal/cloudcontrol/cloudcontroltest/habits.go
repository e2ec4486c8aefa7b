package cloudcontroltest

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// A Habit is something that a service does and that the schema of its type
// does not say: it stores a value in another form, leaves one out of what it
// returns, adds one, changes one on its own, or refuses what the schema allows.
// In a file, a habit is a JSON object with these members:
//
//	{"at": "/Url", "do": "store", "as": "without-scheme"}
//
// At is a JSON pointer to the places in the model. A segment "*" is every item
// or member, "**" any number of segments: "/Tags/*/Value", "/**/Enabled".
//
// Do and As say what happens:
//
//   - "store": a value is stored in the form As; see Forms.
//   - "omit": a read does not return a value: "always" (As may be left out),
//     "zero" ("", false, 0, [], {} and null), "equal" (to Value), "empty-tag"
//     (items of an array whose "Value" is "", members of a map that are ""),
//     "without" (as long as there is nothing at the pointer With). What is left
//     out is still there: an update that does not name it keeps it.
//   - "add": a read returns Value where the model has nothing.
//   - "append": a read returns Value as one more item of an array, or its
//     members as more members of an object. As "tag", Value has a "Key" and a
//     "Value", and becomes an item or a member as the other tags are.
//   - "move": a value becomes another one with each update or, with On "read",
//     with each read: "count" (a number or the digits at the end), "suffix" (":1",
//     ":2" at the end), "token" (another text as long), "time" (now), "cycle" (the
//     next value of the schema's enum).
//   - "refuse": As is the HandlerErrorCode with which operations end, or the
//     exception with which requests are refused. On is "create", "update" (as
//     when it is left out), "read" or "delete". With At, only an update that
//     changes something there. Value may be the text of the error.
//   - "describe": what DescribeType answers: "TypeNotFoundException" (the type was
//     deregistered: nothing new can be created, what exists stays manageable),
//     "InvalidAction", "UnknownOperation" (a server that lacks DescribeType),
//     "empty-404" (a proxy that does not know the path).
type Habit struct {
	At    string          `json:"at,omitempty"`
	Do    string          `json:"do"`
	As    string          `json:"as,omitempty"`
	On    string          `json:"on,omitempty"`
	With  string          `json:"with,omitempty"`
	Value json.RawMessage `json:"value,omitempty"`
}

// Habits are the habits of services by type name; those of "*" are for every
// type and come first. The habits of one type work in their order.
type Habits map[string][]Habit

// EveryType is the name in Habits that means all types.
const EveryType = "*"

// The values of Habit.Do.
const (
	doStore    = "store"
	doOmit     = "omit"
	doAdd      = "add"
	doAppend   = "append"
	doMove     = "move"
	doRefuse   = "refuse"
	doDescribe = "describe"
)

// The values of Habit.On.
const (
	onCreate = "create"
	onUpdate = "update"
	onRead   = "read"
	onDelete = "delete"
)

// A deed is what belongs to one value of Habit.Do.
type deed struct {
	at    bool     // needs At
	value bool     // needs Value
	as    []string // what As may be; nil for nothing
	on    []string // what On may be, the first is meant where it is left out
}

// deeds are what habits can do.
func deeds() map[string]deed {
	codes := slices.Concat(sortedKeys(handlerFailures), sortedKeys(exceptions))
	slices.Sort(codes)
	return map[string]deed{
		doStore:    {at: true, as: sortedKeys(forms)},
		doOmit:     {at: true, as: []string{omitAlways, omitEmptyTag, omitEqual, omitWithout, omitZero}},
		doAdd:      {at: true, value: true},
		doAppend:   {at: true, value: true, as: []string{appendTag}},
		doMove:     {at: true, as: sortedKeys(moves), on: []string{onUpdate, onRead}},
		doRefuse:   {as: slices.Compact(codes), on: []string{onUpdate, onCreate, onRead, onDelete}},
		doDescribe: {as: sortedKeys(undescribed)},
	}
}

// Forms are the names of the forms in which a habit can store values.
func Forms() []string { return sortedKeys(forms) }

// ParseHabits reads a file of habits: one JSON object with the habits of each
// type as an array under its name, "*" for all types. An error says what is
// possible.
func ParseHabits(text []byte) (Habits, error) {
	decoder := json.NewDecoder(strings.NewReader(string(text)))
	decoder.DisallowUnknownFields()
	var habits Habits
	if err := decoder.Decode(&habits); err != nil {
		return nil, fmt.Errorf(`habits: want {"TYPE": [{"at": POINTER, "do": WHAT, "as": HOW}, …]}: %w`, err)
	}
	if decoder.More() {
		return nil, errors.New("habits: want one JSON object and nothing after it")
	}
	return habits, habits.check()
}

// check completes the habits and finds what none can do.
func (h Habits) check() error {
	var problems []error
	for _, typeName := range sortedKeys(h) {
		if typeName != EveryType && !typeNamePattern.MatchString(typeName) {
			problems = append(problems, fmt.Errorf("habits: %q is no name of a type, as AWS::S3::Bucket, nor %q", typeName, EveryType))
		}
		for i := range h[typeName] {
			if err := h[typeName][i].check(); err != nil {
				problems = append(problems, fmt.Errorf("habits: %s, number %d: %w", typeName, i+1, err))
			}
		}
	}
	return errors.Join(problems...)
}

func (h Habit) check() error {
	can, known := deeds()[h.Do]
	switch {
	case !known:
		return fmt.Errorf("do is %q; possible: %s", h.Do, strings.Join(sortedKeys(deeds()), ", "))
	case (can.at || h.At != "") && !strings.HasPrefix(h.At, "/"):
		return fmt.Errorf("at is %q; %s needs a JSON pointer, as /Tags/*/Value or /**/Enabled", h.At, h.Do)
	case h.As != "" && !slices.Contains(can.as, h.As), h.As == "" && len(can.as) > 0 && h.Do != doOmit && h.Do != doAppend:
		return fmt.Errorf("as is %q; possible for %s: %s", h.As, h.Do, strings.Join(can.as, ", "))
	case h.On != "" && !slices.Contains(can.on, h.On):
		return fmt.Errorf("on is %q; possible for %s: %s", h.On, h.Do, strings.Join(can.on, ", "))
	case (can.value || h.As == omitEqual) && len(h.Value) == 0:
		return fmt.Errorf("%s needs a value", strings.TrimSpace(h.Do+" "+h.As))
	case (h.As == omitWithout) != strings.HasPrefix(h.With, "/"):
		return fmt.Errorf("with is %q; omit as %s needs a JSON pointer there, and nothing else takes one", h.With, omitWithout)
	}
	return nil
}

// value is the decoded Value.
func (h Habit) value() any {
	wrapped, _ := decodeObject(`{"value":` + string(h.Value) + `}`)
	return wrapped["value"]
}

// pointerTo reads a JSON pointer below the model.
func pointerTo(text string) pointer { return parsePointer(strings.TrimPrefix(text, "/")) }

// Merge returns the habits of both.
func (h Habits) Merge(more Habits) Habits {
	all := maps.Clone(h)
	if all == nil {
		all = Habits{}
	}
	for typeName, habits := range more {
		all[typeName] = slices.Concat(all[typeName], habits)
	}
	return all
}

// of are the habits of a type that do something.
func (h Habits) of(typeName, do string) []Habit {
	var found []Habit
	for _, habit := range slices.Concat(h[EveryType], h[typeName]) {
		if habit.Do == do {
			found = append(found, habit)
		}
	}
	return found
}

// SetHabits replaces the habits of a type, or with "*" those of every type.
// What is stored already stays as it is.
func (s *Server) SetHabits(typeName string, habits ...Habit) error {
	if err := (Habits{typeName: habits}).check(); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.habits = maps.Clone(s.habits)
	if s.habits == nil {
		s.habits = Habits{}
	}
	s.habits[typeName] = habits
	return nil
}

// A spot is one member of an object or item of an array in a model.
type spot struct {
	container any
	key       string
	path      pointer
}

// spots returns the places that a habit's pointer reaches, those inside others
// last. The last segment may name a member that is not there.
func spots(node any, at, path pointer) []spot {
	if len(path) == 0 {
		return nil
	}
	head, rest := path[0], path[1:]
	var found []spot
	if head == "**" && len(rest) > 0 {
		found = spots(node, at, rest)
	}
	for _, key := range keysAt(node, head) {
		here := append(slices.Clone(at), key)
		if len(rest) == 0 {
			found = append(found, spot{node, key, here})
		}
		inner, there := member(node, key)
		switch {
		case !there:
		case head == "**":
			found = append(found, spots(inner, here, path)...)
		default:
			found = append(found, spots(inner, here, rest)...)
		}
	}
	return found
}

// keysAt are the keys of a container that a segment means.
func keysAt(node any, segment string) []string {
	every := segment == "*" || segment == "**"
	switch node := node.(type) {
	case map[string]any:
		if every {
			return sortedKeys(node)
		}
		return []string{segment}
	case []any:
		var keys []string
		for i := range node {
			if key := jsonNumber(i).String(); every || key == segment {
				keys = append(keys, key)
			}
		}
		return keys
	}
	return nil
}

func (s spot) value() (any, bool) { return member(s.container, s.key) }

func (s spot) set(v any) {
	switch container := s.container.(type) {
	case map[string]any:
		container[s.key] = v
	case []any:
		container[integer(json.Number(s.key))] = v
	}
}
