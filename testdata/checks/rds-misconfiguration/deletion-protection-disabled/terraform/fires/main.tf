# One request deletes them.

resource "aws_db_instance" "said" {
  engine                              = "postgres"
  instance_class                      = "db.t4g.medium"
  storage_encrypted                   = true
  backup_retention_period             = 30
  deletion_protection                 = false # expect: rds-misconfiguration.deletion-protection-disabled
  publicly_accessible                 = false
  iam_database_authentication_enabled = true
  manage_master_user_password         = true
  db_subnet_group_name                = "private"
  username                            = "app"
  allocated_storage                   = 20
}

resource "aws_db_instance" "silent" { # expect: rds-misconfiguration.deletion-protection-disabled
  engine                              = "postgres"
  instance_class                      = "db.t4g.medium"
  storage_encrypted                   = true
  backup_retention_period             = 30
  publicly_accessible                 = false
  iam_database_authentication_enabled = true
  manage_master_user_password         = true
  db_subnet_group_name                = "private"
  username                            = "app"
  allocated_storage                   = 20
}

resource "aws_rds_cluster" "cluster" { # expect: rds-misconfiguration.deletion-protection-disabled
  engine                              = "aurora-postgresql"
  storage_encrypted                   = true
  backup_retention_period             = 30
  iam_database_authentication_enabled = true
  manage_master_user_password         = true
  master_username                     = "app"
}
