output "organization_id" {
  description = "UUID of the organization."
  value       = data.steward_entryguard_current_user.terraform.organization_id
}

output "resource_ids" {
  description = "UUIDs of the resources, by name."
  value       = { for name, resource in steward_entryguard_resource.this : name => resource.id }
}

output "static_ip_rule_statuses" {
  description = "Whether EntryGuard keeps each fixed address open everywhere: ACTIVE, else the rule's attribute resources says where not, and why."
  value       = { for label, rule in steward_entryguard_static_ip_rule.this : label => rule.status }
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
