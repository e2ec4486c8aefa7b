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
	"github.com/steward-iac/terraform-provider-steward/internal/jsonvalue"
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
		if diff := cmp.Diff(c.want, dotted(s.Unpatchable(cfschematest.Value(c.desired), c.echo))); diff != "" {
			t.Errorf("%s: %s (-want +got)\n%s", name, c.reason, diff)
		}
	}
}

// TestUnpatchableAlternatives: what one of several alternatives requires, and what another property does.
func TestUnpatchableAlternatives(t *testing.T) {
	t.Parallel()
	s := cfschematest.Must(cfschema.Parse([]byte(`{"typeName":"A::B::C","properties":{
		"Name":{"type":"string"},"Contact":{"type":"string"},"Stages":{"type":"string"},"Rotation":{"type":"string"},"Note":{"type":"string"},"Proof":{"type":"string"}},
		"Group":{"type":"object","properties":{"Ids":{"type":"string"},"Arn":{"type":"string"}}},
		"oneOf":[{"required":["Contact","Stages"]},{"required":["Rotation"]},{"required":["Group"],"properties":{"Group":{"required":["Arn"]}}}],"dependencies":{"Note":["Proof"]},
		"primaryIdentifier":["/properties/Name"],"createOnlyProperties":["/properties/Contact","/properties/Proof"]}`)))
	written, shown := cfschematest.Value(`{"Contact":"c","Stages":"s","Rotation":"r","Note":"n","Proof":"p"}`), cfschematest.Value(`{"Stages":"s","Rotation":"r","Note":"n"}`)
	hidden := s.Echo([]byte("key"), written, shown)
	for name, c := range map[string]struct {
		desired string
		want    []string
	}{
		"the alternative that is meant": {`{"Contact":"c","Stages":"s"}`, []string{"Contact"}},
		"none that is met in depth":     {`{"Contact":"c","Stages":"s","Group":{"Ids":"i"}}`, []string{"Contact"}},
		"one that is met in depth":      {`{"Contact":"c","Stages":"s","Group":{"Arn":"a"}}`, nil},
		"another alternative":           {`{"Contact":"c","Stages":"s","Rotation":"r"}`, nil},
		"no alternative":                {`{"Contact":"c"}`, nil},
		"beside another":                {`{"Rotation":"r","Note":"n","Proof":"p"}`, []string{"Proof"}},
		"not beside it":                 {`{"Rotation":"r","Proof":"p"}`, nil},
	} {
		if diff := cmp.Diff(c.want, dotted(s.Unpatchable(cfschematest.Value(c.desired), hidden))); diff != "" {
			t.Errorf("%s (-want +got)\n%s", name, diff)
		}
		if got := s.Unpatchable(cfschematest.Value(c.desired), nil); got != nil {
			t.Errorf("%s: where all is shown, %v", name, got)
		}
	}
}

func dotted(paths []jsonvalue.Path) []string {
	var names []string
	for _, path := range paths {
		names = append(names, path.Dotted())
	}
	return names
}

