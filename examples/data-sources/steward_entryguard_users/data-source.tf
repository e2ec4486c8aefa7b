data "steward_entryguard_users" "all" {}

check "administrators_use_mfa" {
  assert {
    condition = alltrue([
      for user in data.steward_entryguard_users.all.users : user.mfa_enabled if user.is_org_admin
    ])
    error_message = "An administrator logs in without a second factor."
  }
}
