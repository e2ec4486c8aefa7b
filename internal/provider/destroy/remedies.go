package destroy

import (
	"fmt"
	"slices"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
)

// shortReasons says each reason in a few words.
var shortReasons = map[deletion.Reason]string{
	deletion.Unclassified:    "the API answered something unknown",
	deletion.NotFound:        "it was not found",
	deletion.InUse:           "it is in use",
	deletion.Busy:            "another operation works on it",
	deletion.Throttled:       "the API throttles",
	deletion.Unavailable:     "the API failed",
	deletion.Unauthenticated: "the credentials were not accepted",
	deletion.Denied:          "access was denied",
	deletion.Protected:       "it is protected",
	deletion.Invalid:         "the API refused the request",
	deletion.Unsupported:     "the API cannot do this",
	deletion.QuotaExceeded:   "a limit was reached",
	deletion.Lost:            "the API lost the operation",
	deletion.Cancelled:       "somebody cancelled it",
}

// reasonRemedies says for each reason what a person can do. What only a
// backend knows comes before it, as the failure's hint.
var reasonRemedies = map[deletion.Reason][]string{
	deletion.Unclassified:    {"do what the API says; if another host or a proxy answered, check the provider's endpoint", tryAgain},
	deletion.NotFound:        {"check the identifier, and the account, region or organization of the provider's credentials, then run the same command again"},
	deletion.InUse:           {"wait until nothing uses it any more, then run the same command again"},
	deletion.Busy:            {"wait until the other operation has ended, then run the same command again"},
	deletion.Throttled:       {"run the same command again later, or with a smaller -parallelism"},
	deletion.Unavailable:     {"run the same command again: it checks first what was carried out"},
	deletion.Unauthenticated: {"check the provider's credentials, and whether they have expired, then run the same command again"},
	deletion.Denied:          {"use credentials that are allowed to do this, then run the same command again"},
	deletion.Protected:       {"switch the protection off, then run the same command again"},
	deletion.Invalid:         {"correct what the API names, then run the same command again"},
	deletion.Unsupported:     {"do it in the object's own service, then run the same command again: it sees that the object is gone"},
	deletion.QuotaExceeded:   {"have the limit raised or use less of it, then run the same command again"},
	deletion.Lost:            {"run the same command again: it asks the API again"},
	deletion.Cancelled:       {"find out who cancelled it and why, then run the same command again"},
}

// heldBackRemedy is for a request that was never sent.
const heldBackRemedy = "work on fewer objects at a time (-parallelism), or raise requests_per_second where it is set"

// hookRemedies is for an operation that a policy hook ended.
var hookRemedies = []string{
	"do what the hook asks for, or ask its owners for an exception, then run the same command again",
}

// refusalRemedies returns what a person can do about a refused deletion: what
// gets the blockers out of the way where they are known, else what the reason
// asks for. Whether the object was to be replaced, Delete does not learn.
func (e Explanation) refusalRemedies(r deletion.Result, f *deletion.Failure) []string {
	if todo := e.Words.remedies(r.Blockers, false); len(todo) > 0 && (f.Reason == deletion.InUse || e.protectedBy(r, f)) {
		if words := e.Words.of(r.Blockers[0]); words.OrReplace != "" {
			todo = append(todo, words.OrReplace)
		}
		return todo
	}
	if f.Reason == deletion.NotFound {
		return notFoundRemedies(r)
	}
	return append(e.remedies(f), e.retryRemedy(f)...)
}

// untaint comes first about an object that is tainted: whatever else is to be
// applied first, the apply would try to replace it again.
func (e Explanation) untaint() []string {
	if !e.Unplanned {
		return nil
	}
	return []string{"if it is tainted, every apply tries to replace it; to keep it, first run: terraform untaint ADDRESS"}
}

// timedOutRemedies returns what a person can do about a deletion whose time is
// over, and whether more time may help.
func (e Explanation) timedOutRemedies(r deletion.Result) (todo []string, passes bool) {
	switch {
	case len(r.Blockers) == 0:
		return []string{goOn(r)}, true
	case r.Failure != nil && e.protectedBy(r, r.Failure):
		return e.Words.remedies(r.Blockers, false), false
	}
	if waited := e.Words.of(r.Blockers[0]).Waited[e.InUse]; waited != nil {
		return slices.Clone(waited), true
	}
	return e.Words.remedies(r.Blockers, false), true
}

// notFoundRemedies are for an API that says not found about an object that is
// there, or that nobody could observe.
func notFoundRemedies(r deletion.Result) []string {
	if r.Unobserved != nil {
		return []string{
			"allow the provider to read the object (permissions, network), then run the same command again",
			"if you know that the object is gone, remove it from state: terraform state rm ADDRESS",
		}
	}
	return []string{
		"restore what the API misses: perhaps something that the object needs to be deleted, such as a key or its parent; or delete the object in its own service",
		tryAgain,
	}
}

// mayHideProtection are the reasons behind which an API may hide that the object
// is protected: it has no code for that, or says only that it will not.
var mayHideProtection = map[deletion.Reason]bool{
	deletion.Unclassified: true,
	deletion.Invalid:      true,
	deletion.Protected:    true,
}

// protectedBy reports whether a protection that is on explains the failure. It
// does not pass by itself, so asking again is no remedy.
func (e Explanation) protectedBy(r deletion.Result, f *deletion.Failure) bool {
	return mayHideProtection[f.Reason] && slices.ContainsFunc(r.Blockers, e.Words.isProperty)
}

// RetryAttribute is where a user names refusals that are known to pass.
const RetryAttribute = "deletion_retry"

// retryRemedy suggests deletion_retry about a refusal that may be one of a
// dependant that is still vanishing. Only a person can know that.
func (e Explanation) retryRemedy(f *deletion.Failure) []string {
	if !e.Retriable || f.Code == "" || len(fatalHooks(f)) > 0 || (f.Reason != deletion.Unclassified && f.Reason != deletion.Invalid) {
		return nil
	}
	return []string{fmt.Sprintf("if this passes by itself, such as while a dependent object is still being deleted, "+
		"set %s { error_codes = [%q] } and run \"terraform apply\" first", RetryAttribute, f.Code)}
}

// remedies returns what a person can do about a failure, most specific first.
func (e Explanation) remedies(f *deletion.Failure) []string {
	var todo []string
	if f.Hint != "" {
		todo = append(todo, f.Hint)
	}
	if f.Reason == deletion.Denied && e.Allow != "" {
		todo = append(todo, e.Allow)
	}
	switch {
	case len(fatalHooks(f)) > 0:
		return append(todo, hookRemedies...)
	case len(todo) > 0 && knownToBackend[f.Reason]:
		return todo
	case f.Unsent && f.Reason == deletion.Unavailable:
		return append(todo, tryAgain+": nothing was sent, so nothing was carried out")
	}
	general, ok := reasonRemedies[f.Reason]
	switch {
	case f.Reason == deletion.Unclassified && f.Message == "":
		// There are no words of the API that could be followed.
		general = []string{"check the provider's endpoint: another host or a proxy may have answered; then " + tryAgain}
	case !ok:
		general = reasonRemedies[deletion.Unclassified]
	}
	return append(todo, general...)
}

// knownToBackend are the reasons about which a backend's hint says all that the
// general remedy says, and better.
var knownToBackend = map[deletion.Reason]bool{
	deletion.Protected:       true,
	deletion.Denied:          true,
	deletion.Unauthenticated: true,
	deletion.Unclassified:    true,
}
