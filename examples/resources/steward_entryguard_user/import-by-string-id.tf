import {
  to = steward_entryguard_user.grace
  id = "1b4e28ba-2fa1-41d2-883f-0016d3cca427"
}
