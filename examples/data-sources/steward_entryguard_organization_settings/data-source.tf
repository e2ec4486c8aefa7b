data "steward_entryguard_organization_settings" "this" {}

check "mfa_is_required" {
  assert {
    condition     = data.steward_entryguard_organization_settings.this.mfa_required
    error_message = "Users of ${data.steward_entryguard_organization_settings.this.name} may log in without a second factor."
  }
}
