package importid_test

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/steward-iac/terraform-provider-steward/internal/provider/providertest"
)

// value encodes an argument as core does: one of a dynamic parameter brings its
// type along.
func value(t *testing.T, parameter tftypes.Type, given tftypes.Value) *tfprotov6.DynamicValue {
	t.Helper()
	encoded, err := tfprotov6.NewDynamicValue(parameter, given)
	if err != nil {
		t.Fatal(err)
	}
	return &encoded
}

// called calls import_id over the protocol.
func called(t *testing.T, typeName string, parts tftypes.Value, region any) (string, *tfprotov6.FunctionError) {
	t.Helper()
	return calledWith(t, typeName, parts, value(t, tftypes.String, tftypes.NewValue(tftypes.String, region)))
}

// calledWith is called with a region as it is encoded. The provider was never
// configured.
func calledWith(t *testing.T, typeName string, parts tftypes.Value, region *tfprotov6.DynamicValue) (string, *tfprotov6.FunctionError) {
	t.Helper()
	resp, err := providertest.NewProtocol(t).Server.CallFunction(t.Context(), &tfprotov6.CallFunctionRequest{Name: "import_id", Arguments: []*tfprotov6.DynamicValue{
		value(t, tftypes.String, tftypes.NewValue(tftypes.String, typeName)),
		value(t, tftypes.DynamicPseudoType, parts),
		region,
	}})
	if err != nil {
		t.Fatal(err)
	}
	if resp.Error != nil {
		return "", resp.Error
	}
	result, err := resp.Result.Unmarshal(tftypes.String)
	if err != nil {
		t.Fatal(err)
	}
	var text string
	if err := result.As(&text); err != nil {
		t.Fatal(err)
	}
	return text, nil
}

// TestFunctionForOpenTofu: OpenTofu 1.12 sends null as no value at all.
func TestFunctionForOpenTofu(t *testing.T) {
	t.Parallel()
	got, fault := calledWith(t, "AWS::EC2::VPC", tftypes.NewValue(tftypes.String, "vpc-1"), &tfprotov6.DynamicValue{})
	if fault != nil || got != "AWS::EC2::VPC/vpc-1" {
		t.Errorf("got %q, %+v", got, fault)
	}
}

// TestFunctionErrorsAreClean: what an argument holds must not steer a terminal.
func TestFunctionErrorsAreClean(t *testing.T) {
	t.Parallel()
	hostile := map[string]tftypes.Value{"a\x1b[2J": tftypes.NewValue(tftypes.String, nil)}
	parts := tftypes.NewValue(tftypes.Object{AttributeTypes: map[string]tftypes.Type{"a\x1b[2J": tftypes.String}}, hostile)
	if _, fault := called(t, "AWS::EC2::VPC", parts, nil); fault == nil || strings.Contains(fault.Text, "\x1b") {
		t.Errorf("got %+v", fault)
	}
}

