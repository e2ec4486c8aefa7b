package cfschema

import (
	"encoding/json"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/cfschematest"
	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/compare"
	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/parts"
	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/shape"
	"github.com/steward-iac/terraform-provider-steward/internal/jsonvalue"
)

// A serviceHabit makes of a desired state what a service with habits shows of it: other forms of text, values left out,
// values added.
type serviceHabit struct {
	random *rand.Rand
	rarely int // one in so many values is touched
}

func (h serviceHabit) of(p shape.Place, value any) any {
	switch value := value.(type) {
	case map[string]any:
		return h.object(p, value)
	case []any:
		items := []any{}
		for _, item := range value {
			if h.random.IntN(h.rarely) > 0 || p.Item().Has(shape.ReadOnly) {
				items = append(items, h.of(p.Item(), item))
			}
		}
		if p.Unordered() {
			if h.random.IntN(h.rarely) == 0 && len(items) > 0 {
				items = append(items, h.text("added"))
			}
			h.random.Shuffle(len(items), func(i, j int) { items[i], items[j] = items[j], items[i] })
		}
		return items
	}
	if h.random.IntN(h.rarely) > 0 {
		return value
	}
	if text, ok := value.(string); ok {
		return strings.ToUpper(text) + "/"
	}
	return h.text("another")
}

func (h serviceHabit) object(p shape.Place, value map[string]any) any {
	object := map[string]any{}
	for _, key := range jsonvalue.Keys(value) {
		child := p.Property(key)
		if child.Is(shape.WriteOnly) || h.random.IntN(h.rarely) == 0 {
			continue
		}
		object[key] = h.of(child, value[key])
	}
	if !p.Declared() && len(object) > 0 && h.random.IntN(h.rarely) == 0 {
		object["Added"] = h.text("added")
	}
	return object
}

func (h serviceHabit) text(what string) string { return what + strconv.Itoa(h.random.IntN(1000)) }

// TestLawsOfEchoes: after a write nothing is drift, whatever the service made of it, in whatever order and spelling it says
// so; and what a third person changes shows.
func TestLawsOfEchoes(t *testing.T) {
	changes := 0
	eachSchema(t, func(t *testing.T, l laws) {
		root := l.Schema.model()
		written := l.models.Model()
		shown, _ := serviceHabit{l.random, 2 + l.random.IntN(6)}.object(root, written).(map[string]any)
		key := []byte("a key of one object")
		text := cfschematest.Must(json.Marshal(l.Echo(key, written, shown)))
		if len(text) > 60000 {
			t.Errorf("the record has %d bytes", len(text))
		}
		echo := cfschematest.Must(DecodeEcho(key, text)) // as it comes back from private state
		for _, live := range []any{shown, written, shuffled(l.random, root, shown), respelt(shown)} {
			if diff := cmp.Diff(any(written), l.RefreshEchoed(written, live, echo)); diff != "" {
				t.Errorf("false drift (-written +refreshed):\n%s\nshown %v\nlive %v", diff, shown, live)
				return
			}
		}
		at := somewhere(l.random, root, written, shown)
		if at == nil {
			return
		}
		changes++
		live := jsonvalue.Put(shown, at, "somebody else's "+strconv.Itoa(l.random.IntN(1000)))
		if got := l.RefreshEchoed(written, live, echo); l.Equal(nil, got, written) {
			t.Errorf("somebody's change of %s is hidden\nwritten %v\nshown %v", at, written, shown)
		}
		live = jsonvalue.Without(shown, []jsonvalue.Path{at})
		if got := l.RefreshEchoed(written, live, echo); l.Equal(nil, got, written) {
			t.Errorf("%s was dropped, which is hidden\nwritten %v\nshown %v", at, written, shown)
		}
	})
	t.Logf("%d changes by somebody else", changes)
	if changes < 20 {
		t.Errorf("only %d changes by somebody else were tried", changes)
	}
}

// respelt writes whole numbers as fractions.
func respelt(value any) any {
	switch value := value.(type) {
	case map[string]any:
		object := map[string]any{}
		for key, member := range value {
			object[key] = respelt(member)
		}
		return object
	case []any:
		items := make([]any, len(value))
		for i, item := range value {
			items[i] = respelt(item)
		}
		return items
	case json.Number:
		if jsonvalue.IsWhole(value.String()) && !strings.ContainsAny(value.String(), ".eE") {
			return json.Number(value.String() + ".0")
		}
	}
	return value
}

// somewhere returns the path of a leaf below objects that was written and is shown, and that a service need not leave
// out; nil where there is none.
func somewhere(random *rand.Rand, p shape.Place, written, shown any) jsonvalue.Path {
	var paths []jsonvalue.Path
	for _, path := range jsonvalue.Leaves(shown) {
		here, sound := p, true
		for i, name := range path {
			here = here.Property(name)
			object, isObject := jsonvalue.At(written, path[:i]).(map[string]any)
			sound = sound && isObject && object[name] != nil && !here.Is(shape.ReadOnly|shape.WriteOnly) && here.Form() == nil && !parts.IsSecret(name, "")
		}
		if sound && !compare.Vanishes(here, jsonvalue.At(written, path), shape.WriteOnly) {
			paths = append(paths, path)
		}
	}
	if len(paths) == 0 {
		return nil
	}
	return paths[random.IntN(len(paths))]
}
