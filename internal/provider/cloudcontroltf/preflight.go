package cloudcontroltf

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/steward-iac/terraform-provider-steward/internal/cfschema"
	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol"
	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/jsonvalue"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/destroy"
)

// factsKey is the key in private state under which Read, Create and Update
// keep what they saw of an object that matters for its deletion, so that the
// plan of a destruction, which runs in another process, need not ask again.
const factsKey = "preflight.v1"

// objectFacts are what the live model and the type's schema say about
// the deletion of an object.
type objectFacts struct {
	Protections []string `json:"protections,omitempty"` // properties that are on
	Fixed       []string `json:"fixed,omitempty"`       // of these, what no update can switch off
	Stack       string   `json:"stack,omitempty"`       // ID of the CloudFormation stack that owns the object
	// Deletable is whether the type has a delete handler; nil while that is
	// not known.
	Deletable *bool `json:"deletable,omitempty"`
}

// factsOf learns the facts from a live model.
func factsOf(schema *cfschema.Schema, described bool, live any) objectFacts {
	facts := objectFacts{Protections: cfschema.Protections(live), Stack: schema.StackOf(live)}
	if described {
		facts.Fixed = schema.Fixed(live, facts.Protections)
		facts.Deletable = new(schema.Delete != nil)
	}
	return facts
}

// save keeps the facts for the plan of a destruction.
func (f objectFacts) save(ctx context.Context, private destroy.PrivateState) diag.Diagnostics {
	data, err := json.Marshal(f)
	if err != nil {
		var diags diag.Diagnostics
		diags.AddError("What was seen of the object could not be saved", err.Error())
		return diags
	}
	return private.SetKey(ctx, factsKey, data)
}

// savedFacts returns what private state remembers; false where it remembers
// nothing that can be read.
func savedFacts(ctx context.Context, private destroy.PrivateState) (objectFacts, bool) {
	var facts objectFacts
	data, diags := private.GetKey(ctx, factsKey)
	if diags.HasError() || len(data) == 0 || json.Unmarshal(data, &facts) != nil {
		return objectFacts{}, false
	}
	return facts, true
}

// blockers are the facts as what is in the way of a deletion.
func (f objectFacts) blockers() []deletion.Blocker {
	all := cloudcontrol.ProtectionBlockers(f.Protections)
	if f.Stack != "" {
		all = append(all, deletion.Blocker{Code: destroy.BlockerStack, ID: f.Stack})
	}
	return all
}

// operationBlockers are operations as what is in the way of a deletion.
func operationBlockers(operations []deletion.Operation) []deletion.Blocker {
	var all []deletion.Blocker
	for _, op := range operations {
		all = append(all, deletion.Blocker{
			Code: destroy.BlockerOperation, ID: op.Token, Status: op.Kind.String() + " " + op.Status, Since: op.RequestedAt,
		})
	}
	return all
}

// look says what is in the way of the object's deletion: what Read saw, and
// the operations under way. Nil is an object that no identifier is known of.
func (m *resourceModel) look(p *ProviderData, private destroy.PrivateState) destroy.Check {
	if m == nil || m.Identifier.ValueString() == "" {
		return nil
	}
	return func(ctx context.Context) destroy.Findings {
		l := preflight{target: m.target(), object: m.object(), unprotect: destroy.OnProtection(m.OnProtection) == deletion.Remove}
		client, err := preflightClient(ctx, p)
		if err != nil {
			l.unseen = append(l.unseen, err)
		}
		l.client = client
		look := destroy.Check(func(ctx context.Context) destroy.Findings { return l.look(ctx, private, p.Checking()) })
		return look.Hiding(destroy.RememberedSecrets(ctx, private).Hide)(ctx)
	}
}

// preflightClient returns the client for a look, or why there is none: what
// cannot be looked at must not fail a plan.
func preflightClient(ctx context.Context, p *ProviderData) (*cloudcontrol.Client, error) {
	if !p.Configurable() {
		return nil, destroy.ErrNotConfigured
	}
	client, diags := p.Connect(ctx)
	return client, destroy.AsError(diags)
}

// A preflight looks at one object.
type preflight struct {
	client *cloudcontrol.Client // nil: nothing can be asked
	target cloudcontrol.Target
	object deletion.Object
	schema *cfschema.Schema // nil: the type is not described
	unseen []error

	unprotect bool // protections are switched off by the destruction
}

// FindingsOf says what is in the way of an object's deletion, for a data source:
// it asks for everything. A nil schema is that of a type that could not be
// described.
func FindingsOf(ctx context.Context, client *cloudcontrol.Client, target cloudcontrol.Target, schema *cfschema.Schema, identifier string) destroy.Findings {
	if schema != nil && schema.Delete == nil {
		return destroy.Findings{Blockers: []deletion.Blocker{{Code: destroy.BlockerType, ID: target.TypeName, Status: "no delete handler"}}}
	}
	found, err := client.Find(ctx, target, identifier)
	if deletion.ReasonOf(err) == deletion.NotFound {
		return destroy.Findings{Unseen: destroy.ErrNoSuchObject}
	}
	l := preflight{client: client, target: target, object: deletion.Object{Type: target.TypeName, ID: identifier}, schema: schema}
	seen := destroy.Findings{Blockers: l.factsFrom(found, err).blockers()}
	l.operations(ctx, &seen)
	seen.Unseen = errors.Join(l.unseen...)
	return seen
}

