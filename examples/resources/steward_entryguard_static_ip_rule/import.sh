# The rule's UUID.
terraform import steward_entryguard_static_ip_rule.office 6fa459ea-ee8a-4ca4-894e-db77e160355e
