package cloudcontroltest_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudcontrol"
	"github.com/aws/aws-sdk-go-v2/service/cloudcontrol/types"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation"
	cftypes "github.com/aws/aws-sdk-go-v2/service/cloudformation/types"
	"github.com/google/go-cmp/cmp"

	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol/cloudcontroltest"
)

const thing = "Steward::Test::Thing"

// thingSchema has a place for every habit.
const thingSchema = `{
  "typeName": "Steward::Test::Thing",
  "properties": {
    "Name": {"type": "string", "minLength": 1}, "Arn": {"type": "string"}, "Revision": {"type": "integer"},
    "Etag": {"type": "string"}, "Status": {"type": "string", "enum": ["ACTIVE", "UPDATING"]}, "ChangedAt": {"type": "string"},
    "StreamArn": {"type": "string"}, "Stream": {"type": "object"}, "Secret": {"type": "string"},
    "Text": {"type": "string"}, "Note": {"type": "string", "pattern": "^[a-z]+$"}, "Flag": {"type": "boolean"},
    "Any": {}, "Fraction": {"type": "number"}, "Document": {"type": "object"},
    "Words": {"type": "array", "items": {"type": "string"}, "minItems": 1},
    "Nested": {"type": "object", "properties": {"Enabled": {"type": "boolean"}, "Mode": {"type": "string"}, "Names": {"type": "array", "items": {"type": "string"}}}, "additionalProperties": false},
    "Tags": {"type": "array", "items": {"type": "object", "properties": {"Key": {"type": "string"}, "Value": {"type": "string"}}}},
    "TagMap": {"type": "object", "patternProperties": {".*": {"type": "string"}}}
  },
  "required": ["Name"], "additionalProperties": false,
  "primaryIdentifier": ["/properties/Name"], "createOnlyProperties": ["/properties/Name"], "writeOnlyProperties": ["/properties/Secret"],
  "readOnlyProperties": ["/properties/Arn", "/properties/Revision", "/properties/Etag", "/properties/Status", "/properties/ChangedAt", "/properties/StreamArn"],
  "handlers": {"create": {"permissions": []}, "read": {"permissions": []}, "update": {"permissions": []}, "delete": {"permissions": []}, "list": {"permissions": []}}
}`

// habitual starts a server whose things have the habits.
func habitual(t *testing.T, habits string) *fixture {
	t.Helper()
	parsed, err := cloudcontroltest.ParseHabits([]byte(`{"` + thing + `": ` + habits + `}`))
	if err != nil {
		t.Fatal(err)
	}
	return start(t, cloudcontroltest.Options{Schemas: [][]byte{[]byte(thingSchema)}, Habits: parsed})
}

