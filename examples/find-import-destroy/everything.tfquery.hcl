locals {
  types = toset([
    "AWS::DynamoDB::Table",
    "AWS::Logs::LogGroup",
    "AWS::SQS::Queue",
  ])
}

list "steward_cloudcontrol_resource" "shop" {
  for_each = local.types
  provider = steward
  limit    = 1000

  config {
    type_name = each.value
    tags      = { Project = "shop" }
  }
}
