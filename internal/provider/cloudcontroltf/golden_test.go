package cloudcontroltf_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol/cloudcontroltest"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/providertest"
)

const membersType = "Steward::Test::Fleet"

// A plannedText is a plan of which every word that a person reads is held by a
// golden file in testdata/plan. Without prior, a new object is planned.
type plannedText struct {
	prior, config attributes
	// change has something happen between the two.
	change func(s *ccSession) *ccSession
}

// plannedTexts are the errors and warnings of plans.
func plannedTexts() map[string]plannedText {
	fleet := func(members ...any) attributes {
		return ofType(membersType, attributes{"FleetName": "f", "Members": members})
	}
	rules := func(properties attributes) attributes { return ofType("Steward::Test::RuleSet", properties) }
	texts := map[string]plannedText{
		"unknown_property":            {config: widget(attributes{"Name": "n", "Colour": "red"})},
		"unknown_property_no_guess":   {config: widget(attributes{"Name": "n", "Whatever": "red"})},
		"unknown_property_in_item":    {config: fleet(attributes{"Name": "a"}, attributes{"Name": "b", "Zome": "z"})},
		"unknown_property_case":       {config: widget(attributes{"name": "n"})},
		"unknown_property_sensitive":  {config: ofType(databaseType, attributes{"DatabaseName": "d", "Engine": "mysql"}, attributes{"sensitive_properties": attributes{"MasterPassword": "hush-hush"}})},
		"wrong_type":                  {config: widget(attributes{"Name": "n", "Size": "large"})},
		"wrong_type_object":           {config: widget(attributes{"Name": "n", "Labels": attributes{"a": "b"}})},
		"wrong_type_in_list":          {config: widget(attributes{"Name": "n", "Labels": []any{"a", []any{"b"}}})},
		"wrong_type_in_item":          {config: fleet(attributes{"Name": "a", "Zone": attributes{"Id": "z"}})},
		"wrong_type_document":         {config: ofType("Steward::Test::Policy", attributes{"PolicyName": "p", "PolicyDocument": attributes{"Version": "2012-10-17"}})},
		"wrong_type_encoded":          {config: ofType("Steward::Test::Network", attributes{"Address": `{"Cidr":"10.0.0.0/16"}`})},
		"wrong_type_encoded_list":     {config: widget(attributes{"Name": "n", "Tags": `[{"Key":"a","Value":"b"}]`})},
		"wrong_type_fraction":         {config: widget(attributes{"Name": "n", "Size": 1.5})},
		"read_only":                   {config: widget(attributes{"Name": "n", "Arn": "arn:aws:x"})},
		"read_only_nested":            {config: ofType("Steward::Test::Network", attributes{"Address": attributes{"Cidr": "10.0.0.0/16", "Gateway": "10.0.0.1"}})},
		"read_only_in_item":           {config: fleet(attributes{"Name": "a", "MemberId": "m-1"})},
		"enum":                        {config: widget(attributes{"Name": "n", "Color": "pink"})},
		"enum_misspelt":               {config: widget(attributes{"Name": "n", "Color": "geen"})},
		"missing":                     {config: widget(attributes{"Color": "red"})},
		"missing_in_item":             {config: widget(attributes{"Name": "n", "Tags": []any{attributes{"Value": "v"}}})},
		"pattern":                     {config: widget(attributes{"Name": "no spaces"})},
		"too_long":                    {config: widget(attributes{"Name": strings.Repeat("n", 65)})},
		"too_large":                   {config: widget(attributes{"Name": "n", "Size": 101})},
		"too_few":                     {config: fleet()},
		"twice":                       {config: rules(attributes{"Contacts": []any{"a", "b", "a"}})},
		"several":                     {config: widget(attributes{"Color": "pink", "Size": "large", "Arn": "arn:aws:x", "Colour": "red"})},
		"secret_short":                {config: ofType(databaseType, attributes{"DatabaseName": "d", "Engine": "mysql"}, attributes{"sensitive_properties": attributes{"MasterUserPassword": "hush"}})},
		"text_for_properties":         {config: attributes{"type_name": providertest.WidgetType, "properties": `{"Name":"n"}`}},
		"unknown_type":                {config: ofType("Steward::Test::Nothing", attributes{"Name": "n"})},
		"no_delete_handler":           {config: ofType("Steward::Test::Ledger", attributes{"LedgerName": "l"})},
		"not_provisionable":           {config: ofType("Steward::Test::Legacy", attributes{"LegacyName": "l"})},
		"deprecated":                  {config: widget(attributes{"Name": "n", "Nickname": "nick"})},
		"conditional":                 {prior: widget(attributes{"Name": "n", "Engine": "e1"}), config: widget(attributes{"Name": "n", "Engine": "e2"})},
		"replaced":                    {prior: widget(attributes{"Name": "n"}), config: widget(attributes{"Name": "m"})},
		"replaced_nested":             {prior: fleet(attributes{"Name": "a", "Zone": "z1"}), config: fleet(attributes{"Name": "a", "Zone": "z2"})},
		"replaced_unknown":            {prior: widget(attributes{"Name": "n"}), config: widget(attributes{"Name": providertest.Unknown{}})},
		"replaced_no_update_handler":  {prior: ofType("Steward::Test::Snapshot", attributes{"SourceName": "s"}), config: ofType("Steward::Test::Snapshot", attributes{"SourceName": "s", "Notes": "n"})},
		"role_of_another_account":     {prior: widget(attributes{"Name": "n"}), config: widget(attributes{"Name": "n"}, attributes{"role_arn": "arn:aws:iam::" + otherAccount + ":role/steward"})},
		"type_that_cannot_be_checked": {config: widget(attributes{"Name": "n"})},
	}
	for name, change := range map[string]func(s *ccSession) *ccSession{
		"type_that_cannot_be_checked": func(s *ccSession) *ccSession {
			s.world.CloudControl.Fail(cloudcontroltest.Fault{Operation: "DescribeType", Code: "AccessDenied", Times: cloudcontroltest.Always})
			return s
		},
	} {
		text := texts[name]
		text.change = change
		texts[name] = text
	}
	return texts
}

