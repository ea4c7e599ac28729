# What terraform-aws-modules/ecs//modules/container-definition makes of its arguments, in versions 5 and 6.
variable "command" { default = null }
variable "cpu" { default = null }
variable "credentialSpecs" { default = null }
variable "credential_specs" { default = null }
variable "dependsOn" { default = null }
variable "dependencies" { default = null }
variable "disableNetworking" { default = null }
variable "disable_networking" { default = null }
variable "dnsSearchDomains" { default = null }
variable "dns_search_domains" { default = null }
variable "dnsServers" { default = null }
variable "dns_servers" { default = null }
variable "dockerLabels" { default = null }
variable "docker_labels" { default = null }
variable "dockerSecurityOptions" { default = null }
variable "docker_security_options" { default = null }
variable "entrypoint" { default = null }
variable "environment" { default = null }
variable "environmentFiles" { default = null }
variable "environment_files" { default = null }
variable "essential" { default = null }
variable "extraHosts" { default = null }
variable "extra_hosts" { default = null }
variable "firelensConfiguration" { default = null }
variable "firelens_configuration" { default = null }
variable "healthCheck" { default = null }
variable "health_check" { default = null }
variable "hostname" { default = null }
variable "image" { default = null }
variable "interactive" { default = null }
variable "links" { default = null }
variable "memory" { default = null }
variable "memoryReservation" { default = null }
variable "memory_reservation" { default = null }
variable "mountPoints" { default = null }
variable "mount_points" { default = null }
variable "portMappings" { default = null }
variable "port_mappings" { default = null }
variable "privileged" { default = null }
variable "pseudoTerminal" { default = null }
variable "pseudo_terminal" { default = null }
variable "readonlyRootFilesystem" { default = null }
variable "readonly_root_filesystem" { default = null }
variable "repositoryCredentials" { default = null }
variable "repository_credentials" { default = null }
variable "resourceRequirements" { default = null }
variable "resource_requirements" { default = null }
variable "restartPolicy" { default = null }
variable "restart_policy" { default = null }
variable "secrets" { default = null }
variable "startTimeout" { default = null }
variable "start_timeout" { default = null }
variable "stopTimeout" { default = null }
variable "stop_timeout" { default = null }
variable "systemControls" { default = null }
variable "system_controls" { default = null }
variable "ulimits" { default = null }
variable "user" { default = null }
variable "versionConsistency" { default = null }
variable "version_consistency" { default = null }
variable "volumesFrom" { default = null }
variable "volumes_from" { default = null }
variable "workingDirectory" { default = null }
variable "working_directory" { default = null }
variable "name" { default = null }
variable "service" { default = "" }
variable "linuxParameters" { default = null }
variable "linux_parameters" { default = null }
variable "logConfiguration" { default = null }
variable "log_configuration" { default = null }
variable "enable_execute_command" { default = false }
variable "enable_cloudwatch_logging" { default = true }
variable "create_cloudwatch_log_group" { default = true }
variable "cloudwatch_log_group_name" { default = null }
variable "cloudwatch_log_group_use_name_prefix" { default = false }
variable "cloudwatch_log_group_kms_key_id" { default = null }
variable "cloudwatch_log_group_retention_in_days" { default = 30 }

unused {
  names = ["region", "operating_system_family", "tags", "cloudwatch_log_group_class"]
}

