package cloudcontroltf

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol"
	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/destroy"
)

// explainRefusal reports a create that the API did not accept.
func (c *creation) explainRefusal(diags *diag.Diagnostics, err error) {
	if cloudcontrol.AlreadyExists(err) {
		c.alreadyExists(diags, c.chosen, c.explanation(nil).Said(deletion.AsFailure(err)), deletion.AsFailure(err))
		return
	}
	left := ""
	if c.mayExist(err) {
		left = madeInPart
	}
	c.failCreate(diags, deletion.Operation{}, err, left)
	unsure := errors.Is(err, context.Canceled) || errors.Is(err, deletion.ErrDeadline) || deletion.ReasonOf(err) == deletion.Unavailable
	if unsure && !c.absent && !deletion.AsFailure(err).Unsent {
		diags.AddWarning("The create of "+nameable(c.object(deletion.Operation{})).String()+" may have been carried out all the same",
			"No answer came to a request that may have reached the API. The object is not in state, because its identifier is not known. "+
				"Find it with: aws cloudcontrol list-resource-requests --resource-request-status-filter Operations=CREATE")
	}
}

// madeInPart says what becomes of an object that a failed create may have left.
const madeInPart = "It exists, or may exist, and is in state, marked as tainted: the next apply deletes it and creates it again. To keep it as it is, run: terraform untaint ADDRESS"

// failCreate reports a create that failed; left is what Terraform knows of the
// object, empty where the failure says it.
func (c *creation) failCreate(diags *diag.Diagnostics, op deletion.Operation, err error, left string) {
	about := c.explanation(c.Schema.Create)
	about.Left = left
	destroy.AddExplainedFailure(diags, destroy.Creating, nameable(c.object(op)), err, about)
}

// alreadyExists says how to take over an object that exists.
func (c *creation) alreadyExists(diags *diag.Diagnostics, identifier, said string, failure *deletion.Failure) {
	shown := identifier
	if shown == "" || c.secrets.Hide(shown) != shown {
		shown = "IDENTIFIER"
	}
	id := fmt.Sprintf("%s/%s@%s", c.Target.TypeName, shown, c.Target.Region)
	made := "Nothing was created, and the object that exists was left as it is."
	if c.unanswered {
		made = "An earlier try of this create got no answer, so the object that exists may be the one that it made. It is not in state."
	}
	diags.AddError(fmt.Sprintf("%s %s exists already", c.Target.TypeName, shown),
		destroy.Sections(made, said, destroy.Remedies([]string{
			"to manage the object that exists, import it: terraform import ADDRESS " + inShell(id),
			"to create another one, choose another name",
			"if this replaces an object of the same name, remove create_before_destroy: both would exist at the same time",
		}), "Or import it with a block:\n  import {\n    to = ADDRESS\n    id = "+inHCL(id)+"\n  }", destroy.LastLine(deletion.Result{}, failure)))
}

// inShell quotes a text for a POSIX shell.
func inShell(text string) string { return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'" }

// inHCL quotes a text for a configuration.
func inHCL(text string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`, "${", "$${", "%{", "%%{").Replace(text) + `"`
}

// warnUnread reports that a finished object could not be read back. It exists
// and is in state, so this is no error: an error would have it replaced.
func (c *call) warnUnread(diags *diag.Diagnostics, obj deletion.Object, err error) {
	if deletion.ReasonOf(err) == deletion.Unsupported && c.Described && c.Schema.Read == nil {
		return // the type has no read handler, which is how it is
	}
	diags.AddWarning(nameable(obj).String()+" could not be read back",
		destroy.Sections("The API reported success. The next refresh fills in computed_properties.",
			c.explanation(c.Schema.Read).FailureText(destroy.Reading, deletion.AsFailure(err))))
}
