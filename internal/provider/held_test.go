package provider_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/steward-iac/terraform-provider-steward/internal/provider/providertest"
	"github.com/steward-iac/terraform-provider-steward/internal/terraformtest"
)

// heldTwice ends the summary of the warning about an object that two resources hold.
// Which of the two it stands at is chance: that whose read comes second.
const heldTwice = " is held by two resources"

// namesakes are resources of the same objects in both APIs, once more for each name.
func namesakes(names ...string) string {
	var blocks strings.Builder
	for _, name := range names {
		for i := range 2 {
			fmt.Fprintf(&blocks, `
resource "steward_cloudcontrol_resource" "%[1]s%[2]d" {
  type_name  = "AWS::Logs::LogGroup"
  properties = { LogGroupName = "group%[2]d" }
}
`, name, i)
		}
		fmt.Fprintf(&blocks, "resource \"steward_entryguard_role\" %q {\n  name = \"role\"\n}\n", name)
	}
	return blocks.String()
}

// heldIn returns the warnings about objects that are held twice, sorted.
func heldIn(warnings []providertest.Diagnostic) []string {
	var held []string
	for _, w := range warnings {
		if strings.HasSuffix(w.Summary, heldTwice) {
			held = append(held, w.Summary+"\n"+w.Detail)
		}
	}
	slices.Sort(held)
	return held
}

// Two resources of one object: the import of the second says so, and so does every
// plan after it, also that which would destroy one of them. A removed block settles it.
func TestStoryHeldTwice(t *testing.T) {
	t.Parallel()
	w := providertest.NewWorld(t)
	run := providertest.AttachTerraform(t)
	run.Write(w.Config(namesakes("first")))
	run.Apply()
	run.Must("taint", "steward_entryguard_role.first")
	run.Must("taint", "steward_cloudcontrol_resource.first1")
	for _, config := range []string{w.Config(namesakes("first")), w.Config()} {
		run.Write(config)
		for _, args := range [][]string{{"plan"}, {"plan", "-destroy"}, {"plan", "-refresh-only"}} {
			if held := heldIn(run.Warnings(args...)); held != nil {
				t.Fatalf("%v: one resource each: %q", args, held)
			}
		}
	}
	run.Must("untaint", "steward_entryguard_role.first")
	run.Must("untaint", "steward_cloudcontrol_resource.first1")

	role := run.State("steward_entryguard_role.first").Attributes["id"]
	imports := fmt.Sprintf(`
import {
  to = steward_entryguard_role.second
  id = %q
}
import {
  to = steward_cloudcontrol_resource.second0
  id = "AWS::Logs::LogGroup/group0"
}
import {
  to = steward_cloudcontrol_resource.second1
  id = "AWS::Logs::LogGroup/group1"
}
`, role)
	run.Write(w.Config(namesakes("first", "second"), imports))
	requireHeld(t, "importing", heldIn(run.Warnings("plan")), role)
	run.Apply()
	if listed := run.Must("state", "list", fmt.Sprint("-id=", role)).Stdout; listed != "steward_entryguard_role.first\nsteward_entryguard_role.second\n" {
		t.Errorf("what the warning says to run prints %q", listed)
	}
	requireHeld(t, "planning", heldIn(run.Warnings("plan")), role)
	requireHeld(t, "planning a destruction", heldIn(run.Warnings("plan", "-destroy")), role)

	run.Write(w.Config(namesakes("first")))
	requireHeld(t, "planning to destroy one of two", heldIn(run.Warnings("plan")), role)

	var removed strings.Builder
	for _, address := range []string{"steward_entryguard_role.second", "steward_cloudcontrol_resource.second0", "steward_cloudcontrol_resource.second1"} {
		fmt.Fprintf(&removed, "removed {\n  from = %s\n  lifecycle {\n    destroy = false\n  }\n}\n", address)
	}
	run.Write(w.Config(namesakes("first"), removed.String()))
	// OpenTofu reads what it is about to forget, too.
	if held := heldIn(run.Warnings("apply", "-auto-approve")); held != nil && run.Binary.Product != terraformtest.OpenTofu {
		t.Errorf("what forgets the second ones warns: %q", held)
	}
	run.PlansNothing()
	if held := heldIn(run.Warnings("plan")); held != nil {
		t.Errorf("one resource each again: %q", held)
	}
	if n := len(w.CloudControl.Operations()); n != 2 {
		t.Errorf("%d operations, want the two creates alone", n)
	}
}

// requireHeld checks that each object is named once, with the command that finds
// both addresses, and that what goes for all is said once.
func requireHeld(t *testing.T, when string, held []string, role any) {
	t.Helper()
	if len(held) != 3 {
		t.Fatalf("%s: %d warnings, want one for each object: %q", when, len(held), held)
	}
	for i, find := range []string{"-id='group0'\n", "-id='group1'\n", fmt.Sprintf("-id='%v'\n", role)} {
		if !strings.Contains(held[i], "terraform state list "+find) {
			t.Errorf("%s: %q does not say %q", when, held[i], find)
		}
	}
	all := strings.Join(held, "\n")
	if n := strings.Count(all, "destroying one deletes the object of both"); n != 1 {
		t.Errorf("%s: it is explained %d times, want once: %s", when, n, all)
	}
	if n := strings.Count(all, "To do: see "); n != 2 {
		t.Errorf("%s: %d refer to the explanation, want 2: %s", when, n, all)
	}
}
