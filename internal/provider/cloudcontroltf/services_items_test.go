package cloudcontroltf_test

import (
	"testing"

	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol/cloudcontroltest"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/providertest"
)

// ownItemServices are services with habits inside arrays and maps, which go to an API as a whole.
var ownItemServices = map[string]typeCase{
	"own_items_set": {
		typeName: gadget("ItemsSet"), reason: "items in any order, with what only a create can set: one that no read shows, and one that is write-only as well",
		habits: []cloudcontroltest.Habit{
			habit(`{"at": "/Rules/*/Zone", "do": "omit"}`), habit(`{"at": "/Rules", "do": "store", "as": "reversed-order"}`), habit(`{"at": "/Rules/*/Note", "do": "store", "as": "lower"}`),
		},
		first: `
			Name  = "items-set"
			Size  = 1
			Rules = [{ Key = "a", Token = "t1", Zone = "z1", Note = "One" }, { Key = "b", Token = "t2", Zone = "z2", Note = "Two" }]`,
		second: `
			Name  = "items-set"
			Size  = 2
			Rules = [{ Key = "a", Token = "t1", Zone = "z1", Note = "One" }, { Key = "b", Token = "t2", Zone = "z2", Note = "Three" }]`,
		imported: `
			Name  = "items-set"
			Size  = 2
			Rules = [{ Key = "a", Token = "t1", Zone = "z1", Note = "one" }, { Key = "b", Token = "t2", Zone = "z2", Note = "three" }]`,
		apart: []string{"Rules"},
		drift: func(p map[string]any) { p["Rules"].([]any)[0].(map[string]any)["Note"] = "by hand" },
	},
	"own_items_list": {
		typeName: gadget("ItemsList"), reason: "a hidden create-only member deep in an item; forms in a map that the schema forbids, of which the API would refuse any update",
		habits: []cloudcontroltest.Habit{
			habit(`{"at": "/Steps/*/Deep/Fixed", "do": "omit"}`), habit(`{"at": "/Sites/*/Url", "do": "store", "as": "without-scheme"}`),
			habit(`{"at": "/Sites/*/Count", "do": "store", "as": "text"}`), habit(`{"at": "/Sites/*/Hosts", "do": "store", "as": "sorted"}`),
		},
		first: `
			Name  = "items-list"
			Size  = 1
			Steps = [{ Key = "a", Deep = { Fixed = "f" } }, { Key = "b", Deep = { Fixed = "g", Note = "n" } }]
			Sites = { x = { Url = "https://x", Count = "3", Hosts = ["b", "a"] }, y = { Url = "https://y", Count = 0 } }`,
		second: `
			Name  = "items-list"
			Size  = 2
			Steps = [{ Key = "a", Deep = { Fixed = "f" } }, { Key = "b", Deep = { Fixed = "g", Note = "m" } }]
			Sites = { x = { Url = "https://x", Count = "3", Hosts = ["b", "a"] }, z = { Url = "https://z", Count = 0 } }`,
		imported: `
			Name  = "items-list"
			Size  = 2
			Steps = [{ Key = "a", Deep = { Fixed = "f" } }, { Key = "b", Deep = { Fixed = "g", Note = "m" } }]`,
		gone: []string{"Sites.y"}, apart: []string{"Steps", "Sites"},
		drift: func(p map[string]any) { p["Sites"].(map[string]any)["x"].(map[string]any)["Url"] = "by-hand" },
	},
}

