package entryguardtest

import (
	"bytes"
	"encoding/json"
	"mime"
	"net/http"
)

// fields reads the members of a request's body and remembers which were
// refused, for the validationErrors of the answer.
type fields struct {
	members map[string]json.RawMessage
	bad     map[string]string
}

// fields reads the body, which must be a JSON object.
func (c *call) fields() (*fields, *reply) {
	kind, _, err := mime.ParseMediaType(c.request.Header.Get("Content-Type"))
	if err != nil || kind != "application/json" {
		return nil, c.refuse(http.StatusUnsupportedMediaType, "Content-Type '"+kind+"' is not supported")
	}
	f := &fields{}
	if err := json.Unmarshal(c.body, &f.members); err != nil || f.members == nil {
		return nil, c.refuse(http.StatusBadRequest, "Malformed JSON request")
	}
	return f, nil
}

func (f *fields) refuse(name, why string) {
	if f.bad == nil {
		f.bad = map[string]string{}
	}
	f.bad[name] = why
}

// given reports whether the member is there; null reports whether it is null.
func (f *fields) given(name string) (given, null bool) {
	raw, given := f.members[name]
	return given, given && string(raw) == "null"
}

// required returns a string that must be there and not be blank.
func (f *fields) required(name string) string {
	value := f.optional(name)
	if value == nil || *value == "" {
		if f.bad[name] == "" {
			f.refuse(name, name+" is required")
		}
		return ""
	}
	return *value
}

// optional returns a string, nil where it is absent or null.
func (f *fields) optional(name string) *string {
	return read[string](f, name, "must be a string")
}

func (f *fields) boolean(name string) *bool { return read[bool](f, name, "must be a boolean") }

func (f *fields) integer(name string) *int { return read[int](f, name, "must be an integer") }

// object returns a JSON object with its numbers as they were written.
func (f *fields) object(name string) map[string]any {
	value := read[map[string]any](f, name, "must be an object")
	if value == nil {
		return nil
	}
	return *value
}

// strings returns a list of strings that must be there and not be empty.
func (f *fields) strings(name string) []string {
	value := read[[]string](f, name, "must be a list of strings")
	if value != nil && len(*value) > 0 {
		return *value
	}
	if f.bad[name] == "" {
		f.refuse(name, name+" must not be empty")
	}
	return nil
}

// read decodes one member, nil where it is absent or null.
func read[T any](f *fields, name, otherwise string) *T {
	given, null := f.given(name)
	if !given || null {
		return nil
	}
	var value T
	decoder := json.NewDecoder(bytes.NewReader(f.members[name]))
	decoder.UseNumber()
	if err := decoder.Decode(&value); err != nil {
		f.refuse(name, name+" "+otherwise)
		return nil
	}
	return &value
}
