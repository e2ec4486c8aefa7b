package cloudcontroltf_test

import (
	"strings"
	"testing"
	"time"

	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol/cloudcontroltest"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/destroy"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/providertest"
)

const otherAccount = "999988887777"

// homes are settings of the provider that speak for another place than the one
// where the object was made.
func homes(w *providertest.World) map[string]attributes {
	return map[string]attributes{
		"another account": {"aws": w.AWS(attributes{"access_key": "AKIDOTHER"})},
	}
}

func TestCloudControlReadFence(t *testing.T) {
	t.Parallel()
	options := cloudcontroltest.Options{Accounts: map[string]string{"AKIDOTHER": otherAccount}}
	t.Run("not found in another account", func(t *testing.T) {
		t.Parallel()
		s := newCC(t, options)
		s.RequireClean("creating", s.create(queue()))
		elsewhere := s.as(homes(s.world)["another account"])
		providertest.RequireError(t, elsewhere.read(), cloudcontroltest.DefaultAccountID, otherAccount, "stays in state")
		if elsewhere.state == nil {
			t.Error("the object must stay in state")
		}
	})
	t.Run("a namesake in another account", func(t *testing.T) {
		t.Parallel()
		s := newCC(t, options)
		s.RequireClean("creating", s.create(widget(attributes{"Name": "one", "Color": "red"})))
		if _, err := s.world.CloudControl.At(otherAccount, cloudcontroltest.DefaultRegion).Put(providertest.WidgetType, `{"Name":"one","Color":"blue"}`); err != nil {
			t.Fatal(err)
		}
		elsewhere := s.as(homes(s.world)["another account"])
		providertest.RequireError(t, elsewhere.read(), "is in another account", otherAccount)
		providertest.RequireError(t, elsewhere.update(widget(attributes{"Name": "one", "Color": "green"})), "is in another account")
		providertest.RequireError(t, elsewhere.destroy(), "is in another account")
		if strings.Contains(elsewhere.modelJSON("properties"), "blue") {
			t.Error("the namesake's properties came into state")
		}
		for _, operation := range []string{"UpdateResource", "DeleteResource"} {
			if got := s.world.CloudControl.Count(operation); got != 0 {
				t.Errorf("%d requests %s reached the namesake", got, operation)
			}
		}
	})
	t.Run("the provider's region changed", func(t *testing.T) {
		t.Parallel()
		s := newCC(t, options)
		s.RequireClean("creating", s.create(queue()))
		moved := s.as(attributes{"aws": s.world.AWS(attributes{"region": "eu-west-1"})})
		moved.requirePlansNothing(queue())
		if got := moved.text("region"); got != cloudcontroltest.DefaultRegion {
			t.Errorf("the object moved to %q", got)
		}
		s.RequireClean("destroying", moved.destroy())
		if left := len(s.world.CloudControl.Objects()); left != 0 {
			t.Errorf("%d objects are left", left)
		}
	})
	t.Run("the region in state is wrong", func(t *testing.T) {
		t.Parallel()
		s := newCC(t, options)
		s.RequireClean("creating", s.create(queue()))
		// Not found is believed where region and account are those in state.
		s.world.CloudControl.Remove(queueType, s.text("identifier"))
		s.RequireClean("reading", s.read())
		if s.state != nil {
			t.Error("what is gone leaves the state")
		}
	})
	t.Run("the account cannot be learnt", func(t *testing.T) {
		t.Parallel()
		s := newCC(t, options)
		s.RequireClean("creating", s.create(queue()))
		s.world.CloudControl.Remove(queueType, s.text("identifier"))
		blind := s.as(attributes{"aws": s.world.AWS(attributes{"skip_credentials_validation": true})})
		s.world.CloudControl.Fail(cloudcontroltest.Fault{Operation: "GetCallerIdentity", Code: "AccessDenied", Times: cloudcontroltest.Always})
		providertest.RequireError(t, blind.read(), "stays in state")
		waved := s.as(attributes{"aws": s.world.AWS(attributes{"skip_credentials_validation": true, "skip_requesting_account_id": true})})
		providertest.RequireWarning(t, waved.read(), "left the state unchecked")
		if waved.state != nil {
			t.Error("the user switched the check off")
		}
	})
}

