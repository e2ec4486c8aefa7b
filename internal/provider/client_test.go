package provider

import (
	"context"
	"strings"
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
		interrupted, interrupt := context.WithCancel(t.Context())
		get := onFirstUse(func(ctx context.Context) (*client, diag.Diagnostics) {
			if made++; made > 1 {
				return &client{}, nil
			}
			interrupt()
			<-ctx.Done()
			return nil, broken()
		})
		if _, first := get(interrupted); !first.HasError() || !strings.Contains(first[0].Detail(), context.Canceled.Error()) {
			t.Errorf("got %v, want the interruption", first)
		}
		if got, second := get(t.Context()); got == nil || second.HasError() {
			t.Errorf("got %v: what failed under a context that had ended says nothing", second)
		}
	})
}
