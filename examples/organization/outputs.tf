output "organization_id" {
  description = "UUID of the organization."
  value       = data.steward_entryguard_current_user.terraform.organization_id
}

output "resource_ids" {
  description = "UUIDs of the resources, by name."
  value       = { for name, resource in steward_entryguard_resource.this : name => resource.id }
}

output "monitoring_key" {
  description = "The key of the monitoring job: terraform output -raw monitoring_key. EntryGuard shows it once; state keeps it."
  value       = steward_entryguard_api_key.monitoring.plain_text_key
  sensitive   = true
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

# A rule that could not be applied everywhere is not an error of its creation
# alone: EntryGuard applies rules anew, and that may fail later.
data "steward_entryguard_static_ip_rules" "all" {
  depends_on = [steward_entryguard_static_ip_rule.this]
}

check "static_ip_rules_are_in_force" {
  assert {
    condition = alltrue([
      for rule in data.steward_entryguard_static_ip_rules.all.static_ip_rules : contains(["ACTIVE", "PENDING"], rule.status)
    ])
    error_message = "EntryGuard could not apply every static IP rule: see the status of each resource in the data source."
  }
}
