package cloudcontroltf_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol/cloudcontroltest"
	"github.com/steward-iac/terraform-provider-steward/internal/datatest"
	"github.com/steward-iac/terraform-provider-steward/internal/entryguard/entryguardtest"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/providertest"
)

// lockerSchema is a type with a required property that can only be given, not
// read or changed.
const lockerSchema = `{"typeName": "Steward::Test::Locker", "additionalProperties": false, "required": ["Name", "Owner"],
	"properties": {"Id": {"type": "string"}, "Name": {"type": "string"}, "Owner": {"type": "string"}},
	"primaryIdentifier": ["/properties/Id"], "readOnlyProperties": ["/properties/Id"],
	"createOnlyProperties": ["/properties/Owner"], "writeOnlyProperties": ["/properties/Owner"],
	"handlers": {"create": {"permissions": []}, "read": {"permissions": []}, "update": {"permissions": []}, "delete": {"permissions": []}}}`

// TestServiceNeedsWhatNoReadShows adopts objects whose required properties can
// only be given when they are created, and destroys them.
func TestServiceNeedsWhatNoReadShows(t *testing.T) {
	t.Parallel()
	cases := map[string]struct{ typeName, model, properties, renamed, missing string }{
		"data_source": {
			typeName:   "AWS::DataZone::DataSource",
			model:      `{"Name":"a","Type":"GLUE","DomainIdentifier":"dzd_1","ProjectIdentifier":"prj1","EnvironmentIdentifier":"env1"}`,
			properties: `Name = "a", Type = "GLUE", DomainIdentifier = "dzd_1", ProjectIdentifier = "prj1", EnvironmentIdentifier = "env1"`,
			renamed:    `Name = "b", Type = "GLUE", DomainIdentifier = "dzd_1", ProjectIdentifier = "prj1", EnvironmentIdentifier = "env1"`,
			missing:    "DomainIdentifier",
		},
		"project": {
			typeName: "AWS::DataZone::Project", model: `{"Name":"a","DomainIdentifier":"dzd_1"}`,
			properties: `Name = "a", DomainIdentifier = "dzd_1"`, renamed: `Name = "b", DomainIdentifier = "dzd_1"`, missing: "DomainIdentifier",
		},
		"environment": {
			typeName:   "AWS::DataZone::Environment",
			model:      `{"Name":"a","DomainIdentifier":"dzd_1","ProjectIdentifier":"prj1"}`,
			properties: `Name = "a", DomainIdentifier = "dzd_1", ProjectIdentifier = "prj1"`,
			renamed:    `Name = "b", DomainIdentifier = "dzd_1", ProjectIdentifier = "prj1"`,
			missing:    "ProjectIdentifier",
		},
		"own": {
			typeName: "Steward::Test::Locker", model: `{"Name":"a","Owner":"o"}`,
			properties: `Name = "a", Owner = "o"`, renamed: `Name = "b", Owner = "o"`, missing: "Owner",
		},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			schema := []byte(lockerSchema)
			if strings.HasPrefix(c.typeName, "AWS::") {
				schema = datatest.Schema(t, c.typeName)
			}
			w := providertest.NewWorldWith(t, entryguardtest.Options{}, cloudcontroltest.Options{Schemas: [][]byte{schema}})
			s := &servicesRun{Terraform: providertest.AttachTerraform(t), t: t, world: w}
			resource := func(properties string, more ...string) string {
				return named("it", c.typeName, strings.ReplaceAll(properties, ", ", "\n"), more...)
			}
			id := s.put(c.typeName, c.model)
			ignored := resource(c.properties, "lifecycle {\n    ignore_changes = [properties]\n  }")
			s.configure(ignored, imports("it", c.typeName, id))
			s.requireActions(map[string]string{"it": "no-op"})
			s.Apply()
			s.configure(ignored)
			s.PlansNothing()
			s.requireActions(map[string]string{"it": "delete"}, "-destroy")

			// Without ignore_changes, a change can never work: the API checks the
			// patched model, and a patch cannot bring a create-only property.
			s.configure(resource(c.renamed))
			result := s.Run("plan", "-json")
			said := slices.ContainsFunc(result.Diagnostics(t), func(d providertest.Diagnostic) bool {
				text := d.Summary + "\n" + d.Detail
				return strings.Contains(text, c.missing) && strings.Contains(text, "-replace")
			})
			if !said {
				t.Errorf("the plan does not say that %s is missing for an update, and to use -replace:\n%s", c.missing, result.Stdout)
			}
			s.Fails([]string{c.missing, "-replace"}, "apply", "-auto-approve")
			s.Must("destroy", "-auto-approve")
			if err := gone(w); err != nil {
				t.Error(err)
			}
		})
	}
}

