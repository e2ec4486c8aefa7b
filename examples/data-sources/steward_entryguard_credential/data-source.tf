data "steward_entryguard_credential" "aws" {
  name = "acme-production"
}

resource "steward_entryguard_resource" "office" {
  name                = "office"
  credential_id       = data.steward_entryguard_credential.aws.id
  cloud_provider      = data.steward_entryguard_credential.aws.cloud_provider
  resource_type       = "SECURITY_GROUP"
  resource_identifier = "sg-0123456789abcdef0"
  region              = "eu-central-1"
}
