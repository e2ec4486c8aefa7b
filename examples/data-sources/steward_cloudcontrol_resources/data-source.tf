# All objects of a type in the provider's account and region.
data "steward_cloudcontrol_resources" "queues" {
  type_name = "AWS::SQS::Queue"
}

# The list shows identifiers, and of many types little more; this reads all.
data "steward_cloudcontrol_resource" "queue" {
  for_each = toset(data.steward_cloudcontrol_resources.queues.identifiers)

  type_name  = "AWS::SQS::Queue"
  identifier = each.value
}

# Some types are listed below another object only, and say which.
data "steward_cloudcontrol_resources" "stages" {
  type_name      = "AWS::ApiGateway::Stage"
  resource_model = { RestApiId = "a1b2c3d4e5" }
}
