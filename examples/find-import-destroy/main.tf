terraform {
  required_providers {
    steward = { source = "steward-iac/steward" }
  }
}

provider "steward" {
  aws {
    region = "us-east-1"
  }
}
