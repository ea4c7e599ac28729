//! Checks for which none of the values that a scan guesses for an unknown one is quiet: what is not known
//! would be reported as a fact. Each is asked on a document of one resource.

use super::message::Message;
use crate::document::{Document, Node};
use crate::normalize::{AttributeType, attribute};
use crate::policy::metadata::Check;
use crate::policy::own::OwnSet;
use crate::policy::pattern::{Part, Pattern};
use crate::policy::source::{PolicyFile, bundled};
use crate::policy::{PolicySet, Selection, evaluate};
use crate::unit::{Format, Presence};
use crate::value::{Cause, Data, Entry, List, ListKind, Map, MapKind, Place, Value};
use indexmap::IndexMap;
use serde_json::{Value as Json, json};
use std::collections::BTreeSet;
use std::sync::Arc;

/// The most texts of a file that are tried as values.
const TEXTS: usize = 40;

/// The checks of a folder that need `custom.quiet`.
pub(super) fn unknown_is_found(files: &[PolicyFile]) -> Vec<Message> {
    let data: Vec<PolicyFile> = bundled().into_iter().filter(|file| !file.is_rego()).collect();
    let own: Vec<PolicyFile> = files.iter().filter(|file| !file.is_test()).cloned().collect();
    let set = OwnSet { folder: String::new(), files: own, unread: Vec::new() };
    let loaded = PolicySet::load_sets(&data, &[set], &serde_json::Map::new());
    let Ok((set, _)) = loaded else { return Vec::new() };
    let texts = texts(files);
    let mut said = Vec::new();
    for check in set.checks() {
        let Some(file) = files.iter().find(|file| file.path == check.file) else { continue };
        for (ty, paths) in &check.reads {
            for pattern in paths.keys().filter(|pattern| !has_quiet(check, ty, pattern)) {
                let asked = needs_quiet(&set, check, file, (ty, pattern), &texts);
                let Some((quiet, likely)) = asked else { continue };
                let why = format!(
                    "`{}` fires on every value of {ty}: {pattern} that a scan can guess, so an unknown one would be called a finding: state custom.quiet",
                    check.name.replace('-', "_")
                );
                let told = Message::of_folder("P041", why);
                let text = json!({ty.as_str(): {pattern.to_string(): quiet}}).to_string();
                let told = told.instead(format!("quiet: {text}"));
                let told = if likely { told.noted() } else { told };
                said.push(Message { file: file.name.clone(), line: check.line, column: 1, ..told });
            }
        }
    }
    said
}

fn has_quiet(check: &Check, ty: &str, pattern: &Pattern) -> bool {
    check.quiet.get(ty).is_some_and(|paths| paths.contains_key(pattern))
}

/// A value that keeps the check quiet, where it reports an unknown one; and whether that is only likely: a
/// key of the folder's data may be meant to be complete.
fn needs_quiet(
    set: &PolicySet,
    check: &Check,
    file: &PolicyFile,
    (ty, pattern): (&str, &Pattern),
    texts: &BTreeSet<String>,
) -> Option<(Json, bool)> {
    let unknown = Value::unknown(Cause::Part("a value that is not known"), None);
    // What fires when it is missing may have to be there for the check to look at the rest.
    let filled = [false, true]
        .into_iter()
        .find(|filled| reports(set, check, (ty, pattern), unknown.clone(), *filled))?;
    let quiet = |json: &Json| !reports(set, check, (ty, pattern), value(json), filled);
    if let Some(found) = candidates(ty, pattern, file).into_iter().find(quiet) {
        return Some((found, false));
    }
    let kind = attribute(ty, &pattern.to_string()).map(|attribute| attribute.ty);
    let is_text = kind == Some(AttributeType::String);
    let texts = texts.iter().filter(|_| is_text).map(|text| json!(text));
    texts.into_iter().find(quiet).map(|found| (found, !filled))
}

/// The texts of a folder's data: values that a check may compare with.
fn texts(files: &[PolicyFile]) -> BTreeSet<String> {
    fn collect(json: &Json, into: &mut BTreeSet<String>) {
        match json {
            Json::String(text) if text.len() < 200 => drop(into.insert(text.clone())),
            Json::Array(items) => items.iter().for_each(|item| collect(item, into)),
            Json::Object(map) => map.iter().for_each(|(key, item)| {
                into.insert(key.clone());
                collect(item, into);
            }),
            _ => {}
        }
    }
    let mut all = BTreeSet::new();
    for file in files.iter().filter(|file| file.is_data() && !file.is_settings()) {
        for item in super::data::table(file).unwrap_or_default().values() {
            collect(item, &mut all);
        }
    }
    all.into_iter().take(TEXTS).collect()
}

