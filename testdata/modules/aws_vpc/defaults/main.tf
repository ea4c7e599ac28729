# In version 6 nothing is open by default; a network without flow logs is told at the call.
module "vpc" {  # expect: insufficient-api-logging.vpc-flow-logs-disabled
  source          = "terraform-aws-modules/vpc/aws"
  version         = "~> 6.0"
  azs             = ["eu-west-1a", "eu-west-1b"]
  cidr            = "10.0.0.0/16"
  public_subnets  = ["10.0.1.0/24", "10.0.2.0/24"]
  private_subnets = ["10.0.3.0/24", "10.0.4.0/24"]
}
