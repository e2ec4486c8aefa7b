package cloudcontroltf_test

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	tfattributes "github.com/steward-iac/terraform-provider-steward/internal/provider/attributes"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/cloudcontroltf"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/destroy"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/dynamic"
)

// blankState is the state of an object of which nothing is known.
func blankState(ctx context.Context, t *testing.T) tfsdk.State {
	t.Helper()
	var resp resource.SchemaResponse
	cloudcontroltf.NewResource().Schema(ctx, resource.SchemaRequest{}, &resp)
	object, ok := resp.Schema.Type().TerraformType(ctx).(tftypes.Object)
	if !ok {
		t.Fatal("a resource is an object")
	}
	values := map[string]tftypes.Value{}
	for name, of := range object.AttributeTypes {
		values[name] = tftypes.NewValue(of, nil)
	}
	return tfsdk.State{Schema: resp.Schema, Raw: tftypes.NewValue(object, values)}
}

// TestModelIsReadAsTheFrameworkReadsIt holds the two ways from and to state
// against each other.
func TestModelIsReadAsTheFrameworkReadsIt(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	made := func(change func(m *cloudcontroltf.Model)) func(t *testing.T) tfsdk.State {
		return func(t *testing.T) tfsdk.State {
			state := blankState(ctx, t)
			var m cloudcontroltf.Model
			if diags := state.Get(ctx, &m); diags.HasError() {
				t.Fatal(diags)
			}
			change(&m)
			if diags := state.Set(ctx, m); diags.HasError() {
				t.Fatal(diags)
			}
			return state
		}
	}
	for name, tt := range map[string]struct {
		state  func(t *testing.T) tfsdk.State
		reason string
	}{
		"blank": {made(func(*cloudcontroltf.Model) {}), "after an import most is null, and of its type"},
		"full": {made(func(m *cloudcontroltf.Model) {
			m.TypeName, m.Identifier = types.StringValue("AWS::Logs::LogGroup"), types.StringValue("/acme")
			m.Properties = dynamic.Of(map[string]any{"Name": "a", "Tags": []any{map[string]any{"Key": "k"}}})
			m.SensitivePropertiesVersion = types.Int64Value(3)
			m.PendingOperation = destroy.PendingFrom(&deletion.Operation{Token: "t", Kind: deletion.KindCreate})
		}), "each kind of value comes through"},
		"unknown": {made(func(m *cloudcontroltf.Model) {
			m.Region, m.ComputedProperties = types.StringUnknown(), types.DynamicUnknown()
		}), "a plan is read the same way"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			state := tt.state(t)
			var want, got cloudcontroltf.Model
			diags := state.Get(ctx, &want)
			diags.Append(tfattributes.ReadModel(ctx, state, &got)...)
			back := blankState(ctx, t)
			diags.Append(tfattributes.WriteModel(ctx, &back, &got)...)
			if diags.HasError() {
				t.Fatalf("%v (%s)", diags, tt.reason)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s: it is read otherwise (-want +got):\n%s", tt.reason, diff)
			}
			if !back.Raw.Equal(state.Raw) {
				t.Errorf("%s: written is %s, want %s", tt.reason, back.Raw, state.Raw)
			}
		})
	}
}

// TestModelRefusesWhatDoesNotFit: the faults that the framework finds are found
// still.
func TestModelRefusesWhatDoesNotFit(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	state := blankState(ctx, t)
	var wrong struct {
		Region types.Int64  `tfsdk:"region"`
		Absent types.String `tfsdk:"absent"`
	}
	if diags := tfattributes.ReadModel(ctx, state, &wrong); diags.ErrorsCount() != 2 {
		t.Errorf("read into fields that do not fit: %v", diags)
	}
	if diags := tfattributes.WriteModel(ctx, &state, &wrong); !diags.HasError() {
		t.Error("written from fields that do not fit")
	}
	state.RemoveResource(ctx)
	var m cloudcontroltf.Model
	if diags := tfattributes.ReadModel(ctx, state, &m); !diags.HasError() {
		t.Error("read where there is nothing")
	}
}
