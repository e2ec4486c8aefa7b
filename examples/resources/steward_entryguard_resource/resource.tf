# A security group that EntryGuard opens for the time of a session.
resource "steward_entryguard_resource" "office" {
  name                = "office"
  credential_id       = steward_entryguard_credential.aws.id
  cloud_provider      = "AWS"
  resource_type       = "SECURITY_GROUP"
  resource_identifier = "sg-0123456789abcdef0"
  region              = "eu-central-1"

  config = {
    port     = 443
    protocol = "tcp"
  }

  # A destroy while somebody has a session is refused; the message names them.
  on_active_sessions = "fail"
}

variable "secret_access_key" {
  type      = string
  sensitive = true
  ephemeral = true
}

resource "steward_entryguard_credential" "aws" {
  name            = "acme-production"
  cloud_provider  = "AWS"
  credential_type = "ACCESS_KEY"

  credential_data_wo = {
    accessKeyId     = "AKIAIOSFODNN7EXAMPLE"
    secretAccessKey = var.secret_access_key
  }
  credential_data_wo_version = 1

  lifecycle {
    create_before_destroy = true
  }
}
