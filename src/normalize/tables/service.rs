//! ECS services and task definitions: how a service names its task definition; host paths behind
//! Docker volumes.

use crate::normalize::map::index::dialect_of;
use crate::normalize::map::remade::{same_place, unknown_like};
use crate::normalize::map::schema::{Dialect, Entries};
use crate::normalize::map::template::{HOLE, Template};
use crate::normalize::map::walk::Walk;
use crate::value::{Cause, Data, Either, Entry, List, Map, Reference, Text, Value};
use std::sync::Arc;

/// Puts `task_definition_kind` beside `task_definition`: `arn` (with a revision),
/// `arn_without_revision`, `family_revision`, `family`, unknown where it cannot be told. A
/// deployment of `family` or `arn_without_revision` runs whatever revision is the latest.
pub fn finish(walk: &mut Walk<'_>, entries: &mut Entries) {
    let dialect = dialect_of(&walk.resource.source_type);
    if let Some(entry) = entries.get("task_definition") {
        let value = kind(&entry.value, dialect, 0);
        entries.insert(Arc::from("task_definition_kind"), Entry { key: entry.key, value });
    }
}

/// The ARN of a role whose name is known, whatever its account and partition:
/// `arn:aws:iam::${?}:role/name`. Roles are told apart by name.
fn named_role(value: &Value) -> Option<Value> {
    value.as_unknown()?;
    let text = Template::of(value)?.text;
    let (_, known) = text.rsplit_once(HOLE)?;
    let (_, name) = known.split_once(":role/")?;
    let written = Text { text: text.replace(HOLE, "${?}").into(), parts: None };
    (!name.is_empty()).then(|| same_place(value, Data::String(written)))
}

/// Roles by their names; a daemon's task definition says that it is one; and a local Docker volume
/// bound to a device that is a path mounts that host path.
pub fn task(walk: &mut Walk<'_>, entries: &mut Entries) {
    if walk.resource.source_type == "AWS::ECS::DaemonTaskDefinition" {
        let value = Value::bool(true, walk.resource.place.span);
        entries.insert(Arc::from("daemon"), Entry { key: None, value });
    }
    for role in ["task_role", "execution_role"] {
        if let Some(entry) = entries.get_mut(role)
            && let Some(named) = named_role(&entry.value)
        {
            entry.value = named;
        }
    }
    on_managed_instances(walk, entries);
    name_log_groups(walk, entries);
    let Some(entry) = entries.get_mut("volumes") else { return };
    let Data::List(list) = &entry.value.data else { return };
    if !list.items.iter().any(|volume| bound_device(volume).is_some()) {
        return;
    }
    let items = list.items.iter().map(with_host_path).collect();
    entry.value.data = Data::List(Arc::new(List { kind: list.kind, items }));
}

/// The log group that a container's log option names by a text of which a part is not known: the same
/// text names a group of the unit, whatever it turns out to be.
fn name_log_groups(walk: &Walk<'_>, entries: &mut Entries) {
    const OPTION: [&str; 3] = ["log_configuration", "options", "awslogs-group"];
    let Some(Data::List(list)) = entries.get_mut("containers").map(|entry| &mut entry.value.data)
    else {
        return;
    };
    let open = |container: &Value| {
        let option = OPTION.iter().try_fold(container, |at, key| at.get(key));
        option.is_some_and(|name| name.as_unknown().is_some())
    };
    if !list.items.iter().any(open) {
        return;
    }
    for container in Arc::make_mut(list).items.iter_mut().filter(|container| open(container)) {
        let mut at = Some(container);
        for key in OPTION {
            at = at.and_then(|value| match &mut value.data {
                Data::Map(map) => {
                    Arc::make_mut(map).entries.get_mut(key).map(|entry| &mut entry.value)
                }
                _ => None,
            });
        }
        if let Some(name) = at {
            walk.index.link(name, &["logs.log_group"]);
        }
    }
}

/// What AWS leaves open of tasks for managed instances: whether one that is for EC2 too and says no
/// network mode is on the bridge, and whether one without a role reaches that of its instance.
fn on_managed_instances(walk: &Walk<'_>, entries: &mut Entries) {
    let listed = |word: &str| {
        let list = entries.get("requires_compatibilities").and_then(|entry| entry.value.items());
        list.is_some_and(|items| items.iter().any(|item| item.as_str() == Some(word)))
    };
    if !listed("MANAGED_INSTANCES") || listed("FARGATE") {
        return;
    }
    let missing = |name: &str| entries.get(name).is_none_or(|entry| entry.value.is_null());
    let mut open: Vec<(&str, &str)> = Vec::new();
    if listed("EC2") && missing("network_mode") {
        let why = "AWS does not say which network mode a task for EC2 and for managed instances \
                   has by default";
        open.push(("bridge_by_default", why));
    }
    if missing("task_role") {
        let why = "AWS does not say whether tasks on managed instances reach the role of their \
                   instance";
        open.push(("reaches_instance_role", why));
    }
    for (name, why) in open {
        let value = Value::unknown(Cause::outside(why), walk.resource.place.span);
        entries.insert(Arc::from(name), Entry { key: None, value });
    }
}

