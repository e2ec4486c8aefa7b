package cloudcontroltf_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	acceptance "github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol/cloudcontroltest"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/destroy"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/providertest"
)

// said matches a text in Terraform's output, which is wrapped at any space.
func said(text string) *regexp.Regexp {
	words := strings.Fields(text)
	for i, word := range words {
		words[i] = regexp.QuoteMeta(word)
	}
	return regexp.MustCompile(strings.Join(words, `[\s│]+`))
}

func isAction(action plancheck.ResourceActionType) acceptance.ConfigPlanChecks {
	return acceptance.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{plancheck.ExpectResourceAction(providertest.CloudControlAddress, action)}}
}

func stateHas(name string, want knownvalue.Check) statecheck.StateCheck {
	return statecheck.ExpectKnownValue(providertest.CloudControlAddress, tfjsonpath.New(name), want)
}

func propertyIs(property string, want knownvalue.Check) statecheck.StateCheck {
	return statecheck.ExpectKnownValue(providertest.CloudControlAddress, tfjsonpath.New("properties").AtMapKey(property), want)
}

// emptyPlan is a step that plans the same configuration again and finds nothing
// to do. Every applied step checks that too; this is the second time.
func emptyPlan(config string) acceptance.TestStep {
	return acceptance.TestStep{Config: config, PlanOnly: true}
}

// gone checks that the simulated API has no object left.
func gone(w *providertest.World) error {
	if left := w.CloudControl.Objects(); len(left) > 0 {
		return fmt.Errorf("%d objects are left, first %s %s", len(left), left[0].TypeName, left[0].Identifier)
	}
	return nil
}

func TestCloudControlLifecycle(t *testing.T) {
	t.Parallel()
	w := providertest.NewWorld(t)
	first := w.Config(providertest.CloudControlResource(providertest.WidgetType, `
		Name   = "one"
		Color  = "red"
		Size   = 3
		Weight = 0.1
		Tags   = [{ Key = "b", Value = "2" }, { Key = "a", Value = "1" }]
	`))
	second := w.Config(providertest.CloudControlResource(providertest.WidgetType, `
		Name   = "one"
		Color  = "blue"
		Weight = 0.1
		Tags   = [{ Key = "a", Value = "1" }, { Key = "b", Value = "2" }]
	`))
	w.UnitTest(acceptance.TestCase{
		CheckDestroy: func(*terraform.State) error { return gone(w) },
		Steps: []acceptance.TestStep{
			{
				Config:           first,
				ConfigPlanChecks: isAction(plancheck.ResourceActionCreate),
				ConfigStateChecks: []statecheck.StateCheck{
					stateHas("identifier", knownvalue.StringExact("one")),
					stateHas("account_id", knownvalue.StringExact(cloudcontroltest.DefaultAccountID)),
					stateHas("region", knownvalue.StringExact(cloudcontroltest.DefaultRegion)),
					stateHas(destroy.PendingAttributeName, knownvalue.Null()),
					stateHas(destroy.PolicyAttributeName, knownvalue.StringExact("DELETE")),
					propertyIs("Weight", knownvalue.Float64Exact(0.1)),
					statecheck.ExpectKnownValue(providertest.CloudControlAddress, tfjsonpath.New("computed_properties").AtMapKey("Arn"), knownvalue.NotNull()),
				},
			},
			emptyPlan(first),
			{
				Config:           second,
				ConfigPlanChecks: isAction(plancheck.ResourceActionUpdate),
				ConfigStateChecks: []statecheck.StateCheck{
					propertyIs("Color", knownvalue.StringExact("blue")),
					statecheck.ExpectKnownValue(providertest.CloudControlAddress, tfjsonpath.New("computed_properties").AtMapKey("Arn"), knownvalue.NotNull()),
				},
			},
			emptyPlan(second),
		},
	})
	if got := w.CloudControl.Count("CreateResource"); got != 1 {
		t.Errorf("%d creates were asked for, want 1", got)
	}
	if got := w.CloudControl.Count("UpdateResource"); got != 1 {
		t.Errorf("%d updates were asked for, want 1", got)
	}
	if got := w.CloudControl.Count("DeleteResource"); got != 1 {
		t.Errorf("%d deletions were asked for, want 1", got)
	}
}
