package destroy_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/destroy"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/providertest"
)

// A private is private state in a map; its error is that of every access.
type private struct {
	keys map[string][]byte
	err  diag.Diagnostics
}

func (p *private) GetKey(_ context.Context, key string) ([]byte, diag.Diagnostics) {
	return p.keys[key], p.err
}

func (p *private) SetKey(_ context.Context, key string, value []byte) diag.Diagnostics {
	if p.keys == nil {
		p.keys = map[string][]byte{}
	}
	p.keys[key] = value
	return p.err
}

// TestRememberedSecrets: later runs recognize what earlier ones gave an object,
// and private state does not show it.
func TestRememberedSecrets(t *testing.T) {
	const secret, second = "correct-horse-battery", "staple-and-more-words"
	state := new(private)
	if diags := destroy.RememberSecrets(t.Context(), state, nil); len(diags) > 0 || len(state.keys) > 0 {
		t.Errorf("nothing is remembered as %s, %v", state.keys, diags)
	}
	for _, given := range []string{secret, second} {
		if diags := destroy.RememberSecrets(t.Context(), state, []string{given}); len(diags) > 0 {
			t.Fatal(diags)
		}
	}
	memory := destroy.RememberedSecrets(t.Context(), state)
	if shown := memory.Hide(secret + " and " + second + " and the rest"); strings.Contains(shown, secret) || strings.Contains(shown, second) || !strings.Contains(shown, "the rest") {
		t.Errorf("shown as %q", shown)
	}
	for key, value := range state.keys {
		if strings.Contains(string(value), secret) {
			t.Errorf("%s shows the secret: %s", key, value)
		}
		broken := &private{keys: map[string][]byte{key: []byte(`{"sums":`)}}
		if got := destroy.RememberedSecrets(t.Context(), broken).Hide(secret); got != secret {
			t.Errorf("a broken record hides %q", got)
		}
		failing := &private{keys: state.keys, err: diag.Diagnostics{diag.NewErrorDiagnostic("no private state", "")}}
		if got := destroy.RememberedSecrets(t.Context(), failing).Hide(secret); got != secret {
			t.Errorf("what could not be read hides %q", got)
		}
	}
}

// TestMaskedResults: no words of an API show a secret, wherever they stand.
func TestMaskedResults(t *testing.T) {
	const secret = "hunter2-hunter2"
	mask := func(text string) string { return strings.ReplaceAll(text, secret, "(secret)") }
	said := func() *deletion.Failure {
		return &deletion.Failure{Reason: deletion.Invalid, Code: "X", Message: "not " + secret, Hooks: []deletion.Hook{{Name: "H", Message: secret, Failed: true, Fatal: true}}}
	}
	for name, result := range map[string]deletion.Result{
		"failure":      refused(providertest.WebResource, said()),
		"in the way":   with(refused(providertest.WebResource, said()), func(r *deletion.Result) { r.BlockersErr = errors.New(secret) }),
		"whose answer": with(refused(providertest.SecurityGroup, nil), func(r *deletion.Result) { r.Fence = &deletion.FenceError{Object: r.Object, Err: said()} }),
		"elsewhere":    with(refused(providertest.SecurityGroup, nil), func(r *deletion.Result) { r.Fence = &deletion.FenceError{Object: r.Object} }),
		"unconfirmed":  {Object: providertest.SecurityGroup, Outcome: deletion.Deleted, Unconfirmed: said()},
		"a hook":       {Object: providertest.SecurityGroup, Outcome: deletion.Deleted, Hooks: []deletion.Hook{{Name: "H", Message: secret, Failed: true}}},
	} {
		text := textOf(destroy.Explain(result, destroy.Explanation{Mask: mask}))
		if strings.Contains(text, secret) || strings.Contains(text, "(secret)") == (name == "elsewhere") {
			t.Errorf("%s:\n%s", name, text)
		}
		if name != "elsewhere" && !strings.Contains(textOf(destroy.Explain(result, destroy.Explanation{})), secret) {
			t.Errorf("%s: without a mask it is shown as it is", name)
		}
	}
}

func textOf(diags diag.Diagnostics) string {
	var b strings.Builder
	for _, d := range diags {
		b.WriteString(d.Severity().String() + ": " + d.Summary() + "\n" + d.Detail() + "\n")
	}
	return b.String()
}

// TestChecksThatHide: what could not be seen is said without secrets.
func TestChecksThatHide(t *testing.T) {
	mask := func(text string) string { return strings.ReplaceAll(text, "hunter2", "(secret)") }
	if destroy.Check(nil).Hiding(mask) != nil {
		t.Error("what has nothing to ask asks something")
	}
	for text, want := range map[string]string{"refused hunter2": "refused (secret)", "": ""} {
		seen := destroy.Check(func(context.Context) destroy.Findings {
			if text == "" {
				return destroy.Findings{}
			}
			return destroy.Findings{Unseen: errors.New(text)}
		}).Hiding(mask)(t.Context())
		if (seen.Unseen == nil) != (want == "") || want != "" && seen.Unseen.Error() != want {
			t.Errorf("%q is said as %v", text, seen.Unseen)
		}
	}
}
