package echo_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/steward-iac/terraform-provider-steward/internal/cfschema"
	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/cfschematest"
	"github.com/steward-iac/terraform-provider-steward/internal/jsonvalue"
)

func TestRefresh(t *testing.T) {
	s := cfschematest.Must(cfschema.Parse(cfschematest.Own("shapes.json")))
	for name, c := range map[string]struct{ prior, live, want, reason string }{
		"nothing new": {
			`{"Name":"a"}`, `{"Name":"a","Port":5,"Id":"i"}`, `{"Name":"a"}`,
			"what was not configured is not shown",
		},
		"drift": {
			`{"Name":"a","Port":80}`, `{"Name":"a","Port":81}`, `{"Name":"a","Port":81}`,
			"a configured property that differs is shown",
		},
		"prior form": {
			`{"Port":80,"Enabled":true,"Document":"{\"a\": 1}"}`, `{"Port":"80.0","Enabled":"true","Document":"{\"a\":1}"}`,
			`{"Port":80,"Enabled":true,"Document":"{\"a\": 1}"}`, "what means the same keeps its form",
		},
		"gone":               {`{"Name":"a","Port":80}`, `{"Name":"a"}`, `{"Name":"a"}`, "a property that live lacks was removed by somebody"},
		"null":               {`{"Port":null}`, `{"Port":80}`, `{"Port":null}`, "null was not configured"},
		"live null":          {`{"Port":80}`, `{"Port":null}`, `{}`, "null in live is absent"},
		"empty array":        {`{"Rules":[]}`, `{}`, `{"Rules":[]}`, "an API leaves out what is empty"},
		"empty array filled": {`{"Rules":[]}`, `{"Rules":[{"Protocol":"tcp"}]}`, `{"Rules":[{"Protocol":"tcp"}]}`, "somebody added one"},
		"empty structure":    {`{"Free":{},"Action":{}}`, `{}`, `{"Free":{},"Action":{}}`, "an API leaves out what is empty"},
		"default":            {`{"Mode":"Active"}`, `{}`, `{"Mode":"Active"}`, "an API leaves out what is the default"},
		"not the default":    {`{"Mode":"Passive"}`, `{}`, `{}`, "what is not the default was removed"},
		"default in a structure": {
			`{"Network":{"Size":1,"Zone":"a"}}`, `{"Network":{"Size":1}}`, `{"Network":{"Size":1,"Zone":"a"}}`,
			"on every level",
		},
		"a structure's keys": {
			`{"Network":{"Size":1}}`, `{"Network":{"Size":2,"Zone":"b","InterfaceId":"e"}}`, `{"Network":{"Size":2}}`,
			"only what was configured is compared, on every level",
		},
		"a structure's key gone": {`{"Network":{"Size":1,"Zone":"b"}}`, `{"Network":{"Size":1}}`, `{"Network":{"Size":1}}`, "drift inside a structure"},
		"create-only":            {`{"Name":"a","Network":{"Size":1,"Subnet":"s"}}`, `{"Network":{"Size":2}}`, `{"Name":"a","Network":{"Size":2,"Subnet":"s"}}`, "reads may not return it, and nothing but another object could bring it back"},
		"create-only, in a set": {
			`{"Replicas":[{"Region":"a","Size":1},{"Region":"b","Size":2}]}`, `{"Replicas":[{"Size":2},{"Size":1,"Arn":"x"}]}`,
			`{"Replicas":[{"Region":"a","Size":1},{"Region":"b","Size":2}]}`, "",
		},
		"create-only, changed": {`{"Name":"a"}`, `{"Name":"b"}`, `{"Name":"b"}`, "it is another object"},
		"a structure gone":     {`{"Network":{"Size":1}}`, `{}`, `{}`, "drift of a whole structure"},
		"a map's keys": {
			`{"Variables":{"a":"1","b":"2"}}`, `{"Variables":{"a":"1","c":"3"}}`, `{"Variables":{"a":"1","c":"3"}}`,
			"every key of a map is somebody's data",
		},
		"a free document's keys": {
			`{"Free":{"Statement":[{"Effect":"Allow"}]}}`, `{"Free":{"Statement":[{"Effect":"Allow","Condition":{"x":1}}],"Id":"x"}}`,
			`{"Free":{"Statement":[{"Effect":"Allow","Condition":{"x":1}}],"Id":"x"}}`, "a document is compared whole, on every level",
		},
		"a document in the other form": {`{"Policy":{"a":1}}`, `{"Policy":"{\"a\":1.0}"}`, `{"Policy":{"a":1}}`, "both forms are one document"},
		"another document":             {`{"Policy":{"a":1}}`, `{"Policy":"{\"a\":2}"}`, `{"Policy":"{\"a\":2}"}`, "drift comes in live's form"},
		"write-only":                   {`{"Password":"p","Login":{"User":"u","Password":"q"}}`, `{"Login":{"User":"v"}}`, `{"Password":"p","Login":{"User":"v","Password":"q"}}`, "live never has them"},
		"write-only, masked":           {`{"Password":"p","Login":{"User":"u","Password":"q"}}`, `{"Password":"****","Login":{"User":"u","Password":null}}`, `{"Password":"p","Login":{"User":"u","Password":"q"}}`, "a handler that returns it all the same returns no truth"},
		"another choice, secret kept":  {`{"Login":{"User":"u","Password":"q"}}`, `{"Login":{"Host":"h"}}`, `{"Login":{"Host":"h","Password":"q"}}`, "live can not show the password"},
		"write-only alone":             {`{"Login":{"Password":"q"}}`, `{}`, `{"Login":{"Password":"q"}}`, "a structure of nothing else is not returned at all"},
		"write-only beside what is gone": {
			`{"Login":{"User":"u","Password":"q"}}`, `{}`, `{"Login":{"Password":"q"}}`,
			"the user is gone, what live can not show stays",
		},
		"another choice":              {`{"Action":{"Allow":{"Status":1}}}`, `{"Action":{"Block":{}}}`, `{"Action":{"Block":{}}}`, "an update of half of it would make both"},
		"another empty choice":        {`{"Action":{"Allow":{}}}`, `{"Action":{"Block":{}}}`, `{"Action":{"Block":{}}}`, "an empty structure is a choice by its name"},
		"the same choice, filled in":  {`{"Action":{"Allow":{}}}`, `{"Action":{"Allow":{"Status":5}}}`, `{"Action":{"Allow":{}}}`, "nobody configured the status"},
		"no choice, only default":     {`{"Network":{"Zone":"a"}}`, `{"Network":{"Size":5}}`, `{"Network":{"Zone":"a"}}`, "a default that is left out is no choice that changed"},
		"no choice, only write-only":  {`{"Login":{"Password":"q"}}`, `{"Login":{"User":"v"}}`, `{"Login":{"Password":"q"}}`, "what live never has is no choice that changed"},
		"another choice, with secret": {`{"Login":{"User":null,"Password":"q"}}`, `{"Login":{"User":"v"}}`, `{"Login":{"User":null,"Password":"q"}}`, "null is no choice"},

		"set in another order":     {`{"Names":["b","a"]}`, `{"Names":["a","b"]}`, `{"Names":["b","a"]}`, "the order means nothing"},
		"set with a new item":      {`{"Names":["b","a"]}`, `{"Names":["a","c","b"]}`, `{"Names":["b","a","c"]}`, "prior's order, then what is new"},
		"set with an item gone":    {`{"Names":["c","b","a"]}`, `{"Names":["a","c"]}`, `{"Names":["c","a"]}`, "prior's order"},
		"set with an item twice":   {`{"Names":["a"]}`, `{"Names":["a","a"]}`, `{"Names":["a","a"]}`, "each item counts once"},
		"set of structures":        {`{"Rules":[{"Protocol":"tcp","Port":1},{"Protocol":"udp"}]}`, `{"Rules":[{"Protocol":"udp","RuleId":"2"},{"Protocol":"tcp","Port":1,"RuleId":"1","Description":""}]}`, `{"Rules":[{"Protocol":"tcp","Port":1},{"Protocol":"udp"}]}`, "live items have more than was configured"},
		"set with a detour":        {`{"Rules":[{"Protocol":"tcp"},{"Protocol":"tcp","Port":1}]}`, `{"Rules":[{"Protocol":"tcp","Port":1},{"Protocol":"tcp","Port":2}]}`, `{"Rules":[{"Protocol":"tcp"},{"Protocol":"tcp","Port":1}]}`, "the short item must not take the only partner of the long one"},
		"set with a changed item":  {`{"Rules":[{"Protocol":"tcp","Port":1},{"Protocol":"udp"}]}`, `{"Rules":[{"Protocol":"tcp","Port":2,"RuleId":"1"},{"Protocol":"udp","RuleId":"2"}]}`, `{"Rules":[{"Protocol":"tcp","Port":2},{"Protocol":"udp"}]}`, "in its place, without what is read-only"},
		"set with a fuller item":   {`{"Rules":[{"Protocol":"tcp","Port":1}]}`, `{"Rules":[{"Protocol":"tcp","Port":2,"Description":"added"}]}`, `{"Rules":[{"Protocol":"tcp","Port":2}]}`, "what changed shows no more than was configured"},
		"set with secrets":         {`{"Rules":[{"Protocol":"tcp","Key":"k1"},{"Protocol":"tcp","Key":"k2"}]}`, `{"Rules":[{"Protocol":"tcp"},{"Protocol":"tcp"}]}`, `{"Rules":[{"Protocol":"tcp","Key":"k1"},{"Protocol":"tcp","Key":"k2"}]}`, "write-only values of items are kept"},
		"list":                     {`{"Steps":[{"Status":1},{"Status":2}]}`, `{"Steps":[{"Status":2},{"Status":1}]}`, `{"Steps":[{"Status":2},{"Status":1}]}`, "the order is drift"},
		"list with a new item":     {`{"Steps":[{"Status":1}]}`, `{"Steps":[{"Status":"1"},{"Status":2}]}`, `{"Steps":[{"Status":1},{"Status":2}]}`, "prior's form by index, then what is new"},
		"list with an item gone":   {`{"Steps":[{"Status":1},{"Status":2}]}`, `{"Steps":[{"Status":1}]}`, `{"Steps":[{"Status":1}]}`, ""},
		"list with null":           {`{"Steps":[null,{"Status":2}]}`, `{"Steps":[{"Status":1},null]}`, `{"Steps":[{"Status":1},null]}`, "an item can not be left out"},
		"tags of AWS":              {`{"Tags":[{"Key":"a","Value":"1"}]}`, `{"Tags":[{"Key":"aws:x","Value":"2"},{"Key":"a","Value":"1"}]}`, `{"Tags":[{"Key":"a","Value":"1"}]}`, "nobody can configure or remove them"},
		"other tags":               {`{"Tags":[{"Key":"a","Value":"1"}]}`, `{"Tags":[{"Key":"b","Value":"2"},{"Key":"a","Value":"1"}]}`, `{"Tags":[{"Key":"a","Value":"1"},{"Key":"b","Value":"2"}]}`, "somebody added one"},
		"not known before":         {`{"Name":"(unknown)"}`, `{"Name":"a"}`, `{"Name":"a"}`, "now it is known"},
		"through a choice":         {`{"Source":{"Image":"i","Names":["b","a"]}}`, `{"Source":{"Image":"i","Names":["a","b"]}}`, `{"Source":{"Image":"i","Names":["b","a"]}}`, "alternatives are looked into"},
		"nothing at all":           {`null`, `{"Name":"a"}`, `null`, "no property is invented"},
		"a property nobody knows":  {`{"New":{"b":[1],"a":2}}`, `{"New":{"a":2.0,"b":[1.0]}}`, `{"New":{"b":[1],"a":2}}`, "the schema may be older than the object"},
		"a structure is a string":  {`{"Network":{"Size":1}}`, `{"Network":"x"}`, `{"Network":"x"}`, "whatever it is, it is drift"},
		"a secret of a new item":   {`{"Free":{"a":1}}`, `{"Free":{"a":1,"Password":"p"}}`, `{"Free":{"a":1}}`, "known secrets do not come into state by themselves"},
		"an array in another form": {`{"Anything":[1,2]}`, `{"Anything":"[1,2]"}`, `{"Anything":[1,2]}`, "documents in strings"},
	} {
		prior, live := cfschematest.Value(c.prior), cfschematest.Value(c.live)
		got := s.Refresh(prior, live)
		if diff := cmp.Diff(cfschematest.Value(c.want), got); diff != "" {
			t.Errorf("%s: %s (-want +got):\n%s", name, c.reason, diff)
		}
		if diff := cmp.Diff(cfschematest.Value(c.prior), prior); diff != "" {
			t.Errorf("%s: prior itself was changed:\n%s", name, diff)
		}
		if diff := cmp.Diff(got, s.Refresh(got, live)); diff != "" && !jsonvalue.HasUnknown(prior) {
			t.Errorf("%s: refreshing twice differs from refreshing once:\n%s", name, diff)
		}
	}
}

