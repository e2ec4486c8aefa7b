list "steward_entryguard_role" "all" {
  provider = steward
  limit    = 1000
}