// TestServiceRefusesUpdates: the advice fits what was tried.
func TestServiceRefusesUpdates(t *testing.T) {
	t.Parallel()
	fixed := gadget("Fixed")
	for name, c := range map[string]struct{ code, typeName, first, second string }{
		"unsupported":   {"UnsupportedActionException", fixed, `Name = "n"` + "\nSize = 1", `Name = "n"` + "\nSize = 2"},
		"not updatable": {"NotUpdatable", fixed, `Name = "n"` + "\nSize = 1", `Name = "n"` + "\nSize = 2"},
		"as exception":  {"NotUpdatableException", fixed, `Name = "n"` + "\nSize = 1", `Name = "n"` + "\nSize = 2"},
		"volume": {
			"UnsupportedActionException", "AWS::EC2::Volume",
			`AvailabilityZone = "us-east-1a"` + "\nSize = 1", `AvailabilityZone = "us-east-1a"` + "\nSize = 2",
		},
		"stream": {"NotUpdatable", "AWS::Kinesis::Stream", `Name = "s"` + "\nShardCount = 1", `Name = "s"` + "\nShardCount = 2"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newServices(t, cloudcontroltest.Habits{c.typeName: {{Do: "refuse", As: c.code}}}, c.typeName)
			s.configure(named("it", c.typeName, c.first))
			s.Apply()
			s.configure(named("it", c.typeName, c.second))
			for _, d := range s.Fails([]string{"-replace"}, "apply", "-auto-approve") {
				for _, wrong := range []string{"is gone", "own service"} {
					if strings.Contains(d.Summary+d.Detail, wrong) {
						t.Errorf("the advice is for a deletion (%q):\n%s", wrong, d.Detail)
					}
				}
			}
			s.Must("apply", "-auto-approve", "-replace="+providertest.CloudControlType+".it")
			s.PlansNothing()
			s.Must("destroy", "-auto-approve")
		})
	}
}

// TestServiceNamesakes: with create_before_destroy, a new object cannot bear the
// name of the old one, and the plan says so.
func TestServiceNamesakes(t *testing.T) {
	t.Parallel()
	before := "lifecycle {\n    create_before_destroy = true\n  }"
	for name, c := range map[string]struct{ typeName, first, second, id string }{
		"repository": {
			typeName: "AWS::ECR::Repository", id: "acme/app",
			first:  `RepositoryName = "acme/app"` + "\n" + `EncryptionConfiguration = { EncryptionType = "AES256" }`,
			second: `RepositoryName = "acme/app"` + "\n" + `EncryptionConfiguration = { EncryptionType = "KMS" }`,
		},
		"vault": {
			typeName: "AWS::Backup::BackupVault", id: "vault",
			first:  `BackupVaultName = "vault"`,
			second: `BackupVaultName = "vault"` + "\n" + `EncryptionKeyArn = "arn:aws:kms:us-east-1:111122223333:key/k"`,
		},
		"document": {
			typeName: "AWS::SSM::Document", id: "acme-run",
			first:  `Name = "acme-run"` + "\n" + `Content = "{}"` + "\n" + `DocumentType = "Command"`,
			second: `Name = "acme-run"` + "\n" + `Content = "{}"` + "\n" + `DocumentType = "Automation"`,
		},
		"own": {typeName: gadget("Fixed"), id: "gizmo", first: `Name = "gizmo"` + "\n" + `Role = "a"`, second: `Name = "gizmo"` + "\n" + `Role = "b"`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newServices(t, nil, c.typeName)
			s.configure(named("it", c.typeName, c.first, before))
			s.Apply()
			s.configure(named("it", c.typeName, c.second, before))
			if result := s.Run("plan", "-json"); !slices.ContainsFunc(result.Diagnostics(t), func(d providertest.Diagnostic) bool {
				text := d.Summary + "\n" + d.Detail
				return strings.Contains(text, c.id) && strings.Contains(text, "create_before_destroy")
			}) {
				t.Errorf("the plan does not say that the new object would bear the name of the old one:\n%s", result.Stdout)
			}
			s.Must("destroy", "-auto-approve")
		})
	}
}

