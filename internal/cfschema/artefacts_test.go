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

func TestArtefactsByKind(t *testing.T) {
	s := schemaOf(t, `{"typeName":"A::B::C","properties":{
		"Text":{"type":"string","minLength":1},"Free":{"type":"string"},"Mode":{"type":"string","enum":["A","B"]},"Way":{"type":"string","anyOf":[{"enum":["A"]},{"pattern":"^[Bb]$"},{"oneOf":[{"minLength":3}]}]},"List":{"type":"array","minItems":1,"items":{"type":"string"}},
		"Number":{"type":"integer","minimum":1},"Must":{"type":"string","minLength":1},"Once":{"type":"string","minLength":1},"Map":{"type":"object","minProperties":1,"patternProperties":{".+":{"type":"string"}}},
		"Deep":{"type":"object","properties":{"Text":{"type":"string","minLength":1},"Other":{"type":"string"}}},"Doc":{"type":"object"},
		"Items":{"type":"array","insertionOrder":false,"items":{"type":"object","properties":{"Text":{"type":"string","minLength":1},"Other":{"type":"string"}}}}},
		"required":["Must"],"createOnlyProperties":["/properties/Once"]}`)
	live := `{"Text":"","Free":"","Mode":"","Way":"","List":[],"Number":0,"Must":"","Once":"","Map":{},"Deep":{"Text":"","Other":"o"},"Doc":{"Text":"","a":null},"Items":[{"Text":"","Other":"1"}]}`
	want := `{"Free":"","Must":"","Deep":{"Other":"o"},"Doc":{"Text":"","a":null},"Items":[{"Other":"1"}]}`
	if diff := cmp.Diff(model(t, want), s.Configurable(model(t, live))); diff != "" {
		t.Errorf("an import (-want +got):\n%s", diff)
	}
	change := []PatchOperation{{Op: "add", Path: "/Free", Value: "x"}}
	got := applied(t, model(t, live), s.WithoutArtefacts(change, model(t, live), model(t, `{"Free":"x","Must":"","Items":[{"Other":"1"}]}`)))
	want = `{"Free":"x","Must":"","Once":"","Deep":{"Other":"o"},"Doc":{"Text":"","a":null},"Items":[{"Other":"1"}]}`
	if diff := cmp.Diff(model(t, want), got); diff != "" {
		t.Errorf("an update leaves what can not be changed, is required or is a document's (-want +got):\n%s", diff)
	}
	items := s.WithoutArtefacts(change, model(t, `{"Items":[{"Text":""}]}`), nil)
	if len(items) != 3 || items[0].Op != "test" || items[1].Op != "remove" || items[1].Path != "/Items/0/Text" {
		t.Errorf("an item may have moved, so its value is tested first: %+v", items)
	}
}

func schemaOf(t *testing.T, text string) *Schema {
	t.Helper()
	s, err := Parse([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return s
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
