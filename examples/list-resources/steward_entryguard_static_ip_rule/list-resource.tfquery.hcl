list "steward_entryguard_static_ip_rule" "all" {
  provider = steward
  limit    = 1000
}
