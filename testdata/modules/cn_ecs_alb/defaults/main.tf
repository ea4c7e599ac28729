module "alb" {  # expect: in-transit-data-tampering.weak-tls-policy
  source          = "cn-terraform/ecs-alb/aws"
  version         = "1.0.37"
  name_prefix     = "app"
  internal        = true
  vpc_id          = "vpc-0123456789abcdef0"
  private_subnets = ["subnet-a"]
  public_subnets  = ["subnet-b"]
}
