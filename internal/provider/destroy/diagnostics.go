package destroy

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
)

// An Explanation is what a resource knows about its object beyond what the
// engine learns, for the texts that people read.
type Explanation struct {
	// Words are about what can be in the way of the deletion.
	Words Words
	// Allow says what to allow where access was denied.
	Allow string
	// AllowUnprotect is in place of Allow while a protection is switched off.
	AllowUnprotect string
	// Mask hides secrets that an API may repeat in its messages. Nil hides
	// nothing.
	Mask func(string) string
	// Retriable says that the resource has deletion_retry.
	Retriable bool
	// Left says what Terraform knows of the object after a create that failed,
	// where that is not what its reason says.
	Left string

	// Unplanned says that no plan asked the provider: Terraform replaces a tainted
	// object, and asks nobody.
	Unplanned bool

	// InUse is what was done about sessions.
	InUse deletion.OnInUse

	advised *firsts // the advice that this process has given; may be nil
}

// Explain is the function Explain, brief where this process has given the same
// advice before.
func (p *Settings) Explain(r deletion.Result, about Explanation) diag.Diagnostics {
	if p != nil {
		about.advised = &p.advised
	}
	return Explain(r, about)
}

// Explain turns the result of a deletion into what people read. It asks Gone
// first: whatever is not known to be gone gets exactly one error, and so keeps
// its object in state.
func Explain(r deletion.Result, about Explanation) diag.Diagnostics {
	var diags diag.Diagnostics
	r = about.explained(about.masked(r))
	if r.Unfenced && r.Outcome != deletion.Absent && r.Requests > 0 {
		diags.Append(UncheckedWarning(r.Object, "delete"))
	}
	if r.Gone() {
		diags.Append(goneWarnings(r, about)...)
		return diags
	}
	switch {
	case r.Fence != nil:
		diags.Append(fenceDiagnostic(r.Object, r.Fence))
	case r.Contradiction:
		diags.AddError(contradictionText(r, about))
	case r.Done:
		diags.AddError(doneUnseenText(r, about))
	case r.Outcome == deletion.TimedOut:
		diags.AddError(timedOutText(r, about))
	case r.Outcome == deletion.Interrupted:
		diags.AddError(interruptedText(r, about))
	default:
		diags.AddError(refusedText(r, about))
	}
	return diags
}

// explained is a result whose failure has the reason that is known, where the
// API has no code for it: the last line is what people search the guide for.
func (e Explanation) explained(r deletion.Result) deletion.Result {
	if r.Failure != nil && len(fatalHooks(r.Failure)) == 0 && e.protectedBy(r, r.Failure) {
		known := *r.Failure
		known.Reason = deletion.Protected
		r.Failure = &known
	}
	return r
}

// goneWarnings says what a person should know although all is well.
func goneWarnings(r deletion.Result, about Explanation) diag.Diagnostics {
	var diags diag.Diagnostics
	if r.Unfenced && r.Outcome == deletion.Absent {
		diags.Append(unfencedWarning(r.Object))
	}
	if r.Unconfirmed != nil {
		diags.AddWarning(r.Object.String()+": deleted, but not confirmed",
			Sections("The API reported the deletion as done, and the object left the state. Whether it is gone could not be observed.",
				about.Said(r.Unconfirmed),
				Remedies([]string{"check in the object's own service that it is gone"}),
				LastLine(r, r.Unconfirmed)))
	}
	for _, h := range r.Hooks {
		if h.Failed && !h.Fatal {
			diags.AddWarning(r.Object.String()+": the hook "+h.Name+" warned", Sections("The API deleted the object all the same, and it left the state. Nothing needs to be done.", "The hook said: "+h.Message, "Hook: "+h.ARN))
		}
	}
	return diags
}

const (
	keptInState = "The object stays in state."
	mayExist    = "The object may still exist, and it stays in state."
	tryAgain    = "run the same command again"
	runAgain    = tryAgain + ": it continues this deletion and asks for nothing twice"
)

