package destroy

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-log/tflog"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
)

// A Destruction is what one resource says about the object that Delete is to
// delete. Everything else about deleting is the same for all resources.
type Destruction struct {
	Object deletion.Object // as state names it
	Policy types.String    // deletion_policy in state

	// Begin prepares the deletion. It is called only when the policy asks for
	// one: what is kept or abandoned needs no credentials and no API. The limit
	// begins with it, so the context that it returns, which cancel releases, ends
	// with the limit. Without work there is nothing to delete, or resp says why not.
	Begin func(ctx context.Context, resp *resource.DeleteResponse) (limited context.Context, cancel context.CancelFunc, work *Work)
}

// Work is a deletion that has begun.
type Work struct {
	Backend deletion.Backend
	Object  deletion.Object // with what was learnt while the work began
	Timeout time.Duration   // timeouts.delete in state, or the resource's default
	InUse   deletion.OnInUse
	// Protection says what becomes of a protection that is on.
	Protection deletion.OnProtection
	// Retry says whether the user knows that a failure passes; may be nil.
	Retry func(*deletion.Failure) bool

	// Pending is the operation that the attribute pending_operation names. Set
	// HasPending on resources whose schema has the attribute.
	Pending    *deletion.Operation
	HasPending bool

	// InTheWay asks what keeps the object from being deleted, where a
	// refusal need not say so: some APIs have no code for a protection. Its
	// blockers explain the API's answer and decide nothing. May be nil.
	InTheWay Check

	Explain Explanation
}

// Destroy is Delete of every resource. It enforces deletion_policy, goes on
// with an unfinished deletion or asks for one, and returns when the end is
// certain. Without an error the framework drops the resource from state; with
// one, the object stays there together with its unfinished operation.
func Destroy(ctx context.Context, p *Settings, d Destruction, resp *resource.DeleteResponse) {
	switch d.Policy.ValueString() {
	case PolicyPrevent:
		// The plan refused already, but -replace, a taint and an old saved plan
		// never ask it.
		resp.Diagnostics.AddError(preventSummary(d.Object), preventAtApply)
		return
	case PolicyAbandon:
		tflog.Info(ctx, "object abandoned: deletion_policy is ABANDON", objectFields(d.Object))
		return
	}
	ctx, cancel, work := d.Begin(ctx, resp)
	defer cancel()
	if work != nil && !resp.Diagnostics.HasError() {
		work.carryOut(ctx, p, resp)
	}
}

// carryOut deletes the object and writes what the next run needs.
func (w *Work) carryOut(ctx context.Context, p *Settings, resp *resource.DeleteResponse) {
	record, diags := readDeletionRecord(ctx, resp.Private)
	resp.Diagnostics.Append(diags...)
	if record.Seed == "" {
		// After a taint private state is empty. A new seed asks anew, and an
		// operation under way is found through pending_operation or the API.
		w.Explain.Unplanned = true
		resp.Diagnostics.Append(MintSeed(ctx, resp.Private)...)
		record, diags = readDeletionRecord(ctx, resp.Private)
		resp.Diagnostics.Append(diags...)
	}
	ids, diags := announced(ctx, resp.Private)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}

	result := deletion.Run(ctx, deletion.Request{
		Backend:    w.Backend,
		Object:     w.Object,
		Attempt:    deletion.Attempt{Seed: record.Seed, Number: record.Attempt},
		Resume:     resumable(record, w),
		Timeout:    w.Timeout,
		InUse:      w.InUse,
		Protection: w.Protection,
		Announced:  ids,
		Retry:      w.passing(ctx, p),
		Pace:       p.Pace,
		Report:     LogEvents(ctx),
	})
	result.Blockers = append(result.Blockers, w.inTheWay(ctx, p, result)...)
	w.Explain.InUse = w.InUse
	resp.Diagnostics.Append(p.Explain(result, w.Explain)...)
	if len(result.Ended) > 0 && ids == nil {
		resp.Diagnostics.AddWarning(fmt.Sprintf("Destroying %s ended %s", w.Object, Plural(len(result.Ended), w.Explain.Words.of(result.Ended[0]).Noun)), endedWarning(result.Ended, result.Gone()))
	}
	if result.Gone() {
		tflog.Info(ctx, "object is gone", objectFields(w.Object), map[string]any{
			"outcome": result.Outcome.String(), "requests": result.Requests, "elapsed": result.Elapsed.String(),
		})
		return
	}
	saveUnfinished(ctx, record, result, w.HasPending, resp)
}

// passing returns what the user knows to pass, nil where that is nothing. A
// protection does not pass: one that is seen ends the deletion at once.
func (w *Work) passing(ctx context.Context, p *Settings) func(*deletion.Failure) bool {
	if w.Retry == nil {
		return nil
	}
	protected := sync.OnceValue(func() bool {
		return slices.ContainsFunc(p.see(ctx, w.InTheWay).Blockers, w.Explain.Words.isProperty)
	})
	return func(f *deletion.Failure) bool {
		return w.Retry(f) && !(mayHideProtection[f.Reason] && protected())
	}
}

