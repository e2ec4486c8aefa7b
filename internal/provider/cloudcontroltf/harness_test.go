package cloudcontroltf_test

import (
	"context"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol"
	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol/cloudcontroltest"
	"github.com/steward-iac/terraform-provider-steward/internal/entryguard/entryguardtest"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/cloudcontroltf"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/cloudcontroltf/connection"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/destroy"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/providertest"
)

// attributes are what a test writes of a resource, by attribute name.
type attributes = map[string]any

// A ccSession is one steward_cloudcontrol_resource that a test leads through
// its life over the protocol: it keeps state and private state as core does.
type ccSession struct {
	*providertest.Protocol
	world   *providertest.World
	state   attributes // nil while there is no object
	private []byte
	tainted bool
	// remembers makes the session keep identities, as Terraform does from 1.12
	// on. Without it, the provider is never handed one.
	remembers bool
	identity  *tfprotov6.ResourceIdentityData
	// secretID says that the identifier holds a secret, so that id may be null.
	secretID bool
}

// newCC starts both simulated APIs, and a provider that speaks to them.
func newCC(t *testing.T, options cloudcontroltest.Options) *ccSession {
	t.Helper()
	w := providertest.NewWorldWith(t, entryguardtest.Options{}, options)
	return &ccSession{Protocol: w.AWSProtocol(), world: w}
}

// as has another provider go on with the same resource: another process, with
// other settings.
func (s *ccSession) as(provider attributes, opts ...providertest.Option) *ccSession {
	s.T.Helper()
	other := *s
	other.Protocol = providertest.NewProtocol(s.T, opts...)
	other.Protocol.Configure(provider)
	return &other
}

// widget is the configuration of a widget; more replaces some of it.
func widget(properties attributes, more ...attributes) attributes {
	return ofType(providertest.WidgetType, properties, more...)
}

func ofType(typeName string, properties attributes, more ...attributes) attributes {
	config := attributes{"type_name": typeName, "properties": properties}
	for _, m := range more {
		maps.Copy(config, m)
	}
	return config
}

// planned is a plan of the session's resource, or of its replacement.
func (s *ccSession) planned(config attributes) *tfprotov6.PlanResourceChangeResponse {
	s.T.Helper()
	objectType := s.TypeOf(providertest.CloudControlType)
	resp, err := s.Server.PlanResourceChange(s.T.Context(), &tfprotov6.PlanResourceChangeRequest{
		TypeName: providertest.CloudControlType, PriorPrivate: s.private, PriorIdentity: s.identity,
		PriorState:       s.DynamicValue(objectType, s.state),
		Config:           s.DynamicValue(objectType, config),
		ProposedNewState: s.DynamicValue(objectType, s.Proposed(providertest.CloudControlType, s.state, config)),
	})
	if err != nil {
		s.T.Fatal(err)
	}
	return resp
}

// create plans and applies a new object.
func (s *ccSession) create(config attributes) []*tfprotov6.Diagnostic {
	s.T.Helper()
	return s.createWithin(s.T.Context(), config)
}

// createWithin is create under a context that the test ends.
func (s *ccSession) createWithin(ctx context.Context, config attributes) []*tfprotov6.Diagnostic {
	s.T.Helper()
	plan := s.Plan(providertest.CloudControlType, nil, config)
	if providertest.Failed(plan.Diagnostics) {
		return plan.Diagnostics
	}
	applied := s.applyWithin(ctx, nil, config, plan)
	s.keep(applied.NewState, applied.Private)
	s.tainted = providertest.Failed(applied.Diagnostics) && s.state != nil
	return append(plan.Diagnostics, applied.Diagnostics...)
}

// update plans and applies a change of the object.
func (s *ccSession) update(config attributes) []*tfprotov6.Diagnostic {
	s.T.Helper()
	plan := s.planned(config)
	if providertest.Failed(plan.Diagnostics) {
		return plan.Diagnostics
	}
	if len(plan.RequiresReplace) > 0 {
		s.T.Fatalf("the change plans a replacement because of %v", plan.RequiresReplace)
	}
	applied := s.applyWithin(s.T.Context(), s.state, config, plan)
	s.keep(applied.NewState, applied.Private)
	return append(plan.Diagnostics, applied.Diagnostics...)
}

