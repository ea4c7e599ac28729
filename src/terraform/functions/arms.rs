//! Calls whose arguments depend on conditions that are not known: the function runs once per arm.

use super::{Call, CallError, Function, Outcome};
use crate::terraform::convert::{MAX_DEPTH, equals};
use crate::terraform::eval::union;
use crate::value::{Cause, Condition, Data, Either, Entry, List, Map, Value};
use std::sync::Arc;

/// A call once for each arm of a condition.
pub(super) fn apply(
    function: &Function,
    call: &Call,
    args: &[Value],
    conditions: usize,
    condition: &Arc<Condition>,
) -> Outcome {
    let arm = |holds| {
        let args: Vec<Value> = args.iter().map(|arg| select(arg, condition, holds, 0)).collect();
        super::apply(function, call, &args, conditions + 1)
    };
    let or_unknown = |error: CallError| {
        Value::unknown(Cause::wrong(format!("the call fails: {}", error.message)), call.span)
    };
    let (then, otherwise) = match (arm(true), arm(false)) {
        (Err(error), Err(_)) => return Err(error),
        (then, otherwise) => {
            (then.unwrap_or_else(or_unknown), otherwise.unwrap_or_else(or_unknown))
        }
    };
    if equals(&then, &otherwise) == Some(true) {
        let marks = otherwise.marks;
        return Ok(then.marked(marks));
    }
    let marks = then.marks.with(otherwise.marks);
    let refs = union(&then.refs, &otherwise.refs);
    let mut result = Value::new(
        Data::Either(Arc::new(Either { condition: condition.clone(), then, otherwise })),
        call.span,
    );
    result.marks = marks;
    result.refs = refs;
    Ok(result)
}

/// The first condition that is not known and that the function cannot deal with itself.
pub(super) fn open_condition(function: &Function, args: &[Value]) -> Option<Arc<Condition>> {
    args.iter().enumerate().find_map(|(index, arg)| match function.param(index)? {
        param if param.arms => None,
        param => find_condition(arg, if param.deep { 4 } else { 0 }),
    })
}

fn find_condition(value: &Value, below: usize) -> Option<Arc<Condition>> {
    match &value.data {
        Data::Either(either) => Some(either.condition.clone()),
        Data::List(list) if below > 0 => {
            list.items.iter().find_map(|item| find_condition(item, below - 1))
        }
        Data::Map(map) if below > 0 => {
            map.entries.values().find_map(|entry| find_condition(&entry.value, below - 1))
        }
        _ => None,
    }
}

/// A value in the world where a condition holds, or does not.
fn select(value: &Value, condition: &Condition, holds: bool, depth: usize) -> Value {
    if depth > MAX_DEPTH {
        return value.clone();
    }
    let below = |value: &Value| select(value, condition, holds, depth + 1);
    let data = match &value.data {
        Data::Either(either) if either.condition.id == condition.id => {
            let arm = below(if holds { &either.then } else { &either.otherwise });
            let mut arm = arm.marked(value.marks);
            arm.refs = union(&arm.refs, &value.refs);
            return arm;
        }
        Data::List(list) if has_arms(value, depth) => Data::List(Arc::new(List {
            kind: list.kind,
            items: list.items.iter().map(below).collect(),
        })),
        Data::Map(map) if has_arms(value, depth) => {
            let entries = map.entries.iter();
            let entries = entries.map(|(key, entry)| {
                (key.clone(), Entry { key: entry.key, value: below(&entry.value) })
            });
            Data::Map(Arc::new(Map {
                kind: map.kind,
                entries: entries.collect(),
                rest: map.rest.clone(),
            }))
        }
        _ => return value.clone(),
    };
    Value { data, ..value.clone() }
}

fn has_arms(value: &Value, depth: usize) -> bool {
    if depth > MAX_DEPTH {
        return false;
    }
    match &value.data {
        Data::Either(_) => true,
        Data::List(list) => list.items.iter().any(|item| has_arms(item, depth + 1)),
        Data::Map(map) => map.entries.values().any(|entry| has_arms(&entry.value, depth + 1)),
        _ => false,
    }
}
