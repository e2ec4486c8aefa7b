package cfschematest

import (
	"embed"
	"fmt"
	"path"

	jsonpatch "github.com/evanphx/json-patch/v5"

	"github.com/steward-iac/terraform-provider-steward/internal/jsonvalue"
)

//go:embed schemas
var schemas embed.FS

// Own returns the text of one of our own schemas, such as "shapes.json". It panics where there is none.
func Own(name string) []byte { return Must(schemas.ReadFile(path.Join("schemas", name))) }

// OwnNames returns the names of our own schemas.
func OwnNames() []string {
	var names []string
	for _, entry := range Must(schemas.ReadDir("schemas")) {
		names = append(names, entry.Name())
	}
	return names
}

// Must returns a value that a test is certain to get. It panics where there is an error.
func Must[Value any](value Value, err error) Value {
	if err != nil {
		panic(err)
	}
	return value
}

// Value decodes a model that a test writes as JSON; no text is no model. The text "(unknown)" stands for a value that is
// not known. It panics where the text is no JSON.
func Value(text string) any {
	if text == "" {
		return nil
	}
	decoded, err := jsonvalue.Decode([]byte(text))
	if err != nil {
		panic(fmt.Sprintf("a test's model %s: %v", text, err))
	}
	return withUnknown(decoded)
}

func withUnknown(value any) any {
	switch value := value.(type) {
	case string:
		if value == "(unknown)" {
			return jsonvalue.Unknown
		}
	case map[string]any:
		for key, member := range value {
			value[key] = withUnknown(member)
		}
	case []any:
		for i, item := range value {
			value[i] = withUnknown(item)
		}
	}
	return value
}

// Patched applies the text of a patch to a live model, as RFC 6902 says and an API does.
func Patched(live any, patch []byte) (any, error) {
	operations, err := jsonpatch.DecodePatch(patch)
	if err != nil {
		return nil, fmt.Errorf("%s is no patch: %w", patch, err)
	}
	before, err := jsonvalue.Encode(live)
	if err != nil {
		return nil, err
	}
	after, err := operations.Apply(before)
	if err != nil {
		return nil, fmt.Errorf("%s can not be applied to %s: %w", patch, before, err)
	}
	return jsonvalue.Decode(after)
}