// refusedText explains a deletion that ended without the object being gone.
func refusedText(r deletion.Result, about Explanation) (summary, detail string) {
	f := r.Failure
	if f == nil {
		f = &deletion.Failure{Err: errNoReason}
	}
	if len(r.Unannounced) > 0 {
		return unannouncedText(r, f, about)
	}
	summary = r.Object.String() + " was not deleted: " + about.inShort(r, f)
	if len(r.Unprotecting) > 0 {
		summary = r.Object.String() + " was not deleted: its protection could not be switched off: " + shortReason(f)
		about.Allow = about.AllowUnprotect
	}
	todo := append(about.untaint(), about.refusalRemedies(r, f)...)
	if first, before := about.advised.of(sameAdvice(about.Words, r.Blockers, todo...), r.Object); before {
		summary, blockers := likeFirst(summary, "It stays in state.", about.advised.see(first, r.Object), about.Words, r.Blockers)
		parts := []string{blockers, protectionText(r), hooksText(f), about.Said(f), about.unobservedText(r.Unobserved), LastLine(r, f)}
		return summary, strings.Join(slices.DeleteFunc(parts, func(part string) bool { return part == "" }), "\n")
	}
	return summary, Sections(keptAnd(r), protectionText(r), hooksText(f), about.Said(f), about.unobservedText(r.Unobserved),
		Remedies(withGuide(todo, f.Reason)), LastLine(r, f))
}

// errNoReason stands for a reason that nobody gave.
var errNoReason = errors.New("no reason was given")

// keptAnd says that the object stays in state, and what is in its way.
func keptAnd(r deletion.Result) string {
	blockers := blockersText(r)
	if len(r.Blockers) > 0 {
		return keptInState + " " + blockers
	}
	return Sections(keptInState, blockers)
}

// unannouncedText explains a deletion that did nothing about blockers because more
// are there than the plan announced.
func unannouncedText(r deletion.Result, f *deletion.Failure, about Explanation) (summary, detail string) {
	words := about.Words.of(r.Unannounced[0])
	if words.Unannounced != nil {
		summary, detail = words.Unannounced(r.Object, r.Unannounced)
		return summary, Sections(keptInState+" "+detail, LastLine(r, r.Failure))
	}
	return fmt.Sprintf("%s was not deleted: %s came after the plan", r.Object, Plural(len(r.Unannounced), words.Noun)),
		Sections(keptInState+" Nothing was ended: the plan that was approved did not announce these.",
			BlockerList("Not announced:", r.Unannounced), about.Said(f),
			Remedies([]string{"plan again, read whom it will cut off, and approve that plan"}), LastLine(r, f))
}

// contradictionText explains an API that says done about an object that is
// still there.
func contradictionText(r deletion.Result, about Explanation) (summary, detail string) {
	return r.Object.String() + " is still there although the API said that it was deleted",
		Sections("The API reported the deletion as done, but the object was still observed again and again. It stays in state.",
			about.Said(r.Failure), protectionText(r),
			Remedies([]string{
				"open the object in its own service's console: it may be recovering, or something may have created it again",
				"run the same command again to ask for the deletion again",
			}), LastLine(r, r.Failure))
}

// doneUnseenText explains a deletion that the API calls done while nobody saw
// that the object is gone, whatever kept us from seeing it.
func doneUnseenText(r deletion.Result, about Explanation) (summary, detail string) {
	return r.Object.String() + ": the API says that it was deleted, but that it is gone could not be confirmed",
		Sections("The API reported the deletion as done."+doneOperation(r.Operation)+" "+howItEnded(r)+" The object stays in state.", protectionText(r),
			about.unobservedText(r.Unobserved), Remedies([]string{"run the same command again: it checks again whether the object is gone"}), LastLine(r, r.Unobserved))
}

func doneOperation(op *deletion.Operation) string {
	if op == nil {
		return ""
	}
	return fmt.Sprintf(" Operation: %s %s, %s.", op.Kind, op.Token, op.Status)
}

