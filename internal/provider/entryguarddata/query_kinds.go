package entryguarddata

import (
	"context"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/entryguard"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/destroy"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/entryguardtf"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/entryguardtf/connection"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/query"
)

const (
	cloudProviderFilter = "cloud_provider"
	roleFilter          = "role_id"
)

// NewResourceList lists steward_entryguard_resource.
func NewResourceList() list.ListResource {
	return newListResource(queryKind{
		managed:     entryguardtf.NewResource(),
		description: "Finds the resources that EntryGuard opens for sessions.",
		filter:      cloudProviderFilter, filterText: "Keeps the resources of this cloud provider, such as `AWS`. Default: all.",
		scope: "resources:read",
		find: resourceListing.query(func(r entryguard.Resource, provider string) bool {
			return provider == "" || strings.EqualFold(r.Provider, provider)
		}),
	})
}

// NewCredentialList lists steward_entryguard_credential.
func NewCredentialList() list.ListResource {
	return newListResource(queryKind{
		managed:     entryguardtf.NewCredential(),
		description: "Finds the credentials with which EntryGuard reaches cloud providers. Their secrets are not shown: a generated configuration needs them written into it.",
		filter:      cloudProviderFilter, filterText: "Keeps the credentials of this cloud provider, such as `AWS`. Default: all.",
		find: credentialListing.query(func(c entryguard.Credential, provider string) bool {
			return provider == "" || strings.EqualFold(c.Provider, provider)
		}),
		notice: diag.Diagnostics{diag.NewWarningDiagnostic("EntryGuard shows the secret of no credential",
			destroy.Sections("A configuration that is generated from this list lacks the secrets, so it cannot be planned as it is.",
				destroy.Remedies([]string{"in each credential, set credential_data, or credential_data_wo with credential_data_wo_version"})))},
	})
}

// NewRoleList lists steward_entryguard_role.
func NewRoleList() list.ListResource {
	return newListResource(queryKind{
		managed:     entryguardtf.NewRole(),
		description: "Finds the roles: who may use what.",
		find:        roleListing.query(nil),
	})
}

// NewRoleResourceAssignmentList lists
// steward_entryguard_role_resource_assignment.
func NewRoleResourceAssignmentList() list.ListResource {
	return newListResource(queryKind{
		managed:     entryguardtf.NewRoleResourceAssignment(),
		description: "Finds the assignments of resources to roles.",
		filter:      roleFilter, filterText: "Keeps the assignments of the role with this UUID. Default: those of all roles.",
		find: assigned(resourceListing, "resource_id", func(r entryguard.Role) []string { return r.ResourceIDs }),
	})
}

// NewRoleUserAssignmentList lists steward_entryguard_role_user_assignment.
func NewRoleUserAssignmentList() list.ListResource {
	return newListResource(queryKind{
		managed:     entryguardtf.NewRoleUserAssignment(),
		description: "Finds the assignments of roles to users.",
		filter:      roleFilter, filterText: "Keeps the assignments of the role with this UUID. Default: those of all roles.",
		find: assigned(userListing, "user_id", func(r entryguard.Role) []string { return r.UserIDs }),
	})
}

// NewUserList lists steward_entryguard_user.
func NewUserList() list.ListResource {
	return newListResource(queryKind{
		managed:     entryguardtf.NewUser(),
		description: "Finds the members of the organization, the provider's own user too.",
		find:        userListing.query(nil),
	})
}

// NewAPIKeyList lists steward_entryguard_api_key: those that were not revoked,
// since the others count as gone.
func NewAPIKeyList() list.ListResource {
	return newListResource(queryKind{
		managed:     entryguardtf.NewAPIKey(),
		description: "Finds the API keys that were not revoked. The keys themselves are not shown.",
		find:        apiKeyListing.query(func(k entryguard.APIKey, _ string) bool { return !k.IsRevoked }),
	})
}

// NewStaticIPRuleList lists steward_entryguard_static_ip_rule.
func NewStaticIPRuleList() list.ListResource {
	return newListResource(queryKind{
		managed:     entryguardtf.NewStaticIPRule(),
		description: "Finds the fixed addresses to which resources stay open.",
		find:        staticIPRuleListing.query(nil),
	})
}

// NewOrganizationSettingsList lists steward_entryguard_organization_settings,
// of which there is one.
func NewOrganizationSettingsList() list.ListResource {
	return newListResource(queryKind{
		managed:     entryguardtf.NewOrganizationSettings(),
		description: "Finds the settings of the organization that the provider is logged in to: there is one.",
		find: func(ctx context.Context, r sourceReading, _ types.String) []query.Found {
			me, err := connection.Ask(ctx, r.data, r.client.Caller)
			if err != nil {
				r.failed("read", deletion.Object{Type: "EntryGuard's", ID: "organization settings"}, err)
				return nil
			}
			return []query.Found{{Identity: map[string]string{"id": me.OrganizationID}, Name: me.OrganizationName}}
		},
	})
}

// assigned returns the assignments of a kind of members to roles, by the names of
// both. The role's own lists say which there are.
func assigned[Member any](members listing[Member], key string, of func(entryguard.Role) []string) func(context.Context, sourceReading, types.String) []query.Found {
	return func(ctx context.Context, r sourceReading, role types.String) []query.Found {
		roles, ok := roleListing.all(ctx, r)
		if !ok {
			return nil
		}
		all, ok := members.all(ctx, r)
		if !ok {
			return nil
		}
		var found []query.Found
		there := role.IsNull()
		for _, one := range roles {
			if !role.IsNull() && !deletion.SameID(one.ID, role.ValueString()) {
				continue
			}
			there = true
			for _, id := range of(one) {
				found = append(found, query.Found{
					Identity: map[string]string{roleFilter: one.ID, key: id},
					Name:     one.Name + " / " + members.called(all, id),
				})
			}
		}
		if !there {
			roleListing.missing(ctx, r, roleFilter, role.ValueString())
		}
		return found
	}
}

// called is how people know the object of an ID; the ID where it is not among all.
func (l listing[Object]) called(all []Object, id string) string {
	for _, o := range all {
		if deletion.SameID(l.id(o), id) {
			return l.name(o)
		}
	}
	return id
}
