//! `Fn::ForEach` (user guide, "Fn::ForEach"): a fragment once per item of a collection, the
//! identifier replaced in its keys (`${Name}`; `&{Name}` without what is not alphanumeric) and
//! values.

use super::stack::Stack;
use super::strings::text_of;
use crate::source::{Loss, Span};
use crate::value::{Cause, Data, Text, Value};
use std::sync::Arc;

/// The most entries one loop may make.
const MAX_ENTRIES: usize = 20_000;
/// AWS allows five levels of loops; a few more do no harm.
const MAX_LEVELS: usize = 10;

/// Identifiers with their items, the innermost loop last.
pub(super) type Loops = Vec<(Arc<str>, Value)>;

/// An entry under its key.
pub(super) type Named = (Arc<str>, Looped);

/// An entry that a loop made, not resolved yet.
pub(super) struct Looped {
    pub key: Option<Span>,
    pub raw: Value,
    /// The loops it stands in, with their items.
    pub loops: Loops,
    /// The collection is not known: the entry stands for any number.
    pub unknown: Option<Cause>,
}

/// What a loop is on the way to.
struct Expansion {
    out: Vec<Named>,
    /// Why there may be further entries.
    unknown: Option<Cause>,
    /// What a loop that cannot be read costs.
    loss: Loss,
    full: bool,
}

