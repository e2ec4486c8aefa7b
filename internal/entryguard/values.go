package entryguard

import (
	"encoding/json"
	"time"
)

// A Timestamp is a time as the API wrote it, e.g. "2026-02-18T10:30:00Z";
// empty where the API answered null. It is kept as text so that state shows
// the API's own form and a form that is new to us breaks no answer.
type Timestamp string

// Time returns the timestamp as a time, the zero time where it is empty or has
// a form that is new to us. One without a zone is taken for UTC.
func (t Timestamp) Time() time.Time {
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05.999999999"} {
		if parsed, err := time.Parse(layout, string(t)); err == nil {
			return parsed
		}
	}
	return time.Time{}
}

// A Field is a member of a PATCH body that can be left out (the zero Field),
// sent as null (SendNull) or sent with a value (Send).
type Field[T any] struct {
	sent  bool
	value *T
}

// Send returns a Field that is sent with a value.
func Send[T any](value T) Field[T] { return Field[T]{sent: true, value: &value} }

// SendNull returns a Field that is sent as null.
func SendNull[T any]() Field[T] { return Field[T]{sent: true} }

// IsZero reports whether the field is left out (the omitzero option of
// encoding/json asks).
func (f Field[T]) IsZero() bool { return !f.sent }

// MarshalJSON writes the value, or null.
func (f Field[T]) MarshalJSON() ([]byte, error) { return json.Marshal(f.value) }
