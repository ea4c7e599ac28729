# What cn-terraform/ecs-fargate-service makes of its arguments, in versions 2.0.30 and later: a load balancer unless one is given, a
# service behind its target groups, and the service's security group.
defaults {
  waf_web_acl_arn = ""
  ssl_policy = null
  default_certificate_arn = null
  additional_certificates_arn_for_https_listeners = []
  enable_s3_logs = true
  log_bucket_id = null
  access_logs_prefix = null
  private_subnets = []
  public_subnets = []
  name_prefix = null
  vpc_id = null
  tags = {}
  lb_internal = false
  lb_security_groups = []
  lb_drop_invalid_header_fields = false
  lb_enable_deletion_protection = false
  lb_enable_cross_zone_load_balancing = false
  lb_http_ports = { default = { type = "forward", listener_port = 80, target_group_port = 80 } }
  lb_http_ingress_cidr_blocks = ["0.0.0.0/0"]
  lb_http_ingress_prefix_list_ids = []
  lb_https_ports = { default-https = { type = "forward", listener_port = 443, target_group_port = 443 } }
  lb_https_ingress_cidr_blocks = ["0.0.0.0/0"]
  lb_https_ingress_prefix_list_ids = []
  ecs_cluster_arn                    = null
  deployment_maximum_percent         = 200
  deployment_minimum_healthy_percent = 100
  deployment_circuit_breaker_enabled  = false
  deployment_circuit_breaker_rollback = false
  desired_count                      = 1
  enable_ecs_managed_tags            = false
  enable_execute_command             = false
  health_check_grace_period_seconds  = 0
  deployment_controller              = [{ type = "ECS" }]
  platform_version                   = "1.4.0"
  propagate_tags                     = "SERVICE"
  task_definition_arn                = ""
  security_groups                    = []
  assign_public_ip                   = false
  ecs_tasks_sg_allow_egress_to_anywhere = true
  container_name                     = null
  custom_lb_arn                      = null
  additional_lbs                     = {}
}

unused {
  names = [
    "ordered_placement_strategy", "placement_constraints", "service_registries", "force_new_deployment", "wait_for_ready_state", "wait_for_steady_state", "enable_autoscaling",
    "ecs_cluster_name", "max_*", "min_*", "scale_target_*", "lb_idle_timeout", "lb_enable_http2", "lb_ip_address_type", "lb_deregistration_delay", "lb_slow_start",
    "lb_load_balancing_algorithm_type", "lb_stickiness", "lb_target_group_health_check_*", "block_s3_bucket_public_access", "enable_s3_bucket_server_side_encryption",
    "s3_bucket_server_side_encryption_*"
  ]
}

module "ecs-alb" {
  count   = var.custom_lb_arn == null ? 1 : 0
  source  = "cn-terraform/ecs-alb/aws"
  version = "1.0.37"
  waf_web_acl_arn = var.waf_web_acl_arn
  ssl_policy = var.ssl_policy
  default_certificate_arn = var.default_certificate_arn
  additional_certificates_arn_for_https_listeners = var.additional_certificates_arn_for_https_listeners
  enable_s3_logs = var.enable_s3_logs
  log_bucket_id = var.log_bucket_id
  access_logs_prefix = var.access_logs_prefix
  private_subnets = var.private_subnets
  public_subnets = var.public_subnets
  name_prefix = var.name_prefix
  vpc_id = var.vpc_id
  tags = var.tags
  internal = var.lb_internal
  security_groups = var.lb_security_groups
  drop_invalid_header_fields = var.lb_drop_invalid_header_fields
  enable_deletion_protection = var.lb_enable_deletion_protection
  enable_cross_zone_load_balancing = var.lb_enable_cross_zone_load_balancing
  http_ports = var.lb_http_ports
  http_ingress_cidr_blocks = var.lb_http_ingress_cidr_blocks
  http_ingress_prefix_list_ids = var.lb_http_ingress_prefix_list_ids
  https_ports = var.lb_https_ports
  https_ingress_cidr_blocks = var.lb_https_ingress_cidr_blocks
  https_ingress_prefix_list_ids = var.lb_https_ingress_prefix_list_ids
}

locals {
  balancer = try(module.ecs-alb[0], null)
  http     = try(local.balancer.lb_http_tgs_arns, [])
  https    = try(local.balancer.lb_https_tgs_arns, [])
  ports    = concat(try(local.balancer.lb_http_tgs_ports, []), try(local.balancer.lb_https_tgs_ports, []))
}

