package main

# A plan that deletes many objects is often a mistake: a wrong workspace, a
# variable that came out empty.
deny contains message if {
	max_deletes != null
	count(deletes) > max_deletes
	message := sprintf(
		concat(" ", [
			"This plan deletes %d objects; %d are allowed at once: %s%s.",
			"Split the change, for instance with -target, or raise max_deletes in the settings for this run.",
		]),
		[count(deletes), max_deletes, concat(", ", array.slice(deleted_names, 0, shown_names)), and_more],
	)
}

deleted_names := sort({name(change) | some change in deletes})

shown_names := 10

default and_more := ""

and_more := sprintf(" and %d more", [count(deleted_names) - shown_names]) if count(deleted_names) > shown_names
