module "db" {
  source                  = "terraform-aws-modules/rds/aws"
  version                 = "~> 5.0"
  identifier              = "app"
  engine                  = "postgres"
  storage_encrypted       = false  # expect: rds-misconfiguration.storage-not-encrypted
  publicly_accessible     = true  # expect: rds-misconfiguration.publicly-accessible
  create_random_password  = false
  username                = "app"
  password                = "correct-horse-battery"  # expect: rds-misconfiguration.hardcoded-master-password
  backup_retention_period = 7
  deletion_protection     = true
}
