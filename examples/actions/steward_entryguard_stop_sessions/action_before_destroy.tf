# Ends whatever is open on a resource before Terraform destroys it. Triggers of a
# destroy, and caller, the resource that triggers, need Terraform 1.16.
resource "steward_entryguard_resource" "web" {
  name                = "web"
  credential_id       = var.credential_id
  cloud_provider      = "AWS"
  resource_type       = "SECURITY_GROUP"
  resource_identifier = "sg-0123456789abcdef0"
  region              = "eu-central-1"
  config              = { port = 443, protocol = "tcp" }

  lifecycle {
    action_trigger {
      events  = [before_destroy]
      actions = [action.steward_entryguard_stop_sessions.web]
    }
  }
}

action "steward_entryguard_stop_sessions" "web" {
  config {
    resource_ids = [caller.id]
    timeouts {
      invoke = "5m"
    }
  }
}

variable "credential_id" {
  description = "UUID of the credential with which EntryGuard opens the resource."
  type        = string
}
