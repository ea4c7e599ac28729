//! ECS: task definitions, services, clusters.

use crate::normalize::map::schema::{Field, Rule, field, same, satellite};
use crate::normalize::map::table::Table;

const ROLE: Rule = Rule::Ref(&["iam.role"]);
const TEXTS: Rule = Rule::List(&Rule::Text);

/// A field inside a container definition: the ECS API's JSON in Terraform too.
const fn inner(name: &'static str, cfn: &'static str, rule: Rule) -> Field {
    field(name, "", cfn, "=", rule)
}

/// What is known of a value that is a URL; made from `value`, not written by anybody.
const URL: &[Field] = &[
    field("scheme", "", "", "", Rule::Lower).good("\"https\""),
    field("host", "", "", "", Rule::Lower).good("\"localhost\""),
];
const ENVIRONMENT: &[Field] = &[
    inner("name", "Name", Rule::Text),
    inner("value", "Value", Rule::Text),
    field("url", "", "", "", Rule::Object(URL)),
];
const NAME_VALUE_FROM: &[Field] = &[
    inner("name", "Name", Rule::Text),
    inner("value_from", "ValueFrom", Rule::Ref(&["ssm.parameter", "secretsmanager.secret"])),
];
const ENVIRONMENT_FILES: &[Field] = &[
    inner("value", "Value", Rule::Ref(&["s3.bucket"])),
    inner("type", "Type", Rule::Id).good("\"s3\""),
];
const HEALTH_CHECK: &[Field] = &[
    inner("command", "Command", TEXTS).good("[\"CMD\", \"true\"]"),
    inner("interval", "Interval", Rule::Number),
    inner("timeout", "Timeout", Rule::Number),
    inner("retries", "Retries", Rule::Number),
    inner("start_period", "StartPeriod", Rule::Number),
];
const PORT_MAPPINGS: &[Field] = &[
    inner("container_port", "ContainerPort", Rule::Number),
    inner("host_port", "HostPort", Rule::Number),
    inner("protocol", "Protocol", Rule::Lower).good("\"tcp\""),
    inner("name", "Name", Rule::Id),
    inner("app_protocol", "AppProtocol", Rule::Lower),
    inner("container_port_range", "ContainerPortRange", Rule::Id),
];
const MOUNT_POINTS: &[Field] = &[
    inner("source_volume", "SourceVolume", Rule::Id),
    inner("container_path", "ContainerPath", Rule::Id),
    inner("read_only", "ReadOnly", Rule::Bool).good("true"),
];
const VOLUMES_FROM: &[Field] = &[
    inner("source_container", "SourceContainer", Rule::Id),
    inner("read_only", "ReadOnly", Rule::Bool).good("true"),
];
const EXTRA_HOSTS: &[Field] =
    &[inner("hostname", "Hostname", Rule::Id), inner("ip_address", "IpAddress", Rule::Id)];
const ULIMITS: &[Field] = &[
    inner("name", "Name", Rule::Lower).good("\"nofile\""),
    inner("soft_limit", "SoftLimit", Rule::Number).good("1024"),
    inner("hard_limit", "HardLimit", Rule::Number).good("1024"),
];
const CAPABILITIES: &[Field] = &[
    inner("add", "Add", Rule::List(&Rule::Capability)),
    inner("drop", "Drop", Rule::List(&Rule::Capability)).good("[\"ALL\"]").item("\"ALL\""),
];
const DEVICES: &[Field] = &[
    inner("host_path", "HostPath", Rule::Id).good("\"/dev/null\""),
    inner("container_path", "ContainerPath", Rule::Id),
    inner("permissions", "Permissions", Rule::List(&Rule::Lower)),
];
const TMPFS: &[Field] = &[
    inner("container_path", "ContainerPath", Rule::Id),
    inner("size", "Size", Rule::Number),
    inner("mount_options", "MountOptions", Rule::List(&Rule::Lower)),
];
const LINUX_PARAMETERS: &[Field] = &[
    inner("capabilities", "Capabilities", Rule::Object(CAPABILITIES))
        .good("{\"add\": [], \"drop\": [\"ALL\"]}"),
    inner("devices", "Devices", Rule::Objects(DEVICES)),
    inner("init_process_enabled", "InitProcessEnabled", Rule::Bool).good("true"),
    inner("shared_memory_size", "SharedMemorySize", Rule::Number),
    inner("max_swap", "MaxSwap", Rule::Number),
    inner("swappiness", "Swappiness", Rule::Number),
    inner("tmpfs", "Tmpfs", Rule::Objects(TMPFS)),
];
const SYSTEM_CONTROLS: &[Field] =
    &[inner("namespace", "Namespace", Rule::Id), inner("value", "Value", Rule::Text)];
