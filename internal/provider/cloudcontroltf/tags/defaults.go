package tags

import (
	"context"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-validators/mapvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

const (
	// DefaultsAttribute is the block, within the provider's aws block, with the tags of all objects.
	DefaultsAttribute = "default_tags"
	// defaultsVariable is what the names of environment variables begin with
	// that hold a default tag.
	defaultsVariable = "TF_AWS_DEFAULT_TAGS_"
)

// Defaults are the provider's default tags.
type Defaults struct {
	Tags map[string]string
	// Unknown says that some depend on something that this run creates.
	Unknown bool
}

// DefaultsBlock describes them, in the shape of the AWS provider.
func DefaultsBlock() schema.SingleNestedBlock {
	return schema.SingleNestedBlock{
		MarkdownDescription: "Tags of every object of `steward_cloudcontrol_resource` whose type takes tags. They are sent together with the tags in `properties`, which win where both have a key, " +
			"and are not written into `properties`. A change of them updates the objects; a type that cannot change tags keeps those from its creation. " +
			"If `properties` sets no tags, tags that others set on the object are left alone.",
		Attributes: map[string]schema.Attribute{
			"tags": schema.MapAttribute{
				Optional: true, ElementType: types.StringType,
				MarkdownDescription: "The tags, by key. Environment variables: `" + defaultsVariable + "KEY` for the tag `KEY`; a tag that is set here wins.",
				Validators: []validator.Map{
					mapvalidator.KeysAre(
						stringvalidator.LengthBetween(1, 128),
						notReserved{},
					),
					mapvalidator.ValueStringsAre(stringvalidator.LengthAtMost(256)),
				},
			},
		},
	}
}

// notReserved refuses the keys of tags that AWS keeps for itself.
type notReserved struct{}

// Description says what is accepted.
func (notReserved) Description(context.Context) string {
	return "value must not begin with aws:, which is reserved for AWS"
}

// MarkdownDescription says what is accepted.
func (v notReserved) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

// ValidateString checks one key.
func (v notReserved) ValidateString(ctx context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if strings.HasPrefix(strings.ToLower(req.ConfigValue.ValueString()), "aws:") {
		resp.Diagnostics.AddAttributeError(req.Path, "Reserved tag", req.Path.String()+": "+v.Description(ctx)+".")
	}
}

// DefaultsOf reads the default tags in the aws block. What the block does
// not set, the environment may.
func DefaultsOf(aws types.Object, environment []string) Defaults {
	found := Defaults{Tags: map[string]string{}}
	for _, variable := range environment {
		name, value, _ := strings.Cut(variable, "=")
		if key, ok := strings.CutPrefix(name, defaultsVariable); ok && key != "" {
			found.Tags[key] = value
		}
	}
	block, ok := aws.Attributes()[DefaultsAttribute].(types.Object)
	if !ok {
		return found
	}
	tags, ok := block.Attributes()["tags"].(types.Map)
	found.Unknown = block.IsUnknown() || ok && tags.IsUnknown()
	for key, value := range tags.Elements() {
		text, _ := value.(types.String)
		switch {
		case text.IsUnknown():
			found.Unknown = true
		case !text.IsNull():
			found.Tags[key] = text.ValueString()
		}
	}
	return found
}

// WithoutDefaults returns the aws block without its default tags: what they
// are says nothing about how to reach AWS.
func WithoutDefaults(aws types.Object) types.Object {
	if aws.IsNull() || aws.IsUnknown() {
		return aws
	}
	attributes := aws.Attributes() // a copy
	block, ok := attributes[DefaultsAttribute].(types.Object)
	if !ok {
		return aws
	}
	kinds := block.AttributeTypes(context.Background())
	attributes[DefaultsAttribute] = types.ObjectNull(kinds)
	return types.ObjectValueMust(aws.AttributeTypes(context.Background()), attributes)
}

// Planned are the default tags to apply: those that the plan showed, whatever
// the provider's are by now. Where the plan showed none, those of the provider.
func (d Defaults) Planned(planned types.Map) map[string]string {
	if planned.IsNull() || planned.IsUnknown() {
		return d.Tags
	}
	defaults := map[string]string{}
	for key, value := range planned.Elements() {
		// What is unknown is a configured tag: a default is known, or the whole is not.
		if text, ok := value.(types.String); ok && !text.IsUnknown() {
			defaults[key] = text.ValueString()
		}
	}
	return defaults
}
