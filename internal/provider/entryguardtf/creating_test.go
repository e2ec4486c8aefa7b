package entryguardtf_test

import (
	"strings"
	"testing"
	"time"

	"github.com/steward-iac/terraform-provider-steward/internal/entryguard/entryguardtest"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/providertest"
)

// TestEntryGuardCreateFails: a create either leaves nothing behind, or an
// object that state knows, or it says that there may be one.
func TestEntryGuardCreateFails(t *testing.T) {
	t.Parallel()
	const lost = "the answer was lost"
	for name, c := range map[string]struct {
		fault   entryguardtest.Fault
		says    []string // of the one error; nil: the create goes through
		warns   bool     // that the answer was lost
		creates int      // POST requests
		objects int      // afterwards
		reason  string
	}{
		"401":             {entryguardtest.Fault{Status: 401, Times: -1}, []string{"Unauthenticated", "HTTP 401"}, false, 2, 0, "once more with a new token, then no more"},
		"403":             {entryguardtest.Fault{Status: 403}, []string{"Denied", "ORG_ADMIN"}, false, 1, 0, "asking again would not help"},
		"400":             {entryguardtest.Fault{Status: 400, Body: `{"error":"BAD_REQUEST","message":"no such resource type","timestamp":"2026-01-01T00:00:00Z"}`}, []string{"no such resource type"}, false, 1, 0, "the API's words count"},
		"429 twice":       {entryguardtest.Fault{Status: 429, Times: 2}, nil, false, 3, 1, "nothing happened, so it is asked for again"},
		"429 for long":    {entryguardtest.Fault{Status: 429, Times: -1, Header: map[string]string{"Retry-After": "3"}}, []string{"Throttled", "HTTP 429"}, false, 1, 0, "the timeout ends the wait, and the last answer is told"},
		"500":             {entryguardtest.Fault{Status: 500}, []string{lost, "terraform import", "HTTP 500"}, false, 1, 0, "it may have been carried out: never twice"},
		"500, took place": {entryguardtest.Fault{Status: 500, TakesEffect: true}, nil, true, 1, 1, "it is found"},
		"dropped before":  {entryguardtest.Fault{DropBefore: true}, []string{lost, "terraform import"}, false, 1, 0, "nobody knows, so it is looked for"},
		"dropped after":   {entryguardtest.Fault{DropAfter: true}, nil, true, 1, 1, "it is found"},
		"cut":             {entryguardtest.Fault{Truncate: true}, nil, true, 1, 1, "it is found"},
		"a proxy's page":  {entryguardtest.Fault{Status: 404, Body: entryguardtest.HTMLPage}, []string{"HTTP 404", "base URL"}, false, 1, 0, "a wrong base URL"},
		"a redirect":      {entryguardtest.Fault{Status: 302, Header: map[string]string{"Location": "https://login.example.com/"}}, []string{"login.example.com"}, false, 1, 0, "never followed"},
		"out of time":     {entryguardtest.Fault{Hang: true, TakesEffect: true}, nil, true, 1, 1, "the object is found although the time is up"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := providertest.NewWorld(t)
			run := providertest.AttachTerraform(t)
			credential := w.AddCredential()
			run.Write(w.Config(providertest.EntryGuardResource(credential, map[string]string{"timeouts": `{ create = "1s" }`})))
			c.fault.Method, c.fault.Path = "POST", "/resources"
			w.EntryGuard.Fail(c.fault)
			if c.says != nil {
				run.Fails(append(c.says, "Production web"), "apply", "-auto-approve")
			} else if warnings := run.Warnings("apply", "-auto-approve"); (len(warnings) == 1) != c.warns {
				t.Errorf("got the warnings %v: %s", warnings, c.reason)
			}
			if n := w.EntryGuard.Count("POST", "/resources"); n != c.creates {
				t.Errorf("the create was asked for %d times, want %d: %s", n, c.creates, c.reason)
			}
			if n := w.EntryGuard.ResourceCount(); n != c.objects {
				t.Errorf("there are %d objects, want %d: %s", n, c.objects, c.reason)
			}
			if inState := run.State(providertest.EntryGuardAddress) != nil; inState != (c.objects == 1) {
				t.Errorf("in state: %v, objects: %d: %s", inState, c.objects, c.reason)
			}
			w.EntryGuard.ClearFaults()
			// What the API asked to wait for is part of the next run's time.
			run.Write(w.Config(providertest.EntryGuardResource(credential, map[string]string{"timeouts": `{ create = "1m" }`})))
			run.Apply()
			run.PlansNothing()
			if n := w.EntryGuard.ResourceCount(); n != 1 {
				t.Errorf("after another apply there are %d objects, want 1", n)
			}
		})
	}
}

