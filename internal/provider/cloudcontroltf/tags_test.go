package cloudcontroltf_test

import (
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol/cloudcontroltest"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/destroy"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/providertest"
)

// tagging has the session go on with a provider that has these default tags; a
// nil value is no default tags at all.
func (s *ccSession) tagging(tags any) *ccSession {
	s.T.Helper()
	var more attributes
	if tags != nil {
		more = attributes{"default_tags": attributes{"tags": tags}}
	}
	return s.as(attributes{"aws": s.world.AWS(more)})
}

// tags returns the live tags of the only object, "Key=Value" in their order.
func (s *ccSession) tags() string {
	s.T.Helper()
	live := strings.NewReplacer(`{"Key":"`, "", `","Value":"`, "=", `"}`, "", ",", " ").Replace(s.live())
	_, list, found := strings.Cut(live, `"Tags":[`)
	if !found {
		return "none"
	}
	list, _, _ = strings.Cut(list, "]")
	return list
}

func (s *ccSession) requireTags(when, want string) {
	s.T.Helper()
	if got := s.tags(); got != want {
		s.T.Errorf("%s: the object has the tags %s, want %s", when, got, want)
	}
}

// mutate changes the only object behind the provider's back.
func (s *ccSession) mutate(change func(properties map[string]any)) {
	s.T.Helper()
	object := s.world.CloudControl.Objects()[0]
	if err := s.world.CloudControl.Mutate(object.TypeName, object.Identifier, change); err != nil {
		s.T.Fatal(err)
	}
}

func tag(key, value string) attributes { return attributes{"Key": key, "Value": value} }

// retag updates the object, which must be planned as a change of tags_all to
// these tags, and of nothing that is configured.
func (s *ccSession) retag(config attributes, tags string) {
	s.T.Helper()
	s.RequireClean("reading", s.read())
	plan := s.plannedAttributes(s.planned(config))
	for name, changes := range map[string]bool{"tags_all": true, "properties": false, destroy.PendingAttributeName: false} {
		if before, _ := s.state[name].(tftypes.Value); plan[name].Equal(before) == changes {
			s.T.Errorf("the plan must change tags_all and nothing that is configured: %s is %s and becomes %s", name, before, plan[name])
		}
	}
	s.RequireClean("updating", s.update(config))
	s.requireTagsAll("updated", tags)
	s.requirePlansNothing(config)
}

// requireTagsAll compares tags_all in state, as JSON.
func (s *ccSession) requireTagsAll(when, want string) {
	s.T.Helper()
	if got := s.modelJSON("tags_all"); got != want {
		s.T.Errorf("%s: tags_all is %s, want %s", when, got, want)
	}
}

// TestCloudControlDefaultTags is the life of an object that sets no tags.
func TestCloudControlDefaultTags(t *testing.T) {
	t.Parallel()
	s := newCC(t, cloudcontroltest.Options{}).tagging(attributes{"Team": "x", "Cost": "7"})
	config := widget(attributes{"Name": "one"})
	s.RequireClean("creating", s.create(config))
	s.requireTags("created", "Cost=7 Team=x")
	if got := s.modelJSON("properties"); got != `{"Name":"one"}` {
		t.Errorf("state shows what is configured, got %s", got)
	}
	s.requirePlansNothing(config)

	s.mutate(func(p map[string]any) {
		p["Tags"] = append(p["Tags"].([]any), map[string]any{"Key": "Hand", "Value": "h"})
	})
	s.requirePlansNothing(config)
	s = s.tagging(attributes{"Team": "y", "New": "n"})
	s.retag(config, `{"New":"n","Team":"y"}`)
	s.requireTags("changed; what somebody else set stays", "Hand=h New=n Team=y")

	s.mutate(func(p map[string]any) {
		p["Tags"] = []any{map[string]any{"Key": "Hand", "Value": "h"}, map[string]any{"Key": "Team", "Value": "by hand"}}
	})
	s.retag(config, `{"New":"n","Team":"y"}`)
	s.requireTags("repaired", "Hand=h New=n Team=y")

	s.RequireClean("updating", s.update(widget(attributes{"Name": "one", "Size": 3})))
	s.requireTags("an update of something else", "Hand=h New=n Team=y")
	s = s.tagging(nil)
	s.retag(widget(attributes{"Name": "one", "Size": 3}), `{}`)
	s.requireTags("removed", "Hand=h")
	s.RequireClean("destroying", s.destroy())
}

