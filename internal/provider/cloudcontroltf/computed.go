package cloudcontroltf

import (
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/steward-iac/terraform-provider-steward/internal/provider/frame"
)

// stableComputed plans computed_properties of an object that is updated. What
// names the object stays known: the parts of its identifier, and ARNs. If all
// became unknown, an object that refers to one of them in a create-only
// property would be replaced whenever this one changes a tag.
func stableComputed(prior types.Dynamic, identifier string) types.Dynamic {
	object, ok := prior.UnderlyingValue().(types.Object)
	if !ok || identifier == "" {
		return types.DynamicUnknown()
	}
	parts := append(strings.Split(identifier, "|"), identifier)
	attributes := object.Attributes()
	for name, value := range attributes {
		text, ok := value.(types.String)
		if !ok || !strings.HasPrefix(text.ValueString(), "arn:") && !slices.Contains(parts, text.ValueString()) {
			attributes[name] = types.DynamicUnknown()
		}
	}
	return frame.AsDynamic(frame.ObjectValue(attributes))
}

// asPlanned returns the computed properties of an object that was updated in
// the shape that was planned, to which Terraform holds the provider: what was
// planned as known stays, what was not gets its value, null where it has none.
// A property that is new shows with the next refresh.
func asPlanned(planned types.Dynamic, computed any) types.Dynamic {
	object, ok := planned.UnderlyingValue().(types.Object)
	if !ok || planned.IsUnknown() {
		return wholeAsPlanned(planned, computed)
	}
	members, _ := computed.(map[string]any)
	attributes := object.Attributes()
	for name, value := range attributes {
		if value.IsUnknown() {
			attributes[name] = valueOrNull(members[name])
		}
	}
	return frame.AsDynamic(frame.ObjectValue(attributes))
}

// wholeAsPlanned is asPlanned where nothing, or everything, was left open.
func wholeAsPlanned(planned types.Dynamic, computed any) types.Dynamic {
	if !planned.IsUnknown() {
		return planned
	}
	return frame.DynamicOf(computed)
}

func valueOrNull(model any) attr.Value {
	if model == nil {
		return types.DynamicNull()
	}
	return frame.ValueOf(model)
}
