package main_test

import data.main

log := "steward_cloudcontrol_resource.a"

in_production := [{"Key": "Environment", "Value": "production"}]

in_test := [{"Key": "Environment", "Value": "test"}]

approval := [{"Key": "DeletionApproved", "Value": "yes"}]

log_group(tags) := {"deletion_policy": "DELETE", "deletion_blockers": [], "tags_all": {}, "properties": {"LogGroupName": "/acme", "Tags": tags}}

# with_block is a plan whose configuration has the block of the object, with
# these constant properties.
with_block(changes, properties) := object.union(plan(changes, []), {"configuration": {"root_module": {"resources": [block(properties)]}}})

block(properties) := {
	"address": log, "mode": "managed", "type": "steward_cloudcontrol_resource", "name": "a",
	"provider_config_key": "steward",
	"expressions": {"properties": {"constant_value": properties}},
}

tags_of(tags) := {"LogGroupName": "/acme", "Tags": tags}

test_production_needs_an_approval if {
	says(main.deny, [concat("", [log, ": it is in production"]), "DeletionApproved = yes or true"]) with input as plan([deletion(log, log_group(in_production))], [])
}

test_production_however_it_is_written if {
	every tag in [
		{"Key": "environment", "Value": "PROD"}, {"Key": "ENVIRONMENT", "Value": "Production"},
		{"TagKey": "Environment", "TagValue": "prod"}, {"key": " Environment", "value": "prod "},
	] {
		says(main.deny, ["it is in production"]) with input as plan([deletion(log, log_group([tag]))], [])
		says(main.deny, ["it is in production"]) with input as plan(
			[deletion(log, log_group({tag[i]: tag[j] |
				some i, _ in tag
				some j, _ in tag
				endswith(lower(i), "key")
				endswith(lower(j), "value")
			}))],
			[],
		)
	}
}

# default_tags are not in properties; tags_all shows them.
test_production_by_default_tags if {
	state := object.union(log_group([]), {"tags_all": {"Environment": "production"}})
	says(main.deny, ["it is in production"]) with input as plan([deletion(log, state)], [])
}

test_production_below_other_properties if {
	every properties in [
		{"TagSpecifications": [{"ResourceType": "instance", "Tags": in_production}]},
		{"LaunchTemplateData": {"TagSpecifications": [{"Tags": in_production}]}},
		{"TagSet": in_production}, {"HostedZoneTags": in_production}, {"tags": {"Environment": "production"}}, {"Tags": {"Items": in_production}},
	] {
		state := {"deletion_blockers": [], "tags_all": {}, "properties": properties}
		says(main.deny, ["it is in production"]) with input as plan([deletion(log, state)], [])
	}
}

test_other_properties_are_no_tags if {
	state := {"deletion_blockers": [], "tags_all": {}, "properties": {"Tagging": in_production, "Parameters": {"Environment": "production"}}}
	count(main.deny) == 0 with input as plan([deletion(log, state)], [])
}

test_another_environment_needs_no_approval if {
	every tags in [[], {}, null, in_test, [{"Key": "Name", "Value": "production"}], [{"Key": "Environment"}]] {
		count(main.deny) == 0 with input as plan([deletion(log, log_group(tags))], [])
	}
}

# tags_all is null where sensitive_properties sets tags, where the type could not
# be described, and in the state of a release that had no tags_all.
test_tags_that_cannot_be_seen_may_be_production if {
	every state in [object.union(log_group(in_test), {"tags_all": null}), object.remove(log_group(in_test), ["tags_all"])] {
		unseen := plan([deletion(log, state)], [])
		says(main.deny, ["tags_all is null"]) with input as unseen
		count(main.deny) == 0 with input as unseen with data.steward.approved as [log]
		count(main.deny) == 0 with input as with_block([deletion(log, state)], tags_of(approval))
		count(main.deny) == 0 with input as unseen with data.steward.required_tag as null
	}
}

# Somebody tagged the live object, and no commit says so.
test_a_tag_in_the_state_alone_is_no_approval if {
	tagged := log_group(array.concat(in_production, approval))
	everywhere := object.union(tagged, {"tags_all": {"Environment": "production", "DeletionApproved": "yes"}})
	every state in [tagged, everywhere] {
		says(main.deny, ["does not approve"]) with input as plan([deletion(log, state)], [prior(log, state)])
		says(main.deny, ["does not approve"]) with input as with_block([deletion(log, state)], tags_of(in_production))
		says(main.deny, ["does not approve"]) with input as plan([replaced(state, state)], [])
	}
}

# Somebody gave the live object another environment, and no commit says so.
test_another_environment_in_the_state_alone_does_not_count if {
	now := object.union(log_group(in_test), {"tags_all": {"Environment": "test"}})
	was := object.union(log_group(in_production), {"tags_all": {"Environment": "production"}})
	change := deletion(log, now)
	drift := {"address": log, "change": {"actions": ["update"], "before": was, "after": now}}
	says(main.deny, ["it is in production"]) with input as object.union(plan([change], []), {"resource_drift": [drift]})
	count(main.deny) == 0 with input as object.union(plan([change], []), {"resource_drift": [object.union(drift, {"address": "steward_cloudcontrol_resource.b"})]})
	says(main.deny, ["it is in production"]) with input as with_block([change], tags_of(in_production))
	says(main.deny, ["it is in production"]) with input as plan([orphan(log, was)], [prior(log, now)])
	says(main.deny, ["it is in production"]) with input as plan([orphan(log, now)], [prior(log, was)])
}

