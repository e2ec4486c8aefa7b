locals {
  retention = {
    "/acme/web"    = 30
    "/acme/worker" = 90
  }
}

# One log group for each entry. An object that leaves the map is destroyed.
resource "steward_cloudcontrol_resource" "logs" {
  for_each = local.retention

  type_name = "AWS::Logs::LogGroup"

  properties = {
    LogGroupName    = each.key
    RetentionInDays = each.value
  }
}
