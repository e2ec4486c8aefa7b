# Verifies everything that uses a credential, e.g. after a key was rotated:
# terraform apply -invoke=action.steward_entryguard_verify.aws
data "steward_entryguard_credential" "aws" {
  name = "aws-production"
}

action "steward_entryguard_verify" "aws" {
  config {
    credential_id = data.steward_entryguard_credential.aws.id
  }
}
