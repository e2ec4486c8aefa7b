package blockers

import (
	"context"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/destroy"
)

// What the tests of this package need of its inside.
var (
	OperationBlockers = operationBlockers
	OperationsNotice  = operationsNotice
)

// Unprotected is what a preflight finds that knows these facts and sees no
// operation, where the destruction switches protections off.
func Unprotected(obj deletion.Object, facts Facts) destroy.Findings {
	return (&Preflight{Unprotect: true, object: obj}).findings(context.Background(), facts, true)
}
