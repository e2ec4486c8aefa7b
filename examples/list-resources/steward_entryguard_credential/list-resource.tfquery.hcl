# A generated configuration lacks the secrets: EntryGuard never shows them.
list "steward_entryguard_credential" "all" {
  provider = steward
  limit    = 1000
}
