# The group that the module made is the one that the caller opens.
module "vpc" {  # expect: insufficient-api-logging.vpc-flow-logs-disabled
  source                          = "cloudposse/vpc/aws"
  version                         = "2.1.0"
  name                            = "app"
  ipv4_primary_cidr_block         = "172.16.0.0/16"
}

resource "aws_security_group_rule" "open" {
  security_group_id = module.vpc.vpc_default_security_group_id
  type              = "ingress"
  from_port         = 22
  to_port           = 22
  protocol          = "tcp"
  cidr_blocks       = ["0.0.0.0/0"]  # expect: vulnerable-application-code.ingress-open-to-world
}
