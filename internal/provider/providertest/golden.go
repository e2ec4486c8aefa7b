package providertest

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/destroy"
)

var update = flag.Bool("update", false, "write the golden files of testdata anew")

// GoldenDiagnostics compares diagnostics, as a person reads them, with a file in
// testdata/diagnostics.
func GoldenDiagnostics(t *testing.T, name string, diags diag.Diagnostics) {
	t.Helper()
	var b strings.Builder
	for _, d := range diags {
		fmt.Fprintf(&b, "%s: %s\n\n%s\n", d.Severity(), d.Summary(), d.Detail())
	}
	if len(diags) == 0 {
		b.WriteString("(nothing)\n")
	}
	Golden(t, "diagnostics/"+name, b.String())
}

// Golden compares a text with a golden file, which is named below testdata and
// without its ending; -update writes the file anew.
func Golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", filepath.FromSlash(name)+".txt")
	if *update {
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatalf("%v (run the test with -update)", err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("the text differs (-golden +got):\n%s", diff)
	}
}

// GoldenPlans compares what plans say with the files in testdata/diagnostics/plan,
// and checks that each of these files has its case.
func GoldenPlans(t *testing.T, cases map[string]diag.Diagnostics) {
	t.Helper()
	for name, diags := range cases {
		t.Run(name, func(t *testing.T) { GoldenDiagnostics(t, "plan/"+name, diags) })
	}
	RequireNoOrphans(t, "diagnostics/plan", func(name string) bool { _, known := cases[name]; return known })
}

// RequireNoOrphans checks that each golden file in a folder below testdata
// belongs to a case.
func RequireNoOrphans(t *testing.T, folder string, known func(name string) bool) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("testdata", filepath.FromSlash(folder), "*.txt"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if !known(strings.TrimSuffix(filepath.Base(file), ".txt")) {
			t.Errorf("%s belongs to no case", file)
		}
	}
}

// Announced is what a plan says about the findings of the check before a
// deletion, for GoldenPlans. The mode is the value of deletion_preflight; replaced
// are the attributes whose change replaces the object, if that is why it goes.
func Announced(object deletion.Object, mode string, found destroy.Findings, replaced ...path.Path) diag.Diagnostics {
	because := ""
	if len(replaced) > 0 {
		because = destroy.ReplacedText(replaced)
	}
	var resp resource.ModifyPlanResponse
	(&destroy.Settings{Preflight: mode}).Announce(object, found, because, &resp)
	return resp.Diagnostics
}

// questions are what a person must be able to answer who has nothing but the
// terminal's output, and what an answer looks like. Who or what is in the way,
// and what was refused, no pattern can tell; the golden files are read for it.
var questions = map[string]*regexp.Regexp{
	"is it still in state?": regexp.MustCompile(`in state|left the state|leaves the state`),
	"what did the API say?": regexp.MustCompile(`The API|the API|The reason:|EntryGuard (does|ends|decides)|To do: see`),
	"what do I do now?":     regexp.MustCompile(`T?o do:|othing needs to be done`),
}

// RequireAnswers checks that every text in testdata/diagnostics answers what a
// person asks who reads it.
func RequireAnswers(t *testing.T) {
	t.Helper()
	err := filepath.WalkDir(filepath.Join("testdata", "diagnostics"), func(file string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := os.ReadFile(file)
		if err != nil || string(text) == "(nothing)\n" {
			return err
		}
		for question, answer := range questions {
			if !answer.Match(text) {
				t.Errorf("%s does not answer: %s", file, question)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
