package provider

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/steward-iac/terraform-provider-steward/internal/provider/cloudcontroltf"
)

func TestDefaultTagsOf(t *testing.T) {
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
		want cloudcontroltf.DefaultTags
	}{
		"no block":     {types.ObjectNull(nil), cloudcontroltf.DefaultTags{Tags: fromEnvironment}},
		"no tags":      {block(types.MapNull(types.StringType)), cloudcontroltf.DefaultTags{Tags: fromEnvironment}},
		"tags":         {block(some(map[string]attr.Value{"Team": types.StringValue("block")})), cloudcontroltf.DefaultTags{Tags: map[string]string{"Team": "block", "Owner": "a=b"}}},
		"a null":       {block(some(map[string]attr.Value{"Team": types.StringNull()})), cloudcontroltf.DefaultTags{Tags: fromEnvironment}},
		"one unknown":  {block(some(map[string]attr.Value{"Team": types.StringUnknown()})), cloudcontroltf.DefaultTags{Tags: fromEnvironment, Unknown: true}},
		"unknown tags": {block(types.MapUnknown(types.StringType)), cloudcontroltf.DefaultTags{Tags: fromEnvironment, Unknown: true}},
		"unknown all": {types.ObjectValueMust(map[string]attr.Type{"default_tags": types.ObjectType{AttrTypes: kinds}}, map[string]attr.Value{
			"default_tags": types.ObjectUnknown(kinds),
		}), cloudcontroltf.DefaultTags{Tags: fromEnvironment, Unknown: true}},
	} {
		got := cloudcontroltf.DefaultTagsOf(c.aws, environment)
		if diff := cmp.Diff(c.want, got, cmp.AllowUnexported(cloudcontroltf.DefaultTags{})); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
		if !fullyKnown(cloudcontroltf.WithoutDefaultTags(c.aws)) {
			t.Errorf("%s: default tags that are not known must not keep AWS from being asked", name)
		}
	}
}
