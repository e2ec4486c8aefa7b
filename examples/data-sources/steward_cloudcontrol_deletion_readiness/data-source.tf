data "steward_cloudcontrol_deletion_readiness" "tables" {
  type_name   = "AWS::DynamoDB::Table"
  identifiers = ["orders", "customers"]
}

# Says at every plan which tables could not be deleted, and why.
check "tables_can_be_deleted" {
  assert {
    condition = alltrue([
      for table in values(data.steward_cloudcontrol_deletion_readiness.tables.objects) : table.verdict == "ready"
    ])
    error_message = join("\n", [
      for name, table in data.steward_cloudcontrol_deletion_readiness.tables.objects :
      join(", ", concat(
        ["${name}: ${table.verdict}"],
        [for blocker in table.blockers : "${blocker.code} ${blocker.id}"],
        compact([table.unchecked]),
      ))
    ])
  }
}
