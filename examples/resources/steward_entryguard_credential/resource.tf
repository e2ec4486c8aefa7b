variable "secret_access_key" {
  type      = string
  sensitive = true
  ephemeral = true # Terraform 1.10 or later: never in plan or state
}

resource "steward_entryguard_credential" "aws" {
  name            = "acme-production"
  cloud_provider  = "AWS"
  credential_type = "ACCESS_KEY"

  # Write-only (Terraform 1.11 or later): neither plan nor state holds it.
  # Increase the version to send a new secret.
  credential_data_wo = {
    accessKeyId     = "AKIAIOSFODNN7EXAMPLE"
    secretAccessKey = var.secret_access_key
  }
  credential_data_wo_version = 1

  # EntryGuard cannot change a credential, and refuses to delete one that a
  # resource uses: the new one must exist before the old one is deleted.
  lifecycle {
    create_before_destroy = true
  }
}
