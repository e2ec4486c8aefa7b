package destroy

import (
	"context"
	"errors"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/attributes"
)

// What can fail beside a deletion, as it completes "Could not".
const (
	Creating = "create"
	Reading  = "read"
	Updating = "update"
	Listing  = "list"

	// ReadingNew and those below are said of an object that was created a moment ago.
	ReadingNew      = "read the new"
	VerifyingNew    = "verify the new"
	DeactivatingNew = "deactivate the new"
)

// AddFailure reports a create, read or update that failed: doing is the verb.
// A nil err adds nothing.
func AddFailure(diags *diag.Diagnostics, doing string, obj deletion.Object, err error) {
	AddExplainedFailure(diags, doing, obj, err, Explanation{})
}

// AddExplainedFailure is AddFailure for a resource that knows more about its
// object.
func AddExplainedFailure(diags *diag.Diagnostics, doing string, obj deletion.Object, err error, about Explanation) {
	switch {
	case err == nil:
	case errors.Is(err, context.Canceled):
		diags.AddError("Interrupted: "+doing+" "+obj.String(),
			Sections("Terraform was asked to stop. A request that the API has received may still be carried out. "+about.left(doing, true),
				Remedies([]string{about.afterInterrupt(doing)})))
	default:
		f := deletion.AsFailure(err)
		text := about.FailureText(doing, f)
		if errors.Is(err, deletion.ErrDeadline) {
			text = about.outOfTimeText(doing, f)
		}
		diags.AddError("Could not "+doing+" "+obj.String(), Sections(about.left(doing, unsure(f)), text))
	}
}

// unsure reports whether what failed may have been carried out all the same.
func unsure(f *deletion.Failure) bool {
	return f.Reason == deletion.Unavailable && !f.Unsent || errors.Is(f, deletion.ErrDeadline)
}

// leftInState says, by what was tried, what Terraform knows of the object
// after a failure.
var leftInState = map[string]string{
	Creating: "Nothing was created, and nothing is in state.",
	Reading:  "Nothing was changed, neither in the API nor in state.",
	Updating: "The object stays in state; the next plan shows what is left to change.",

	ReadingNew:      KeptTainted,
	VerifyingNew:    KeptTainted,
	DeactivatingNew: KeptTainted,
}

// KeptTainted says what becomes of an object that was created and is not what
// was asked for.
const KeptTainted = "It exists and stays in state, marked as tainted: the next apply replaces it. To keep it as it is, run: terraform untaint ADDRESS"

// left says what Terraform knows of the object.
func (e Explanation) left(doing string, unsure bool) string {
	switch {
	case e.Left != "":
		return e.Left
	case doing == Creating && unsure:
		return "Whether the object was created is not known, and it is not in state."
	}
	return leftInState[doing]
}

// afterInterrupt says what to do after somebody stopped Terraform.
func (e Explanation) afterInterrupt(doing string) string {
	switch {
	case doing == Creating && e.Left == "":
		return "check whether the object exists; if it does, bring it into state: terraform import ADDRESS ID"
	case doing == Creating, doing == Updating, leftInState[doing] == KeptTainted:
		return "plan again: the plan shows what is left to do"
	}
	return tryAgain
}

// limits name the argument that limits what was tried.
var limits = map[string]string{
	Creating: "timeouts.create",
	Reading:  "timeouts.read",
	Updating: "timeouts.update",
	Listing:  "timeouts.read",

	ReadingNew:      "timeouts.create",
	VerifyingNew:    "timeouts.create",
	DeactivatingNew: "timeouts.create",
}

// outOfTimeText explains what did not end within its limit. The last failure on
// the way, if there was one, says more than that.
func (e Explanation) outOfTimeText(doing string, f *deletion.Failure) string {
	over, todo := "Its time is over.", []string{e.afterInterrupt(doing)}
	if limit, known := limits[doing]; known {
		over = "The time of " + limit + " is over."
		todo = append(todo, "if it needs longer, set "+limit+" to more")
	}
	if f.HeldBack() {
		todo = append(todo, heldBackRemedy)
	}
	if f.Reason == deletion.Unclassified && f.Message == "" {
		return Sections(over+" The API has not answered.", Remedies(todo))
	}
	f = e.maskedFailure(f)
	return Sections(over, e.lastFailure(f), Remedies(todo), LastLine(deletion.Result{}, f))
}

// FailureText explains a create, read or update that failed.
func (e Explanation) FailureText(doing string, f *deletion.Failure) string {
	f = e.maskedFailure(f)
	return Sections(hooksText(f), e.Said(f), Remedies(e.failureRemedies(doing, f)), LastLine(deletion.Result{}, f))
}

// failureRemedies returns what a person can do, by the verb: what helps a
// deletion is no advice about a create.
func (e Explanation) failureRemedies(doing string, f *deletion.Failure) []string {
	writes := doing == Creating || doing == Updating
	switch {
	case len(fatalHooks(f)) > 0:
	case f.Reason == deletion.Unsupported && f.Hint != "":
		return []string{f.Hint}
	case f.Reason == deletion.Unsupported && writes:
		return []string{"do it in the object's own service, or use another resource type"}
	case f.Reason == deletion.Unsupported:
		return []string{"check the type's name and the region, or use another resource type"}
	case f.Reason == deletion.Unavailable && f.Hint == "" && !f.Unsent && !writes:
		return []string{tryAgain}
	case f.Reason == deletion.Unavailable && f.Hint == "" && !f.Unsent && doing == Creating && e.Left == "":
		return []string{"check whether the object exists; if it does, bring it into state: terraform import ADDRESS ID", "if it does not exist, " + tryAgain}
	case f.Reason == deletion.NotFound && writes:
		return []string{"create what the API misses first, then " + tryAgain}
	}
	return e.remedies(f)
}

// Ask makes a request that may be repeated, and repeats it while the API throttles
// or is unavailable (deletion.Following.Submit says how often).
func Ask[Answer any](ctx context.Context, pace deletion.Pace, request func(context.Context) (Answer, error)) (Answer, error) {
	var answer Answer
	_, err := deletion.Following{Pace: pace, Report: LogEvents(ctx)}.Submit(ctx, func(ctx context.Context) (deletion.Operation, error) {
		var err error
		answer, err = request(ctx)
		return deletion.Operation{State: deletion.Done}, err
	})
	return answer, err
}

// An ActionFailure is what keeps an action from its end.
type ActionFailure struct {
	Doing string // completes "Could not"
	What  string // what it was done to
	Left  string // what is so now
	Err   error
}

// AddActionFailure reports a failure of an action, as its last message and as an
// error.
func AddActionFailure(say attributes.Progress, diags *diag.Diagnostics, f ActionFailure) {
	summary := "Could not " + f.Doing + " " + f.What
	detail := Explanation{}.FailureText(f.Doing, deletion.AsFailure(f.Err))
	switch {
	case errors.Is(f.Err, context.Canceled):
		summary, detail = "Interrupted: "+f.Doing+" "+f.What, "Terraform was asked to stop, so the action did not see the end of what it was to do."
	case errors.Is(f.Err, deletion.ErrDeadline):
		summary = "No time left: " + f.Doing + " " + f.What
		detail = Sections("The time of timeouts.invoke is over, so the action did not see the end of what it was to do.",
			Remedies([]string{tryAgain + "; if it needs longer, set timeouts.invoke to more"}))
	}
	say("%s. The action failed.", summary)
	diags.AddError(summary, Sections(f.Left, detail))
}