func TestCloudControlReadFails(t *testing.T) {
	t.Parallel()
	for _, code := range []string{"AccessDeniedException", "ThrottlingException", "GeneralServiceException", "InvalidRequestException", "HandlerInternalFailureException", "UnsupportedActionException"} {
		t.Run(code, func(t *testing.T) {
			t.Parallel()
			s := newCC(t, cloudcontroltest.Options{})
			s.RequireClean("creating", s.create(queue()))
			s.world.CloudControl.Fail(cloudcontroltest.Fault{Operation: "GetResource", Code: code, Times: cloudcontroltest.Always})
			providertest.RequireError(t, s.read(), "Could not read AWS::SQS::Queue", s.text("identifier"))
			if s.state == nil {
				t.Error("only what was not found leaves the state")
			}
		})
	}
}

// unreadableSchema is a type without a read handler.
const unreadableSchema = `{"typeName":"Steward::Test::Unreadable","description":"Nobody can look.","properties":{"Name":{"type":"string"},"Note":{"type":"string"}},
"primaryIdentifier":["/properties/Name"],"createOnlyProperties":["/properties/Name"],"additionalProperties":false,"provisioningType":"FULLY_MUTABLE",
"handlers":{"create":{"permissions":["a:b"]},"update":{"permissions":["a:b"]},"delete":{"permissions":["a:b"]}}}`

func TestCloudControlWithoutReadHandler(t *testing.T) {
	t.Parallel()
	s := newCC(t, cloudcontroltest.Options{Schemas: [][]byte{[]byte(unreadableSchema)}})
	first := ofType("Steward::Test::Unreadable", attributes{"Name": "n", "Note": "a"})
	s.RequireClean("creating", s.create(first))
	s.requirePlansNothing(first)
	second := ofType("Steward::Test::Unreadable", attributes{"Name": "n", "Note": "b"})
	s.RequireClean("updating", s.update(second))
	s.requirePlansNothing(second)
	diags := s.destroy()
	providertest.RequireWarning(t, diags, "not confirmed")
	if providertest.Failed(diags) || s.state != nil {
		t.Errorf("the API said done, and nobody can look: %s", providertest.Text(diags))
	}
}

