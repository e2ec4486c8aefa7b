package cloudcontroltest_test

import (
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudcontrol"
	"github.com/aws/aws-sdk-go-v2/service/cloudcontrol/types"

	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol/cloudcontroltest"
)

const (
	membership = "Steward::Test::Membership"
	route      = "Steward::Test::Route"
)

// Line 15 of the check list.
func TestIdentifierForms(t *testing.T) {
	t.Parallel()
	f := start(t, cloudcontroltest.Options{})
	f.create(membership, `{"GroupName":"admins","UserName":"ada"}`)
	three := f.create(route, `{"NetworkId":"n-1","Destination":"10.0.0.0/8"}`)
	parts := strings.Split(three, "|")
	if len(parts) != 3 || parts[0] != "n-1" || parts[2] != "10.0.0.0/8" {
		t.Fatalf("identifier of three parts is %q", three)
	}
	object, _ := f.server.Object(membership, "admins|ada")
	secondary := as[string](t, decode(t, string(object.Properties))["MembershipId"])

	for name, c := range map[string]struct{ typeName, identifier, want string }{
		"joined":            {membership, `admins|ada`, "admins|ada"},
		"JSON":              {membership, `{"GroupName":"admins","UserName":"ada"}`, "admins|ada"},
		"JSON in any order": {membership, `{"UserName":"ada", "GroupName":"admins"}`, "admins|ada"},
		"additional":        {membership, `{"MembershipId":"` + secondary + `"}`, "admins|ada"},
		"three, joined":     {route, three, three},
		"three, JSON":       {route, `{"Destination":"10.0.0.0/8","NetworkId":"n-1","TableId":"` + parts[1] + `"}`, three},
	} {
		x := f.raw("GetResource", requestOf(t, c.typeName, c.identifier), nil)
		answer := decode(t, string(x.body))
		description, ok := answer["ResourceDescription"].(map[string]any)
		if !ok || description["Identifier"] != c.want {
			t.Errorf("%s: got %s, want the record of %s", name, x.body, c.want)
		}
	}

	for name, c := range map[string]struct{ typeName, identifier, text string }{
		"two identifiers in one": {
			membership, `{"GroupName":"admins","UserName":"ada","MembershipId":"` + secondary + `"}`,
			"When specifying the identifier as JSON, you must specify exactly one identifier from [[/properties/GroupName, /properties/UserName], [/properties/MembershipId]], and no additional properties can be specified",
		},
		"a property too many": {
			widget, `{"Name":"w","Size":1}`,
			"When specifying the identifier as JSON, you must specify exactly one identifier from [[/properties/Name], [/properties/Arn]], and no additional properties can be specified",
		},
		"a part missing in JSON": {membership, `{"GroupName":"admins"}`, "exactly one identifier"},
		"a part missing":         {membership, `admins`, "Identifier admins is not valid for identifier [/properties/GroupName, /properties/UserName]"},
	} {
		for _, operation := range []string{"GetResource", "DeleteResource", "UpdateResource"} {
			x := f.raw(operation, requestOf(t, c.typeName, c.identifier), nil)
			if code, message := errorBody(t, x); code != "ValidationException" || !strings.Contains(message, c.text) {
				t.Errorf("%s, %s: got %s %q", name, operation, code, message)
			}
		}
	}

	// The event of a deletion in JSON form speaks of the primary identifier.
	e := f.remove(membership, `{"MembershipId":"`+secondary+`"}`)
	if *e.Identifier != "admins|ada" {
		t.Errorf("event is about %s", *e.Identifier)
	}
	if e := f.status(e.RequestToken); e.OperationStatus != types.OperationStatusSuccess {
		t.Errorf("ended %s", e.OperationStatus)
	}
	if n := f.server.Deletions(membership, `{"GroupName":"admins","UserName":"ada"}`); n != 1 {
		t.Errorf("%d deletions took effect", n)
	}
}

func requestOf(t *testing.T, typeName, identifier string) string {
	t.Helper()
	return string(jsonText(t, map[string]string{"TypeName": typeName, "Identifier": identifier, "PatchDocument": "[]"}))
}

// A part that contains "|" itself makes the joined form ambiguous: JSON is
// exact, and the joined form finds what is printed that way.
func TestIdentifierWithBar(t *testing.T) {
	t.Parallel()
	f := start(t, cloudcontroltest.Options{})
	f.create(membership, `{"GroupName":"a|b","UserName":"c"}`)
	f.create(membership, `{"GroupName":"a","UserName":"b|c"}`)
	if got := f.mustGet(membership, `{"GroupName":"a","UserName":"b|c"}`)["UserName"]; got != "b|c" {
		t.Errorf("JSON form finds UserName %v", got)
	}
	f.mustGet(membership, "a|b|c")
	if n := len(f.server.Objects()); n != 2 {
		t.Errorf("%d objects, want two: their parts differ", n)
	}
	single := f.create(widget, `{"Name":"plain.one"}`)
	f.mustGet(widget, single)
}