locals {
  linux     = var.linuxParameters == null ? var.linux_parameters : var.linuxParameters
  log       = var.logConfiguration == null ? var.log_configuration : var.logConfiguration
  of        = var.since_6 && try(var.service, "") == "" ? "/${var.name}" : "/${var.service}/${var.name}"
  group     = var.cloudwatch_log_group_name == null ? "/aws/ecs${local.of}" : var.cloudwatch_log_group_name
  log_group = var.cloudwatch_log_group_use_name_prefix ? "${local.group}-${model::undecided("Terraform ends the name of the log group with digits of its own")}" : local.group
  awslogs = {
    logDriver = "awslogs"
    options   = { "awslogs-region" = data.aws_region.current.name, "awslogs-group" = local.log_group, "awslogs-stream-prefix" = "ecs" }
  }
  container = {
    name = var.name
    command = var.command
    cpu = var.cpu
    credentialSpecs = var.credentialSpecs == null ? (var.credential_specs) : var.credentialSpecs
    dependsOn = var.dependsOn == null ? (var.dependencies) : var.dependsOn
    disableNetworking = var.disableNetworking == null ? (var.disable_networking) : var.disableNetworking
    dnsSearchDomains = var.dnsSearchDomains == null ? (var.dns_search_domains) : var.dnsSearchDomains
    dnsServers = var.dnsServers == null ? (var.dns_servers) : var.dnsServers
    dockerLabels = var.dockerLabels == null ? (var.docker_labels) : var.dockerLabels
    dockerSecurityOptions = var.dockerSecurityOptions == null ? (var.docker_security_options) : var.dockerSecurityOptions
    entryPoint = var.entrypoint
    environment = var.environment
    environmentFiles = var.environmentFiles == null ? (var.environment_files) : var.environmentFiles
    essential = var.essential
    extraHosts = var.extraHosts == null ? (var.extra_hosts) : var.extraHosts
    firelensConfiguration = var.firelensConfiguration == null ? (var.firelens_configuration) : var.firelensConfiguration
    healthCheck = var.healthCheck == null ? (var.health_check) : var.healthCheck
    hostname = var.hostname
    image = var.image
    interactive = var.interactive == null ? false : var.interactive
    links = var.links
    memory = var.memory
    memoryReservation = var.memoryReservation == null ? (var.memory_reservation) : var.memoryReservation
    mountPoints = var.mountPoints == null ? (var.mount_points == null ? [] : var.mount_points) : var.mountPoints
    portMappings = var.portMappings == null ? (var.port_mappings == null ? [] : var.port_mappings) : var.portMappings
    privileged = var.privileged == null ? false : var.privileged
    pseudoTerminal = var.pseudoTerminal == null ? (var.pseudo_terminal == null ? false : var.pseudo_terminal) : var.pseudoTerminal
    readonlyRootFilesystem = var.readonlyRootFilesystem == null ? (var.readonly_root_filesystem == null ? true : var.readonly_root_filesystem) : var.readonlyRootFilesystem
    repositoryCredentials = var.repositoryCredentials == null ? (var.repository_credentials) : var.repositoryCredentials
    resourceRequirements = var.resourceRequirements == null ? (var.resource_requirements) : var.resourceRequirements
    restartPolicy = var.restartPolicy == null ? (var.restart_policy) : var.restartPolicy
    secrets = var.secrets
    startTimeout = var.startTimeout == null ? (var.start_timeout == null ? 30 : var.start_timeout) : var.startTimeout
    stopTimeout = var.stopTimeout == null ? (var.stop_timeout == null ? 120 : var.stop_timeout) : var.stopTimeout
    systemControls = var.systemControls == null ? (var.system_controls == null ? [] : var.system_controls) : var.systemControls
    ulimits = var.ulimits
    user = var.user
    versionConsistency = var.versionConsistency == null ? (var.version_consistency == null ? "disabled" : var.version_consistency) : var.versionConsistency
    volumesFrom = var.volumesFrom == null ? (var.volumes_from == null ? [] : var.volumes_from) : var.volumesFrom
    workingDirectory = var.workingDirectory == null ? (var.working_directory) : var.workingDirectory
    linuxParameters  = try(merge({ initProcessEnabled = var.enable_execute_command }, local.linux), local.linux)
    logConfiguration = var.enable_cloudwatch_logging ? try(merge(local.awslogs, local.log), local.awslogs) : local.log
  }
}

data "aws_region" "current" {}

resource "aws_cloudwatch_log_group" "this" {
  count             = var.create_cloudwatch_log_group && var.enable_cloudwatch_logging ? 1 : 0
  name              = local.log_group
  retention_in_days = var.cloudwatch_log_group_retention_in_days
  kms_key_id        = var.cloudwatch_log_group_kms_key_id
}

output "container_definition" { value = local.container }
output "container_definition_json" { value = jsonencode(local.container) }
output "cloudwatch_log_group_name" { value = try(aws_cloudwatch_log_group.this[0].name, null) }
output "cloudwatch_log_group_arn" { value = try(aws_cloudwatch_log_group.this[0].arn, null) }
