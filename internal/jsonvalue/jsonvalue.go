// Package jsonvalue holds JSON values in which parts may not be known yet: reading and writing them, the paths into them,
// numbers in all their spellings, what two values have in common where no schema says more, and walks over them. It knows
// neither Terraform nor a schema, and imports nothing of ours.
package jsonvalue

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
)

// A model is the decoded JSON of an object's properties: map[string]any, []any, string, json.Number, bool, nil, and
// Unknown. A property that is null counts as absent everywhere. Functions that take a model never change it; what they
// return may share parts with what they were given.

// Unknown stands in a model for a value that is not known yet. It is equal to nothing, not even to itself.
var Unknown any = unknownValue{}

// ErrUnknown says that something can not be done with a value that is not known yet.
var ErrUnknown = errors.New("a value is not known yet")

type unknownValue struct{}

// String keeps an Unknown that is printed by accident readable.
func (unknownValue) String() string { return "(not known yet)" }

// MarshalJSON fails, so that an Unknown never reaches an API.
func (unknownValue) MarshalJSON() ([]byte, error) { return nil, ErrUnknown }

// Decode reads JSON with its numbers as json.Number. Text after the first value is an error; no error repeats what
// it read.
func Decode(text []byte) (any, error) {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	var model any
	if err := decoder.Decode(&model); err != nil {
		return nil, fmt.Errorf("not valid JSON near byte %d", decoder.InputOffset())
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("not valid JSON: something follows at byte %d", decoder.InputOffset())
	}
	return model, nil
}

// Encode writes a model as JSON with its keys in order. A model that holds Unknown is an error.
func Encode(model any) (json.RawMessage, error) {
	if path, found := FindUnknown(model, nil); found {
		return nil, fmt.Errorf("%q: %w", path.Dotted(), ErrUnknown)
	}
	text, err := json.Marshal(model)
	if err != nil {
		return nil, fmt.Errorf("writing properties as JSON: %w", err)
	}
	return text, nil
}

// HasUnknown tells whether the model is Unknown or holds it anywhere.
func HasUnknown(model any) bool {
	_, found := FindUnknown(model, nil)
	return found
}

// FindUnknown returns where the first Unknown of a model is.
func FindUnknown(model any, at Path) (Path, bool) {
	switch model := model.(type) {
	case unknownValue:
		return at, true
	case map[string]any:
		for _, key := range Keys(model) {
			if path, found := FindUnknown(model[key], at.Child(key)); found {
				return path, true
			}
		}
	case []any:
		for i, item := range model {
			if path, found := FindUnknown(item, at.Child(strconv.Itoa(i))); found {
				return path, true
			}
		}
	}
	return nil, false
}

// Merge returns model with over laid on it: objects are merged key by key, everything else in over takes the place of
// what model has, and null in over leaves what is there. An array in over replaces the array in model, since items have
// no names to merge by.
func Merge(model, over any) any {
	if over == nil {
		return model
	}
	below, ok := model.(map[string]any)
	above, isObject := over.(map[string]any)
	if !ok || !isObject {
		return over
	}
	merged := maps.Clone(below)
	if merged == nil {
		merged = map[string]any{}
	}
	for key, value := range above {
		merged[key] = Merge(below[key], value)
	}
	return merged
}

// Keys returns the keys of an object in order, so that messages and patches come out the same every time.
func Keys(object map[string]any) []string {
	return slices.Sorted(maps.Keys(object))
}

// KeysOfEither returns the keys that one of two objects has, in order.
func KeysOfEither(a, b map[string]any) []string {
	all := make(map[string]any, len(a)+len(b))
	maps.Copy(all, a)
	maps.Copy(all, b)
	return Keys(all)
}

// Texts returns the strings of a JSON array.
func Texts(list any) []string {
	items, _ := list.([]any)
	var found []string
	for _, item := range items {
		if text, ok := item.(string); ok {
			found = append(found, text)
		}
	}
	return found
}

// Truth returns a JSON boolean, or fallback where there is none.
func Truth(value any, fallback bool) bool {
	if b, ok := value.(bool); ok {
		return b
	}
	return fallback
}
