# With what EntryGuard reaches the cloud providers.
resource "steward_entryguard_credential" "this" {
  for_each = var.credentials

  name            = each.key
  cloud_provider  = each.value.cloud_provider
  credential_type = each.value.credential_type

  # Neither plan nor state holds the secret. A new version sends a new secret:
  # EntryGuard gets a new credential, then the resources move to it, then the
  # old one is deleted. It refuses to delete one that is in use.
  credential_data_wo         = var.credential_data[each.key]
  credential_data_wo_version = each.value.version

  lifecycle {
    create_before_destroy = true
  }
}

# What EntryGuard opens for the time of a session.
resource "steward_entryguard_resource" "this" {
  for_each = var.resources

  name                = each.key
  credential_id       = steward_entryguard_credential.this[each.value.credential].id
  cloud_provider      = var.credentials[each.value.credential].cloud_provider
  resource_type       = each.value.resource_type
  resource_identifier = each.value.resource_identifier
  region              = each.value.region
  config              = each.value.config

  # Destroying a resource ends nobody's session: it is refused while it is in
  # use, and the message names the people.
  on_active_sessions = "fail"
}

# Offices and partners whose addresses do not change need no session.
resource "steward_entryguard_static_ip_rule" "this" {
  for_each = var.static_ip_rules

  label        = each.key
  ip_address   = each.value.ip_address
  resource_ids = [for name in each.value.resources : steward_entryguard_resource.this[name].id]
}
