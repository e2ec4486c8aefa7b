package providertest

import (
	"slices"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// NestedSchema returns a block within a block, or the attributes of a nested
// attribute, as a schema.
func NestedSchema(t *testing.T, schema *tfprotov6.Schema, name string) *tfprotov6.Schema {
	t.Helper()
	for _, b := range schema.Block.BlockTypes {
		if b.TypeName == name {
			return &tfprotov6.Schema{Block: b.Block}
		}
	}
	for _, a := range schema.Block.Attributes {
		if a.Name == name {
			return &tfprotov6.Schema{Block: &tfprotov6.SchemaBlock{Attributes: a.NestedType.Attributes}}
		}
	}
	t.Fatalf("there is no %q", name)
	return nil
}

// Behaviours lists the attributes of a schema with how each behaves, as "id
// computed", and its blocks, as "timeouts block", sorted.
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
	for _, b := range schema.Block.BlockTypes {
		all = append(all, b.TypeName+" block")
	}
	slices.Sort(all)
	return all
}

// EachBlock visits a block and those within it.
func EachBlock(path string, block *tfprotov6.SchemaBlock, visit func(string, *tfprotov6.SchemaBlock)) {
	visit(path, block)
	for _, nested := range block.BlockTypes {
		EachBlock(path+"."+nested.TypeName, nested.Block, visit)
	}
}

// EachAttribute visits the attributes of a block, of the blocks within it and
// of objects.
func EachAttribute(path string, block *tfprotov6.SchemaBlock, visit func(string, *tfprotov6.SchemaAttribute)) {
	var each func(string, []*tfprotov6.SchemaAttribute)
	each = func(path string, attributes []*tfprotov6.SchemaAttribute) {
		for _, a := range attributes {
			visit(path+"."+a.Name, a)
			if a.NestedType != nil {
				each(path+"."+a.Name, a.NestedType.Attributes)
			}
		}
	}
	EachBlock(path, block, func(path string, block *tfprotov6.SchemaBlock) { each(path, block.Attributes) })
}
