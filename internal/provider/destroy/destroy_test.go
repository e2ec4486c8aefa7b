package destroy_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	fwprovider "github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/destroy"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/providertest"
)

// A probe is the smallest resource that is deleted through destroy, with a
// backend that a test scripts. It shows what Terraform gets to see of private
// state and attributes without any API.
type probe struct {
	backend  deletion.Backend
	provider *destroy.Settings
	replaces string // attribute that a change of replaces the object
	look     destroy.Check
	allowed  func(context.Context) diag.Diagnostics
	work     func(*destroy.Work) // changes what is deleted how; may be nil
	fails    bool                // begin says why there is nothing to do
	begun    int                 // how often it was called
}

func (p *probe) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_thing"
}

func (p *probe) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = schema.Schema{Attributes: map[string]schema.Attribute{
		"id":                          schema.StringAttribute{Required: true},
		"size":                        schema.StringAttribute{Optional: true},
		destroy.PolicyAttributeName:   destroy.DeletionPolicyAttribute(),
		destroy.BlockersAttributeName: destroy.DeletionBlockersAttribute(),
		destroy.PendingAttributeName:  destroy.PendingOperationAttribute(),
	}}
}

func (p *probe) object(id string) deletion.Object {
	return deletion.Object{Type: "Probe", ID: id, Home: deletion.Home{Account: "111122223333"}}
}

func (p *probe) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	if req.Plan.Raw.IsNull() {
		var id types.String
		resp.Diagnostics.Append(req.State.GetAttribute(ctx, path.Root("id"), &id)...)
		destroy.PlanDestroy(ctx, p.provider, req, resp, p.object(id.ValueString()), p.look, p.allowed)
		return
	}
	if p.replaces != "" && !req.State.Raw.IsNull() {
		resp.RequiresReplace = path.Paths{path.Root(p.replaces)}
	}
	destroy.PlanPolicy(ctx, p.provider, req, resp, p.object("x"), p.look)
}

func (p *probe) Create(context.Context, resource.CreateRequest, *resource.CreateResponse) {}

func (p *probe) Read(context.Context, resource.ReadRequest, *resource.ReadResponse) {}

func (p *probe) Update(context.Context, resource.UpdateRequest, *resource.UpdateResponse) {}

func (p *probe) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var id, policy types.String
	var pending types.Object
	resp.Diagnostics.Append(req.State.GetAttribute(ctx, path.Root("id"), &id)...)
	resp.Diagnostics.Append(req.State.GetAttribute(ctx, path.Root(destroy.PolicyAttributeName), &policy)...)
	resp.Diagnostics.Append(req.State.GetAttribute(ctx, path.Root(destroy.PendingAttributeName), &pending)...)
	obj := p.object(id.ValueString())
	op, diags := destroy.PendingTo(ctx, pending, obj)
	resp.Diagnostics.Append(diags...)
	destroy.Destroy(ctx, p.provider, destroy.Destruction{
		Object: obj, Policy: policy,
		Begin: func(ctx context.Context, resp *resource.DeleteResponse) (context.Context, context.CancelFunc, *destroy.Work) {
			p.begun++
			if p.fails {
				resp.Diagnostics.AddError("no client", "")
			}
			ctx, cancel := context.WithCancel(ctx)
			work := &destroy.Work{Backend: p.backend, Object: obj, Timeout: time.Minute, Pending: op, HasPending: true}
			if p.work != nil {
				p.work(work)
			}
			return ctx, cancel, work
		},
	}, resp)
}

// probeProvider serves the one probe.
type probeProvider struct{ *probe }

func (probeProvider) Metadata(_ context.Context, _ fwprovider.MetadataRequest, resp *fwprovider.MetadataResponse) {
	resp.TypeName = "probe"
}

func (probeProvider) Schema(context.Context, fwprovider.SchemaRequest, *fwprovider.SchemaResponse) {}

func (probeProvider) Configure(context.Context, fwprovider.ConfigureRequest, *fwprovider.ConfigureResponse) {
}

func (probeProvider) DataSources(context.Context) []func() datasource.DataSource { return nil }

func (p probeProvider) Resources(context.Context) []func() resource.Resource {
	return []func() resource.Resource{func() resource.Resource { return p.probe }}
}