const LOG_OPTIONS_GOOD: &str = "{\"awslogs-group\": \"app\", \"awslogs-stream-prefix\": \"app\", \"mode\": \"non-blocking\", \
    \"max-buffer-size\": \"25m\", \"max-size\": \"10m\"}";
const LOG_CONFIGURATION: &[Field] = &[
    inner("log_driver", "LogDriver", Rule::Lower).good("\"awslogs\""),
    inner("options", "Options", Rule::FreeMap).good(LOG_OPTIONS_GOOD),
    inner("secret_options", "SecretOptions", Rule::Pairs(NAME_VALUE_FROM)),
];
const FIRELENS: &[Field] =
    &[inner("type", "Type", Rule::Lower), inner("options", "Options", Rule::FreeMap)];
const DEPENDS_ON: &[Field] = &[
    inner("container_name", "ContainerName", Rule::Id),
    inner("condition", "Condition", Rule::Upper),
];
const RESOURCE_REQUIREMENTS: &[Field] =
    &[inner("type", "Type", Rule::Id), inner("value", "Value", Rule::Text)];
const REPOSITORY_CREDENTIALS: &[Field] = &[inner(
    "credentials_parameter",
    "CredentialsParameter",
    Rule::Ref(&["secretsmanager.secret"]),
)];

const CONTAINERS: &[Field] = &[
    inner("name", "Name", Rule::Id),
    inner("image", "Image", Rule::Image),
    inner("version_consistency", "VersionConsistency", Rule::Lower).good("\"enabled\""),
    inner("essential", "Essential", Rule::Bool).good("true"),
    inner("command", "Command", TEXTS),
    inner("entry_point", "EntryPoint", TEXTS),
    inner("working_directory", "WorkingDirectory", Rule::Id),
    inner("health_check", "HealthCheck", Rule::Object(HEALTH_CHECK)).good("{\"command\": [\"CMD\", \"true\"]}"),
    inner("environment", "Environment", Rule::Environment(ENVIRONMENT)),
    inner("environment_files", "EnvironmentFiles", Rule::Objects(ENVIRONMENT_FILES)),
    inner("secrets", "Secrets", Rule::Pairs(NAME_VALUE_FROM)),
    inner("repository_credentials", "RepositoryCredentials", Rule::Object(REPOSITORY_CREDENTIALS))
        .good("{\"credentials_parameter\": \"registry\"}"),
    inner("cpu", "Cpu", Rule::CpuUnits).good("256"),
    inner("memory", "Memory", Rule::MemoryMib).good("512"),
    inner("memory_reservation", "MemoryReservation", Rule::MemoryMib).good("256"),
    inner("port_mappings", "PortMappings", Rule::Objects(PORT_MAPPINGS)),
    inner("links", "Links", TEXTS),
    inner("hostname", "Hostname", Rule::Id),
    inner("mount_points", "MountPoints", Rule::Objects(MOUNT_POINTS)),
    inner("volumes_from", "VolumesFrom", Rule::Objects(VOLUMES_FROM)),
    inner("depends_on", "DependsOn", Rule::Objects(DEPENDS_ON)),
    inner("start_timeout", "StartTimeout", Rule::Number),
    inner("stop_timeout", "StopTimeout", Rule::Number),
    inner("privileged", "Privileged", Rule::Bool).good("false"),
    inner("readonly_root_filesystem", "ReadonlyRootFilesystem", Rule::Bool).good("true"),
    inner("user", "User", Rule::Id).good("\"1000:1000\""),
    inner("interactive", "Interactive", Rule::Bool).good("false"),
    inner("pseudo_terminal", "PseudoTerminal", Rule::Bool).good("false"),
    inner("disable_networking", "DisableNetworking", Rule::Bool).good("false"),
    inner("dns_servers", "DnsServers", TEXTS),
    inner("dns_search_domains", "DnsSearchDomains", TEXTS),
    inner("extra_hosts", "ExtraHosts", Rule::Objects(EXTRA_HOSTS)),
    inner("docker_security_options", "DockerSecurityOptions", TEXTS),
    inner("docker_labels", "DockerLabels", Rule::FreeMap),
    inner("ulimits", "Ulimits", Rule::Objects(ULIMITS)),
    inner("linux_parameters", "LinuxParameters", Rule::Object(LINUX_PARAMETERS))
        .good("{\"capabilities\": {\"add\": [], \"drop\": [\"ALL\"]}, \"devices\": []}"),
    inner("system_controls", "SystemControls", Rule::Objects(SYSTEM_CONTROLS)),
    inner("resource_requirements", "ResourceRequirements", Rule::Objects(RESOURCE_REQUIREMENTS)),
    inner("log_configuration", "LogConfiguration", Rule::Object(LOG_CONFIGURATION)).good(
        "{\"log_driver\": \"awslogs\", \"options\": {\"awslogs-group\": \"app\", \"awslogs-stream-prefix\": \"app\", \
         \"mode\": \"non-blocking\", \"max-buffer-size\": \"25m\", \"max-size\": \"10m\"}}",
    ),
    inner("firelens_configuration", "FirelensConfiguration", Rule::Object(FIRELENS)),
    inner("credential_specs", "CredentialSpecs", TEXTS),
];

