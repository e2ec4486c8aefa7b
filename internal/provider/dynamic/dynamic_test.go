package dynamic

import (
	"context"
	"encoding/json"
	"math/big"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/steward-iac/terraform-provider-steward/internal/jsonvalue"
)

func text(s string) types.String { return types.StringValue(s) }

func number(s string) types.Number {
	f, _, err := big.ParseFloat(s, 10, numberPrecision, big.ToNearestEven)
	if err != nil {
		panic(err)
	}
	return types.NumberValue(f)
}

func object(attributes map[string]attr.Value) types.Object { return objectValue(attributes) }

func tuple(elements ...attr.Value) types.Tuple { return tupleValue(elements) }

func TestModelOf(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		value  attr.Value
		want   any
		reason string
	}{
		"null dynamic":            {types.DynamicNull(), nil, "an attribute that is not set has no model"},
		"null of a known type":    {types.DynamicValue(types.StringNull()), nil, "a typed null is as null as any"},
		"unknown dynamic":         {types.DynamicUnknown(), jsonvalue.Unknown, "nothing is known of it"},
		"unknown of a known type": {types.DynamicValue(types.MapUnknown(types.StringType)), jsonvalue.Unknown, "its type is known, its value is not"},
		"text":                    {types.DynamicValue(text("a")), "a", "a scalar stays one"},
		"truth":                   {types.BoolValue(false), false, "false is a value, not null"},
		"object": {
			types.DynamicValue(object(map[string]attr.Value{"A": text("a"), "B": types.StringNull(), "C": types.DynamicNull(), "D": types.BoolUnknown()})),
			map[string]any{"A": "a", "D": jsonvalue.Unknown},
			"a null attribute means not configured; an unknown one is kept apart from that",
		},
		"map": {
			types.MapValueMust(types.StringType, map[string]attr.Value{"a": text("b"), "n": types.StringNull()}),
			map[string]any{"a": "b"},
			"a map is an object in JSON",
		},
		"list, set and tuple": {
			tuple(
				types.ListValueMust(types.StringType, []attr.Value{text("a")}),
				types.SetValueMust(types.NumberType, []attr.Value{number("1")}),
				tuple(), types.StringNull(),
			),
			[]any{[]any{"a"}, []any{json.Number("1")}, []any{}, nil},
			"all three are arrays, and an item that is null keeps its place",
		},
		"empty object": {object(nil), map[string]any{}, "an empty object is configured, not absent"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(c.want, ModelOf(c.value), sameUnknown); diff != "" {
				t.Errorf("%s\n(-want +got)\n%s", c.reason, diff)
			}
		})
	}
}

// sameUnknown lets go-cmp compare models: Unknown is of an unexported type.
var sameUnknown = cmp.FilterValues(
	func(a, b any) bool { return a == jsonvalue.Unknown && b == jsonvalue.Unknown },
	cmp.Comparer(func(any, any) bool { return true }),
)

func TestNumbersLoseNothing(t *testing.T) {
	t.Parallel()
	for written, want := range map[string]string{
		"0":                    "0",
		"-1":                   "-1",
		"443":                  "443",
		"0.1":                  "0.1",
		"0.5":                  "0.5",
		"1.50":                 "1.5",
		"9007199254740993":     "9007199254740993", // 2^53+1, which a float64 cannot hold
		"18446744073709551615": "18446744073709551615",
		"123456789012345678901234567890.123456789": "123456789012345678901234567890.123456789",
		"1e21":    "1000000000000000000000",
		"1E-7":    "0.0000001",
		"1e1000":  "1e+1000",
		"2e-1000": "2e-1000",
	} {
		t.Run(written, func(t *testing.T) {
			t.Parallel()
			value := numberValue(json.Number(written))
			if got := ModelOf(value); got != json.Number(want) {
				t.Errorf("got %v, want %s", got, want)
			}
			if got := ModelOf(overTheWire(t, value)); got != json.Number(want) {
				t.Errorf("after the wire: got %v, want %s", got, want)
			}
		})
	}
}

// overTheWire encodes a value as the plugin protocol does, and decodes it.
func overTheWire(t *testing.T, value attr.Value) attr.Value {
	t.Helper()
	ctx := context.Background()
	raw, err := as(value).ToTerraformValue(ctx)
	if err != nil {
		t.Fatal(err)
	}
	encoded, err := tfprotov6.NewDynamicValue(tftypes.DynamicPseudoType, raw)
	if err != nil {
		t.Fatal(err)
	}
	decoded, err := encoded.Unmarshal(tftypes.DynamicPseudoType)
	if err != nil {
		t.Fatal(err)
	}
	back, err := types.DynamicType.ValueFromTerraform(ctx, decoded)
	if err != nil {
		t.Fatal(err)
	}
	return back
}

