//! What `stridelint document` prints: one document as JSON, secrets redacted.

use crate::document::{Document, Node};
use crate::normalize::map::names::says_secret;
use crate::unit::Presence;
use crate::value::{Data, Entry, Map, Marks, Type, Unknown, Value};
use serde_json::{Map as Json, Value as J, json};

/// The schema's name and version.
pub const SCHEMA: &str = "stridelint-document/1";

/// Values nested deeper than this are cut; parsers allow less.
const MAX_DEPTH: usize = 400;

/// A document as JSON. `settings` are the policies' settings, printed as they are.
#[must_use]
pub fn print(document: &Document, settings: &J) -> J {
    let plain = Plain::of(document);
    let derived = crate::normalize::derive(&plain.0);
    let mut resources = Json::new();
    for node in document.resources.values() {
        resources.insert(node.id.clone(), resource(node, derived.get(&node.id)));
    }
    let conditions: Json<String, J> = document
        .conditions
        .values()
        .map(|condition| {
            (
                condition.id.to_string(),
                json!({"text": &*condition.text, "reason": &*condition.reason}),
            )
        })
        .collect();
    let opaque: Vec<J> = document
        .opaque
        .iter()
        .map(|opaque| json!({"address": opaque.address, "source": redact(&opaque.source), "inputs": opaque.inputs}))
        .collect();
    json!({
        "schema": SCHEMA,
        "unit": {
            "id": document.unit,
            "format": document.format.name(),
            "root": document.root,
            "files": document.files,
            "deployable": document.deployable,
            "example": document.example,
            "opaque": opaque,
            "today": document.today,
        },
        "resources": resources,
        "by_type": document.by_type(),
        "conditions": conditions,
        "settings": settings,
    })
}

fn resource(node: &Node, derived: Option<&J>) -> J {
    let mut printer = Printer::default();
    let values = printer.value(&node.values, &mut String::new(), Marks::NONE, 0);
    let lifecycle = Printer::default().value(&node.lifecycle, &mut String::new(), Marks::NONE, 0);
    let maybe = match &node.presence {
        Presence::Always => J::Bool(false),
        Presence::If(condition, true) => J::from(&*condition.id),
        Presence::If(condition, false) => J::from(format!("!{}", condition.id)),
    };
    let mut out = json!({
        "id": node.id,
        "type": node.ty,
        "source_type": node.source_type,
        "name": node.name,
        "maybe": maybe,
        "values": values,
        "refs": printer.refs,
        "marks": printer.marks,
        "derived": derived.cloned().unwrap_or_else(|| json!({})),
        "lifecycle": if lifecycle.is_object() { lifecycle } else { json!({}) },
        "satellites": node.satellites,
    });
    if let (Some(display), Some(object)) = (&node.display, out.as_object_mut()) {
        object.insert("display".to_owned(), J::from(display.as_str()));
    }
    out
}

/// Prints one resource's values, collecting edges and marks by pointer.
#[derive(Default)]
struct Printer {
    refs: Json<String, J>,
    marks: Json<String, J>,
}

impl Printer {
    fn value(&mut self, value: &Value, at: &mut String, outer: Marks, depth: usize) -> J {
        let marks = outer.with(value.marks);
        if !value.references().is_empty() {
            let edges = value
                .references()
                .iter()
                .map(|edge| json!({"to": &*edge.to, "attribute": &*edge.attribute}))
                .collect();
            self.refs.insert(at.clone(), J::Array(edges));
        }
        if value.marks != Marks::NONE {
            self.marks.insert(at.clone(), json!(value.marks.names()));
        }
        if depth > MAX_DEPTH {
            return json!({"$unknown": "it is nested too deeply"});
        }
        match &value.data {
            Data::Null => J::Null,
            _ if marks.is_secret() && is_leaf(value) => J::from("***"),
            Data::Bool(value) => J::Bool(*value),
            Data::Number(number) => number_json(number),
            Data::String(text)
                if text
                    .parts
                    .iter()
                    .flat_map(|parts| parts.iter())
                    .any(|part| part.marks.is_secret()) =>
            {
                J::from("***")
            }
            Data::String(text) => J::from(redact(&text.text)),
            Data::List(list) => {
                let items = list.items.iter().enumerate();
                items
                    .map(|(index, item)| self.below(&index.to_string(), item, at, marks, depth))
                    .collect()
            }
            Data::Map(map) => self.map(map, at, marks, depth),
            Data::Unknown(unknown) => unknown_json(value, unknown),
            Data::Either(either) => {
                // Both arms have the same pointer: what either of them refers to is kept under it.
                let then = missing(self.value(&either.then, at, marks, depth + 1));
                let otherwise = missing(self.value(&either.otherwise, at, marks, depth + 1));
                json!({"$either": [then, otherwise], "condition": &*either.condition.id})
            }
        }
    }

    fn map(&mut self, map: &Map, at: &mut String, marks: Marks, depth: usize) -> J {
        let mut out = Json::new();
        // What is null is missing; it is in the map for its place only.
        for (key, Entry { value, .. }) in
            map.entries.iter().filter(|(_, entry)| !entry.value.is_null())
        {
            // A key of the user's own that looks like ours is escaped by doubling its `$`.
            let name = if key.starts_with('$') { format!("${key}") } else { key.to_string() };
            let escaped = key.replace('~', "~0").replace('/', "~1");
            let mut printed = self.below(&escaped, value, at, marks, depth);
            if printed.as_str().is_some_and(|text| !text.is_empty())
                && is_named_secret(map, key, value)
            {
                printed = J::from("***");
            }
            out.insert(name, printed);
        }
        if let Some(reason) = &map.rest {
            out.insert("$rest".to_owned(), json!({"$unknown": &**reason, "rest": true}));
        }
        J::Object(out)
    }

