# Role names are unique in an organization.
data "steward_entryguard_role" "operators" {
  name = "operators"
}

output "operators" {
  value = data.steward_entryguard_role.operators.user_ids
}