// TestServiceWithoutDescribeType: a type that was deregistered, and servers that
// lack DescribeType, keep nobody from planning or destroying what exists.
func TestServiceWithoutDescribeType(t *testing.T) {
	t.Parallel()
	for _, how := range []string{"TypeNotFoundException", "InvalidAction", "UnknownOperation", "empty-404"} {
		t.Run(how, func(t *testing.T) {
			t.Parallel()
			kind := gadget("Private")
			s := newServices(t, nil, kind)
			it := named("it", kind, `Name = "n"`+"\nSize = 1")
			s.configure(it, named("other", providertest.WidgetType, `Name = "other"`))
			s.Apply()
			if err := s.world.CloudControl.SetHabits(cloudcontroltest.EveryType, cloudcontroltest.Habit{Do: "describe", As: how}); err != nil {
				t.Fatal(err)
			}
			s.Terraform = anew(s.Terraform)
			s.PlansNothing()
			fresh := s.Run("plan", "-json", "-refresh=false")
			if fresh.Code != 0 {
				t.Errorf("the plan of what exists ends with %d:\n%s", fresh.Code, fresh.Stdout)
			}
			s.configure(it, named("other", providertest.WidgetType, `Name = "other"`), named("new", kind, `Name = "new"`))
			result := s.Run("plan", "-json")
			if deregistered := how == "TypeNotFoundException"; deregistered != (result.Code != 0) {
				t.Errorf("the plan of a new object ends with %d:\n%s", result.Code, result.Stdout)
			}
			s.configure(it, named("other", providertest.WidgetType, `Name = "other"`))
			s.Must("destroy", "-auto-approve")
			if err := gone(s.world); err != nil {
				t.Error(err)
			}
		})
	}
}

// anew is the same folder with another provider process.
func anew(r *providertest.Terraform) *providertest.Terraform {
	r.T.Helper()
	other := providertest.AttachTerraform(r.T)
	other.Dir = r.Dir
	return other
}

// TestPropertyErrorsShowTheirLine: what a person sees of what is wrong is the
// line of the property, not the whole block, and a thousand errors are one.
func TestPropertyErrorsShowTheirLine(t *testing.T) {
	t.Parallel()
	s := newServices(t, nil, gadget("Fixed"))
	fixed := gadget("Fixed")
	wrong := func(properties string) string {
		s.configure(named("it", fixed, properties))
		result := s.Run("plan", "-no-color")
		return result.Stdout + result.Stderr
	}
	text := wrong("Name = \"n\"\nSize = 1\nColour = \"red\"\nLabel = \"last\"")
	if !strings.Contains(text, `Colour = "red"`) || strings.Contains(text, `Label = "last"`) {
		t.Errorf("the message does not show the line of Colour alone:\n%s", text)
	}
	text = wrong("Name = \"n\"\nPorts = [for i in range(1000) : \"port-${i}\"]\nLabel = \"last\"")
	if n := strings.Count(text, "Error: "); n != 1 || !strings.Contains(text, "999 more") || !strings.Contains(text, "Ports[1]") {
		t.Errorf("%d errors, want one that says how many items are wrong:\n%s", n, text)
	}
	s.configure(named("it", fixed, "Name = \"n\"\nRole = \"a\"\nLabel = \"last\""))
	s.Apply()
	text = wrong("Name = \"n\"\nRole = \"b\"\nLabel = \"last\"")
	_, warning, _ := strings.Cut(text, "Warning: ")
	warning, _, _ = strings.Cut(warning, "╵")
	if !strings.Contains(warning, `Role = "b"`) || strings.Contains(warning, `Label = "last"`) {
		t.Errorf("the warning about the replacement does not show the line of Role alone:\n%s", warning)
	}
}

