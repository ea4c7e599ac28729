# The caller chooses, or what the database is made from decides.

variable "encrypted" {
  type = bool
}

resource "aws_db_instance" "chosen" {
  engine                              = "postgres"
  instance_class                      = "db.t4g.medium"
  storage_encrypted                   = var.encrypted
  backup_retention_period             = 30
  deletion_protection                 = true
  publicly_accessible                 = false
  iam_database_authentication_enabled = true
  manage_master_user_password         = true
  db_subnet_group_name                = "private"
  username                            = "app"
  allocated_storage                   = 20
}

resource "aws_db_instance" "restored" {
  engine                              = "postgres"
  instance_class                      = "db.t4g.medium"
  backup_retention_period             = 30
  deletion_protection                 = true
  publicly_accessible                 = false
  iam_database_authentication_enabled = true
  manage_master_user_password         = true
  db_subnet_group_name                = "private"
  username                            = "app"
  allocated_storage                   = 20
  snapshot_identifier                 = "rds:billing-2026-11-01"
}

resource "aws_db_instance" "replica" {
  engine                              = "postgres"
  instance_class                      = "db.t4g.medium"
  backup_retention_period             = 30
  deletion_protection                 = true
  publicly_accessible                 = false
  iam_database_authentication_enabled = true
  manage_master_user_password         = true
  db_subnet_group_name                = "private"
  username                            = "app"
  allocated_storage                   = 20
  replicate_source_db                 = "arn:aws:rds:eu-west-1:123456789012:db:billing"
}
