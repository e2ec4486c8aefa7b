# Destroying this table switches its protection off first: the plan says so.
resource "steward_cloudcontrol_resource" "orders" {
  type_name = "AWS::DynamoDB::Table"

  properties = {
    TableName                 = "orders"
    BillingMode               = "PAY_PER_REQUEST"
    KeySchema                 = [{ AttributeName = "id", KeyType = "HASH" }]
    AttributeDefinitions      = [{ AttributeName = "id", AttributeType = "S" }]
    DeletionProtectionEnabled = true
  }

  on_protection = "remove"
}
