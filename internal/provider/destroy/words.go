package destroy

import (
	"fmt"
	"slices"
	"strings"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
)

// Words are what a backend says about what can be in the way of a deletion, by
// the code of the blocker. A code without words is named, and no more.
type Words map[string]Wording

// A Wording is what people read about blockers of one kind. All of it is optional.
type Wording struct {
	Noun  string // what one of them is in a sentence: "session"; the code where empty
	Holds string // what they do to the object, in place of "1 session uses it"
	Guess bool   // that they hold the object is a guess: the API does not say so

	Todo       []string // how to get them out of the way
	IfReplaced []string // in place of Todo where the object is to be replaced
	// OrReplace follows Todo after a refused deletion, which does not learn whether
	// the object was to be replaced.
	OrReplace string
	// Waited is in place of Todo where the deletion waited for them, or ended them,
	// and its time is over.
	Waited map[deletion.OnInUse][]string

	// Property says that it is a property of the object that protects it: its ID
	// names the property, and asking again is no remedy.
	Property bool
	// Owner says what the object belongs to, and OwnerMinds what follows: the API
	// deletes the object all the same, and should not be asked to.
	Owner, OwnerMinds string

	// Passes reports whether a blocker ends by itself. Nil: none does.
	Passes func(deletion.Blocker) bool
	// Unannounced explains a deletion that did nothing about these because its plan
	// had not announced them. Nil: they came after the plan.
	Unannounced func(deletion.Object, []deletion.Blocker) (summary, detail string)
}

// of returns the words about a blocker.
func (w Words) of(b deletion.Blocker) Wording {
	words := w[b.Code]
	if words.Noun == "" {
		words.Noun = b.Code
	}
	return words
}

// isProperty reports whether a blocker is a property that protects the object.
func (w Words) isProperty(b deletion.Blocker) bool { return w.of(b).Property }

// heldBy says in a few words what is in the way, by the first of its kind.
func (w Words) heldBy(blockers []deletion.Blocker) string {
	words, n := w.of(blockers[0]), len(blockers)
	switch {
	case words.Holds != "":
		return words.Holds
	case words.Guess:
		return "it is in use, perhaps by " + Plural(n, words.Noun)
	case n == 1:
		return "1 " + words.Noun + " uses it"
	}
	return fmt.Sprintf("%d %ss use it", n, words.Noun)
}

// owner returns the words about what the object belongs to; false where something
// else is in the way, too.
func (w Words) owner(blockers []deletion.Blocker) (Wording, bool) {
	other := func(b deletion.Blocker) bool { return w.of(b).Owner == "" }
	if len(blockers) == 0 || slices.ContainsFunc(blockers, other) {
		return Wording{}, false
	}
	return w.of(blockers[0]), true
}

// list names blockers, a line each, under what they are to the object.
func (w Words) list(blockers []deletion.Blocker) string {
	if _, owned := w.owner(blockers); owned {
		return BlockerList("It belongs to:", blockers)
	}
	return BlockerList("In the way:", blockers)
}

// remedies returns how to get what is in the way out of it, each once.
func (w Words) remedies(blockers []deletion.Blocker, replaced bool) []string {
	var codes, todo []string
	for _, b := range blockers {
		if slices.Contains(codes, b.Code) {
			continue
		}
		codes = append(codes, b.Code)
		if words := w.of(b); replaced && words.IfReplaced != nil {
			todo = append(todo, words.IfReplaced...)
		} else {
			todo = append(todo, words.Todo...)
		}
	}
	return todo
}

// Names are the IDs of blockers, in a sentence.
func Names(blockers []deletion.Blocker) string {
	names := make([]string, 0, len(blockers))
	for _, b := range blockers {
		names = append(names, b.ID)
	}
	return strings.Join(names, ", ")
}
