package check_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/steward-iac/terraform-provider-steward/internal/cfschema"
	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/cfschematest"
)

func TestValidate(t *testing.T) {
	shapes, odd := cfschematest.Must(cfschema.Parse(cfschematest.Own("shapes.json"))), cfschematest.Must(cfschema.Parse(cfschematest.Own("odd.json")))
	either := cfschematest.Must(cfschema.Parse([]byte(`{"typeName":"A::B::C","properties":{
		"Document": {"type": ["object", "string"], "properties": {"a": {"type": "integer"}}},
		"List": {"type": ["array", "string"], "items": {"type": "integer"}},
		"Choice": {"oneOf": [{"type": "object", "additionalProperties": false, "properties": {"a": {"type": "integer"}}}, {"type": "string"}]}
	}}`)))
	choices := cfschematest.Must(cfschema.Parse([]byte(`{"typeName":"A::B::C","properties":{
		"Action": {"oneOf": [{"type": "object", "additionalProperties": false, "properties": {"Forward": {"$ref": "#/definitions/Forward"}}},
			{"type": "object", "additionalProperties": false, "properties": {"Forward": {"$ref": "#/definitions/Forward"}, "Fixed": {"type": "string", "minLength": 2}}}]},
		"Open": {"anyOf": [{"type": "object", "properties": {"Forward": {"$ref": "#/definitions/Forward"}}}, {"type": "object"}]},
		"Apart": {"oneOf": [{"type": "object", "properties": {"Code": {"type": "string", "minLength": 2}}}, {"type": "object", "properties": {"Code": {"type": "string", "minLength": 3}}}]}
	}, "definitions": {"Forward": {"type": "object", "required": ["Target"], "properties": {"Target": {"type": "string"}}}}}`)))
	for name, c := range map[string]struct {
		schema *cfschema.Schema
		model  string
		want   []string // path: detail
		reason string
	}{
		"right":   {shapes, `{"Name":"a","Port":1,"Ratio":1.5,"Enabled":true,"Mode":"Passive","Policy":"x","Rules":[{"Protocol":"tcp"}],"Password":"p","Source":{"Image":"i"}}`, nil, ""},
		"unknown": {shapes, `{"Name":"(unknown)","Port":"(unknown)","Rules":["(unknown)"],"Network":"(unknown)","Mode":"(unknown)","Id":"(unknown)"}`, nil, "nothing certain can be said"},
		"null":    {shapes, `{"Name":"a","Port":null,"Id":null,"Network":null}`, nil, "null is absent"},
		"misspelt": {
			shapes, `{"Name":"a","Prot":1}`,
			[]string{`/Prot: Steward::Test::Shapes has no property "Prot". Did you mean "Port"?`},
			"neighbours swapped",
		},
		"another convention": {shapes, `{"Name":"a","network":{"Size":1}}`, []string{`/network: Steward::Test::Shapes has no property "network". Did you mean "Network"?`}, "case"},
		"not close":          {shapes, `{"Name":"a","Completely":1}`, []string{`/Completely: Steward::Test::Shapes has no property "Completely".`}, "no suggestion is better than a wild one"},
		"taken":              {shapes, `{"Name":"a","Nmae":1}`, []string{`/Nmae: Steward::Test::Shapes has no property "Nmae". Did you mean "Names"?`}, "one that is there already was not meant"},
		"nested":             {shapes, `{"Name":"a","Rules":[{"Protocol":"tcp"},{"Protocol":"tcp","Prot":1}]}`, []string{`/Rules/1/Prot: "Rules[1]" of Steward::Test::Shapes has no property "Prot". Did you mean "Port"?`}, "with the index of the item"},
		"suggests no read-only": {
			shapes, `{"Name":"a","Network":{"Size":1,"InterfaceIt":"x"}}`,
			[]string{`/Network/InterfaceIt: "Network" of Steward::Test::Shapes has no property "InterfaceIt".`},
			"what can not be set is no help",
		},
		"in a choice":          {shapes, `{"Name":"a","Source":{"Imag":"i"}}`, []string{`/Source/Imag: "Source" of Steward::Test::Shapes has no property "Imag". Did you mean "Image"?`, `/Source: Steward::Test::Shapes requires "Source.Bucket", or "Source.Image".`}, "all alternatives are closed"},
		"of two choices":       {shapes, `{"Name":"a","Source":{"Image":"i","Bucket":"b"}}`, nil, "the API decides about alternatives"},
		"choice without":       {shapes, `{"Name":"a","Source":{}}`, []string{`/Source: Steward::Test::Shapes requires "Source.Bucket", or "Source.Image".`}, "one of them must be there"},
		"choice unknown":       {shapes, `{"Name":"a","Source":{"Image":"(unknown)"}}`, nil, "it will be there"},
		"map":                  {shapes, `{"Name":"a","Variables":{"1":"x","a b":"y"}}`, nil, "which keys a map allows is for the API to say"},
		"read-only":            {shapes, `{"Name":"a","Id":"i"}`, []string{`/Id: AWS sets "Id" of Steward::Test::Shapes; a configuration can not. Remove it.`}, ""},
		"read-only nested":     {shapes, `{"Name":"a","Rules":[{"Protocol":"tcp","RuleId":"r"}]}`, []string{`/Rules/0/RuleId: AWS sets "Rules[0].RuleId" of Steward::Test::Shapes; a configuration can not. Remove it.`}, ""},
		"both":                 {odd, `{"Both":"a"}`, nil, "a schema that calls it create-only as well contradicts itself"},
		"missing":              {shapes, `{}`, []string{`: Steward::Test::Shapes requires "Name".`}, "a missing property is reported where it should be"},
		"missing in structure": {shapes, `{"Name":"a","Network":{}}`, []string{`/Network: Steward::Test::Shapes requires "Network.Size".`}, ""},
		"missing in items":     {shapes, `{"Name":"a","Rules":[{"Port":1}]}`, []string{`/Rules/0: Steward::Test::Shapes requires "Rules[0].Protocol".`}, ""},
		"required read-only":   {odd, `{}`, nil, "Both is read-only, and the type has no Id"},
		"required by choice":   {odd, `{"Config":{"Either":"x"}}`, []string{`/Config: Steward::Test::Odd requires "Config.Origin", or "Config.Kept".`}, "one of two"},
		"required by both":     {odd, `{"Config":{"Origin":"x","Kept":"y"}}`, nil, "whether both may be there is for the API to say"},
		"missing in each":      {choices, `{"Action":{"Forward":{}}}`, []string{`/Action/Forward: A::B::C requires "Action.Forward.Target".`}, "every alternative that allows it says so"},
		"limits in the only":   {choices, `{"Action":{"Fixed":"x"}}`, []string{`/Action/Fixed: "Action.Fixed" must be at least 2 characters long.`}, "the other alternative does not allow it"},
		"missing in an open":   {choices, `{"Open":{"Forward":{}}}`, nil, "the other alternative allows anything"},
		"limits that differ":   {choices, `{"Apart":{"Code":"x"}}`, nil, "which of two is meant is for the API to say"},
		"no model":             {shapes, `null`, []string{`: Steward::Test::Shapes requires "Name".`}, "nothing is an empty model"},
		"not an object":        {shapes, `[1]`, []string{`: The properties of Steward::Test::Shapes must be an object.`}, ""},
		"unknown model":        {shapes, `"(unknown)"`, nil, ""},

		"list for a string":        {shapes, `{"Name":["a"]}`, []string{`/Name: "Name" must be a string, not a list. If it is to hold a document, encode it as JSON.`}, ""},
		"object for a string":      {shapes, `{"Name":"a","Document":{"a":1}}`, []string{`/Document: "Document" must be a string, not an object. If it is to hold a document, encode it as JSON.`}, ""},
		"word for a number":        {shapes, `{"Name":"a","Port":"http"}`, []string{`/Port: "Port" must be a whole number, not a string.`}, "the value is not repeated: it may be secret"},
		"fraction":                 {shapes, `{"Name":"a","Port":1.5}`, []string{`/Port: "Port" must be a whole number, not a number with a fraction.`}, ""},
		"no fraction":              {shapes, `{"Name":"a","Port":1.50e1,"Ratio":2}`, nil, "15 is a whole number, and any number is a number"},
		"fraction in a string":     {shapes, `{"Name":"a","Port":"1.5"}`, []string{`/Port: "Port" must be a whole number, not a string.`}, ""},
		"number in a string":       {shapes, `{"Name":"a","Port":"80","Ratio":"0.5","Enabled":"true"}`, nil, "CloudFormation has always converted those"},
		"number for a string":      {shapes, `{"Name":5,"Label":true}`, nil, "the other way round, too"},
		"number for a boolean":     {shapes, `{"Name":"a","Enabled":1}`, []string{`/Enabled: "Enabled" must be true or false, not a whole number.`}, ""},
		"word for a boolean":       {shapes, `{"Name":"a","Enabled":"yes"}`, []string{`/Enabled: "Enabled" must be true or false, not a string.`}, ""},
		"object for a list":        {shapes, `{"Name":"a","Rules":{"Protocol":"tcp"}}`, []string{`/Rules: "Rules" must be a list, not an object.`}, ""},
		"list for an object":       {shapes, `{"Name":"a","Network":[{"Size":1}]}`, []string{`/Network: "Network" must be an object, not a list.`}, "a block that was written as a list"},
		"JSON for a structure":     {shapes, `{"Name":"a","Network":"{\"Size\":1}"}`, []string{`/Network: "Network" must be an object, not a string. Give it as it is, not encoded as JSON.`}, ""},
		"JSON for a free document": {shapes, `{"Name":"a","Free":"{\"a\":1}"}`, nil, "several types take either form although the schema names one"},
		"JSON for a list":          {shapes, `{"Name":"a","Rules":"[{\"Protocol\":\"tcp\"}]"}`, []string{`/Rules: "Rules" must be a list, not a string. Give it as it is, not encoded as JSON.`}, "a list of structures has never come as text"},
		"JSON for a plain list":    {shapes, `{"Name":"a","Names":"[\"a\"]"}`, []string{`/Names: "Names" must be a list, not a string. Give it as it is, not encoded as JSON.`}, "nor has one of strings"},
		"JSON for a map":           {shapes, `{"Name":"a","Variables":"{\"AB\":\"b\"}"}`, []string{`/Variables: "Variables" must be an object, not a string. Give it as it is, not encoded as JSON.`}, "the schema says what a map holds"},
		"a list for a document":    {shapes, `{"Name":"a","Free":"[1]"}`, []string{`/Free: "Free" must be an object, not a string. Give it as it is, not encoded as JSON.`}, "the text is no object either"},
		"JSON where text is meant": {shapes, `{"Name":"a","Document":"[{\"a\":1}]"}`, nil, "it is a string"},
		"JSON for either":          {either, `{"Document":"{\"a\":1}","List":"[1]","Choice":"{\"a\":1}"}`, nil, "published schemas declare [\"object\",\"string\"], and choices of them"},
		"one of two types":         {odd, `{"Number":[1]}`, []string{`/Number: "Number" must be a string or a whole number, not a list. If it is to hold a document, encode it as JSON.`}, ""},
		"item of a wrong type":     {shapes, `{"Name":"a","Names":["a",["b"]]}`, []string{`/Names/1: "Names[1]" must be a string, not a list. Write its items into the outer list, such as with concat() or flatten().`}, ""},
		"value of a map":           {shapes, `{"Name":"a","Variables":{"AB":["b"]}}`, []string{`/Variables/AB: "Variables.AB" must be a string, not a list. If it is to hold a document, encode it as JSON.`}, ""},
		"null in a list":           {shapes, `{"Name":"a","Names":[null]}`, nil, "for the API to say"},

		"enum":              {shapes, `{"Name":"a","Mode":"active"}`, []string{`/Mode: "Mode" must be one of: "Active", "Passive". Did you mean "Active"?`}, ""},
		"enum, not close":   {shapes, `{"Name":"a","Mode":"secret"}`, []string{`/Mode: "Mode" must be one of: "Active", "Passive".`}, "the value is not repeated: it may be secret"},
		"enum of choices":   {odd, `{"Shape":"Rond"}`, []string{`/Shape: "Shape" must be one of: "Round", "Square". Did you mean "Round"?`}, "of all alternatives together"},
		"enum or anything":  {odd, `{"Size":5}`, nil, "one alternative has no enum"},
		"constant":          {odd, `{"Exact":"V_2"}`, []string{`/Exact: "Exact" must be "V_1".`}, ""},
		"twice":             {shapes, `{"Name":"a","Names":["a","b","a","a"]}`, []string{`/Names/2: The items of "Names" must differ; items 1 and 3 are the same.`, `/Names/3: The items of "Names" must differ; items 1 and 4 are the same.`}, ""},
		"twice is fine":     {shapes, `{"Name":"a","Steps":[{"Status":1},{"Status":1}]}`, nil, "uniqueItems is false unless it is said"},
		"unknown twice":     {shapes, `{"Name":"a","Names":["(unknown)","(unknown)"]}`, nil, "they may become different"},
		"recursion":         {odd, `{"Tree":{"Children":[{"Children":[{"Nmae":"x"}]}],"Next":{"Next":{"Next":"end"}}}}`, []string{`/Tree/Children/0/Children/0/Nmae: "Tree.Children[0].Children[0]" of Steward::Test::Odd has no property "Nmae". Did you mean "Name"?`}, "definitions that hold themselves"},
		"what says nothing": {odd, `{"Circle":[1],"Self":{"a":1},"Lost":5,"Strange":true}`, nil, "references in a circle or to nowhere allow anything"},
		"several":           {shapes, `{"Prot":1,"Id":"x","Port":[]}`, []string{`/Id: AWS sets "Id" of Steward::Test::Shapes; a configuration can not. Remove it.`, `/Port: "Port" must be a whole number, not a list.`, `/Prot: Steward::Test::Shapes has no property "Prot".`, `: Steward::Test::Shapes requires "Name".`}, "all at once, in the order of names"},
	} {
		var got []string
		for _, problem := range c.schema.Validate(cfschematest.Value(c.model)) {
			got = append(got, problem.Path.String()+": "+problem.Detail)
			if problem.Summary == "" || strings.HasSuffix(problem.Summary, ".") {
				t.Errorf("%s: summary %q", name, problem.Summary)
			}
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s: %s %s (-want +got):\n%s", name, c.model, c.reason, diff)
		}
	}
}

