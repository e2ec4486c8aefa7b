package main_test

import data.main

# plan is a plan of these changes, made after a refresh that saw prior.
plan(changes, prior) := {
	"format_version": "1.2",
	"terraform_version": "1.11.4",
	"planned_values": {"root_module": {}},
	"errored": false,
	"resource_changes": changes,
	"prior_state": {"values": {"root_module": {"resources": prior}}},
}

# deletion is the change that deletes an object with these attributes.
deletion(address, before) := {
	"address": address,
	"mode": "managed",
	"type": split(address, ".")[count(split(address, ".")) - 2],
	"change": {"actions": ["delete"], "before": before, "after": null},
}

free := {"deletion_policy": "DELETE", "deletion_blockers": []}

blocked := {"deletion_policy": "DELETE", "deletion_blockers": [
	{"code": "session", "id": "5e551011"},
	{"code": "session", "id": "5e551012"},
]}

# says is true where exactly one message comes, with all of these words.
says(messages, words) if {
	count(messages) == 1
	some message in messages
	every word in words {
		contains(message, word)
	}
}

test_what_is_free_passes if {
	count(main.deny) == 0 with input as plan([deletion("steward_entryguard_resource.a", free)], [])
}

test_nothing_to_do_passes if {
	count(main.deny) == 0 with input as plan([], [])
}

test_only_a_plan_is_judged if {
	says(main.deny, ["This is no plan", "terraform show -json"]) with input as {"format_version": "1.0", "values": {}}
	says(main.deny, ["This is no plan"]) with input as [{"type": "version"}]
}

test_blockers_are_named if {
	says(main.deny, ["module.a.steward_entryguard_resource.b[\"c.d\"]:", "session 5e551011, session 5e551012", "terraform plan"]) with input as plan(
		[object.union(deletion("steward_entryguard_resource.b", blocked), {"address": "module.a.steward_entryguard_resource.b[\"c.d\"]"})],
		[],
	)
}

test_what_leaves_too_is_not_in_the_way if {
	used := {"deletion_policy": "DELETE", "deletion_blockers": [{"code": "resource", "id": "r1"}, {"code": "resource", "id": "r2"}]}
	credential := deletion("steward_entryguard_credential.a", used)
	user := deletion("steward_entryguard_resource.a", object.union(free, {"id": "r1"}))
	other := deletion("steward_entryguard_resource.b", object.union(free, {"id": "r2"}))
	count(main.deny) == 0 with input as plan([credential, user, other], [])
	says(main.deny, ["steward_entryguard_credential.a: in the way of its deletion: resource r2."]) with input as plan([credential, user], [])
}

test_who_moves_away_is_not_in_the_way if {
	used := {"id": "c1", "deletion_policy": "DELETE", "deletion_blockers": [{"code": "resource", "id": "r1"}]}
	credential := deletion("steward_entryguard_credential.a", used)
	replaced := json.patch(credential, [{"op": "replace", "path": "/change/actions", "value": ["create", "delete"]}])
	in_place := json.patch(credential, [{"op": "replace", "path": "/change/actions", "value": ["delete", "create"]}])
	user := {"address": "steward_entryguard_resource.a", "type": "steward_entryguard_resource", "mode": "managed"}
	before := {"id": "r1", "credential_id": "c1"}
	to_new := object.union(user, {"change": {"actions": ["update"], "before": before, "after": {"id": "r1"}, "after_unknown": {"credential_id": true}}})
	to_other := object.union(user, {"change": {"actions": ["update"], "before": before, "after": {"id": "r1", "credential_id": "c2"}}})
	stays := object.union(user, {"change": {"actions": ["update"], "before": before, "after": before, "after_unknown": {}}})
	count(main.deny) == 0 with input as plan([replaced, to_new], [])
	count(main.deny) == 0 with input as plan([credential, to_other], [])
	says(main.deny, ["resource r1"]) with input as plan([in_place, to_new], [])
	says(main.deny, ["resource r1"]) with input as plan([credential, stays], [])
}

test_every_kind_of_replacement_deletes if {
	every actions in [["delete", "create"], ["create", "delete"]] {
		change := deletion("steward_entryguard_resource.a", blocked)
		says(main.deny, ["steward_entryguard_resource.a: in the way of its deletion"]) with input as plan(
			[json.patch(
				change,
				[{"op": "replace", "path": "/change/actions", "value": actions}],
			)],
			[],
		)
	}
}

