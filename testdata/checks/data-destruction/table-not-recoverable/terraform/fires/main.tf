# One says nothing, one turns both off.

resource "aws_dynamodb_table" "orders" { # expect: data-destruction.table-not-recoverable
  name         = "orders"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "id"
  attribute {
    name = "id"
    type = "S"
  }
}

resource "aws_dynamodb_table" "invoices" {
  name         = "invoices"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "id"
  attribute {
    name = "id"
    type = "S"
  }
  deletion_protection_enabled = false
  point_in_time_recovery {
    enabled = false # expect: data-destruction.table-not-recoverable
  }
}