// destroy plans and applies a destruction. Core hands no private state to the
// deletion of a tainted object.
func (s *ccSession) destroy() []*tfprotov6.Diagnostic {
	s.T.Helper()
	return s.destroyWithin(s.T.Context())
}

func (s *ccSession) destroyWithin(ctx context.Context) []*tfprotov6.Diagnostic {
	s.T.Helper()
	plan := s.planned(nil)
	if providertest.Failed(plan.Diagnostics) {
		return plan.Diagnostics
	}
	if s.tainted {
		plan.PlannedPrivate = nil
	}
	applied := s.applyWithin(ctx, s.state, nil, plan)
	s.keep(applied.NewState, applied.Private)
	return append(plan.Diagnostics, applied.Diagnostics...)
}

// read refreshes the state.
func (s *ccSession) read() []*tfprotov6.Diagnostic {
	s.T.Helper()
	resp, err := s.Server.ReadResource(s.T.Context(), &tfprotov6.ReadResourceRequest{
		TypeName: providertest.CloudControlType, CurrentState: s.DynamicValue(s.TypeOf(providertest.CloudControlType), s.state), Private: s.private, CurrentIdentity: s.identity,
	})
	if err != nil {
		s.T.Fatal(err)
	}
	if !providertest.Failed(resp.Diagnostics) {
		s.keep(resp.NewState, resp.Private)
		s.recognize(resp.NewIdentity)
	}
	return resp.Diagnostics
}

// recognize keeps an identity.
func (s *ccSession) recognize(identity *tfprotov6.ResourceIdentityData) {
	if s.remembers && s.state != nil {
		s.identity = identity
	}
}

// who is the identity that the session keeps, without what is null.
func (s *ccSession) who() map[string]string {
	s.T.Helper()
	if s.identity == nil {
		return nil
	}
	return s.Protocol.Identity(providertest.CloudControlType, s.identity)
}

// importIt imports an object and reads it, as core does.
func (s *ccSession) importIt(id string) []*tfprotov6.Diagnostic {
	s.T.Helper()
	return s.imports(&tfprotov6.ImportResourceStateRequest{TypeName: providertest.CloudControlType, ID: id})
}

// importWho imports the object that has an identity.
func (s *ccSession) importWho(identity attributes) []*tfprotov6.Diagnostic {
	s.T.Helper()
	return s.imports(&tfprotov6.ImportResourceStateRequest{
		TypeName: providertest.CloudControlType, Identity: &tfprotov6.ResourceIdentityData{IdentityData: s.DynamicValue(s.IdentityType(providertest.CloudControlType), identity)},
	})
}

func (s *ccSession) imports(req *tfprotov6.ImportResourceStateRequest) []*tfprotov6.Diagnostic {
	s.T.Helper()
	resp, err := s.Server.ImportResourceState(s.T.Context(), req)
	if err != nil {
		s.T.Fatal(err)
	}
	if providertest.Failed(resp.Diagnostics) {
		return resp.Diagnostics
	}
	imported := resp.ImportedResources[0]
	s.keep(imported.State, imported.Private)
	s.recognize(imported.Identity)
	return append(resp.Diagnostics, s.read()...)
}

func (s *ccSession) applyWithin(ctx context.Context, prior, config attributes, plan *tfprotov6.PlanResourceChangeResponse) *tfprotov6.ApplyResourceChangeResponse {
	s.T.Helper()
	resp, err := s.Server.ApplyResourceChange(ctx, &tfprotov6.ApplyResourceChangeRequest{
		TypeName: providertest.CloudControlType, PlannedPrivate: plan.PlannedPrivate, PlannedState: plan.PlannedState, PlannedIdentity: s.identity,
		PriorState: s.DynamicValue(s.TypeOf(providertest.CloudControlType), prior), Config: s.DynamicValue(s.TypeOf(providertest.CloudControlType), config),
	})
	if err != nil {
		s.T.Fatal(err)
	}
	s.identity = nil
	if state := s.Attributes(providertest.CloudControlType, resp.NewState); s.remembers && state != nil {
		s.identity = resp.NewIdentity
	}
	return resp
}