func TestListResources(t *testing.T) {
	t.Parallel()
	f := start(t, cloudcontroltest.Options{ListPageSize: 2})
	const stage = "Steward::Test::Stage"
	for _, name := range []string{"one", "two", "three", "four", "five"} {
		f.create(stage, `{"ApiId":"api-1","StageName":"`+name+`","Description":"text"}`)
	}
	f.create(stage, `{"ApiId":"api-2","StageName":"one"}`)

	if got := strings.Join(f.list(stage, `{"ApiId":"api-1"}`), " "); got != "api-1|one api-1|two api-1|three api-1|four api-1|five" {
		t.Errorf("list of api-1 is %s", got)
	}
	if n := f.server.Count("ListResources"); n != 3 {
		t.Errorf("%d pages, want 3 of two objects at most", n)
	}
	x := f.raw("ListResources", `{"TypeName":"Steward::Test::Stage"}`, nil)
	if code, message := errorBody(t, x); code != "InvalidRequestException" ||
		message != "Missing or invalid ResourceModel property in Steward::Test::Stage list handler request input.Required property: (#: required key [ApiId] not found)" {
		t.Errorf("without a model: %s %q", code, message)
	}
	x = f.raw("ListResources", `{"TypeName":"Steward::Test::Stage","ResourceModel":"{\"ApiId\":\"api-2\"}"}`, nil)
	if want := `{"ResourceDescriptions":[{"Identifier":"api-2|one","Properties":"{\"ApiId\":\"api-2\",\"StageName\":\"one\"}"}],"TypeName":"Steward::Test::Stage"}`; string(x.body) != want {
		t.Errorf("body is %s, want the identifier's properties only", x.body)
	}
}

// TestListHabits: what list handlers answer differs from type to type.
func TestListHabits(t *testing.T) {
	t.Parallel()
	f := start(t, cloudcontroltest.Options{ListPageSize: 2, Switches: cloudcontroltest.Switches{EmptyListPages: true, ListedAfterDelete: time.Minute}})
	for _, name := range []string{"a", "b", "c"} {
		f.create(widget, `{"Name":"`+name+`","Color":"blue"}`)
	}
	if got := strings.Join(f.list(widget, ""), " "); got != "a b c" || f.server.Count("ListResources") != 4 {
		t.Errorf("list is %s after %d pages, want all in two pages with an empty one before each", got, f.server.Count("ListResources"))
	}
	first := f.raw("ListResources", `{"TypeName":"Steward::Test::Widget"}`, nil)
	if !strings.Contains(string(first.body), `"ResourceDescriptions":[]`) || !strings.Contains(string(first.body), "NextToken") {
		t.Errorf("the first page is %s, want none of the objects and a token", first.body)
	}
	f.status(f.remove(widget, "b").RequestToken)
	if got := strings.Join(f.list(widget, ""), " "); got != "a b c" {
		t.Errorf("after the deletion of b the list is %s, want it there still", got)
	}
	x := f.raw("GetResource", `{"TypeName":"Steward::Test::Widget","Identifier":"b"}`, nil)
	if code, _ := errorBody(t, x); code != "ResourceNotFoundException" {
		t.Errorf("a read of b is answered %s", x.body)
	}
	f.server.Advance(2 * time.Minute)
	if got := strings.Join(f.list(widget, ""), " "); got != "a c" {
		t.Errorf("two minutes later the list is %s", got)
	}
	for lists, want := range map[cloudcontroltest.Lists]func(text string) bool{
		cloudcontroltest.ListIdentifiers: func(text string) bool { return text == `{"Name":"a"}` },
		cloudcontroltest.ListNothing:     func(text string) bool { return text == `{}` },
		cloudcontroltest.ListSome:        func(text string) bool { return strings.Contains(text, `"Name":"a"`) && len(text) > len(`{"Name":"a"}`) },
		cloudcontroltest.ListWhole:       func(text string) bool { shown, _ := f.server.Shown(widget, "a"); return text == string(shown) },
	} {
		f.server.Change(func(s *cloudcontroltest.Switches) { s.Lists, s.EmptyListPages = lists, false })
		page, err := f.cc.ListResources(t.Context(), &cloudcontrol.ListResourcesInput{TypeName: aws.String(widget)})
		if err != nil {
			t.Fatal(err)
		}
		if text := *page.ResourceDescriptions[0].Properties; !want(text) {
			t.Errorf("with %d the list says %s", lists, text)
		}
	}
}
