package attributes_test

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/steward-iac/terraform-provider-steward/internal/provider/attributes"
)

// TestForms: one form is accepted, what is not known yet is not judged, and an error
// says what the form is.
func TestForms(t *testing.T) {
	const id = "123e4567-e89b-42d3-a456-426614174000"
	uuid, timestamp := attributes.UUID("the ID of a role"), attributes.Timestamp()
	for name, c := range map[string]struct {
		form  validator.String
		given types.String
		want  string // the detail of the error; empty where it is accepted
	}{
		"UUID":              {uuid, types.StringValue(id), ""},
		"no UUID":           {uuid, types.StringNull(), ""},
		"unknown UUID":      {uuid, types.StringUnknown(), ""},
		"UUID in braces":    {uuid, types.StringValue("{" + id + "}"), `id: value must be the ID of a role, a UUID, such as "` + id + `", got: "{` + id + `}".`},
		"UUID, 36 long":     {uuid, types.StringValue("123e4567-e89b-42d3-a456-42661417400g"), `id: value must be the ID of a role, a UUID, such as "` + id + `", got: "123e4567-e89b-42d3-a456-42661417400g".`},
		"timestamp":         {timestamp, types.StringValue("2027-01-01T00:00:00+01:00"), ""},
		"no timestamp":      {timestamp, types.StringNull(), ""},
		"unknown timestamp": {timestamp, types.StringUnknown(), ""},
		"date":              {timestamp, types.StringValue("2027-01-01"), `id: value must be an RFC 3339 timestamp, such as "2027-01-01T00:00:00Z", got: "2027-01-01".`},
	} {
		t.Run(name, func(t *testing.T) {
			var resp validator.StringResponse
			c.form.ValidateString(t.Context(), validator.StringRequest{Path: path.Root("id"), ConfigValue: c.given}, &resp)
			got := ""
			for _, d := range resp.Diagnostics {
				got += d.Detail()
			}
			if got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}
