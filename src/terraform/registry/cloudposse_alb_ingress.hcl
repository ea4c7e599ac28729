# What cloudposse/alb-ingress makes of its arguments, in versions 0.20 to 1: a target group, and rules of listeners that forward to it,
# after signing in where paths or hosts are authenticated.
defaults {
  vpc_id                        = null
  port                          = 80
  protocol                      = "HTTP"
  target_type                   = "ip"
  default_target_group_enabled  = true
  target_group_name             = ""
  target_group_arn              = ""
  authenticated_paths           = []
  unauthenticated_paths         = []
  authenticated_hosts           = []
  unauthenticated_hosts         = []
  authenticated_priority        = 300
  unauthenticated_priority      = 1000
  authenticated_listener_arns   = []
  unauthenticated_listener_arns = []
  authentication_type           = ""
  authentication_cognito_user_pool_arn       = ""
  authentication_cognito_user_pool_client_id = ""
  authentication_cognito_user_pool_domain    = ""
  authentication_oidc_client_id     = ""
  authentication_oidc_client_secret = ""
  authentication_oidc_issuer        = ""
}

unused {
  names = [
    "protocol_version", "slow_start", "deregistration_delay", "health_check_*", "stickiness_*", "load_balancing_algorithm_type", "*_count", "*_scope", "*_endpoint",
    "listener_http_header_conditions", "authentication_oidc_request_extra_params", "authentication_*on_unauthenticated_request", "authentication_*request_extra_params", "load_balancing_*"
  ]
}

locals {
  on     = module.this.enabled
  target = local.on && var.default_target_group_enabled
  arn    = local.target ? aws_lb_target_group.default[0].arn : var.target_group_arn
  open   = length(concat(var.unauthenticated_paths, var.unauthenticated_hosts)) > 0
  closed = length(concat(var.authenticated_paths, var.authenticated_hosts)) > 0
}

resource "aws_lb_target_group" "default" {
  count       = local.target ? 1 : 0
  name        = var.target_group_name == "" ? module.this.id : var.target_group_name
  vpc_id      = var.vpc_id
  port        = var.port
  protocol    = var.protocol
  target_type = var.target_type
}

resource "aws_lb_listener_rule" "unauthenticated" {
  count        = local.on && local.open ? length(var.unauthenticated_listener_arns) : 0
  listener_arn = var.unauthenticated_listener_arns[count.index]
  priority     = var.unauthenticated_priority
  action {
    type             = "forward"
    target_group_arn = local.arn
  }
}

resource "aws_lb_listener_rule" "authenticated" {
  count        = local.on && local.closed ? length(var.authenticated_listener_arns) : 0
  listener_arn = var.authenticated_listener_arns[count.index]
  priority     = var.authenticated_priority
  dynamic "action" {
    for_each = var.authentication_type == "COGNITO" ? [1] : []
    content {
      type = "authenticate-cognito"
      authenticate_cognito {
        user_pool_arn       = var.authentication_cognito_user_pool_arn
        user_pool_client_id = var.authentication_cognito_user_pool_client_id
        user_pool_domain    = var.authentication_cognito_user_pool_domain
      }
    }
  }
  dynamic "action" {
    for_each = var.authentication_type == "OIDC" ? [1] : []
    content {
      type = "authenticate-oidc"
      authenticate_oidc {
        client_id     = var.authentication_oidc_client_id
        client_secret = var.authentication_oidc_client_secret
        issuer        = var.authentication_oidc_issuer
      }
    }
  }
  action {
    type             = "forward"
    target_group_arn = local.arn
  }
}

output "target_group_name" { value = one(aws_lb_target_group.default[*].name) }
output "target_group_arn" { value = local.arn }
output "target_group_arn_suffix" { value = one(aws_lb_target_group.default[*].arn_suffix) }
