# Only what is set here is managed; what is null stays as it is. Destroying this
# forgets the settings and changes nothing.
resource "steward_entryguard_organization_settings" "this" {
  mfa_required                  = var.settings.mfa_required
  password_min_length           = var.settings.password_min_length
  password_require_special_char = var.settings.password_require_special_char
  password_expiration_days      = var.settings.password_expiration_days
}

# A key with which a monitoring job reads who has sessions and who did what.
resource "steward_entryguard_api_key" "monitoring" {
  name        = "monitoring"
  description = "Reads sessions and audit logs"
  scopes      = ["sessions:read", "audit:read"]
  expires_at  = var.monitoring_key_expires_at

  # EntryGuard cannot change a key: the new one exists before the old one is
  # revoked.
  lifecycle {
    create_before_destroy = true
  }
}
