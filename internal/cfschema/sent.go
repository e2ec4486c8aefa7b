package cfschema

import (
	"encoding/json"
	"strings"

	"github.com/steward-iac/terraform-provider-steward/internal/jsonvalue"
)

// Sent returns a desired state as an API is to get it. A number or boolean in a string, and the other way round, becomes
// the type that the schema wants; what might be of the type that it has, or can not be read as the one that is wanted, stays
// as it is. What is null is left out, but for a free document: there null is data.
//
// It means the same as the model: Equal says so.
func (s *Schema) Sent(model any) any { return sent(s.model(), model) }

func sent(p place, value any) any {
	switch value := value.(type) {
	case map[string]any:
		object := make(map[string]any, len(value))
		for key, member := range value {
			if !p.absent(value, key) {
				object[key] = sent(p.property(key), member)
			}
		}
		return object
	case []any:
		items := make([]any, len(value))
		for i, item := range value {
			items[i] = sent(p.item(), item)
		}
		return items
	}
	return p.typed(value)
}

// typed returns a scalar as the type that the schema wants.
func (p place) typed(value any) any {
	wanted := p.kinds()
	switch value := value.(type) {
	case string:
		if wanted != 0 && wanted&kindString == 0 {
			return typedText(wanted, value)
		}
	case json.Number:
		switch {
		case wanted&kindInteger != 0 && wanted&kindNumber == 0 && jsonvalue.IsWhole(value.String()):
			return json.Number(plainNumber(value.String()))
		case wanted&(kindInteger|kindNumber) == 0 && wanted&kindString != 0:
			return plainNumber(value.String())
		}
	case bool:
		if wanted&kindBoolean == 0 && wanted&kindString != 0 {
			text, _ := jsonvalue.ScalarText(value)
			return text
		}
	}
	return value
}

// typedText reads a string where the schema wants no string.
func typedText(wanted kinds, text string) any {
	_, isNumber := jsonvalue.ParseDecimal(text)
	switch {
	case isNumber && wanted&kindNumber != 0:
		return json.Number(text)
	case isNumber && wanted&kindInteger != 0 && jsonvalue.IsWhole(text):
		return json.Number(plainNumber(text))
	case wanted&kindBoolean != 0 && (text == "true" || text == "false"):
		return text == "true"
	}
	return text
}

// plainNumber writes a number that has a point or an exponent without need in digits alone, where they are few.
func plainNumber(text string) string {
	if !strings.ContainsAny(text, ".eE") {
		return text
	}
	d, ok := jsonvalue.ParseDecimal(text)
	if !ok {
		return text
	}
	return d.String()
}
