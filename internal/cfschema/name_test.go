package cfschema

import (
	"fmt"
	"testing"
)

// TestName: the tag Name, else the property that is called after the type.
func TestName(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		typeName, properties, identifier string
		model, want                      string
		may                              bool
		reason                           string
	}{
		"the tag":         {"A::B::Thing", `"Id":{},"Name":{"type":"string"},"Tags":{}`, "Id", `{"Name":"n","Tags":[{"Key":"Name","Value":"t"}]}`, "t", true, "it is what consoles show"},
		"an empty tag":    {"A::B::Thing", `"Id":{},"Name":{"type":"string"},"Tags":{}`, "Id", `{"Name":"n","Tags":{"Name":""}}`, "n", true, ""},
		"Name":            {"A::B::Thing", `"Id":{},"Name":{"type":"string"},"ThingName":{}`, "Id", `{"Name":"n","ThingName":"m"}`, "n", true, ""},
		"after the type":  {"A::B::Thing", `"Id":{},"AThingName":{},"ThingName":{},"OtherName":{}`, "Id", `{"OtherName":"o","AThingName":"a","ThingName":"m"}`, "m", true, ""},
		"after a part":    {"A::B::BigThing", `"Id":{},"ThingName":{},"DisplayName":{}`, "Id", `{"ThingName":"m","DisplayName":"d"}`, "m", true, "GroupName of a SecurityGroup"},
		"around it":       {"A::B::Thing", `"Id":{},"BigThingName":{}`, "Id", `{"BigThingName":"m"}`, "m", true, "AgentRuntimeName of a Runtime"},
		"DisplayName":     {"A::B::Thing", `"Id":{},"DisplayName":{}`, "Id", `{"DisplayName":"d"}`, "d", true, ""},
		"of another":      {"A::B::Thing", `"Id":{},"ClusterName":{}`, "Id", `{"ClusterName":"c"}`, "", false, "the cluster is not the thing"},
		"no text":         {"A::B::Thing", `"Id":{},"Name":{"type":"object"}`, "Id", `{"Name":{}}`, "", false, ""},
		"the identifier":  {"A::B::Thing", `"Name":{"type":"string"},"Tags":{}`, "Name", `{"Name":"n"}`, "n", false, "a read shows no other name"},
		"tags alone":      {"A::B::Thing", `"Id":{},"Tags":{}`, "Id", `{}`, "", true, "a read may show one"},
		"nothing":         {"A::B::Thing", `"Id":{}`, "Id", `{"Id":"i"}`, "", false, ""},
		"what is unknown": {"A::B::Thing", `"Id":{},"Name":{}`, "Id", `"(unknown)"`, "", true, "a model that is none"},
	} {
		s, err := Parse(fmt.Appendf(nil, `{"typeName":%q,"properties":{%s},"primaryIdentifier":["/properties/%s"]}`, c.typeName, c.properties, c.identifier))
		if err != nil {
			t.Fatal(err)
		}
		if got := s.Name(model(t, c.model)); got != c.want || s.MayBeNamed() != c.may {
			t.Errorf("%s: name %q, may be named %t; want %q, %t. %s", name, got, s.MayBeNamed(), c.want, c.may, c.reason)
		}
	}
	if s := (&Schema{TypeName: "A::B::C"}); s.Name(model(t, `{"Tags":[{"Key":"Name","Value":"t"}]}`)) != "t" || s.MayBeNamed() {
		t.Error("of a type that was not described, the usual tags count")
	}
}

// TestShowsTags: a list may leave them out.
func TestShowsTags(t *testing.T) {
	t.Parallel()
	s := taggedSchema(t, "")
	for text, want := range map[string]bool{`{}`: false, `{"Tags":[]}`: true, `{"Tags":null}`: false, `{"Tags":{"a":"b"}}`: true} {
		if got := s.ShowsTags(model(t, text)); got != want {
			t.Errorf("%s: %t, want %t", text, got, want)
		}
	}
}

// TestNamesOfPublishedTypes: with the schemas as they are published.
func TestNamesOfPublishedTypes(t *testing.T) {
	t.Parallel()
	for typeName, c := range map[string]struct {
		model, want string
		may         bool
	}{
		"AWS::EC2::SecurityGroup":            {`{"GroupName":"web","Id":"sg-1"}`, "web", true},
		"AWS::EC2::Instance":                 {`{"KeyName":"ssh","InstanceId":"i-1"}`, "", true},
		"AWS::BedrockAgentCore::Runtime":     {`{"AgentRuntimeName":"agent"}`, "agent", true},
		"AWS::S3::Bucket":                    {`{"BucketName":"logs"}`, "logs", false},
		"AWS::SQS::Queue":                    {`{"QueueName":"jobs"}`, "jobs", true},
		"AWS::IAM::UserToGroupAddition":      {`{"GroupName":"admins"}`, "", false},
		"AWS::NetworkManager::VpcAttachment": {`{"SegmentName":"prod"}`, "", true},
	} {
		s := published(t, typeName)
		if got := s.Name(model(t, c.model)); got != c.want || s.MayBeNamed() != c.may {
			t.Errorf("%s: name %q, may be named %t; want %q, %t", typeName, got, s.MayBeNamed(), c.want, c.may)
		}
	}
}
