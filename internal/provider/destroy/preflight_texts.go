package destroy

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
)

// Why something could not be looked at.
var (
	errCheckLimit    = errors.New("the time that a plan takes for such looks, 10 seconds in all, is used up")
	ErrNotConfigured = errors.New("the provider's configuration is not known yet: it depends on something that the same run creates")
	ErrNoSuchObject  = errors.New("there is no such object, or the provider looks in another place than where it is")
)

// ErrUnseen says what could not be seen, and why.
func ErrUnseen(what string, err error) error {
	if errors.Is(err, errCheckLimit) {
		err = errCheckLimit // how a client wraps the end of a context helps nobody
	}
	return fmt.Errorf("%s: %w", what, err)
}

// doomedText says that a deletion which is being planned would be refused, or
// do harm. With refused the plan ends here.
func doomedText(obj deletion.Object, seen Findings, replaced string, refused bool) (summary, detail string) {
	summary = obj.String() + " cannot be deleted now: " + heldBy(seen)
	if owned(seen) {
		summary = obj.String() + " " + heldBy(seen)
	}
	about := Explanation{InState: seen.InState}
	return summary, Sections(replaced, consequence(seen, refused), blockerList("In the way:", seen.Blockers),
		"This was found by looking. The API was not asked to delete anything, and planning again does no harm.",
		Remedies(seen.remedies()), about.stateCounts())
}

// consequence says what a plan does about what is in the way.
func consequence(seen Findings, refused bool) string {
	switch {
	case refused:
		return "Nothing was destroyed, and every object stays in state: deletion_preflight is \"error\", so there is no plan to apply."
	case owned(seen):
		return "Nothing was destroyed yet. If this plan is applied, the object is deleted behind the stack's back: the stack's next update or deletion may fail."
	case seen.Passable:
		return "Nothing was destroyed yet. If this plan is applied and does not destroy them, or move them away, before, the API refuses to delete the object, and it stays in state. " +
			"A provider cannot see what the rest of the plan does."
	}
	return "Nothing was destroyed yet. If this plan is applied, the API refuses to delete the object, and it stays in state; what depends on it is destroyed before that."
}

// owned reports whether nothing but a stack is in the way: its object can be
// deleted, and should not be.
func owned(seen Findings) bool {
	return !slices.ContainsFunc(seen.Blockers, func(b deletion.Blocker) bool { return b.Code != BlockerStack })
}

// heldBy says in a few words what is in the way.
func heldBy(seen Findings) string {
	if text, ok := heldTexts[seen.Blockers[0].Code]; ok {
		return text
	}
	return inUseBy(seen.Blockers)
}

// remedies returns how to get what is in the way out of it.
func (s Findings) remedies() []string {
	if s.Todo != nil {
		return s.Todo
	}
	return blockerRemedies(s.Blockers, s.InState)
}

// impossibleText says that an object can never be deleted.
func impossibleText(obj deletion.Object, seen Findings, replaced string) (summary, detail string) {
	if len(seen.Fixed) > 0 {
		return fixedText(obj, seen.Fixed, replaced)
	}
	return obj.String() + " can never be deleted: " + seen.Impossible,
		Sections(replaced, "Nothing was destroyed, and every object stays in state. The API was not asked to delete anything. Planning again does no harm and changes nothing.",
			Remedies([]string{
				"to leave it as it is and forget it, set deletion_policy = \"ABANDON\" on the resource and run \"terraform apply\" first: the policy that counts is the one in state",
				"or delete it in its own service, then run the same command again: it sees that the object is gone",
			}))
}

// uncheckedText says that not everything that may be in the way could be seen.
func uncheckedText(obj deletion.Object, seen Findings, replaced string) (summary, detail string) {
	consequence := "The plan is made without it, and the object is still there and in state. If something is in the way, the API refuses the deletion when the plan is applied."
	switch {
	case seen.Announces && replaced != "":
		consequence = "Whoever uses the object when this is applied is cut off, also those who were not seen: Terraform hands the deletion of a replaced object nothing of the plan. The API was not asked to delete anything yet, and the object is in state."
	case seen.Announces:
		consequence = "Who was not seen was not announced. If somebody else uses the object when this plan is applied, nobody is cut off, the API is not asked again to delete it, and the object stays in state."
	}
	return obj.String() + ": whether something is in the way of its deletion could not be checked",
		Sections("Could not be checked:\n  - "+strings.ReplaceAll(seen.Unseen.Error(), "\n", "\n  - "), consequence,
			Remedies([]string{"to have it checked, correct what is named here and plan again; that does no harm"}))
}

// ReplacedText says why a plan that destroys nothing on its own deletes.
func ReplacedText(paths path.Paths) string {
	return "A change of " + joinPaths(paths) + " can only be made by replacing the object, and replacing deletes it."
}

// NothingYet ends what a plan says about something that needs nobody's help.
const NothingYet = "Nothing was destroyed yet, and the object stays in state until the API has deleted it. Nothing needs to be done, and planning again does no harm."

// CascadeNotice says what the API removes together with an object.
func CascadeNotice(summary, heading string, cascades []deletion.Blocker, more string) Notice {
	return Notice{Summary: summary, Detail: Sections(blockerList(heading, cascades), more, NothingYet)}
}
