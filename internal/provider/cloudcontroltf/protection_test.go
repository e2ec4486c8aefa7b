package cloudcontroltf_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol/cloudcontroltest"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/destroy"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/providertest"
)

// A protectedService is a type with a protection that is on.
type protectedService struct {
	typeName   string
	protection string // how the plan names it
	properties string
	reason     string
}

var protectedServices = map[string]protectedService{
	"own_database": {databaseType, "DeletionProtection", `DatabaseName = "db", Engine = "mysql", MasterUserPassword = "not shown 1", DeletionProtection = true`, "with a write-only property"},
	"dynamodb": {"AWS::DynamoDB::Table", "DeletionProtectionEnabled", `
		TableName = "orders", BillingMode = "PAY_PER_REQUEST", DeletionProtectionEnabled = true
		KeySchema = [{ AttributeName = "id", KeyType = "HASH" }], AttributeDefinitions = [{ AttributeName = "id", AttributeType = "S" }]`, "a truth value"},
	"global_table": {"AWS::DynamoDB::GlobalTable", "Replicas[*].DeletionProtectionEnabled", `
		TableName = "orders", BillingMode = "PAY_PER_REQUEST", Replicas = [{ Region = "us-east-1" }, { Region = "eu-west-1", DeletionProtectionEnabled = true }]
		KeySchema = [{ AttributeName = "id", KeyType = "HASH" }], AttributeDefinitions = [{ AttributeName = "id", AttributeType = "S" }]`, "an item of an array"},
	"rds": {"AWS::RDS::DBCluster", "DeletionProtection", `
		DBClusterIdentifier = "main", Engine = "aurora-mysql", MasterUsername = "admin", MasterUserPassword = "not shown 1", DeletionProtection = true`, "write-only properties beside it"},
	"instance": {"AWS::EC2::Instance", "DisableApiTermination", `ImageId = "ami-0abcdef1234567890", InstanceType = "t3.micro", DisableApiTermination = true`, "another name"},
	"balancer": {"AWS::ElasticLoadBalancingV2::LoadBalancer", "deletion_protection.enabled", `
		Name = "front", Subnets = ["subnet-1", "subnet-2"], LoadBalancerAttributes = [
			{ Key = "idle_timeout.timeout_seconds", Value = "60" }, { Key = "deletion_protection.enabled", Value = "true" }]`, "a pair in a list"},
	"pool":       {"AWS::Cognito::UserPool", "DeletionProtection", `UserPoolName = "people", DeletionProtection = "ACTIVE"`, "a word"},
	"collection": {"AWS::OpenSearchServerless::Collection", "DeletionProtection", `Name = "search", DeletionProtection = "ENABLED"`, "another word"},
	"policies": {"AWS::VerifiedPermissions::PolicyStore", "DeletionProtection.Mode", `
		ValidationSettings = { Mode = "OFF" }, DeletionProtection = { Mode = "ENABLED" }`, "a nested word"},
	"group": {"AWS::AutoScaling::AutoScalingGroup", "DeletionProtection", `
		AutoScalingGroupName = "workers", MinSize = "0", MaxSize = "1", DeletionProtection = "prevent-all-deletion"`, "a word of its own"},
}

// removing is the setting.
const removing = `on_protection = "remove"`

// resource is the configuration of a service.
func (c protectedService) resource(settings ...string) string {
	return named("it", c.typeName, c.properties, settings...)
}

// start is real Terraform against the service.
func protectedRun(t *testing.T, c protectedService, habits cloudcontroltest.Habits) *servicesRun {
	t.Helper()
	if strings.HasPrefix(c.typeName, "Steward::") {
		return newServices(t, habits)
	}
	return newServices(t, habits, c.typeName)
}

// TestProtectionIsSwitchedOff: a plan announces it, the apply does exactly that
// and then deletes; without the setting the service refuses.
func TestProtectionIsSwitchedOff(t *testing.T) {
	t.Parallel()
	for name, c := range protectedServices {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := protectedRun(t, c, nil)
			s.configure(c.resource())
			s.Apply()
			s.Fails([]string{"it is protected", c.protection, `on_protection = "remove"`}, "destroy", "-auto-approve")
			s.configure(c.resource(removing))
			s.Apply()
			s.PlansNothing()
			if plan := s.Must("plan", "-destroy", "-json"); !warned(t, plan, "is protected, and destroying it switches that off: "+c.protection) {
				t.Errorf("the plan does not announce it:\n%s", plan.Stdout)
			}
			s.world.CloudControl.ResetRequests()
			s.configure() // the setting counts after its block has gone
			s.Apply()
			if left := s.world.CloudControl.Objects(); len(left) > 0 {
				t.Errorf("%d objects are left", len(left))
			}
			if updates, deletions := s.world.CloudControl.Count("UpdateResource"), s.world.CloudControl.Count("DeleteResource"); updates != 1 || deletions != 1 {
				t.Errorf("%d updates and %d deletions, want one each", updates, deletions)
			}
		})
	}
}

