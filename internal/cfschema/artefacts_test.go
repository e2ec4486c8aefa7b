package cfschema

import (
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/parts"
	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/shape"
	"github.com/steward-iac/terraform-provider-steward/internal/jsonvalue"
)

func TestArtefacts(t *testing.T) {
	acl := published(t, "AWS::WAFv2::WebACL")
	const base = `"Name":"front","Scope":"REGIONAL","DefaultAction":{"Block":{}},"VisibilityConfig":{"CloudWatchMetricsEnabled":true,"MetricName":"front","SampledRequestsEnabled":true}`
	live := model(t, `{`+base+`,"Description":"","TokenDomains":["a.example"],"Rules":[],"Arn":"arn:x"}`)
	if diff := cmp.Diff(model(t, `{`+base+`,"TokenDomains":["a.example"],"Rules":[]}`), acl.Configurable(live)); diff != "" {
		t.Errorf("an import (-want +got):\n%s", diff)
	}
	planned := model(t, `{`+base+`,"TokenDomains":["b.example"]}`)
	patch, err := acl.Patch(model(t, `{`+base+`,"TokenDomains":["a.example"]}`), planned, false)
	if err != nil {
		t.Fatal(err)
	}
	clean := acl.WithoutArtefacts(patch, live, planned)
	if want := append([]PatchOperation{{Op: "remove", Path: "/Description"}}, patch...); !cmp.Equal(want, clean) {
		t.Errorf("-want +got:\n%s", cmp.Diff(want, clean))
	}
	if got := acl.WithoutArtefacts(nil, live, planned); got != nil {
		t.Errorf("a patch that changes nothing becomes %v", got)
	}
	written := jsonvalue.Put(planned, jsonvalue.Path{"Description"}, "")
	if got := acl.WithoutArtefacts(patch, live, written); len(got) != len(patch) {
		t.Errorf("what is configured is removed: %v", got)
	}
	own := []PatchOperation{{Op: "add", Path: "/Description", Value: "mine"}}
	if got := acl.WithoutArtefacts(own, live, planned); len(got) != 1 {
		t.Errorf("what the patch sets is removed first: %v", got)
	}
}

// TestLawsOfArtefacts adds forbidden empty values to live models: imports do not have them, and a patch of another property
// takes them out and nothing else.
func TestLawsOfArtefacts(t *testing.T) {
	added := 0
	eachSchema(t, func(t *testing.T, l laws) {
		m := l.models.Model()
		live, n := withArtefacts(l.random, l.Schema.model(), m)
		if n == 0 {
			return
		}
		added += n
		if diff := cmp.Diff(l.Configurable(m), l.Configurable(live)); diff != "" {
			t.Errorf("an import finds what a read adds (-plain +import):\n%s", diff)
		}
		change := []PatchOperation{{Op: "add", Path: "/StewardTest", Value: "x"}}
		want := jsonvalue.Put(m, jsonvalue.Path{"StewardTest"}, "x")
		if diff := cmp.Diff(want, applied(t, live, l.WithoutArtefacts(change, live, m))); diff != "" {
			t.Errorf("the patched model is not without what a read adds, or lacks more (-want +got):\n%s", diff)
		}
	})
	t.Logf("%d artefacts", added)
	if added < 20 {
		t.Errorf("only %d artefacts were tried", added)
	}
}

// withArtefacts returns a copy of a model with forbidden empty values in its structures, and how many.
func withArtefacts(random *rand.Rand, p shape.Place, value map[string]any) (map[string]any, int) {
	object, n := map[string]any{}, 0
	for key, member := range value {
		object[key] = member
		child := p.Property(key)
		_, some := parts.Configurable(child, member)
		if below, ok := member.(map[string]any); ok && some && child.Declared() && !child.Is(shape.ReadOnly|shape.WriteOnly|shape.CreateOnly) {
			inner, more := withArtefacts(random, child, below)
			object[key], n = inner, n+more
		}
	}
	for _, name := range p.Names() {
		child := p.Property(name)
		if _, there := value[name]; there || child.Is(shape.ReadOnly|shape.WriteOnly|shape.CreateOnly) || p.Requires(name) || random.IntN(2) == 0 {
			continue
		}
		for _, empty := range []any{"", []any{}} {
			if shape.Fits(child.Kinds(), child, empty) && parts.Artefact(child, empty) {
				object[name], n = empty, n+1
				break
			}
		}
	}
	return object, n
}
