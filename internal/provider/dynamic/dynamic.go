package dynamic

import (
	"encoding/json"
	"math/big"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/steward-iac/terraform-provider-steward/internal/jsonvalue"
)

// numberPrecision is the precision, in bits, to which Terraform parses
// numbers. A decimal that is written and read at this precision stays as it
// was.
const numberPrecision = 512

// hugeExponent is the binary exponent from which on a number is written with a
// decimal exponent, so that 1e1000000 does not become a megabyte of zeros.
const hugeExponent = 2048

// ModelOf returns a Terraform value as a model: decoded JSON, with
// jsonvalue.Unknown for what is not known yet. A null attribute of an
// object or element of a map is left out, since in a configuration null means
// "not set". A set becomes an array in Terraform's own order.
func ModelOf(value attr.Value) any { return modelOf(value, false) }

// ModelWithNulls is ModelOf with a null attribute of an object or element of a
// map as a member that is nil: inside a free document null is data.
func ModelWithNulls(value attr.Value) any { return modelOf(value, true) }

func modelOf(value attr.Value, nulls bool) any {
	switch {
	case value == nil || value.IsNull():
		return nil
	case value.IsUnknown():
		return jsonvalue.Unknown
	}
	switch v := value.(type) {
	case types.Dynamic:
		return modelOf(v.UnderlyingValue(), nulls)
	case types.Object:
		return objectModel(v.Attributes(), nulls)
	case types.Map:
		return objectModel(v.Elements(), nulls)
	case types.Tuple:
		return arrayModel(v.Elements(), nulls)
	case types.List:
		return arrayModel(v.Elements(), nulls)
	case types.Set:
		return arrayModel(v.Elements(), nulls)
	case types.String:
		return v.ValueString()
	case types.Bool:
		return v.ValueBool()
	case types.Number:
		return jsonNumber(v.ValueBigFloat())
	}
	// A dynamic value is made of the types above alone. One that is new to us
	// must not look like a value that is known.
	return jsonvalue.Unknown
}

func objectModel(attributes map[string]attr.Value, nulls bool) map[string]any {
	model := make(map[string]any, len(attributes))
	for name, value := range attributes {
		if member := modelOf(value, nulls); member != nil || nulls {
			model[name] = member
		}
	}
	return model
}

func arrayModel(elements []attr.Value, nulls bool) []any {
	model := make([]any, len(elements))
	for i, element := range elements {
		model[i] = modelOf(element, nulls)
	}
	return model
}

// jsonNumber writes a number so that reading it again gives the same number.
func jsonNumber(f *big.Float) json.Number {
	// A short float64 that came over the wire has 53 bits, of which Text would
	// print just enough digits to tell it from its neighbours at 53 bits.
	exact := new(big.Float).SetPrec(numberPrecision).Set(f)
	switch exponent := exact.MantExp(nil); {
	case exponent > hugeExponent || exponent < -hugeExponent:
		return json.Number(exact.Text('g', -1))
	case exact.IsInt():
		return json.Number(exact.Text('f', 0))
	}
	return json.Number(exact.Text('f', -1))
}

// valueOf returns a model as a Terraform value: objects and tuples, as an
// expression in HCL would make them. A null member of an object is kept on
// demand.
func valueOf(model any, nulls bool) attr.Value {
	switch m := model.(type) {
	case nil:
		return types.DynamicNull()
	case string:
		return types.StringValue(m)
	case bool:
		return types.BoolValue(m)
	case json.Number:
		return numberValue(m)
	case []any:
		elements := make([]attr.Value, len(m))
		for i, element := range m {
			elements[i] = valueOf(element, nulls)
		}
		return tupleValue(elements)
	case map[string]any:
		attributes := make(map[string]attr.Value, len(m))
		for name, member := range m {
			if member != nil || nulls {
				attributes[name] = valueOf(member, nulls)
			}
		}
		return objectValue(attributes)
	}
	return types.DynamicUnknown()
}

// numberValue reads a number as Terraform does. One that Terraform cannot
// hold is kept as text rather than as another number.
func numberValue(n json.Number) attr.Value {
	f, _, err := big.ParseFloat(n.String(), 10, numberPrecision, big.ToNearestEven)
	if err != nil || f.IsInf() {
		return types.StringValue(n.String())
	}
	return types.NumberValue(f)
}

func tupleValue(elements []attr.Value) types.Tuple {
	elementTypes := make([]attr.Type, len(elements))
	for i, element := range elements {
		elementTypes[i] = element.Type(noContext)
	}
	return types.TupleValueMust(elementTypes, elements)
}

// objectValue is an object of whatever types its attributes have.
func objectValue(attributes map[string]attr.Value) types.Object {
	attributeTypes := make(map[string]attr.Type, len(attributes))
	for name, value := range attributes {
		attributeTypes[name] = value.Type(noContext)
	}
	return types.ObjectValueMust(attributeTypes, attributes)
}

// Of wraps a model as the value of a dynamic attribute; nil is null.
func Of(model any) types.Dynamic {
	return as(valueOf(model, false))
}

// WithNulls is Of that keeps the null members of objects.
func WithNulls(model any) types.Dynamic { return as(valueOf(model, true)) }

// as wraps a value as that of a dynamic attribute, at most once.
func as(value attr.Value) types.Dynamic {
	if dynamic, ok := value.(types.Dynamic); ok {
		return dynamic
	}
	return types.DynamicValue(value)
}
