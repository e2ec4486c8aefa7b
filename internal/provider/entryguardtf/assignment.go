package entryguardtf

import (
	"context"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/entryguard"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/frame"
)

// An entryguardAssignment is one member of a role: a resource or a user. It has
// nothing but its ID, "ROLE_UUID/OTHER_UUID".
type entryguardAssignment string

// An assignmentModel is either kind of assignment in Terraform.
type assignmentModel interface {
	entryguardModelOf[entryguardAssignment]
	// parts returns the two attributes.
	parts() (roleID, otherID types.String)
}

// An assigning says in what the two kinds differ for EntryGuard.
type assigning struct {
	assign  func(c *entryguard.Client, ctx context.Context, roleID, otherID string) error
	members func(entryguard.Role) []string
}

// NewEntryGuardRoleResourceAssignment returns
// steward_entryguard_role_resource_assignment.
func NewEntryGuardRoleResourceAssignment() resource.Resource {
	kind := assignmentKind[*entryguardRoleResourceModel](assigning{
		assign:  (*entryguard.Client).AssignResource,
		members: func(r entryguard.Role) []string { return r.ResourceIDs },
	}, "role_id", "resource_id")
	kind.name, kind.objectType = "role_resource_assignment", entryguard.RoleResourceType
	kind.blank = func() *entryguardRoleResourceModel { return new(entryguardRoleResourceModel) }
	kind.schema = func() schema.Schema {
		return schema.Schema{
			MarkdownDescription: "The assignment of a resource to a role: the role's users may open sessions to the resource. " +
				"EntryGuard removes it together with the role or the resource. Removing it counts for new sessions; those that are open go on.",
			Attributes: map[string]schema.Attribute{
				"role_id":     requiredID("an EntryGuard role", "UUID of the role. "+replacesText),
				"resource_id": requiredID("an EntryGuard resource", "UUID of the resource. "+replacesText),
			},
		}
	}
	kind.backend = func(client *entryguard.Client) deletion.Backend { return client.RoleResourceBackend() }
	return manage(kind)
}

// NewEntryGuardRoleUserAssignment returns
// steward_entryguard_role_user_assignment.
func NewEntryGuardRoleUserAssignment() resource.Resource {
	kind := assignmentKind[*entryguardRoleUserModel](assigning{
		assign:  (*entryguard.Client).AssignUser,
		members: func(r entryguard.Role) []string { return r.UserIDs },
	}, "role_id", "user_id")
	kind.name, kind.objectType = "role_user_assignment", entryguard.RoleUserType
	kind.blank = func() *entryguardRoleUserModel { return new(entryguardRoleUserModel) }
	kind.schema = func() schema.Schema {
		return schema.Schema{
			MarkdownDescription: "The assignment of a role to a user, who may then open sessions to the role's resources. " +
				"EntryGuard removes it together with the role or the user. Removing it counts for new sessions; those that are open go on.",
			Attributes: map[string]schema.Attribute{
				"role_id": requiredID("an EntryGuard role", "UUID of the role. "+replacesText),
				"user_id": requiredID("an EntryGuard user", "UUID of the user. "+replacesText),
			},
		}
	}
	kind.backend = func(client *entryguard.Client) deletion.Backend { return client.RoleUserBackend() }
	return manage(kind)
}

// assignmentKind returns what both kinds have in common. They are told by two
// attributes, which cannot be changed.
func assignmentKind[Model assignmentModel](how assigning, role, other string) entryguardKind[Model, entryguardAssignment] {
	return entryguardKind[Model, entryguardAssignment]{
		noun: "assignment",
		keys: []string{role, other},
		replaces: func(_, plan, state Model) path.Paths {
			roleID, otherID := plan.parts()
			priorRole, priorOther := state.parts()
			return changedPaths(planned{role, roleID, priorRole}, planned{other, otherID, priorOther})
		},
		create: func(_ context.Context, client *entryguard.Client, _, plan Model) (creation[entryguardAssignment], diag.Diagnostics) {
			return how.creation(client, plan.object().ID), nil
		},
		read: func(ctx context.Context, client *entryguard.Client, state Model) (entryguardAssignment, error) {
			return how.read(ctx, client, state.common().ID.ValueString())
		},
	}
}

