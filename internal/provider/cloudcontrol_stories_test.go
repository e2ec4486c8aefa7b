package provider

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	acceptance "github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol/cloudcontroltest"
	"github.com/steward-iac/terraform-provider-steward/internal/entryguard/entryguardtest"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/cloudcontroltf"
)

// The stories here are told by real Terraform: what core makes of our plans and
// states is the point.

// story runs the steps and checks that everything is gone in the end.
func (w *world) story(steps ...acceptance.TestStep) {
	w.t.Helper()
	w.unitTest(acceptance.TestCase{
		Steps:        steps,
		CheckDestroy: func(*terraform.State) error { return w.gone() },
	})
}

// must does something in a step before Terraform runs.
func (w *world) must(do func() error) func() {
	return func() {
		w.t.Helper()
		if err := do(); err != nil {
			w.t.Fatal(err)
		}
	}
}

func TestStoryImport(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	if _, err := w.cloudcontrol.Put("Steward::Test::Membership", `{"GroupName":"g","UserName":"u","Role":"admin"}`); err != nil {
		t.Fatal(err)
	}
	config := w.config(ccResource("Steward::Test::Membership", `
		GroupName = "g"
		UserName  = "u"
	`), `import {
		to = `+widgetAddr+`
		id = "Steward::Test::Membership/g|u@us-east-1"
	}`)
	updated := w.config(ccResource("Steward::Test::Membership", `
		GroupName = "g"
		UserName  = "u"
		Role      = "reader"
	`))
	w.story(
		acceptance.TestStep{
			Config:           config,
			ConfigPlanChecks: isAction(plancheck.ResourceActionNoop),
			ConfigStateChecks: []statecheck.StateCheck{
				stateHas(cloudcontroltf.IdentifierAttribute, knownvalue.StringExact("g|u")),
				stateHas(cloudcontroltf.AccountIDAttribute, knownvalue.StringExact(cloudcontroltest.DefaultAccountID)),
			},
		},
		emptyPlan(config),
		acceptance.TestStep{Config: updated, ConfigPlanChecks: isAction(plancheck.ResourceActionUpdate)},
		emptyPlan(updated),
		acceptance.TestStep{
			ResourceName: widgetAddr, ImportState: true, ImportStateId: "Steward::Test::Membership/g|u", ImportStateVerify: true,
			ImportStateVerifyIdentifierAttribute: cloudcontroltf.IdentifierAttribute,
		},
	)
	if got := w.cloudcontrol.Count("CreateResource"); got != 0 {
		t.Errorf("%d objects were created, where one was imported", got)
	}
}

func TestStoryDriftAndReplacement(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	config := w.config(ccResource("Steward::Test::Network", `Address = { Cidr = "10.0.0.0/16", Comment = "first" }`))
	replaced := w.config(ccResource("Steward::Test::Network", `Address = { Cidr = "10.1.0.0/16", Comment = "first" }`))
	identifiers := statecheck.CompareValue(differs{})
	w.story(
		acceptance.TestStep{
			Config:            config,
			ConfigStateChecks: []statecheck.StateCheck{identifiers.AddStateValue(widgetAddr, tfjsonpath.New(cloudcontroltf.IdentifierAttribute))},
		},
		acceptance.TestStep{
			PreConfig: w.must(func() error {
				object := w.cloudcontrol.Objects()[0]
				return w.cloudcontrol.Mutate(object.TypeName, object.Identifier, func(p map[string]any) {
					p["Address"].(map[string]any)["Comment"] = "by hand"
				})
			}),
			Config:           config,
			ConfigPlanChecks: isAction(plancheck.ResourceActionUpdate),
		},
		emptyPlan(config),
		acceptance.TestStep{
			Config:            replaced,
			ConfigPlanChecks:  isAction(plancheck.ResourceActionDestroyBeforeCreate),
			ConfigStateChecks: []statecheck.StateCheck{identifiers.AddStateValue(widgetAddr, tfjsonpath.New(cloudcontroltf.IdentifierAttribute))},
		},
		emptyPlan(replaced),
		acceptance.TestStep{
			PreConfig: w.must(func() error {
				object := w.cloudcontrol.Objects()[0]
				w.cloudcontrol.Remove(object.TypeName, object.Identifier)
				return nil
			}),
			Config:           replaced,
			ConfigPlanChecks: isAction(plancheck.ResourceActionCreate),
		},
	)
	if got := w.cloudcontrol.Count("CreateResource"); got != 3 {
		t.Errorf("%d creates were asked for, want 3", got)
	}
}