/// A whole container that keeps every check quiet: what an unknown container is in the favourable
/// world.
const CONTAINER_GOOD: &str = "{\"name\": \"app\", \"essential\": true, \
    \"image\": {\"raw\": \"111111111111.dkr.ecr.us-east-1.amazonaws.com/app@sha256:0000000000000000000000000000000000000000000000000000000000000000\", \
    \"registry\": \"111111111111.dkr.ecr.us-east-1.amazonaws.com\", \"registry_kind\": \"ecr-private\", \"account\": \"111111111111\", \
    \"region\": \"us-east-1\", \"path\": \"app\", \"digest\": \"sha256:0000000000000000000000000000000000000000000000000000000000000000\"}, \
    \"cpu\": 256, \"memory\": 512, \"privileged\": false, \"readonly_root_filesystem\": true, \"user\": \"1000:1000\", \
    \"version_consistency\": \"enabled\", \"health_check\": {\"command\": [\"CMD\", \"true\"]}, \
    \"linux_parameters\": {\"capabilities\": {\"add\": [], \"drop\": [\"ALL\"]}}, \
    \"repository_credentials\": {\"credentials_parameter\": \"registry\"}, \
    \"log_configuration\": {\"log_driver\": \"awslogs\", \"options\": {\"awslogs-group\": \"app\", \"awslogs-stream-prefix\": \"app\", \
    \"mode\": \"non-blocking\", \"max-buffer-size\": \"25m\"}}}";

