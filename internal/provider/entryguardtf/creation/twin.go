package creation

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/destroy"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/entryguardtf/connection"
)

// An existingTwin says that EntryGuard has the object already that was to be
// created, and has it only once.
type existingTwin struct {
	id      string
	refused *deletion.Failure // what the API said to the request; nil where none was sent
}

// Error returns one line.
func (e *existingTwin) Error() string { return "it exists already: " + e.id }

// twinIn returns the ID of the object that must not be there twice, empty where
// it is not there.
func (s Steps[Object]) twinIn(objects []Object) string {
	if s.Twin == nil {
		return ""
	}
	for _, object := range objects {
		if s.Twin(object) {
			return s.ID(object)
		}
	}
	return ""
}

// madeMeanwhile looks whether EntryGuard refused the request because somebody
// else made the object after the first look. It is not taken over: whoever made
// it manages it.
func (s Steps[Object]) madeMeanwhile(ctx context.Context, p *connection.ProviderData, refused *deletion.Failure) error {
	now, err := connection.Ask(ctx, p, s.List)
	if twin := s.twinIn(now); err == nil && twin != "" {
		return &existingTwin{id: twin, refused: refused}
	}
	return refused
}

// addExistingTwin reports an object that cannot be created because it is there.
func addExistingTwin(diags *diag.Diagnostics, obj deletion.Object, twin *existingTwin) {
	said := ""
	if twin.refused != nil {
		said = destroy.Explanation{}.Said(twin.refused)
	}
	machine := twin.refused
	if machine == nil {
		machine = &deletion.Failure{Reason: deletion.Invalid} // found before anything was asked for
	}
	diags.AddError(obj.String()+" exists already",
		destroy.Sections("EntryGuard can have it only once, and has it: "+twin.id+". Nothing was created, and nothing is in state.",
			said,
			destroy.Remedies([]string{
				"to manage it with this resource, bring it into state: terraform import ADDRESS " + twin.id,
				"if another resource or configuration manages it, remove one of the two blocks",
			}),
			destroy.LastLine(deletion.Result{}, machine)))
}
