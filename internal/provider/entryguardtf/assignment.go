package entryguardtf

import (
	"context"
	"errors"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/entryguard"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/attributes"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/entryguardtf/creation"
)

// A member is what an assignment gives to a role, one member of a role: a resource or a user. It has
// nothing but its ID, "ROLE_UUID/OTHER_UUID".
type member string

// An assignmentModel is either kind of assignment in Terraform.
type assignmentModel interface {
	modelOf[member]
	// parts returns the two attributes.
	parts() (roleID, otherID types.String)
}

// An assigning says in what the two kinds differ for EntryGuard.
type assigning struct {
	assign  func(c *entryguard.Client, ctx context.Context, roleID, otherID string) error
	members func(entryguard.Role) []string
}

// NewRoleResourceAssignment returns
// steward_entryguard_role_resource_assignment.
func NewRoleResourceAssignment() resource.Resource {
	kind := assignmentKind[*roleResourceModel](assigning{
		assign:  (*entryguard.Client).AssignResource,
		members: func(r entryguard.Role) []string { return r.ResourceIDs },
	}, "role_id", "resource_id")
	kind.name, kind.objectType = "role_resource_assignment", entryguard.RoleResourceType
	kind.blank = func() *roleResourceModel { return new(roleResourceModel) }
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

// NewRoleUserAssignment returns
// steward_entryguard_role_user_assignment.
func NewRoleUserAssignment() resource.Resource {
	kind := assignmentKind[*roleUserModel](assigning{
		assign:  (*entryguard.Client).AssignUser,
		members: func(r entryguard.Role) []string { return r.UserIDs },
	}, "role_id", "user_id")
	kind.name, kind.objectType = "role_user_assignment", entryguard.RoleUserType
	kind.blank = func() *roleUserModel { return new(roleUserModel) }
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
func assignmentKind[Model assignmentModel](how assigning, role, other string) objectKind[Model, member] {
	return objectKind[Model, member]{
		noun: "assignment",
		keys: []string{role, other},
		replaces: func(_, plan, state Model) path.Paths {
			roleID, otherID := plan.parts()
			priorRole, priorOther := state.parts()
			return changedPaths(planned{role, roleID, priorRole}, planned{other, otherID, priorOther})
		},
		create: func(_ context.Context, client *entryguard.Client, _, plan Model) (creation.Steps[member], diag.Diagnostics) {
			return how.steps(client, plan.object().ID), nil
		},
		read: func(ctx context.Context, client *entryguard.Client, state Model) (member, error) {
			return how.read(ctx, client, state.common().ID.ValueString())
		},
	}
}

// steps are how to create an assignment. One that is there already is
// nobody's of this configuration: two resources that thought they had made it
// would take it away from each other.
func (a assigning) steps(client *entryguard.Client, id string) creation.Steps[member] {
	roleID, otherID, _ := strings.Cut(id, "/")
	always := func(member) bool { return true }
	return creation.Steps[member]{
		Create: func(ctx context.Context) (member, error) {
			return member(id), a.assign(client, ctx, roleID, otherID)
		},
		List: func(ctx context.Context) ([]member, error) {
			role, err := client.Role(ctx, roleID)
			if err != nil {
				return nil, err
			}
			if !entryguard.Assigned(a.members(role), otherID) {
				return nil, nil
			}
			return []member{member(id)}, nil
		},
		ID:   func(found member) string { return string(found) },
		Same: always,
		Twin: always,
	}
}

// read looks for the assignment in its role. A role that is gone took its
// assignments along. Where the list of roles does not show the assignment, the
// role itself is asked.
func (a assigning) read(ctx context.Context, client *entryguard.Client, id string) (member, error) {
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
			return member(id), nil
		}
	}
	return "", &deletion.Failure{Reason: deletion.NotFound, Err: errors.New("the role exists and does not have it")}
}

// A roleResourceModel is a
// steward_entryguard_role_resource_assignment in Terraform.
type roleResourceModel struct {
	deletableModel
	RoleID     types.String `tfsdk:"role_id"`
	ResourceID types.String `tfsdk:"resource_id"`
}

func (m *roleResourceModel) parts() (roleID, otherID types.String) {
	return m.RoleID, m.ResourceID
}

func (m *roleResourceModel) object() deletion.Object {
	return m.assignment(entryguard.RoleResourceType, m.RoleID, m.ResourceID)
}

func (m *roleResourceModel) imported() bool { return m.RoleID.IsNull() }

func (m *roleResourceModel) fill(a member) {
	m.ID = attributes.OrElse(m.ID, string(a))
}

func (m *roleResourceModel) fromAPI(a member) {
	m.ID, m.RoleID, m.ResourceID = a.attributes()
}

// A roleUserModel is a steward_entryguard_role_user_assignment in
// Terraform.
type roleUserModel struct {
	deletableModel
	RoleID types.String `tfsdk:"role_id"`
	UserID types.String `tfsdk:"user_id"`
}

func (m *roleUserModel) parts() (roleID, otherID types.String) { return m.RoleID, m.UserID }

func (m *roleUserModel) object() deletion.Object {
	return m.assignment(entryguard.RoleUserType, m.RoleID, m.UserID)
}

func (m *roleUserModel) imported() bool { return m.RoleID.IsNull() }

func (m *roleUserModel) fill(a member) {
	m.ID = attributes.OrElse(m.ID, string(a))
}

func (m *roleUserModel) fromAPI(a member) {
	m.ID, m.RoleID, m.UserID = a.attributes()
}

// attributes returns the ID and its two parts.
func (a member) attributes() (id, roleID, otherID types.String) {
	role, other, _ := strings.Cut(string(a), "/")
	return types.StringValue(string(a)), types.StringValue(role), types.StringValue(other)
}

// assignment returns the object that an assignment is about; its parts make up
// its ID before it is created.
func (c *commonModel) assignment(objectType string, roleID, otherID types.String) deletion.Object {
	made := ""
	if roleID.ValueString() != "" && otherID.ValueString() != "" {
		made = roleID.ValueString() + "/" + otherID.ValueString()
	}
	return c.named(objectType, made)
}
