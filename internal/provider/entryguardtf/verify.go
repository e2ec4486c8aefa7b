package entryguardtf

import (
	"context"
	"errors"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/entryguard"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/destroy"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/entryguardtf/connection"
)

// activate brings a new resource into the state that the plan asks for:
// verified, where the user wants to wait for that, and active or not, where the
// user says which.
func activate(
	ctx context.Context, p *connection.ProviderData, client *entryguard.Client, plan *resourceModel, created entryguard.Resource,
) (entryguard.Resource, diag.Diagnostics) {
	var diags diag.Diagnostics
	obj := plan.object()
	obj.ID = created.ID
	verification := verification{data: p, client: client, object: obj}
	wanted := plan.IsActive
	var live entryguard.Resource
	var err error
	switch {
	case plan.VerifyOnCreate.ValueBool():
		live, err = verification.demand(ctx)
	case !wanted.IsNull() && !wanted.IsUnknown():
		// EntryGuard verifies a new resource by itself, which would undo what
		// is set before.
		live, err = verification.await(ctx, created)
	default:
		return created, diags
	}
	if err == nil && !wanted.IsNull() && !wanted.IsUnknown() && live.IsActive != wanted.ValueBool() {
		live, err = connection.Ask(ctx, p, func(ctx context.Context) (entryguard.Resource, error) {
			return client.UpdateResource(ctx, obj.ID, entryguard.ResourcePatch{IsActive: wanted.ValueBoolPointer()})
		})
	}
	verification.explain(&diags, err)
	if live.ID == "" {
		live = created // nothing newer was seen
	}
	return live, diags
}

// A verification is EntryGuard's check that it can reach a new resource.
type verification struct {
	data   *connection.ProviderData
	client *entryguard.Client
	object deletion.Object
}

// errNotVerified says that a verification ended badly and nobody said why.
var errNotVerified = errors.New("the verification failed")

// demand has the resource verified now and waits for the end.
func (v verification) demand(ctx context.Context) (entryguard.Resource, error) {
	live, err := connection.Ask(ctx, v.data, func(ctx context.Context) (entryguard.Resource, error) {
		return v.client.VerifyResource(ctx, v.object.ID)
	})
	if err == nil && !live.IsActive && live.LastVerifiedAt == "" {
		live, err = connection.Await(ctx, v.data, v.object, live, v.look, verified) // it goes on behind the answer
	}
	if err == nil && !live.IsActive {
		err = errNotVerified
	}
	return live, err
}

// await waits for the verification that EntryGuard starts by itself, and goes
// on without it when it does not come.
func (v verification) await(ctx context.Context, created entryguard.Resource) (entryguard.Resource, error) {
	return connection.AwaitAtMost(ctx, v.data, connection.FirstVerification, v.object, created, v.look, verified)
}

func (v verification) look(ctx context.Context) (entryguard.Resource, error) {
	return v.client.Resource(ctx, v.object.ID)
}

func verified(r entryguard.Resource) bool { return r.LastVerifiedAt != "" }

// explain reports a verification, or what followed it, that failed.
func (v verification) explain(diags *diag.Diagnostics, err error) {
	if errors.Is(err, errNotVerified) {
		diags.AddError(v.object.String()+" was created, but could not be verified",
			"EntryGuard cannot reach the resource with its credential, and gave no reason. See the resource and its health events in EntryGuard.\n\n"+destroy.KeptTainted)
		return
	}
	if errors.Is(err, deletion.ErrDeadline) {
		addUnfinished(diags, v.object, "EntryGuard has not verified it", err)
		return
	}
	destroy.AddFailure(diags, destroy.VerifyingNew, v.object, err)
}

// addUnfinished reports an object that was created, but about which waiting
// failed. what completes "was created, but".
func addUnfinished(diags *diag.Diagnostics, obj deletion.Object, what string, err error) {
	if errors.Is(err, deletion.ErrDeadline) {
		diags.AddError(obj.String()+" was created, but "+what+" in time",
			destroy.Sections("The time of timeouts.create is over. "+destroy.KeptTainted, destroy.Remedies([]string{
				"if EntryGuard shows that it is ready now, keep it: terraform untaint ADDRESS",
				"if it needs longer, set timeouts.create to more",
			})))
		return
	}
	destroy.AddFailure(diags, destroy.ReadingNew, obj, err)
}
