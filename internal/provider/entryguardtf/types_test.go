package entryguardtf_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/steward-iac/terraform-provider-steward/internal/entryguard/entryguardtest"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/providertest"
)

// TestEntryGuardRowsAreComplete: a type without a row would not be tested.
func TestEntryGuardRowsAreComplete(t *testing.T) {
	t.Parallel()
	rows := entryguardRows()
	for name := range providertest.NewProtocol(t).Schemas.ResourceSchemas {
		if _, there := rows[name]; strings.HasPrefix(name, "steward_entryguard_") && !there {
			t.Errorf("%s has no row", name)
		}
	}
}

// begin starts a world and returns an object of a row's type that is not
// created yet, and its configuration.
func (row entryguardRow) begin(t *testing.T, typeName string) (*providertest.World, *providertest.Object, map[string]any) {
	t.Helper()
	w := providertest.NewWorld(t)
	p := providertest.NewProtocol(t)
	p.Configure(providerBlock(w, map[string]any{"access_token": w.EntryGuard.AdminToken(), "requests_per_second": 10_000}))
	return w, providertest.NewObject(t, p, typeName), row.prepare(w)
}

// TestEntryGuardLife: every type is created, read, changed or replaced, drifts,
// is imported and destroyed, with Terraforms that know identities and with
// those that do not.
func TestEntryGuardLife(t *testing.T) {
	t.Parallel()
	for typeName, row := range entryguardRows() {
		for _, identities := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s identities %v", typeName, identities), func(t *testing.T) {
				t.Parallel()
				w, object, config := row.begin(t, typeName)
				object.Identities = identities
				row.live(w, object, config)
			})
		}
	}
}

func (row entryguardRow) live(w *providertest.World, object *providertest.Object, config map[string]any) {
	t := object.T
	object.RequireClean("creating", object.Apply(config))
	id := object.Text("id")
	if !row.exists(w, id) || object.Text("organization_id") != entryguardtest.DefaultOrganization.ID {
		t.Fatalf("EntryGuard has no such object as %s in %s", id, object.Text("organization_id"))
	}
	object.RequireClean("reading", object.Refresh())
	object.RequireNoChange("after the create", config)
	row.isImported(w, object, id)

	config = providertest.Altered(config, map[string]any{"timeouts": map[string]any{"read": "4m"}})
	w.EntryGuard.ResetRequests()
	object.RequireClean("changing the timeouts", object.Apply(config))
	if n := w.EntryGuard.Count("PATCH", "") + w.EntryGuard.Count("POST", ""); n != 0 {
		t.Errorf("%d changes were sent for what EntryGuard does not keep", n)
	}
	if row.change != nil {
		config = providertest.Altered(config, row.change)
		object.RequireClean("changing", object.Apply(config))
		object.RequireClean("reading", object.Refresh())
		object.RequireNoChange("after the change", config)
	}
	if row.drift != nil {
		row.drift(w, id)
		before := object.Attribute(row.drifted)
		object.RequireClean("reading", otherProcess(w, object).Refresh())
		if now := object.Attribute(row.drifted); now.Equal(before) {
			t.Errorf("%s is still %s: drift must show", row.drifted, now)
		}
	}
	if row.replace != nil {
		changes := row.replace(w)
		plan := object.Planned(providertest.Altered(config, changes))
		requireNoErrors(object.Protocol, "planning a replacement", plan.Diagnostics)
		replaced := map[string]bool{}
		for _, at := range plan.RequiresReplace {
			replaced[at.String()] = true
		}
		for name := range changes {
			if !replaced[fmt.Sprintf("AttributeName(%q)", name)] {
				t.Errorf("a change of %s must replace the object, not only of %v", name, plan.RequiresReplace)
			}
		}
	}
	row.destroyed(w, object, id)
}

// destroyed destroys the object.
func (row entryguardRow) destroyed(w *providertest.World, object *providertest.Object, id string) {
	t := object.T
	t.Helper()
	found := object.Apply(nil)
	if row.forgotten {
		if len(found) != 1 || found[0].Severity != tfprotov6.DiagnosticSeverityWarning || !strings.Contains(found[0].Summary, "only forgets them") || object.State != nil {
			t.Errorf("got %v, want one warning that nothing is deleted", found)
		}
		return
	}
	object.RequireClean("destroying", found)
	if object.State != nil || row.exists(w, id) {
		t.Error("the object is still there")
	}
}

// otherProcess is the next run of Terraform: a new provider process, which
// shares nothing that was read before.
func otherProcess(w *providertest.World, object *providertest.Object) *providertest.Object {
	object.Protocol = providertest.NewProtocol(object.T)
	object.Configure(providerBlock(w, map[string]any{"access_token": w.EntryGuard.AdminToken(), "requests_per_second": 10_000}))
	return object
}

// requireNoErrors accepts warnings.
func requireNoErrors(p *providertest.Protocol, what string, diagnostics []*tfprotov6.Diagnostic) {
	p.T.Helper()
	p.RequireClean(what, providertest.Errors(diagnostics))
}

