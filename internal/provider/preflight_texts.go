package provider

import (
	"errors"

	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
)

var (
	errLookLimit     = errors.New("the time that a plan takes for such looks, 10 seconds in all, is used up")
	errNotConfigured = errors.New("the provider's configuration is not known yet")
)

// doomedText says that the API would refuse a deletion that is being planned.
func doomedText(obj deletion.Object, seen prospect, replaced string, refused bool) (summary, detail string) {
	summary = obj.String() + " cannot be deleted as it is: " + heldBy(seen.blockers)
	consequence := "Nothing was destroyed, and everything stays in state: deletion_preflight is \"error\"."
	if !refused {
		consequence = "If this is applied, the API will refuse to delete the object, and it stays in state; what depends on it is destroyed before."
	}
	about := explanation{inState: seen.inState}
	return summary, sections(replaced, consequence, blockersText(deletion.Result{Blockers: seen.blockers}),
		"The API was asked who or what is in the way; it was not asked to delete anything.",
		remedies(blockerRemedies(seen.blockers)), about.stateCounts())
}

// impossibleText says that an object can never be deleted.
func impossibleText(obj deletion.Object, seen prospect, replaced string) (summary, detail string) {
	return obj.String() + " can never be deleted by this provider",
		sections(replaced, seen.impossible, "Nothing was destroyed, and the object stays in state. Planning again changes nothing about it.",
			remedies([]string{
				"to forget it and leave it as it is, set deletion_policy = \"ABANDON\" on the resource and run \"terraform apply\" first",
				"or delete it in its own service, then run the same command again: it sees that the object is gone",
			}))
}

// uncheckedText says that not everything that may be in the way could be seen.
func uncheckedText(obj deletion.Object, seen prospect) (summary, detail string) {
	consequence := "The plan goes on without it. Whether something is in the way shows when it is applied."
	if seen.announces {
		consequence = "Who was not seen was not announced. If somebody else uses the object when this plan is applied, nobody is cut off and nothing is deleted."
	}
	return obj.String() + ": what is in the way of its deletion could not be checked", sections("Could not be checked: "+seen.unseen.Error(), consequence)
}

// replacedText says why a plan that destroys nothing on its own deletes.
func replacedText(paths path.Paths) string {
	return "A change of " + joinPaths(paths) + " can only be made by replacing the object, and replacing deletes it."
}

// heldBy says in a few words what is in the way.
func heldBy(blockers []deletion.Blocker) string {
	if text, ok := heldTexts[blockers[0].Code]; ok {
		return text
	}
	return inUseBy(blockers)
}

// heldTexts are for blockers that do not use the object.
var heldTexts = map[string]string{
	"protection": "it is protected",
	"stack":      "it belongs to a CloudFormation stack",
}
