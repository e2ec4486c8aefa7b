package patch_test

import (
	"maps"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/steward-iac/terraform-provider-steward/internal/cfschema"
	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/cfschematest"
	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/shape"
	"github.com/steward-iac/terraform-provider-steward/internal/datatest"
)

// TestUnpatchable: what is missing in every patched model, at any depth.
func TestUnpatchable(t *testing.T) {
	t.Parallel()
	s := cfschematest.Must(cfschema.Parse([]byte(`{"typeName":"A::B::C","required":["Name","Once","Secret"],"properties":{
		"Name":{"type":"string"},"Once":{"type":"string"},"Secret":{"type":"string"},
		"Source":{"type":"object","required":["Kind"],"properties":{"Kind":{"type":"string"},"Size":{"type":"integer"},
			"Stream":{"type":"object","required":["Start"],"properties":{"Start":{"type":"string"},"Batch":{"type":"integer"}}}}},
		"Boot":{"type":"object","required":["Token"],"properties":{"Token":{"type":"string"},"Kind":{"type":"string"}}},
		"Shown":{"type":"object","required":["Key"],"properties":{"Key":{"type":"string"},"Other":{"type":"string"}}},
		"Items":{"type":"array","items":{"type":"object","required":["Token","Id"],"properties":{"Id":{"type":"string"},"Token":{"type":"string"}}}}},
		"primaryIdentifier":["/properties/Name"],
		"createOnlyProperties":["/properties/Name","/properties/Once","/properties/Boot","/properties/Source/Stream/Start","/properties/Items/*/Token","/properties/Shown/Key"],
		"writeOnlyProperties":["/properties/Secret","/properties/Boot/Token","/properties/Source","/properties/Items/*/Token"]}`)))
	hidden := s.Echo([]byte("key"), cfschematest.Value(`{"Name":"n","Once":"o","Shown":{"Key":"k","Other":"x"}}`), cfschematest.Value(`{"Name":"n","Shown":{"Other":"x"}}`))
	for name, c := range map[string]struct {
		desired string
		echo    *cfschema.Echo
		want    []string
		reason  string
	}{
		"nothing":         {`{"Name":"n","Once":"o","Secret":"s","Source":{"Kind":"k","Size":1},"Shown":{"Key":"k"}}`, nil, nil, "all of it is shown or sent"},
		"a secret":        {`{"Name":"n","Once":"o"}`, nil, []string{"Secret"}, "write-only, and nobody has it any more"},
		"nothing desired": {`{}`, nil, []string{"Secret"}, "what is create-only stays as it is"},
		"in what stays":   {`{"Name":"n","Once":"o","Secret":"s","Boot":{"Kind":"k"}}`, nil, []string{"Boot.Token"}, "write-only within create-only"},
		"not known yet":   {`{"Name":"n","Once":"o","Secret":"(unknown)"}`, nil, nil, "somebody has it"},
		"in what is sent": {`{"Name":"n","Once":"o","Secret":"s","Source":{"Kind":"k","Stream":{"Start":"LATEST"}}}`, nil, []string{"Source.Stream.Start"}, "create-only within write-only: sent without it"},
		"in items":        {`{"Name":"n","Once":"o","Secret":"s","Items":[{"Id":"a","Token":"t"},{"Id":"b","Token":"u"}]}`, nil, []string{"Items[*].Token"}, "once, whatever the number"},
		"as a whole":      {`{"Name":"n","Once":"o","Secret":"s","Items":[{"Token":"t"}]}`, nil, nil, "an array of which no read shows anything is not there"},
		"by the echo":     {`{"Name":"n","Once":"o","Secret":"s","Shown":{"Key":"k","Other":"x"}}`, hidden, []string{"Once", "Shown.Key"}, "no read shows them"},
	} {
		var got []string
		for _, path := range s.Unpatchable(cfschematest.Value(c.desired), c.echo) {
			got = append(got, path.Dotted())
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s: %s (-want +got)\n%s", name, c.reason, diff)
		}
	}
}

// TestUnpatchableOfPublishedTypes prints the types of which a model exists that
// no update can ever change, so that a person can read them.
func TestUnpatchableOfPublishedTypes(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("the published schemas are left out with -short: to read them all takes long with the race detector")
	}
	nested := map[string][]string{}
	top := 0
	for name, text := range datatest.Schemas(t) {
		s, err := cfschema.Parse(text)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if err != nil || s.Update == nil {
			continue
		}
		doc, _ := cfschematest.Value(string(text)).(map[string]any)
		for _, at := range s.Unpatchable(whole(shape.Read(doc).Model(), 6), nil) {
			if len(at) == 1 {
				top++
				continue
			}
			nested[s.TypeName] = append(nested[s.TypeName], at.Dotted())
		}
	}
	for _, name := range slices.Sorted(maps.Keys(nested)) {
		t.Logf("%s: %v", name, nested[name])
	}
	t.Logf("%d properties at the top, %d types with nested ones", top, len(nested))
	if len(nested) > 0 && nested["AWS::Pipes::Pipe"] == nil {
		t.Error("AWS::Pipes::Pipe has required create-only properties in a write-only one, and is not found")
	}
}

// whole is a value that has all that a place can have, as deep as asked.
func whole(p shape.Place, depth int) any {
	if depth == 0 || !p.Known() {
		return "x"
	}
	switch {
	case p.Declared():
		object := map[string]any{}
		for _, name := range p.Names() {
			object[name] = whole(p.Property(name), depth-1)
		}
		return object
	case p.Item().Known():
		return []any{whole(p.Item(), depth-1)}
	}
	return "x"
}
