list "steward_entryguard_api_key" "all" {
  provider = steward
  limit    = 1000
}
