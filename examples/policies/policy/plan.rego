# What the policies of this folder read of a plan: the JSON of
# `terraform show -json PLANFILE`, or of `tofu show -json PLANFILE`.
package main

# is_plan is false for a state, for the lines of `terraform plan -json` and for
# anything else that would pass because it has no changes.
is_plan if is_object(input.planned_values)

deny contains "This is no plan: judge the output of `terraform show -json PLANFILE`, of a plan that was saved with -out." if not is_plan

# deletes are all changes that delete an object, replacements included. What is
# only forgotten is not deleted.
deletes contains change if {
	some change in input.resource_changes
	"delete" in change.change.actions
}

# condemned are the objects of this provider that would be deleted, by the name
# that a person knows them by.
condemned[name(change)] := state_of(change) if {
	some change in deletes
	startswith(change.type, "steward_")
	not forgotten(change)
}

# forgotten are objects of this provider that leave the state and stay alive:
# ABANDON leaves them alone, and some cannot be deleted at all.
forgotten(change) if {
	startswith(change.type, "steward_")
	state_of(change).deletion_policy == "ABANDON"
}

forgotten(change) if change.type == "steward_entryguard_organization_settings"

name(change) := sprintf("%s (deposed object %s)", [change.address, change.deposed]) if change.deposed

name(change) := change.address if not change.deposed

# state_of is what the state says about an object that would be deleted. Where
# its block is gone from the configuration, Terraform up to 1.11 shows in
# `before` what was known before the refresh; `prior_state` is fresh.
state_of(change) := prior[change.address] if orphaned(change)

state_of(change) := change.change.before if not orphaned(change)

orphaned(change) if {
	startswith(change.action_reason, "delete_because_")
	not change.deposed
	prior[change.address]
}

# prior is the refreshed state before the plan's changes, by address.
prior := {resource.address: resource.values |
	some resource in prior_resources
	resource.mode == "managed"
	not resource.deposed_key
}

prior_resources := array.concat(of_root, of_modules)

of_root := [resource | some resource in input.prior_state.values.root_module.resources]

of_modules := [resource |
	walk(input.prior_state.values.root_module.child_modules, [path, value])
	path[count(path) - 1] == "resources"
	not "values" in path # an attribute of that name
	some resource in value
]
