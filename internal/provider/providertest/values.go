package providertest

import (
	"encoding/json"
	"math/big"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/steward-iac/terraform-provider-steward/internal/provider/dynamic"
)

// Unknown stands for a value that is known after apply.
type Unknown struct{}

// Plain is the reverse of terraformValue.
func Plain(t *testing.T, value tftypes.Value) any {
	t.Helper()
	var (
		text    string
		number  big.Float
		truth   bool
		members map[string]tftypes.Value
		items   []tftypes.Value
	)
	as := func(into any) {
		if err := value.As(into); err != nil {
			t.Fatal(err)
		}
	}
	switch kind := value.Type(); {
	case value.IsNull():
		return nil
	case !value.IsKnown():
		return Unknown{}
	case kind.Is(tftypes.String):
		as(&text)
		return text
	case kind.Is(tftypes.Bool):
		as(&truth)
		return truth
	case kind.Is(tftypes.Number):
		as(&number)
		float, _ := number.Float64()
		return float
	case kind.Is(tftypes.Object{}) || kind.Is(tftypes.Map{}):
		as(&members)
		plain := map[string]any{}
		for name, member := range members {
			plain[name] = Plain(t, member)
		}
		return plain
	default:
		as(&items)
		plain := make([]any, len(items))
		for i, item := range items {
			plain[i] = Plain(t, item)
		}
		return plain
	}
}

// Value turns what a test writes into a value of a type: maps, slices,
// strings, bools, ints and float64s; unknown{}; a tftypes.Value as it is; and
// null where an attribute is left out.
func Value(t *testing.T, want tftypes.Type, value any) tftypes.Value {
	t.Helper()
	switch v := value.(type) {
	case nil:
		return tftypes.NewValue(want, nil)
	case Unknown:
		return tftypes.NewValue(want, tftypes.UnknownValue)
	case tftypes.Value:
		return v
	case int:
		return tftypes.NewValue(tftypes.Number, big.NewFloat(float64(v)))
	case float64:
		return tftypes.NewValue(tftypes.Number, big.NewFloat(v))
	}
	if want.Is(tftypes.DynamicPseudoType) {
		want = impliedType(t, value)
	}
	switch typed := want.(type) {
	case tftypes.Object:
		members := map[string]tftypes.Value{}
		given, ok := value.(map[string]any)
		if !ok {
			t.Fatalf("%v is no object", value)
		}
		for name, memberType := range typed.AttributeTypes {
			members[name] = Value(t, memberType, given[name])
		}
		for name := range given {
			if _, known := members[name]; !known {
				t.Fatalf("there is no attribute %q", name)
			}
		}
		return tftypes.NewValue(want, members)
	case tftypes.Map:
		members := map[string]tftypes.Value{}
		for name, member := range value.(map[string]any) {
			members[name] = Value(t, typed.ElementType, member)
		}
		return tftypes.NewValue(want, members)
	case tftypes.List:
		return tftypes.NewValue(want, terraformValues(t, func(int) tftypes.Type { return typed.ElementType }, value))
	case tftypes.Set:
		return tftypes.NewValue(want, terraformValues(t, func(int) tftypes.Type { return typed.ElementType }, value))
	case tftypes.Tuple:
		return tftypes.NewValue(want, terraformValues(t, func(i int) tftypes.Type { return typed.ElementTypes[i] }, value))
	}
	return tftypes.NewValue(want, value)
}

func terraformValues(t *testing.T, typeOf func(int) tftypes.Type, value any) []tftypes.Value {
	t.Helper()
	items, ok := value.([]any)
	if !ok {
		t.Fatalf("%v is no list", value)
	}
	values := make([]tftypes.Value, len(items))
	for i, item := range items {
		values[i] = Value(t, typeOf(i), item)
	}
	return values
}

// impliedType is the type that an HCL expression would have.
func impliedType(t *testing.T, value any) tftypes.Type {
	t.Helper()
	switch v := value.(type) {
	case string:
		return tftypes.String
	case bool:
		return tftypes.Bool
	case int, float64:
		return tftypes.Number
	case nil, Unknown:
		return tftypes.DynamicPseudoType
	case tftypes.Value:
		return v.Type()
	case map[string]any:
		types := map[string]tftypes.Type{}
		for name, member := range v {
			types[name] = impliedType(t, member)
		}
		return tftypes.Object{AttributeTypes: types}
	case []any:
		types := make([]tftypes.Type, len(v))
		for i, item := range v {
			types[i] = impliedType(t, item)
		}
		return tftypes.Tuple{ElementTypes: types}
	}
	t.Fatalf("a test cannot write a %T", value)
	return nil
}

// JSON writes a Terraform value as JSON, without what is null.
func JSON(t *testing.T, value any) string {
	t.Helper()
	v, ok := value.(tftypes.Value)
	if !ok || v.IsNull() {
		return "null"
	}
	converted, err := types.DynamicType.ValueFromTerraform(t.Context(), v)
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(dynamic.ModelOf(converted.(types.Dynamic)))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
