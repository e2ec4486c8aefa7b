package cloudcontroltest_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/cloudcontrol/types"

	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol/cloudcontroltest"
)

// Line 17 of the check list: what goes well.
func TestPatch(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ patch, want string }{
		"add":                {`[{"op":"add","path":"/Size","value":3}]`, `"Size":3`},
		"add to an array":    {`[{"op":"add","path":"/Labels/1","value":"x"}]`, `"Labels":["a","x","b"]`},
		"add at the end":     {`[{"op":"add","path":"/Labels/-","value":"x"}]`, `"Labels":["a","b","x"]`},
		"remove":             {`[{"op":"remove","path":"/Weight"}]`, `"Size":1}`},
		"remove a default":   {`[{"op":"remove","path":"/Color"}]`, `"Color":"red"`},
		"replace":            {`[{"op":"replace","path":"/Color","value":"blue"}]`, `"Color":"blue"`},
		"move":               {`[{"op":"move","from":"/Nickname","path":"/Engine"}]`, `"Engine":"nick"`},
		"copy":               {`[{"op":"copy","from":"/Nickname","path":"/Engine"}]`, `"Nickname":"nick"`},
		"test":               {`[{"op":"test","path":"/Color","value":"green"},{"op":"replace","path":"/Size","value":2}]`, `"Size":2`},
		"without a slash":    {`[{"op":"replace","path":"Color","value":"blue"},{"op":"move","from":"Nickname","path":"Engine"}]`, `"Enabled":true,"Engine":"nick"`},
		"a value of null":    {`[{"op":"test","path":"/Labels/0","value":"a"},{"op":"add","path":"/Size","value":9}]`, `"Size":9`},
		"in the given order": {`[{"op":"add","path":"/Size","value":4},{"op":"test","path":"/Size","value":4},{"op":"replace","path":"/Size","value":5}]`, `"Size":5`},
		"a large number":     {`[{"op":"add","path":"/Weight","value":12345678901234567890}]`, `"Weight":12345678901234567890`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := start(t, cloudcontroltest.Options{})
			f.create(widget, `{"Name":"w","Color":"green","Size":1,"Labels":["a","b"],"Nickname":"nick","Weight":1.5}`)
			e, err := f.update(widget, "w", c.patch)
			if err != nil {
				t.Fatal(err)
			}
			if e.OperationStatus != types.OperationStatusSuccess || *e.Identifier != "w" || e.ResourceModel == nil {
				t.Errorf("ended %s/%s", e.OperationStatus, e.ErrorCode)
			}
			object, _ := f.server.Object(widget, "w")
			if !strings.Contains(string(object.Properties), c.want) {
				t.Errorf("widget is %s, want %s in it", object.Properties, c.want)
			}
		})
	}
}

// Line 17 of the check list: what does not; nothing may change then.
func TestPatchRefused(t *testing.T) {
	t.Parallel()
	f := start(t, cloudcontroltest.Options{})
	const (
		network  = "Steward::Test::Network"
		fleet    = "Steward::Test::Fleet"
		database = "Steward::Test::Database"
	)
	ids := map[string]string{
		widget:   f.create(widget, `{"Name":"w","Color":"green"}`),
		network:  f.create(network, `{"Address":{"Cidr":"10.0.0.0/8","Comment":"c"},"Options":{"Mtu":9000}}`),
		fleet:    f.create(fleet, `{"FleetName":"f","Members":[{"Name":"a","Zone":"z1","Token":"t"},{"Name":"b","Zone":"z2"}]}`),
		database: f.create(database, `{"DatabaseName":"db","Engine":"mysql","MasterUserPassword":"hunter2-master"}`),
	}
	before := string(jsonText(t, f.server.Objects()))
	for name, c := range map[string]struct{ typeName, patch, code, text string }{
		"failing test":            {widget, `[{"op":"replace","path":"/Color","value":"blue"},{"op":"test","path":"/Color","value":"green"}]`, "ValidationException", "[TEST Operation]"},
		"replace what is absent":  {widget, `[{"op":"replace","path":"/Size","value":1}]`, "ValidationException", "[REPLACE Operation] noSuchPath in source, path provided : /Size"},
		"remove what is absent":   {widget, `[{"op":"remove","path":"/Size"}]`, "ValidationException", "[REMOVE Operation]"},
		"two slashes":             {widget, `[{"op":"replace","path":"//Color","value":"red"}]`, "ValidationException", "//Color"},
		"negative index":          {fleet, `[{"op":"add","path":"/Members/-1","value":{"Name":"x"}}]`, "ValidationException", "[ADD Operation]"},
		"create-only":             {widget, `[{"op":"replace","path":"/Name","value":"v"}]`, "NotUpdatableException", "Invalid patch update: createOnlyProperties [/properties/Name] cannot be updated"},
		"create-only, nested":     {network, `[{"op":"replace","path":"/Address/Cidr","value":"10.1.0.0/16"}]`, "NotUpdatableException", "[/properties/Address/Cidr]"},
		"create-only, parent":     {network, `[{"op":"add","path":"/Address","value":{"Cidr":"10.1.0.0/16","Comment":"c"}}]`, "NotUpdatableException", "[/properties/Address/Cidr, /properties/Address/Family]"},
		"create-only, items":      {fleet, `[{"op":"replace","path":"/Members/0/Zone","value":"z3"}]`, "NotUpdatableException", "[/properties/Members/*/Zone]"},
		"create-only, write-only": {database, `[{"op":"add","path":"/SnapshotPassword","value":"hunter2-snap"}]`, "NotUpdatableException", "[/properties/SnapshotPassword]"},
		"read-only":               {widget, `[{"op":"add","path":"/Arn","value":"arn"}]`, "ValidationException", "Invalid patch update: readOnlyProperties [/properties/Arn] cannot be updated"},
		"read-only lost":          {network, `[{"op":"remove","path":"/Address/Gateway"}]`, "ValidationException", "[/properties/Address/Gateway]"},
		"read-only, items":        {fleet, `[{"op":"add","path":"/Members/0/MemberId","value":"me"}]`, "ValidationException", "[/properties/Members/*/MemberId]"},
		"write-only via replace":  {database, `[{"op":"replace","path":"/MasterUserPassword","value":"hunter2-new"}]`, "ValidationException", "noSuchPath in source"},
		"breaks the schema":       {widget, `[{"op":"add","path":"/Color","value":"pink"}]`, "ValidationException", "Model validation failed"},
		"no array":                {widget, `{"op":"add"}`, "ValidationException", "PatchDocument"},
		"empty":                   {widget, `[]`, "ValidationException", "PatchDocument"},
		"unknown op":              {widget, `[{"op":"merge","path":"/Size","value":1}]`, "ValidationException", "unknown operation"},
		"no value":                {widget, `[{"op":"add","path":"/Size"}]`, "ValidationException", "lacks a member"},
		"no path":                 {widget, `[{"op":"remove"}]`, "ValidationException", "lacks a member"},
		"no from":                 {widget, `[{"op":"move","path":"/Size"}]`, "ValidationException", "lacks a member"},
		"the whole document":      {widget, `[{"op":"replace","path":"","value":[]}]`, "ValidationException", ""},
	} {
		_, err := f.update(c.typeName, ids[c.typeName], c.patch)
		if err == nil {
			t.Errorf("%s: went well", name)
			continue
		}
		if text := wantCode(t, err, c.code); !strings.Contains(text, c.text) || strings.Contains(text, "hunter2") {
			t.Errorf("%s: text is %q, want %q in it", name, text, c.text)
		}
	}
	if after := string(jsonText(t, f.server.Objects())); after != before {
		t.Errorf("something changed:\n%s\n%s", before, after)
	}
	if e, err := f.update(widget, "gone", `[{"op":"add","path":"/Size","value":1}]`); err != nil || e.ErrorCode != types.HandlerErrorCodeNotFound {
		t.Errorf("update of what is not there: %v %v, want FAILED/NotFound", e, err)
	}
}

