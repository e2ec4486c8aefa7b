package cloudcontroltf_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol/cloudcontroltest"
	"github.com/steward-iac/terraform-provider-steward/internal/datatest"
	"github.com/steward-iac/terraform-provider-steward/internal/entryguard/entryguardtest"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/importid"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/providertest"
)

// TestServicesAsTheyAre leads objects through their lives on services that
// store, return and add other things than they were sent: with the small types
// of the repository, and with published ones where their schemas are found.
func TestServicesAsTheyAre(t *testing.T) {
	t.Parallel()
	cases, ofOthers := maps.Clone(ownServices), maps.Clone(publishedServices)
	maps.Copy(cases, ownItemServices)
	maps.Copy(ofOthers, publishedItemServices)
	var schemas [][]byte
	for _, c := range cases {
		schemas = append(schemas, gadgetSchemaOf(c.typeName))
	}
	var names []string
	for _, c := range ofOthers {
		names = append(names, c.typeName)
	}
	published := publishedSchemas(t, names...)
	for name, c := range ofOthers {
		if text, found := published[c.typeName]; found {
			cases[name], schemas = c, append(schemas, text)
		}
	}
	lead(t, cases, schemas, cloudcontroltest.Habits{})
}

// A servicesRun is real Terraform against services with habits, where several
// resources of a configuration belong together.
type servicesRun struct {
	*providertest.Terraform
	t     *testing.T
	world *providertest.World
}

// newServices starts the services of types whose schemas are published (the
// test is skipped where they are not found) and of gadgets.
func newServices(t *testing.T, habits cloudcontroltest.Habits, typeNames ...string) *servicesRun {
	t.Helper()
	var schemas [][]byte
	for _, name := range typeNames {
		if strings.HasPrefix(name, "AWS::") {
			schemas = append(schemas, datatest.Schema(t, name))
		} else {
			schemas = append(schemas, gadgetSchemaOf(name))
		}
	}
	w := providertest.NewWorldWith(t, entryguardtest.Options{}, cloudcontroltest.Options{Schemas: schemas, Habits: habits})
	return &servicesRun{Terraform: providertest.AttachTerraform(t), t: t, world: w}
}

// configure replaces the configuration; resources come by their names.
func (s *servicesRun) configure(blocks ...string) { s.t.Helper(); s.Write(s.world.Config(blocks...)) }

// named is a resource of a type; more are other attributes and blocks.
func named(name, typeName, properties string, more ...string) string {
	return fmt.Sprintf("resource %q %q {\n  type_name  = %q\n  properties = {\n%s\n  }\n  %s\n}\n", providertest.CloudControlType, name, typeName, properties, strings.Join(more, "\n  "))
}

// put makes an object that Terraform does not know yet.
func (s *servicesRun) put(typeName, model string) string {
	s.t.Helper()
	id, err := s.world.CloudControl.Put(typeName, model)
	if err != nil {
		s.t.Fatal(err)
	}
	return id
}

// imports is a block that imports an object.
func imports(name, typeName, identifier string) string {
	return fmt.Sprintf("import {\n  to = %s.%s\n  id = %s\n}\n", providertest.CloudControlType, name, importid.InHCL(typeName+"/"+identifier))
}

// requireActions checks what a plan does, by name; what is left out, it leaves alone.
func (s *servicesRun) requireActions(want map[string]string, args ...string) {
	s.t.Helper()
	got := s.AllChanges(args...)
	for address, actions := range got {
		name := strings.TrimPrefix(address, providertest.CloudControlType+".")
		wanted := want[name]
		if wanted == "" {
			wanted = "no-op"
		}
		if actions != wanted {
			s.t.Errorf("%s plans %q, want %q", name, actions, wanted)
		}
	}
	for name := range want {
		if _, there := got[providertest.CloudControlType+"."+name]; !there {
			s.t.Errorf("nothing is planned for %s", name)
		}
	}
}

// stored is an attribute of the one object of a type.
func (s *servicesRun) stored(typeName, path string) any {
	s.t.Helper()
	for _, object := range s.world.CloudControl.Objects() {
		if object.TypeName != typeName {
			continue
		}
		var model any
		if err := json.Unmarshal(object.Properties, &model); err != nil {
			s.t.Fatal(err)
		}
		return valueAt(model, path)
	}
	s.t.Fatalf("there is no %s", typeName)
	return nil
}

