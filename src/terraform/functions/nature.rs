//! What arguments hand on to a result besides their content: why they are not known, marks and
//! references.

use super::signature::Flow;
use crate::terraform::convert::MAX_DEPTH;
use crate::terraform::eval::{MAX_REFS, union};
use crate::value::{Cause, Data, Marks, Reference, Unknown, Value};
use std::sync::Arc;

/// The first unknown in a value, at any depth. A map that may have further entries counts itself.
pub(super) fn first_unknown(value: &Value, depth: usize) -> Option<&Value> {
    if depth > MAX_DEPTH {
        return None;
    }
    match &value.data {
        Data::Unknown(_) | Data::Either(_) => Some(value),
        Data::List(list) => list.items.iter().find_map(|item| first_unknown(item, depth + 1)),
        Data::Map(map) if map.rest.is_some() => Some(value),
        Data::Map(map) => {
            map.entries.values().find_map(|entry| first_unknown(&entry.value, depth + 1))
        }
        _ => None,
    }
}

/// Why a value is not known.
pub(super) fn reason(value: &Value) -> Cause {
    match &value.data {
        Data::Unknown(unknown) => unknown.reason.clone(),
        Data::Either(either) => either.condition.reason.clone(),
        Data::Map(map) => map.rest.clone().unwrap_or(Cause::Part("not known")),
        _ => Cause::Part("not known"),
    }
}

/// Adds the arguments' marks and references to a result.
pub(super) fn with_nature(mut result: Value, args: &[Value], flow: Flow) -> Value {
    if flow == Flow::Own {
        return result;
    }
    let mut nature = Nature::default();
    for arg in args {
        nature.add(arg, flow == Flow::Deep, 0);
    }
    result.marks = result.marks.with(nature.marks);
    if !nature.refs.is_empty() {
        result.refs = union(&result.refs, &Some(nature.refs.into()));
    }
    result
}

#[derive(Default)]
struct Nature {
    marks: Marks,
    refs: Vec<Reference>,
}

impl Nature {
    fn add(&mut self, value: &Value, deep: bool, depth: usize) {
        self.marks = self.marks.with(value.marks);
        for reference in value.references() {
            if self.refs.len() < MAX_REFS && !self.refs.contains(reference) {
                self.refs.push(reference.clone());
            }
        }
        if !deep || depth > MAX_DEPTH {
            return;
        }
        match &value.data {
            Data::List(list) => list.items.iter().for_each(|item| self.add(item, deep, depth + 1)),
            Data::Map(map) => {
                map.entries.values().for_each(|entry| self.add(&entry.value, deep, depth + 1))
            }
            Data::Either(either) => {
                self.add(&either.then, deep, depth + 1);
                self.add(&either.otherwise, deep, depth + 1);
            }
            _ => {}
        }
    }
}

/// An item that stands for any number of further items, because `cause` is not known.
pub(super) fn rest_item(cause: &Value) -> Value {
    let mut item = cause.clone();
    item.data = Data::Unknown(Arc::new(Unknown { rest: true, ..Unknown::because(reason(cause)) }));
    item
}

/// Whether an item stands for any number of further items.
pub(super) fn is_rest(value: &Value) -> bool {
    value.as_unknown().is_some_and(|unknown| unknown.rest)
}
