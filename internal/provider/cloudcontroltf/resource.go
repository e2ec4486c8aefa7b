package cloudcontroltf

import (
	"context"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/attributes"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/cloudcontroltf/blockers"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/cloudcontroltf/connection"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/destroy"
)

var (
	_ resource.Resource                = &managedResource{}
	_ resource.ResourceWithConfigure   = &managedResource{}
	_ resource.ResourceWithModifyPlan  = &managedResource{}
	_ resource.ResourceWithImportState = &managedResource{}
	_ resource.ResourceWithIdentity    = &managedResource{}
	_ resource.ResourceWithMoveState   = &managedResource{}
)

// Attribute names that code refers to. The model's tags repeat them.
const (
	typeNameAttribute           = "type_name"
	propertiesAttribute         = "properties"
	sensitivePropertiesName     = "sensitive_properties"
	sensitiveVersionAttribute   = "sensitive_properties_version"
	roleARNAttribute            = "role_arn"
	typeVersionIDAttribute      = "type_version_id"
	regionAttribute             = "region"
	idAttribute                 = "id"
	identifierAttribute         = "identifier"
	computedPropertiesAttribute = "computed_properties"
	accountIDAttribute          = "account_id"
	tagsAllAttribute            = "tags_all"
	validationAttribute         = "schema_validation_enabled"
)

// minimumTimeout is the least that a create, update or delete gets.
const minimumTimeout = 20 * time.Minute

// managedResource manages one object of any type that AWS Cloud Control
// supports.
type managedResource struct {
	Data  *connection.ProviderData
	found *cloudcontrol.Description // of an object that was read just now
}

// NewResource returns the resource steward_cloudcontrol_resource.
func NewResource() resource.Resource { return &managedResource{} }

// NewFound returns the resource for the import of one object that was read just
// now: it does not read it again.
func NewFound(p *connection.ProviderData, found cloudcontrol.Description) resource.Resource {
	return &managedResource{Data: p, found: &found}
}

// Metadata names the resource.
func (r *managedResource) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_cloudcontrol_resource"
}

// Configure takes what the provider hands to every resource.
func (r *managedResource) Configure(_ context.Context, req resource.ConfigureRequest, resp *resource.ConfigureResponse) {
	if req.ProviderData == nil {
		return // Terraform validates, and does not configure the provider then
	}
	data, ok := connection.Configured(req.ProviderData)
	if !ok {
		resp.Diagnostics.AddError("Wrong provider data", "The provider passed something else than its own data to a resource. This is a fault of the provider.")
	}
	r.Data = data
}

