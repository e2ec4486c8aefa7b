package cloudcontroldata

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/steward-iac/terraform-provider-steward/internal/cfschema"
	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol"
	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/jsonvalue"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/cloudcontroltf/blockers"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/cloudcontroltf/connection"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/destroy"
)

// A question is one read or one list of objects of a type.
type question struct{ *connection.Type }

// ask prepares a question about a type; false where there is no such type.
func ask(ctx context.Context, p *connection.ProviderData, client *cloudcontrol.Client, target cloudcontrol.Target, diags *diag.Diagnostics) (*question, bool) {
	q := &question{connection.Describe(ctx, p, client, target)}
	if err := q.Undescribed; deletion.ReasonOf(err) == deletion.Unsupported {
		q.fail(diags, "describe", deletion.Object{Type: "resource type", ID: target.TypeName}, nil, err, atReason{deletion.Unsupported: typeNameAttribute})
		return nil, false
	}
	return q, true // reading needs no schema: whoever may not describe types may read
}

// An atReason says which attribute is at fault when a request fails for a
// reason.
type atReason map[deletion.Reason]string

// fail reports a request that failed, at the attribute that is at fault.
func (q *question) fail(diags *diag.Diagnostics, doing string, obj deletion.Object, handler *cfschema.Handler, err error, at atReason) {
	var found diag.Diagnostics
	destroy.AddExplainedFailure(&found, doing, obj, err, blockers.Explain(handler, nil))
	attribute, known := at[deletion.ReasonOf(err)]
	for _, d := range found {
		if known {
			d = diag.WithPath(path.Root(attribute), d)
		}
		diags.Append(d)
	}
}

// shown returns the live properties of an object as far as state may hold them.
func (q *question) shown(found cloudcontrol.Description) (any, error) {
	live, err := jsonvalue.Decode(found.Properties)
	if err != nil {
		return nil, &deletion.Failure{Reason: deletion.Unavailable, Err: fmt.Errorf("the properties of %s are not valid JSON: %w", found.Identifier, err)}
	}
	return q.Schema.Shown(live), nil
}

// listable says why the type's list handler will refuse, as far as its schema
// tells.
func (q *question) listable(model any) diag.Diagnostics {
	var diags diag.Diagnostics
	if !q.Described {
		return diags
	}
	if q.Schema.List == nil {
		diags.AddAttributeError(path.Root(typeNameAttribute), q.Target.TypeName+" cannot be listed",
			"The type has no list handler, so Cloud Control cannot say which objects there are.")
		return diags
	}
	given, _ := model.(map[string]any)
	var missing []string
	for _, name := range q.Schema.List.Required {
		if given[name] == nil {
			missing = append(missing, name)
		}
	}
	if len(missing) > 0 {
		diags.AddAttributeError(path.Root(resourceModelAttribute), q.Target.TypeName+" cannot be listed without "+strings.Join(missing, " and "),
			"The type's list handler needs to know where to look. Its schema requires these properties of resource_model: "+strings.Join(q.Schema.List.Required, ", ")+
				".\n\nWhat to do:\n  - write resource_model = { "+strings.Join(missing, " = …, ")+" = … }")
	}
	return diags
}

// failList reports a list that failed.
func (q *question) failList(diags *diag.Diagnostics, err error) {
	q.fail(diags, destroy.Listing, deletion.Object{Type: "objects of type", ID: q.Target.TypeName}, q.Schema.List, err,
		atReason{deletion.Invalid: resourceModelAttribute, deletion.Unsupported: typeNameAttribute})
}

// encoded is a resource model as a request has it; nil where there is none.
func encoded(model any) (json.RawMessage, error) {
	if model == nil {
		return nil, nil
	}
	text, err := jsonvalue.Encode(model)
	if err != nil {
		return nil, &deletion.Failure{Reason: deletion.Invalid, Err: err}
	}
	return text, nil
}
