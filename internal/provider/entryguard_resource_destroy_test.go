package provider

import (
	"strings"
	"testing"

	"github.com/steward-iac/terraform-provider-steward/internal/entryguard/entryguardtest"
)

// created returns real Terraform that has created testResource, and the ID of
// its object.
func (w *world) created(settings map[string]string) (*terraformRun, string) {
	w.t.Helper()
	run := attachTerraform(w.t)
	run.write(w.config(resourceHCL(w.addCredential(), settings)))
	run.apply()
	w.entryguard.ResetRequests()
	return run, w.onlyResource().ID
}

func TestEntryGuardResourceInUse(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	run, id := w.created(nil)
	session := w.entryguard.StartSession("uma@example.com", id)

	run.fails([]string{
		"EntryGuard resource Production web (" + id + ") was not deleted: 1 session uses it",
		session.ID, "Uma User", "uma@example.com", "203.0.113.7", session.ExpiresAt.UTC().Format("2006-01-02T15:04:05Z"),
		"Cannot delete resource with active sessions", "RESOURCE_IN_USE", "on_active_sessions",
	}, "destroy", "-auto-approve")
	if n := w.entryguard.Count("DELETE", "/resources/*"); n != 1 {
		t.Errorf("the deletion was asked for %d times, want once: people use it", n)
	}
	if run.state(testResource) == nil {
		t.Fatal("the resource left the state although it is in use")
	}
	if run.state(testResource).Status != "" {
		t.Error("a refused deletion must not taint the resource")
	}
	run.plansNothing()

	w.entryguard.EndSession(session.ID)
	run.must("destroy", "-auto-approve")
	if run.state(testResource) != nil || w.entryguard.ResourceCount() != 0 {
		t.Error("after the session has ended, destroying must go through")
	}
}

func TestEntryGuardResourceAlreadyGone(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	run, id := w.created(nil)

	w.entryguard.RemoveResource(id)
	if got := run.changes(testResource); got != "create" {
		t.Errorf("the plan says %q, want create: Read must see that it is gone", got)
	}
	run.must("destroy", "-auto-approve", "-refresh=false")
	if n := w.entryguard.Count("DELETE", "/resources/*"); n != 1 {
		t.Errorf("the deletion was asked for %d times, want once", n)
	}
	if run.state(testResource) != nil {
		t.Error("it is gone, so it must leave the state")
	}
}

// TestEntryGuardResourceElsewhere: "not found" from another organization says
// nothing.
func TestEntryGuardResourceElsewhere(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	run, id := w.created(nil)
	other := w.entryguard.SetOrganization("ada@example.com", entryguardtest.Organization{Slug: "example-2", Name: "Another Ltd"})
	w.entryguard.ExpireTokens()
	run.write(strings.ReplaceAll(w.config(), `"example"`, `"example-2"`)) // the block is gone from the configuration, too

	names := []string{id, other.ID, entryguardtest.DefaultOrganization.ID}
	for reason, args := range map[string][]string{
		"Read must not drop it":        {"plan"},
		"Read must not drop it here":   {"destroy", "-auto-approve"},
		"Delete must not take 404 for": {"destroy", "-auto-approve", "-refresh=false"},
	} {
		run.fails(names, args...)
		if run.state(testResource) == nil {
			t.Fatalf("the resource left the state: %s", reason)
		}
	}
	if _, exists := w.entryguard.Resource(id); !exists {
		t.Error("the object is gone")
	}
}

// TestEntryGuardResourceWrongAPI: a page of a proxy is no answer of the API.
func TestEntryGuardResourceWrongAPI(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	run, _ := w.created(nil)
	for reason, method := range map[string]string{"Read must not drop it": "GET", "Delete must not believe it": "DELETE"} {
		w.entryguard.Fail(entryguardtest.Fault{Method: method, Path: "/resources/**", Status: 404, Body: entryguardtest.HTMLPage, Times: -1})
		run.fails([]string{"404"}, "destroy", "-auto-approve")
		if run.state(testResource) == nil {
			t.Fatalf("the resource left the state: %s", reason)
		}
		w.entryguard.ClearFaults()
	}
	run.must("destroy", "-auto-approve")
}

