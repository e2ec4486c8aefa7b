package cloudcontroltf_test

import (
	"encoding/json"
	"maps"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol/cloudcontroltest"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/providertest"
)

// taggedHCL is the provider block with these default tags.
func taggedHCL(w *providertest.World, tags string) string {
	w.T.Helper()
	plain := w.ProviderBlock()
	tagged := strings.Replace(plain, "aws {", "aws {\n    default_tags { tags = "+tags+" }", 1)
	if tagged == plain {
		w.T.Fatal("the provider block takes no default tags")
	}
	return tagged
}

// tagsInState returns tags_all in the state file: nil where it is null.
func tagsInState(r *providertest.Terraform) map[string]any {
	r.T.Helper()
	tags, _ := r.State(providertest.CloudControlAddress).Attributes["tags_all"].(map[string]any)
	return tags
}

func requireTagsInState(r *providertest.Terraform, when string, want map[string]any) {
	r.T.Helper()
	if got := tagsInState(r); !maps.Equal(got, want) || (got == nil) != (want == nil) {
		r.T.Errorf("%s: tags_all is %v, want %v", when, got, want)
	}
}

// requirePlanSays plans a change and looks for lines of the plan as people read
// it, where more than one space is one.
func requirePlanSays(r *providertest.Terraform, lines ...string) {
	r.T.Helper()
	result := r.Run("plan", "-detailed-exitcode", "-no-color")
	text := strings.Join(strings.Fields(result.Stdout), " ")
	if result.Code != 2 || strings.Contains(text, "pending_operation") || strings.Contains(text, "Warning") {
		r.T.Errorf("the plan ended with %d, want a change of the tags, without a warning:\n%s\n%s", result.Code, result.Stdout, result.Stderr)
	}
	for _, line := range lines {
		if !strings.Contains(text, line) {
			r.T.Errorf("the plan does not say %q:\n%s", line, result.Stdout)
		}
	}
}

// TestStoryTagsAll leads an object through changes of its tags with real
// Terraform: each shows in the plan, and what was applied plans clean.
func TestStoryTagsAll(t *testing.T) {
	t.Parallel()
	w := providertest.NewWorld(t)
	run := providertest.AttachTerraform(t)
	run.Write(taggedHCL(w, `{ Team = "x", Cost = "7" }`) + providertest.CloudControlResource(providertest.WidgetType, `Name = "one"`))
	requirePlanSays(run, `+ tags_all = { + "Cost" = "7" + "Team" = "x" }`)
	run.Apply()
	run.PlansNothing()
	requireTagsInState(run, "created", map[string]any{"Team": "x", "Cost": "7"})

	run.Write(taggedHCL(w, `{ Team = "y", New = "n" }`) + providertest.CloudControlResource(providertest.WidgetType, `Name = "one"`))
	requirePlanSays(run, `~ tags_all = {`, `- "Cost" = "7" -> null`, `+ "New" = "n"`, `~ "Team" = "x" -> "y"`)
	run.Apply()
	run.PlansNothing()

	// A configured tag wins; beside it the others stay.
	run.Write(taggedHCL(w, `{ Team = "y", New = "n" }`) + providertest.CloudControlResource(providertest.WidgetType, `Name = "one"
		Tags = [{ Key = "Team", Value = "mine" }]`))
	requirePlanSays(run, `~ "Team" = "y" -> "mine"`)
	run.Apply()
	run.PlansNothing()
	requireTagsInState(run, "configured", map[string]any{"Team": "mine", "New": "n"})

	// Somebody changes both a default tag and a configured one.
	if err := w.CloudControl.Mutate(providertest.WidgetType, "one", func(p map[string]any) {
		p["Tags"] = []any{map[string]any{"Key": "Team", "Value": "by hand"}, map[string]any{"Key": "Hand", "Value": "h"}}
	}); err != nil {
		t.Fatal(err)
	}
	requirePlanSays(run, `~ "Team" = "by hand" -> "mine"`, `+ "New" = "n"`, `- "Hand" = "h" -> null`)
	run.Apply()
	run.PlansNothing()

	run.Write(w.ProviderBlock() + providertest.CloudControlResource(providertest.WidgetType, `Name = "one"`))
	requirePlanSays(run, `- "New" = "n" -> null`, `- "Team" = "mine" -> null`)
	run.Apply()
	run.PlansNothing()
	requireTagsInState(run, "none", map[string]any{})
	run.Must("destroy", "-auto-approve")
}

