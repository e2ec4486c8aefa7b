package entryguardtf_test

import (
	"strings"
	"testing"

	"github.com/steward-iac/terraform-provider-steward/internal/entryguard/entryguardtest"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/providertest"
)

// created returns real Terraform that has created testResource, and the ID of
// its object.
func created(w *providertest.World, settings map[string]string) (*providertest.Terraform, string) {
	w.T.Helper()
	run := providertest.AttachTerraform(w.T)
	run.Write(w.Config(providertest.EntryGuardResource(w.AddCredential(), settings)))
	run.Apply()
	w.EntryGuard.ResetRequests()
	return run, w.OnlyResource().ID
}

func TestEntryGuardResourceInUse(t *testing.T) {
	t.Parallel()
	w := providertest.NewWorld(t)
	run, id := created(w, nil)
	session := w.EntryGuard.StartSession("uma@example.com", id)

	run.Fails([]string{
		"EntryGuard resource Production web (" + id + ") was not deleted: 1 session uses it",
		session.ID, "Uma User", "uma@example.com", "203.0.113.7", session.ExpiresAt.UTC().Format("2006-01-02T15:04:05Z"),
		"Cannot delete resource with active sessions", "RESOURCE_IN_USE", "on_active_sessions",
	}, "destroy", "-auto-approve")
	if n := w.EntryGuard.Count("DELETE", "/resources/*"); n != 1 {
		t.Errorf("the deletion was asked for %d times, want once: people use it", n)
	}
	if run.State(providertest.EntryGuardAddress) == nil {
		t.Fatal("the resource left the state although it is in use")
	}
	if run.State(providertest.EntryGuardAddress).Status != "" {
		t.Error("a refused deletion must not taint the resource")
	}
	run.PlansNothing()

	w.EntryGuard.EndSession(session.ID)
	run.Must("destroy", "-auto-approve")
	if run.State(providertest.EntryGuardAddress) != nil || w.EntryGuard.ResourceCount() != 0 {
		t.Error("after the session has ended, destroying must go through")
	}
}

func TestEntryGuardResourceAlreadyGone(t *testing.T) {
	t.Parallel()
	w := providertest.NewWorld(t)
	run, id := created(w, nil)

	w.EntryGuard.RemoveResource(id)
	if got := run.Changes(providertest.EntryGuardAddress); got != "create" {
		t.Errorf("the plan says %q, want create: Read must see that it is gone", got)
	}
	run.Must("destroy", "-auto-approve", "-refresh=false")
	if n := w.EntryGuard.Count("DELETE", "/resources/*"); n != 1 {
		t.Errorf("the deletion was asked for %d times, want once", n)
	}
	if run.State(providertest.EntryGuardAddress) != nil {
		t.Error("it is gone, so it must leave the state")
	}
}

// TestEntryGuardResourceElsewhere: "not found" from another organization says
// nothing.
func TestEntryGuardResourceElsewhere(t *testing.T) {
	t.Parallel()
	w := providertest.NewWorld(t)
	run, id := created(w, nil)
	other := w.EntryGuard.SetOrganization("ada@example.com", entryguardtest.Organization{Slug: "example-2", Name: "Another Ltd"})
	w.EntryGuard.ExpireTokens()
	run.Write(strings.ReplaceAll(w.Config(), `"example"`, `"example-2"`)) // the block is gone from the configuration, too

	names := []string{id, other.ID, entryguardtest.DefaultOrganization.ID}
	for reason, args := range map[string][]string{
		"Read must not drop it":        {"plan"},
		"Read must not drop it here":   {"destroy", "-auto-approve"},
		"Delete must not take 404 for": {"destroy", "-auto-approve", "-refresh=false"},
	} {
		run.Fails(names, args...)
		if run.State(providertest.EntryGuardAddress) == nil {
			t.Fatalf("the resource left the state: %s", reason)
		}
	}
	if _, exists := w.EntryGuard.Resource(id); !exists {
		t.Error("the object is gone")
	}
}

// TestEntryGuardResourceWrongAPI: a page of a proxy is no answer of the API.
func TestEntryGuardResourceWrongAPI(t *testing.T) {
	t.Parallel()
	w := providertest.NewWorld(t)
	run, _ := created(w, nil)
	for reason, method := range map[string]string{"Read must not drop it": "GET", "Delete must not believe it": "DELETE"} {
		w.EntryGuard.Fail(entryguardtest.Fault{Method: method, Path: "/resources/**", Status: 404, Body: entryguardtest.HTMLPage, Times: -1})
		run.Fails([]string{"404"}, "destroy", "-auto-approve")
		if run.State(providertest.EntryGuardAddress) == nil {
			t.Fatalf("the resource left the state: %s", reason)
		}
		w.EntryGuard.ClearFaults()
	}
	run.Must("destroy", "-auto-approve")
}

