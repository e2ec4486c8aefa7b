package destroy

import (
	"errors"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
)

// Why something could not be checked.
var (
	errCheckLimit    = errors.New("the checks of a plan take at most 10 seconds in all, and these are over")
	ErrNotConfigured = errors.New("the provider's configuration is not known yet: it depends on something that the same run creates")
	ErrNoSuchObject  = errors.New("there is no such object, or the provider's credentials are of another place than where it is")
)

// ErrUnseen says what could not be seen, and why.
func ErrUnseen(what string, err error) error {
	if errors.Is(err, errCheckLimit) {
		err = errCheckLimit // how a client wraps the end of a context helps nobody
	}
	return fmt.Errorf("%s: %w", what, err)
}

// doomedText says that a deletion which is being planned would be refused, or
// do harm. With refused the plan ends here. It is true after the plan was
// applied, too: with -auto-approve it is printed only then.
func doomedText(obj deletion.Object, seen Findings, replaced string, refused bool, advised *firsts) (summary, detail string) {
	summary = obj.String() + " cannot be deleted while " + seen.Words.heldBy(seen.Blockers)
	if words, owned := seen.Words.owner(seen.Blockers); owned {
		summary = obj.String() + " belongs to " + words.Owner
	}
	todo, reason := seen.Words.remedies(seen.Blockers, replaced != ""), deletion.InUse
	if words := seen.Words.of(seen.Blockers[0]); words.Property || words.Owner != "" {
		reason = deletion.Protected
	}
	effect := consequence(seen, replaced, refused)
	todo = append(todo, effect.instead...)
	if first, before := advised.of(sameAdvice(seen.Words, seen.Blockers, append(todo, effect.first)...), obj); before && replaced == "" {
		return likeFirst(summary, effect.again, advised.see(first, obj), seen.Words, seen.Blockers)
	}
	return summary, Sections(replaced, effect.first+" "+seen.Words.list(seen.Blockers), Remedies(withGuide(todo, reason)))
}

// An effect is what becomes of an object that has something in its way.
type effect struct {
	first, again string   // as the first message says it, and those that refer to it
	instead      []string // how to have something else happen
}

// kept is the effect on an object whose deletion the API refuses.
var kept = effect{first: "The API refuses, and the object stays in state.", again: "It stays in state."}

// consequence says what a plan does about what is in the way.
func consequence(seen Findings, replaced string, refused bool) effect {
	words, owned := seen.Words.owner(seen.Blockers)
	result := kept
	switch {
	case refused:
		result.first = "deletion_preflight is \"error\": the API was not asked, nothing was destroyed, and every object stays in state."
	case owned:
		return effect{
			first: "The API deletes it all the same, and it leaves the state; " + words.OwnerMinds + ".",
			again: "The API deletes it all the same, and it leaves the state.",
		}
	case seen.Passable:
		return effect{
			first: "The API refuses, and the object stays in state, unless the same run deletes or moves them.",
			again: "It stays in state, unless the same run deletes or moves them.",
		}
	case replaced == "":
		result.instead = []string{"a destroy deletes what else it can; with deletion_preflight = \"error\" (STEWARD_DELETION_PREFLIGHT), nothing"}
	}
	return result
}

// impossibleText says that an object can never be deleted.
func impossibleText(obj deletion.Object, seen Findings, replaced string) (summary, detail string) {
	return obj.String() + " can never be deleted: " + seen.Impossible,
		Sections(replaced, "Nothing was destroyed, and every object stays in state. The API was not asked.",
			Remedies([]string{
				"to leave it as it is and forget it, set deletion_policy = \"ABANDON\" and run \"terraform apply\" first",
				"or delete it in its own service, then run the same command again: it sees that the object is gone",
				"more: " + guideTo(deletion.Unsupported),
			}))
}

// uncheckedText says that not everything that may be in the way could be seen.
func uncheckedText(obj deletion.Object, seen Findings, replaced string, advised *firsts) (summary, detail string) {
	summary = obj.String() + ": what is in the way of its deletion could not be checked"
	consequence := "If something is in the way, the API refuses, and the object stays in state."
	switch {
	case seen.Announces && replaced != "":
		consequence = "The API ends whoever uses the object when this is applied, also people who were not seen. It is in state until then."
	case seen.Announces:
		consequence = "If somebody uses it who was not seen, the API is not asked to end them, and the object stays in state."
	}
	todo := "correct what is named here, then plan again"
	if errors.Is(seen.Unseen, ErrNotConfigured) {
		todo = "first create what the provider block depends on: terraform apply -target=ADDRESS"
	}
	why := seen.Unseen.Error()
	if first, before := advised.of(why+consequence, obj); before {
		return summary, "The reason is the same as for another object. " + consequence + " " + advised.see(first, obj)
	}
	return summary, Sections("Could not be checked:\n  - "+strings.ReplaceAll(why, "\n", "\n  - "), consequence, Remedies([]string{todo}))
}

// ReplacedText says why a plan that destroys nothing on its own deletes.
func ReplacedText(paths path.Paths) string {
	return "A change of " + joinPaths(paths) + " needs a replacement."
}

// UntilDeleted ends what a plan says about something that needs nobody's help.
const UntilDeleted = "The object stays in state until the API has deleted it. Nothing needs to be done."

// CascadeNotice says what the API removes together with an object.
func CascadeNotice(summary, heading string, cascades []deletion.Blocker, more string) Notice {
	return Notice{Summary: summary, Detail: BlockerList(heading, cascades), Common: Sections(more, UntilDeleted)}
}