// TestStoryTagsAllOfAnImport: what an import found is managed until the
// configuration says otherwise.
func TestStoryTagsAllOfAnImport(t *testing.T) {
	t.Parallel()
	w := providertest.NewWorld(t)
	if _, err := w.CloudControl.Put(providertest.WidgetType, `{"Name":"one","Tags":[{"Key":"Hand","Value":"h"},{"Key":"Team","Value":"x"}]}`); err != nil {
		t.Fatal(err)
	}
	run := providertest.AttachTerraform(t)
	run.Write(taggedHCL(w, `{ Team = "x" }`) + providertest.CloudControlResource(providertest.WidgetType, `Name = "one"`) + `import {
		to = ` + providertest.CloudControlAddress + `
		id = "` + providertest.WidgetType + `/one"
	}`)
	run.Apply()
	run.PlansNothing()
	requireTagsInState(run, "imported", map[string]any{"Hand": "h", "Team": "x"})
	if got := w.CloudControl.Count("UpdateResource"); got != 0 {
		t.Errorf("the import changed the object %d times", got)
	}
}

// TestStoryTagsAllIgnored: what Terraform is told to leave alone is no change of
// tags_all either.
func TestStoryTagsAllIgnored(t *testing.T) {
	t.Parallel()
	w := providertest.NewWorld(t)
	run := providertest.AttachTerraform(t)
	run.Write(taggedHCL(w, `{ Team = "x" }`) + providertest.CloudControlResource(providertest.WidgetType, `Name = "one"
		Tags = [{ Key = "Env", Value = "test" }]`, `lifecycle { ignore_changes = [properties] }`))
	run.Apply()
	if err := w.CloudControl.Mutate(providertest.WidgetType, "one", func(p map[string]any) {
		p["Tags"] = []any{map[string]any{"Key": "Env", "Value": "by hand"}, map[string]any{"Key": "Team", "Value": "x"}}
	}); err != nil {
		t.Fatal(err)
	}
	run.PlansNothing()
	run.Apply()
	requireTagsInState(run, "drifted", map[string]any{"Env": "by hand", "Team": "x"})
}

// TestTagsAllOfSensitiveProperties: no value of sensitive_properties is shown,
// and what is left would look like everything.
func TestTagsAllOfSensitiveProperties(t *testing.T) {
	t.Parallel()
	s := newCC(t, cloudcontroltest.Options{}).tagging(attributes{"Team": "x"})
	config := widget(attributes{"Name": "one"}, attributes{
		"sensitive_properties": attributes{"Tags": []any{tag("Key-hush", "value-hush")}}, "sensitive_properties_version": 1,
	})
	plan := s.planned(config)
	if got := s.plannedAttributes(plan)["tags_all"]; !got.IsNull() {
		t.Errorf("the plan shows tags: %s", got)
	}
	s.RequireClean("creating", s.create(config))
	s.requireTags("created", "Key-hush=value-hush Team=x")
	s.requirePlansNothing(config)
	s = s.tagging(attributes{"Team": "y"})
	s.RequireClean("reading", s.read())
	if got := s.plannedAttributes(s.planned(config))["tags_all"]; got.IsKnown() {
		t.Errorf("a change of default tags must show, got %s", got)
	}
	s.RequireClean("updating", s.update(config))
	s.requireTags("updated", "Key-hush=value-hush Team=y")
	s.requirePlansNothing(config)
	if state := s.stateJSON(); strings.Contains(state, "hush") || !s.isNull("tags_all") {
		t.Errorf("state shows tags that are sensitive: %s", state)
	}
}

// TestTagsAllWithoutSchema: nobody can say which property holds the tags.
func TestTagsAllWithoutSchema(t *testing.T) {
	t.Parallel()
	s := newCC(t, cloudcontroltest.Options{}).tagging(attributes{"Team": "x"})
	config := widget(attributes{"Name": "one"})
	s.world.CloudControl.Fail(cloudcontroltest.Fault{Operation: "DescribeType", Code: "AccessDenied", Times: cloudcontroltest.Always})
	if got := s.plannedAttributes(s.planned(config))["tags_all"]; got.IsKnown() {
		t.Errorf("a schema may be there when the plan is applied, got %s", got)
	}
	if diags := s.create(config); providertest.Failed(diags) || !s.isNull("tags_all") {
		t.Fatalf("%s\n%s", providertest.Text(diags), s.stateJSON())
	}
	plan := s.planned(config)
	if s.changes(plan) {
		t.Errorf("nothing changes: %s", providertest.Text(plan.Diagnostics))
	}
	s.world.CloudControl.ClearFaults()
	s = s.tagging(attributes{"Team": "x"})
	s.RequireClean("reading", s.read())
	s.requireTagsAll("described again", `{}`)
	s.RequireClean("updating", s.update(config))
	s.requireTags("what the create could not set", "Team=x")
	s.requireTagsAll("updated", `{"Team":"x"}`)
}

