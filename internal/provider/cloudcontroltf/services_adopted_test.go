package cloudcontroltf_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/cfschematest"
	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol/cloudcontroltest"
	"github.com/steward-iac/terraform-provider-steward/internal/datatest"
	"github.com/steward-iac/terraform-provider-steward/internal/entryguard/entryguardtest"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/providertest"
)

// hiddenButRequired are the required properties of a published schema that no
// read returns, for types that can be made, read and deleted.
func hiddenButRequired(t *testing.T, schema []byte) []string {
	t.Helper()
	var document struct {
		Required  []string                   `json:"required"`
		WriteOnly []string                   `json:"writeOnlyProperties"`
		Handlers  map[string]json.RawMessage `json:"handlers"`
	}
	if err := json.Unmarshal(schema, &document); err != nil {
		t.Fatal(err)
	}
	for _, handler := range []string{"create", "read", "delete"} {
		if document.Handlers[handler] == nil {
			return nil
		}
	}
	var hidden []string
	for _, pointer := range document.WriteOnly {
		if name := strings.TrimPrefix(pointer, "/properties/"); slices.Contains(document.Required, name) {
			hidden = append(hidden, name)
		}
	}
	return hidden
}

// TestAdoptedObjectsCanBeDestroyed imports an object of every published type that
// requires a property which no read returns, all at once, and destroys them with
// a plain terraform destroy.
func TestAdoptedObjectsCanBeDestroyed(t *testing.T) {
	t.Parallel()
	published := datatest.Schemas(t)
	var schemas [][]byte
	models := map[string]map[string]any{}
	for _, name := range slices.Sorted(maps.Keys(published)) {
		if len(hiddenButRequired(t, published[name])) == 0 {
			continue
		}
		source, err := cfschematest.NewModelSource(published[name], rand.New(rand.NewPCG(2026, uint64(len(models)))))
		if err != nil {
			t.Fatal(err)
		}
		schemas, models[name] = append(schemas, published[name]), source.Model()
	}
	if len(models) < 20 {
		t.Fatalf("only %d types require what no read returns, want about 28", len(models))
	}
	w := providertest.NewWorldWith(t, entryguardtest.Options{}, cloudcontroltest.Options{Schemas: schemas})
	s := &servicesRun{Terraform: providertest.AttachTerraform(t), t: t, world: w}
	var resources, adoptions strings.Builder
	for i, name := range slices.Sorted(maps.Keys(models)) {
		text, err := json.Marshal(models[name])
		if err != nil {
			t.Fatal(err)
		}
		id := s.put(name, string(text))
		file := fmt.Sprintf("model%d.json", i)
		if err := os.WriteFile(filepath.Join(s.Dir, file), text, 0o600); err != nil {
			t.Fatal(err)
		}
		resource := fmt.Sprintf("it%d", i)
		fmt.Fprintf(&resources, "resource %q %q {\n  type_name  = %q\n  properties = jsondecode(file(%q))\n  lifecycle {\n    ignore_changes = [properties]\n  }\n}\n", providertest.CloudControlType, resource, name, file)
		adoptions.WriteString(imports(resource, name, id))
	}
	s.configure(resources.String(), adoptions.String())
	s.Apply()
	s.configure(resources.String())
	s.PlansNothing()
	s.Must("destroy", "-auto-approve")
	if err := gone(w); err != nil {
		t.Error(err)
	}
	t.Logf("%d types", len(models))
}