var thingType = tftypes.Object{AttributeTypes: map[string]tftypes.Type{
	"id": tftypes.String, "size": tftypes.String, destroy.PolicyAttributeName: tftypes.String,
	destroy.BlockersAttributeName: tftypes.List{ElementType: tftypes.Object{AttributeTypes: map[string]tftypes.Type{"code": tftypes.String, "id": tftypes.String}}},
	destroy.PendingAttributeName:  tftypes.Object{AttributeTypes: map[string]tftypes.Type{"kind": tftypes.String, "token": tftypes.String, "requested_at": tftypes.String}},
}}

// thing is a state, plan or configuration of the probe. An empty text is null.
func thing(policy, size, pendingToken string) tftypes.Value {
	text := func(s string) tftypes.Value {
		if s == "" {
			return tftypes.NewValue(tftypes.String, nil)
		}
		return tftypes.NewValue(tftypes.String, s)
	}
	pendingType := thingType.AttributeTypes[destroy.PendingAttributeName]
	pending := tftypes.NewValue(pendingType, nil)
	if pendingToken != "" {
		pending = tftypes.NewValue(pendingType, map[string]tftypes.Value{
			"kind": text("DELETE"), "token": text(pendingToken), "requested_at": text("2026-02-18T12:00:00Z"),
		})
	}
	return tftypes.NewValue(thingType, map[string]tftypes.Value{
		"id": text("thing-1"), "size": text(size), destroy.PolicyAttributeName: text(policy), destroy.PendingAttributeName: pending,
		destroy.BlockersAttributeName: tftypes.NewValue(thingType.AttributeTypes[destroy.BlockersAttributeName], nil),
	})
}

func noThing() tftypes.Value { return tftypes.NewValue(thingType, nil) }

func pack(t *testing.T, v tftypes.Value) *tfprotov6.DynamicValue {
	t.Helper()
	packed, err := tfprotov6.NewDynamicValue(thingType, v)
	if err != nil {
		t.Fatal(err)
	}
	return &packed
}

// server serves a probe over the protocol.
func (p *probe) server(t *testing.T) tfprotov6.ProviderServer {
	t.Helper()
	if p.provider == nil {
		p.provider = &destroy.Settings{DeletionPolicy: destroy.PolicyDelete, Pace: deletion.Pace{
			FirstPoll: time.Millisecond, MaxPoll: time.Millisecond, MinBackoff: time.Millisecond, MaxBackoff: time.Millisecond, LastLook: 50 * time.Millisecond, Recheck: time.Millisecond,
		}}
	}
	server, err := providerserver.NewProtocol6WithError(probeProvider{p})()
	if err != nil {
		t.Fatal(err)
	}
	return server
}

// delete is what core does in the apply phase of a destroy.
func (p *probe) delete(ctx context.Context, t *testing.T, prior tftypes.Value, private []byte) *tfprotov6.ApplyResourceChangeResponse {
	t.Helper()
	resp, err := p.server(t).ApplyResourceChange(ctx, &tfprotov6.ApplyResourceChangeRequest{
		TypeName: "probe_thing", PriorState: pack(t, prior), PlannedState: pack(t, noThing()), Config: pack(t, noThing()), PlannedPrivate: private,
	})
	if err != nil {
		t.Fatal(err)
	}
	return resp
}

// plan is what core does while planning.
func (p *probe) plan(t *testing.T, prior, proposed, config tftypes.Value) *tfprotov6.PlanResourceChangeResponse {
	t.Helper()
	resp, err := p.server(t).PlanResourceChange(t.Context(), &tfprotov6.PlanResourceChangeRequest{
		TypeName: "probe_thing", PriorState: pack(t, prior), ProposedNewState: pack(t, proposed), Config: pack(t, config),
	})
	if err != nil {
		t.Fatal(err)
	}
	return resp
}

func isGone(t *testing.T, v *tfprotov6.DynamicValue) bool {
	t.Helper()
	state, err := v.Unmarshal(thingType)
	if err != nil {
		t.Fatal(err)
	}
	return state.IsNull()
}

// slowBackend accepts a deletion whose operation ends when the test says so.
type slowBackend struct {
	deletes []deletion.Attempt
	polled  []string
	done    bool
}

func (b *slowBackend) Observe(ctx context.Context, _ deletion.Object) (bool, error) {
	return !b.done, ctx.Err()
}

