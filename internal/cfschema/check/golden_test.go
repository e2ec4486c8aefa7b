package check_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/steward-iac/terraform-provider-steward/internal/cfschema"
	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/cfschematest"
	"github.com/steward-iac/terraform-provider-steward/internal/jsonvalue"
)

var update = flag.Bool("update", false, "write the golden file of what Validate says anew")

// TestProblemTexts holds the full text of everything that Validate can say: where, what is wrong, and what would be right.
func TestProblemTexts(t *testing.T) {
	shapes, limits := cfschematest.Must(cfschema.Parse(cfschematest.Own("shapes.json"))), cfschematest.Must(cfschema.Parse(cfschematest.Own("limits.json")))
	var said strings.Builder
	for _, c := range []struct {
		mistake string
		schema  *cfschema.Schema
		model   string
	}{
		{"a wrong property", shapes, `{"Name":"a","Prot":1}`},
		{"a wrong property in an item", shapes, `{"Name":"a","Rules":[{"Protocol":"tcp","port":1}]}`},
		{"a property that there is nothing like", shapes, `{"Name":"a","Completely":1}`},
		{"a wrong type", shapes, `{"Name":"a","Port":"http"}`},
		{"a fraction", shapes, `{"Name":"a","Port":1.5}`},
		{"a list for an object", shapes, `{"Name":"a","Network":[{"Size":1}]}`},
		{"a document for a string", shapes, `{"Name":"a","Document":{"a":1}}`},
		{"a string for a structure", shapes, `{"Name":"a","Network":"{\"Size\":1}"}`},
		{"a read-only property", shapes, `{"Name":"a","Id":"i"}`},
		{"a read-only property in an item", shapes, `{"Name":"a","Rules":[{"Protocol":"tcp","RuleId":"r"}]}`},
		{"an enum miss", shapes, `{"Name":"a","Mode":"active"}`},
		{"an enum miss, nothing close", shapes, `{"Name":"a","Mode":"other"}`},
		{"a constant", limits, `{"Version":1}`},
		{"a missing property", shapes, `{}`},
		{"a missing property in an item", shapes, `{"Name":"a","Rules":[{"Port":1}]}`},
		{"a missing property beside another", limits, `{"KmsContext":{}}`},
		{"a missing choice", shapes, `{"Name":"a","Source":{}}`},
		{"an item twice", shapes, `{"Name":"a","Names":["b","b"]}`},
		{"a pattern", limits, `{"Name":"ABC"}`},
		{"a length", limits, `{"Name":"ab","Long":"a","Short":"ab"}`},
		{"a range", limits, `{"Percent":101,"Age":-6,"Below":1.5}`},
		{"a step", limits, `{"Percent":0.3}`},
		{"too few items", limits, `{"Zones":[]}`},
		{"too many members", limits, `{"Labels":{"a":"a","b":"b","c":"c"}}`},
		{"no object", shapes, `[]`},
	} {
		fmt.Fprintf(&said, "# %s: %s\n", c.mistake, c.model)
		problems := c.schema.Validate(cfschematest.Value(c.model))
		for _, problem := range problems {
			fmt.Fprintf(&said, "at %s\n  %s\n  %s\n", where(problem.Path), problem.Summary, problem.Detail)
		}
		if len(problems) == 0 {
			t.Errorf("%s: nothing is said about %s", c.mistake, c.model)
		}
		said.WriteString("\n")
	}
	file := filepath.Join("testdata", "problems.golden")
	if *update {
		if err := os.WriteFile(file, []byte(said.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	golden, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(golden), said.String()); diff != "" {
		t.Errorf("what Validate says differs from %s; -update writes it anew (-golden +said):\n%s", file, diff)
	}
}

// where is the place of a problem, as a person would call it.
func where(path jsonvalue.Path) string {
	if len(path) == 0 {
		return "(the whole model)"
	}
	return path.Dotted()
}
