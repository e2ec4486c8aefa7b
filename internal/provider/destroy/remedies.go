package destroy

import (
	"fmt"
	"slices"
	"strings"

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
	deletion.Unclassified:    {"read what the API said; if it is about the wrong host or a proxy, check the provider's endpoint", tryAgain},
	deletion.NotFound:        {"check the identifier, and the account, region or organization that the provider speaks for, then run the same command again"},
	deletion.InUse:           {"wait until nothing uses it any more, then run the same command again"},
	deletion.Busy:            {"wait until the other operation has ended, then run the same command again"},
	deletion.Throttled:       {"run the same command again later, or with a smaller -parallelism"},
	deletion.Unavailable:     {"run the same command again: what was asked for may have been carried out meanwhile, and the next run looks first"},
	deletion.Unauthenticated: {"check the provider's credentials, and whether they have expired, then run the same command again"},
	deletion.Denied:          {"use credentials that are allowed to do this, then run the same command again"},
	deletion.Protected:       {"switch the protection off, then run the same command again"},
	deletion.Invalid:         {"correct what the API names, then run the same command again"},
	deletion.Unsupported:     {"do it in the object's own service, then run the same command again: it sees that the object is gone"},
	deletion.QuotaExceeded:   {"have the limit raised or use less of it, then run the same command again"},
	deletion.Lost:            {"run the same command again: it asks anew"},
	deletion.Cancelled:       {"find out who cancelled it and why, then run the same command again to ask anew"},
}

// heldBackRemedy is for a request that was never sent.
const heldBackRemedy = "work on fewer objects at a time (-parallelism), or raise requests_per_second where it is set"

// The codes of blockers. EntryGuard's backend uses the first two as well.
const (
	BlockerSession    = "session"
	BlockerResource   = "resource"
	BlockerOperation  = "operation"
	BlockerProtection = "protection"

	blockerStaticIPRule = "static_ip_rule"
	BlockerStack        = "stack"
	BlockerType         = "type"
)

// heldTexts says for kinds of blockers that do not use the object what they do.
var heldTexts = map[string]string{
	BlockerProtection: "it is protected",
	BlockerStack:      "belongs to a CloudFormation stack",
}

// codeRemedies says for each kind of blocker how to get it out of the way.
var codeRemedies = map[string][]string{
	BlockerSession: {
		"wait until the sessions have ended, or ask the people who are named to end theirs",
		"or end them as an administrator, in EntryGuard's console or with POST /sessions/admin/{id}/stop; that ends each of them for all of its resources",
		"then run the same command again; or let destroying wait for them or end them: set on_active_sessions = \"wait\" or \"stop\" on the resource and run \"terraform apply\" first",
	},
	BlockerResource: {
		"delete the resources that are named, or move them to another credential first, then run the same command again",
		"if this is a replacement, set lifecycle { create_before_destroy = true } on the credential, so that its resources move before the old one goes; in a plan where it is set and that moves them, nothing needs to be done",
	},
	blockerStaticIPRule: {
		"delete the static IP rules that are named, or replace them by rules without this resource, then run the same command again",
	},
	BlockerProtection: {
		"switch the protection off: change the property that is named and run \"terraform apply\", then run the same command again; before that it is refused again, which does no harm",
	},
	BlockerStack: {
		"delete the stack instead, or take the object out of it first: with DeletionPolicy: Retain in its template, a stack lets go of what is removed from the template",
		"or leave the object to its stack: set deletion_policy = \"ABANDON\" on the resource and run \"terraform apply\" first, then destroying only forgets it",
	},
}

// hookRemedies is for an operation that a policy hook ended.
var hookRemedies = []string{
	"fulfil what the hook asks for, or ask its owners for an exception, then run the same command again",
}

// unprotectRemedy is for a protection of an object whose resource has
// on_protection.
const unprotectRemedy = "or let destroying switch it off: set on_protection = \"remove\" on the resource and run \"terraform apply\" first"

// blockerRemedies returns how to get what is in the way out of it. The settings
// are the attributes that the resource has for that.
func blockerRemedies(blockers []deletion.Blocker, settings []string) []string {
	var codes, todo []string
	for _, b := range blockers {
		if !slices.Contains(codes, b.Code) {
			codes = append(codes, b.Code)
			todo = append(todo, codeRemedies[b.Code]...)
			if b.Code == BlockerProtection && slices.Contains(settings, OnProtectionAttributeName) {
				todo = append(todo, unprotectRemedy)
			}
		}
	}
	return todo
}

// refusalRemedies returns what a person can do about a refused deletion: what
// gets the blockers out of the way where they are known, else what the reason
// asks for.
func (e Explanation) refusalRemedies(r deletion.Result, f *deletion.Failure) []string {
	if todo := blockerRemedies(r.Blockers, e.InState); len(todo) > 0 && (f.Reason == deletion.InUse || protectedBy(r, f)) {
		return todo
	}
	if f.Reason == deletion.NotFound {
		return notFoundRemedies(r)
	}
	return append(e.remedies(f), e.retryRemedy(f)...)
}

// notFoundRemedies are for an API that says not found about an object that is
// there, or that nobody could observe.
func notFoundRemedies(r deletion.Result) []string {
	if r.Unobserved != nil {
		return []string{
			"let the provider read the object (credentials, network), then run the same command again; trying again does no harm",
			"if you know that the object is gone, remove it from state: terraform state rm ADDRESS",
		}
	}
	return []string{
		"read what the API said: what is missing may be something that the object needs for being deleted, such as a key or its parent; restore that, or delete the object in its own service",
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
func protectedBy(r deletion.Result, f *deletion.Failure) bool {
	return mayHideProtection[f.Reason] && slices.ContainsFunc(r.Blockers, func(b deletion.Blocker) bool { return b.Code == BlockerProtection })
}

// RetryAttribute is where a user names refusals that are known to pass.
const RetryAttribute = "deletion_retry"

// retryRemedy suggests deletion_retry about a refusal that may be one of a
// dependant that is still vanishing. Only a person can know that.
func (e Explanation) retryRemedy(f *deletion.Failure) []string {
	if !e.Retriable || f.Code == "" || len(fatalHooks(f)) > 0 || (f.Reason != deletion.Unclassified && f.Reason != deletion.Invalid) {
		return nil
	}
	return []string{fmt.Sprintf("if you know that this passes by itself, as while something that depends on the object is still vanishing, "+
		"set %s { error_codes = [%q] } on the resource and run \"terraform apply\" first", RetryAttribute, f.Code)}
}

// remedies returns what a person can do about a failure, most specific first.
func (e Explanation) remedies(f *deletion.Failure) []string {
	var todo []string
	if f.Hint != "" {
		todo = append(todo, f.Hint)
	}
	if f.Reason == deletion.Denied && len(e.Permissions) > 0 {
		todo = append(todo, "allow these IAM actions, which the type's handler needs: "+strings.Join(e.Permissions, ", "))
	}
	if len(fatalHooks(f)) > 0 {
		return append(todo, hookRemedies...)
	}
	if f.Hint != "" && f.Reason == deletion.Protected {
		return todo // the backend knows what protects the object
	}
	if f.Unsent && f.Reason == deletion.Unavailable {
		return append(todo, "nothing was sent, so nothing was carried out; "+tryAgain)
	}
	general, ok := reasonRemedies[f.Reason]
	if !ok {
		general = reasonRemedies[deletion.Unclassified]
	}
	return append(todo, general...)
}
