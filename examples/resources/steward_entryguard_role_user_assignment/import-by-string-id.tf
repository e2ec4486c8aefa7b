import {
  to = steward_entryguard_role_user_assignment.grace_on_call
  id = "7c9e6679-7425-40de-944b-e07fc1f90ae7/1b4e28ba-2fa1-41d2-883f-0016d3cca427"
}
