import {
  to = steward_entryguard_role_resource_assignment.on_call_web
  id = "7c9e6679-7425-40de-944b-e07fc1f90ae7/3f2504e0-4f89-41d3-9a0c-0305e82c3301"
}
