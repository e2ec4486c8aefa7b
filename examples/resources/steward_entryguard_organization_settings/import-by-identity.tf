import {
  to = steward_entryguard_organization_settings.this
  identity = {
    id = "886313e1-3b8a-5372-9b90-0c9aee199e5d"
  }
}
