terraform {
  required_providers {
    steward = {
      source = "steward-iac/steward"
    }
  }
}

# Each backend is configured when it is first used: leave out what a
# configuration does not need.
provider "steward" {
  entryguard {
    organization_slug = "acme"
    email             = "terraform@acme.example"
    # The password comes from ENTRYGUARD_PASSWORD.
  }

  # Names and shapes are those of the AWS provider; so are the environment
  # variables and shared files.
  aws {
    region              = "eu-central-1"
    allowed_account_ids = ["123456789012"]

    default_tags {
      tags = {
        ManagedBy = "terraform"
      }
    }
  }
}