// TestTagsAllUnknown: what depends on something that is not known yet is not
// known, and everything else is.
func TestTagsAllUnknown(t *testing.T) {
	t.Parallel()
	s := newCC(t, cloudcontroltest.Options{}).tagging(attributes{"Team": "x"})
	planned := func(tags any) tftypes.Value {
		return s.plannedAttributes(s.planned(widget(attributes{"Name": "one", "Tags": tags})))["tags_all"]
	}
	for name, tags := range map[string]any{"all": providertest.Unknown{}, "a tag": []any{providertest.Unknown{}}, "a key": []any{tag("a", "b"), attributes{"Key": providertest.Unknown{}, "Value": "v"}}} {
		if got := planned(tags); got.IsKnown() {
			t.Errorf("%s: which tags there are is not known: %s", name, got)
		}
	}
	var values map[string]tftypes.Value
	if err := planned([]any{tag("Env", "production"), attributes{"Key": "Owner", "Value": providertest.Unknown{}}}).As(&values); err != nil {
		t.Fatal(err)
	}
	if len(values) != 3 || values["Owner"].IsKnown() || !values["Env"].IsKnown() || !values["Team"].IsKnown() {
		t.Errorf("only the value of one tag is not known: %v", values)
	}
}

// TestTagsAllIsWhatIsApplied: a saved plan is applied as it was shown, even if
// the provider's default tags come from an environment that changed since.
func TestTagsAllIsWhatIsApplied(t *testing.T) {
	t.Parallel()
	s := newCC(t, cloudcontroltest.Options{}).tagging(attributes{"Team": "x"})
	config := widget(attributes{"Name": "one"})
	plan := s.planned(config)
	later := s.tagging(attributes{"Team": "z", "More": "m"})
	applied := later.applyWithin(t.Context(), nil, config, plan)
	s.RequireClean("creating", applied.Diagnostics)
	s.keep(applied.NewState, applied.Private)
	s.requireTags("created", "Team=x")
	s.requireTagsAll("created", `{"Team":"x"}`)

	s = s.tagging(attributes{"Team": "y"})
	applied = later.applyWithin(t.Context(), s.state, config, s.planned(config))
	s.RequireClean("updating", applied.Diagnostics)
	s.keep(applied.NewState, applied.Private)
	s.requireTags("updated", "Team=y")
	s.requirePlansNothing(config)
}

// TestTagsAllOfAnOlderRelease: a state without tags_all is filled by a refresh,
// and plans nothing without one.
func TestTagsAllOfAnOlderRelease(t *testing.T) {
	t.Parallel()
	s := newCC(t, cloudcontroltest.Options{}).tagging(attributes{"Team": "x"})
	config := widget(attributes{"Name": "one"})
	s.RequireClean("creating", s.create(config))
	s.state["tags_all"] = tftypes.NewValue(tftypes.Map{ElementType: tftypes.String}, nil)
	if plan := s.planned(config); s.changes(plan) {
		t.Errorf("nothing changes: %v", s.plannedAttributes(plan))
	}
	s.requirePlansNothing(config)
	s.requireTagsAll("refreshed", `{"Team":"x"}`)
}

// TestTagsAllInThePlan is what a policy reads: the JSON of a plan.
func TestTagsAllInThePlan(t *testing.T) {
	t.Parallel()
	w := providertest.NewWorld(t)
	run := providertest.AttachTerraform(t)
	run.Write(taggedHCL(w, `{ Environment = "production" }`) + providertest.CloudControlResource(providertest.WidgetType, `Name = "one"`))
	run.Apply()
	run.Must("plan", "-destroy", "-out=plan")
	var plan struct {
		Changes []struct {
			Change struct {
				Before map[string]any `json:"before"`
			} `json:"change"`
		} `json:"resource_changes"`
	}
	if err := json.Unmarshal([]byte(run.Must("show", "-json", "plan").Stdout), &plan); err != nil {
		t.Fatal(err)
	}
	tags, _ := plan.Changes[0].Change.Before["tags_all"].(map[string]any)
	if tags["Environment"] != "production" {
		t.Errorf("the plan does not show the tag: %v", plan)
	}
}
