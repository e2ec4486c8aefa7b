package patch

import (
	"encoding/json"
	"strings"

	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/shape"
	"github.com/steward-iac/terraform-provider-steward/internal/jsonvalue"
)

// Sent returns a desired value as an API is to get it.
func Sent(p shape.Place, value any) any {
	switch value := value.(type) {
	case map[string]any:
		object := make(map[string]any, len(value))
		for key, member := range value {
			if !p.Absent(value, key) {
				object[key] = Sent(p.Property(key), member)
			}
		}
		return object
	case []any:
		items := make([]any, len(value))
		for i, item := range value {
			items[i] = Sent(p.Item(), item)
		}
		return items
	}
	return typed(p, value)
}

// typed returns a scalar as the type that the schema wants.
func typed(p shape.Place, value any) any {
	wanted := p.Kinds()
	switch value := value.(type) {
	case string:
		if wanted != 0 && wanted&shape.String == 0 {
			return typedText(wanted, value)
		}
	case json.Number:
		switch {
		case wanted&shape.Integer != 0 && wanted&shape.Number == 0 && jsonvalue.IsWhole(value.String()):
			return json.Number(plainNumber(value.String()))
		case wanted&(shape.Integer|shape.Number) == 0 && wanted&shape.String != 0:
			return plainNumber(value.String())
		}
	case bool:
		if wanted&shape.Boolean == 0 && wanted&shape.String != 0 {
			text, _ := jsonvalue.ScalarText(value)
			return text
		}
	}
	return value
}

// typedText reads a string where the schema wants no string.
func typedText(wanted shape.Kinds, text string) any {
	_, isNumber := jsonvalue.ParseDecimal(text)
	switch {
	case isNumber && wanted&shape.Number != 0:
		return json.Number(text)
	case isNumber && wanted&shape.Integer != 0 && jsonvalue.IsWhole(text):
		return json.Number(plainNumber(text))
	case wanted&shape.Boolean != 0 && (text == "true" || text == "false"):
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
