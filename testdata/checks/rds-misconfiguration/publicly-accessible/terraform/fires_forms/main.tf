# What carries the value: a condition, a map of databases, a module's argument.

variable "reports" {
  type = bool
}

locals {
  databases = {
    orders  = { public = false }
    reports = { public = true } # expect: rds-misconfiguration.publicly-accessible
  }
}

resource "aws_db_instance" "conditional" {
  count                       = var.reports ? 1 : 0
  engine                      = "postgres"
  instance_class              = "db.t4g.medium"
  allocated_storage           = 20
  storage_encrypted           = true
  backup_retention_period     = 30
  deletion_protection         = true
  manage_master_user_password = true
  username                    = "app"
  db_subnet_group_name        = "private"
  publicly_accessible         = true # expect: rds-misconfiguration.publicly-accessible
}

resource "aws_db_instance" "each" {
  for_each                    = local.databases
  engine                      = "postgres"
  instance_class              = "db.t4g.medium"
  allocated_storage           = 20
  storage_encrypted           = true
  backup_retention_period     = 30
  deletion_protection         = true
  manage_master_user_password = true
  username                    = "app"
  db_subnet_group_name        = "private"
  publicly_accessible         = each.value.public
}
