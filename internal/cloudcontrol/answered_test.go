package cloudcontrol

import (
	"encoding/json"
	"maps"
	"net/http"
	"strings"
	"testing"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
)

// lacks asserts that an answer counts, or is refused as half of one that lacks
// what is said.
func lacks(t *testing.T, name string, err error, lack string) {
	t.Helper()
	if lack == "" {
		if err != nil {
			t.Errorf("%s: %v, want no error", name, err)
		}
		return
	}
	if !HalfAnswer(err) || deletion.ReasonOf(err) != deletion.Unavailable || !strings.Contains(err.Error(), lack) {
		t.Errorf("%s: %v, want half an answer that %s", name, err, lack)
	}
}

// TestWhatADescriptionMustHave: an answer about an object that lacks what a
// description of it always has is a failed request.
func TestWhatADescriptionMustHave(t *testing.T) {
	const schema = `{"typeName":"AWS::Logs::LogGroup","properties":{"LogGroupName":{"type":"string"},"Class":{"type":"string"},"Retention":{"type":"integer"}},` +
		`"primaryIdentifier":["/properties/LogGroupName"],"createOnlyProperties":["/properties/Class"]}`
	described := func(identifier, properties string) map[string]any {
		return map[string]any{"ResourceDescription": map[string]any{"Identifier": identifier, "Properties": properties}}
	}
	const whole = `{"LogGroupName":"x","Class":"STANDARD","Retention":7}`
	for name, c := range map[string]struct {
		answer map[string]any
		lack   string
	}{
		"whole":                {described("x", whole), ""},
		"another type":         {map[string]any{"TypeName": "AWS::S3::Bucket", "ResourceDescription": described("x", whole)["ResourceDescription"]}, "is about the type AWS::S3::Bucket"},
		"the type":             {map[string]any{"TypeName": logGroups.TypeName, "ResourceDescription": described("x", whole)["ResourceDescription"]}, ""},
		"nothing":              {map[string]any{}, "has no ResourceDescription"},
		"no identifier":        {described("", whole), "has no Identifier"},
		"another object":       {described("y", whole), "is about y"},
		"no identifier at all": {described("x\x07", whole), "is about what cannot be an identifier"},
		"no name":              {described("x", `{"Class":"STANDARD","Retention":7}`), "lacks the primary identifier"},
		"another's name":       {described("x", `{"LogGroupName":"y","Class":"STANDARD","Retention":7}`), "has Properties of another object"},
		"nothing left":         {described("x", `{"LogGroupName":"x"}`), "has nothing of what the object had: Class, Retention"},
	} {
		fake := newFake(t, func(w http.ResponseWriter, r received) {
			if r.operation == "DescribeType" {
				answerType(w, "FULLY_MUTABLE", schema)
				return
			}
			answerJSON(w, 200, c.answer)
		})
		client := fake.client(t)
		if _, err := client.Type(t.Context(), logGroups); err != nil {
			t.Fatal(err)
		}
		_, err := client.GetKnown(t.Context(), logGroups, "x", map[string]any{"LogGroupName": "x", "Class": "STANDARD", "Retention": json.Number("7")})
		lacks(t, name, err, c.lack)
	}
}

// TestFindTakesAnyForm: what a person typed may name an object whose identifier
// is written in another way.
func TestFindTakesAnyForm(t *testing.T) {
	fake := newFake(t, func(w http.ResponseWriter, _ received) {
		answerJSON(w, 200, map[string]any{"ResourceDescription": map[string]any{"Identifier": "arn:x", "Properties": `{"A":1}`}})
	})
	found, err := fake.client(t).Find(t.Context(), logGroups, "x")
	if err != nil || found.Identifier != "arn:x" {
		t.Errorf("Find = %+v, %v; want the object under its own identifier", found, err)
	}
}