const DOCKER_VOLUME: &[Field] = &[
    same("scope", "Scope", Rule::Lower).good("\"task\""),
    same("driver", "Driver", Rule::Id).good("\"local\""),
    same("driver_opts", "DriverOpts", Rule::FreeMap),
    same("labels", "Labels", Rule::FreeMap),
    same("autoprovision", "Autoprovision", Rule::Bool),
];
const EFS_AUTHORIZATION: &[Field] = &[
    same("access_point_id", "AccessPointId", Rule::Ref(&[])),
    same("iam", "IAM", Rule::Upper).good("\"ENABLED\""),
];
const EFS_VOLUME: &[Field] = &[
    same("file_system_id", "FilesystemId", Rule::Ref(&["efs.file_system"])),
    same("root_directory", "RootDirectory", Rule::Id).good("\"/\""),
    same("transit_encryption", "TransitEncryption", Rule::Upper).good("\"ENABLED\""),
    same("transit_encryption_port", "TransitEncryptionPort", Rule::Number),
    same("authorization_config", "AuthorizationConfig", Rule::Object(EFS_AUTHORIZATION))
        .good("{\"access_point_id\": \"fsap-0\", \"iam\": \"ENABLED\"}"),
];
const FSX_AUTHORIZATION: &[Field] = &[
    same("credentials_parameter", "CredentialsParameter", Rule::Ref(&["secretsmanager.secret"])),
    same("domain", "Domain", Rule::Id),
];
const FSX_VOLUME: &[Field] = &[
    same("file_system_id", "FileSystemId", Rule::Id),
    same("root_directory", "RootDirectory", Rule::Id),
    same("authorization_config", "AuthorizationConfig", Rule::Object(FSX_AUTHORIZATION)),
];
const S3FILES_VOLUME: &[Field] = &[field("file_system_arn", "=", "FileSystemArn", "=", Rule::Id)];
const VOLUMES: &[Field] = &[
    same("name", "Name", Rule::Id),
    field("configured_at_launch", "configure_at_launch", "ConfiguredAtLaunch", "=", Rule::Bool)
        .good("false"),
    field("host_path", "=", "Host.SourcePath", "host.sourcePath", Rule::Id).good("\"/opt/app\""),
    same("docker_volume_configuration", "DockerVolumeConfiguration", Rule::Object(DOCKER_VOLUME))
        .good("{\"scope\": \"task\", \"driver\": \"local\"}"),
    same("efs_volume_configuration", "EFSVolumeConfiguration", Rule::Object(EFS_VOLUME)).good(
        "{\"file_system_id\": \"fs-0\", \"transit_encryption\": \"ENABLED\", \
         \"authorization_config\": {\"access_point_id\": \"fsap-0\", \"iam\": \"ENABLED\"}}",
    ),
    same(
        "fsx_windows_file_server_volume_configuration",
        "FSxWindowsFileServerVolumeConfiguration",
        Rule::Object(FSX_VOLUME),
    ),
    field(
        "s3files_volume_configuration",
        "",
        "S3FilesVolumeConfiguration",
        "=",
        Rule::Object(S3FILES_VOLUME),
    ),
];
const RUNTIME_PLATFORM: &[Field] = &[
    same("operating_system_family", "OperatingSystemFamily", Rule::Upper).good("\"LINUX\""),
    same("cpu_architecture", "CpuArchitecture", Rule::Upper).good("\"X86_64\""),
];
const EPHEMERAL_STORAGE: &[Field] = &[same("size_in_gib", "SizeInGiB", Rule::Number).good("21")];
const PLACEMENT: &[Field] =
    &[same("type", "Type", Rule::Id), same("expression", "Expression", Rule::Id)];
const PROXY: &[Field] = &[
    same("container_name", "ContainerName", Rule::Id),
    same("type", "Type", Rule::Upper),
    field("properties", "=", "ProxyConfigurationProperties", "properties", Rule::FreeMap),
];

const TASK_DEFINITION: &[Field] = &[
    same("family", "Family", Rule::Id),
    field("task_role", "task_role_arn", "TaskRoleArn", "=", ROLE),
    field("execution_role", "execution_role_arn", "ExecutionRoleArn", "=", ROLE),
    same("network_mode", "NetworkMode", Rule::Lower).good("\"awsvpc\""),
    field("daemon", "", "", "", Rule::Bool).good("false"),
    field("bridge_by_default", "", "", "", Rule::Bool).good("false"),
    field("reaches_instance_role", "", "", "", Rule::Bool).good("false"),
    same("pid_mode", "PidMode", Rule::Lower).good("\"task\""),
    same("ipc_mode", "IpcMode", Rule::Lower).good("\"none\""),
    same("requires_compatibilities", "RequiresCompatibilities", Rule::List(&Rule::Upper))
        .item("\"FARGATE\""),
    same("runtime_platform", "RuntimePlatform", Rule::Object(RUNTIME_PLATFORM))
        .good("{\"operating_system_family\": \"LINUX\"}"),
    same("cpu", "Cpu", Rule::CpuUnits).good("256"),
    same("memory", "Memory", Rule::MemoryMib).good("512"),
    same("ephemeral_storage", "EphemeralStorage", Rule::Object(EPHEMERAL_STORAGE)),
    same("enable_fault_injection", "EnableFaultInjection", Rule::Bool).good("false"),
    same("placement_constraints", "PlacementConstraints", Rule::Objects(PLACEMENT)),
    same("tags", "Tags", Rule::FreeMap),
    field("volumes", "volume", "Volumes", "=", Rule::Objects(VOLUMES)).item("{\"name\": \"data\"}"),
    field(
        "containers",
        "container_definitions",
        "ContainerDefinitions",
        "=",
        Rule::Containers(CONTAINERS),
    )
    .item(CONTAINER_GOOD),
    same("proxy_configuration", "ProxyConfiguration", Rule::Object(PROXY)),
];

