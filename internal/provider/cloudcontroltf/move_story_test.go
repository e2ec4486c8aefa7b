package cloudcontroltf_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol/cloudcontroltest"
	"github.com/steward-iac/terraform-provider-steward/internal/datatest"
	"github.com/steward-iac/terraform-provider-steward/internal/entryguard/entryguardtest"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/providertest"
	"github.com/steward-iac/terraform-provider-steward/internal/terraformtest"
)

// movers are the providers that objects move in from.
var movers = []string{"hashicorp/aws", "hashicorp/awscc"}

// A movedObject is one object in a state of another provider. The text ID in
// attributes stands for its identifier.
type movedObject struct {
	resource   string // TYPE.NAME there
	key        string // of for_each
	typeName   string
	model      string // of the live object
	attributes string // what the state has
	config     string // of the resource of ours, TYPE_NAME and properties
	status     string // "tainted" or nothing
	identity   string // where Terraform holds one
}

// movedObjects are one object of aws_cloudcontrolapi_resource and seven of six
// resources of awscc, as those providers write them.
var movedObjects = []movedObject{
	{
		resource: "aws_cloudcontrolapi_resource.jobs", typeName: "AWS::SQS::Queue", model: `{"QueueName":"jobs","MessageRetentionPeriod":86400,"VisibilityTimeout":30}`,
		attributes: `{"id":"ID","type_name":"AWS::SQS::Queue","desired_state":"{\"MessageRetentionPeriod\":86400,\"QueueName\":\"jobs\"}",
			"properties":"{\"QueueName\":\"jobs\"}","region":"us-east-1","role_arn":null,"schema":"{}","timeouts":null,"type_version_id":null}`,
		config: `{ QueueName = "jobs", MessageRetentionPeriod = 86400 }`,
	},
	{
		resource: "awscc_logs_log_group.app", typeName: "AWS::Logs::LogGroup", model: `{"LogGroupName":"/app","RetentionInDays":30}`,
		attributes: `{"id":"ID","arn":"arn:aws:logs:us-east-1:123456789012:log-group:/app:*","log_group_name":"/app","log_group_class":"STANDARD","retention_in_days":30,"kms_key_id":null,"tags":null}`,
		config:     `{ LogGroupName = "/app", RetentionInDays = 30 }`,
	},
	{
		resource: "awscc_sqs_queue.many", key: "a", typeName: "AWS::SQS::Queue", model: `{"QueueName":"many-a"}`,
		attributes: `{"id":"ID","arn":"arn:aws:sqs:us-east-1:123456789012:many-a","queue_name":"many-a","queue_url":"ID","tags":null,"visibility_timeout":30}`,
	},
	{
		resource: "awscc_sqs_queue.many", key: "b", typeName: "AWS::SQS::Queue", model: `{"QueueName":"many-b"}`,
		attributes: `{"id":"ID","arn":"arn:aws:sqs:us-east-1:123456789012:many-b","queue_name":"many-b","queue_url":"ID","tags":null,"visibility_timeout":30}`,
	},
	{
		resource: "awscc_ec2_vpc.main", typeName: "AWS::EC2::VPC", model: `{"CidrBlock":"10.0.0.0/16","EnableDnsSupport":true,"Tags":[{"Key":"Team","Value":"net"}]}`,
		attributes: `{"id":"ID","vpc_id":"ID","cidr_block":"10.0.0.0/16","enable_dns_support":true,"enable_dns_hostnames":false,"instance_tenancy":"default","tags":[{"key":"Team","value":"net"}]}`,
		config:     `{ CidrBlock = "10.0.0.0/16", Tags = [{ Key = "Team", Value = "net" }] }`,
	},
	{
		resource: "awscc_iam_role.deployer", typeName: "AWS::IAM::Role", model: `{"RoleName":"deployer","AssumeRolePolicyDocument":{"Version":"2012-10-17","Statement":[]}}`,
		attributes: `{"id":"ID","arn":"arn:aws:iam::123456789012:role/deployer","role_name":"deployer","assume_role_policy_document":"{\"Statement\":[],\"Version\":\"2012-10-17\"}","path":"/","max_session_duration":3600}`,
		config:     `{ RoleName = "deployer", AssumeRolePolicyDocument = { Version = "2012-10-17", Statement = [] } }`,
	},
	{
		resource: "awscc_apigateway_stage.prod", typeName: "AWS::ApiGateway::Stage", model: `{"RestApiId":"api","StageName":"prod","Description":"d"}`,
		attributes: `{"id":"ID","rest_api_id":"api","stage_name":"prod","description":"d","variables":null,"tags":null}`,
		config:     `{ RestApiId = "api", StageName = "prod" }`,
	},
	{
		resource: "awscc_s3_bucket.data", typeName: "AWS::S3::Bucket", model: `{"BucketName":"data"}`,
		attributes: `{"id":"ID","arn":"arn:aws:s3:::data","bucket_name":"data","bucket_encryption":null,"tags":null}`,
		config:     `{ BucketName = "data" }`,
	},
}

