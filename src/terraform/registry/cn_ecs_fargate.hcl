# What cn-terraform/ecs-fargate makes of its arguments, in version 2.0.20 and later: a cluster, a task definition and a service behind a
# load balancer.
defaults {
  waf_web_acl_arn = ""
  ssl_policy = null
  default_certificate_arn = null
  additional_certificates_arn_for_https_listeners = []
  enable_s3_logs = true
  log_bucket_id = null
  access_logs_prefix = null
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
  public_subnets_ids                 = []
  private_subnets_ids                = []
  container_name                     = null
  container_memory                   = 4096
  container_cpu                      = 1024
  port_mappings                      = [{ containerPort = 80, hostPort = 80, protocol = "tcp" }]
  container_image = null
  container_memory_reservation = 2048
  container_definition = {}
  healthcheck = null
  essential = true
  entrypoint = null
  command = null
  working_directory = null
  environment = []
  extra_hosts = null
  map_environment = null
  environment_files = null
  secrets = null
  readonly_root_filesystem = false
  linux_parameters = null
  log_configuration = null
  firelens_configuration = null
  mount_points = []
  dns_servers = null
  dns_search_domains = null
  ulimits = null
  repository_credentials = null
  volumes_from = []
  links = null
  user = null
  container_depends_on = null
  docker_labels = null
  start_timeout = 30
  stop_timeout = 30
  privileged = null
  system_controls = null
  hostname = null
  disable_networking = null
  interactive = null
  pseudo_terminal = null
  docker_security_options = null
  permissions_boundary               = null
  placement_constraints_task_definition = []
  proxy_configuration                = []
  ephemeral_storage_size             = 0
  ecs_task_execution_role_custom_policies = []
  volumes                            = []
  deployment_maximum_percent         = 200
  deployment_minimum_healthy_percent = 100
  desired_count                      = 1
  enable_ecs_managed_tags            = false
  enable_execute_command             = false
  health_check_grace_period_seconds  = 0
  platform_version                   = "LATEST"
  propagate_tags                     = "SERVICE"
  ecs_service_security_groups        = []
  assign_public_ip                   = false
}

unused {
  names = [
    "ordered_placement_strategy", "ecs_service_placement_constraints", "service_registries", "enable_autoscaling", "max_*", "min_*", "scale_target_*", "lb_idle_timeout",
    "lb_enable_http2", "lb_ip_address_type", "lb_deregistration_delay", "lb_slow_start", "lb_load_balancing_algorithm_type", "lb_stickiness", "lb_target_group_health_check_*",
    "block_s3_bucket_public_access", "enable_s3_bucket_server_side_encryption", "s3_bucket_server_side_encryption_*"
  ]
}

module "ecs-cluster" {
  source  = "cn-terraform/ecs-cluster/aws"
  version = "1.0.9"
  name    = var.name_prefix
  tags    = var.tags
}

module "td" {
  source           = "cn-terraform/ecs-fargate-task-definition/aws"
  version          = "1.0.29"
  name_prefix      = var.name_prefix
  container_name   = var.container_name
  container_memory = var.container_memory
  container_cpu    = var.container_cpu
  port_mappings    = var.port_mappings
  container_image = var.container_image
  container_memory_reservation = var.container_memory_reservation
  container_definition = var.container_definition
  healthcheck = var.healthcheck
  essential = var.essential
  entrypoint = var.entrypoint
  command = var.command
  working_directory = var.working_directory
  environment = var.environment
  extra_hosts = var.extra_hosts
  map_environment = var.map_environment
  environment_files = var.environment_files
  secrets = var.secrets
  readonly_root_filesystem = var.readonly_root_filesystem
  linux_parameters = var.linux_parameters
  log_configuration = var.log_configuration
  firelens_configuration = var.firelens_configuration
  mount_points = var.mount_points
  dns_servers = var.dns_servers
  dns_search_domains = var.dns_search_domains
  ulimits = var.ulimits
  repository_credentials = var.repository_credentials
  volumes_from = var.volumes_from
  links = var.links
  user = var.user
  container_depends_on = var.container_depends_on
  docker_labels = var.docker_labels
  start_timeout = var.start_timeout
  stop_timeout = var.stop_timeout
  privileged = var.privileged
  system_controls = var.system_controls
  hostname = var.hostname
  disable_networking = var.disable_networking
  interactive = var.interactive
  pseudo_terminal = var.pseudo_terminal
  docker_security_options = var.docker_security_options
  permissions_boundary   = var.permissions_boundary
  placement_constraints  = var.placement_constraints_task_definition
  proxy_configuration    = var.proxy_configuration
  ephemeral_storage_size = var.ephemeral_storage_size
  ecs_task_execution_role_custom_policies = var.ecs_task_execution_role_custom_policies
  volumes = var.volumes
  tags    = var.tags
}

