package main

# A plan that ended with an error can be saved and shown all the same. Terraform
# leaves out of `resource_changes` every object whose deletion the provider
# refused, and what would be deleted after it, so that the other rules would pass
# it.
deny contains message if {
	input.errored
	message := sprintf(
		concat(" ", [
			"The plan ended with an error, so nothing in it can be trusted, and it cannot be applied: what was refused is missing from it, and so is what Terraform did not get to%s.",
			"Read the errors of `terraform plan`, fix what they name, then plan again.",
		]),
		[missing],
	)
}

default missing := ""

missing := sprintf(" (here %s)", [concat(", ", sort(left_out))]) if count(left_out) > 0

# left_out are objects of this provider that the state has and the plan does not
# speak of.
left_out contains resource.address if {
	some resource in prior_resources
	resource.mode == "managed"
	startswith(resource.type, "steward_")
	not resource.address in spoken_of
}

spoken_of contains change.address if some change in input.resource_changes
