package tags_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/steward-iac/terraform-provider-steward/internal/provider/cloudcontroltf/tags"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/providertest"
)

func TestDefaultsOf(t *testing.T) {
	t.Parallel()
	environment := []string{"TF_AWS_DEFAULT_TAGS_Team=env", "TF_AWS_DEFAULT_TAGS_Owner=a=b", "TF_AWS_DEFAULT_TAGS_=none", "AWS_REGION=x"}
	fromEnvironment := map[string]string{"Team": "env", "Owner": "a=b"}
	kinds := map[string]attr.Type{"tags": types.MapType{ElemType: types.StringType}}
	block := func(tags types.Map) types.Object {
		value := types.ObjectValueMust(kinds, map[string]attr.Value{"tags": tags})
		return types.ObjectValueMust(map[string]attr.Type{"default_tags": types.ObjectType{AttrTypes: kinds}}, map[string]attr.Value{"default_tags": value})
	}
	some := func(values map[string]attr.Value) types.Map { return types.MapValueMust(types.StringType, values) }
	for name, c := range map[string]struct {
		aws  types.Object
		want tags.Defaults
	}{
		"no block":     {types.ObjectNull(nil), tags.Defaults{Tags: fromEnvironment}},
		"no tags":      {block(types.MapNull(types.StringType)), tags.Defaults{Tags: fromEnvironment}},
		"tags":         {block(some(map[string]attr.Value{"Team": types.StringValue("block")})), tags.Defaults{Tags: map[string]string{"Team": "block", "Owner": "a=b"}}},
		"a null":       {block(some(map[string]attr.Value{"Team": types.StringNull()})), tags.Defaults{Tags: fromEnvironment}},
		"one unknown":  {block(some(map[string]attr.Value{"Team": types.StringUnknown()})), tags.Defaults{Tags: fromEnvironment, Unknown: true}},
		"unknown tags": {block(types.MapUnknown(types.StringType)), tags.Defaults{Tags: fromEnvironment, Unknown: true}},
		"unknown all": {types.ObjectValueMust(map[string]attr.Type{"default_tags": types.ObjectType{AttrTypes: kinds}}, map[string]attr.Value{
			"default_tags": types.ObjectUnknown(kinds),
		}), tags.Defaults{Tags: fromEnvironment, Unknown: true}},
	} {
		got := tags.DefaultsOf(c.aws, environment)
		if diff := cmp.Diff(c.want, got, cmp.AllowUnexported(tags.Defaults{})); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
		if known, err := tags.WithoutDefaults(c.aws).ToTerraformValue(t.Context()); err != nil || !known.IsFullyKnown() {
			t.Errorf("%s: default tags that are not known must not keep AWS from being asked", name)
		}
	}
}

func TestDefaultsAreChecked(t *testing.T) {
	t.Parallel()
	p := providertest.NewProtocol(t)
	long := strings.Repeat("x", 257)
	for name, c := range map[string]struct {
		tags map[string]any
		want string
	}{
		"reserved":     {map[string]any{"AWS:team": "x"}, "reserved for AWS"},
		"long key":     {map[string]any{long[:129]: "x"}, "between 1 and 128"},
		"long value":   {map[string]any{"Team": long}, "at most 256"},
		"empty value":  {map[string]any{"Team": ""}, ""},
		"aws in front": {map[string]any{"awsTeam": "x"}, ""},
	} {
		diags := p.ValidateProvider(map[string]any{"aws": map[string]any{"default_tags": map[string]any{"tags": c.tags}}})
		if c.want == "" {
			p.RequireClean(name, diags)
			continue
		}
		providertest.RequireDiagnostic(t, tfprotov6.DiagnosticSeverityError, diags, c.want, "default_tags")
	}
}
