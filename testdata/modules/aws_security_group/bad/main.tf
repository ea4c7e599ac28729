# Names of known rules, rules that are written out, and the maps of version 6.
module "named" {
  source              = "terraform-aws-modules/security-group/aws"
  version             = "~> 4.0"
  name                = "named"
  vpc_id              = "vpc-0123456789abcdef0"
  ingress_cidr_blocks = ["0.0.0.0/0"]  # expect: vulnerable-application-code.ingress-open-to-world
  ingress_rules       = ["ssh-tcp"]
}

module "written" {
  source  = "terraform-aws-modules/security-group/aws"
  version = "~> 5.0"
  name    = "written"
  vpc_id  = "vpc-0123456789abcdef0"
  ingress_with_cidr_blocks = [
    {
      rule        = "postgresql-tcp"
      cidr_blocks = "10.0.0.0/8,0.0.0.0/0"  # expect: vulnerable-application-code.ingress-open-to-world
    },
  ]
}

module "mapped" {
  source  = "terraform-aws-modules/security-group/aws"
  version = "~> 6.0"
  name    = "mapped"
  vpc_id  = "vpc-0123456789abcdef0"
  ingress_rules = {
    rdp = {
      from_port = 3389
      cidr_ipv4 = "0.0.0.0/0"  # expect: vulnerable-application-code.ingress-open-to-world
    }
  }
}

module "inside" {
  source  = "terraform-aws-modules/security-group/aws"
  version = "~> 5.0"
  name    = "inside"
  vpc_id  = "vpc-0123456789abcdef0"
  ingress_with_source_security_group_id = [
    { rule = "http-80-tcp", source_security_group_id = module.named.security_group_id },
  ]
}
