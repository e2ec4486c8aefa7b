package cloudcontroltest

import (
	"encoding/json"
	"strings"
)

// A HalfAnswer spoils the members of an answer that the API made by itself:
// the answer is well-formed, says success, and does not say what it must.
type HalfAnswer func(members map[string]any)

// HalfDescriptions returns the ways in which an answer to GetResource can lack
// what it must have, or speak of another object than was asked for.
func HalfDescriptions() map[string]HalfAnswer {
	return map[string]HalfAnswer{
		"no description":           func(m map[string]any) { delete(m, "ResourceDescription") },
		"no properties":            properties(func(d map[string]any) { delete(d, "Properties") }),
		"null properties":          properties(func(d map[string]any) { d["Properties"] = nil }),
		"empty properties":         properties(func(d map[string]any) { d["Properties"] = "" }),
		"properties of {}":         properties(func(d map[string]any) { d["Properties"] = "{}" }),
		"properties of []":         properties(func(d map[string]any) { d["Properties"] = "[]" }),
		"the word null":            properties(func(d map[string]any) { d["Properties"] = "null" }),
		"properties without JSON":  properties(func(d map[string]any) { d["Properties"] = "Service busy" }),
		"properties cut short":     properties(func(d map[string]any) { d["Properties"] = strings.TrimSuffix(text(d["Properties"]), "}") }),
		"another type":             func(m map[string]any) { m["TypeName"] = "Another::Type::Altogether" },
		"another identifier":       properties(func(d map[string]any) { d["Identifier"] = "somebody-elses" }),
		"another object":           properties(func(d map[string]any) { rename(d, text(d["Identifier"]), "somebody-elses") }),
		"another's properties":     properties(func(d map[string]any) { renameProperties(d, text(d["Identifier"]), "somebody-elses") }),
		"nameless and unknown":     properties(func(d map[string]any) { delete(d, "Identifier"); d["Properties"] = `{"Unheard":"of"}` }),
		"properties of a stranger": properties(func(d map[string]any) { d["Properties"] = `{"message":"Please log in"}` }),
	}
}

// HalfEvents returns the ways in which the event of an operation can lack what
// it must have, or speak of another operation than was asked for.
func HalfEvents() map[string]HalfAnswer {
	return map[string]HalfAnswer{
		"no event":       func(m map[string]any) { delete(m, "ProgressEvent") },
		"an empty event": func(m map[string]any) { m["ProgressEvent"] = map[string]any{} },
		"no token":       progress(func(e map[string]any) { delete(e, "RequestToken") }),
		"no status":      progress(func(e map[string]any) { delete(e, "OperationStatus") }),
		"another type":   progress(func(e map[string]any) { e["TypeName"] = "Another::Type::Altogether" }),
		"another kind":   progress(func(e map[string]any) { e["Operation"] = otherKind(text(e["Operation"])) }),
	}
}

// AnotherToken lets an event speak of another request.
func AnotherToken() HalfAnswer {
	return progress(func(e map[string]any) { e["RequestToken"] = "00000000-0000-4000-8000-000000000000" })
}

func properties(change func(description map[string]any)) HalfAnswer {
	return part("ResourceDescription", change)
}

func progress(change func(event map[string]any)) HalfAnswer { return part("ProgressEvent", change) }

func part(name string, change func(map[string]any)) HalfAnswer {
	return func(members map[string]any) {
		if found, ok := members[name].(map[string]any); ok {
			change(found)
		}
	}
}

// rename lets a description speak of another object of the type; the other has
// the same word for every part of its identifier.
func rename(description map[string]any, from, to string) {
	renameProperties(description, from, to)
	description["Identifier"] = strings.Repeat(to+"|", strings.Count(from, "|")) + to
}

func renameProperties(description map[string]any, from, to string) {
	properties := text(description["Properties"])
	for part := range strings.SplitSeq(from, "|") {
		properties = strings.ReplaceAll(properties, part, to)
	}
	description["Properties"] = properties
}

func otherKind(kind string) string {
	if kind == "DELETE" {
		return "UPDATE"
	}
	return "DELETE"
}

func text(value any) string {
	s, _ := value.(string)
	return s
}

// spoil applies a half answer to a body; one that is no JSON object stays.
func (half HalfAnswer) spoil(body []byte) []byte {
	var members map[string]any
	if json.Unmarshal(body, &members) != nil {
		return body
	}
	half(members)
	spoilt, err := json.Marshal(members)
	if err != nil {
		return body
	}
	return spoilt
}
