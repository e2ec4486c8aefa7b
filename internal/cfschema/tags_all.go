package cfschema

import (
	"cmp"
	"maps"
	"slices"

	"github.com/steward-iac/terraform-provider-steward/internal/jsonvalue"
)

// TagsAll returns every tag that a desired state gives an object, by key: those that it sets itself and, where it does
// not, those of defaults. A value is text, or Unknown. The whole is Unknown where a key is, and nil where the model holds
// its tags in a form that is no list of keys and values and no map, so that nobody can say what they are.
func (s *Schema) TagsAll(model any, defaults map[string]string) any {
	all := make(map[string]any, len(defaults))
	for key, value := range defaults {
		all[key] = value
	}
	for _, held := range jsonvalue.Values(model, s.tagProperty()) {
		tags, ok := tagsIn(held).(map[string]any)
		if !ok {
			return tagsIn(held)
		}
		maps.Copy(all, tags)
	}
	return all
}

// ShowsTags tells whether a model has the property with the tags. A list may leave it out.
func (s *Schema) ShowsTags(model any) bool {
	return slices.ContainsFunc(jsonvalue.Values(model, s.tagProperty()), func(held any) bool { return held != nil })
}

// HoldsTags tells whether a property is, holds or is part of the one with the tags.
func (s *Schema) HoldsTags(property jsonvalue.Path) bool {
	at := s.tagProperty()
	for i := range min(len(at), len(property)) {
		if at[i] != property[i] && at[i] != jsonvalue.AnyItem {
			return false
		}
	}
	return true
}

// tagProperty is where tags are read. A type that says nothing about tagging, or is not taggable, may have the usual
// property all the same.
func (s *Schema) tagProperty() jsonvalue.Path {
	if s.Tagging.Property != nil {
		return s.Tagging.Property
	}
	return jsonvalue.Path{"Tags"}
}

// tagsIn returns tags by key, Unknown or nil, as TagsAll does.
func tagsIn(tags any) any {
	switch tags := tags.(type) {
	case nil:
		return map[string]any{}
	case map[string]any:
		return tagsInMap(tags)
	case []any:
		return tagsInList(tags)
	}
	if tags == jsonvalue.Unknown {
		return jsonvalue.Unknown
	}
	return nil
}

// tagsInMap reads {"Team":"a"}; one type wraps its list: {"Items":[...]}.
func tagsInMap(tags map[string]any) any {
	if items, ok := tags["Items"].([]any); ok && len(tags) == 1 {
		return tagsInList(items)
	}
	all := make(map[string]any, len(tags))
	for key, value := range tags {
		if value == nil {
			continue
		}
		text, ok := tagText(value)
		if !ok {
			return nil
		}
		all[key] = text
	}
	return all
}

// tagsInList reads [{"Key":"Team","Value":"a"}].
func tagsInList(tags []any) any {
	all := make(map[string]any, len(tags))
	for _, tag := range tags {
		key, value := tagIn(tag)
		name, ok := key.(string)
		before, twice := all[name]
		switch {
		case key == jsonvalue.Unknown:
			return jsonvalue.Unknown
		case !ok, twice && before != value:
			return nil
		}
		all[name] = value
	}
	return all
}

// tagIn returns the key and the value of an item of a list; the key is Unknown or nil where it cannot be told.
func tagIn(tag any) (key, value any) {
	if tag == jsonvalue.Unknown {
		return jsonvalue.Unknown, nil
	}
	parts, _ := tag.(map[string]any)
	at := slices.IndexFunc(listForms, func(form tagForm) bool { return parts[form.key] != nil })
	if at < 0 {
		return nil, nil
	}
	key, keyed := tagText(parts[listForms[at].key])
	value, valued := tagText(parts[listForms[at].value])
	if !keyed || !valued {
		return nil, nil
	}
	return key, value
}

// tagText returns a key or a value as the service writes it; nothing is the empty text, as services have it.
func tagText(value any) (any, bool) {
	if value == nil || value == jsonvalue.Unknown {
		return cmp.Or(value, any("")), true
	}
	return jsonvalue.ScalarText(value)
}
