package cloudcontroltf

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/steward-iac/terraform-provider-steward/internal/cfschema"
	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol"
	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/jsonvalue"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/frame"
)

// ModifyPlan checks the properties against the type's schema, keeps the prior
// form of what means the same, decides what needs a replacement and plans the
// computed values.
func (r *CloudControlResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	if req.Plan.Raw.IsNull() {
		r.planDestruction(ctx, req, resp)
		return
	}
	p, ok := r.planning(ctx, req, resp)
	if !ok {
		return
	}
	p.planRegion()
	p.describe(ctx)
	if resp.Diagnostics.HasError() {
		return
	}
	p.validate()
	p.warnDeprecated()
	p.keepPriorForm()
	p.planReplacement(ctx)
	p.checkRole(ctx)
	p.warnConditional(ctx)
	p.planTags(ctx)
	p.planDropped(ctx)
	p.planComputed()
	p.refuseWhileDeleting(ctx)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(frame.WriteModel(ctx, &resp.Plan, &p.plan)...)
	frame.PlanPolicy(ctx, r.Data, req, resp, nameable(p.object()), p.prior.look(r.Data, req.Private))
}

func (r *CloudControlResource) planDestruction(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	var state CloudControlModel
	resp.Diagnostics.Append(frame.ReadModel(ctx, req.State, &state)...)
	if !resp.Diagnostics.HasError() {
		frame.PlanDestroy(ctx, r.Data, req, resp, nameable(state.object()), state.look(r.Data, req.Private))
	}
}

// A cloudControlPlanning is what one ModifyPlan works with.
type cloudControlPlanning struct {
	data      *frame.ProviderData
	client    *cloudcontrol.Client // nil while the provider's configuration is not known
	plan      CloudControlModel
	prior     *CloudControlModel // nil while a new object is planned
	sensitive any
	record    sensitiveRecord // what earlier runs set there
	drops     bool            // the update removes some of it
	imported  bool
	tags      objectTags // default tags that the object has
	// schema is never nil; it says nothing where described is false.
	schema    *cfschema.Schema
	described bool
	resp      *resource.ModifyPlanResponse
}

func (r *CloudControlResource) planning(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) (*cloudControlPlanning, bool) {
	p := &cloudControlPlanning{data: r.Data, resp: resp, schema: new(cfschema.Schema)}
	diags := &resp.Diagnostics
	diags.Append(frame.ReadModel(ctx, req.Plan, &p.plan)...)
	diags.Append(req.Config.GetAttribute(ctx, path.Root(RegionAttribute), &p.plan.Region)...)
	p.sensitive = sensitiveModel(ctx, req.Config, diags)
	if !req.State.Raw.IsNull() {
		p.prior = new(CloudControlModel)
		diags.Append(frame.ReadModel(ctx, req.State, p.prior)...)
		p.imported = wasImported(ctx, req.Private, diags)
		p.tags = rememberedTags(ctx, req.Private, diags)
		p.record = readSensitive(ctx, req.Private, diags)
	}
	if diags.HasError() || r.Data == nil {
		return nil, false
	}
	if r.Data.CloudControlConfigurable() {
		client, ok := r.client(ctx, diags)
		if !ok {
			return nil, false
		}
		p.client = client
	}
	return p, true
}

// object is the object that exists, or the one that is to be made.
func (p *cloudControlPlanning) object() deletion.Object {
	if p.prior != nil {
		return p.prior.object()
	}
	return deletion.Object{Type: p.plan.TypeName.ValueString()}
}

// planRegion resolves the region: the configured one, else the one where the
// object is, else the provider's.
func (p *cloudControlPlanning) planRegion() {
	switch {
	case !p.plan.Region.IsNull():
	case p.prior != nil && !p.prior.Region.IsNull():
		p.plan.Region = p.prior.Region
	case p.client != nil && p.client.Region() != "":
		p.plan.Region = types.StringValue(p.client.Region())
	default:
		p.plan.Region = types.StringUnknown()
	}
}

// describe fetches the type's schema. A type that Cloud Control cannot handle
// is an error; a schema that cannot be had is a warning, since the API checks
// everything again.
func (p *cloudControlPlanning) describe(ctx context.Context) {
	switch {
	case p.plan.TypeName.IsUnknown():
		return
	case p.plan.TypeVersionID.IsUnknown():
		p.uncheckable("type_version_id is not known yet")
		return
	case p.client == nil:
		p.uncheckable("the provider's aws configuration is not known yet")
		return
	}
	schema, err := p.client.Type(ctx, p.plan.target())
	switch deletion.ReasonOf(err) {
	case deletion.Unsupported, deletion.NotFound, deletion.Invalid:
		failure := deletion.AsFailure(err)
		p.resp.Diagnostics.AddAttributeError(path.Root(TypeNameAttribute), "Cloud Control cannot handle "+p.plan.TypeName.ValueString(),
			frame.Sections(frame.Explanation{}.Said(failure), frame.Remedies([]string{
				"check how the type's name is written: its three parts differ by case",
				"a type may be missing in a region; a private or a third-party type must be registered or activated there, in this account, first",
			}), frame.LastLine(deletion.Result{}, failure)))
	case deletion.Unauthenticated:
		frame.AddFailure(&p.resp.Diagnostics, "describe", deletion.Object{Type: "resource type", ID: p.plan.TypeName.ValueString()}, err)
	default:
		if err != nil {
			p.uncheckable(frame.Explanation{}.FailureText(deletion.AsFailure(err)))
			return
		}
		p.schema, p.described = schema, true
		p.checkHandlers()
	}
}

