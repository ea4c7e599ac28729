//! Equality with a third answer.

use super::MAX_DEPTH;
use crate::value::{Data, List, Map, Type, Unknown, Value};

/// Whether two values are equal, as `==` has it: values of different types are not (`1 == "1"` and
/// `[1] == tolist([1])` are false). `None`: it depends on what is not known.
#[must_use]
pub fn equals(a: &Value, b: &Value) -> Option<bool> {
    equals_at(a, b, 0)
}

fn equals_at(a: &Value, b: &Value, depth: usize) -> Option<bool> {
    if depth > MAX_DEPTH {
        return None;
    }
    match (&a.data, &b.data) {
        (Data::Either(x), Data::Either(y)) if x.condition.id == y.condition.id => both(
            equals_at(&x.then, &y.then, depth + 1),
            equals_at(&x.otherwise, &y.otherwise, depth + 1),
        ),
        (Data::Either(either), _) => {
            both(equals_at(&either.then, b, depth + 1), equals_at(&either.otherwise, b, depth + 1))
        }
        (_, Data::Either(either)) => {
            both(equals_at(a, &either.then, depth + 1), equals_at(a, &either.otherwise, depth + 1))
        }
        (Data::Unknown(_), Data::Null) if is_given(a) => Some(false),
        (Data::Null, Data::Unknown(_)) if is_given(b) => Some(false),
        (Data::Unknown(_), Data::String(text)) if text.text.is_empty() && is_given(a) => {
            Some(false)
        }
        (Data::String(text), Data::Unknown(_)) if text.text.is_empty() && is_given(b) => {
            Some(false)
        }
        (Data::Unknown(x), Data::Unknown(y)) => both_unknown(x, y).or_else(|| with_unknown(x, b)),
        (Data::Unknown(unknown), _) => with_unknown(unknown, b),
        (_, Data::Unknown(unknown)) => with_unknown(unknown, a),
        (Data::Null, Data::Null) => Some(true),
        (Data::Bool(x), Data::Bool(y)) => Some(x == y),
        (Data::Number(x), Data::Number(y)) => Some(x == y),
        (Data::String(x), Data::String(y)) => Some(x.text == y.text),
        (Data::List(x), Data::List(y)) => lists(x, y, depth),
        (Data::Map(x), Data::Map(y)) => maps(x, y, depth),
        _ => Some(false),
    }
}

fn both(then: Option<bool>, otherwise: Option<bool>) -> Option<bool> {
    if then == otherwise { then } else { None }
}

fn all(results: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    let mut known = Some(true);
    for result in results {
        match result {
            Some(true) => {}
            Some(false) => return Some(false),
            None => known = None,
        }
    }
    known
}

fn lists(x: &List, y: &List, depth: usize) -> Option<bool> {
    if x.kind != y.kind {
        return Some(false);
    }
    let open = |list: &List| {
        list.items.iter().any(|item| item.as_unknown().is_some_and(|unknown| unknown.rest))
    };
    if open(x) || open(y) {
        return None;
    }
    if x.kind == crate::value::ListKind::Set
        && x.items.iter().chain(&y.items).any(Value::has_unknown)
    {
        return None;
    }
    if x.items.len() != y.items.len() {
        return Some(false);
    }
    all(x.items.iter().zip(&y.items).map(|(x, y)| equals_at(x, y, depth + 1)))
}

fn maps(x: &Map, y: &Map, depth: usize) -> Option<bool> {
    if x.kind != y.kind {
        return Some(false);
    }
    let missing = |a: &Map, b: &Map| {
        b.rest.is_none() && a.entries.keys().any(|key| !b.entries.contains_key(key))
    };
    if missing(x, y) || missing(y, x) {
        return Some(false);
    }
    let shared = x
        .entries
        .iter()
        .filter_map(|(key, entry)| y.entries.get(key).map(|other| (&entry.value, &other.value)));
    match all(shared.map(|(x, y)| equals_at(x, y, depth + 1))) {
        Some(true) if x.rest.is_some() || y.rest.is_some() => None,
        known => known,
    }
}

/// What every resource that exists has, as its provider promises: never null, never empty, though
/// known after apply only.
const GIVEN: [&str; 8] =
    ["id", "arn", "unique_id", "dns_name", "repository_url", "zone_id", "fqdn", "invoke_arn"];

/// Whether a value is nothing but such an attribute.
fn is_given(value: &Value) -> bool {
    let Some(unknown) = value.as_unknown() else { return false };
    unknown.pieces.is_empty()
        && !unknown.rest
        && match value.references() {
            [only] => only.is_of_resource() && GIVEN.contains(&&*only.attribute),
            _ => false,
        }
}

/// Texts whose known ends contradict each other differ.
fn both_unknown(x: &Unknown, y: &Unknown) -> Option<bool> {
    let agree = |a: &str, b: &str| a.starts_with(b) || b.starts_with(a);
    let ends = |a: &str, b: &str| a.ends_with(b) || b.ends_with(a);
    let excluded = !agree(x.prefix(), y.prefix()) || !ends(x.suffix(), y.suffix());
    excluded.then_some(false)
}

/// What an unknown's declared type and the known ends of its text exclude.
fn with_unknown(unknown: &Unknown, other: &Value) -> Option<bool> {
    let scalar = match &other.data {
        Data::Bool(_) => Type::Bool,
        Data::Number(_) => Type::Number,
        Data::String(_) => Type::String,
        Data::List(_) | Data::Map(_)
            if matches!(unknown.ty, Type::Bool | Type::Number | Type::String) =>
        {
            return Some(false);
        }
        Data::Null if !unknown.pieces.is_empty() => return Some(false),
        _ => return None,
    };
    let declared = if unknown.pieces.is_empty() { &unknown.ty } else { &Type::String };
    if *declared != Type::Any && *declared != scalar {
        return Some(false);
    }
    let text = other.as_str()?;
    let (prefix, suffix) = (unknown.prefix(), unknown.suffix());
    let fits = text.len() >= prefix.len() + suffix.len()
        && text.starts_with(prefix)
        && text.ends_with(suffix);
    if fits { None } else { Some(false) }
}
