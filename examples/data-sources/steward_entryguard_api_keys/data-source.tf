data "steward_entryguard_api_keys" "all" {}

# Keys that work and that nobody has used yet.
output "unused_api_keys" {
  value = [
    for key in data.steward_entryguard_api_keys.all.api_keys :
    key.name if !key.is_revoked && key.last_used_at == null
  ]
}