func TestEntryGuardResourcePrevent(t *testing.T) {
	t.Parallel()
	w := providertest.NewWorld(t)
	run, id := created(w, map[string]string{"deletion_policy": `"PREVENT"`})
	credential := string(w.OnlyResource().CredentialID)
	for reason, attempt := range map[string]struct {
		config string
		args   []string
	}{
		"destroy":                         {w.Config(providertest.EntryGuardResource(credential, map[string]string{"deletion_policy": `"PREVENT"`})), []string{"destroy", "-auto-approve"}},
		"the block is gone":               {w.Config(), []string{"apply", "-auto-approve"}},
		"the policy is only configured":   {w.Config(providertest.EntryGuardResource(credential, map[string]string{"deletion_policy": `"DELETE"`})), []string{"destroy", "-auto-approve"}},
		"another policy of the provider":  {w.ProviderBlock(`deletion_policy = "DELETE"`), []string{"apply", "-auto-approve"}},
		"a replacement that we decide":    {w.Config(providertest.EntryGuardResource(credential, map[string]string{"deletion_policy": `"PREVENT"`, "resource_type": `"NETWORK_ACL"`})), []string{"apply", "-auto-approve"}},
		"a replacement that core decides": {w.Config(providertest.EntryGuardResource(credential, map[string]string{"deletion_policy": `"PREVENT"`})), []string{"apply", "-auto-approve", "-replace=" + providertest.EntryGuardAddress}},
	} {
		run.Write(attempt.config)
		run.Fails([]string{id, "PREVENT"}, attempt.args...)
		if run.State(providertest.EntryGuardAddress) == nil || w.EntryGuard.ResourceCount() != 1 {
			t.Fatalf("%s: the object must stay, in EntryGuard and in state", reason)
		}
	}
	if n := w.EntryGuard.Count("DELETE", ""); n != 0 {
		t.Errorf("%d deletions were asked for under PREVENT", n)
	}
	run.Write(w.Config(providertest.EntryGuardResource(credential, map[string]string{"deletion_policy": `"DELETE"`})))
	run.Apply()
	run.Must("destroy", "-auto-approve")
	if w.EntryGuard.ResourceCount() != 0 {
		t.Error("with the policy DELETE applied, destroying must go through")
	}
}

func TestEntryGuardResourceAbandon(t *testing.T) {
	t.Parallel()
	w := providertest.NewWorld(t)
	run := providertest.AttachTerraform(t)
	run.Write(w.ProviderBlock(`deletion_policy = "ABANDON"`) + providertest.EntryGuardResource(w.AddCredential(), nil))
	run.Apply()
	id := w.OnlyResource().ID
	var announced bool
	for _, d := range run.Warnings("plan", "-destroy") {
		announced = announced || strings.Contains(d.Summary, id) && strings.Contains(d.Summary, "ABANDON")
	}
	if !announced {
		t.Error("the plan must announce that the object will be left alone")
	}
	// Leaving an object alone needs nobody's permission.
	run.Write(readerHCL(w))
	run.Must("destroy", "-auto-approve")
	if run.State(providertest.EntryGuardAddress) != nil {
		t.Error("the resource must leave the state")
	}
	if w.EntryGuard.ResourceCount() != 1 || w.EntryGuard.Count("DELETE", "") != 0 {
		t.Error("the object must be left alone")
	}
}

// TestEntryGuardResourceFailedCreate: PREVENT protects what was created, not
// what failed to be.
func TestEntryGuardResourceFailedCreate(t *testing.T) {
	t.Parallel()
	w := providertest.NewWorld(t)
	run := providertest.AttachTerraform(t)
	w.EntryGuard.FailVerification("sg-0123456789abcdef0", "The security group does not exist")
	run.Write(w.Config(providertest.EntryGuardResource(w.AddCredential(), map[string]string{"deletion_policy": `"PREVENT"`, "verify_on_create": "true"})))
	run.Fails([]string{"could not be verified"}, "apply", "-auto-approve")
	if state := run.State(providertest.EntryGuardAddress); state == nil || state.Status != "tainted" {
		t.Fatalf("got %+v, want a tainted resource: an object that no state knows is an orphan", state)
	}
	run.Must("destroy", "-auto-approve")
	if w.EntryGuard.ResourceCount() != 0 {
		t.Error("a create that failed under PREVENT could not be destroyed")
	}
}
