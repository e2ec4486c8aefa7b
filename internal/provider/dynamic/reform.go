package dynamic

import (
	"context"
	"reflect"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// noContext is handed to functions of the framework that take a context and
// have no use for one.
var noContext = context.Background()

// Reformed returns model, with its nulls, in the form that prior has: a map stays a map, a list
// a list, an attribute that is null stays there. Where the model no longer
// fits that form it becomes an object or a tuple. What did not change is
// prior's own value, so that Terraform shows no difference that is one of type
// alone.
func Reformed(prior types.Dynamic, model any) types.Dynamic {
	return as(reform(prior, model))
}

func reform(prior attr.Value, model any) attr.Value {
	if prior == nil || prior.IsUnknown() {
		return valueOf(model, true)
	}
	if reflect.DeepEqual(ModelWithNulls(prior), model) {
		return prior
	}
	switch p := prior.(type) {
	case types.Dynamic:
		return reform(p.UnderlyingValue(), model)
	case types.Object:
		if members, ok := model.(map[string]any); ok {
			return reformObject(p.Attributes(), members)
		}
	case types.Tuple:
		if items, ok := model.([]any); ok {
			return reformTuple(p.Elements(), items)
		}
	case types.Map, types.List, types.Set:
		if value, ok := conform(prior.Type(noContext), model); ok {
			return value
		}
	}
	return valueOf(model, true)
}

func reformObject(prior map[string]attr.Value, members map[string]any) attr.Value {
	attributes := make(map[string]attr.Value, len(members))
	for name, value := range prior {
		if _, there := members[name]; !there && value.IsNull() {
			attributes[name] = value
		}
	}
	for name, member := range members {
		attributes[name] = reform(prior[name], member)
	}
	return objectValue(attributes)
}

func reformTuple(prior []attr.Value, items []any) attr.Value {
	elements := make([]attr.Value, len(items))
	for i, item := range items {
		var form attr.Value
		if i < len(prior) {
			form = prior[i]
		}
		elements[i] = reform(form, item)
	}
	return tupleValue(elements)
}

// conform returns model as a value of type t; false where it does not fit.
func conform(t attr.Type, model any) (attr.Value, bool) {
	if model == nil {
		return nullOf(t)
	}
	switch t := t.(type) {
	case types.MapType:
		members, ok := model.(map[string]any)
		elements, fit := conformMembers(members, func(string) attr.Type { return t.ElemType })
		if !ok || !fit {
			return nil, false
		}
		return types.MapValueMust(t.ElemType, elements), true
	case types.ObjectType:
		return conformObject(t, model)
	case types.ListType:
		elements, fit := conformItems(t.ElemType, model)
		if !fit {
			return nil, false
		}
		return types.ListValueMust(t.ElemType, elements), true
	case types.SetType:
		elements, fit := conformItems(t.ElemType, model)
		if !fit {
			return nil, false
		}
		return types.SetValueMust(t.ElemType, elements), true
	}
	value := valueOf(model, true)
	return value, value.Type(noContext).Equal(t)
}

func conformMembers(members map[string]any, typeOf func(name string) attr.Type) (map[string]attr.Value, bool) {
	values := make(map[string]attr.Value, len(members))
	for name, member := range members {
		t := typeOf(name)
		if t == nil {
			return nil, false
		}
		value, fit := conform(t, member)
		if !fit {
			return nil, false
		}
		values[name] = value
	}
	return values, true
}

func conformObject(t types.ObjectType, model any) (attr.Value, bool) {
	members, ok := model.(map[string]any)
	if !ok {
		return nil, false
	}
	attributes, fit := conformMembers(members, func(name string) attr.Type { return t.AttrTypes[name] })
	if !fit {
		return nil, false
	}
	for name, attributeType := range t.AttrTypes {
		if _, there := attributes[name]; there {
			continue
		}
		null, ok := nullOf(attributeType)
		if !ok {
			return nil, false
		}
		attributes[name] = null
	}
	return types.ObjectValueMust(t.AttrTypes, attributes), true
}

func conformItems(elementType attr.Type, model any) ([]attr.Value, bool) {
	items, ok := model.([]any)
	if !ok {
		return nil, false
	}
	elements := make([]attr.Value, len(items))
	for i, item := range items {
		element, fit := conform(elementType, item)
		if !fit {
			return nil, false
		}
		elements[i] = element
	}
	return elements, true
}

// nullOf returns the null of a type that a dynamic value can be made of.
func nullOf(t attr.Type) (attr.Value, bool) {
	value, err := t.ValueFromTerraform(noContext, tftypes.NewValue(t.TerraformType(noContext), nil))
	return value, err == nil
}
