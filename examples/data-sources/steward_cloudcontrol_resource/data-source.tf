# An object that is managed elsewhere, with all that it has now.
data "steward_cloudcontrol_resource" "trail_logs" {
  type_name  = "AWS::Logs::LogGroup"
  identifier = "/acme/trail"
}

output "trail_logs_are_kept_for" {
  value = try(data.steward_cloudcontrol_resource.trail_logs.properties.RetentionInDays, "ever")
}

# A compound identifier: its parts, joined by "|".
data "steward_cloudcontrol_resource" "stage" {
  type_name  = "AWS::ApiGateway::Stage"
  identifier = "a1b2c3d4e5|live"
  region     = "eu-west-1"
}
