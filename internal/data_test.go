package internal_test

import (
	"go/ast"
	"strings"
	"testing"
)

// TestDataHasOneDoor: who looks for published data by itself skips its tests silently once the path changes; internal/datatest
// has a test that notices.
func TestDataHasOneDoor(t *testing.T) {
	marks := []string{"STEWARD_TEST_" + "DATA", "resource-type-" + "schemas", "service-" + "model.json"}
	for _, f := range goFiles(t) {
		if f.room == dataRoom {
			continue
		}
		ast.Inspect(f.ast, func(n ast.Node) bool {
			literal, ok := n.(*ast.BasicLit)
			for _, mark := range marks {
				if ok && strings.Contains(literal.Value, mark) {
					t.Errorf("%s: %s is for internal/%s to find", f.set.Position(literal.Pos()), literal.Value, dataRoom)
				}
			}
			return true
		})
	}
}
