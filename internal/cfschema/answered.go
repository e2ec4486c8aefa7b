package cfschema

import (
	"fmt"
	"slices"
	"strings"

	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/compare"
	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/shape"
	"github.com/steward-iac/terraform-provider-steward/internal/jsonvalue"
)

// LiveModel reads the properties with which an API describes an object, JSON in a string, or says what they lack.
func LiveModel(properties string) (model map[string]any, lack string) {
	if properties == "" {
		return nil, "has no Properties"
	}
	decoded, err := jsonvalue.Decode([]byte(properties))
	if err != nil {
		return nil, "has Properties that are not JSON"
	}
	model, ok := decoded.(map[string]any)
	switch {
	case !ok:
		return nil, "has Properties that are not a JSON object"
	case len(model) == 0:
		return nil, "has no property in its Properties"
	}
	return model, ""
}

// LackOfIdentity says how a model, which an API described under an identifier, fails to be that object's; empty where it
// does not. A model has its primary identifier. What a service assigned it may write in several ways, a short one within a
// long one.
func (s *Schema) LackOfIdentity(model map[string]any, identifier string) string {
	if s == nil || len(s.PrimaryIdentifier) == 0 {
		return ""
	}
	seen := s.partsIn(model)
	if len(seen) == 0 {
		return "lacks the primary identifier, " + dotted(s.PrimaryIdentifier)
	}
	parts := s.split(identifier)
	if len(parts) != len(s.PrimaryIdentifier) {
		return "" // a part holds the separator itself
	}
	for i, path := range s.PrimaryIdentifier {
		part, ok := seen[path.Dotted()]
		if ok && !samePart(part, parts[i]) && !(s.readOnlyAt(path) && holds(part, parts[i])) {
			return fmt.Sprintf("has Properties of another object, whose %s is %s", path.Dotted(), part)
		}
	}
	return ""
}

// partsIn returns the parts of the primary identifier that a model has, by the
// dotted path of each.
func (s *Schema) partsIn(model map[string]any) map[string]string {
	seen := map[string]string{}
	for _, path := range s.PrimaryIdentifier {
		if part, ok := jsonvalue.ScalarText(jsonvalue.At(model, path)); ok && part != "" {
			seen[path.Dotted()] = part
		}
	}
	return seen
}

// Names tells whether an answer that bears the identifier named is about the
// object that was asked for. The API may write a part in another way than the
// operation that made the object: an ARN for a name, or in another case.
func (s *Schema) Names(asked, named string) bool {
	if s.SameIdentifier(asked, named) {
		return true
	}
	a, b := s.split(asked), s.split(named)
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if !samePart(a[i], b[i]) {
			return false
		}
	}
	return true
}

// split returns the parts of an identifier in its "|" form.
func (s *Schema) split(identifier string) []string {
	if s != nil && len(s.PrimaryIdentifier) == 1 {
		return []string{identifier} // a single part may hold the separator
	}
	return strings.Split(identifier, identifierSeparator)
}

// samePart tells whether two texts can be the same part of an identifier, one of
// them as an ARN or a URL that ends with the other.
func samePart(a, b string) bool {
	if len(a) < len(b) {
		a, b = b, a
	}
	if len(a) == len(b) || b == "" {
		return strings.EqualFold(a, b)
	}
	before, after := a[:len(a)-len(b)], a[len(a)-len(b):]
	return strings.EqualFold(after, b) && strings.Contains(before, ":") && strings.ContainsAny(before[len(before)-1:], ":/")
}

// holds tells whether one of two texts is within the other.
func holds(a, b string) bool {
	a, b = strings.ToLower(a), strings.ToLower(b)
	return strings.Contains(a, b) || strings.Contains(b, a)
}

func dotted(paths []jsonvalue.Path) string {
	names := make([]string, len(paths))
	for i, path := range paths {
		names[i] = path.Dotted()
	}
	return strings.Join(names, " and ")
}

// Vanished returns the properties of prior, beside what names the object, what is write-only and what is empty, where live
// has not one of them although one can only be set at create or is required: such a model is half an answer. It returns
// nothing where prior has only one, which a service may leave out of what it reads.
func (s *Schema) Vanished(prior, live any) []string {
	before, _ := prior.(map[string]any)
	now, _ := live.(map[string]any)
	if s == nil {
		return nil
	}
	var gone []string
	lasting := false
	for _, name := range jsonvalue.Keys(before) {
		path := jsonvalue.Path{name}
		if before[name] == nil || s.WriteOnlyAt(path) || s.identifies(path) {
			continue
		}
		if now[name] != nil {
			return nil
		}
		if compare.Zero(before[name]) || compare.Vanishes(s.at(path), before[name], 0) {
			continue // services leave out what says nothing
		}
		gone = append(gone, name)
		lasting = lasting || s.shape.FlaggedAt(path, shape.CreateOnly) || slices.Contains(s.Required, name)
	}
	if len(gone) < 2 || !lasting {
		return nil
	}
	return gone
}

func (s *Schema) identifies(path jsonvalue.Path) bool {
	return slices.ContainsFunc(s.PrimaryIdentifier, func(part jsonvalue.Path) bool { return slices.Equal(part, path) })
}
