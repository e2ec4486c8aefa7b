package cloudcontroltf_test

import (
	"github.com/steward-iac/terraform-provider-steward/internal/provider/providertest"
)

// change returns a drift that sets a member at a path of object members.
func change(value any, path ...string) func(map[string]any) {
	return func(properties map[string]any) {
		last := len(path) - 1
		for _, name := range path[:last] {
			properties, _ = properties[name].(map[string]any)
		}
		properties[path[last]] = value
	}
}

// ownTypes are the types that the repository carries, each for one shape.
var ownTypes = map[string]typeCase{
	"plain": {
		typeName: providertest.WidgetType, reason: "properties of every JSON type, tags",
		first: `
			Name    = "plain"
			Color   = "green"
			Size    = 3
			Weight  = 0.25
			Enabled = false
			Labels  = ["b", "a", "b"]
			Tags    = [{ Key = "z", Value = "1" }, { Key = "a", Value = "2" }]`,
		second: `
			Name   = "plain"
			Color  = "blue"
			Size   = 4
			Weight = 1e2
			Labels = ["b", "a"]
			Tags   = [{ Key = "z", Value = "1" }, { Key = "y", Value = "3" }]`,
		drift: change("red", "Color"),
	},
	"nested_create_only": {
		typeName: "Steward::Test::Network", reason: "a neighbour of a create-only property inside an object changes",
		first: `
			Address = { Cidr = "10.0.0.0/16", Comment = "first" }
			Options = { Dns = { Hostnames = true, Resolver = "10.0.0.2" }, Mtu = 9001 }`,
		second: `
			Address = { Cidr = "10.0.0.0/16" }
			Options = { Dns = { Hostnames = false, Resolver = "10.0.0.2" }, Mtu = 9001 }`,
		gone:  []string{"Address.Comment"},
		drift: change(true, "Options", "Dns", "Hostnames"),
	},
	"nested_create_only_replaced": {
		typeName: "Steward::Test::Network", reason: "a create-only property inside an object changes", change: "replace",
		first:  `Address = { Cidr = "10.1.0.0/16" }`,
		second: `Address = { Cidr = "10.2.0.0/16", Family = "ipv4", Comment = "second" }`,
		drift:  change("by hand", "Address", "Comment"),
	},
	"items": {
		typeName: "Steward::Test::Fleet", reason: "paths through array items: create-only, read-only and write-only ones",
		first: `
			FleetName = "items"
			Members   = [{ Name = "a", Zone = "z1", Token = "first-token" }, { Name = "b", Weight = 1 }]`,
		second: `
			FleetName = "items"
			Capacity  = 2
			Members   = [{ Name = "a", Zone = "z1", Token = "first-token" }, { Name = "b", Weight = 2 }, { Name = "c" }]`,
		drift: change(5, "Capacity"),
	},
	"items_replaced": {
		typeName: "Steward::Test::Fleet", reason: "a create-only property of an array item changes", change: "replace",
		first: `
			FleetName = "items-replaced"
			Members   = [{ Name = "a", Zone = "z1" }]`,
		second: `
			FleetName = "items-replaced"
			Members   = [{ Name = "a", Zone = "z2", Weight = 1 }]`,
		drift: func(p map[string]any) {
			members, _ := p["Members"].([]any)
			change(7, "Weight")(members[0].(map[string]any))
		},
	},
	"pattern_properties": {
		typeName: "Steward::Test::Settings", reason: "maps whose keys are given by a pattern, or free",
		first: `
			Values = { first = "1", second = "2" }
			Limits = { "a/b~c" = 1 }
			Groups = { "g 1" = { Level = 1, Note = "n" }, g2 = { Level = 2 } }
			Free   = { anything = [1, { goes = true }] }`,
		second: `
			Values = { first = "one" }
			Limits = { "a/b~c" = 1, d = 4 }
			Groups = { "g 1" = { Level = 3 }, g2 = { Level = 2 } }
			Free   = { anything = [{ goes = true }] }`,
		gone:  []string{"Values.second", "Groups.g 1.Note"},
		drift: change("by hand", "Values", "first"),
	},
	"one_of": {
		typeName: "Steward::Test::Source", reason: "exactly one of two properties: the change takes the other one",
		first: `
			SourceName = "one-of"
			Bucket     = "b"
			Notify     = { Email = "ops@example.com" }`,
		second: `
			SourceName = "one-of"
			Url        = "https://example.com/feed"
			Notify     = { Topic = "t", Email = "ops@example.com" }`,
		gone:  []string{"Bucket"},
		drift: change("https://example.com/by-hand", "Url"),
	},
	"unordered_arrays": {
		typeName: "Steward::Test::RuleSet", reason: "arrays without an order, one inside the other: the service returns them in its own",
		first: `
			Rules    = [{ Port = 443, Sources = ["10.2.0.0/16", "10.1.0.0/16"] }, { Port = 22, Protocol = "tcp", Sources = ["10.9.0.0/16"] }]
			Contacts = ["z@example.com", "a@example.com"]
			Steps    = ["z", "a", "m"]`,
		second: `
			Rules    = [{ Port = 8443, Sources = ["10.2.0.0/16", "10.1.0.0/16", "10.0.0.0/16"] }, { Port = 22, Protocol = "udp", Sources = ["10.9.0.0/16"] }]
			Contacts = ["z@example.com", "b@example.com", "a@example.com"]
			Steps    = ["z", "m", "a"]`,
		drift: func(p map[string]any) {
			rules, _ := p["Rules"].([]any)
			change([]any{"0.0.0.0/0"}, "Sources")(rules[0].(map[string]any))
		},
	},
	"json_strings": {
		typeName: "Steward::Test::Policy", reason: "JSON documents in texts, which the service prints anew",
		first: `
			PolicyName     = "json-strings"
			PolicyDocument = <<-EOT
				{
				  "Version": "2012-10-17",
				  "Statement": [{ "Effect": "Allow", "Action": "s3:*", "Resource": "*" }]
				}
			EOT
			TrustDocument  = jsonencode({ Version = "2012-10-17", Statement = [] })
			Statements     = [{ Sid = "a", ConditionDocument = "{ \"b\": 1, \"a\": 2.0 }" }]`,
		second: `
			PolicyName     = "json-strings"
			PolicyDocument = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Deny", Action = "s3:*", Resource = "*" }] })
			TrustDocument  = { Version = "2012-10-17", Statement = [] }
			Statements     = [{ Sid = "a", ConditionDocument = "{ \"b\": 1, \"a\": 2.0 }" }]`,
		drift: change(`{"Version":"2012-10-17","Statement":[]}`, "PolicyDocument"),
	},
	"write_only": {
		typeName: "Steward::Test::Database", reason: "secrets that no read returns: every update has to send them again",
		first: `
			DatabaseName     = "write-only"
			Engine           = "postgres"
			Replication      = { Source = "db-0" }
			AllocatedStorage = 20`,
		second: `
			DatabaseName     = "write-only"
			Engine           = "postgres"
			Replication      = { Source = "db-1" }
			AllocatedStorage = 40`,
		more:  `  sensitive_properties = { MasterUserPassword = "correct-horse", Replication = { Password = "battery-staple" } }`,
		keeps: []string{"MasterUserPassword", "Replication.Password"}, secrets: []string{"MasterUserPassword", "Replication.Password"},
		drift: change(80, "AllocatedStorage"),
	},
	"write_only_configured": {
		typeName: "Steward::Test::Database", reason: "a write-only property among the others: its value comes from the configuration alone",
		first: `
			DatabaseName       = "write-only-configured"
			Engine             = "mysql"
			MasterUserPassword = "first-password"`,
		second: `
			DatabaseName       = "write-only-configured"
			Engine             = "mysql"
			MasterUserPassword = "second-password"
			AllocatedStorage   = 30`,
		keeps: []string{"MasterUserPassword"},
		drift: change(31, "AllocatedStorage"),
	},
	"compound_identifier": {
		typeName: "Steward::Test::Membership", reason: "an identifier of two parts",
		first: `
			GroupName = "g"
			UserName  = "u"`,
		second: `
			GroupName = "g"
			UserName  = "u"
			Role      = "admin"`,
		drift: change("by hand", "Role"),
	},
	"compound_identifier_with_id": {
		typeName: "Steward::Test::Route", reason: "an identifier of three parts, one of which the service gives",
		first: `
			NetworkId   = "net-1"
			Destination = "10.0.0.0/8"
			Target      = "gw-1"`,
		second: `
			NetworkId   = "net-1"
			Destination = "10.0.0.0/8"
			Target      = "gw-2"`,
		drift: change("gw-by-hand", "Target"),
	},
	"no_update_handler": {
		typeName: "Steward::Test::Snapshot", reason: "every change is a replacement; so is the repair of drift, if anything can drift", change: "replace",
		first: `
			SourceName = "s"
			Notes      = "first"`,
		second: `
			SourceName = "s"
			Notes      = "second"`,
	},
	"no_read_handler": {
		typeName: "Steward::Test::Unreadable", reason: "nobody can look at the object: what was applied counts", blind: true,
		first: `
			Name = "n"
			Note = "first"`,
		second: `
			Name = "n"
			Note = "second"`,
	},
	"read_only_secret": {
		typeName: "Steward::Test::AccessKey", reason: "the service makes a secret, which must not come into state",
		first: `
			UserName = "uma"`,
		second: `
			UserName = "uma"
			Status   = "Inactive"`,
		secrets: []string{"SecretAccessKey"},
		drift:   change("Active", "Status"),
	},
	"list_below_a_parent": {
		typeName: "Steward::Test::Stage", reason: "a compound identifier that the caller chooses in full",
		first: `
			ApiId       = "api"
			StageName   = "live"
			Description = "first"`,
		second: `
			ApiId       = "api"
			StageName   = "live"
			Description = "second"`,
		drift: change("by hand", "Description"),
	},
}