// howItEnded says why nobody waited any longer.
func howItEnded(r deletion.Result) string {
	switch r.Outcome {
	case deletion.TimedOut:
		if r.Unobserved == nil {
			return fmt.Sprintf("It was still observed when the timeout of %s ended.", r.Timeout.Round(time.Second))
		}
		return fmt.Sprintf("The timeout of %s ended.", r.Timeout.Round(time.Second))
	case deletion.Interrupted:
		return "Terraform was asked to stop."
	case deletion.Refused, deletion.Deleted, deletion.Absent:
	}
	return "Checking whether it is gone failed."
}

// unobservedText says why the object could not be observed.
func (e Explanation) unobservedText(f *deletion.Failure) string {
	if f == nil {
		return ""
	}
	return "The object could not be observed: " + shortReason(f) + ".\n" + e.Said(f)
}

// timedOutText explains a deletion whose time ran out.
func timedOutText(r deletion.Result, about Explanation) (summary, detail string) {
	// What was spent on something else first makes odd nanoseconds.
	limit := r.Timeout.Round(time.Second)
	summary = fmt.Sprintf("%s was not deleted within %s", r.Object, limit)
	todo, passes := about.timedOutRemedies(r)
	todo = append(about.untaint(), todo...)
	if r.Failure.HeldBack() {
		todo = append(todo, heldBackRemedy)
	}
	if passes && r.Timeout > 0 {
		todo = append(todo, "or give it more time: set timeouts.delete to more than "+limit.String()+" and run \"terraform apply\" first")
	}
	reason := deletion.Busy
	if r.Failure != nil {
		reason = r.Failure.Reason
	}
	detail = Sections(mayExist, operationText(r), protectionText(r), blockersText(r), about.lastFailure(r.Failure), about.unobservedText(r.Unobserved),
		about.advice(r.Object, reason, todo), LastLine(r, r.Failure))
	return summary, detail
}

// interruptedText explains a deletion that somebody stopped waiting for.
func interruptedText(r deletion.Result, about Explanation) (summary, detail string) {
	summary, todo := r.Object.String()+": interrupted while it was being deleted", []string{goOn(r)}
	parts := []string{operationText(r), protectionText(r), blockersText(r), about.lastFailure(r.Failure)}
	if see, before := about.advised.seeFirst(r.Object, todo); before {
		parts = slices.DeleteFunc(append(parts, LastLine(r, r.Failure)), func(part string) bool { return part == "" })
		return summary + ". It stays in state. " + see, strings.Join(parts, "\n")
	}
	return summary, Sections("Terraform was asked to stop before the end was certain. "+mayExist,
		Sections(parts...), Remedies(todo), LastLine(r, r.Failure))
}

// goOn is what to do about a deletion that was not seen to end.
func goOn(r deletion.Result) string {
	if r.Operation != nil {
		return runAgain
	}
	return tryAgain
}

// Said quotes the API, with secrets masked.
func (e Explanation) Said(f *deletion.Failure) string {
	if f == nil {
		return ""
	}
	text := f.Message
	if text == "" && f.Err != nil {
		text = f.Err.Error()
	}
	if text == "" {
		return "The API gave no text."
	}
	if e.Mask != nil {
		text = e.Mask(text)
	}
	if f.Message == "" {
		// Nobody answered, or the answer has no words for it: these are our own.
		return "The reason: " + text
	}
	return "The API said: " + text
}

// lastFailure shows what last kept a deletion from going on. That it is in use,
// or that something else works on it, is what was waited for: nothing went wrong.
func (e Explanation) lastFailure(f *deletion.Failure) string {
	switch {
	case f == nil:
		return ""
	case f.Reason == deletion.InUse, f.Reason == deletion.Busy, f.Reason == deletion.Protected:
		return e.Said(f)
	}
	return "The last failure on the way: " + shortReason(f) + ".\n" + e.Said(f)
}

// inShort is the reason in a few words, for the summary. Summaries must differ
// from object to object, since Terraform folds equal ones into one.
func (e Explanation) inShort(r deletion.Result, f *deletion.Failure) string {
	if f.Reason == deletion.InUse && len(r.Blockers) > 0 {
		return e.Words.heldBy(r.Blockers)
	}
	if len(fatalHooks(f)) > 0 {
		return "a hook refused it"
	}
	if f.Reason == deletion.NotFound {
		if r.Unobserved != nil {
			return "the API says not found, and that could not be checked"
		}
		return "the API says not found, but it is still there"
	}
	return shortReason(f)
}

