package provider_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/steward-iac/terraform-provider-steward/internal/provider/providertest"
)

// TestMisspeltArguments: every argument of every block that the provider has,
// misspelt, is an error of terraform validate. In an object attribute Terraform
// would drop it without a word, and `aws = { allowed_acount_ids = […] }` would
// guard nothing.
func TestMisspeltArguments(t *testing.T) {
	t.Parallel()
	p := providertest.NewProtocol(t)
	lines := map[string]bool{}
	// Terraform ends with the provider block where that is wrong, and reads it
	// only where something uses the provider.
	configs := map[string]string{"provider": user + misspelt(lines, `provider "steward"`, p.Schemas.Provider.Block)}
	for name, schema := range p.Schemas.ResourceSchemas {
		configs["resources"] += misspelt(lines, fmt.Sprintf("resource %q %q", name, "it"), schema.Block)
	}
	for name, schema := range p.Schemas.DataSourceSchemas {
		configs["resources"] += misspelt(lines, fmt.Sprintf("data %q %q", name, "it"), schema.Block)
	}
	refused := map[string]bool{}
	for _, config := range configs {
		run := providertest.AttachTerraform(t)
		run.Write(config)
		for _, d := range run.Validates() {
			refused[d.Line] = refused[d.Line] || d.Summary == "Unsupported argument"
		}
	}
	for line := range lines {
		if !refused[line] {
			t.Errorf("terraform validate does not refuse %s", line)
		}
	}
	for _, known := range []string{"xallowed_account_ids", "xdelete", "xmessage_regexes", "xcloudcontrol", "xrole_arn", "xtags"} {
		if !slices.ContainsFunc(slices.Collect(maps.Keys(lines)), func(line string) bool { return strings.HasPrefix(line, known+"_") }) {
			t.Errorf("%s was not tried: the test says nothing about it", known)
		}
	}
}

// user makes Terraform use the provider.
const user = "data \"steward_entryguard_current_user\" \"me\" {}\n"

// misspelt writes a block with each of its arguments under a name that it does
// not have, and the blocks within it. Each line is noted; a number makes it
// unique.
func misspelt(lines map[string]bool, head string, block *tfprotov6.SchemaBlock) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s {\n", head)
	for _, a := range block.Attributes {
		line := fmt.Sprintf("x%s_%d = null", a.Name, len(lines))
		lines[line] = true
		b.WriteString(line + "\n")
	}
	for _, nested := range block.BlockTypes {
		b.WriteString(misspelt(lines, nested.TypeName, nested.Block))
	}
	b.WriteString("}\n")
	return b.String()
}

// TestNoObjectAttributes: what a user sets with names of its own is a block.
// Documents whose names only an API knows are dynamic, and listed here.
func TestNoObjectAttributes(t *testing.T) {
	t.Parallel()
	p := providertest.NewProtocol(t)
	documents := map[string]string{
		"steward_cloudcontrol_resource.properties":                    "checked against the type's schema while planning",
		"steward_cloudcontrol_resource.sensitive_properties":          "checked against the type's schema while planning",
		"data steward_cloudcontrol_resources.resource_model":          "the API refuses what it does not know",
		"data steward_cloudcontrol_deletion_readiness.resource_model": "the API refuses what it does not know",
		"steward_entryguard_resource.config":                          "EntryGuard publishes no list of names",
	}
	schemas := map[string]*tfprotov6.Schema{"provider": p.Schemas.Provider}
	maps.Copy(schemas, p.Schemas.ResourceSchemas)
	for name, schema := range p.Schemas.DataSourceSchemas {
		schemas["data "+name] = schema
	}
	seen := map[string]bool{}
	for name, schema := range schemas {
		providertest.EachAttribute(name, schema.Block, func(path string, a *tfprotov6.SchemaAttribute) {
			if !a.Optional && !a.Required {
				return
			}
			seen[path] = true
			object := a.NestedType != nil || a.Type.Is(tftypes.Object{}) || a.Type.Is(tftypes.DynamicPseudoType)
			if _, known := documents[path]; object != known {
				t.Errorf("%s: object %t, a document whose names only an API knows %t: Terraform drops names that an object does not have", path, object, known)
			}
		})
	}
	for path := range documents {
		if !seen[path] {
			t.Errorf("there is no %s", path)
		}
	}
}