// TestUnchangedIsNoError: what an older release took, and a schema forbids by
// now, stands in the way of nothing; what is new or changed is checked.
func TestUnchangedIsNoError(t *testing.T) {
	t.Parallel()
	fixed := gadget("Fixed")
	s := newServices(t, nil, fixed)
	resource := func(properties string, more ...string) string { return named("it", fixed, properties, more...) }
	bad := "Name = \"n\"\nDescription = \"1 is no letter\"\nSize = "
	s.configure(resource(bad + "1"))
	s.Fails([]string{"Description", "schema_validation_enabled = false"}, "plan")
	if result := s.Run("plan", "-no-color"); strings.Contains(result.Stdout+result.Stderr, "-refresh=false") {
		t.Error("there is nothing to destroy")
	}

	id := s.put(fixed, `{"Name":"n","Size":1}`)
	if err := s.world.CloudControl.Mutate(fixed, id, func(p map[string]any) { p["Description"] = "1 is no letter" }); err != nil {
		t.Fatal(err)
	}
	description := "Name = \"n\"\nDescription = \"1 is no letter\"\nSize = 1"
	s.configure(resource(description), imports("it", fixed, id))
	s.Apply()
	s.configure(resource(description))
	s.PlansNothing()
	s.configure(resource(description + "\nLabel = [1]"))
	s.Fails([]string{"Label", "terraform destroy -refresh=false"}, "plan")
	s.configure(resource(description+"\nLabel = [1]", "schema_validation_enabled = false"))
	s.requireActions(map[string]string{"it": "update"})
	s.configure(resource(description + "\nLabel = [1]"))
	s.Must("destroy", "-auto-approve", "-refresh=false")
}

// TestDeregisteredTypeHoldsNothingUp: of an object whose private type is gone,
// nothing can be read or deleted any more. It can be abandoned, and everything
// else is planned and destroyed as usual.
func TestDeregisteredTypeHoldsNothingUp(t *testing.T) {
	t.Parallel()
	kind := gadget("Private")
	s := newServices(t, nil, kind)
	it, other := named("it", kind, `Name = "n"`+"\nSize = 1", `deletion_policy = "ABANDON"`), named("other", providertest.WidgetType, `Name = "other"`)
	s.configure(named("it", kind, `Name = "n"`+"\nSize = 1"), other)
	s.Apply()
	for _, operation := range []string{"DescribeType", "GetResource", "UpdateResource", "DeleteResource"} {
		s.world.CloudControl.Fail(cloudcontroltest.Fault{Operation: operation, TypeName: kind, Code: "TypeNotFoundException", Times: cloudcontroltest.Always})
	}
	s.Terraform = anew(s.Terraform)
	s.PlansNothing()
	s.configure(it, other)
	s.Apply()
	s.Must("destroy", "-auto-approve")
	if left := s.world.CloudControl.Objects(); len(left) != 1 || left[0].TypeName != kind {
		t.Errorf("what is left is %v, want the abandoned object alone", left)
	}
}

// TestServiceHidesWhatAnImportTakesOver: what the configuration says and no read
// shows is named by the plans around the import, and by no later one.
func TestServiceHidesWhatAnImportTakesOver(t *testing.T) {
	t.Parallel()
	hidden := gadget("Unreturned")
	s := newServices(t, cloudcontroltest.Habits{hidden: {
		habit(`{"at": "/Role", "do": "omit"}`), habit(`{"at": "/Placement/Zone", "do": "omit"}`), habit(`{"at": "/Rules/*/Zone", "do": "omit"}`),
	}}, hidden)
	resource := named("it", hidden, "Name = \"n\"\nRole = \"r\"\nPlacement = { Zone = \"a\", Note = \"x\" }\nRules = [{ Key = \"k\", Zone = \"z\" }]")
	id := s.put(hidden, `{"Name":"n","Role":"another","Placement":{"Zone":"a","Note":"x"},"Rules":[{"Key":"k","Zone":"z"}]}`)
	s.configure(resource, imports("it", hidden, id))
	const says = "not all that is configured could be compared with the object"
	if plan := s.Must("plan", "-json"); !warned(t, plan, says, "Placement.Zone", "Role", "Rules[*].Zone") {
		t.Errorf("the plan of the import does not name them:\n%s", plan.Stdout)
	}
	s.Apply()
	s.configure(resource)
	s.Apply()
	s.Apply()
	s.PlansNothing()
	if plan := s.Must("plan", "-json"); warned(t, plan, says) {
		t.Error("the warning never ends")
	}
	s.Must("destroy", "-auto-approve")
}