// TestValidateNamesManyValues keeps a message readable where an enum has hundreds of values.
func TestValidateNamesManyValues(t *testing.T) {
	var values []string
	for i := range 500 {
		values = append(values, fmt.Sprintf("size.%d", i))
	}
	enum, err := json.Marshal(values)
	if err != nil {
		t.Fatal(err)
	}
	s := cfschematest.Must(cfschema.Parse([]byte(`{"typeName":"A::B::C","properties":{"Size":{"enum":` + string(enum) + `}}}`)))
	problems := s.Validate(cfschematest.Value(`{"Size":"sise.499"}`))
	if len(problems) != 1 {
		t.Fatalf("problems = %+v, want one", problems)
	}
	detail := problems[0].Detail
	few := cfschematest.Must(cfschema.Parse([]byte(`{"typeName":"A::B::C","properties":{"Size":{"enum":` + string(cfschematest.Must(json.Marshal(values[:20]))) + `}}}`)))
	if problems := few.Validate(cfschematest.Value(`{"Size":"other"}`)); len(problems) != 1 || !strings.HasSuffix(problems[0].Detail, `"size.19".`) {
		t.Errorf("twenty values: %+v, want all of them", problems)
	}
	if len(detail) > 400 || !strings.Contains(detail, "and 480 more") || !strings.Contains(detail, `"size.499"?`) {
		t.Errorf("detail = %q", detail)
	}
}

// TestAPropertyWithANumberForAName is no item of a list.
func TestAPropertyWithANumberForAName(t *testing.T) {
	s := cfschematest.Must(cfschema.Parse([]byte(`{"typeName":"A::B::C","properties":{"5":{"type":"string"}}}`)))
	problems := s.Validate(cfschematest.Value(`{"5":["a"]}`))
	if len(problems) != 1 || !strings.HasSuffix(problems[0].Detail, "encode it as JSON.") {
		t.Errorf("problems = %+v, want advice for a string", problems)
	}
}
