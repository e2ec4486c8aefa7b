package cfschema

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/steward-iac/terraform-provider-steward/internal/jsonvalue"
)

func TestReplacements(t *testing.T) {
	s := testSchema(t, "shapes.json")
	for name, c := range map[string]struct {
		prior, planned string
		want           []jsonvalue.Path
		reason         string
	}{
		"same":                    {`{"Name":"a","Port":1}`, `{"Name":"a","Port":2}`, nil, "the port can be updated"},
		"changed":                 {`{"Name":"a"}`, `{"Name":"b"}`, []jsonvalue.Path{{"Name"}}, ""},
		"added":                   {`{}`, `{"Name":"b"}`, []jsonvalue.Path{{"Name"}}, "the object was made without it"},
		"removed":                 {`{"Name":"a"}`, `{}`, []jsonvalue.Path{{"Name"}}, "the object was made with it"},
		"null":                    {`{"Name":null}`, `{}`, nil, "null is absent"},
		"unknown":                 {`{"Name":"a"}`, `{"Name":"(unknown)"}`, []jsonvalue.Path{{"Name"}}, "it may become something else"},
		"unknown and absent":      {`{}`, `{"Name":"(unknown)"}`, []jsonvalue.Path{{"Name"}}, "it may become something"},
		"nested":                  {`{"Network":{"Subnet":"a","Size":1}}`, `{"Network":{"Subnet":"b","Size":1}}`, []jsonvalue.Path{{"Network", "Subnet"}}, ""},
		"nested beside":           {`{"Network":{"Subnet":"a","Size":1}}`, `{"Network":{"Subnet":"a","Size":2}}`, nil, "the size can be updated"},
		"structure gone":          {`{"Network":{"Subnet":"a","Size":1}}`, `{}`, []jsonvalue.Path{{"Network", "Subnet"}}, "it went with the structure"},
		"structure gone without":  {`{"Network":{"Size":1}}`, `{}`, nil, "nothing create-only was in it"},
		"unknown structure":       {`{"Network":{"Size":1}}`, `{"Network":"(unknown)"}`, []jsonvalue.Path{{"Network", "Subnet"}}, "it may hold a subnet"},
		"unknown model":           {`{"Name":"a"}`, `"(unknown)"`, []jsonvalue.Path{{"Name"}, {"Seed"}, {"Login", "Seed"}, {"Network", "Subnet"}, {"Replicas", "*", "Region"}, {"Replicas", "*", "SeedCapacity"}}, "it may hold anything"},
		"in items":                {`{"Replicas":[{"Region":"a","Size":1}]}`, `{"Replicas":[{"Region":"b","Size":1}]}`, []jsonvalue.Path{{"Replicas", "*", "Region"}}, ""},
		"beside in items":         {`{"Replicas":[{"Region":"a","Size":1}]}`, `{"Replicas":[{"Region":"a","Size":2}]}`, nil, "the size can be updated"},
		"items in another order":  {`{"Replicas":[{"Region":"a"},{"Region":"b"}]}`, `{"Replicas":[{"Region":"b"},{"Region":"a"}]}`, nil, "the order means nothing"},
		"an item more":            {`{"Replicas":[{"Region":"a"}]}`, `{"Replicas":[{"Region":"a"},{"Region":"b"}]}`, []jsonvalue.Path{{"Replicas", "*", "Region"}}, "a region that was not there"},
		"an item more without":    {`{"Replicas":[{"Region":"a"}]}`, `{"Replicas":[{"Size":1},{"Region":"a"}]}`, nil, "nothing create-only is in it"},
		"unknown item":            {`{"Replicas":[]}`, `{"Replicas":["(unknown)"]}`, []jsonvalue.Path{{"Replicas", "*", "Region"}, {"Replicas", "*", "SeedCapacity"}}, "it may hold a region"},
		"write-only":              {`{"Seed":"a"}`, `{"Seed":"b"}`, []jsonvalue.Path{{"Seed"}}, "state keeps what live does not return"},
		"empty":                   {`{}`, `{"Replicas":[],"Network":{}}`, nil, "nothing create-only is in it"},
		"whole model for nothing": {`null`, `{"Name":"a"}`, []jsonvalue.Path{{"Name"}}, ""},
	} {
		got := s.Replacements(model(t, c.prior), model(t, c.planned))
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s: %s to %s: %s (-want +got):\n%s", name, c.prior, c.planned, c.reason, diff)
		}
	}
}

