package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The fault matrix as a file and as a page of the guide.

var updateMatrix = flag.Bool("update-matrix", false, "write testdata/fault-matrix.json and the guide page anew (with STEWARD_LONG=1)")

const (
	matrixFile = "testdata/fault-matrix.json"
	matrixPage = "../../templates/guides/fault-matrix.md"
)

func readMatrix(t *testing.T) map[string]map[string]string {
	t.Helper()
	data, err := os.ReadFile(matrixFile)
	if os.IsNotExist(err) && *updateMatrix {
		return nil
	}
	if err != nil {
		t.Fatal(err)
	}
	var m map[string]map[string]string
	if err := json.Unmarshal(data, &m); err != nil {
		t.Fatal(err)
	}
	return m
}

func writeMatrix(t *testing.T, m map[string]map[string]string) {
	t.Helper()
	data, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Dir(matrixFile), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(matrixFile, append(data, '\n'), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(matrixPage, []byte(matrixGuide(m)), 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestMatrixPage holds the guide page against the results.
func TestMatrixPage(t *testing.T) {
	if *updateMatrix {
		t.Skip("the page is being written")
	}
	m := readMatrix(t)
	for _, s := range steps {
		for _, f := range matrixFaults {
			if m[s.name][f.name] == "" {
				t.Errorf("the cell %s × %s is empty", s.name, f.name)
			}
		}
	}
	page, err := os.ReadFile(matrixPage)
	if err != nil {
		t.Fatal(err)
	}
	if string(page) != matrixGuide(m) {
		t.Errorf("%s is not what %s says; run the test with -update-matrix and STEWARD_LONG=1", matrixPage, matrixFile)
	}
}

const guideHead = `---
page_title: "What happens when a destroy is disturbed"
description: |-
  What each fault at each step of a destroy leads to, as tried with real Terraform.
---

# What happens when a destroy is disturbed

Whatever happens, running destroy again finishes the same deletion, and no existing object is ever forgotten.
A test runs each cell of the table with real Terraform, the built provider and a simulated Cloud Control API: it causes
the fault at that step, then runs ` + "`terraform destroy`" + ` once more. In every cell, at the end, exactly one deletion of each
object took effect, the objects are gone and the state is empty. In between, no object ever existed without being in the state.

What the cells say:

- **` + finishes + `**: the first run goes through; the fault costs some seconds.
- **` + resumes + `**: the first run ends early, with an error if it could still print one. The operation is saved, or is found again through the API.
- **` + refuses + `**: the first run ends with an error and keeps the object. Once the cause is removed, the next run goes through.
- **` + noStep + `**: this cannot happen there: no request is under way, there is no operation yet, or it has ended.

The steps:

`

const guideFoot = `
If several deletions are under way at the same time, the provider does not ask about each of them: it asks for one *shared list*
of operations. If the API keeps refusing that list, or if the list cannot be read, the provider asks about each deletion separately,
so most faults of a list cost only some seconds. In these two columns two objects are destroyed together, and everything above was
checked for each of them. *Expired credentials* also refuse the separate requests.

*Timeout* is the resource's own ` + "`timeouts.delete`" + `. *Wrong account*: the run was interrupted at that step and continued with the
credentials of another account.

Three things no provider can promise:

- After ` + "`SIGKILL`" + ` during a **create**, the object may exist without being in the state.
- A second Ctrl-C ends Terraform while it may be writing its local state file. The provider makes it wait until the file
  is whole, which takes some seconds with hundreds of deletions under way; a third Ctrl-C changes nothing. Where Terraform
  is killed meanwhile, the next line is true.
- Terraform empties a **local** state file before it writes it, so a ` + "`SIGKILL`" + ` of Terraform at that moment leaves an
  empty file. A remote backend does not have this problem.
`

// matrixGuide is the guide page.
func matrixGuide(m map[string]map[string]string) string {
	var b strings.Builder
	b.WriteString(guideHead)
	for _, s := range steps {
		fmt.Fprintf(&b, "- **%s**: %s.\n", s.name, s.means)
	}
	b.WriteString("\n| fault |")
	for _, s := range steps {
		b.WriteString(" " + s.name + " |")
	}
	b.WriteString("\n|---|" + strings.Repeat("---|", len(steps)) + "\n")
	for _, f := range matrixFaults {
		fmt.Fprintf(&b, "| %s |", f.name)
		for _, s := range steps {
			b.WriteString(" " + m[s.name][f.name] + " |")
		}
		b.WriteString("\n")
	}
	b.WriteString(guideFoot)
	return b.String()
}
