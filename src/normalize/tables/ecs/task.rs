//! Task definitions: containers, volumes and what a task is given.

use crate::normalize::map::schema::{Field, Rule, field, same};

pub(super) const ROLE: Rule = Rule::Ref(&["iam.role"]);
pub(super) const TEXTS: Rule = Rule::List(&Rule::Text);

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
    field("file_system_id", "=", "FilesystemId", "fileSystemId", Rule::Ref(&["efs.file_system"])),
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

/// The fields of a task definition.
pub(super) const TASK_DEFINITION: &[Field] = &[
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