func TestFunction(t *testing.T) {
	t.Parallel()
	const vpc, membership = "AWS::EC2::VPC", "AWS::Steward::Membership"
	one := func(text string) tftypes.Value { return tftypes.NewValue(tftypes.String, text) }
	list := func(texts ...string) tftypes.Value {
		elements := make([]tftypes.Value, len(texts))
		for i, text := range texts {
			elements[i] = one(text)
		}
		return tftypes.NewValue(tftypes.List{ElementType: tftypes.String}, elements)
	}
	object := func(members map[string]tftypes.Value) tftypes.Value {
		memberTypes := map[string]tftypes.Type{}
		for name, member := range members {
			memberTypes[name] = member.Type()
		}
		return tftypes.NewValue(tftypes.Object{AttributeTypes: memberTypes}, members)
	}
	tuple := func(elements ...tftypes.Value) tftypes.Value {
		var elementTypes []tftypes.Type
		for _, element := range elements {
			elementTypes = append(elementTypes, element.Type())
		}
		return tftypes.NewValue(tftypes.Tuple{ElementTypes: elementTypes}, elements)
	}
	const typeName, parts, region = 0, 1, 2
	for name, c := range map[string]struct {
		typeName string
		parts    tftypes.Value
		region   any
		want     string
		at       int64    // the argument that is wrong, where says has words
		says     []string // what the error says
		reason   string
	}{
		"a text":                  {typeName: vpc, parts: one("vpc-1"), want: "AWS::EC2::VPC/vpc-1", reason: "null is the provider's region"},
		"a region":                {typeName: vpc, parts: list("vpc-1"), region: "eu-west-1", want: "AWS::EC2::VPC/vpc-1@eu-west-1"},
		"a path":                  {typeName: "AWS::Logs::LogGroup", parts: one("/a/b"), want: "AWS::Logs::LogGroup//a/b"},
		"parts":                   {typeName: membership, parts: list("g", "u@example.com"), want: "AWS::Steward::Membership/g|u@example.com"},
		"a joined identifier":     {typeName: membership, parts: one("g|u"), want: "AWS::Steward::Membership/g|u", reason: "as other providers write it"},
		"one part with a |":       {typeName: vpc, parts: list("a|b"), want: "AWS::EC2::VPC/a|b", reason: "a single part may hold the separator"},
		"mixed":                   {typeName: membership, parts: tuple(one("g"), tftypes.NewValue(tftypes.Number, 443), tftypes.NewValue(tftypes.Bool, true)), want: "AWS::Steward::Membership/g|443|true", reason: "as Terraform converts them to text"},
		"an object":               {typeName: membership, parts: object(map[string]tftypes.Value{"UserName": one("u|@us-east-1"), "GroupName": one("g")}), want: `AWS::Steward::Membership/{"GroupName":"g","UserName":"u|@us-east-1"}`, reason: "JSON holds any part"},
		"a map":                   {typeName: membership, parts: tftypes.NewValue(tftypes.Map{ElementType: tftypes.String}, map[string]tftypes.Value{"GroupName": one("g")}), region: "us-east-1", want: `AWS::Steward::Membership/{"GroupName":"g"}@us-east-1`},
		"ends like a region":      {typeName: vpc, parts: one("x@us-east-1"), at: region, says: []string{"@us-east-1", "must not be null"}, reason: "it would be read as the region"},
		"ends so, with a region":  {typeName: vpc, parts: one("x@us-east-1"), region: "us-east-1", want: "AWS::EC2::VPC/x@us-east-1@us-east-1", reason: "only the last one counts"},
		"no type":                 {typeName: "vpc", parts: one("vpc-1"), at: typeName, says: []string{"AWS::Logs::LogGroup"}},
		"no region":               {typeName: vpc, parts: one("vpc-1"), region: "here", at: region, says: []string{"AWS region", "null"}},
		"an empty region":         {typeName: vpc, parts: one("vpc-1"), region: "", at: region, says: []string{"null"}, reason: "an empty text is a slip"},
		"a part with a |":         {typeName: membership, parts: list("g|h", "u"), at: parts, says: []string{"part 1", "object"}, reason: "it would be three parts"},
		"no parts":                {typeName: membership, parts: list(), at: parts, says: []string{"1 to 1024"}},
		"an empty text":           {typeName: vpc, parts: one(""), at: parts, says: []string{"1 to 1024"}},
		"an empty part":           {typeName: membership, parts: list("g", ""), at: parts, says: []string{"part 2 is empty"}},
		"a null part":             {typeName: membership, parts: tuple(one("g"), tftypes.NewValue(tftypes.String, nil)), at: parts, says: []string{"part 2 must be a text"}},
		"a list in a list":        {typeName: membership, parts: tuple(list("g"), one("u")), at: parts, says: []string{"part 1 must be a text"}},
		"an empty object":         {typeName: membership, parts: object(map[string]tftypes.Value{}), at: parts, says: []string{"no properties"}},
		"a null property":         {typeName: membership, parts: object(map[string]tftypes.Value{"GroupName": tftypes.NewValue(tftypes.String, nil)}), at: parts, says: []string{"GroupName must be a text"}},
		"a set":                   {typeName: membership, parts: tftypes.NewValue(tftypes.Set{ElementType: tftypes.String}, []tftypes.Value{one("u"), one("g")}), at: parts, says: []string{"no order"}, reason: "Terraform sorts it"},
		"a line break":            {typeName: vpc, parts: one("a\nb"), at: parts, says: []string{"control character"}},
		"too long":                {typeName: vpc, parts: one(strings.Repeat("x", 1025)), at: parts, says: []string{"1 to 1024"}},
		"not known, for a caller": {typeName: vpc, parts: tuple(tftypes.NewValue(tftypes.String, tftypes.UnknownValue)), at: parts, says: []string{"part 1"}, reason: "core calls no function with unknown values; one that does must not get an ID"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, fault := called(t, c.typeName, c.parts, c.region)
			switch {
			case fault == nil && (len(c.says) > 0 || got != c.want):
				t.Errorf("%s: got %q, want %q, error %q", c.reason, got, c.want, c.says)
			case fault != nil && len(c.says) == 0:
				t.Errorf("%s: got error %s", c.reason, fault.Text)
			case fault != nil && (fault.FunctionArgument == nil || *fault.FunctionArgument != c.at):
				t.Errorf("%s: the error is not about argument %d: %+v", c.reason, c.at, fault)
			}
			for _, words := range c.says {
				if fault != nil && !strings.Contains(fault.Text, words) {
					t.Errorf("%s: the error does not say %q: %s", c.reason, words, fault.Text)
				}
			}
		})
	}
}
