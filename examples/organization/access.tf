# Who is in the organization. EntryGuard invites new people by e-mail.
resource "steward_entryguard_user" "this" {
  for_each = var.users

  email        = each.value.email
  name         = each.value.name
  is_org_admin = each.value.is_org_admin
}

# Who may use what.
resource "steward_entryguard_role" "this" {
  for_each = var.roles

  name                       = each.key
  description                = each.value.description
  max_session_duration_hours = each.value.max_session_duration_hours
}

locals {
  # One element per assignment, e.g. "operators/web".
  role_resources = {
    for pair in flatten([
      for role, description in var.roles : [for name in description.resources : { role = role, resource = name }]
    ]) : "${pair.role}/${pair.resource}" => pair
  }
  role_users = {
    for pair in flatten([
      for role, description in var.roles : [for name in description.users : { role = role, user = name }]
    ]) : "${pair.role}/${pair.user}" => pair
  }
}

resource "steward_entryguard_role_resource_assignment" "this" {
  for_each = local.role_resources

  role_id     = steward_entryguard_role.this[each.value.role].id
  resource_id = steward_entryguard_resource.this[each.value.resource].id
}

resource "steward_entryguard_role_user_assignment" "this" {
  for_each = local.role_users

  role_id = steward_entryguard_role.this[each.value.role].id
  user_id = steward_entryguard_user.this[each.value.user].id
}
