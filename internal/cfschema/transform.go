package cfschema

import (
	"net/netip"
	"regexp"
	"strings"

	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/jsonata"
	"github.com/steward-iac/terraform-provider-steward/internal/jsonvalue"
)

// A transform is the propertyTransform of one property: what becomes of a desired value before CloudFormation compares it
// with the live one, where a string may be a regular expression for it.
type transform struct {
	at       jsonvalue.Path // as the pointer names it
	results  func(object map[string]any) []jsonata.Result
	fixed    bool // the results do not depend on the property
	beside   bool // they depend on properties beside it
	caseOnly bool // they are the value in upper or lower case
}

// onlyCase is a transform that changes nothing but the case.
var onlyCase = regexp.MustCompile(`^\$(?:lower|upper)case\([A-Za-z0-9_.]+\)$`)

// onlyPrefix is how two published transforms begin that write an address block in its canonical form. They do it in
// functions of their own.
var onlyPrefix = regexp.MustCompile(`^[A-Za-z0-9_]+~>function\(\$\w+\)\{\$split\(\$\w+,"/"\)~>`)

// readTransforms reads the propertyTransform section. What can not be evaluated is left out: then values are compared as
// they are.
func (s *Schema) readTransforms(doc map[string]any) {
	section, _ := doc["propertyTransform"].(map[string]any)
	for _, pointer := range jsonvalue.Keys(section) {
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
func newTransform(at jsonvalue.Path, source string) *transform {
	if at[len(at)-1] == jsonvalue.AnyItem {
		return nil
	}
	if onlyPrefix.MatchString(source) {
		return &transform{at: at, results: func(object map[string]any) []jsonata.Result { return canonicalPrefix(object[at[len(at)-1]]) }}
	}
	x, err := jsonata.Compile(at, source)
	if err != nil {
		return nil
	}
	t := &transform{at: at, results: x.Results, fixed: !x.UsesOwn(), beside: x.UsesOthers(), caseOnly: true}
	for one := range strings.SplitSeq(source, "$OR") {
		t.caseOnly = t.caseOnly && onlyCase.MatchString(strings.TrimSpace(one))
	}
	t.caseOnly = t.caseOnly && !t.beside
	return t
}

// canonicalPrefix writes an address block without bits beyond its length.
func canonicalPrefix(given any) []jsonata.Result {
	block, _ := given.(string)
	prefix, err := netip.ParsePrefix(block)
	if err != nil {
		return nil
	}
	return []jsonata.Result{{Value: prefix.Masked().String()}}
}