module "ecs-fargate-service" {
  source  = "cn-terraform/ecs-fargate-service/aws"
  version = "2.0.34"
  waf_web_acl_arn = var.waf_web_acl_arn
  ssl_policy = var.ssl_policy
  default_certificate_arn = var.default_certificate_arn
  additional_certificates_arn_for_https_listeners = var.additional_certificates_arn_for_https_listeners
  enable_s3_logs = var.enable_s3_logs
  log_bucket_id = var.log_bucket_id
  access_logs_prefix = var.access_logs_prefix
  name_prefix = var.name_prefix
  vpc_id = var.vpc_id
  tags = var.tags
  lb_internal = var.lb_internal
  lb_security_groups = var.lb_security_groups
  lb_drop_invalid_header_fields = var.lb_drop_invalid_header_fields
  lb_enable_deletion_protection = var.lb_enable_deletion_protection
  lb_enable_cross_zone_load_balancing = var.lb_enable_cross_zone_load_balancing
  lb_http_ports = var.lb_http_ports
  lb_http_ingress_cidr_blocks = var.lb_http_ingress_cidr_blocks
  lb_http_ingress_prefix_list_ids = var.lb_http_ingress_prefix_list_ids
  lb_https_ports = var.lb_https_ports
  lb_https_ingress_cidr_blocks = var.lb_https_ingress_cidr_blocks
  lb_https_ingress_prefix_list_ids = var.lb_https_ingress_prefix_list_ids
  public_subnets                     = var.public_subnets_ids
  private_subnets                    = var.private_subnets_ids
  ecs_cluster_arn                    = module.ecs-cluster.aws_ecs_cluster_cluster_arn
  task_definition_arn                = module.td.aws_ecs_task_definition_td_arn
  container_name                     = var.container_name
  deployment_maximum_percent         = var.deployment_maximum_percent
  deployment_minimum_healthy_percent = var.deployment_minimum_healthy_percent
  desired_count                      = var.desired_count
  enable_ecs_managed_tags            = var.enable_ecs_managed_tags
  enable_execute_command             = var.enable_execute_command
  health_check_grace_period_seconds  = var.health_check_grace_period_seconds
  platform_version                   = var.platform_version
  propagate_tags                     = var.propagate_tags
  security_groups                    = var.ecs_service_security_groups
  assign_public_ip                   = var.assign_public_ip
}

output "aws_ecs_cluster_cluster_name" { value = module.ecs-cluster.aws_ecs_cluster_cluster_name }
output "aws_ecs_cluster_cluster_arn" { value = module.ecs-cluster.aws_ecs_cluster_cluster_arn }
output "aws_ecs_task_definition_td_arn" { value = module.td.aws_ecs_task_definition_td_arn }
output "aws_ecs_task_definition_td_family" { value = module.td.aws_ecs_task_definition_td_family }
output "aws_iam_role_ecs_task_execution_role_arn" { value = module.td.aws_iam_role_ecs_task_execution_role_arn }
output "aws_iam_role_ecs_task_execution_role_name" { value = module.td.aws_iam_role_ecs_task_execution_role_name }
output "container_name" { value = var.container_name }
output "aws_ecs_service_service_id" { value = module.ecs-fargate-service.aws_ecs_service_service_id }
output "aws_ecs_service_service_name" { value = module.ecs-fargate-service.aws_ecs_service_service_name }
output "ecs_tasks_sg_id" { value = module.ecs-fargate-service.ecs_tasks_sg_id }
output "ecs_tasks_sg_arn" { value = module.ecs-fargate-service.ecs_tasks_sg_arn }
output "aws_lb_lb_id" { value = module.ecs-fargate-service.aws_lb_lb_id }
output "aws_lb_lb_arn" { value = module.ecs-fargate-service.aws_lb_lb_arn }
output "aws_lb_lb_arn_suffix" { value = module.ecs-fargate-service.aws_lb_lb_arn_suffix }
output "aws_lb_lb_dns_name" { value = module.ecs-fargate-service.aws_lb_lb_dns_name }
output "aws_lb_lb_zone_id" { value = module.ecs-fargate-service.aws_lb_lb_zone_id }
output "aws_security_group_lb_access_sg_id" { value = module.ecs-fargate-service.aws_security_group_lb_access_sg_id }
output "aws_security_group_lb_access_sg_arn" { value = module.ecs-fargate-service.aws_security_group_lb_access_sg_arn }
output "aws_security_group_lb_access_sg_vpc_id" { value = module.ecs-fargate-service.aws_security_group_lb_access_sg_vpc_id }
output "aws_security_group_lb_access_sg_name" { value = module.ecs-fargate-service.aws_security_group_lb_access_sg_name }
output "lb_http_tgs_ids" { value = module.ecs-fargate-service.lb_http_tgs_ids }
output "lb_http_tgs_arns" { value = module.ecs-fargate-service.lb_http_tgs_arns }
output "lb_http_tgs_names" { value = module.ecs-fargate-service.lb_http_tgs_names }
output "lb_https_tgs_ids" { value = module.ecs-fargate-service.lb_https_tgs_ids }
output "lb_https_tgs_arns" { value = module.ecs-fargate-service.lb_https_tgs_arns }
output "lb_https_tgs_names" { value = module.ecs-fargate-service.lb_https_tgs_names }
output "lb_http_listeners_ids" { value = module.ecs-fargate-service.lb_http_listeners_ids }
output "lb_http_listeners_arns" { value = module.ecs-fargate-service.lb_http_listeners_arns }
output "lb_https_listeners_ids" { value = module.ecs-fargate-service.lb_https_listeners_ids }
output "lb_https_listeners_arns" { value = module.ecs-fargate-service.lb_https_listeners_arns }
