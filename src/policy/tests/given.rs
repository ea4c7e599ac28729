//! Documents and policies to test with.

use crate::document::{Document, Node};
use crate::policy::{Outcome, PolicyFile, PolicySet, Selection, evaluate};
use crate::source::Problem;
use crate::unit::{Format, Presence};
use crate::value::{
    Cause, Condition, Data, Either, Entry, List, ListKind, Map, MapKind, Marks, Place, Unknown,
    Value,
};
use indexmap::IndexMap;
use serde_json::Value as Json;
use std::sync::Arc;

/// A condition by its text.
pub(super) fn condition(text: &str) -> Arc<Condition> {
    Arc::new(Condition {
        id: text.into(),
        text: text.into(),
        reason: Cause::NoDefault { variable: text.into() },
    })
}

/// Located values from JSON: `{"$unknown": reason}` (`"rest": true`, `"ref": "address.attribute"`),
/// `{"$if": condition, "then": ..., "else": ...}` (`else` may be left out), `{"$secret": value}`,
/// and a map's `"$rest": reason`.
pub(super) fn value(json: &Json) -> Value {
    match json {
        Json::Null => Value::null(None),
        Json::Bool(known) => Value::bool(*known, None),
        Json::Number(known) => Value::new(Data::Number(known.to_string().parse().unwrap()), None),
        Json::String(text) => Value::string(text.as_str(), None),
        Json::Array(items) => Value::new(
            Data::List(Arc::new(List {
                kind: ListKind::Tuple,
                items: items.iter().map(value).collect(),
            })),
            None,
        ),
        Json::Object(map) => {
            if let Some(reason) = map.get("$unknown") {
                let mut unknown = Unknown::because(Cause::outside(reason.as_str().unwrap()));
                unknown.rest = map.get("rest") == Some(&Json::Bool(true));
                let mut value = Value::new(Data::Unknown(Arc::new(unknown)), None);
                if let Some(reference) = map.get("ref").and_then(Json::as_str) {
                    let (to, attribute) = reference.rsplit_once('.').unwrap();
                    value.refs = Value::reference(to, attribute, None).refs;
                }
                return value;
            }
            if let Some(inner) = map.get("$secret") {
                return value(inner).marked(Marks::SENSITIVE);
            }
            if let Some(text) = map.get("$if") {
                let null = Json::Null;
                let either = Either {
                    condition: condition(text.as_str().unwrap()),
                    then: value(map.get("then").unwrap_or(&null)),
                    otherwise: value(map.get("else").unwrap_or(&null)),
                };
                return Value::new(Data::Either(Arc::new(either)), None);
            }
            let entries: IndexMap<Arc<str>, Entry> = map
                .iter()
                .filter(|(key, _)| *key != "$rest")
                .map(|(key, json)| (key.as_str().into(), Entry { key: None, value: value(json) }))
                .collect();
            let rest = map.get("$rest").and_then(Json::as_str).map(Cause::outside);
            Value::new(Data::Map(Arc::new(Map { kind: MapKind::Object, entries, rest })), None)
        }
    }
}

/// A document of resources: id, type, values; `$exists` in the values is a condition (`!` negates
/// it).
pub(super) fn document(resources: &[(&str, &str, Json)]) -> Document {
    let mut document = Document {
        unit: "unit".into(),
        format: Format::Terraform,
        root: String::new(),
        example: false,
        files: Vec::new(),
        deployable: true,
        opaque: Vec::new(),
        left_out: Vec::new(),
        alone: Vec::new(),
        moves: Vec::new(),
        gaps: Vec::new(),
        secrets: crate::secret::Known::default(),
        today: "2026-11-22".into(),
        resources: IndexMap::new(),
        otherwise: None,
        conditions: IndexMap::new(),
    };
    for (id, ty, json) in resources {
        let mut json = json.clone();
        let exists = json.as_object_mut().unwrap().remove("$exists");
        let presence = exists.map_or(Presence::Always, |text| {
            let text = text.as_str().unwrap();
            Presence::If(condition(text.trim_start_matches('!')), !text.starts_with('!'))
        });
        let node = Node {
            id: (*id).to_owned(),
            ty: (*ty).to_owned(),
            source_type: (*ty).to_owned(),
            name: id.rsplit('.').next().unwrap().to_owned(),
            values: value(&json),
            place: Place::default(),
            presence,
            lifecycle: Value::map(IndexMap::new(), None),
            satellites: Vec::new(),
            apart: false,
            display: None,
            modelled: None,
            nulls: Vec::new(),
        };
        document.resources.insert((*id).to_owned(), node);
    }
    document
}

