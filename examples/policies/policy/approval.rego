package main

# How the configuration of a plan approves a deletion.

# By an address in the settings, which are part of the repository.
approves(change) if change.address in approved

# By the tag in the object's block, which an object that is to be destroyed has
# as long as its block is not removed. Only constant properties show in a plan:
# one reference among them, and a plan lists references and no values.
approves(change) if bears(own_tags(configured(change).properties))

# By the tag in what replaces the object, where the object does not have it yet:
# then it comes from the configuration, and not by ignore_changes from the live
# object.
approves(change) if {
	is_object(change.change.after)
	bears(own_tags(change.change.after.properties))
	every view in seen(change) {
		not bears(tags_of(view))
	}
}

# An approval is written exactly as the settings have it.
bears(tags) if {
	some tag in tags
	tag.key == required_tag.key
	tag.value in required_tag.values
}

# own_tags are the tags of the object itself, not of what it creates.
own_tags(properties) := tags_of({"properties": {name: tags |
	some name, tags in properties
	names_tags(name)
}})

# configured is what the object's block says, as far as it is constant: its
# properties, and the default tags of its provider.
configured(change) := {
	"properties": object.get(block_of(change), ["expressions", "properties", "constant_value"], {}),
	"tags_all": default_tags(block_of(change)),
}

# An object that create_before_destroy left behind has no block: that of its
# address is its successor's.
block_of(change) := {} if change.deposed

block_of(change) := object.get(blocks, address_of_block(change), {}) if not change.deposed

address_of_block(change) := regex.replace(change.address, `\[("([^"\\]|\\.)*"|[0-9]+)\]`, "")

blocks[resource.address] := resource if {
	some resource in input.configuration.root_module.resources
	resource.mode == "managed"
}

blocks[address] := resource if {
	walk(input.configuration.root_module.module_calls, [path, resources])
	path[count(path) - 1] == "resources"
	path[count(path) - 2] == "module"
	not "expressions" in path # a value of that name
	some resource in resources
	resource.mode == "managed"
	modules := [sprintf("module.%s", [part]) | some i, part in path; i % 3 == 0]
	address := concat(".", array.concat(modules, [resource.address]))
}

# default_tags are the constant default tags of a provider block.
default_tags(block) := {key: value |
	walk(input.configuration.provider_config[block.provider_config_key].expressions, [path, tags])
	"default_tags" in path
	path[count(path) - 1] == "constant_value"
	is_object(tags)
	some key, value in tags
	is_string(value)
}
