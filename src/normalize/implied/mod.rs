//! Services and task definitions that ECS makes from another resource: Express Mode services and
//! managed daemons.
//!
//! They are put beside the resources of the unit in Terraform's spelling, so that the tables and
//! the checks read them as any other. What the resource cannot say is decided by ECS: it is
//! unknown, never a default.

use crate::unit::{Resource, ResourceKind};
use crate::value::{Cause, Data, Entry, Map, MapKind, Value};
use indexmap::IndexMap;
use std::collections::HashMap;
use std::sync::Arc;

type Entries = IndexMap<Arc<str>, Entry>;

/// The unit's resources with those that ECS makes for them, and the source types that were written,
/// by the address of what replaces them.
pub fn expanded(resources: Vec<Resource>) -> (Vec<Resource>, HashMap<String, String>) {
    let mut written = HashMap::new();
    let mut all = Vec::with_capacity(resources.len());
    for resource in resources {
        let made = match resource.source_type.as_str() {
            _ if resource.kind != ResourceKind::Managed => Vec::new(),
            "aws_ecs_express_gateway_service" | "AWS::ECS::ExpressGatewayService" => {
                express(&resource)
            }
            "AWS::ECS::Daemon" => vec![daemon(&resource)],
            _ => Vec::new(),
        };
        if made.is_empty() {
            all.push(resource);
            continue;
        }
        for one in &made {
            written.insert(one.address.clone(), resource.source_type.clone());
        }
        all.extend(made);
    }
    (all, written)
}

/// An attribute in Terraform's spelling or CloudFormation's.
fn given<'a>(value: &'a Value, name: &str, property: &str) -> Option<&'a Entry> {
    let entries = value.entries()?;
    entries.get(name).or_else(|| entries.get(property)).filter(|entry| !entry.value.is_null())
}

/// The only block of a list of blocks; anything else is itself.
fn block(entry: &Entry) -> &Value {
    match entry.value.items() {
        Some([only]) => only,
        _ => &entry.value,
    }
}

/// Copies attributes under other names: `(Terraform's, CloudFormation's, the new one)`.
fn renamed(from: &Value, names: &[(&str, &str, &str)]) -> Entries {
    let copied = names.iter().filter_map(|(name, property, new)| {
        Some((Arc::from(*new), given(from, name, property)?.clone()))
    });
    copied.collect()
}

fn put(entries: &mut Entries, name: &str, value: Value) {
    entries.insert(Arc::from(name), Entry { key: None, value });
}

/// An object at a value's place; `rest`: who decides what it does not name.
fn object(at: &Value, entries: Entries, rest: Option<&str>) -> Value {
    let mut value = at.clone();
    value.data =
        Data::Map(Arc::new(Map { kind: MapKind::Object, entries, rest: rest.map(Cause::outside) }));
    value
}

/// A list of objects with their attributes renamed; what is no known list stays what it is.
fn items(list: &Value, names: &[(&str, &str, &str)]) -> Value {
    let Some(items) = list.items() else { return list.clone() };
    let rename = |item: &Value| {
        if item.entries().is_some() {
            object(item, renamed(item, names), None)
        } else {
            item.clone()
        }
    };
    let mut value = Value::list(items.iter().map(rename).collect(), list.place.span);
    value.place = list.place.clone();
    value
}

/// A resource beside another one, of another type.
fn beside(of: &Resource, address: String, source_type: &str, values: Value) -> Resource {
    Resource { address, source_type: source_type.to_owned(), values, ..of.clone() }
}

const DECIDED: &str = "ECS Express Mode sets it, not the code";

/// The task definition and the service of an Express Mode service (ECS developer guide, "Amazon ECS
/// Express Mode services": Fargate, `awsvpc`, Linux, 256 CPU units and 512 MiB unless said
/// otherwise).
fn express(resource: &Resource) -> Vec<Resource> {
    let own = &resource.values;
    if own.entries().is_none() {
        return Vec::new();
    }
    let at = own.place.span.or(resource.place.span);
    let task_address = format!("{}/task-definition", resource.address);
    let mut task = renamed(
        own,
        &[
            ("service_name", "ServiceName", "family"),
            ("cpu", "Cpu", "cpu"),
            ("memory", "Memory", "memory"),
            ("task_role_arn", "TaskRoleArn", "task_role_arn"),
            ("execution_role_arn", "ExecutionRoleArn", "execution_role_arn"),
            ("tags", "Tags", "tags"),
        ],
    );
    // What Express Mode takes where nothing is given.
    for (name, default) in [("cpu", "256"), ("memory", "512"), ("network_mode", "awsvpc")] {
        if !task.contains_key(name) {
            put(&mut task, name, Value::string(default, at));
        }
    }
    put(&mut task, "requires_compatibilities", Value::list(vec![Value::string("FARGATE", at)], at));
    let linux = IndexMap::from([(
        Arc::from("operating_system_family"),
        Entry { key: None, value: Value::string("LINUX", at) },
    )]);
    put(&mut task, "runtime_platform", Value::map(linux, at));
    if let Some(primary) = given(own, "primary_container", "PrimaryContainer") {
        let container = container(block(primary));
        let mut list = Value::list(vec![container], primary.value.place.span);
        list.place = primary.value.place.clone();
        task.insert(Arc::from("container_definitions"), Entry { key: primary.key, value: list });
    }
    let mut service = renamed(
        own,
        &[
            ("service_name", "ServiceName", "name"),
            ("cluster", "Cluster", "cluster"),
            ("tags", "Tags", "tags"),
        ],
    );
    // A task definition of one's own may be named instead of a container.
    let named = given(own, "task_definition_arn", "TaskDefinitionArn").cloned();
    let implied = named.is_none();
    let reference = || Value::reference(task_address.as_str(), "arn", at);
    let definition = named.unwrap_or_else(|| Entry { key: None, value: reference() });
    service.insert(Arc::from("task_definition"), definition);
    put(&mut service, "launch_type", Value::string("FARGATE", at));
    if let Some(network) = given(own, "network_configuration", "NetworkConfiguration") {
        let network_values = block(network);
        let names = [
            ("subnets", "Subnets", "subnets"),
            ("security_groups", "SecurityGroups", "security_groups"),
        ];
        let value = match network_values.entries() {
            // What the block leaves out is decided by ECS.
            Some(_) => object(network_values, renamed(network_values, &names), Some(DECIDED)),
            None => network_values.clone(),
        };
        service.insert(Arc::from("network_configuration"), Entry { key: network.key, value });
    }
    let values = object(own, service, Some(DECIDED));
    let service = beside(resource, resource.address.clone(), "aws_ecs_service", values);
    let task = beside(resource, task_address, "aws_ecs_task_definition", object(own, task, None));
    if implied { vec![task, service] } else { vec![service] }
}

