# Asks both APIs whether the objects could be deleted now.

terraform {
  required_providers {
    steward = {
      source = "steward-iac/steward"
    }
  }
}

variable "entryguard_resource_id" {
  description = "UUID of the security group in EntryGuard."
  type        = string
}

variable "security_group_id" {
  description = "The security group's ID."
  type        = string
}

data "steward_entryguard_deletion_readiness" "this" {
  ids = [var.entryguard_resource_id]
}

data "steward_cloudcontrol_deletion_readiness" "this" {
  type_name   = "AWS::EC2::SecurityGroup"
  identifiers = [var.security_group_id]
}

output "verdicts" {
  description = "What each API says: \"ready\" if nothing is in the way."
  value = [
    for object in concat(
      values(data.steward_entryguard_deletion_readiness.this.objects),
      values(data.steward_cloudcontrol_deletion_readiness.this.objects),
    ) : object.verdict
  ]
}