// movingWorld is a simulated Cloud Control with the objects in it.
func movingWorld(t *testing.T) *providertest.World {
	t.Helper()
	var schemas [][]byte
	for _, name := range []string{"AWS::EC2::VPC", "AWS::IAM::Role", "AWS::ApiGateway::Stage", "AWS::S3::Bucket"} {
		schemas = append(schemas, datatest.Schema(t, name))
	}
	return providertest.NewWorldWith(t, entryguardtest.Options{}, cloudcontroltest.Options{Schemas: schemas})
}

// foreignState makes the objects and a state file of the other providers.
func foreignState(t *testing.T, w *providertest.World, run *providertest.Terraform, objects ...movedObject) {
	t.Helper()
	resources := map[string]map[string]any{}
	var order []any
	for _, o := range objects {
		identifier, err := w.CloudControl.At(cloudcontroltest.DefaultAccountID, cloudcontroltest.DefaultRegion).Put(o.typeName, o.model)
		if err != nil {
			t.Fatalf("%s: %v", o.resource, err)
		}
		typeName, name, _ := strings.Cut(o.resource, ".")
		resource := resources[o.resource]
		if resource == nil {
			provider, _, _ := strings.Cut(typeName, "_")
			resource = map[string]any{
				"mode": "managed", "type": typeName, "name": name, "instances": []any{},
				"provider": fmt.Sprintf("provider[%q]", run.Binary.Registry()+"/hashicorp/"+provider),
			}
			resources[o.resource] = resource
			order = append(order, resource)
		}
		instance := map[string]any{"attributes": json.RawMessage(strings.ReplaceAll(o.attributes, `"ID"`, string(encoded(t, identifier)))), "schema_version": 1}
		if strings.HasPrefix(typeName, "aws_") {
			// What its SDK keeps in private state, in base64.
			instance["schema_version"], instance["private"] = 0, "eyJlMmJmYjczMC1lY2FhLTExZTYtOGY4OC0zNDM2M2JjN2M0YzAiOnsiZGVsZXRlIjo3MjAwMDAwMDAwMDAwfX0="
		}
		if o.key != "" {
			instance["index_key"] = o.key
		}
		if o.status != "" {
			instance["status"] = o.status
		}
		if o.identity != "" {
			instance["identity_schema_version"], instance["identity"] = 0, json.RawMessage(o.identity)
		}
		resource["instances"] = append(resource["instances"].([]any), instance)
	}
	file := encoded(t, map[string]any{"version": 4, "terraform_version": "1.11.4", "serial": 7, "lineage": "0b5ae0b8-86a1-4aa4-8a37-6b7b3d3a7f10", "outputs": map[string]any{}, "resources": order})
	if err := os.WriteFile(filepath.Join(run.Dir, "terraform.tfstate"), file, 0o600); err != nil {
		t.Fatal(err)
	}
}

