# A security group that is closed to everybody, and EntryGuard, which opens it
# to one person's address for the time of a session. Terraform must not pull
# the group away from under that person: a destroy is refused while a session
# uses it.

terraform {
  required_version = ">= 1.11"

  required_providers {
    steward = {
      source = "steward-iac/steward"
    }
  }
}

provider "steward" {
  # Everything comes from the environment: ENTRYGUARD_* and the usual AWS_*
  # variables. `go run ./internal/sandbox serve` prints a set of them.
}

resource "steward_cloudcontrol_resource" "office" {
  type_name = "AWS::EC2::SecurityGroup"

  properties = {
    GroupName        = var.name
    GroupDescription = "Closed; EntryGuard opens it for the time of a session"
    VpcId            = var.vpc_id
  }
}

# What EntryGuard opens and closes the group with.
resource "steward_entryguard_credential" "aws" {
  name            = var.name
  cloud_provider  = "AWS"
  credential_type = "ACCESS_KEY"

  # Write-only: neither plan nor state holds the secret.
  credential_data_wo = {
    accessKeyId     = var.access_key_id
    secretAccessKey = var.secret_access_key
  }
  credential_data_wo_version = 1

  lifecycle {
    create_before_destroy = true
  }
}

resource "steward_entryguard_resource" "office" {
  name                = var.name
  credential_id       = steward_entryguard_credential.aws.id
  cloud_provider      = "AWS"
  resource_type       = "SECURITY_GROUP"
  resource_identifier = steward_cloudcontrol_resource.office.identifier
  region              = steward_cloudcontrol_resource.office.region

  config = {
    port     = 443
    protocol = "tcp"
  }
}
