package entryguardtf

import (
	"context"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-validators/setvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/entryguard"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/attributes"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/destroy"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/entryguardtf/connection"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/entryguardtf/creation"
	"github.com/steward-iac/terraform-provider-steward/internal/spelling"
)

// A liveAPIKey is a key as EntryGuard answers it: with its text where it was
// created just now, without it ever after.
type liveAPIKey struct {
	entryguard.APIKey
	text string
}

// NewAPIKey returns steward_entryguard_api_key. EntryGuard has no
// update of a key and shows its text only once; deleting revokes it.
func NewAPIKey() resource.Resource {
	return manage(objectKind[*apiKeyModel, liveAPIKey]{
		name:       "api_key",
		objectType: entryguard.APIKeyType,
		noun:       "API key",
		blank:      func() *apiKeyModel { return new(apiKeyModel) },
		schema:     apiKeySchema,
		validate:   warnOfScopes,
		settle: func(ctx context.Context, plan, state *apiKeyModel, to *tfsdk.Plan) diag.Diagnostics {
			return settleText(ctx, to, "expires_at", &plan.ExpiresAt, state.ExpiresAt, sameMoment)
		},
		replaces: func(_, plan, state *apiKeyModel) path.Paths {
			return changedPaths(
				planned{"name", plan.Name, state.Name},
				planned{"description", plan.Description, state.Description},
				planned{"scopes", plan.Scopes, state.Scopes},
				planned{"expires_at", plan.ExpiresAt, state.ExpiresAt},
			)
		},
		create: createAPIKey,
		finish: requireKeyText,
		read: func(ctx context.Context, client *entryguard.Client, state *apiKeyModel) (liveAPIKey, error) {
			key, err := client.Shared().APIKey(ctx, state.ID.ValueString())
			return liveAPIKey{APIKey: key}, err
		},
		backend: func(client *entryguard.Client) deletion.Backend { return client.APIKeyBackend() },
		secrets: func(m *apiKeyModel) []string { return []string{m.PlainTextKey.ValueString()} },
	})
}

// An apiKeyModel is a steward_entryguard_api_key in Terraform.
type apiKeyModel struct {
	deletableModel
	Name         types.String `tfsdk:"name"`
	Description  types.String `tfsdk:"description"`
	Scopes       types.Set    `tfsdk:"scopes"`
	ExpiresAt    types.String `tfsdk:"expires_at"`
	KeyPrefix    types.String `tfsdk:"key_prefix"`
	PlainTextKey types.String `tfsdk:"plain_text_key"`
	CreatedAt    types.String `tfsdk:"created_at"`
}

func apiKeySchema() schema.Schema {
	return schema.Schema{
		MarkdownDescription: "An API key of EntryGuard. EntryGuard cannot change a key, so a change replaces it, and shows its text only in the answer to the creation. " +
			"Destroying it revokes it, at once and for good; a key that was revoked elsewhere counts as gone.",
		Attributes: map[string]schema.Attribute{
			"name": schema.StringAttribute{
				Required:            true,
				MarkdownDescription: "Name of the key. " + replacesText,
				Validators:          []validator.String{stringvalidator.LengthBetween(1, 255)},
			},
			"description": optionalText("What the key is for. " + replacesText),
			"scopes": schema.SetAttribute{
				Required: true, ElementType: types.StringType,
				MarkdownDescription: "What the key opens: `sessions:read`, `sessions:write`, `resources:read`, `audit:read`, `agent:connect`, or another scope that EntryGuard knows. " + replacesText,
				Validators:          []validator.Set{setvalidator.SizeAtLeast(1), setvalidator.ValueStringsAre(stringvalidator.LengthAtLeast(1))},
			},
			"expires_at": schema.StringAttribute{
				Optional:            true,
				MarkdownDescription: "When the key expires (RFC 3339), such as `2027-01-01T00:00:00Z`. Default: never. A key that has expired stays in EntryGuard and in state. " + replacesText,
				Validators:          []validator.String{attributes.Timestamp()},
			},
			"key_prefix": computedText("The first characters of the key, to recognize it by."),
			"plain_text_key": schema.StringAttribute{
				Computed: true, Sensitive: true,
				MarkdownDescription: "The key itself. EntryGuard shows it only when the key is created. It is kept in state; null after an import.",
				PlanModifiers:       []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
			},
			"created_at": computedText("When the key was created (RFC 3339)."),
		},
	}
}

// What EntryGuard's documentation names a scope of, and what for.
var (
	scopeObjects = []string{"sessions", "resources", "audit", "agent"}
	scopeActions = []string{"read", "write", "connect"}
)