test_what_is_kept_passes if {
	every actions in [["no-op"], ["update"], ["create"], ["read"], ["forget"]] {
		change := deletion("steward_entryguard_resource.a", blocked)
		count(main.deny) == 0 with input as plan([json.patch(change, [{"op": "replace", "path": "/change/actions", "value": actions}])], [])
	}
}

test_waiting_and_stopping_is_accepted_where_the_settings_say_so if {
	every mode in ["wait", "stop"] {
		waiting := object.union(blocked, {"on_active_sessions": mode})
		deleted := plan([deletion("steward_entryguard_resource.a", waiting)], [])
		says(main.deny, ["in the way of its deletion"]) with input as deleted
		count(main.deny) == 0 with input as deleted with data.steward.accept_sessions as [mode]
		says(main.deny, ["in the way of its deletion"]) with input as deleted with data.steward.accept_sessions as []
	}
	busy := {"on_active_sessions": "wait", "deletion_blockers": [{"code": "operation", "id": "5e551011"}]}
	says(main.deny, ["operation 5e551011"]) with input as plan([deletion("steward_entryguard_resource.a", busy)], []) with data.steward.accept_sessions as ["wait"]
}

test_unrecorded_blockers_are_no_permission if {
	every attributes in [{"deletion_policy": "DELETE", "deletion_blockers": null}, {"deletion_policy": "DELETE"}, {}] {
		says(main.deny, ["steward_entryguard_role.a: it is not known whether something", "record_deletion_blockers = true"]) with input as plan(
			[deletion("steward_entryguard_role.a", attributes)],
			[],
		)
	}
}

test_settings_of_an_organization_are_only_forgotten if {
	count(main.deny) == 0 with input as plan([deletion("steward_entryguard_organization_settings.a", {"mfa_required": true})], [])
}

test_others_have_no_blockers if {
	count(main.deny) == 0 with input as plan([deletion("aws_instance.a", {})], [])
}

test_abandoned_objects_are_not_deleted if {
	count(main.deny) == 0 with input as plan(
		[deletion(
			"steward_entryguard_resource.a",
			{"deletion_policy": "ABANDON", "deletion_blockers": null},
		)],
		[],
	)
}

test_prevent_is_said_once if {
	says(main.deny, ["steward_cloudcontrol_resource.a: its deletion_policy in the state is PREVENT", "terraform untaint"]) with input as plan(
		[deletion("steward_cloudcontrol_resource.a", {"deletion_policy": "PREVENT", "deletion_blockers": null, "tags_all": {}})],
		[],
	)
}

test_errored_plan_is_denied_whatever_it_shows if {
	before := [prior("steward_entryguard_resource.a", blocked)]
	others := [
		prior("steward_entryguard_resource.b", free),
		object.union(prior("data.steward_entryguard_resource.c", {}), {"mode": "data"}),
		object.union(prior("aws_instance.a", {}), {"type": "aws_instance"}),
	]
	says(main.deny, ["nothing in it can be trusted", "(here steward_entryguard_resource.a)"]) with input as object.union(
		plan([deletion("steward_entryguard_resource.b", free)], array.concat(before, others)),
		{"errored": true},
	)
	says(main.deny, ["did not get to. Read"]) with input as object.union(plan([], []), {"errored": true})
}

# An orphan as Terraform 1.11 plans it: `before` is from before the refresh.
orphan(address, before) := object.union(deletion(address, before), {"action_reason": "delete_because_no_resource_config"})

prior(address, values) := {"address": address, "mode": "managed", "type": "steward_entryguard_resource", "values": values}

test_orphan_is_judged_by_prior_state if {
	address := "steward_entryguard_resource.a"
	says(main.deny, [address, "session 5e551011"]) with input as plan([orphan(address, free)], [prior(address, blocked)])
	count(main.deny) == 0 with input as plan([orphan(address, blocked)], [prior(address, free)])
}

test_what_has_its_block_is_judged_by_before if {
	address := "steward_entryguard_resource.a"
	tainted := object.union(deletion(address, blocked), {"action_reason": "replace_because_tainted"})
	says(main.deny, ["session 5e551011"]) with input as plan([tainted], [prior(address, free)])
	count(main.deny) == 0 with input as plan([deletion(address, free)], [prior(address, blocked)])
}

