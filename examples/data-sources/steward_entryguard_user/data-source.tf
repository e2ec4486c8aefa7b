# By the address; the id of the user works as well.
data "steward_entryguard_user" "grace" {
  email = "grace@acme.example"
}

output "grace_has_mfa" {
  value = data.steward_entryguard_user.grace.mfa_enabled
}
