list "steward_entryguard_organization_settings" "it" {
  provider = steward
}