// TestStoredForms stores each form of values, twice: a service that is given
// its own form keeps it.
func TestStoredForms(t *testing.T) {
	t.Parallel()
	for form, cases := range map[string]map[string]string{
		"without-scheme":         {`"https://a.example/x"`: `"a.example/x"`, `"a"`: `"a"`, `["x"]`: `["x"]`},
		"lower":                  {`"aB"`: `"ab"`},
		"upper":                  {`"aB"`: `"AB"`},
		"trim":                   {`" a\n"`: `"a"`},
		"without-trailing-dot":   {`"a.example."`: `"a.example"`},
		"with-trailing-dot":      {`"a.example"`: `"a.example."`},
		"without-trailing-slash": {`"/a/"`: `"/a"`},
		"with-trailing-slash":    {`"/a"`: `"/a/"`},
		"url-encoded":            {`"a b"`: `"a+b"`},
		"utc":                    {`"2026-01-02T03:04:05+01:00"`: `"2026-01-02T02:04:05.000Z"`, `"soon"`: `"soon"`},
		"arn":                    {`"key"`: `"arn:aws:test:us-east-1:123456789012:key"`, `"arn:aws:s3:::b"`: `"arn:aws:s3:::b"`},
		"number":                 {`"45"`: `45`, `"1/2"`: `"1/2"`, `"x"`: `"x"`},
		"text":                   {`45`: `"45"`, `true`: `"true"`, `null`: `null`},
		"float32":                {`0.1234567891`: `0.12345679`, `"x"`: `"x"`},
		"float64":                {`0.10000000000000000001`: `0.1`},
		"sorted":                 {`["b","a"]`: `["a","b"]`, `"b"`: `"b"`},
		"reversed-order":         {`["a","b"]`: `["b","a"]`},
		"unique":                 {`["b","a","b"]`: `["b","a"]`, `[]`: `[]`},
		"single":                 {`["a"]`: `"a"`, `["a","b"]`: `["a","b"]`},
		"list":                   {`"a"`: `["a"]`},
		"json":                   {`"{ \"b\": 1, \"a\": null }"`: `"{\"a\":null,\"b\":1}"`, `"plain"`: `"plain"`, `"{broken"`: `"{broken"`},
		"json-indented":          {`"{\"a\":1}"`: `"{\n  \"a\": 1\n}"`},
		"json-reordered":         {`"{\"a\":[1,{\"c\":2}],\"b\":\"x\"}"`: `"{ \"b\": \"x\", \"a\": [1, { \"c\": 2 }] }"`},
		"policy": {
			`{"Statement":[{"Action":["s3:Put","s3:Get"],"Resource":["*"],"Principal":{"Service":["a"]},"Condition":{"StringEquals":{"k":["v"]}}}]}`: `{"Statement":[{"Action":["s3:Get","s3:Put"],"Condition":{"StringEquals":{"k":"v"}},"Principal":{"Service":"a"},"Resource":"*"}]}`,
			`{"Statement":{"Action":["x"]}}`:              `{"Statement":{"Action":"x"}}`,
			`"{\"Statement\":[{\"NotAction\":[\"x\"]}]}"`: `"{\"Statement\":[{\"NotAction\":\"x\"}]}"`,
		},
	} {
		f := habitual(t, fmt.Sprintf(`[{"at": "/Any", "do": "store", "as": %q}]`, form))
		for sent, want := range cases {
			name := fmt.Sprint("n", len(f.server.Objects()))
			f.create(thing, fmt.Sprintf(`{"Name":%q,"Any":%s}`, name, sent))
			requireShown(t, f, name, "Any", form+" of "+sent, want)
			if _, err := f.update(thing, name, `[{"op":"add","path":"/Text","value":"x"}]`); err != nil {
				t.Errorf("%s of %s: %v", form, sent, err)
			}
			requireShown(t, f, name, "Any", form+" of "+sent+", again", want)
		}
		if len(cases) == 0 {
			t.Errorf("%s has no case", form)
		}
	}
	if got := len(cloudcontroltest.Forms()); got != 24 {
		t.Errorf("there are %d forms, the table has 24", got)
	}
}

func requireShown(t *testing.T, f *fixture, name, property, what, want string) {
	t.Helper()
	var wanted any
	if want != "" {
		if err := json.Unmarshal([]byte(want), &wanted); err != nil {
			t.Fatal(err)
		}
	}
	got, there := f.mustGet(thing, name)[property]
	if there != (want != "") || cmp.Diff(wanted, got) != "" {
		t.Errorf("%s: %s is shown as %#v (%t), want %s", what, property, got, there, want)
	}
}

