package compare_test

import (
	"testing"

	"github.com/steward-iac/terraform-provider-steward/internal/cfschema"
	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/cfschematest"
	"github.com/steward-iac/terraform-provider-steward/internal/jsonvalue"
)

func TestEqual(t *testing.T) {
	s := cfschematest.Must(cfschema.Parse(cfschematest.Own("shapes.json")))
	for name, c := range map[string]struct {
		path   jsonvalue.Path
		a, b   string
		want   bool
		reason string
	}{
		"number forms":              {jsonvalue.Path{"Port"}, `1`, `1.0`, true, "one number, two spellings"},
		"exponent":                  {jsonvalue.Path{"Port"}, `1e0`, `1`, true, "AWS prints exponents"},
		"big exponent":              {jsonvalue.Path{"Port"}, `1e2147483647`, `1e2147483646`, false, "a number that fits no memory is compared as text"},
		"zero":                      {jsonvalue.Path{"Ratio"}, `-0`, `0.00`, true, "there is one zero"},
		"beyond a float":            {jsonvalue.Path{"Ratio"}, `9007199254740993`, `9007199254740992`, false, "no digit is lost on the way"},
		"other number":              {jsonvalue.Path{"Port"}, `80`, `443`, false, ""},
		"number in a string":        {jsonvalue.Path{"Port"}, `80`, `"80"`, true, "the schema says it is a number"},
		"number as a string":        {jsonvalue.Path{"Label"}, `80`, `"80"`, true, "the schema says it is a string"},
		"number where untyped":      {jsonvalue.Path{"Anything"}, `80`, `"80"`, true, "the schema does not say"},
		"number in a boolean":       {jsonvalue.Path{"Enabled"}, `1`, `"1"`, false, "the schema has neither a number nor a string there"},
		"number with spaces":        {jsonvalue.Path{"Port"}, `80`, `" 80"`, false, "JSON has no such number"},
		"strings of one number":     {jsonvalue.Path{"Port"}, `"80"`, `"80.0"`, true, "a number for certain"},
		"strings like numbers":      {jsonvalue.Path{"Label"}, `"1"`, `"1.0"`, false, "1.0 may be a version"},
		"boolean in a string":       {jsonvalue.Path{"Enabled"}, `true`, `"true"`, true, "CloudFormation has always written booleans so"},
		"boolean as a string":       {jsonvalue.Path{"Label"}, `false`, `"false"`, true, "a tag's value, for example"},
		"other boolean":             {jsonvalue.Path{"Enabled"}, `false`, `"true"`, false, ""},
		"no boolean":                {jsonvalue.Path{"Enabled"}, `false`, `"no"`, false, "only two words are booleans"},
		"boolean in a number":       {jsonvalue.Path{"Port"}, `true`, `"true"`, false, "the schema has neither a boolean nor a string there"},
		"case":                      {jsonvalue.Path{"Label"}, `"a"`, `"A"`, false, "case means something unless a schema says otherwise"},
		"document":                  {jsonvalue.Path{"Document"}, `"{\"a\":1,\"b\":[true]}"`, `" { \"b\": [true], \"a\": 1.0 }"`, true, "JSON in a string is JSON"},
		"other document":            {jsonvalue.Path{"Document"}, `"{\"a\":[1,2]}"`, `"{\"a\":[2,1]}"`, false, "arrays of a document are ordered"},
		"half a document":           {jsonvalue.Path{"Document"}, `"{\"a\":1}"`, `"{\"a\":1"`, false, "both must be JSON"},
		"scalars are no documents":  {jsonvalue.Path{"Document"}, `"1"`, `"1.0"`, false, "only objects and arrays are documents"},
		"document or object":        {jsonvalue.Path{"Policy"}, `{"Version":"1"}`, `"{\"Version\": \"1\"}"`, true, "both forms are allowed"},
		"object or document":        {jsonvalue.Path{"Policy"}, `"{\"Version\": \"1\"}"`, `{"Version":"1"}`, true, "both ways round"},
		"set":                       {jsonvalue.Path{"Names"}, `["a","b"]`, `["b","a"]`, true, "insertionOrder is false"},
		"multiset":                  {jsonvalue.Path{"Names"}, `["a","a","b"]`, `["a","b","b"]`, false, "each item counts once"},
		"shorter set":               {jsonvalue.Path{"Names"}, `["a"]`, `["a","b"]`, false, ""},
		"list":                      {jsonvalue.Path{"Steps"}, `[{"Status":1},{"Status":2}]`, `[{"Status":2},{"Status":1}]`, false, "insertionOrder is true unless it is said"},
		"set with inner meaning":    {jsonvalue.Path{"Rules"}, `[{"Port":1},{"Port":2}]`, `[{"Port":"2"},{"Port":1.0}]`, true, "items compare by their own schema"},
		"set that needs a detour":   {jsonvalue.Path{"Rules"}, `[{"Port":1},{"Port":"1"}]`, `[{"Port":"1"},{"Port":1.0}]`, true, "every pairing is tried"},
		"tags":                      {jsonvalue.Path{"Tags"}, `[{"Key":"a"},{"Key":"b"}]`, `[{"Key":"b"},{"Key":"a"}]`, true, "tags are a set in every type"},
		"null and absent":           {nil, `{"Name":"a","Port":null}`, `{"Name":"a"}`, true, "null is absent"},
		"null and absent, other":    {nil, `{"Name":"a"}`, `{"Name":"a","Port":null}`, true, "both ways round"},
		"empty and absent":          {nil, `{"Rules":[]}`, `{}`, false, "asking for no rules is not the same as not asking"},
		"a choice":                  {jsonvalue.Path{"Action"}, `{"Allow":{}}`, `{"Block":{}}`, false, "an empty structure says something by its name"},
		"through a choice":          {jsonvalue.Path{"Source"}, `{"Names":["a","b"]}`, `{"Names":["b","a"]}`, true, "alternatives are looked into"},
		"structure and list":        {jsonvalue.Path{"Anything"}, `{}`, `[]`, false, ""},
		"structure and scalar":      {jsonvalue.Path{"Anything"}, `{}`, `true`, false, ""},
		"unknown":                   {jsonvalue.Path{"Name"}, `"(unknown)"`, `"(unknown)"`, false, "nothing equals a value that is not known"},
		"unknown and null":          {jsonvalue.Path{"Name"}, `"(unknown)"`, `null`, false, "it may become something"},
		"null and unknown":          {jsonvalue.Path{"Name"}, `null`, `"(unknown)"`, false, "it may become something"},
		"unknown inside":            {nil, `{"Names":["(unknown)"]}`, `{"Names":["(unknown)"]}`, false, "not even in a set"},
		"unknown and empty":         {jsonvalue.Path{"Rules"}, `["(unknown)"]`, `[{}]`, false, "it is not taken for an empty object"},
		"a place nobody knows":      {jsonvalue.Path{"Nowhere", "A"}, `{"a":[1]}`, `{"a":[1.0]}`, true, "values compare without a schema too"},
		"item of an ordered array":  {jsonvalue.Path{"Steps", "0"}, `{"Status":"1"}`, `{"Status":1}`, true, "paths of a model have indices"},
		"null in a set":             {jsonvalue.Path{"Names"}, `[null]`, `[]`, false, "an item that is null is an item"},
		"boolean and number":        {jsonvalue.Path{"Anything"}, `true`, `1`, false, ""},
		"list and document of list": {jsonvalue.Path{"Anything"}, `[1]`, `"[1.0]"`, true, "arrays are documents too"},
	} {
		if got := s.Equal(c.path, cfschematest.Value(c.a), cfschematest.Value(c.b)); got != c.want {
			t.Errorf("%s: %s and %s at %s: equal = %v, want %v. %s", name, c.a, c.b, c.path, got, c.want, c.reason)
		}
		if got := s.Equal(c.path, cfschematest.Value(c.b), cfschematest.Value(c.a)); got != c.want {
			t.Errorf("%s, the other way round: %s and %s: equal = %v, want %v. %s", name, c.b, c.a, got, c.want, c.reason)
		}
	}
}

