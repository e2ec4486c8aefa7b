# What was deleted since yesterday. Terraform 1.5 or later knows plantimestamp.
data "steward_entryguard_audit_logs" "deletions" {
  from       = timeadd(plantimestamp(), "-24h")
  event_type = "RESOURCE_DELETE"
  limit      = 500
}

output "deletions" {
  value = [
    for event in data.steward_entryguard_audit_logs.deletions.audit_logs :
    "${event.created_at} ${event.actor_email} ${event.resource_name}"
  ]
}
