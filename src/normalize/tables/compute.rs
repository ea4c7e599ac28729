//! Instances, launch templates, scaling, schedules.

use super::network::references::{GROUPS, SUBNET, SUBNETS};
use super::streams::RECEIVERS;
use crate::normalize::map::lookup::lookup;
use crate::normalize::map::remade::unknown_like;
use crate::normalize::map::schema::{Dialect, Entries, Field, Rule, field, satellite, two};
use crate::normalize::map::table::Table;
use crate::normalize::map::walk::Walk;
use crate::value::{Cause, Data, Entry, Value};
use std::sync::Arc;

const METADATA: &[Field] = &[
    two("http_tokens", "=", "HttpTokens", Rule::Lower).good("\"required\""),
    two("http_put_response_hop_limit", "=", "HttpPutResponseHopLimit", Rule::Number).good("1"),
    two("http_endpoint", "=", "HttpEndpoint", Rule::Lower).good("\"disabled\""),
];
const METADATA_GOOD: &str = "{\"http_tokens\": \"required\", \"http_put_response_hop_limit\": 1}";
const SETTING: &[Field] = &[
    field("name", "", "", "", Rule::Text).good("\"ECS_AWSVPC_BLOCK_IMDS\""),
    field("value", "", "", "", Rule::Text).good("\"true\""),
];

/// The lines of the user data, in the clear, as far as they are known.
const LINES: Field = field("user_data_lines", "", "", "", Rule::List(&Rule::Text)).item("\"\"");
/// The settings that the user data makes: what is not known may be the one that blocks the metadata
/// service.
const SETTINGS: Field = field("user_data_settings", "", "", "", Rule::Objects(SETTING))
    .good("[{\"name\": \"ECS_AWSVPC_BLOCK_IMDS\", \"value\": \"true\"}]");
/// What the image is where its name tells: `amazon-linux-2023`, `amazon-linux-2`, `bottlerocket`,
/// `windows`.
const PLATFORM: Field = field("image_platform", "", "", "", Rule::Lower).good("\"bottlerocket\"");

/// A disk made of a snapshot is encrypted as that is.
const DISKS: &[Field] = &[
    two("device_name", "=", "DeviceName", Rule::Id),
    two("encrypted", "=", "Ebs.Encrypted", Rule::Bool).good("true"),
    two("snapshot", "snapshot_id", "Ebs.SnapshotId", Rule::Id).good("\"snap-0\""),
    two("virtual_name", "", "VirtualName", Rule::Id).good("\"ephemeral0\""),
    two("no_device", "", "NoDevice", Rule::Present).good("true"),
];
/// Those of a template are spelled as the API does.
const MAPPINGS: &[Field] = &[
    two("device_name", "=", "DeviceName", Rule::Id),
    two("encrypted", "ebs.encrypted", "Ebs.Encrypted", Rule::Bool).good("true"),
    two("snapshot", "ebs.snapshot_id", "Ebs.SnapshotId", Rule::Id).good("\"snap-0\""),
    two("virtual_name", "=", "VirtualName", Rule::Id).good("\"ephemeral0\""),
    two("no_device", "=", "NoDevice", Rule::Present).good("true"),
];
const ENCRYPTED_DISK: &str = "[{\"encrypted\": true}]";