/// The primary container, which ECS calls `Main`, as the ECS API spells it.
fn container(primary: &Value) -> Value {
    if primary.entries().is_none() {
        return primary.clone();
    }
    let mut entries =
        renamed(primary, &[("image", "Image", "image"), ("command", "Command", "command")]);
    put(&mut entries, "name", Value::string("Main", None));
    put(&mut entries, "essential", Value::bool(true, None));
    if let Some(port) = given(primary, "container_port", "ContainerPort") {
        let mapping = IndexMap::from([(Arc::from("containerPort"), port.clone())]);
        put(
            &mut entries,
            "portMappings",
            Value::list(vec![Value::map(mapping, port.value.place.span)], port.value.place.span),
        );
    }
    // What is not given is none: Express Mode adds nothing of its own here.
    put(&mut entries, "environment", Value::list(Vec::new(), None));
    put(&mut entries, "secrets", Value::list(Vec::new(), None));
    for (name, property, new, names) in [
        (
            "environment",
            "Environment",
            "environment",
            [("name", "Name", "name"), ("value", "Value", "value")],
        ),
        (
            "secret",
            "Secrets",
            "secrets",
            [("name", "Name", "name"), ("value_from", "ValueFrom", "valueFrom")],
        ),
    ] {
        if let Some(entry) = given(primary, name, property) {
            entries.insert(
                Arc::from(new),
                Entry { key: entry.key, value: items(&entry.value, &names) },
            );
        }
    }
    if let Some(credentials) = given(primary, "repository_credentials", "RepositoryCredentials") {
        let names = [("credentials_parameter", "CredentialsParameter", "credentialsParameter")];
        let credentials_values = block(credentials);
        let value = object(credentials_values, renamed(credentials_values, &names), None);
        entries.insert(Arc::from("repositoryCredentials"), Entry { key: credentials.key, value });
    }
    if let Some(logs) = given(primary, "aws_logs_configuration", "AwsLogsConfiguration") {
        let logs_values = block(logs);
        let names = [
            ("log_group", "LogGroup", "awslogs-group"),
            ("log_stream_prefix", "LogStreamPrefix", "awslogs-stream-prefix"),
        ];
        let options = object(logs_values, renamed(logs_values, &names), Some(DECIDED));
        let mut configuration = Entries::new();
        put(&mut configuration, "logDriver", Value::string("awslogs", logs_values.place.span));
        put(&mut configuration, "options", options);
        entries.insert(
            Arc::from("logConfiguration"),
            Entry { key: logs.key, value: object(logs_values, configuration, None) },
        );
    }
    object(primary, entries, Some(DECIDED))
}

/// A managed daemon runs its task definition on every instance of its capacity providers: the
/// service of a daemon task definition.
fn daemon(resource: &Resource) -> Resource {
    let own = &resource.values;
    if own.entries().is_none() {
        return beside(resource, resource.address.clone(), "aws_ecs_service", own.clone());
    }
    let mut service = renamed(
        own,
        &[
            ("", "DaemonName", "name"),
            ("", "ClusterArn", "cluster"),
            ("", "DaemonTaskDefinitionArn", "task_definition"),
            ("", "EnableExecuteCommand", "enable_execute_command"),
            ("", "PropagateTags", "propagate_tags"),
            ("", "Tags", "tags"),
        ],
    );
    let at = own.place.span.or(resource.place.span);
    put(&mut service, "scheduling_strategy", Value::string("DAEMON", at));
    if !service.contains_key("enable_execute_command") {
        put(&mut service, "enable_execute_command", Value::bool(false, at));
    }
    beside(
        resource,
        resource.address.clone(),
        "aws_ecs_service",
        object(own, service, Some("a managed daemon has no such setting")),
    )
}

#[cfg(test)]
mod tests;
