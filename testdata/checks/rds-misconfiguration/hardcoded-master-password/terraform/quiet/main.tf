# Kept by RDS, generated, or read from where secrets are.

resource "random_password" "db" {
  length = 32
}

data "aws_secretsmanager_secret_version" "db" {
  secret_id = "billing/db"
}

resource "aws_db_instance" "managed" {
  engine                              = "postgres"
  instance_class                      = "db.t4g.medium"
  storage_encrypted                   = true
  backup_retention_period             = 30
  deletion_protection                 = true
  publicly_accessible                 = false
  iam_database_authentication_enabled = true
  manage_master_user_password         = true
  db_subnet_group_name                = "private"
  username                            = "app"
  allocated_storage                   = 20
}

resource "aws_db_instance" "generated" {
  engine                              = "postgres"
  instance_class                      = "db.t4g.medium"
  storage_encrypted                   = true
  backup_retention_period             = 30
  deletion_protection                 = true
  publicly_accessible                 = false
  iam_database_authentication_enabled = true
  db_subnet_group_name                = "private"
  username                            = "app"
  allocated_storage                   = 20
  password                            = random_password.db.result
}

resource "aws_rds_cluster" "read" {
  engine                              = "aurora-postgresql"
  storage_encrypted                   = true
  backup_retention_period             = 30
  deletion_protection                 = true
  iam_database_authentication_enabled = true
  master_username                     = "app"
  master_password                     = data.aws_secretsmanager_secret_version.db.secret_string
}