/// The device of a volume that has no host path of its own (Docker documentation, local driver:
/// `type=none`, `o=bind`).
fn bound_device(volume: &Value) -> Option<&Entry> {
    let docker = volume.get("docker_volume_configuration")?;
    let local = docker
        .get("driver")
        .is_none_or(|driver| driver.as_str().is_none_or(|driver| driver == "local"));
    let options = docker.get("driver_opts")?.entries()?;
    let device = options.get("device")?;
    let text = Template::of(&device.value)?.text;
    (local && text.starts_with('/') && volume.get("host_path").is_none_or(Value::is_null))
        .then_some(device)
}

fn with_host_path(volume: &Value) -> Value {
    let (Some(device), Data::Map(map)) = (bound_device(volume), &volume.data) else {
        return volume.clone();
    };
    let mut entries = map.entries.clone();
    entries.insert(Arc::from("host_path"), device.clone());
    same_place(volume, Data::Map(Arc::new(Map { kind: map.kind, entries, rest: map.rest.clone() })))
}

fn kind(value: &Value, dialect: Dialect, depth: usize) -> Value {
    if let Data::Either(either) = &value.data
        && depth < 64
    {
        let then = kind(&either.then, dialect, depth + 1);
        let otherwise = kind(&either.otherwise, dialect, depth + 1);
        return same_place(
            value,
            Data::Either(Arc::new(Either { condition: either.condition.clone(), then, otherwise })),
        );
    }
    let word = match &value.data {
        Data::Null => return value.clone(),
        Data::String(text) => Some(literal(&text.text)),
        Data::Unknown(unknown) if unknown.pieces.is_empty() => {
            value.references().iter().find_map(|reference| of_reference(reference, dialect))
        }
        _ => mixed(value, dialect),
    };
    let mut kind = match word {
        Some(word) => same_place(value, Data::String(Text { text: Arc::from(word), parts: None })),
        None => unknown_like(value, value.cause_or("it is not known how it names the revision")),
    };
    kind.refs = None;
    kind
}

/// A literal: an ARN or a family, each with or without a revision.
fn literal(text: &str) -> &'static str {
    let name = text.rsplit('/').next().unwrap_or(text);
    let revision = name.rsplit_once(':').is_some_and(|(_, revision)| {
        !revision.is_empty() && revision.bytes().all(|byte| byte.is_ascii_digit())
    });
    match (text.starts_with("arn:"), revision) {
        (true, true) => "arn",
        (true, false) => "arn_without_revision",
        (false, true) => "family_revision",
        (false, false) => "family",
    }
}

/// One reference alone. `aws_ecs_task_definition.x.id` is the family (AWS provider documentation,
/// attribute reference); CloudFormation's `Ref` of a task definition is its ARN with the revision.
fn of_reference(reference: &Reference, dialect: Dialect) -> Option<&'static str> {
    match &*reference.attribute {
        "arn" | "Arn" | "TaskDefinitionArn" => Some("arn"),
        "" | "Ref" if dialect == Dialect::CloudFormation => Some("arn"),
        "arn_without_revision" => Some("arn_without_revision"),
        "family" | "id" => Some("family"),
        _ => None,
    }
}

/// Text with unknown pieces: `family:${revision}` and the like.
fn mixed(value: &Value, dialect: Dialect) -> Option<&'static str> {
    let template = Template::of(value)?;
    let text = template.text.as_str();
    let (name, tail) =
        text.rsplit_once(':').map_or((text, None), |(name, tail)| (name, Some(tail)));
    match tail {
        // A known or unknown revision behind the last colon; an unknown one in front may still be a
        // whole ARN.
        Some(tail) if tail.bytes().all(|byte| byte.is_ascii_digit()) && !tail.is_empty() => {
            Some(if name.starts_with("arn:") { "arn" } else { "family_revision" })
        }
        Some(tail) if tail.contains(HOLE) && !tail.contains('/') => {
            let revision = !name.starts_with("arn:") || name.contains("task-definition/");
            revision.then_some(if name.starts_with("arn:") { "arn" } else { "family_revision" })
        }
        // The end of an ARN that names a family of its own.
        Some(tail)
            if name.starts_with("arn:")
                && tail.starts_with("task-definition/")
                && !tail.contains(HOLE) =>
        {
            Some("arn_without_revision")
        }
        _ => {
            let hole = text.find(HOLE).and_then(|at| template.hole_at(at));
            hole.and_then(|hole| {
                hole.references().iter().find_map(|reference| of_reference(reference, dialect))
            })
        }
    }
}
