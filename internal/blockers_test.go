package internal_test

import (
	"go/ast"
	"go/token"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// backends are where the codes of blockers are constants, whose names begin with
// Blocker or blocker, and where the words about them are.
var backends = map[string]struct {
	codes []string // rooms
	words string   // the room of the variable Words
}{
	"EntryGuard":    {codes: []string{"entryguard"}, words: "provider/entryguardtf/blockers"},
	"Cloud Control": {codes: []string{"cloudcontrol", "provider/cloudcontroltf/blockers"}, words: "provider/cloudcontroltf/blockers"},
}

// wordless are blockers that no remedy is needed for, and why.
var wordless = map[string]string{
	"blockerOperation": "a deletion waits for it, and a notice says so",
	"blockerType":      "it can never be deleted: that is an error of its own",
}

// TestEveryBlockerHasWords: what is in the way without a remedy helps nobody.
func TestEveryBlockerHasWords(t *testing.T) {
	files := goFiles(t)
	for backend, c := range backends {
		words := wordsIn(files, c.words)
		codes := blockerCodes(files, c.codes)
		if len(codes) < 2 || len(words) < len(codes) {
			t.Fatalf("%s: %d codes and words about %d", backend, len(codes), len(words))
		}
		for name := range codes {
			about, found := words[name]
			switch {
			case !found:
				t.Errorf("%s: %s has no entry in Words of %s", backend, name, c.words)
			case !slices.Contains(about, "Todo") && wordless[name] == "":
				t.Errorf("%s: Words of %s do not say what to do about %s", backend, c.words, name)
			}
		}
	}
}

// TestDestroyKnowsNoBlocker: which kinds of blockers there are, and what is said
// about each, is the backends' knowledge.
func TestDestroyKnowsNoBlocker(t *testing.T) {
	files := goFiles(t)
	known := map[string]string{}
	for _, c := range backends {
		for name, code := range blockerCodes(files, c.codes) {
			known[code] = name
		}
	}
	for _, f := range files {
		if f.room != "provider/destroy" || f.isTest {
			continue
		}
		ast.Inspect(f.ast, func(n ast.Node) bool {
			if _, isField := n.(*ast.IndexExpr); isField {
				return false // a field of the log
			}
			if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
				if text, err := strconv.Unquote(lit.Value); err == nil && known[text] != "" {
					t.Errorf("%s: package destroy knows the code %q (%s)", f.at(n), text, known[text])
				}
			}
			return true
		})
	}
}

// blockerCodes returns the codes of blockers in some rooms, by the names of their
// constants.
func blockerCodes(files []goFile, rooms []string) map[string]string {
	codes := map[string]string{}
	for _, f := range files {
		if f.isTest || !slices.Contains(rooms, f.room) {
			continue
		}
		ast.Inspect(f.ast, func(n ast.Node) bool {
			spec, ok := n.(*ast.ValueSpec)
			if !ok || len(spec.Values) != 1 || !strings.HasPrefix(strings.ToLower(spec.Names[0].Name), "blocker") {
				return true
			}
			if lit, ok := spec.Values[0].(*ast.BasicLit); ok {
				codes[spec.Names[0].Name], _ = strconv.Unquote(lit.Value)
			}
			return true
		})
	}
	return codes
}

// wordsIn returns which fields the variable Words of a room sets, by the names of
// the constants that are its keys.
func wordsIn(files []goFile, room string) map[string][]string {
	words := map[string][]string{}
	for _, f := range files {
		if f.isTest || f.room != room {
			continue
		}
		ast.Inspect(f.ast, func(n ast.Node) bool {
			spec, ok := n.(*ast.ValueSpec)
			if !ok || spec.Names[0].Name != "Words" || len(spec.Values) != 1 {
				return true
			}
			for key, value := range pairsOf(spec.Values[0]) {
				words[key] = nil
				for field := range pairsOf(value) {
					words[key] = append(words[key], field)
				}
			}
			return false
		})
	}
	return words
}

// pairsOf returns the keys of a composite literal, without their packages, and
// their values.
func pairsOf(literal ast.Expr) map[string]ast.Expr {
	pairs := map[string]ast.Expr{}
	composite, ok := literal.(*ast.CompositeLit)
	if !ok {
		return pairs
	}
	for _, element := range composite.Elts {
		pair, ok := element.(*ast.KeyValueExpr)
		if !ok {
			continue
		}
		switch key := pair.Key.(type) {
		case *ast.Ident:
			pairs[key.Name] = pair.Value
		case *ast.SelectorExpr:
			pairs[key.Sel.Name] = pair.Value
		}
	}
	return pairs
}