const STRATEGY: &[Field] = &[
    same("capacity_provider", "CapacityProvider", Rule::Id),
    same("base", "Base", Rule::Number),
    same("weight", "Weight", Rule::Number),
];
const NETWORK: &[Field] = &[
    same("assign_public_ip", "AssignPublicIp", Rule::Enabled).good("false"),
    same("subnets", "Subnets", TEXTS),
    same("security_groups", "SecurityGroups", Rule::List(&Rule::Ref(&["ec2.security_group"]))),
];
const BREAKER: &[Field] = &[
    same("enable", "Enable", Rule::Bool).good("true"),
    same("rollback", "Rollback", Rule::Bool).good("true"),
];
const ALARMS: &[Field] = &[
    same("enable", "Enable", Rule::Bool).good("true"),
    same("rollback", "Rollback", Rule::Bool).good("true"),
    same("alarm_names", "AlarmNames", TEXTS),
];
const DEPLOYMENT: &[Field] = &[
    field("strategy", "deployment_configuration.strategy", "Strategy", "=", Rule::Upper)
        .good("\"BLUE_GREEN\""),
    field("alarms", "alarms", "Alarms", "=", Rule::Object(ALARMS)),
    field("maximum_percent", "deployment_maximum_percent", "MaximumPercent", "=", Rule::Number),
    field(
        "minimum_healthy_percent",
        "deployment_minimum_healthy_percent",
        "MinimumHealthyPercent",
        "=",
        Rule::Number,
    ),
];
const CONTROLLER: &[Field] = &[same("type", "Type", Rule::Upper).good("\"CODE_DEPLOY\"")];
const LOAD_BALANCERS: &[Field] = &[
    same("target_group_arn", "TargetGroupArn", Rule::Ref(&["elb.target_group"])),
    field(
        "load_balancer_name",
        "elb_name",
        "LoadBalancerName",
        "=",
        Rule::Ref(&["elb.load_balancer"]),
    ),
    same("container_name", "ContainerName", Rule::Id),
    same("container_port", "ContainerPort", Rule::Number),
];
const TLS: &[Field] = &[
    field(
        "issuer_certificate_authority",
        "issuer_cert_authority",
        "IssuerCertificateAuthority",
        "=",
        Rule::Any,
    ),
    same("kms_key", "KmsKey", Rule::Id),
    same("role_arn", "RoleArn", ROLE),
];
const CONNECT_SERVICES: &[Field] = &[
    same("port_name", "PortName", Rule::Id),
    same("discovery_name", "DiscoveryName", Rule::Id),
    same("tls", "Tls", Rule::Object(TLS)).good("{\"role_arn\": \"role\"}"),
];
const ACCESS_LOG: &[Field] = &[
    same("format", "Format", Rule::Upper),
    same("include_query_parameters", "IncludeQueryParameters", Rule::Upper).good("\"DISABLED\""),
];
const SERVICE_CONNECT: &[Field] = &[
    same("enabled", "Enabled", Rule::Bool).good("false"),
    same("namespace", "Namespace", Rule::Id),
    field("services", "service", "Services", "=", Rule::Objects(CONNECT_SERVICES))
        .item("{\"tls\": {\"role_arn\": \"role\"}}"),
    same("access_log_configuration", "AccessLogConfiguration", Rule::Object(ACCESS_LOG)),
];
const EBS: &[Field] = &[
    same("encrypted", "Encrypted", Rule::Bool).good("true"),
    same("kms_key_id", "KmsKeyId", Rule::Id),
    same("role_arn", "RoleArn", ROLE),
];
const SERVICE_VOLUMES: &[Field] = &[
    same("name", "Name", Rule::Id),
    same("managed_ebs_volume", "ManagedEBSVolume", Rule::Object(EBS)).good("{\"encrypted\": true}"),
];

