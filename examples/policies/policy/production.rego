package main

# What is in production is deleted only where somebody said so on the object
# itself: by a tag, which was reviewed and applied before.
deny contains message if {
	required_tag != null
	some address, state in condemned
	state.properties
	in_production(state)
	not tagged(state, required_tag)
	message := sprintf(
		concat(" ", [
			"%s: it is in production and lacks the tag %s = %s that allows deleting it.",
			"Add the tag to its properties, have that reviewed, apply it, then plan again.",
		]),
		[address, required_tag.key, concat(" or ", required_tag.values)],
	)
}

in_production(_) if production == null

in_production(state) if tagged(state, production)

tagged(state, wanted) if {
	some value in tag_values(state, wanted.key)
	value in wanted.values
}

# tag_values are the values of a tag in an object's properties. Types spell the
# property Tags, TagSet, FileSystemTags and so on, and fill it with a list of
# {Key, Value} or with a map.
tag_values(state, key) := {value |
	some property, tags in state.properties
	regex.match(`(?i)tag(s|set)$`, property)
	value := tag_value(tags, key)
}

tag_value(tags, key) := tags[key] if is_object(tags)

tag_value(tags, key) := value if {
	is_array(tags)
	values := [member(tag, "value") | some tag in tags; member(tag, "key") == key]
	value := values[0]
}

# member is a tag's key or value: most types write Key and Value, some key and
# value.
member(tag, name) := value if {
	values := [v | some n, v in tag; lower(n) == name]
	value := values[0]
}
