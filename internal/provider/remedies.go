package provider

import (
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
	deletion.Unclassified: {"read what the API said; if it is about the wrong host or a proxy, check the provider's endpoint", runAgain},
	deletion.NotFound:     {"check the identifier, and the account, region or organization that the provider speaks for"},
	deletion.InUse: {
		"wait until those above have ended, or have them ended by the people who are named, then run the same command again",
	},
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

// remedies returns what a person can do about a failure, most specific first.
func (e explanation) remedies(f *deletion.Failure) []string {
	var todo []string
	if f.Hint != "" {
		todo = append(todo, f.Hint)
	}
	if f.Reason == deletion.Denied && len(e.permissions) > 0 {
		todo = append(todo, "the type's handler needs these IAM actions: "+strings.Join(e.permissions, ", "))
	}
	general, ok := reasonRemedies[f.Reason]
	if !ok {
		general = reasonRemedies[deletion.Unclassified]
	}
	return append(todo, general...)
}