resource "aws_ecs_service" "service" {
  name                               = "${var.name_prefix}-service"
  cluster                            = var.ecs_cluster_arn
  task_definition                    = try(var.deployment_controller[0].type, "ECS") == "EXTERNAL" ? null : var.task_definition_arn
  launch_type                        = "FARGATE"
  platform_version                   = var.platform_version
  desired_count                      = var.desired_count
  deployment_maximum_percent         = var.deployment_maximum_percent
  deployment_minimum_healthy_percent = var.deployment_minimum_healthy_percent
  enable_ecs_managed_tags            = var.enable_ecs_managed_tags
  enable_execute_command             = var.enable_execute_command
  health_check_grace_period_seconds  = var.health_check_grace_period_seconds
  propagate_tags                     = var.propagate_tags
  tags                               = var.tags
  dynamic "load_balancer" {
    for_each = concat(local.http, local.https)
    content {
      target_group_arn = load_balancer.value
      container_name   = var.container_name
      container_port   = local.ports[load_balancer.key]
    }
  }
  dynamic "load_balancer" {
    for_each = var.additional_lbs
    content {
      target_group_arn = load_balancer.value.target_group_arn
      container_name   = var.container_name
      container_port   = load_balancer.value.container_port
    }
  }
  network_configuration {
    security_groups  = concat([aws_security_group.ecs_tasks_sg.id], var.security_groups)
    subnets          = var.assign_public_ip ? var.public_subnets : var.private_subnets
    assign_public_ip = var.assign_public_ip
  }
  deployment_circuit_breaker {
    enable   = var.deployment_circuit_breaker_enabled
    rollback = var.deployment_circuit_breaker_rollback
  }
  dynamic "deployment_controller" {
    for_each = var.deployment_controller
    content {
      type = deployment_controller.value.type
    }
  }
}

resource "aws_security_group" "ecs_tasks_sg" {
  name   = "${var.name_prefix}-ecs-tasks-sg"
  vpc_id = var.vpc_id
}

resource "aws_security_group_rule" "egress" {
  count             = var.ecs_tasks_sg_allow_egress_to_anywhere ? 1 : 0
  security_group_id = aws_security_group.ecs_tasks_sg.id
  type              = "egress"
  from_port         = 0
  to_port           = 0
  protocol          = "-1"
  cidr_blocks       = ["0.0.0.0/0"]
}

resource "aws_security_group_rule" "ingress_through_load_balancer" {
  count                    = var.custom_lb_arn == null ? length(local.ports) : 0
  security_group_id        = aws_security_group.ecs_tasks_sg.id
  type                     = "ingress"
  from_port                = local.ports[count.index]
  to_port                  = local.ports[count.index]
  protocol                 = "tcp"
  source_security_group_id = local.balancer.aws_security_group_lb_access_sg_id
}

output "aws_ecs_service_service_id" { value = aws_ecs_service.service.id }
output "aws_ecs_service_service_name" { value = aws_ecs_service.service.name }
output "aws_ecs_service_service_cluster" { value = aws_ecs_service.service.cluster }
output "ecs_tasks_sg_id" { value = aws_security_group.ecs_tasks_sg.id }
output "ecs_tasks_sg_arn" { value = aws_security_group.ecs_tasks_sg.arn }
output "ecs_tasks_sg_name" { value = aws_security_group.ecs_tasks_sg.name }
output "aws_lb_lb_id" { value = try(local.balancer.aws_lb_lb_id, null) }
output "aws_lb_lb_arn" { value = try(local.balancer.aws_lb_lb_arn, null) }
output "aws_lb_lb_arn_suffix" { value = try(local.balancer.aws_lb_lb_arn_suffix, null) }
output "aws_lb_lb_dns_name" { value = try(local.balancer.aws_lb_lb_dns_name, null) }
output "aws_lb_lb_zone_id" { value = try(local.balancer.aws_lb_lb_zone_id, null) }
output "aws_security_group_lb_access_sg_id" { value = try(local.balancer.aws_security_group_lb_access_sg_id, null) }
output "aws_security_group_lb_access_sg_arn" { value = try(local.balancer.aws_security_group_lb_access_sg_arn, null) }
output "aws_security_group_lb_access_sg_vpc_id" { value = try(local.balancer.aws_security_group_lb_access_sg_vpc_id, null) }
output "aws_security_group_lb_access_sg_name" { value = try(local.balancer.aws_security_group_lb_access_sg_name, null) }
output "lb_http_tgs_ids" { value = try(local.balancer.lb_http_tgs_ids, null) }
output "lb_http_tgs_arns" { value = try(local.balancer.lb_http_tgs_arns, null) }
output "lb_http_tgs_names" { value = try(local.balancer.lb_http_tgs_names, null) }
output "lb_https_tgs_ids" { value = try(local.balancer.lb_https_tgs_ids, null) }
output "lb_https_tgs_arns" { value = try(local.balancer.lb_https_tgs_arns, null) }
output "lb_https_tgs_names" { value = try(local.balancer.lb_https_tgs_names, null) }
output "lb_http_listeners_ids" { value = try(local.balancer.lb_http_listeners_ids, null) }
output "lb_http_listeners_arns" { value = try(local.balancer.lb_http_listeners_arns, null) }
output "lb_https_listeners_ids" { value = try(local.balancer.lb_https_listeners_ids, null) }
output "lb_https_listeners_arns" { value = try(local.balancer.lb_https_listeners_arns, null) }