func TestCloudControlDrift(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		config attributes
		change func(properties map[string]any)
		drifts bool
		shows  string // in properties in state
		reason string
	}{
		"a configured property": {
			widget(attributes{"Name": "one", "Color": "red"}), func(p map[string]any) { p["Color"] = "blue" }, true,
			`"Color":"blue"`, "it is shown and repaired",
		},
		"another property": {
			widget(attributes{"Name": "one", "Color": "red"}), func(p map[string]any) { p["Size"] = 7 }, false,
			`"Color":"red"`, "what is not configured is not managed",
		},
		"a property that is gone": {
			widget(attributes{"Name": "one", "Size": 3}), func(p map[string]any) { delete(p, "Size") }, true,
			`{"Name":"one"}`, "it is added again",
		},
		"another order of a set": {
			widget(attributes{"Name": "one", "Tags": []any{attributes{"Key": "a", "Value": "1"}, attributes{"Key": "b", "Value": "2"}}}),
			func(p map[string]any) {
				tags, _ := p["Tags"].([]any)
				tags[0], tags[1] = tags[1], tags[0]
			}, false,
			`[{"Key":"a","Value":"1"},{"Key":"b","Value":"2"}]`, "insertionOrder is false",
		},
		"another order of a list": {
			widget(attributes{"Name": "one", "Labels": []any{"x", "y"}}),
			func(p map[string]any) { p["Labels"] = []any{"y", "x"} }, true,
			`["y","x"]`, "the order of labels counts",
		},
		"a tag of AWS's own": {
			widget(attributes{"Name": "one", "Tags": []any{attributes{"Key": "a", "Value": "1"}}}),
			func(p map[string]any) {
				tags, _ := p["Tags"].([]any)
				p["Tags"] = append(tags, map[string]any{"Key": "aws:cloudformation:stack-name", "Value": "s"})
			}, false,
			`[{"Key":"a","Value":"1"}]`, "nobody can configure it",
		},
		"JSON in other words": {
			ofType("Steward::Test::Policy", attributes{"PolicyName": "p", "PolicyDocument": `{"Version":"1","Statement":[]}`}),
			func(p map[string]any) { p["PolicyDocument"] = `{ "Statement": [], "Version": "1" }` }, false,
			`{\"Version\":\"1\",\"Statement\":[]}`, "a document compares as JSON, and keeps its form",
		},
		"a number in other words": {
			widget(attributes{"Name": "one", "Weight": 1.5}), func(p map[string]any) { p["Weight"] = "1.50" }, false,
			`"Weight":1.5`, "the number is the same",
		},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newCC(t, cloudcontroltest.Options{})
			s.RequireClean("creating", s.create(c.config))
			object := s.world.CloudControl.Objects()[0]
			if err := s.world.CloudControl.Mutate(object.TypeName, object.Identifier, c.change); err != nil {
				t.Fatal(err)
			}
			s.RequireClean("reading", s.read())
			if got := s.modelJSON("properties"); !strings.Contains(got, c.shows) {
				t.Errorf("%s: state shows %s, want %s", c.reason, got, c.shows)
			}
			plan := s.planned(c.config)
			s.RequireClean("planning", plan.Diagnostics)
			if got := s.changes(plan); got != c.drifts {
				t.Fatalf("%s: the plan changes something: %v, want %v", c.reason, got, c.drifts)
			}
			if !c.drifts {
				return
			}
			s.RequireClean("repairing", s.update(c.config))
			s.requirePlansNothing(c.config)
		})
	}
}

func TestCloudControlConfigurationInOtherWords(t *testing.T) {
	t.Parallel()
	s := newCC(t, cloudcontroltest.Options{})
	tags := func(keys ...string) []any {
		var list []any
		for _, key := range keys {
			list = append(list, attributes{"Key": key, "Value": "1"})
		}
		return list
	}
	s.RequireClean("creating", s.create(widget(attributes{"Name": "one", "Size": 3, "Tags": tags("a", "b")})))
	before := s.modelJSON("properties")
	s.requirePlansNothing(widget(attributes{"Name": "one", "Size": 3, "Tags": tags("b", "a")}))
	s.requirePlansNothing(widget(attributes{"Name": "one", "Size": 3.0, "Tags": tags("b", "a"), "Color": nil}))
	if after := s.modelJSON("properties"); after != before {
		t.Errorf("what means the same keeps its form: %s became %s", before, after)
	}
}

