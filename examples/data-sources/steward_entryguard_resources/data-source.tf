data "steward_entryguard_resources" "all" {}

# What no session can use at present.
output "inactive_resources" {
  value = [for resource in data.steward_entryguard_resources.all.resources : resource.name if !resource.is_active]
}
