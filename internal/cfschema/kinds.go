package cfschema

import (
	"encoding/json"
	"strings"

	"github.com/steward-iac/terraform-provider-steward/internal/jsonvalue"
)

// kinds is a set of JSON types.
type kinds uint8

const (
	kindNull kinds = 1 << iota
	kindBoolean
	kindInteger
	kindNumber // every number, whole ones too
	kindString
	kindArray
	kindObject
)

// kindNames lists the types by their names in a schema, in the order in which messages name them.
var kindNames = []struct {
	name, words string
	kind        kinds
}{
	{"string", "a string", kindString},
	{"integer", "a whole number", kindInteger},
	{"number", "a number", kindNumber},
	{"boolean", "true or false", kindBoolean},
	{"array", "a list", kindArray},
	{"object", "an object", kindObject},
	{"null", "null", kindNull},
}

// kindsNamed reads the "type" of a schema: a name or a list of names. A name that JSON schema does not have makes it
// say nothing.
func kindsNamed(raw any) kinds {
	names := texts(raw)
	if name, ok := raw.(string); ok {
		names = []string{name}
	}
	var set kinds
	for _, name := range names {
		kind := kindNamed(name)
		if kind == 0 {
			return 0
		}
		set |= kind
	}
	return set
}

func kindNamed(name string) kinds {
	for _, entry := range kindNames {
		if entry.name == name {
			return entry.kind
		}
	}
	return 0
}

// kindOf returns the JSON type of a value of a model; zero for one that no model holds, and for Unknown.
func kindOf(value any) kinds {
	switch value := value.(type) {
	case nil:
		return kindNull
	case bool:
		return kindBoolean
	case json.Number:
		if jsonvalue.IsWhole(value.String()) {
			return kindInteger
		}
		return kindNumber
	case string:
		return kindString
	case []any:
		return kindArray
	case map[string]any:
		return kindObject
	}
	return 0
}

// words says in a sentence what the set allows: "a string or an object".
func (k kinds) words() string {
	var names []string
	for _, entry := range kindNames {
		if k&entry.kind != 0 {
			names = append(names, entry.words)
		}
	}
	return strings.Join(names, " or ")
}
