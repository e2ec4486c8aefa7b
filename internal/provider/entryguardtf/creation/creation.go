package creation

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/destroy"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/entryguardtf/connection"
)

// Steps are how one object is created, and known again where the answer was lost:
// it is the one that was not there before, looks like what was asked for, and is
// the only one like that.
type Steps[Object any] struct {
	Create func(context.Context) (Object, error)
	List   func(context.Context) ([]Object, error) // nil: asking twice does no harm, and nothing gets lost
	ID     func(Object) string
	Same   func(Object) bool // does it look like what was asked for?
	// Twin tells the object that EntryGuard does not have twice; nil where it
	// may have many alike.
	Twin func(Object) bool
}

// Run creates the object; nil after an error, which is in diags. A warning says
// that the answer was lost and the object was found. obj is what is created; its ID
// is the name, since there is none yet.
func (s Steps[Object]) Run(ctx context.Context, p *connection.ProviderData, obj deletion.Object, diags *diag.Diagnostics) *Object {
	created, lost, err := s.createOrFind(ctx, p, obj)
	unknown, isLost := errors.AsType[*lostAnswer](err)
	existing, isTwin := errors.AsType[*existingTwin](err)
	switch {
	case isTwin:
		addExistingTwin(diags, obj, existing)
		return nil
	case isLost:
		addLostAnswer(diags, obj, unknown)
		return nil
	case err != nil:
		destroy.AddFailure(diags, destroy.Creating, obj, err)
		return nil
	case lost != nil:
		diags.AddWarning("The answer to creating "+obj.String()+" was lost",
			destroy.Sections("The object was created all the same, and is in state: "+s.ID(created)+".",
				cameInstead(lost), destroy.LastLine(deletion.Result{}, lost)))
	}
	return &created
}

// createOrFind returns the object, and what came instead of the answer where
// the object had to be looked for. An error is a *deletion.Failure, a
// *lostAnswer, an *existingTwin or why ctx ended.
func (s Steps[Object]) createOrFind(ctx context.Context, p *connection.ProviderData, obj deletion.Object) (Object, *deletion.Failure, error) {
	var none Object
	if s.List == nil {
		created, err := connection.Ask(ctx, p, s.Create)
		return created, nil, err
	}
	// Two resources that describe the same object would else find each other's.
	unlock, err := p.Alone(ctx, obj.String())
	if err != nil {
		return none, nil, err
	}
	defer unlock()

	before, err := connection.Ask(ctx, p, s.List)
	if err != nil {
		return none, nil, err
	}
	if twin := s.twinIn(before); twin != "" {
		return none, nil, &existingTwin{id: twin}
	}
	created, lost, err := s.once(ctx, p)
	if failure := deletion.AsFailure(err); failure != nil && failure.Reason == deletion.Invalid && s.Twin != nil {
		return none, nil, s.madeMeanwhile(ctx, p, failure)
	}
	if err != nil || lost == nil {
		return created, nil, err
	}
	found, err := s.find(ctx, p, before)
	if err != nil {
		return none, nil, &lostAnswer{failure: lost, looking: err}
	}
	return found, lost, nil
}

// once asks for the creation, again only where EntryGuard throttled or nothing
// was sent: then nothing happened. lost is set where the request may have been carried out
// although no good answer came.
func (s Steps[Object]) once(ctx context.Context, p *connection.ProviderData) (created Object, lost *deletion.Failure, err error) {
	created, err = connection.Ask(ctx, p, func(ctx context.Context) (Object, error) {
		if ctx.Err() != nil {
			var none Object
			return none, context.Cause(ctx) // nothing is sent, so nothing can be lost
		}
		object, err := s.Create(ctx)
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
func (s Steps[Object]) find(ctx context.Context, p *connection.ProviderData, before []Object) (Object, error) {
	if ctx.Err() != nil {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(context.WithoutCancel(ctx), p.Pace.OrDefaults().LastLook)
		defer cancel()
	}
	known := make(map[string]bool, len(before))
	for _, object := range before {
		known[s.ID(object)] = true
	}
	return connection.Ask(ctx, p, func(ctx context.Context) (Object, error) {
		var found []Object
		objects, err := s.List(ctx)
		for _, object := range objects {
			if !known[s.ID(object)] && s.Same(object) {
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
