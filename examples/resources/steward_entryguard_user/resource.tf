# Invites the user by e-mail.
resource "steward_entryguard_user" "grace" {
  email        = "grace@example.com"
  name         = "Grace Hopper"
  is_org_admin = false
}