// TestCloudControlDefaultTagsBesideConfigured is the life of one that does.
func TestCloudControlDefaultTagsBesideConfigured(t *testing.T) {
	t.Parallel()
	s := newCC(t, cloudcontroltest.Options{}).tagging(attributes{"Team": "x", "Cost": "7"})
	config := func(tags ...any) attributes { return widget(attributes{"Name": "one", "Tags": tags}) }
	s.RequireClean("creating", s.create(config(tag("Team", "mine"), tag("A", "a"))))
	s.requireTags("what is configured wins", "A=a Cost=7 Team=mine")
	s.requirePlansNothing(config(tag("Team", "mine"), tag("A", "a")))
	s.RequireClean("updating", s.update(config(tag("A", "b"))))
	s.requireTags("the default counts again", "A=b Cost=7 Team=x")
	s.requirePlansNothing(config(tag("A", "b")))

	s.mutate(func(p map[string]any) {
		p["Tags"] = append(p["Tags"].([]any), map[string]any{"Key": "Hand", "Value": "h"})
	})
	s.RequireClean("reading", s.read())
	if got := s.modelJSON("properties"); !strings.Contains(got, "Hand") || strings.Contains(got, "Cost") {
		t.Errorf("where tags are configured, others are drift, and the default ones are not: %s", got)
	}
	s.RequireClean("updating", s.update(config(tag("A", "b"))))
	s.requireTags("drift is repaired", "A=b Cost=7 Team=x")

	s.RequireClean("updating", s.update(widget(attributes{"Name": "one"})))
	s.requireTags("no tags are configured any more", "Cost=7 Team=x")
	s.requirePlansNothing(widget(attributes{"Name": "one"}))
	s.RequireClean("updating", s.update(config(tag("Cost", "7"))))
	s.requireTags("a default is configured, too", "Cost=7 Team=x")
	s.requirePlansNothing(config(tag("Cost", "7")))
	s = s.tagging(attributes{"Cost": "8"})
	s.retag(config(tag("Cost", "7")), `{"Cost":"7"}`)
	s.requireTags("what is configured stays", "Cost=7")
}

// tagsOf is the schema of widgets with its part about tags replaced.
func tagsOf(t *testing.T, old, other string) cloudcontroltest.Options {
	t.Helper()
	const schema = `{"typeName":"Steward::Test::Widget","additionalProperties":false,
		"properties":{"Name":{"type":"string"},"Size":{"type":"integer"},"Arn":{"type":"string"},
			"Tags":{"type":"array","insertionOrder":false,"items":{"type":"object","properties":{"Key":{"type":"string"},"Value":{"type":"string"}},"required":["Key"]}}},
		"primaryIdentifier":["/properties/Name"],"createOnlyProperties":["/properties/Name"],"readOnlyProperties":["/properties/Arn"],
		"tagging":{"taggable":true,"tagProperty":"/properties/Tags"},
		"handlers":{"create":{"permissions":[]},"read":{"permissions":[]},"update":{"permissions":[]},"delete":{"permissions":[]},"list":{"permissions":[]}}}`
	if old != "" && !strings.Contains(schema, old) {
		t.Fatalf("%s is not in the schema", old)
	}
	return cloudcontroltest.Options{Schemas: [][]byte{[]byte(strings.Replace(schema, old, other, 1))}}
}

