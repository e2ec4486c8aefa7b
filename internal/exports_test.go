package internal_test

import (
	"go/ast"
	"go/token"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// TestExportsAreUsed: what is exported is for another package's code. A name
// that only its own package or a test elsewhere uses is unexported, or handed to
// the package's own external tests by its export_test.go. What tests need of
// another package, they get from a package whose name ends in test, like
// everybody else.
func TestExportsAreUsed(t *testing.T) {
	files := goFiles(t)
	used := usedByCode(files)
	for _, f := range files {
		if f.isTest || f.ast.Name.Name == "main" || isTestPackage(f.room) {
			continue
		}
		for _, group := range exportedIn(f) {
			inUse := func(id *ast.Ident) bool { return used[f.room+"."+id.Name] || listed[f.room+"."+id.Name] != "" }
			if !slices.ContainsFunc(group, inUse) {
				t.Errorf("%s: %s is exported, and no code of another package uses it", f.at(group[0]), group[0].Name)
			}
		}
	}
}

// listed are names that only tests use, and why they are there all the same.
var listed = map[string]string{
	"deletion.Outcomes": "the whole vocabulary: the tables of other packages are tested value by value",
	"deletion.Reasons":  "the whole vocabulary: the tables of other packages are tested value by value",
}

// TestListedNamesExist keeps the list short.
func TestListedNamesExist(t *testing.T) {
	found := map[string]bool{}
	for _, f := range goFiles(t) {
		for _, group := range exportedIn(f) {
			for _, id := range group {
				found[f.room+"."+id.Name] = true
			}
		}
	}
	for name := range listed {
		if !found[name] {
			t.Errorf("there is no %s", name)
		}
	}
}

// usedByCode returns, as room.Name, every package-level name that code of
// another package selects, and every type that such a name's declaration shows.
func usedByCode(files []goFile) map[string]bool {
	used := map[string]bool{}
	for _, f := range files {
		if f.isTest {
			continue
		}
		imports := importsOf(f)
		ast.Inspect(f.ast, func(n ast.Node) bool {
			if sel, ok := n.(*ast.SelectorExpr); ok {
				if x, ok := sel.X.(*ast.Ident); ok && imports[x.Name] != "" {
					used[imports[x.Name]+"."+sel.Sel.Name] = true
				}
			}
			return true
		})
	}
	for before := -1; before != len(used); {
		before = len(used)
		for _, f := range files {
			showTypes(f, used)
		}
	}
	return used
}

// importsOf returns the rooms that a file imports, by the names that they have
// in it.
func importsOf(f goFile) map[string]string {
	imports := map[string]string{}
	for _, spec := range f.ast.Imports {
		imported, _ := strconv.Unquote(spec.Path.Value)
		room, ours := strings.CutPrefix(imported, module+"/internal/")
		if !ours {
			continue
		}
		name := path.Base(room)
		if spec.Name != nil {
			name = spec.Name.Name
		}
		imports[name] = room
	}
	return imports
}

// showTypes adds the types in declarations that are used: whoever calls a
// function must be able to name what it takes and returns.
func showTypes(f goFile, used map[string]bool) {
	if f.isTest {
		return
	}
	for _, decl := range f.ast.Decls {
		for _, part := range shownParts(decl, func(name string) bool { return used[f.room+"."+name] }) {
			ast.Inspect(part, func(n ast.Node) bool {
				if id, ok := n.(*ast.Ident); ok && id.IsExported() {
					used[f.room+"."+id.Name] = true
				}
				_, ofAnother := n.(*ast.SelectorExpr)
				return !ofAnother
			})
		}
	}
}

// shownParts returns what of a declaration its users see: the signature of a
// function and of an exported method, and whole types and values.
func shownParts(decl ast.Decl, isUsed func(string) bool) []ast.Node {
	switch decl := decl.(type) {
	case *ast.FuncDecl:
		of := decl.Name.Name
		if decl.Recv != nil {
			of = receiver(decl)
		}
		if isUsed(of) && decl.Name.IsExported() {
			return []ast.Node{decl.Type}
		}
	case *ast.GenDecl:
		var shown []ast.Node
		for _, spec := range decl.Specs {
			switch spec := spec.(type) {
			case *ast.TypeSpec:
				if isUsed(spec.Name.Name) {
					shown = append(shown, spec.Type)
				}
			case *ast.ValueSpec:
				if spec.Type != nil && slices.ContainsFunc(spec.Names, func(id *ast.Ident) bool { return isUsed(id.Name) }) {
					shown = append(shown, spec.Type)
				}
			}
		}
		return shown
	}
	return nil
}

// receiver returns the name of the type that a method is of.
func receiver(decl *ast.FuncDecl) string {
	of := decl.Recv.List[0].Type
	for {
		switch inner := of.(type) {
		case *ast.StarExpr:
			of = inner.X
		case *ast.IndexExpr:
			of = inner.X
		case *ast.IndexListExpr:
			of = inner.X
		case *ast.Ident:
			return inner.Name
		default:
			return ""
		}
	}
}

// exportedIn returns the package-level names that a file exports. The constants
// of one block are one group: they are the values of one thing, which is whole
// only with all of them.
func exportedIn(f goFile) [][]*ast.Ident {
	var groups [][]*ast.Ident
	add := func(ids ...*ast.Ident) {
		ids = slices.DeleteFunc(slices.Clone(ids), func(id *ast.Ident) bool { return !id.IsExported() })
		if len(ids) > 0 {
			groups = append(groups, ids)
		}
	}
	for _, decl := range f.ast.Decls {
		switch decl := decl.(type) {
		case *ast.FuncDecl:
			if decl.Recv == nil {
				add(decl.Name)
			}
		case *ast.GenDecl:
			var constants []*ast.Ident
			for _, spec := range decl.Specs {
				switch spec := spec.(type) {
				case *ast.TypeSpec:
					add(spec.Name)
				case *ast.ValueSpec:
					if decl.Tok == token.CONST {
						constants = append(constants, spec.Names...)
						continue
					}
					for _, id := range spec.Names {
						add(id)
					}
				}
			}
			add(constants...)
		}
	}
	return groups
}
