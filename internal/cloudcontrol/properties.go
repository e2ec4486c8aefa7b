package cloudcontrol

import "encoding/json"

// A model is the decoded JSON of an object's properties: map[string]any, []any, string, json.Number, bool, nil, and
// Unknown. Functions that take one never change it; what they return may share parts with what they were given.

// Unknown stands in a model for a value that is not known yet. It is equal to nothing, not even to itself.
var Unknown any = unknownValue{}

type unknownValue struct{}

// String keeps an Unknown that is printed by accident readable.
func (unknownValue) String() string { return "(not known yet)" }

// DecodeModel reads JSON with its numbers as json.Number. Text after the first value is an error.
func DecodeModel(text []byte) (any, error) { return nil, nil }

// EncodeModel writes a model as JSON with its keys in order. A model that holds Unknown is an error.
func EncodeModel(model any) (json.RawMessage, error) { return nil, nil }

// HasUnknown tells whether the model is Unknown or holds it anywhere.
func HasUnknown(model any) bool { return false }

// Merge returns model with over laid on it: objects are merged key by key, everything else in over takes the place of
// what model has. An array in over replaces the array in model, since items have no names to merge by.
func Merge(model, over any) any { return nil }
