package parts_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/steward-iac/terraform-provider-steward/internal/cfschema"
	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/cfschematest"
)

func TestConfigurable(t *testing.T) {
	s := cfschematest.Must(cfschema.Parse(cfschematest.Own("shapes.json")))
	for name, c := range map[string]struct{ live, want, reason string }{
		"plain":                  {`{"Id":"i","Name":"a","Port":1}`, `{"Name":"a","Port":1}`, "what is read-only can not be configured"},
		"nested":                 {`{"Network":{"Size":1,"InterfaceId":"e"}}`, `{"Network":{"Size":1}}`, "on every level"},
		"in an array":            {`{"Rules":[{"Protocol":"tcp","RuleId":"1"},{"RuleId":"2"}]}`, `{"Rules":[{"Protocol":"tcp"},{}]}`, "an item stays although nothing is left of it"},
		"nothing left":           {`{"Endpoint":{"Address":"x"}}`, `{}`, "a structure of read-only values shape.Alone can not be configured"},
		"empty":                  {`{"Free":{},"Names":[],"Port":null}`, `{"Free":{},"Names":[]}`, "what is empty is something, null is not"},
		"write-only":             {`{"Password":"p","Login":{"User":"u","Password":"q"}}`, `{"Login":{"User":"u"}}`, "a handler that returns a secret should not"},
		"known secrets":          {`{"Endpoint":{"Port":1},"Free":{"Password":"p","password":"q","Passwords":"r","SecretKey":5}}`, `{"Endpoint":{"Port":1},"Free":{"Passwords":"r","SecretKey":5}}`, "strings under a name that means a secret, however it is spelt"},
		"null in a document":     {`{"Free":{"a":null}}`, `{"Free":{"a":null}}`, "there it is a value"},
		"tags of AWS":            {`{"Tags":[{"Key":"aws:x","Value":"1"},{"Key":"a","Value":"2"}]}`, `{"Tags":[{"Key":"a","Value":"2"}]}`, "nobody can configure them"},
		"nothing":                {`null`, `{}`, "there is always an object"},
		"a property of tomorrow": {`{"New":[1]}`, `{"New":[1]}`, "the schema may be older than the object"},
	} {
		if diff := cmp.Diff(cfschematest.Value(c.want), s.Configurable(cfschematest.Value(c.live))); diff != "" {
			t.Errorf("%s: %s (-want +got):\n%s", name, c.reason, diff)
		}
	}
}

func TestComputed(t *testing.T) {
	s := cfschematest.Must(cfschema.Parse(cfschematest.Own("shapes.json")))
	for name, c := range map[string]struct{ live, configured, want, reason string }{
		"read-only":    {`{"Id":"i","Name":"a","Port":1}`, `{"Name":"a"}`, `{"Id":"i"}`, "nothing that can be configured"},
		"nested":       {`{"Endpoint":{"Address":"x","Port":5}}`, `{}`, `{"Endpoint":{"Address":"x"}}`, "with the structure it is in"},
		"configured":   {`{"Id":"i","Network":{"InterfaceId":"e"}}`, `{"Id":"j","Network":{"Size":1}}`, `{"Network":{"InterfaceId":"e"}}`, "a property is in one place only"},
		"known secret": {`{"Id":"i","ApiKey":"k","Endpoint":{"ClientSecret":"s"}}`, `{}`, `{"Id":"i"}`, "state is no place for it"},
		"in an array":  {`{"Rules":[{"Protocol":"tcp","RuleId":"1"},{"Protocol":"udp"}]}`, `{"Rules":[{"Protocol":"tcp"},{"Protocol":"udp"}]}`, `{"Rules":[{"RuleId":"1"},{}]}`, "items keep their place"},
		"in configured order": {
			`{"Rules":[{"Protocol":"udp","RuleId":"2"},{"Protocol":"tcp","RuleId":"1"}]}`, `{"Rules":[{"Protocol":"tcp"},{"Protocol":"udp"}]}`, `{"Rules":[{"RuleId":"1"},{"RuleId":"2"}]}`,
			"an API that returns a set in another order changes nothing",
		},
		"in live order": {
			`{"Rules":[{"Protocol":"udp","RuleId":"2"},{"Protocol":"tcp","RuleId":"1"}]}`, `{"Rules":[{"Protocol":"tcp"}]}`, `{"Rules":[{"RuleId":"2"},{"RuleId":"1"}]}`,
			"items that are not those that were configured come as they are",
		},
		"none in an array": {`{"Rules":[{"Protocol":"tcp"}],"Names":["a"]}`, `{}`, `{}`, "no array of nothing"},
		"nothing":          {`{"Id":null}`, `{}`, `{}`, "null is absent"},
		"no object":        {`null`, `null`, `{}`, "there is always an object"},
	} {
		got := any(s.Computed(cfschematest.Value(c.live), cfschematest.Value(c.configured)))
		if diff := cmp.Diff(cfschematest.Value(c.want), got); diff != "" {
			t.Errorf("%s: %s (-want +got):\n%s", name, c.reason, diff)
		}
	}
}

