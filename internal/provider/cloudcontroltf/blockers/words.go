package blockers

import (
	"strings"

	"github.com/steward-iac/terraform-provider-steward/internal/cfschema"
	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol"
	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/destroy"
)

// The codes of blockers beside cloudcontrol.BlockerProtection.
const (
	blockerStack     = "stack"
	blockerOperation = "operation"
	blockerType      = "type"
)

// Words are about everything that can be in the way of a deletion in Cloud Control.
var Words = destroy.Words{
	cloudcontrol.BlockerProtection: {
		Holds:       "it is protected",
		Property:    true,
		Todo:        []string{"change the named property, or set on_protection = \"remove\", and apply first"},
		Unannounced: unannouncedText,
	},
	blockerStack: {
		Owner:      "a CloudFormation stack",
		OwnerMinds: "the stack's next update or deletion may fail",
		Todo:       []string{"delete the stack instead; or set deletion_policy = \"ABANDON\" and apply first"},
	},
	// A deletion waits for an operation, and of a type that has no delete handler
	// nothing can be deleted: a plan says both in other words.
	blockerOperation: {Passes: func(deletion.Blocker) bool { return true }},
	blockerType:      {},
}

// Allow says which IAM actions to allow where access was denied; empty where the
// type's schema names none.
func Allow(permissions []string) string {
	if len(permissions) == 0 {
		return ""
	}
	return "the handler needs these IAM actions: " + strings.Join(permissions, ", ")
}

// Explain is what is known for the texts about a handler that failed; nil where no
// handler worked. hide takes the secrets out of a text; nil hides nothing.
func Explain(handler *cfschema.Handler, hide func(string) string) destroy.Explanation {
	about := destroy.Explanation{Mask: hide}
	if handler != nil {
		about.Allow = Allow(handler.Permissions)
	}
	return about
}
