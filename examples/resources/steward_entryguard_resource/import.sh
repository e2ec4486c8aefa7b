# The resource's UUID.
terraform import steward_entryguard_resource.office 3f2504e0-4f89-41d3-9a0c-0305e82c3301