// look looks, at everything or only at whether the object can be deleted at
// all and what would be switched off for that. What state remembers, it need not
// ask for.
func (l *preflight) look(ctx context.Context, private destroy.PrivateState, everything bool) destroy.Findings {
	facts, ok := savedFacts(ctx, private)
	if facts.Deletable == nil && l.client != nil {
		facts.Deletable = l.deletable(ctx)
	}
	if !ok && (everything || l.unprotect) && l.client != nil {
		facts = l.facts(ctx, facts.Deletable)
	}
	var seen destroy.Findings
	if facts.Deletable != nil && !*facts.Deletable {
		seen.Impossible = "its type has no delete handler"
		return seen
	}
	if l.unprotect {
		seen.Unprotects, seen.Fixed = cloudcontrol.ProtectionBlockers(facts.Protections), facts.Fixed
		facts.Protections = nil
	}
	if everything {
		seen.Blockers = facts.blockers()
		l.operations(ctx, &seen)
		seen.Unseen = errors.Join(l.unseen...)
	}
	return seen
}

// facts looks at the object itself. What is gone has nothing in its way.
func (l *preflight) facts(ctx context.Context, deletable *bool) objectFacts {
	found, err := l.client.Get(ctx, l.target, l.object.ID)
	if deletion.ReasonOf(err) == deletion.NotFound {
		return objectFacts{Deletable: deletable}
	}
	facts := l.factsFrom(found, err)
	facts.Deletable = deletable
	return facts
}

// factsFrom learns the facts from what GetResource answered.
func (l *preflight) factsFrom(found cloudcontrol.Description, err error) objectFacts {
	var live any
	if err == nil {
		live, err = jsonvalue.Decode(found.Properties)
	}
	if err != nil {
		l.unseen = append(l.unseen, destroy.ErrUnseen("whether it is protected", err))
		return objectFacts{}
	}
	return factsOf(l.schema, l.schema != nil, live)
}

// deletable asks whether the type has a delete handler; nil where that could
// not be learnt.
func (l *preflight) deletable(ctx context.Context) *bool {
	schema, err := l.client.Type(ctx, l.target)
	if err != nil {
		l.unseen = append(l.unseen, destroy.ErrUnseen("whether its type can be deleted", err))
		return nil
	}
	l.schema = schema
	return new(schema.Delete != nil)
}

// operations adds what is under way on the object: the destruction waits for
// it, so it is announced and refused by nobody.
func (l *preflight) operations(ctx context.Context, seen *destroy.Findings) {
	if l.client == nil {
		return
	}
	underWay, err := l.client.UnderWay(ctx, l.target, l.object.ID)
	if err != nil {
		l.unseen = append(l.unseen, destroy.ErrUnseen("whether an operation is under way on it", err))
		return
	}
	if len(underWay) == 0 {
		return
	}
	seen.Passing = operationBlockers(underWay)
	seen.Notices = append(seen.Notices, operationsNotice(l.object, underWay, seen.Passing))
}

// operationsNotice says what a destruction does about operations under way.
func operationsNotice(obj deletion.Object, underWay []deletion.Operation, blockers []deletion.Blocker) destroy.Notice {
	if underWay[0].Kind == deletion.KindDelete {
		return destroy.Notice{
			Summary: fmt.Sprintf("%s: a deletion was under way already when this was planned", obj),
			Detail: destroy.Sections(destroy.BlockersText(deletion.Result{Blockers: blockers}),
				"A destroy continues this deletion, within timeouts.delete; the API is not asked twice.", destroy.UntilDeleted),
		}
	}
	return destroy.Notice{
		Summary: fmt.Sprintf("Destroying %s waits for its %s", obj, strings.ToLower(underWay[0].Kind.String())),
		Detail: destroy.Sections(destroy.BlockersText(deletion.Result{Blockers: blockers}),
			"Then the API is asked to delete the object, within timeouts.delete.", destroy.UntilDeleted),
	}
}

// rememberFacts keeps what a live model says about the deletion of its object, and
// returns it as a look that asks for nothing more.
func (c *call) rememberFacts(ctx context.Context, live any, private destroy.PrivateState, diags *diag.Diagnostics) destroy.Check {
	facts := factsOf(c.Describe, c.described, live)
	diags.Append(facts.save(ctx, private)...)
	return func(context.Context) destroy.Findings { return destroy.Findings{Blockers: facts.blockers()} }
}

// watch is what rememberFacts returns, and the operations that are under way.
func (c *call) watch(obj deletion.Object, known destroy.Check) destroy.Check {
	return func(ctx context.Context) destroy.Findings {
		seen := known(ctx)
		l := preflight{client: c.client, target: c.target, object: obj}
		l.operations(ctx, &seen)
		seen.Unseen = errors.Join(l.unseen...)
		return seen
	}
}

// protections looks at what protects the object. Only where it cannot be looked
// at, what was last seen counts: a protection may have been switched off since.
func (c *call) protections(obj deletion.Object, private destroy.PrivateState) destroy.Check {
	return func(ctx context.Context) destroy.Findings {
		live, _, err := c.get(ctx, obj.ID)
		facts := objectFacts{Protections: cfschema.Protections(live)}
		if err != nil && deletion.ReasonOf(err) != deletion.NotFound {
			seen, _ := savedFacts(ctx, private)
			facts.Protections = seen.Protections
		}
		return destroy.Findings{Blockers: facts.blockers()}
	}
}