// TestStuck: what only a create can set and no API accepts in a patched model.
func TestStuck(t *testing.T) {
	t.Parallel()
	s := cfschematest.Must(cfschema.Parse([]byte(`{"typeName":"A::B::C","additionalProperties":false,"required":["Name","Zones"],"properties":{
		"Name":{"type":"string"},"Arn":{"type":"string","pattern":"^arn:"},"Url":{"type":"string","pattern":"^https://"},"Loose":{"type":"string","pattern":"^https://"},
		"Zones":{"type":"array","items":{"type":"string"}},"Free":{"type":"object"},"Secret":{"type":"string","minLength":1},
		"Place":{"type":"object","additionalProperties":false,"properties":{"Zone":{"enum":["a","b"]},"Note":{"type":"string","minLength":1}}},
		"Whole":{"oneOf":[{"type":"object","additionalProperties":false,"required":["One"],"properties":{"One":{"type":"object","required":["Key"],"properties":{"Key":{"type":"string"}}}}},
			{"type":"object","additionalProperties":false,"required":["Two"],"properties":{"Two":{"type":"string"}}}]},
		"Rules":{"type":"array","items":{"type":"object","required":["Kind"],"properties":{"Kind":{"type":"string","minLength":1},"Note":{"type":"string","minLength":1}}}},
		"Twin":{"type":"object","properties":{"First":{"type":"string"},"Second":{"type":"string"}},"oneOf":[{"required":["First"]},{"required":["Second"]}]},
		"Vpc":{"type":"string"},"Subnet":{"type":"string"},"Group":{"type":"string"}},
		"oneOf":[{"required":["Vpc"]},{"required":["Subnet"]},{"required":["Group"]}],
		"primaryIdentifier":["/properties/Arn"],"readOnlyProperties":["/properties/Arn"],"writeOnlyProperties":["/properties/Secret","/properties/Twin/Second"],
		"createOnlyProperties":["/properties/Twin/First","/properties/Twin/Second","/properties/Url","/properties/Zones","/properties/Secret","/properties/Place/Zone","/properties/Whole","/properties/Rules/*/Kind","/properties/Free","/properties/Vpc","/properties/Subnet"]}`)))
	const fine = `"Name":"n","Zones":[],"Group":"g"`
	for name, c := range map[string]struct {
		live   string
		want   []string
		reason string
	}{
		"fine":                   {`{` + fine + `,"Url":"https://u","Place":{"Zone":"a"},"Whole":{"One":{"Key":"k"}},"Rules":[{"Kind":"k"}],"Free":{"x":""}}`, nil, "nothing is wrong"},
		"a form":                 {`{` + fine + `,"Url":"u"}`, []string{"Url"}, "it breaks the pattern"},
		"what can be changed":    {`{` + fine + `,"Loose":"u","Place":{"Note":""},"Rules":[{"Kind":"k","Note":""}]}`, nil, "an update sends it in its own form"},
		"required":               {`{"Name":"n","Group":"g"}`, []string{"Zones"}, "no read shows it"},
		"required, not fixed":    {`{"Zones":[],"Group":"g"}`, nil, "an update brings the name"},
		"read-only, write-only":  {`{` + fine + `,"Arn":"x","Secret":""}`, nil, "nobody judges these"},
		"within a structure":     {`{` + fine + `,"Place":{"Zone":"c"}}`, []string{"Place.Zone"}, "no other zone is allowed"},
		"lacking inside":         {`{` + fine + `,"Whole":{"One":{}}}`, []string{"Whole"}, "whichever alternative allows it requires the key"},
		"no alternative":         {`{` + fine + `,"Whole":{}}`, []string{"Whole"}, "each requires something"},
		"an unknown name":        {`{` + fine + `,"Whole":{"One":{"Key":"k"},"Three":1}}`, []string{"Whole"}, "each is closed"},
		"in items":               {`{` + fine + `,"Rules":[{"Kind":""},{"Note":"x"}]}`, []string{"Rules[*].Kind"}, "in one form and not at all, named once"},
		"a choice that is shown": {`{"Name":"n","Zones":[],"Vpc":"v","Subnet":""}`, []string{"Vpc", "Subnet"}, "neither can go"},
		"an empty choice":        {`{"Name":"n","Zones":[],"Group":"g","Subnet":""}`, []string{"Subnet"}, "a read adds it, and the other is wanted"},
		"a choice that can go":   {`{"Name":"n","Zones":[],"Group":"g","Subnet":"s"}`, nil, "the update may take the group away"},
		"what nobody can bring":  {`{"Name":"n","Zones":[],"Twin":{}}`, []string{"Twin.First", "Twin.Second"}, "of one alternative no read shows anything, and the other is not shown"},
		"no choice":              {`{"Name":"n","Zones":[]}`, nil, "the update may bring the group"},
	} {
		if diff := cmp.Diff(c.want, dotted(s.Stuck(cfschematest.Value(c.live)))); diff != "" {
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