func encoded(t *testing.T, value any) []byte {
	t.Helper()
	text, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// movingConfig is the configuration that takes the objects over.
func movingConfig(objects ...movedObject) string {
	var b strings.Builder
	many := false
	for _, o := range objects {
		_, name, _ := strings.Cut(o.resource, ".")
		if o.key != "" && many {
			continue
		}
		fmt.Fprintf(&b, "moved {\n  from = %s\n  to   = steward_cloudcontrol_resource.%s\n}\n", o.resource, name)
		if o.key != "" {
			many = true
			fmt.Fprintf(&b, "resource \"steward_cloudcontrol_resource\" %q {\n  for_each   = toset([\"a\", \"b\"])\n  type_name  = %q\n  properties = { QueueName = \"many-${each.key}\" }\n}\n", name, o.typeName)
			continue
		}
		fmt.Fprintf(&b, "resource \"steward_cloudcontrol_resource\" %q {\n  type_name  = %q\n  properties = %s\n}\n", name, o.typeName, o.config)
	}
	return b.String()
}

// TestStoryMovingIn moves objects of both providers with real Terraform: nothing
// differs, nothing is made or changed, and the end is a destroy.
func TestStoryMovingIn(t *testing.T) {
	t.Parallel()
	run := providertest.AttachTerraform(t)
	run.AttachForeign(movers...)
	w := movingWorld(t)
	foreignState(t, w, run, movedObjects...)
	run.Write(w.Config(movingConfig(movedObjects...)))
	for address, actions := range run.AllChanges() {
		if actions != "no-op" {
			t.Errorf("%s plans %s", address, actions)
		}
	}
	run.Apply()
	run.PlansNothing()
	if text := run.Must("state", "list").Stdout; strings.Contains(text, "aws") || strings.Count(text, "steward_cloudcontrol_resource.") != len(movedObjects) {
		t.Errorf("state has\n%s", text)
	}
	if got := w.CloudControl.Count("CreateResource") + w.CloudControl.Count("UpdateResource") + w.CloudControl.Count("DeleteResource"); got > 0 {
		t.Errorf("%d requests to change something were sent", got)
	}
	run.Must("destroy", "-auto-approve")
	if left := w.CloudControl.Objects(); len(left) > 0 {
		t.Errorf("%d objects are left", len(left))
	}
}

// TestStoryMovingInRefused: real Terraform shows why a move is refused, and keeps
// the state.
func TestStoryMovingInRefused(t *testing.T) {
	t.Parallel()
	unread := []string{"was moved and has not been read since"}
	for name, c := range map[string]struct {
		attributes string // of the state, where they are not those of the object
		status     string
		gone       bool // the object does not exist
		args       []string
		says       []string
	}{
		"no id":                  {attributes: `{"id":null,"log_group_name":"/app"}`, args: []string{"plan"}, says: []string{"cannot be moved to steward_cloudcontrol_resource", "no id"}},
		"not found":              {gone: true, args: []string{"plan"}, says: []string{"does not exist in account 123456789012, region us-east-1"}},
		"not refreshed":          {args: []string{"apply", "-auto-approve", "-refresh=false"}, says: unread},
		"destroyed unrefreshed":  {args: []string{"destroy", "-auto-approve", "-refresh=false"}, says: unread},
		"tainted, not refreshed": {status: "tainted", args: []string{"apply", "-auto-approve", "-refresh=false"}, says: unread},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			run := providertest.AttachTerraform(t)
			run.AttachForeign(movers...)
			w := providertest.NewWorld(t)
			app := movedObjects[1]
			app.status = c.status
			if c.attributes != "" {
				app.attributes = c.attributes
			}
			foreignState(t, w, run, app)
			if c.gone {
				w.CloudControl.Remove(app.typeName, "/app")
			}
			run.Write(w.Config(movingConfig(app)))
			run.Fails(c.says, c.args...)
			if got := w.CloudControl.Count("DeleteResource") + w.CloudControl.Count("CreateResource"); got > 0 {
				t.Errorf("%d requests to change something were sent", got)
			}
		})
	}
}

// TestStoryMovingInIdentity: a Terraform that keeps identities hands over that of
// the source, and gets ours, which has the account.
func TestStoryMovingInIdentity(t *testing.T) {
	t.Parallel()
	providertest.Needs(t, terraformtest.Identity)
	for name, account := range map[string]string{"ours": cloudcontroltest.DefaultAccountID, "another": otherAccount} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			run := providertest.AttachTerraform(t)
			run.AttachForeign(movers...)
			w := providertest.NewWorld(t)
			app := movedObjects[1]
			app.attributes = `{"id":"ID","log_group_name":"/app"}`
			app.identity = `{"account_id":"` + account + `","log_group_name":"/app","region":"us-east-1"}`
			foreignState(t, w, run, app)
			run.Write(w.Config(movingConfig(app)))
			switch {
			case run.Binary.Product == terraformtest.OpenTofu:
				// It keeps the identity of the source, and reads it as one of ours. The guide
				// says what to do.
				run.Fails([]string{`attributes "identifier" and "type_name" are required`}, "plan")
				return
			case account == otherAccount:
				run.Fails([]string{"is in another account", otherAccount}, "plan")
				return
			}
			run.Apply()
			run.PlansNothing()
			said := run.Must("show", "-json").Stdout
			for _, part := range []string{`"identity":{`, `"account_id":"` + account + `"`, `"identifier":"/app"`} {
				if !strings.Contains(said, part) {
					t.Errorf("the state does not have %s:\n%s", part, said)
				}
			}
		})
	}
}

