package creation

import (
	"context"
	"errors"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/steward-iac/terraform-provider-steward/internal/cfschema"
	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol"
	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/plaintext"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/cloudcontroltf/blockers"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/destroy"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/importid"
)

// Refused reports a create that the API did not accept.
func (c *Creation) Refused(diags *diag.Diagnostics, err error) {
	if cloudcontrol.AlreadyExists(err) {
		c.Exists(diags, c.Chosen, c.about(nil).Said(deletion.AsFailure(err)), deletion.AsFailure(err))
		return
	}
	left := ""
	if c.MayExist(err) {
		left = MadeInPart
	}
	c.Fail(diags, deletion.Operation{}, err, left)
	unsure := errors.Is(err, context.Canceled) || errors.Is(err, deletion.ErrDeadline) || deletion.ReasonOf(err) == deletion.Unavailable
	if unsure && !c.absent && !deletion.AsFailure(err).Unsent {
		diags.AddWarning("The create of "+c.Object(deletion.Operation{}).String()+" may have been carried out all the same",
			"No answer came to a request that may have reached the API. The object is not in state, because its identifier is not known. "+
				"Find it with: aws cloudcontrol list-resource-requests --resource-request-status-filter Operations=CREATE")
	}
}

// MadeInPart says what becomes of an object that a failed create may have left.
const MadeInPart = "It exists, or may exist, and is in state, marked as tainted: the next apply deletes it and creates it again. To keep it as it is, run: terraform untaint ADDRESS"

// Fail reports a create that failed; left is what Terraform knows of the
// object, empty where the failure says it.
func (c *Creation) Fail(diags *diag.Diagnostics, op deletion.Operation, err error, left string) {
	about := c.about(c.of.Schema.Create)
	about.Left = left
	destroy.AddExplainedFailure(diags, destroy.Creating, c.Object(op), err, about)
}

// Exists says how to take over an object that exists.
func (c *Creation) Exists(diags *diag.Diagnostics, identifier, said string, failure *deletion.Failure) {
	shown := identifier
	if shown == "" || c.secrets.Hide(shown) != shown {
		shown = "IDENTIFIER"
	}
	id := fmt.Sprintf("%s/%s@%s", c.of.Target.TypeName, shown, c.of.Target.Region)
	made := "Nothing was created, and the object that exists was left as it is."
	if c.unanswered {
		made = "An earlier try of this create got no answer, so the object that exists may be the one that it made. It is not in state."
	}
	diags.AddError(fmt.Sprintf("%s %s exists already", c.of.Target.TypeName, shown),
		destroy.Sections(made, said, destroy.Remedies([]string{
			"to manage the object that exists, import it: terraform import ADDRESS " + plaintext.InShell(id),
			"to create another one, choose another name",
			"if this replaces an object of the same name, remove create_before_destroy: both would exist at the same time",
		}), "Or import it with a block:\n  import {\n    to = ADDRESS\n    id = "+importid.InHCL(id)+"\n  }", destroy.LastLine(deletion.Result{}, failure)))
}

// about is what a creation knows for the texts that people read.
func (c *Creation) about(handler *cfschema.Handler) destroy.Explanation {
	return blockers.Explain(handler, c.secrets.Hide)
}