// warned reports whether the output of a command with -json has a warning that
// says all of the words.
func warned(t *testing.T, result providertest.Result, words ...string) bool {
	t.Helper()
	return slices.ContainsFunc(result.Diagnostics(t), func(d providertest.Diagnostic) bool {
		lacks := func(word string) bool { return !strings.Contains(d.Summary+"\n"+d.Detail, word) }
		return d.Severity == "warning" && !slices.ContainsFunc(words, lacks)
	})
}

// TestServiceAddsWhatTheSchemaForbids imports objects of which a read shows more
// than their schemas allow, with the configuration that Terraform writes.
func TestServiceAddsWhatTheSchemaForbids(t *testing.T) {
	t.Parallel()
	added := gadget("Added")
	cases := map[string]struct {
		typeName, model string
		habits          []cloudcontroltest.Habit
		change          [2]string // in the generated configuration
		path            string
		want            any
	}{
		"web_acl": {
			typeName: "AWS::WAFv2::WebACL", model: `{"Name":"front","Scope":"REGIONAL","DefaultAction":{"Block":{}},"TokenDomains":["a.example"],
				"VisibilityConfig":{"CloudWatchMetricsEnabled":true,"MetricName":"front","SampledRequestsEnabled":true}}`,
			habits: publishedServices["web_acl"].habits, change: [2]string{"a.example", "b.example"}, path: "TokenDomains", want: []any{"b.example"},
		},
		"own": {
			typeName: added, model: `{"Name":"n","Size":3,"Options":{"Enabled":true}}`,
			habits: ownServices["own_added"].habits, change: [2]string{"= 3", "= 4"}, path: "Size", want: 4.0,
		},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newServices(t, cloudcontroltest.Habits{c.typeName: c.habits}, c.typeName)
			s.GenerateImports(s.world.Config(imports("it", c.typeName, s.put(c.typeName, c.model))))
			s.requireActions(map[string]string{"it": "no-op"})
			s.Apply()
			s.PlansNothing()

			file := filepath.Join(s.Dir, "generated.tf")
			generated, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			changed := strings.Replace(string(generated), c.change[0], c.change[1], 1)
			if changed == string(generated) {
				t.Fatalf("the configuration has no %q:\n%s", c.change[0], generated)
			}
			if err := os.WriteFile(file, []byte(changed), 0o600); err != nil {
				t.Fatal(err)
			}
			s.requireActions(map[string]string{"it": "update"})
			s.Apply()
			s.PlansNothing()
			if diff := cmp.Diff(c.want, s.stored(c.typeName, c.path)); diff != "" {
				t.Errorf("the update did not arrive (-want +stored):\n%s", diff)
			}
			s.Must("destroy", "-auto-approve")
		})
	}
}

