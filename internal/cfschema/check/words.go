package check

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/shape"
	"github.com/steward-iac/terraform-provider-steward/internal/jsonvalue"
	"github.com/steward-iac/terraform-provider-steward/internal/spelling"
)

// givenWords names the type of a value in the words of who wrote it.
func givenWords(value any) string {
	if kind := shape.KindOf(value); kind == shape.Number {
		return "a number with a fraction"
	} else if kind != 0 {
		return kind.Words()
	}
	return "something else"
}

// formHint says what to do where a value was given in the wrong form.
func formHint(path jsonvalue.Path, wanted shape.Kinds, value any) string {
	_, notItem := strconv.ParseUint(path[len(path)-1], 10, 31)
	switch kind := shape.KindOf(value); kind {
	case shape.Object, shape.Array:
		switch {
		case wanted&shape.String == 0:
		case kind == shape.Array && notItem == nil && len(path) > 1:
			return " Write its items into the outer list, such as with concat() or flatten()."
		default:
			return " If it is to hold a document, encode it as JSON."
		}
	case shape.String:
		if jsonvalue.Document(value) != nil && wanted&(shape.Object|shape.Array) != 0 {
			return " Give it as it is, not encoded as JSON."
		}
	case shape.Null, shape.Boolean, shape.Integer, shape.Number: // no form to mistake
	}
	return ""
}

// listedValues is how many allowed values a message names.
const listedValues = 20

// listed names the allowed values: the only one, or that it must be one of several.
func listed(values []any) string {
	if len(values) == 1 {
		return written(values[0])
	}
	var words []string
	for _, value := range values[:min(len(values), listedValues)] {
		words = append(words, written(value))
	}
	if more := len(values) - listedValues; more > 0 {
		words = append(words, fmt.Sprintf("and %d more", more))
	}
	return "one of: " + strings.Join(words, ", ")
}

// written returns an allowed value as a configuration has it: only text is quoted.
func written(value any) string {
	if text, ok := value.(string); ok {
		return strconv.Quote(text)
	}
	return fmt.Sprint(value)
}

// didYouMean suggests an allowed value in place of a string that is close to it.
func didYouMean(allowed []any, value any) string {
	given, ok := value.(string)
	if !ok || len(allowed) == 1 {
		return ""
	}
	meant, ok := spelling.Closest(given, jsonvalue.Texts(allowed))
	if !ok {
		return ""
	}
	return fmt.Sprintf(" Did you mean %q?", meant)
}
