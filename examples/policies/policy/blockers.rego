package main

# What is in the way of a deletion. The provider records it at refresh, ids only;
# the warnings of the plan, which name people, are not in the JSON.
#
# Freshness: this is as the last refresh saw it. -refresh=false cannot be seen in
# a plan, so what came in the way since then is missed: do not let a pipeline
# plan with it. Where the provider itself could not refresh, it records null.
deny contains message if {
	some address, state in condemned
	in_the_way := [sprintf("%s %s", [blocker.code, blocker.id]) |
		some blocker in state.deletion_blockers
		not steps_aside(blocker.id, address)
		not accepted(blocker, state)
	]
	count(in_the_way) > 0
	message := sprintf(
		concat(" ", [
			"%s: in the way of its deletion: %s.",
			"The output of `terraform plan` says who or what that is and how to get it out of the way; do that, then plan again.",
		]),
		[address, concat(", ", in_the_way)],
	)
}

# steps_aside is true of a blocker that the plan itself gets out of the way
# first, as Terraform's order sees to: a resource holds its credential no more
# once it was deleted, or has moved to another credential.
steps_aside(id, _) if id in leaving

steps_aside(id, address) if {
	id in moving
	not address in deleted_first
}

leaving contains state.id if some state in condemned

moving contains change.change.before.id if {
	some change in input.resource_changes
	moves(change.change)
}

moves(change) if change.after.credential_id != change.before.credential_id

moves(change) if change.after_unknown.credential_id

# deleted_first are replaced objects without create_before_destroy: nothing can
# move to the new one before the old one is gone.
deleted_first contains name(change) if {
	some change in deletes
	change.change.actions == ["delete", "create"]
}

# With "wait" or "stop" the provider waits for sessions or ends them. Whether a
# pipeline may do that is for the settings to say.
accepted(blocker, state) if {
	blocker.code == "session"
	state.on_active_sessions in accept_sessions
}

# What is not known is no permission. A list that an older refresh left behind
# looks known: see "Freshness" above.
deny contains message if {
	some address, state in condemned
	not state.deletion_policy == "PREVENT"
	not recorded(state)
	message := sprintf(
		concat(" ", [
			"%s: it is not known whether something is in the way of its deletion, because no blockers are recorded.",
			"Set record_deletion_blockers = true in the provider block and plan again, with refresh;",
			"if it is set, the output of `terraform plan` says why they could not be seen.",
		]),
		[address],
	)
}

recorded(state) if is_array(state.deletion_blockers)