func (s *ccSession) keep(state *tfprotov6.DynamicValue, private []byte) {
	s.T.Helper()
	s.private = private
	s.state = nil
	for name, value := range s.Attributes(providertest.CloudControlType, state) {
		if s.state == nil {
			s.state = attributes{}
		}
		if !value.IsFullyKnown() {
			s.T.Errorf("state has an unknown value in %s", name)
		}
		s.state[name] = value
	}
	if id, identifier := s.text("id"), s.text("identifier"); id != identifier && !(s.secretID && id == "") {
		s.T.Errorf("the id in state is %q and the identifier %q: Terraform prints the id beside every line", id, identifier)
	}
}

// plannedAttributes decodes a plan.
func (s *ccSession) plannedAttributes(plan *tfprotov6.PlanResourceChangeResponse) map[string]tftypes.Value {
	s.T.Helper()
	return s.Attributes(providertest.CloudControlType, plan.PlannedState)
}

// changes reports whether a plan differs from the state.
func (s *ccSession) changes(plan *tfprotov6.PlanResourceChangeResponse) bool {
	s.T.Helper()
	for name, value := range s.plannedAttributes(plan) {
		if before, ok := s.state[name].(tftypes.Value); !ok || !value.Equal(before) {
			return true
		}
	}
	return false
}

// requirePlansNothing checks that a configuration plans no change, twice.
func (s *ccSession) requirePlansNothing(config attributes) {
	s.T.Helper()
	for range 2 {
		s.RequireClean("reading", s.read())
		plan := s.planned(config)
		s.RequireClean("planning", plan.Diagnostics)
		if s.changes(plan) || len(plan.RequiresReplace) > 0 {
			s.T.Errorf("the plan changes something:\nstate %s\n plan %v", s.stateJSON(), s.plannedAttributes(plan))
		}
	}
}

// text returns an attribute in state, "" where it is null.
func (s *ccSession) text(attribute string) string {
	s.T.Helper()
	value, ok := s.state[attribute].(tftypes.Value)
	if !ok || value.IsNull() {
		return ""
	}
	var text string
	if err := value.As(&text); err != nil {
		s.T.Fatal(err)
	}
	return text
}

// isNull reports whether an attribute in state is null.
func (s *ccSession) isNull(attribute string) bool {
	value, ok := s.state[attribute].(tftypes.Value)
	return !ok || value.IsNull()
}

// properties returns an attribute of properties in state as JSON.
func (s *ccSession) modelJSON(attribute string) string {
	s.T.Helper()
	return providertest.JSON(s.T, s.state[attribute])
}

// stateJSON is the whole state, for failures of tests.
func (s *ccSession) stateJSON() string {
	s.T.Helper()
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(s.state)) {
		b.WriteString(name + "=" + s.modelJSON(name) + " ")
	}
	return b.String()
}

// describedCall is a call to a type, as the resource makes it.
func describedCall(t *testing.T, w *providertest.World, typeName string) *cloudcontroltf.Call {
	t.Helper()
	client, _, err := cloudcontrol.New(t.Context(), cloudcontrol.Config{
		Region: cloudcontroltest.DefaultRegion, AccessKey: providertest.AccessKey, SecretKey: providertest.SecretKey, MaxRetries: 1,
		Endpoints: cloudcontrol.Endpoints{CloudControl: w.CloudControl.URL(), CloudFormation: w.CloudControl.URL(), STS: w.CloudControl.URL()},
	})
	if err != nil {
		t.Fatal(err)
	}
	r := &cloudcontroltf.Resource{Data: &connection.ProviderData{
		Settings: &destroy.Settings{Pace: providertest.Pace},
		Client:   func(context.Context) (*cloudcontrol.Client, diag.Diagnostics) { return client, nil },
	}}
	var diags diag.Diagnostics
	c, ok := r.Call(t.Context(), &cloudcontroltf.Model{TypeName: types.StringValue(typeName)}, nil, nil, &diags)
	if !ok {
		t.Fatal(diags)
	}
	return c
}
