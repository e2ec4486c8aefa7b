package dynamic

import (
	"hash/fnv"
	"math/rand/v2"
	"os"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/steward-iac/terraform-provider-steward/internal/cfschema"
	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/cfschematest"
	"github.com/steward-iac/terraform-provider-steward/internal/datatest"
	"github.com/steward-iac/terraform-provider-steward/internal/jsonvalue"
)

// TestModelsOfEveryTypeSurvive takes models that the published schemas allow
// through the values that Terraform has for them, over the wire, and through
// JSON: they come back as they were, and are still allowed. STEWARD_LONG=1
// makes 25 models of each type, STEWARD_SEED other ones.
func TestModelsOfEveryTypeSurvive(t *testing.T) {
	t.Parallel()
	seed, rounds := uint64(2026), 1
	if text := os.Getenv("STEWARD_SEED"); text != "" {
		var err error
		if seed, err = strconv.ParseUint(text, 10, 64); err != nil {
			t.Fatalf("STEWARD_SEED: %v", err)
		}
	}
	if os.Getenv("STEWARD_LONG") == "1" {
		rounds = 25
	}
	var typesSeen, models, skipped, loose int
	for _, text := range datatest.Schemas(t) {
		schema, err := cfschema.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		name := fnv.New64a()
		_, _ = name.Write([]byte(schema.TypeName)) // a hash takes everything
		source, err := cfschematest.NewModelSource(text, rand.New(rand.NewPCG(seed, name.Sum64())))
		if err != nil {
			t.Fatal(err)
		}
		for range rounds {
			surviveModel(t, schema, source.Model())
			models++
		}
		if t.Failed() {
			t.Fatalf("%s, STEWARD_SEED=%d", schema.TypeName, seed)
		}
		typesSeen, skipped, loose = typesSeen+1, skipped+source.Skipped, loose+source.Loose
	}
	t.Logf("%d models of %d types; left out were %d properties, made up %d (STEWARD_SEED=%d)", models, typesSeen, skipped, loose, seed)
	if typesSeen < 1500 {
		t.Errorf("%d types are too few to be the published ones", typesSeen)
	}
}

func surviveModel(t *testing.T, schema *cfschema.Schema, model map[string]any) {
	t.Helper()
	encoded, err := jsonvalue.Encode(ModelOf(overTheWire(t, Of(model))))
	if err != nil {
		t.Fatal(err)
	}
	back, err := jsonvalue.Decode(encoded)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(any(model), back); diff != "" && !schema.Equal(nil, model, back) {
		t.Errorf("a model comes back as another one (-model +back):\n%s", diff)
	}
	for _, problem := range schema.Validate(back) {
		t.Errorf("an allowed model is refused: %s: %s", problem.Path, problem.Detail)
	}
}
