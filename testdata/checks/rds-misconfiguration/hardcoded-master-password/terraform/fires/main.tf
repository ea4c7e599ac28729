# The password stands in the source, however it is handed over.

resource "aws_db_instance" "literal" {
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
  password                            = "correct-horse" # expect: rds-misconfiguration.hardcoded-master-password
}

resource "aws_db_instance" "write_only" {
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
  password_wo                         = "correct-horse" # expect: rds-misconfiguration.hardcoded-master-password
  password_wo_version                 = 1
}

resource "aws_rds_cluster" "cluster" {
  engine                              = "aurora-postgresql"
  storage_encrypted                   = true
  backup_retention_period             = 30
  deletion_protection                 = true
  iam_database_authentication_enabled = true
  master_username                     = "app"
  master_password                     = "changeme" # expect: rds-misconfiguration.hardcoded-master-password
}

resource "aws_db_instance" "local" {
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
  password                            = local.password
}

locals {
  password = "battery-staple" # expect: rds-misconfiguration.hardcoded-master-password
}

resource "aws_db_instance" "plain_variable" {
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
  password                            = var.initial
}

variable "initial" {
  type      = string
  sensitive = true
  default   = "correct-horse" # expect: rds-misconfiguration.hardcoded-master-password
}
