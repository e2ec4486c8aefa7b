package internal_test

import (
	"go/ast"
	"os"
	"regexp"
	"strings"
	"testing"
)

var (
	// walkStop finds a stop of the walk for newcomers: its file and its function.
	walkStop = regexp.MustCompile("(?m)^\\d\\. `(internal/[^`]+\\.go)`, `(\\w+)`: ")
	// walkPath finds whatever else of the module the walk names.
	walkPath = regexp.MustCompile("`(internal/[^`]+)`")
)

// TestWalk follows the walk in CONTRIBUTING.md: its five stops must exist, each
// function in its file, or a newcomer stands before a closed door.
func TestWalk(t *testing.T) {
	root := os.DirFS("..")
	page := readPage(t, root, "CONTRIBUTING.md")
	_, walk, found := strings.Cut(page, "Where does `RESOURCE_IN_USE` become words?")
	if !found {
		t.Fatal("CONTRIBUTING.md has no walk")
	}
	walk, _, _ = strings.Cut(walk, "\n## ")
	functions := functionsByFile(t)
	stops := walkStop.FindAllStringSubmatch(walk, -1)
	if len(stops) != 5 {
		t.Errorf("the walk has %d stops, want 5", len(stops))
	}
	for _, stop := range stops {
		if !functions[stop[1]+" "+stop[2]] {
			t.Errorf("there is no function %s in %s", stop[2], stop[1])
		}
	}
	for _, named := range walkPath.FindAllStringSubmatch(walk, -1) {
		if !exists(root, named[1]) {
			t.Errorf("there is no %s", named[1])
		}
	}
}

// functionsByFile returns "file name" of every function and method.
func functionsByFile(t *testing.T) map[string]bool {
	t.Helper()
	functions := map[string]bool{}
	for _, f := range goFiles(t) {
		for _, decl := range f.ast.Decls {
			if fn, ok := decl.(*ast.FuncDecl); ok {
				functions[f.name+" "+fn.Name.Name] = true
			}
		}
	}
	return functions
}
