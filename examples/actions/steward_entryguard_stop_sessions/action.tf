# Ends what Dana has open on the database:
# terraform apply -invoke=action.steward_entryguard_stop_sessions.dana
data "steward_entryguard_user" "dana" {
  email = "dana@acme.example"
}

data "steward_entryguard_resource" "database" {
  name = "database"
}

action "steward_entryguard_stop_sessions" "dana" {
  config {
    user_ids     = [data.steward_entryguard_user.dana.id]
    resource_ids = [data.steward_entryguard_resource.database.id]
  }
}