// uncheckable warns that the plan is made without the type's schema.
func (p *cloudControlPlanning) uncheckable(why string) {
	p.resp.Diagnostics.AddAttributeWarning(path.Root(TypeNameAttribute), nameable(p.object()).String()+": the plan could not be checked",
		frame.Sections("The schema of the type (cloudformation:DescribeType) could not be had. So the properties are not checked, whether a change needs a replacement is not known, and values are compared as plain JSON. "+
			"The API decides when the plan is applied. Deleting does not depend on the schema.", why))
}

// checkHandlers refuses to make an object of a type that cannot be created or
// deleted again.
func (p *cloudControlPlanning) checkHandlers() {
	var missing string
	switch {
	case p.prior != nil:
		return // what exists must stay manageable as far as it is
	case p.schema.ProvisioningType == cfschema.NonProvisionable:
		missing = "Its provisioning type is NON_PROVISIONABLE."
	case p.schema.Create == nil:
		missing = "It has no create handler."
	case p.schema.Delete == nil:
		missing = "It has no delete handler, so what is made could never be destroyed."
	default:
		return
	}
	name := p.plan.TypeName.ValueString()
	p.resp.Diagnostics.AddAttributeError(path.Root(TypeNameAttribute), "Cloud Control cannot handle "+name,
		missing+" Use a resource type that supports it, or another provider's resource for this service.")
}

// validate reports what is certainly wrong with the properties.
func (p *cloudControlPlanning) validate() {
	desired := merged(frame.ModelWithNulls(p.plan.Properties), p.sensitive)
	if !p.described || desired == jsonvalue.Unknown {
		return
	}
	hidden := secretsOf(frame.ModelWithNulls(p.plan.Properties), p.sensitive, p.schema)
	for _, problem := range p.schema.Validate(desired) {
		at := p.attributeOf(problem.Path)
		p.resp.Diagnostics.AddAttributeError(at, hidden.hide(problem.Summary), frame.Sections(hidden.hide(problem.Detail), whereText(at)))
	}
}

// whereText says where in the block something is written: Terraform shows the
// line where the whole attribute begins.
func whereText(at path.Path) string { return "Where: " + at.String() }

// attributeOf returns the path of the attribute that a property was written
// in.
func (p *cloudControlPlanning) attributeOf(property jsonvalue.Path) path.Path {
	at := path.Root(PropertiesAttribute)
	if len(property) > 0 && !hasMember(frame.ModelWithNulls(p.plan.Properties), property[0]) && hasMember(p.sensitive, property[0]) {
		at = path.Root(sensitivePropertiesName)
	}
	return attributePath(at, property)
}

func hasMember(model any, name string) bool {
	members, ok := model.(map[string]any)
	if !ok {
		return false
	}
	_, there := members[name]
	return there
}

// keepPriorForm plans the prior value where the configuration means the same,
// or, after an import, names only things that are so already.
func (p *cloudControlPlanning) keepPriorForm() {
	if p.prior == nil {
		return
	}
	configured, prior := frame.ModelWithNulls(p.plan.Properties), frame.ModelWithNulls(p.prior.Properties)
	if p.schema.Equal(nil, configured, prior) || p.imported && p.schema.Contains(p.schema.WithCreateOnly(prior, configured), configured) {
		p.plan.Properties = p.prior.Properties
	}
}

// planComputed plans what the API decides: all of it anew for a new object,
// for one that is changed only what a change may touch, and otherwise nothing.
func (p *cloudControlPlanning) planComputed() {
	if p.prior == nil || len(p.resp.RequiresReplace) > 0 {
		p.plan.Identifier, p.plan.AccountID = types.StringUnknown(), types.StringUnknown()
		p.plan.ComputedProperties = types.DynamicUnknown()
		p.plan.PendingOperation = frame.NoPendingOperation()
		return
	}
	p.plan.Identifier, p.plan.AccountID = p.prior.Identifier, p.prior.AccountID
	p.plan.ComputedProperties, p.plan.PendingOperation = p.prior.ComputedProperties, p.prior.PendingOperation
	if !p.asks() {
		return
	}
	if p.prior.Identifier.ValueString() == "" {
		p.plan.Identifier = types.StringUnknown()
	}
	p.plan.ComputedProperties = p.plannedComputed()
	p.plan.PendingOperation = frame.NoPendingOperation()
	if p.drops {
		// Something must differ, or Terraform would not call Update.
		p.plan.PendingOperation = types.ObjectUnknown(frame.PendingOperationTypes)
	}
	p.plan.DeletionBlockers = p.data.PlannedBlockers()
}

// asks reports whether the plan asks the API for a change.
func (p *cloudControlPlanning) asks() bool { return p.drops || mayAsk(&p.plan, p.prior) }

// refuseWhileDeleting refuses to update an object that is being deleted.
func (p *cloudControlPlanning) refuseWhileDeleting(ctx context.Context) {
	if p.prior == nil || len(p.resp.RequiresReplace) > 0 || !p.asks() {
		return
	}
	op := p.prior.pending(ctx, &p.resp.Diagnostics)
	if op == nil || op.Kind != deletion.KindDelete {
		return
	}
	p.resp.Diagnostics.Append(diag.NewAttributeErrorDiagnostic(propertiesPath, p.object().String()+" is being deleted and cannot be changed",
		frame.Sections("An earlier run asked for its deletion and did not see the end. Operation: "+op.Token+".",
			frame.Remedies([]string{
				"to have it deleted, destroy it: with \"terraform destroy -refresh=false\", or with the configuration as it was",
				"to have it created anew, wait until the deletion has ended, then plan again",
			}))))
}
