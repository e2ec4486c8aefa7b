package cloudcontroltest_test

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudcontrol"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation"
	cfntypes "github.com/aws/aws-sdk-go-v2/service/cloudformation/types"

	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol/cloudcontroltest"
	"github.com/steward-iac/terraform-provider-steward/internal/datatest"
)

// Line 3 of the check list.
func TestTypeSupport(t *testing.T) {
	t.Parallel()
	f := start(t, cloudcontroltest.Options{})
	for name, c := range map[string]struct {
		operation, typeName, code, text string
	}{
		"unknown type":       {"DeleteResource", "Steward::Test::Nothing", "TypeNotFoundException", "Steward::Test::Nothing"},
		"no handlers":        {"GetResource", "Steward::Test::Marker", "UnsupportedActionException", "is not yet supported via Cloud Control API"},
		"not provisionable":  {"DeleteResource", "Steward::Test::Legacy", "UnsupportedActionException", "is not yet supported via Cloud Control API"},
		"no delete handler":  {"DeleteResource", "Steward::Test::Ledger", "UnsupportedActionException", "Resource type Steward::Test::Ledger does not support DELETE action"},
		"no update handler":  {"UpdateResource", "Steward::Test::Snapshot", "UnsupportedActionException", "does not support UPDATE action"},
		"unknown to a list":  {"ListResources", "Steward::Test::Nothing", "TypeNotFoundException", "Steward::Test::Nothing"},
		"creation of marker": {"CreateResource", "Steward::Test::Marker", "UnsupportedActionException", "Steward::Test::Marker"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			x := f.raw(c.operation, `{"TypeName":"`+c.typeName+`","Identifier":"a","DesiredState":"{}","PatchDocument":"[]"}`, nil)
			code, message := errorBody(t, x)
			if x.status != 400 || code != c.code || !strings.Contains(message, c.text) {
				t.Errorf("got %d %s %q, want 400 %s with %q", x.status, code, message, c.code, c.text)
			}
		})
	}
	if n := len(f.server.Operations()); n != 0 {
		t.Errorf("%d operations started, want none", n)
	}
}

func TestTypeVersion(t *testing.T) {
	t.Parallel()
	f := start(t, cloudcontroltest.Options{})
	schema := []byte(`{"typeName":"Steward::Test::Widget","primaryIdentifier":["/properties/Name"],"properties":{"Name":{"type":"string"}},
		"handlers":{"create":{"permissions":[]},"read":{"permissions":[]}}}`)
	if err := f.server.LoadSchemaVersion(schema, "00000002"); err != nil {
		t.Fatal(err)
	}
	remove := func(version string) error {
		_, err := f.cc.DeleteResource(t.Context(), &cloudcontrol.DeleteResourceInput{
			TypeName: aws.String("Steward::Test::Widget"), Identifier: aws.String("w"), TypeVersionId: &version,
		})
		return err
	}
	if err := remove("00000001"); err != nil {
		t.Errorf("default version: %v", err)
	}
	wantCode(t, remove("00000002"), "UnsupportedActionException")
	wantCode(t, remove("00000003"), "TypeNotFoundException")
}

func (f *fixture) describe(typeName string) (*cloudformation.DescribeTypeOutput, error) {
	return f.cloudformation().DescribeType(f.t.Context(), &cloudformation.DescribeTypeInput{Type: cfntypes.RegistryTypeResource, TypeName: &typeName})
}

