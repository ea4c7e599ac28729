//! Which of ECS's own forms a JSON or YAML value has: inputs and outputs of the API's actions
//! (Amazon ECS API reference: RegisterTaskDefinition, DescribeTaskDefinition, CreateService,
//! DescribeServices, CreateCluster, DescribeClusters).

use crate::value::{Data, Value};

/// What a resource of ECS is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    TaskDefinition,
    Service,
    Cluster,
}

/// A resource found in a file.
pub(super) struct Found<'a> {
    pub kind: Kind,
    /// Its map; for a bare list of containers the list.
    pub value: &'a Value,
    /// Tags that stand beside it (`describe-... --include TAGS`).
    pub tags: Option<&'a Value>,
    /// It is the containers of a call of RunTask, which says a part of each.
    pub overrides: bool,
}

/// What a container definition may say besides `name` and `image`: one of these tells it from other
/// lists.
const CONTAINER_KEYS: [&str; 20] = [
    "essential",
    "portMappings",
    "logConfiguration",
    "mountPoints",
    "volumesFrom",
    "memoryReservation",
    "dockerLabels",
    "linuxParameters",
    "secrets",
    "environmentFiles",
    "ulimits",
    "readonlyRootFilesystem",
    "privileged",
    "dependsOn",
    "firelensConfiguration",
    "entryPoint",
    "dockerSecurityOptions",
    "repositoryCredentials",
    "healthCheck",
    "startTimeout",
];

/// What only an ECS service says.
const SERVICE_KEYS: [&str; 15] = [
    "serviceName",
    "desiredCount",
    "launchType",
    "deploymentConfiguration",
    "deploymentController",
    "networkConfiguration",
    "capacityProviderStrategy",
    "schedulingStrategy",
    "loadBalancers",
    "serviceRegistries",
    "enableExecuteCommand",
    "enableECSManagedTags",
    "healthCheckGracePeriodSeconds",
    "platformVersion",
    "serviceConnectConfiguration",
];

/// What only an ECS cluster says besides its name.
const CLUSTER_KEYS: [&str; 6] = [
    "settings",
    "configuration",
    "capacityProviders",
    "defaultCapacityProviderStrategy",
    "serviceConnectDefaults",
    "clusterArn",
];

/// The resources of ECS that a file's value is; empty for anything else.
pub(super) fn find(root: &Value) -> Vec<Found<'_>> {
    let one = |kind, value| Found { kind, value, tags: None, overrides: false };
    let found = |kind, value| vec![one(kind, value)];
    if root.items().is_some() {
        if is_container_list(root) {
            return found(Kind::TaskDefinition, root);
        }
        // What a loop over RegisterTaskDefinition reads.
        let items = root.items().unwrap_or_default();
        let all = !items.is_empty() && items.iter().all(is_task_definition);
        return if all {
            items.iter().map(|value| one(Kind::TaskDefinition, value)).collect()
        } else {
            Vec::new()
        };
    }
    // Kubernetes has containers too; its objects name the version of an API.
    if root.entries().is_none() || root.get("apiVersion").is_some() {
        return Vec::new();
    }
    if is_task_definition(root) {
        return found(Kind::TaskDefinition, root);
    }
    // What `aws ecs describe-...` prints wraps the object, and keeps its tags beside it.
    if let Some(inner) = root.get("taskDefinition").filter(|inner| is_task_definition(inner)) {
        let tags = root.get("tags");
        return vec![Found { tags, ..one(Kind::TaskDefinition, inner) }];
    }
    if let Some(inner) = root.get("service").filter(|inner| is_service(inner)) {
        return found(Kind::Service, inner);
    }
    if let Some(inner) = root.get("cluster").filter(|inner| is_cluster(inner)) {
        return found(Kind::Cluster, inner);
    }
    let all = |key: &str, kind, test: fn(&Value) -> bool| -> Option<Vec<Found<'_>>> {
        let items = root.get(key)?.items()?;
        let fit = !items.is_empty() && items.iter().all(test);
        fit.then(|| items.iter().map(|value| one(kind, value)).collect())
    };
    if let Some(services) = all("services", Kind::Service, is_service) {
        return services;
    }
    if let Some(clusters) = all("clusters", Kind::Cluster, is_cluster) {
        return clusters;
    }
    // The input of RunTask and StartTask, or its overrides alone.
    let overrides = root.get("overrides").unwrap_or(root).get("containerOverrides");
    if let Some(list) = overrides.filter(|list| is_override_list(list)) {
        return vec![Found { overrides: true, ..one(Kind::TaskDefinition, list) }];
    }
    // Last, because a service and a cluster have few keys that nothing else has.
    if is_service(root) {
        return found(Kind::Service, root);
    }
    if is_cluster(root) {
        return found(Kind::Cluster, root);
    }
    Vec::new()
}

