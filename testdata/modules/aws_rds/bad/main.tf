module "db" {
  source                  = "terraform-aws-modules/rds/aws"
  version                 = "~> 5.0"
  identifier              = "app"
  engine                  = "postgres"
  storage_encrypted       = false
  publicly_accessible     = true
  create_random_password  = false
  username                = "app"
  password                = "correct-horse-battery"
  backup_retention_period = 7
  deletion_protection     = true
}