// TestEntryGuardCreateTwins: resources that describe the same object never
// take over each other's, whatever answers are lost.
func TestEntryGuardCreateTwins(t *testing.T) {
	t.Parallel()
	w := providertest.NewWorld(t)
	run := providertest.AttachTerraform(t)
	credential := w.AddCredential()
	// The delay lets the others in between, were they not kept apart.
	w.EntryGuard.Fail(entryguardtest.Fault{Method: "POST", Path: "/resources", Delay: 200 * time.Millisecond, DropAfter: true, Times: 2})
	run.Write(w.Config(providertest.EntryGuardResource(credential, map[string]string{"count": "4"})))
	run.Apply()
	ids := map[string]bool{}
	for _, r := range w.EntryGuard.Resources() {
		ids[r.ID] = true
	}
	if len(ids) != 4 || w.EntryGuard.Count("POST", "/resources") != 4 {
		t.Errorf("there are %d objects after %d requests, want 4 after 4", len(ids), w.EntryGuard.Count("POST", "/resources"))
	}
	run.PlansNothing()
	run.Must("destroy", "-auto-approve")
	if n := w.EntryGuard.ResourceCount(); n != 0 {
		t.Errorf("%d objects are left: two resources shared one", n)
	}
}

// TestEntryGuardCreateAmbiguous: where it is not certain which object was
// created, none is taken.
func TestEntryGuardCreateAmbiguous(t *testing.T) {
	t.Parallel()
	w := providertest.NewWorld(t)
	credential := w.AddCredential()
	like := entryguardtest.Resource{
		Name: "Production web", CredentialID: entryguardtest.Nullable(credential), Provider: "AWS", ResourceType: "SECURITY_GROUP",
		ResourceIdentifier: "sg-0123456789abcdef0", Region: "us-east-1",
	}
	older := w.EntryGuard.AddResource(like).ID
	run := providertest.AttachTerraform(t)
	run.Write(w.Config(providertest.EntryGuardResource(credential, nil)))

	// Nothing was created, and the one that looks like it was there before.
	w.EntryGuard.Fail(entryguardtest.Fault{Method: "POST", Path: "/resources", DropBefore: true})
	run.Fails([]string{"the answer was lost"}, "apply", "-auto-approve")
	if run.State(providertest.EntryGuardAddress) != nil {
		t.Fatalf("an object that was there before (%s) was taken over", older)
	}

	// Nothing was created, and somebody else created something else meanwhile.
	unlike := like
	unlike.ResourceIdentifier = "sg-0fedcba9876543210"
	createdMeanwhile(w, unlike, entryguardtest.Fault{DropBefore: true}, func() {
		run.Fails([]string{"the answer was lost"}, "apply", "-auto-approve")
	})
	if run.State(providertest.EntryGuardAddress) != nil {
		t.Fatal("an object that somebody else created was taken over")
	}

	// It was created, and somebody else created one like it meanwhile.
	createdMeanwhile(w, like, entryguardtest.Fault{DropAfter: true}, func() {
		run.Fails([]string{"the answer was lost", "2 new objects like it"}, "apply", "-auto-approve")
	})
	if run.State(providertest.EntryGuardAddress) != nil {
		t.Error("one of two objects was taken over")
	}
}

// createdMeanwhile runs something whose create fails by fault, and lets
// somebody else create a resource while that create is under way.
func createdMeanwhile(w *providertest.World, rival entryguardtest.Resource, fault entryguardtest.Fault, run func()) {
	w.EntryGuard.ResetRequests()
	fault.Method, fault.Path, fault.Delay = "POST", "/resources", 500*time.Millisecond
	w.EntryGuard.Fail(fault)
	done := make(chan struct{})
	go func() {
		defer close(done)
		if providertest.Happens(func() bool { return w.EntryGuard.Count("POST", "/resources") == 1 }) {
			w.EntryGuard.AddResource(rival)
		}
	}()
	run()
	<-done
}