// TestForms: whatever else can be wrong about a block is an error of terraform
// validate, which quotes the line that is wrong.
func TestForms(t *testing.T) {
	t.Parallel()
	const arn = `role_arn = "arn:aws:iam::123456789012:role/deployer"`
	for name, c := range map[string]struct {
		provider, resource string
		summary, line      string // of the one error; no error where both are empty
		reason             string
	}{
		"Object":            {provider: `aws = { region = "eu-west-1" }`, summary: "Unsupported argument", line: `aws = {`, reason: "there is no second form: it would not see misspelt names"},
		"ObjectWithin":      {provider: "aws {\nendpoints = { }\n}", summary: "Unsupported argument", line: "endpoints = {", reason: "there is no second form"},
		"ObjectTimeouts":    {resource: `timeouts = { delete = "2h" }`, summary: "Unsupported argument", line: "timeouts = {", reason: "there is no second form"},
		"Misspelt":          {provider: "aws {\nassumed_role { }\n}", summary: "Unsupported block type", line: "assumed_role", reason: "a role that is not assumed is another account"},
		"MisspeltTimeouts":  {resource: `timeout { delete = "2h" }`, summary: "Unsupported block type", line: "timeout {", reason: "the limit would not count"},
		"Twice":             {provider: "aws {}\naws {}", summary: "Duplicate aws block", line: "aws {", reason: "which one should count?"},
		"TwiceWithin":       {provider: "aws {\nendpoints { }\nendpoints { }\n}", summary: "Duplicate endpoints block", line: "endpoints {", reason: "which one should count?"},
		"TwoIdentities":     {provider: "aws {\nassume_role_with_web_identity { }\nassume_role_with_web_identity { }\n}", summary: "Duplicate assume_role_with_web_identity block", line: "assume_role_with_web_identity {", reason: "which one should count?"},
		"TwoTags":           {provider: "aws {\ndefault_tags { }\ndefault_tags { }\n}", summary: "Duplicate default_tags block", line: "default_tags {", reason: "which one should count?"},
		"TwoTimeouts":       {resource: "timeouts { delete = \"1h\" }\ntimeouts { delete = \"2h\" }", summary: "Duplicate timeouts block", line: "timeouts {", reason: "which one should count?"},
		"TwoRetries":        {resource: "deletion_retry { error_codes = [\"A\"] }\ndeletion_retry { error_codes = [\"B\"] }", summary: "Duplicate deletion_retry block", line: "deletion_retry {", reason: "which one should count?"},
		"Label":             {provider: `aws "west" {}`, summary: "Extraneous label for aws", line: `aws "west" {}`, reason: "there is one AWS to a provider block; aliases are for more"},
		"EmptyRole":         {provider: "aws {\nassume_role { }\n}", summary: "Missing required argument", line: "assume_role {", reason: "nothing could be assumed"},
		"NullRole":          {provider: "aws {\nassume_role { role_arn = null }\n}", summary: "Missing Configuration for Required Attribute", line: "role_arn = null", reason: "a variable that was not set must not lead to other credentials"},
		"EmptyRetry":        {resource: "deletion_retry { }", summary: "The block names no refusal", line: "deletion_retry {", reason: "it would retry nothing"},
		"NullRetry":         {resource: "deletion_retry { error_codes = null }", summary: "The block names no refusal", line: "error_codes = null", reason: "it would retry nothing"},
		"ListForText":       {resource: `timeouts { delete = ["2h"] }`, summary: "Incorrect attribute value type", line: `timeouts { delete = ["2h"] }`, reason: "a limit is text"},
		"NumberForDuration": {resource: `timeouts { delete = 30 }`, summary: "Not a timeout", line: `timeouts { delete = 30 }`, reason: "a number has no unit"},
		"TextForMap":        {provider: "aws {\ndefault_tags { tags = \"Team\" }\n}", summary: "Incorrect attribute value type", line: "default_tags {", reason: "tags have keys"},
		"TextForNumber":     {provider: `entryguard { requests_per_second = "fast" }`, summary: "Incorrect attribute value type", line: "entryguard {", reason: "a rate is a number"},

		"Empty":        {provider: "entryguard { }\naws {\nendpoints { }\ndefault_tags { }\n}", resource: "timeouts { }", reason: "an empty block sets nothing, as in the AWS provider"},
		"Nulls":        {provider: "entryguard { endpoint = null }\naws {\nregion = null\ndefault_tags { tags = null }\n}", resource: "timeouts { delete = null }", reason: "null is what a variable is that nobody set"},
		"Roles":        {provider: "aws {\nassume_role { " + arn + " }\nassume_role { " + arn + " }\n}", reason: "a chain of roles"},
		"Dynamic":      {provider: "dynamic \"aws\" {\nfor_each = [1]\ncontent {}\n}", resource: "dynamic \"timeouts\" {\nfor_each = [\"2h\"]\ncontent { delete = timeouts.value }\n}", reason: "a block may be generated"},
		"DynamicNone":  {provider: "dynamic \"aws\" {\nfor_each = []\ncontent {}\n}", resource: "dynamic \"timeouts\" {\nfor_each = []\ncontent { }\n}", reason: "or not"},
		"DynamicTwice": {resource: "dynamic \"timeouts\" {\nfor_each = [1, 2]\ncontent { }\n}", summary: "Duplicate timeouts block", line: `dynamic "timeouts"`, reason: "which one should count?"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			run := providertest.AttachTerraform(t)
			run.Write(fmt.Sprintf("provider \"steward\" {\n%s\n}\n", c.provider) + providertest.CloudControlResource(providertest.WidgetType, `Name = "one"`, c.resource))
			said := run.Validates()
			switch {
			case c.summary == "" && len(said) > 0:
				t.Errorf("got %+v, want no error: %s", said, c.reason)
			case c.summary != "" && (len(said) != 1 || said[0].Summary != c.summary || !strings.Contains(said[0].Line, c.line)):
				t.Errorf("got %+v, want one error %q at %q: %s", said, c.summary, c.line, c.reason)
			}
		})
	}
}

