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

mod facts;
mod graph;
mod group;
mod principal;
mod task;
mod wires;
mod world;

pub use facts::{EDGES, has_facts};
pub use wires::Wires;

use facts::facts_of;
use serde_json::{Map, Value};

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

#[cfg(test)]
mod tests;
