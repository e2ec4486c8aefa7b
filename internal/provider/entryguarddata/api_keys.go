package entryguarddata

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/steward-iac/terraform-provider-steward/internal/entryguard"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/attributes"
)

var apiKeyListing = listing[entryguard.APIKey]{
	objectType: entryguard.APIKeyType, plural: "API keys", key: "name",
	id:   func(k entryguard.APIKey) string { return k.ID },
	name: func(k entryguard.APIKey) string { return k.Name },
	get:  (*entryguard.Shared).APIKey,
	list: (*entryguard.Shared).APIKeys,
}

type (
	// An apiKeyShown is an API key without the key itself, which
	// EntryGuard shows only to whoever makes it.
	apiKeyShown struct {
		ID             types.String   `tfsdk:"id"`
		Name           types.String   `tfsdk:"name"`
		Description    types.String   `tfsdk:"description"`
		KeyPrefix      types.String   `tfsdk:"key_prefix"`
		Scopes         []types.String `tfsdk:"scopes"`
		IsRevoked      types.Bool     `tfsdk:"is_revoked"`
		RevokedAt      types.String   `tfsdk:"revoked_at"`
		ExpiresAt      types.String   `tfsdk:"expires_at"`
		LastUsedAt     types.String   `tfsdk:"last_used_at"`
		LastUsedIP     types.String   `tfsdk:"last_used_ip"`
		CreatedByEmail types.String   `tfsdk:"created_by_email"`
		CreatedAt      types.String   `tfsdk:"created_at"`
	}
	apiKeysModel struct {
		attributes.ReadTimeout
		APIKeys []apiKeyShown `tfsdk:"api_keys"`
	}
)

func showAPIKey(k entryguard.APIKey) apiKeyShown {
	return apiKeyShown{
		ID:             types.StringValue(k.ID),
		Name:           types.StringValue(k.Name),
		Description:    types.StringPointerValue(k.Description),
		KeyPrefix:      attributes.OrNull(k.KeyPrefix),
		Scopes:         eachShown(k.Scopes, types.StringValue),
		IsRevoked:      types.BoolValue(k.IsRevoked),
		RevokedAt:      orNullTime(k.RevokedAt),
		ExpiresAt:      orNullTime(k.ExpiresAt),
		LastUsedAt:     orNullTime(k.LastUsedAt),
		LastUsedIP:     types.StringPointerValue(k.LastUsedIP),
		CreatedByEmail: attributes.OrNull(k.CreatedByEmail),
		CreatedAt:      orNullTime(k.CreatedAt),
	}
}

// NewAPIKeys returns steward_entryguard_api_keys.
func NewAPIKeys() datasource.DataSource {
	return newDataSource(sourceKind[apiKeysModel]{
		name:        "api_keys",
		description: "All API keys, also those that are revoked or have expired: EntryGuard keeps them in its list. The keys themselves are not shown.",
		attributes: apiKeyListing.many(map[string]schema.Attribute{
			"id":               shownText("UUID of the API key."),
			"name":             shownText("Name of the API key."),
			"description":      shownText("What the API key is for."),
			"key_prefix":       shownText("The first characters of the key, to recognize it by."),
			"scopes":           shownTexts("What the API key opens, such as `sessions:read`."),
			"is_revoked":       shownBool("Whether the API key was revoked. Nothing brings it back."),
			"revoked_at":       shownTime("When the API key was revoked; null if it was not."),
			"expires_at":       shownTime("When the API key expires; null: never."),
			"last_used_at":     shownTime("When the API key was last used; null until then."),
			"last_used_ip":     shownText("Address from which the API key was last used."),
			"created_by_email": shownText("E-mail address of the user who created the API key."),
			"created_at":       shownTime("When the API key was made."),
		}),
		fetch: func(ctx context.Context, r sourceReading, m *apiKeysModel) {
			if all, ok := apiKeyListing.all(ctx, r); ok {
				m.APIKeys = eachShown(all, showAPIKey)
			}
		},
	})
}
