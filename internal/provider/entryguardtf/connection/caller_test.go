package connection_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/steward-iac/terraform-provider-steward/internal/entryguard/entryguardtest"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/providertest"
)

// TestPlanAsksWhoWeAre: a plan that only creates asks nothing about objects, so
// nothing else would show that nobody may write.
func TestPlanAsksWhoWeAre(t *testing.T) {
	t.Parallel()
	login := map[string]any{"organization_slug": entryguardtest.DefaultOrganization.Slug, "email": "ada@example.com", "password": entryguardtest.DefaultPassword}
	for name, c := range map[string]struct {
		settings map[string]any
		fault    entryguardtest.Fault
		severity string // errors/warnings of the whole plan
		says     string
		reason   string
	}{
		"Right":         {settings: login, severity: "0/0", reason: "an administrator may write"},
		"WrongPassword": {settings: providertest.Altered(login, map[string]any{"password": "wrong"}), severity: "1/0", says: "refuses the provider's credentials", reason: "the apply could do nothing"},
		"NoSuchToken":   {settings: map[string]any{"access_token": "a.b.c"}, severity: "1/0", says: "get a new access token", reason: "the apply could do nothing"},
		"NoAdmin":       {settings: providertest.Altered(login, map[string]any{"email": "uma@example.com"}), severity: "1/0", says: "ORG_ADMIN", reason: "the apply would be refused"},
		"Suspended":     {settings: login, fault: entryguardtest.Fault{Path: "/auth/me", Status: 403, Times: -1}, severity: "1/0", says: "refuses the provider's credentials", reason: "the apply would be refused"},
		"Down":          {settings: login, fault: entryguardtest.Fault{Path: "/auth/me", Status: 503, Times: -1}, severity: "0/1", says: "could not be checked", reason: "it may be up again when the plan is applied"},
		"Unknown":       {settings: map[string]any{"access_token": providertest.Unknown{}}, severity: "0/0", reason: "nobody can be asked yet"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := providertest.NewWorld(t)
			if c.fault.Path != "" {
				w.EntryGuard.Fail(c.fault)
			}
			p := w.EntryGuardProtocol(c.settings)
			var found []*tfprotov6.Diagnostic
			for i := range 5 {
				found = append(found, p.Plan("steward_entryguard_role", nil, map[string]any{"name": fmt.Sprint("operators", i)}).Diagnostics...)
			}
			if got, text := providertest.Severities(found), providertest.Text(found); got != c.severity || !strings.Contains(text, c.says) {
				t.Errorf("five objects: %s, want %s and %q: %s\n%s", got, c.severity, c.says, c.reason, text)
			}
			want := map[string]int{"Right": 1, "Unknown": 0}
			if asked := w.EntryGuard.Count("GET", "/auth/me"); c.severity == "0/0" && asked != want[name] {
				t.Errorf("EntryGuard was asked %d times, want %d for the process", asked, want[name])
			}
		})
	}
}
