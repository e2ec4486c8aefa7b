package cloudcontroltf_test

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
	"github.com/steward-iac/terraform-provider-steward/internal/provider/providertest"
)

// story runs the steps and checks that everything is gone in the end.
func story(w *providertest.World, steps ...acceptance.TestStep) {
	w.T.Helper()
	w.UnitTest(acceptance.TestCase{
		Steps:        steps,
		CheckDestroy: func(*terraform.State) error { return gone(w) },
	})
}

// must does something in a step before Terraform runs.
func must(w *providertest.World, do func() error) func() {
	return func() {
		w.T.Helper()
		if err := do(); err != nil {
			w.T.Fatal(err)
		}
	}
}

func TestStoryImport(t *testing.T) {
	t.Parallel()
	w := providertest.NewWorld(t)
	if _, err := w.CloudControl.Put("Steward::Test::Membership", `{"GroupName":"g","UserName":"u","Role":"admin"}`); err != nil {
		t.Fatal(err)
	}
	config := w.Config(providertest.CloudControlResource("Steward::Test::Membership", `
		GroupName = "g"
		UserName  = "u"
	`), `import {
		to = `+providertest.CloudControlAddress+`
		id = "Steward::Test::Membership/g|u@us-east-1"
	}`)
	updated := w.Config(providertest.CloudControlResource("Steward::Test::Membership", `
		GroupName = "g"
		UserName  = "u"
		Role      = "reader"
	`))
	story(w,
		acceptance.TestStep{
			Config:           config,
			ConfigPlanChecks: isAction(plancheck.ResourceActionNoop),
			ConfigStateChecks: []statecheck.StateCheck{
				stateHas("identifier", knownvalue.StringExact("g|u")),
				stateHas("account_id", knownvalue.StringExact(cloudcontroltest.DefaultAccountID)),
			},
		},
		emptyPlan(config),
		acceptance.TestStep{Config: updated, ConfigPlanChecks: isAction(plancheck.ResourceActionUpdate)},
		emptyPlan(updated),
		acceptance.TestStep{
			ResourceName: providertest.CloudControlAddress, ImportState: true, ImportStateId: "Steward::Test::Membership/g|u", ImportStateVerify: true,
			ImportStateVerifyIdentifierAttribute: "identifier",
		},
	)
	if got := w.CloudControl.Count("CreateResource"); got != 0 {
		t.Errorf("%d objects were created, where one was imported", got)
	}
}

