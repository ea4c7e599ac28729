//! Facts of task definitions, their containers, and the services that run them.

use super::graph::Graph;
use super::world::{edges, items, target, text};
use serde_json::{Value, json};
use std::collections::BTreeSet;

impl<'v> Graph<'v> {
    /// A task definition's facts.
    pub fn task(&self, id: &'v str, task: &Value) -> Value {
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
            "daemon": task.pointer("/values/daemon") == Some(&json!(true)),
            "containers": containers,
        })
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
        // Fargate takes tasks with a network interface of their own only (ECS API, networkMode).
        let never_fargate = text(task, "/values/network_mode") != "awsvpc";
        match (users.contains("FARGATE"), users.contains("unknown"), users.len()) {
            (false, _, _) if never_fargate => "EC2".to_owned(),
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

    /// What a service's tasks run on.
    pub fn service_launch(&self, service: &Value) -> String {
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
