//! Values as they stand in a sentence, and what is hidden of it.

use super::{HIDDEN, MAX_SEEN, MAX_VALUE, NOT_KNOWN, address, short_digest};
use crate::document::Node;
use crate::value::{self, Data, Value};
use aho_corasick::{AhoCorasick, MatchKind};
use serde_json::Value as Json;
use std::cell::RefCell;
use std::collections::HashMap;

/// A value in a sentence. An image is what was written, a list its items.
pub(super) fn shown(value: Option<&Value>) -> String {
    let Some(value) = value else { return "not set".to_owned() };
    if value.marks.is_secret() {
        return HIDDEN.to_owned();
    }
    let text = match &value.data {
        Data::Null => "not set".to_owned(),
        Data::Bool(known) => known.to_string(),
        Data::Number(known) => known.to_string(),
        Data::String(text) => match &text.parts {
            Some(parts) if parts.iter().any(|part| part.marks.is_secret()) => HIDDEN.to_owned(),
            _ => text.text.to_string(),
        },
        Data::List(list) => {
            let items = list.items.iter().take(MAX_VALUE);
            items.map(|item| shown(Some(item))).collect::<Vec<_>>().join(", ")
        }
        Data::Map(map) => match map.entries.get("raw") {
            Some(raw) => shown(Some(&raw.value)),
            None => {
                let keys = map.entries.keys().take(MAX_VALUE);
                keys.map(AsRef::as_ref).collect::<Vec<_>>().join(", ")
            }
        },
        Data::Unknown(unknown) if unknown.pieces.is_empty() => called(value),
        Data::Unknown(unknown) => unknown.pieces.iter().map(piece).collect(),
        Data::Either(either) => shown(Some(&either.then)),
    };
    short(&short_digest(&text))
}

/// What a value that nobody knows is called in the source: the variable, the attribute.
fn called(value: &Value) -> String {
    let reference = value.references().first().map(|reference| {
        let dot = if reference.attribute.is_empty() { "" } else { "." };
        format!("{}{dot}{}", address(&reference.to), reference.attribute)
    });
    reference.or_else(|| value.as_unknown()?.reason.name()).unwrap_or_else(|| NOT_KNOWN.to_owned())
}

fn piece(piece: &value::Piece) -> String {
    match piece {
        value::Piece::Known { marks, .. } if marks.is_secret() => HIDDEN.to_owned(),
        value::Piece::Known { text, .. } => text.to_string(),
        value::Piece::Unknown(value) if value.marks.is_secret() => HIDDEN.to_owned(),
        value::Piece::Unknown(value) => match called(value) {
            name if name == NOT_KNOWN => "…".to_owned(),
            name => format!("${{{name}}}"),
        },
    }
}

/// What policies call a value that may be any.
const WORST: &str = "<worst>";

pub(super) fn fact(json: &Json) -> String {
    match json {
        Json::String(text) if text == WORST => NOT_KNOWN.to_owned(),
        Json::String(text) => short(text),
        Json::Array(items) => items.iter().map(fact).collect::<Vec<_>>().join(", "),
        Json::Null => "not set".to_owned(),
        Json::Object(map) => map.keys().cloned().collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}

/// One line of bounded length. What is cut off may be what a credential is known by: it is hidden
/// first.
pub(super) fn short(text: &str) -> String {
    let mut seen = text.len().min(MAX_SEEN);
    while !text.is_char_boundary(seen) {
        seen -= 1;
    }
    let text = crate::secret::without_credentials(&text[..seen]);
    let line: String =
        text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(MAX_VALUE + 1).collect();
    if line.chars().count() > MAX_VALUE {
        format!("{}...", line.chars().take(MAX_VALUE).collect::<String>())
    } else {
        line
    }
}

/// What finds the secret texts of each resource whose messages were filled; `None`: it has none.
#[derive(Default)]
pub(in crate::policy) struct Secrets(RefCell<HashMap<String, Option<AhoCorasick>>>);

impl Secrets {
    /// A text without the secret texts of a resource.
    pub(super) fn hidden(&self, node: &Node, text: String) -> String {
        let mut finders = self.0.borrow_mut();
        let finder = finders.entry(node.id.clone()).or_insert_with(|| {
            let mut found = Vec::new();
            collect(&node.values, false, &mut found);
            let longest = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).clone();
            if found.is_empty() { None } else { longest.build(found).ok() }
        });
        match finder {
            Some(finder) => {
                let hidden = vec!["***"; finder.patterns_len()];
                if finder.is_match(&text) { finder.replace_all(&text, &hidden) } else { text }
            }
            None => text,
        }
    }
}

fn collect<'v>(value: &'v Value, inside: bool, found: &mut Vec<&'v str>) {
    let secret = inside || value.marks.is_secret();
    match &value.data {
        Data::String(text) if secret && text.text.len() >= 4 => found.push(&text.text),
        Data::List(list) => list.items.iter().for_each(|item| collect(item, secret, found)),
        Data::Map(map) => {
            map.entries.values().for_each(|entry| collect(&entry.value, secret, found))
        }
        Data::Either(either) => {
            collect(&either.then, secret, found);
            collect(&either.otherwise, secret, found);
        }
        _ => {}
    }
}
