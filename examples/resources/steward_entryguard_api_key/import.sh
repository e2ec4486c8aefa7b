# The key's UUID. Its text is not known after an import.
terraform import steward_entryguard_api_key.ci 16fd2706-8baf-433b-82eb-8c7fada847da
