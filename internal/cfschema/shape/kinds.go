package shape

import (
	"encoding/json"
	"strings"

	"github.com/steward-iac/terraform-provider-steward/internal/jsonvalue"
)

// Kinds is a set of JSON types.
type Kinds uint8

// The JSON types.
const (
	Null Kinds = 1 << iota
	Boolean
	Integer
	Number // every number, whole ones too
	String
	Array
	Object
)

// kindNames lists the types by their names in a schema, in the order in which messages name them.
var kindNames = []struct {
	name, words string
	kind        Kinds
}{
	{"string", "a string", String},
	{"integer", "a whole number", Integer},
	{"number", "a number", Number},
	{"boolean", "true or false", Boolean},
	{"array", "a list", Array},
	{"object", "an object", Object},
	{"null", "null", Null},
}

// kindsNamed reads the "type" of a schema: a name or a list of names. A name that JSON schema does not have makes it
// say nothing.
func kindsNamed(raw any) Kinds {
	names := jsonvalue.Texts(raw)
	if name, ok := raw.(string); ok {
		names = []string{name}
	}
	var set Kinds
	for _, name := range names {
		kind := kindNamed(name)
		if kind == 0 {
			return 0
		}
		set |= kind
	}
	return set
}

func kindNamed(name string) Kinds {
	for _, entry := range kindNames {
		if entry.name == name {
			return entry.kind
		}
	}
	return 0
}

// KindOf returns the JSON type of a value of a model; zero for one that no model holds, and for Unknown.
func KindOf(value any) Kinds {
	switch value := value.(type) {
	case nil:
		return Null
	case bool:
		return Boolean
	case json.Number:
		if jsonvalue.IsWhole(value.String()) {
			return Integer
		}
		return Number
	case string:
		return String
	case []any:
		return Array
	case map[string]any:
		return Object
	}
	return 0
}

// Words says in a sentence what the set allows: "a string or an object".
func (k Kinds) Words() string {
	var names []string
	for _, entry := range kindNames {
		if k&entry.kind != 0 {
			names = append(names, entry.words)
		}
	}
	return strings.Join(names, " or ")
}
