package deletion

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"
)

// ErrHomeNotAsked is what a Locator's error wraps when the user switched the
// question off (skip_requesting_account_id).
var ErrHomeNotAsked = errors.New("the provider was told not to ask which account it speaks for")

// errNotRecorded is why nothing is asked about an object whose home nobody
// wrote down.
var errNotRecorded = errors.New("state does not record where the object lives")

// A FenceError says why an API is not asked to change an object, or why its
// "not found" is not believed: the provider speaks for another home than the
// one where the object lives, or for an unknown one.
type FenceError struct {
	Object   Object
	Recorded Home  // where state says that the object lives
	Actual   Home  // for which home the provider speaks, as far as is known
	Err      error // why one of them is not known; nil where both are
	Before   bool  // nothing was asked of the API yet; otherwise it answered "not found"
}

// Unrecorded reports whether state does not say where the object lives.
func (e *FenceError) Unrecorded() bool { return errors.Is(e.Err, errNotRecorded) }

// Error returns one line that names both homes.
func (e *FenceError) Error() string {
	switch {
	case e.Before && e.Err != nil:
		return fmt.Sprintf("%s lives in %s, and it is not known that the provider speaks for that place: %v", e.Object, e.Recorded, e.Err)
	case e.Before:
		return fmt.Sprintf("%s lives in %s, but the provider speaks for %s", e.Object, e.Recorded, e.Actual)
	case e.Err != nil:
		return fmt.Sprintf("%s was not found, but it could not be learnt where the provider looked: %v", e.Object, e.Err)
	}
	return fmt.Sprintf("%s was not found in %s, but it lives in %s", e.Object, e.Actual, e.Recorded)
}

// Unwrap returns why the home is not known.
func (e *FenceError) Unwrap() error { return e.Err }

// String names the home for people, e.g. "account 111122223333, region
// eu-west-1"; "an unknown place" where nothing is known.
func (h Home) String() string {
	var parts []string
	for _, p := range []struct{ word, value string }{
		{"account", h.Account}, {"region", h.Region}, {"organization", h.Organization},
	} {
		if p.value != "" {
			parts = append(parts, p.word+" "+p.value)
		}
	}
	if parts == nil {
		return "an unknown place"
	}
	return strings.Join(parts, ", ")
}

// differs reports whether a part that both homes know is not the same.
func (h Home) differs(other Home) bool {
	differ := func(a, b string) bool { return a != "" && b != "" && !SameID(a, b) }
	return differ(h.Account, other.Account) || differ(h.Region, other.Region) || differ(h.Organization, other.Organization)
}

// SameID reports whether two IDs are the same. A UUID is the same in capitals
// and in small letters (RFC 9562); any other ID is compared as it is.
func SameID(a, b string) bool {
	return a == b || uuid.MatchString(a) && strings.EqualFold(a, b)
}

var uuid = regexp.MustCompile(`^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$`)

// covers reports whether h knows every part that recorded knows, and whether
// recorded knows who owns the object at all.
func (h Home) covers(recorded Home) bool {
	if recorded.Account == "" && recorded.Organization == "" {
		return false
	}
	missing := func(want, have string) bool { return want != "" && have == "" }
	return !missing(recorded.Account, h.Account) && !missing(recorded.Region, h.Region) && !missing(recorded.Organization, h.Organization)
}

// Fence checks that the provider speaks for the home where the object lives, so
// that an API's "not found" is about this object. It returns nil if it does;
// unchecked says that the user switched the check off and that people should
// know. Otherwise the error is a *FenceError and the object must stay in state.
func Fence(ctx context.Context, backend Backend, obj Object) (unchecked bool, err error) {
	locator, ok := backend.(Locator)
	if !ok {
		return false, &FenceError{Object: obj, Recorded: obj.Home, Err: errors.New("its API does not say whom the provider speaks for")}
	}
	actual, err := locator.Home(ctx)
	return compare(obj, actual, err)
}

// FenceBefore is Fence before anything is asked about the object: one of the
// same name in another home must not be changed, deleted or taken for it.
func FenceBefore(ctx context.Context, backend Backend, obj Object) (unchecked bool, err error) {
	unchecked, err = Fence(ctx, backend, obj)
	if fenced, ok := errors.AsType[*FenceError](err); ok {
		fenced.Before = true
	}
	return unchecked, err
}

// compare compares where the object lives with a Locator's answer.
func compare(obj Object, actual Home, err error) (unchecked bool, _ error) {
	fenced := &FenceError{Object: obj, Recorded: obj.Home, Actual: actual, Err: err}
	notAsked := errors.Is(err, ErrHomeNotAsked)
	if notAsked {
		fenced.Err = nil
	}
	switch {
	case fenced.Err != nil, fenced.Recorded.differs(actual):
		return false, fenced
	case actual.covers(fenced.Recorded):
		return false, nil
	case notAsked:
		return true, nil
	}
	fenced.Err = errNotRecorded
	return false, fenced
}

// locate asks, before the first request, whether the provider speaks for the
// home where the object lives. An API that cannot say it now is asked again, a
// few times.
func (r *run) locate(ctx context.Context) state {
	unchecked, err := FenceBefore(ctx, r.Backend, r.Object)
	if err == nil {
		r.located, r.result.Unfenced = true, unchecked
		return r.request
	}
	if ctx.Err() != nil {
		return r.stop(ctx)
	}
	fenced, _ := errors.AsType[*FenceError](err)
	if f := AsFailure(fenced.Err); f != nil && (f.Reason == Throttled || f.Reason == Unavailable) && r.unlocated < maxUnavailable {
		r.unlocated++
		r.note(f)
		return r.later(ctx, "it could not be learnt whom the provider speaks for, asking again", f, r.retries.next(f.RetryAfter), r.locate)
	}
	r.result.Fence = fenced
	return r.end(Refused)
}
