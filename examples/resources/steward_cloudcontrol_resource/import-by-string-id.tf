import {
  to = steward_cloudcontrol_resource.audit
  id = "AWS::Logs::LogGroup//acme/audit"
}
