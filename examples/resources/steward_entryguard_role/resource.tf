resource "steward_entryguard_role" "on_call" {
  name                       = "on-call"
  description                = "People who answer pages"
  max_session_duration_hours = 8
}
