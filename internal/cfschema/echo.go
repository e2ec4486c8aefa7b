package cfschema

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"maps"
	"slices"

	"github.com/steward-iac/terraform-provider-steward/internal/jsonvalue"
)

// An Echo is what a service made of our last write: where what it showed right after differs from what was written.
//
// It holds no values, only keyed digests of them in pairs, of what was written at a place and of what was shown there; one
// of the two may be missing. A pair counts only while what the prior state has at the place is still what was written, and
// what is live is still what was shown. So an echo hides neither a change by somebody else nor a value that the service
// dropped later, and one that is out of date hides nothing.
//
// The items of an array whose order means nothing share one place.
type Echo struct {
	key    []byte
	places map[string][]echoPair // by pointer
}

// An echoPair is two digests; an empty one stands for no value.
type echoPair struct{ written, shown string }

// A Difference is a place at which a service does not show what was written.
type Difference struct {
	Path  jsonvalue.Path // AnyItem for the items of an array whose order means nothing
	Shown bool           // in another form; otherwise it is not shown at all
}

// Echo returns the echo of a write: written is the desired state as Terraform knows it, without default tags and sensitive
// properties, and shown is the live model as it was read right after the write, without those as well. The key is the
// object's own and secret.
//
// RefreshEchoed of written with shown and this echo is written.
func (s *Schema) Echo(key []byte, written, shown any) *Echo {
	e := &Echo{key: key, places: map[string][]echoPair{}}
	object, _ := written.(map[string]any)
	found, ok := shown.(map[string]any)
	if ok {
		r := refresher{echo: &listener{echo: e, record: true}}
		r.object(s.model().comparing(oneWay), nil, object, found)
	}
	return e
}

// DecodeEcho reads what MarshalJSON wrote. Nothing is no echo and no error.
func DecodeEcho(key, text []byte) (*Echo, error) {
	if len(text) == 0 {
		return nil, nil
	}
	var saved map[string][][2]string
	if err := json.Unmarshal(text, &saved); err != nil {
		return nil, errors.New("the record of what the service made of the last write can not be read")
	}
	e := &Echo{key: key, places: map[string][]echoPair{}}
	for pointer, pairs := range saved {
		for _, pair := range pairs {
			e.places[pointer] = append(e.places[pointer], echoPair{pair[0], pair[1]})
		}
	}
	return e, nil
}

// MarshalJSON writes the echo for DecodeEcho.
func (e *Echo) MarshalJSON() ([]byte, error) {
	saved := map[string][][2]string{}
	for pointer, pairs := range e.places {
		for _, pair := range pairs {
			saved[pointer] = append(saved[pointer], [2]string{pair.written, pair.shown})
		}
	}
	return json.Marshal(saved)
}

// Differences returns the places at which the service shows something else than was written, or nothing, in order. What
// it added besides is not among them.
func (e *Echo) Differences() []Difference {
	if e == nil {
		return nil
	}
	var all []Difference
	for _, pointer := range slices.Sorted(maps.Keys(e.places)) {
		for _, shown := range []bool{true, false} {
			if slices.ContainsFunc(e.places[pointer], func(pair echoPair) bool { return pair.written != "" && (pair.shown != "") == shown }) {
				all = append(all, Difference{Path: jsonvalue.SplitPointer(pointer), Shown: shown})
			}
		}
	}
	return all
}

// digest returns the digest of a value at a place; empty for none. The place is part of it, so that equal values do not
// show as such.
func (e *Echo) digest(p place, at jsonvalue.Path, value any) string {
	if value == missing {
		return ""
	}
	mac := hmac.New(sha256.New, e.key)
	_, _ = mac.Write([]byte(at.String() + "\x00" + canonical(p, value))) // a hash never fails
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil)[:digestSize])
}

// digestSize is how much of a digest is kept: 96 bits tell the few values of one object apart for certain.
const digestSize = 12

// missing stands for no value where null may be one.
var missing any = missingValue{}

type missingValue struct{}

// A listener notes the differences of a write, or asks about those that were noted. A nil one knows of none.
type listener struct {
	echo   *Echo
	record bool
	used   map[string][]echoPair // pairs that were found already: each counts once
}

func (e *Echo) listen() *listener {
	if e == nil {
		return nil
	}
	return &listener{echo: e, used: map[string][]echoPair{}}
}

// holds tells whether what is shown is the echo of what was written; a recorder notes that it is.
func (l *listener) holds(p place, at jsonvalue.Path, written, shown any) bool {
	if l == nil || !l.record && len(l.echo.places[at.String()]) == 0 {
		return false
	}
	return l.follows(l.echo.digest(p, at, written), p, at, written, shown)
}

// follows is holds of a value whose digest is known.
func (l *listener) follows(digest string, p place, at jsonvalue.Path, written, shown any) bool {
	pointer := at.String()
	noted := l.echo.places[pointer]
	if !l.record && !slices.ContainsFunc(noted, func(pair echoPair) bool { return pair.written == digest }) {
		return false
	}
	pair := l.pairOf(digest, p, at, written, shown)
	switch {
	case l.record:
		l.echo.places[pointer] = append(noted, pair)
	case count(noted, pair) <= count(l.used[pointer], pair):
		return false
	default:
		l.used[pointer] = append(l.used[pointer], pair)
	}
	return true
}

// pairOf returns the digests of what was written and of what is shown of it.
func (l *listener) pairOf(written string, p place, at jsonvalue.Path, value, shown any) echoPair {
	return echoPair{written, l.echo.digest(p, at, asked(p, at, value, shown))}
}

func count(pairs []echoPair, wanted echoPair) int {
	n := 0
	for _, pair := range pairs {
		if pair == wanted {
			n++
		}
	}
	return n
}
