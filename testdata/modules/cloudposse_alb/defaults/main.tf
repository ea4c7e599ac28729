# Version 2.2 made the TLS policy a strong one.
module "new" {
  source          = "cloudposse/alb/aws"
  version         = "2.4.0"
  name            = "new"
  internal        = true
  vpc_id          = "vpc-0123456789abcdef0"
  subnet_ids      = ["subnet-a"]
  http_redirect   = true
  https_enabled   = true
  certificate_arn = "arn:aws:acm:eu-west-1:123456789012:certificate/a"
}

module "old" {  # expect: in-transit-data-tampering.weak-tls-policy
  source          = "cloudposse/alb/aws"
  version         = "1.11.1"
  name            = "old"
  internal        = true
  vpc_id          = "vpc-0123456789abcdef0"
  subnet_ids      = ["subnet-a"]
  http_redirect   = true
  https_enabled   = true
  certificate_arn = "arn:aws:acm:eu-west-1:123456789012:certificate/a"
}
