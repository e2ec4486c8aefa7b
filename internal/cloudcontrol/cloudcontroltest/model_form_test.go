package cloudcontroltest_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudcontrol"
	"github.com/aws/aws-sdk-go-v2/service/cloudcontrol/types"

	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol/cloudcontroltest"
)

func jsonText(t *testing.T, v any) []byte {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// Line 16 of the check list.
func TestSecretsStayInside(t *testing.T) {
	t.Parallel()
	f := start(t, cloudcontroltest.Options{})
	const database, fleet = "Steward::Test::Database", "Steward::Test::Fleet"
	f.create(database, `{"DatabaseName":"db","Engine":"mysql","MasterUserPassword":"hunter2-master",
		"Replication":{"Source":"other","Password":"hunter2-replica"}}`)
	f.create(fleet, `{"FleetName":"f","Members":[{"Name":"a","Token":"hunter2-token"},{"Name":"b"}]}`)
	patch := `[{"op":"add","path":"/MasterUserPassword","value":"hunter2-changed"},{"op":"add","path":"/Replication/Password","value":"hunter2-replica"}]`
	if e, err := f.update(database, "db", patch); err != nil || e.OperationStatus != types.OperationStatusSuccess {
		t.Fatalf("update: %v %v", e, err)
	}
	if _, err := f.update(database, "db", `[{"op":"test","path":"/DatabaseName","value":"hunter2-test"}]`); err == nil {
		t.Fatal("a failing test went well")
	}

	got := f.mustGet(database, "db")
	if got["MasterUserPassword"] != nil || fmt.Sprint(got["Replication"]) != "map[Source:other]" {
		t.Errorf("GetResource answers %v", got)
	}
	object, _ := f.server.Object(database, "db")
	if stored := decode(t, string(object.Properties)); stored["MasterUserPassword"] != "hunter2-changed" {
		t.Errorf("the object has %v", stored)
	}
	endpoint, ok := got["Endpoint"].(map[string]any)
	if !ok || endpoint["Address"] == "" || endpoint["Port"] != 1.0 || !strings.HasPrefix(as[string](t, got["Arn"]), "arn:aws:test:us-east-1:123456789012:database/db") {
		t.Errorf("read-only properties are %v and %v", got["Endpoint"], got["Arn"])
	}
	members := as[[]any](t, f.mustGet(fleet, "f")["Members"])
	for _, member := range members {
		m := as[map[string]any](t, member)
		if m["Token"] != nil || m["MemberId"] == nil {
			t.Errorf("a member is %v, want its id and no token", m)
		}
	}
	if as[map[string]any](t, members[0])["MemberId"] == as[map[string]any](t, members[1])["MemberId"] {
		t.Error("two members have one id")
	}

	log := string(jsonText(t, f.server.Requests())) + string(jsonText(t, f.server.Operations()))
	lists := string(jsonText(t, f.requests(nil))) + string(f.raw("ListResources", `{"TypeName":"Steward::Test::Database"}`, nil).body)
	if strings.Contains(log+lists, "hunter2") {
		t.Errorf("a secret is in the log or in a list: %s %s", log, lists)
	}
	for _, op := range f.server.Operations() {
		if x := f.raw("GetResourceRequestStatus", `{"RequestToken":"`+op.Token+`"}`, nil); strings.Contains(string(x.body), "hunter2") {
			t.Errorf("a secret is in an event: %s", x.body)
		}
	}
}

func TestReadOnlyProperties(t *testing.T) {
	t.Parallel()
	made := map[string]string{}
	for range 2 {
		f := start(t, cloudcontroltest.Options{})
		for typeName, desired := range map[string]string{
			"AWS::EC2::SecurityGroup":   `{"GroupDescription":"test"}`,
			"Steward::Test::AccessKey":  `{"UserName":"ada"}`,
			"AWS::SQS::Queue":           `{"QueueName":"q"}`,
			"AWS::Logs::LogGroup":       `{}`,
			"Steward::Test::Cluster":    `{"ClusterName":"c"}`,
			"Steward::Test::Membership": `{"GroupName":"g","UserName":"u"}`,
		} {
			id, err := f.server.At("123456789012", "eu-west-"+strconv.Itoa(len(typeName))).Put(typeName, desired)
			if err != nil {
				t.Fatal(err)
			}
			if made[typeName] != "" && made[typeName] != id {
				t.Errorf("%s is %s and %s in two runs; ids repeat", typeName, made[typeName], id)
			}
			made[typeName] = id
		}
	}
	f := start(t, cloudcontroltest.Options{})
	id := f.create("AWS::EC2::SecurityGroup", `{"GroupDescription":"test"}`)
	group := f.mustGet("AWS::EC2::SecurityGroup", id)
	if len(id) != 20 || !strings.HasPrefix(id, "sg-0") || group["Id"] != id || group["GroupId"] != id || group["VpcId"] == nil || len(as[[]any](t, group["SecurityGroupEgress"])) != 1 {
		t.Errorf("group is %v", group)
	}
	if other := f.create("AWS::EC2::SecurityGroup", `{"GroupDescription":"test"}`); other == id {
		t.Error("two groups have one id")
	}
	name := f.create("AWS::Logs::LogGroup", `{}`)
	logs := f.mustGet("AWS::Logs::LogGroup", name)
	if want := "arn:aws:logs:us-east-1:123456789012:log-group:" + name + ":*"; logs["Arn"] != want || logs["LogGroupClass"] != "STANDARD" || logs["DeletionProtectionEnabled"] != false {
		t.Errorf("log group is %v", logs)
	}
	key := f.mustGet("Steward::Test::AccessKey", f.create("Steward::Test::AccessKey", `{"UserName":"ada"}`))
	if len(as[string](t, key["SecretAccessKey"])) != 40 {
		t.Errorf("secret has %d characters", len(as[string](t, key["SecretAccessKey"])))
	}
	queue := f.create("AWS::SQS::Queue", `{"QueueName":"q"}`)
	if !strings.HasPrefix(queue, "https://sqs.us-east-1.amazonaws.com/123456789012/") {
		t.Errorf("queue is %s", queue)
	}
	network := f.mustGet("Steward::Test::Network", f.create("Steward::Test::Network", `{"Address":{"Cidr":"10.0.0.0/8"}}`))
	if address := as[map[string]any](t, network["Address"]); address["Gateway"] == nil || address["Family"] != "ipv4" {
		t.Errorf("address is %v, want a gateway made and the default family", address)
	}
}

// What a service gives back is not what it was given.
func TestForms(t *testing.T) {
	t.Parallel()
	f := start(t, cloudcontroltest.Options{})
	id := f.create("Steward::Test::RuleSet", `{"Rules":[{"Port":443,"Sources":["b","a"]},{"Port":22}],"Contacts":["z","y"],"Steps":["z","y"]}`)
	got := string(jsonText(t, f.mustGet("Steward::Test::RuleSet", id)))
	for _, want := range []string{`"Contacts":["y","z"]`, `"Steps":["z","y"]`, `"Sources":["a","b"]`, `[{"Port":22},{"Port":443`} {
		if !strings.Contains(got, want) {
			t.Errorf("rule set is %s, want %s in it", got, want)
		}
	}
	f.create("Steward::Test::Policy", `{"PolicyName":"p","PolicyDocument":"{ \"Version\": \"2012\",\n \"Id\": 1 }","TrustDocument":{"B":1.50,"A":"{"}}`)
	policy := f.mustGet("Steward::Test::Policy", "p")
	if policy["PolicyDocument"] != `{"Id":1,"Version":"2012"}` || fmt.Sprint(policy["TrustDocument"]) != "map[A:{ B:1.5]" {
		t.Errorf("policy is %v", policy)
	}
}

func TestSchemaViolations(t *testing.T) {
	t.Parallel()
	f := start(t, cloudcontroltest.Options{})
	for name, c := range map[string]struct{ typeName, desired, text string }{
		"required":           {widget, `{}`, "Model validation failed (#: required key [Name] not found)"},
		"unknown":            {widget, `{"Name":"w","Colour":"red"}`, "#: extraneous key [Colour] is not permitted"},
		"two at once":        {widget, `{"Colour":"red"}`, "not found\n#: extraneous"},
		"type":               {widget, `{"Name":"w","Size":"3"}`, "#/Size: expected type: Integer, found: String"},
		"fraction":           {widget, `{"Name":"w","Size":1.5}`, "expected type: Integer, found: Number"},
		"null":               {widget, `{"Name":"w","Size":null}`, "found: Null"},
		"enum":               {widget, `{"Name":"w","Color":"pink"}`, `#/Color: "pink" is not a valid enum value`},
		"range":              {widget, `{"Name":"w","Size":101}`, "maximum of 100"},
		"length":             {widget, `{"Name":"` + strings.Repeat("w", 65) + `"}`, "expected maxLength: 64, actual: 65"},
		"pattern":            {widget, `{"Name":"w w"}`, "#/Name: failed validation constraint for keyword [pattern]"},
		"inside an item":     {widget, `{"Name":"w","Tags":[{"Key":"k"}]}`, "#/Tags/0: required key [Value] not found"},
		"unique items":       {widget, `{"Name":"w","Tags":[{"Key":"k","Value":"v"},{"Value":"v","Key":"k"}]}`, "#/Tags: array items are not unique"},
		"min items":          {"Steward::Test::Fleet", `{"FleetName":"f","Members":[]}`, "minimum item count: 1"},
		"key pattern":        {"Steward::Test::Settings", `{"Values":{"Upper":"x"}}`, "#/Values: extraneous key [Upper]"},
		"value of a pattern": {"Steward::Test::Settings", `{"Values":{"lower":7}}`, "#/Values/lower: expected type: String"},
		"value of any key":   {"Steward::Test::Settings", `{"Limits":{"anything":"x"}}`, "#/Limits/anything: expected type: Integer"},
		"object of any key":  {"Steward::Test::Settings", `{"Groups":{"a/b":{}}}`, "#/Groups/a/b: required key [Level] not found"},
		"oneOf, none":        {"Steward::Test::Source", `{"SourceName":"s"}`, "oneOf: 0 of 2"},
		"oneOf, both":        {"Steward::Test::Source", `{"SourceName":"s","Bucket":"b","Url":"u"}`, "oneOf: 2 of 2"},
		"anyOf":              {"Steward::Test::Source", `{"SourceName":"s","Bucket":"b","Notify":{}}`, "#/Notify: anyOf: 0 of 2"},
		"read-only":          {widget, `{"Name":"w","Arn":"arn"}`, "readOnlyProperties [/properties/Arn] cannot be specified"},
		"read-only, inside":  {"Steward::Test::Fleet", `{"FleetName":"f","Members":[{"Name":"m","MemberId":"x"}]}`, "readOnlyProperties [/properties/Members/*/MemberId]"},
	} {
		in := &cloudcontrol.CreateResourceInput{TypeName: &c.typeName, DesiredState: &c.desired}
		_, err := f.cc.CreateResource(t.Context(), in)
		if text := wantCode(t, err, "ValidationException"); !strings.Contains(text, c.text) {
			t.Errorf("%s: text is %q, want %q in it", name, text, c.text)
		}
		late := start(t, cloudcontroltest.Options{Switches: cloudcontroltest.Switches{LateValidation: true}})
		out, err := late.cc.CreateResource(t.Context(), in)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		e := late.status(out.ProgressEvent.RequestToken)
		if e.OperationStatus != types.OperationStatusFailed || e.ErrorCode != types.HandlerErrorCodeInvalidRequest || !strings.Contains(*e.StatusMessage, c.text) || e.Identifier != nil {
			t.Errorf("%s, late: %s/%s %q", name, e.OperationStatus, e.ErrorCode, aws.ToString(e.StatusMessage))
		}
	}
	for typeName, desired := range map[string]string{
		"Steward::Test::Settings": `{"Values":{"lower_1":"x"},"Limits":{"Any Key":3},"Groups":{"g":{"Level":1}},"Free":{"what":["ever",1,null]}}`,
		"Steward::Test::Source":   `{"SourceName":"s","Url":"u","Notify":{"Email":"e"}}`,
		widget:                    `{"Name":"w","Weight":1e3,"Size":5.0,"Labels":["b","a","b"]}`,
	} {
		f.create(typeName, desired)
	}
	if n := len(f.server.Objects()); n != 3 {
		t.Errorf("%d objects, want the three that are well formed", n)
	}
}

func TestCreateEvents(t *testing.T) {
	t.Parallel()
	create := func(f *fixture, client string) *types.ProgressEvent {
		t.Helper()
		out, err := f.cc.CreateResource(t.Context(), &cloudcontrol.CreateResourceInput{
			TypeName: aws.String(widget), DesiredState: aws.String(`{"Name":"w"}`), ClientToken: aws.String(client),
		})
		if err != nil {
			t.Fatal(err)
		}
		return out.ProgressEvent
	}
	for name, late := range map[string]bool{"identifier while under way": false, "identifier with SUCCESS": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := start(t, cloudcontroltest.Options{Durations: cloudcontroltest.Durations{Create: minute}, Switches: cloudcontroltest.Switches{LateIdentifier: late}})
			e := create(f, "c")
			if e.Identifier != nil || e.ResourceModel != nil {
				t.Errorf("the first event has identifier %v and model %v", e.Identifier, e.ResourceModel)
			}
			if e := f.status(e.RequestToken); (e.Identifier == nil) != late {
				t.Errorf("under way the identifier is %v", e.Identifier)
			}
			_, err := f.get(widget, "w")
			wantCode(t, err, "ResourceNotFoundException")
			f.server.Advance(minute)
			e = f.status(e.RequestToken)
			if aws.ToString(e.Identifier) != "w" || !strings.Contains(aws.ToString(e.ResourceModel), `"Color":"red"`) {
				t.Errorf("at the end: %v %v", e.Identifier, e.ResourceModel)
			}
		})
	}
	t.Run("no model", func(t *testing.T) {
		t.Parallel()
		f := start(t, cloudcontroltest.Options{Switches: cloudcontroltest.Switches{NoResourceModel: true}})
		if e := f.status(create(f, "c").RequestToken); e.ResourceModel != nil || e.Identifier == nil {
			t.Errorf("event is %+v", e)
		}
	})
	t.Run("exists already", func(t *testing.T) {
		t.Parallel()
		f := start(t, cloudcontroltest.Options{})
		f.create(widget, `{"Name":"w","Size":7}`)
		e := f.status(create(f, "c").RequestToken)
		if e.OperationStatus != types.OperationStatusFailed || e.ErrorCode != types.HandlerErrorCodeAlreadyExists {
			t.Errorf("ended %s/%s", e.OperationStatus, e.ErrorCode)
		}
		if got := f.mustGet(widget, "w")["Size"]; got != 7.0 {
			t.Errorf("Size is %v, the old object must stay", got)
		}
	})
	t.Run("failed half way", func(t *testing.T) {
		t.Parallel()
		f := start(t, cloudcontroltest.Options{})
		f.server.Script(cloudcontroltest.Fate{Kind: "CREATE", ErrorCode: "NotStabilized", Effect: cloudcontroltest.EffectAnyway})
		e := f.status(create(f, "c").RequestToken)
		if e.OperationStatus != types.OperationStatusFailed || aws.ToString(e.Identifier) != "w" {
			t.Errorf("ended %s with identifier %v; what was made is named", e.OperationStatus, e.Identifier)
		}
		f.mustGet(widget, "w")
	})
	t.Run("failed", func(t *testing.T) {
		t.Parallel()
		f := start(t, cloudcontroltest.Options{})
		f.server.Script(cloudcontroltest.Fate{Kind: "CREATE", ErrorCode: "ServiceLimitExceeded"})
		if e := f.status(create(f, "c").RequestToken); e.Identifier != nil {
			t.Errorf("identifier is %s, and nothing was made", *e.Identifier)
		}
		if slices.ContainsFunc(f.server.Objects(), func(o cloudcontroltest.Object) bool { return o.Identifier == "w" }) {
			t.Error("an object was made")
		}
	})
}
