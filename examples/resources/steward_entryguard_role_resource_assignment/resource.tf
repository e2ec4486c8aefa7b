resource "steward_entryguard_role" "on_call" {
  name = "on-call"
}

resource "steward_entryguard_credential" "aws" {
  name            = "acme-production"
  cloud_provider  = "AWS"
  credential_type = "ACCESS_KEY"

  credential_data_wo         = { accessKeyId = "AKIAIOSFODNN7EXAMPLE", secretAccessKey = var.secret_access_key }
  credential_data_wo_version = 1

  lifecycle {
    create_before_destroy = true
  }
}

variable "secret_access_key" {
  type      = string
  sensitive = true
  ephemeral = true
}

resource "steward_entryguard_resource" "web" {
  name                = "web"
  credential_id       = steward_entryguard_credential.aws.id
  cloud_provider      = "AWS"
  resource_type       = "SECURITY_GROUP"
  resource_identifier = "sg-0123456789abcdef0"
  region              = "eu-central-1"
}

# Users who have the role may open sessions to the resource.
resource "steward_entryguard_role_resource_assignment" "on_call_web" {
  role_id     = steward_entryguard_role.on_call.id
  resource_id = steward_entryguard_resource.web.id
}
