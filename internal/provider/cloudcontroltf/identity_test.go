package cloudcontroltf_test

import (
	"context"
	"maps"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol/cloudcontroltest"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/providertest"
)

// whoIs is the identity of an object in the account and region of the tests;
// others, name by name and value by value, replace parts of it, "" takes one
// out.
func whoIs(typeName, identifier string, others ...string) map[string]string {
	who := map[string]string{
		"type_name": typeName, "identifier": identifier,
		"account_id": cloudcontroltest.DefaultAccountID, "region": cloudcontroltest.DefaultRegion,
	}
	for i := 0; i < len(others); i += 2 {
		who[others[i]] = others[i+1]
	}
	maps.DeleteFunc(who, func(_, value string) bool { return value == "" })
	return who
}

// requireWho checks the identity that Terraform holds.
func (s *ccSession) requireWho(when string, want map[string]string) {
	s.T.Helper()
	if diff := cmp.Diff(want, s.who()); diff != "" {
		s.T.Errorf("%s: the identity (-want +got):\n%s", when, diff)
	}
}

// TestCloudControlIdentity leads objects through their lives with a Terraform
// that keeps identities. All other tests play one that keeps none, to which the
// framework answers with an error wherever a method forgets to say who it is.
func TestCloudControlIdentity(t *testing.T) {
	t.Parallel()
	s := newCC(t, cloudcontroltest.Options{})
	s.remembers = true
	who := whoIs(providertest.WidgetType, "one")
	s.RequireClean("creating", s.create(widget(attributes{"Name": "one"})))
	s.requireWho("created", who)
	s.RequireClean("reading", s.read())
	s.RequireClean("updating", s.update(widget(attributes{"Name": "one", "Color": "blue"})))
	s.requireWho("updated", who)
	s.RequireClean("updating what asks for nothing", s.update(widget(attributes{"Name": "one", "Color": "blue"}, attributes{"deletion_policy": "ABANDON"})))
	s.requireWho("updated", who)
	s.RequireClean("updating", s.update(widget(attributes{"Name": "one", "Color": "blue"})))
	// In a replacement Terraform plans the identity of the new object, and hands over
	// none when the old one is deleted.
	s.identity = nil
	s.world.CloudControl.Fail(cloudcontroltest.Fault{Operation: "DeleteResource", Code: "AccessDeniedException"})
	providertest.RequireError(t, s.destroy(), "AccessDenied")
	s.requireWho("not deleted", who)
	s.world.CloudControl.Remove(providertest.WidgetType, "one")
	s.RequireClean("reading what is gone", s.read())
	if s.state != nil {
		t.Error("what is gone must leave the state")
	}
}

// TestCloudControlIdentityOfOlderState: what an older release, or Terraform
// before 1.12, has written has no identity.
func TestCloudControlIdentityOfOlderState(t *testing.T) {
	t.Parallel()
	for name, remember := range map[string]func(s *ccSession) map[string]string{
		"read": func(s *ccSession) map[string]string { s.RequireClean("reading", s.read()); return s.who() },
		"updated": func(s *ccSession) map[string]string {
			s.update(widget(attributes{"Name": "one", "Size": 4}))
			return s.who()
		},
		"retimed": func(s *ccSession) map[string]string {
			s.update(widget(attributes{"Name": "one"}, attributes{"timeouts": attributes{"delete": "1h"}}))
			return s.who()
		},
	} {
		s := newCC(t, cloudcontroltest.Options{})
		s.RequireClean("creating", s.create(widget(attributes{"Name": "one"})))
		s.remembers = true
		if diff := cmp.Diff(whoIs(providertest.WidgetType, "one"), remember(s)); diff != "" {
			t.Errorf("%s: the identity (-want +got):\n%s", name, diff)
		}
	}
}

// TestCloudControlIdentityStays: what became known later changes no identity
// that Terraform holds.
func TestCloudControlIdentityStays(t *testing.T) {
	t.Parallel()
	t.Run("the account", func(t *testing.T) {
		t.Parallel()
		s := newCC(t, cloudcontroltest.Options{})
		s.remembers = true
		blind := s.as(attributes{"aws": s.world.AWS(attributes{"skip_requesting_account_id": true})})
		blind.RequireClean("creating", blind.create(widget(attributes{"Name": "one"})))
		who := whoIs(providertest.WidgetType, "one", "account_id", "")
		blind.requireWho("nobody asked for the account", who)
		asking := blind.as(attributes{"aws": s.world.AWS()})
		providertest.RequireWarning(t, asking.read(), "not recorded in which account")
		asking.requireWho("who refreshes need not be who made it", who)
		providertest.RequireError(t, asking.update(widget(attributes{"Name": "one", "Size": 3})), "not recorded in which account", "import")
		providertest.RequireWarning(t, blind.update(widget(attributes{"Name": "one", "Size": 3})), "its account was not checked")
		blind.requireWho("nobody asked for the account", who)
		providertest.RequireWarning(t, blind.destroy(), "its account was not checked")
	})
	t.Run("the identifier", func(t *testing.T) {
		t.Parallel()
		s := newCC(t, cloudcontroltest.Options{Switches: cloudcontroltest.Switches{LateIdentifier: true}})
		s.remembers = true
		s.world.CloudControl.Script(cloudcontroltest.Fate{Kind: "CREATE", Takes: cloudcontroltest.Ptr(time.Minute)})
		ctx, cancel := context.WithCancel(t.Context())
		go func() {
			waitFor(t, func() bool { return s.world.CloudControl.Count("GetResourceRequestStatus") > 1 })
			cancel()
		}()
		providertest.RequireError(t, s.createWithin(ctx, queue()), "Interrupted")
		if s.identity != nil && len(s.who()) > 0 {
			t.Errorf("nobody knows yet what it is called: %v", s.who())
		}
		providertest.RequireWarning(t, s.read(), "still under way")
		who := whoIs(queueType, "")
		s.requireWho("an answer must have an identity", who)
		s.world.CloudControl.Advance(time.Hour)
		if diags := s.read(); providertest.Failed(diags) || s.text("identifier") == "" {
			t.Fatalf("now the identifier is known: %s", providertest.Text(diags))
		}
		s.requireWho("the identifier became known; the object is tainted and needs a replacement", who)
		s.RequireClean("destroying", s.destroy())
	})
}

