//! ECS task definitions (and services, clusters) on their own, as JSON or YAML: what the API's
//! actions take and return, and files that something fills in before it calls them.

mod casing;
mod shape;
mod template;

use crate::gap::{FILLED_IN, Gap, GapKind, RENDERED, SPLIT};
use crate::source::{File, FileId, Loss, Problem, SourceFile, Span};
use crate::syntax::{SyntaxError, json, yaml};
use crate::tree::{Tree, decode};
use crate::unit::{Evaluated, Inputs, Presence, Resource, ResourceKind, Unit};
use crate::value::{Cause, Data, Entry, Map, MapKind, Place, Unknown, Value};
use indexmap::IndexMap;
use shape::{Found, Kind};
use std::collections::HashSet;
use std::sync::Arc;

/// What a description of a task definition adds to what was registered (API reference,
/// TaskDefinition).
const READ_ONLY_TASK: [&str; 9] = [
    "taskDefinitionArn",
    "revision",
    "status",
    "requiresAttributes",
    "compatibilities",
    "registeredAt",
    "registeredBy",
    "deregisteredAt",
    "deleteRequestedAt",
];

/// What a description of a service or cluster adds (API reference, Service, Cluster).
const READ_ONLY_OTHER: [&str; 16] = [
    "serviceArn",
    "clusterArn",
    "status",
    "runningCount",
    "pendingCount",
    "deployments",
    "events",
    "createdAt",
    "createdBy",
    "taskSets",
    "registeredContainerInstancesCount",
    "runningTasksCount",
    "pendingTasksCount",
    "activeServicesCount",
    "statistics",
    "attachments",
];

/// What a task definition says besides its containers: unknown where a file holds the containers
/// alone.
const TASK_LEVEL: [&str; 15] = [
    "family",
    "taskRoleArn",
    "executionRoleArn",
    "networkMode",
    "volumes",
    "placementConstraints",
    "requiresCompatibilities",
    "cpu",
    "memory",
    "pidMode",
    "ipcMode",
    "proxyConfiguration",
    "ephemeralStorage",
    "runtimePlatform",
    "tags",
];

/// Whether a file is a task definition, a service or a cluster of ECS, or a template of one. The
/// path's ending tells Jsonnet. Cheap for what is not: most files are told apart by their bytes,
/// without parsing.
#[must_use]
pub fn looks_like(path: &str, bytes: &[u8]) -> bool {
    const WORDS: [&str; 12] = [
        "containerDefinitions",
        "ContainerDefinitions",
        "containerOverrides",
        "taskDefinition",
        "deploymentConfiguration",
        "desiredCount",
        "serviceName",
        "clusterName",
        "essential",
        "portMappings",
        "logConfiguration",
        "networkConfiguration",
    ];
    let wide = bytes.iter().take(4).any(|byte| *byte == 0 || *byte >= 0xfe);
    let transcoded = if wide { decode(bytes).ok() } else { None };
    let seen = transcoded.as_ref().map_or(bytes, |text| text.as_bytes());
    if !WORDS.iter().any(|word| memchr::memmem::find(seen, word.as_bytes()).is_some()) {
        return false;
    }
    if is_jsonnet(path) {
        return memchr::memmem::find(seen, b"containerDefinitions").is_some();
    }
    let Ok(text) = transcoded.map_or_else(|| decode(bytes), Ok) else { return false };
    let json = is_json(&text);
    let file: File = Arc::new(SourceFile::new(path.to_owned(), text));
    match read(FileId(0), &file) {
        Ok(read) => !shape::find(&read.value).is_empty(),
        // Broken, but nobody else's: the problem is said when it is evaluated.
        Err(_) => {
            json && file.text.contains("\"containerDefinitions\"")
                && !file.text.contains("\"shapes\"")
        }
    }
}

/// Why a file that is no unit should be told: it nearly is a task definition.
#[must_use]
pub fn near_miss(path: &str, text: &str) -> Option<String> {
    if is_jsonnet(path) {
        return None;
    }
    let ours = |later: &str| {
        later.contains("containerDefinitions")
            || later.contains("\nResources:") && later.contains("AWS::")
    };
    if let Some((_, later)) = text.split_once("\n---")
        && ours(later)
        && !is_json(text)
    {
        return Some(yaml::SEVERAL.to_owned());
    }
    let file: File = Arc::new(SourceFile::new(path.to_owned(), text.to_owned()));
    read(FileId(0), &file).ok().and_then(|read| shape::near_miss(&read.value)).map(str::to_owned)
}

