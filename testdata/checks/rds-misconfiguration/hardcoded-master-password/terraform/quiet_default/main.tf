# The default of a variable that says secret is told where it stands, once.

resource "aws_db_instance" "this" {
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
  password                            = var.db_password
}

variable "db_password" {
  type      = string
  sensitive = true
  default   = "correct-horse" # expect: sensitive-env-var-logging.secret-default-value
}