// TestWhatAnEventMustHave: an answer to a request that changes something is about
// that request, or no answer at all.
func TestWhatAnEventMustHave(t *testing.T) {
	for name, c := range map[string]struct {
		members map[string]any
		lack    string
	}{
		"whole":             {nil, ""},
		"no token":          {map[string]any{"RequestToken": nil}, "has no RequestToken"},
		"no status":         {map[string]any{"OperationStatus": nil}, "has no OperationStatus"},
		"a control":         {map[string]any{"RequestToken": "a\x07"}, "has control characters in a name"},
		"no operation":      {map[string]any{"Operation": nil}, ""},
		"another operation": {map[string]any{"Operation": "CREATE"}, "is about the operation CREATE"},
		"no type":           {map[string]any{"TypeName": nil}, ""},
		"another type":      {map[string]any{"TypeName": "AWS::S3::Bucket"}, "is about the type AWS::S3::Bucket"},
		"no identifier":     {map[string]any{"Identifier": nil}, ""},
		"another object":    {map[string]any{"Identifier": "y"}, "is about y"},
	} {
		fake := newFake(t, func(w http.ResponseWriter, r received) {
			answer := eventFor(r)
			e, _ := answer["ProgressEvent"].(map[string]any)
			maps.Copy(e, c.members)
			answerJSON(w, 200, answer)
		})
		client := fake.client(t)
		_, err := client.Update(t.Context(), logGroups, "example", json.RawMessage(`[]`), "t")
		lacks(t, name, err, c.lack)
	}
}

// TestWhatAPollMustSay: the answer to a poll is about the operation that was asked
// about, as far as that is known.
func TestWhatAPollMustSay(t *testing.T) {
	deleting := deletion.Operation{Kind: deletion.KindDelete, Token: requestToken}
	for name, c := range map[string]struct {
		target  Target
		op      deletion.Operation
		members map[string]any
		lack    string
	}{
		"the operation":          {logGroups, deleting, nil, ""},
		"another type":           {logGroups, deleting, map[string]any{"TypeName": "AWS::S3::Bucket"}, "its answer is about the type AWS::S3::Bucket"},
		"any type":               {Target{}, deleting, map[string]any{"TypeName": "AWS::S3::Bucket"}, ""},
		"no type":                {logGroups, deleting, map[string]any{"TypeName": nil}, ""},
		"another operation":      {logGroups, deleting, map[string]any{"Operation": "UPDATE"}, "its answer is about the operation UPDATE"},
		"no operation":           {logGroups, deleting, map[string]any{"Operation": nil}, ""},
		"any operation":          {logGroups, deletion.Operation{Token: requestToken}, map[string]any{"Operation": "UPDATE"}, ""},
		"another request":        {logGroups, deleting, map[string]any{"RequestToken": "another"}, "is about another request, another"},
		"no status of operation": {logGroups, deleting, map[string]any{"OperationStatus": nil}, "has no OperationStatus"},
	} {
		fake := newFake(t, func(w http.ResponseWriter, _ received) { answerJSON(w, 200, event(c.members)) })
		_, err := fake.client(t).Backend(c.target).Poll(t.Context(), c.op)
		lacks(t, name, err, c.lack)
	}
}

// TestWhatAPageMustHave: a list that is about something else, or has an entry that
// nobody can name, is none. Its entries may leave out their properties.
func TestWhatAPageMustHave(t *testing.T) {
	entry := func(identifier, properties any) map[string]any {
		return map[string]any{"ResourceDescriptions": []any{map[string]any{"Identifier": identifier, "Properties": properties}}}
	}
	typed := func(name string) map[string]any {
		page := entry("x", nil)
		page["TypeName"] = name
		return page
	}
	for name, c := range map[string]struct {
		page       map[string]any
		properties string
		lack       string
	}{
		"properties":       {entry("x", `{"A":1}`), `{"A":1}`, ""},
		"no property":      {entry("x", "{}"), "{}", ""},
		"no properties":    {entry("x", nil), "{}", ""},
		"empty properties": {entry("x", ""), "{}", ""},
		"the type":         {typed(logGroups.TypeName), "{}", ""},
		"another type":     {typed("AWS::S3::Bucket"), "", "is about the type AWS::S3::Bucket"},
		"no identifier":    {entry(nil, `{"A":1}`), "", "holds a resource without an Identifier"},
		"a control":        {entry("x\x07", `{"A":1}`), "", "holds a resource with control characters in its Identifier"},
		"no object":        {entry("x", "[1]"), "", "holds the resource x, which has Properties that are not a JSON object"},
	} {
		fake := newFake(t, func(w http.ResponseWriter, _ received) { answerJSON(w, 200, c.page) })
		listed, err := fake.client(t).List(t.Context(), logGroups, nil)
		lacks(t, name, err, c.lack)
		if c.lack == "" && (len(listed) != 1 || listed[0].Identifier != "x" || string(listed[0].Properties) != c.properties) {
			t.Errorf("%s: listed %+v", name, listed)
		}
	}
}