// TestComputedHidesSecretsBelow covers a read-only structure of which the schema does not tell what is secret.
func TestComputedHidesSecretsBelow(t *testing.T) {
	s := cfschematest.Must(cfschema.Parse([]byte(`{"typeName":"A::B::C","properties":{"Keys":{"type":"array"}},"readOnlyProperties":["/properties/Keys"]}`)))
	got := any(s.Computed(cfschematest.Value(`{"Keys":[{"AccessKeyId":"a","SecretAccessKey":"s","Nested":{"privateKey":"p","Key":"k"}},"x"]}`), nil))
	if diff := cmp.Diff(cfschematest.Value(`{"Keys":[{"AccessKeyId":"a","Nested":{"Key":"k"}},"x"]}`), got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestWithCreateOnly: what reads do not return and only another object could change is taken from what is desired.
func TestWithCreateOnly(t *testing.T) {
	s := cfschematest.Must(cfschema.Parse(cfschematest.Own("shapes.json")))
	for name, c := range map[string]struct{ live, desired, want, reason string }{
		"lacks it":          {`{"Port":1}`, `{"Name":"a","Port":2,"Label":"l"}`, `{"Port":1,"Name":"a"}`, "and nothing else of what is desired"},
		"has it":            {`{"Name":"b"}`, `{"Name":"a"}`, `{"Name":"b"}`, "it is another object"},
		"desired as null":   {`{"Port":1}`, `{"Name":null}`, `{"Port":1}`, "null is absent"},
		"in a structure":    {`{"Network":{"Size":1}}`, `{"Network":{"Size":2,"Subnet":"s"}}`, `{"Network":{"Size":1,"Subnet":"s"}}`, "on every level"},
		"with a structure":  {`{"Port":1}`, `{"Network":{"Size":2,"Subnet":"s"}}`, `{"Port":1,"Network":{"Subnet":"s"}}`, "that part of it"},
		"nothing create":    {`{"Port":1}`, `{"Network":{"Size":2},"Free":{"a":1}}`, `{"Port":1}`, "no structure of nothing"},
		"in an array":       {`{"Replicas":[{"Size":1}]}`, `{"Replicas":[{"Size":1,"Region":"r"}]}`, `{"Replicas":[{"Size":1,"Region":"r"}]}`, "items that are the same but for that"},
		"of other items":    {`{"Replicas":[{"Size":1},{"Size":2}]}`, `{"Replicas":[{"Size":1,"Region":"r"}]}`, `{"Replicas":[{"Size":1},{"Size":2}]}`, "which one it is nobody knows"},
		"another type":      {`{"Network":"x"}`, `{"Network":{"Size":2,"Subnet":"s"}}`, `{"Network":"x"}`, "there is nothing to put it into"},
		"no object":         {`null`, `{"Name":"a","Port":1}`, `{"Name":"a"}`, "a read shows nothing of it"},
		"an array as whole": {`{"Port":1}`, `{"Replicas":[{"Region":"r"}]}`, `{"Port":1}`, "no read shows an item"},
	} {
		got := s.WithCreateOnly(cfschematest.Value(c.live), cfschematest.Value(c.desired))
		if diff := cmp.Diff(cfschematest.Value(c.want), got); diff != "" {
			t.Errorf("%s: %s (-want +got):\n%s", name, c.reason, diff)
		}
	}
}
