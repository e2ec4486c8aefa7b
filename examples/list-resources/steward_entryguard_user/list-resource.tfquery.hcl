list "steward_entryguard_user" "all" {
  provider = steward
  limit    = 1000
}
