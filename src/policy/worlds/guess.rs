//! What an unknown reads as in the favourable and in an adverse world.

use super::super::metadata::Reads;
use super::super::pattern::{Part, Pattern};
use super::partial::Partial;
use crate::normalize::{Attribute, AttributeType, attribute};
use crate::value::{Type, Unknown};
use indexmap::IndexMap;
use serde_json::{Map, Value};
use std::cell::Cell;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What the Rego library's `lib.worst` reads as.
const WORST: &str = "<worst>";

/// How deep a value is grown below an unknown.
pub(super) const MAX_GROWTH: usize = 16;

/// The paths that any check of a run reads, by type: an unknown object has them all in the
/// favourable world.
pub(crate) type Union = BTreeMap<String, Arc<[Pattern]>>;

/// Makes values up for one resource's type.
pub(crate) struct Guess<'a> {
    ty: &'a str,
    union: &'a [Pattern],
    bad: Option<&'a IndexMap<Pattern, Value>>,
    contrary: Option<&'a IndexMap<Pattern, Value>>,
    spared: Option<&'a IndexMap<Pattern, Value>>,
    /// Makes opaque texts differ, so that no two unknowns look equal.
    serial: Cell<u32>,
}

impl<'a> Guess<'a> {
    /// Quiet values.
    pub(crate) fn new(ty: &'a str, union: &'a Union) -> Guess<'a> {
        Guess {
            ty,
            union: union.get(ty).map_or(&[], |paths| paths),
            bad: None,
            contrary: None,
            spared: None,
            serial: Cell::new(0),
        }
    }

    /// Bad values for the reads of the one check that an adverse world is built for, quiet ones for
    /// the rest.
    pub(crate) fn adverse_to(mut self, reads: &'a Reads) -> Guess<'a> {
        self.bad = reads.get(self.ty);
        self
    }

    /// Quiet values that are never the bad ones of this check: what is good for most checks may be
    /// bad for one. `quiet`: the values that the check itself names.
    pub(crate) fn sparing(mut self, reads: &'a Reads, quiet: &'a Reads) -> Guess<'a> {
        self.contrary = reads.get(self.ty);
        self.spared = quiet.get(self.ty);
        self
    }

    /// Whether the quiet value of what an unknown hides is the one that makes a check fire.
    pub(crate) fn contested(ty: &str, unknown: &[Part], reads: &Reads) -> bool {
        let Some(paths) = reads.get(ty) else { return false };
        paths.iter().any(|(pattern, bad)| {
            let overlaps = pattern
                .0
                .iter()
                .zip(unknown)
                .all(|(part, concrete)| Pattern::step_matches(part, concrete));
            let good = || {
                attribute(ty, &pattern.to_string())
                    .and_then(|row| row.good)
                    .and_then(|text| serde_json::from_str::<Value>(text).ok())
            };
            overlaps && good().as_ref() == Some(bad)
        })
    }

    /// The table's row for a path.
    pub(crate) fn row(&self, at: &[Part]) -> Option<Attribute> {
        attribute(self.ty, &Pattern(at.to_vec()).to_string())
    }

    /// The value an unknown at `at` reads as; `None`: missing.
    pub(crate) fn value(&self, at: &[Part], indexes: &[usize], declared: &Type) -> Option<Value> {
        match self.bad {
            Some(bad) => self.adverse(bad, at, indexes, declared),
            None => self.quiet(at, declared),
        }
    }

    /// What a text that is known in part reads as: a value that the check wants bad or good where
    /// the known parts allow it, else the known parts with something in the gaps. `None`: what any
    /// other unknown reads as.
    pub(crate) fn text(
        &self,
        at: &[Part],
        indexes: &[usize],
        partial: &Partial,
        absent: bool,
    ) -> Option<String> {
        let row = self.row(at);
        if row.is_some_and(|row| !matches!(row.ty, AttributeType::String | AttributeType::Any)) {
            return None;
        }
        if let Some(bad) = self.bad.and_then(|bad| named(bad, at, indexes)) {
            return match bad {
                // A check that compares with this fires on any value that it does not know.
                Value::String(bad) if bad.contains(WORST) => None,
                Value::String(bad) if partial.may_be(bad) => Some(bad.clone()),
                Value::String(bad) => Some(partial.with(bad)),
                _ => None,
            };
        }
        let spared = self.spared.and_then(|spared| named(spared, at, indexes));
        if let Some(Value::String(quiet)) = spared {
            let whole = partial.may_be(quiet);
            return Some(if whole { quiet.clone() } else { partial.with(quiet) });
        }
        match row.and_then(|row| row.good).map(serde_json::from_str::<Value>) {
            Some(Ok(Value::String(good))) if partial.may_be(&good) => (!absent).then_some(good),
            _ => Some(partial.text()),
        }
    }

    /// The items an unknown tail of a list has.
    pub(crate) fn rest(&self, list: &[Part]) -> Vec<Value> {
        let item: Vec<Part> = list.iter().cloned().chain([Part::Item]).collect();
        if let Some(bad) = self.bad
            && bad.keys().any(|pattern| pattern.below(&item).is_some())
        {
            return self.adverse(bad, &item, &[], &Type::Any).into_iter().collect();
        }
        match self.good(list) {
            Some(Some(Value::Array(items))) => items,
            _ => Vec::new(),
        }
    }

    /// The entries that a map has besides those that can be named.
    pub(crate) fn further(&self, map: &[Part], known: &dyn Fn(&str) -> bool) -> Map<String, Value> {
        let mut grown = Map::new();
        let mut add = |key: &str| {
            if known(key) || grown.contains_key(key) {
                return;
            }
            let at: Vec<Part> = map.iter().cloned().chain([Part::Key(key.into())]).collect();
            if let Some(value) = self.value(&at, &[], &Type::Any) {
                grown.insert(key.to_owned(), value);
            }
        };
        if self.bad.is_none()
            && let Some(Some(Value::Object(good))) = self.good(map)
        {
            good.keys().for_each(|key| add(key));
        }
        let bad = self.bad.into_iter().flat_map(IndexMap::keys);
        for pattern in bad.chain(self.union) {
            if let Some([Part::Key(key), ..]) = pattern.below(map) {
                add(key);
            }
        }
        if let Some(bad) = self.bad
            && bad.keys().any(|pattern| matches!(pattern.below(map), Some([Part::AnyKey, ..])))
        {
            add("unknown");
        }
        grown
    }

    fn good(&self, at: &[Part]) -> Option<Option<Value>> {
        let text = self.row(at)?.good?;
        let value: Value = serde_json::from_str(text).ok()?;
        Some(if value.is_null() { None } else { Some(value) })
    }

    fn quiet(&self, at: &[Part], declared: &Type) -> Option<Value> {
        let spared = || {
            self.spared
                .into_iter()
                .flatten()
                .filter_map(|(pattern, value)| Some((pattern.below(at)?, value)))
        };
        if let Some((_, value)) = spared().find(|(below, _)| below.is_empty()) {
            return (!value.is_null()).then(|| value.clone());
        }
        let mut value = self.usual(at, declared);
        if let (Some(Value::Array(items)), Some((_, spared))) =
            (&mut value, spared().find(|(below, _)| **below == [Part::Item]))
        {
            *items = vec![spared.clone()];
        }
        value
    }

    /// The value that is quiet for most checks.
    fn usual(&self, at: &[Part], declared: &Type) -> Option<Value> {
        if let Some(good) = self.good(at) {
            let spared =
                self.contrary.into_iter().flatten().any(|(pattern, bad)| {
                    pattern.below(at) == Some(&[]) && good.as_ref() == Some(bad)
                });
            return match good {
                Some(Value::Bool(known)) if spared => Some(Value::Bool(!known)),
                Some(Value::String(_)) if spared => Some(self.opaque()),
                good => good,
            };
        }
        let below = || {
            self.union.iter().filter_map(|pattern| pattern.below(at)).filter_map(<[Part]>::first)
        };
        let ty = match self.row(at).map_or(AttributeType::Any, |row| row.ty) {
            AttributeType::Any => match declared {
                Type::Bool => AttributeType::Bool,
                Type::Number => AttributeType::Number,
                Type::String => AttributeType::String,
                Type::List(_) | Type::Set(_) | Type::Tuple(_) => AttributeType::List,
                Type::Map(_) | Type::Object(_) => AttributeType::Object,
                Type::Any => match below().next() {
                    Some(Part::Item) => AttributeType::List,
                    Some(_) => AttributeType::Object,
                    None => AttributeType::String,
                },
            },
            ty => ty,
        };
        Some(match ty {
            AttributeType::Bool => Value::Bool(false),
            AttributeType::Number => Value::from(1),
            AttributeType::List => Value::Array(Vec::new()),
            AttributeType::Object | AttributeType::FreeMap | AttributeType::Image => {
                Value::Object(self.grow(at))
            }
            AttributeType::String | AttributeType::Any => self.opaque(),
        })
    }

    /// An object with everything that checks read below `at`, each with its quiet value.
    fn grow(&self, at: &[Part]) -> Map<String, Value> {
        let mut grown = Map::new();
        if at.len() >= MAX_GROWTH {
            return grown;
        }
        for pattern in self.union {
            if let Some([Part::Key(key), ..]) = pattern.below(at)
                && !grown.contains_key(key.as_ref())
            {
                let below: Vec<Part> = at.iter().cloned().chain([Part::Key(key.clone())]).collect();
                if let Some(value) = self.usual(&below, &Type::Any) {
                    grown.insert(key.to_string(), value);
                }
            }
        }
        grown
    }

    fn adverse(
        &self,
        bad: &IndexMap<Pattern, Value>,
        at: &[Part],
        indexes: &[usize],
        declared: &Type,
    ) -> Option<Value> {
        if at.len() >= MAX_GROWTH {
            return None;
        }
        let mut items = false;
        let mut keys: Vec<Part> = Vec::new();
        for (pattern, value) in bad {
            match pattern.below(at) {
                Some([]) => return if value.is_null() { None } else { Some(value.clone()) },
                Some([Part::Item, ..]) => items = true,
                Some([key, ..]) if !keys.contains(key) => keys.push(key.clone()),
                Some(_) => {}
                None => {
                    if let Some(part) = inside(pattern, value, at, indexes) {
                        return if part.is_null() { None } else { Some(part.clone()) };
                    }
                }
            }
        }
        if items {
            let item: Vec<Part> = at.iter().cloned().chain([Part::Item]).collect();
            return Some(Value::Array(
                self.adverse(bad, &item, &[], &Type::Any).into_iter().collect(),
            ));
        }
        if keys.is_empty() {
            return self.quiet(at, declared);
        }
        // What the check does not call bad stays as quiet as it would be elsewhere.
        let mut grown = match self.quiet(at, declared) {
            Some(Value::Object(quiet)) => quiet,
            _ => self.grow(at),
        };
        for key in keys {
            let name =
                if let Part::Key(name) = &key { name.to_string() } else { "unknown".to_owned() };
            let below: Vec<Part> =
                at.iter().cloned().chain([Part::Key(name.as_str().into())]).collect();
            match self.adverse(bad, &below, &[], &Type::Any) {
                Some(value) => drop(grown.insert(name, value)),
                None => drop(grown.shift_remove(&name)),
            }
        }
        Some(Value::Object(grown))
    }

    /// A text that stands for what AWS gives.
    pub(crate) fn named(&self, unknown: &Unknown) -> Value {
        match unknown.reason.name() {
            Some(name) => Value::String(format!("${{{name}}}")),
            None => self.opaque(),
        }
    }

    fn opaque(&self) -> Value {
        let serial = self.serial.get();
        self.serial.set(serial.wrapping_add(1));
        Value::String(format!("stridelint-unknown-{serial}"))
    }
}

