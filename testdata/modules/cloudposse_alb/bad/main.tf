module "alb" {  # expect: unencrypted-dataflows.plaintext-listener, vulnerable-application-code.public-load-balancer-without-waf
  source                   = "cloudposse/alb/aws"
  version                  = "1.11.1"
  name                     = "web"
  vpc_id                   = "vpc-0123456789abcdef0"
  subnet_ids               = ["subnet-a"]
  access_logs_enabled      = false  # expect: insufficient-api-logging.load-balancer-access-logs-disabled
  http_port                = 8080
  http_ingress_cidr_blocks = ["0.0.0.0/0"]  # expect: vulnerable-application-code.ingress-open-to-world
}
