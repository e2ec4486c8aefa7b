package entryguard

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
)

// listsOthers is the oracle for kinds that the API has no code of absence for:
// a whole 2xx answer that is an array of objects, each with an ID that is not
// ours, or with that of our revoked key, or with that of our role and its
// members.
func listsOthers(objectType string, raw []byte) bool {
	body, succeeded := success(raw)
	return succeeded && showsOthers(objectType, body)
}

func showsOthers(objectType string, body []byte) bool {
	var objects []struct {
		ID          string   `json:"id"`
		IsRevoked   bool     `json:"isRevoked"`
		ResourceIDs []string `json:"resourceIds"`
		UserIDs     []string `json:"userIds"`
	}
	if json.Unmarshal(body, &objects) != nil || objects == nil {
		return false
	}
	for _, object := range objects {
		if object.ID == "" {
			return false
		}
		if !strings.EqualFold(object.ID, fuzzedID) {
			continue
		}
		switch {
		case objectType == APIKeyType && object.IsRevoked,
			objectType == RoleResourceType && object.ResourceIDs != nil,
			objectType == RoleUserType && object.UserIDs != nil:
		default:
			return false
		}
	}
	return true
}

// askCollections asks what the engine asks about kinds whose absence only the
// collection tells.
func askCollections(t *testing.T, raw []byte) {
	ctx := context.Background()
	c := fuzzedClient(t, rawAPI{raw: raw}, false)
	for objectType, b := range map[string]deletion.Backend{
		RoleType: c.RoleBackend(), UserType: c.UserBackend(), APIKeyType: c.APIKeyBackend(),
		RoleResourceType: c.RoleResourceBackend(), RoleUserType: c.RoleUserBackend(),
	} {
		obj := deletion.Object{Type: objectType, ID: fuzzedID}
		if strings.Contains(objectType, "assignment") {
			obj.ID += "/" + fuzzedID
		}
		exists, err := b.Observe(ctx, obj)
		wellFormed(t, "Observe", err, false)
		if err == nil && !exists && !listsOthers(objectType, raw) {
			t.Errorf("%s: taken for gone", objectType)
		}
		op, err := b.Delete(ctx, obj, deletion.Attempt{})
		wellFormed(t, "Delete", err, objectType == APIKeyType && saysGone(objectType, raw))
		if err == nil && op.State != deletion.Done {
			t.Errorf("%s: a deletion that is neither done nor an error: %+v", objectType, op)
		}
	}
	for method, call := range map[string]func() error{
		"Role":          func() error { _, err := c.Role(ctx, fuzzedID); return err },
		"User":          func() error { _, err := c.User(ctx, fuzzedID); return err },
		"AssignUser":    func() error { return c.AssignUser(ctx, fuzzedID, fuzzedID) },
		"StaticIPRules": func() error { _, err := c.StaticIPRules(ctx); return err },
		"Settings":      func() error { _, err := c.OrganizationSettings(ctx); return err },
		"AuditLogs":     func() error { _, err := c.AuditLogs(ctx, AuditFilter{Limit: 10}); return err },
		"CreateAPIKey":  func() error { _, err := c.CreateAPIKey(ctx, APIKeyInput{Name: "n"}); return err },
	} {
		wellFormed(t, method, call(), false)
	}
	key, err := c.APIKey(ctx, fuzzedID)
	wellFormed(t, "APIKey", err, listsOthers(APIKeyType, raw))
	if err == nil && (!strings.EqualFold(key.ID, fuzzedID) || key.IsRevoked) {
		t.Errorf("APIKey = %+v", key)
	}
}
