package cfschema

import (
	"cmp"
	"slices"
	"strings"

	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/shape"
	"github.com/steward-iac/terraform-provider-steward/internal/jsonvalue"
)

// nameSuffix is how the names of properties end that hold a name, and the key of the tag by which people name objects.
const nameSuffix = "Name"

// Name returns what people call an object: the value of its tag Name, else of the property that names objects of the type.
// It is empty where the model has neither.
func (s *Schema) Name(model any) string {
	tags, _ := s.TagsAll(model, nil).(map[string]any)
	if name, ok := tags[nameSuffix].(string); ok && name != "" {
		return name
	}
	for _, property := range s.nameProperties() {
		if name, ok := jsonvalue.At(model, jsonvalue.Path{property}).(string); ok && name != "" {
			return name
		}
	}
	return ""
}

// MayBeNamed tells whether a read may show a name that the identifier does not have.
func (s *Schema) MayBeNamed() bool {
	inIdentifier := func(property string) bool {
		return slices.ContainsFunc(s.PrimaryIdentifier, func(part jsonvalue.Path) bool { return len(part) == 1 && part[0] == property })
	}
	properties := s.nameProperties()
	if slices.ContainsFunc(properties, inIdentifier) {
		return false
	}
	return len(properties) > 0 || s.Tagging.Property != nil
}

// nameProperties are the properties that hold the name of an object, the most likely one first: Name; one that is called
// after the type, or after a part of its name, as GroupName of a SecurityGroup; DisplayName.
func (s *Schema) nameProperties() []string {
	noun := s.TypeName[strings.LastIndex(s.TypeName, ":")+1:]
	var found []string
	for _, property := range s.model().Names() {
		if k := s.model().Property(property).Kinds(); (k == 0 || k&shape.String != 0) && nameRank(property, noun) > 0 {
			found = append(found, property)
		}
	}
	slices.SortStableFunc(found, func(a, b string) int { return cmp.Compare(nameRank(b, noun), nameRank(a, noun)) })
	return found
}

// nameRank says how likely a property is to hold the name of an object of a type; zero where it is not.
func nameRank(property, noun string) int {
	of, isName := strings.CutSuffix(property, nameSuffix)
	switch {
	case !isName:
		return 0
	case of == "":
		return 4
	case of == noun:
		return 3
	case strings.HasSuffix(noun, of), strings.HasSuffix(of, noun):
		return 2
	case of == "Display":
		return 1
	}
	return 0
}