# A data source may have the name of a resource.
test_data_sources_are_no_prior_state if {
	address := "steward_entryguard_resource.a"
	data_source := object.union(prior(address, free), {"mode": "data"})
	says(main.deny, ["session 5e551011"]) with input as plan([orphan(address, free)], [prior(address, blocked), data_source])
}

test_orphan_in_a_module_is_judged_by_prior_state if {
	address := "module.a.module.b.steward_entryguard_resource.c"
	nested := {"planned_values": {}, "resource_changes": [orphan(address, free)], "prior_state": {"values": {"root_module": {"child_modules": [{
		"address": "module.a",
		"resources": [prior("module.a.steward_entryguard_resource.other", {"resources": [prior(address, free)]})],
		"child_modules": [{"address": "module.a.module.b", "resources": [prior(address, blocked)]}],
	}]}}}}
	says(main.deny, [address, "session 5e551011"]) with input as nested
}

test_orphan_that_prior_state_lacks_is_judged_by_before if {
	says(main.deny, ["session 5e551011"]) with input as plan([orphan("steward_entryguard_resource.a", blocked)], [])
}

# What a create_before_destroy left behind has the address of its successor.
test_deposed_object_is_judged_by_itself if {
	address := "steward_entryguard_resource.a"
	left_behind := object.union(orphan(address, blocked), {"deposed": "0a1b2c3d"})
	says(main.deny, [address, "(deposed object 0a1b2c3d)", "session 5e551011"]) with input as plan(
		[left_behind, orphan(address, blocked)],
		[prior(address, free), object.union(prior(address, blocked), {"deposed_key": "0a1b2c3d"})],
	)
}

many(n) := [deletion(sprintf("aws_instance.a%d", [i]), {}) | some i in numbers.range(1, n)]

test_deletes_are_limited if {
	count(main.deny) == 0 with input as plan(many(10), [])
	says(main.deny, ["deletes 11 objects; 10 are allowed at once: aws_instance.a1, ", "aws_instance.a8 and 1 more.", "max_deletes"]) with input as plan(many(11), [])
	says(main.deny, ["deletes 1 objects; 0 are allowed at once: aws_instance.a1. "]) with input as plan(many(1), []) with data.steward.max_deletes as 0
	says(main.deny, ["aws_instance.a9. Split"]) with input as plan(many(10), []) with data.steward.max_deletes as 9
	count(main.deny) == 0 with input as plan(many(11), []) with data.steward.max_deletes as null
}

test_what_is_only_forgotten_does_not_count if {
	abandoned := [deletion(sprintf("steward_entryguard_resource.a%d", [i]), {"deletion_policy": "ABANDON"}) | some i in numbers.range(1, 3)]
	settings := deletion("steward_entryguard_organization_settings.a", {})
	count(main.deny) == 0 with input as plan(array.concat(abandoned, [settings]), []) with data.steward.max_deletes as 0
	says(main.deny, ["deletes 1 objects; 0 are allowed at once: aws_instance.a. "]) with input as plan(
		array.concat(abandoned, [deletion("aws_instance.a", {"deletion_policy": "ABANDON"})]),
		[],
	)
		with data.steward.max_deletes as 0
}

test_settings_that_are_wrong_are_denied if {
	says(main.deny, ["no \"max_delets\""]) with input as plan([], []) with data.steward as {"max_delets": 3}
	says(main.deny, ["max_deletes must be a number"]) with input as plan([], []) with data.steward.max_deletes as "3"
	every wrong in ["wait", ["fail"], ["wait", "fail"], {"a": "wait"}] {
		says(main.deny, ["accept_sessions must be"]) with input as plan([], []) with data.steward.accept_sessions as wrong
	}
	every wrong in ["steward_cloudcontrol_resource.a", [1], {"a": "b"}] {
		says(main.deny, ["approved must be"]) with input as plan([], []) with data.steward.approved as wrong
	}
	every wrong in ["ticket", {"key": 1, "values": ["yes"]}, {"key": "ticket"}, {"key": "ticket", "values": []}, {"key": "ticket", "values": "yes"}, {"key": "ticket", "values": [true]}] {
		says(main.deny, ["required_tag must be"]) with input as plan([], []) with data.steward.required_tag as wrong
	}
}
