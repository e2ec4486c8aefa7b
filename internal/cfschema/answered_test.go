package cfschema

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestLiveModel(t *testing.T) {
	for text, lack := range map[string]string{
		"":                   "has no Properties",
		" ":                  "has Properties that are not JSON",
		"{":                  "has Properties that are not JSON",
		`{"A":1}{}`:          "has Properties that are not JSON",
		"null":               "has Properties that are not a JSON object",
		"[]":                 "has Properties that are not a JSON object",
		`"text"`:             "has Properties that are not a JSON object",
		"{}":                 "has no property in its Properties",
		`{"A":1}`:            "",
		` {"A":null,"B":{}}`: "",
	} {
		model, got := LiveModel(text)
		if got != lack || lack == "" && model == nil {
			t.Errorf("LiveModel(%q) = %v, %q; want %q", text, model, got, lack)
		}
	}
}

func TestLackOfIdentity(t *testing.T) {
	bare, shapes := testSchema(t, "bare.json"), testSchema(t, "shapes.json")
	for name, c := range map[string]struct {
		schema            *Schema
		model, identifier string
		lacks             bool
		reason            string
	}{
		"all parts":          {bare, `{"Region":"r","Table":"t","Database":"d"}`, "d|t|r", false, ""},
		"no part":            {bare, `{"Other":"r"}`, "d|t|r", true, "a read shows what the object is called"},
		"some parts":         {bare, `{"Table":"t"}`, "d|t|r", false, "some services leave a part out"},
		"another part":       {bare, `{"Region":"r","Table":"u","Database":"d"}`, "d|t|r", true, "that is another table"},
		"another case":       {bare, `{"Region":"r","Table":"T","Database":"d"}`, "d|t|r", false, "services fold case"},
		"an ARN":             {bare, `{"Region":"r","Table":"arn:aws:x:::table/t","Database":"d"}`, "d|t|r", false, "a name and its ARN are one part"},
		"a path is no ARN":   {bare, `{"Region":"r","Table":"a/t","Database":"d"}`, "d|t|r", true, "two names, one of which ends with the other"},
		"separator inside":   {bare, `{"Region":"r","Table":"t","Database":"a|b"}`, "a|b|t|r", false, "what cannot be split is not judged"},
		"assigned, shorter":  {shapes, `{"Id":"Z1"}`, "/hostedzone/Z1", false, "services write what they assigned in several ways"},
		"assigned, another":  {shapes, `{"Id":"Z2"}`, "/hostedzone/Z1", true, ""},
		"without a schema":   {nil, `{"X":1}`, "x", false, "nothing is known of the type"},
		"without identifier": {&Schema{}, `{"X":1}`, "x", false, ""},
	} {
		m, _ := model(t, c.model).(map[string]any)
		if got := c.schema.LackOfIdentity(m, c.identifier); (got != "") != c.lacks {
			t.Errorf("%s: %q. %s", name, got, c.reason)
		}
	}
}

func TestNames(t *testing.T) {
	bare := testSchema(t, "bare.json")
	for name, c := range map[string]struct {
		schema       *Schema
		asked, named string
		want         bool
	}{
		"the same":             {bare, "d|t|r", "d|t|r", true},
		"as JSON":              {bare, `{"Table":"t","Region":"r","Database":"d"}`, "d|t|r", true},
		"another case":         {bare, "d|t|r", "D|t|r", true},
		"an ARN for a name":    {bare, "d|t|r", "d|arn:aws:x:eu-west-1:1:table/t|r", true},
		"a name for an ARN":    {nil, "arn:aws:x:eu-west-1:1:table/t", "t", true},
		"another order":        {bare, "d|t|r", "t|d|r", false},
		"fewer parts":          {bare, "d|t|r", "d|t", false},
		"another object":       {bare, "d|t|r", "d|u|r", false},
		"a longer name":        {nil, "/aws/app", "app", false},
		"another ARN":          {nil, "arn:aws:x:::table/t", "arn:aws:x:::table/u", false},
		"an ARN that ends so":  {nil, "arn:aws:x:::table/xt", "t", false},
		"nothing":              {nil, "one", "", false},
		"only the end of both": {nil, "arn:aws:x:::t", "arn:aws:y:::t", false},
	} {
		if got := c.schema.Names(c.asked, c.named); got != c.want {
			t.Errorf("%s: an answer about %q to a question about %q: %v, want %v", name, c.named, c.asked, got, c.want)
		}
	}
}

func TestVanished(t *testing.T) {
	schema, err := Parse([]byte(`{"typeName":"A::B::C","required":["Engine"],"primaryIdentifier":["/properties/Name"],
		"createOnlyProperties":["/properties/Name","/properties/Kind"],"writeOnlyProperties":["/properties/Password"],
		"properties":{"Name":{"type":"string"},"Kind":{"type":"string"},"Engine":{"type":"string"},"Color":{"type":"string"},"Tags":{"type":"object"},"Password":{"type":"string"}}}`))
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		prior, live string
		want        []string
		reason      string
	}{
		"nothing is left":      {`{"Name":"n","Kind":"k","Color":"c","Password":"p"}`, `{"Name":"n"}`, []string{"Color", "Kind"}, "what was set at create cannot go away"},
		"a required one":       {`{"Name":"n","Engine":"e","Color":"c"}`, `{"Name":"n","Arn":"a"}`, []string{"Color", "Engine"}, ""},
		"something is left":    {`{"Name":"n","Kind":"k","Color":"c"}`, `{"Name":"n","Color":"d"}`, nil, "that is drift, or a habit of the service"},
		"only one":             {`{"Name":"n","Kind":"k"}`, `{"Name":"n"}`, nil, "a service may leave one out of what it reads"},
		"what may be taken":    {`{"Name":"n","Color":"c","Tags":{}}`, `{"Name":"n"}`, nil, "somebody may have removed both"},
		"write-only":           {`{"Name":"n","Password":"p"}`, `{"Name":"n"}`, nil, "a read never has it"},
		"nothing is known":     {`null`, `{"Name":"n"}`, nil, "an import"},
		"there is no model":    {`{"Name":"n","Kind":"k","Color":"c"}`, `null`, []string{"Color", "Kind"}, ""},
		"one that is left out": {`{"Name":"n","Kind":"k","Color":"","Tags":{"a":""}}`, `{"Name":"n"}`, nil, "services leave out what is empty"},
		"a null counts for no": {`{"Name":"n","Kind":null,"Color":"c"}`, `{"Name":"n"}`, nil, ""},
	} {
		if diff := cmp.Diff(c.want, schema.Vanished(model(t, c.prior), model(t, c.live))); diff != "" {
			t.Errorf("%s: %s (-want +got)\n%s", name, c.reason, diff)
		}
	}
}
