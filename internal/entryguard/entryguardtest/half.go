package entryguardtest

import (
	"encoding/json"
	"net/http"
	"slices"
)

// spoil returns what the fault leaves of a successful answer.
func (f Fault) spoil(answer reply) reply {
	if answer.status/100 != 2 || answer.status == http.StatusNoContent || (f.Keep == nil && f.Lose == nil && f.About == "" && !f.Empty && f.Hide == "") {
		return answer
	}
	var shown any
	if json.Unmarshal(answer.text(), &shown) != nil {
		return answer
	}
	switch shown := shown.(type) {
	case map[string]any:
		f.spoilObject(shown)
	case []any:
		if f.Empty {
			return reply{status: answer.status, header: answer.header, body: []any{}}
		}
		return reply{status: answer.status, header: answer.header, body: f.spoilList(shown)}
	}
	return reply{status: answer.status, header: answer.header, body: shown}
}

func (f Fault) spoilList(shown []any) []any {
	left := []any{}
	for _, element := range shown {
		object, ok := element.(map[string]any)
		if ok && f.Hide != "" && object["id"] == f.Hide {
			continue
		}
		if ok {
			f.spoilObject(object)
		}
		left = append(left, element)
	}
	return left
}

func (f Fault) spoilObject(object map[string]any) {
	for name, value := range object {
		if texts, ok := value.([]any); ok && f.Hide != "" {
			object[name] = slices.DeleteFunc(texts, func(text any) bool { return text == f.Hide })
		}
		if slices.Contains(f.Lose, name) || (f.Keep != nil && !slices.Contains(f.Keep, name)) {
			delete(object, name)
		}
	}
	if f.About != "" {
		object["id"] = f.About
	}
}
