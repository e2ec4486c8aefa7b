package provider

import (
	"fmt"
	"strings"
	"testing"

	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol/cloudcontroltest"
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
			s.apply()
			s.fails([]string{"it is protected", c.protection, `on_protection = "remove"`}, "destroy", "-auto-approve")
			s.configure(c.resource(removing))
			s.apply()
			s.plansNothing()
			if plan := s.must("plan", "-destroy", "-json"); !warned(t, plan, "is protected, and destroying it switches that off: "+c.protection) {
				t.Errorf("the plan does not announce it:\n%s", plan.stdout)
			}
			s.world.cloudcontrol.ResetRequests()
			s.configure() // the setting counts after its block has gone
			s.apply()
			if left := s.world.cloudcontrol.Objects(); len(left) > 0 {
				t.Errorf("%d objects are left", len(left))
			}
			if updates, deletions := s.world.cloudcontrol.Count("UpdateResource"), s.world.cloudcontrol.Count("DeleteResource"); updates != 1 || deletions != 1 {
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
		if err := s.world.cloudcontrol.Mutate(databaseType, "one", func(properties map[string]any) { properties["DeletionProtection"] = true }); err != nil {
			s.t.Fatal(err)
		}
	}
	refusal := []string{"no plan announced that its protection would be switched off: DeletionProtection", "stays in state"}
	for name, c := range map[string]struct {
		on     bool // when it is applied
		run    func(s *servicesRun)
		reason string
	}{
		"since the plan": {false, func(s *servicesRun) {
			s.must("plan", "-destroy", "-out=plan")
			protect(s)
			s.fails(refusal, "apply", "plan")
			s.must("destroy", "-auto-approve")
		}, "somebody switched it on; the next plan announces it"},
		"without a refresh": {false, func(s *servicesRun) {
			protect(s)
			s.fails(refusal, "destroy", "-auto-approve", "-refresh=false")
			s.must("destroy", "-auto-approve")
		}, "nobody saw it"},
		"tainted": {true, func(s *servicesRun) {
			s.must("taint", ccResourceType+".it")
			s.fails(refusal, "apply", "-auto-approve")
			s.must("destroy", "-auto-approve", "-target="+ccResourceType+".it")
		}, "Terraform asks no provider before it replaces a tainted object"},
		"named by -replace": {true, func(s *servicesRun) {
			s.fails(refusal, "apply", "-auto-approve", "-replace="+ccResourceType+".it")
			s.must("destroy", "-auto-approve", "-target="+ccResourceType+".it")
		}, "nor one that -replace names"},
		"replaced": {true, func(s *servicesRun) {
			s.configure(database("two", false))
			if plan := s.must("plan", "-json"); !warned(t, plan, "destroying it switches that off: DeletionProtection", "can only be made by replacing") {
				t.Errorf("the plan does not announce it:\n%s", plan.stdout)
			}
			s.apply()
			s.must("destroy", "-auto-approve")
		}, "our own replacement is announced"},
		"replaced, since the plan": {false, func(s *servicesRun) {
			s.configure(database("two", false))
			s.must("plan", "-out=plan")
			protect(s)
			s.fails(refusal, "apply", "plan")
			s.apply()
			s.must("destroy", "-auto-approve")
		}, "and what was not is not switched off"},
		"create before destroy": {true, func(s *servicesRun) {
			s.configure(database("two", false, "lifecycle {\n    create_before_destroy = true\n  }"))
			s.fails(refusal, "apply", "-auto-approve")
			if plan := s.must("plan", "-json"); !warned(t, plan, "destroying it switches that off: DeletionProtection") {
				t.Errorf("the next plan does not announce it:\n%s", plan.stdout)
			}
			s.apply()
			s.must("destroy", "-auto-approve")
		}, "Terraform plans that deletion while it applies, so nobody reads it: the next plan does"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newServices(t, nil)
			s.configure(database("one", c.on))
			s.apply()
			c.run(s)
			if left := s.world.cloudcontrol.Objects(); len(left) > 0 {
				t.Errorf("%s: %d objects are left", c.reason, len(left))
			}
		})
	}
}
