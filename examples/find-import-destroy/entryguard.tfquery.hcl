list "steward_entryguard_resource" "all" {
  provider = steward
  limit    = 1000
}

list "steward_entryguard_credential" "all" {
  provider = steward
  limit    = 1000
}

list "steward_entryguard_role" "all" {
  provider = steward
  limit    = 1000
}

list "steward_entryguard_role_resource_assignment" "all" {
  provider = steward
  limit    = 1000
}

list "steward_entryguard_role_user_assignment" "all" {
  provider = steward
  limit    = 1000
}

list "steward_entryguard_user" "all" {
  provider = steward
  limit    = 1000
}

list "steward_entryguard_api_key" "all" {
  provider = steward
  limit    = 1000
}

list "steward_entryguard_static_ip_rule" "all" {
  provider = steward
  limit    = 1000
}

list "steward_entryguard_organization_settings" "all" {
  provider = steward
}
