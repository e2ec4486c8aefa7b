package cfschema

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/steward-iac/terraform-provider-steward/internal/jsonvalue"
)

// TestReplacementsOfOtherForms checks that a value in another form replaces nothing, and that what stands beside a value
// is asked only where it is there.
func TestReplacementsOfOtherForms(t *testing.T) {
	s := testSchema(t, "forms.json")
	s.CreateOnly = []jsonvalue.Path{{"Engine"}, {"AnyKey"}, {"EngineVersion"}, {"Rules", "*", "FromPort"}}
	const arn = "arn:aws:kms:eu-central-1:123456789012:key/"
	for name, c := range map[string]struct {
		prior, planned string
		want           []jsonvalue.Path
		reason         string
	}{
		"case":      {`{"Engine":"aurora"}`, `{"Engine":"Aurora"}`, nil, ""},
		"alias":     {`{"AnyKey":"` + arn + `1"}`, `{"AnyKey":"alias/a"}`, nil, "an import found the ARN"},
		"other key": {`{"AnyKey":"` + arn + `1"}`, `{"AnyKey":"` + arn + `2"}`, []jsonvalue.Path{{"AnyKey"}}, ""},
		"aliases":   {`{"AnyKey":"alias/a"}`, `{"AnyKey":"alias/b"}`, []jsonvalue.Path{{"AnyKey"}}, "the pattern fits neither"},
		"less":      {`{"EngineVersion":"13.4"}`, `{"EngineVersion":"13"}`, nil, ""},
		"more":      {`{"EngineVersion":"13"}`, `{"EngineVersion":"13.4"}`, []jsonvalue.Path{{"EngineVersion"}}, ""},
		"port":      {`{"Rules":[{"IpProtocol":"tcp","FromPort":-1}]}`, `{"Rules":[{"IpProtocol":"tcp","FromPort":22}]}`, []jsonvalue.Path{{"Rules", "*", "FromPort"}}, "without its neighbours a port is a port"},
	} {
		if diff := cmp.Diff(c.want, s.Replacements(model(t, c.prior), model(t, c.planned))); diff != "" {
			t.Errorf("%s: %s (-want +got):\n%s", name, c.reason, diff)
		}
	}
}

// TestRealTransforms says how many of the published transforms are understood.
func TestRealTransforms(t *testing.T) {
	var all, understood int
	for name, text := range realSchemas(t) {
		var raw struct{ PropertyTransform map[string]string }
		if err := json.Unmarshal(text, &raw); err != nil {
			t.Fatal(err)
		}
		s, err := Parse(text)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for pointer, source := range raw.PropertyTransform {
			all++
			if s.at(s.shape.Paths([]any{"/" + strings.TrimPrefix(pointer, "/")})[0]).Form() != nil {
				understood++
				continue
			}
			t.Logf("left to the API: %s%s %s", s.TypeName, pointer, source)
		}
	}
	t.Logf("%d of %d transforms are understood", understood, all)
	if all < 150 || all-understood > 5 {
		t.Errorf("%d of %d transforms are understood, want nearly all", understood, all)
	}
}
