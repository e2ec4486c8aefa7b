# Cancels whatever is under way on a log group:
# terraform apply -invoke=action.steward_cloudcontrol_cancel_request.audit
action "steward_cloudcontrol_cancel_request" "audit" {
  config {
    type_name  = "AWS::Logs::LogGroup"
    identifier = "/acme/audit"
  }
}