const INSTANCE: &[Field] = &[
    two("metadata_options", "=", "MetadataOptions", Rule::Object(METADATA)).good(METADATA_GOOD),
    two("user_data", "user_data | user_data_base64", "UserData", Rule::UserData).good("\"\""),
    LINES,
    SETTINGS,
    two("image", "ami", "ImageId", Rule::Id),
    PLATFORM,
    NAMED_TEMPLATE,
    two("security_groups", "vpc_security_group_ids", "SecurityGroupIds", GROUPS),
    two("subnet", "subnet_id", "SubnetId", SUBNET),
    two("tags", "=", "Tags", Rule::FreeMap),
    two(
        "block_devices",
        "root_block_device | ebs_block_device",
        "BlockDeviceMappings",
        Rule::Objects(DISKS),
    )
    .good(ENCRYPTED_DISK),
    two(
        "associate_public_ip_address",
        "=",
        "NetworkInterfaces.AssociatePublicIpAddress",
        Rule::Bool,
    )
    .good("false"),
];
const TEMPLATE: &[Field] = &[
    two("name", "=", "LaunchTemplateName", Rule::Id),
    two("metadata_options", "=", "LaunchTemplateData.MetadataOptions", Rule::Object(METADATA))
        .good(METADATA_GOOD),
    two("user_data", "=", "LaunchTemplateData.UserData", Rule::UserData).good("\"\""),
    LINES,
    SETTINGS,
    two("image", "image_id", "LaunchTemplateData.ImageId", Rule::Id),
    PLATFORM,
    two("security_groups", "vpc_security_group_ids", "LaunchTemplateData.SecurityGroupIds", GROUPS),
    two(
        "block_devices",
        "block_device_mappings",
        "LaunchTemplateData.BlockDeviceMappings",
        Rule::Objects(MAPPINGS),
    )
    .good(ENCRYPTED_DISK),
    two(
        "associate_public_ip_address",
        "network_interfaces.associate_public_ip_address",
        "LaunchTemplateData.NetworkInterfaces.AssociatePublicIpAddress",
        Rule::Bool,
    )
    .good("false"),
];
const CONFIGURATION: &[Field] = &[
    two("name", "=", "LaunchConfigurationName", Rule::Id),
    two("metadata_options", "=", "MetadataOptions", Rule::Object(METADATA)).good(METADATA_GOOD),
    two("user_data", "user_data | user_data_base64", "UserData", Rule::UserData).good("\"\""),
    LINES,
    SETTINGS,
    two("image", "image_id", "ImageId", Rule::Id),
    PLATFORM,
    two("security_groups", "=", "SecurityGroups", GROUPS),
    two(
        "block_devices",
        "root_block_device | ebs_block_device",
        "BlockDeviceMappings",
        Rule::Objects(DISKS),
    )
    .good(ENCRYPTED_DISK),
    two("associate_public_ip_address", "=", "AssociatePublicIpAddress", Rule::Bool).good("false"),
];

/// The template that an instance names, by id, name or reference.
const NAMED_TEMPLATE: Field = two(
    "launch_template",
    "launch_template.id | launch_template.name",
    "LaunchTemplate.LaunchTemplateId | LaunchTemplate.LaunchTemplateName",
    Rule::Ref(&["ec2.launch_template"]),
);

/// An instance takes from its launch template what it does not say itself (EC2 API, RunInstances).
fn instance(walk: &mut Walk<'_>, entries: &mut Entries) {
    from_template(walk, entries);
    launch(walk, entries);
}

/// What the user data and the image say.
fn launch(walk: &mut Walk<'_>, entries: &mut Entries) {
    if let Some(entry) = entries.get("user_data").cloned() {
        let script = crate::normalize::read::user_data::read(walk.tree, &entry.value);
        for (name, value) in [
            ("user_data", script.text),
            ("user_data_lines", script.lines),
            ("user_data_settings", script.settings),
        ] {
            if !value.is_null() {
                entries.insert(Arc::from(name), Entry { key: entry.key, value });
            }
        }
    }
    if let Some(entry) = entries.get("image").cloned() {
        let value = crate::normalize::read::machine_image::platform(walk.index, &entry.value);
        if !value.is_null() {
            entries.insert(Arc::from("image_platform"), Entry { key: entry.key, value });
        }
    }
}

fn from_template(walk: &mut Walk<'_>, entries: &mut Entries) {
    let Some(named) = entries.get("launch_template").map(|entry| entry.value.clone()) else {
        return;
    };
    let template =
        named.references().iter().filter_map(|reference| walk.index.find(&reference.to)).find(
            |found| {
                walk.index
                    .shapes()
                    .of_source(&found.source_type)
                    .is_some_and(|table| table.ty == "ec2.launch_template")
            },
        );
    let Some(template) = template else {
        // A template of another unit may say anything.
        for name in ["metadata_options", "user_data", "image"] {
            let unknown = Value::unknown(
                Cause::outside("the launch template it names is not in this code"),
                named.place.span,
            );
            entries.entry(Arc::from(name)).or_insert(Entry { key: None, value: unknown });
        }
        return;
    };
    let mut other = walk.over(template);
    let values = other.resource(TEMPLATE);
    for name in ["metadata_options", "user_data", "image"] {
        if let Some(found) = values.entries().and_then(|map| map.get(name)) {
            let own = entries.entry(Arc::from(name)).or_insert_with(|| found.clone());
            complete(&mut own.value, &found.value);
        }
    }
}