/// What a service leaves to its task sets where an external controller deploys it; the ECS API
/// calls it by the same name.
const fn of_task_set(name: &'static str, tf: &'static str, cfn: &'static str, rule: Rule) -> Field {
    field(name, tf, cfn, "=", rule)
}

const SERVICE: &[Field] = &[
    field("name", "name", "ServiceName", "=", Rule::Id),
    same("cluster", "Cluster", Rule::Ref(&["ecs.cluster"])),
    of_task_set(
        "task_definition",
        "= | aws_ecs_task_set:task_definition",
        "TaskDefinition | AWS::ECS::TaskSet:TaskDefinition",
        Rule::Ref(&["ecs.task_definition"]),
    ),
    field("task_definition_kind", "", "", "", Rule::Id).good("\"arn\""),
    of_task_set("launch_type", "= | aws_ecs_task_set:launch_type", "LaunchType | AWS::ECS::TaskSet:LaunchType", Rule::Upper)
        .good("\"FARGATE\""),
    of_task_set(
        "capacity_provider_strategy",
        "= | aws_ecs_task_set:capacity_provider_strategy",
        "CapacityProviderStrategy | AWS::ECS::TaskSet:CapacityProviderStrategy",
        Rule::Objects(STRATEGY),
    ),
    of_task_set(
        "platform_version",
        "= | aws_ecs_task_set:platform_version",
        "PlatformVersion | AWS::ECS::TaskSet:PlatformVersion",
        Rule::Upper,
    )
    .good("\"LATEST\""),
    same("enable_execute_command", "EnableExecuteCommand", Rule::Bool).good("false"),
    field(
        "network_configuration",
        "= | aws_ecs_task_set:network_configuration",
        "NetworkConfiguration.AwsvpcConfiguration | AWS::ECS::TaskSet:NetworkConfiguration.AwsVpcConfiguration",
        "networkConfiguration.awsvpcConfiguration",
        Rule::Object(NETWORK),
    )
    .good("{\"assign_public_ip\": false, \"subnets\": [], \"security_groups\": []}"),
    field(
        "deployment_circuit_breaker",
        "=",
        "DeploymentConfiguration.DeploymentCircuitBreaker",
        "deploymentConfiguration.deploymentCircuitBreaker",
        Rule::Object(BREAKER),
    )
    .good("{\"enable\": true, \"rollback\": true}"),
    field("deployment_configuration", ".", "DeploymentConfiguration", "=", Rule::Object(DEPLOYMENT)),
    same("deployment_controller", "DeploymentController", Rule::Object(CONTROLLER)).good("{\"type\": \"CODE_DEPLOY\"}"),
    same("scheduling_strategy", "SchedulingStrategy", Rule::Upper).good("\"REPLICA\""),
    same("desired_count", "DesiredCount", Rule::Number).good("1"),
    same("health_check_grace_period_seconds", "HealthCheckGracePeriodSeconds", Rule::Number).good("60"),
    of_task_set(
        "load_balancers",
        "load_balancer | aws_ecs_task_set:load_balancer",
        "LoadBalancers | AWS::ECS::TaskSet:LoadBalancers",
        Rule::Objects(LOAD_BALANCERS),
    )
    .good("[{\"target_group_arn\": \"group\"}]"),
    same("propagate_tags", "PropagateTags", Rule::Upper).good("\"SERVICE\""),
    same("service_connect_configuration", "ServiceConnectConfiguration", Rule::Object(SERVICE_CONNECT)).good("{\"enabled\": false}"),
    field("triggers", "=", "", "", Rule::FreeMap),
    field("force_new_deployment", "=", "ForceNewDeployment.EnableForceNewDeployment", "", Rule::Bool).good("false"),
    field("volume_configuration", "=", "VolumeConfigurations", "volumeConfigurations", Rule::Objects(SERVICE_VOLUMES)),
    same("tags", "Tags", Rule::FreeMap),
];