// Line 18 of the check list.
func TestDescribeType(t *testing.T) {
	t.Parallel()
	large := map[string]any{
		"typeName": "Steward::Test::Large", "description": `a < b && "c" > 'd'` + "\nsecond line\ttab",
		"primaryIdentifier": []string{"/properties/Name"},
		"properties":        map[string]any{"Name": map[string]any{"type": "string", "description": strings.Repeat(`&<>"'`, 20000)}},
		"handlers":          map[string]any{"create": map[string]any{"permissions": []string{}}, "read": map[string]any{"permissions": []string{}}},
	}
	text, err := json.Marshal(large)
	if err != nil {
		t.Fatal(err)
	}
	f := start(t, cloudcontroltest.Options{Schemas: [][]byte{text}, OperationRates: map[string]float64{"DescribeType": 6}})

	out, err := f.describe("Steward::Test::Large")
	if err != nil {
		t.Fatal(err)
	}
	if got := aws.ToString(out.Schema); len(got) <= 64<<10 || got != string(text) {
		t.Errorf("schema of %d characters came back as %d others", len(text), len(got))
	}
	if got := aws.ToString(out.Description); got != large["description"] {
		t.Errorf("description is %q", got)
	}
	if out.ProvisioningType != cfntypes.ProvisioningTypeImmutable {
		t.Errorf("provisioning type is %s; a type without update handler is IMMUTABLE", out.ProvisioningType)
	}

	group, err := f.describe("AWS::EC2::SecurityGroup")
	if err != nil {
		t.Fatal(err)
	}
	if got := aws.ToString(group.Arn); got != "arn:aws:cloudformation:us-east-1::type/resource/AWS-EC2-SecurityGroup" {
		t.Errorf("ARN is %s", got)
	}
	if group.Visibility != cfntypes.VisibilityPublic || group.ProvisioningType != cfntypes.ProvisioningTypeFullyMutable || group.TimeCreated == nil {
		t.Errorf("got %s, %s, made %v", group.Visibility, group.ProvisioningType, group.TimeCreated)
	}
	again, err := f.cloudformation().DescribeType(t.Context(), &cloudformation.DescribeTypeInput{Arn: group.Arn})
	if err != nil || aws.ToString(again.Schema) != aws.ToString(group.Schema) {
		t.Errorf("the same type by its ARN: %v", err)
	}

	_, err = f.describe("Steward::Test::Nothing")
	wantCode(t, err, "TypeNotFoundException")
	_, err = f.describe("nonsense")
	wantCode(t, err, "ValidationError")
	_, err = f.cloudformation().DescribeType(t.Context(), &cloudformation.DescribeTypeInput{})
	wantCode(t, err, "CFNRegistryException")
	_, err = f.describe("Steward::Test::Widget")
	wantCode(t, err, "Throttling")
	if got := f.server.Count("DescribeType"); got != 7 {
		t.Errorf("log has %d DescribeType requests, want 7", got)
	}
	statuses := map[string]int{}
	for _, r := range f.server.Requests() {
		statuses[r.ErrorCode] = r.Status
	}
	if statuses["TypeNotFoundException"] != 404 || statuses["Throttling"] != 400 {
		t.Errorf("HTTP statuses by code: %v", statuses)
	}
}

func TestLoadSchemaRefusesNonsense(t *testing.T) {
	t.Parallel()
	for reason, text := range map[string]string{
		"no JSON":         `{`,
		"no object":       `[]`,
		"no type name":    `{"primaryIdentifier":["/properties/A"]}`,
		"no identifier":   `{"typeName":"Steward::Test::Bad"}`,
		"handlers a list": `{"typeName":"Steward::Test::Bad","primaryIdentifier":["/properties/A"],"handlers":[]}`,
	} {
		if _, err := cloudcontroltest.Start(cloudcontroltest.Options{Schemas: [][]byte{[]byte(text)}}); err == nil {
			t.Errorf("a schema with %s was accepted", reason)
		}
	}
}