// TestServiceHidesARequiredPartOfWhatIsSent: a create-only property within one
// that no read shows cannot go with an update, so the plan says that it will fail.
func TestServiceHidesARequiredPartOfWhatIsSent(t *testing.T) {
	t.Parallel()
	const pipe = "AWS::Pipes::Pipe"
	s := newServices(t, nil, pipe)
	resource := func(description, source string) string {
		return named("it", pipe, fmt.Sprintf("Name = \"p\"\nRoleArn = \"arn:aws:iam::111122223333:role/p\"\nTarget = \"arn:aws:sqs:us-east-1:111122223333:t\"\n"+
			"Source = \"arn:aws:dynamodb:us-east-1:111122223333:table/t/stream/1\"\nDescription = %q\nSourceParameters = { %s }", description, source))
	}
	for source, want := range map[string]bool{
		`DynamoDBStreamParameters = { StartingPosition = "LATEST", BatchSize = 1 }`: true,
		`FilterCriteria = { Filters = [{ Pattern = "{}" }] }`:                       false,
	} {
		s.configure(resource("one", source))
		s.Apply()
		s.configure(resource("two", source))
		if plan := s.Must("plan", "-json"); warned(t, plan, "does not accept this update", "SourceParameters.DynamoDBStreamParameters.StartingPosition", "-replace") != want {
			t.Errorf("warned: %t, want %t:\n%s", !want, want, plan.Stdout)
		}
		if result := s.Run("apply", "-auto-approve"); (result.Code != 0) != want {
			t.Errorf("the update failed: %t, want %t\n%s", !want, want, result.Stderr)
		}
		s.Must("destroy", "-auto-approve")
	}
}

// TestServiceShowsWhatItForbids: what only a create can set and the service shows in
// a form that its own schema forbids lets no update through, whoever set it. The plan
// and the error say so, also of an object that was imported.
func TestServiceShowsWhatItForbids(t *testing.T) {
	t.Parallel()
	const (
		flywheel = "AWS::Comprehend::Flywheel"
		number   = "AWS::Connect::PhoneNumber"
		wheel    = "FlywheelName = \"f\"\nDataAccessRoleArn = \"arn:aws:iam::111122223333:role/x\"\nDataLakeS3Uri = \"s3://acme-lake/x\"\n" +
			"ModelType = \"DOCUMENT_CLASSIFIER\"\nTaskConfig = { LanguageCode = \"en\" }\nTags = [{ Key = \"a\", Value = %q }]"
		link      = "AWS::ApiGatewayV2::VpcLink"
		exclusion = "AWS::EC2::VPCBlockPublicAccessExclusion"
		phone     = "TargetArn = \"arn:aws:connect:us-east-1:111122223333:instance/x\"\nCountryCode = \"US\"\nDescription = %q"
	)
	for name, c := range map[string]struct {
		typeName, properties, habit string
		stuck                       string // the property that is named; empty: the update goes through
	}{
		"a scheme is cut off":       {flywheel, wheel, `{"at": "/DataLakeS3Uri", "do": "store", "as": "without-scheme"}`, "DataLakeS3Uri"},
		"within a structure":        {flywheel, wheel, `{"at": "/TaskConfig/LanguageCode", "do": "store", "as": "upper"}`, "TaskConfig"},
		"small letters":             {number, phone, `{"at": "/CountryCode", "do": "store", "as": "lower"}`, "CountryCode"},
		"nobody set it":             {number, phone, `{"at": "/Type", "do": "add", "value": ""}`, "Type"},
		"required and left out":     {link, "Name = \"l\"\nSubnetIds = []\nTags = { a = %q }", `{"at": "/SubnetIds", "do": "omit", "as": "zero"}`, "SubnetIds"},
		"a second choice is shown":  {exclusion, "VpcId = \"vpc-0a\"\nInternetGatewayExclusionMode = \"allow-egress\"\nTags = [{ Key = \"a\", Value = %q }]", `{"at": "/SubnetId", "do": "add", "value": ""}`, "SubnetId"},
		"a form that is allowed":    {flywheel, wheel, `{"at": "/DataLakeS3Uri", "do": "store", "as": "lower"}`, ""},
		"what an update can change": {number, phone, `{"at": "/TargetArn", "do": "store", "as": "upper"}`, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newServices(t, cloudcontroltest.Habits{c.typeName: {habit(c.habit)}}, c.typeName)
			first, second := named("it", c.typeName, fmt.Sprintf(c.properties, "one")), named("it", c.typeName, fmt.Sprintf(c.properties, "two"))
			s.configure(first)
			s.Apply()
			s.PlansNothing()
			requireStuck := func(how, refresh string) {
				t.Helper()
				s.configure(second)
				if plan := s.Must("plan", "-json", refresh); warned(t, plan, "does not accept this update", "- "+c.stuck, "-replace") != (c.stuck != "") {
					t.Errorf("%s, %s: the plan must name %q:\n%s", how, refresh, c.stuck, plan.Stdout)
				}
				if c.stuck == "" {
					s.Apply()
				} else {
					s.Fails([]string{"apply -replace=ADDRESS"}, "apply", "-auto-approve")
				}
			}
			requireStuck("created", "-refresh=false")
			id := s.State(providertest.CloudControlAddress).Attributes["identifier"].(string)
			s.Must("state", "rm", providertest.CloudControlAddress)
			s.configure(first, imports("it", c.typeName, id))
			s.Apply()
			requireStuck("imported", "-refresh=true")
			s.Must("apply", "-auto-approve", "-replace="+providertest.CloudControlAddress)
			s.PlansNothing()
			s.Must("destroy", "-auto-approve")
		})
	}
}

