//! Which types have facts, and how they come to them.

use super::graph::Graph;
use super::group;
use super::world::{items, target, type_of};
use serde_json::{Map, Value, json};

/// How the facts of one resource are made.
type Derive = for<'g> fn(&Graph<'g>, &'g str, &'g Value) -> Value;

/// The types that have facts, and how they come to them.
pub const FACTS: [(&str, Derive); 8] = [
    ("apigateway.method", method),
    ("ec2.security_group", security_group),
    ("ecs.service", service),
    ("ecs.task_definition", |graph, id, task| graph.task(id, task)),
    ("elb.listener", listener),
    ("iam.policy", |graph, id, policy| graph.policy(id, policy)),
    ("iam.role", |graph, id, role| graph.role(id, role)),
    ("s3.bucket", |graph, id, _| json!({"receives_logs": graph.of_kind("logs", id)})),
];

/// Edges that facts look along at most: a task definition's at the cluster of its service.
pub const EDGES: usize = 2;

fn facts_for(ty: &str) -> Option<Derive> {
    FACTS.iter().find(|(own, _)| *own == ty).map(|(_, derive)| *derive)
}

/// Whether resources of a type have derived facts.
#[must_use]
pub fn has_facts(ty: &str) -> bool {
    facts_for(ty).is_some()
}

/// Facts of some resources. `around`: those that have all edges to them.
pub fn facts_of<'g>(
    resources: &'g Map<String, Value>,
    around: impl Iterator<Item = (&'g String, &'g Value)>,
    wanted: impl Iterator<Item = (&'g String, &'g Value)>,
) -> Map<String, Value> {
    let graph = Graph::of(resources, around);
    let mut facts = Map::new();
    for (id, resource) in wanted {
        if let Some(derive) = facts_for(type_of(resource)) {
            facts.insert(id.clone(), derive(&graph, id, resource));
        }
    }
    facts
}

fn service<'g>(graph: &Graph<'g>, _: &'g str, service: &'g Value) -> Value {
    let cluster = target(graph.resources, service, "/cluster", "ecs.cluster");
    let task = target(graph.resources, service, "/task_definition", "ecs.task_definition");
    json!({"launch": graph.service_launch(service), "cluster": cluster, "task_definition": task})
}

fn security_group<'g>(graph: &Graph<'g>, id: &'g str, group: &'g Value) -> Value {
    let users = |kind: &'static str| graph.of_kind(kind, id);
    json!({"services": users("group-service"), "load_balancers": users("group-balancer"), "others": graph.others(id), "open_ingress": group::open_ingress(group)})
}

fn listener<'g>(graph: &Graph<'g>, _: &'g str, listener: &'g Value) -> Value {
    let balancer = target(graph.resources, listener, "/load_balancer", "elb.load_balancer");
    let internal = balancer
        .and_then(|id| graph.resources.get(id))
        .map(|found| found.pointer("/values/internal") == Some(&json!(true)));
    json!({"load_balancer": balancer, "internal": internal})
}

/// What is known of the API of the unit that a method belongs to.
fn method<'g>(graph: &Graph<'g>, _: &'g str, method: &'g Value) -> Value {
    let api = target(graph.resources, method, "/api", "apigateway.api");
    let api = api.and_then(|id| graph.resources.get(id));
    // Of an API outside the unit it is not known.
    let private =
        api.map(|api| items(api, "/values/endpoint_types").iter().any(|ty| ty == "PRIVATE"));
    json!({"private": private, "protocol": api.and_then(|api| api.pointer("/values/protocol_type"))})
}
