# Storage is encrypted and the password is managed by default; backups and protection are not.
module "db" {  # expect: rds-misconfiguration.backups-disabled, rds-misconfiguration.deletion-protection-disabled
  source     = "terraform-aws-modules/rds/aws"
  version    = "~> 6.0"
  identifier = "app"
  engine     = "postgres"
}
