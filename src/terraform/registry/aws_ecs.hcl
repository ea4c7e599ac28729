# What terraform-aws-modules/ecs makes of its arguments, in versions 5 and 6: a cluster, and a service for each entry of `services`.
variable "services" { default = {} }
variable "create" { default = true }
variable "tags" { default = {} }
variable "cluster_name" { default = null }
variable "name" { default = null }
variable "cluster_configuration" { default = null }
variable "configuration" { default = null }
variable "cluster_settings" { default = null }
variable "setting" { default = null }
variable "cluster_setting" { default = null }
variable "cluster_service_connect_defaults" { default = null }
variable "service_connect_defaults" { default = null }
variable "create_cloudwatch_log_group" { default = true }
variable "cloudwatch_log_group_name" { default = null }
variable "cloudwatch_log_group_kms_key_id" { default = null }
variable "cloudwatch_log_group_retention_in_days" { default = 90 }

unused {
  names = [
    "region", "disable_v7_default_name_description", "cluster_tags", "cloudwatch_log_group_class", "cloudwatch_log_group_tags", "*capacity_provider*", "*_use_name_prefix", "*_path", "*_description",
    "*_tags", "*_permissions_boundary"
  ]
}

module "cluster" {
  source = "terraform-aws-modules/ecs/aws//modules/cluster"
  create = var.create
  tags   = var.tags
  cluster_name = var.cluster_name
  name = var.name
  cluster_configuration = var.cluster_configuration
  configuration = var.configuration
  cluster_settings = var.cluster_settings
  setting = var.setting
  cluster_setting = var.cluster_setting
  cluster_service_connect_defaults = var.cluster_service_connect_defaults
  service_connect_defaults = var.service_connect_defaults
  create_cloudwatch_log_group = var.create_cloudwatch_log_group
  cloudwatch_log_group_name = var.cloudwatch_log_group_name
  cloudwatch_log_group_kms_key_id = var.cloudwatch_log_group_kms_key_id
  cloudwatch_log_group_retention_in_days = var.cloudwatch_log_group_retention_in_days
}

module "service" {
  source      = "terraform-aws-modules/ecs/aws//modules/service"
  for_each    = { for k, v in var.services : k => v if var.create }
  name        = try(each.value.name, each.key)
  tags        = try(each.value.tags, var.tags)
  cluster_arn = module.cluster.arn
  create_service = try(each.value.create_service, true)
  container_definitions = try(each.value.container_definitions, {})
  container_definition_defaults = try(each.value.container_definition_defaults, {})
  create_task_definition = try(each.value.create_task_definition, true)
  task_definition_arn = try(each.value.task_definition_arn, null)
  ignore_task_definition_changes = try(each.value.ignore_task_definition_changes, false)
  family = try(each.value.family, null)
  cpu = try(each.value.cpu, 1024)
  memory = try(each.value.memory, 2048)
  network_mode = try(each.value.network_mode, "awsvpc")
  requires_compatibilities = try(each.value.requires_compatibilities, ["FARGATE"])
  runtime_platform = try(each.value.runtime_platform, { operating_system_family = "LINUX", cpu_architecture = "X86_64" })
  volume = try(each.value.volume, {})
  pid_mode = try(each.value.pid_mode, null)
  ipc_mode = try(each.value.ipc_mode, null)
  skip_destroy = try(each.value.skip_destroy, null)
  enable_fault_injection = try(each.value.enable_fault_injection, null)
  ephemeral_storage = try(each.value.ephemeral_storage, null)
  proxy_configuration = try(each.value.proxy_configuration, null)
  launch_type = try(each.value.launch_type, "FARGATE")
  capacity_provider_strategy = try(each.value.capacity_provider_strategy, {})
  platform_version = try(each.value.platform_version, null)
  desired_count = try(each.value.desired_count, 1)
  assign_public_ip = try(each.value.assign_public_ip, false)
  subnet_ids = try(each.value.subnet_ids, [])
  security_group_ids = try(each.value.security_group_ids, [])
  create_security_group = try(each.value.create_security_group, true)
  security_group_name = try(each.value.security_group_name, null)
  security_group_rules = try(each.value.security_group_rules, {})
  security_group_ingress_rules = try(each.value.security_group_ingress_rules, {})
  security_group_egress_rules = try(each.value.security_group_egress_rules, {})
  vpc_id = try(each.value.vpc_id, null)
  load_balancer = try(each.value.load_balancer, {})
  enable_execute_command = try(each.value.enable_execute_command, false)
  enable_ecs_managed_tags = try(each.value.enable_ecs_managed_tags, true)
  propagate_tags = try(each.value.propagate_tags, null)
  scheduling_strategy = try(each.value.scheduling_strategy, null)
  health_check_grace_period_seconds = try(each.value.health_check_grace_period_seconds, null)
  deployment_circuit_breaker = try(each.value.deployment_circuit_breaker, null)
  deployment_controller = try(each.value.deployment_controller, null)
  deployment_maximum_percent = try(each.value.deployment_maximum_percent, 200)
  deployment_minimum_healthy_percent = try(each.value.deployment_minimum_healthy_percent, 66)
  service_connect_configuration = try(each.value.service_connect_configuration, null)
  service_registries = try(each.value.service_registries, null)
  create_task_exec_iam_role = try(each.value.create_task_exec_iam_role, true)
  task_exec_iam_role_arn = try(each.value.task_exec_iam_role_arn, null)
  task_exec_iam_role_name = try(each.value.task_exec_iam_role_name, null)
  task_exec_iam_role_policies = try(each.value.task_exec_iam_role_policies, {})
  create_tasks_iam_role = try(each.value.create_tasks_iam_role, true)
  tasks_iam_role_arn = try(each.value.tasks_iam_role_arn, null)
  tasks_iam_role_name = try(each.value.tasks_iam_role_name, null)
  tasks_iam_role_policies = try(each.value.tasks_iam_role_policies, {})
  create_task_exec_policy = try(each.value.create_task_exec_policy, true)
  task_exec_ssm_param_arns = try(each.value.task_exec_ssm_param_arns, null)
  task_exec_secret_arns = try(each.value.task_exec_secret_arns, null)
  task_exec_iam_statements = try(each.value.task_exec_iam_statements, null)
  task_exec_iam_role_permissions_boundary = try(each.value.task_exec_iam_role_permissions_boundary, null)
  tasks_iam_role_permissions_boundary = try(each.value.tasks_iam_role_permissions_boundary, null)
  tasks_iam_role_statements = try(each.value.tasks_iam_role_statements, [])
}

output "cluster_arn" { value = module.cluster.arn }
output "cluster_id" { value = module.cluster.id }
output "cluster_name" { value = module.cluster.name }
output "cloudwatch_log_group_name" { value = module.cluster.cloudwatch_log_group_name }
output "cloudwatch_log_group_arn" { value = module.cluster.cloudwatch_log_group_arn }
output "services" { value = module.service }