// TestReadHabits is about what a read leaves out and adds.
func TestReadHabits(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ habits, sent, want, reason string }{
		"always":       {`[{"at":"/Text","do":"omit"}]`, `{"Text":"x"}`, `{}`, "a property that no read returns"},
		"identifier":   {`[{"at":"/**","do":"omit"}]`, `{"Text":"x"}`, `{}`, "an identifier is always returned"},
		"zero":         {`[{"at":"/**","do":"omit","as":"zero"}]`, `{"Text":"","Flag":false,"Fraction":0.0,"Words":["",""],"Nested":{"Enabled":false,"Mode":"x"},"Document":{}}`, `{"Nested":{"Mode":"x"},"Words":["",""]}`, "zero values, nested too, but no items"},
		"one zero":     {`[{"at":"/Nested/Enabled","do":"omit","as":"zero"}]`, `{"Flag":false,"Nested":{"Enabled":false}}`, `{"Flag":false,"Nested":{}}`, "only there"},
		"not zero":     {`[{"at":"/Flag","do":"omit","as":"zero"}]`, `{"Flag":true}`, `{"Flag":true}`, "what is not zero shows"},
		"equal":        {`[{"at":"/Nested/Mode","do":"omit","as":"equal","value":"DISABLED"}]`, `{"Nested":{"Mode":"DISABLED"}}`, `{"Nested":{}}`, "a word that means nothing"},
		"not equal":    {`[{"at":"/Nested/Mode","do":"omit","as":"equal","value":"DISABLED"}]`, `{"Nested":{"Mode":"ON"}}`, `{"Nested":{"Mode":"ON"}}`, "another word"},
		"items":        {`[{"at":"/Words/*","do":"omit","as":"equal","value":"b"}]`, `{"Words":["b","a","b","c"]}`, `{"Words":["a","c"]}`, "items of a list"},
		"empty tag":    {`[{"at":"/Tags","do":"omit","as":"empty-tag"}]`, `{"Tags":[{"Key":"a","Value":""},{"Key":"b","Value":"2"}]}`, `{"Tags":[{"Key":"b","Value":"2"}]}`, "a tag without a value"},
		"empty tags":   {`[{"at":"/TagMap","do":"omit","as":"empty-tag"}]`, `{"TagMap":{"a":"","b":"2"}}`, `{"TagMap":{"b":"2"}}`, "tags as a map"},
		"add":          {`[{"at":"/Note","do":"add","value":""},{"at":"/Words","do":"add","value":[]}]`, `{}`, `{"Note":"","Words":[]}`, "what the schema forbids"},
		"add, there":   {`[{"at":"/Note","do":"add","value":""}]`, `{"Note":"x"}`, `{"Note":"x"}`, "what is set stays"},
		"add, nested":  {`[{"at":"/Nested/Mode","do":"add","value":"std"}]`, `{"Nested":{}}`, `{"Nested":{"Mode":"std"}}`, "in an object that is there"},
		"add, no room": {`[{"at":"/Nested/Mode","do":"add","value":"std"}]`, `{}`, `{}`, "in an object that is not there"},
		"append":       {`[{"at":"/Words","do":"append","value":"z"}]`, `{"Words":["a"]}`, `{"Words":["a","z"]}`, "one more item"},
		"append, map":  {`[{"at":"/TagMap","do":"append","value":{"z":"1"}}]`, `{"TagMap":{"a":"2"}}`, `{"TagMap":{"a":"2","z":"1"}}`, "one more member"},
		"tag":          {`[{"at":"/Tags","do":"append","as":"tag","value":{"Key":"aws:x","Value":"1"}},{"at":"/TagMap","do":"append","as":"tag","value":{"Key":"aws:x","Value":"1"}}]`, `{"Tags":[],"TagMap":{}}`, `{"Tags":[{"Key":"aws:x","Value":"1"}],"TagMap":{"aws:x":"1"}}`, "a tag in both shapes"},
	} {
		f := habitual(t, c.habits)
		sent := decode(t, c.sent)
		sent["Name"] = "n"
		f.create(thing, string(mustEncode(t, sent)))
		for range 2 { // an update of something else changes nothing about it
			got := f.mustGet(thing, "n")
			for _, made := range []string{"Name", "Arn", "Revision", "Etag", "Status", "ChangedAt", "StreamArn"} {
				delete(got, made)
			}
			delete(got, "Any")
			if diff := cmp.Diff(decode(t, c.want), got); diff != "" {
				t.Errorf("%s: %s (-want +shown):\n%s", name, c.reason, diff)
			}
			if strings.HasPrefix(name, "add") {
				break // the schema refuses every update of it
			}
			if _, err := f.update(thing, "n", `[{"op":"add","path":"/Any","value":1}]`); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
		stored, _ := f.server.Object(thing, "n")
		if !containsAll(decode(t, string(stored.Properties)), sent) {
			t.Errorf("%s: what was sent is no longer stored: %s", name, stored.Properties)
		}
	}
}