func shortReason(f *deletion.Failure) string {
	if f.HeldBack() {
		return "the provider kept to its own pace"
	}
	if f.Unsent && f.Reason == deletion.Unavailable {
		return "the API could not be reached"
	}
	if text, ok := shortReasons[f.Reason]; ok {
		return text
	}
	return shortReasons[deletion.Unclassified]
}

// operationText names the operation that runs on.
func operationText(r deletion.Result) string {
	op := r.Operation
	if op == nil {
		if r.Requests == 0 {
			return "The API has not been asked for the deletion yet."
		}
		return ""
	}
	text := fmt.Sprintf("Still under way: %s %s", op.Kind, op.Token)
	if op.Status != "" {
		text += ", " + op.Status
	}
	if !op.RequestedAt.IsZero() {
		text += ", asked for at " + Stamp(op.RequestedAt)
	}
	return text + ". The API accepted it."
}

// blockersText names who and what is in the way, a line each.
func blockersText(r deletion.Result) string {
	var b strings.Builder
	if len(r.Blockers) > 0 {
		b.WriteString(BlockerList("In the way:", r.Blockers))
	}
	if r.BlockersErr != nil {
		if b.Len() > 0 {
			b.WriteString("\n\n")
		}
		b.WriteString("What is in the way is not fully known: " + r.BlockersErr.Error())
	}
	return b.String()
}

// BlockerList is a heading and blockers, a line each.
func BlockerList(heading string, blockers []deletion.Blocker) string {
	var b strings.Builder
	b.WriteString(heading)
	for _, blocker := range blockers {
		b.WriteString("\n  - " + blockerText(blocker))
	}
	return b.String()
}

func blockerText(b deletion.Blocker) string {
	parts := []string{b.Code + " " + b.ID}
	if b.Status != "" {
		parts = append(parts, b.Status)
	}
	if b.Who != "" {
		parts = append(parts, b.Who)
	}
	if len(b.Addresses) > 0 {
		parts = append(parts, "from "+strings.Join(b.Addresses, " and "))
	}
	if !b.Since.IsZero() {
		parts = append(parts, "since "+Stamp(b.Since))
	}
	if !b.Until.IsZero() {
		parts = append(parts, "until "+Stamp(b.Until))
	}
	if len(b.Also) > 0 {
		parts = append(parts, "also opens "+strings.Join(b.Also, ", "))
	}
	return strings.Join(parts, ", ")
}

// hooksText shows the hooks that ended the operation.
func hooksText(f *deletion.Failure) string {
	var lines []string
	for _, h := range fatalHooks(f) {
		lines = append(lines, strings.TrimSpace("The hook "+h.Name+" refused: "+h.Message)+"\n  "+h.ARN)
	}
	return strings.Join(lines, "\n")
}

func fatalHooks(f *deletion.Failure) []deletion.Hook {
	var fatal []deletion.Hook
	for _, h := range f.Hooks {
		if h.Failed && h.Fatal {
			fatal = append(fatal, h)
		}
	}
	return fatal
}

// LastLine is for support and for scripts: code, status, request, effort.
func LastLine(r deletion.Result, f *deletion.Failure) string {
	var parts []string
	if f != nil {
		parts = append(parts, f.Reason.String())
		if f.Code != "" {
			parts = append(parts, f.Code)
		}
		if f.Status != 0 {
			parts = append(parts, fmt.Sprintf("HTTP %d", f.Status))
		}
		if f.RequestID != "" {
			parts = append(parts, "request "+f.RequestID)
		}
	}
	if r.Requests > 0 {
		parts = append(parts, Plural(r.Requests, "deletion request"))
	}
	if r.Elapsed >= 100*time.Millisecond {
		parts = append(parts, "after "+r.Elapsed.Round(100*time.Millisecond).String())
	}
	if len(parts) == 0 {
		return ""
	}
	return "(" + strings.Join(parts, ", ") + ")"
}