impl Stack<'_> {
    /// The entries of a loop, nested loops followed; and the reason why there may be others. `loss`
    /// is what a loop costs that cannot be read.
    pub(super) fn loop_entries(
        &mut self,
        name: &str,
        argument: &Value,
        loss: Loss,
    ) -> (Vec<Named>, Option<Cause>) {
        let mut expansion = Expansion { out: Vec::new(), unknown: None, loss, full: false };
        self.expand(name, argument, &mut expansion, 0);
        (expansion.out, expansion.unknown)
    }

    fn expand(&mut self, name: &str, argument: &Value, expansion: &mut Expansion, depth: usize) {
        let parts = match argument.items() {
            Some([identifier, collection, body]) if depth < MAX_LEVELS => identifier
                .as_str()
                .zip(body.entries())
                .map(|(identifier, entries)| (identifier, collection, entries)),
            _ => None,
        };
        let Some((identifier, collection, entries)) = parts else {
            let message = format!(
                "{name} needs an identifier, a collection and a map (nested {MAX_LEVELS} levels at most)"
            );
            self.problem(expansion.loss, argument, message);
            expansion.unknown.get_or_insert_with(|| Cause::wrong(format!("{name} cannot be read")));
            return;
        };
        let markers = [format!("${{{identifier}}}"), format!("&{{{identifier}}}")];
        // Without the identifier in its key the second round would overwrite the first.
        for (key, entry) in entries.iter().filter(|(key, _)| !key.starts_with("Fn::")) {
            if !markers.iter().any(|marker| key.contains(marker)) {
                let at = Value::null(entry.key.or(argument.place.span));
                self.problem(
                    Loss::Warning,
                    &at,
                    format!(
                        "{name} makes {key} again and again: the key does not hold {}",
                        markers[0]
                    ),
                );
            }
        }
        for item in self.collection(name, collection, expansion) {
            self.loops.push((identifier.into(), item));
            for (key, entry) in entries {
                if expansion.out.len() >= MAX_ENTRIES {
                    if !expansion.full {
                        expansion.full = true;
                        let message = format!(
                            "{name} makes more than {MAX_ENTRIES} entries; the rest is not read"
                        );
                        self.problem(Loss::Lost, argument, message.as_str());
                        expansion.unknown.get_or_insert_with(|| Cause::limit(message));
                    }
                    break;
                }
                if key.starts_with("Fn::ForEach::") {
                    self.expand(key, &entry.value, expansion, depth + 1);
                    continue;
                }
                // Where an item is not known, nobody knows what the entry is called.
                let open = self.loops.iter().find_map(|(_, item)| match text_of(item) {
                    Some(_) => None,
                    None => Some(item.cause_or("an item is not known")),
                });
                let looped = Looped {
                    key: entry.key,
                    raw: entry.value.clone(),
                    loops: self.loops.clone(),
                    unknown: open,
                };
                expansion.out.push((self.looped_key(key), looped));
            }
            self.loops.pop();
            if expansion.full {
                break;
            }
        }
    }

    /// The items of a collection; one that stands for any number where it is not known.
    fn collection(&mut self, name: &str, raw: &Value, expansion: &mut Expansion) -> Vec<Value> {
        let collection = self.value(raw);
        if let Some(items) = collection.items() {
            if items.iter().any(super::strings::is_collection) {
                self.problem(
                    Loss::Warning,
                    raw,
                    format!("{name} needs a list of strings as its collection"),
                );
            }
            if items.iter().any(|item| text_of(item).is_none()) {
                expansion
                    .unknown
                    .get_or_insert(Cause::Part("an item of the collection is not known"));
            }
            return items.to_vec();
        }
        let reason = match &collection.data {
            Data::Unknown(unknown) => unknown.reason.clone(),
            Data::Either(_) => Cause::Part("the collection depends on a condition"),
            _ => {
                self.problem(Loss::Warning, raw, format!("{name} needs a list as its collection"));
                Cause::wrong("the collection is not a list")
            }
        };
        expansion.unknown.get_or_insert_with(|| reason.clone());
        vec![self.unknown(reason, &collection)]
    }

    /// Whether a loop or a transform of a section may make an entry of that name.
    pub(super) fn may_be_made(&self, section: &str, name: &str) -> bool {
        let Some(entries) = self.root.get(section).and_then(Value::entries) else { return false };
        entries.iter().any(|(key, entry)| match key.starts_with("Fn::ForEach::") {
            true => makes(&entry.value, name, 0),
            false => key.starts_with("Fn::"),
        })
    }

    /// Does something inside the loops of an entry.
    pub(super) fn with_loops<T>(
        &mut self,
        loops: &[(Arc<str>, Value)],
        f: impl FnOnce(&mut Self) -> T,
    ) -> T {
        let outer = std::mem::replace(&mut self.loops, loops.to_vec());
        let result = f(self);
        self.loops = outer;
        result
    }

    /// A key or name with the identifiers replaced; an item that is not known reads `*`.
    pub(super) fn looped_key(&self, key: &Arc<str>) -> Arc<str> {
        if self.loops.is_empty() || !key.contains('{') {
            return key.clone();
        }
        self.replaced(key, Some("*")).into()
    }

    /// A string with the identifiers replaced, where all of them are known.
    pub(super) fn looped(&self, raw: &Value) -> Value {
        let Some(text) = raw.as_str().filter(|text| !self.loops.is_empty() && text.contains('{'))
        else {
            return raw.clone();
        };
        let out = self.replaced(text, None);
        if out == text {
            raw.clone()
        } else {
            Value { data: Data::String(Text { text: out.into(), parts: None }), ..raw.clone() }
        }
    }

    fn replaced(&self, text: &str, unknown: Option<&str>) -> String {
        let mut out = text.to_owned();
        for (name, item) in &self.loops {
            let Some(item) = text_of(item).or_else(|| unknown.map(Arc::from)) else { continue };
            let plain: String =
                item.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '*').collect();
            out = out
                .replace(&format!("${{{name}}}"), &item)
                .replace(&format!("&{{{name}}}"), &plain);
        }
        out
    }
}

/// Whether one of the keys of a loop gives that name for some item. A loop that cannot be read may
/// make anything.
fn makes(argument: &Value, name: &str, depth: usize) -> bool {
    let Some([_, _, body]) = argument.items() else { return true };
    let Some(entries) = body.entries() else { return true };
    entries.iter().any(|(key, entry)| match key.starts_with("Fn::ForEach::") {
        true => depth >= MAX_LEVELS || makes(&entry.value, name, depth + 1),
        false => fits(key, name),
    })
}

/// Whether a name is a key with something in the place of each identifier.
fn fits(key: &str, name: &str) -> bool {
    let mut parts = Vec::new();
    let mut rest = key;
    while let Some(open) = [rest.find("${"), rest.find("&{")].into_iter().flatten().min() {
        let Some(close) = rest[open..].find('}') else { break };
        parts.push(&rest[..open]);
        rest = &rest[open + close + 1..];
    }
    let Some((first, between)) = parts.split_first() else { return key == name };
    let Some(mut inner) = name.strip_prefix(first).and_then(|inner| inner.strip_suffix(rest))
    else {
        return false;
    };
    for part in between {
        let Some(at) = inner.find(part) else { return false };
        inner = &inner[at + part.len()..];
    }
    true
}
