package entryguarddata

import (
	"encoding/json"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/steward-iac/terraform-provider-steward/internal/entryguard"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/attributes"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/dynamic"
)

var resourceListing = listing[entryguard.Resource]{
	objectType: entryguard.ResourceType, plural: "resources", key: "name",
	id:   func(r entryguard.Resource) string { return r.ID },
	name: func(r entryguard.Resource) string { return r.Name },
	get:  (*entryguard.Shared).Resource,
	list: (*entryguard.Shared).Resources,
}

// A resourceShown is a resource as both data sources show it.
type resourceShown struct {
	ID                 types.String `tfsdk:"id"`
	Name               types.String `tfsdk:"name"`
	CredentialID       types.String `tfsdk:"credential_id"`
	CredentialName     types.String `tfsdk:"credential_name"`
	CloudProvider      types.String `tfsdk:"cloud_provider"`
	ResourceType       types.String `tfsdk:"resource_type"`
	ResourceIdentifier types.String `tfsdk:"resource_identifier"`
	Region             types.String `tfsdk:"region"`
	IsActive           types.Bool   `tfsdk:"is_active"`
	LastVerifiedAt     types.String `tfsdk:"last_verified_at"`
	CreatedAt          types.String `tfsdk:"created_at"`
	UpdatedAt          types.String `tfsdk:"updated_at"`
}

// Terraform allows a value of any type at the top of a data source and not in
// a list, so that the list shows config as JSON.
type (
	resourceModel struct {
		attributes.ReadTimeout
		resourceShown
		Config types.Dynamic `tfsdk:"config"`
	}
	resourceElement struct {
		resourceShown
		ConfigJSON types.String `tfsdk:"config_json"`
	}
	resourcesModel struct {
		attributes.ReadTimeout
		Resources []resourceElement `tfsdk:"resources"`
	}
)

func showResource(r entryguard.Resource) resourceShown {
	return resourceShown{
		ID:                 types.StringValue(r.ID),
		Name:               types.StringValue(r.Name),
		CredentialID:       attributes.OrNull(r.CredentialID),
		CredentialName:     attributes.OrNull(r.CredentialName),
		CloudProvider:      attributes.OrNull(r.Provider),
		ResourceType:       attributes.OrNull(r.ResourceType),
		ResourceIdentifier: attributes.OrNull(r.ResourceIdentifier),
		Region:             types.StringPointerValue(r.Region),
		IsActive:           types.BoolValue(r.IsActive),
		LastVerifiedAt:     orNullTime(r.LastVerifiedAt),
		CreatedAt:          orNullTime(r.CreatedAt),
		UpdatedAt:          orNullTime(r.UpdatedAt),
	}
}

func showResourceElement(r entryguard.Resource) resourceElement {
	return resourceElement{showResource(r), jsonText(r.Config)}
}

// jsonText returns a decoded answer as JSON again, null where there is none.
func jsonText(decoded any) types.String {
	text, err := json.Marshal(decoded)
	if decoded == nil || err != nil { // what was decoded from JSON can be encoded
		return types.StringNull()
	}
	return types.StringValue(string(text))
}

func resourceAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"id":                  shownText("UUID of the resource."),
		"name":                shownText("Name of the resource."),
		"credential_id":       shownText("UUID of the credential with which EntryGuard reaches the cloud provider."),
		"credential_name":     shownText("Name of the credential."),
		"cloud_provider":      shownText("Cloud provider, such as `AWS`."),
		"resource_type":       shownText("Type of the resource in EntryGuard, such as `SECURITY_GROUP`."),
		"resource_identifier": shownText("Identifier of the resource in the cloud, such as `sg-0123456789abcdef0`."),
		"region":              shownText("Region of the cloud provider."),
		"is_active":           shownBool("Whether sessions can use the resource. EntryGuard sets it at every verification."),
		"last_verified_at":    shownTime("When EntryGuard last tried to verify the resource; null until it has."),
		"created_at":          shownTime("When the resource was created."),
		"updated_at":          shownTime("When the resource last changed."),
	}
}

// NewResource returns steward_entryguard_resource.
func NewResource() datasource.DataSource {
	attributes := resourceAttributes()
	attributes["config"] = schema.DynamicAttribute{Computed: true, MarkdownDescription: "What is opened, as an object: `{ port = 443, protocol = \"tcp\" }`. EntryGuard defines the members."}
	return newOne(resourceListing, sourceKind[resourceModel]{
		name:        "resource",
		description: "One thing that EntryGuard opens for the sessions of its users, as a security group, with what changes by itself.",
		scope:       "resources:read",
		attributes:  attributes,
	}, func(m *resourceModel) (id, key types.String) { return m.ID, m.Name },
		func(m *resourceModel, r entryguard.Resource) {
			m.resourceShown, m.Config = showResource(r), dynamic.Of(r.Config)
		})
}

// NewResources returns steward_entryguard_resources.
func NewResources() datasource.DataSource {
	attributes := resourceAttributes()
	attributes["config_json"] = shownText("What is opened, as JSON: Terraform allows no value of any type in a list. `jsondecode` reads it.")
	return newMany(resourceListing, sourceKind[resourcesModel]{
		name:        "resources",
		description: "All that EntryGuard opens for the sessions of its users, with what changes by itself.",
		scope:       "resources:read",
		attributes:  attributes,
	}, func(m *resourcesModel, all []entryguard.Resource) { m.Resources = eachShown(all, showResourceElement) })
}
