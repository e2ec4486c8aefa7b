// Package echo knows what a service made of our last write, and refreshes a model: what differs from both, from what was
// written and from what the service showed then, is drift. It keeps digests, no values.
package echo

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"maps"
	"slices"

	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/compare"
	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/shape"
	"github.com/steward-iac/terraform-provider-steward/internal/jsonvalue"
)

// A Record is the echo of our last write, what a service made of it: where what it showed right after differs from what was written.
//
// It holds no values, only keyed digests of them in pairs, of what was written at a place and of what was shown there; one
// of the two may be missing. A pair counts only while what the prior state has at the place is still what was written, and
// what is live is still what was shown. So an echo hides neither a change by somebody else nor a value that the service
// dropped later, and one that is out of date hides nothing.
//
// The items of an array whose order means nothing share one place.
type Record struct {
	key    []byte
	places map[string][]pair // by pointer
}

// A pair is two digests; an empty one stands for no value.
type pair struct{ written, shown string }

// A Difference is a place at which a service does not show what was written.
type Difference struct {
	Path  jsonvalue.Path // AnyItem for the items of an array whose order means nothing
	Shown bool           // in another form; otherwise it is not shown at all
}

// Of returns the record of a write: written is what was desired, and shown the live model as it was read right after.
func Of(model shape.Place, key []byte, written, shown any) *Record {
	e := &Record{key: key, places: map[string][]pair{}}
	object, _ := written.(map[string]any)
	found, ok := shown.(map[string]any)
	if ok {
		r := refresher{echo: &listener{echo: e, record: true}}
		r.object(model.Comparing(shape.OneWay), nil, object, found)
	}
	return e
}

// Decode reads what MarshalJSON wrote. Nothing is no echo and no error.
func Decode(key, text []byte) (*Record, error) {
	if len(text) == 0 {
		return nil, nil
	}
	var saved map[string][][2]string
	if err := json.Unmarshal(text, &saved); err != nil {
		return nil, errors.New("the record of what the service made of the last write can not be read")
	}
	e := &Record{key: key, places: map[string][]pair{}}
	for pointer, pairs := range saved {
		for _, one := range pairs {
			e.places[pointer] = append(e.places[pointer], pair{one[0], one[1]})
		}
	}
	return e, nil
}

// MarshalJSON writes the echo for Decode.
func (e *Record) MarshalJSON() ([]byte, error) {
	saved := map[string][][2]string{}
	for pointer, pairs := range e.places {
		for _, one := range pairs {
			saved[pointer] = append(saved[pointer], [2]string{one.written, one.shown})
		}
	}
	return json.Marshal(saved)
}

// Differences returns the places at which the service shows something else than was written, or nothing, in order. What
// it added besides is not among them.
func (e *Record) Differences() []Difference {
	if e == nil {
		return nil
	}
	var all []Difference
	for _, pointer := range slices.Sorted(maps.Keys(e.places)) {
		for _, shown := range []bool{true, false} {
			if slices.ContainsFunc(e.places[pointer], func(p pair) bool { return p.written != "" && (p.shown != "") == shown }) {
				all = append(all, Difference{Path: jsonvalue.SplitPointer(pointer), Shown: shown})
			}
		}
	}
	return all
}

// Unshown returns the places of which the service shows nothing.
func (e *Record) Unshown() []jsonvalue.Path {
	var paths []jsonvalue.Path
	for _, difference := range e.Differences() {
		if !difference.Shown {
			paths = append(paths, difference.Path)
		}
	}
	return paths
}

// Holds tells whether the service showed what was written at a place in that form.
func (e *Record) Holds(p shape.Place, at jsonvalue.Path, written, shown any) bool {
	if e == nil || len(e.places[at.String()]) == 0 {
		return false
	}
	p = p.Comparing(shape.OneWay)
	return slices.Contains(e.places[at.String()], e.listen().pairOf(e.digest(p, at, written), p, at, written, shown))
}

// digest returns the digest of a value at a place; empty for none. The place is part of it, so that equal values do not
// show as such.
func (e *Record) digest(p shape.Place, at jsonvalue.Path, value any) string {
	if value == missing {
		return ""
	}
	mac := hmac.New(sha256.New, e.key)
	_, _ = mac.Write([]byte(at.String() + "\x00" + compare.Canonical(p, value))) // a hash never fails
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil)[:digestSize])
}

// digestSize is how much of a digest is kept: 96 bits tell the few values of one object apart for certain.
const digestSize = 12

// missing stands for no value where null may be one.
var missing any = missingValue{}

type missingValue struct{}

// A listener notes the differences of a write, or asks about those that were noted. A nil one knows of none.
type listener struct {
	echo   *Record
	record bool
	used   map[string][]pair // pairs that were found already: each counts once
}

func (e *Record) listen() *listener {
	if e == nil {
		return nil
	}
	return &listener{echo: e, used: map[string][]pair{}}
}

// holds tells whether what is shown is the echo of what was written; a recorder notes that it is.
func (l *listener) holds(p shape.Place, at jsonvalue.Path, written, shown any) bool {
	if l == nil || !l.record && len(l.echo.places[at.String()]) == 0 {
		return false
	}
	return l.follows(l.echo.digest(p, at, written), p, at, written, shown)
}

// follows is holds of a value whose digest is known.
func (l *listener) follows(digest string, p shape.Place, at jsonvalue.Path, written, shown any) bool {
	pointer := at.String()
	noted := l.echo.places[pointer]
	if !l.record && !slices.ContainsFunc(noted, func(p pair) bool { return p.written == digest }) {
		return false
	}
	found := l.pairOf(digest, p, at, written, shown)
	switch {
	case l.record:
		l.echo.places[pointer] = append(noted, found)
	case count(noted, found) <= count(l.used[pointer], found):
		return false
	default:
		l.used[pointer] = append(l.used[pointer], found)
	}
	return true
}

// pairOf returns the digests of what was written and of what is shown of it.
func (l *listener) pairOf(written string, p shape.Place, at jsonvalue.Path, value, shown any) pair {
	return pair{written, l.echo.digest(p, at, asked(p, at, value, shown))}
}

func count(pairs []pair, wanted pair) int {
	n := 0
	for _, one := range pairs {
		if one == wanted {
			n++
		}
	}
	return n
}
