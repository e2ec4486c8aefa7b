package deletion

import (
	"context"
	"errors"
	"fmt"
	"strings"
)

// ErrHomeNotAsked is what a Locator's error wraps when the user switched the
// question off (skip_requesting_account_id).
var ErrHomeNotAsked = errors.New("the provider was told not to ask which account it speaks for")

// A FenceError says why "not found" is not believed: the answer came from
// another home than the one where the object lives, or from an unknown one.
type FenceError struct {
	Object   Object
	Recorded Home  // where state says that the object lives
	Actual   Home  // where the provider looked, as far as is known
	Err      error // why that is not known; nil where it is
}

// Error returns one line that names both homes.
func (e *FenceError) Error() string {
	if e.Err != nil {
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
	known := func(a, b string) bool { return a != "" && b != "" && a != b }
	return known(h.Account, other.Account) || known(h.Region, other.Region) || known(h.Organization, other.Organization)
}

// covers reports whether h knows every part that recorded knows, and whether
// recorded knows who owns the object at all.
func (h Home) covers(recorded Home) bool {
	if recorded.Account == "" && recorded.Organization == "" {
		return false
	}
	missing := func(want, have string) bool { return want != "" && have == "" }
	return !missing(recorded.Account, h.Account) && !missing(recorded.Region, h.Region) && !missing(recorded.Organization, h.Organization)
}

// Fence checks that "not found" was answered where the object lives. It
// returns nil if it was; unchecked says that the user switched the check off
// and that this should be told. Otherwise the error is a *FenceError and the
// object must stay in state.
func Fence(ctx context.Context, backend Backend, obj Object) (unchecked bool, err error) {
	fenced := &FenceError{Object: obj, Recorded: obj.Home}
	locator, ok := backend.(Locator)
	if !ok {
		fenced.Err = errors.New("its API does not say whom the provider speaks for")
		return false, fenced
	}
	fenced.Actual, fenced.Err = locator.Home(ctx)
	notAsked := errors.Is(fenced.Err, ErrHomeNotAsked)
	if notAsked {
		fenced.Err = nil
	}
	switch {
	case fenced.Err != nil:
		return false, fenced
	case fenced.Recorded.differs(fenced.Actual):
		return false, fenced
	case fenced.Actual.covers(fenced.Recorded):
		return false, nil
	case notAsked:
		return true, nil
	}
	fenced.Err = errors.New("state does not record where the object lives")
	return false, fenced
}