// A patch works on what a read shows, so write-only properties that it does
// not bring are lost.
func TestPatchLosesWriteOnly(t *testing.T) {
	t.Parallel()
	f := start(t, cloudcontroltest.Options{})
	f.create("Steward::Test::Database", `{"DatabaseName":"db","Engine":"mysql","MasterUserPassword":"hunter2-master"}`)
	update := func(patch string) map[string]any {
		t.Helper()
		if e, err := f.update("Steward::Test::Database", "db", patch); err != nil || e.OperationStatus != types.OperationStatusSuccess {
			t.Fatalf("%v %v", e, err)
		}
		object, _ := f.server.Object("Steward::Test::Database", "db")
		return decode(t, string(object.Properties))
	}
	if got := update(`[{"op":"replace","path":"/AllocatedStorage","value":40},{"op":"add","path":"/MasterUserPassword","value":"hunter2-other"}]`); got["MasterUserPassword"] != "hunter2-other" {
		t.Errorf("sent along: %v", got)
	}
	if got := update(`[{"op":"replace","path":"/AllocatedStorage","value":50}]`); got["MasterUserPassword"] != nil || got["AllocatedStorage"] != 50.0 {
		t.Errorf("left out: %v", got)
	}
	// New items get their read-only properties, old ones keep theirs.
	f.create("Steward::Test::Fleet", `{"FleetName":"f","Members":[{"Name":"a"}]}`)
	old := as[map[string]any](t, as[[]any](t, f.mustGet("Steward::Test::Fleet", "f")["Members"])[0])["MemberId"]
	if _, err := f.update("Steward::Test::Fleet", "f", `[{"op":"add","path":"/Members/-","value":{"Name":"b"}}]`); err != nil {
		t.Fatal(err)
	}
	members := as[[]any](t, f.mustGet("Steward::Test::Fleet", "f")["Members"])
	if first, second := as[map[string]any](t, members[0]), as[map[string]any](t, members[1]); first["MemberId"] != old || second["MemberId"] == nil || second["MemberId"] == old {
		t.Errorf("members are %v, the first had the id %v", members, old)
	}
}

func TestUpdateIsAsynchronous(t *testing.T) {
	t.Parallel()
	f := start(t, slow())
	f.create(widget, `{"Name":"w","Size":1}`)
	e, err := f.update(widget, "w", `[{"op":"replace","path":"/Size","value":2}]`)
	if err != nil || e.OperationStatus != types.OperationStatusInProgress || fmt.Sprint(f.mustGet(widget, "w")["Size"]) != "1" {
		t.Errorf("under way: %v %v", e, err)
	}
	f.server.Advance(minute)
	var model map[string]any
	if err := json.Unmarshal([]byte(*f.status(e.RequestToken).ResourceModel), &model); err != nil || model["Size"] != 2.0 {
		t.Errorf("at the end: %v %v", model, err)
	}
}
