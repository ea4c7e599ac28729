module "cluster" {
  source              = "terraform-aws-modules/rds-aurora/aws"
  version             = "~> 10.0"
  name                = "app"
  engine              = "aurora-postgresql"
  vpc_id              = "vpc-0123456789abcdef0"
  storage_encrypted   = false
  deletion_protection = true
  instances = {
    one = { publicly_accessible = true }  # expect: rds-misconfiguration.publicly-accessible
  }
  security_group_ingress_rules = {
    world = { cidr_ipv4 = "0.0.0.0/0" }  # expect: vulnerable-application-code.ingress-open-to-world
  }
}
