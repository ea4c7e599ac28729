# The rule forwards what arrives at the caller's listener.
module "ingress" {
  source                        = "cloudposse/alb-ingress/aws"
  version                       = "0.28.0"
  name                          = "app"
  vpc_id                        = "vpc-0123456789abcdef0"
  unauthenticated_listener_arns = [aws_lb_listener.http.arn]
  unauthenticated_paths         = ["/*"]
}

resource "aws_lb_listener" "http" {
  load_balancer_arn = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/web/0123456789abcdef"
  port              = 80
  protocol          = "HTTP"  # expect: unencrypted-dataflows.plaintext-listener
  default_action {
    type = "fixed-response"
    fixed_response {
      content_type = "text/plain"
      status_code  = "404"
    }
  }
}