func TestCloudControlImportByIdentity(t *testing.T) {
	t.Parallel()
	const membership = "Steward::Test::Membership"
	made := cloudcontroltest.DefaultAccountID
	for name, c := range map[string]struct {
		identity attributes
		aws      attributes
		wrong    []string // what the error says
		who      map[string]string
		reason   string
	}{
		"the shortest":        {attributes{"type_name": membership, "identifier": "g|u"}, nil, nil, whoIs(membership, "g|u"), "account and region are the provider's"},
		"all of it":           {attributes{"type_name": membership, "identifier": "g|u", "account_id": made, "region": "us-east-1"}, nil, nil, whoIs(membership, "g|u"), "as the state has it"},
		"JSON":                {attributes{"type_name": membership, "identifier": `{"UserName":"u","GroupName":"g"}`}, nil, nil, whoIs(membership, "g|u"), "the identity is written as the API does"},
		"another identifier":  {attributes{"type_name": membership, "identifier": `{"MembershipId":"m-1"}`}, nil, nil, whoIs(membership, "g|u"), "an additional one names it too"},
		"an @ in it":          {attributes{"type_name": providertest.WidgetType, "identifier": "one@us-east-1"}, nil, []string{"There is no Steward::Test::Widget one@us-east-1"}, nil, "an identity has a region of its own, so this is none, and no such widget exists"},
		"another region":      {attributes{"type_name": providertest.WidgetType, "identifier": "far", "region": "eu-west-1"}, nil, nil, whoIs(providertest.WidgetType, "far", "region", "eu-west-1"), "not the provider's"},
		"another account":     {attributes{"type_name": membership, "identifier": "g|u", "account_id": otherAccount}, nil, []string{"another account", otherAccount, made}, nil, "what has the identifier here is another object"},
		"nobody asks":         {attributes{"type_name": membership, "identifier": "g|u", "account_id": otherAccount}, attributes{"skip_requesting_account_id": true}, nil, whoIs(membership, "g|u", "account_id", otherAccount), "what the import says is believed where nobody may ask"},
		"no type":             {attributes{"type_name": "Membership", "identifier": "g|u"}, nil, []string{"type_name", `"Membership"`}, nil, "the schema of an identity has no validators"},
		"no region":           {attributes{"type_name": membership, "identifier": "g|u", "region": "here"}, nil, []string{"region", `"here"`}, nil, ""},
		"no account":          {attributes{"type_name": membership, "identifier": "g|u", "account_id": "12"}, nil, []string{"account_id", "12 digits"}, nil, ""},
		"an empty identifier": {attributes{"type_name": membership, "identifier": ""}, nil, []string{"identifier", "1 to 1024"}, nil, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newCC(t, cloudcontroltest.Options{})
			s.world.Put(membership, `{"GroupName":"g","UserName":"u","MembershipId":"m-1"}`)
			if _, err := s.world.CloudControl.At(made, "eu-west-1").Put(providertest.WidgetType, `{"Name":"far"}`); err != nil {
				t.Fatal(err)
			}
			s = s.as(attributes{"aws": s.world.AWS(c.aws)})
			s.remembers = true
			diags := s.importWho(c.identity)
			if len(c.wrong) > 0 {
				providertest.RequireError(t, diags, c.wrong...)
				return
			}
			if _, unchecked := c.aws["skip_requesting_account_id"]; unchecked {
				providertest.RequireWarning(t, diags, "its account was not checked")
			} else {
				s.RequireClean("importing", diags)
			}
			s.requireWho(c.reason, c.who)
			if got := map[string]string{
				"type_name": s.text("type_name"), "identifier": s.text("identifier"),
				"account_id": s.text("account_id"), "region": s.text("region"),
			}; !maps.Equal(got, c.who) {
				t.Errorf("%s: state has %v", c.reason, got)
			}
			s.RequireClean("reading", s.read())
			s.requireWho("read again", c.who)
		})
	}
}
