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
//!
//! `elb.listener`: `load_balancer` (id or null), `internal` (of that load balancer: true, false or
//! null when it is unknown).
//!
//! `apigateway.method`: `private` (the REST API of the unit that it belongs to is private),
//! `protocol` of that API (`REST`, `HTTP`, `WEBSOCKET`, null where it is not in the unit).

use serde_json::{Map, Value, json};
use std::collections::{BTreeSet, HashMap};

/// Facts of one world, per resource id: `launch`, `os`, ... A pure function of the world's plain
/// document (`{"resources": {id: {id, type, values, refs, ...}}, "by_type": {...}, "unit":
/// {...}}`): recomputed in every world.
#[must_use]
pub fn derive(world: &Value) -> Map<String, Value> {
    let empty = Map::new();
    let resources = world.get("resources").and_then(Value::as_object).unwrap_or(&empty);
    let mut facts = Map::new();
    facts_of(resources, resources.keys(), &mut facts);
    facts
}

/// Facts of the resources that can have others than before, where the values of `changed` did and
/// no edge came or went: facts look at most two edges far (a task definition's at the cluster of
/// its service). A resource that is named and has no facts has none.
#[must_use]
pub fn derive_changed(
    world: &Value,
    changed: &BTreeSet<String>,
) -> (BTreeSet<String>, Map<String, Value>) {
    let empty = Map::new();
    let resources = world.get("resources").and_then(Value::as_object).unwrap_or(&empty);
    let mut near: BTreeSet<&str> = changed.iter().map(String::as_str).collect();
    for _ in 0..2 {
        let mut further = near.clone();
        for (id, resource) in resources {
            let inside = near.contains(id.as_str());
            for (_, to) in edges(resource) {
                if inside {
                    further.insert(to);
                } else if near.contains(to) {
                    further.insert(id);
                }
            }
        }
        near = further;
    }
    let near: BTreeSet<String> = near.into_iter().map(str::to_owned).collect();
    let mut facts = Map::new();
    facts_of(resources, near.iter(), &mut facts);
    (near, facts)
}

fn facts_of<'i>(
    resources: &Map<String, Value>,
    ids: impl Iterator<Item = &'i String>,
    facts: &mut Map<String, Value>,
) {
    let graph = Graph::of(resources);
    for (id, resource) in ids.filter_map(|id| resources.get_key_value(id)) {
        let own = match text(resource, "/type") {
            "ecs.task_definition" => graph.task(id, resource),
            "ecs.service" => {
                let cluster = target(resources, resource, "/cluster", "ecs.cluster");
                let task = target(resources, resource, "/task_definition", "ecs.task_definition");
                json!({"launch": graph.service_launch(resource), "cluster": cluster, "task_definition": task})
            }
            "iam.role" => graph.role(id, resource),
            "s3.bucket" => json!({"receives_logs": graph.of_kind("logs", id)}),
            "ec2.security_group" => {
                let users = |kind: &'static str| graph.of_kind(kind, id);
                json!({"services": users("group-service"), "load_balancers": users("group-balancer"), "others": graph.others(id)})
            }
            "elb.listener" => {
                let balancer = target(resources, resource, "/load_balancer", "elb.load_balancer");
                let internal = balancer
                    .and_then(|id| resources.get(id))
                    .map(|found| found.pointer("/values/internal") == Some(&json!(true)));
                json!({"load_balancer": balancer, "internal": internal})
            }
            "iam.policy" => graph.policy(id, resource),
            "apigateway.method" => api(resources, resource),
            _ => continue,
        };
        facts.insert(id.clone(), own);
    }
}

fn text<'v>(value: &'v Value, pointer: &str) -> &'v str {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
}

fn items<'v>(value: &'v Value, pointer: &str) -> &'v [Value] {
    value.pointer(pointer).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// The ids that a resource's edges lead to, by the pointer they stand at.
fn edges(resource: &Value) -> impl Iterator<Item = (&str, &str)> {
    let refs = resource.get("refs").and_then(Value::as_object);
    refs.into_iter().flatten().flat_map(|(pointer, edges)| {
        let edges = edges.as_array().map_or(&[][..], Vec::as_slice);
        edges.iter().map(move |edge| (pointer.as_str(), text(edge, "/to")))
    })
}

