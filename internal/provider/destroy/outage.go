package destroy

import (
	"sync"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
)

// An Outage is why an API can be asked nothing at all, such as wrong credentials.
// The reason is the same for every object, so it is said once. The zero value is
// ready for use; there is one for each API and configured provider.
//
// Only what a managed resource says while planning may be withheld: one error
// fails the plan, so that silence loses nothing. What a data source says never
// counts as said, since a check block turns its errors into warnings.
type Outage struct {
	mu     sync.Mutex
	said   map[string]bool // by what tells one reason from another
	warned bool
	failed bool // a refresh has failed, so that the plan will
}

// Once returns diagnostics that are the same for every object of a plan: an
// error the first time, and warnings the first time. It is for a ModifyPlan that
// plans the same with and without the error.
func (o *Outage) Once(diags diag.Diagnostics) diag.Diagnostics {
	if len(diags) == 0 {
		return nil
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	if diags.HasError() {
		if !o.first(firstError(diags)) {
			return nil
		}
		return diags
	}
	if o.warned {
		return nil
	}
	o.warned = true
	return diags
}

// Refreshing returns what Read says: an error with the same reason the first time
// only. Whoever gets nothing keeps the object as state has it. An import must not
// ask: it has no state to keep.
func (o *Outage) Refreshing(reason string, diags diag.Diagnostics) diag.Diagnostics {
	if !diags.HasError() {
		return diags
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	o.failed = true
	if !o.first(reason) {
		return nil
	}
	return diags
}

// Unconnected is Refreshing for an API of which there is no client.
func (o *Outage) Unconnected(diags diag.Diagnostics) diag.Diagnostics {
	if !diags.HasError() {
		return diags
	}
	return o.Refreshing(firstError(diags), diags)
}

// Planning returns what ModifyPlan says that could not plan: an error with the
// same reason whole the first time, then in short. It says nothing where a
// refresh has failed: then this is no apply, in which another plan than the first
// would look like a fault of the provider.
func (o *Outage) Planning(obj deletion.Object, diags diag.Diagnostics) diag.Diagnostics {
	o.mu.Lock()
	silent := o.failed && diags.HasError() && o.said[firstError(diags)]
	o.mu.Unlock()
	if silent {
		return nil
	}
	return o.Applying("plan", obj, diags)
}

// Applying returns what a create, update or delete says: an error with the same
// reason whole the first time, then in short.
func (o *Outage) Applying(doing string, obj deletion.Object, diags diag.Diagnostics) diag.Diagnostics {
	if !diags.HasError() {
		return diags
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.first(firstError(diags)) {
		return diags
	}
	left, known := leftInState[doing]
	if !known {
		left = keptInState
	}
	var brief diag.Diagnostics
	brief.AddError("Could not "+doing+" "+obj.String(), left+" The API could not be asked. Why, and what to do: another error of this run says it.")
	return brief
}

// first reports whether nobody has said this before, and remembers it.
func (o *Outage) first(reason string) bool {
	if o.said[reason] {
		return false
	}
	if o.said == nil {
		o.said = map[string]bool{}
	}
	o.said[reason] = true
	return true
}

func firstError(diags diag.Diagnostics) string {
	first := diags.Errors()[0]
	return first.Summary() + "\n" + first.Detail()
}

// ForAll returns what tells a failure from another one, where it is the same for
// every object that is asked for with the same credentials; empty otherwise.
func ForAll(err error) string {
	f := deletion.AsFailure(err)
	if f == nil || f.Reason != deletion.Unauthenticated && !f.Foreign && (f.Reason != deletion.Unavailable || !f.Unsent) {
		return ""
	}
	if f.Message == "" {
		return f.Reason.String() + " " + f.Error()
	}
	return f.Reason.String() + " " + f.Message // a code is not in every answer
}
