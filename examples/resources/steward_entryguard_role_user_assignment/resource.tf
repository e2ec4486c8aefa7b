resource "steward_entryguard_role" "on_call" {
  name = "on-call"
}

resource "steward_entryguard_user" "grace" {
  email = "grace@example.com"
}

resource "steward_entryguard_role_user_assignment" "grace_on_call" {
  role_id = steward_entryguard_role.on_call.id
  user_id = steward_entryguard_user.grace.id
}
