# What cloudposse/ecs-web-app makes of its arguments, in versions 0.60 to 2: a repository, a log group, a container, the rules of a load
# balancer, and a service. Its pipeline is a module of its own that is not known here.
defaults {
  region                        = null
  vpc_id                        = null
  ecr_enabled                   = true
  ecr_scan_images_on_push       = false
  ecr_image_tag_mutability      = "IMMUTABLE"
  use_ecr_image                 = false
  container_image               = "cloudposse/default-backend"
  container_definition          = ""
  container_repo_credentials    = null
  container_cpu                 = 256
  container_memory              = 512
  container_memory_reservation  = 128
  container_start_timeout       = 30
  container_stop_timeout        = 30
  container_environment         = null
  map_container_environment     = null
  container_port                = 80
  port_mappings                 = [{ containerPort = 80, hostPort = 80, protocol = "tcp" }]
  linux_parameters              = {}
  docker_labels                 = null
  system_controls               = null
  ulimits                       = []
  mount_points                  = []
  entrypoint                    = null
  command                       = null
  secrets                       = null
  privileged                    = null
  healthcheck                   = null
  init_containers               = []
  cloudwatch_log_group_enabled  = true
  log_retention_in_days         = 90
  log_driver                    = "awslogs"
  aws_logs_region               = null
  aws_logs_prefix               = ""
  network_mode                  = "awsvpc"
  task_cpu                      = null
  task_memory                   = null
  task_role_arn                 = ""
  task_policy_arns              = []
  ignore_changes_task_definition = true
  ignore_changes_desired_count  = false
  nlb_container_port            = 80
  desired_count                 = 1
  launch_type                   = "FARGATE"
  enable_all_egress_rule        = true
  platform_version              = "LATEST"
  capacity_provider_strategies  = []
  volumes                       = []
  health_check_grace_period_seconds = 0
  assign_public_ip              = false
  ecs_cluster_arn               = null
  ecs_cluster_name              = null
  ecs_security_group_ids        = []
  ecs_security_group_enabled    = true
  ecs_private_subnet_ids        = []
  permissions_boundary          = ""
  runtime_platform              = []
  exec_enabled                  = false
  propagate_tags                = null
  enable_ecs_managed_tags       = false
  circuit_breaker_deployment_enabled = false
  circuit_breaker_rollback_enabled   = false
  deployment_controller_type    = "ECS"
  deployment_maximum_percent    = 200
  deployment_minimum_healthy_percent = 100
  additional_lbs                = []
  alb_security_group            = ""
  use_alb_security_group        = false
  use_nlb_cidr_blocks           = false
  nlb_cidr_blocks               = []
  nlb_ingress_target_group_arn  = ""
  alb_container_name            = null
  nlb_container_name            = null
  alb_ingress_enable_default_target_group = true
  alb_ingress_target_type       = "ip"
  alb_ingress_target_group_arn  = ""
  alb_ingress_protocol          = "HTTP"
  alb_ingress_unauthenticated_hosts = []
  alb_ingress_authenticated_hosts   = []
  alb_ingress_unauthenticated_paths = []
  alb_ingress_authenticated_paths   = []
  alb_ingress_unauthenticated_listener_arns = []
  alb_ingress_authenticated_listener_arns   = []
  authentication_type           = ""
  authentication_cognito_user_pool_arn       = ""
  authentication_cognito_user_pool_client_id = ""
  authentication_cognito_user_pool_domain    = ""
  authentication_oidc_client_id     = ""
  authentication_oidc_client_secret = ""
  authentication_oidc_issuer        = ""
  codepipeline_enabled          = true
  repo_owner                    = ""
  repo_name                     = ""
  branch                        = ""
  buildspec                     = ""
  build_image                   = "aws/codebuild/docker:17.09.0"
  build_environment_variables   = []
  github_oauth_token            = ""
}

unused {
  names = [
    "codepipeline_*", "codebuild_*", "alb_target_group_alarms_*", "alb_arn_suffix", "alb_ingress_health*", "alb_ingress_listener_*", "alb_ingress_protocol_version",
    "alb_ingress_load_balancing_algorithm_type", "alb_stickiness_*", "*_arns_count", "ecs_alarms_*", "autoscaling_*", "github_webhook*", "badge_enabled", "build_timeout",
    "poll_source_changes", "webhook_*", "authentication_*_endpoint", "authentication_*_scope", "authentication_oidc_*", "authentication_cognito_scope", "service_registries", "force_new_deployment"
  ]
}

data "aws_region" "current" {}