    fn below(
        &mut self,
        segment: &str,
        value: &Value,
        at: &mut String,
        marks: Marks,
        depth: usize,
    ) -> J {
        let length = at.len();
        at.push('/');
        at.push_str(segment);
        let printed = self.value(value, at, marks, depth + 1);
        at.truncate(length);
        printed
    }
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

fn missing(arm: J) -> J {
    if arm.is_null() { json!({"$missing": true}) } else { arm }
}

/// Whether a secret mark hides the value as a whole; below a container its items are hidden one by
/// one.
fn is_leaf(value: &Value) -> bool {
    !matches!(value.data, Data::List(_) | Data::Map(_) | Data::Either(_))
}

fn number_json(number: &crate::value::Number) -> J {
    match number.as_i64() {
        Some(int) => J::from(int),
        None => serde_json::Number::from_f64(number.to_f64())
            .map_or_else(|| J::from(number.to_string()), J::Number),
    }
}

/// An unknown; a reference reads as the expression that it is.
fn unknown_json(value: &Value, unknown: &Unknown) -> J {
    // A comparison with a reference is no reference: its type says so.
    if unknown.pieces.is_empty()
        && !unknown.rest
        && matches!(unknown.ty, Type::Any | Type::String)
        && let Some(reference) = value.references().first()
    {
        let dot = if reference.attribute.is_empty() { "" } else { "." };
        return J::from(format!("${{{}{dot}{}}}", reference.to, reference.attribute));
    }
    let mut out = json!({"$unknown": redact(&unknown.reason)});
    if let Some(object) = out.as_object_mut() {
        for (name, text) in [("prefix", unknown.prefix()), ("suffix", unknown.suffix())] {
            if !text.is_empty() {
                object.insert(name.to_owned(), J::from(redact(text)));
            }
        }
        if unknown.rest {
            object.insert("rest".to_owned(), J::Bool(true));
        }
    }
    out
}

/// A plain world of what is known, for the derived facts that are printed: unknowns left out.
struct Plain(J);

impl Plain {
    fn of(document: &Document) -> Plain {
        let mut resources = Json::new();
        for node in document.resources.values() {
            let mut printer = Printer::default();
            let mut values = printer.value(&node.values, &mut String::new(), Marks::NONE, 0);
            strip(&mut values);
            let node_json = json!({"id": node.id, "type": node.ty, "source_type": node.source_type, "name": node.name, "maybe": false,
                "values": values, "refs": printer.refs, "marks": printer.marks, "lifecycle": {}, "satellites": node.satellites});
            resources.insert(node.id.clone(), node_json);
        }
        Plain(
            json!({"resources": resources, "by_type": document.by_type(), "unit": {"id": document.unit, "format": document.format.name()}}),
        )
    }
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

fn is_open(value: &J) -> bool {
    value
        .as_object()
        .is_some_and(|object| object.contains_key("$unknown") || object.contains_key("$either"))
}

/// A string as it may be printed: `***` when it has the shape of a credential.
#[must_use]
pub fn redact(text: &str) -> String {
    if is_credential(text) { "***".to_owned() } else { text.to_owned() }
}

/// Whether a text has the shape of a credential, whatever it is called: AWS access key ids, PEM
/// private keys, tokens of well-known services, and URLs with a password.
#[must_use]
pub fn is_credential(text: &str) -> bool {
    let tokens = || text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == '-'));
    (text.contains("-----BEGIN ") && text.contains("PRIVATE KEY"))
        || tokens().any(is_token)
        || has_password_url(text)
}

/// Prefixes of tokens and the shortest length of the whole token.
const TOKENS: &[(&str, usize)] = &[
    ("ghp_", 30),
    ("gho_", 30),
    ("ghu_", 30),
    ("ghs_", 30),
    ("ghr_", 30),
    ("github_pat_", 40),
    ("glpat-", 20),
    ("xoxb-", 20),
    ("xoxp-", 20),
    ("xoxa-", 20),
    ("xoxr-", 20),
    ("xoxs-", 20),
    ("sk_live_", 20),
    ("rk_live_", 20),
    ("sk_test_", 20),
    ("npm_", 36),
    ("dckr_pat_", 20),
    ("AIza", 39),
    ("hvs.", 24),
];

fn is_token(word: &str) -> bool {
    let access_key = word.len() == 20
        && ["AKIA", "ASIA"].iter().any(|prefix| word.starts_with(prefix))
        && word.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
    access_key
        || TOKENS.iter().any(|(prefix, length)| word.len() >= *length && word.starts_with(prefix))
}

/// `scheme://user:password@host`; a password that is a placeholder (`${...}`, `<...>`) is none.
fn has_password_url(text: &str) -> bool {
    text.match_indices("://").any(|(at, _)| {
        let rest = &text[at + 3..];
        let authority = rest
            .split(|c: char| c == '/' || c == '?' || c == '#' || c.is_whitespace() || c == '"')
            .next()
            .unwrap_or_default();
        let Some((user, _)) = authority.rsplit_once('@') else { return false };
        user.split_once(':').is_some_and(|(_, password)| {
            !password.is_empty() && !password.starts_with(['$', '<', '{', '*'])
        })
    })
}