// differs is a comparer that wants two values to differ.
type differs struct{}

func (differs) CompareValues(values ...any) error {
	for i := range values[1:] {
		if values[i] == values[i+1] {
			return fmt.Errorf("%v did not change", values[i])
		}
	}
	return nil
}

func TestStoryForms(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	variables := `
		variable "members" {
			type    = list(object({ Name = string, Zone = optional(string), Weight = optional(number) }))
			default = [{ Name = "a", Zone = "z1" }, { Name = "b", Weight = 0.1 }]
		}
		variable "token" {
			type      = string
			sensitive = true
			default   = "hush-hush-hush"
		}
		locals { note = null }`
	fleet := func(capacity string) string {
		return w.config(strings.ReplaceAll(variables, "0.1", "3"), ccResource("Steward::Test::Fleet", fmt.Sprintf(`
			FleetName = "f"
			Capacity  = %s
			Members   = [for m in var.members : merge(m, { Token = var.token })]
		`, capacity)), `output "members" {
			value     = `+widgetAddr+`.properties.Members
			sensitive = true
		}`)
	}
	w.story(
		acceptance.TestStep{
			Config: fleet("local.note"),
			ConfigStateChecks: []statecheck.StateCheck{
				propertyIs("Members", knownvalue.ListSizeExact(2)),
				statecheck.ExpectSensitiveValue(widgetAddr, tfjsonpath.New(cloudcontroltf.PropertiesAttribute).AtMapKey("Members").AtSliceIndex(0).AtMapKey("Token")),
			},
		},
		emptyPlan(fleet("local.note")),
		acceptance.TestStep{Config: fleet("7"), ConfigPlanChecks: isAction(plancheck.ResourceActionUpdate)},
		emptyPlan(fleet("7")),
		acceptance.TestStep{Config: fleet("local.note"), ConfigPlanChecks: isAction(plancheck.ResourceActionUpdate)},
		emptyPlan(fleet("local.note")),
	)
}

func TestStoryReferences(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	config := func(color string) string {
		return w.config(ccResource(widgetType, `
			Name  = "one"
			Color = "`+color+`"
		`), `resource "steward_cloudcontrol_resource" "snapshot" {
			type_name  = "Steward::Test::Snapshot"
			properties = { SourceName = `+widgetAddr+`.computed_properties.Arn, Notes = `+widgetAddr+`.identifier }
		}`)
	}
	w.story(
		acceptance.TestStep{Config: config("red")},
		emptyPlan(config("red")),
		acceptance.TestStep{
			Config: config("blue"),
			ConfigPlanChecks: acceptance.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
				plancheck.ExpectResourceAction(widgetAddr, plancheck.ResourceActionUpdate),
				// The snapshot refers to the widget in create-only properties.
				plancheck.ExpectResourceAction("steward_cloudcontrol_resource.snapshot", plancheck.ResourceActionNoop),
			}},
		},
		emptyPlan(config("blue")),
	)
}

func TestStoryFailedCreate(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.cloudcontrol.Script(cloudcontroltest.Fate{Kind: "CREATE", ErrorCode: "NotStabilized", Effect: cloudcontroltest.EffectAnyway})
	config := w.config(ccResource(queueType, `VisibilityTimeout = 30`, `deletion_policy = "PREVENT"`))
	loosened := w.config(ccResource(queueType, `VisibilityTimeout = 30`))
	w.story(
		acceptance.TestStep{Config: config, ExpectError: said("Could not create AWS::SQS::Queue")},
		acceptance.TestStep{
			Config:           config,
			ConfigPlanChecks: isAction(plancheck.ResourceActionReplace),
			Check: func(*terraform.State) error {
				if left := len(w.cloudcontrol.Objects()); left != 1 {
					return fmt.Errorf("%d queues exist, want 1: what the failed create left must be gone", left)
				}
				return nil
			},
		},
		emptyPlan(config),
		acceptance.TestStep{Config: config, Destroy: true, ExpectError: said("its deletion_policy is PREVENT")},
		acceptance.TestStep{Config: w.config(), ExpectError: said("its deletion_policy is PREVENT")},
		acceptance.TestStep{Config: loosened, ConfigPlanChecks: isAction(plancheck.ResourceActionUpdate)},
	)
}