/// An object of the instance keeps what its template says besides.
fn complete(own: &mut Value, template: &Value) {
    let (Data::Map(map), Some(further)) = (&mut own.data, template.entries()) else { return };
    for (name, entry) in further {
        if map.entries.get(name).is_none_or(|own| own.value.is_null()) {
            Arc::make_mut(map).entries.insert(name.clone(), entry.clone());
        }
    }
}

const SCALING_TARGET: &[Field] = &[
    two("service_namespace", "=", "ServiceNamespace", Rule::Lower).good("\"dynamodb\""),
    two("scalable_dimension", "=", "ScalableDimension", Rule::Id),
    two("resource_id", "=", "ResourceId", Rule::Id),
    two("max_capacity", "=", "MaxCapacity", Rule::Number).good("2"),
    two("min_capacity", "=", "MinCapacity", Rule::Number).good("1"),
];
const TRACKING: &[Field] = &[
    two("scale_in_cooldown", "=", "ScaleInCooldown", Rule::Number).good("300"),
    two("scale_out_cooldown", "=", "ScaleOutCooldown", Rule::Number).good("300"),
];
const STEP: &[Field] = &[two("cooldown", "=", "Cooldown", Rule::Number).good("300")];
const SCALING_POLICY: &[Field] = &[
    two("service_namespace", "=", "ServiceNamespace", Rule::Lower).good("\"dynamodb\""),
    two(
        "target",
        "resource_id",
        "ScalingTargetId | ResourceId",
        Rule::Ref(&["appautoscaling.target"]),
    ),
    two(
        "target_tracking",
        "target_tracking_scaling_policy_configuration",
        "TargetTrackingScalingPolicyConfiguration",
        Rule::Object(TRACKING),
    ),
    two(
        "step",
        "step_scaling_policy_configuration",
        "StepScalingPolicyConfiguration",
        Rule::Object(STEP),
    ),
];

/// A policy that does not say what it scales follows its target: one of the unit, or one that is
/// named as CloudFormation does (`service/cluster/name|ecs:service:DesiredCount|ecs`).
fn scaling_policy(walk: &mut Walk<'_>, entries: &mut Entries) {
    if let Some(entry) = entries.get_mut("service_namespace") {
        // A word, whatever it is taken from: where that is not known it is not the name of
        // something either.
        entry.value.refs = None;
        return;
    }
    let Some(target) = entries.get("target").map(|entry| entry.value.clone()) else { return };
    let found = target.references().iter().find_map(|reference| walk.index.find(&reference.to));
    let named = found.and_then(|found| {
        ["service_namespace", "ServiceNamespace"].iter().find_map(|key| found.values.get(key))
    });
    let value = match (named, target.as_str().and_then(|id| id.rsplit_once('|'))) {
        (Some(namespace), _) => {
            walk.apply(Rule::Lower, namespace, walk.dialect, "service_namespace")
        }
        (None, Some((_, namespace))) => {
            Value::string(namespace.to_ascii_lowercase(), target.place.span)
        }
        (None, None) => unknown_like(&target, target.cause_or("its target is not in this code")),
    };
    entries.insert(Arc::from("service_namespace"), Entry { key: None, value });
}

