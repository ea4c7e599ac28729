module "vpc" {  # expect: insufficient-api-logging.vpc-flow-logs-disabled
  source                  = "cloudposse/vpc/aws"
  version                 = "2.1.0"
  namespace               = "eg"
  name                    = "app"
  ipv4_primary_cidr_block = "172.16.0.0/16"
}
