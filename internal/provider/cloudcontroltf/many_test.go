package cloudcontroltf_test

import (
	"maps"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/steward-iac/terraform-provider-steward/internal/provider/providertest"
)

// TestCloudControlManyOfOneType: a process asks once what a type is like, and
// once whose credentials it has, however many objects it works on at a time.
// With an attached provider, each walk of Terraform stands for a process: it
// configures the provider anew.
func TestCloudControlManyOfOneType(t *testing.T) {
	t.Parallel()
	w := providertest.NewWorld(t)
	config := func(color string) string {
		return w.ProviderBlock() + `
resource "steward_cloudcontrol_resource" "it" {
  count      = 50
  type_name  = "Steward::Test::Widget"
  properties = { Name = "w${count.index}", Color = "` + color + `" }
}
`
	}
	look := `
data "steward_cloudcontrol_resource" "it" {
  count      = 5
  type_name  = "Steward::Test::Widget"
  identifier = "w${count.index}"
}
`
	run := providertest.AttachTerraformAlways(t)
	run.Write(config("red"))
	count := func(args ...string) map[string]int {
		t.Helper()
		w.CloudControl.ResetRequests()
		run.Must(append(args, "-parallelism=50")...)
		counts := map[string]int{}
		for _, request := range w.CloudControl.Requests() {
			counts[request.Operation]++
		}
		return counts
	}
	require := func(step string, got, want map[string]int) {
		t.Helper()
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: other requests than expected (-want +got):\n%s", step, diff)
		}
	}
	created := count("apply", "-auto-approve")
	following := created["GetResourceRequestStatus"] + created["ListResourceRequests"]
	if following > 50 {
		t.Errorf("creating: %d requests ask how far 50 operations are; want less than one each", following)
	}
	maps.DeleteFunc(created, func(operation string, _ int) bool {
		return operation == "GetResourceRequestStatus" || operation == "ListResourceRequests"
	})
	// One walk plans, another one applies: it looks for a namesake, creates, and
	// reads what it made.
	require("creating", created, map[string]int{"DescribeType": 2, "GetCallerIdentity": 2, "CreateResource": 50, "GetResource": 100})
	require("planning nothing", count("plan"),
		map[string]int{"DescribeType": 1, "GetCallerIdentity": 1, "GetResource": 50, "ListResourceRequests": 1})
	run.Write(config("blue") + look)
	require("planning a change", count("plan"),
		map[string]int{"DescribeType": 1, "GetCallerIdentity": 1, "GetResource": 55, "ListResourceRequests": 1})
	// A walk refreshes, and another one plans the destruction by what that saw.
	require("planning a destruction", count("plan", "-destroy"),
		map[string]int{"DescribeType": 1, "GetCallerIdentity": 2, "GetResource": 55, "ListResourceRequests": 2})
}
