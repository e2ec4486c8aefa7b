package datatest_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/steward-iac/terraform-provider-steward/internal/datatest"
)

// fewest is a number of schemas that any published set has: AWS does not take types back by the hundred.
const fewest = 1500

// TestDataIsFound fails where the data is beside the repository and tests would be skipped all the same. It looks in its
// own way: the tests once skipped for hours because a path had changed.
func TestDataIsFound(t *testing.T) {
	if os.Getenv("STEWARD_TEST_DATA") == "" {
		beside, err := filepath.Glob(filepath.Join("..", "..", "..", "shared", "data", "*", "*"))
		if err != nil {
			t.Fatal(err)
		}
		if len(beside) == 0 {
			t.Skip("there is no data beside the repository")
		}
	}
	t.Run("schemas", func(t *testing.T) {
		failWhereSkipped(t)
		if got := len(datatest.Schemas(t)); got < fewest {
			t.Errorf("there are %d schemas, want %d at least", got, fewest)
		}
	})
	t.Run("model", func(t *testing.T) {
		failWhereSkipped(t)
		if len(datatest.ServiceModel(t)) == 0 {
			t.Error("the service model is empty")
		}
	})
	if !datatest.Available(t) {
		t.Error("the data is not available")
	}
}

func failWhereSkipped(t *testing.T) {
	t.Helper()
	t.Cleanup(func() {
		if t.Skipped() {
			t.Error("the data is there, and the test was skipped")
		}
	})
}
