data "steward_entryguard_roles" "all" {}

# Roles that give nobody anything.
output "idle_roles" {
  value = [
    for role in data.steward_entryguard_roles.all.roles :
    role.name if length(role.user_ids) == 0 || length(role.resource_ids) == 0
  ]
}
