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
		c.alreadyExists(diags, c.chosen, c.explanation(nil).Said(deletion.AsFailure(err)))
		return
	}
	c.fail(diags, "create", c.object(deletion.Operation{}), c.Describe.Create, err)
	unsure := errors.Is(err, context.Canceled) || errors.Is(err, deletion.ErrDeadline) || deletion.ReasonOf(err) == deletion.Unavailable
	if unsure && !c.absent {
		diags.AddWarning("The create of "+nameable(c.object(deletion.Operation{})).String()+" may have been carried out all the same",
			"No answer came to a request that may have reached the API. The object is not in state, because nothing is known by which it could be found. "+
				"Look for it with: aws cloudcontrol list-resource-requests --resource-request-status-filter Operations=CREATE")
	}
}

// alreadyExists says how to take over an object that exists.
func (c *creation) alreadyExists(diags *diag.Diagnostics, identifier, said string) {
	shown := identifier
	if shown == "" || c.secrets.hide(shown) != shown {
		shown = "IDENTIFIER"
	}
	id := fmt.Sprintf("%s/%s@%s", c.target.TypeName, shown, c.target.Region)
	diags.AddError(fmt.Sprintf("%s %s exists already", c.target.TypeName, shown),
		destroy.Sections("Nothing was created, and the object that exists was left alone.", said, destroy.Remedies([]string{
			"to manage the object that exists, import it with its configuration as it is here: terraform import ADDRESS " + inShell(id),
			"to create another one, choose another name",
			"if this replaces an object of the same name, leave create_before_destroy out: both would exist at the same time",
		}), "Or with a block in the configuration:\n  import {\n    to = ADDRESS\n    id = "+inHCL(id)+"\n  }"))
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
	if deletion.ReasonOf(err) == deletion.Unsupported && c.described && c.Describe.Read == nil {
		return // the type has no read handler, which is how it is
	}
	diags.AddWarning(nameable(obj).String()+" could not be read back",
		destroy.Sections("The API reports success, but the object could not be read afterwards. computed_properties is filled in by the next refresh.",
			c.explanation(c.Describe.Read).FailureText(deletion.AsFailure(err))))
}
