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
	named   map[string]deletion.Object // by what people call it; the first of those that are called the same
	twins   map[string]bool            // names that several objects have
}

// of returns the object about which the same advice was given before, and
// whether there is one. A nil firsts remembers nothing.
func (f *firsts) of(advice string, obj deletion.Object) (first deletion.Object, before bool) {
	if f == nil {
		return obj, false
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.objects == nil {
		f.objects, f.named, f.twins = map[string]deletion.Object{}, map[string]deletion.Object{}, map[string]bool{}
	}
	if other, known := f.named[shortName(obj)]; !known {
		f.named[shortName(obj)] = obj
	} else if other != obj {
		f.twins[shortName(obj)] = true
	}
	first, before = f.objects[advice]
	if !before {
		f.objects[advice] = obj
	}
	return first, before && first != obj
}

// see refers from an object to the first one: by its name, and with type and
// identifier where that is also the name of another object.
func (f *firsts) see(first, from deletion.Object) string {
	f.mu.Lock()
	defer f.mu.Unlock()
	if first.Type != from.Type || f.twins[shortName(first)] {
		return "To do: see " + first.String() + "."
	}
	return "To do: see " + shortName(first) + "."
}

// shortName is what people call an object.
func shortName(obj deletion.Object) string { return cmp.Or(obj.Name, obj.ID) }

// advice is the list of what a person can do about an object, with the guide's
// address. Where the same was said of another object, it refers to that.
func (e Explanation) advice(obj deletion.Object, reason deletion.Reason, todo []string) string {
	if see, before := e.advised.seeFirst(obj, todo); before {
		return see
	}
	return Remedies(withGuide(todo, reason))
}

// See refers from an object to the first one of this process to which the same
// advice was given, if it was.
func (p *Settings) See(obj deletion.Object, todo []string) (see string, before bool) {
	if p == nil {
		return "", false
	}
	return p.advised.seeFirst(obj, todo)
}

func (f *firsts) seeFirst(obj deletion.Object, todo []string) (see string, before bool) {
	first, before := f.of(strings.Join(todo, "\n"), obj)
	if !before {
		return "", false
	}
	return f.see(first, obj), true
}

func withGuide(todo []string, reason deletion.Reason) []string {
	return append(slices.Clone(todo), "more: "+guideTo(reason))
}

// likeFirst is what is said of an object where what to do was said of another one,
// to which see refers; left says what becomes of it. The message about that one
// names the properties that protect both; all else is in the way of this one alone.
func likeFirst(summary, left, see string, words Words, blockers []deletion.Blocker) (_, detail string) {
	if slices.ContainsFunc(blockers, func(b deletion.Blocker) bool { return !words.isProperty(b) }) {
		detail = words.list(blockers)
	}
	return summary + ". " + left + " " + see, detail
}

// sameAdvice tells advice that goes for several objects from other advice: what is
// said, and by the properties that it is about.
func sameAdvice(words Words, blockers []deletion.Blocker, said ...string) string {
	for _, b := range blockers {
		if words.isProperty(b) {
			said = append(said, b.ID)
		}
	}
	return strings.Join(said, "\n")
}