func TestCloudControlReadWithoutSchema(t *testing.T) {
	t.Parallel()
	s := newCC(t, cloudcontroltest.Options{})
	sensitive := attributes{"sensitive_properties": attributes{"Replication": attributes{"Password": "hush-nested"}}}
	config := ofType("Steward::Test::Database", attributes{"DatabaseName": "d", "Engine": "mysql", "AllocatedStorage": 10, "MasterUserPassword": "hush-hush-hush"}, sensitive)
	s.RequireClean("creating", s.create(config))
	s.world.CloudControl.Fail(cloudcontroltest.Fault{Operation: "DescribeType", Code: "Throttling", Times: cloudcontroltest.Always})
	blind := s.as(attributes{"aws": s.world.AWS()})
	blind.RequireClean("reading", blind.read())
	plan := blind.planned(config)
	providertest.RequireWarning(t, plan.Diagnostics, "could not be checked")
	if providertest.Failed(plan.Diagnostics) || blind.changes(plan) {
		t.Errorf("a write-only property that nobody knows to be one is no drift: %s", blind.stateJSON())
	}
	if blind.isNull("computed_properties") {
		t.Error("what was computed stays")
	}
	changed := ofType("Steward::Test::Database", attributes{"DatabaseName": "d", "Engine": "mysql", "AllocatedStorage": 20, "MasterUserPassword": "hush-hush-hush"}, sensitive)
	if diags := blind.update(changed); providertest.Failed(diags) {
		t.Fatalf("an update does without the schema: %s", providertest.Text(diags))
	}
	blind.requireLive("what may be write-only is sent again", `"AllocatedStorage":20`, "hush-nested")
	if diags := blind.destroy(); providertest.Failed(diags) {
		t.Fatalf("so does a deletion: %s", providertest.Text(diags))
	}
	if blind.state != nil || len(s.world.CloudControl.Objects()) != 0 {
		t.Error("the object must be gone")
	}
}

func TestCloudControlImport(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		typeName, model string
		id              string // instead of TYPE/IDENTIFIER
		config          attributes
		reason          string
	}{
		"all of it": {
			providertest.WidgetType, `{"Name":"one","Color":"red","Tags":[{"Key":"a","Value":"1"},{"Key":"b","Value":"2"}]}`, "",
			widget(attributes{"Name": "one", "Color": "red", "Tags": []any{attributes{"Key": "b", "Value": "2"}, attributes{"Key": "a", "Value": "1"}}}),
			"the order of tags does not count",
		},
		"some of it":        {providertest.WidgetType, `{"Name":"one","Color":"red","Size":3}`, "", widget(attributes{"Name": "one"}), "the live model contains it"},
		"with a region":     {providertest.WidgetType, `{"Name":"one"}`, "Steward::Test::Widget/one@us-east-1", widget(attributes{"Name": "one"}), "it is the provider's own"},
		"compound":          {"Steward::Test::Membership", `{"GroupName":"g","UserName":"u"}`, "", ofType("Steward::Test::Membership", attributes{"GroupName": "g", "UserName": "u"}), "parts are joined"},
		"compound, as JSON": {"Steward::Test::Membership", `{"GroupName":"g","UserName":"u"}`, `Steward::Test::Membership/{"UserName":"u","GroupName":"g"}`, ofType("Steward::Test::Membership", attributes{"GroupName": "g", "UserName": "u"}), "state has the other form"},
		"a write-only property": {
			"Steward::Test::Database", `{"DatabaseName":"d","Engine":"mysql","MasterUserPassword":"hush-hush-hush","SnapshotPassword":"hush"}`, "",
			ofType("Steward::Test::Database", attributes{"DatabaseName": "d", "Engine": "mysql", "MasterUserPassword": "whatever-it-is", "SnapshotPassword": "hush"}),
			"nobody can compare it, so it is no change and no replacement",
		},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newCC(t, cloudcontroltest.Options{})
			identifier, err := s.world.CloudControl.Put(c.typeName, c.model)
			if err != nil {
				t.Fatal(err)
			}
			if c.id == "" {
				c.id = c.typeName + "/" + identifier
			}
			s.RequireClean("importing", s.importIt(c.id))
			if got := s.text("identifier"); got != identifier {
				t.Errorf("%s: the identifier is %q, want %q", c.reason, got, identifier)
			}
			if s.text("account_id") != cloudcontroltest.DefaultAccountID || s.text("region") != cloudcontroltest.DefaultRegion {
				t.Errorf("%s: state is %s", c.reason, s.stateJSON())
			}
			if name == "a write-only property" {
				s.requireAdopts(c.config, "SnapshotPassword")
			}
			s.requirePlansNothing(c.config)
			s.RequireClean("destroying", s.destroy())
		})
	}
}