// TestCloudControlDefaultTagsOfOtherTypes: types differ in what they do with
// tags. Each object is created under one set of default tags and refreshed and
// planned under another.
func TestCloudControlDefaultTagsOfOtherTypes(t *testing.T) {
	t.Parallel()
	const listType = `"Tags":{"type":"array","insertionOrder":false,"items":{"type":"object","properties":{"Key":{"type":"string"},"Value":{"type":"string"}},"required":["Key"]}}`
	for name, c := range map[string]struct {
		old, other    string // in the schema
		created, then string // the live object
		reason        string
	}{
		"a list":        {"", "", `"Tags":[{"Key":"Cost","Value":"7"},{"Key":"Team","Value":"x"}]`, `"Tags":[{"Key":"Team","Value":"y"}]`, "as most types"},
		"a map":         {listType, `"Tags":{"type":"object","additionalProperties":{"type":"string"}}`, `"Tags":{"Cost":"7","Team":"x"}`, `"Tags":{"Team":"y"}`, "some types have a map"},
		"in order":      {`"insertionOrder":false,`, ``, `"Tags":[{"Key":"Cost","Value":"7"},{"Key":"Team","Value":"x"}]`, `"Tags":[{"Key":"Team","Value":"y"}]`, "the schema may say nothing about the order"},
		"unchangeable":  {`"tagProperty"`, `"tagUpdatable":false,"tagProperty"`, `"Tags":[{"Key":"Cost","Value":"7"},{"Key":"Team","Value":"x"}]`, "", "a new default is no reason to replace an object"},
		"create-only":   {`"createOnlyProperties":[`, `"createOnlyProperties":["/properties/Tags",`, `"Tags":[{"Key":"Cost","Value":"7"},{"Key":"Team","Value":"x"}]`, "", "the same"},
		"not updatable": {`"update":{"permissions":[]},`, ``, `"Tags":[{"Key":"Cost","Value":"7"},{"Key":"Team","Value":"x"}]`, "", "the same"},
		"not returned":  {`"readOnlyProperties"`, `"writeOnlyProperties":["/properties/Tags"],"readOnlyProperties"`, `"Tags":[{"Key":"Cost","Value":"7"},{"Key":"Team","Value":"x"}]`, `"Tags":[{"Key":"Team","Value":"y"}]`, "a read handler that shows no tags says nothing about them"},
		"no tags":       {`"taggable":true`, `"taggable":false`, `{"Arn":"arn:aws:test:us-east-1:123456789012:widget/one","Name":"one"}`, "", "it could not take them"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newCC(t, tagsOf(t, c.old, c.other)).tagging(attributes{"Team": "x", "Cost": "7"})
			config := widget(attributes{"Name": "one"})
			s.RequireClean("creating", s.create(config))
			s.requireLive(c.reason, c.created)
			s.requirePlansNothing(config)
			s = s.tagging(attributes{"Team": "y"})
			if c.then == "" {
				s.requirePlansNothing(config)
				s.requireLive(c.reason, c.created)
				return
			}
			s.retag(config, `{"Team":"y"}`)
			s.requireLive(c.reason, c.then)
			s = s.tagging(nil)
			s.retag(config, `{}`)
			if live := s.live(); strings.Contains(live, "Team") {
				t.Errorf("%s: the tag is still there: %s", c.reason, live)
			}
		})
	}
}

func TestCloudControlDefaultTagsAndImport(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		config attributes
		clean  bool
		reason string
	}{
		"no tags":           {widget(attributes{"Name": "one"}), true, "it has the default tags already"},
		"the others":        {widget(attributes{"Name": "one", "Tags": []any{tag("Hand", "h")}}), true, "a generated configuration says just that"},
		"all of them":       {widget(attributes{"Name": "one", "Tags": []any{tag("Hand", "h"), tag("Team", "x")}}), false, "state does not show a default tag as configured before somebody says so"},
		"not all there yet": {widget(attributes{"Name": "one", "Color": "red"}), true, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newCC(t, cloudcontroltest.Options{}).tagging(attributes{"Team": "x"})
			s.world.Put(providertest.WidgetType, `{"Name":"one","Color":"red","Tags":[{"Key":"Hand","Value":"h"},{"Key":"Team","Value":"x"}]}`)
			s.RequireClean("importing", s.importIt(providertest.WidgetType+"/one"))
			if got := s.modelJSON("properties"); strings.Contains(got, "Team") || !strings.Contains(got, "Hand") {
				t.Errorf("the default tags are no part of the properties: %s", got)
			}
			if c.clean {
				s.requirePlansNothing(c.config)
			} else {
				s.RequireClean("updating", s.update(c.config))
				s.requirePlansNothing(c.config)
			}
			s.requireTags(c.reason, "Hand=h Team=x")
		})
	}
}

