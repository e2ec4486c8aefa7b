import {
  to = steward_entryguard_api_key.ci
  identity = {
    id = "16fd2706-8baf-433b-82eb-8c7fada847da"
  }
}