/// Whether the check reports something where this value stands at the path, and all else that it reads
/// has the values with which it fires. `filled`: what fires when it is missing has some value.
fn reports(
    set: &PolicySet,
    check: &Check,
    (ty, pattern): (&str, &Pattern),
    at: Value,
    filled: bool,
) -> bool {
    let mut values = Value::map(IndexMap::new(), None);
    for (other, bad) in check.reads.get(ty).into_iter().flatten() {
        let some = || match attribute(ty, &other.to_string()).map(|attribute| attribute.ty) {
            Some(AttributeType::String) => json!("some"),
            Some(AttributeType::Number) => json!(1),
            Some(AttributeType::Bool) => json!(true),
            _ => Json::Null,
        };
        let bad = if filled && bad.is_null() { some() } else { bad.clone() };
        if other != pattern && !bad.is_null() {
            put(&mut values, &other.0, value(&bad));
        }
    }
    put(&mut values, &pattern.0, at);
    let document = document(ty, values);
    let selection =
        Selection { checks: [check.id.clone()].into(), undecided: false, ..Selection::default() };
    !evaluate(set, &document, &selection).0.is_empty()
}

/// Values to try: of each kind small and large ones, and the texts that the policy names.
fn candidates(ty: &str, pattern: &Pattern, file: &PolicyFile) -> Vec<Json> {
    let kind = attribute(ty, &pattern.to_string()).map(|attribute| attribute.ty);
    let entries = |count: usize| -> Json {
        (0..count)
            .map(|at| (format!("key{at}"), json!("value")))
            .collect::<serde_json::Map<_, _>>()
            .into()
    };
    match kind {
        Some(AttributeType::List) => {
            let item = format!("{pattern}[]");
            let item = match attribute(ty, &item).map(|attribute| attribute.ty) {
                Some(AttributeType::Object | AttributeType::FreeMap) => json!({}),
                Some(AttributeType::Number) => json!(1),
                _ => json!("a"),
            };
            let list = |count: usize| -> Json {
                let one = |at: usize| match &item {
                    Json::String(_) => json!(char::from(b'a' + (at % 26) as u8).to_string()),
                    other => other.clone(),
                };
                (0..count).map(one).collect()
            };
            [1, 2, 3, 10].map(list).into()
        }
        Some(AttributeType::FreeMap) => [1, 2, 3, 10].map(entries).into(),
        Some(AttributeType::Number) => {
            [0i64, 1, 2, 30, 365, 1_000_000, -1].map(|number| json!(number)).into()
        }
        Some(AttributeType::Bool) => vec![json!(true), json!(false)],
        Some(AttributeType::String) => {
            let parts: Vec<&str> = file.text.split('"').collect();
            let texts: BTreeSet<&str> =
                parts.iter().skip(1).step_by(2).copied().filter(|text| text.len() < 200).collect();
            texts.into_iter().take(TEXTS).map(|text| json!(text)).collect()
        }
        _ => Vec::new(),
    }
}

/// Puts a value at a path, with what is around it.
fn put(into: &mut Value, path: &[Part], value: Value) {
    let Some((first, rest)) = path.split_first() else {
        *into = value;
        return;
    };
    match first {
        Part::Item => {
            let mut items = match &into.data {
                Data::List(list) => list.items.clone(),
                _ => Vec::new(),
            };
            let mut item = items.pop().unwrap_or_else(|| Value::map(IndexMap::new(), None));
            put(&mut item, rest, value);
            items.push(item);
            into.data = Data::List(Arc::new(List { kind: ListKind::Tuple, items }));
        }
        Part::Key(_) | Part::AnyKey => {
            let key: Arc<str> = match first {
                Part::Key(key) => key.clone(),
                _ => "key".into(),
            };
            let mut entries = match &into.data {
                Data::Map(map) => map.entries.clone(),
                _ => IndexMap::new(),
            };
            let entry = entries
                .entry(key)
                .or_insert_with(|| Entry { key: None, value: Value::map(IndexMap::new(), None) });
            put(&mut entry.value, rest, value);
            into.data = Data::Map(Arc::new(Map { kind: MapKind::Object, entries, rest: None }));
        }
    }
}

/// A value of JSON.
fn value(json: &Json) -> Value {
    match json {
        Json::Null => Value::null(None),
        Json::Bool(known) => Value::bool(*known, None),
        Json::Number(known) => match known.to_string().parse() {
            Ok(number) => Value::new(Data::Number(number), None),
            Err(_) => Value::null(None),
        },
        Json::String(text) => Value::string(text.as_str(), None),
        Json::Array(items) => {
            let items = items.iter().map(value).collect();
            Value::new(Data::List(Arc::new(List { kind: ListKind::Tuple, items })), None)
        }
        Json::Object(map) => {
            let entry = |(key, json): (&String, &Json)| {
                (Arc::from(key.as_str()), Entry { key: None, value: value(json) })
            };
            Value::map(map.iter().map(entry).collect(), None)
        }
    }
}

/// A unit with one resource.
fn document(ty: &str, values: Value) -> Document {
    let id = "resource".to_owned();
    let node = Node {
        id: id.clone(),
        ty: ty.to_owned(),
        source_type: ty.to_owned(),
        name: id.clone(),
        values,
        place: Place::default(),
        presence: Presence::Always,
        lifecycle: Value::map(IndexMap::new(), None),
        satellites: Vec::new(),
        apart: false,
        display: None,
        modelled: None,
        nulls: Vec::new(),
    };
    Document {
        unit: "unit".to_owned(),
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
        today: "2026-01-01".to_owned(),
        resources: IndexMap::from([(id, node)]),
        otherwise: None,
        conditions: IndexMap::new(),
    }
}
