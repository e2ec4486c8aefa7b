package cloudcontroltf_test

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol/cloudcontroltest"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/providertest"
)

const (
	privateType   = "Acme::Internal::Ticket"
	secondVersion = "00000002"
	otherRole     = "arn:aws:iam::" + otherAccount + ":role/teams/steward"
)

// ticketSchema is a version of a private type; the second one has Priority.
func ticketSchema(more string) []byte {
	return []byte(`{"typeName":"` + privateType + `","additionalProperties":false,
		"properties":{"Title":{"type":"string"},"TicketId":{"type":"string"}` + more + `},
		"primaryIdentifier":["/properties/TicketId"],"readOnlyProperties":["/properties/TicketId"],
		"handlers":{"create":{"permissions":[]},"read":{"permissions":[]},"update":{"permissions":[]},"delete":{"permissions":[]},"list":{"permissions":[]}}}`)
}

// ticket is an object of the second version, handled by a role of another
// account.
func ticket(properties attributes, more ...attributes) attributes {
	return ofType(privateType, properties, append([]attributes{{"role_arn": otherRole, "type_version_id": secondVersion}}, more...)...)
}

func newTickets(t *testing.T) *ccSession {
	t.Helper()
	return newCC(t, cloudcontroltest.Options{
		Schemas:  [][]byte{ticketSchema("")},
		Versions: map[string][][]byte{secondVersion: {ticketSchema(`,"Priority":{"type":"integer"}`)}},
	})
}

// TestCloudControlPrivateType leads an object of a private type through its
// life: of a version that is not the default, by a role of another account.
func TestCloudControlPrivateType(t *testing.T) {
	t.Parallel()
	s := newTickets(t)
	there := s.world.CloudControl.At(otherAccount, cloudcontroltest.DefaultRegion)
	config := func(priority int) attributes { return ticket(attributes{"Title": "t", "Priority": priority}) }
	s.RequireClean("creating", s.create(config(1)))
	if got := s.text("account_id"); got != otherAccount {
		t.Errorf("the object is in account %s, where its role is from, state says %s", otherAccount, got)
	}
	if _, ok := there.Object(privateType, s.text("identifier")); !ok {
		t.Error("the object is not where its role works")
	}
	s.requirePlansNothing(config(1))
	s.RequireClean("updating", s.update(config(2)))
	if err := there.Mutate(privateType, s.text("identifier"), func(p map[string]any) { p["Title"] = "by hand" }); err != nil {
		t.Fatal(err)
	}
	s.RequireClean("reading", s.read())
	if got := s.modelJSON("properties"); !strings.Contains(got, "by hand") {
		t.Errorf("drift must show: %s", got)
	}
	s.RequireClean("updating", s.update(config(2)))
	s.requirePlansNothing(config(2))
	s.RequireClean("destroying", s.destroy())
	if left := there.Objects(); len(left) > 0 {
		t.Errorf("%d objects are left", len(left))
	}
	described := 0
	for _, r := range s.world.CloudControl.Requests() {
		switch r.Operation {
		case "DescribeType":
			described++
			if r.TypeVersion != secondVersion || r.Account != cloudcontroltest.DefaultAccountID {
				t.Errorf("the schema of version %q was asked of account %s, want %q of the caller's own", r.TypeVersion, r.Account, secondVersion)
			}
		case "CreateResource", "GetResource", "UpdateResource", "DeleteResource":
			if r.RoleARN != otherRole || r.TypeVersion != secondVersion {
				t.Errorf("%s was sent with role %q and version %q", r.Operation, r.RoleARN, r.TypeVersion)
			}
		}
	}
	if described != 1 {
		t.Errorf("the type was described %d times, want once", described)
	}
}

