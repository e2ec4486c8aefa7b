package main

# What is in production is deleted only where the configuration of this very plan
# approves it, so that the approval was committed and could be reviewed. Tags in
# the state are no approval: after a refresh they are whatever somebody set on
# the live object.
#
# Freshness: a production tag that was set after the last refresh shows only in a
# plan that refreshes, and -refresh=false cannot be seen in a plan. Do not let a
# pipeline plan with it.
deny contains message if {
	required_tag != null
	some change in deletes
	change.type == "steward_cloudcontrol_resource"
	condemned[name(change)]
	concern := concern_about(change)
	not approves(change)
	message := sprintf(
		concat(" ", [
			"%s: %s, and the configuration of this plan does not approve its deletion.",
			"In its block, add the tag %s = %s to properties that are plain values without references; where that cannot be, or the block is gone,",
			"add the address to \"approved\" in the settings. Have that reviewed, then plan again.",
		]),
		[name(change), concern, required_tag.key, concat(" or ", required_tag.values)],
	)
}

concern_about(change) := "it is in production" if in_production(change)

# What is not known is no permission. tags_all is null where sensitive_properties
# sets tags, and where the type could not be described.
concern_about(change) := "its tags cannot be seen (tags_all is null), so it may be in production" if {
	not in_production(change)
	not tags_seen(change)
}

tags_seen(change) if is_object(state_of(change).tags_all)

in_production(_) if production == null

in_production(change) if {
	some view in views(change)
	some tag in tags_of(view)
	same(tag.key, production.key)
	some value in production.values
	same(tag.value, value)
}

# same ignores how a word is written: Environment, environment, PROD, prod.
same(a, b) if lower(trim_space(a)) == lower(trim_space(b))

# views are all that a plan says about an object: in the state and planned, before
# the refresh and after it, and configured. One of them that says "production" is
# enough: otherwise a tag that somebody changed on the live object would decide.
views(change) := seen(change) | {view |
	some view in [object.get(change.change, "after", null), configured(change)]
	is_object(view)
}

# seen is what the state says, or said before the refresh.
seen(change) := {view |
	some view in [object.get(change.change, "before", null), state_of(change), object.get(prior, change.address, null)]
	is_object(view)
} | {view |
	some drift in input.resource_drift
	drift.address == change.address
	object.get(drift, "deposed", "") == object.get(change, "deposed", "")
	some view in [drift.change.before, drift.change.after]
	is_object(view)
}

# tags_of are the tags in one view. Beside tags_all it looks for tags at every
# depth of properties, in TagSpecifications for instance: types spell the
# property Tags, TagSet, FileSystemTags and so on, and fill it with a list of
# {Key, Value} or with a map.
tags_of(view) := (shown_tags(view) | listed_tags(view)) | mapped_tags(view)

shown_tags(view) := {{"key": key, "value": text(value)} | some key, value in view.tags_all}

listed_tags(view) := {tag |
	walk(view.properties, [path, value])
	some part in path
	names_tags(part)
	tag := {"key": member(value, "key"), "value": member(value, "value")}
}

mapped_tags(view) := {{"key": key, "value": text(value)} |
	walk(view.properties, [path, tags])
	names_tags(path[count(path) - 1])
	is_object(tags)
	some key, value in tags
}

names_tags(part) if {
	is_string(part)
	regex.match(`(?i)tag(s|set)$`, part)
}

# member is a tag's key or value: most types write Key and Value, some key and
# value or TagKey and TagValue.
member(tag, part) := value if {
	is_object(tag)
	values := [text(v) | some n, v in tag; lower(n) in {part, concat("", ["tag", part])}]
	value := values[0]
}

text(value) := value if is_string(value)

text(value) := sprintf("%v", [value]) if is_number(value)

text(value) := sprintf("%v", [value]) if is_boolean(value)
