package cfschema

import (
	"maps"
	"slices"

	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/shape"
	"github.com/steward-iac/terraform-provider-steward/internal/jsonvalue"
)

// A tagForm is how a type writes its tags: as a map, {"Team":"a"}, or as a list, [{"Key":"Team","Value":"a"}].
type tagForm struct {
	list       bool
	key, value string // what a tag's parts are called in a list
}

// listForms are the ways in which types name the parts of a tag in a list.
var listForms = []tagForm{{true, "Key", "Value"}, {true, "TagKey", "TagValue"}}

// TakesTags tells whether WithTags can add tags to a model of the type: it is taggable, and its tag property is a map of
// strings or a list of keys and values. The few that want more of a tag (whether it is handed on to other objects, say) do
// not get tags that nobody wrote for them.
func (s *Schema) TakesTags() bool {
	_, ok := s.tagForm()
	return ok
}

// TagsUpdatable tells whether the tags of an object can be changed without replacing it.
func (s *Schema) TagsUpdatable() bool {
	return s.TakesTags() && s.Tagging.Updatable && s.Update != nil && !s.shape.FlaggedAt(s.Tagging.Property, shape.CreateOnly)
}

// tagForm returns how the type writes tags; false where it has none that we could add to.
func (s *Schema) tagForm() (tagForm, bool) {
	at := s.Tagging.Property
	if at == nil || slices.Contains(at, jsonvalue.AnyItem) || s.shape.FlaggedAt(at, shape.ReadOnly) {
		return tagForm{}, false
	}
	p := s.at(at)
	switch k := p.Kinds(); {
	case k == shape.Array:
		for _, form := range listForms {
			if isTag(p.Item(), form) {
				return form, true
			}
		}
	case k == shape.Object || k == 0 && p.Walkable():
		each := p.Property(jsonvalue.AnyItem)
		return tagForm{}, !p.Declared() && (!each.Known() || takesText(each))
	}
	return tagForm{}, false
}

// isTag tells whether an item with a key and a value is a whole tag.
func isTag(p shape.Place, form tagForm) bool {
	for _, name := range []string{form.key, form.value} {
		if part := p.Property(name); !part.Known() || !takesText(part) {
			return false
		}
	}
	return !slices.ContainsFunc(p.Required(), func(name string) bool { return name != form.key && name != form.value })
}

func takesText(p shape.Place) bool {
	k := p.Kinds()
	return k == 0 || k&shape.String != 0
}

// WithTags returns a desired state with those default tags added that it does not set itself, behind its own tags and in
// the order of their keys. It returns the model as it is where the type does not take tags (see TakesTags), or where the
// model does not hold them in the form of the schema. Where the key of a tag is not known yet, it may be that of a
// default: then the whole tag property is Unknown.
func (s *Schema) WithTags(model any, defaults map[string]string) any {
	form, ok := s.tagForm()
	if !ok || len(defaults) == 0 {
		return model
	}
	tags := jsonvalue.At(model, s.Tagging.Property)
	if form.undecided(tags) {
		return jsonvalue.Put(model, s.Tagging.Property, jsonvalue.Unknown)
	}
	added := s.DefaultTags(model, defaults)
	if len(added) == 0 {
		return model
	}
	return jsonvalue.Put(model, s.Tagging.Property, form.add(tags, added))
}

// DefaultTags returns those of the defaults that WithTags adds to a desired state: what came from the defaults and not
// from who wrote the model. It is empty where nothing can be added.
func (s *Schema) DefaultTags(model any, defaults map[string]string) map[string]string {
	form, ok := s.tagForm()
	if !ok || !jsonvalue.Reaches(model, s.Tagging.Property) {
		return nil
	}
	tags := jsonvalue.At(model, s.Tagging.Property)
	own, ok := form.keys(tags)
	if !ok || form.undecided(tags) {
		return nil
	}
	added := maps.Clone(defaults)
	for _, key := range own {
		delete(added, key)
	}
	return added
}

// WithoutTags undoes WithTags on what a refresh returned: the tags that configured does not set and that are still as the
// defaults have them are left out. One with another value stays, since that is drift. The tag property goes where nothing
// is left of it, unless configured has it.
func (s *Schema) WithoutTags(model, configured any, defaults map[string]string) any {
	form, ok := s.tagForm()
	if !ok {
		return model
	}
	added := s.DefaultTags(configured, defaults)
	tags := jsonvalue.At(model, s.Tagging.Property)
	if len(added) == 0 || tags == nil || tags == jsonvalue.Unknown {
		return model
	}
	left, some := form.remove(tags, added)
	if !some && jsonvalue.At(configured, s.Tagging.Property) == nil {
		left = nil
	}
	return jsonvalue.Put(model, s.Tagging.Property, left)
}

// keys returns the keys of some tags; false where they are not in this form.
func (f tagForm) keys(tags any) ([]string, bool) {
	var keys []string
	switch tags := tags.(type) {
	case nil:
		return nil, true
	case map[string]any:
		for key, value := range tags {
			if value != nil {
				keys = append(keys, key)
			}
		}
		return keys, !f.list
	case []any:
		for _, tag := range tags {
			keys = append(keys, shape.TagKey(tag))
		}
		return keys, f.list
	}
	return nil, false
}

// undecided tells whether nobody can say yet which tags a list has.
func (f tagForm) undecided(tags any) bool {
	list, _ := tags.([]any)
	return f.list && slices.ContainsFunc(list, func(tag any) bool {
		m, _ := tag.(map[string]any)
		return tag == jsonvalue.Unknown || m[f.key] == jsonvalue.Unknown
	})
}

// add writes tags behind those that are there.
func (f tagForm) add(tags any, added map[string]string) any {
	if !f.list {
		object, _ := tags.(map[string]any)
		merged := make(map[string]any, len(object)+len(added))
		maps.Copy(merged, object)
		for key, value := range added {
			merged[key] = value
		}
		return merged
	}
	list, _ := tags.([]any)
	list = slices.Clip(list)
	for _, key := range slices.Sorted(maps.Keys(added)) {
		list = append(list, map[string]any{f.key: key, f.value: added[key]})
	}
	return list
}

// remove leaves out the tags that are as they were added; false where none is left.
func (f tagForm) remove(tags any, added map[string]string) (any, bool) {
	isAdded := func(key string, value any) bool {
		text, known := added[key]
		return known && jsonvalue.EqualText(text, value)
	}
	switch tags := tags.(type) {
	case map[string]any:
		own := maps.Clone(tags)
		maps.DeleteFunc(own, isAdded)
		return own, len(own) > 0
	case []any:
		own := slices.DeleteFunc(slices.Clone(tags), func(tag any) bool {
			m, _ := tag.(map[string]any)
			return isAdded(shape.TagKey(tag), m[f.value])
		})
		return own, len(own) > 0
	}
	return tags, true
}