// publishedItemServices are published types of the same kinds.
var publishedItemServices = map[string]typeCase{
	"quick_setup": {
		typeName: "AWS::SSMQuickSetup::ConfigurationManager", reason: "a create-only member of items that no read shows, beside read-only ones and a map in which values are normalised",
		habits: []cloudcontroltest.Habit{
			habit(`{"at": "/ConfigurationDefinitions/*/TypeVersion", "do": "omit"}`), habit(`{"at": "/ConfigurationDefinitions/*/Parameters/*", "do": "store", "as": "lower"}`),
		},
		first: `
			Name                     = "q"
			ConfigurationDefinitions = [{ Type = "AWSQuickSetupType-Host", TypeVersion = "1.0", Parameters = { Rate = "CRON(1)", On = "True" } }]`,
		second: `
			Name                     = "q"
			ConfigurationDefinitions = [{ Type = "AWSQuickSetupType-Host", TypeVersion = "1.0", Parameters = { Rate = "CRON(2)", On = "True" } }]`,
		imported: `
			Name                     = "q"
			ConfigurationDefinitions = [{ Type = "AWSQuickSetupType-Host", TypeVersion = "1.0", Parameters = { Rate = "cron(2)", On = "true" } }]`,
		apart: []string{"ConfigurationDefinitions"},
		drift: change("by-hand", "Name"),
	},
	"replicator": {
		typeName: "AWS::MSK::Replicator", reason: "a create-only member that a read adds to an item: neither a change of the item nor its drift needs another object",
		habits: []cloudcontroltest.Habit{
			habit(`{"at": "/ReplicationInfoList/*/TopicReplication/StartingPosition", "do": "add", "value": {"Type": "LATEST"}}`),
			habit(`{"at": "/KafkaClusters", "do": "store", "as": "reversed-order"}`), habit(`{"at": "/KafkaClusters/*/VpcConfig", "do": "omit"}`),
		},
		first: replicator("a"), second: replicator("b"),
		apart: []string{"KafkaClusters"},
		drift: func(p map[string]any) {
			change([]any{"by-hand"}, "TopicReplication", "TopicsToReplicate")(p["ReplicationInfoList"].([]any)[0].(map[string]any))
		},
	},
	"canary": {
		typeName: "AWS::Synthetics::Canary", reason: "a form that the schema's pattern forbids: an update of anything else must not be refused because of it",
		habits: []cloudcontroltest.Habit{
			habit(`{"at": "/ArtifactS3Location", "do": "store", "as": "without-scheme"}`), habit(`{"at": "/VPCConfig", "do": "add", "value": {"SubnetIds": [], "SecurityGroupIds": []}}`),
		},
		first: canary("syn-1", "s3://bucket/x"), second: canary("syn-2", "s3://bucket/x"), imported: canary("syn-2", "bucket/x"),
		apart: []string{"ArtifactS3Location"}, keeps: []string{"Code.Script"},
		drift: change("syn-0", "RuntimeVersion"),
	},
	"device_profile": {
		typeName: "AWS::IoTWireless::DeviceProfile", reason: "zero values within a create-only structure that no read shows: an import with them replaces nothing",
		habits: []cloudcontroltest.Habit{habit(`{"at": "/LoRaWAN/**", "do": "omit", "as": "zero"}`)},
		first: `
			Name    = "d"
			LoRaWAN = { MacVersion = "1.0.1", RegParamsRevision = "A", MaxEirp = 0, SupportsJoin = false, RxFreq2 = "8.695e6", FactoryPresetFreqsList = [1000000, 2000000] }`,
		second: `
			Name    = "d"
			LoRaWAN = { MacVersion = "1.0.1", RegParamsRevision = "A", MaxEirp = 0, SupportsJoin = false, RxFreq2 = 8695000.0, FactoryPresetFreqsList = [1e6, 2e6] }
			Tags    = [{ Key = "a", Value = "b" }]`,
		apart: []string{"LoRaWAN"},
		drift: change([]any{}, "Tags"),
	},
}

func replicator(topic string) string {
	return `
			ReplicatorName          = "r"
			ServiceExecutionRoleArn = "arn:aws:iam::111122223333:role/x"
			KafkaClusters = [
			  { AmazonMskCluster = { MskClusterArn = "arn:aws:kafka:b" }, VpcConfig = { SubnetIds = ["s2", "s1"] } },
			  { AmazonMskCluster = { MskClusterArn = "arn:aws:kafka:a" }, VpcConfig = { SubnetIds = ["s4", "s3"] } }]
			ReplicationInfoList = [{ SourceKafkaClusterArn = "arn:aws:kafka:a", TargetKafkaClusterArn = "arn:aws:kafka:b", TargetCompressionType = "NONE",
			  TopicReplication = { TopicsToReplicate = ["z", "` + topic + `"] }, ConsumerGroupReplication = { ConsumerGroupsToReplicate = ["x"] } }]`
}

func canary(runtime, location string) string {
	return `
			Name               = "can"
			ArtifactS3Location = "` + location + `"
			ExecutionRoleArn   = "arn:aws:iam::111122223333:role/c"
			RuntimeVersion     = "` + runtime + `"
			Schedule           = { Expression = "rate(1 hour)" }
			Code               = { Handler = "index.handler", Script = "exports" }`
}

// TestServiceItemsAfterImport: an import shows what a service added to an item and hides what it does not show; a later change of the
// item is an update all the same.
func TestServiceItemsAfterImport(t *testing.T) {
	t.Parallel()
	for name, habits := range map[string][]cloudcontroltest.Habit{
		"hidden": {habit(`{"at": "/Rules/*/Zone", "do": "omit"}`)},
		"shown":  nil,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			typeName := gadget("Imported")
			s := newServices(t, cloudcontroltest.Habits{typeName: habits}, typeName)
			id := s.put(typeName, `{"Name":"n","Rules":[{"Key":"a","Zone":"z1","Note":"1"},{"Key":"b","Zone":"z2","Note":"1"}]}`)
			zone := ""
			if name == "hidden" {
				zone = `, Zone = "z1"`
			}
			rules := func(note string) string {
				return `Name = "n"` + "\nRules = [{ Key = \"b\", Note = \"1\" }, { Key = \"a\", Note = \"" + note + "\"" + zone + " }]"
			}
			s.configure(named("it", typeName, rules("1")), imports("it", typeName, id))
			s.requireActions(map[string]string{"it": "no-op"})
			s.Apply()
			s.PlansNothing()
			s.configure(named("it", typeName, rules("2")))
			s.requireActions(map[string]string{"it": "update"})
			s.Apply()
			s.PlansNothing()
			if got := s.world.CloudControl.Count("DeleteResource"); got > 0 {
				t.Errorf("%d objects were deleted because of a note", got)
			}
			s.Must("destroy", "-auto-approve")
			if s.State(providertest.CloudControlType+".it") != nil {
				t.Error("it is still in state")
			}
		})
	}
}
