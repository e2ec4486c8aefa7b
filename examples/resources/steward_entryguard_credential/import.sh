# The credential's UUID. EntryGuard never shows the secret again.
terraform import steward_entryguard_credential.aws 9c858901-8a57-4791-81fe-4c455b099bc9
