package blockers

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/steward-iac/terraform-provider-steward/internal/cfschema"
	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol"
	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/jsonvalue"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/destroy"
)

// A Preflight asks about one object, once.
type Preflight struct {
	// Unprotect says that the destruction switches protections off.
	Unprotect bool

	client *cloudcontrol.Client // nil: nothing can be asked
	target cloudcontrol.Target
	object deletion.Object
	schema *cfschema.Schema // nil: the type is not described
	unseen []error
}

// New prepares a preflight with a client, or with the reason why there is none:
// what cannot be asked must not fail a plan.
func New(client *cloudcontrol.Client, err error, target cloudcontrol.Target, obj deletion.Object) *Preflight {
	p := &Preflight{client: client, target: target, object: obj}
	if err != nil {
		p.unseen = append(p.unseen, err)
	}
	return p
}

// FindingsOf says what is in the way of an object's deletion, for a data source:
// it asks for everything. A nil schema is that of a type that could not be
// described.
func FindingsOf(ctx context.Context, client *cloudcontrol.Client, target cloudcontrol.Target, schema *cfschema.Schema, identifier string) destroy.Findings {
	if schema != nil && schema.Delete == nil {
		return destroy.Findings{Words: Words, Blockers: []deletion.Blocker{{Code: blockerType, ID: target.TypeName, Status: "no delete handler"}}}
	}
	found, err := client.Find(ctx, target, identifier)
	if deletion.ReasonOf(err) == deletion.NotFound {
		return destroy.Findings{Unseen: destroy.ErrNoSuchObject}
	}
	p := Preflight{client: client, target: target, object: deletion.Object{Type: target.TypeName, ID: identifier}, schema: schema}
	seen := p.factsFrom(found, err).Findings()
	p.Operations(ctx, &seen)
	return seen
}

// See asks for everything, or only for whether the object can be deleted at all
// and what would be switched off for that. What state remembers, it need not ask
// for.
func (p *Preflight) See(ctx context.Context, private destroy.PrivateState, everything bool) destroy.Findings {
	facts, ok := Saved(ctx, private)
	if facts.Deletable == nil && p.client != nil {
		facts.Deletable = p.deletable(ctx)
	}
	if !ok && (everything || p.Unprotect) && p.client != nil {
		facts = p.facts(ctx, facts.Deletable)
	}
	return p.findings(ctx, facts, everything)
}

// findings says what follows from the facts.
func (p *Preflight) findings(ctx context.Context, facts Facts, everything bool) destroy.Findings {
	seen := destroy.Findings{Words: Words}
	if facts.Deletable != nil && !*facts.Deletable {
		seen.Impossible = "its type has no delete handler"
		return seen
	}
	if p.Unprotect {
		p.unprotects(facts, &seen)
		facts.Protections = nil
	}
	if everything {
		seen.Blockers = facts.blockers()
		p.Operations(ctx, &seen)
	}
	return seen
}

// unprotects says which protections the destruction switches off, or that it
// cannot.
func (p *Preflight) unprotects(facts Facts, seen *destroy.Findings) {
	seen.Unprotects = cloudcontrol.ProtectionBlockers(facts.Protections)
	seen.Unprotect = unprotectsNotice(p.object, seen.Unprotects)
	if len(facts.Fixed) > 0 {
		seen.Refused = fixedNotice(p.object, facts.Fixed)
	}
}

// facts reads the object itself. What is gone has nothing in its way.
func (p *Preflight) facts(ctx context.Context, deletable *bool) Facts {
	found, err := p.client.Get(ctx, p.target, p.object.ID)
	if deletion.ReasonOf(err) == deletion.NotFound {
		return Facts{Deletable: deletable}
	}
	facts := p.factsFrom(found, err)
	facts.Deletable = deletable
	return facts
}

// factsFrom learns the facts from what GetResource answered.
func (p *Preflight) factsFrom(found cloudcontrol.Description, err error) Facts {
	var live any
	if err == nil {
		live, err = jsonvalue.Decode(found.Properties)
	}
	if err != nil {
		p.unseen = append(p.unseen, destroy.ErrUnseen("whether it is protected", err))
		return Facts{}
	}
	return FactsOf(p.schema, p.schema != nil, live)
}

// deletable asks whether the type has a delete handler; nil where that could
// not be learnt.
func (p *Preflight) deletable(ctx context.Context) *bool {
	schema, err := p.client.Type(ctx, p.target)
	if err != nil {
		p.unseen = append(p.unseen, destroy.ErrUnseen("whether its type can be deleted", err))
		return nil
	}
	p.schema = schema
	return new(schema.Delete != nil)
}

// Operations adds what is under way on the object: the destruction waits for it, so
// it is announced and refused by nobody.
func (p *Preflight) Operations(ctx context.Context, seen *destroy.Findings) {
	defer func() { seen.Unseen = errors.Join(p.unseen...) }()
	if p.client == nil {
		return
	}
	underWay, err := p.client.UnderWay(ctx, p.target, p.object.ID)
	if err != nil {
		p.unseen = append(p.unseen, destroy.ErrUnseen("whether an operation is under way on it", err))
		return
	}
	if len(underWay) == 0 {
		return
	}
	seen.Passing = operationBlockers(underWay)
	seen.Notices = append(seen.Notices, operationsNotice(p.object, underWay, seen.Passing))
}

// operationsNotice says what a destruction does about operations under way.
func operationsNotice(obj deletion.Object, underWay []deletion.Operation, blockers []deletion.Blocker) destroy.Notice {
	if underWay[0].Kind == deletion.KindDelete {
		return destroy.Notice{
			Summary: fmt.Sprintf("%s: a deletion was under way already when this was planned", obj),
			Detail:  destroy.BlockerList("In the way:", blockers), Brief: operationText(underWay[0]),
			Common: "A destroy continues this deletion, within timeouts.delete; the API is not asked twice. " + destroy.UntilDeleted,
		}
	}
	return destroy.Notice{
		Summary: fmt.Sprintf("Destroying %s waits for its %s", obj, strings.ToLower(underWay[0].Kind.String())),
		Detail:  destroy.BlockerList("In the way:", blockers),
		Common:  "Then the API is asked to delete the object, within timeouts.delete. " + destroy.UntilDeleted,
	}
}

// operationText names an operation in one line.
func operationText(op deletion.Operation) string {
	return "Operation " + op.Token + ", since " + destroy.Stamp(op.RequestedAt)
}

// operationBlockers are operations as what is in the way of a deletion.
func operationBlockers(operations []deletion.Operation) []deletion.Blocker {
	var all []deletion.Blocker
	for _, op := range operations {
		all = append(all, deletion.Blocker{
			Code: blockerOperation, ID: op.Token, Status: op.Kind.String() + " " + op.Status, Since: op.RequestedAt,
		})
	}
	return all
}
