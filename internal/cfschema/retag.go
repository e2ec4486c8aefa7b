package cfschema

import (
	"maps"
	"slices"

	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/shape"
	"github.com/steward-iac/terraform-provider-steward/internal/jsonvalue"
)

// HeldTags returns those of the defaults that a live model has with the same value.
func (s *Schema) HeldTags(live any, defaults map[string]string) map[string]string {
	form, ok := s.tagForm()
	if !ok {
		return nil
	}
	held := map[string]string{}
	for key, value := range form.values(jsonvalue.At(live, s.Tagging.Property)) {
		if text, known := defaults[key]; known && jsonvalue.EqualText(text, value) {
			held[key] = text
		}
	}
	return held
}

// Retag returns a live model with the tags of applied replaced by those of wanted, and every other tag left alone: one
// of applied that has another value by now is somebody else's, unless it is wanted.
func (s *Schema) Retag(live any, applied, wanted map[string]string) any {
	form, ok := s.tagForm()
	if !ok || !jsonvalue.Reaches(live, s.Tagging.Property) {
		return live
	}
	left, _ := form.remove(jsonvalue.At(live, s.Tagging.Property), applied)
	left, some := form.dropKeys(left, wanted)
	switch {
	case len(wanted) > 0:
		left = form.add(left, wanted)
	case !some:
		left = nil
	}
	return jsonvalue.Put(live, s.Tagging.Property, left)
}

// dropKeys leaves out the tags with these keys, whatever their values; false where none is left.
func (f tagForm) dropKeys(tags any, keys map[string]string) (any, bool) {
	has := func(key string) bool { _, known := keys[key]; return known }
	switch tags := tags.(type) {
	case map[string]any:
		own := maps.Clone(tags)
		maps.DeleteFunc(own, func(key string, _ any) bool { return has(key) })
		return own, len(own) > 0
	case []any:
		own := slices.DeleteFunc(slices.Clone(tags), func(tag any) bool { return has(shape.TagKey(tag)) })
		return own, len(own) > 0
	}
	return tags, false
}

// values returns the values of some tags by key.
func (f tagForm) values(tags any) map[string]any {
	values := map[string]any{}
	switch tags := tags.(type) {
	case map[string]any:
		maps.Copy(values, tags)
	case []any:
		for _, tag := range tags {
			m, _ := tag.(map[string]any)
			values[shape.TagKey(tag)] = m[f.value]
		}
	}
	return values
}
