variable "web_resource_id" {
  type        = string
  description = "UUID of an EntryGuard resource, as steward_entryguard_resource.web.id."
}

# The office reaches the resource without a session.
resource "steward_entryguard_static_ip_rule" "office" {
  label        = "office"
  ip_address   = "203.0.113.7"
  resource_ids = [var.web_resource_id]
}
