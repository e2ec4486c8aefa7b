# The deletions of the last seven days that failed or still run.
data "steward_cloudcontrol_requests" "deletions" {
  operations         = ["DELETE"]
  operation_statuses = ["FAILED", "PENDING", "IN_PROGRESS"]
}

output "deletions_to_look_at" {
  value = {
    for request in data.steward_cloudcontrol_requests.deletions.requests :
    request.token => "${request.type_name} ${request.identifier}: ${request.status} ${coalesce(request.error_code, "so far")}"
  }
}