// isImported imports the object by its ID and by its identity; both must give
// the state that the create gave.
func (row entryguardRow) isImported(w *providertest.World, object *providertest.Object, id string) {
	t := object.T
	identity := map[string]any{}
	for name, value := range object.Protocol.Identity(object.TypeName, object.Identity) {
		identity[name] = value
	}
	type does func(run *providertest.Object) (*tfprotov6.ImportResourceStateResponse, *tfprotov6.ReadResourceResponse)
	for how, do := range map[string]does{
		"by ID": func(run *providertest.Object) (*tfprotov6.ImportResourceStateResponse, *tfprotov6.ReadResourceResponse) {
			return run.ImportByID(object.TypeName, id)
		},
		"by identity": func(run *providertest.Object) (*tfprotov6.ImportResourceStateResponse, *tfprotov6.ReadResourceResponse) {
			return run.ImportByIdentity(object.TypeName, identity)
		},
	} {
		imported, read := do(otherProcess(w, new(*object))) // in the first one it is held already
		object.RequireClean("importing "+how, imported.Diagnostics)
		object.RequireClean("reading what was imported "+how, read.Diagnostics)
		got := object.Attributes(object.TypeName, read.NewState)
		for name, want := range object.Attributes(object.TypeName, object.State) {
			if !got[name].Equal(want) && !strings.Contains(strings.Join(row.never, " "), name) {
				t.Errorf("imported %s, %s is %s, want %s", how, name, got[name], want)
			}
		}
	}
}

// TestEntryGuardGone: an object that is gone leaves the state at the next read,
// cannot be changed, and is no error to destroy.
func TestEntryGuardGone(t *testing.T) {
	t.Parallel()
	for typeName, row := range entryguardRows() {
		if row.forgotten {
			continue // it is always there
		}
		t.Run(typeName, func(t *testing.T) {
			t.Parallel()
			w, object, config := row.begin(t, typeName)
			object.RequireClean("creating", object.Apply(config))
			id := object.Text("id")
			row.remove(w, id)
			if row.change != nil {
				found := providertest.Errors(object.Apply(providertest.Altered(config, row.change)))
				if len(found) != 1 || !strings.Contains(found[0].Summary, id) {
					t.Errorf("updating what is gone: got %v, want one error that names it", found)
				}
			}
			before := *object
			otherProcess(w, object).RequireClean("reading what is gone", object.Refresh())
			if object.State != nil {
				t.Error("the object is gone and must leave the state")
			}
			*object = before
			requireNoErrors(otherProcess(w, object).Protocol, "destroying what is gone", object.Apply(nil))
			if object.State != nil {
				t.Error("the object is gone and must leave the state")
			}
		})
	}
}

// TestEntryGuardRefused: every step of every type meets every kind of refusal.
// What passes is waited for; what does not is one error, and nothing gets lost.
func TestEntryGuardRefused(t *testing.T) {
	t.Parallel()
	for typeName, row := range entryguardRows() {
		for _, status := range []int{401, 403, 404, 429, 500} {
			t.Run(fmt.Sprintf("%s %d", typeName, status), func(t *testing.T) {
				t.Parallel()
				w, object, config := row.begin(t, typeName)
				row.refused(w, object, config, status)
			})
		}
	}
}

// refusals say what an error must say about a status; nothing where it passes.
// The 404 is a proxy's page: it says nothing about any object.
var refusals = map[int]string{401: "Unauthenticated", 403: "Denied", 404: "Unclassified", 429: "", 500: "Unavailable"}

func (row entryguardRow) refused(w *providertest.World, object *providertest.Object, config map[string]any, status int) {
	t, id := object.T, ""
	// meets carries a step out while one kind of request is refused, and says
	// what went wrong. Being throttled passes.
	meets := func(what, method string, step func() []*tfprotov6.Diagnostic) {
		t.Helper()
		times := -1
		if status == http.StatusTooManyRequests {
			times = 2
		}
		fault := entryguardtest.Fault{Method: method, Status: status, Times: times}
		if status == http.StatusNotFound {
			fault.Body = entryguardtest.HTMLPage
		}
		w.EntryGuard.Fail(fault)
		found := providertest.Errors(step())
		w.EntryGuard.ClearFaults()
		switch {
		case refusals[status] == "":
			object.RequireClean(what, found)
		case len(found) != 1:
			t.Fatalf("%s: got %d errors, want one: %v", what, len(found), found)
		case !strings.Contains(found[0].Detail, refusals[status]) || !strings.Contains(found[0].Detail, fmt.Sprintf("HTTP %d", status)) || !strings.Contains(found[0].Summary, id):
			t.Errorf("%s: the error says too little:\n%s\n%s", what, found[0].Summary, found[0].Detail)
		}
	}
	creates := "PATCH"
	if !row.forgotten {
		creates = "POST"
		// An API that fails is asked again until the time is up.
		config = providertest.Altered(config, map[string]any{"timeouts": map[string]any{"delete": "3s"}})
	}
	plan := object.Planned(config)
	object.RequireClean("planning", plan.Diagnostics)
	meets("creating", creates, func() []*tfprotov6.Diagnostic { return object.CarryOut(config, plan) })
	if refusals[status] != "" {
		if object.State != nil {
			t.Fatal("nothing was created, and something is in state")
		}
		object.RequireClean("creating", object.Apply(config))
	}
	id = object.Text("id")
	meets("reading", "GET", func() []*tfprotov6.Diagnostic { return otherProcess(w, object).Refresh() })
	if row.change != nil {
		changed := providertest.Altered(config, row.change)
		meets("changing", "PATCH", func() []*tfprotov6.Diagnostic { return object.Apply(changed) })
		object.RequireClean("reading", otherProcess(w, object).Refresh())
		object.RequireClean("changing", object.Apply(changed))
	}
	if !row.forgotten {
		meets("destroying", "DELETE", func() []*tfprotov6.Diagnostic { return object.Apply(nil) })
		if refusals[status] == "" {
			return
		}
		if object.State == nil || !row.exists(w, id) {
			t.Fatal("the object must stay, in EntryGuard and in state")
		}
	}
	row.destroyed(w, object, id)
}
