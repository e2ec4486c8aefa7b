import {
  to = steward_cloudcontrol_resource.audit
  identity = {
    type_name  = "AWS::Logs::LogGroup"
    identifier = "/acme/audit"
    account_id = "123456789012"
    region     = "eu-west-1"
  }
}