// TestServiceRefusesNoUpdateThatIsNotSent: the plan says that an update will fail
// exactly where one is sent, whatever it is for.
func TestServiceRefusesNoUpdateThatIsNotSent(t *testing.T) {
	t.Parallel()
	const pipe = "AWS::Pipes::Pipe"
	resource := func(more ...string) string {
		return named("it", pipe, "Name = \"p\"\nRoleArn = \"arn:aws:iam::111122223333:role/p\"\nTarget = \"arn:aws:sqs:us-east-1:111122223333:t\"\n"+
			"Source = \"arn:aws:dynamodb:us-east-1:111122223333:table/t/stream/1\"\n"+
			"SourceParameters = { DynamoDBStreamParameters = { StartingPosition = \"LATEST\", BatchSize = 1 } }", more...)
	}
	for name, c := range map[string]struct {
		resource, tags string
		want           bool
		reason         string
	}{
		"timeouts":     {resource("timeouts {\n    update = \"30m\"\n  }"), "", false, "it concerns the resource alone"},
		"default tags": {resource(), "default_tags { tags = { Team = \"x\" } }", true, "they are sent like everything else"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newServices(t, nil, pipe)
			s.configure(resource())
			s.Apply()
			s.Write(strings.Replace(s.world.Config(c.resource), "aws {", "aws {\n"+c.tags, 1))
			if plan := s.Must("plan", "-json"); warned(t, plan, "does not accept this update") != c.want {
				t.Errorf("%s: warned: %t, want %t:\n%s", c.reason, !c.want, c.want, plan.Stdout)
			}
			if result := s.Run("apply", "-auto-approve"); (result.Code != 0) != c.want {
				t.Errorf("%s: the update failed: %t, want %t\n%s", c.reason, !c.want, c.want, result.Stderr)
			}
		})
	}
}

// TestServiceHidesAllThatIsConfigured: what the service did not show after the
// write either is no half of an answer.
func TestServiceHidesAllThatIsConfigured(t *testing.T) {
	t.Parallel()
	hidden := gadget("Silent")
	s := newServices(t, cloudcontroltest.Habits{hidden: {habit(`{"at": "/Role", "do": "omit"}`), habit(`{"at": "/Url", "do": "omit"}`)}}, hidden)
	s.configure(named("it", hidden, "Name = \"n\"\nRole = \"r\"\nUrl = \"https://u.example.com\""))
	s.Apply()
	s.PlansNothing()
	s.Must("destroy", "-auto-approve")
}

