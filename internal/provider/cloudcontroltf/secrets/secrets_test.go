package secrets_test

import (
	"encoding/json"
	"testing"

	"github.com/steward-iac/terraform-provider-steward/internal/cfschema"
	"github.com/steward-iac/terraform-provider-steward/internal/jsonvalue"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/cloudcontroltf/secrets"
)

func TestSecretsAreHidden(t *testing.T) {
	t.Parallel()
	schema := &cfschema.Schema{WriteOnly: []jsonvalue.Path{{"Password"}, {"Users", "*", "Token"}}}
	properties := map[string]any{
		"Name":     "visible-name",
		"Password": "hunter2-long",
		"Users":    []any{map[string]any{"User": "visible-user", "Token": "tok-123456"}},
	}
	sensitive := map[string]any{
		"Secret":  `with "quotes" & <angles>`,
		"Pin":     json.Number("123456"),
		"Short":   "ab",
		"Nested":  map[string]any{"Deep": []any{"deep-secret", "deep-secret-longer"}},
		"Nothing": "",
		"Policy":  `{"Key":"inside-json"}`,
	}
	hidden := secrets.Of(properties, sensitive, schema)
	cases := map[string]struct{ text, want, reason string }{
		"write-only":      {"bad value hunter2-long!", "bad value (sensitive value)!", "what the type calls write-only is a secret"},
		"in an array":     {"token tok-123456", "token (sensitive value)", "a path may go through an array"},
		"beside it":       {"visible-name visible-user", "visible-name visible-user", "other properties are not hidden"},
		"plain quotes":    {`got with "quotes" & <angles>`, "got (sensitive value)", "as it was written"},
		"in JSON":         {`{"s":"with \"quotes\" \u0026 \u003cangles\u003e"}`, `{"s":"(sensitive value)"}`, "an API that repeats JSON escapes it"},
		"in Go's quotes":  {`"with \"quotes\" & <angles>"`, `"(sensitive value)"`, "so do our own texts"},
		"number":          {"PIN 123456 is taken", "PIN (sensitive value) is taken", "a number may be a secret"},
		"short as a word": {"value ab, grab", "value (sensitive value), grab", "a short one is hidden only where it is a word"},
		"the longer one":  {"deep-secret-longer", "(sensitive value)", "a secret that holds another is hidden whole"},
		"in a document":   {"inside-json", "(sensitive value)", "JSON written as text is looked into"},
		"none":            {"nothing to hide", "nothing to hide", "the empty text hides nothing"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := hidden.Hide(c.text); got != c.want {
				t.Errorf("%s:\n got %s\nwant %s", c.reason, got, c.want)
			}
		})
	}
	if got := (secrets.Values{}).Hide("text"); got != "text" {
		t.Errorf("without secrets nothing is hidden, got %q", got)
	}
}