// TestServiceComputesValues is about read-only values that others refer to.
func TestServiceComputesValues(t *testing.T) {
	t.Parallel()
	attribute := func(name string) string {
		return providertest.CloudControlType + ".source.computed_properties." + name
	}

	t.Run("stays", func(t *testing.T) {
		t.Parallel()
		for name, c := range map[string]struct {
			source, user, first, second, property, value string
		}{
			"vpc": {
				source: "AWS::EC2::VPC", user: "AWS::EC2::SecurityGroupIngress",
				first:  `CidrBlock = "10.0.0.0/16"` + "\n" + `Tags = [{ Key = "Team", Value = "a" }]`,
				second: `CidrBlock = "10.0.0.0/16"` + "\n" + `Tags = [{ Key = "Team", Value = "b" }]`,
				property: `IpProtocol = "tcp"
					FromPort = 443
					ToPort   = 443
					CidrIp   = "10.0.0.0/8"
					GroupId  = `, value: "DefaultSecurityGroup",
			},
			"subnet": {
				source: "AWS::EC2::Subnet", user: "AWS::EC2::SecurityGroupIngress",
				first:  `VpcId = "vpc-1"` + "\n" + `CidrBlock = "10.0.0.0/24"` + "\n" + `Tags = [{ Key = "Team", Value = "a" }]`,
				second: `VpcId = "vpc-1"` + "\n" + `CidrBlock = "10.0.0.0/24"` + "\n" + `Tags = [{ Key = "Team", Value = "b" }]`,
				property: `IpProtocol = "tcp"
					FromPort = 443
					ToPort   = 443
					CidrIp   = "10.0.0.0/8"
					GroupId  = `, value: "NetworkAclAssociationId",
			},
			"channel": {
				source: "AWS::IVS::Channel", user: "AWS::Backup::BackupVault",
				first:    `Name = "live"` + "\n" + `Type = "BASIC"`,
				second:   `Name = "live"` + "\n" + `Type = "STANDARD"`,
				property: `BackupVaultName = "vault"` + "\n" + `EncryptionKeyArn = `, value: "PlaybackUrl",
			},
			"own": {
				source: gadget("Source"), user: gadget("User"),
				first: `Name = "s"` + "\n" + `Tags = [{ Key = "Team", Value = "a" }]`, second: `Name = "s"` + "\n" + `Tags = [{ Key = "Team", Value = "b" }]`,
				property: `Name = "u"` + "\nRole = ", value: "DefaultGroup",
			},
		} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				s := newServices(t, nil, c.source, c.user)
				user := named("user", c.user, c.property+attribute(c.value))
				s.configure(named("source", c.source, c.first), user)
				s.Apply()
				s.PlansNothing()
				s.configure(named("source", c.source, c.second), user)
				s.requireActions(map[string]string{"source": "update"})
				s.Apply()
				s.PlansNothing()
				if got := s.world.CloudControl.Count("DeleteResource"); got > 0 {
					t.Errorf("%d objects were deleted because a tag of another one changed", got)
				}
			})
		}
	})

	t.Run("moves", func(t *testing.T) {
		t.Parallel()
		for name, c := range map[string]struct {
			source, user, first, second, property, value, path string
		}{
			"job_definition": {
				source: "AWS::Batch::JobDefinition", user: "AWS::Events::Rule", value: "JobDefinitionArn",
				first:    `Type = "container"` + "\n" + `ContainerProperties = { Image = "app:1" }` + "\n" + `JobDefinitionName = "app"`,
				second:   `Type = "container"` + "\n" + `ContainerProperties = { Image = "app:2" }` + "\n" + `JobDefinitionName = "app"`,
				property: `Name = "nightly"` + "\n" + `ScheduleExpression = "rate(1 day)"` + "\n" + `Description = `, path: "Description",
			},
			"schema": {
				source: "AWS::EventSchemas::Schema", user: "AWS::Events::Rule", value: "SchemaVersion",
				first:    `RegistryName = "r"` + "\n" + `Type = "OpenApi3"` + "\n" + `Content = "{}"`,
				second:   `RegistryName = "r"` + "\n" + `Type = "OpenApi3"` + "\n" + `Content = "{\"openapi\":\"3.0.0\"}"`,
				property: `Name = "nightly"` + "\n" + `ScheduleExpression = "rate(1 day)"` + "\n" + `Description = `, path: "Description",
			},
			"guardrail": {
				source: "AWS::Bedrock::Guardrail", user: "AWS::SSM::Parameter", value: "UpdatedAt",
				first:    `Name = "g"` + "\n" + `BlockedInputMessaging = "no"` + "\n" + `BlockedOutputsMessaging = "no"`,
				second:   `Name = "g"` + "\n" + `BlockedInputMessaging = "never"` + "\n" + `BlockedOutputsMessaging = "no"`,
				property: `Name = "/acme/at"` + "\n" + `Type = "String"` + "\n" + `Value = `, path: "Value",
			},
			"own": {
				source: gadget("Source"), user: gadget("User"), value: "Arn",
				first: `Name = "s"` + "\nSize = 1", second: `Name = "s"` + "\nSize = 2",
				property: `Name = "u"` + "\nLabel = ", path: "Label",
			},
		} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				moving := []cloudcontroltest.Habit{{At: "/" + c.value, Do: "move", As: "suffix"}}
				s := newServices(t, cloudcontroltest.Habits{c.source: moving}, c.source, c.user)
				user := named("user", c.user, c.property+attribute(c.value))
				s.configure(named("source", c.source, c.first), user)
				s.Apply()
				s.PlansNothing()
				s.configure(named("source", c.source, c.second), user)
				applied := s.Must("apply", "-auto-approve", "-json")
				now, used := s.stored(c.source, c.value), s.stored(c.user, c.path)
				if text, _ := now.(string); !strings.HasSuffix(text, ":2") {
					t.Fatalf("%s is %v, want it to end in :2", c.value, now)
				}
				if now != used && !warned(t, applied, c.value) {
					t.Errorf("the rule has %v, the source has %v, and nothing is said:\n%s", used, now, applied.Stdout)
				}
			})
		}
	})

	t.Run("appears", func(t *testing.T) {
		t.Parallel()
		for name, c := range map[string]struct {
			source, user, first, second, property, path, with, value string
		}{
			"stream": {
				source: "AWS::DynamoDB::Table", user: "AWS::Lambda::EventSourceMapping",
				first: orders, second: orders + "\n" + `StreamSpecification = { StreamViewType = "NEW_IMAGE" }`,
				property: `FunctionName = "consumer"` + "\n" + `StartingPosition = "LATEST"` + "\n" + `EventSourceArn = `, path: "EventSourceArn", with: "/StreamSpecification", value: "StreamArn",
			},
			"global_table": {
				source: "AWS::DynamoDB::GlobalTable", user: "AWS::Lambda::EventSourceMapping",
				first: orders + "\n" + `Replicas = [{ Region = "us-east-1" }]`, second: orders + "\n" + `Replicas = [{ Region = "us-east-1" }]` + "\n" + `StreamSpecification = { StreamViewType = "NEW_IMAGE" }`,
				property: `FunctionName = "consumer"` + "\n" + `StartingPosition = "LATEST"` + "\n" + `EventSourceArn = `, path: "EventSourceArn", with: "/StreamSpecification", value: "StreamArn",
			},
			"warehouse": {
				source: "AWS::Redshift::Cluster", user: "AWS::SSM::Parameter",
				first: warehouse, second: warehouse + "\n" + `ManageMasterPassword = true`,
				property: `Name = "/acme/secret"` + "\n" + `Type = "String"` + "\n" + `Value = `, path: "Value", with: "/ManageMasterPassword", value: "MasterPasswordSecretArn",
			},
			"own": {
				source: gadget("Source"), user: gadget("User"),
				first: `Name = "s"`, second: `Name = "s"` + "\n" + `Stream = { View = "new" }`,
				property: `Name = "u"` + "\nRole = ", path: "Role", with: "/Stream", value: "StreamArn",
			},
		} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				appears := []cloudcontroltest.Habit{{At: "/" + c.value, Do: "omit", As: "without", With: c.with}}
				s := newServices(t, cloudcontroltest.Habits{c.source: appears}, c.source, c.user)
				s.configure(named("source", c.source, c.first))
				s.Apply()
				s.PlansNothing()
				s.configure(named("source", c.source, c.second), named("user", c.user, c.property+attribute(c.value)))
				s.Apply()
				s.PlansNothing()
				if got, want := s.stored(c.user, c.path), s.stored(c.source, c.value); got != want || want == nil {
					t.Errorf("the user has %v, the source %v", got, want)
				}
			})
		}
	})
}

