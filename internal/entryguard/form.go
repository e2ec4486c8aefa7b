package entryguard

import (
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strings"
)

// A form says what every documented answer about a kind of object carries. An
// answer that carries less is no answer: what it leaves out must not be taken
// for a value that somebody removed, nor for an object that is gone.
type form struct {
	values []string // members that are never null
	// nullable members are there, too, and null where there is no value: the
	// documentation's examples leave out none (entryguard-api.md section 1).
	nullable []string
	texts    []string        // members that are arrays of texts
	inside   map[string]form // members that are arrays of objects, and the form of those
}

// check returns an error that names what raw lacks. It repeats no value.
func (f form) check(raw json.RawMessage) error {
	if lacks := f.lacking(raw); len(lacks) > 0 {
		return errors.New("it lacks " + strings.Join(lacks, ", ") + ", which the API always shows")
	}
	return nil
}

// lacking returns the names of what raw lacks. Names are compared exactly: the
// package encoding/json would take "ID" for "id", too.
func (f form) lacking(raw json.RawMessage) []string {
	var members map[string]json.RawMessage
	if json.Unmarshal(raw, &members) != nil || members == nil {
		return f.names()
	}
	var lacks []string
	for _, name := range f.values {
		if value := members[name]; !present(value) || string(value) == `""` {
			lacks = append(lacks, name)
		}
	}
	for _, name := range f.nullable {
		if _, there := members[name]; !there {
			lacks = append(lacks, name)
		}
	}
	for _, name := range f.texts {
		var texts []string
		if json.Unmarshal(members[name], &texts) != nil || texts == nil || slices.Contains(texts, "") {
			lacks = append(lacks, name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(f.inside)) {
		lacks = append(lacks, f.lackingInside(name, members[name])...)
	}
	return append(lacks, f.misspelled(members)...)
}

// lackingInside returns what the objects of an array lack, e.g.
// "resources[].status".
func (f form) lackingInside(name string, raw json.RawMessage) []string {
	var elements []json.RawMessage
	if json.Unmarshal(raw, &elements) != nil || elements == nil {
		return []string{name}
	}
	for _, element := range elements {
		if lacks := f.inside[name].lacking(element); len(lacks) > 0 {
			for i := range lacks {
				lacks[i] = name + "[]." + lacks[i]
			}
			return lacks
		}
	}
	return nil
}

// misspelled returns members that encoding/json would take for others: they
// would overwrite what the right ones say.
func (f form) misspelled(members map[string]json.RawMessage) []string {
	known := f.names()
	var found []string
	for name := range members {
		if slices.Contains(known, name) {
			continue
		}
		if i := slices.IndexFunc(known, func(right string) bool { return strings.EqualFold(right, name) }); i >= 0 {
			found = append(found, known[i]+" (it shows "+name+")")
		}
	}
	slices.Sort(found)
	return found
}

// names returns the names of all members.
func (f form) names() []string {
	return slices.Concat(f.values, f.nullable, f.texts, slices.Sorted(maps.Keys(f.inside)))
}
