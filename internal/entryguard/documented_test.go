package entryguard

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
)

// MeType names the answer of GET /auth/me among the kinds.
const MeType = "EntryGuard user of the provider"

// Documented are whole answers about one object of every kind. They are written
// from entryguard-api.md, not from the client.
var Documented = map[string]string{
	ResourceType: `{"id":"i","name":"bastion","credentialId":"c","credentialName":"production","provider":"AWS","resourceType":"SECURITY_GROUP",
		"resourceIdentifier":"sg-1","region":"eu-west-1","config":{"port":443},"isActive":true,"lastVerifiedAt":null,
		"createdAt":"2026-02-18T10:30:00Z","updatedAt":"2026-02-18T10:30:00Z"}`,
	CredentialType: `{"id":"i","name":"production","provider":"AWS","credentialType":"ACCESS_KEY","isValid":true,"lastVerifiedAt":null,
		"verificationError":null,"createdAt":"2026-02-18T10:30:00Z","updatedAt":"2026-02-18T10:30:00Z"}`,
	RoleType: `{"id":"i","name":"ops","description":"On call","maxSessionDurationHours":8,"resourceIds":[],"userIds":[],
		"createdAt":"2026-02-18T10:30:00Z","updatedAt":"2026-02-18T10:30:00Z"}`,
	UserType: `{"id":"i","email":"eve@example.com","name":"Eve","isOrgAdmin":false,"platformRole":"CUSTOMER","isActive":true,"mfaEnabled":false,
		"lastLoginAt":null,"roleNames":[],"createdAt":"2026-02-18T10:30:00Z","updatedAt":"2026-02-18T10:30:00Z"}`,
	APIKeyType: `{"id":"i","name":"ci","description":null,"keyPrefix":"egk_live_abcd","scopes":["audit:read"],"isRevoked":false,"revokedAt":null,
		"expiresAt":null,"lastUsedAt":null,"lastUsedIp":null,"createdByEmail":"ada@example.com","createdAt":"2026-02-18T10:30:00Z"}`,
	StaticIPRuleType: `{"id":"i","label":"office","ipAddress":"203.0.113.7","status":"ACTIVE","createdByEmail":"ada@example.com",
		"createdAt":"2026-02-18T10:30:00Z",
		"resources":[{"resourceId":"r","resourceName":"bastion","status":"APPLIED","appliedAt":null,"errorMessage":null}]}`,
	"EntryGuard session": `{"id":"i","userId":"u","userName":"Uma User","userEmail":"uma@example.com","ipv4Address":"203.0.113.7","ipv6Address":null,
		"status":"ACTIVE","startedAt":"2026-02-18T10:30:00Z","expiresAt":"2026-02-18T11:30:00Z","endedAt":null,"endedReason":null,
		"resourceIps":[{"id":"x","resourceId":"r","resourceName":"bastion","ipVersion":4,"ipAddress":"203.0.113.7","status":"APPLIED",
		"providerRuleId":null,"appliedAt":null,"removedAt":null,"errorMessage":null}],"createdAt":"2026-02-18T10:30:00Z"}`,
	MeType: `{"id":"i","email":"ada@example.com","name":"Ada Admin","isOrgAdmin":true,"platformRole":"CUSTOMER","organizationId":"o",
		"organizationName":"Example","organizationSlug":"example","subscriptionTier":"BUSINESS","maxUsers":50,"maxResources":null,
		"mfaEnabled":false,"organizationMfaRequired":false}`,
	OrganizationSettingsType: `{"mfaRequired":false,"passwordMinLength":8,"passwordRequireUppercase":true,"passwordRequireLowercase":true,
		"passwordRequireDigit":true,"passwordRequireSpecialChar":false,"passwordExpirationDays":null}`,
}

// WholeAnswer returns the documented answer about an object, with an ID and with
// what changes, a JSON object, says.
func WholeAnswer(objectType, id, changes string) string {
	var members map[string]json.RawMessage
	for _, part := range []string{Documented[objectType], `{"id":"` + id + `"}`, changes} {
		if part == "" {
			continue
		}
		if err := json.Unmarshal([]byte(part), &members); err != nil {
			panic(err) // a mistake of the test
		}
	}
	text, err := json.Marshal(members)
	if err != nil {
		panic(err)
	}
	return string(text)
}