/// Evaluates one file.
#[must_use]
pub fn evaluate(tree: &Tree, unit: &Unit, inputs: &Inputs) -> (Evaluated, Vec<Problem>) {
    // A task definition has no inputs; placeholders are filled in by programs that are not asked.
    let _ = inputs;
    let mut evaluated =
        Evaluated { files: vec![unit.root.clone()], deployable: true, ..Evaluated::default() };
    if is_jsonnet(&unit.root) {
        evaluated.gaps.push(Gap::file(
            GapKind::FormatNotRead,
            unit.root.as_str(),
            "Jsonnet",
            "scan the JSON that `jsonnet` makes of it",
        ));
        return (evaluated, Vec::new());
    }
    let (id, file) = match tree.load(&unit.root) {
        Ok(loaded) => loaded,
        Err(problem) => return (evaluated, vec![problem]),
    };
    let mut problems = Vec::new();
    match read(id, &file) {
        Ok(read) => {
            problems.extend(read.odd.iter().map(|error| match &*error.message {
                // Whatever else stands in the file is not seen.
                yaml::SEVERAL => {
                    Problem { cure: Some(SPLIT.to_owned()), ..problem(Loss::Note, &file, error) }
                }
                _ => problem(Loss::Warning, &file, error),
            }));
            if let Some(error) = &read.template {
                let message = format!(
                    "not valid {} because of its placeholders ({}); read as far as possible",
                    format_of(&file.text),
                    error.message
                );
                problems.push(Problem { message, ..problem(Loss::Note, &file, error) });
            }
            let found = shape::find(&read.value);
            if found.is_empty() {
                let lost = "holds neither a task definition nor a service or cluster of ECS";
                problems.push(Problem::file(Loss::Note, unit.root.as_str(), lost));
            }
            evaluated.resources = resources(&found, &tree.home(&file.path).1, id);
        }
        Err((Loss::Note, error)) => evaluated.gaps.push(Gap {
            at: error.span.map(|span| file.position(span.start)),
            ..Gap::file(GapKind::FileNotRead, unit.root.as_str(), FILLED_IN, RENDERED)
        }),
        Err((loss, error)) => problems.push(problem(loss, &file, &error)),
    }
    (evaluated, problems)
}

/// A file's value, with placeholders made unknown.
struct Read {
    value: Value,
    odd: Vec<SyntaxError>,
    /// Why the text as it stands does not parse, when it is a template.
    template: Option<SyntaxError>,
}

fn read(id: FileId, file: &File) -> Result<Read, (Loss, SyntaxError)> {
    let json = is_json(&file.text);
    let direct = if json {
        json::read(id, file)
    } else {
        yaml::read(id, file, yaml::Dialect::CloudFormation)
    };
    let error = match direct {
        Ok((value, odd)) => {
            let value = template::open_strings(casing::camel(value), "");
            return Ok(Read { value, odd, template: None });
        }
        Err(error) => error,
    };
    let Some(partly) = template::partly_known(id, &file.text, json) else {
        return Err((Loss::Lost, error));
    };
    let decoded = if json {
        json::decode(&partly)
    } else {
        yaml::decode_as(&partly, yaml::Dialect::CloudFormation)
    };
    match decoded {
        Ok(value) if value.as_unknown().is_none() => Ok(Read {
            value: template::open_strings(casing::camel(value), ""),
            odd: Vec::new(),
            template: Some(error),
        }),
        // A template that cannot be read without what fills it in.
        _ => Err((Loss::Note, error)),
    }
}

fn problem(loss: Loss, file: &SourceFile, error: &SyntaxError) -> Problem {
    match error.span {
        Some(span) => Problem::at(loss, file, span.start, error.message.as_str()),
        None => Problem::file(loss, file.path.as_str(), error.message.as_str()),
    }
}

fn is_jsonnet(path: &str) -> bool {
    [".jsonnet", ".libsonnet"].iter().any(|ending| path.ends_with(ending))
}

