# The caller chooses, or chooses the engine.

variable "iam" {
  type = bool
}

variable "engine" {
  type = string
}

resource "aws_db_instance" "chosen" {
  engine                              = "postgres"
  instance_class                      = "db.t4g.medium"
  storage_encrypted                   = true
  backup_retention_period             = 30
  deletion_protection                 = true
  publicly_accessible                 = false
  iam_database_authentication_enabled = var.iam
  manage_master_user_password         = true
  db_subnet_group_name                = "private"
  username                            = "app"
  allocated_storage                   = 20
}

resource "aws_db_instance" "engine" {
  engine                      = var.engine
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