func mustEncode(t *testing.T, v any) []byte {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func containsAll(stored, sent map[string]any) bool {
	for key, want := range sent {
		if cmp.Diff(want, stored[key]) != "" {
			return false
		}
	}
	return true
}

// TestPatchedModelIsChecked: what a read adds or leaves out is in the model that
// the schema is held against, as with Cloud Control.
func TestPatchedModelIsChecked(t *testing.T) {
	t.Parallel()
	change := `[{"op":"add","path":"/Text","value":"x"}`
	for name, c := range map[string]struct{ habits, patch, code, want, reason string }{
		"artefact":         {`[{"at":"/Note","do":"add","value":""}]`, change + `]`, "ValidationException", "#/Note: failed validation constraint for keyword [pattern]", "an empty text that nobody wrote"},
		"artefact removed": {`[{"at":"/Note","do":"add","value":""}]`, change + `,{"op":"remove","path":"/Note"}]`, "", "", "the patch takes it away"},
		"empty list":       {`[{"at":"/Words","do":"add","value":[]}]`, change + `]`, "ValidationException", "#/Words: expected minimum item count: 1, found: 0", "a list that is too short"},
		"unknown":          {`[{"at":"/Owner","do":"add","value":"me"}]`, change + `]`, "ValidationException", "extraneous key [Owner]", "a field that the schema does not have"},
		"type":             {`[{"at":"/Text","do":"store","as":"lower"}]`, `[{"op":"add","path":"/Flag","value":"true"}]`, "ValidationException", "#/Flag: expected type: Boolean, found: String", "types are strict"},
		"not updatable":    {`[{"do":"refuse","as":"NotUpdatable","at":"/Text"}]`, change + `]`, "NotUpdatable", "Create-only", "an update of that property ends badly"},
		"updatable":        {`[{"do":"refuse","as":"NotUpdatable","at":"/Any"}]`, change + `]`, "", "", "another property"},
		"unsupported":      {`[{"do":"refuse","as":"UnsupportedActionException","value":"No."}]`, change + `]`, "UnsupportedActionException", "No.", "no update at all"},
	} {
		f := habitual(t, c.habits)
		f.create(thing, `{"Name":"n"}`)
		e, err := f.update(thing, "n", c.patch)
		switch {
		case err != nil:
			if text := wantCode(t, err, c.code); !strings.Contains(text, c.want) {
				t.Errorf("%s: text is %q, want %q: %s", name, text, c.want, c.reason)
			}
		case string(e.ErrorCode) != c.code || !strings.Contains(aws.ToString(e.StatusMessage), c.want):
			t.Errorf("%s: ended %s %q, want %s: %s", name, e.ErrorCode, aws.ToString(e.StatusMessage), c.code, c.reason)
		}
	}
}

// TestGivenValuesAreNotChecked: an update brings the read-only values back that
// the read showed, whatever they are.
func TestGivenValuesAreNotChecked(t *testing.T) {
	t.Parallel()
	f := start(t, cloudcontroltest.Options{Schemas: [][]byte{[]byte(strings.Replace(thingSchema, `"Etag": {"type": "string"}`, `"Etag": {"type": "string", "pattern": "^[0-9]{3}$"}`, 1))}})
	f.create(thing, `{"Name":"n"}`)
	if _, err := f.update(thing, "n", `[{"op":"add","path":"/Any","value":1}]`); err != nil {
		t.Error(err)
	}
	for model, want := range map[string]int{`{"Name":"n","Etag":"x"}`: 0, `{"Etag":"x","Note":""}`: 2} {
		if problems, err := f.server.Problems(thing, []byte(model)); err != nil || len(problems) != want {
			t.Errorf("%s has the problems %q (%v), want %d", model, problems, err, want)
		}
	}
}

// TestForbiddenDefaults: some published schemas have defaults that break them.
func TestForbiddenDefaults(t *testing.T) {
	t.Parallel()
	f := start(t, cloudcontroltest.Options{Schemas: [][]byte{[]byte(strings.Replace(thingSchema, `"Text": {"type": "string"}`, `"Text": {"type": "string", "default": null}`, 1))}})
	f.create(thing, `{"Name":"n"}`)
	requireShown(t, f, "n", "Text", "a default of null", "")
}

func TestRequiredThatNoReadReturns(t *testing.T) {
	t.Parallel()
	f := start(t, cloudcontroltest.Options{
		Schemas: [][]byte{[]byte(strings.Replace(thingSchema, `"required": ["Name"]`, `"required": ["Name", "Secret", "Text"]`, 1))},
		Habits:  cloudcontroltest.Habits{thing: {{At: "/Text", Do: "omit"}}},
	})
	f.create(thing, `{"Name":"n","Secret":"s","Text":"x"}`)
	_, err := f.update(thing, "n", `[{"op":"add","path":"/Any","value":1}]`)
	text := wantCode(t, err, "ValidationException")
	for _, want := range []string{"required key [Secret] not found", "required key [Text] not found"} {
		if !strings.Contains(text, want) {
			t.Errorf("text is %q, want %q", text, want)
		}
	}
	if _, err := f.update(thing, "n", `[{"op":"add","path":"/Secret","value":"s"},{"op":"add","path":"/Text","value":"x"},{"op":"add","path":"/Any","value":1}]`); err != nil {
		t.Error(err)
	}
}

// TestMovingValues: values that change with each update, or with each read.
func TestMovingValues(t *testing.T) {
	t.Parallel()
	f := habitual(t, `[
		{"at":"/Arn","do":"move","as":"suffix"}, {"at":"/Revision","do":"move","as":"count"}, {"at":"/Etag","do":"move","as":"token"},
		{"at":"/Status","do":"move","as":"cycle","on":"read"}, {"at":"/ChangedAt","do":"move","as":"time","on":"read"},
		{"at":"/StreamArn","do":"omit","as":"without","with":"/Stream"}]`)
	f.create(thing, `{"Name":"n"}`)
	first, second := f.mustGet(thing, "n"), f.mustGet(thing, "n")
	for _, name := range []string{"Arn", "Revision", "Etag"} {
		if first[name] != second[name] {
			t.Errorf("%s changed with a read, from %v to %v", name, first[name], second[name])
		}
	}
	for _, name := range []string{"Status", "ChangedAt"} {
		if first[name] == second[name] {
			t.Errorf("%s did not change with a read: %v", name, first[name])
		}
	}
	if first["StreamArn"] != nil || !strings.HasSuffix(as[string](t, first["Arn"]), ":1") {
		t.Errorf("a new thing is %v, want no stream, and an ARN that ends in :1", first)
	}
	if _, err := f.update(thing, "n", `[{"op":"add","path":"/Stream","value":{}}]`); err != nil {
		t.Fatal(err)
	}
	third := f.mustGet(thing, "n")
	if third["StreamArn"] == nil || !strings.HasSuffix(as[string](t, third["Arn"]), ":2") || third["Revision"] != 2.0 || third["Etag"] == first["Etag"] {
		t.Errorf("after an update, the thing is %v, before %v", third, first)
	}
}

// TestNullIsKept: null inside a document is data.
func TestNullIsKept(t *testing.T) {
	t.Parallel()
	f := habitual(t, `[]`)
	f.create(thing, `{"Name":"n","Document":{"a":null,"b":[null,{"c":null}]}}`)
	requireShown(t, f, "n", "Document", "created", `{"a":null,"b":[null,{"c":null}]}`)
	if _, err := f.update(thing, "n", `[{"op":"replace","path":"/Document/b/0","value":{"d":null}},{"op":"add","path":"/Document/e","value":null}]`); err != nil {
		t.Fatal(err)
	}
	requireShown(t, f, "n", "Document", "updated", `{"a":null,"b":[{"d":null},{"c":null}],"e":null}`)
}

// TestUndescribed: a type that was deregistered, and servers without DescribeType.
func TestUndescribed(t *testing.T) {
	t.Parallel()
	for how, want := range map[string]struct {
		status int
		body   string
		create string
	}{
		"TypeNotFoundException": {http.StatusNotFound, "<Code>TypeNotFoundException</Code>", "TypeNotFoundException"},
		"InvalidAction":         {http.StatusBadRequest, "<Code>InvalidAction</Code>", ""},
		"UnknownOperation":      {http.StatusBadRequest, "<Code>UnknownOperation</Code>", ""},
		"empty-404":             {http.StatusNotFound, "", ""},
	} {
		f := habitual(t, `[]`)
		f.create(thing, `{"Name":"n"}`)
		if err := f.server.SetHabits(thing, cloudcontroltest.Habit{Do: "describe", As: how}); err != nil {
			t.Fatal(err)
		}
		got := f.raw("DescribeType", url.Values{"Action": {"DescribeType"}, "Version": {"2010-05-15"}, "Type": {"RESOURCE"}, "TypeName": {thing}}.Encode(), func(r *http.Request) {
			r.Header.Del("X-Amz-Target")
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			r.Header.Set("Authorization", authorization("AKIDTEST"+strings.Replace(scope, "cloudcontrolapi", "cloudformation", 1)))
		})
		if got.status != want.status || !strings.Contains(string(got.body), want.body) || want.body == "" && len(got.body) > 0 {
			t.Errorf("%s: %d %s", how, got.status, got.body)
		}
		if _, err := f.cloudformation().DescribeType(t.Context(), &cloudformation.DescribeTypeInput{Type: cftypes.RegistryTypeResource, TypeName: aws.String(thing)}); err == nil {
			t.Errorf("%s: DescribeType works", how)
		}
		_, err := f.cc.CreateResource(t.Context(), &cloudcontrol.CreateResourceInput{TypeName: aws.String(thing), DesiredState: aws.String(`{"Name":"m"}`)})
		if want.create != "" {
			wantCode(t, err, want.create)
		} else if err != nil {
			t.Errorf("%s: %v", how, err)
		}
		f.mustGet(thing, "n")
		if e := f.status(f.remove(thing, "n").RequestToken); e.OperationStatus != types.OperationStatusSuccess {
			t.Errorf("%s: the deletion ended %s", how, e.OperationStatus)
		}
	}
}

// TestHabitErrors: a mistake in a file says what is possible.
func TestHabitErrors(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		text string
		want []string
	}{
		"no JSON":       {`nonsense`, []string{`{"TYPE": [{"at": POINTER`}},
		"no list":       {`{"AWS::S3::Bucket": {"do": "omit"}}`, []string{"TYPE"}},
		"more":          {`{} {}`, []string{"nothing after it"}},
		"type":          {`{"Bucket": []}`, []string{`"Bucket"`, "AWS::S3::Bucket", `"*"`}},
		"member":        {`{"*": [{"path": "/A", "do": "omit"}]}`, []string{"path"}},
		"do":            {`{"*": [{"do": "forget"}]}`, []string{`"forget"`, "store", "omit", "add", "append", "move", "refuse", "describe", "number 1"}},
		"no pointer":    {`{"*": [{"do": "omit", "at": "A"}]}`, []string{`"A"`, "/Tags/*/Value"}},
		"form":          {`{"*": [{"do": "store", "at": "/A", "as": "small"}]}`, []string{`"small"`, "lower", "without-scheme"}},
		"no form":       {`{"*": [{"do": "store", "at": "/A"}]}`, []string{`""`, "lower"}},
		"move":          {`{"*": [{"do": "move", "at": "/A", "as": "count", "on": "delete"}]}`, []string{`"delete"`, "update, read"}},
		"refuse":        {`{"*": [{"do": "refuse", "as": "Never"}]}`, []string{`"Never"`, "NotUpdatable", "UnsupportedActionException"}},
		"describe":      {`{"*": [{"do": "describe", "as": "500"}]}`, []string{`"500"`, "InvalidAction", "empty-404"}},
		"no value":      {`{"*": [{"do": "add", "at": "/A"}]}`, []string{"add needs a value"}},
		"equal to what": {`{"*": [{"do": "omit", "at": "/A", "as": "equal"}]}`, []string{"omit equal needs a value"}},
		"without what":  {`{"*": [{"do": "omit", "at": "/A", "as": "without"}]}`, []string{"without"}},
		"two mistakes":  {`{"*": [{"do": "x"}, {"do": "omit"}, {"do": "y"}]}`, []string{"number 1", "number 2", "number 3"}},
	} {
		_, err := cloudcontroltest.ParseHabits([]byte(c.text))
		for _, want := range c.want {
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%s: the error is %v, want %q in it", name, err, want)
			}
		}
	}
	if _, err := cloudcontroltest.Start(cloudcontroltest.Options{Habits: cloudcontroltest.Habits{"*": {{Do: "x"}}}}); err == nil {
		t.Error("a server starts with a habit that there is not")
	}
}

// TestNamedHabits: each set can be had by its name, and a wrong name names all.
func TestNamedHabits(t *testing.T) {
	t.Parallel()
	named, err := cloudcontroltest.NamedHabits()
	if err != nil || len(named) < 10 {
		t.Fatalf("there are %d sets, %v", len(named), err)
	}
	_, unknown := cloudcontroltest.HabitsNamed("what")
	for name := range named {
		if habits, err := cloudcontroltest.HabitsNamed(name); err != nil || len(habits) == 0 {
			t.Errorf("%s: %v, %v", name, habits, err)
		}
		if unknown == nil || !strings.Contains(unknown.Error(), name) {
			t.Errorf("the error %v does not name %s", unknown, name)
		}
	}
}
