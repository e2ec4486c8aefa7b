data "steward_entryguard_credentials" "all" {}

# Why EntryGuard cannot use them.
output "broken_credentials" {
  value = {
    for credential in data.steward_entryguard_credentials.all.credentials :
    credential.name => credential.verification_error if credential.is_valid == false
  }
}