func TestStoryDriftAndReplacement(t *testing.T) {
	t.Parallel()
	w := providertest.NewWorld(t)
	config := w.Config(providertest.CloudControlResource("Steward::Test::Network", `Address = { Cidr = "10.0.0.0/16", Comment = "first" }`))
	replaced := w.Config(providertest.CloudControlResource("Steward::Test::Network", `Address = { Cidr = "10.1.0.0/16", Comment = "first" }`))
	identifiers := statecheck.CompareValue(differs{})
	story(w,
		acceptance.TestStep{
			Config:            config,
			ConfigStateChecks: []statecheck.StateCheck{identifiers.AddStateValue(providertest.CloudControlAddress, tfjsonpath.New("identifier"))},
		},
		acceptance.TestStep{
			PreConfig: must(w, func() error {
				object := w.CloudControl.Objects()[0]
				return w.CloudControl.Mutate(object.TypeName, object.Identifier, func(p map[string]any) {
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
			ConfigStateChecks: []statecheck.StateCheck{identifiers.AddStateValue(providertest.CloudControlAddress, tfjsonpath.New("identifier"))},
		},
		emptyPlan(replaced),
		acceptance.TestStep{
			PreConfig: must(w, func() error {
				object := w.CloudControl.Objects()[0]
				w.CloudControl.Remove(object.TypeName, object.Identifier)
				return nil
			}),
			Config:           replaced,
			ConfigPlanChecks: isAction(plancheck.ResourceActionCreate),
		},
	)
	if got := w.CloudControl.Count("CreateResource"); got != 3 {
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
	w := providertest.NewWorld(t)
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
		return w.Config(strings.ReplaceAll(variables, "0.1", "3"), providertest.CloudControlResource("Steward::Test::Fleet", fmt.Sprintf(`
			FleetName = "f"
			Capacity  = %s
			Members   = [for m in var.members : merge(m, { Token = var.token })]
		`, capacity)), `output "members" {
			value     = `+providertest.CloudControlAddress+`.properties.Members
			sensitive = true
		}`)
	}
	story(w,
		acceptance.TestStep{
			Config: fleet("local.note"),
			ConfigStateChecks: []statecheck.StateCheck{
				propertyIs("Members", knownvalue.ListSizeExact(2)),
				statecheck.ExpectSensitiveValue(providertest.CloudControlAddress, tfjsonpath.New("properties").AtMapKey("Members").AtSliceIndex(0).AtMapKey("Token")),
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
	w := providertest.NewWorld(t)
	config := func(color string) string {
		return w.Config(providertest.CloudControlResource(providertest.WidgetType, `
			Name  = "one"
			Color = "`+color+`"
		`), `resource "steward_cloudcontrol_resource" "snapshot" {
			type_name  = "Steward::Test::Snapshot"
			properties = { SourceName = `+providertest.CloudControlAddress+`.computed_properties.Arn, Notes = `+providertest.CloudControlAddress+`.identifier }
		}`)
	}
	story(w,
		acceptance.TestStep{Config: config("red")},
		emptyPlan(config("red")),
		acceptance.TestStep{
			Config: config("blue"),
			ConfigPlanChecks: acceptance.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
				plancheck.ExpectResourceAction(providertest.CloudControlAddress, plancheck.ResourceActionUpdate),
				// The snapshot refers to the widget in create-only properties.
				plancheck.ExpectResourceAction("steward_cloudcontrol_resource.snapshot", plancheck.ResourceActionNoop),
			}},
		},
		emptyPlan(config("blue")),
	)
}

func TestStoryFailedCreate(t *testing.T) {
	t.Parallel()
	w := providertest.NewWorld(t)
	w.CloudControl.Script(cloudcontroltest.Fate{Kind: "CREATE", ErrorCode: "NotStabilized", Effect: cloudcontroltest.EffectAnyway})
	config := w.Config(providertest.CloudControlResource(queueType, `VisibilityTimeout = 30`, `deletion_policy = "PREVENT"`))
	loosened := w.Config(providertest.CloudControlResource(queueType, `VisibilityTimeout = 30`))
	story(w,
		acceptance.TestStep{Config: config, ExpectError: said("Could not create AWS::SQS::Queue")},
		acceptance.TestStep{
			Config:           config,
			ConfigPlanChecks: isAction(plancheck.ResourceActionReplace),
			Check: func(*terraform.State) error {
				if left := len(w.CloudControl.Objects()); left != 1 {
					return fmt.Errorf("%d queues exist, want 1: what the failed create left must be gone", left)
				}
				return nil
			},
		},
		emptyPlan(config),
		acceptance.TestStep{Config: config, Destroy: true, ExpectError: said("its deletion_policy is PREVENT")},
		acceptance.TestStep{Config: w.Config(), ExpectError: said("its deletion_policy is PREVENT")},
		acceptance.TestStep{Config: loosened, ConfigPlanChecks: isAction(plancheck.ResourceActionUpdate)},
	)
}

func TestStoryDestroyWhatIsGone(t *testing.T) {
	t.Parallel()
	w := providertest.NewWorldWith(t, entryguardtest.Options{}, cloudcontroltest.Options{
		Switches: cloudcontroltest.Switches{MissingDelete: cloudcontroltest.MissingIsNotFoundException},
	})
	config := w.Config(providertest.CloudControlResource(queueType, `VisibilityTimeout = 30`))
	story(w,
		acceptance.TestStep{Config: config},
		acceptance.TestStep{
			PreConfig: must(w, func() error {
				// Refresh still sees it; the deletion comes too late.
				w.CloudControl.Script(cloudcontroltest.Fate{Kind: "DELETE", ErrorCode: "NotFound", Effect: cloudcontroltest.EffectAnyway})
				return nil
			}),
			Config: config, Destroy: true,
		},
	)
}

func TestStoryWrongAccount(t *testing.T) {
	t.Parallel()
	w := providertest.NewWorldWith(t, entryguardtest.Options{}, cloudcontroltest.Options{Accounts: map[string]string{"AKIDOTHER": otherAccount}})
	block := providertest.CloudControlResource(queueType, `VisibilityTimeout = 30`)
	right := w.Config(block)
	wrong := strings.Replace(right, providertest.AccessKey, "AKIDOTHER", 1)
	story(w,
		acceptance.TestStep{Config: right},
		acceptance.TestStep{Config: wrong, ExpectError: said("The provider's credentials are of account " + otherAccount)},
		acceptance.TestStep{Config: wrong, Destroy: true, ExpectError: said("The object is in account " + cloudcontroltest.DefaultAccountID)},
		emptyPlan(right),
	)
}

// TestStoryDefaultTags changes the provider's default tags, and then lets them
// depend on something that the same run changes.
func TestStoryDefaultTags(t *testing.T) {
	t.Parallel()
	w := providertest.NewWorld(t)
	run := providertest.AttachTerraform(t)
	write := func(tags string) {
		run.Write(taggedHCL(w, tags) +
			providertest.CloudControlResource(providertest.WidgetType, `Name = "one"`) + `
			resource "steward_cloudcontrol_resource" "snapshot" {
				type_name  = "Steward::Test::Snapshot"
				properties = { SourceName = ` + providertest.CloudControlAddress + `.computed_properties.Arn }
			}
			resource "terraform_data" "team" {
				input = ` + tags + `
			}`)
	}
	requireTags := func(want string) {
		t.Helper()
		object, _ := w.CloudControl.Object(providertest.WidgetType, "one")
		if !strings.Contains(string(object.Properties), want) {
			t.Errorf("the tags are not %s: %s", want, object.Properties)
		}
	}
	write(`{ Team = "x", Cost = "7" }`)
	run.Apply()
	run.PlansNothing()
	requireTags(`"Tags":[{"Key":"Cost","Value":"7"},{"Key":"Team","Value":"x"}]`)

	write(`{ Team = "y" }`)
	changes := run.AllChanges()
	if changes[providertest.CloudControlAddress] != "update" || changes["steward_cloudcontrol_resource.snapshot"] != "no-op" {
		t.Errorf("the widget is to be updated, and what refers to its ARN stays: %v", changes)
	}
	run.Apply()
	run.PlansNothing()
	requireTags(`"Tags":[{"Key":"Team","Value":"y"}]`)

	// terraform_data.team.output is not known while its input changes.
	config, err := os.ReadFile(filepath.Join(run.Dir, "main.tf"))
	if err != nil {
		t.Fatal(err)
	}
	later := strings.Replace(string(config), `tags = { Team = "y" }`, `tags = terraform_data.team.output`, 1)
	later = strings.Replace(later, `input = { Team = "y" }`, `input = { Team = "z" }`, 1)
	if err := os.WriteFile(filepath.Join(run.Dir, "main.tf"), []byte(later), 0o600); err != nil {
		t.Fatal(err)
	}
	if plan := run.Must("plan", "-no-color").Stdout; !strings.Contains(strings.Join(strings.Fields(plan), " "), `"Team" = "y" } -> (known after apply)`) {
		t.Errorf("the plan must say that the tags are not known yet:\n%s", plan)
	}
	run.Apply()
	run.PlansNothing()
	requireTags(`"Tags":[{"Key":"Team","Value":"z"}]`)
	run.Must("destroy", "-auto-approve")
	if err := gone(w); err != nil {
		t.Error(err)
	}
}
