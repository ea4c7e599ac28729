//! What `stridelint document` prints: one document as JSON, secrets redacted.

pub mod v1;
mod write;

pub use write::write;

use self::v1::Value as Out;
use crate::document::{Document, Node};
use crate::secret::{hide_in_json, is_credential, says_secret};
use crate::unit::Presence;
use crate::value::{Data, Entry, Map, Marks, Reference, Type, Unknown, Value};
use indexmap::IndexMap;
use serde_json::{Map as Json, Value as J, json};

/// Values nested deeper than this are cut; parsers allow less.
const MAX_DEPTH: usize = 400;

/// A document as it is printed. `settings` are the policies' settings, printed as they are.
#[must_use]
pub fn print<'a>(document: &'a Document, settings: &'a Json<String, J>) -> v1::Document<'a> {
    let derived = crate::normalize::derive(&plain(document));
    v1::Document {
        schema: v1::SCHEMA,
        unit: v1::Unit {
            id: &document.unit,
            format: document.format.name(),
            root: &document.root,
            files: &document.files,
            deployable: document.deployable,
            example: document.example,
            opaque: document
                .opaque
                .iter()
                .map(|opaque| v1::Opaque {
                    address: &opaque.address,
                    source: redact(&opaque.source),
                    inputs: &opaque.inputs,
                })
                .collect(),
            alone: &document.alone,
            today: &document.today,
        },
        resources: document
            .resources
            .values()
            .map(|node| (node.id.as_str(), resource(node, derived.get(&node.id))))
            .collect(),
        by_type: document.by_type(),
        conditions: document
            .conditions
            .values()
            .map(|condition| {
                let said =
                    v1::Condition { text: &condition.text, reason: condition.reason.to_string() };
                (&*condition.id, said)
            })
            .collect(),
        settings,
    }
}

/// A document as JSON. Names, keys and addresses are the input's own words too: credentials are
/// hidden in all of it but the settings, which are the policies'.
///
/// # Errors
/// It cannot be written as JSON.
pub fn json(document: &Document, settings: &Json<String, J>) -> serde_json::Result<J> {
    let mut printed = serde_json::to_value(print(document, settings))?;
    let known = document.secrets().known;
    if let Some(object) = printed.as_object_mut() {
        for (_, part) in object.iter_mut().filter(|(name, _)| *name != "settings") {
            hide_in_json(part, &known);
        }
    }
    Ok(printed)
}

fn resource<'a>(node: &'a Node, derived: Option<&J>) -> v1::Resource<'a> {
    let mut printer = Printer::default();
    let values = printer.value(&node.values, &mut String::new(), Marks::NONE, 0);
    let lifecycle = Printer::default().value(&node.lifecycle, &mut String::new(), Marks::NONE, 0);
    v1::Resource {
        id: &node.id,
        ty: &node.ty,
        source_type: &node.source_type,
        name: &node.name,
        maybe: match &node.presence {
            Presence::Always => v1::Maybe::Always(false),
            Presence::If(condition, true) => v1::Maybe::If(condition.id.to_string()),
            Presence::If(condition, false) => v1::Maybe::If(format!("!{}", condition.id)),
        },
        values,
        refs: printer.refs,
        marks: printer.marks,
        derived: derived.cloned().unwrap_or_else(|| json!({})),
        lifecycle: match lifecycle {
            map @ (Out::Map(_) | Out::Unknown(_) | Out::Either(_)) => map,
            _ => Out::Map(IndexMap::new()),
        },
        satellites: &node.satellites,
        display: node.display.as_deref(),
        apart: node.apart,
    }
}

/// Prints one resource's values, collecting edges and marks by pointer.
#[derive(Default)]
struct Printer {
    refs: IndexMap<String, Vec<v1::Edge>>,
    marks: IndexMap<String, Vec<&'static str>>,
}

impl Printer {
    fn value(&mut self, value: &Value, at: &mut String, outer: Marks, depth: usize) -> Out {
        let marks = outer.with(value.marks);
        if !value.references().is_empty() {
            let edge = |edge: &Reference| v1::Edge {
                to: edge.to.to_string(),
                attribute: edge.attribute.to_string(),
            };
            self.refs.insert(at.clone(), value.references().iter().map(edge).collect());
        }
        if value.marks != Marks::NONE {
            self.marks.insert(at.clone(), value.marks.names());
        }
        if depth > MAX_DEPTH {
            return unknown("it is nested too deeply", false);
        }
        match &value.data {
            Data::Null => Out::Null,
            _ if marks.is_secret() && is_leaf(value) => hidden(),
            Data::Bool(value) => Out::Bool(*value),
            Data::Number(number) => number_json(number),
            Data::String(text)
                if text
                    .parts
                    .iter()
                    .flat_map(|parts| parts.iter())
                    .any(|part| part.marks.is_secret()) =>
            {
                hidden()
            }
            Data::String(text) => Out::String(redact(&text.text)),
            Data::List(list) => {
                let items = list.items.iter().enumerate();
                Out::List(
                    items
                        .map(|(index, item)| self.below(&index.to_string(), item, at, marks, depth))
                        .collect(),
                )
            }
            Data::Map(map) => self.map(map, at, marks, depth),
            Data::Unknown(unknown) => unknown_json(value, unknown),
            Data::Either(either) => {
                // Both arms have the same pointer: what either of them refers to is kept under it.
                let then = missing(self.value(&either.then, at, marks, depth + 1));
                let otherwise = missing(self.value(&either.otherwise, at, marks, depth + 1));
                Out::Either(Box::new(v1::Either {
                    arms: [then, otherwise],
                    condition: either.condition.id.to_string(),
                }))
            }
        }
    }

