package main

# A plan that deletes many objects is often a mistake: a wrong workspace, a
# variable that came out empty.
deny contains message if {
	max_deletes != null
	count(deletes) > max_deletes
	message := sprintf(
		concat(" ", [
			"This plan deletes %d objects; %d are allowed at once: %s.",
			"Split the change, for instance with -target, or raise max_deletes in the settings for this run.",
		]),
		[count(deletes), max_deletes, concat(", ", sort({name(change) | some change in deletes}))],
	)
}
