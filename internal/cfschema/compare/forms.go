package compare

import (
	"regexp"
	"strings"

	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/shape"
	"github.com/steward-iac/terraform-provider-steward/internal/jsonvalue"
)

// OtherForm tells whether the property that is transformed at this place means the same in two objects, although it is
// written otherwise. What is desired may be written as a user likes, and an API gives it back in its own form: in lower
// case, with an ARN around it, with the default of its neighbours.
//
// Of two desired values (see shape.OneWay), one may be the form of the other, but only word for word, and one that stays as it is:
// "13.4" is a form of the desired version "13", and 1500 seconds come back as 1500000 milliseconds, but to change the one
// to the other is a change.
func OtherForm(p shape.Place, a, b map[string]any) bool {
	form := p.Form()
	key := form.Name()
	first, second := a[key], b[key]
	switch {
	case form.Beside && p.Compares(shape.Alone), first == nil, second == nil, jsonvalue.HasUnknown(first), jsonvalue.HasUnknown(second):
		return false
	case form.CaseOnly && sameButForCase(first, second):
		return true
	case p.Compares(shape.OneWay):
		return isFormOf(p, first, b, true)
	}
	return isFormOf(p, first, b, false) && isFormOf(p, first, a, false) || isFormOf(p, second, a, false) && isFormOf(p, second, b, false)
}

func sameButForCase(a, b any) bool {
	first, okFirst := a.(string)
	second, okSecond := b.(string)
	return okFirst && okSecond && strings.EqualFold(first, second)
}

// isFormOf tells whether a value is what becomes of the property of an object. Regular expressions count where patterns
// is set.
func isFormOf(p shape.Place, value any, object map[string]any, patterns bool) bool {
	form := p.Form()
	for _, result := range form.Results(object) {
		if !form.Fixed && Equal(p, result.Value, value) {
			return true
		}
		if result.Pattern == "" || !patterns {
			continue
		}
		own, _ := jsonvalue.ScalarText(object[form.Name()])
		if whole, err := regexp.Compile(`^(?:` + result.Pattern + `)$`); err == nil && matchesScalar(whole, value) {
			// A pattern that says nothing of the desired value fits whatever there is. It is believed where it does not
			// fit what is desired, which then is written in another form; else the two can be compared as they are.
			if !form.Fixed || !whole.MatchString(own) {
				return true
			}
		}
	}
	return false
}

func matchesScalar(expr *regexp.Regexp, value any) bool {
	s, ok := jsonvalue.ScalarText(value)
	return ok && expr.MatchString(s)
}
