package parts

import (
	"encoding/json"
	"slices"

	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/compare"
	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/shape"
	"github.com/steward-iac/terraform-provider-steward/internal/jsonvalue"
)

// Artefact tells whether a value is one that a read adds where nobody set one: empty, and certainly forbidden by the type's
// own schema: "" where a pattern wants text, [] where one item is the least, 0 below the minimum, null. An import leaves it
// out, but where the schema requires the property.
func Artefact(p shape.Place, value any) bool {
	switch value := value.(type) {
	case nil:
		k := p.Kinds()
		return k != 0 && k&shape.Null == 0
	case string:
		return value == "" && Forbidden(p, value)
	case json.Number:
		return jsonvalue.SameNumber(value.String(), "0") && Forbidden(p, value)
	case []any:
		return len(value) == 0 && Forbidden(p, value)
	case map[string]any:
		return len(value) == 0 && Forbidden(p, value)
	}
	return false
}

// Forbidden tells whether the schema does not allow a value of the right type for certain.
func Forbidden(p shape.Place, value any) bool {
	allowed := p.Enum()
	return allowed != nil && !slices.ContainsFunc(allowed, func(one any) bool { return compare.Equal(p, one, value) }) ||
		p.Refuses(value)
}
