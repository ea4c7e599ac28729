//! `Fn::FindInMap` (user guide, "Fn::FindInMap", and "DefaultValue" of its enhancements): a value
//! under two keys.

use super::functions::carried;
use super::stack::Stack;
use super::strings::{self, text_of};
use crate::value::{Cause, Entry, StepKind, Value};
use indexmap::IndexMap;
use std::sync::Arc;

/// What a mapping has under two keys.
enum Look {
    /// The value that is meant.
    Found(Value),
    /// A key is not known: what the mapping has under those that may be meant.
    OneOf(Vec<Value>),
    /// There is no such key, or it is no key.
    Missing(String),
    /// Nothing can be said.
    Unknown(Value),
}

impl Stack<'_> {
    pub(super) fn find_in_map(&mut self, argument: &Value, raw: &Value) -> Value {
        let (map, first, second, options) = match argument.items() {
            Some([map, first, second]) => (map, first, second, None),
            Some([map, first, second, options]) => (map, first, second, Some(options)),
            _ => return self.wrong(raw, "Fn::FindInMap needs a map's name and two keys"),
        };
        let default = options.and_then(|options| options.get("DefaultValue")).cloned();
        if options.is_some() && default.is_none() {
            return self.wrong(raw, "Fn::FindInMap takes a map with a DefaultValue after its keys");
        }
        let keys = vec![self.value(map), self.value(first), self.value(second)];
        let default = default.map(|default| self.value(&default));
        let mut bad = None;
        // Keys may be choices between values: each combination is looked up on its own.
        let value = strings::lift(keys, &raw.place, &mut |keys| {
            let mut missing = |stack: &mut Self, message: String| match &default {
                Some(default) => default.clone(),
                None => {
                    let unknown = stack.unknown(Cause::wrong(message.as_str()), raw);
                    bad = Some(message);
                    unknown
                }
            };
            match self.look(&keys, raw) {
                Look::Found(found) => self.mapped(&found, &keys[0], raw),
                Look::Unknown(unknown) => unknown,
                Look::Missing(message) => missing(self, message),
                Look::OneOf(candidates) => {
                    let Some((one, others)) = candidates.split_first() else {
                        return missing(self, "the mapping has no such key".to_owned());
                    };
                    // A key that is not known does not matter where all that it may choose is
                    // alike.
                    let mut budget = 10_000;
                    let alike = others
                        .iter()
                        .chain(&default)
                        .all(|other| strings::same(one, other, &mut budget));
                    let open = keys.iter().find(|key| text_of(key).is_none()).unwrap_or(&keys[0]);
                    if alike {
                        self.mapped(one, &keys[0], raw)
                    } else {
                        let all: Vec<&Value> = candidates.iter().chain(&default).collect();
                        in_part(&all, carried(open, raw))
                    }
                }
            }
        });
        if let Some(message) = bad {
            self.wrong(raw, message);
        }
        value
    }

    fn mapped(&mut self, found: &Value, map: &Value, raw: &Value) -> Value {
        if found.entries().is_some() || found.is_null() {
            return self.wrong(raw, "Fn::FindInMap finds neither a string nor a list");
        }
        let name = text_of(map).unwrap_or_default();
        self.value(found).through(StepKind::Mapping, name, raw.place.span)
    }

    /// The value under two keys; where a key is not known, everything that may be meant.
    fn look(&mut self, keys: &[Value], raw: &Value) -> Look {
        let [map, first, second] = keys else {
            return Look::Missing("Fn::FindInMap needs a map's name and two keys".to_owned());
        };
        if keys.iter().any(|key| key.as_unknown().is_none() && text_of(key).is_none()) {
            return Look::Missing(
                "Fn::FindInMap needs strings as the map's name and its keys".to_owned(),
            );
        }
        let Some(name) = text_of(map) else { return Look::Unknown(carried(map, raw)) };
        let section = self.root.get("Mappings").cloned();
        let put_in =
            |value: Option<&Value>| value.is_some_and(|value| value.get("Fn::Transform").is_some());
        let Some(level) = section.as_ref().and_then(|all| all.get(&name)) else {
            if self.macros || put_in(section.as_ref()) {
                return Look::Unknown(self.unknown(
                    Cause::outside(format!("the mapping {name} is not in the template")),
                    raw,
                ));
            }
            return Look::Missing(format!("the template has no mapping {name}"));
        };
        if put_in(Some(level)) {
            return Look::Unknown(self.unknown(
                Cause::Transform(format!("the mapping {name} is put in by a transform").into()),
                raw,
            ));
        }
        let shape = || Look::Missing(format!("the mapping {name} is not a map of maps"));
        let Some(all) = level.entries() else { return shape() };
        let firsts = meant(all, first);
        // A first key without the second would stop the deployment: it is not the one that is
        // meant.
        let mut found = Vec::new();
        for inner in &firsts {
            match inner.entries() {
                Some(entries) => found.extend(meant(entries, second).into_iter().cloned()),
                None if text_of(first).is_some() => return shape(),
                None => {}
            }
        }
        self.shared.nodes += firsts.len().max(found.len()) / 16;
        let missing = if firsts.is_empty() { first } else { second };
        match (found.pop(), text_of(first).and(text_of(second))) {
            (None, _) => {
                let key = text_of(missing).unwrap_or_else(|| "that may be meant".into());
                Look::Missing(format!("the mapping {name} has no key {key}"))
            }
            (Some(only), Some(_)) => Look::Found(only),
            (Some(last), None) => {
                found.push(last);
                Look::OneOf(found)
            }
        }
    }
}

/// Of several texts, one of which is meant: what all of them begin and end with, around what is not
/// known. `ami-` is all that a check of images by their ids has to know.
fn in_part(candidates: &[&Value], open: Value) -> Value {
    let texts: Option<Vec<&str>> = candidates.iter().map(|value| value.as_str()).collect();
    let Some(texts) = texts else { return open };
    let Some((first, others)) = texts.split_first() else { return open };
    let prefix = others.iter().fold(*first, |prefix, text| {
        let same = prefix.chars().zip(text.chars()).take_while(|(one, other)| one == other);
        &prefix[..same.map(|(one, _)| one.len_utf8()).sum()]
    });
    let suffix = others.iter().fold(&first[prefix.len()..], |suffix, text| {
        let own = &text[prefix.len()..];
        let same = suffix.chars().rev().zip(own.chars().rev());
        let length: usize =
            same.take_while(|(one, other)| one == other).map(|(one, _)| one.len_utf8()).sum();
        &suffix[suffix.len() - length..]
    });
    let (Some(one), false) = (candidates.first(), prefix.is_empty() && suffix.is_empty()) else {
        return open;
    };
    let known = |text: &str| Value { data: Value::string(text, None).data, ..(*one).clone() };
    strings::concat(&[known(prefix), open.clone(), known(suffix)], &open.place)
}

/// The values under a key; where it is not known, under all that it may turn out to be.
fn meant<'a>(entries: &'a IndexMap<Arc<str>, Entry>, key: &Value) -> Vec<&'a Value> {
    if let Some(known) = text_of(key) {
        return entries.get(&known).map(|entry| &entry.value).into_iter().collect();
    }
    let (prefix, suffix) =
        key.as_unknown().map_or(("", ""), |unknown| (unknown.prefix(), unknown.suffix()));
    let fits = |name: &str| {
        name.len() >= prefix.len() + suffix.len()
            && name.starts_with(prefix)
            && name.ends_with(suffix)
    };
    entries.iter().filter(|(name, _)| fits(name)).map(|(_, entry)| &entry.value).collect()
}
