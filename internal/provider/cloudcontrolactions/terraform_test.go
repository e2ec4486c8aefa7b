package cloudcontrolactions_test

import (
	"strings"
	"testing"
	"time"

	"github.com/steward-iac/terraform-provider-steward/internal/provider/providertest"
	"github.com/steward-iac/terraform-provider-steward/internal/terraformtest"
)

// TestTerraformCancels shows what a person sees who cancels somebody's deletion.
func TestTerraformCancels(t *testing.T) {
	t.Parallel()
	providertest.Needs(t, terraformtest.Actions)
	w := providertest.NewWorld(t)
	run := providertest.AttachTerraform(t)
	w.Put(providertest.WidgetType, `{"Name":"w"}`)
	token, err := w.CloudControl.ForeignOperation("DELETE", providertest.WidgetType, "w", time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	run.Write(w.Config(`action "steward_cloudcontrol_cancel_request" "stop" {
  config {
    request_token = "` + token + `"
  }
}
`))
	const invoke = "-invoke=action.steward_cloudcontrol_cancel_request.stop"
	what := "the DELETE of Steward::Test::Widget w (request " + token + ")"
	requireShown(t, run.Must("plan", "-no-color", invoke).Stdout, "The action cancels "+what, "It was IN_PROGRESS when this was planned.")
	requireShown(t, run.Must("apply", "-auto-approve", "-no-color", invoke).Stdout, "Cancelling "+what, "The API accepts to cancel it", "Cancelled: "+what, "Apply complete!")
	if _, there := w.CloudControl.Object(providertest.WidgetType, "w"); !there {
		t.Error("the object is gone")
	}
}

// requireShown checks that Terraform's output has all of the texts, in this order,
// wherever it breaks its lines.
func requireShown(t *testing.T, output string, texts ...string) {
	t.Helper()
	rest := strings.Join(strings.Fields(strings.NewReplacer("│", "").Replace(output)), " ")
	for _, text := range texts {
		_, after, found := strings.Cut(rest, text)
		if !found {
			t.Fatalf("%q is not shown, or not in its place:\n%s", text, output)
		}
		rest = after
	}
}
