output "security_group_id" {
  description = "The security group's ID."
  value       = steward_cloudcontrol_resource.office.identifier
}

output "entryguard_resource_id" {
  description = "UUID of the security group in EntryGuard."
  value       = steward_entryguard_resource.office.id
}
