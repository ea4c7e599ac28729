# The caller chooses.

variable "public" {
  type = bool
}

resource "aws_db_instance" "this" {
  engine                              = "postgres"
  instance_class                      = "db.t4g.medium"
  storage_encrypted                   = true
  backup_retention_period             = 30
  deletion_protection                 = true
  publicly_accessible                 = var.public
  iam_database_authentication_enabled = true
  manage_master_user_password         = true
  db_subnet_group_name                = "private"
  username                            = "app"
  allocated_storage                   = 20
}