const EXEC_LOG: &[Field] = &[
    same("cloud_watch_log_group_name", "CloudWatchLogGroupName", Rule::Ref(&["logs.log_group"])),
    same("cloud_watch_encryption_enabled", "CloudWatchEncryptionEnabled", Rule::Bool).good("true"),
    same("s3_bucket_name", "S3BucketName", Rule::Ref(&["s3.bucket"])),
    field(
        "s3_encryption_enabled",
        "s3_bucket_encryption_enabled",
        "S3EncryptionEnabled",
        "=",
        Rule::Bool,
    )
    .good("true"),
    same("s3_key_prefix", "S3KeyPrefix", Rule::Id),
];
const EXEC: &[Field] = &[
    same("logging", "Logging", Rule::Upper).good("\"DEFAULT\""),
    same("kms_key_id", "KmsKeyId", Rule::Id),
    same("log_configuration", "LogConfiguration", Rule::Object(EXEC_LOG)),
];
const MANAGED_STORAGE: &[Field] = &[
    same("fargate_ephemeral_storage_kms_key_id", "FargateEphemeralStorageKmsKeyId", Rule::Id),
    same("kms_key_id", "KmsKeyId", Rule::Id),
];
const CLUSTER_CONFIGURATION: &[Field] = &[
    same("execute_command_configuration", "ExecuteCommandConfiguration", Rule::Object(EXEC))
        .good("{\"logging\": \"DEFAULT\", \"kms_key_id\": \"key\"}"),
    same(
        "managed_storage_configuration",
        "ManagedStorageConfiguration",
        Rule::Object(MANAGED_STORAGE),
    ),
];
const SETTINGS: &[Field] = &[field(
    "container_insights",
    "containerInsights",
    "containerInsights",
    "containerInsights",
    Rule::Lower,
)
.good("\"enabled\"")];

const CLUSTER: &[Field] = &[
    field("name", "name", "ClusterName", "=", Rule::Id),
    field("settings", "setting", "ClusterSettings", "settings", Rule::Keyed(SETTINGS))
        .good("{\"container_insights\": \"enabled\"}"),
    same("configuration", "Configuration", Rule::Object(CLUSTER_CONFIGURATION)),
    field(
        "default_capacity_provider_strategy",
        "aws_ecs_cluster_capacity_providers:default_capacity_provider_strategy | =",
        "AWS::ECS::ClusterCapacityProviderAssociations:DefaultCapacityProviderStrategy | DefaultCapacityProviderStrategy",
        "defaultCapacityProviderStrategy",
        Rule::Objects(STRATEGY),
    ),
    same("tags", "Tags", Rule::FreeMap),
];

/// The family's tables.
pub const TABLES: &[Table] = &[
    Table::new(
        "ecs.task_definition",
        &[
            "aws_ecs_task_definition",
            "AWS::ECS::TaskDefinition",
            "AWS::ECS::DaemonTaskDefinition",
            "ecs.task-definition",
        ],
        "family",
        TASK_DEFINITION,
    )
    .finish(crate::normalize::tables::service::task),
    Table::new(
        "ecs.service",
        &["aws_ecs_service", "AWS::ECS::Service", "ecs.service"],
        "name",
        SERVICE,
    )
    .finish(crate::normalize::tables::service::finish)
    .satellites(&[
        satellite("aws_ecs_task_set", "service"),
        satellite("AWS::ECS::TaskSet", "Service"),
    ]),
    Table::new(
        "ecs.cluster",
        &["aws_ecs_cluster", "AWS::ECS::Cluster", "ecs.cluster"],
        "name",
        CLUSTER,
    )
    .satellites(&[
        satellite("aws_ecs_cluster_capacity_providers", "cluster_name"),
        satellite("AWS::ECS::ClusterCapacityProviderAssociations", "Cluster"),
    ]),
];
