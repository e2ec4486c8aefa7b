package cfschema

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/compare"
	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/shape"
	"github.com/steward-iac/terraform-provider-steward/internal/jsonvalue"
)

// TestLawsOfWhatIsSent checks what a patch has to say and what it must not: nothing that is read-only or create-only, all
// that is write-only and wanted, and no operation that could be left out.
func TestLawsOfWhatIsSent(t *testing.T) {
	eachSchema(t, func(t *testing.T, l laws) {
		prior, planned := l.models.Model(), l.models.Model()
		patch, err := l.Patch(prior, planned, false)
		if err != nil {
			t.Fatal(err)
		}
		for _, operation := range patch {
			path := jsonvalue.Path(jsonvalue.SplitPointer(operation.Path))
			if l.shape.FlaggedAt(path, shape.ReadOnly) && !l.shape.FlaggedAt(path, shape.CreateOnly|shape.WriteOnly) || l.shape.FlaggedAt(path, shape.CreateOnly) {
				t.Errorf("%s is sent, which can not be updated", path)
			}
		}
		for _, path := range writeOnlyIn(l.Schema.model(), nil, planned) {
			if !slices.ContainsFunc(patch, func(o PatchOperation) bool { return o.Op == "add" && path.Within(jsonvalue.SplitPointer(o.Path)) }) {
				t.Errorf("%s is write-only and not sent, so that the update would lose it: %+v", path, patch)
			}
		}
		checkNeeded(t, l, prior, planned)
	})
}

// writeOnlyIn returns the paths of the values that go with every update.
func writeOnlyIn(p shape.Place, path jsonvalue.Path, value any) []jsonvalue.Path {
	if value == nil || p.Is(shape.CreateOnly|shape.ReadOnly) {
		return nil
	}
	if p.Is(shape.WriteOnly) {
		return []jsonvalue.Path{path}
	}
	var found []jsonvalue.Path
	switch value := value.(type) {
	case map[string]any:
		for _, key := range jsonvalue.Keys(value) {
			found = append(found, writeOnlyIn(p.Property(key), path.Child(key), value[key])...)
		}
	case []any:
		for _, item := range value {
			found = append(found, writeOnlyIn(p.Item(), path, item)...)
		}
	}
	return found
}

// checkNeeded leaves one operation after another out: then the object is not as planned.
func checkNeeded(t *testing.T, l laws, prior, planned any) {
	t.Helper()
	plain := l.without(t, "createOnlyProperties", "writeOnlyProperties")
	patch, err := plain.Patch(prior, planned, false)
	if err != nil {
		t.Fatal(err)
	}
	for i, operation := range patch {
		if operation.Op == "remove" || operation.Value == nil || compare.Vanishes(plain.at(jsonvalue.SplitPointer(operation.Path)), operation.Value, 0) {
			continue // to remove is checked by what is left over; an API may leave out what vanishes
		}
		path := jsonvalue.Path(jsonvalue.SplitPointer(operation.Path))
		got := applied(t, prior, slices.Delete(slices.Clone(patch), i, i+1))
		if plain.Equal(path, jsonvalue.At(got, path), jsonvalue.At(planned, path)) {
			t.Errorf("%+v is not needed\npatch %+v\nprior %v\nplanned %v", operation, patch, prior, planned)
		}
	}
}