func (b *slowBackend) Delete(_ context.Context, obj deletion.Object, attempt deletion.Attempt) (deletion.Operation, error) {
	b.deletes = append(b.deletes, attempt)
	return deletion.Operation{Kind: deletion.KindDelete, Token: "token-1", ObjectType: obj.Type, ObjectID: obj.ID, Status: "IN_PROGRESS"}, nil
}

func (b *slowBackend) Poll(_ context.Context, op deletion.Operation) (deletion.Operation, error) {
	b.polled = append(b.polled, op.Token)
	op.Kind, op.Status = deletion.KindDelete, "IN_PROGRESS"
	if b.done {
		op.State, op.Status = deletion.Done, "SUCCESS"
	}
	return op, nil
}

func (b *slowBackend) Home(context.Context) (deletion.Home, error) {
	return deletion.Home{Account: "111122223333"}, nil
}

// TestInterruptedDeleteIsResumed: the operation is saved in both places, and
// the next run polls it instead of asking again, also with private state lost.
func TestInterruptedDeleteIsResumed(t *testing.T) {
	for name, keepsPrivate := range map[string]bool{"PrivateState": true, "AttributeAloneAfterATaint": false} {
		t.Run(name, func(t *testing.T) {
			backend := &slowBackend{}
			p := &probe{backend: backend}
			ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
			defer cancel()
			first := p.delete(ctx, t, thing(destroy.PolicyDelete, "", ""), nil)
			if text := providertest.Text(first.Diagnostics); !strings.Contains(text, "token-1") || !strings.HasPrefix(text, "ERROR") {
				t.Fatalf("the diagnostics do not name the operation:\n%s", text)
			}
			if isGone(t, first.NewState) {
				t.Fatal("the object left the state")
			}
			state, err := first.NewState.Unmarshal(thingType)
			if err != nil {
				t.Fatal(err)
			}
			if !state.Equal(withRequestedAt(t, state, thing(destroy.PolicyDelete, "", "token-1"))) {
				t.Errorf("state = %v, want pending_operation to name token-1", state)
			}
			private := first.Private
			if !keepsPrivate {
				private = nil
			}
			backend.done = true
			second := p.delete(t.Context(), t, state, private)
			if len(second.Diagnostics) != 0 || !isGone(t, second.NewState) {
				t.Errorf("the second run: gone = %v\n%s", isGone(t, second.NewState), providertest.Text(second.Diagnostics))
			}
			if len(backend.deletes) != 1 {
				t.Errorf("%d deletions over both runs, want 1", len(backend.deletes))
			}
		})
	}
}

