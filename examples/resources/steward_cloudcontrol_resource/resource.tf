# Any resource type that Cloud Control knows. Properties are an HCL object in
# the type's own names, and are checked against the type's schema in the plan.
resource "steward_cloudcontrol_resource" "audit" {
  type_name = "AWS::Logs::LogGroup"

  properties = {
    LogGroupName    = "/acme/audit"
    RetentionInDays = 30
  }

  # Kept in state: it still protects when this block has been removed.
  deletion_policy = "PREVENT"

  timeouts {
    delete = "30m"
  }
}