// published returns a published schema by its type's name.
func published(t *testing.T, typeName string) *Schema {
	t.Helper()
	text, ok := realSchemas(t)[typeName]
	if !ok {
		t.Fatalf("%s is not among the published schemas", typeName)
	}
	s, err := Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestSentTypes(t *testing.T) {
	shapes := testSchema(t, "shapes.json")
	for name, c := range map[string]struct{ model, want, reason string }{
		"number":            {`{"Port":"45"}`, `{"Port":45}`, "a map of strings is a usual variable"},
		"whole":             {`{"Port":"45.0"}`, `{"Port":45}`, "a strict API refuses a double"},
		"spelt":             {`{"Port":45.0}`, `{"Port":45}`, ""},
		"fraction":          {`{"Ratio":"0.10"}`, `{"Ratio":0.10}`, ""},
		"no whole number":   {`{"Port":"4.5"}`, `{"Port":"4.5"}`, "that is for the validation to say"},
		"no number":         {`{"Port":"abc"}`, `{"Port":"abc"}`, "that is for the validation to say"},
		"truth":             {`{"Enabled":"true"}`, `{"Enabled":true}`, ""},
		"no truth":          {`{"Enabled":"yes"}`, `{"Enabled":"yes"}`, ""},
		"number for text":   {`{"Label":45}`, `{"Label":"45"}`, "the reverse"},
		"truth for text":    {`{"Label":false}`, `{"Label":"false"}`, ""},
		"great number":      {`{"Label":1.23456789012E11}`, `{"Label":"123456789012"}`, "an account's number"},
		"either":            {`{"Policy":"45"}`, `{"Policy":"45"}`, "the schema allows a string"},
		"nobody knows":      {`{"Anything":"45"}`, `{"Anything":"45"}`, ""},
		"list":              {`{"Steps":[{"Status":"1"},{"Status":2}]}`, `{"Steps":[{"Status":1},{"Status":2}]}`, ""},
		"map":               {`{"Variables":{"AB":1,"BC":true}}`, `{"Variables":{"AB":"1","BC":"true"}}`, ""},
		"alternative":       {`{"Source":{"Image":5,"Names":[6]}}`, `{"Source":{"Image":"5","Names":["6"]}}`, ""},
		"document":          {`{"Free":{"a":"1","b":true}}`, `{"Free":{"a":"1","b":true}}`, "whose types are data"},
		"unknown":           {`{"Port":"(unknown)"}`, `{"Port":"(unknown)"}`, ""},
		"null":              {`{"Name":null,"Network":{"Size":1,"Subnet":null}}`, `{"Network":{"Size":1}}`, "null is absent"},
		"null in a map":     {`{"Variables":{"AB":null}}`, `{"Variables":{}}`, "its values are strings"},
		"null in an item":   {`{"Steps":[{"Status":null},null]}`, `{"Steps":[{},null]}`, "an item that is null is an item"},
		"null in documents": {`{"Free":{"a":null,"b":[{"c":null}]}}`, `{"Free":{"a":null,"b":[{"c":null}]}}`, "there null is data"},
		"anything":          {`{"Anything":{"a":null}}`, `{"Anything":{"a":null}}`, "a place of which nothing is said takes documents"},
		"or text":           {`{"Policy":{"a":{"b":null}}}`, `{"Policy":{"a":{"b":null}}}`, ""},
	} {
		got := shapes.Sent(model(t, c.model))
		if diff := cmp.Diff(model(t, c.want), got); diff != "" {
			t.Errorf("%s: %s (-want +got):\n%s", name, c.reason, diff)
		}
		if given := model(t, c.model); !jsonvalue.HasUnknown(given) && !shapes.Equal(nil, given, got) {
			t.Errorf("%s: what is sent is something else than %s", name, c.model)
		}
	}
}

// TestSentToPublishedTypes: what a create sends, and what a patch does.
func TestSentToPublishedTypes(t *testing.T) {
	for typeName, c := range map[string]struct{ model, want string }{
		"AWS::SQS::Queue":                  {`{"VisibilityTimeout":"45","FifoQueue":"true"}`, `{"VisibilityTimeout":45,"FifoQueue":true}`},
		"AWS::StepFunctions::StateMachine": {`{"Definition":{"States":{"a":{"ResultPath":null}}},"StateMachineName":1}`, `{"Definition":{"States":{"a":{"ResultPath":null}}},"StateMachineName":"1"}`},
		"AWS::Lambda::Function":            {`{"MemorySize":"512","Environment":{"Variables":{"AB":1,"BC":null}}}`, `{"MemorySize":512,"Environment":{"Variables":{"AB":"1"}}}`},
		"AWS::EC2::SecurityGroup":          {`{"SecurityGroupIngress":[{"IpProtocol":-1,"FromPort":"0"}]}`, `{"SecurityGroupIngress":[{"IpProtocol":"-1","FromPort":0}]}`},
	} {
		s := published(t, typeName)
		if diff := cmp.Diff(model(t, c.want), s.Sent(model(t, c.model))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", typeName, diff)
		}
		patch, err := s.Patch(map[string]any{}, model(t, c.model), false)
		if err != nil {
			t.Fatal(err)
		}
		want, _ := model(t, c.want).(map[string]any)
		for _, operation := range patch {
			if diff := cmp.Diff(want[strings.TrimPrefix(operation.Path, "/")], operation.Value); diff != "" {
				t.Errorf("%s: %s is patched with another value (-want +got):\n%s", typeName, operation.Path, diff)
			}
		}
	}
}

// TestSentIsAllowed: with all its numbers and booleans in quotes, a model is sent as one that the schema allows, and the
// judge with its strict types agrees.
func TestSentIsAllowed(t *testing.T) {
	eachSchema(t, func(t *testing.T, l laws) {
		m := l.models.Model()
		given := quoted(l.Schema.model(), m)
		if !l.Equal(nil, given, m) {
			t.Errorf("in quotes a model means something else (-plain +quoted):\n%s", cmp.Diff(any(m), given))
		}
		if got := l.Sent(given); !sameTypes(l.Sent(m), got) {
			t.Errorf("in quotes a model is sent as another (-plain +quoted):\n%s", cmp.Diff(l.Sent(m), got))
		}
	})
}

// quoted writes numbers and booleans as strings where the schema wants no string.
func quoted(p shape.Place, value any) any {
	switch value := value.(type) {
	case map[string]any:
		object := map[string]any{}
		for key, member := range value {
			object[key] = quoted(p.Property(key), member)
		}
		return object
	case []any:
		items := make([]any, len(value))
		for i, item := range value {
			items[i] = quoted(p.Item(), item)
		}
		return items
	}
	if k := p.Kinds(); k == 0 || k&shape.String != 0 {
		return value
	}
	if text, ok := jsonvalue.ScalarText(value); ok {
		return text
	}
	return value
}

// sameTypes compares two models with the types of their values.
func sameTypes(a, b any) bool {
	first, errFirst := jsonvalue.Encode(a)
	second, errSecond := jsonvalue.Encode(b)
	return errFirst == nil && errSecond == nil && string(first) == string(second)
}
