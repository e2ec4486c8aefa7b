import {
  to = steward_entryguard_static_ip_rule.office
  id = "6fa459ea-ee8a-4ca4-894e-db77e160355e"
}
