# Every resource of EntryGuard that lies in AWS.
list "steward_entryguard_resource" "aws" {
  provider = steward
  limit    = 1000

  config {
    cloud_provider = "AWS"
  }
}
