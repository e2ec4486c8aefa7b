# What one role opens.
list "steward_entryguard_role_resource_assignment" "operators" {
  provider = steward
  limit    = 1000

  config {
    role_id = "7d9f7a0c-3b64-4f0e-8d3c-0f4f5b1f6a22"
  }
}