func TestValuesSurviveTheWire(t *testing.T) {
	t.Parallel()
	cases := map[string]struct{ model, reason string }{
		"nested":      {`{"A":{"B":[1,"2",true,{"C":[]}]},"D":{}}`, "objects and tuples of mixed types"},
		"null item":   {`{"A":[null,"b"]}`, "an array may hold null, which has no type"},
		"scalar":      {`"just text"`, "a live model is an object, but nothing here depends on it"},
		"long digits": {`{"N":0.30000000000000004,"M":12345678901234567890}`, "numbers are never floats"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			model, err := jsonvalue.Decode([]byte(c.model))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(model, ModelOf(overTheWire(t, Of(model)))); diff != "" {
				t.Errorf("%s\n(-want +got)\n%s", c.reason, diff)
			}
		})
	}
}

func TestReformed(t *testing.T) {
	t.Parallel()
	stringMap := func(m map[string]attr.Value) attr.Value { return types.MapValueMust(types.StringType, m) }
	rule := types.ObjectType{AttrTypes: map[string]attr.Type{"Port": types.NumberType, "Cidr": types.StringType}}
	ruleOf := func(port attr.Value, cidr attr.Value) attr.Value {
		return types.ObjectValueMust(rule.AttrTypes, map[string]attr.Value{"Port": port, "Cidr": cidr})
	}
	cases := map[string]struct {
		prior  attr.Value
		model  string
		want   attr.Value
		reason string
	}{
		"unchanged": {
			object(map[string]attr.Value{"A": stringMap(map[string]attr.Value{"a": text("b")}), "N": types.StringNull()}),
			`{"A":{"a":"b"}}`,
			object(map[string]attr.Value{"A": stringMap(map[string]attr.Value{"a": text("b")}), "N": types.StringNull()}),
			"what did not change is prior's own value, its nulls and types included",
		},
		"a map stays one": {
			stringMap(map[string]attr.Value{"a": text("b")}), `{"a":"c","d":"e"}`,
			stringMap(map[string]attr.Value{"a": text("c"), "d": text("e")}),
			"another value and another key fit a map of strings",
		},
		"a map of strings cannot hold a number": {
			stringMap(map[string]attr.Value{"a": text("b")}), `{"a":1}`,
			object(map[string]attr.Value{"a": number("1")}),
			"then it becomes an object, and the number is not made text",
		},
		"a list of objects fills in what is missing": {
			types.ListValueMust(rule, []attr.Value{ruleOf(number("22"), text("10.0.0.0/8"))}),
			`[{"Port":443},{"Port":22,"Cidr":"10.0.0.0/8"}]`,
			types.ListValueMust(rule, []attr.Value{ruleOf(number("443"), types.StringNull()), ruleOf(number("22"), text("10.0.0.0/8"))}),
			"a list has one type, and an attribute that an item lacks is null",
		},
		"a list of objects cannot hold another attribute": {
			types.ListValueMust(rule, []attr.Value{ruleOf(number("22"), text("10.0.0.0/8"))}),
			`[{"Port":443,"Protocol":"tcp"}]`,
			tuple(object(map[string]attr.Value{"Port": number("443"), "Protocol": text("tcp")})),
			"then it becomes a tuple",
		},
		"a set stays one": {
			types.SetValueMust(types.StringType, []attr.Value{text("a")}), `["b","c"]`,
			types.SetValueMust(types.StringType, []attr.Value{text("b"), text("c")}),
			"its items fit",
		},
		"a set emptied stays one": {
			types.SetValueMust(types.StringType, []attr.Value{text("a")}), `[]`,
			types.SetValueMust(types.StringType, nil),
			"an empty set has its type still",
		},
		"an object keeps its nulls and its members' forms": {
			object(map[string]attr.Value{"N": types.DynamicNull(), "L": types.ListValueMust(types.StringType, []attr.Value{text("x")}), "G": text("gone")}),
			`{"L":["y"]}`,
			object(map[string]attr.Value{"N": types.DynamicNull(), "L": types.ListValueMust(types.StringType, []attr.Value{text("y")})}),
			"a member that is gone goes, one that was null stays",
		},
		"another kind of value": {
			object(map[string]attr.Value{"A": text("x")}), `["x"]`, tuple(text("x")),
			"an array where an object was has no form to keep",
		},
		"a tuple grows": {
			tuple(types.ListValueMust(types.StringType, []attr.Value{text("x")})), `[["y"],["z"]]`,
			tuple(types.ListValueMust(types.StringType, []attr.Value{text("y")}), tuple(text("z"))),
			"the first item keeps its form, the new one has none",
		},
		"nothing before": {types.DynamicNull(), `{"A":1}`, object(map[string]attr.Value{"A": number("1")}), "after an import there is no form to keep"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			model, err := jsonvalue.Decode([]byte(c.model))
			if err != nil {
				t.Fatal(err)
			}
			got := Reformed(as(c.prior), model)
			if want := as(c.want); !got.Equal(want) {
				t.Errorf("%s\n got %s\nwant %s", c.reason, got, want)
			}
		})
	}
}
