package attributes

import (
	"context"
	"fmt"
	"reflect"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// A reader is what Terraform has of a resource: tfsdk.Config, Plan, State.
type reader interface {
	Get(ctx context.Context, target any) diag.Diagnostics
}

// A writer is what the provider answers: *tfsdk.Plan, *tfsdk.State.
type writer interface {
	Set(ctx context.Context, value any) diag.Diagnostics
}

// ReadModel reads a resource into the struct that model points to. It does
// what the Get of the framework does, of which only the first half is used:
// the second looks at every field's tag with a pattern that it compiles anew
// each time, which took a tenth of the time of a plan.
func ReadModel(ctx context.Context, from reader, model any) diag.Diagnostics {
	var object types.Object
	diags := from.Get(ctx, &object)
	if diags.HasError() {
		return diags
	}
	values, fields := object.Attributes(), reflect.ValueOf(model).Elem()
	for i := range fields.NumField() {
		name := attributeOf(fields, i)
		value := reflect.ValueOf(values[name])
		if !value.IsValid() || value.Type() != fields.Field(i).Type() {
			diags.AddError("A value cannot be read", fmt.Sprintf("This is a fault of the provider: the attribute %s is %T.", name, values[name]))
			continue
		}
		fields.Field(i).Set(value)
	}
	return diags
}

// WriteModel writes the struct that model points to, as ReadModel reads it.
// The framework holds it against the schema.
func WriteModel(ctx context.Context, to writer, model any) diag.Diagnostics {
	fields := reflect.ValueOf(model).Elem()
	attributes, values := make(map[string]attr.Type, fields.NumField()), make(map[string]attr.Value, fields.NumField())
	for i := range fields.NumField() {
		value, ok := reflect.TypeAssert[attr.Value](fields.Field(i))
		if !ok {
			continue // the framework says which attribute is missing
		}
		name := attributeOf(fields, i)
		attributes[name], values[name] = value.Type(ctx), value
	}
	object, diags := types.ObjectValue(attributes, values)
	if diags.HasError() {
		return diags
	}
	return to.Set(ctx, object)
}

// attributeOf is the name of the attribute that field i of a model stands for.
func attributeOf(fields reflect.Value, i int) string { return fields.Type().Field(i).Tag.Get("tfsdk") }