// TestServiceHidesWhatAnUpdateRemoves: an update that takes away the structure in
// which something required is not shown goes through, and no plan says otherwise.
func TestServiceHidesWhatAnUpdateRemoves(t *testing.T) {
	t.Parallel()
	const (
		typeName = "Steward::Test::Hidden"
		schema   = `{"typeName": "Steward::Test::Hidden", "additionalProperties": false, "required": ["Name"], "properties": {
			"Name": {"type": "string"}, "Note": {"type": "string"}, "Rules": {"type": "array", "items": {"$ref": "#/definitions/Rule"}}, "Place": {"$ref": "#/definitions/Rule"}},
			"definitions": {"Rule": {"type": "object", "additionalProperties": false, "required": ["Kind"], "properties": {"Kind": {"type": "string", "minLength": 1}, "Note": {"type": "string"}}}},
			"primaryIdentifier": ["/properties/Name"], "createOnlyProperties": ["/properties/Name", "/properties/Rules/*/Kind", "/properties/Place/Kind"],
			"handlers": {"create": {"permissions": []}, "read": {"permissions": []}, "update": {"permissions": []}, "delete": {"permissions": []}, "list": {"permissions": []}}}`
		rules = "Rules = [{ Kind = \"k\", Note = \"n\" }]\n"
		place = "Place = { Kind = \"k\", Note = \"n\" }\n"
	)
	omits := []cloudcontroltest.Habit{habit(`{"at": "/Rules/*/Kind", "do": "omit"}`), habit(`{"at": "/Place/Kind", "do": "omit"}`)}
	for name, c := range map[string]struct {
		first, second string
		want          bool
	}{
		"the list goes":      {rules, "", false},
		"the items go":       {rules, "Rules = []\n", false},
		"the items stay":     {rules, rules + "Note = \"x\"\n", true},
		"one of two goes":    {rules + place, rules, true},
		"another thing goes": {rules + "Note = \"x\"\n", rules, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := providertest.NewWorldWith(t, entryguardtest.Options{}, cloudcontroltest.Options{Schemas: [][]byte{[]byte(schema)}, Habits: cloudcontroltest.Habits{typeName: omits}})
			s := &servicesRun{Terraform: providertest.AttachTerraform(t), t: t, world: w}
			s.configure(named("it", typeName, "Name = \"n\"\n"+c.first))
			s.Apply()
			s.configure(named("it", typeName, "Name = \"n\"\n"+c.second))
			if plan := s.Must("plan", "-json"); warned(t, plan, "does not accept this update") != c.want {
				t.Errorf("warned: %t, want %t:\n%s", !c.want, c.want, plan.Stdout)
			}
			if result := s.Run("apply", "-auto-approve"); (result.Code != 0) != c.want {
				t.Errorf("the update failed: %t, want %t\n%s", !c.want, c.want, result.Stderr)
			}
		})
	}
}

// TestHeldTwiceWithACompoundIdentifier: what the warning says to run is one command
// for a shell, whatever joins the parts of the identifier.
func TestHeldTwiceWithACompoundIdentifier(t *testing.T) {
	t.Parallel()
	const (
		typeName = "Steward::Test::Stage"
		schema   = `{"typeName": "Steward::Test::Stage", "additionalProperties": false, "properties": {"Api": {"type": "string"}, "Stage": {"type": "string"}},
			"primaryIdentifier": ["/properties/Api", "/properties/Stage"], "createOnlyProperties": ["/properties/Api", "/properties/Stage"],
			"handlers": {"create": {"permissions": []}, "read": {"permissions": []}, "delete": {"permissions": []}, "list": {"permissions": []}}}`
		properties = "Api = \"a\"\nStage = \"it's\""
	)
	w := providertest.NewWorldWith(t, entryguardtest.Options{}, cloudcontroltest.Options{Schemas: [][]byte{[]byte(schema)}})
	s := &servicesRun{Terraform: providertest.AttachTerraform(t), t: t, world: w}
	s.configure(named("it", typeName, properties))
	s.Apply()
	s.configure(named("it", typeName, properties), named("too", typeName, properties), imports("too", typeName, "a|it's"))
	if plan := s.Must("plan", "-json"); !warned(t, plan, "is held by two resources", `run: terraform state list -id='a|it'\''s'`+"\n") {
		t.Errorf("the plan does not quote the identifier:\n%s", plan.Stdout)
	}
}
