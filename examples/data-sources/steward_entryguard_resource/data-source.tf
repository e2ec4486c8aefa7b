# By its name; the id of the resource works as well.
data "steward_entryguard_resource" "office" {
  name = "office"
}

# What EntryGuard changes by itself is here, not in the managed resource.
output "office_last_verified_at" {
  value = data.steward_entryguard_resource.office.last_verified_at
}
