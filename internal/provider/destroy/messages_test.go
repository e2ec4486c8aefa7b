package destroy_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/destroy"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/providertest"
)

// A wordRule says which words a message must have or must not have.
type wordRule struct {
	must, never string // regular expressions; empty: no rule
	reason      string
}

func (r wordRule) check(t *testing.T, of, text string) {
	t.Helper()
	if r.must != "" && !regexp.MustCompile(r.must).MatchString(text) {
		t.Errorf("%s does not say %q (%s):\n%s", of, r.must, r.reason, text)
	}
	if r.never != "" && regexp.MustCompile(r.never).MatchString(text) {
		t.Errorf("%s says %q (%s):\n%s", of, r.never, r.reason, text)
	}
}

// brief checks the length of an error without names: these texts have few.
func brief(t *testing.T, of, text string) {
	t.Helper()
	if words := len(strings.Fields(text)); words > 110 {
		t.Errorf("%s has %d words:\n%s", of, words, text)
	}
}

func whole(diags diag.Diagnostics) string {
	var b strings.Builder
	for _, d := range diags {
		b.WriteString(d.Summary() + "\n\n" + d.Detail() + "\n")
	}
	return b.String()
}

// verbRules are about messages of creates, reads and updates.
var verbRules = map[string]wordRule{
	destroy.Creating:        {must: "in state", never: `delet|destroy`, reason: "a create deletes nothing"},
	destroy.Reading:         {must: "Nothing was changed", never: `delet|destroy|may have been carried out|exists; if`, reason: "a read changes nothing"},
	destroy.Updating:        {must: "stays in state", never: `delet|destroy|untaint|Nothing was created`, reason: "an update keeps its object"},
	destroy.Listing:         {never: `delet|destroy|untaint|carried out first|Nothing was created`, reason: "a list changes nothing"},
	destroy.ReadingNew:      {must: `terraform untaint`, never: `Nothing was created|destroy`, reason: "the object exists"},
	destroy.VerifyingNew:    {must: `terraform untaint`, never: `Nothing was created|destroy`, reason: "the object exists"},
	destroy.DeactivatingNew: {must: `terraform untaint`, never: `Nothing was created|destroy`, reason: "the object exists"},
}

// TestMessagesFitTheVerb renders every verb with every reason, sent and unsent,
// with and without a backend's hint, and after Ctrl-C.
func TestMessagesFitTheVerb(t *testing.T) {
	for doing, rule := range verbRules {
		for _, reason := range deletion.Reasons() {
			for _, unsent := range []bool{false, true} {
				for _, hint := range []string{"", "do this first"} {
					of := fmt.Sprintf("%s, %v, unsent %v, hint %q", doing, reason, unsent, hint)
					f := &deletion.Failure{Reason: reason, Code: "Code", Status: 400, Message: "words", Hint: hint, Unsent: unsent}
					var diags diag.Diagnostics
					destroy.AddFailure(&diags, doing, providertest.WebResource, f)
					text := whole(diags)
					rule.check(t, of, text)
					brief(t, of, text)
					wordRule{must: `What to do:`, reason: "somebody has to do something"}.check(t, of, text)
					wordRule{must: `\n\(` + reason.String() + `, `, reason: "the last line is for machines"}.check(t, of, text)
					maybe := reason == deletion.Unavailable && !unsent
					switch {
					case doing != destroy.Creating:
					case maybe:
						wordRule{must: "is not known", never: "Nothing was created", reason: "nobody knows"}.check(t, of, text)
					default:
						wordRule{must: "Nothing was created", never: `is not known|terraform import`, reason: "it was refused, or never sent"}.check(t, of, text)
					}
				}
			}
		}
		var diags diag.Diagnostics
		destroy.AddFailure(&diags, doing, providertest.WebResource, fmt.Errorf("asking: %w", context.Canceled))
		rule.check(t, doing+", interrupted", whole(diags))
		brief(t, doing+", interrupted", whole(diags))
	}
}

// deletionBlockers are what can be in the way of a deletion.
var deletionBlockers = map[string][]deletion.Blocker{
	"nothing":    nil,
	"sessions":   {providertest.Jane, providertest.John},
	"resource":   {{Code: "resource", ID: "r"}},
	"protection": {theSwitch},
	"stack":      {theStack},
}

// allWords are those of both backends.
func allWords() destroy.Words {
	words := maps.Clone(wordsOf(providertest.WebResource))
	maps.Copy(words, wordsOf(aTable))
	return words
}

