package entryguardtf

import (
	"context"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/entryguard"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/attributes"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/destroy"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/entryguardtf/blockers"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/entryguardtf/connection"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/entryguardtf/creation"
)

// NewUser returns steward_entryguard_user: a member of the
// organization. Creating one invites them.
func NewUser() resource.Resource {
	return manage(objectKind[*userModel, entryguard.User]{
		name:       "user",
		objectType: entryguard.UserType,
		noun:       "user",
		blank:      func() *userModel { return new(userModel) },
		schema:     userSchema,
		settle: func(ctx context.Context, plan, state *userModel, to *tfsdk.Plan) diag.Diagnostics {
			return settleText(ctx, to, "email", &plan.Email, state.Email, strings.EqualFold)
		},
		replaces: func(_, plan, state *userModel) path.Paths {
			return changedPaths(planned{"email", plan.Email, state.Email})
		},
		create: inviteUser,
		finish: deactivate,
		read: func(ctx context.Context, client *entryguard.Client, state *userModel) (entryguard.User, error) {
			return client.Shared().User(ctx, state.ID.ValueString())
		},
		update:  updateUser,
		backend: func(client *entryguard.Client) deletion.Backend { return client.UserBackend() },
		look: func(state *userModel, p *connection.ProviderData) destroy.Check {
			return blockers.OfUser(p, state.object())
		},
	})
}

func inviteUser(_ context.Context, client *entryguard.Client, _, plan *userModel) (creation.Steps[entryguard.User], diag.Diagnostics) {
	addressed := func(u entryguard.User) bool { return strings.EqualFold(u.Email, plan.Email.ValueString()) }
	return creation.Steps[entryguard.User]{
		Create: func(ctx context.Context) (entryguard.User, error) { return client.InviteUser(ctx, plan.toAPI()) },
		List:   client.Users,
		ID:     func(u entryguard.User) string { return u.ID },
		Same:   addressed,
		Twin:   addressed,
	}, nil
}

// deactivate switches a new user off where the plan says so: an invitation
// cannot.
func deactivate(
	ctx context.Context, p *connection.ProviderData, client *entryguard.Client, plan *userModel, created entryguard.User,
) (entryguard.User, diag.Diagnostics) {
	var diags diag.Diagnostics
	if plan.IsActive.ValueBool() == created.IsActive {
		return created, diags
	}
	obj := plan.object()
	obj.ID = created.ID
	live, err := connection.Ask(ctx, p, func(ctx context.Context) (entryguard.User, error) {
		return client.UpdateUser(ctx, created.ID, entryguard.UserPatch{IsActive: plan.IsActive.ValueBoolPointer()})
	})
	if err != nil {
		destroy.AddFailure(&diags, destroy.DeactivatingNew, obj, err)
		return created, diags
	}
	return live, diags
}

func updateUser(plan, state *userModel) func(context.Context, *entryguard.Client) (entryguard.User, error) {
	patch := entryguard.UserPatch{
		Name:       field(plan.Name, state.Name, plan.Name.ValueStringPointer()),
		IsOrgAdmin: changedBool(plan.IsOrgAdmin, state.IsOrgAdmin),
		IsActive:   changedBool(plan.IsActive, state.IsActive),
	}
	if patch.Name.IsZero() && patch.IsOrgAdmin == nil && patch.IsActive == nil {
		return nil
	}
	return func(ctx context.Context, client *entryguard.Client) (entryguard.User, error) {
		return client.UpdateUser(ctx, state.ID.ValueString(), patch)
	}
}

// A userModel is a steward_entryguard_user in Terraform.
type userModel struct {
	deletableModel
	Email        types.String `tfsdk:"email"`
	Name         types.String `tfsdk:"name"`
	IsOrgAdmin   types.Bool   `tfsdk:"is_org_admin"`
	IsActive     types.Bool   `tfsdk:"is_active"`
	PlatformRole types.String `tfsdk:"platform_role"`
	MFAEnabled   types.Bool   `tfsdk:"mfa_enabled"`
	RoleNames    types.Set    `tfsdk:"role_names"`
	CreatedAt    types.String `tfsdk:"created_at"`
}

func (m *userModel) object() deletion.Object {
	return m.named(entryguard.UserType, m.Email.ValueString())
}

func (m *userModel) imported() bool { return m.Email.IsNull() }

// toAPI returns the body of an invitation. What is not configured is left out.
func (m *userModel) toAPI() entryguard.UserInput {
	in := entryguard.UserInput{Email: m.Email.ValueString(), IsOrgAdmin: m.IsOrgAdmin.ValueBoolPointer()}
	if !m.Name.IsUnknown() {
		in.Name = m.Name.ValueStringPointer()
	}
	return in
}

func (m *userModel) fill(u entryguard.User) {
	m.ID = attributes.OrElse(m.ID, u.ID)
	m.PlatformRole = attributes.OrElse(m.PlatformRole, u.PlatformRole)
	m.CreatedAt = attributes.OrElse(m.CreatedAt, string(u.CreatedAt))
	if m.Name.IsUnknown() {
		m.Name = types.StringPointerValue(u.Name)
	}
	if m.MFAEnabled.IsUnknown() {
		m.MFAEnabled = types.BoolValue(u.MFAEnabled)
	}
	if m.RoleNames.IsUnknown() {
		m.RoleNames = textSet(u.RoleNames)
	}
}

func (m *userModel) fromAPI(u entryguard.User) {
	m.ID = types.StringValue(u.ID)
	if !strings.EqualFold(m.Email.ValueString(), u.Email) {
		m.Email = types.StringValue(u.Email)
	}
	m.Name = types.StringPointerValue(u.Name)
	m.IsOrgAdmin = types.BoolValue(u.IsOrgAdmin)
	m.IsActive = types.BoolValue(u.IsActive)
	m.PlatformRole = attributes.OrNull(u.PlatformRole)
	m.MFAEnabled = types.BoolValue(u.MFAEnabled)
	m.RoleNames = textSet(u.RoleNames)
	m.CreatedAt = attributes.OrNull(string(u.CreatedAt))
}
