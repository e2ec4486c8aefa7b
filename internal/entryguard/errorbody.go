package entryguard

import (
	"encoding/json"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// A shape is one of the three forms of an error body (entryguard-api.md
// section 3).
type shape int

const (
	shapeNone   shape = iota // not JSON, or JSON of no documented form
	shapeCode                // {error: CODE, message, timestamp}
	shapeSpring              // {timestamp, status, error: "Bad Request", message, path, validationErrors?}
	shapePolicy              // {error: text, details: {…, violations: [text]}}
)

// An errorBody is what an error answer says, whatever its shape.
type errorBody struct {
	shape   shape
	code    string // machine code; shapeSpring documents none
	message string // the API's own words
}

// Members are read one by one, so that one of an unexpected kind spoils nothing
// else; and from a map, because a struct would take a member "Error" for
// "error", and what is spelled otherwise is another API's answer.
type errorMembers map[string]json.RawMessage

// machineCode is what tells a code from a reason phrase or a sentence.
var machineCode = regexp.MustCompile(`^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$`)

// readError reads an error body of any shape.
func readError(body []byte) errorBody {
	var m errorMembers
	if json.Unmarshal(body, &m) != nil {
		return errorBody{}
	}
	word, message := text(m["error"]), text(m["message"])
	switch {
	case present(m["status"]) || present(m["path"]):
		body := errorBody{shape: shapeSpring, message: join(first(message, word), validation(m["validationErrors"]))}
		if machineCode.MatchString(word) {
			// The errors page promises one shape for all: a code stays a code.
			body.code = word
		}
		return body
	case machineCode.MatchString(word):
		return errorBody{shape: shapeCode, code: word, message: message}
	case present(m["details"]) && word != "":
		return errorBody{shape: shapePolicy, message: join(word, violations(m["details"]))}
	}
	return errorBody{message: first(message, word)}
}

// present reports whether a member is there and not null.
func present(raw json.RawMessage) bool { return raw != nil && string(raw) != "null" }

// text returns the string that raw holds, empty where it holds something else.
func text(raw json.RawMessage) string {
	var s string
	if json.Unmarshal(raw, &s) != nil {
		return ""
	}
	return s
}

// validation returns "field: text" for every field that was refused, sorted.
func validation(raw json.RawMessage) []string {
	var fields map[string]json.RawMessage
	if json.Unmarshal(raw, &fields) != nil {
		return nil
	}
	lines := make([]string, 0, len(fields))
	for _, field := range slices.Sorted(maps.Keys(fields)) {
		lines = append(lines, field+": "+first(text(fields[field]), "refused"))
	}
	return lines
}

// violations returns the broken rules of a policy.
func violations(raw json.RawMessage) []string {
	var details struct {
		Violations []string `json:"violations"`
	}
	if json.Unmarshal(raw, &details) != nil {
		return nil
	}
	return details.Violations
}

func join(message string, details []string) string {
	if len(details) == 0 {
		return message
	}
	return message + " (" + strings.Join(details, "; ") + ")"
}

func first(candidates ...string) string {
	for _, c := range candidates {
		if c != "" {
			return c
		}
	}
	return ""
}
