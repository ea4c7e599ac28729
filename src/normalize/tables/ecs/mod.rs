//! ECS: task definitions, services, clusters.

mod task;

use super::network::references::{GROUPS, SUBNETS};
use crate::normalize::map::schema::{Field, Rule, field, same, satellite};
use crate::normalize::map::table::Table;
use task::{ROLE, TASK_DEFINITION, TEXTS};

const STRATEGY: &[Field] = &[
    same("capacity_provider", "CapacityProvider", Rule::Id),
    same("base", "Base", Rule::Number),
    same("weight", "Weight", Rule::Number),
];
const NETWORK: &[Field] = &[
    same("assign_public_ip", "AssignPublicIp", Rule::Enabled).good("false"),
    same("subnets", "Subnets", SUBNETS),
    same("security_groups", "SecurityGroups", GROUPS),
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
const RULE_REF: Rule = Rule::Ref(&["elb.listener_rule", "elb.listener"]);
/// What ECS's own blue/green deployments switch between.
const ADVANCED: &[Field] = &[
    same("alternate_target_group_arn", "AlternateTargetGroupArn", Rule::Ref(&["elb.target_group"])),
    same("production_listener_rule", "ProductionListenerRule", RULE_REF),
    same("test_listener_rule", "TestListenerRule", RULE_REF),
    same("role_arn", "RoleArn", ROLE),
];
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
    same("advanced_configuration", "AdvancedConfiguration", Rule::Object(ADVANCED)),
];
const REGISTRIES: &[Field] = &[
    same("registry_arn", "RegistryArn", Rule::Ref(&["servicediscovery.service"])),
    same("port", "Port", Rule::Number),
    same("container_name", "ContainerName", Rule::Id),
    same("container_port", "ContainerPort", Rule::Number),
];
const CLIENT_ALIASES: &[Field] =
    &[same("dns_name", "DnsName", Rule::Lower), same("port", "Port", Rule::Number)];
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
    field("client_aliases", "client_alias", "ClientAliases", "=", Rule::Objects(CLIENT_ALIASES))
        .unread(),
    same("ingress_port_override", "IngressPortOverride", Rule::Number),
    same("tls", "Tls", Rule::Object(TLS)).good("{\"role_arn\": \"role\"}"),
];
const ACCESS_LOG: &[Field] = &[
    same("format", "Format", Rule::Upper),
    same("include_query_parameters", "IncludeQueryParameters", Rule::Upper).good("\"DISABLED\""),
];
/// A namespace of AWS Cloud Map, by name or ARN.
const NAMESPACE: Rule = Rule::Ref(&["servicediscovery.namespace"]);
const SERVICE_CONNECT: &[Field] = &[
    same("enabled", "Enabled", Rule::Bool).good("false"),
    same("namespace", "Namespace", NAMESPACE),
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
    of_task_set(
        "service_registries",
        "= | aws_ecs_task_set:service_registries",
        "ServiceRegistries | AWS::ECS::TaskSet:ServiceRegistries",
        Rule::Objects(REGISTRIES),
    )
    .unread(),
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

const CONNECT_DEFAULTS: &[Field] = &[same("namespace", "Namespace", NAMESPACE)];

const CLUSTER: &[Field] = &[
    field("name", "name", "ClusterName", "=", Rule::Id),
    same("service_connect_defaults", "ServiceConnectDefaults", Rule::Object(CONNECT_DEFAULTS)),
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
