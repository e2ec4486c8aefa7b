data "steward_entryguard_resource" "office" {
  name = "office"
}

# Who is in at present.
data "steward_entryguard_sessions" "office" {
  resource_id = data.steward_entryguard_resource.office.id
  statuses    = ["PENDING", "ACTIVE", "PARTIAL", "EXPIRING"]
}

check "nobody_is_in" {
  assert {
    condition     = length(data.steward_entryguard_sessions.office.sessions) == 0
    error_message = "In the office now: ${join(", ", data.steward_entryguard_sessions.office.sessions[*].user_email)}."
  }
}