const warehouse = `ClusterIdentifier = "dw"
	ClusterType    = "single-node"
	NodeType       = "ra3.large"
	MasterUsername = "admin"
	DBName         = "dw"`

const orders = `TableName = "orders"
	BillingMode          = "PAY_PER_REQUEST"
	KeySchema            = [{ AttributeName = "id", KeyType = "HASH" }]
	AttributeDefinitions = [{ AttributeName = "id", AttributeType = "S" }]`

// TestServiceOfUnknownType: advice about an import is no advice about a deletion.
func TestServiceOfUnknownType(t *testing.T) {
	t.Parallel()
	s := newServices(t, nil)
	s.configure(named("it", "AWS::Never::Heard", `Name = "n"`), imports("it", "AWS::Never::Heard", "n"))
	for _, d := range s.Fails([]string{"AWS::Never::Heard"}, "plan") {
		for _, wrong := range []string{"delet", "destroy", "stays in state"} {
			if strings.Contains(d.Summary+d.Detail, wrong) {
				t.Errorf("the advice is for a deletion (%q):\n%s\n%s", wrong, d.Summary, d.Detail)
			}
		}
	}
}

// TestServiceIgnoredChanges: a property inside the properties can be left to
// others.
func TestServiceIgnoredChanges(t *testing.T) {
	t.Parallel()
	fixed := gadget("Fixed")
	s := newServices(t, nil, fixed)
	ignored := "lifecycle {\n    ignore_changes = [properties.Size]\n  }"
	s.configure(named("it", fixed, `Name = "n"`+"\nSize = 1\nLabel = \"a\"", ignored))
	s.Apply()
	id := s.State(providertest.CloudControlType + ".it").Attributes["identifier"].(string)
	if err := s.world.CloudControl.Mutate(fixed, id, func(p map[string]any) { p["Size"] = 7 }); err != nil {
		t.Fatal(err)
	}
	s.requireActions(map[string]string{"it": "no-op"})
	s.configure(named("it", fixed, `Name = "n"`+"\nSize = 2\nLabel = \"b\"", ignored))
	s.Apply()
	if size, label := s.stored(fixed, "Size"), s.stored(fixed, "Label"); size != 7.0 || label != "b" {
		t.Errorf("the object has size %v and label %v, want 7 and b", size, label)
	}
}
