# Adopts all queues whose names begin with "acme-". The list shows their
# identifiers; each is imported, with a configuration that manages nothing but
# the name, so that the plan changes nothing.
data "steward_cloudcontrol_resources" "queues" {
  type_name = "AWS::SQS::Queue"
}

locals {
  queues = {
    for url in data.steward_cloudcontrol_resources.queues.identifiers :
    basename(url) => url if startswith(basename(url), "acme-")
  }
}

import {
  for_each = local.queues
  to       = steward_cloudcontrol_resource.queue[each.key]
  id       = "AWS::SQS::Queue/${each.value}"
}

resource "steward_cloudcontrol_resource" "queue" {
  for_each = local.queues

  type_name  = "AWS::SQS::Queue"
  properties = { QueueName = each.key }
}
