resource "steward_entryguard_api_key" "ci" {
  name       = "ci"
  scopes     = ["sessions:read", "sessions:write"]
  expires_at = "2027-01-01T00:00:00Z"

  # The new key exists before the old one is revoked.
  lifecycle {
    create_before_destroy = true
  }
}

# The key is shown once, when it is created, and kept in state.
output "ci_key" {
  value     = steward_entryguard_api_key.ci.plain_text_key
  sensitive = true
}