/// Why a file that speaks of container definitions is no task definition, where it nearly is one.
pub(super) fn near_miss(root: &Value) -> Option<&'static str> {
    let tasks: Vec<&Value> = match root.items() {
        Some(items) => items.iter().collect(),
        None => [Some(root), root.get("taskDefinition")].into_iter().flatten().collect(),
    };
    tasks.into_iter().find_map(|task| {
        let containers = task.get("containerDefinitions")?;
        // The models of the API have a map of members there.
        if is_task_definition(task) || task.get("shapes").is_some() || task.get("type").is_some() {
            return None;
        }
        Some(match &containers.data {
            Data::Map(map) if map.entries.contains_key("containerDefinitions") => {
                "its `containerDefinitions` is a task definition, where a list of containers belongs"
            }
            Data::Map(_) => "its `containerDefinitions` is an object, where a list belongs",
            Data::List(_) => "its `containerDefinitions` holds something that is not an object",
            _ => "its `containerDefinitions` is not a list of containers",
        })
    })
}

/// `containerDefinitions` as a list of maps. The API models have a map there, the agent's state has
/// it nowhere at the top.
fn is_task_definition(value: &Value) -> bool {
    value.get("containerDefinitions").is_some_and(|list| match &list.data {
        Data::List(list) => {
            list.items.iter().all(|item| item.entries().is_some() || item.has_unknown())
        }
        Data::Unknown(_) | Data::Either(_) => true,
        _ => false,
    })
}

fn is_container_list(value: &Value) -> bool {
    let Some(items) = value.items() else { return false };
    let maps: Vec<&Value> = items.iter().filter(|item| item.entries().is_some()).collect();
    !maps.is_empty()
        && items.iter().all(|item| item.entries().is_some() || item.as_unknown().is_some())
        && maps.iter().all(|item| {
            item.get("name").is_some()
                && item.get("image").is_some()
                && item.get("imageUri").is_none()
        })
        && maps.iter().any(|item| CONTAINER_KEYS.iter().any(|key| item.get(key).is_some()))
}

/// Containers of a call of RunTask that change what runs in them.
fn is_override_list(value: &Value) -> bool {
    let Some(items) = value.items() else { return false };
    items.iter().all(|item| item.get("name").is_some())
        && items.iter().any(|item| {
            ["command", "environment", "environmentFiles"].iter().any(|key| item.get(key).is_some())
        })
}

fn is_service(value: &Value) -> bool {
    let Some(entries) = value.entries() else { return false };
    // The input of RunTask and StartTask looks alike; it makes no service.
    if ["overrides", "startedBy", "containerInstances", "shapes", "Resources"]
        .iter()
        .any(|key| entries.contains_key(*key))
    {
        return false;
    }
    let count = SERVICE_KEYS.iter().filter(|key| entries.contains_key(**key)).count();
    let typed = value
        .get("desiredCount")
        .is_none_or(|count| count.as_number().is_some() || count.as_unknown().is_some())
        && ["loadBalancers", "capacityProviderStrategy", "serviceRegistries"]
            .iter()
            .all(|key| value.get(key).is_none_or(is_list_like))
        && ["deploymentConfiguration", "networkConfiguration"]
            .iter()
            .all(|key| value.get(key).is_none_or(is_map_like));
    let names_task = value
        .get("taskDefinition")
        .is_some_and(|task| task.as_str().is_some() || task.as_unknown().is_some());
    typed && (count >= 3 || (names_task && count >= 2))
}

fn is_cluster(value: &Value) -> bool {
    value
        .get("clusterName")
        .is_some_and(|name| name.as_str().is_some() || name.as_unknown().is_some())
        && CLUSTER_KEYS.iter().any(|key| value.get(key).is_some())
        && value.get("serviceName").is_none()
        && value.get("taskDefinition").is_none()
}

fn is_list_like(value: &Value) -> bool {
    value.items().is_some() || value.is_null() || value.has_unknown()
}

fn is_map_like(value: &Value) -> bool {
    value.entries().is_some() || value.is_null() || value.has_unknown()
}