/// The first resource of a type that the edges at a pointer lead to.
fn target<'v>(
    resources: &'v Map<String, Value>,
    resource: &'v Value,
    pointer: &str,
    ty: &str,
) -> Option<&'v str> {
    edges(resource)
        .filter(|(at, _)| *at == pointer)
        .map(|(_, to)| to)
        .find(|to| resources.get(*to).is_some_and(|found| text(found, "/type") == ty))
}

/// Who names whom, in one pass over all edges.
struct Graph<'v> {
    resources: &'v Map<String, Value>,
    /// By kind and target: the ids that name the target so.
    named: HashMap<(&'static str, &'v str), BTreeSet<&'v str>>,
}

impl<'v> Graph<'v> {
    fn of(resources: &'v Map<String, Value>) -> Graph<'v> {
        let mut graph = Graph { resources, named: HashMap::new() };
        for (id, resource) in resources {
            let ty = text(resource, "/type");
            for (pointer, to) in edges(resource) {
                if let Some(kind) = kind_of_edge(ty, pointer)
                    .filter(|kind| *kind != "logs" || delivers(ty, resource))
                {
                    graph.named.entry((kind, to)).or_default().insert(id);
                }
                if resources
                    .get(to)
                    .is_some_and(|found| text(found, "/type") == "ec2.security_group")
                {
                    graph.named.entry(("any", to)).or_default().insert(id);
                }
            }
        }
        graph
    }

    fn of_kind(&self, kind: &'static str, id: &'v str) -> Vec<&'v str> {
        self.names(kind, id).collect()
    }