func TestCloudControlImportThenUpdate(t *testing.T) {
	t.Parallel()
	s := newCC(t, cloudcontroltest.Options{})
	if _, err := s.world.CloudControl.Put(providertest.WidgetType, `{"Name":"one","Color":"red","Size":3,"Engine":"e1"}`); err != nil {
		t.Fatal(err)
	}
	s.RequireClean("importing", s.importIt(providertest.WidgetType+"/one"))
	config := widget(attributes{"Name": "one", "Color": "blue"})
	s.RequireClean("updating", s.update(config))
	object, _ := s.world.CloudControl.Object(providertest.WidgetType, "one")
	for _, kept := range []string{`"Size":3`, `"Engine":"e1"`, `"Color":"blue"`} {
		if !strings.Contains(string(object.Properties), kept) {
			t.Errorf("what the configuration does not mention must stay: %s is not in %s", kept, object.Properties)
		}
	}
	if got := s.modelJSON("properties"); got != `{"Color":"blue","Name":"one"}` {
		t.Errorf("from the first update on, state has what is configured, got %s", got)
	}
	s.requirePlansNothing(config)
	// From now on a property that is no longer configured is removed.
	s.RequireClean("updating", s.update(widget(attributes{"Name": "one"})))
	object, _ = s.world.CloudControl.Object(providertest.WidgetType, "one")
	if strings.Contains(string(object.Properties), "blue") {
		t.Errorf("the color was configured and is not any more: %s", object.Properties)
	}
}

func TestCloudControlImportThenUpdateReplacesNothing(t *testing.T) {
	t.Parallel()
	s := newCC(t, cloudcontroltest.Options{})
	if _, err := s.world.CloudControl.Put(databaseType, `{"DatabaseName":"d","Engine":"mysql","MasterUsername":"root","SnapshotPassword":"hush-hush"}`); err != nil {
		t.Fatal(err)
	}
	s.RequireClean("importing", s.importIt(databaseType+"/d"))
	// The user name is create-only and not mentioned; the snapshot password is
	// create-only and nobody can compare it. Neither is a change.
	config := ofType(databaseType, attributes{"DatabaseName": "d", "Engine": "mysql", "SnapshotPassword": "hush-hush", "AllocatedStorage": 50})
	s.requireAdopts(config, "SnapshotPassword")
	s.RequireClean("updating", s.update(config))
	s.requireLive("what is not mentioned stays", `"MasterUsername":"root"`, `"AllocatedStorage":50`)
	s.requirePlansNothing(config)
	other := ofType(databaseType, attributes{"DatabaseName": "d", "Engine": "mysql", "SnapshotPassword": "another", "AllocatedStorage": 50})
	if plan := s.planned(other); len(plan.RequiresReplace) == 0 {
		t.Error("from now on the password is known, and another one needs another object")
	}
}

// TestCloudControlImportOutlivesOtherUpdates: an update that leaves the
// properties as they were imported does not make the configuration count as all
// that there is.
func TestCloudControlImportOutlivesOtherUpdates(t *testing.T) {
	t.Parallel()
	t.Run("default tags", func(t *testing.T) {
		t.Parallel()
		s := newCC(t, cloudcontroltest.Options{})
		s.world.Put(providertest.WidgetType, `{"Name":"one","Color":"blue","Size":3}`)
		s.RequireClean("importing", s.importIt(providertest.WidgetType+"/one"))
		s = s.tagging(attributes{"Team": "x"})
		s.retag(widget(attributes{"Name": "one"}), `{"Team":"x"}`)
		s.requireLive("nobody asked for its removal", `"Color":"blue"`, `"Size":3`, `"Team"`)
	})
	t.Run("sensitive properties", func(t *testing.T) {
		t.Parallel()
		s := newCC(t, cloudcontroltest.Options{})
		s.world.Put(databaseType, `{"DatabaseName":"d","Engine":"mysql","AllocatedStorage":50}`)
		s.RequireClean("importing", s.importIt(databaseType+"/d"))
		config := ofType(databaseType, attributes{"DatabaseName": "d", "Engine": "mysql"},
			attributes{"sensitive_properties": attributes{"MasterUserPassword": "hush-hush"}, "sensitive_properties_version": 1})
		s.RequireClean("updating", s.update(config))
		s.requirePlansNothing(config)
		s.requireLive("nobody asked for its removal", `"AllocatedStorage":50`, `"MasterUserPassword":"hush-hush"`)
	})
}

