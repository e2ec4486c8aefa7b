output "organization_id" {
  description = "UUID of the organization."
  value       = data.steward_entryguard_current_user.terraform.organization_id
}

output "resource_ids" {
  description = "UUIDs of the resources, by name."
  value       = { for name, resource in steward_entryguard_resource.this : name => resource.id }
}

# Who is in the organization and not in this configuration.
data "steward_entryguard_users" "all" {
  depends_on = [steward_entryguard_user.this] # else those who are only just invited were missing
}

output "unmanaged_users" {
  description = "E-mail addresses of users that this configuration does not manage."
  value = setsubtract(
    [for user in data.steward_entryguard_users.all.users : lower(user.email)],
    [for user in var.users : lower(user.email)],
  )
}
