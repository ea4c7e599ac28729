module "ingress" {
  source                        = "cloudposse/alb-ingress/aws"
  version                       = "0.28.0"
  name                          = "app"
  vpc_id                        = "vpc-0123456789abcdef0"
  unauthenticated_listener_arns = ["arn:aws:elasticloadbalancing:eu-west-1:123456789012:listener/app/web/0123456789abcdef/0123456789abcdef"]
  unauthenticated_paths         = ["/*"]
}
