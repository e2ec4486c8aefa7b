package providertest

import (
	"slices"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// NestedSchema returns the attributes of a nested attribute as a schema.
func NestedSchema(t *testing.T, schema *tfprotov6.Schema, name string) *tfprotov6.Schema {
	t.Helper()
	for _, a := range schema.Block.Attributes {
		if a.Name == name {
			return &tfprotov6.Schema{Block: &tfprotov6.SchemaBlock{Attributes: a.NestedType.Attributes}}
		}
	}
	t.Fatalf("there is no attribute %q", name)
	return nil
}

// Behaviours lists the attributes of a schema with how each behaves, as "id
// computed", sorted.
func Behaviours(schema *tfprotov6.Schema) []string {
	var all []string
	for _, a := range schema.Block.Attributes {
		line := a.Name
		for _, b := range []struct {
			set  bool
			name string
		}{{a.Required, "required"}, {a.Optional, "optional"}, {a.Computed, "computed"}, {a.Sensitive, "sensitive"}, {a.WriteOnly, "write-only"}} {
			if b.set {
				line += " " + b.name
			}
		}
		all = append(all, line)
	}
	slices.Sort(all)
	return all
}
