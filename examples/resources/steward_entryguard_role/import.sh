# The role's UUID. Its assignments are imported on their own.
terraform import steward_entryguard_role.on_call 7c9e6679-7425-40de-944b-e07fc1f90ae7
