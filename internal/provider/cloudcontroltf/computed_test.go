package cloudcontroltf

import (
	"encoding/json"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/steward-iac/terraform-provider-steward/internal/jsonvalue"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/dynamic"
)

func TestComputedOfAnUpdate(t *testing.T) {
	t.Parallel()
	prior := dynamic.Of(map[string]any{
		"Id":       "a-1",
		"Arn":      "arn:aws:test:us-east-1:123456789012:thing/a-1",
		"Part":     "b",
		"Version":  json.Number("1"),
		"Modified": "yesterday",
		"Endpoint": map[string]any{"Port": json.Number("1")},
	})
	planned := dynamic.Reformed(prior, map[string]any{
		"Id":       "a-1",
		"Arn":      "arn:aws:test:us-east-1:123456789012:thing/a-1",
		"Part":     "b",
		"Version":  jsonvalue.Unknown,
		"Modified": jsonvalue.Unknown,
		"Endpoint": jsonvalue.Unknown,
	})

	after, different := asPlanned(planned, map[string]any{
		"Id": "a-1", "Arn": "arn:aws:test:us-east-1:123456789012:thing/changed", "Part": "b", "Version": "2", "Extra": "new",
	})
	names := map[string]attr.Type{
		"Id": types.StringType, "Arn": types.StringType, "Part": types.StringType, "Version": types.StringType,
		"Modified": types.DynamicType, "Endpoint": types.DynamicType,
	}
	want := types.DynamicValue(types.ObjectValueMust(names, map[string]attr.Value{
		"Id":       types.StringValue("a-1"),
		"Arn":      types.StringValue("arn:aws:test:us-east-1:123456789012:thing/a-1"),
		"Part":     types.StringValue("b"),
		"Version":  types.StringValue("2"),
		"Modified": types.DynamicNull(),
		"Endpoint": types.DynamicNull(),
	}))
	if !after.Equal(want) {
		t.Errorf("Terraform holds the provider to the shape that was planned\n got %s\nwant %s", after, want)
	}
	if len(different) != 1 || different[0].Dotted() != "Arn" {
		t.Errorf("what turned out otherwise is named, got %v, want Arn", different)
	}
	if got, _ := asPlanned(types.DynamicUnknown(), map[string]any{"A": "b"}); !got.Equal(dynamic.Of(map[string]any{"A": "b"})) {
		t.Errorf("what was wholly unknown may become anything, got %s", got)
	}
	if got, different := asPlanned(types.DynamicNull(), map[string]any{"A": "b"}); len(different) > 0 || !got.IsNull() {
		t.Errorf("what was planned as null stays null, got %s", got)
	}
}
