package entryguard_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/entryguard/entryguardtest"
)

// The same for every kind: one list, nobody else's objects, and NotFound by
// the object's own answer.
func TestEveryKindIsReadOnce(t *testing.T) {
	api := startGuarded(t, entryguardtest.Options{})
	client := adminClient(t, api.Server)
	shared := client.Shared()
	kinds := map[string]struct {
		id      string
		read    func(context.Context, string) (string, error)
		all     func(context.Context) (int, error)
		missing int // requests that a missing object takes beside the list
	}{
		"/resources": {
			api.bastion, func(ctx context.Context, id string) (string, error) {
				o, err := shared.Resource(ctx, id)
				return o.ID, err
			},
			func(ctx context.Context) (int, error) { all, err := shared.Resources(ctx); return len(all), err }, 1,
		},
		"/credentials": {
			api.credential, func(ctx context.Context, id string) (string, error) {
				o, err := shared.Credential(ctx, id)
				return o.ID, err
			},
			func(ctx context.Context) (int, error) { all, err := shared.Credentials(ctx); return len(all), err }, 1,
		},
		"/roles": {
			api.AddRole(entryguardtest.Role{Name: "ops", ResourceIDs: []string{api.bastion}, UserIDs: []string{api.Users()[0].ID}}).ID, func(ctx context.Context, id string) (string, error) { o, err := shared.Role(ctx, id); return o.ID, err },
			func(ctx context.Context) (int, error) { all, err := shared.Roles(ctx); return len(all), err }, 3,
		},
		"/users": {
			api.Users()[0].ID, func(ctx context.Context, id string) (string, error) { o, err := shared.User(ctx, id); return o.ID, err },
			func(ctx context.Context) (int, error) { all, err := shared.Users(ctx); return len(all), err }, 3,
		},
		"/api-keys": {
			api.AddAPIKey(entryguardtest.APIKey{Name: "ci"}).ID, func(ctx context.Context, id string) (string, error) {
				o, err := shared.APIKey(ctx, id)
				return o.ID, err
			},
			func(ctx context.Context) (int, error) { all, err := shared.APIKeys(ctx); return len(all), err }, 2,
		},
		"/static-ip-rules": {
			api.AddStaticIPRule(entryguardtest.StaticIPRule{Label: "office", IPAddress: "203.0.113.7"}).ID,
			func(ctx context.Context, id string) (string, error) {
				o, err := shared.StaticIPRule(ctx, id)
				return o.ID, err
			},
			func(ctx context.Context) (int, error) { all, err := shared.StaticIPRules(ctx); return len(all), err }, 1,
		},
		"/sessions/admin": {
			"", nil,
			func(ctx context.Context) (int, error) { all, err := shared.Sessions(ctx); return len(all) + 1, err }, 0,
		},
	}
	for path, kind := range kinds {
		api.ResetRequests()
		inParallel(20, func() {
			if n, err := kind.all(t.Context()); err != nil || n == 0 {
				t.Errorf("%s: %d objects, %v", path, n, err)
			}
			if kind.read == nil {
				return
			}
			if id, err := kind.read(t.Context(), strings.ToUpper(kind.id)); err != nil || id != kind.id {
				t.Errorf("%s: read %q, %v; want %s", path, id, err, kind.id)
			}
		})
		if got := api.Count(http.MethodGet, path); got != 1 || api.CountAbout() != 1 {
			t.Errorf("%s: %d lists in %d requests, want 1 and nothing else", path, got, api.CountAbout())
		}
		if kind.read == nil {
			continue
		}
		api.ResetRequests()
		if _, err := kind.read(t.Context(), missingID); deletion.ReasonOf(err) != deletion.NotFound || api.CountAbout() != kind.missing {
			t.Errorf("%s: a missing one is %v after %d requests, want NotFound after %d", path, err, api.CountAbout(), kind.missing)
		}
	}
}
