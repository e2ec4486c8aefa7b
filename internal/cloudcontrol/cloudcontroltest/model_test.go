package cloudcontroltest_test

import (
	"os"
	"path/filepath"
	"testing"
)

// dataPath finds a file of the published test data: in $STEWARD_TEST_DATA, or
// in shared/data/cloudcontrol beside the project.
func dataPath(t *testing.T, name string) string {
	t.Helper()
	if dir := os.Getenv("STEWARD_TEST_DATA"); dir != "" {
		return filepath.Join(dir, name)
	}
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for ; dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			break
		}
	}
	return filepath.Join(filepath.Dir(dir), "shared", "data", "cloudcontrol", name)
}