// warnOfScopes says that a scope looks like a misspelt one: a key that opens
// nothing is made all the same.
func warnOfScopes(config *apiKeyModel) diag.Diagnostics {
	var diags diag.Diagnostics
	for _, value := range config.Scopes.Elements() {
		scope, _ := value.(types.String)
		object, action, _ := strings.Cut(scope.ValueString(), ":")
		object, known := spelling.Closest(object, scopeObjects)
		if action, does := spelling.Closest(action, scopeActions); known && does {
			diags.Append(warnOfMisspelling("scopes", scope, []string{object + ":" + action})...)
		}
	}
	return diags
}

func createAPIKey(ctx context.Context, client *entryguard.Client, _, plan *apiKeyModel) (creation.Steps[liveAPIKey], diag.Diagnostics) {
	in := entryguard.APIKeyInput{
		Name: plan.Name.ValueString(), Description: plan.Description.ValueStringPointer(), ExpiresAt: plan.ExpiresAt.ValueStringPointer(),
	}
	diags := plan.Scopes.ElementsAs(ctx, &in.Scopes, false)
	return creation.Steps[liveAPIKey]{
		Create: func(ctx context.Context) (liveAPIKey, error) {
			made, err := client.CreateAPIKey(ctx, in)
			return liveAPIKey{text: made.PlainTextKey, APIKey: entryguard.APIKey{
				ID: made.ID, Name: made.Name, Description: made.Description, KeyPrefix: made.KeyPrefix,
				Scopes: made.Scopes, ExpiresAt: made.ExpiresAt, CreatedAt: made.CreatedAt,
			}}, err
		},
		List: func(ctx context.Context) ([]liveAPIKey, error) {
			var live []liveAPIKey
			keys, err := client.APIKeys(ctx)
			for _, key := range keys {
				if !key.IsRevoked {
					live = append(live, liveAPIKey{APIKey: key})
				}
			}
			return live, err
		},
		ID:   func(k liveAPIKey) string { return k.ID },
		Same: func(k liveAPIKey) bool { return k.Name == in.Name && plan.Scopes.Equal(textSet(k.Scopes)) },
	}, diags
}

// requireKeyText refuses a key whose text is not known: the answer to its
// creation was lost, and nobody can ask again.
func requireKeyText(
	_ context.Context, _ *connection.ProviderData, _ *entryguard.Client, plan *apiKeyModel, created liveAPIKey,
) (liveAPIKey, diag.Diagnostics) {
	var diags diag.Diagnostics
	if created.text == "" {
		obj := plan.object()
		obj.ID = created.ID
		diags.AddError(obj.String()+" was created, but its text is lost",
			destroy.Sections("EntryGuard shows the text of a key only once, in the answer that was lost. The key is valid and nobody knows its text. It stays in state, marked as tainted.",
				destroy.Remedies([]string{"run \"terraform apply\" again: it revokes this key and creates another one"})))
	}
	return created, diags
}

func (m *apiKeyModel) object() deletion.Object {
	return m.named(entryguard.APIKeyType, m.Name.ValueString())
}

func (m *apiKeyModel) imported() bool { return m.Name.IsNull() }

func (m *apiKeyModel) fill(k liveAPIKey) {
	m.ID = attributes.OrElse(m.ID, k.ID)
	m.KeyPrefix = attributes.OrElse(m.KeyPrefix, k.KeyPrefix)
	m.PlainTextKey = attributes.OrElse(m.PlainTextKey, k.text)
	m.CreatedAt = attributes.OrElse(m.CreatedAt, string(k.CreatedAt))
}

func (m *apiKeyModel) fromAPI(k liveAPIKey) {
	m.ID = types.StringValue(k.ID)
	m.Name = types.StringValue(k.Name)
	m.Description = types.StringPointerValue(k.Description)
	m.Scopes = textSet(k.Scopes)
	m.ExpiresAt = sameTime(m.ExpiresAt, k.ExpiresAt)
	m.KeyPrefix = attributes.OrNull(k.KeyPrefix)
	m.PlainTextKey = attributes.OrElse(m.PlainTextKey, k.text)
	m.CreatedAt = attributes.OrNull(string(k.CreatedAt))
}

// sameTime returns what EntryGuard answered, in the form that is known already
// where that names the same moment.
func sameTime(known types.String, answered entryguard.Timestamp) types.String {
	if sameMoment(known.ValueString(), string(answered)) {
		return known
	}
	return attributes.OrNull(string(answered))
}

// sameMoment reports whether two timestamps name the same moment.
func sameMoment(a, b string) bool {
	x, y := entryguard.Timestamp(a).Time(), entryguard.Timestamp(b).Time()
	return !x.IsZero() && x.Equal(y)
}