/// One task definition with these values.
pub(super) fn task(values: Json) -> Document {
    document(&[("aws_ecs_task_definition.web", "ecs.task_definition", values)])
}

/// One container.
pub(super) fn container(values: Json) -> Document {
    task(serde_json::json!({"containers": [values]}))
}

pub(super) const HEAD: &str = r#"# METADATA
# title: Trying
# description: A threat to test with.
# custom:
#   stride: tampering
package test.threat

import data.stride.result
"#;

pub(super) const RESULT: &str = "package stride.result\n\nat(resource, path) := {\"resource\": resource.id, \"path\": path}\n\nfacts(resource, path, facts) := {\"resource\": resource.id, \"path\": path, \"facts\": facts}\n";

/// A rule with METADATA: name, the YAML below `custom` (indented by two), the body.
pub(super) fn rule(name: &str, custom: &str, body: &str) -> String {
    let custom: String = custom
        .lines()
        .map(|line| format!("#   {}\n", line.trim_start_matches("            ")))
        .collect();
    format!(
        "\n# METADATA\n# title: Check {name}\n# description: It is bad.\n# custom:\n{custom}{name} contains finding if {{\n{body}\n}}\n"
    )
}

pub(super) fn file(name: &str, text: &str) -> PolicyFile {
    PolicyFile { path: name.to_owned(), name: name.to_owned(), text: text.into(), bundled: false }
}

/// A set of the rules, in one threat called `threat`.
pub(super) fn load(rules: &str) -> Result<PolicySet, Vec<Problem>> {
    let files = [file("result.rego", RESULT), file("threat.rego", &format!("{HEAD}{rules}"))];
    PolicySet::load(&files, &serde_json::Map::new()).map(|(set, _)| set)
}

/// Reported and undecided results of all checks.
pub(super) fn outcomes(set: &PolicySet, document: &Document) -> Vec<Outcome> {
    let selection = Selection {
        checks: set.checks().map(|check| check.id.clone()).collect(),
        undecided: true,
        ..Selection::default()
    };
    let (outcomes, problems) = evaluate(set, document, &selection);
    assert_eq!(problems, []);
    let reported = evaluate(set, document, &Selection { undecided: false, ..selection }).0;
    let alone: Vec<&Outcome> =
        outcomes.iter().filter(|outcome| outcome.unknown.is_none()).collect();
    assert_eq!(
        alone,
        reported.iter().collect::<Vec<_>>(),
        "asking for undecided results changes reported ones"
    );
    outcomes
}

/// `reported <resource><path>` or `undecided ...`, with the condition.
pub(super) fn lines(set: &PolicySet, document: &Document) -> Vec<String> {
    let line = |outcome: Outcome| {
        let certainty = if outcome.unknown.is_some() { "undecided" } else { "reported" };
        let condition =
            outcome.condition.map(|condition| format!(" {condition}")).unwrap_or_default();
        format!("{certainty} {}{}{condition}", outcome.resource, outcome.path)
    };
    outcomes(set, document).into_iter().map(line).collect()
}

/// The privileged container.
pub(super) fn privileged() -> PolicySet {
    load(&rule(
        "privileged",
        "severity: critical\nmessage: container {name} is privileged\nreads: {ecs.task_definition: {\"containers[].privileged\": true}}",
        "\tsome id in input.by_type[\"ecs.task_definition\"]\n\ttask := input.resources[id]\n\tsome i, container in task.values.containers\n\tcontainer.privileged == true\n\tfinding := result.at(task, [\"containers\", i, \"privileged\"])",
    ))
    .unwrap_or_else(|problems| panic!("{problems:#?}"))
}