// TestProtectionThatNoPlanAnnounced is never switched off.
func TestProtectionThatNoPlanAnnounced(t *testing.T) {
	t.Parallel()
	database := func(name string, on bool, more ...string) string {
		return named("it", databaseType, fmt.Sprintf("DatabaseName = %q\nEngine = \"mysql\"\nDeletionProtection = %t", name, on), append(more, removing)...)
	}
	protect := func(s *servicesRun) {
		if err := s.world.CloudControl.Mutate(databaseType, "one", func(properties map[string]any) { properties["DeletionProtection"] = true }); err != nil {
			s.T.Fatal(err)
		}
	}
	refusal := []string{"no plan announced that its protection would be switched off: DeletionProtection", "stays in state"}
	for name, c := range map[string]struct {
		on     bool // when it is applied
		run    func(s *servicesRun)
		reason string
	}{
		"since the plan": {false, func(s *servicesRun) {
			s.Must("plan", "-destroy", "-out=plan")
			protect(s)
			s.Fails(refusal, "apply", "plan")
			s.Must("destroy", "-auto-approve")
		}, "somebody switched it on; the next plan announces it"},
		"without a refresh": {false, func(s *servicesRun) {
			protect(s)
			s.Fails(refusal, "destroy", "-auto-approve", "-refresh=false")
			s.Must("destroy", "-auto-approve")
		}, "nobody saw it"},
		"tainted": {true, func(s *servicesRun) {
			s.Must("taint", providertest.CloudControlType+".it")
			s.Fails(refusal, "apply", "-auto-approve")
			s.Must("destroy", "-auto-approve", "-target="+providertest.CloudControlType+".it")
		}, "Terraform asks no provider before it replaces a tainted object"},
		"named by -replace": {true, func(s *servicesRun) {
			s.Fails(refusal, "apply", "-auto-approve", "-replace="+providertest.CloudControlType+".it")
			s.Must("destroy", "-auto-approve", "-target="+providertest.CloudControlType+".it")
		}, "nor one that -replace names"},
		"replaced": {true, func(s *servicesRun) {
			s.configure(database("two", false))
			if plan := s.Must("plan", "-json"); !warned(t, plan, "destroying it switches that off: DeletionProtection", "needs a replacement") {
				t.Errorf("the plan does not announce it:\n%s", plan.Stdout)
			}
			s.Apply()
			s.Must("destroy", "-auto-approve")
		}, "our own replacement is announced"},
		"replaced, since the plan": {false, func(s *servicesRun) {
			s.configure(database("two", false))
			s.Must("plan", "-out=plan")
			protect(s)
			s.Fails(refusal, "apply", "plan")
			s.Apply()
			s.Must("destroy", "-auto-approve")
		}, "and what was not is not switched off"},
		"create before destroy": {true, func(s *servicesRun) {
			s.configure(database("two", false, "lifecycle {\n    create_before_destroy = true\n  }"))
			s.Fails(refusal, "apply", "-auto-approve")
			if plan := s.Must("plan", "-json"); !warned(t, plan, "destroying it switches that off: DeletionProtection") {
				t.Errorf("the next plan does not announce it:\n%s", plan.Stdout)
			}
			s.Apply()
			s.Must("destroy", "-auto-approve")
		}, "Terraform plans that deletion while it applies, so nobody reads it: the next plan does"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newServices(t, nil)
			s.configure(database("one", c.on))
			s.Apply()
			c.run(s)
			if left := s.world.CloudControl.Objects(); len(left) > 0 {
				t.Errorf("%s: %d objects are left", c.reason, len(left))
			}
		})
	}
}

// protectedDatabase is a session with a database of which a protection is on and
// to be switched off.
func protectedDatabase(t *testing.T, settings ...attributes) *ccSession {
	t.Helper()
	s := newCC(t, cloudcontroltest.Options{})
	settings = append(settings, attributes{"on_protection": "remove"})
	s.RequireClean("creating", s.create(ofType(databaseType, attributes{
		"DatabaseName": "d", "Engine": "mysql", "DeletionProtection": true, "MasterUserPassword": "not shown 1",
	}, settings...)))
	s.world.CloudControl.ResetRequests()
	return s
}

