package main

import (
	"bytes"
	"encoding/json"
	"sort"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

func TestRender(t *testing.T) {
	in := &tfprotov6.GetProviderSchemaResponse{
		Provider: &tfprotov6.Schema{Block: &tfprotov6.SchemaBlock{}},
		ResourceSchemas: map[string]*tfprotov6.Schema{"steward_thing": {Version: 2, Block: &tfprotov6.SchemaBlock{
			Description:     "A *thing*.",
			DescriptionKind: tfprotov6.StringKindMarkdown,
			Attributes: []*tfprotov6.SchemaAttribute{
				{Name: "name", Type: tftypes.String, Required: true, Description: "Its name."},
				{Name: "secret", Type: tftypes.DynamicPseudoType, Optional: true, Sensitive: true, WriteOnly: true},
				{Name: "codes", Type: tftypes.List{ElementType: tftypes.Object{AttributeTypes: map[string]tftypes.Type{"n": tftypes.Number}}}, Computed: true},
				{Name: "timeouts", Optional: true, NestedType: &tfprotov6.SchemaObject{
					Nesting:    tfprotov6.SchemaObjectNestingModeSingle,
					Attributes: []*tfprotov6.SchemaAttribute{{Name: "create", Type: tftypes.String, Optional: true}},
				}},
			},
			BlockTypes: []*tfprotov6.SchemaNestedBlock{{TypeName: "rule", Nesting: tfprotov6.SchemaNestedBlockNestingModeSet, Block: &tfprotov6.SchemaBlock{}, MaxItems: 3}},
		}}},
	}
	in.ListResourceSchemas = map[string]*tfprotov6.Schema{"steward_thing": {Block: &tfprotov6.SchemaBlock{
		Attributes: []*tfprotov6.SchemaAttribute{{Name: "tags", Type: tftypes.Map{ElementType: tftypes.String}, Optional: true, Description: "Tags."}},
	}}}
	in.ActionSchemas = map[string]*tfprotov6.ActionSchema{"steward_do": {Schema: &tfprotov6.Schema{Block: &tfprotov6.SchemaBlock{
		Attributes: []*tfprotov6.SchemaAttribute{{Name: "ids", Type: tftypes.Set{ElementType: tftypes.String}, Required: true, Description: "Whom."}},
	}}}}
	in.Functions = map[string]*tfprotov6.Function{"rename": {
		Summary: "Renames.", Description: "Renames a *thing*.", DeprecationMessage: "Too old.", Return: &tfprotov6.FunctionReturn{Type: tftypes.List{ElementType: tftypes.String}},
		Parameters:        []*tfprotov6.FunctionParameter{{Name: "thing", Description: "Which.", Type: tftypes.DynamicPseudoType}, {Name: "to", AllowNullValue: true, Type: tftypes.String}},
		VariadicParameter: &tfprotov6.FunctionParameter{Name: "more", Type: tftypes.Bool},
	}}
	identities := &tfprotov6.GetResourceIdentitySchemasResponse{IdentitySchemas: map[string]*tfprotov6.ResourceIdentitySchema{
		"steward_thing": {IdentityAttributes: []*tfprotov6.ResourceIdentitySchemaAttribute{{Name: "id", Type: tftypes.String, RequiredForImport: true}}},
	}}
	const want = `{
		"provider": {"version": 0, "block": {"description_kind": "plain"}},
		"resource_schemas": {"steward_thing": {"version": 2, "block": {
			"description": "A *thing*.", "description_kind": "markdown",
			"attributes": {
				"name": {"type": "string", "required": true, "description": "Its name.", "description_kind": "plain"},
				"secret": {"type": "dynamic", "optional": true, "sensitive": true, "write_only": true, "description_kind": "plain"},
				"codes": {"type": ["list", ["object", {"n": "number"}]], "computed": true, "description_kind": "plain"},
				"timeouts": {"optional": true, "description_kind": "plain", "nested_type": {"nesting_mode": "single", "attributes": {
					"create": {"type": "string", "optional": true, "description_kind": "plain"}}}}
			},
			"block_types": {"rule": {"nesting_mode": "set", "max_items": 3, "block": {"description_kind": "plain"}}}
		}}},
		"resource_identity_schemas": {"steward_thing": {"version": 0, "attributes": {"id": {"type": "string", "required_for_import": true}}}},
		"list_resource_schemas": {"steward_thing": {"version": 0, "block": {"description_kind": "plain", "attributes": {
			"tags": {"type": ["map", "string"], "optional": true, "description": "Tags.", "description_kind": "plain"}}}}},
		"action_schemas": {"steward_do": {"version": 0, "block": {"description_kind": "plain", "attributes": {
			"ids": {"type": ["set", "string"], "required": true, "description": "Whom.", "description_kind": "plain"}}}}},
		"functions": {"rename": {
			"summary": "Renames.", "description": "Renames a *thing*.", "deprecation_message": "Too old.", "return_type": ["list", "string"],
			"parameters": [{"name": "thing", "description": "Which.", "type": "dynamic"}, {"name": "to", "is_nullable": true, "type": "string"}],
			"variadic_parameter": {"name": "more", "type": "bool"}
		}}
	}`
	rendered, err := render(in, identities)
	if err != nil {
		t.Fatal(err)
	}
	got, err := json.Marshal(rendered)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(decoded(t, []byte(want)), decoded(t, got)); diff != "" {
		t.Errorf("the JSON form differs (-want +got):\n%s", diff)
	}
}

// TestEveryDescriptionIsFilled holds the docs to their promise: what is in the
// schema says what it means.
func TestEveryDescriptionIsFilled(t *testing.T) {
	var out bytes.Buffer
	if err := run(t.Context(), &out); err != nil {
		t.Fatal(err)
	}
	var doc document
	if err := json.Unmarshal(out.Bytes(), &doc); err != nil {
		t.Fatal(err)
	}
	p := doc.Providers[providerName]
	if len(p.Resources) == 0 {
		t.Fatal("the provider shows no resource: nothing was checked")
	}
	var bare []string
	for kind, schemas := range map[string]map[string]schema{
		"provider": {"": *p.Provider}, "resource ": p.Resources, "data source ": p.DataSources,
		"list resource ": p.Lists, "action ": p.Actions, "ephemeral resource ": p.Ephemerals,
	} {
		for name, s := range schemas {
			bare = append(bare, bareOfBlock(kind+name, s.Block)...)
		}
	}
	for name, f := range p.Functions {
		bare = append(bare, bareOfFunction("function "+name, f)...)
	}
	sort.Strings(bare)
	if len(bare) != 0 {
		t.Errorf("no description says what these are for:\n  %s", strings.Join(bare, "\n  "))
	}
}

// bareOfBlock lists what has no description in a block.
func bareOfBlock(where string, b *block) []string {
	var bare []string
	if strings.TrimSpace(b.Description) == "" {
		bare = append(bare, where)
	}
	bare = append(bare, bareOf(where, b.Attributes)...)
	for name, n := range b.Blocks {
		bare = append(bare, bareOfBlock(where+"."+name, n.Block)...)
	}
	return bare
}

// bareOfFunction lists what has no description in a function.
func bareOfFunction(where string, f signature) []string {
	var bare []string
	if strings.TrimSpace(f.Summary) == "" || strings.TrimSpace(f.Description) == "" {
		bare = append(bare, where)
	}
	for _, p := range f.Parameters {
		if strings.TrimSpace(p.Description) == "" {
			bare = append(bare, where+"."+p.Name)
		}
	}
	return bare
}

func bareOf(where string, attributes map[string]attribute) []string {
	var bare []string
	for name, a := range attributes {
		if strings.TrimSpace(a.Description) == "" {
			bare = append(bare, where+"."+name)
		}
		if a.Nested != nil {
			bare = append(bare, bareOf(where+"."+name, a.Nested.Attributes)...)
		}
	}
	return bare
}

func decoded(t *testing.T, text []byte) any {
	t.Helper()
	var v any
	if err := json.Unmarshal(text, &v); err != nil {
		t.Fatal(err)
	}
	return v
}
