# What cloudposse/ecs-container-definition makes of its arguments: the container's JSON. Nulls stay: ECS reads them as missing.
variable "container_name" { default = null }
variable "container_image" { default = null }
variable "container_memory" { default = null }
variable "container_memory_reservation" { default = null }
variable "container_definition" { default = {} }
variable "port_mappings" { default = [] }
variable "healthcheck" { default = null }
variable "container_cpu" { default = 0 }
variable "essential" { default = true }
variable "entrypoint" { default = null }
variable "command" { default = null }
variable "working_directory" { default = null }
variable "environment" { default = null }
variable "extra_hosts" { default = null }
variable "map_environment" { default = null }
variable "map_secrets" { default = null }
variable "environment_files" { default = null }
variable "secrets" { default = null }
variable "readonly_root_filesystem" { default = false }
variable "linux_parameters" { default = null }
variable "log_configuration" { default = null }
variable "firelens_configuration" { default = null }
variable "mount_points" { default = [] }
variable "dns_servers" { default = null }
variable "dns_search_domains" { default = null }
variable "ulimits" { default = null }
variable "repository_credentials" { default = null }
variable "volumes_from" { default = [] }
variable "links" { default = null }
variable "user" { default = null }
variable "container_depends_on" { default = null }
variable "docker_labels" { default = null }
variable "start_timeout" { default = null }
variable "stop_timeout" { default = null }
variable "privileged" { default = null }
variable "system_controls" { default = null }
variable "hostname" { default = null }
variable "disable_networking" { default = null }
variable "interactive" { default = null }
variable "pseudo_terminal" { default = null }
variable "docker_security_options" { default = null }
variable "resource_requirements" { default = null }
variable "restart_policy" { default = null }
variable "version_consistency" { default = null }

locals {
  from_maps = {
    environment = var.map_environment == null ? var.environment : [for k, v in var.map_environment : { name = k, value = v }]
    secrets     = var.map_secrets == null ? var.secrets : [for k, v in var.map_secrets : { name = k, valueFrom = v }]
    user        = var.firelens_configuration == null ? var.user : "0"
  }
  made = {
    name                   = var.container_name
    image                  = var.container_image
    essential              = var.essential
    entryPoint             = var.entrypoint
    command                = var.command
    workingDirectory       = var.working_directory
    readonlyRootFilesystem = var.readonly_root_filesystem
    mountPoints            = var.mount_points
    dnsServers             = var.dns_servers
    dnsSearchDomains       = var.dns_search_domains
    ulimits                = var.ulimits
    repositoryCredentials  = var.repository_credentials
    links                  = var.links
    volumesFrom            = var.volumes_from
    user                   = local.from_maps.user
    dependsOn              = var.container_depends_on
    privileged             = var.privileged
    portMappings           = var.port_mappings
    healthCheck            = var.healthcheck
    firelensConfiguration  = var.firelens_configuration
    linuxParameters        = var.linux_parameters
    logConfiguration       = var.log_configuration
    memory                 = var.container_memory
    memoryReservation      = var.container_memory_reservation
    cpu                    = var.container_cpu
    environment            = local.from_maps.environment
    environmentFiles       = var.environment_files
    secrets                = local.from_maps.secrets
    dockerLabels           = var.docker_labels
    startTimeout           = var.start_timeout
    stopTimeout            = var.stop_timeout
    systemControls         = var.system_controls
    extraHosts             = var.extra_hosts
    hostname               = var.hostname
    disableNetworking      = var.disable_networking
    interactive            = var.interactive
    pseudoTerminal         = var.pseudo_terminal
    dockerSecurityOptions  = var.docker_security_options
    resourceRequirements   = var.resource_requirements
    restartPolicy          = var.restart_policy
    versionConsistency     = var.version_consistency
  }
  container = merge(local.made, { for k, v in var.container_definition : k => v if v != null })
  json      = jsonencode(local.container)
}

output "json_map_object" { value = local.container }
output "json_map_encoded" { value = local.json }
output "json_map_encoded_list" { value = "[${local.json}]" }
output "json" { value = "[${local.json}]" }
output "json_map" { value = local.json }
output "container_definition" { value = local.container }
output "container_definition_json" { value = "[${local.json}]" }
output "sensitive_json_map_object" { value = local.container }
output "sensitive_json_map_encoded" { value = local.json }
output "sensitive_json_map_encoded_list" { value = "[${local.json}]" }
