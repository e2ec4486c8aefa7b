package entryguarddata_test

import (
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/steward-iac/terraform-provider-steward/internal/provider/providertest"
)

// TestQueryStory finds everything that EntryGuard has, writes it down, imports it
// and plans nothing, with real Terraform.
func TestQueryStory(t *testing.T) {
	t.Parallel()
	w := providertest.NewSeedWorld(t)
	seed(w)
	run := providertest.AttachTerraform(t)
	run.Write(w.ProviderBlock())
	var blocks strings.Builder
	want := 0
	for name, c := range queried() {
		fmt.Fprintf(&blocks, "list \"steward_entryguard_%[1]s\" \"%[1]s\" {\n  provider = steward\n}\n", name)
		want += len(c.names)
	}
	run.WriteQuery(blocks.String())
	printed, configuration := run.Generate()
	for name, c := range queried() {
		for _, one := range c.names {
			if !regexp.MustCompile(`list\.steward_entryguard_` + name + `\.` + name + `\s.*` + regexp.QuoteMeta(one)).MatchString(printed.Stdout) {
				t.Errorf("%s %s is not among what was found:\n%s", name, one, printed.Stdout)
			}
		}
	}
	if got := strings.Count(configuration, "import {"); got != want {
		t.Errorf("%d imports were written, want %d:\n%s", got, want, configuration)
	}
	// What a person must do: EntryGuard shows no secret.
	run.Rewrite(func(configuration string) string {
		return regexp.MustCompile(`credential_data +=.*`).ReplaceAllString(configuration, `credential_data = { accessKeyId = "AKIA", secretAccessKey = "s" }`)
	})
	changes := run.AllChanges()
	for address, change := range changes {
		if change != "no-op" && !(strings.HasPrefix(address, "steward_entryguard_credential.") && change == "update") {
			t.Errorf("%s: the plan is %q, want an import and nothing else", address, change)
		}
	}
	if len(changes) != want {
		t.Errorf("%d objects are planned, want %d", len(changes), want)
	}
	w.EntryGuard.ResetRequests()
	run.Apply()
	for _, r := range w.EntryGuard.Requests() {
		if r.Method != http.MethodGet && !strings.HasPrefix(r.Path, "/auth/") {
			t.Errorf("an import sends %s %s", r.Method, r.Path)
		}
	}
	run.PlansNothing()
	if !slices.Contains(strings.Fields(run.Must("state", "list").Stdout), "steward_entryguard_role.role_0") {
		t.Error("the role is not in state")
	}
}
