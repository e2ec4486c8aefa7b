# A role with an inline policy. Policy documents are objects here, not JSON
# texts, and are compared by meaning.
resource "steward_cloudcontrol_resource" "worker" {
  type_name = "AWS::IAM::Role"

  properties = {
    RoleName = "acme-worker"

    AssumeRolePolicyDocument = {
      Version = "2012-10-17"
      Statement = [{
        Effect    = "Allow"
        Principal = { Service = "lambda.amazonaws.com" }
        Action    = "sts:AssumeRole"
      }]
    }

    Policies = [{
      PolicyName = "jobs"
      PolicyDocument = {
        Version = "2012-10-17"
        Statement = [{
          Effect   = "Allow"
          Action   = ["sqs:ReceiveMessage", "sqs:DeleteMessage"]
          Resource = steward_cloudcontrol_resource.jobs.computed_properties.Arn
        }]
      }
    }]
  }
}