// TestRefreshOfNothing covers an object that has no properties at all.
func TestRefreshOfNothing(t *testing.T) {
	s := cfschematest.Must(cfschema.Parse(cfschematest.Own("shapes.json")))
	got := s.Refresh(cfschematest.Value(`{"Name":"a","Port":1,"Password":"p","Rules":[]}`), nil)
	if diff := cmp.Diff(cfschematest.Value(`{"Name":"a","Password":"p","Rules":[]}`), got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestRefreshOfNull: null is a value in a document and nowhere else.
func TestRefreshOfNull(t *testing.T) {
	s := cfschematest.Must(cfschema.Parse(cfschematest.Own("shapes.json")))
	for name, c := range map[string]struct{ prior, live, want string }{
		"kept":        {`{"Free":{"a":null,"b":1}}`, `{"Free":{"a":null,"b":1}}`, `{"Free":{"a":null,"b":1}}`},
		"dropped":     {`{"Free":{"a":null,"b":1}}`, `{"Free":{"b":1}}`, `{"Free":{"b":1}}`},
		"set":         {`{"Free":{"a":null}}`, `{"Free":{"a":2}}`, `{"Free":{"a":2}}`},
		"new null":    {`{"Free":{"b":1}}`, `{"Free":{"a":null,"b":1}}`, `{"Free":{"a":null,"b":1}}`},
		"became":      {`{"Free":{"a":1,"b":1}}`, `{"Free":{"a":null,"b":1}}`, `{"Free":{"a":null,"b":1}}`},
		"in its form": {`{"Free":{"a":"{\"x\":1}"}}`, `{"Free":{"a":{"x":1}}}`, `{"Free":{"a":"{\"x\":1}"}}`},
		"still null":  {`{"Variables":{"AB":null}}`, `{"Variables":{}}`, `{"Variables":{"AB":null}}`},
		"in a map":    {`{"Variables":{"AB":null}}`, `{"Variables":{"AB":"x"}}`, `{"Variables":{"AB":"x"}}`},
	} {
		if diff := cmp.Diff(cfschematest.Value(c.want), s.Refresh(cfschematest.Value(c.prior), cfschematest.Value(c.live))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}