/// The value that a check names for a path, or for what is around it.
fn named<'v>(
    values: &'v IndexMap<Pattern, Value>,
    at: &[Part],
    indexes: &[usize],
) -> Option<&'v Value> {
    values.iter().find_map(|(pattern, value)| match pattern.below(at) {
        Some([]) => Some(value),
        Some(_) => None,
        None => inside(pattern, value, at, indexes),
    })
}

/// The part of a bad value that stands at `at`, which lies below its pattern. `indexes`: which item
/// each `[]` of `at` is.
fn inside<'v>(
    pattern: &Pattern,
    bad: &'v Value,
    at: &[Part],
    indexes: &[usize],
) -> Option<&'v Value> {
    let (head, tail) = at.split_at_checked(pattern.0.len())?;
    if tail.is_empty()
        || !pattern.0.iter().zip(head).all(|(part, concrete)| Pattern::step_matches(part, concrete))
    {
        return None;
    }
    let items = |parts: &[Part]| parts.iter().filter(|part| **part == Part::Item).count();
    let mut below = indexes.iter().skip(items(head));
    tail.iter().try_fold(bad, |value, part| match part {
        Part::Item => {
            let index = below.next().copied().unwrap_or(0);
            value.get(index).or_else(|| value.as_array()?.last())
        }
        Part::Key(key) => value.get(key.as_ref()),
        Part::AnyKey => None,
    })
}
