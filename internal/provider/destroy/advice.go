package destroy

import (
	"cmp"
	"slices"
	"strings"
	"sync"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
)

// guide is the page about refused deletions. What every message would repeat
// stands there, under a heading for each reason.
const guide = "https://registry.terraform.io/providers/steward-iac/steward/latest/docs/guides/destroying"

// guideTo is the address of what the guide says about a reason.
func guideTo(reason deletion.Reason) string {
	return guide + "#" + strings.ToLower(reason.String())
}

// firsts remembers about which object each advice was given first: what holds
// ten objects is explained once. The zero value is ready for use.
type firsts struct {
	mu      sync.Mutex
	objects map[string]deletion.Object
}

// of returns the object about which the same advice was given before, and
// whether there is one. A nil firsts remembers nothing.
func (f *firsts) of(advice string, obj deletion.Object) (first deletion.Object, before bool) {
	if f == nil {
		return obj, false
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	first, before = f.objects[advice]
	if !before {
		if f.objects == nil {
			f.objects = map[string]deletion.Object{}
		}
		f.objects[advice] = obj
	}
	return first, before && first != obj
}

// advice is the list of what a person can do about an object, with the guide's
// address. Where the same was said of another object, it refers to that.
func (e Explanation) advice(obj deletion.Object, reason deletion.Reason, todo []string) string {
	if first, before := e.advised.of(strings.Join(todo, "\n"), obj); before {
		return seeFirst(first)
	}
	return Remedies(withGuide(todo, reason))
}

func withGuide(todo []string, reason deletion.Reason) []string {
	return append(slices.Clone(todo), "more: "+guideTo(reason))
}

func seeFirst(first deletion.Object) string {
	return "To do: see " + cmp.Or(first.Name, first.ID) + "."
}

// likeFirst says in one line what is in the way of an object, where what to do
// was said about another one.
func likeFirst(first deletion.Object, words Words, blockers []deletion.Blocker) string {
	if len(blockers) == 0 {
		return "Kept in state. " + seeFirst(first)
	}
	names := make([]string, len(blockers))
	for i, b := range blockers {
		names[i] = blockerText(b)
		if words.isProperty(b) {
			names[i] = b.ID // the summary says what it is
		}
	}
	if len(names) == 1 {
		return "Kept in state. Blocked by " + names[0] + ". " + seeFirst(first)
	}
	return "Kept in state. " + seeFirst(first) + " Blocked by:\n  - " + strings.Join(names, "\n  - ")
}
