//! Values made from others, at their places.

use crate::unit::{Presence, Resource};
use crate::value::{Cause, Data, Either, List, Map, Unknown, Value};
use std::sync::Arc;

/// A satellite's value, missing where the satellite does not exist.
pub fn existing(satellite: &Resource, value: Value) -> Value {
    let Presence::If(condition, holds) = &satellite.presence else { return value };
    let missing = Value::null(satellite.place.span);
    let place = value.place.clone();
    let (then, otherwise) = if *holds { (value, missing) } else { (missing, value) };
    let mut either = Value::new(
        Data::Either(Arc::new(Either { condition: condition.clone(), then, otherwise })),
        None,
    );
    either.place = place;
    either
}

/// The same value's place, marks and references with other data.
#[must_use]
pub fn same_place(value: &Value, data: Data) -> Value {
    Value { data, place: value.place.clone(), marks: value.marks, refs: value.refs.clone() }
}

/// An unknown where a value cannot be used as it is.
#[must_use]
pub fn unknown_like(value: &Value, cause: Cause) -> Value {
    same_place(value, Data::Unknown(Arc::new(Unknown::because(cause))))
}

/// An unknown item that stands for any number of items.
#[must_use]
pub fn rest_of(value: &Value) -> Value {
    let reason = value.cause_or("depends on a condition that is not known");
    let mut unknown = Unknown::because(reason);
    unknown.rest = true;
    same_place(value, Data::Unknown(Arc::new(unknown)))
}

/// The value without some keys of the objects it lists, in every arm: what a satellite says of its
/// owner says nothing of itself.
#[must_use]
pub fn without(value: &Value, keys: &[&str]) -> Value {
    let data = match &value.data {
        Data::List(list) => {
            let items = list.items.iter().map(|item| without(item, keys)).collect();
            Data::List(Arc::new(List { kind: list.kind, items }))
        }
        Data::Map(map) => {
            let mut entries = map.entries.clone();
            entries.retain(|name, _| !keys.contains(&&**name));
            Data::Map(Arc::new(Map { kind: map.kind, entries, rest: map.rest.clone() }))
        }
        Data::Either(either) => Data::Either(Arc::new(Either {
            condition: either.condition.clone(),
            then: without(&either.then, keys),
            otherwise: without(&either.otherwise, keys),
        })),
        _ => return value.clone(),
    };
    same_place(value, data)
}
