# Objects that exist, by the name that their resource gets. The region is null
# for those in the provider's region.
locals {
  groups = {
    audit  = { name = "/acme/audit", region = null }
    backup = { name = "/acme/backup", region = "eu-west-1" }
  }
}

import {
  for_each = local.groups
  to       = steward_cloudcontrol_resource.group[each.key]
  id       = provider::steward::import_id("AWS::Logs::LogGroup", each.value.name, each.value.region)
}

resource "steward_cloudcontrol_resource" "group" {
  for_each = local.groups

  type_name  = "AWS::Logs::LogGroup"
  region     = each.value.region
  properties = { LogGroupName = each.value.name }
}

output "compound_identifiers" {
  value = {
    # AWS::Cassandra::Table/sales|orders
    list = provider::steward::import_id("AWS::Cassandra::Table", ["sales", "orders"], null)

    # AWS::AutoScaling::LifecycleHook/{"AutoScalingGroupName":"web|blue","LifecycleHookName":"drain"}@eu-west-1
    object = provider::steward::import_id("AWS::AutoScaling::LifecycleHook", {
      AutoScalingGroupName = "web|blue"
      LifecycleHookName    = "drain"
    }, "eu-west-1")
  }
}
