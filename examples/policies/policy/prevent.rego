package main

# The provider refuses this itself, mostly while planning. It is not asked about
# a replacement of a tainted object or one of -replace, though, and the plan
# looks fine until it is applied. This needs no refresh: only an apply changes the
# deletion_policy in the state.
deny contains message if {
	some address, state in condemned
	state.deletion_policy == "PREVENT"
	message := sprintf(
		concat(" ", [
			"%s: its deletion_policy in the state is PREVENT, so that applying this plan would fail.",
			"To keep the object, take the change back (`terraform untaint` where it is tainted, or plan without -replace);",
			"to delete it, set deletion_policy = \"DELETE\", apply that alone, then plan again.",
		]),
		[address],
	)
}
