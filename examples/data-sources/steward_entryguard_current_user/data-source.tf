data "steward_entryguard_current_user" "this" {}

# Fails the plan if the provider is logged in to another organization.
resource "terraform_data" "organization" {
  input = data.steward_entryguard_current_user.this.organization_slug

  lifecycle {
    precondition {
      condition     = data.steward_entryguard_current_user.this.organization_slug == "acme"
      error_message = "The provider logs in to another organization than acme."
    }
  }
}