    fn names(
        &self,
        kind: &'static str,
        id: &'v str,
    ) -> impl Iterator<Item = &'v str> + use<'v, '_> {
        self.named.get(&(kind, id)).into_iter().flatten().copied()
    }

    /// What names a security group and is neither a service, a load balancer, another group nor a
    /// rule, nor hands its id on.
    fn others(&self, id: &'v str) -> Vec<&'v str> {
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

    fn task(&self, id: &'v str, task: &Value) -> Value {
        let services: Vec<&str> =
            self.names("task", id).filter(|user| self.is(user, "ecs.service")).collect();
        let launch = self.task_launch(id, task);
        let os = os(task, &launch);
        let mode = match text(task, "/values/network_mode") {
            "" if launch == "FARGATE" => "awsvpc",
            "" if os == "windows" => "default",
            "" => "bridge",
            mode => mode,
        };
        let containers: Vec<Value> =
            items(task, "/values/containers").iter().map(container).collect();
        json!({
            "launch": launch,
            "os": os,
            "effective_network_mode": mode,
            "services": services,
            "daemon": text(task, "/source_type") == "AWS::ECS::DaemonTaskDefinition",
            "containers": containers,
        })
    }

    fn is(&self, id: &str, ty: &str) -> bool {
        self.resources.get(id).is_some_and(|found| text(found, "/type") == ty)
    }

    fn task_launch(&self, id: &'v str, task: &Value) -> String {
        let listed: BTreeSet<&str> = items(task, "/values/requires_compatibilities")
            .iter()
            .filter_map(Value::as_str)
            .collect();
        let users: BTreeSet<String> = self
            .names("task", id)
            .filter_map(|user| self.resources.get(user).map(|found| (user, found)))
            .map(|(_, user)| match text(user, "/type") {
                "ecs.service" => self.service_launch(user),
                "scheduler.schedule" => {
                    word_or(text(user, "/values/target/ecs_parameters/launch_type"), "EC2")
                }
                _ => self.rule_launch(user, id),
            })
            .collect();
        if listed.len() == 1 {
            return listed.into_iter().next().unwrap_or_default().to_owned();
        }
        if users.len() == 1
            && let Some(user) = users.first().filter(|user| *user != "unknown")
            && (listed.is_empty() || listed.contains(user.as_str()))
        {
            return user.clone();
        }
        if !listed.is_empty() {
            return if listed.contains("FARGATE") { "BOTH".to_owned() } else { "EC2".to_owned() };
        }
        match (users.contains("FARGATE"), users.contains("unknown"), users.len()) {
            (_, true, _) | (_, _, 0) => "unknown".to_owned(),
            (true, _, _) => "BOTH".to_owned(),
            _ => "EC2".to_owned(),
        }
    }

    /// The launch type of the target of an event rule that runs the task.
    fn rule_launch(&self, rule: &Value, task: &str) -> String {
        let at = edges(rule)
            .find(|(pointer, to)| *to == task && pointer.ends_with("/task_definition"))
            .map(|(pointer, _)| pointer);
        let parameters =
            at.and_then(|pointer| pointer.strip_suffix("/task_definition")).unwrap_or_default();
        let launch = rule
            .pointer(&format!("/values{parameters}/launch_type"))
            .and_then(Value::as_str)
            .unwrap_or_default();
        word_or(launch, "EC2")
    }

    fn service_launch(&self, service: &Value) -> String {
        let launch = text(service, "/values/launch_type");
        if !launch.is_empty() {
            return launch.to_owned();
        }
        let own = items(service, "/values/capacity_provider_strategy");
        if !own.is_empty() {
            return strategy_launch(own);
        }
        match target(self.resources, service, "/cluster", "ecs.cluster")
            .and_then(|id| self.resources.get(id))
        {
            Some(cluster) => match items(cluster, "/values/default_capacity_provider_strategy") {
                [] => "EC2".to_owned(),
                strategy => strategy_launch(strategy),
            },
            None => "unknown".to_owned(),
        }
    }

    fn policy(&self, id: &'v str, policy: &'v Value) -> Value {
        let mut holders: BTreeSet<&str> = self.names("holds", id).collect();
        let attached = edges(policy).filter(|(pointer, _)| pointer.starts_with("/attached_to"));
        holders.extend(
            attached.map(|(_, to)| to).filter(|to| {
                ["iam.role", "iam.user", "iam.group"].iter().any(|ty| self.is(to, ty))
            }),
        );
        json!({"holders": holders})
    }

    fn role(&self, id: &'v str, role: &Value) -> Value {
        let mut kinds: BTreeSet<&str> = BTreeSet::new();
        let mut tasks: BTreeSet<&str> = BTreeSet::new();
        for (edge, kind) in [
            ("task-role", "task"),
            ("execution-role", "execution"),
            ("infrastructure", "infrastructure"),
            ("instance", "instance"),
        ] {
            for user in self.names(edge, id) {
                kinds.insert(kind);
                if self.is(user, "ecs.task_definition") {
                    tasks.insert(user);
                }
            }
        }
        if kinds.is_empty() && role.pointer("/values/passed_to_tasks") == Some(&json!(true)) {
            kinds.extend(["task", "execution"]);
        }
        if kinds.is_empty() {
            let trusts_tasks = items(role, "/values/trust_policy/statements")
                .iter()
                .flat_map(|statement| items(statement, "/principals"))
                .any(|principal| text(principal, "/id").starts_with("ecs-tasks."));
            kinds.insert(if trusts_tasks { "ecs_unclassified" } else { "other" });
        }
        json!({"role_kinds": kinds, "tasks": tasks})
    }
}

/// Whether what names a place for its logs sends any there. Load balancers of the second generation
/// do not unless they are told to.
fn delivers(ty: &str, resource: &Value) -> bool {
    let switch = |path: &str| resource.pointer(path).and_then(Value::as_bool);
    match ty {
        "cloudtrail.trail" => switch("/values/enable_logging") != Some(false),
        "elb.load_balancer" => {
            let classic = matches!(
                text(resource, "/source_type"),
                "aws_elb" | "AWS::ElasticLoadBalancing::LoadBalancer"
            );
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
        ("aws_iam_instance_profile", "/role") | ("AWS::IAM::InstanceProfile", _) => {
            Some("instance")
        }
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
    let (ty, source) = (text(resource, "/type"), text(resource, "/source_type"));
    let rule = ty == "ec2.security_group"
        || source.contains("security_group")
        || source.starts_with("AWS::EC2::SecurityGroup");
    let hands_on = ty.starts_with("terraform.")
        || matches!(source, "AWS::CloudFormation::Stack" | "AWS::Serverless::Application");
    !rule && !hands_on
}

fn word_or(word: &str, default: &str) -> String {
    if word.is_empty() { default.to_owned() } else { word.to_owned() }
}

/// Fargate when every provider is Fargate's; EC2 when none is.
fn strategy_launch(strategy: &[Value]) -> String {
    let fargate = |entry: &&Value| text(entry, "/capacity_provider").starts_with("FARGATE");
    match strategy.iter().filter(fargate).count() {
        0 => "EC2".to_owned(),
        count if count == strategy.len() => "FARGATE".to_owned(),
        _ => "BOTH".to_owned(),
    }
}

fn os(task: &Value, launch: &str) -> &'static str {
    let family = text(task, "/values/runtime_platform/operating_system_family");
    if family.starts_with("WINDOWS") {
        return "windows";
    }
    if !family.is_empty() || launch == "FARGATE" {
        return "linux";
    }
    let constraint = items(task, "/values/placement_constraints")
        .iter()
        .map(|entry| text(entry, "/expression"))
        .any(|expression| {
            let expression = expression.to_ascii_lowercase().replace(' ', "");
            expression.contains("ecs.os-type==windows")
                || expression.contains("ecs.os-family==windows")
        });
    let windows_image = |container: &Value| {
        text(container, "/image/registry") == "mcr.microsoft.com"
            && (text(container, "/image/path").starts_with("windows")
                || text(container, "/image/path").starts_with("dotnet/framework"))
    };
    let containers = items(task, "/values/containers");
    if constraint || (!containers.is_empty() && containers.iter().all(windows_image)) {
        "windows"
    } else {
        "linux_assumed"
    }
}

fn container(container: &Value) -> Value {
    let words = |pointer: &str| {
        items(container, pointer).iter().filter_map(Value::as_str).collect::<Vec<_>>()
    };
    let (command, entry_point) = (words("/command"), words("/entry_point"));
    let all: Vec<&str> = entry_point.iter().chain(&command).copied().collect();
    let path = text(container, "/image/path");
    let official = match text(container, "/image/registry_kind") {
        "docker-hub" | "docker-hub-implicit" => !path.is_empty() && !path.contains('/'),
        "ecr-public" => path.starts_with("docker/library/"),
        _ => false,
    };
    let mut out = json!({
        "command": command.join(" "),
        "entry_point": entry_point.join(" "),
        "command_line": all.join(" "),
        "script": all.last().copied().unwrap_or_default(),
        "image_official": official,
    });
    if let (Some(bytes), Some(object)) = (
        buffer_bytes(text(container, "/log_configuration/options/max-buffer-size")),
        out.as_object_mut(),
    ) {
        object.insert("max_buffer_size".to_owned(), Value::from(bytes));
    }
    out
}

/// `25m`, `512k`, `1g` or plain bytes, as Docker reads a size.
fn buffer_bytes(text: &str) -> Option<u64> {
    let lower = text.trim().to_ascii_lowercase();
    let lower = lower.strip_suffix("ib").or_else(|| lower.strip_suffix('b')).unwrap_or(&lower);
    let (digits, shift) = match lower.chars().last()? {
        'k' => (&lower[..lower.len() - 1], 10),
        'm' => (&lower[..lower.len() - 1], 20),
        'g' => (&lower[..lower.len() - 1], 30),
        _ => (lower, 0),
    };
    digits.trim().parse::<u64>().ok()?.checked_mul(1 << shift)
}

/// What is known of the API of the unit that a method belongs to.
fn api(resources: &Map<String, Value>, method: &Value) -> Value {
    let api = target(resources, method, "/api", "apigateway.api").and_then(|id| resources.get(id));
    // Of an API outside the unit it is not known.
    let private =
        api.map(|api| items(api, "/values/endpoint_types").iter().any(|ty| ty == "PRIVATE"));
    json!({"private": private, "protocol": api.and_then(|api| api.pointer("/values/protocol_type"))})
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(resources: Value) -> Map<String, Value> {
        derive(&json!({"resources": resources}))
    }

    #[test]
    fn launch_and_os_come_from_the_task_or_from_who_runs_it() {
        let edge = |to: &str| json!([{"to": to, "attribute": "arn"}]);
        let derived = facts(json!({
            "a": {"type": "ecs.task_definition", "values": {"requires_compatibilities": ["FARGATE"]}},
            "b": {"type": "ecs.task_definition", "values": {}},
            "c": {"type": "ecs.task_definition", "values": {"runtime_platform": {"operating_system_family": "WINDOWS_SERVER_2022_CORE"}}},
            "s": {"type": "ecs.service", "values": {}, "refs": {"/task_definition": edge("b"), "/cluster": edge("k")}},
            "k": {"type": "ecs.cluster", "values": {"default_capacity_provider_strategy": [{"capacity_provider": "FARGATE_SPOT"}]}},
            "d": {"type": "ecs.task_definition", "values": {"requires_compatibilities": ["EC2", "FARGATE"]}},
        }));
        let of = |id: &str, fact: &str| derived[id][fact].clone();
        assert_eq!(
            (of("a", "launch"), of("a", "os"), of("a", "effective_network_mode")),
            (json!("FARGATE"), json!("linux"), json!("awsvpc"))
        );
        assert_eq!((of("b", "launch"), of("b", "services")), (json!("FARGATE"), json!(["s"])));
        assert_eq!(
            (of("c", "launch"), of("c", "os"), of("c", "effective_network_mode")),
            (json!("unknown"), json!("windows"), json!("default"))
        );
        assert_eq!((of("d", "launch"), of("d", "os")), (json!("BOTH"), json!("linux_assumed")));
        assert_eq!(of("s", "launch"), "FARGATE");
        assert_eq!(of("s", "task_definition"), "b");
    }

    #[test]
    fn what_changes_is_derived_as_the_whole_is() {
        let edge = |to: &str| json!([{"to": to, "attribute": "arn"}]);
        let world = |provider: &str| {
            json!({"resources": {
                "t": {"type": "ecs.task_definition", "values": {}},
                "s": {"type": "ecs.service", "values": {}, "refs": {"/task_definition": edge("t"), "/cluster": edge("k")}},
                "k": {"type": "ecs.cluster", "values": {"default_capacity_provider_strategy": [{"capacity_provider": provider}]}},
                "x": {"type": "ecs.task_definition", "values": {}},
            }})
        };
        let (near, facts) = derive_changed(&world("mine"), &BTreeSet::from(["k".to_owned()]));
        assert!(near.contains("t") && !near.contains("x"));
        let mut merged = derive(&world("FARGATE"));
        assert_ne!(merged, derive(&world("mine")));
        merged.extend(facts);
        assert_eq!(merged, derive(&world("mine")));
    }

    #[test]
    fn containers_and_roles() {
        let edge = |to: &str| json!([{"to": to, "attribute": "arn"}]);
        let derived = facts(json!({
            "t": {"type": "ecs.task_definition", "refs": {"/task_role": edge("r"), "/execution_role": edge("r")}, "values": {"containers": [
                {"entry_point": ["sh", "-c"], "command": ["curl x | sh"], "image": {"registry_kind": "docker-hub-implicit", "path": "nginx"},
                 "log_configuration": {"options": {"max-buffer-size": "25m"}}}]}},
            "r": {"type": "iam.role", "values": {}},
            "u": {"type": "iam.role", "values": {"trust_policy": {"statements": [{"principals": [{"id": "ecs-tasks.amazonaws.com"}]}]}}},
        }));
        let container = &derived["t"]["containers"][0];
        assert_eq!(container["command_line"], "sh -c curl x | sh");
        assert_eq!(container["script"], "curl x | sh");
        assert_eq!(container["max_buffer_size"], 25 << 20);
        assert_eq!(container["image_official"], true);
        assert_eq!(derived["r"], json!({"role_kinds": ["execution", "task"], "tasks": ["t"]}));
        assert_eq!(derived["u"]["role_kinds"], json!(["ecs_unclassified"]));
        let held = facts(json!({
            "p": {"type": "iam.policy", "refs": {"/attached_to/0": edge("b"), "/attached_to/1": edge("elsewhere")}},
            "a": {"type": "iam.user", "refs": {"/managed_policy_arns/1": edge("p")}},
            "b": {"type": "iam.role", "values": {"passed_to_tasks": true}},
        }));
        assert_eq!(held["p"]["holders"], json!(["a", "b"]));
        assert_eq!(held["b"]["role_kinds"], json!(["execution", "task"]));
    }
}
