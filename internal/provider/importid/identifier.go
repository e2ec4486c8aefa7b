package importid

import (
	"errors"
	"fmt"
	"strings"

	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol"
	"github.com/steward-iac/terraform-provider-steward/internal/jsonvalue"
)

// separator stands between the parts of a compound identifier.
const separator = "|"

// Identifier builds a primary identifier from its parts, a model: a text is the
// whole identifier, an array has the parts in the order of the type's schema, and
// an object has them by the names of their properties.
func Identifier(parts any) (string, error) {
	identifier, err := joined(parts)
	if err == nil && !cloudcontrol.ValidIdentifier(identifier) {
		err = errors.New("an identifier has 1 to 1024 characters, none of them a control character or a line break")
	}
	return identifier, err
}

func joined(parts any) (string, error) {
	switch parts := parts.(type) {
	case []any:
		return ofList(parts)
	case map[string]any:
		return ofObject(parts)
	}
	if text, ok := jsonvalue.ScalarText(parts); ok {
		return text, nil
	}
	return "", errors.New("the parts of an identifier are a text, a list of texts, or an object of property names and values")
}

// ofList joins the parts. One that holds the separator would read as two, so an
// identifier with such a part can only be written as an object.
func ofList(parts []any) (string, error) {
	texts := make([]string, len(parts))
	for i, part := range parts {
		text, err := partText(part)
		switch {
		case err != nil:
			return "", fmt.Errorf("part %d %w", i+1, err)
		case len(parts) > 1 && strings.Contains(text, separator):
			return "", fmt.Errorf(`part %d has a "|", which separates parts: give an object of property names and values instead of a list`, i+1)
		}
		texts[i] = text
	}
	return strings.Join(texts, separator), nil
}

// ofObject writes the parts as the JSON object that the API takes as well.
func ofObject(parts map[string]any) (string, error) {
	if len(parts) == 0 {
		return "", errors.New("the object has no properties")
	}
	for _, name := range jsonvalue.Keys(parts) {
		if _, err := partText(parts[name]); err != nil {
			return "", fmt.Errorf("%s %w", name, err)
		}
	}
	text, err := jsonvalue.Encode(parts)
	return string(text), err
}

func partText(part any) (string, error) {
	text, ok := jsonvalue.ScalarText(part)
	switch {
	case !ok:
		return "", errors.New("must be a text, a number or a bool")
	case text == "":
		return "", errors.New("is empty")
	}
	return text, nil
}