// Plural counts a noun: "1 session", "2 sessions".
func Plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// Remedies is the list of what a person can do; empty for none.
func Remedies(lines []string) string {
	if len(lines) == 0 {
		return ""
	}
	return "What to do:\n  - " + strings.Join(lines, "\n  - ")
}

// Sections joins what is not empty with a blank line between.
func Sections(parts ...string) string {
	var kept []string
	for _, p := range parts {
		if p = strings.TrimSpace(p); p != "" {
			kept = append(kept, p)
		}
	}
	return strings.Join(kept, "\n\n")
}

// Stamp is a time as people read it: RFC 3339, in UTC.
func Stamp(t time.Time) string { return t.UTC().Format(time.RFC3339) }

// preventSummary says that PREVENT keeps an object from being destroyed.
func preventSummary(obj deletion.Object) string {
	return obj.String() + " is protected: its deletion_policy is PREVENT"
}

// preventReplaceSummary says that PREVENT keeps an object from being replaced.
func preventReplaceSummary(obj deletion.Object) string {
	return obj.String() + " cannot be replaced: its deletion_policy is PREVENT"
}

// abandonSummary says that ABANDON lets go of an object.
func abandonSummary(obj deletion.Object) string {
	return obj.String() + " is abandoned, not deleted: its deletion_policy is ABANDON"
}

// preventInPlan continues preventSummary while a destruction is planned.
const preventInPlan = `The API was not asked, and the object stays in state. The policy that counts is the one in state, also when the block has been removed.

What to do:
  - to keep the object, change nothing; if its block was removed, put it back
  - to delete it, set deletion_policy = "DELETE" in its block, run "terraform apply", then destroy
  - to forget it without deleting it, set deletion_policy = "ABANDON" and run "terraform apply" first`

// preventAtApply continues preventSummary where no plan could say it.
const preventAtApply = `The API was not asked, and the object stays in state. Terraform does not ask a provider before it plans to replace an object that is tainted or named by -replace, so only the apply can say this.

What to do:
  - to keep the object, run "terraform untaint ADDRESS" if it is tainted, or plan again without -replace
  - to delete it, set deletion_policy = "DELETE", run "terraform apply", then repeat the command`

// abandonInPlan continues abandonSummary while a destruction is planned.
const abandonInPlan = `The API is not asked: the object is left as it is and leaves the state, and nothing manages it afterwards.

What to do:
  - nothing; or, to have it deleted, set deletion_policy = "DELETE" and run "terraform apply" first`

// preventReplace continues preventReplaceSummary: paths ask for the replacement.
func preventReplace(paths path.Paths) string {
	return ReplacedText(paths) + ` The API was not asked, and the object stays in state.

What to do:
  - to keep the object, undo the change
  - to replace it, set deletion_policy = "DELETE" first and run "terraform apply" with that change alone, then make this change`
}

// abandonReplace continues abandonSummary: paths ask for the replacement.
func abandonReplace(paths path.Paths) string {
	return ReplacedText(paths) + ` The API is not asked: the old object leaves the state, and nothing manages it afterwards.

What to do:
  - nothing; or, to have it deleted, set deletion_policy = "DELETE" first and run "terraform apply" with that change alone`
}

func joinPaths(paths path.Paths) string {
	names := make([]string, len(paths))
	for i, p := range paths {
		names[i] = p.String()
	}
	return strings.Join(names, " and ")
}

// endedWarning names whom a destruction cut off although no plan announced them:
// Terraform asks no provider before it replaces a tainted object. gone says
// whether the object was deleted in the end.
func endedWarning(ended []deletion.Blocker, gone bool) string {
	ended = slices.CompactFunc(slices.Clone(ended), func(a, b deletion.Blocker) bool { return a.ID == b.ID })
	after := keptInState
	if gone {
		after = "The object was deleted and left the state."
	}
	return Sections(BlockerList("The API ended these, for everything that they opened:", ended),
		"No plan announced them: Terraform does not ask a provider before it replaces an object that is tainted or named by -replace. "+
			after+" Nothing needs to be done for them.")
}