// Schema describes the resource.
func (r *managedResource) Schema(ctx context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "An AWS resource of any type that Cloud Control supports, written as HCL.",
		Attributes: map[string]schema.Attribute{
			typeNameAttribute: schema.StringAttribute{
				Required: true,
				MarkdownDescription: "The type, e.g. `AWS::Logs::LogGroup`, one of those that [Cloud Control supports](https://docs.aws.amazon.com/cloudcontrolapi/latest/userguide/supported-resources.html). " +
					"A change replaces the object.",
				Validators: []validator.String{connection.TypeName()},
			},
			propertiesAttribute: schema.DynamicAttribute{
				Required: true,
				MarkdownDescription: "The desired properties, an object with the names of the type's schema. They are checked while planning. Only what is set here is managed: " +
					"drift of other properties is not shown, and a property is removed from the object when it was set here and no longer is. " +
					"What is set here is stored in state and plan, also a value that is marked as sensitive, and Terraform itself writes it into its own log with `TF_LOG=DEBUG`: " +
					"put secrets into `sensitive_properties`.",
				Validators: []validator.Dynamic{Properties{}},
			},
			sensitivePropertiesName: schema.DynamicAttribute{
				Optional:  true,
				WriteOnly: true,
				MarkdownDescription: "More desired properties, merged over `properties`. They are never stored in state or plan. They are sent when the object is created; " +
					"those that the type's schema calls write-only and those that are new go with every update, the others when `" + sensitiveVersionAttribute + "` changes. " +
					"What is no longer set here is removed from the object with the next update, and the value at that path is never shown again, unless `properties` sets it. " +
					"An import cannot know what is sensitive: it stores what the API returns. Needs Terraform 1.11.",
				Validators: []validator.Dynamic{Properties{}},
			},
			sensitiveVersionAttribute: schema.Int64Attribute{
				Optional:            true,
				MarkdownDescription: "A number to change whenever `" + sensitivePropertiesName + "` changes: Terraform cannot see that by itself.",
			},
			validationAttribute: schema.BoolAttribute{
				Optional: true,
				MarkdownDescription: "Whether the properties are checked against the type's schema while planning. Default: `true`. " +
					"With `false` they are sent as they are and the API alone decides, for the day on which a published schema is wrong.",
			},
			roleARNAttribute: schema.StringAttribute{
				Optional:            true,
				MarkdownDescription: "The ARN of the IAM role that the type's handlers assume. Without it they use the provider's credentials.",
				Validators:          []validator.String{connection.RoleARN()},
			},
			typeVersionIDAttribute: schema.StringAttribute{
				Optional:            true,
				MarkdownDescription: "The version of a private type. Without it the default version is used.",
				Validators:          []validator.String{connection.TypeVersionID()},
			},
			regionAttribute: schema.StringAttribute{
				Optional: true,
				Computed: true,
				MarkdownDescription: "The region of the object. Default: the provider's region when the object is created. A change replaces the object; " +
					"a change of the provider's region does not move it.",
				Validators: []validator.String{connection.Region()},
			},
			idAttribute: schema.StringAttribute{
				Computed: true,
				MarkdownDescription: "The same as `" + identifierAttribute + "`, under the name that Terraform prints in each line of an apply and a destroy. " +
					"Null if the identifier repeats a value of `" + sensitivePropertiesName + "`.",
			},
			identifierAttribute: schema.StringAttribute{
				Computed:            true,
				MarkdownDescription: "The primary identifier; the parts of a compound one are joined by `|`.",
			},
			computedPropertiesAttribute: schema.DynamicAttribute{
				Computed:            true,
				MarkdownDescription: "The properties that the type's schema calls read-only. Known secrets among them are left out, and so is what repeats a value of `sensitive_properties` of eight characters or more.",
			},
			accountIDAttribute: schema.StringAttribute{
				Computed:            true,
				MarkdownDescription: "The account that owns the object. \"Not found\" is believed only from this account and from `region`.",
			},
			tagsAllAttribute: schema.MapAttribute{
				Computed:    true,
				ElementType: types.StringType,
				MarkdownDescription: "Every tag that is managed on the object, by key: those in `" + propertiesAttribute + "` and the provider's `default_tags`. Empty if there are none. " +
					"Null if they are not known: `" + sensitivePropertiesName + "` sets some, or the schema could not be read.",
			},
			destroy.PendingAttributeName:  destroy.PendingOperationAttribute(),
			blockers.OnProtectionName:     blockers.OnProtectionAttribute(),
			destroy.PolicyAttributeName:   destroy.DeletionPolicyAttribute(),
			destroy.BlockersAttributeName: destroy.DeletionBlockersAttribute(),
		},
		Blocks: map[string]schema.Block{
			destroy.RetryAttribute: blockers.RetryBlock(),
			attributes.TimeoutsName: attributes.TimeoutsBlock(ctx, attributes.DefaultTimeouts{
				Create: handlerTimeoutText, Read: "5 minutes", Update: handlerTimeoutText, Delete: handlerTimeoutText,
			}),
		},
	}
}

// handlerTimeoutText says in words what timeoutOf returns.
const handlerTimeoutText = "20 minutes, or the timeout of the type's handler if that is longer; 2 hours if the schema cannot be read"

// settings are the provider's settings for destroying; nil before the provider
// is configured.
func (r *managedResource) settings() *destroy.Settings {
	if r.Data == nil {
		return nil
	}
	return r.Data.Settings
}

// client returns the Cloud Control client, and whether there is one. say returns
// what is said where there is none; nil says all.
func (r *managedResource) client(ctx context.Context, say saying, diags *diag.Diagnostics) (*cloudcontrol.Client, bool) {
	if r.Data == nil {
		diags.AddError("The provider is not configured", "This is a fault of the provider: it was asked to work before it was configured.")
		return nil, false
	}
	client, more := r.Data.Connect(ctx)
	if say == nil {
		diags.Append(more...)
	} else {
		diags.Append(say(more)...)
	}
	return client, !more.HasError()
}

// A saying makes of diagnostics that are the same for every object what is said
// about one of them.
type saying func(diag.Diagnostics) diag.Diagnostics

// propertiesPath is where everything that a model can say is written.
var propertiesPath = path.Root(propertiesAttribute)