locals {
  on        = module.this.enabled
  all       = var.container_definition == "" ? module.container_definition.json_map_encoded : var.container_definition
  inits     = [for init in var.init_containers : try(init.container_definition, init)]
  balancers = concat(
    var.alb_ingress_enable_default_target_group || var.alb_ingress_target_group_arn != "" ? [{ elb_name = null, container_name = var.alb_container_name == null ? module.this.id : var.alb_container_name, container_port = var.container_port, target_group_arn = module.alb_ingress.target_group_arn }] : [],
    var.nlb_ingress_target_group_arn != "" ? [{ elb_name = null, container_name = var.nlb_container_name == null ? module.this.id : var.nlb_container_name, container_port = var.nlb_container_port, target_group_arn = var.nlb_ingress_target_group_arn }] : [],
    var.additional_lbs
  )
}

module "ecr" {
  source               = "cloudposse/ecr/aws"
  version              = "0.41.0"
  enabled              = local.on && (var.ecr_enabled || var.codepipeline_enabled)
  attributes           = ["ecr"]
  scan_images_on_push  = var.ecr_scan_images_on_push
  image_tag_mutability = var.ecr_image_tag_mutability
  context              = module.this.context
}

resource "aws_cloudwatch_log_group" "app" {
  count             = local.on && var.cloudwatch_log_group_enabled ? 1 : 0
  name              = module.this.id
  retention_in_days = var.log_retention_in_days
  tags              = module.this.tags
}

module "alb_ingress" {
  source                       = "cloudposse/alb-ingress/aws"
  version                      = "0.28.0"
  vpc_id                       = var.vpc_id
  port                         = var.container_port
  protocol                     = var.alb_ingress_protocol
  target_type                  = var.alb_ingress_target_type
  default_target_group_enabled = var.alb_ingress_enable_default_target_group
  target_group_arn             = var.alb_ingress_target_group_arn
  authenticated_paths          = var.alb_ingress_authenticated_paths
  unauthenticated_paths        = var.alb_ingress_unauthenticated_paths
  authenticated_hosts          = var.alb_ingress_authenticated_hosts
  unauthenticated_hosts        = var.alb_ingress_unauthenticated_hosts
  unauthenticated_listener_arns = var.alb_ingress_unauthenticated_listener_arns
  authenticated_listener_arns   = var.alb_ingress_authenticated_listener_arns
  authentication_type           = var.authentication_type
  authentication_cognito_user_pool_arn       = var.authentication_cognito_user_pool_arn
  authentication_cognito_user_pool_client_id = var.authentication_cognito_user_pool_client_id
  authentication_cognito_user_pool_domain    = var.authentication_cognito_user_pool_domain
  authentication_oidc_client_id     = var.authentication_oidc_client_id
  authentication_oidc_client_secret = var.authentication_oidc_client_secret
  authentication_oidc_issuer        = var.authentication_oidc_issuer
  context                           = module.this.context
}

module "container_definition" {
  source                       = "cloudposse/ecs-container-definition/aws"
  version                      = "0.58.1"
  container_name               = module.this.id
  container_image              = var.use_ecr_image ? module.ecr.repository_url : var.container_image
  container_memory             = var.container_memory
  container_memory_reservation = var.container_memory_reservation
  container_cpu                = var.container_cpu
  docker_labels                = var.docker_labels
  start_timeout                = var.container_start_timeout
  stop_timeout                 = var.container_stop_timeout
  healthcheck                  = var.healthcheck
  environment                  = var.container_environment
  map_environment              = var.map_container_environment
  port_mappings                = var.port_mappings
  privileged                   = var.privileged
  secrets                      = var.secrets
  system_controls              = var.system_controls
  ulimits                      = var.ulimits
  entrypoint                   = var.entrypoint
  command                      = var.command
  mount_points                 = var.mount_points
  repository_credentials       = var.container_repo_credentials
  linux_parameters             = merge(var.linux_parameters, var.exec_enabled ? { initProcessEnabled = true } : {})
  log_configuration = var.cloudwatch_log_group_enabled ? {
    logDriver = var.log_driver
    options = {
      "awslogs-region"        = try(coalesce(var.aws_logs_region, data.aws_region.current.name), null)
      "awslogs-group"         = one(aws_cloudwatch_log_group.app[*].name)
      "awslogs-stream-prefix" = var.aws_logs_prefix == "" ? module.this.name : var.aws_logs_prefix
    }
  } : null
}

