package provider

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/steward-iac/terraform-provider-steward/internal/provider/destroy"
)

// TestConfigurePreflight: the block wins over the environment, and a wrong
// value in the environment is an error that names the variable.
func TestConfigurePreflight(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		block    types.String
		variable string
		want     string
		says     string
	}{
		"nothing":        {types.StringNull(), "", "warn", ""},
		"environment":    {types.StringNull(), "error", "error", ""},
		"block":          {types.StringValue("off"), "error", "off", ""},
		"unknown block":  {types.StringUnknown(), "error", "", ""},
		"wrong variable": {types.StringNull(), "Error", "", `must be one of warn, error, off. Got: "Error"`},
		"wrong, unused":  {types.StringValue("warn"), "loud", "warn", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := new(destroy.Settings)
			diags := configurePreflight(p, providerModel{DeletionPreflight: c.block}, func(asked string) string {
				if asked != "STEWARD_DELETION_PREFLIGHT" {
					t.Errorf("the variable %s was read", asked)
				}
				return c.variable
			})
			if p.Preflight != c.want {
				t.Errorf("deletion_preflight is %q, want %q", p.Preflight, c.want)
			}
			if diags.HasError() != (c.says != "") {
				t.Fatalf("got %v", diags)
			}
			for _, d := range diags {
				if !strings.Contains(d.Summary(), "STEWARD_DELETION_PREFLIGHT") || !strings.Contains(d.Detail(), c.says) {
					t.Errorf("it says %s: %s", d.Summary(), d.Detail())
				}
			}
		})
	}
}