func TestCloudControlImportErrors(t *testing.T) {
	t.Parallel()
	s := newCC(t, cloudcontroltest.Options{Schemas: [][]byte{[]byte(unreadableSchema)}})
	s.world.Put("Steward::Test::Unreadable", `{"Name":"one"}`)
	providertest.RequireError(t, s.importIt("Steward::Test::Unreadable/one"), "cannot be imported", "no read handler")
	providertest.RequireError(t, s.importIt("sg-1"), "Wrong import ID", "TYPE_NAME/IDENTIFIER")
	providertest.RequireError(t, s.importIt("Steward::Test::Nothing/x"), "Steward::Test::Nothing")
	providertest.RequireError(t, s.importIt(providertest.WidgetType+"/nothing"), "There is no Steward::Test::Widget nothing", "account 123456789012, region us-east-1")
	providertest.RequireError(t, s.importIt(providertest.WidgetType+"/nothing@eu-west-1"), "There is no Steward::Test::Widget nothing", "region eu-west-1")
	s.world.Put(providertest.WidgetType, `{"Name":"one"}`)
	blind := s.as(attributes{"aws": s.world.AWS()})
	s.world.CloudControl.Fail(cloudcontroltest.Fault{Operation: "DescribeType", Code: "AccessDenied", Times: cloudcontroltest.Always})
	providertest.RequireError(t, blind.importIt(providertest.WidgetType+"/one"), "could not be described", "DescribeType")
}

func TestCloudControlReadPendingDeletion(t *testing.T) {
	t.Parallel()
	s := newCC(t, cloudcontroltest.Options{})
	config := widget(attributes{"Name": "one", "Size": 3}, attributes{"timeouts": attributes{"delete": "500ms"}})
	s.RequireClean("creating", s.create(config))
	s.world.CloudControl.Script(cloudcontroltest.Fate{Kind: "DELETE", Takes: cloudcontroltest.Ptr(time.Minute)})
	providertest.RequireError(t, s.destroy(), "was not deleted within")
	if s.isNull(destroy.PendingAttributeName) {
		t.Fatalf("the deletion must be saved: %s", s.stateJSON())
	}
	// On its way out it loses a property. That is no drift.
	if err := s.world.CloudControl.Mutate(providertest.WidgetType, "one", func(p map[string]any) { delete(p, "Size") }); err != nil {
		t.Fatal(err)
	}
	providertest.RequireWarning(t, s.read(), "delete", "still under way")
	plan := s.planned(config)
	if providertest.Failed(plan.Diagnostics) || s.changes(plan) {
		t.Errorf("a destroy plans a refresh first, which must not fail: %s", providertest.Text(plan.Diagnostics))
	}
	providertest.RequireError(t, s.planned(widget(attributes{"Name": "one", "Size": 4})).Diagnostics, "is being deleted", "-refresh=false")
	s.world.CloudControl.Advance(time.Hour)
	s.RequireClean("reading", s.read())
	if s.state != nil {
		t.Error("it is gone, and the read believes it")
	}
	if got := s.world.CloudControl.Count("DeleteResource"); got != 1 {
		t.Errorf("%d deletions were asked for, want 1", got)
	}
}

// requireAdopts checks that the plans of a new import name what they take from
// the configuration, until the second refresh.
func (s *ccSession) requireAdopts(config attributes, names ...string) {
	s.T.Helper()
	for range 2 {
		providertest.RequireWarning(s.T, s.planned(config).Diagnostics, append(names, "no read shows them")...)
		s.RequireClean("reading", s.read())
	}
}
