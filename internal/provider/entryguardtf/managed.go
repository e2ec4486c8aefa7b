package entryguardtf

import (
	"context"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/entryguard"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/attributes"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/destroy"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/entryguardtf/connection"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/entryguardtf/creation"
)

// The limits of EntryGuard objects that set none. Reading is one request; the
// rest may have to wait until EntryGuard throttles no longer, a deletion for
// more.
const defaultTimeout = 20 * time.Minute

var defaultTimeouts = attributes.DefaultTimeouts{Create: "20 minutes", Read: "5 minutes", Update: "20 minutes", Delete: "20 minutes"}

// An objectKind describes one type of EntryGuard objects. What it says is
// all that the types differ in; managedResource does the rest for each of
// them. Model is a pointer to the type's model, Live what EntryGuard answers
// about an object. Fields that a type does not need are nil.
type objectKind[Model modelOf[Live], Live any] struct {
	name       string // of the Terraform type, behind "steward_entryguard_"
	objectType string // as in deletion.Object.Type
	noun       string // what an attribute's description calls the object
	// keys are the attributes that identify the object within its organization;
	// their values, joined by a slash, are its ID. Nil: the ID alone.
	keys []string

	blank      func() Model
	schema     func() schema.Schema // the type's own attributes; managedResource adds what all types have
	validators []resource.ConfigValidator
	validate   func(config Model) diag.Diagnostics

	// settle corrects what Terraform's comparison of plan and state gets wrong, in
	// the model and in the plan.
	settle func(ctx context.Context, plan, state Model, to *tfsdk.Plan) diag.Diagnostics
	// replaces returns the attributes whose planned change needs a new object.
	replaces func(config, plan, state Model) path.Paths

	create func(ctx context.Context, client *entryguard.Client, config, plan Model) (creation.Steps[Live], diag.Diagnostics)
	// finish brings a new object into the state that the plan asks for. The
	// object is in state by then: an error leaves it there, tainted. It returns
	// the object as it was last seen, also beside an error.
	finish func(ctx context.Context, p *connection.ProviderData, client *entryguard.Client, plan Model, created Live) (Live, diag.Diagnostics)
	read   func(ctx context.Context, client *entryguard.Client, state Model) (Live, error)
	// update returns the request that makes the planned change, nil where it is
	// of nothing that EntryGuard keeps.
	update func(plan, state Model) func(context.Context, *entryguard.Client) (Live, error)
	// warn says what people should know of a planned change before they apply it;
	// state is blank for a new object.
	warn func(client *entryguard.Client, plan, state Model) diag.Diagnostics
	// taken looks at what an update was answered.
	taken func(plan, state Model, live Live) diag.Diagnostics

	// backend deletes the object. It is nil for what cannot be deleted and is
	// only forgotten; forgets says then what that means.
	backend func(*entryguard.Client) deletion.Backend
	forgets string
	// inUse says what deleting does about what uses the object; nil: it refuses.
	inUse func(state Model) deletion.OnInUse
	// secrets are the values of a configuration, or what state holds of them, that
	// EntryGuard's words must not show; nil: there are none.
	secrets func(Model) []string
	// look says what a destruction would meet; nil: there is nothing to look at.
	look func(Model, *connection.ProviderData) destroy.Check
}

// A modelOf is an object of EntryGuard as Terraform has it: a
// pointer to a struct that embeds deletableModel or commonModel.
type modelOf[Live any] interface {
	common() *commonModel
	deletable() *deletableModel // nil for what cannot be deleted
	// object names the object for the engine and for people. Before it has an
	// ID something else must stand in for it.
	object() deletion.Object
	// imported reports whether the model holds nothing but what an import gives.
	imported() bool
	// fill completes a planned model with what EntryGuard answered. What is
	// known already stays: Terraform must get what it planned, and what differs
	// shows as drift at the next refresh.
	fill(Live)
	// fromAPI takes over everything that EntryGuard says, so that drift shows.
	fromAPI(Live)
}

// commonModel is what every model has.
type commonModel struct {
	ID             types.String   `tfsdk:"id"`
	OrganizationID types.String   `tfsdk:"organization_id"`
	Timeouts       timeouts.Value `tfsdk:"timeouts"`

	// hide masks secrets in EntryGuard's words; nil masks none.
	hide func(string) string
}

// hidden returns EntryGuard's words without secrets.
func (c *commonModel) hidden(words *string) *string {
	if words == nil || c.hide == nil {
		return words
	}
	return new(c.hide(*words))
}

