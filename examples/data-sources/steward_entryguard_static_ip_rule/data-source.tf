data "steward_entryguard_static_ip_rule" "office" {
  label = "office"
}

# Where the rule is not in force, and why.
output "office_failures" {
  value = {
    for resource in data.steward_entryguard_static_ip_rule.office.resources :
    resource.resource_name => resource.error_message if resource.status == "FAILED"
  }
}
