data "steward_entryguard_static_ip_rules" "all" {}

check "nothing_is_open_to_everybody" {
  assert {
    condition = alltrue([
      for rule in data.steward_entryguard_static_ip_rules.all.static_ip_rules : !endswith(rule.ip_address, "/0")
    ])
    error_message = "A static IP rule lets the whole internet in."
  }
}