// TestEntryGuardSteps: every step meets every kind of refusal, and no object
// gets lost.
func TestEntryGuardSteps(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		status int
		times  int // that a step is refused before it goes through; negative: always
		says   []string
	}{
		"401": {401, -1, []string{"Unauthenticated", "HTTP 401"}},
		"403": {403, -1, []string{"Denied", "HTTP 403", "ORG_ADMIN"}},
		"429": {429, 3, nil},
		"500": {500, -1, []string{"Unavailable", "HTTP 500"}},
		"503": {503, 2, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := providertest.NewWorld(t)
			run, id := created(w, map[string]string{"timeouts": `{ delete = "10s" }`})
			changed := w.Config(providertest.EntryGuardResource(string(w.OnlyResource().CredentialID), map[string]string{"name": `"Production web 2"`, "timeouts": `{ delete = "10s" }`}))
			for _, step := range []struct {
				method string
				config string
				args   []string
			}{
				{"GET", changed, []string{"plan"}},
				{"PATCH", changed, []string{"apply", "-auto-approve"}},
				{"DELETE", changed, []string{"destroy", "-auto-approve"}},
			} {
				w.EntryGuard.Fail(entryguardtest.Fault{Method: step.method, Path: "/resources/**", Status: c.status, Times: c.times})
				run.Write(step.config)
				if c.says == nil {
					run.Must(step.args...)
				} else {
					run.Fails(append(c.says, id), step.args...)
					if run.State(providertest.EntryGuardAddress) == nil || w.EntryGuard.ResourceCount() != 1 {
						t.Fatalf("%s: the object must stay, in EntryGuard and in state", step.method)
					}
				}
				w.EntryGuard.ClearFaults()
			}
			run.Must("destroy", "-auto-approve")
			if run.State(providertest.EntryGuardAddress) != nil || w.EntryGuard.ResourceCount() != 0 {
				t.Error("the object is still there")
			}
		})
	}
}

// TestEntryGuardWrongPassword: one error, and one log-in, however many
// resources there are.
func TestEntryGuardWrongPassword(t *testing.T) {
	t.Parallel()
	w := providertest.NewWorld(t)
	run := providertest.AttachTerraform(t)
	run.Write(strings.Replace(w.Config(providertest.EntryGuardResource(w.AddCredential(), nil)), entryguardtest.DefaultPassword, "wrong-password", 1))
	for _, d := range run.Fails([]string{"Unauthenticated", "email", "password"}, "apply", "-auto-approve") {
		if strings.Contains(d.Summary+d.Detail, "wrong-password") {
			t.Error("the error shows the password")
		}
	}
	if n := w.EntryGuard.Count("POST", "/auth/login"); n != 1 {
		t.Errorf("%d log-ins, want 1: a wrong password must not lock the user out", n)
	}
	if w.EntryGuard.CountAbout() != 0 || w.EntryGuard.ResourceCount() != 0 {
		t.Error("without a log-in nothing may be asked")
	}
}

// TestEntryGuardTokenExpires: a run that outlives its token goes on.
func TestEntryGuardTokenExpires(t *testing.T) {
	t.Parallel()
	w := providertest.NewWorldWith(t, entryguardtest.Options{TokenRequests: 3}, noOptions)
	run := providertest.AttachTerraform(t)
	run.Write(w.Config(providertest.EntryGuardResource(w.AddCredential(), map[string]string{"count": "5", "name": `"web ${count.index}"`})))
	// One request at a time: others would use up the token that this one renewed.
	run.Must("apply", "-auto-approve", "-parallelism=1")
	run.Must("destroy", "-auto-approve", "-parallelism=1")
	if n := w.EntryGuard.ResourceCount(); n != 0 {
		t.Errorf("%d objects are left", n)
	}
	if renewed := w.EntryGuard.Count("POST", "/auth/refresh"); renewed < 5 {
		t.Errorf("the token was renewed %d times, want it to expire all the time", renewed)
	}
}

// TestEntryGuardCreateInterrupted: Ctrl-C while a create is under way leaves no
// orphan.
func TestEntryGuardCreateInterrupted(t *testing.T) {
	t.Parallel()
	w := providertest.NewWorld(t)
	run := providertest.AttachTerraform(t)
	run.Write(w.Config(providertest.EntryGuardResource(w.AddCredential(), nil)))
	w.EntryGuard.Fail(entryguardtest.Fault{Method: "POST", Path: "/resources", Hang: true, TakesEffect: true})
	result := run.Interrupted(func() bool { return w.EntryGuard.ResourceCount() == 1 }, "apply", "-auto-approve")
	if result.Code == 0 || !strings.Contains(result.Stdout+result.Stderr, "Interrupt received") {
		t.Fatalf("terraform ended with %d:\n%s\n%s", result.Code, result.Stdout, result.Stderr)
	}
	if state := run.State(providertest.EntryGuardAddress); state == nil || state.Attributes["id"] != w.OnlyResource().ID {
		t.Fatalf("got %+v, want the object that was created", state)
	}
	run.Apply()
	run.PlansNothing()
	if n := w.EntryGuard.ResourceCount(); n != 1 {
		t.Errorf("after another apply there are %d objects, want 1", n)
	}
}