// TestUnknownBlocks: blocks whose number and contents are known only after
// something else was made lose nothing. What they say counts when it is known.
func TestUnknownBlocks(t *testing.T) {
	t.Parallel()
	w := providertest.NewWorld(t)
	run := providertest.AttachTerraform(t)
	config := w.Config(`resource "terraform_data" "limits" {
  input = ["30m"]
}`, providertest.CloudControlResource(providertest.WidgetType, `Name = "one"`, `dynamic "timeouts" {
    for_each = terraform_data.limits.output
    content { delete = timeouts.value }
  }
  dynamic "deletion_retry" {
    for_each = terraform_data.limits.output
    content { error_codes = ["After${deletion_retry.value}"] }
  }`))
	run.Write(config)
	run.Apply()
	run.PlansNothing()
	state := run.State(providertest.CloudControlAddress).Attributes
	if got, want := fmt.Sprint(state["timeouts"], state["deletion_retry"]), "map[create:<nil> delete:30m read:<nil> update:<nil>] map[error_codes:[After30m] message_regexes:<nil>]"; got != want {
		t.Errorf("state has %s, want %s", got, want)
	}
	run.Must("destroy", "-auto-approve")
}

// TestUnknownProviderBlocks: while the number of aws blocks is not known,
// nothing is asked, and nothing fails.
func TestUnknownProviderBlocks(t *testing.T) {
	t.Parallel()
	w := providertest.NewWorld(t)
	run := providertest.AttachTerraform(t)
	generated := func(name string) string {
		block := map[string]string{"aws": w.AWSBlock(), "entryguard": w.EntryGuardBlock()}[name]
		return strings.Replace(block, name+" {", fmt.Sprintf("dynamic %q {\n    for_each = terraform_data.it.output\n    content {", name), 1) + "\n  }\n"
	}
	run.Write("provider \"steward\" {\n" + generated("aws") + generated("entryguard") + "}\n" +
		"resource \"terraform_data\" \"it\" {\n  input = [1]\n}\n" + providertest.CloudControlResource(providertest.WidgetType, `Name = "one"`))
	run.Must("plan")
	if asked := len(w.CloudControl.Requests()); asked != 0 {
		t.Errorf("%d requests while the provider's configuration is not known, want none", asked)
	}
	run.Apply()
	run.PlansNothing()
	run.Must("destroy", "-auto-approve")
}

// TestPastedFromAWS: what the documentation of the AWS provider shows goes into
// the aws block as it is, and arrives.
func TestPastedFromAWS(t *testing.T) {
	t.Parallel()
	w := providertest.NewWorld(t)
	run := providertest.AttachTerraform(t)
	run.Write(`provider "steward" {
  aws {
    region     = "us-west-2"
    access_key = "MYACCESSKEY"
    secret_key = "my-secret-key"

    assume_role {
      role_arn     = "arn:aws:iam::123456789012:role/ROLE_NAME"
      session_name = "SESSION_NAME"
      external_id  = "EXTERNAL_ID"
    }
    assume_role {
      role_arn            = "arn:aws:iam::123456789012:role/FINAL_ROLE_NAME"
      session_name        = "FINAL_SESSION_NAME"
      duration            = "1h"
      tags                = { Project = "x" }
      transitive_tag_keys = ["Project"]
    }

    default_tags {
      tags = {
        Environment = "Test"
        Name        = "Provider Tag"
      }
    }

    endpoints {
      cloudcontrol   = "` + w.CloudControl.URL() + `"
      cloudformation = "` + w.CloudControl.URL() + `"
      sts            = "` + w.CloudControl.URL() + `"
    }

    allowed_account_ids         = ["123456789012"]
    max_retries                 = 3
    skip_metadata_api_check     = true
    skip_credentials_validation = true
  }
}
` + providertest.CloudControlResource(providertest.WidgetType, `Name = "one"`))
	run.Apply()
	if roles := w.CloudControl.Count("AssumeRole"); roles < 2 {
		t.Errorf("%d roles were assumed, want both", roles)
	}
	state := run.State(providertest.CloudControlAddress).Attributes
	if state["region"] != "us-west-2" || state["account_id"] != "123456789012" || fmt.Sprint(state["tags_all"]) != "map[Environment:Test Name:Provider Tag]" {
		t.Errorf("the object is in %v of %v with %v, want us-west-2 of 123456789012 and both tags", state["region"], state["account_id"], state["tags_all"])
	}
	run.Must("destroy", "-auto-approve")
}