// mayLack are the members that an answer may leave out: config (section 5 says
// so), what is derived, the plan's limits and whose the settings are.
var mayLack = map[string][]string{
	ResourceType: {"config", "credentialName"},
	MeType:       {"maxUsers", "maxResources", "organizationMfaRequired"},

	OrganizationSettingsType: {"id"},
}

// readers read one object of every kind.
var readers = map[string]func(*Client, *testing.T) error{
	ResourceType:             func(c *Client, t *testing.T) error { _, err := c.Resource(t.Context(), fuzzedID); return err },
	CredentialType:           func(c *Client, t *testing.T) error { _, err := c.Credential(t.Context(), fuzzedID); return err },
	RoleType:                 func(c *Client, t *testing.T) error { _, err := c.Role(t.Context(), fuzzedID); return err },
	UserType:                 func(c *Client, t *testing.T) error { _, err := c.User(t.Context(), fuzzedID); return err },
	APIKeyType:               func(c *Client, t *testing.T) error { _, err := c.APIKey(t.Context(), fuzzedID); return err },
	StaticIPRuleType:         func(c *Client, t *testing.T) error { _, err := c.StaticIPRule(t.Context(), fuzzedID); return err },
	"EntryGuard session":     func(c *Client, t *testing.T) error { _, err := c.AllSessions(t.Context()); return err },
	MeType:                   func(c *Client, t *testing.T) error { _, err := c.CurrentUser(t.Context()); return err },
	OrganizationSettingsType: func(c *Client, t *testing.T) error { _, err := c.OrganizationSettings(t.Context()); return err },
}

// lists are the kinds that are read out of a list.
var lists = []string{APIKeyType, "EntryGuard session"}

// An answer that lacks any one member that the API always shows is a failed
// read that names the member; it is never a value and never an absence. So is
// one that spells a member otherwise, or has null where a value always is.
func TestHalfAnAnswerIsAFailedRead(t *testing.T) {
	for objectType := range Documented {
		answer := WholeAnswer(objectType, fuzzedID, "")
		reads := func(answer string) error {
			if slices.Contains(lists, objectType) {
				answer = "[" + answer + "]"
			}
			return readers[objectType](fuzzedClient(t, rawAPI{raw: wire(200, "", "", []byte(answer))}, false), t)
		}
		if err := reads(answer); err != nil {
			t.Errorf("%s: the documented answer: %v", objectType, err)
		}
		for name, half := range halves(objectType, answer) {
			err := reads(half)
			f := deletion.AsFailure(err)
			if f == nil || f.Reason != deletion.Unclassified || f.Status != 200 || !strings.Contains(f.Error(), name) {
				t.Errorf("%s without %s: error = %v, want one that names it", objectType, name, err)
			}
		}
		if objectType == OrganizationSettingsType {
			continue
		}
		for _, half := range []string{`{"id":"` + fuzzedID + `"}`, `{}`, `null`} {
			if err := reads(half); deletion.ReasonOf(err) != deletion.Unclassified || err == nil {
				t.Errorf("%s: %s: error = %v", objectType, half, err)
			}
		}
	}
}

// halves returns answers that lack one member each, by its name: left out,
// spelled in capitals as well, or in the second of the objects inside.
func halves(objectType, answer string) map[string]string {
	var members map[string]json.RawMessage
	if err := json.Unmarshal([]byte(answer), &members); err != nil {
		panic(err)
	}
	found := map[string]string{}
	for name, value := range members {
		if slices.Contains(mayLack[objectType], name) {
			continue
		}
		found[name] = without(members, name, nil)
		found[name+" (it shows "+strings.ToUpper(name)+")"] = without(members, "", map[string]json.RawMessage{strings.ToUpper(name): value})
		var inside []map[string]json.RawMessage
		if json.Unmarshal(value, &inside) != nil || len(inside) == 0 {
			continue
		}
		for below := range inside[0] {
			elements := "[" + without(inside[0], "", nil) + "," + without(inside[0], below, nil) + "]"
			found[name+"[]."+below] = without(members, name, map[string]json.RawMessage{name: json.RawMessage(elements)})
		}
	}
	return found
}

// without returns an object without a member and with others added.
func without(members map[string]json.RawMessage, name string, added map[string]json.RawMessage) string {
	copied := maps.Clone(members)
	delete(copied, name)
	maps.Copy(copied, added)
	var b bytes.Buffer
	if err := json.NewEncoder(&b).Encode(copied); err != nil {
		panic(err)
	}
	return b.String()
}
