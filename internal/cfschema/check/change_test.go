package check_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/steward-iac/terraform-provider-steward/internal/cfschema"
	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/cfschematest"
)

// TestChange: an object may be older than its schema, and what was wrong with it before stands in the way of nothing.
func TestChange(t *testing.T) {
	s := cfschematest.Must(cfschema.Parse(cfschematest.Own("shapes.json")))
	for name, c := range map[string]struct {
		prior, desired string
		want           []string
		reason         string
	}{
		"no prior":         {``, `{"Name":"a","Mode":"x"}`, []string{"/Mode"}, "a create"},
		"right":            {`{"Name":"a","Mode":"x"}`, `{"Name":"a","Mode":"Active"}`, nil, ""},
		"as it was":        {`{"Name":"a","Mode":"x"}`, `{"Name":"a","Mode":"x","Port":1}`, nil, "something else is changed"},
		"another mistake":  {`{"Name":"a","Mode":"x"}`, `{"Name":"a","Mode":"y"}`, []string{"/Mode"}, "it is new"},
		"new":              {`{"Name":"a"}`, `{"Name":"a","Mode":"x"}`, []string{"/Mode"}, ""},
		"in another place": {`{"Name":"a","Mode":"x"}`, `{"Name":"a","Mode":"x","Port":"x"}`, []string{"/Port"}, "the same value"},
		"an item moved":    {`{"Name":"a","Rules":[{"Protocol":[]},{"Protocol":"tcp"}]}`, `{"Name":"a","Rules":[{"Protocol":"tcp"},{"Protocol":[]}]}`, nil, "the order means nothing"},
		"still missing":    {`{"Network":{}}`, `{"Network":{},"Port":1}`, nil, "both of them"},
		"missing now":      {`{"Name":"a","Network":{"Size":1}}`, `{"Name":"a","Network":{}}`, []string{"/Network"}, ""},
		"missing else":     {`{"Name":"a","Rules":[{"Port":1}]}`, `{"Name":"a","Rules":[{"Protocol":"tcp"},{"Port":1}]}`, []string{"/Rules/1"}, "at another place"},
		"another missing":  {`{"Network":{"Size":1}}`, `{"Network":{}}`, []string{"/Network"}, "the name was missing before"},
		"missing for bad":  {`{"Name":"a","Network":[]}`, `{"Name":"a","Network":{}}`, []string{"/Network"}, "what was wrong with it is something else"},
		"bad for missing":  {`{"Name":"a","Network":{}}`, `{"Name":"a","Network":[]}`, []string{"/Network"}, "and the other way round"},
	} {
		var got []string
		for _, problem := range s.ValidateChange(cfschematest.Value(c.prior), cfschematest.Value(c.desired)) {
			got = append(got, problem.Path.String())
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s: %s (-want +got):\n%s", name, c.reason, diff)
		}
	}
}
