//! Texts that functions make are composed (Unicode NFC), as Terraform keeps all texts.

use super::signature::{Function, Kind};
use crate::terraform::convert::{MAX_DEPTH, composed};
use crate::value::{Data, Entry, List, Map, Value};
use std::borrow::Cow;
use std::sync::Arc;

/// Whether a function's result holds text that none of its arguments held as it is.
pub(super) fn makes_text(function: &Function) -> bool {
    matches!(function.returns, Kind::String | Kind::Strings)
        || matches!(function.name, "jsondecode" | "yamldecode" | "csvdecode" | "regex" | "regexall")
}

/// A value all texts of which are composed, as Terraform keeps them.
pub(super) fn composed_text(mut value: Value, depth: usize) -> Value {
    match &value.data {
        Data::String(text) => {
            if let Cow::Owned(composed) = composed(&text.text) {
                value.data = Value::string(composed, None).data;
            }
        }
        Data::List(list) if depth <= MAX_DEPTH && !is_composed(&value, depth) => {
            let items = list.items.iter().map(|item| composed_text(item.clone(), depth + 1));
            let items = items.collect();
            value.data = Data::List(Arc::new(List { kind: list.kind, items }));
        }
        Data::Map(map) if depth <= MAX_DEPTH && !is_composed(&value, depth) => {
            let entries = map.entries.iter().map(|(key, entry)| {
                let key = match composed(key) {
                    Cow::Borrowed(_) => key.clone(),
                    Cow::Owned(composed) => Arc::from(composed),
                };
                (
                    key,
                    Entry { key: entry.key, value: composed_text(entry.value.clone(), depth + 1) },
                )
            });
            let entries = entries.collect();
            value.data =
                Data::Map(Arc::new(Map { kind: map.kind, entries, rest: map.rest.clone() }));
        }
        _ => {}
    }
    value
}

/// Whether all texts of a value are composed.
pub(super) fn is_composed(value: &Value, depth: usize) -> bool {
    let composed = |text: &str| matches!(composed(text), Cow::Borrowed(_));
    match &value.data {
        _ if depth > MAX_DEPTH => true,
        Data::String(text) => composed(&text.text),
        Data::List(list) => list.items.iter().all(|item| is_composed(item, depth + 1)),
        Data::Map(map) => {
            let mut entries = map.entries.iter();
            entries.all(|(key, entry)| composed(key) && is_composed(&entry.value, depth + 1))
        }
        _ => true,
    }
}
