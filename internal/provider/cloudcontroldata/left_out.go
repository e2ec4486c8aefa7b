package cloudcontroldata

import (
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/list"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/cloudcontroltf/blockers"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/destroy"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/query"
)

// Some objects of an account nobody may read who may read all others: keys and
// buckets have policies of their own. Each is left out with a warning, so that one of
// them does not hide the others. As long as no object at all could be read, it is more
// likely that none can be, and that is an error.

// mostUnread is how many objects are tried before none of them counts as readable.
const mostUnread = 50

// A leavingOut leaves out the objects of a search that cannot be read.
type leavingOut struct {
	*search
	readable bool   // an object was read
	held     []look // those that were not, until one is
}

// of returns the results of some looks; the last one is an error where the search
// cannot go on.
func (o *leavingOut) of(looks []look) []list.ListResult {
	var results []list.ListResult
	for _, one := range looks {
		switch {
		case one.unread == nil:
			if !o.readable {
				o.readable = true
				results = append(results, o.said()...)
			}
			if one.result != nil {
				results = append(results, *one.result)
			}
			continue
		case !ownPolicy(one.unread):
			o.held = []look{one}
			return append(results, query.Saying(o.unreadable()))
		}
		o.held = append(o.held, one)
		if o.readable {
			results = append(results, o.said()...)
		}
	}
	if len(o.held) >= mostUnread {
		results = append(results, query.Saying(o.unreadable()))
	}
	return results
}

// ownPolicy reports whether a failed read can be about that object alone: the service
// refused it. What is wrong with the connection or the credentials is wrong for all.
func ownPolicy(err error) bool {
	f := deletion.AsFailure(err)
	return f.Reason == deletion.Denied || f.Reason == deletion.Invalid || f.Reason == deletion.Unclassified && f.Code != ""
}

// silent reports whether objects could not be read and nobody was told.
func (o *leavingOut) silent() bool { return len(o.held) > 0 }

// said are the warnings about the objects that are left out.
func (o *leavingOut) said() []list.ListResult {
	var results []list.ListResult
	for _, one := range o.held {
		results = append(results, query.Saying(diag.Diagnostics{diag.NewWarningDiagnostic(one.object.String()+" is left out: it could not be read",
			destroy.Sections(o.about().FailureText(destroy.Reading, deletion.AsFailure(one.unread))))}))
	}
	o.held = nil
	return results
}

// unreadable is the error of a search that could read nothing.
func (o *leavingOut) unreadable() diag.Diagnostics {
	var diags diag.Diagnostics
	o.fail(&diags, destroy.Reading, o.held[0].object, o.Schema.Read, o.held[0].unread, nil)
	return diags
}

// about is what the search knows for the texts about a failed read.
func (s *search) about() destroy.Explanation {
	return blockers.Explain(s.Schema.Read, nil)
}