// inTheWay looks once, and only where the answer leaves open what refuses.
func (w *Work) inTheWay(ctx context.Context, p *Settings, r deletion.Result) []deletion.Blocker {
	f := r.Failure
	switch {
	case r.Gone() || r.Outcome == deletion.Interrupted || r.Fence != nil || r.Contradiction || len(r.Unannounced)+len(r.Unprotecting) > 0:
		return nil
	case f == nil || len(r.Blockers) > 0 || len(fatalHooks(f)) > 0 || !mayHideProtection[f.Reason]:
		return nil
	}
	return p.see(ctx, w.InTheWay).Blockers
}

// resumable returns the unfinished deletion of an earlier run. Private state
// knows more of it than the attribute, but a taint empties private state.
func resumable(record deletionRecord, w *Work) *deletion.Operation {
	if op := record.Operation.operation(w.Object); op != nil {
		return op
	}
	return w.Pending
}

// saveUnfinished writes what the next run needs beside the error.
func saveUnfinished(ctx context.Context, record deletionRecord, result deletion.Result, hasPending bool, resp *resource.DeleteResponse) {
	record.Attempt = result.NextAttempt
	record.Operation = recordOf(result.Operation)
	resp.Diagnostics.Append(record.save(ctx, resp.Private)...)
	// What one plan announced is no leave for the next one.
	resp.Diagnostics.Append(resp.Private.SetKey(ctx, announcedKey, nil)...)
	if hasPending {
		resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root(PendingAttributeName), PendingFrom(result.Operation))...)
	}
}

// DropIfGone is what Read does about an object that its API does not know: the
// resource leaves the state if a second observation agrees and the right API
// said so. It stays with an error if that cannot be learnt. It returns true
// where the object is there after all, so that it is to be read again.
func DropIfGone(ctx context.Context, p *Settings, backend deletion.Backend, obj deletion.Object, about Explanation, resp *resource.ReadResponse) (there bool) {
	there, unchecked, err := deletion.ConfirmAbsence(ctx, backend, obj, p.Pace)
	switch {
	case err != nil:
		resp.Diagnostics.Append(notConfirmed(obj, err, about))
		return false
	case there:
		tflog.Warn(ctx, "object was not found, and a moment later it was there", objectFields(obj))
		return true
	case unchecked:
		resp.Diagnostics.Append(unfencedWarning(obj))
	}
	tflog.Info(ctx, "object is gone, dropped from state", objectFields(obj))
	resp.State.RemoveResource(ctx)
	return false
}

// notConfirmed explains why Read does not believe that an object is gone.
func notConfirmed(obj deletion.Object, err error, about Explanation) diag.Diagnostic {
	if _, fenced := errors.AsType[*deletion.FenceError](err); fenced {
		return fenceDiagnostic(obj, err)
	}
	f := deletion.AsFailure(err)
	return diag.NewErrorDiagnostic(obj.String()+" was not found, and that could not be confirmed",
		Sections("One answer is not enough to take it for gone, and asking a second time failed. The object stays in state.",
			about.Said(f), Remedies([]string{tryAgain, "if you know that the object is gone, remove it from state: terraform state rm ADDRESS"}), LastLine(deletion.Result{}, f)))
}

// RequireHome returns an error unless the provider speaks for the home where the
// object lives: one of its name in another home must not be changed or taken for
// it. doing is the verb, such as "update". Where the user switched the question
// off, a warning names the object.
func RequireHome(ctx context.Context, backend deletion.Backend, obj deletion.Object, doing string) diag.Diagnostics {
	unchecked, err := deletion.FenceBefore(ctx, backend, obj)
	if err != nil {
		return NotAtHome(ctx, doing, obj, err)
	}
	var diags diag.Diagnostics
	if unchecked {
		diags.Append(UncheckedWarning(obj, doing))
	}
	return diags
}

// NotAtHome explains an error of deletion.FenceBefore.
func NotAtHome(ctx context.Context, doing string, obj deletion.Object, err error) diag.Diagnostics {
	var diags diag.Diagnostics
	if ctx.Err() != nil {
		AddFailure(&diags, doing, obj, context.Cause(ctx))
	} else {
		diags.Append(fenceDiagnostic(obj, err))
	}
	return diags
}

// LogEvents writes the engine's steps to the provider's log.
func LogEvents(ctx context.Context) deletion.Report {
	return func(e deletion.Event) {
		fields := objectFields(e.Object)
		fields["attempt"], fields["requests"] = e.Attempt, e.Requests
		if e.Wait > 0 {
			fields["wait"] = e.Wait.String()
		}
		if op := e.Operation; op != nil {
			fields["operation"], fields["token"], fields["status"] = op.Kind.String(), op.Token, op.Status
		}
		if f := e.Failure; f != nil {
			fields["reason"], fields["code"], fields["http_status"], fields["request_id"] = f.Reason.String(), f.Code, f.Status, f.RequestID
		}
		tflog.Info(ctx, e.What, fields)
	}
}

func objectFields(obj deletion.Object) map[string]any {
	return map[string]any{"object_type": obj.Type, "object_id": obj.ID}
}