func (c *commonModel) common() *commonModel { return c }

func (c *commonModel) deletable() *deletableModel { return nil }

// deletableModel is what every model of an object has that can be deleted.
type deletableModel struct {
	commonModel
	DeletionPolicy   types.String `tfsdk:"deletion_policy"`
	DeletionBlockers types.List   `tfsdk:"deletion_blockers"`
}

func (d *deletableModel) deletable() *deletableModel { return d }

// named returns the object that the model is about. Before it has an ID its
// name stands in for it, as far as that is known.
func (c *commonModel) named(objectType, name string) deletion.Object {
	obj := deletion.Object{
		Type: objectType,
		ID:   c.ID.ValueString(),
		Name: name,
		Home: deletion.Home{Organization: c.OrganizationID.ValueString()},
	}
	for _, standIn := range []string{name, "(not known yet)"} {
		if obj.ID == "" {
			obj.ID = standIn
		}
	}
	return obj
}

// managedResource is the Terraform resource of every kind.
type managedResource[Model modelOf[Live], Live any] struct {
	kind objectKind[Model, Live]
	data *connection.ProviderData
}

// everyResource is what the framework can ask of a managedResource.
type everyResource interface {
	resource.ResourceWithConfigure
	resource.ResourceWithConfigValidators
	resource.ResourceWithValidateConfig
	resource.ResourceWithModifyPlan
	resource.ResourceWithImportState
	resource.ResourceWithIdentity
}

// manage returns the resource of a kind.
func manage[Model modelOf[Live], Live any](kind objectKind[Model, Live]) everyResource {
	return &managedResource[Model, Live]{kind: kind}
}

// Metadata names the resource.
func (r *managedResource[Model, Live]) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_entryguard_" + r.kind.name
}

// Configure takes what the provider hands to every resource.
func (r *managedResource[Model, Live]) Configure(_ context.Context, req resource.ConfigureRequest, resp *resource.ConfigureResponse) {
	if req.ProviderData == nil {
		return // Terraform validates, and does not configure the provider then
	}
	data, ok := connection.Configured(req.ProviderData)
	if !ok {
		resp.Diagnostics.AddError("Wrong provider data", "The provider passed something else than its own data to a resource. This is a fault of the provider.")
	}
	r.data = data
}

// settings are the provider's settings for destroying; nil before the provider
// is configured.
func (r *managedResource[Model, Live]) settings() *destroy.Settings {
	if r.data == nil {
		return nil
	}
	return r.data.Settings
}

// Schema describes the resource.
func (r *managedResource[Model, Live]) Schema(ctx context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = r.kind.schema()
	noun := r.kind.noun
	id := "UUID of the " + noun + "."
	if r.kind.keys != nil {
		id = "The two UUIDs of the " + noun + ", joined by a slash."
	}
	resp.Schema.Attributes["id"] = computedText(id)
	resp.Schema.Attributes[organizationAttribute] = computedText("UUID of the organization that owns the object. If the object is not found while the provider is logged in to another organization, " +
		"that is an error, and the object stays in state.")
	timeouts := defaultTimeouts
	if r.kind.backend == nil {
		timeouts.Delete = ""
	}
	resp.Schema.Blocks = map[string]schema.Block{attributes.TimeoutsName: attributes.TimeoutsBlock(ctx, timeouts)}
	if r.kind.backend == nil {
		return
	}
	resp.Schema.Attributes[destroy.PolicyAttributeName] = destroy.DeletionPolicyAttribute()
	resp.Schema.Attributes[destroy.BlockersAttributeName] = destroy.DeletionBlockersAttribute()
}

// ConfigValidators compare attributes with each other.
func (r *managedResource[Model, Live]) ConfigValidators(context.Context) []resource.ConfigValidator {
	return r.kind.validators
}

// ValidateConfig finds what is wrong before anything is asked.
func (r *managedResource[Model, Live]) ValidateConfig(ctx context.Context, req resource.ValidateConfigRequest, resp *resource.ValidateConfigResponse) {
	resp.Diagnostics.Append(unshowable(ctx, req.Config)...)
	if r.kind.validate == nil || resp.Diagnostics.HasError() {
		return
	}
	config := r.kind.blank()
	resp.Diagnostics.Append(req.Config.Get(ctx, config)...)
	if !resp.Diagnostics.HasError() {
		resp.Diagnostics.Append(r.kind.validate(config)...)
	}
}
