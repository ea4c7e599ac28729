# Switched off, or left to the provider, whose default is none.

resource "aws_db_instance" "zero" {
  engine                              = "postgres"
  instance_class                      = "db.t4g.medium"
  storage_encrypted                   = true
  backup_retention_period             = 0 # expect: rds-misconfiguration.backups-disabled
  deletion_protection                 = true
  publicly_accessible                 = false
  iam_database_authentication_enabled = true
  manage_master_user_password         = true
  db_subnet_group_name                = "private"
  username                            = "app"
  allocated_storage                   = 20
}

resource "aws_db_instance" "silent" { # expect: rds-misconfiguration.backups-disabled
  engine                              = "postgres"
  instance_class                      = "db.t4g.medium"
  storage_encrypted                   = true
  deletion_protection                 = true
  publicly_accessible                 = false
  iam_database_authentication_enabled = true
  manage_master_user_password         = true
  db_subnet_group_name                = "private"
  username                            = "app"
  allocated_storage                   = 20
}

resource "aws_db_instance" "by_text" {
  engine                              = "postgres"
  instance_class                      = "db.t4g.medium"
  storage_encrypted                   = true
  backup_retention_period             = "0" # expect: rds-misconfiguration.backups-disabled
  deletion_protection                 = true
  publicly_accessible                 = false
  iam_database_authentication_enabled = true
  manage_master_user_password         = true
  db_subnet_group_name                = "private"
  username                            = "app"
  allocated_storage                   = 20
}
