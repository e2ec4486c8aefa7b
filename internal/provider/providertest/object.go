package providertest

import (
	"maps"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// A Object is one object in Terraform's state, as core keeps it between its
// calls of the provider: the state, private state and, from Terraform 1.12 on,
// the identity.
type Object struct {
	*Protocol
	// TypeName is the resource's type.
	TypeName string
	// Identities says whether to behave as Terraform 1.12: to store the identity
	// and hand it back.
	Identities bool

	State    *tfprotov6.DynamicValue // nil: there is none
	Private  []byte
	Identity *tfprotov6.ResourceIdentityData
	Tainted  bool
}

// Values returns the state's attributes for terraformValue; nil where there is
// no state.
func (m *Object) Values() map[string]any {
	m.T.Helper()
	if m.State == nil {
		return nil
	}
	attributes := m.Attributes(m.TypeName, m.State)
	if attributes == nil {
		return nil
	}
	values := map[string]any{}
	for name, value := range attributes {
		values[name] = value
	}
	return values
}

// Attribute returns one Attribute of the state.
func (m *Object) Attribute(name string) tftypes.Value {
	m.T.Helper()
	return m.Attributes(m.TypeName, m.State)[name]
}

// Text returns an attribute of the state that is a Text; empty where it is null.
func (m *Object) Text(name string) string {
	m.T.Helper()
	var text *string
	if value := m.Attribute(name); value.IsKnown() {
		if err := value.As(&text); err != nil {
			m.T.Fatal(err)
		}
	}
	if text == nil {
		return ""
	}
	return *text
}

func (m *Object) prior() *tfprotov6.DynamicValue {
	if m.State == nil {
		return m.DynamicValue(m.TypeOf(m.TypeName), nil)
	}
	return m.State
}

func (m *Object) priorIdentity() *tfprotov6.ResourceIdentityData {
	if !m.Identities {
		return nil
	}
	return m.Identity
}

// Planned plans a configuration; nil plans the destruction.
func (m *Object) Planned(config map[string]any) *tfprotov6.PlanResourceChangeResponse {
	m.T.Helper()
	objectType := m.TypeOf(m.TypeName)
	resp, err := m.Server.PlanResourceChange(m.T.Context(), &tfprotov6.PlanResourceChangeRequest{
		TypeName: m.TypeName, PriorPrivate: m.Private, PriorState: m.prior(), PriorIdentity: m.priorIdentity(),
		Config: m.DynamicValue(objectType, config), ProposedNewState: m.DynamicValue(objectType, m.Proposed(m.TypeName, m.Values(), config)),
	})
	if err != nil {
		m.T.Fatal(err)
	}
	return resp
}

// CarryOut applies a plan and keeps what comes back, as core does: a create
// that fails with a state is tainted.
func (m *Object) CarryOut(config map[string]any, plan *tfprotov6.PlanResourceChangeResponse) []*tfprotov6.Diagnostic {
	m.T.Helper()
	creating := m.Values() == nil
	resp, err := m.Server.ApplyResourceChange(m.T.Context(), &tfprotov6.ApplyResourceChangeRequest{
		TypeName: m.TypeName, PlannedPrivate: plan.PlannedPrivate, PlannedState: plan.PlannedState, PlannedIdentity: plan.PlannedIdentity,
		PriorState: m.prior(), Config: m.DynamicValue(m.TypeOf(m.TypeName), config),
	})
	if err != nil {
		m.T.Fatal(err)
	}
	m.Keep(resp.NewState, resp.Private, resp.NewIdentity)
	m.Tainted = creating && len(Errors(resp.Diagnostics)) > 0 && m.Values() != nil
	return resp.Diagnostics
}

// Apply plans and applies. Whatever the plan says comes first in what is
// returned; a plan that fails is not applied.
func (m *Object) Apply(config map[string]any) []*tfprotov6.Diagnostic {
	m.T.Helper()
	plan := m.Planned(config)
	if len(Errors(plan.Diagnostics)) > 0 {
		return plan.Diagnostics
	}
	return append(plan.Diagnostics, m.CarryOut(config, plan)...)
}

// Refresh reads the object.
func (m *Object) Refresh() []*tfprotov6.Diagnostic {
	m.T.Helper()
	resp, err := m.Server.ReadResource(m.T.Context(), &tfprotov6.ReadResourceRequest{
		TypeName: m.TypeName, CurrentState: m.prior(), Private: m.Private, CurrentIdentity: m.priorIdentity(),
	})
	if err != nil {
		m.T.Fatal(err)
	}
	if len(Errors(resp.Diagnostics)) == 0 {
		m.Keep(resp.NewState, resp.Private, resp.NewIdentity)
	}
	return resp.Diagnostics
}

// Keep makes an answer the state; one without a state means that there is none.
func (m *Object) Keep(state *tfprotov6.DynamicValue, private []byte, identity *tfprotov6.ResourceIdentityData) {
	m.State, m.Private, m.Identity = state, private, identity
	if m.Values() == nil {
		m.State, m.Private, m.Identity = nil, nil, nil
	}
}

// RequireNoChange plans a configuration that must mean no change.
func (m *Object) RequireNoChange(when string, config map[string]any) {
	m.T.Helper()
	plan := m.Planned(config)
	m.RequireClean("planning "+when, plan.Diagnostics)
	planned := m.Attributes(m.TypeName, plan.PlannedState)
	for name, value := range m.Attributes(m.TypeName, m.State) {
		if !planned[name].Equal(value) {
			m.T.Errorf("%s: the plan changes %s from %s to %s", when, name, value, planned[name])
		}
	}
	if len(plan.RequiresReplace) > 0 {
		m.T.Errorf("%s: the plan replaces the object because of %v", when, plan.RequiresReplace)
	}
}

// Altered returns a configuration with changes.
func Altered(config, changes map[string]any) map[string]any {
	changed := maps.Clone(config)
	maps.Copy(changed, changes)
	return changed
}

// NewObject returns an object of a type that is not there yet.
func NewObject(t *testing.T, p *Protocol, typeName string) *Object {
	t.Helper()
	return &Object{Protocol: p, TypeName: typeName}
}
