package entryguardactions_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/steward-iac/terraform-provider-steward/internal/entryguard/entryguardtest"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/providertest"
)

const verify = "steward_entryguard_verify"

func TestVerifyResource(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		opts   entryguardtest.Options
		fails  string // why the verification fails
		fault  entryguardtest.Fault
		unset  bool // names a resource that is not there
		says   []string
		last   string
		active bool
	}{
		"Good":         {last: "Verified: EntryGuard reaches EntryGuard resource web (", active: true},
		"GoodAtLast":   {fault: entryguardtest.Fault{Method: http.MethodPost, Path: "/resources/*/verify", Times: 2, Status: http.StatusServiceUnavailable}, last: "Verified", active: true},
		"Bad":          {fails: "no such group", says: []string{"Could not verify EntryGuard resource web", "gave no reason"}},
		"BadWithWords": {opts: entryguardtest.Options{VerificationFailureIs400: true}, fails: "no such group", says: []string{"Could not verify EntryGuard resource web", "no such group", "VERIFICATION_FAILED"}},
		"BadBehind":    {opts: entryguardtest.Options{VerifyBehind: 100 * time.Millisecond}, fails: "no such group", says: []string{"Could not verify EntryGuard resource web", "gave no reason"}},
		"GoodBehind":   {opts: entryguardtest.Options{VerifyBehind: 100 * time.Millisecond}, last: "Verified: EntryGuard reaches EntryGuard resource web (", active: true},
		"NoResult":     {opts: entryguardtest.Options{VerifyBehind: -1}, fails: "no such group", last: "and shows no newer result than that of ", active: true},
		"Unknown":      {unset: true, says: []string{"Could not read EntryGuard resource " + unknownID, "Nothing was verified"}, active: true},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := newOffice(t, tc.opts)
			o.World.T, o.Protocol.T = t, t
			o.verifiedLongAgo(o.web)
			o.EntryGuard.FailVerification("sg-web", tc.fails)
			o.EntryGuard.Fail(tc.fault)
			id := o.web
			if tc.unset {
				id = unknownID
			}
			ended := o.Invoke(verify, map[string]any{"resource_id": id}, nil)
			if len(tc.says) == 0 {
				o.RequireClean("the action", ended.Diagnostics)
			} else {
				tc.last = "The action failed."
				providertest.RequireError(t, ended.Diagnostics, tc.says...)
			}
			if !strings.Contains(ended.Last(), tc.last) {
				t.Errorf("the last message is %q, want %q", ended.Last(), tc.last)
			}
			if live, _ := o.EntryGuard.Resource(o.web); live.IsActive != tc.active {
				t.Errorf("the resource is active: %v", live.IsActive)
			}
		})
	}
}

// verifiedLongAgo sets back when a resource was verified: times are whole seconds.
func (o *office) verifiedLongAgo(id string) {
	o.EntryGuard.EditResource(id, func(r *entryguardtest.Resource) {
		r.LastVerifiedAt = entryguardtest.Time{Time: time.Now().Add(-time.Hour)}
	})
}

func TestVerifyCredential(t *testing.T) {
	t.Parallel()
	o := newOffice(t, entryguardtest.Options{})
	o.verifiedLongAgo(o.web)
	before := time.Now().Add(-time.Hour)
	o.EntryGuard.EditResource(o.db, func(r *entryguardtest.Resource) {
		r.IsActive, r.LastVerifiedAt = false, entryguardtest.Time{Time: before}
	})
	credential := o.OnlyCredential()
	ended := o.Invoke(verify, map[string]any{"credential_id": credential.ID}, nil)
	o.RequireClean("the action", ended.Diagnostics)
	requireSaid(t, ended, "Verified: EntryGuard reaches EntryGuard resource web", "EntryGuard resource db ("+o.db+") is left alone: it is inactive")
	if want := "EntryGuard says that EntryGuard credential deployer (" + credential.ID + ") is valid."; ended.Last() != want {
		t.Errorf("the last message is %q, want %q", ended.Last(), want)
	}
	if db, _ := o.EntryGuard.Resource(o.db); db.IsActive {
		t.Error("an inactive resource became active, which nobody asked for")
	}
	if n := o.EntryGuard.Count(http.MethodPost, "/resources/*/verify"); n != 1 {
		t.Errorf("%d resources were verified, want 1", n)
	}
}

func TestVerifyCredentialThatIsBad(t *testing.T) {
	t.Parallel()
	w := providertest.NewWorld(t)
	w.EntryGuard.FailVerification("deployer", "the key was revoked")
	id := w.AddCredential()
	p := w.EntryGuardProtocol(nil)
	ended := p.Invoke(verify, map[string]any{"credential_id": id}, nil)
	requireSaid(t, ended, "No resource was verified with EntryGuard credential deployer")
	providertest.RequireError(t, ended.Diagnostics, "Could not verify EntryGuard credential deployer", "the key was revoked")

	w.EntryGuard.Change(func(o *entryguardtest.Options) { o.VerifyAfter = -1 })
	fresh := w.EntryGuard.AddCredential(entryguardtest.Credential{Name: "fresh", Provider: "AWS", CredentialType: "ACCESS_KEY"}).ID
	ended = p.Invoke(verify, map[string]any{"credential_id": fresh}, nil)
	p.RequireClean("a credential that nobody has judged", ended.Diagnostics)
	requireSaid(t, ended, "does not say yet whether")
}

// TestVerifyCredentialGoesOn: one resource that cannot be reached does not keep the
// others from being verified.
func TestVerifyCredentialGoesOn(t *testing.T) {
	t.Parallel()
	o := newOffice(t, entryguardtest.Options{})
	o.verifiedLongAgo(o.web)
	o.verifiedLongAgo(o.db)
	o.EntryGuard.FailVerification("sg-web", "no such group")
	ended := o.Invoke(verify, map[string]any{"credential_id": o.OnlyCredential().ID}, nil)
	providertest.RequireError(t, ended.Diagnostics, "Could not verify EntryGuard resource web")
	requireSaid(t, ended, "Verified: EntryGuard reaches EntryGuard resource db")
}

// TestVerifyCredentialCounts: what failed is not called verified.
func TestVerifyCredentialCounts(t *testing.T) {
	t.Parallel()
	o := newOffice(t, entryguardtest.Options{})
	o.verifiedLongAgo(o.web)
	o.verifiedLongAgo(o.db)
	o.EntryGuard.FailVerification("sg-web", "no such group")
	o.EntryGuard.Fail(entryguardtest.Fault{Method: http.MethodGet, Path: "/credentials/*", Skip: 1, Times: -1, Status: http.StatusForbidden})
	ended := o.Invoke(verify, map[string]any{"credential_id": o.OnlyCredential().ID}, nil)
	providertest.RequireError(t, ended.Diagnostics, "Could not read EntryGuard credential deployer", "1 of 2 resources verified.")
}

func TestVerifyValidates(t *testing.T) {
	t.Parallel()
	p := providertest.NewWorld(t).EntryGuardProtocol(nil)
	for name, config := range map[string]map[string]any{
		"Nothing": nil,
		"Both":    {"resource_id": unknownID, "credential_id": unknownID},
		"NoUUID":  {"resource_id": "web"},
	} {
		if diags := p.ValidateAction(verify, config); !providertest.Failed(diags) {
			t.Errorf("%s is valid", name)
		}
	}
	providertest.RequireError(t, p.Invoke(verify, nil, nil).Diagnostics, "Nothing is named")
}