# The default tags of the configuration count.
test_production_by_configured_default_tags if {
	change := deletion(log, object.union(log_group([]), {"tags_all": {"Environment": "dev"}}))
	aws := {"default_tags": {"tags": {"constant_value": {"Environment": "production"}}}}
	configured := object.union(with_block([change], tags_of([])), {"configuration": {"provider_config": {"steward": {"name": "steward", "expressions": {"aws": aws}}}}})
	says(main.deny, ["it is in production"]) with input as configured
}

test_an_approved_block_may_go if {
	every tags in [
		array.concat(in_production, approval),
		{"Environment": "prod", "DeletionApproved": "true"},
		[{"key": "Environment", "value": "prod"}, {"key": "DeletionApproved", "value": "true"}],
	] {
		count(main.deny) == 0 with input as with_block([deletion(log, log_group(in_production))], tags_of(tags))
	}
}

test_an_approval_is_exact_and_of_the_object_itself if {
	every properties in [
		tags_of([{"Key": "deletionapproved", "Value": "yes"}]), tags_of([{"Key": "DeletionApproved", "Value": "YES"}]), tags_of([{"Key": "DeletionApproved", "Value": "no"}]),
		{"TagSpecifications": [{"Tags": approval}]}, {"Parameters": {"DeletionApproved": "yes"}},
	] {
		says(main.deny, ["does not approve"]) with input as with_block([deletion(log, log_group(in_production))], properties)
	}
	references := json.patch(
		with_block([deletion(log, log_group(in_production))], {}),
		[{"op": "replace", "path": "/configuration/root_module/resources/0/expressions/properties", "value": {"references": ["var.tags"]}}],
	)
	says(main.deny, ["does not approve"]) with input as references
}

replaced(before, after) := json.patch(
	deletion(log, before),
	[{"op": "replace", "path": "/change/actions", "value": ["delete", "create"]}, {"op": "replace", "path": "/change/after", "value": after}],
)

test_a_replacement_may_bring_its_approval if {
	both := log_group(array.concat(in_production, approval))
	count(main.deny) == 0 with input as plan([replaced(log_group(in_production), both)], [])
	says(main.deny, ["does not approve"]) with input as plan([replaced(both, both)], [])
	drift := {"address": log, "change": {"before": log_group(in_production), "after": both}}
	says(main.deny, ["does not approve"]) with input as object.union(plan([replaced(log_group(in_production), both)], []), {"resource_drift": [drift]})
}

test_an_approval_counts_for_every_instance_and_no_other_block if {
	instance := object.union(deletion(log, log_group(in_production)), {"address": "module.m[\"a.b]\"].module.n[0].steward_cloudcontrol_resource.a[\"k\"]"})
	nested := object.union(plan([instance], []), {"configuration": {"root_module": {"module_calls": {"m": {"module": {"module_calls": {"n": {"module": {"resources": [block(tags_of(approval))]}}}}}}}}})
	count(main.deny) == 0 with input as nested
	says(main.deny, ["does not approve"]) with input as with_block([instance], tags_of(approval))
	says(main.deny, ["does not approve"]) with input as json.patch(nested, [{"op": "replace", "path": "/resource_changes/0/address", "value": log}])
	deposed := object.union(deletion(log, log_group(in_production)), {"deposed": "0a1b2c3d"})
	says(main.deny, ["does not approve"]) with input as with_block([deposed], tags_of(approval))
}

test_an_address_in_the_settings_approves if {
	untagged := plan([deletion(log, log_group(in_production))], [])
	count(main.deny) == 0 with input as untagged with data.steward.approved as [log]
	says(main.deny, ["does not approve"]) with input as untagged with data.steward.approved as ["steward_cloudcontrol_resource.b"]
}

test_the_tag_is_the_callers_choice if {
	untagged := plan([deletion(log, log_group(in_production))], [])
	count(main.deny) == 0 with input as untagged with data.steward.required_tag as null
	count(main.deny) == 0 with input as untagged with data.steward.production as {"key": "stage", "values": ["live"]}
	says(main.deny, ["the tag ticket = OPS-1"]) with input as untagged with data.steward.required_tag as {"key": "ticket", "values": ["OPS-1"]}
}

test_everything_may_be_production if {
	untaggable := plan([deletion("steward_entryguard_resource.a", free)], [])
	count(main.deny) == 0 with input as untaggable with data.steward.production as null
	says(main.deny, ["it is in production"]) with input as plan([deletion(log, log_group([]))], []) with data.steward.production as null
}

test_abandoned_production_is_not_deleted if {
	count(main.deny) == 0 with input as plan([deletion(log, object.union(log_group(in_production), {"deletion_policy": "ABANDON"}))], [])
}
