package provider

import (
	"context"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/diag"
)

func TestOnFirstUse(t *testing.T) {
	t.Parallel()
	type client struct{}
	broken := func() diag.Diagnostics {
		var diags diag.Diagnostics
		diags.AddError("broken", "")
		return diags
	}
	t.Run("made once", func(t *testing.T) {
		made := 0
		get := onFirstUse(func(context.Context) (*client, diag.Diagnostics) {
			made++
			var diags diag.Diagnostics
			diags.AddWarning("plain http", "")
			return &client{}, diags
		})
		first, warnings := get(t.Context())
		second, none := get(t.Context())
		if first == nil || first != second || made != 1 || len(warnings) != 1 || len(none) != 0 {
			t.Errorf("made %d times, warnings %v then %v; want one client, and its warning once", made, warnings, none)
		}
	})
	t.Run("a failure is kept", func(t *testing.T) {
		made := 0
		get := onFirstUse(func(context.Context) (*client, diag.Diagnostics) { made++; return nil, broken() })
		_, first := get(t.Context())
		_, second := get(t.Context())
		if made != 1 || !first.HasError() || !second.HasError() {
			t.Errorf("made %d times: a hundred resources must not ask a hundred times for credentials that do not exist", made)
		}
	})
	t.Run("an interruption is not", func(t *testing.T) {
		made := 0
		get := onFirstUse(func(context.Context) (*client, diag.Diagnostics) { made++; return nil, broken() })
		ended, cancel := context.WithCancel(t.Context())
		cancel()
		get(ended)
		if get(t.Context()); made != 2 {
			t.Errorf("made %d times, want 2: what failed under a context that had ended says nothing", made)
		}
	})
}
