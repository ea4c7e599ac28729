//! Optional object attributes and their defaults (Terraform language, "Type Constraints", "Optional
//! Object Type Attributes").

use super::{ConvertError, MAX_DEPTH, convert};
use crate::value::{Data, Either, Entry, List, Map, Type, Value};
use indexmap::IndexMap;
use std::sync::Arc;

/// Which attributes of a type constraint are `optional(...)`, beside its [`Type`].
#[derive(Clone, Debug, Default)]
pub struct Optional {
    /// The optional attributes of an object type, with their defaults where they have one.
    pub attributes: IndexMap<Arc<str>, Option<Value>>,
    /// The same for the types below: by attribute name of an object, by index of a tuple, and under
    /// the empty name for the element type of a list, set or map.
    pub children: IndexMap<Arc<str>, Optional>,
}

impl Optional {
    /// Whether nothing in the type is optional.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.attributes.is_empty() && self.children.values().all(Optional::is_empty)
    }
}

/// Converts a value to a type some of whose attributes are optional: a missing optional attribute
/// becomes null, or its default; a null attribute with a default becomes the default.
///
/// # Errors
/// As [`convert`].
pub fn convert_with(value: Value, ty: &Type, optional: &Optional) -> Result<Value, ConvertError> {
    if optional.is_empty() { convert(value, ty) } else { convert(fill(value, optional, 0), ty) }
}

fn fill(mut value: Value, optional: &Optional, depth: usize) -> Value {
    if depth > MAX_DEPTH {
        return value;
    }
    let filled = match &value.data {
        Data::Map(map) => Data::Map(Arc::new(fill_map(map, optional, depth))),
        Data::List(list) => {
            let each = optional.children.get("");
            let below =
                |index: usize| each.or_else(|| optional.children.get(index.to_string().as_str()));
            let items = list.items.iter().enumerate();
            let items = items.map(|(index, item)| match below(index) {
                Some(below) => fill(item.clone(), below, depth + 1),
                None => item.clone(),
            });
            Data::List(Arc::new(List { kind: list.kind, items: items.collect() }))
        }
        Data::Either(either) => Data::Either(Arc::new(Either {
            condition: either.condition.clone(),
            then: fill(either.then.clone(), optional, depth + 1),
            otherwise: fill(either.otherwise.clone(), optional, depth + 1),
        })),
        _ => return value,
    };
    value.data = filled;
    value
}

fn fill_map(map: &Map, optional: &Optional, depth: usize) -> Map {
    let mut entries = map.entries.clone();
    for (name, default) in &optional.attributes {
        let absent = || default.clone().unwrap_or_else(|| Value::null(None));
        match entries.get_mut(name) {
            // An object with unknown attributes may have this one: conversion makes it unknown.
            None if map.rest.is_some() => {}
            None => {
                entries.insert(name.clone(), Entry { key: None, value: absent() });
            }
            Some(entry) if entry.value.is_null() => {
                if let Some(default) = default {
                    entry.value = default.clone();
                }
            }
            Some(entry) => or_default(&mut entry.value, default.as_ref()),
        }
    }
    let each = optional.children.get("");
    for (name, entry) in &mut entries {
        if let Some(below) = optional.children.get(name).or(each) {
            let from = std::mem::replace(&mut entry.value, Value::null(None));
            entry.value = fill(from, below, depth + 1);
        }
    }
    Map { kind: map.kind, entries, rest: map.rest.clone() }
}

/// An arm of an unknown condition that is null takes the default too.
fn or_default(value: &mut Value, default: Option<&Value>) {
    let (Data::Either(either), Some(default)) = (&value.data, default) else { return };
    if !either.then.is_null() && !either.otherwise.is_null() {
        return;
    }
    let or = |arm: &Value| if arm.is_null() { default.clone() } else { arm.clone() };
    let arms = Either {
        condition: either.condition.clone(),
        then: or(&either.then),
        otherwise: or(&either.otherwise),
    };
    value.data = Data::Either(Arc::new(arms));
}