// TestPlannedTexts holds what a plan says about what is wrong, or about what
// people should know before they apply.
func TestPlannedTexts(t *testing.T) {
	t.Parallel()
	for name, c := range plannedTexts() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newCC(t, cloudcontroltest.Options{})
			if c.prior != nil {
				s.RequireClean("creating", s.create(c.prior))
			}
			if c.change != nil {
				s = c.change(s)
			}
			found := s.Validate(providertest.CloudControlType, c.config)
			if !providertest.Failed(found) {
				found = append(found, s.planned(c.config).Diagnostics...)
			}
			goldenPlan(t, name, found)
		})
	}
}

// madeUp is what the simulated API makes up.
var madeUp = regexp.MustCompile(`(request |snapshot-)[0-9a-f-]+`)

// goldenPlan compares diagnostics, as a person reads them, with a file.
func goldenPlan(t *testing.T, name string, found []*tfprotov6.Diagnostic) {
	t.Helper()
	if len(found) == 0 {
		t.Fatal("the plan says nothing")
	}
	texts := make([]string, len(found))
	for i, d := range found {
		texts[i] = fmt.Sprintf("%s at %s\n%s\n\n%s\n", d.Severity, writtenPath(t, d.Attribute), d.Summary, d.Detail)
	}
	providertest.Golden(t, "plan/"+name, madeUp.ReplaceAllString(strings.Join(texts, "\n---\n\n"), "${1}0123456789abcdef"))
}

// writtenPath writes a path as a configuration does.
func writtenPath(t *testing.T, at *tftypes.AttributePath) string {
	t.Helper()
	if at == nil {
		t.Fatal("the diagnostic points at no attribute")
	}
	var b strings.Builder
	for _, step := range at.Steps() {
		switch step := step.(type) {
		case tftypes.AttributeName:
			b.WriteString("." + string(step))
		case tftypes.ElementKeyInt:
			fmt.Fprintf(&b, "[%d]", int64(step))
		case tftypes.ElementKeyString:
			fmt.Fprintf(&b, "[%q]", string(step))
		default:
			t.Fatalf("a path with %v", step)
		}
	}
	return strings.TrimPrefix(b.String(), ".")
}

// TestNoOrphanedPlannedTexts keeps the folder in step with the cases.
func TestNoOrphanedPlannedTexts(t *testing.T) {
	t.Parallel()
	cases := plannedTexts()
	providertest.RequireNoOrphans(t, "plan", func(name string) bool { _, known := cases[name]; return known })
}