// requireProtection checks whether the protection of the one database is on.
func (s *ccSession) requireProtection(on bool) {
	s.T.Helper()
	object, found := s.world.CloudControl.Object(databaseType, "d")
	if !found {
		s.T.Fatal("the object is gone")
	}
	if got := strings.Contains(string(object.Properties), `"DeletionProtection":true`); got != on {
		s.T.Errorf("the protection is on: %t, want %t", got, on)
	}
	if !strings.Contains(string(object.Properties), "not shown 1") {
		s.T.Errorf("the write-only password is lost: %s", object.Properties)
	}
}

// TestProtectionTrouble: what goes wrong on the way says how far it came.
func TestProtectionTrouble(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		fate      cloudcontroltest.Fate
		says      []string
		on        bool // afterwards
		deletions int
	}{
		"denied": {
			cloudcontroltest.Fate{Kind: "UPDATE", ErrorCode: "AccessDenied"},
			[]string{"its protection could not be switched off: access was denied", "steward:UpdateTest", "First its protection was to be switched off: DeletionProtection."},
			true, 0,
		},
		"refused": {
			cloudcontroltest.Fate{Kind: "UPDATE", ErrorCode: "InvalidRequest"},
			[]string{"its protection could not be switched off", "stays in state"},
			true, 0,
		},
		"the deletion is refused": {
			cloudcontroltest.Fate{Kind: "DELETE", ErrorCode: "AccessDenied"},
			[]string{"was not deleted: access was denied", "Its protection is OFF now", "steward:DeleteDatabase"},
			false, 1,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := protectedDatabase(t)
			s.world.CloudControl.Script(c.fate)
			providertest.RequireError(t, s.destroy(), c.says...)
			s.requireProtection(c.on)
			if got := s.world.CloudControl.Count("DeleteResource"); got != c.deletions {
				t.Errorf("%d deletions were asked for, want %d", got, c.deletions)
			}
			s.world.CloudControl.ClearFaults()
			if diagnostics := s.destroy(); providertest.Failed(diagnostics) || s.state != nil {
				t.Errorf("the next run must delete it: %s", providertest.Text(diagnostics))
			}
		})
	}
}

// TestProtectionResumes: an update that a run did not see end is followed by the
// next one, and not asked for again.
func TestProtectionResumes(t *testing.T) {
	t.Parallel()
	for name, cut := range map[string]func(s *ccSession) []*tfprotov6.Diagnostic{
		"out of time": func(s *ccSession) []*tfprotov6.Diagnostic { return s.destroy() },
		"interrupted": func(s *ccSession) []*tfprotov6.Diagnostic {
			ctx, cancel := context.WithCancel(s.T.Context())
			defer cancel()
			polls := s.world.CloudControl.Count("GetResourceRequestStatus")
			go func() {
				// A poll comes after the answer; the request alone may still be without one.
				waitFor(t, func() bool { return s.world.CloudControl.Count("GetResourceRequestStatus") > polls })
				cancel()
			}()
			return s.destroyWithin(ctx)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := protectedDatabase(t, attributes{"timeouts": attributes{"delete": "3s"}})
			s.world.CloudControl.Script(cloudcontroltest.Fate{Kind: "UPDATE", Takes: cloudcontroltest.Ptr(time.Minute)})
			providertest.RequireError(t, cut(s), "Still under way: UPDATE", "The update switches its protection off: DeletionProtection")
			if s.isNull(destroy.PendingAttributeName) {
				t.Fatalf("the operation must be saved: %s", s.stateJSON())
			}
			s.world.CloudControl.Advance(time.Hour)
			if diagnostics := s.destroy(); providertest.Failed(diagnostics) {
				t.Errorf("again: %s", providertest.Text(diagnostics))
			}
			if updates, deletions := s.world.CloudControl.Count("UpdateResource"), s.world.CloudControl.Count("DeleteResource"); updates != 1 || deletions != 1 {
				t.Errorf("%d updates and %d deletions were asked for, want one each", updates, deletions)
			}
		})
	}
}

// TestProtectionModes: the announcement is no blocker, and no setting silences it.
func TestProtectionModes(t *testing.T) {
	t.Parallel()
	for _, mode := range []string{"warn", "error", "off"} {
		t.Run(mode, func(t *testing.T) {
			t.Parallel()
			s := protectedDatabase(t).with(attributes{"deletion_preflight": mode})
			found := s.planned(nil).Diagnostics
			providertest.RequireWarning(t, found, "destroying it switches that off: DeletionProtection")
			if got := providertest.Severities(found); got != "0/1" {
				t.Errorf("got %s: %s", got, providertest.Text(found))
			}
			if diagnostics := s.destroy(); providertest.Failed(diagnostics) {
				t.Error(providertest.Text(diagnostics))
			}
		})
	}
}