module "ecs_alb_service_task" {
  source                             = "cloudposse/ecs-alb-service-task/aws"
  version                            = "0.78.0"
  alb_security_group                 = var.alb_security_group
  use_alb_security_group             = var.use_alb_security_group
  nlb_cidr_blocks                    = var.nlb_cidr_blocks
  use_nlb_cidr_blocks                = var.use_nlb_cidr_blocks
  container_definition_json          = length(local.inits) > 0 ? jsonencode(concat(local.inits, [jsondecode(local.all)])) : "[${local.all}]"
  desired_count                      = var.desired_count
  ignore_changes_desired_count       = var.ignore_changes_desired_count
  health_check_grace_period_seconds  = var.health_check_grace_period_seconds
  network_mode                       = var.network_mode
  task_cpu                           = var.task_cpu == null ? var.container_cpu : var.task_cpu
  task_memory                        = var.task_memory == null ? var.container_memory : var.task_memory
  ignore_changes_task_definition     = var.ignore_changes_task_definition
  ecs_cluster_arn                    = var.ecs_cluster_arn
  capacity_provider_strategies       = var.capacity_provider_strategies
  launch_type                        = var.launch_type
  enable_all_egress_rule             = var.enable_all_egress_rule
  platform_version                   = var.platform_version
  vpc_id                             = var.vpc_id
  assign_public_ip                   = var.assign_public_ip
  security_group_enabled             = var.ecs_security_group_enabled
  security_group_ids                 = var.ecs_security_group_ids
  subnet_ids                         = var.ecs_private_subnet_ids
  container_port                     = var.container_port
  nlb_container_port                 = var.nlb_container_port
  volumes                            = var.volumes
  ecs_load_balancers                 = local.balancers
  deployment_controller_type         = var.deployment_controller_type
  deployment_maximum_percent         = var.deployment_maximum_percent
  deployment_minimum_healthy_percent = var.deployment_minimum_healthy_percent
  exec_enabled                       = var.exec_enabled
  task_policy_arns                   = var.task_policy_arns
  task_role_arn                      = var.task_role_arn
  propagate_tags                     = var.propagate_tags
  enable_ecs_managed_tags            = var.enable_ecs_managed_tags
  circuit_breaker_deployment_enabled = var.circuit_breaker_deployment_enabled
  circuit_breaker_rollback_enabled   = var.circuit_breaker_rollback_enabled
  permissions_boundary               = var.permissions_boundary
  runtime_platform                   = var.runtime_platform
  context                            = module.this.context
}

module "ecs_codepipeline" {
  count                 = local.on && var.codepipeline_enabled ? 1 : 0
  source                = "cloudposse/ecs-codepipeline/aws"
  version               = "0.34.1"
  repo_owner            = var.repo_owner
  repo_name             = var.repo_name
  branch                = var.branch
  buildspec             = var.buildspec
  build_image           = var.build_image
  image_repo_name       = module.ecr.repository_name
  service_name          = module.ecs_alb_service_task.service_name
  ecs_cluster_name      = var.ecs_cluster_name
  environment_variables = var.build_environment_variables
  github_oauth_token    = var.github_oauth_token
}

output "ecr_registry_id" { value = module.ecr.registry_id }
output "ecr_registry_url" { value = module.ecr.repository_url }
output "ecr_repository_url" { value = module.ecr.repository_url }
output "ecr_repository_name" { value = module.ecr.repository_name }
output "ecr_repository_arn" { value = module.ecr.repository_arn }
output "ecr" { value = module.ecr }
output "alb_ingress" { value = module.alb_ingress }
output "alb_ingress_target_group_name" { value = module.alb_ingress.target_group_name }
output "alb_ingress_target_group_arn" { value = module.alb_ingress.target_group_arn }
output "alb_ingress_target_group_arn_suffix" { value = module.alb_ingress.target_group_arn_suffix }
output "container_definition" { value = module.container_definition }
output "container_definition_json" { value = module.container_definition.json_map_encoded_list }
output "container_definition_json_map" { value = module.container_definition.json_map_encoded }
output "ecs_alb_service_task" { value = module.ecs_alb_service_task }
output "ecs_service_name" { value = module.ecs_alb_service_task.service_name }
output "ecs_service_arn" { value = module.ecs_alb_service_task.service_arn }
output "ecs_service_role_arn" { value = module.ecs_alb_service_task.service_role_arn }
output "ecs_service_security_group_id" { value = module.ecs_alb_service_task.service_security_group_id }
output "ecs_task_exec_role_name" { value = module.ecs_alb_service_task.task_exec_role_name }
output "ecs_task_exec_role_arn" { value = module.ecs_alb_service_task.task_exec_role_arn }
output "ecs_task_role_name" { value = module.ecs_alb_service_task.task_role_name }
output "ecs_task_role_arn" { value = module.ecs_alb_service_task.task_role_arn }
output "ecs_task_role_id" { value = module.ecs_alb_service_task.task_role_id }
output "ecs_task_definition_family" { value = module.ecs_alb_service_task.task_definition_family }
output "ecs_task_definition_revision" { value = module.ecs_alb_service_task.task_definition_revision }
output "cloudwatch_log_group" { value = aws_cloudwatch_log_group.app }
output "cloudwatch_log_group_arn" { value = one(aws_cloudwatch_log_group.app[*].arn) }
output "cloudwatch_log_group_name" { value = one(aws_cloudwatch_log_group.app[*].name) }
