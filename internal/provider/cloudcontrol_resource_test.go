package provider

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
	"github.com/steward-iac/terraform-provider-steward/internal/provider/cloudcontroltf"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/destroy"
)

// The object under test in most cases.
const (
	widgetType = "Steward::Test::Widget"
	widgetAddr = "steward_cloudcontrol_resource.it"
)

// ccResource is the resource "it" of a type; properties is the inside of an
// HCL object, settings are more attributes.
func ccResource(typeName, properties string, settings ...string) string {
	return fmt.Sprintf("resource \"steward_cloudcontrol_resource\" \"it\" {\n  type_name  = %q\n  properties = {\n    %s\n  }\n  %s\n}\n",
		typeName, properties, strings.Join(settings, "\n  "))
}

// said matches a text in Terraform's output, which is wrapped at any space.
func said(text string) *regexp.Regexp {
	words := strings.Fields(text)
	for i, word := range words {
		words[i] = regexp.QuoteMeta(word)
	}
	return regexp.MustCompile(strings.Join(words, `[\s│]+`))
}

func isAction(action plancheck.ResourceActionType) acceptance.ConfigPlanChecks {
	return acceptance.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{plancheck.ExpectResourceAction(widgetAddr, action)}}
}

func stateHas(name string, want knownvalue.Check) statecheck.StateCheck {
	return statecheck.ExpectKnownValue(widgetAddr, tfjsonpath.New(name), want)
}

func propertyIs(property string, want knownvalue.Check) statecheck.StateCheck {
	return statecheck.ExpectKnownValue(widgetAddr, tfjsonpath.New(cloudcontroltf.PropertiesAttribute).AtMapKey(property), want)
}

// emptyPlan is a step that plans the same configuration again and finds nothing
// to do. Every applied step checks that too; this is the second time.
func emptyPlan(config string) acceptance.TestStep {
	return acceptance.TestStep{Config: config, PlanOnly: true}
}

// gone checks that the simulated API has no object left.
func (w *world) gone() error {
	if left := w.cloudcontrol.Objects(); len(left) > 0 {
		return fmt.Errorf("%d objects are left, first %s %s", len(left), left[0].TypeName, left[0].Identifier)
	}
	return nil
}

func TestCloudControlLifecycle(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	first := w.config(ccResource(widgetType, `
		Name   = "one"
		Color  = "red"
		Size   = 3
		Weight = 0.1
		Tags   = [{ Key = "b", Value = "2" }, { Key = "a", Value = "1" }]
	`))
	second := w.config(ccResource(widgetType, `
		Name   = "one"
		Color  = "blue"
		Weight = 0.1
		Tags   = [{ Key = "a", Value = "1" }, { Key = "b", Value = "2" }]
	`))
	w.unitTest(acceptance.TestCase{
		CheckDestroy: func(*terraform.State) error { return w.gone() },
		Steps: []acceptance.TestStep{
			{
				Config:           first,
				ConfigPlanChecks: isAction(plancheck.ResourceActionCreate),
				ConfigStateChecks: []statecheck.StateCheck{
					stateHas(cloudcontroltf.IdentifierAttribute, knownvalue.StringExact("one")),
					stateHas(cloudcontroltf.AccountIDAttribute, knownvalue.StringExact(cloudcontroltest.DefaultAccountID)),
					stateHas(cloudcontroltf.RegionAttribute, knownvalue.StringExact(cloudcontroltest.DefaultRegion)),
					stateHas(destroy.PendingAttributeName, knownvalue.Null()),
					stateHas(destroy.PolicyAttributeName, knownvalue.StringExact("DELETE")),
					propertyIs("Weight", knownvalue.Float64Exact(0.1)),
					statecheck.ExpectKnownValue(widgetAddr, tfjsonpath.New(cloudcontroltf.ComputedPropertiesAttribute).AtMapKey("Arn"), knownvalue.NotNull()),
				},
			},
			emptyPlan(first),
			{
				Config:           second,
				ConfigPlanChecks: isAction(plancheck.ResourceActionUpdate),
				ConfigStateChecks: []statecheck.StateCheck{
					propertyIs("Color", knownvalue.StringExact("blue")),
					statecheck.ExpectKnownValue(widgetAddr, tfjsonpath.New(cloudcontroltf.ComputedPropertiesAttribute).AtMapKey("Arn"), knownvalue.NotNull()),
				},
			},
			emptyPlan(second),
		},
	})
	if got := w.cloudcontrol.Count("CreateResource"); got != 1 {
		t.Errorf("%d creates were asked for, want 1", got)
	}
	if got := w.cloudcontrol.Count("UpdateResource"); got != 1 {
		t.Errorf("%d updates were asked for, want 1", got)
	}
	if got := w.cloudcontrol.Count("DeleteResource"); got != 1 {
		t.Errorf("%d deletions were asked for, want 1", got)
	}
}
