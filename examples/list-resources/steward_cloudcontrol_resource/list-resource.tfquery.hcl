# The queues of one team.
list "steward_cloudcontrol_resource" "queues" {
  provider = steward
  limit    = 1000

  config {
    type_name = "AWS::SQS::Queue"
    tags      = { Team = "payments" }
  }
}

# Some types list what is in something else: the stages of one API.
list "steward_cloudcontrol_resource" "stages" {
  provider = steward

  config {
    type_name      = "AWS::ApiGateway::Stage"
    region         = "eu-west-1"
    resource_model = { RestApiId = "a1b2c3d4e5" }
  }
}
