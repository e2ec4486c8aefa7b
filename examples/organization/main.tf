# A whole EntryGuard organization: what it opens and with which credentials,
# who is in it and who may use what, from which fixed addresses, with which
# rules for passwords. variables.tf describes the organization Acme; the other
# files turn any such description into objects.

terraform {
  required_version = ">= 1.11" # or OpenTofu 1.11: secrets are write-only

  required_providers {
    steward = {
      source = "steward-iac/steward"
    }
  }
}

provider "steward" {
  # Who logs in comes from the environment: ENTRYGUARD_ORGANIZATION_SLUG,
  # ENTRYGUARD_EMAIL and ENTRYGUARD_PASSWORD of a user with the role ORG_ADMIN.
}

data "steward_entryguard_current_user" "terraform" {
  lifecycle {
    postcondition {
      condition     = self.organization_slug == var.organization_slug
      error_message = "The provider logs in to the organization ${self.organization_slug}, not to ${var.organization_slug}."
    }
  }
}