func TestReplacementsOfOddPaths(t *testing.T) {
	text := `{"typeName":"A::B::C","properties":{
		"Size":{"type":"integer","default":5},
		"Groups":{"type":"array","items":{"type":"string"}},
		"Outer":{"type":"object","properties":{"Inner":{"type":"string"},"Other":{"type":"string"}}},
		"List":{"type":"array","items":{"type":"object","properties":{"Kept":{"type":"string"}}}},
		"Map":{"type":"object","patternProperties":{".*":{"type":"object","properties":{"Kept":{"type":"string"}}}}},
		"Given":{"type":"string"}},
		"readOnlyProperties":["/properties/Given"],
		"createOnlyProperties":["/properties/Size","/properties/Groups","/properties/Outer","/properties/Outer/Inner","/properties/List/Kept","/properties/Map/*/Kept","/properties/Given"]}`
	s, err := Parse([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		prior, planned string
		want           []jsonvalue.Path
		reason         string
	}{
		"default added":     {`{}`, `{"Size":5.0}`, nil, "the object has it already, or the next refresh shows that it has not"},
		"default removed":   {`{"Size":5}`, `{}`, nil, "the same the other way round"},
		"default changed":   {`{"Size":5}`, `{"Size":6}`, []jsonvalue.Path{{"Size"}}, ""},
		"empty added":       {`{}`, `{"Groups":[]}`, nil, "a replacement for an empty list could not be taken back"},
		"emptied":           {`{"Groups":["a"]}`, `{"Groups":[]}`, []jsonvalue.Path{{"Groups"}}, ""},
		"order":             {`{"Groups":["a","b"]}`, `{"Groups":["b","a"]}`, []jsonvalue.Path{{"Groups"}}, "the order means something unless it is said"},
		"inner":             {`{"Outer":{"Inner":"a"}}`, `{"Outer":{"Inner":"b"}}`, []jsonvalue.Path{{"Outer", "Inner"}}, "the most precise path is named"},
		"outer":             {`{"Outer":{"Other":"a"}}`, `{"Outer":{"Other":"b"}}`, []jsonvalue.Path{{"Outer"}}, ""},
		"no star":           {`{"List":[{"Kept":"a"}]}`, `{"List":[{"Kept":"b"}]}`, []jsonvalue.Path{{"List", "Kept"}}, "pointers leave it out now and then"},
		"keys":              {`{"Map":{"x":{"Kept":"a"}}}`, `{"Map":{"y":{"Kept":"a"}}}`, []jsonvalue.Path{{"Map", "*", "Kept"}}, "a star stands for keys too"},
		"same keys":         {`{"Map":{"x":{"Kept":"a"},"y":{}}}`, `{"Map":{"x":{"Kept":"a"}}}`, nil, ""},
		"read-only added":   {`{}`, `{"Given":"a"}`, nil, "it can not be set"},
		"read-only changed": {`{"Given":"a"}`, `{"Given":"b"}`, []jsonvalue.Path{{"Given"}}, "the API took it before, whatever the schema says"},
		"not an object":     {`{"Outer":"x"}`, `{"Outer":"x"}`, nil, "nothing below a string"},
	} {
		got := s.Replacements(model(t, c.prior), model(t, c.planned))
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s: %s to %s: %s (-want +got):\n%s", name, c.prior, c.planned, c.reason, diff)
		}
	}
}

func TestConditionalReplacements(t *testing.T) {
	s := testSchema(t, "shapes.json")
	got := s.ConditionalReplacements(model(t, `{"Ratio":1,"Name":"a"}`), model(t, `{"Ratio":2,"Name":"b"}`))
	if diff := cmp.Diff([]jsonvalue.Path{{"Ratio"}}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestWriteOnlyAt(t *testing.T) {
	s := testSchema(t, "shapes.json")
	for name, c := range map[string]struct {
		path jsonvalue.Path
		want bool
	}{
		"listed":   {jsonvalue.Path{"Seed"}, true},
		"nested":   {jsonvalue.Path{"Login", "Seed"}, true},
		"in items": {jsonvalue.Path{"Replicas", "*", "SeedCapacity"}, true},
		"below":    {jsonvalue.Path{"Password", "x"}, true},
		"above":    {jsonvalue.Path{"Login"}, false},
		"another":  {jsonvalue.Path{"Name"}, false},
	} {
		if got := s.WriteOnlyAt(c.path); got != c.want {
			t.Errorf("%s: %s is write-only = %v, want %v", name, c.path, got, c.want)
		}
	}
}
