package entryguardactions

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/action/timeouts"
	"github.com/hashicorp/terraform-plugin-framework-validators/actionvalidator"
	"github.com/hashicorp/terraform-plugin-framework/action"
	"github.com/hashicorp/terraform-plugin-framework/action/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/entryguard"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/attributes"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/destroy"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/entryguardtf/connection"
)

var (
	_ action.ActionWithConfigure        = &verify{}
	_ action.ActionWithConfigValidators = &verify{}
	_ action.ActionWithModifyPlan       = &verify{}
)

// verify is the action steward_entryguard_verify.
type verify struct{ entryGuardAction }

// NewVerify returns the action steward_entryguard_verify.
func NewVerify() action.Action { return &verify{newAction("verify", verifySchema)} }

// verifyModel is the configuration of the action.
type verifyModel struct {
	ResourceID   types.String   `tfsdk:"resource_id"`
	CredentialID types.String   `tfsdk:"credential_id"`
	Timeouts     timeouts.Value `tfsdk:"timeouts"`
}

// The attributes that choose what is verified.
const (
	resourceID   = "resource_id"
	credentialID = "credential_id"
)

func verifySchema() schema.Schema {
	id := func(of, text string) schema.StringAttribute {
		return schema.StringAttribute{
			Optional: true, MarkdownDescription: text,
			Validators: []validator.String{attributes.UUID("the ID of an " + of)},
		}
	}
	return schema.Schema{
		MarkdownDescription: "Has EntryGuard verify that it can reach a resource with its credential, and waits for the result. The action fails if EntryGuard cannot. " +
			"EntryGuard sets `is_active` of the resource to the result, so an inactive resource becomes active.",
		Attributes: map[string]schema.Attribute{
			resourceID: id(entryguard.ResourceType, "UUID of the resource to verify."),
			credentialID: id(entryguard.CredentialType, "UUID of a credential: EntryGuard verifies a credential by what uses it, so each resource that uses it and is active, "+
				"or was never verified, is verified. An inactive one is left alone and named: verifying would make it active."),
		},
	}
}

// ConfigValidators requires that one thing is named.
func (a *verify) ConfigValidators(context.Context) []action.ConfigValidator {
	return []action.ConfigValidator{actionvalidator.ExactlyOneOf(path.MatchRoot(resourceID), path.MatchRoot(credentialID))}
}

// object is what is verified.
func (m verifyModel) object() deletion.Object {
	if !m.CredentialID.IsNull() {
		return deletion.Object{Type: entryguard.CredentialType, ID: m.CredentialID.ValueString()}
	}
	return deletion.Object{Type: entryguard.ResourceType, ID: m.ResourceID.ValueString()}
}

// ModifyPlan finds out whether the action could do anything at all.
func (a *verify) ModifyPlan(ctx context.Context, req action.ModifyPlanRequest, resp *action.ModifyPlanResponse) {
	var m verifyModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &m)...)
	resp.Diagnostics.Append(connection.PlanWrites(ctx, a.Data, verifying, m.object())...)
}

// verifying is what the action does, as a message says it.
const verifying = "verify"

// Invoke has EntryGuard verify.
func (a *verify) Invoke(ctx context.Context, req action.InvokeRequest, resp *action.InvokeResponse) {
	var m verifyModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &m)...)
	if resp.Diagnostics.HasError() {
		return
	}
	obj := m.object()
	if obj.ID == "" {
		resp.Diagnostics.AddError("Nothing is named", fmt.Sprintf("Set %s or %s. Nothing was verified.", resourceID, credentialID))
		return
	}
	say := attributes.Progressing(ctx, resp)
	ctx, cancel := attributes.WithTimeout(ctx, m.Timeouts.Invoke, a.Limit, &resp.Diagnostics)
	defer cancel()
	run, ok := a.connect(ctx, verifying, obj, say, &resp.Diagnostics)
	switch {
	case !ok:
	case obj.Type == entryguard.CredentialType:
		run.credential(ctx, obj)
	default:
		run.resource(ctx, obj)
	}
}

// errUnreachable says that a verification ended badly and nobody said why.
var errUnreachable = errors.New("EntryGuard cannot reach the resource with its credential, and gave no reason; see the resource and its health events in EntryGuard")

// resource verifies one resource that was named.
func (i invocation) resource(ctx context.Context, obj deletion.Object) {
	before, err := connection.Ask(ctx, i.data, func(ctx context.Context) (entryguard.Resource, error) { return i.client.Resource(ctx, obj.ID) })
	if err != nil {
		i.fail(destroy.ActionFailure{Doing: "read", What: obj.String(), Left: "Nothing was verified.", Err: err})
		return
	}
	obj.Name = before.Name
	i.known(ctx, obj, before)
}

