package compare_test

import (
	"testing"

	"github.com/steward-iac/terraform-provider-steward/internal/cfschema"
	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/cfschematest"
	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/compare"
)

// TestContains: what is desired of an object that has more, or that leaves out what says nothing.
func TestContains(t *testing.T) {
	s := cfschematest.Must(cfschema.Parse(cfschematest.Own("shapes.json")))
	for name, c := range map[string]struct {
		live, desired string
		want          bool
		reason        string
	}{
		"more than desired":        {`{"Name":"a","Port":1}`, `{"Name":"a"}`, true, "an import has all that the API fills in"},
		"less than desired":        {`{"Name":"a"}`, `{"Name":"a","Port":1}`, false, ""},
		"other value":              {`{"Name":"a"}`, `{"Name":"b"}`, false, ""},
		"other form":               {`{"Port":"1"}`, `{"Port":1.0}`, true, ""},
		"null":                     {`{"Name":"a"}`, `{"Port":null}`, true, "null asks for nothing"},
		"write-only":               {`{}`, `{"Password":"p","Login":{"Password":"q"}}`, true, "live never has them"},
		"write-only, masked":       {`{"Password":"****"}`, `{"Password":"p"}`, true, "a handler that returns it all the same returns no truth"},
		"default":                  {`{}`, `{"Mode":"Active"}`, true, "an API leaves out what is the default"},
		"empty":                    {`{}`, `{"Rules":[],"Free":{}}`, true, "an API leaves out what is empty"},
		"not empty":                {`{"Rules":[{"Protocol":"tcp"}]}`, `{"Rules":[]}`, false, "no rules were asked for"},
		"structure":                {`{"Network":{"Size":1,"Zone":"b"}}`, `{"Network":{"Size":1}}`, true, "on every level"},
		"map with more":            {`{"Variables":{"a":"1","b":"2"}}`, `{"Variables":{"a":"1"}}`, false, "b would have to go"},
		"map with null":            {`{"Variables":{"a":"1","b":null}}`, `{"Variables":{"a":"1"}}`, true, "null is absent"},
		"set with more":            {`{"Names":["a","b"]}`, `{"Names":["b"]}`, false, "a would have to go"},
		"set":                      {`{"Names":["a","b"]}`, `{"Names":["b","a"]}`, true, ""},
		"set of structures":        {`{"Rules":[{"Protocol":"tcp","RuleId":"1"},{"Protocol":"udp"}]}`, `{"Rules":[{"Protocol":"udp"},{"Protocol":"tcp"}]}`, true, "items may have more"},
		"set that does not add up": {`{"Rules":[{"Protocol":"tcp","Port":1},{"Protocol":"udp"}]}`, `{"Rules":[{"Protocol":"tcp"},{"Protocol":"tcp","Port":1}]}`, false, "one item can not be two"},
		"list":                     {`{"Steps":[{"Status":1},{"Status":2}]}`, `{"Steps":[{"Status":2},{"Status":1}]}`, false, "the order differs"},
		"same list":                {`{"Steps":[{"Status":1},{"Status":2}]}`, `{"Steps":[{"Status":1},{"Status":2}]}`, true, ""},
		"longer list":              {`{"Steps":[{"Status":1},{"Status":2}]}`, `{"Steps":[{"Status":1}]}`, false, "the second one would have to go"},
		"null in a document":       {`{"Free":{}}`, `{"Free":{"a":null}}`, false, "there it is a value"},
		"same null":                {`{"Free":{"a":null}}`, `{"Free":{"a":null}}`, true, ""},
		"a document of null":       {`{}`, `{"Free":{"a":null}}`, false, "it is not empty"},
		"a document of nothing":    {`{}`, `{"Free":{"a":[]}}`, true, "it is as good as empty"},
		"tags of AWS":              {`{"Tags":[{"Key":"aws:x","Value":"1"},{"Key":"a","Value":"2"}]}`, `{"Tags":[{"Key":"a","Value":"2"}]}`, true, "nobody can remove them"},
		"tags":                     {`{"Tags":[{"Key":"b","Value":"1"},{"Key":"a","Value":"2"}]}`, `{"Tags":[{"Key":"a","Value":"2"}]}`, false, "b would have to go"},
		"another choice":           {`{"Action":{"Block":{}}}`, `{"Action":{"Allow":{}}}`, false, "an empty structure is a choice by its name"},
		"unknown":                  {`{"Name":"a"}`, `{"Name":"(unknown)"}`, false, "it may become something else"},
		"structure for a string":   {`{"Network":"x"}`, `{"Network":{"Size":1}}`, false, ""},
	} {
		if got := s.Contains(cfschematest.Value(c.live), cfschematest.Value(c.desired)); got != c.want {
			t.Errorf("%s: %s contains %s = %v, want %v. %s", name, c.live, c.desired, got, c.want, c.reason)
		}
	}
}

// TestZero: what services leave out of what they return.
func TestZero(t *testing.T) {
	for text, want := range map[string]bool{
		`null`: true, `""`: true, `"a"`: false, `false`: true, `true`: false, `0`: true, `0.0`: true, `1`: false,
		`[]`: true, `["",0]`: true, `["",1]`: false, `{}`: true, `{"a":{"b":[]}}`: true, `{"a":"","b":"b"}`: false, `"(unknown)"`: false,
	} {
		if got := compare.Zero(cfschematest.Value(text)); got != want {
			t.Errorf("%s says nothing: %v, want %v", text, got, want)
		}
	}
}
