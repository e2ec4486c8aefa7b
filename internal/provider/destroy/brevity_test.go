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
