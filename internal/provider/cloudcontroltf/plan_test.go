package cloudcontroltf_test

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol/cloudcontroltest"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/providertest"
)

func TestCloudControlBadInput(t *testing.T) {
	t.Parallel()
	s := newCC(t, cloudcontroltest.Options{})
	cases := map[string]struct {
		config attributes
		at     string // the attribute
		says   string
		reason string
	}{
		"wrong type name":      {ofType("LogGroup", attributes{"A": "b"}), "type_name", "must be the name of a resource type", "it has three parts"},
		"wrong role":           {widget(attributes{"Name": "n"}, attributes{"role_arn": "arn:aws:iam::12:role/x"}), "role_arn", "must be the ARN of an IAM role", "an account ID has twelve digits"},
		"wrong version":        {widget(attributes{"Name": "n"}, attributes{"type_version_id": "a b"}), "type_version_id", "letters, digits and -", "as the API says"},
		"wrong region":         {widget(attributes{"Name": "n"}, attributes{"region": "us-east"}), "region", "must be the name of an AWS region", "a region ends with a number"},
		"wrong policy":         {widget(attributes{"Name": "n"}, attributes{"deletion_policy": "KEEP"}), "deletion_policy", "PREVENT", "there are three"},
		"properties as text":   {attributes{"type_name": providertest.WidgetType, "properties": `{"Name":"n"}`}, "properties", "jsondecode", "other providers take JSON text"},
		"properties as a list": {attributes{"type_name": providertest.WidgetType, "properties": []any{"a"}}, "properties", "are an object", "a desired state is an object"},
		"sensitive as text":    {widget(attributes{"Name": "n"}, attributes{"sensitive_properties": "x"}), "sensitive_properties", "jsondecode", "it is laid over an object"},
		"wrong timeout":        {widget(attributes{"Name": "n"}, attributes{"timeouts": attributes{"delete": "soon"}}), "timeouts", "greater than zero", "a number and a unit"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			providertest.RequireError(t, s.Validate(providertest.CloudControlType, c.config), c.says, c.at)
		})
	}
	if got := s.world.CloudControl.Requests(); len(got) > 0 {
		t.Errorf("checking the form asked the API for %s", got[0].Operation)
	}
}

// foundSchema is a type that can be read and deleted, but not created.
const foundSchema = `{"typeName":"Steward::Test::Found","description":"Somebody else makes it.","properties":{"Id":{"type":"string"}},
"primaryIdentifier":["/properties/Id"],"readOnlyProperties":["/properties/Id"],"additionalProperties":false,"provisioningType":"FULLY_MUTABLE",
"handlers":{"read":{"permissions":["a:b"]},"delete":{"permissions":["a:b"]}}}`

func TestCloudControlPlanErrors(t *testing.T) {
	t.Parallel()
	s := newCC(t, cloudcontroltest.Options{Schemas: [][]byte{[]byte(foundSchema)}})
	cases := map[string]struct {
		config attributes
		says   []string
		reason string
	}{
		"unknown type":            {ofType("Steward::Test::Nothing", attributes{"A": "b"}), []string{"type_name", "Steward::Test::Nothing"}, "the registry does not know it"},
		"no delete handler":       {ofType("Steward::Test::Ledger", attributes{"LedgerName": "l"}), []string{"type_name", "no delete handler"}, "what is made could never be destroyed"},
		"no handlers at all":      {ofType("Steward::Test::Marker", attributes{}), []string{"type_name", "NON_PROVISIONABLE"}, "there is nothing to ask for"},
		"no create handler":       {ofType("Steward::Test::Found", attributes{}), []string{"type_name", "no create handler"}, "it can only be found"},
		"not provisionable":       {ofType("Steward::Test::Legacy", attributes{"LegacyName": "l"}), []string{"type_name", "NON_PROVISIONABLE"}, "Cloud Control cannot handle it whatever its handlers"},
		"a misspelt name":         {widget(attributes{"Name": "n", "Colour": "red"}), []string{`AttributeName("properties").ElementKeyString("Colour")`, "Color"}, "the right one is named"},
		"a wrong type":            {widget(attributes{"Name": "n", "Size": "large"}), []string{`ElementKeyString("Size")`, "must be"}, "an integer is wanted"},
		"not in the enum":         {widget(attributes{"Name": "n", "Color": "pink"}), []string{`ElementKeyString("Color")`, "red"}, "what is allowed is listed"},
		"read-only":               {widget(attributes{"Name": "n", "Arn": "arn:aws:x"}), []string{`ElementKeyString("Arn")`, "read-only"}, "AWS sets it"},
		"missing":                 {widget(attributes{"Color": "red"}), []string{"properties", `"Name" is missing`}, "the type requires it"},
		"in an item":              {ofType("Steward::Test::Fleet", attributes{"FleetName": "f", "Members": []any{attributes{"Name": "m", "Zome": "a"}}}), []string{`ElementKeyString("Members")`, "Zone"}, "the path goes through the array"},
		"in sensitive properties": {ofType("Steward::Test::Database", attributes{"DatabaseName": "d", "Engine": "mysql"}, attributes{"sensitive_properties": attributes{"MasterPassword": "hush-hush"}}), []string{`AttributeName("sensitive_properties").ElementKeyString("MasterPassword")`}, "the error is where it was written"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			plan := s.Plan(providertest.CloudControlType, nil, c.config)
			providertest.RequireError(t, plan.Diagnostics, c.says...)
		})
	}
	if got := s.world.CloudControl.Count("CreateResource"); got != 0 {
		t.Errorf("planning asked for %d creates", got)
	}
}

func TestCloudControlPlanWithAnUnknownProvider(t *testing.T) {
	t.Parallel()
	s := newCC(t, cloudcontroltest.Options{})
	s.RequireClean("creating", s.create(widget(attributes{"Name": "one", "Color": "red"})))
	dark := s.as(attributes{"aws": s.world.AWS(attributes{"region": providertest.Unknown{}})})
	before := s.stateJSON()
	if diags := dark.read(); providertest.Failed(diags) || len(dark.stateJSON()) != len(before) {
		t.Errorf("what cannot be refreshed yet stays as it is: %s\n%s", dark.stateJSON(), providertest.Text(diags))
	} else {
		providertest.RequireWarning(t, diags, "could not be refreshed", "aws block")
	}
	for name, plan := range map[string]*tfprotov6.PlanResourceChangeResponse{
		"a new object": dark.Plan(providertest.CloudControlType, nil, widget(attributes{"Name": "two"})),
		"an update":    dark.planned(widget(attributes{"Name": "one", "Color": "blue"})),
		"destroying":   dark.planned(nil),
	} {
		if providertest.Failed(plan.Diagnostics) {
			t.Errorf("%s: what is not known yet is no error: %s", name, providertest.Text(plan.Diagnostics))
		}
		providertest.RequireWarning(t, plan.Diagnostics, "could not be checked", "not known yet")
	}
	if region := dark.plannedAttributes(dark.Plan(providertest.CloudControlType, nil, widget(attributes{"Name": "two"})))["region"]; region.IsKnown() {
		t.Errorf("nobody knows the region yet, and the plan says %s", region)
	}
}
