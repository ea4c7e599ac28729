//! `Fn::ForEach` (user guide, "Fn::ForEach"): a fragment once per item of a collection, the identifier replaced in its keys
//! (`${Name}`; `&{Name}` without what is not alphanumeric) and values.

use super::stack::Stack;
use super::strings::text_of;
use crate::source::{Loss, Span};
use crate::value::{Data, Text, Value};
use std::sync::Arc;

/// The most entries one loop may make.
const MAX_ENTRIES: usize = 100_000;

/// An entry under its key.
pub(super) type Named = (Arc<str>, Looped);

/// An entry that a loop made, not resolved yet.
pub(super) struct Looped {
    pub key: Option<Span>,
    pub raw: Value,
    /// The loops it stands in, with their items.
    pub loops: Vec<(Arc<str>, Value)>,
    /// The collection is not known: the entry stands for any number.
    pub unknown: Option<Arc<str>>,
}

impl Stack<'_> {
    /// The entries of a loop, nested loops followed; and the reason why there may be others.
    pub(super) fn loop_entries(&mut self, name: &str, argument: &Value) -> (Vec<Named>, Option<Arc<str>>) {
        let mut out = Vec::new();
        let mut unknown = None;
        self.expand(name, argument, &mut out, &mut unknown, 0);
        (out, unknown)
    }

    fn expand(&mut self, name: &str, argument: &Value, out: &mut Vec<Named>, unknown: &mut Option<Arc<str>>, depth: usize) {
        // AWS allows five levels; a few more do no harm.
        let (Some([identifier, collection, body]), true) = (argument.items(), depth < 10) else {
            self.problem(
                Loss::Warning,
                argument,
                format!("{name} needs an identifier, a collection and a map (nested ten levels at most)"),
            );
            return;
        };
        let (Some(identifier), Some(entries)) = (identifier.as_str().map(str::to_owned), body.entries().cloned()) else {
            self.problem(Loss::Warning, argument, format!("{name} needs an identifier, a collection and a map"));
            return;
        };
        let collection = self.value(collection);
        let items: Vec<Value> = match collection.items() {
            Some(items) => items.to_vec(),
            None => {
                let reason: Arc<str> = match collection.as_unknown() {
                    Some(known) => known.reason.clone(),
                    None if matches!(collection.data, Data::Either(_)) => "the collection depends on a condition".into(),
                    None => {
                        self.problem(Loss::Warning, argument, format!("{name} needs a list as its collection"));
                        "the collection is not a list".into()
                    }
                };
                *unknown = Some(reason.clone());
                let item = self.unknown(reason, &collection);
                vec![item]
            }
        };
        for item in items {
            self.loops.push((identifier.as_str().into(), item));
            for (key, entry) in &entries {
                if out.len() >= MAX_ENTRIES {
                    self.problem(Loss::Lost, argument, format!("{name} makes more than {MAX_ENTRIES} entries; the rest is not read"));
                    self.loops.pop();
                    return;
                }
                if key.starts_with("Fn::ForEach::") {
                    self.expand(key, &entry.value, out, unknown, depth + 1);
                } else {
                    let open = self.loops.iter().find_map(|(_, item)| item.as_unknown().map(|unknown| unknown.reason.clone()));
                    let looped = Looped { key: entry.key, raw: entry.value.clone(), loops: self.loops.clone(), unknown: open };
                    out.push((self.looped_key(key), looped));
                }
            }
            self.loops.pop();
        }
    }

    /// Does something inside the loops of an entry.
    pub(super) fn with_loops<T>(&mut self, loops: &[(Arc<str>, Value)], f: impl FnOnce(&mut Self) -> T) -> T {
        let outer = std::mem::replace(&mut self.loops, loops.to_vec());
        let result = f(self);
        self.loops = outer;
        result
    }

    /// A key with the identifiers replaced; an item that is not known reads `*`.
    pub(super) fn looped_key(&self, key: &Arc<str>) -> Arc<str> {
        if self.loops.is_empty() || !key.contains('{') {
            return key.clone();
        }
        let mut out = key.to_string();
        for (name, item) in &self.loops {
            let text = text_of(item).unwrap_or_else(|| "*".into());
            let plain: String = text.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '*').collect();
            out = out.replace(&format!("${{{name}}}"), &text).replace(&format!("&{{{name}}}"), &plain);
        }
        out.into()
    }

    /// A string with the identifiers replaced, where all of them are known.
    pub(super) fn looped(&self, raw: &Value) -> Value {
        let Some(text) = raw.as_str().filter(|text| !self.loops.is_empty() && text.contains('{')) else { return raw.clone() };
        let mut out = text.to_owned();
        for (name, item) in &self.loops {
            if let Some(item) = text_of(item) {
                out = out.replace(&format!("${{{name}}}"), &item);
            }
        }
        if out == text { raw.clone() } else { Value { data: Data::String(Text { text: out.into(), parts: None }), ..raw.clone() } }
    }
}