const TASK: Rule = Rule::Ref(&["ecs.task_definition"]);
const PUBLIC_IP: &[Field] = &[
    two("assign_public_ip", "=", "AssignPublicIp", Rule::Enabled).good("false"),
    two("subnets", "=", "Subnets", SUBNETS),
    two("security_groups", "=", "SecurityGroups", GROUPS),
];
const RULE_ECS: &[Field] = &[
    two("task_definition", "task_definition_arn", "TaskDefinitionArn", TASK),
    two(
        "network_configuration",
        "=",
        "NetworkConfiguration.AwsVpcConfiguration",
        Rule::Object(PUBLIC_IP),
    )
    .good("{\"assign_public_ip\": false}"),
    two("enable_execute_command", "=", "EnableExecuteCommand", Rule::Bool).good("false"),
    two("launch_type", "=", "LaunchType", Rule::Upper).good("\"FARGATE\""),
    two("platform_version", "=", "PlatformVersion", Rule::Upper).good("\"LATEST\""),
];
const TARGETS: &[Field] = &[
    two("arn", "=", "Arn", RECEIVERS),
    two("role_arn", "=", "RoleArn", Rule::Ref(&["iam.role"])),
    two("ecs_parameters", "ecs_target", "EcsParameters", Rule::Object(RULE_ECS)),
];
const RULE: &[Field] = &[
    two("name", "=", "Name", Rule::Id),
    two("event_bus", "event_bus_name", "EventBusName", Rule::Ref(&["events.event_bus"])),
    two("schedule_expression", "=", "ScheduleExpression", Rule::Id).good("\"rate(1 day)\""),
    two("state", "state | is_enabled", "State", Rule::State("ENABLED", "DISABLED"))
        .good("\"ENABLED\""),
    two("targets", "aws_cloudwatch_event_target:", "Targets", Rule::Objects(TARGETS)),
];

const ALONE: &[Field] = &[
    two("targets", ".", "", Rule::Objects(TARGETS)),
    two("owner", "rule", "", Rule::Ref(&["events.rule"])),
];

/// Targets of a rule that is not in the unit: each is judged as the one target of a rule.
pub const STANDALONE_TARGETS: &[Table] =
    &[Table::new("events.rule", &["aws_cloudwatch_event_target"], "", ALONE)];

const SCHEDULE_ECS: &[Field] = &[
    two("task_definition", "task_definition_arn", "TaskDefinitionArn | TaskDefinition", TASK),
    two(
        "network_configuration",
        "=",
        "NetworkConfiguration.AwsvpcConfiguration",
        Rule::Object(PUBLIC_IP),
    )
    .good("{\"assign_public_ip\": false}"),
    two("enable_execute_command", "=", "EnableExecuteCommand", Rule::Bool).good("false"),
    two("launch_type", "=", "LaunchType", Rule::Upper).good("\"FARGATE\""),
    two("platform_version", "=", "PlatformVersion", Rule::Upper).good("\"LATEST\""),
];
const TARGET: &[Field] = &[
    two("arn", "=", "Arn", RECEIVERS),
    two("role_arn", "=", "RoleArn", Rule::Ref(&["iam.role"])),
    two("ecs_parameters", "=", "EcsParameters", Rule::Object(SCHEDULE_ECS)),
    two("input", "=", "Input", Rule::Id),
];
const SCHEDULE: &[Field] = &[
    two("name", "=", "Name", Rule::Id),
    two("schedule_expression", "=", "ScheduleExpression", Rule::Id).good("\"rate(1 day)\""),
    two("state", "=", "State", Rule::Upper).good("\"ENABLED\""),
    two("target", "=", "Target", Rule::Object(TARGET)),
];

/// A schedule may call the API itself: the parameters of the task then are the call's, in the
/// target's input (EventBridge Scheduler User Guide, "Using universal targets").
fn schedule(walk: &mut Walk<'_>, entries: &mut Entries) {
    let Some(entry) = entries.get_mut("target") else { return };
    let Data::Map(map) = &entry.value.data else { return };
    let runs_task = map.entries.get("arn").and_then(|arn| arn.value.as_str()).is_some_and(|arn| {
        let arn = arn.to_ascii_lowercase();
        arn.ends_with(":aws-sdk:ecs:runtask")
    });
    if !runs_task || map.entries.contains_key("ecs_parameters") {
        return;
    }
    let input = if walk.dialect == Dialect::Terraform { "target.input" } else { "Target.Input" };
    let Some(found) = lookup(&walk.resource.values, input, walk.dialect) else { return };
    let call = crate::syntax::json::decode(&found.value).unwrap_or_else(|_| {
        unknown_like(&found.value, found.value.cause_or("it is not valid JSON"))
    });
    let parameters =
        walk.apply(Rule::Object(SCHEDULE_ECS), &call, Dialect::CloudFormation, "target.input");
    let mut own = (**map).clone();
    own.entries.insert(Arc::from("ecs_parameters"), Entry { key: found.key, value: parameters });
    entry.value.data = Data::Map(Arc::new(own));
}

