package cfschema

import (
	"encoding/json"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/cfschematest"
)

// lawSeed makes every run generate the same models, unless STEWARD_SEED says otherwise; a failure prints it.
func lawSeed(t testing.TB) uint64 {
	t.Helper()
	text := os.Getenv("STEWARD_SEED")
	if text == "" {
		return 2026
	}
	seed, err := strconv.ParseUint(text, 10, 64)
	if err != nil {
		t.Fatalf("STEWARD_SEED: %v", err)
	}
	return seed
}

// modelsEach returns how many models are made of one published schema: more with STEWARD_LONG=1.
func modelsEach() int {
	if os.Getenv("STEWARD_LONG") == "1" {
		return 25
	}
	return 1
}

// eachSchema runs a check over generated models of our own schemas and of all published ones.
func eachSchema(t *testing.T, check func(t *testing.T, l laws)) {
	t.Helper()
	t.Run("own", func(t *testing.T) {
		for _, name := range cfschematest.OwnNames() {
			checkSchema(t, name, cfschematest.Own(name), 50, check)
		}
	})
	t.Run("published", func(t *testing.T) {
		texts := realSchemas(t)
		for name, text := range texts {
			checkSchema(t, name, text, modelsEach(), check)
		}
	})
}

// laws is one schema with a source of models.
type laws struct {
	*Schema
	models   *cfschematest.ModelSource
	random   *rand.Rand
	text     []byte
	variants map[string]*Schema // the same without some lists
}

func checkSchema(t *testing.T, name string, text []byte, rounds int, check func(t *testing.T, l laws)) {
	t.Helper()
	s, err := Parse(text)
	if err != nil {
		t.Errorf("%s: %v", name, err)
		return
	}
	var sum uint64
	for _, b := range []byte(s.TypeName) {
		sum = sum*31 + uint64(b)
	}
	random := rand.New(rand.NewPCG(lawSeed(t), sum))
	g, err := cfschematest.NewModelSource(text, random)
	if err != nil {
		t.Errorf("%s: %v", name, err)
		return
	}
	l := laws{Schema: s, models: g, random: random, text: text, variants: map[string]*Schema{}}
	for round := range rounds {
		if t.Failed() {
			return
		}
		if round == 0 {
			checkPace(t, text, l.models.Model())
		}
		check(t, l)
		if t.Failed() {
			t.Logf("%s, STEWARD_SEED=%d, model %d", s.TypeName, lawSeed(t), round+1)
		}
	}
}

// checkPace checks that a plan need not wait for a schema to be read and a model to be checked. A busy machine is slow
// now and then, so the best of some attempts counts.
func checkPace(t *testing.T, text []byte, model any) {
	t.Helper()
	best := time.Hour
	for attempt := 0; attempt < 5 && best > time.Second; attempt++ {
		start := time.Now()
		s, err := Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		s.Validate(model)
		best = min(best, time.Since(start))
	}
	if best > time.Second {
		t.Errorf("to read the schema and to check a model took %v, which every plan would wait for", best)
	}
}

// without parses the schema without some of its lists.
func (l laws) without(t *testing.T, lists ...string) *Schema {
	t.Helper()
	key := strings.Join(lists, " ")
	if s, ok := l.variants[key]; ok {
		return s
	}
	var doc map[string]json.RawMessage
	if err := json.Unmarshal(l.text, &doc); err != nil {
		t.Fatal(err)
	}
	for _, list := range lists {
		delete(doc, list)
	}
	changed, err := json.Marshal(doc)
	if err != nil {
		t.Fatal(err)
	}
	s, err := Parse(changed)
	if err != nil {
		t.Fatal(err)
	}
	l.variants[key] = s
	return s
}