// TestCloudControlRoleFence: an object is looked for where its role is from,
// and nowhere else.
func TestCloudControlRoleFence(t *testing.T) {
	t.Parallel()
	t.Run("gone", func(t *testing.T) {
		t.Parallel()
		s := newTickets(t)
		s.RequireClean("creating", s.create(ticket(attributes{"Title": "t"})))
		s.world.CloudControl.At(otherAccount, cloudcontroltest.DefaultRegion).Remove(privateType, s.text("identifier"))
		s.RequireClean("reading", s.read())
		if s.state != nil {
			t.Error("not found there is believed: the role is of the account where the object was")
		}
	})
	t.Run("another role", func(t *testing.T) {
		t.Parallel()
		s := newTickets(t)
		s.RequireClean("creating", s.create(ticket(attributes{"Title": "t"})))
		colleague := attributes{"role_arn": "arn:aws:iam::" + otherAccount + ":role/colleague"}
		s.RequireClean("updating", s.update(ticket(attributes{"Title": "t"}, colleague)))
		s.requirePlansNothing(ticket(attributes{"Title": "t"}, colleague))
	})
	for name, role := range map[string]any{"no role": nil, "a role of another account": "arn:aws:iam::111122223333:role/steward"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newTickets(t)
			s.RequireClean("creating", s.create(ticket(attributes{"Title": "t"})))
			plan := s.planned(ticket(attributes{"Title": "t"}, attributes{"role_arn": role}))
			providertest.RequireError(t, plan.Diagnostics, "another account", otherAccount, "role_arn")
			if role == nil {
				role = tftypes.NewValue(tftypes.String, nil)
			}
			// A state that somebody edited: a namesake in another account is
			// neither read nor deleted in its place.
			identifier := s.text("identifier")
			s.world.Put(privateType, `{"Title":"namesake","TicketId":"`+identifier+`"}`)
			s.state["role_arn"] = role
			providertest.RequireError(t, s.read(), "another")
			providertest.RequireError(t, s.destroy(), "another account")
			if left := len(s.world.CloudControl.Objects()); left != 2 || s.state == nil {
				t.Errorf("%d objects are left, want both: %s", left, s.stateJSON())
			}
		})
	}
}

func TestCloudControlTypeVersion(t *testing.T) {
	t.Parallel()
	s := newTickets(t)
	prioritized := attributes{"Title": "t", "Priority": 1}
	providertest.RequireError(t, s.Plan(providertest.CloudControlType, nil, ofType(privateType, prioritized)).Diagnostics, `ElementKeyString("Priority")`, "no property")
	providertest.RequireError(t, s.Plan(providertest.CloudControlType, nil, ticket(prioritized, attributes{"type_version_id": "00000003"})).Diagnostics, "type_name", privateType)
	providertest.RequireWarning(t, s.Plan(providertest.CloudControlType, nil, ticket(prioritized, attributes{"type_version_id": providertest.Unknown{}})).Diagnostics, "could not be checked", "type_version_id")
	s.RequireClean("creating", s.create(ticket(prioritized)))
	// A version is about the handler: another one asks nothing of the object.
	// What it does not know and did not change is no error; what changes is checked.
	if plan := s.planned(ticket(prioritized, attributes{"type_version_id": nil})); providertest.Failed(plan.Diagnostics) {
		t.Errorf("the object is as it was: %s", providertest.Text(plan.Diagnostics))
	}
	providertest.RequireError(t, s.planned(ticket(attributes{"Title": "t", "Priority": 2}, attributes{"type_version_id": nil})).Diagnostics, `ElementKeyString("Priority")`)
	s.RequireClean("updating", s.update(ticket(attributes{"Title": "t"})))
	before := s.world.CloudControl.Count("UpdateResource")
	s.RequireClean("updating", s.update(ticket(attributes{"Title": "t"}, attributes{"type_version_id": nil})))
	if s.world.CloudControl.Count("UpdateResource") != before {
		t.Error("nothing had to be asked for")
	}
	s.RequireClean("destroying", s.destroy())
}