func TestCloudControlDefaultTagsPlan(t *testing.T) {
	t.Parallel()
	t.Run("not known yet", func(t *testing.T) {
		t.Parallel()
		s := newCC(t, cloudcontroltest.Options{}).tagging(attributes{"Team": "x"})
		config := widget(attributes{"Name": "one"})
		waiting := s.tagging(attributes{"Team": providertest.Unknown{}})
		waiting.RequireClean("planning a new object", waiting.planned(config).Diagnostics)
		s.RequireClean("creating", s.create(config))
		waiting = s.tagging(providertest.Unknown{})
		plan := waiting.planned(config)
		waiting.RequireClean("planning", plan.Diagnostics)
		if waiting.plannedAttributes(plan)["tags_all"].IsKnown() || len(plan.RequiresReplace) > 0 {
			t.Error("what the tags will be is not known, so an update must be planned")
		}
		// They turn out as they were.
		before := s.world.CloudControl.Count("UpdateResource")
		applied := s.applyWithin(t.Context(), s.state, config, plan)
		s.RequireClean("applying", applied.Diagnostics)
		s.keep(applied.NewState, applied.Private)
		if s.world.CloudControl.Count("UpdateResource") != before {
			t.Error("nothing had to be asked for")
		}
		s.requirePlansNothing(config)
	})
	t.Run("a replacement", func(t *testing.T) {
		t.Parallel()
		s := newCC(t, cloudcontroltest.Options{}).tagging(attributes{"Team": "x"})
		s.RequireClean("creating", s.create(widget(attributes{"Name": "one"})))
		plan := s.tagging(attributes{"Team": "y"}).planned(widget(attributes{"Name": "two"}))
		if got := providertest.JSON(t, s.plannedAttributes(plan)["tags_all"]); len(plan.RequiresReplace) == 0 || got != `{"Team":"y"}` {
			t.Errorf("the new object gets the new tags, got %s", got)
		}
	})
	t.Run("what names the object stays known", func(t *testing.T) {
		t.Parallel()
		s := newCC(t, cloudcontroltest.Options{}).tagging(attributes{"Team": "x"})
		s.RequireClean("creating", s.create(widget(attributes{"Name": "one"})))
		planned := s.tagging(attributes{"Team": "y"})
		got := planned.plannedAttributes(planned.planned(widget(attributes{"Name": "one"})))["computed_properties"].String()
		if !strings.Contains(got, "arn:") {
			t.Errorf("an object that refers to the ARN would be replaced: %s", got)
		}
	})
	t.Run("a failed update", func(t *testing.T) {
		t.Parallel()
		s := newCC(t, cloudcontroltest.Options{}).tagging(attributes{"Team": "x"})
		config := widget(attributes{"Name": "one"})
		s.RequireClean("creating", s.create(config))
		s = s.tagging(attributes{"Team": "y"})
		s.world.CloudControl.Script(cloudcontroltest.Fate{Kind: "UPDATE", ErrorCode: "InternalFailure"})
		providertest.RequireError(t, s.update(config), "Could not update")
		s.retag(config, `{"Team":"y"}`)
		s.requireTags("tried again", "Team=y")
	})
}

// TestCloudControlDefaultTagsOfWhatIsBeingDeleted: what an object loses on its
// way out is no reason to update it, which would be refused, and with it the
// destroy that is to go on.
func TestCloudControlDefaultTagsOfWhatIsBeingDeleted(t *testing.T) {
	t.Parallel()
	s := newCC(t, cloudcontroltest.Options{}).tagging(attributes{"Team": "x"})
	config := widget(attributes{"Name": "one"}, attributes{"timeouts": attributes{"delete": "500ms"}})
	s.RequireClean("creating", s.create(config))
	s.world.CloudControl.Script(cloudcontroltest.Fate{Kind: "DELETE", Takes: cloudcontroltest.Ptr(time.Minute)})
	providertest.RequireError(t, s.destroy(), "was not deleted within")
	s.mutate(func(p map[string]any) { delete(p, "Tags") })
	for name, provider := range map[string]*ccSession{"lost": s, "lost and changed": s.tagging(attributes{"Team": "y"})} {
		providertest.RequireWarning(t, provider.read(), "still under way")
		plan := provider.planned(config)
		if providertest.Failed(plan.Diagnostics) || provider.changes(plan) {
			t.Errorf("%s: there is nothing to change: %s", name, providertest.Text(plan.Diagnostics))
		}
	}
	s.world.CloudControl.Advance(time.Hour)
	s.RequireClean("destroying", s.destroy())
}
