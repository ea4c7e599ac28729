//! Who names whom.

use super::world::{edges, text, type_of};
use serde_json::{Map, Value};
use std::collections::{BTreeSet, HashMap};

/// Who names whom, in one pass over edges.
pub struct Graph<'v> {
    /// The resources by id.
    pub resources: &'v Map<String, Value>,
    /// By kind and target: the ids that name the target so.
    named: HashMap<(&'static str, &'v str), BTreeSet<&'v str>>,
}

impl<'v> Graph<'v> {
    /// From the edges of the resources `around` those that are asked for.
    pub fn of(
        resources: &'v Map<String, Value>,
        around: impl Iterator<Item = (&'v String, &'v Value)>,
    ) -> Graph<'v> {
        let mut graph = Graph { resources, named: HashMap::new() };
        for (id, resource) in around {
            let ty = type_of(resource);
            for (pointer, to) in edges(resource) {
                if let Some(kind) = kind_of_edge(ty, pointer)
                    .filter(|kind| *kind != "logs" || delivers(ty, resource))
                {
                    graph.named.entry((kind, to)).or_default().insert(id);
                }
                if resources.get(to).is_some_and(|found| type_of(found) == "ec2.security_group") {
                    graph.named.entry(("any", to)).or_default().insert(id);
                }
            }
        }
        graph
    }

    /// The ids that name a target in a way, sorted.
    pub fn of_kind(&self, kind: &'static str, id: &'v str) -> Vec<&'v str> {
        self.names(kind, id).collect()
    }

    /// As [`Graph::of_kind`], one by one.
    pub fn names(
        &self,
        kind: &'static str,
        id: &'v str,
    ) -> impl Iterator<Item = &'v str> + use<'v, '_> {
        self.named.get(&(kind, id)).into_iter().flatten().copied()
    }

    /// What names a security group and is neither a service, a load balancer, another group nor a
    /// rule, nor hands its id on.
    pub fn others(&self, id: &'v str) -> Vec<&'v str> {
        let known: BTreeSet<&str> = ["group-service", "group-balancer"]
            .iter()
            .flat_map(|kind| self.names(kind, id))
            .collect();
        self.names("any", id)
            .filter(|user| {
                !known.contains(user) && self.resources.get(*user).is_some_and(uses_groups)
            })
            .collect()
    }

    /// Whether a resource is there and of a type.
    pub fn is(&self, id: &str, ty: &str) -> bool {
        self.resources.get(id).is_some_and(|found| type_of(found) == ty)
    }
}

/// Whether what names a place for its logs sends any there. Load balancers of the second generation
/// do not unless they are told to.
fn delivers(ty: &str, resource: &Value) -> bool {
    let switch = |path: &str| resource.pointer(path).and_then(Value::as_bool);
    match ty {
        "cloudtrail.trail" => switch("/values/enable_logging") != Some(false),
        "elb.load_balancer" => {
            let classic = text(resource, "/values/load_balancer_type") == "classic";
            switch("/values/access_logs/enabled").unwrap_or(classic)
        }
        _ => true,
    }
}

/// What an edge at a pointer of a type says about its target.
fn kind_of_edge(ty: &str, pointer: &str) -> Option<&'static str> {
    match (ty, pointer) {
        ("ecs.service", "/task_definition") => Some("task"),
        ("events.rule" | "scheduler.schedule", _) if pointer.ends_with("/task_definition") => {
            Some("task")
        }
        ("ecs.task_definition", "/task_role") => Some("task-role"),
        ("ecs.task_definition", "/execution_role") => Some("execution-role"),
        ("ecs.service", _) if pointer.starts_with("/volume_configuration/") => {
            Some("infrastructure")
        }
        ("ecs.service", _) if pointer.starts_with("/network_configuration/security_groups") => {
            Some("group-service")
        }
        ("elb.load_balancer", _) if pointer.starts_with("/security_groups") => {
            Some("group-balancer")
        }
        ("iam.role" | "iam.user" | "iam.group", _)
            if pointer.starts_with("/managed_policy_arns") =>
        {
            Some("holds")
        }
        ("iam.instance_profile", _) if pointer.starts_with("/role") => Some("instance"),
        ("cloudtrail.trail", "/s3_bucket_name")
        | ("elb.load_balancer", "/access_logs/bucket")
        | ("ec2.flow_log", "/log_destination")
        | ("s3.bucket", "/logging/target_bucket")
        | (
            "ecs.cluster",
            "/configuration/execute_command_configuration/log_configuration/s3_bucket_name",
        ) => Some("logs"),
        _ => None,
    }
}

/// Rules belong to groups; nested stacks and modules give an id to what uses it.
fn uses_groups(resource: &Value) -> bool {
    let ty = type_of(resource);
    let hands_on = ty.starts_with("terraform.") || ty == "cloudformation.stack";
    !ty.contains("security_group") && !hands_on
}