func TestEntryGuardResourcePrevent(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	run, id := w.created(map[string]string{"deletion_policy": `"PREVENT"`})
	credential := string(w.onlyResource().CredentialID)
	for reason, attempt := range map[string]struct {
		config string
		args   []string
	}{
		"destroy":                         {w.config(resourceHCL(credential, map[string]string{"deletion_policy": `"PREVENT"`})), []string{"destroy", "-auto-approve"}},
		"the block is gone":               {w.config(), []string{"apply", "-auto-approve"}},
		"the policy is only configured":   {w.config(resourceHCL(credential, map[string]string{"deletion_policy": `"DELETE"`})), []string{"destroy", "-auto-approve"}},
		"another policy of the provider":  {w.providerHCL(`deletion_policy = "DELETE"`), []string{"apply", "-auto-approve"}},
		"a replacement that we decide":    {w.config(resourceHCL(credential, map[string]string{"deletion_policy": `"PREVENT"`, "resource_type": `"NETWORK_ACL"`})), []string{"apply", "-auto-approve"}},
		"a replacement that core decides": {w.config(resourceHCL(credential, map[string]string{"deletion_policy": `"PREVENT"`})), []string{"apply", "-auto-approve", "-replace=" + testResource}},
	} {
		run.write(attempt.config)
		run.fails([]string{id, "PREVENT"}, attempt.args...)
		if run.state(testResource) == nil || w.entryguard.ResourceCount() != 1 {
			t.Fatalf("%s: the object must stay, in EntryGuard and in state", reason)
		}
	}
	if n := w.entryguard.Count("DELETE", ""); n != 0 {
		t.Errorf("%d deletions were asked for under PREVENT", n)
	}
	run.write(w.config(resourceHCL(credential, map[string]string{"deletion_policy": `"DELETE"`})))
	run.apply()
	run.must("destroy", "-auto-approve")
	if w.entryguard.ResourceCount() != 0 {
		t.Error("with the policy DELETE applied, destroying must go through")
	}
}

func TestEntryGuardResourceAbandon(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	run := attachTerraform(t)
	run.write(w.providerHCL(`deletion_policy = "ABANDON"`) + resourceHCL(w.addCredential(), nil))
	run.apply()
	id := w.onlyResource().ID
	var announced bool
	for _, d := range run.warnings("plan", "-destroy") {
		announced = announced || strings.Contains(d.Summary, id) && strings.Contains(d.Summary, "ABANDON")
	}
	if !announced {
		t.Error("the plan must announce that the object will be left alone")
	}
	// Leaving an object alone needs nobody's permission.
	run.write(w.readerHCL())
	run.must("destroy", "-auto-approve")
	if run.state(testResource) != nil {
		t.Error("the resource must leave the state")
	}
	if w.entryguard.ResourceCount() != 1 || w.entryguard.Count("DELETE", "") != 0 {
		t.Error("the object must be left alone")
	}
}

// TestEntryGuardResourceFailedCreate: PREVENT protects what was created, not
// what failed to be.
func TestEntryGuardResourceFailedCreate(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	run := attachTerraform(t)
	w.entryguard.FailVerification("sg-0123456789abcdef0", "The security group does not exist")
	run.write(w.config(resourceHCL(w.addCredential(), map[string]string{"deletion_policy": `"PREVENT"`, "verify_on_create": "true"})))
	run.fails([]string{"could not be verified"}, "apply", "-auto-approve")
	if state := run.state(testResource); state == nil || state.Status != "tainted" {
		t.Fatalf("got %+v, want a tainted resource: an object that no state knows is an orphan", state)
	}
	run.must("destroy", "-auto-approve")
	if w.entryguard.ResourceCount() != 0 {
		t.Error("a create that failed under PREVENT could not be destroyed")
	}
}
