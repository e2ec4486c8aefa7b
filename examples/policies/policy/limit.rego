package main

# A plan that deletes many objects is often a mistake: a wrong workspace, a
# variable that came out empty. What is only forgotten does not count.
deny contains message if {
	max_deletes != null
	count(losses) > max_deletes
	message := sprintf(
		concat(" ", [
			"This plan deletes %d objects; %d are allowed at once: %s%s.",
			"Split the change, for instance with -target, or raise max_deletes in the settings for this run.",
		]),
		[count(losses), max_deletes, concat(", ", array.slice(deleted_names, 0, shown_names)), and_more],
	)
}

losses contains change if {
	some change in deletes
	not forgotten(change)
}

deleted_names := sort({name(change) | some change in losses})

shown_names := 10

default and_more := ""

and_more := sprintf(" and %d more", [count(deleted_names) - shown_names]) if count(deleted_names) > shown_names
