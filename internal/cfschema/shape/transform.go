package shape

import (
	"net/netip"
	"regexp"
	"strings"

	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/jsonata"
	"github.com/steward-iac/terraform-provider-steward/internal/jsonvalue"
)

// A Transform is the propertyTransform of one property: what becomes of a desired value before CloudFormation compares it
// with the live one, where a string may be a regular expression for it.
type Transform struct {
	at       jsonvalue.Path // as the pointer names it
	Results  func(object map[string]any) []jsonata.Result
	Fixed    bool // the results do not depend on the property
	Beside   bool // they depend on properties beside it
	CaseOnly bool // they are the value in upper or lower case
}

// Name returns what the property is called in its object.
func (t *Transform) Name() string { return t.at[len(t.at)-1] }

// onlyCase is a transform that changes nothing but the case.
var onlyCase = regexp.MustCompile(`^\$(?:lower|upper)case\([A-Za-z0-9_.]+\)$`)

// onlyPrefix is how two published transforms begin that write an address block in its canonical form. They do it in
// functions of their own.
var onlyPrefix = regexp.MustCompile(`^[A-Za-z0-9_]+~>function\(\$\w+\)\{\$split\(\$\w+,"/"\)~>`)

// newTransform compiles a transform; nil where it can not be evaluated.
func newTransform(at jsonvalue.Path, source string) *Transform {
	if at[len(at)-1] == jsonvalue.AnyItem {
		return nil
	}
	if onlyPrefix.MatchString(source) {
		return &Transform{at: at, Results: func(object map[string]any) []jsonata.Result { return canonicalPrefix(object[at[len(at)-1]]) }}
	}
	x, err := jsonata.Compile(at, source)
	if err != nil {
		return nil
	}
	t := &Transform{at: at, Results: x.Results, Fixed: !x.UsesOwn(), Beside: x.UsesOthers(), CaseOnly: true}
	for one := range strings.SplitSeq(source, "$OR") {
		t.CaseOnly = t.CaseOnly && onlyCase.MatchString(strings.TrimSpace(one))
	}
	t.CaseOnly = t.CaseOnly && !t.Beside
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
