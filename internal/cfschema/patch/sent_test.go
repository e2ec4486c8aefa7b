package patch_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/steward-iac/terraform-provider-steward/internal/cfschema"
	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/cfschematest"
	"github.com/steward-iac/terraform-provider-steward/internal/datatest"
	"github.com/steward-iac/terraform-provider-steward/internal/jsonvalue"
)

// TestSentTypes: a number or boolean in a string becomes the type that the schema wants, and the other way round.
func TestSentTypes(t *testing.T) {
	shapes := cfschematest.Must(cfschema.Parse(cfschematest.Own("shapes.json")))
	for name, c := range map[string]struct{ model, want, reason string }{
		"number":            {`{"Port":"45"}`, `{"Port":45}`, "a map of strings is a usual variable"},
		"whole":             {`{"Port":"45.0"}`, `{"Port":45}`, "a strict API refuses a double"},
		"spelt":             {`{"Port":45.0}`, `{"Port":45}`, ""},
		"fraction":          {`{"Ratio":"0.10"}`, `{"Ratio":0.10}`, ""},
		"no whole number":   {`{"Port":"4.5"}`, `{"Port":"4.5"}`, "that is for the validation to say"},
		"no number":         {`{"Port":"abc"}`, `{"Port":"abc"}`, "that is for the validation to say"},
		"truth":             {`{"Enabled":"true"}`, `{"Enabled":true}`, ""},
		"no truth":          {`{"Enabled":"yes"}`, `{"Enabled":"yes"}`, ""},
		"number for text":   {`{"Label":45}`, `{"Label":"45"}`, "the reverse"},
		"truth for text":    {`{"Label":false}`, `{"Label":"false"}`, ""},
		"great number":      {`{"Label":1.23456789012E11}`, `{"Label":"123456789012"}`, "an account's number"},
		"either":            {`{"Policy":"45"}`, `{"Policy":"45"}`, "the schema allows a string"},
		"nobody knows":      {`{"Anything":"45"}`, `{"Anything":"45"}`, ""},
		"list":              {`{"Steps":[{"Status":"1"},{"Status":2}]}`, `{"Steps":[{"Status":1},{"Status":2}]}`, ""},
		"map":               {`{"Variables":{"AB":1,"BC":true}}`, `{"Variables":{"AB":"1","BC":"true"}}`, ""},
		"alternative":       {`{"Source":{"Image":5,"Names":[6]}}`, `{"Source":{"Image":"5","Names":["6"]}}`, ""},
		"document":          {`{"Free":{"a":"1","b":true}}`, `{"Free":{"a":"1","b":true}}`, "whose types are data"},
		"unknown":           {`{"Port":"(unknown)"}`, `{"Port":"(unknown)"}`, ""},
		"null":              {`{"Name":null,"Network":{"Size":1,"Subnet":null}}`, `{"Network":{"Size":1}}`, "null is absent"},
		"null in a map":     {`{"Variables":{"AB":null}}`, `{"Variables":{}}`, "its values are strings"},
		"null in an item":   {`{"Steps":[{"Status":null},null]}`, `{"Steps":[{},null]}`, "an item that is null is an item"},
		"null in documents": {`{"Free":{"a":null,"b":[{"c":null}]}}`, `{"Free":{"a":null,"b":[{"c":null}]}}`, "there null is data"},
		"anything":          {`{"Anything":{"a":null}}`, `{"Anything":{"a":null}}`, "a place of which nothing is said takes documents"},
		"or text":           {`{"Policy":{"a":{"b":null}}}`, `{"Policy":{"a":{"b":null}}}`, ""},
	} {
		got := shapes.Sent(cfschematest.Value(c.model))
		if diff := cmp.Diff(cfschematest.Value(c.want), got); diff != "" {
			t.Errorf("%s: %s (-want +got):\n%s", name, c.reason, diff)
		}
		if given := cfschematest.Value(c.model); !jsonvalue.HasUnknown(given) && !shapes.Equal(nil, given, got) {
			t.Errorf("%s: what is sent is something else than %s", name, c.model)
		}
	}
}

// TestSentToPublishedTypes: what a create sends, and what a patch does.
func TestSentToPublishedTypes(t *testing.T) {
	if testing.Short() {
		t.Skip("the published schemas are left out with -short: to read them all takes long with the race detector")
	}
	for typeName, c := range map[string]struct{ model, want string }{
		"AWS::SQS::Queue":                  {`{"VisibilityTimeout":"45","FifoQueue":"true"}`, `{"VisibilityTimeout":45,"FifoQueue":true}`},
		"AWS::StepFunctions::StateMachine": {`{"Definition":{"States":{"a":{"ResultPath":null}}},"StateMachineName":1}`, `{"Definition":{"States":{"a":{"ResultPath":null}}},"StateMachineName":"1"}`},
		"AWS::Lambda::Function":            {`{"MemorySize":"512","Environment":{"Variables":{"AB":1,"BC":null}}}`, `{"MemorySize":512,"Environment":{"Variables":{"AB":"1"}}}`},
		"AWS::EC2::SecurityGroup":          {`{"SecurityGroupIngress":[{"IpProtocol":-1,"FromPort":"0"}]}`, `{"SecurityGroupIngress":[{"IpProtocol":"-1","FromPort":0}]}`},
	} {
		s := cfschematest.Must(cfschema.Parse(datatest.Schema(t, typeName)))
		if diff := cmp.Diff(cfschematest.Value(c.want), s.Sent(cfschematest.Value(c.model))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", typeName, diff)
		}
		patch, err := s.Patch(map[string]any{}, cfschematest.Value(c.model), false)
		if err != nil {
			t.Fatal(err)
		}
		want, _ := cfschematest.Value(c.want).(map[string]any)
		for _, operation := range patch {
			if diff := cmp.Diff(want[strings.TrimPrefix(operation.Path, "/")], operation.Value); diff != "" {
				t.Errorf("%s: %s is patched with another value (-want +got):\n%s", typeName, operation.Path, diff)
			}
		}
	}
}