// Every real schema must be loadable: people start the sandbox with theirs.
func TestRealSchemas(t *testing.T) {
	t.Parallel()
	published := datatest.Schemas(t)
	f := start(t, cloudcontroltest.Options{})
	for name, text := range published {
		if err := f.server.LoadSchema(text); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if len(published) < 1000 {
		t.Errorf("only %d schemas were found", len(published))
	}
	// One of them, used: its own rules apply now.
	f.create("AWS::SSM::Parameter", `{"Type":"String","Value":"v","Name":"/a/b"}`)
	if got := f.mustGet("AWS::SSM::Parameter", "/a/b")["Value"]; got != "v" {
		t.Errorf("Value is %v", got)
	}
}

// TestMadeARNs: what other objects refer to has the form that their schemas ask
// for.
func TestMadeARNs(t *testing.T) {
	t.Parallel()
	f := start(t, cloudcontroltest.Options{})
	schema := func(typeName, name string) []byte {
		return []byte(`{"typeName":"` + typeName + `","primaryIdentifier":["/properties/` + name + `"],"readOnlyProperties":["/properties/Arn"],
			"properties":{"` + name + `":{"type":"string"},"Arn":{"type":"string"}},"handlers":{"create":{},"read":{}}}`)
	}
	for typeName, want := range map[string]string{
		"AWS::IAM::Role":        "arn:aws:iam::123456789012:role/x",
		"AWS::S3::Bucket":       "arn:aws:s3:::x",
		"AWS::SQS::Queue":       "arn:aws:sqs:us-east-1:123456789012:x",
		"AWS::Lambda::Function": "arn:aws:lambda:us-east-1:123456789012:function:x",
		"AWS::ECR::Repository":  "arn:aws:ecr:us-east-1:123456789012:repository/x",
	} {
		if err := f.server.LoadSchema(schema(typeName, "Name")); err != nil {
			t.Fatal(err)
		}
		id, err := f.server.Put(typeName, `{"Name":"x"}`)
		if err != nil {
			t.Fatal(err)
		}
		shown, _ := f.server.Shown(typeName, id)
		if !strings.Contains(string(shown), `"`+want+`"`) {
			t.Errorf("%s shows %s, want %s", typeName, shown, want)
		}
	}
}

// TestMadeIdentifiersFit: an identifier that the API makes is one that the
// type's schema allows, so that what refers to it can be checked, too.
func TestMadeIdentifiersFit(t *testing.T) {
	t.Parallel()
	f := start(t, cloudcontroltest.Options{})
	made, outside := 0, []string{}
	for _, text := range datatest.Schemas(t) {
		if err := f.server.LoadSchema(text); err != nil {
			t.Fatal(err)
		}
		var schema typeSchema
		if err := json.Unmarshal(text, &schema); err != nil {
			t.Fatal(err)
		}
		id, err := f.server.Put(schema.TypeName, "{}")
		if err != nil {
			t.Fatal(err)
		}
		made++
		if broken := brokenPart(schema, id); broken != "" {
			outside = append(outside, schema.TypeName+" "+broken)
		}
	}
	// What is left are patterns that Go cannot read or that no attempt met.
	slices.Sort(outside)
	if len(outside) > made/100 {
		t.Errorf("%d of %d identifiers break the pattern or a length of their schema:\n%s", len(outside), made, strings.Join(outside, "\n"))
	}
}

// brokenPart returns the first part of an identifier that its property's
// pattern or lengths forbid, empty where there is none.
func brokenPart(schema typeSchema, identifier string) string {
	parts := strings.Split(identifier, "|")
	if len(parts) != len(schema.PrimaryIdentifier) {
		return ""
	}
	for i, pointer := range schema.PrimaryIdentifier {
		property := schema.property(pointer)
		pattern, _ := property["pattern"].(string)
		expression, err := regexp.Compile(strings.ReplaceAll(pattern, `\Z`, `\z`))
		least, _ := property["minLength"].(float64)
		most, limited := property["maxLength"].(float64)
		size := float64(len([]rune(parts[i])))
		if (err == nil && !expression.MatchString(parts[i])) || size < least || (limited && size > most) {
			return pointer + " " + pattern + ": " + parts[i]
		}
	}
	return ""
}

// TestHollowObjects: of an object whose members no read shows nothing is left,
// where an update could neither complete it nor take it away.
func TestHollowObjects(t *testing.T) {
	t.Parallel()
	const name = "Steward::Test::Hollow"
	f := start(t, cloudcontroltest.Options{Schemas: [][]byte{[]byte(`{"typeName":"` + name + `","primaryIdentifier":["/properties/Name"],"additionalProperties":false,
		"properties":{"Name":{"type":"string"},"Fixed":{"type":"object","required":["A"],"properties":{"A":{"type":"string"}}},"Loose":{"type":"object","properties":{"A":{"type":"string"}}}},
		"createOnlyProperties":["/properties/Name","/properties/Fixed"],"writeOnlyProperties":["/properties/Fixed/A","/properties/Loose/A"],
		"handlers":{"create":{},"read":{},"update":{},"delete":{}}}`)}})
	f.create(name, `{"Name":"a","Fixed":{"A":"x"},"Loose":{"A":"x"}}`)
	got := f.mustGet(name, "a")
	if _, shown := got["Fixed"]; shown {
		t.Errorf("a read shows %v, with an object that nobody can complete", got)
	}
	if _, shown := got["Loose"]; !shown {
		t.Errorf("a read shows %v, without the object that can be sent again", got)
	}
}
