data "steward_entryguard_resource" "office" {
  name = "office"
}

data "steward_entryguard_deletion_readiness" "office" {
  ids = [data.steward_entryguard_resource.office.id]
}

# Warns at every plan and apply while somebody is in, before anybody destroys.
check "office_can_be_deleted" {
  assert {
    condition = alltrue([
      for resource in values(data.steward_entryguard_deletion_readiness.office.objects) : resource.verdict == "ready"
    ])
    error_message = join("\n", flatten([
      for id, resource in data.steward_entryguard_deletion_readiness.office.objects : concat(
        ["${id}: ${resource.verdict}"],
        [for blocker in resource.blockers : "  ${blocker.code} ${blocker.id} of ${coalesce(blocker.who, "somebody")}"],
        [for reason in compact([resource.unchecked]) : "  ${reason}"],
      )
    ]))
  }
}
