package destroy_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/steward-iac/terraform-provider-steward/internal/provider/providertest"
)

// blockedTables are objects that are protected, under addresses of their own.
func blockedTables(w *providertest.World, n int) string {
	return w.ProviderBlock() + fmt.Sprintf(`
resource "steward_cloudcontrol_resource" "table" {
  count      = %d
  type_name  = "AWS::DynamoDB::Table"
  properties = {
    TableName                 = "orders${count.index}"
    BillingMode               = "PAY_PER_REQUEST"
    DeletionProtectionEnabled = true
    KeySchema                 = [{ AttributeName = "id", KeyType = "HASH" }]
    AttributeDefinitions      = [{ AttributeName = "id", AttributeType = "S" }]
  }
}
`, n)
}

// screenful is how many lines a person reads without scrolling far: ten blocked
// objects must fit, each with its address, what blocks it and what to do.
const screenful = 90

var colors = regexp.MustCompile("\x1b\\[[0-9;]*m")

// printed returns the lines of the boxes that Terraform draws around messages
// whose first line has a prefix, such as "Warning: ".
func printed(output, severity string) int {
	lines, boxes := 0, strings.Split(colors.ReplaceAllString(output, ""), "╷\n")
	for _, box := range boxes[1:] {
		box, _, _ = strings.Cut(box, "╵")
		if strings.HasPrefix(box, "│ "+severity) {
			lines += strings.Count(box, "\n") + 2
		}
	}
	return lines
}

// TestTenBlockedObjectsFitOnAScreen counts what Terraform prints, with its boxes
// and its own lines, about ten objects that cannot be deleted.
func TestTenBlockedObjectsFitOnAScreen(t *testing.T) {
	t.Parallel()
	w := providertest.NewWorld(t)
	run := providertest.AttachTerraform(t)
	run.Write(blockedTables(w, 10))
	run.Apply()
	plan := run.Must("plan", "-destroy")
	if lines := printed(plan.Stdout, "Warning: "); lines == 0 || lines >= screenful {
		t.Errorf("the warnings of the plan have %d lines, want 1 to %d:\n%s", lines, screenful-1, plan.Stdout)
	}
	destroyed := run.Run("destroy", "-auto-approve")
	if destroyed.Code == 0 {
		t.Error("the protected tables were destroyed")
	}
	if lines := printed(destroyed.Stdout, "Warning: "); lines == 0 || lines >= screenful {
		t.Errorf("the warnings of the destroy have %d lines, want 1 to %d:\n%s", lines, screenful-1, destroyed.Stdout)
	}
	if lines := printed(destroyed.Stderr, "Error: "); lines == 0 || lines >= screenful {
		t.Errorf("the errors of the destroy have %d lines, want 1 to %d:\n%s", lines, screenful-1, destroyed.Stderr)
	}
}

// TestTenInterruptedFitOnAScreen: Ctrl-C while ten objects are made, and while ten
// are deleted, leaves no more to read.
func TestTenInterruptedFitOnAScreen(t *testing.T) {
	t.Parallel()
	for kind, args := range map[string]string{"CREATE": "apply -auto-approve", "DELETE": "destroy -auto-approve"} {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			w := providertest.NewWorld(t)
			run := providertest.AttachTerraform(t)
			run.Write(strings.Replace(blockedTables(w, 10), "DeletionProtectionEnabled = true", "", 1))
			if kind == "DELETE" {
				run.Apply()
			}
			w.NothingEnds(kind)
			result := run.Interrupted(func() bool { return w.CloudControl.Count(operationOf[kind]) >= 10 }, strings.Fields(args)...)
			// Terraform adds "execution halted" for each object that it does not come to.
			lines := printed(result.Stderr, "Error: Interrupted: ") + printed(result.Stderr, "Error: AWS::")
			if most := screenful + 10; lines == 0 || lines >= most {
				t.Errorf("the errors have %d lines, want 1 to %d:\n%s", lines, most-1, result.Stderr)
			}
			if whole := strings.Count(result.Stderr, "What to do:"); whole != 1 {
				t.Errorf("what to do is said %d times, want once", whole)
			}
			if kind == "DELETE" {
				again := run.Must("plan", "-destroy").Stdout
				if lines := printed(again, "Warning: "); lines == 0 || lines >= screenful+10 || strings.Count(again, "Operation ") != 9 {
					t.Errorf("the next plan has %d lines of warnings, want 1 to %d:\n%s", lines, screenful+9, again)
				}
			}
		})
	}
}

// operationOf is the operation of the API that begins what is of a kind.
var operationOf = map[string]string{"CREATE": "CreateResource", "DELETE": "DeleteResource"}

// TestTaintedAndProtected: what a create left tainted is replaced by every apply, so
// that no advice to apply something first helps before it is untainted.
func TestTaintedAndProtected(t *testing.T) {
	t.Parallel()
	const untaint = "terraform untaint ADDRESS"
	w := providertest.NewWorld(t)
	run := providertest.AttachTerraform(t)
	run.Write(blockedTables(w, 1))
	run.Apply()
	run.Must("taint", "steward_cloudcontrol_resource.table[0]")
	run.Fails([]string{"is protected", untaint, "DeletionProtectionEnabled"}, "apply", "-auto-approve")
	run.Must("untaint", "steward_cloudcontrol_resource.table[0]")
	for _, args := range [][]string{{"destroy", "-auto-approve"}, {"apply", "-auto-approve", "-replace=steward_cloudcontrol_resource.table[0]"}} {
		if result := run.Run(args...); strings.Contains(result.Stderr, untaint) {
			t.Errorf("terraform %v says how to untaint what is not tainted:\n%s", args, result.Stderr)
		}
	}
}