const MESH_TLS: &[Field] = &[two("mode", "=", "Mode", Rule::Upper).good("\"STRICT\"")];
const MESH_LISTENERS: &[Field] =
    &[two("tls", "=", "TLS", Rule::Object(MESH_TLS)).good("{\"mode\": \"STRICT\"}")];
const CLIENT_TLS: &[Field] = &[two("enforce", "=", "Enforce", Rule::Bool).good("true")];
const CLIENT_POLICY: &[Field] =
    &[two("tls", "=", "TLS", Rule::Object(CLIENT_TLS)).good("{\"enforce\": true}")];
const BACKEND_DEFAULTS: &[Field] =
    &[two("client_policy", "=", "ClientPolicy", Rule::Object(CLIENT_POLICY))];
const BACKENDS: &[Field] = &[two(
    "client_policy",
    "virtual_service.client_policy",
    "VirtualService.ClientPolicy",
    Rule::Object(CLIENT_POLICY),
)];
const MESH_LISTENERS_OF: Field =
    two("listeners", "spec.listener", "Spec.Listeners", Rule::Objects(MESH_LISTENERS));
const MESH_BACKEND_DEFAULTS: Field = two(
    "backend_defaults",
    "spec.backend_defaults",
    "Spec.BackendDefaults",
    Rule::Object(BACKEND_DEFAULTS),
);
const MESH: &[Field] = &[
    MESH_LISTENERS_OF,
    MESH_BACKEND_DEFAULTS,
    two("backends", "spec.backend", "Spec.Backends", Rule::Objects(BACKENDS)),
];

/// The family's tables.
pub const TABLES: &[Table] = &[
    Table::new(
        "ec2.instance",
        &["aws_instance", "aws_spot_instance_request", "AWS::EC2::Instance"],
        "",
        INSTANCE,
    )
    .finish(instance),
    Table::new(
        "ec2.launch_template",
        &["aws_launch_template", "AWS::EC2::LaunchTemplate"],
        "name",
        TEMPLATE,
    )
    .finish(launch),
    Table::new(
        "autoscaling.launch_configuration",
        &["aws_launch_configuration", "AWS::AutoScaling::LaunchConfiguration"],
        "name",
        CONFIGURATION,
    )
    .finish(launch),
    Table::new(
        "appautoscaling.target",
        &["aws_appautoscaling_target", "AWS::ApplicationAutoScaling::ScalableTarget"],
        "resource_id",
        SCALING_TARGET,
    ),
    Table::new(
        "appautoscaling.policy",
        &["aws_appautoscaling_policy", "AWS::ApplicationAutoScaling::ScalingPolicy"],
        "",
        SCALING_POLICY,
    )
    .finish(scaling_policy),
    Table::new("events.rule", &["aws_cloudwatch_event_rule", "AWS::Events::Rule"], "name", RULE)
        .satellites(&[satellite("aws_cloudwatch_event_target", "rule")]),
    Table::new(
        "scheduler.schedule",
        &["aws_scheduler_schedule", "AWS::Scheduler::Schedule"],
        "name",
        SCHEDULE,
    )
    .finish(schedule),
    Table::new(
        "appmesh.virtual_node",
        &["aws_appmesh_virtual_node", "AWS::AppMesh::VirtualNode"],
        "",
        MESH,
    ),
    Table::new(
        "appmesh.virtual_gateway",
        &["aws_appmesh_virtual_gateway", "AWS::AppMesh::VirtualGateway"],
        "",
        &[MESH_LISTENERS_OF, MESH_BACKEND_DEFAULTS],
    ),
];