// known verifies a resource that was read before, and reports whether it is reached.
func (i invocation) known(ctx context.Context, obj deletion.Object, before entryguard.Resource) bool {
	i.say("EntryGuard is asked to verify %s.", obj)
	live, err := connection.Ask(ctx, i.data, func(ctx context.Context) (entryguard.Resource, error) { return i.client.VerifyResource(ctx, obj.ID) })
	if err == nil {
		live, err = i.result(ctx, obj, before, live)
	}
	if err == nil && !live.IsActive {
		err = &deletion.Failure{Reason: deletion.Invalid, Err: errUnreachable}
	}
	if err != nil {
		i.fail(destroy.ActionFailure{Doing: verifying, What: obj.String(), Left: leftAfter(err), Err: err})
		return false
	}
	if !newer(live, before) {
		i.say("EntryGuard says that it reaches %s, and shows no newer result than that of %s.", obj, before.LastVerifiedAt)
		return true
	}
	i.say("Verified: EntryGuard reaches %s.", obj)
	return true
}

// repeatedVerification is how long the result for a resource is waited for that is
// active already. Usually it is in the answer.
const repeatedVerification = 15 * time.Second

// result waits for the result of a verification, which may come after the answer:
// until then a resource shows the one before. It is waited for and not insisted on.
func (i invocation) result(ctx context.Context, obj deletion.Object, before, answered entryguard.Resource) (entryguard.Resource, error) {
	limit := connection.FirstVerification
	if before.IsActive {
		limit = repeatedVerification
	}
	look := func(ctx context.Context) (entryguard.Resource, error) { return i.client.Resource(ctx, obj.ID) }
	return connection.AwaitAtMost(ctx, i.data, limit, obj, answered, look, func(r entryguard.Resource) bool { return newer(r, before) })
}

// newer reports whether a resource shows another result than before. EntryGuard
// writes whole seconds, so two results may bear the same time.
func newer(now, before entryguard.Resource) bool {
	return now.IsActive != before.IsActive || now.LastVerifiedAt != before.LastVerifiedAt
}

// leftAfter says what is so when a verification was not seen to end well.
func leftAfter(err error) string {
	if errors.Is(err, context.Canceled) || errors.Is(err, deletion.ErrDeadline) {
		return "EntryGuard may still be verifying it; is_active will show the result."
	}
	return ""
}

// credential verifies what uses a credential, and reports what EntryGuard says of
// the credential then.
func (i invocation) credential(ctx context.Context, obj deletion.Object) {
	read := func(ctx context.Context) (entryguard.Credential, error) { return i.client.Credential(ctx, obj.ID) }
	live, err := connection.Ask(ctx, i.data, read)
	var resources []entryguard.Resource
	if err == nil {
		obj.Name = live.Name
		resources, err = connection.Ask(ctx, i.data, i.client.Resources)
	}
	if err != nil {
		i.fail(destroy.ActionFailure{Doing: "read", What: obj.String(), Left: "Nothing was verified.", Err: err})
		return
	}
	used, reached := 0, 0
	for _, r := range resources {
		if !strings.EqualFold(r.CredentialID, obj.ID) {
			continue
		}
		one := deletion.Object{Type: entryguard.ResourceType, ID: r.ID, Name: r.Name}
		if !r.IsActive && r.LastVerifiedAt != "" {
			i.say("%s is left alone: it is inactive, and verifying would make it active.", one)
			continue
		}
		used++
		switch {
		case i.known(ctx, one, r):
			reached++
		case ctx.Err() != nil:
			return
		}
	}
	if used == 0 {
		i.say("No resource was verified with %s: EntryGuard verifies a credential by what uses it.", obj)
	}
	if live, err = connection.Ask(ctx, i.data, read); err != nil {
		i.fail(destroy.ActionFailure{Doing: "read", What: obj.String(), Left: fmt.Sprintf("%d of %s verified.", reached, destroy.Plural(used, "resource")), Err: err})
		return
	}
	i.judge(obj, live)
}

// judge says what EntryGuard says of a credential.
func (i invocation) judge(obj deletion.Object, live entryguard.Credential) {
	switch {
	case live.IsValid == nil:
		i.say("EntryGuard does not say yet whether %s is valid.", obj)
	case *live.IsValid:
		i.say("EntryGuard says that %s is valid.", obj)
	default:
		why := errors.New("EntryGuard gave no reason")
		if live.VerificationError != nil && *live.VerificationError != "" {
			why = errors.New(*live.VerificationError)
		}
		i.fail(destroy.ActionFailure{Doing: verifying, What: obj.String(), Err: &deletion.Failure{Reason: deletion.Invalid, Err: why}})
	}
}