// TestStoryMovingInTainted: Terraform does not say to a move that an object is
// tainted, and replaces it as it would have done before. The guide says so.
func TestStoryMovingInTainted(t *testing.T) {
	t.Parallel()
	run := providertest.AttachTerraform(t)
	run.AttachForeign(movers...)
	w := providertest.NewWorld(t)
	app := movedObjects[1]
	app.status = "tainted"
	foreignState(t, w, run, app)
	run.Write(w.Config(movingConfig(app)))
	if got := run.Changes("steward_cloudcontrol_resource.app"); got != "delete create" {
		t.Errorf("a tainted object plans %q", got)
	}
	run.Must("untaint", app.resource)
	if got := run.Changes("steward_cloudcontrol_resource.app"); got != "no-op" {
		t.Errorf("an object that is no longer tainted plans %q", got)
	}
}

// TestStoryMovingInAndDestroy: an object may be moved and destroyed by one command.
func TestStoryMovingInAndDestroy(t *testing.T) {
	t.Parallel()
	run := providertest.AttachTerraform(t)
	run.AttachForeign(movers...)
	w := providertest.NewWorld(t)
	foreignState(t, w, run, movedObjects[1])
	run.Write(w.Config(movingConfig(movedObjects[1])))
	run.Must("destroy", "-auto-approve")
	if left := w.CloudControl.Objects(); len(left) > 0 {
		t.Errorf("%d objects are left", len(left))
	}
}

// TestStoryMovingInWithoutBlock: Terraform does not move what has no resource block any
// more, and nothing is destroyed. The guide says so.
func TestStoryMovingInWithoutBlock(t *testing.T) {
	t.Parallel()
	run := providertest.AttachTerraform(t)
	run.AttachForeign(movers...)
	w := providertest.NewWorld(t)
	foreignState(t, w, run, movedObjects[1])
	moved, _, _ := strings.Cut(movingConfig(movedObjects[1]), "resource ")
	run.Write(w.Config(moved))
	run.Fails([]string{"no schema available"}, "destroy", "-auto-approve")
	if left := w.CloudControl.Objects(); len(left) != 1 {
		t.Errorf("%d objects are left, want the one", len(left))
	}
}

// guideFile is the guide about moving in.
var guideFile = filepath.Join("..", "..", "..", "templates", "guides", "migrating.md.tmpl")

// TestStoryMovingInGuide does what the guide says, and reads what it quotes.
func TestStoryMovingInGuide(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(guideFile)
	if err != nil {
		t.Fatal(err)
	}
	section := regexp.MustCompile("(?s)## From aws_cloudcontrolapi_resource\n.*?```terraform\n.*?```.*?```terraform\n(.*?)```.*?```text\n(.*?)```").FindSubmatch(text)
	if section == nil {
		t.Fatal("the guide has no example of aws_cloudcontrolapi_resource with what Terraform says")
	}
	run := providertest.AttachTerraform(t)
	run.AttachForeign(movers...)
	w := providertest.NewWorld(t)
	foreignState(t, w, run, movedObjects[0])
	run.Write(w.Config(string(section[1])))
	said := run.Must("plan", "-no-color").Stdout
	for line := range strings.Lines(string(section[2])) {
		// How many attributes it hides is a matter of Terraform's version.
		if !strings.Contains(line, "unchanged attributes hidden") && !strings.Contains(said, line) {
			t.Errorf("Terraform does not say what the guide quotes:\n%s\n%s", line, said)
		}
	}
	run.Apply()
	run.PlansNothing()
}