// deletionRules return what must be true of an error about a deletion.
func deletionRules(r deletion.Result, mode deletion.OnInUse, blocker string) []wordRule {
	hides := r.Failure.Reason == deletion.Unclassified || r.Failure.Reason == deletion.Invalid || r.Failure.Reason == deletion.Protected
	rules := []wordRule{
		{must: `in state`, reason: "whatever is not gone stays"},
		{must: `What to do:`, reason: "somebody has to do something"},
		{never: `creates? (it|the object) (again|anew)|Nothing was created|untaint`, reason: "it is a deletion"},
		{never: `terraform import`, reason: "it is in state"},
	}
	if r.Failure.Unsent {
		rules = append(rules, wordRule{never: `may have been carried out|what was carried out`, reason: "nothing was sent"})
	}
	switch {
	case blocker == "protection" && hides:
		rules = append(rules,
			wordRule{must: `\n\(Protected, `, reason: "the last line is what people search the guide for"},
			wordRule{never: `timeouts\.delete|deletion_retry`, reason: "a protection does not pass"})
	case r.Outcome == deletion.TimedOut && blocker == "sessions" && mode == deletion.Wait:
		rules = append(rules,
			wordRule{must: `timeouts\.delete`, reason: "more time may help"},
			wordRule{never: `"wait"|wait for the sessions`, reason: "it did wait"})
	case r.Outcome == deletion.TimedOut && blocker == "sessions" && mode == deletion.Stop:
		rules = append(rules, wordRule{never: `"stop"|end them`, reason: "it did end them"})
	}
	if r.Failure.Reason == deletion.InUse || r.Failure.Reason == deletion.Busy {
		rules = append(rules, wordRule{never: `failure on the way|went wrong`, reason: "to be in use is no failure"})
	}
	return rules
}

// TestMessagesFitTheOutcome renders every outcome with every reason, whatever is
// in the way and however that is treated.
func TestMessagesFitTheOutcome(t *testing.T) {
	for _, outcome := range []deletion.Outcome{deletion.Refused, deletion.TimedOut, deletion.Interrupted} {
		for _, reason := range deletion.Reasons() {
			for blocker, blockers := range deletionBlockers {
				for _, mode := range []deletion.OnInUse{deletion.Refuse, deletion.Wait, deletion.Stop} {
					for _, unsent := range []bool{false, true} {
						of := fmt.Sprintf("%v, %v, %s in the way, mode %d, unsent %v", outcome, reason, blocker, mode, unsent)
						r := deletion.Result{
							Object: providertest.WebResource, Outcome: outcome, Blockers: blockers, Requests: 2, Elapsed: time.Minute, Timeout: time.Minute,
							Failure: &deletion.Failure{Reason: reason, Code: "Code", Status: 400, Message: "words", Unsent: unsent},
						}
						text := whole(destroy.Explain(r, destroy.Explanation{Words: allWords(), InUse: mode, Retriable: true}))
						for _, rule := range deletionRules(r, mode, blocker) {
							rule.check(t, of, text)
						}
					}
				}
			}
		}
	}
}

// TestFencesFitTheHome: an object of an organization is not found again by an AWS
// profile, and one of an account not by a slug.
func TestFencesFitTheHome(t *testing.T) {
	for name, c := range map[string]struct {
		object deletion.Object
		actual deletion.Home
		rule   wordRule
	}{
		"Account":      {providertest.SecurityGroup, deletion.Home{Account: "999900001111", Region: "eu-west-1"}, wordRule{must: "account", never: "organization|/auth/me", reason: "AWS has none"}},
		"Organization": {providertest.WebResource, deletion.Home{Organization: "f9d0c1de-0000-4000-8000-000000000000"}, wordRule{must: "organization", never: "profile|role_arn|region|sts:|account", reason: "EntryGuard has none"}},
	} {
		for _, before := range []bool{false, true} {
			for _, failed := range []error{nil, errors.New("not allowed")} {
				r := deletion.Result{Object: c.object, Fence: &deletion.FenceError{Object: c.object, Recorded: c.object.Home, Actual: c.actual, Before: before, Err: failed}}
				if failed != nil {
					r.Fence.Actual = deletion.Home{}
				}
				of := fmt.Sprintf("%s, before %v, failed %v", name, before, failed)
				text := whole(destroy.Explain(r, destroy.Explanation{}))
				c.rule.check(t, of, text)
				brief(t, of, text)
			}
		}
	}
}