// creation returns the creation of an assignment. One that is there already is
// nobody's of this configuration: two resources that thought they had made it
// would take it away from each other.
func (a assigning) creation(client *entryguard.Client, id string) creation[entryguardAssignment] {
	roleID, otherID, _ := strings.Cut(id, "/")
	always := func(entryguardAssignment) bool { return true }
	return creation[entryguardAssignment]{
		create: func(ctx context.Context) (entryguardAssignment, error) {
			return entryguardAssignment(id), a.assign(client, ctx, roleID, otherID)
		},
		list: func(ctx context.Context) ([]entryguardAssignment, error) {
			role, err := client.Role(ctx, roleID)
			if err != nil {
				return nil, err
			}
			if !entryguard.Assigned(a.members(role), otherID) {
				return nil, nil
			}
			return []entryguardAssignment{entryguardAssignment(id)}, nil
		},
		id:   func(found entryguardAssignment) string { return string(found) },
		same: always,
		twin: always,
	}
}

// read looks for the assignment in its role. A role that is gone took its
// assignments along. Where the list of roles does not show the assignment, the
// role itself is asked.
func (a assigning) read(ctx context.Context, client *entryguard.Client, id string) (entryguardAssignment, error) {
	roleID, otherID, err := entryguard.SplitAssignment(id)
	if err != nil {
		return "", err
	}
	for _, ask := range []func(context.Context, string) (entryguard.Role, error){client.Shared().Role, client.Role} {
		role, err := ask(ctx, roleID)
		if err != nil {
			return "", err
		}
		if entryguard.Assigned(a.members(role), otherID) {
			return entryguardAssignment(id), nil
		}
	}
	return "", &deletion.Failure{Reason: deletion.NotFound, Message: "the role exists and does not have it"}
}

// An entryguardRoleResourceModel is a
// steward_entryguard_role_resource_assignment in Terraform.
type entryguardRoleResourceModel struct {
	entryguardDeletable
	RoleID     types.String `tfsdk:"role_id"`
	ResourceID types.String `tfsdk:"resource_id"`
}

func (m *entryguardRoleResourceModel) parts() (roleID, otherID types.String) {
	return m.RoleID, m.ResourceID
}

func (m *entryguardRoleResourceModel) object() deletion.Object {
	return m.assignment(entryguard.RoleResourceType, m.RoleID, m.ResourceID)
}

func (m *entryguardRoleResourceModel) imported() bool { return m.RoleID.IsNull() }

func (m *entryguardRoleResourceModel) fill(a entryguardAssignment) {
	m.ID = frame.OrElse(m.ID, string(a))
}

func (m *entryguardRoleResourceModel) fromAPI(a entryguardAssignment) {
	m.ID, m.RoleID, m.ResourceID = a.attributes()
}

// An entryguardRoleUserModel is a steward_entryguard_role_user_assignment in
// Terraform.
type entryguardRoleUserModel struct {
	entryguardDeletable
	RoleID types.String `tfsdk:"role_id"`
	UserID types.String `tfsdk:"user_id"`
}

func (m *entryguardRoleUserModel) parts() (roleID, otherID types.String) { return m.RoleID, m.UserID }

func (m *entryguardRoleUserModel) object() deletion.Object {
	return m.assignment(entryguard.RoleUserType, m.RoleID, m.UserID)
}

func (m *entryguardRoleUserModel) imported() bool { return m.RoleID.IsNull() }

func (m *entryguardRoleUserModel) fill(a entryguardAssignment) { m.ID = frame.OrElse(m.ID, string(a)) }

func (m *entryguardRoleUserModel) fromAPI(a entryguardAssignment) {
	m.ID, m.RoleID, m.UserID = a.attributes()
}

// attributes returns the ID and its two parts.
func (a entryguardAssignment) attributes() (id, roleID, otherID types.String) {
	role, other, _ := strings.Cut(string(a), "/")
	return types.StringValue(string(a)), types.StringValue(role), types.StringValue(other)
}

// assignment returns the object that an assignment is about; its parts make up
// its ID before it is created.
func (c *entryguardCommon) assignment(objectType string, roleID, otherID types.String) deletion.Object {
	made := ""
	if roleID.ValueString() != "" && otherID.ValueString() != "" {
		made = roleID.ValueString() + "/" + otherID.ValueString()
	}
	return c.named(objectType, made)
}