    fn map(&mut self, map: &Map, at: &mut String, marks: Marks, depth: usize) -> Out {
        let mut out = IndexMap::new();
        // What is null is missing; it is in the map for its place only.
        for (key, Entry { value, .. }) in
            map.entries.iter().filter(|(_, entry)| !entry.value.is_null())
        {
            // A key of the user's own that looks like ours is escaped by doubling its `$`.
            let name = if key.starts_with('$') { format!("${key}") } else { key.to_string() };
            let escaped = key.replace('~', "~0").replace('/', "~1");
            let mut printed = self.below(&escaped, value, at, marks, depth);
            if matches!(&printed, Out::String(text) if !text.is_empty())
                && is_named_secret(map, key, value)
            {
                printed = hidden();
            }
            out.insert(name, printed);
        }
        if let Some(reason) = &map.rest {
            out.insert("$rest".to_owned(), unknown(&reason.to_string(), true));
        }
        Out::Map(out)
    }

    fn below(
        &mut self,
        segment: &str,
        value: &Value,
        at: &mut String,
        marks: Marks,
        depth: usize,
    ) -> Out {
        let length = at.len();
        at.push('/');
        at.push_str(segment);
        let printed = self.value(value, at, marks, depth + 1);
        at.truncate(length);
        printed
    }
}

/// What stands for a secret.
fn hidden() -> Out {
    Out::String("***".to_owned())
}

fn unknown(reason: &str, rest: bool) -> Out {
    let (prefix, suffix) = (String::new(), String::new());
    Out::Unknown(v1::Unknown { reason: reason.to_owned(), prefix, suffix, rest })
}

/// Whether a literal is a secret by its name: its key says so, or it is the value of an entry whose
/// name does.
fn is_named_secret(map: &Map, key: &str, value: &Value) -> bool {
    let literal = matches!(value.data, Data::String(_)) && value.references().is_empty();
    let named =
        || map.entries.get("name").and_then(|entry| entry.value.as_str()).is_some_and(says_secret);
    let own = says_secret(key)
        && !["_arn", "_from", "_name", "_id", "_path"].iter().any(|ending| key.ends_with(ending));
    literal && (own || (key == "value" && named()))
}

fn missing(arm: Out) -> Out {
    if matches!(arm, Out::Null) { Out::Missing(v1::Missing { missing: true }) } else { arm }
}

/// Whether a secret mark hides the value as a whole; below a container its items are hidden one by
/// one.
fn is_leaf(value: &Value) -> bool {
    !matches!(value.data, Data::List(_) | Data::Map(_) | Data::Either(_))
}

/// A number as it is: one that a double holds in its shortest notation is JSON's own number.
fn number_json(number: &crate::value::Number) -> Out {
    if let Some(int) = number.as_i64() {
        return Out::Number(int.into());
    }
    let double = number.to_f64();
    let same = double.to_string().parse::<crate::value::Number>().is_ok_and(|same| same == *number);
    match serde_json::Number::from_f64(double).filter(|_| same) {
        Some(double) => Out::Number(double),
        None => Out::Exact(v1::Exact { digits: number.to_string() }),
    }
}

/// An unknown; a reference reads as the expression that it is.
fn unknown_json(value: &Value, unknown: &Unknown) -> Out {
    // A comparison with a reference is no reference: its type says so.
    if unknown.pieces.is_empty()
        && !unknown.rest
        && matches!(unknown.ty, Type::Any | Type::String)
        && let Some(reference) = value.references().first()
    {
        let dot = if reference.attribute.is_empty() { "" } else { "." };
        return Out::String(format!("${{{}{dot}{}}}", reference.to, reference.attribute));
    }
    Out::Unknown(v1::Unknown {
        reason: redact(&unknown.reason.to_string()),
        prefix: redact(unknown.prefix()),
        suffix: redact(unknown.suffix()),
        rest: unknown.rest,
    })
}

/// A plain world of what is known, for the derived facts that are printed: unknowns left out.
fn plain(document: &Document) -> J {
    let mut resources = Json::new();
    for node in document.resources.values() {
        let mut printer = Printer::default();
        let values = printer.value(&node.values, &mut String::new(), Marks::NONE, 0);
        let mut values = serde_json::to_value(values).unwrap_or_default();
        strip(&mut values);
        let node_json = json!({"id": node.id, "type": node.ty, "source_type": node.source_type, "name": node.name, "maybe": false,
            "values": values, "refs": printer.refs, "marks": printer.marks, "lifecycle": {}, "satellites": node.satellites});
        resources.insert(node.id.clone(), node_json);
    }
    json!({"resources": resources, "by_type": document.by_type(), "unit": {"id": document.unit, "format": document.format.name()}})
}

/// Leaves out what is not known.
fn strip(value: &mut J) {
    match value {
        J::Object(object) => {
            object.retain(|_, value| !is_open(value));
            object.values_mut().for_each(strip);
        }
        J::Array(items) => {
            items.retain(|item| !is_open(item));
            items.iter_mut().for_each(strip);
        }
        _ => {}
    }
}

/// Whether it is none of the plain values: not known, or a number beyond what policies compute with.
fn is_open(value: &J) -> bool {
    let marks = ["$unknown", "$either", "$number"];
    value.as_object().is_some_and(|object| marks.iter().any(|mark| object.contains_key(*mark)))
}

/// A string as it may be printed: `***` when it has the shape of a credential.
#[must_use]
pub fn redact(text: &str) -> String {
    if is_credential(text) { "***".to_owned() } else { text.to_owned() }
}