// TestProtectionAndPolicy: PREVENT and ABANDON come first, and change nothing.
func TestProtectionAndPolicy(t *testing.T) {
	t.Parallel()
	for policy, gone := range map[string]bool{destroy.PolicyPrevent: false, destroy.PolicyAbandon: true} {
		t.Run(policy, func(t *testing.T) {
			t.Parallel()
			s := protectedDatabase(t, attributes{"deletion_policy": policy})
			plan := s.planned(nil)
			if strings.Contains(providertest.Text(plan.Diagnostics), "switches that off") {
				t.Errorf("the plan announces what will not happen: %s", providertest.Text(plan.Diagnostics))
			}
			s.destroy()
			s.requireProtection(true)
			if (s.state == nil) != gone || s.world.CloudControl.Count("UpdateResource") != 0 {
				t.Errorf("state %v, %d updates", s.state, s.world.CloudControl.Count("UpdateResource"))
			}
		})
	}
}

// TestProtectionElsewhere: the account is proved before anything is changed.
func TestProtectionElsewhere(t *testing.T) {
	t.Parallel()
	s := newCC(t, cloudcontroltest.Options{Accounts: map[string]string{"AKIDOTHER": otherAccount}})
	s.RequireClean("creating", s.create(ofType(databaseType, attributes{"DatabaseName": "d", "Engine": "mysql", "DeletionProtection": true}, attributes{"on_protection": "remove"})))
	providertest.RequireError(t, s.as(homes(s.world)["another account"]).destroy(), cloudcontroltest.DefaultAccountID, otherAccount)
	if got := s.world.CloudControl.Count("UpdateResource"); got != 0 {
		t.Errorf("%d updates were asked for in another account", got)
	}
}

// TestProtectionOfAStack: what a stack owns is not a protection.
func TestProtectionOfAStack(t *testing.T) {
	t.Parallel()
	s := protectedDatabase(t)
	if err := s.world.CloudControl.Mutate(databaseType, "d", give); err != nil {
		t.Fatal(err)
	}
	s.RequireClean("reading", s.read())
	found := s.planned(nil).Diagnostics
	providertest.RequireWarning(t, found, "belongs to a CloudFormation stack", aStack)
	providertest.RequireWarning(t, found, "destroying it switches that off: DeletionProtection")
	providertest.RequireError(t, s.with(attributes{"deletion_preflight": "error"}).planned(nil).Diagnostics, "belongs to a CloudFormation stack")
}

// TestProtectionThatNoUpdateSwitchesOff is an error of the plan.
func TestProtectionThatNoUpdateSwitchesOff(t *testing.T) {
	t.Parallel()
	const typeName = "Steward::Test::Vault"
	schema := func(more string) []byte {
		return []byte(`{"typeName":"` + typeName + `","properties":{"Name":{"type":"string"},"DeletionProtection":{"type":"boolean"}},"additionalProperties":false,
			"primaryIdentifier":["/properties/Name"],"handlers":{"create":{"permissions":[]},"read":{"permissions":[]},"delete":{"permissions":[]},"list":{"permissions":[]}` + more + `}`)
	}
	for name, text := range map[string][]byte{
		"create-only":       schema(`,"update":{"permissions":[]}},"createOnlyProperties":["/properties/Name","/properties/DeletionProtection"]`),
		"no update handler": schema(`},"createOnlyProperties":["/properties/Name"]`),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newCC(t, cloudcontroltest.Options{Schemas: [][]byte{text}})
			vault := func(setting string) attributes {
				return ofType(typeName, attributes{"Name": "v", "DeletionProtection": true}, attributes{"on_protection": setting})
			}
			s.RequireClean("creating", s.create(vault("remove")))
			for _, mode := range []string{"warn", "off"} {
				providertest.RequireError(t, s.with(attributes{"deletion_preflight": mode}).planned(nil).Diagnostics, "no update can switch its protection off: DeletionProtection", "stays in state")
			}
			s.RequireClean("changing the setting", s.update(vault("fail")))
			providertest.RequireWarning(t, s.planned(nil).Diagnostics, "it is protected")
			if got := s.world.CloudControl.Count("UpdateResource"); got != 0 {
				t.Errorf("%d updates were asked for: the setting is the provider's alone", got)
			}
		})
	}
}

// TestProtectionSetting: only the two values, and an error that points at it.
func TestProtectionSetting(t *testing.T) {
	t.Parallel()
	s := newCC(t, cloudcontroltest.Options{})
	found := s.Validate(providertest.CloudControlType, widget(attributes{"Name": "n"}, attributes{"on_protection": "ignore"}))
	providertest.RequireError(t, found, "on_protection", `"fail"`, `"remove"`, "ignore")
	for _, value := range []any{"fail", "remove", nil} {
		s.RequireClean("validating", s.Validate(providertest.CloudControlType, widget(attributes{"Name": "n"}, attributes{"on_protection": value})))
	}
}
