# Who has which role.
list "steward_entryguard_role_user_assignment" "all" {
  provider = steward
  limit    = 1000
}
