module "alb" {
  source                   = "cloudposse/alb/aws"
  version                  = "1.11.1"
  name                     = "web"
  vpc_id                   = "vpc-0123456789abcdef0"
  subnet_ids               = ["subnet-a"]
  access_logs_enabled      = false
  http_port                = 8080
  http_ingress_cidr_blocks = ["0.0.0.0/0"]
}
