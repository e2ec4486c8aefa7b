# A queue, and another one for the messages that nobody could handle.
resource "steward_cloudcontrol_resource" "failed_jobs" {
  type_name = "AWS::SQS::Queue"

  properties = {
    QueueName              = "jobs-failed"
    MessageRetentionPeriod = 1209600 # 14 days
  }
}

resource "steward_cloudcontrol_resource" "jobs" {
  type_name = "AWS::SQS::Queue"

  properties = {
    QueueName         = "jobs"
    VisibilityTimeout = 120

    RedrivePolicy = {
      deadLetterTargetArn = steward_cloudcontrol_resource.failed_jobs.computed_properties.Arn
      maxReceiveCount     = 5
    }
  }
}
