package cloudcontroltf

import (
	"context"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/steward-iac/terraform-provider-steward/internal/cfschema"
	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/attributes"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/destroy"
)

// A step is a create, update or delete, which has a limit.
type step struct {
	doing string // the verb
	// user returns the limit that the resource sets: timeouts.Value's Create,
	// Update or Delete.
	user    func(context.Context, time.Duration) (time.Duration, diag.Diagnostics)
	handler func(*cfschema.Schema) *cfschema.Handler
	// undescribed says that the step goes on where the type is not described, so
	// that describing it must leave most of the time to the step.
	undescribed bool
}

func createStep(m *resourceModel) step {
	return step{doing: destroy.Creating, user: m.Timeouts.Create, handler: func(t *cfschema.Schema) *cfschema.Handler { return t.Create }}
}

func updateStep(m *resourceModel) step {
	return step{doing: destroy.Updating, user: m.Timeouts.Update, handler: func(t *cfschema.Schema) *cfschema.Handler { return t.Update }}
}

func deleteStep(m *resourceModel) step {
	return step{doing: "delete", user: m.Timeouts.Delete, handler: func(t *cfschema.Schema) *cfschema.Handler { return t.Delete }, undescribed: true}
}

// describeAtMost is what a deletion waits for DescribeType.
const describeAtMost = time.Minute

// begin prepares work on the object of m within the limit of the step, which
// begins now: logging in and describing the type are part of it. The context that
// it returns ends with the limit. Without a client the call is nil.
func (r *managedResource) begin(
	ctx context.Context, of step, m *resourceModel, sensitive any, diags *diag.Diagnostics,
) (context.Context, context.CancelFunc, *call) {
	began := time.Now()
	limit := attributes.Limit(ctx, of.user, 0, diags)
	// How long the type's handler may take is not known yet.
	provisional := limit
	if provisional <= 0 {
		provisional = minimumTimeout
	}
	preparing, cancel := deletion.WithTimeout(ctx, provisional)
	defer cancel()
	say := func(why diag.Diagnostics) diag.Diagnostics {
		return r.Data.Outage.Applying(of.doing, nameable(m.object()), why)
	}
	client, ok := r.client(preparing, say, diags)
	if !ok {
		return ctx, func() {}, nil
	}
	if of.undescribed {
		preparing, cancel = deletion.WithTimeout(preparing, min(provisional/4, describeAtMost))
		defer cancel()
	}
	begun := r.describe(preparing, client, m, sensitive)
	if limit <= 0 {
		limit = begun.TimeoutOf(of.handler(begun.Schema))
	}
	begun.limit = limit
	limited, cancel := context.WithDeadlineCause(ctx, began.Add(limit), deletion.ErrDeadline)
	return limited, cancel, begun
}
