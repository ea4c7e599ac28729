# Not encrypted: said or not said, and a cluster of instances that is no Aurora.

resource "aws_db_instance" "said" {
  engine                              = "postgres"
  instance_class                      = "db.t4g.medium"
  storage_encrypted                   = false # expect: rds-misconfiguration.storage-not-encrypted
  backup_retention_period             = 30
  deletion_protection                 = true
  publicly_accessible                 = false
  iam_database_authentication_enabled = true
  manage_master_user_password         = true
  db_subnet_group_name                = "private"
  username                            = "app"
  allocated_storage                   = 20
}

resource "aws_db_instance" "silent" { # expect: rds-misconfiguration.storage-not-encrypted
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
}

resource "aws_rds_cluster" "multi_az" { # expect: rds-misconfiguration.storage-not-encrypted
  engine                              = "mysql"
  backup_retention_period             = 30
  deletion_protection                 = true
  iam_database_authentication_enabled = true
  manage_master_user_password         = true
  master_username                     = "app"
}