/// JSON begins with a bracket; `{{` and `{%` may begin a template of either.
fn is_json(text: &str) -> bool {
    let mut rest = text.trim_start();
    while let Some(close) = if rest.starts_with("{{") {
        Some("}}")
    } else if rest.starts_with("{%") {
        Some("%}")
    } else {
        None
    } {
        match rest.find(close) {
            Some(at) => rest = rest[at + 2..].trim_start(),
            None => break,
        }
    }
    matches!(json::first_char(rest), Some('{' | '['))
}

fn format_of(text: &str) -> &'static str {
    if is_json(text) { "JSON" } else { "YAML" }
}

fn resources(found: &[Found<'_>], path: &str, id: FileId) -> Vec<Resource> {
    let mut taken = HashSet::new();
    let mut out = Vec::new();
    for item in found {
        let (source_type, name_key, fallback) = match item.kind {
            Kind::TaskDefinition => ("ecs.task-definition", "family", "task-definition"),
            Kind::Service => ("ecs.service", "serviceName", "service"),
            Kind::Cluster => ("ecs.cluster", "clusterName", "cluster"),
        };
        let values = values(item);
        let name = values
            .get(name_key)
            .and_then(Value::as_str)
            .filter(|name| !name.is_empty())
            .unwrap_or(fallback)
            .to_owned();
        let mut address = format!("{path}#{name}");
        let mut number = 1;
        while !taken.insert(address.clone()) {
            number += 1;
            address = format!("{path}#{name}[{number}]");
        }
        // The document's start: its bracket, or its first key.
        let start = item.value.place.span.unwrap_or_else(|| Span::new(id, 0, 1));
        out.push(Resource {
            address,
            kind: ResourceKind::Managed,
            source_type: source_type.to_owned(),
            name,
            place: Place::at(start.part(0, 1)),
            values,
            presence: Presence::Always,
            lifecycle: Value::map(IndexMap::new(), None),
            display: None,
            modelled: None,
        });
    }
    out
}

/// A resource's attributes: without what only a description adds, with the tags that stand beside
/// it.
fn values(found: &Found<'_>) -> Value {
    if found.overrides {
        return bare_list(&overriding(found.value));
    }
    if found.value.items().is_some() {
        return bare_list(found.value);
    }
    let Data::Map(map) = &found.value.data else { return found.value.clone() };
    let drop: &[&str] =
        if found.kind == Kind::TaskDefinition { &READ_ONLY_TASK } else { &READ_ONLY_OTHER };
    let mut map = (**map).clone();
    if found.kind == Kind::Service
        && !map.entries.contains_key("cluster")
        && let Some(cluster) = map.entries.get("clusterArn").cloned()
    {
        map.entries.insert("cluster".into(), cluster);
    }
    map.entries.retain(|key, _| !drop.contains(&&**key));
    if let Some(tags) = found.tags
        && !map.entries.contains_key("tags")
    {
        map.entries.insert("tags".into(), Entry { key: None, value: tags.clone() });
    }
    Value { data: Data::Map(Arc::new(map)), ..found.value.clone() }
}

/// What a call of RunTask says of containers: everything else stands in the task definition.
fn overriding(list: &Value) -> Value {
    let open = |item: &Value| match &item.data {
        Data::Map(map) => {
            let map = Map { rest: Some(Cause::ContainersOnly), ..(**map).clone() };
            Value { data: Data::Map(Arc::new(map)), ..item.clone() }
        }
        _ => item.clone(),
    };
    let items = list.items().into_iter().flatten().map(open).collect();
    Value { data: Value::list(items, None).data, ..list.clone() }
}

/// A file of containers alone: what surrounds them is said elsewhere.
fn bare_list(list: &Value) -> Value {
    let mut entries = IndexMap::new();
    entries.insert("containerDefinitions".into(), Entry { key: None, value: list.clone() });
    for key in TASK_LEVEL {
        let place = Place { span: list.place.span.map(|span| span.part(0, 1)), chain: None };
        let unknown = Data::Unknown(Arc::new(Unknown::because(Cause::ContainersOnly)));
        entries.insert(
            key.into(),
            Entry { key: None, value: Value { place, ..Value::new(unknown, None) } },
        );
    }
    let data = Data::Map(Arc::new(Map {
        kind: MapKind::Object,
        entries,
        rest: Some(Cause::ContainersOnly),
    }));
    Value { place: list.place.clone(), ..Value::new(data, None) }
}

#[cfg(test)]
mod tests;
