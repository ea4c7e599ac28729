# Engines that take tokens, and do not.

resource "aws_db_instance" "said" {
  engine                              = "mysql"
  instance_class                      = "db.t4g.medium"
  storage_encrypted                   = true
  backup_retention_period             = 30
  deletion_protection                 = true
  publicly_accessible                 = false
  iam_database_authentication_enabled = false # expect: rds-misconfiguration.iam-authentication-disabled
  manage_master_user_password         = true
  db_subnet_group_name                = "private"
  username                            = "app"
  allocated_storage                   = 20
}

resource "aws_db_instance" "silent" { # expect: rds-misconfiguration.iam-authentication-disabled
  engine                      = "postgres"
  instance_class              = "db.t4g.medium"
  storage_encrypted           = true
  backup_retention_period     = 30
  deletion_protection         = true
  publicly_accessible         = false
  manage_master_user_password = true
  db_subnet_group_name        = "private"
  username                    = "app"
  allocated_storage           = 20
}

resource "aws_rds_cluster" "cluster" { # expect: rds-misconfiguration.iam-authentication-disabled
  engine                      = "aurora-postgresql"
  storage_encrypted           = true
  backup_retention_period     = 30
  deletion_protection         = true
  manage_master_user_password = true
  master_username             = "app"
}