// TestNullAndFractions: null is a value in a document and nowhere else, and fractions are what a double holds of them.
func TestNullAndFractions(t *testing.T) {
	s := cfschematest.Must(cfschema.Parse(cfschematest.Own("shapes.json")))
	for name, c := range map[string]struct {
		a, b   string
		want   bool
		reason string
	}{
		"in a document":       {`{"Free":{"a":null}}`, `{"Free":{}}`, false, "a state machine with ResultPath null is another one"},
		"deep in a document":  {`{"Free":{"a":[{"b":null}]}}`, `{"Free":{"a":[{}]}}`, false, ""},
		"same null":           {`{"Free":{"a":null}}`, `{"Free":{"a":null}}`, true, ""},
		"null and a value":    {`{"Free":{"a":null}}`, `{"Free":{"a":0}}`, false, ""},
		"text of a document":  {`{"Document":"{\"a\":null}"}`, `{"Document":"{}"}`, false, ""},
		"text, the same null": {`{"Document":"{\"a\":null}"}`, `{"Document":"{ \"a\" : null }"}`, true, ""},
		"text and object":     {`{"Policy":"{\"a\":null}"}`, `{"Policy":{"a":null}}`, true, ""},
		"whole document":      {`{"Free":null}`, `{}`, true, "the property itself is absent"},
		"in a structure":      {`{"Network":{"Size":1,"Subnet":null}}`, `{"Network":{"Size":1}}`, true, ""},
		"in a map":            {`{"Variables":{"AB":null}}`, `{"Variables":{}}`, true, ""},
		"digits of a double":  {`{"Ratio":0.1}`, `{"Ratio":0.1000000000000000055511151231257827}`, true, ""},
		"another double":      {`{"Ratio":0.3}`, `{"Ratio":0.30000000000000004}`, false, ""},
		"fraction and whole":  {`{"Ratio":2}`, `{"Ratio":2.00000000000000000001}`, true, ""},
		"great whole numbers": {`{"Port":9007199254740993}`, `{"Port":9007199254740992}`, false, "no double holds them, and some APIs do"},
	} {
		a, b := cfschematest.Value(c.a), cfschematest.Value(c.b)
		if got := s.Equal(nil, a, b); got != c.want {
			t.Errorf("%s: %s and %s are equal = %v. %s", name, c.a, c.b, got, c.reason)
		}
		if got := s.Equal(nil, b, a); got != c.want {
			t.Errorf("%s, the other way round: equal = %v", name, got)
		}
	}
}