func TestStoryDestroyWhatIsGone(t *testing.T) {
	t.Parallel()
	w := newWorldWith(t, entryguardtest.Options{}, cloudcontroltest.Options{
		Switches: cloudcontroltest.Switches{MissingDelete: cloudcontroltest.MissingIsNotFoundException},
	})
	config := w.config(ccResource(queueType, `VisibilityTimeout = 30`))
	w.story(
		acceptance.TestStep{Config: config},
		acceptance.TestStep{
			PreConfig: w.must(func() error {
				// Refresh still sees it; the deletion comes too late.
				w.cloudcontrol.Script(cloudcontroltest.Fate{Kind: "DELETE", ErrorCode: "NotFound", Effect: cloudcontroltest.EffectAnyway})
				return nil
			}),
			Config: config, Destroy: true,
		},
	)
}

func TestStoryWrongAccount(t *testing.T) {
	t.Parallel()
	w := newWorldWith(t, entryguardtest.Options{}, cloudcontroltest.Options{Accounts: map[string]string{"AKIDOTHER": otherAccount}})
	block := ccResource(queueType, `VisibilityTimeout = 30`)
	right := w.config(block)
	wrong := strings.Replace(right, testAccessKey, "AKIDOTHER", 1)
	w.story(
		acceptance.TestStep{Config: right},
		acceptance.TestStep{Config: wrong, ExpectError: said("The provider speaks for account " + otherAccount)},
		acceptance.TestStep{Config: wrong, Destroy: true, ExpectError: said("The object lives in account " + cloudcontroltest.DefaultAccountID)},
		emptyPlan(right),
	)
}

// TestStoryDefaultTags changes the provider's default tags, and then lets them
// depend on something that the same run changes.
func TestStoryDefaultTags(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	run := attachTerraform(t)
	write := func(tags string) {
		run.write(w.taggedHCL(tags) +
			ccResource(widgetType, `Name = "one"`) + `
			resource "steward_cloudcontrol_resource" "snapshot" {
				type_name  = "Steward::Test::Snapshot"
				properties = { SourceName = ` + widgetAddr + `.computed_properties.Arn }
			}
			resource "terraform_data" "team" {
				input = ` + tags + `
			}`)
	}
	requireTags := func(want string) {
		t.Helper()
		object, _ := w.cloudcontrol.Object(widgetType, "one")
		if !strings.Contains(string(object.Properties), want) {
			t.Errorf("the tags are not %s: %s", want, object.Properties)
		}
	}
	write(`{ Team = "x", Cost = "7" }`)
	run.apply()
	run.plansNothing()
	requireTags(`"Tags":[{"Key":"Cost","Value":"7"},{"Key":"Team","Value":"x"}]`)

	write(`{ Team = "y" }`)
	changes := run.allChanges()
	if changes[widgetAddr] != "update" || changes["steward_cloudcontrol_resource.snapshot"] != "no-op" {
		t.Errorf("the widget is to be updated, and what refers to its ARN stays: %v", changes)
	}
	run.apply()
	run.plansNothing()
	requireTags(`"Tags":[{"Key":"Team","Value":"y"}]`)

	// terraform_data.team.output is not known while its input changes.
	config, err := os.ReadFile(filepath.Join(run.dir, "main.tf"))
	if err != nil {
		t.Fatal(err)
	}
	later := strings.Replace(string(config), `tags = { Team = "y" }`, `tags = terraform_data.team.output`, 1)
	later = strings.Replace(later, `input = { Team = "y" }`, `input = { Team = "z" }`, 1)
	if err := os.WriteFile(filepath.Join(run.dir, "main.tf"), []byte(later), 0o600); err != nil {
		t.Fatal(err)
	}
	if plan := run.must("plan", "-no-color").stdout; !strings.Contains(strings.Join(strings.Fields(plan), " "), `"Team" = "y" } -> (known after apply)`) {
		t.Errorf("the plan must say that the tags are not known yet:\n%s", plan)
	}
	run.apply()
	run.plansNothing()
	requireTags(`"Tags":[{"Key":"Team","Value":"z"}]`)
	run.must("destroy", "-auto-approve")
	if err := w.gone(); err != nil {
		t.Error(err)
	}
}
