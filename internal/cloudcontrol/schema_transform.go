package cloudcontrol

import (
	"net/netip"
	"regexp"
	"strings"
)

// A transform is the propertyTransform of one property: what becomes of a desired value before CloudFormation compares it
// with the live one, where a string may be a regular expression for it.
type transform struct {
	at           Path // as the pointer names it
	alternatives []expression
	fixed        bool // the results do not depend on the property
	beside       bool // they depend on properties beside it
	caseOnly     bool // they are the value in upper or lower case
}

// onlyCase is a transform that changes nothing but the case.
var onlyCase = regexp.MustCompile(`^\$(?:lower|upper)case\([A-Za-z0-9_.]+\)$`)

// onlyPrefix is how two published transforms begin that write an address block in its canonical form. They do it in
// functions of their own.
var onlyPrefix = regexp.MustCompile(`^[A-Za-z0-9_]+~>function\(\$\w+\)\{\$split\(\$\w+,"/"\)~>`)

// readTransforms reads the propertyTransform section. What can not be evaluated is left out: then values are compared as
// they are.
func (s *TypeSchema) readTransforms(doc map[string]any) {
	section, _ := doc["propertyTransform"].(map[string]any)
	for _, pointer := range sortedKeys(section) {
		source, _ := section[pointer].(string)
		paths := s.paths([]any{"/" + strings.TrimPrefix(pointer, "/")})
		if len(paths) != 1 || !s.at(paths[0]).known() {
			continue
		}
		if t := newTransform(paths[0], source); t != nil {
			s.mark.add(paths[0], 0).form = t
		}
	}
}

// newTransform compiles a transform; nil where it can not be evaluated.
func newTransform(at Path, source string) *transform {
	if at[len(at)-1] == AnyItem {
		return nil
	}
	if onlyPrefix.MatchString(source) {
		return &transform{at: at, alternatives: []expression{canonicalPrefix}}
	}
	alternatives, references, err := parseAlternatives(source)
	if err != nil {
		return nil
	}
	t := &transform{at: at, alternatives: alternatives, fixed: true, caseOnly: true}
	for _, ref := range references {
		if isOwn(at, ref) {
			t.fixed = false
		} else {
			t.beside = true
		}
	}
	for one := range strings.SplitSeq(source, "$OR") {
		t.caseOnly = t.caseOnly && onlyCase.MatchString(strings.TrimSpace(one))
	}
	t.caseOnly = t.caseOnly && !t.beside
	return t
}

// canonicalPrefix writes an address block without bits beyond its length.
func canonicalPrefix(e *environment) any {
	given, _ := e.object[e.at[len(e.at)-1]].(string)
	prefix, err := netip.ParsePrefix(given)
	if err != nil {
		return nil
	}
	return text{plain: prefix.Masked().String()}
}

// results returns what the property of an object may look like in a live model; nothing for an alternative that makes no
// value of it.
func (t *transform) results(object map[string]any) []any {
	var results []any
	for _, alternative := range t.alternatives {
		e := &environment{at: t.at, object: object, variables: map[string]any{}}
		if value := alternative(e); value != nil && !e.failed {
			results = append(results, value)
		}
	}
	return results
}
