# The caller chooses.

variable "days" {
  type = number
}

resource "aws_db_instance" "this" {
  engine                              = "postgres"
  instance_class                      = "db.t4g.medium"
  storage_encrypted                   = true
  backup_retention_period             = var.days
  deletion_protection                 = true
  publicly_accessible                 = false
  iam_database_authentication_enabled = true
  manage_master_user_password         = true
  db_subnet_group_name                = "private"
  username                            = "app"
  allocated_storage                   = 20
}
