//! Derived facts of one world: what policies would otherwise have to work out from several
//! attributes or resources.
//!
//! Every fact below is there unless it says otherwise; policies read them as
//! `resource.derived.<fact>`.
//!
//! `ecs.task_definition`
//! - `launch`: `FARGATE`, `EC2`, `EXTERNAL`, `MANAGED_INSTANCES`, `BOTH` (Fargate and something
//!   else) or `unknown`. From `requires_compatibilities`; where that is missing or lists several,
//!   from the services, rules and schedules of the unit that run the task.
//! - `os`: `windows`, `linux` or `linux_assumed` (nothing says so; treated as Linux).
//! - `effective_network_mode`: the mode given; where it is missing `awsvpc` on Fargate, `default`
//!   on Windows, else `bridge`.
//! - `services`: ids of the services that run it.
//! - `daemon`: true for an ECS daemon's task definition.
//! - `containers`: one object per container, in the same order: `command` and `entry_point` (the
//!   words joined by blanks, the empty string when missing), `command_line` (entry point, then
//!   command), `script` (the last word, which holds the script of a `sh -c`), `max_buffer_size`
//!   (bytes, only where the log options have a readable one), `image_official` (an official Docker
//!   Hub image, also through `public.ecr.aws/docker/library`).
//!
//! `ecs.service`
//! - `launch`: as above, from `launch_type`, the capacity providers, or the cluster's default
//!   strategy; EC2 when the unit's cluster has none and nothing else is said; `unknown` when the
//!   cluster is not in the unit.
//! - `task_definition`: id of its task definition when that is in the unit, else null; `cluster`
//!   likewise.
//!
//! `iam.role`
//! - `role_kinds`: a sorted list of `task`, `execution` (a task definition names it so),
//!   `infrastructure`, `instance` (a service, an instance profile), `ecs_unclassified` (it trusts
//!   ecs-tasks.amazonaws.com but no task definition of the unit names it; where `passed_to_tasks`
//!   is true it is `task` and `execution` instead), or `other`.
//! - `tasks`: ids of the task definitions that name it.
//!
//! `iam.policy`
//! - `holders`: ids of the roles, users and groups of the unit that it is attached to.
//!
//! `s3.bucket`
//! - `receives_logs`: ids of the trails, load balancers, flow logs, clusters and buckets that
//!   deliver logs to it.
//!
//! `ec2.security_group`
//! - `services`, `load_balancers`: ids of those that use it; `others`: ids of whatever else does,
//!   rules and groups left out.
//! - `open_ingress`: the ranges of its rules that hold the whole internet, as `{rule, field, index}`;
//!   where several do only together, the first of them. Rules for the same ports count together.
//!
//! `elb.listener`: `load_balancer` (id or null), `internal` (of that load balancer: true, false or
//! null when it is unknown).
//!
//! `apigateway.method`: `private` (the REST API of the unit that it belongs to is private),
//! `protocol` of that API (`REST`, `HTTP`, `WEBSOCKET`, null where it is not in the unit).

mod graph;
mod group;
mod principal;
mod task;
mod wires;
mod world;

use graph::Graph;
use serde_json::{Map, Value, json};
pub use wires::Wires;
use world::{items, target, type_of};

/// How the facts of one resource are made.
type Derive = for<'g> fn(&Graph<'g>, &'g str, &'g Value) -> Value;

/// The types that have facts, and how they come to them.
const FACTS: [(&str, Derive); 8] = [
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

/// The types whose facts tell of the values of another type, edges aside.
#[must_use]
pub fn facts_from(ty: &str) -> &'static [&'static str] {
    match ty {
        "apigateway.api" => &["apigateway.method"],
        "cloudtrail.trail" => &["s3.bucket"],
        "ecs.cluster" | "ecs.service" => &["ecs.service", "ecs.task_definition"],
        "elb.load_balancer" => &["elb.listener", "s3.bucket"],
        "events.rule" | "scheduler.schedule" => &["ecs.task_definition"],
        _ => &[],
    }
}

/// Facts of one world, per resource id: `launch`, `os`, ... A pure function of the world's plain
/// document (`{"resources": {id: {id, type, values, refs, ...}}, "by_type": {...}, "unit":
/// {...}}`): recomputed in every world.
#[must_use]
pub fn derive(world: &Value) -> Map<String, Value> {
    let empty = Map::new();
    let resources = world.get("resources").and_then(Value::as_object).unwrap_or(&empty);
    facts_of(resources, resources.iter(), resources.iter())
}

/// Facts of some resources. `around`: those that have all edges to them.
fn facts_of<'g>(
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

#[cfg(test)]
mod tests;