// withRequestedAt copies the time from got, which a test cannot know.
func withRequestedAt(t *testing.T, got, want tftypes.Value) tftypes.Value {
	t.Helper()
	at, _, err := tftypes.WalkAttributePath(got, tftypes.NewAttributePath().WithAttributeName(destroy.PendingAttributeName).WithAttributeName("requested_at"))
	if err != nil {
		t.Fatal(err)
	}
	changed, err := tftypes.Transform(want, func(p *tftypes.AttributePath, v tftypes.Value) (tftypes.Value, error) {
		if p.Equal(tftypes.NewAttributePath().WithAttributeName(destroy.PendingAttributeName).WithAttributeName("requested_at")) {
			return at.(tftypes.Value), nil
		}
		return v, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return changed
}

// TestSeedTravelsFromPlanToDelete: the same saved plan applied again carries
// the same seed, so that the API sees the same request.
func TestSeedTravelsFromPlanToDelete(t *testing.T) {
	backend := &slowBackend{done: true}
	p := &probe{backend: backend}
	planned := p.plan(t, thing(destroy.PolicyDelete, "", ""), noThing(), noThing())
	var record destroy.DeletionRecord
	readPrivate(t, planned.PlannedPrivate, &record)
	if record.Seed == "" {
		t.Fatal("the destroy plan minted no seed")
	}
	for range 2 {
		if resp := p.delete(t.Context(), t, thing(destroy.PolicyDelete, "", ""), planned.PlannedPrivate); len(resp.Diagnostics) != 0 {
			t.Fatal(providertest.Text(resp.Diagnostics))
		}
	}
	if len(backend.deletes) != 2 || backend.deletes[0] != backend.deletes[1] || backend.deletes[0].Seed != record.Seed {
		t.Errorf("attempts = %v, want twice the seed %s", backend.deletes, record.Seed)
	}
}

// TestSeedsDiffer: a namesake that is created later has a seed of its own.
func TestSeedsDiffer(t *testing.T) {
	p := &probe{backend: &slowBackend{}}
	var first, second destroy.DeletionRecord
	readPrivate(t, p.plan(t, thing(destroy.PolicyDelete, "", ""), noThing(), noThing()).PlannedPrivate, &first)
	readPrivate(t, p.plan(t, thing(destroy.PolicyDelete, "", ""), noThing(), noThing()).PlannedPrivate, &second)
	if first.Seed == second.Seed {
		t.Errorf("two objects share the seed %s", first.Seed)
	}
}

func readPrivate(t *testing.T, private []byte, record *destroy.DeletionRecord) {
	t.Helper()
	var keys map[string][]byte
	if err := json.Unmarshal(private, &keys); err != nil {
		t.Fatalf("private state %q: %v", private, err)
	}
	if err := json.Unmarshal(keys[destroy.DeletionKey], record); err != nil {
		t.Fatalf("private key %q: %v", keys[destroy.DeletionKey], err)
	}
}

// TestDamagedPrivateStateStartsAnew: only a damaged state file gets there, and
// the object must not become undeletable by it.
func TestDamagedPrivateStateStartsAnew(t *testing.T) {
	private, err := json.Marshal(map[string][]byte{destroy.DeletionKey: []byte(`["not a record"]`)})
	if err != nil {
		t.Fatal(err)
	}
	backend := &slowBackend{done: true}
	resp := (&probe{backend: backend}).delete(t.Context(), t, thing(destroy.PolicyDelete, "", ""), private)
	if !isGone(t, resp.NewState) || len(backend.deletes) != 1 {
		t.Errorf("gone = %v, deletions = %d\n%s", isGone(t, resp.NewState), len(backend.deletes), providertest.Text(resp.Diagnostics))
	}
}

// TestPolicy: deletion_policy in the plan and again at apply.
func TestPolicy(t *testing.T) {
	const (
		noError = ""
		protect = "ERROR: Probe thing-1 is protected: its deletion_policy is PREVENT"
		abandon = "WARNING: Probe thing-1 is abandoned, not deleted: its deletion_policy is ABANDON"
	)
	for name, c := range map[string]struct{ policy, planned, applied string }{
		"Delete":  {destroy.PolicyDelete, noError, noError},
		"Prevent": {destroy.PolicyPrevent, protect, protect},
		"Abandon": {destroy.PolicyAbandon, abandon, noError},
		"Null":    {"", noError, noError},
	} {
		t.Run(name, func(t *testing.T) {
			backend := &slowBackend{done: true}
			p := &probe{backend: backend}
			planned := providertest.Text(p.plan(t, thing(c.policy, "", ""), noThing(), noThing()).Diagnostics)
			if !strings.HasPrefix(planned, c.planned) || (c.planned == noError && planned != "") {
				t.Errorf("the plan says:\n%s\nwant: %s", planned, c.planned)
			}
			resp := p.delete(t.Context(), t, thing(c.policy, "", ""), nil)
			if applied := providertest.Text(resp.Diagnostics); !strings.HasPrefix(applied, c.applied) || (c.applied == noError && applied != "") {
				t.Errorf("Delete says:\n%s\nwant: %s", applied, c.applied)
			}
			if gone := isGone(t, resp.NewState); gone == (c.policy == destroy.PolicyPrevent) {
				t.Errorf("gone from state = %v", gone)
			}
			if asked := len(backend.deletes) > 0; asked == (c.policy == destroy.PolicyPrevent || c.policy == destroy.PolicyAbandon) {
				t.Errorf("asked the API = %v", asked)
			}
		})
	}
}

// TestPolicyComesFirst: what is kept or abandoned needs no backend and no
// permission, so neither credentials nor an answer of the API.
func TestPolicyComesFirst(t *testing.T) {
	for policy, want := range map[string]int{destroy.PolicyPrevent: 0, destroy.PolicyAbandon: 0, destroy.PolicyDelete: 1} {
		asked := 0
		p := &probe{backend: &slowBackend{done: true}, allowed: func(context.Context) diag.Diagnostics { asked++; return nil }}
		p.plan(t, thing(policy, "", ""), noThing(), noThing())
		p.delete(t.Context(), t, thing(policy, "", ""), nil)
		if asked != want || p.begun != want {
			t.Errorf("%s: the plan asked whether it may %d times and the deletion began %d times, want %d", policy, asked, p.begun, want)
		}
	}
}

// TestNothingIsDeletedWithoutABeginning: an error while the work begins, or
// while the plan asks whether it may, ends it there.
func TestNothingIsDeletedWithoutABeginning(t *testing.T) {
	backend := &slowBackend{done: true}
	p := &probe{backend: backend, fails: true, allowed: func(context.Context) diag.Diagnostics {
		return diag.Diagnostics{diag.NewErrorDiagnostic("not allowed", "")}
	}}
	deleted := p.delete(t.Context(), t, thing(destroy.PolicyDelete, "", ""), nil)
	if isGone(t, deleted.NewState) || len(backend.deletes) > 0 {
		t.Errorf("gone = %v after %d requests", isGone(t, deleted.NewState), len(backend.deletes))
	}
	planned := p.plan(t, thing(destroy.PolicyDelete, "", ""), noThing(), noThing())
	if len(planned.PlannedPrivate) > 0 || len(planned.Diagnostics) != 1 {
		t.Errorf("the plan went on: %q\n%s", planned.PlannedPrivate, providertest.Text(planned.Diagnostics))
	}
}

// TestPlannedPolicy: the configuration's value, else the provider's default;
// and our own replacements obey the policy in state.
func TestPlannedPolicy(t *testing.T) {
	for name, c := range map[string]struct {
		reason                      string
		standard                    string // the provider's default
		configured, prior, replaces string
		want, says                  string
	}{
		"Configured":         {"the block says it", destroy.PolicyDelete, destroy.PolicyPrevent, "", "", destroy.PolicyPrevent, ""},
		"Default":            {"the provider says it", destroy.PolicyAbandon, "", "", "", destroy.PolicyAbandon, ""},
		"DefaultAtUpdate":    {"taking the line out of the block brings the default back", destroy.PolicyDelete, "", destroy.PolicyPrevent, "", destroy.PolicyDelete, ""},
		"ReplacePrevented":   {"the policy in state counts, although the block changes it", destroy.PolicyDelete, destroy.PolicyDelete, destroy.PolicyPrevent, "size", destroy.PolicyDelete, "ERROR: Probe x cannot be replaced"},
		"ReplaceAbandoned":   {"the old object stays behind", destroy.PolicyDelete, "", destroy.PolicyAbandon, "size", destroy.PolicyDelete, "WARNING: Probe x is abandoned, not deleted"},
		"ReplaceDeleted":     {"the plain case", destroy.PolicyDelete, "", destroy.PolicyDelete, "size", destroy.PolicyDelete, ""},
		"DefaultUnknownKept": {"while the provider's default is not known, what state says stays", "", "", destroy.PolicyPrevent, "", destroy.PolicyPrevent, ""},
	} {
		t.Run(name, func(t *testing.T) {
			p := &probe{backend: &slowBackend{}, provider: &destroy.Settings{DeletionPolicy: c.standard}, replaces: c.replaces}
			prior := noThing()
			if c.prior != "" {
				prior = thing(c.prior, "small", "")
			}
			resp := p.plan(t, prior, thing(c.configured, "large", ""), thing(c.configured, "large", ""))
			text := providertest.Text(resp.Diagnostics)
			if !strings.HasPrefix(text, c.says) || (c.says == "") != (text == "") {
				t.Errorf("the plan says %q, want %q: %s", text, c.says, c.reason)
			}
			if strings.HasPrefix(c.says, "ERROR") {
				return
			}
			planned, err := resp.PlannedState.Unmarshal(thingType)
			if err != nil {
				t.Fatal(err)
			}
			var attributes map[string]tftypes.Value
			var policy string
			if err := planned.As(&attributes); err != nil {
				t.Fatal(err)
			}
			if err := attributes[destroy.PolicyAttributeName].As(&policy); err != nil || policy != c.want {
				t.Errorf("planned deletion_policy = %q, %v; want %q: %s", policy, err, c.want, c.reason)
			}
		})
	}
}
