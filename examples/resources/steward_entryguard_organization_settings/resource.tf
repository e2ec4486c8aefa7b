# Only what is set is managed. An organization has these settings once.
resource "steward_entryguard_organization_settings" "this" {
  password_min_length           = 14
  password_require_special_char = true
  password_expiration_days      = 0 # never
}
