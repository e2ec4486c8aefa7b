package provider

import (
	"maps"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// A managed is one object in Terraform's state, as core keeps it between its
// calls of the provider: the state, private state and, from Terraform 1.12 on,
// the identity.
type managed struct {
	*protocol
	typeName string
	// identities says whether to behave as Terraform 1.12: to store the identity
	// and hand it back.
	identities bool

	state    *tfprotov6.DynamicValue // nil: there is none
	private  []byte
	identity *tfprotov6.ResourceIdentityData
	tainted  bool
}

// values returns the state's attributes for terraformValue; nil where there is
// no state.
func (m *managed) values() map[string]any {
	m.t.Helper()
	if m.state == nil {
		return nil
	}
	attributes := m.attributes(m.typeName, m.state)
	if attributes == nil {
		return nil
	}
	values := map[string]any{}
	for name, value := range attributes {
		values[name] = value
	}
	return values
}

// attribute returns one attribute of the state.
func (m *managed) attribute(name string) tftypes.Value {
	m.t.Helper()
	return m.attributes(m.typeName, m.state)[name]
}

// text returns an attribute of the state that is a text; empty where it is null.
func (m *managed) text(name string) string {
	m.t.Helper()
	var text *string
	if value := m.attribute(name); value.IsKnown() {
		if err := value.As(&text); err != nil {
			m.t.Fatal(err)
		}
	}
	if text == nil {
		return ""
	}
	return *text
}

func (m *managed) prior() *tfprotov6.DynamicValue {
	if m.state == nil {
		return m.dynamic(m.typeOf(m.typeName), nil)
	}
	return m.state
}

func (m *managed) priorIdentity() *tfprotov6.ResourceIdentityData {
	if !m.identities {
		return nil
	}
	return m.identity
}

// planned plans a configuration; nil plans the destruction.
func (m *managed) planned(config map[string]any) *tfprotov6.PlanResourceChangeResponse {
	m.t.Helper()
	objectType := m.typeOf(m.typeName)
	resp, err := m.server.PlanResourceChange(m.t.Context(), &tfprotov6.PlanResourceChangeRequest{
		TypeName: m.typeName, PriorPrivate: m.private, PriorState: m.prior(), PriorIdentity: m.priorIdentity(),
		Config: m.dynamic(objectType, config), ProposedNewState: m.dynamic(objectType, m.proposed(m.typeName, m.values(), config)),
	})
	if err != nil {
		m.t.Fatal(err)
	}
	return resp
}

// carryOut applies a plan and keeps what comes back, as core does: a create
// that fails with a state is tainted.
func (m *managed) carryOut(config map[string]any, plan *tfprotov6.PlanResourceChangeResponse) []*tfprotov6.Diagnostic {
	m.t.Helper()
	creating := m.values() == nil
	resp, err := m.server.ApplyResourceChange(m.t.Context(), &tfprotov6.ApplyResourceChangeRequest{
		TypeName: m.typeName, PlannedPrivate: plan.PlannedPrivate, PlannedState: plan.PlannedState, PlannedIdentity: plan.PlannedIdentity,
		PriorState: m.prior(), Config: m.dynamic(m.typeOf(m.typeName), config),
	})
	if err != nil {
		m.t.Fatal(err)
	}
	m.keep(resp.NewState, resp.Private, resp.NewIdentity)
	m.tainted = creating && len(errorsIn(resp.Diagnostics)) > 0 && m.values() != nil
	return resp.Diagnostics
}

// apply plans and applies. Whatever the plan says comes first in what is
// returned; a plan that fails is not applied.
func (m *managed) apply(config map[string]any) []*tfprotov6.Diagnostic {
	m.t.Helper()
	plan := m.planned(config)
	if len(errorsIn(plan.Diagnostics)) > 0 {
		return plan.Diagnostics
	}
	return append(plan.Diagnostics, m.carryOut(config, plan)...)
}

// refresh reads the object.
func (m *managed) refresh() []*tfprotov6.Diagnostic {
	m.t.Helper()
	resp, err := m.server.ReadResource(m.t.Context(), &tfprotov6.ReadResourceRequest{
		TypeName: m.typeName, CurrentState: m.prior(), Private: m.private, CurrentIdentity: m.priorIdentity(),
	})
	if err != nil {
		m.t.Fatal(err)
	}
	if len(errorsIn(resp.Diagnostics)) == 0 {
		m.keep(resp.NewState, resp.Private, resp.NewIdentity)
	}
	return resp.Diagnostics
}

func (m *managed) keep(state *tfprotov6.DynamicValue, private []byte, identity *tfprotov6.ResourceIdentityData) {
	m.state, m.private, m.identity = state, private, identity
	if m.values() == nil {
		m.state, m.private, m.identity = nil, nil, nil
	}
}

// requireNoChange plans a configuration that must mean no change.
func (m *managed) requireNoChange(when string, config map[string]any) {
	m.t.Helper()
	plan := m.planned(config)
	m.requireClean("planning "+when, plan.Diagnostics)
	planned := m.attributes(m.typeName, plan.PlannedState)
	for name, value := range m.attributes(m.typeName, m.state) {
		if !planned[name].Equal(value) {
			m.t.Errorf("%s: the plan changes %s from %s to %s", when, name, value, planned[name])
		}
	}
	if len(plan.RequiresReplace) > 0 {
		m.t.Errorf("%s: the plan replaces the object because of %v", when, plan.RequiresReplace)
	}
}

// altered returns a configuration with changes.
func altered(config, changes map[string]any) map[string]any {
	changed := maps.Clone(config)
	maps.Copy(changed, changes)
	return changed
}

// newManaged returns an object of a type that is not there yet.
func newManaged(t *testing.T, p *protocol, typeName string) *managed {
	t.Helper()
	return &managed{protocol: p, typeName: typeName}
}
