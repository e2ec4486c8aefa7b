package main

import (
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// The structs below are the documented JSON form of provider schemas
// (Terraform's "providers schema" command, format version 1.0).
type (
	document struct {
		FormatVersion string                      `json:"format_version"`
		Providers     map[string]providerDocument `json:"provider_schemas"`
	}
	providerDocument struct {
		Provider    *schema                   `json:"provider,omitempty"`
		Resources   map[string]schema         `json:"resource_schemas,omitempty"`
		DataSources map[string]schema         `json:"data_source_schemas,omitempty"`
		Ephemerals  map[string]schema         `json:"ephemeral_resource_schemas,omitempty"`
		Lists       map[string]schema         `json:"list_resource_schemas,omitempty"`
		Actions     map[string]schema         `json:"action_schemas,omitempty"`
		Identities  map[string]identitySchema `json:"resource_identity_schemas,omitempty"`
		Functions   map[string]signature      `json:"functions,omitempty"`
	}
	schema struct {
		Version int64  `json:"version"`
		Block   *block `json:"block,omitempty"`
	}
	block struct {
		Attributes      map[string]attribute `json:"attributes,omitempty"`
		Blocks          map[string]nested    `json:"block_types,omitempty"`
		Description     string               `json:"description,omitempty"`
		DescriptionKind string               `json:"description_kind,omitempty"`
		Deprecated      bool                 `json:"deprecated,omitempty"`
	}
	nested struct {
		Nesting  string `json:"nesting_mode"`
		Block    *block `json:"block,omitempty"`
		MinItems int64  `json:"min_items,omitempty"`
		MaxItems int64  `json:"max_items,omitempty"`
	}
	attribute struct {
		Type            any     `json:"type,omitempty"`
		Nested          *object `json:"nested_type,omitempty"`
		Description     string  `json:"description,omitempty"`
		DescriptionKind string  `json:"description_kind,omitempty"`
		Deprecated      bool    `json:"deprecated,omitempty"`
		Required        bool    `json:"required,omitempty"`
		Optional        bool    `json:"optional,omitempty"`
		Computed        bool    `json:"computed,omitempty"`
		Sensitive       bool    `json:"sensitive,omitempty"`
		WriteOnly       bool    `json:"write_only,omitempty"`
	}
	object struct {
		Attributes map[string]attribute `json:"attributes,omitempty"`
		Nesting    string               `json:"nesting_mode"`
	}
	identitySchema struct {
		Version    int64                        `json:"version"`
		Attributes map[string]identityAttribute `json:"attributes,omitempty"`
	}
	identityAttribute struct {
		Type              any    `json:"type,omitempty"`
		Description       string `json:"description,omitempty"`
		RequiredForImport bool   `json:"required_for_import,omitempty"`
		OptionalForImport bool   `json:"optional_for_import,omitempty"`
	}
)

// render turns the protocol's answers into their JSON form.
func render(in *tfprotov6.GetProviderSchemaResponse, identities *tfprotov6.GetResourceIdentitySchemasResponse) (providerDocument, error) {
	r := &renderer{}
	configuration := r.schema(in.Provider)
	out := providerDocument{
		Provider:    &configuration,
		Resources:   r.schemas(in.ResourceSchemas),
		DataSources: r.schemas(in.DataSourceSchemas),
		Ephemerals:  r.schemas(in.EphemeralResourceSchemas),
		Lists:       r.schemas(in.ListResourceSchemas),
		Actions:     map[string]schema{},
		Identities:  map[string]identitySchema{},
		Functions:   map[string]signature{},
	}
	for name, function := range in.Functions {
		out.Functions[name] = r.signature(function)
	}
	for name, action := range in.ActionSchemas {
		out.Actions[name] = r.schema(action.Schema)
	}
	for name, identity := range identities.IdentitySchemas {
		out.Identities[name] = r.identity(identity)
	}
	return out, r.err
}

// renderer keeps the first type that it could not render.
type renderer struct{ err error }

func (r *renderer) schemas(in map[string]*tfprotov6.Schema) map[string]schema {
	out := make(map[string]schema, len(in))
	for name, s := range in {
		out[name] = r.schema(s)
	}
	return out
}

func (r *renderer) schema(in *tfprotov6.Schema) schema {
	if in == nil {
		return schema{}
	}
	return schema{Version: in.Version, Block: r.block(in.Block)}
}

func (r *renderer) block(in *tfprotov6.SchemaBlock) *block {
	if in == nil {
		return nil
	}
	out := &block{
		Attributes:      r.attributes(in.Attributes),
		Blocks:          map[string]nested{},
		Description:     in.Description,
		DescriptionKind: kind(in.DescriptionKind),
		Deprecated:      in.Deprecated,
	}
	for _, b := range in.BlockTypes {
		out.Blocks[b.TypeName] = nested{
			Nesting:  strings.ToLower(b.Nesting.String()),
			Block:    r.block(b.Block),
			MinItems: b.MinItems,
			MaxItems: b.MaxItems,
		}
	}
	return out
}

func (r *renderer) attributes(in []*tfprotov6.SchemaAttribute) map[string]attribute {
	out := make(map[string]attribute, len(in))
	for _, a := range in {
		out[a.Name] = r.attribute(a)
	}
	return out
}

func (r *renderer) attribute(in *tfprotov6.SchemaAttribute) attribute {
	out := attribute{
		Description:     in.Description,
		DescriptionKind: kind(in.DescriptionKind),
		Deprecated:      in.Deprecated,
		Required:        in.Required,
		Optional:        in.Optional,
		Computed:        in.Computed,
		Sensitive:       in.Sensitive,
		WriteOnly:       in.WriteOnly,
	}
	if in.NestedType != nil {
		out.Nested = &object{
			Attributes: r.attributes(in.NestedType.Attributes),
			Nesting:    strings.ToLower(in.NestedType.Nesting.String()),
		}
		return out
	}
	out.Type = r.valueType(in.Type)
	return out
}

func (r *renderer) identity(in *tfprotov6.ResourceIdentitySchema) identitySchema {
	out := identitySchema{Version: in.Version, Attributes: map[string]identityAttribute{}}
	for _, a := range in.IdentityAttributes {
		out.Attributes[a.Name] = identityAttribute{
			Type:              r.valueType(a.Type),
			Description:       a.Description,
			RequiredForImport: a.RequiredForImport,
			OptionalForImport: a.OptionalForImport,
		}
	}
	return out
}

// valueType returns a type's JSON form: "string", ["list","string"],
// ["object",{"a":"string"}].
func (r *renderer) valueType(in tftypes.Type) any {
	switch t := in.(type) {
	case tftypes.List:
		return []any{"list", r.valueType(t.ElementType)}
	case tftypes.Set:
		return []any{"set", r.valueType(t.ElementType)}
	case tftypes.Map:
		return []any{"map", r.valueType(t.ElementType)}
	case tftypes.Tuple:
		elements := make([]any, len(t.ElementTypes))
		for i, e := range t.ElementTypes {
			elements[i] = r.valueType(e)
		}
		return []any{"tuple", elements}
	case tftypes.Object:
		members := make(map[string]any, len(t.AttributeTypes))
		for name, member := range t.AttributeTypes {
			members[name] = r.valueType(member)
		}
		return []any{"object", members}
	}
	return r.primitive(in)
}

func (r *renderer) primitive(in tftypes.Type) any {
	switch {
	case in.Is(tftypes.String):
		return "string"
	case in.Is(tftypes.Number):
		return "number"
	case in.Is(tftypes.Bool):
		return "bool"
	case in.Is(tftypes.DynamicPseudoType):
		return "dynamic"
	}
	if r.err == nil {
		r.err = fmt.Errorf("no JSON form is known for the type %s", in)
	}
	return nil
}

func kind(k tfprotov6.StringKind) string {
	if k == tfprotov6.StringKindMarkdown {
		return "markdown"
	}
	return "plain"
}
