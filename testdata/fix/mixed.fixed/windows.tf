resource "aws_db_instance" "orders" {
  identifier              = "orders"
  engine                  = "postgres"
  password                = null
  storage_encrypted       = true
  backup_retention_period = 30
  deletion_protection     = true
}
