package entryguardtf

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/destroy"
)

// A creation creates one EntryGuard object. EntryGuard knows no idempotency
// token, so a create is never asked for twice; instead, an answer that was lost
// is looked for: the object is the one that was not there before, looks like
// what was asked for, and is the only one like that.
type creation[Object any] struct {
	object deletion.Object // what is created; its ID is the name, since there is none yet
	create func(context.Context) (Object, error)
	list   func(context.Context) ([]Object, error) // nil: asking twice does no harm, and nothing gets lost
	id     func(Object) string
	same   func(Object) bool // does it look like what was asked for?
	// twin tells the object that EntryGuard does not have twice; nil where it
	// may have many alike.
	twin func(Object) bool
}

// run creates the object; nil after an error, which is in diags. A warning says
// that the answer was lost and the object was found.
func (c creation[Object]) run(ctx context.Context, p *ProviderData, diags *diag.Diagnostics) *Object {
	created, lost, err := c.createOrFind(ctx, p)
	unknown, isLost := errors.AsType[*lostAnswer](err)
	existing, isTwin := errors.AsType[*existingTwin](err)
	switch {
	case isTwin:
		addExistingTwin(diags, c.object, existing)
		return nil
	case isLost:
		addLostAnswer(diags, c.object, unknown)
		return nil
	case err != nil:
		destroy.AddFailure(diags, destroy.Creating, c.object, err)
		return nil
	case lost != nil:
		diags.AddWarning("The answer to creating "+c.object.String()+" was lost",
			destroy.Sections("The object was created all the same, and is in state: "+c.id(created)+".",
				cameInstead(lost), destroy.LastLine(deletion.Result{}, lost)))
	}
	return &created
}

// createOrFind returns the object, and what came instead of the answer where
// the object had to be looked for. An error is a *deletion.Failure, a
// *lostAnswer, an *existingTwin or why ctx ended.
func (c creation[Object]) createOrFind(ctx context.Context, p *ProviderData) (Object, *deletion.Failure, error) {
	var none Object
	if c.list == nil {
		created, err := Ask(ctx, p, c.create)
		return created, nil, err
	}
	// Two resources that describe the same object would else find each other's.
	unlock, err := p.creations.lock(ctx, c.object.String())
	if err != nil {
		return none, nil, err
	}
	defer unlock()

	before, err := Ask(ctx, p, c.list)
	if err != nil {
		return none, nil, err
	}
	if twin := c.twinIn(before); twin != "" {
		return none, nil, &existingTwin{id: twin}
	}
	created, lost, err := c.once(ctx, p)
	if failure := deletion.AsFailure(err); failure != nil && failure.Reason == deletion.Invalid && c.twin != nil {
		return none, nil, c.madeMeanwhile(ctx, p, failure)
	}
	if err != nil || lost == nil {
		return created, nil, err
	}
	found, err := c.find(ctx, p, before)
	if err != nil {
		return none, nil, &lostAnswer{failure: lost, looking: err}
	}
	return found, lost, nil
}

// once asks for the creation, again only where EntryGuard throttled or nothing
// was sent: then nothing happened. lost is set where the request may have been carried out
// although no good answer came.
func (c creation[Object]) once(ctx context.Context, p *ProviderData) (created Object, lost *deletion.Failure, err error) {
	created, err = Ask(ctx, p, func(ctx context.Context) (Object, error) {
		if ctx.Err() != nil {
			var none Object
			return none, context.Cause(ctx) // nothing is sent, so nothing can be lost
		}
		object, err := c.create(ctx)
		if failure := deletion.AsFailure(err); failure != nil && !failure.Unsent && (failure.Reason == deletion.Unavailable || ctx.Err() != nil) {
			lost = failure
			return object, nil // no error: ask must not repeat it
		}
		return object, err
	})
	return created, lost, err
}

// find looks for the object that was created. It looks a few times, since the
// request may still be worked on; and once more where Terraform was asked to
// stop, because an object that no state knows is worse than a second of delay.
func (c creation[Object]) find(ctx context.Context, p *ProviderData, before []Object) (Object, error) {
	if ctx.Err() != nil {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(context.WithoutCancel(ctx), p.Pace.OrDefaults().LastLook)
		defer cancel()
	}
	known := make(map[string]bool, len(before))
	for _, object := range before {
		known[c.id(object)] = true
	}
	return Ask(ctx, p, func(ctx context.Context) (Object, error) {
		var found []Object
		objects, err := c.list(ctx)
		for _, object := range objects {
			if !known[c.id(object)] && c.same(object) {
				found = append(found, object)
			}
		}
		switch {
		case err == nil && len(found) == 1:
			return found[0], nil
		case err == nil && len(found) == 0:
			// Unavailable means: ask looks again, a few times.
			err = &deletion.Failure{Reason: deletion.Unavailable, Err: errors.New("no new object like it was found")}
		case err == nil:
			err = &deletion.Failure{Reason: deletion.Invalid, Err: fmt.Errorf("%d new objects like it were found", len(found))}
		}
		var none Object
		return none, err
	})
}

// A lostAnswer says that an object may have been created and was not found.
type lostAnswer struct {
	failure *deletion.Failure // what came instead of the answer
	looking error             // why the object was not found
}

// Error returns one line.
func (e *lostAnswer) Error() string { return e.failure.Error() + "; then: " + e.looking.Error() }

// Unwrap returns what came instead of the answer.
func (e *lostAnswer) Unwrap() error { return e.failure }

// addLostAnswer reports a creation of which nobody knows whether it happened.
func addLostAnswer(diags *diag.Diagnostics, obj deletion.Object, lost *lostAnswer) {
	diags.AddError("Could not create "+obj.String()+": the answer was lost",
		destroy.Sections(
			"The request was sent, and no answer says whether it was carried out. The object may exist, and it is not in state.",
			cameInstead(lost.failure),
			"Searching for it afterwards: "+deletion.AsFailure(lost.looking).Error()+".",
			destroy.Remedies([]string{
				"search for the object in EntryGuard; if it is there, bring it into state: terraform import ADDRESS ID",
				"if it is not there, run the same command again",
			}),
			destroy.LastLine(deletion.Result{}, lost.failure)))
}

// cameInstead says what came instead of a good answer: words of the API, or
// what broke on the way.
func cameInstead(f *deletion.Failure) string {
	if f.Message == "" && f.Err != nil {
		if errors.Is(f.Err, io.EOF) || errors.Is(f.Err, io.ErrUnexpectedEOF) {
			return "The connection ended before the answer came."
		}
		return "In place of an answer: " + f.Err.Error() + "."
	}
	return destroy.Explanation{}.Said(f)
}
