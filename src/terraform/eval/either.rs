//! Values that depend on an unknown condition: operations go into the arms, and all arms of one
//! condition move together.

use super::{Eval, Evaluator, Failure};
use crate::terraform::convert::equals;
use crate::value::{Cause, Condition, Data, Either, Marks, Reference, Refs, Value};
use std::sync::Arc;

/// Nested conditions that one operation looks into: beyond, the value counts as unknown.
const MAX_CONDITIONS: u32 = 4;

/// The value where a condition is decided; other values as they are.
pub(in crate::terraform) fn restrict(value: &Value, condition: &str, holds: bool) -> Value {
    match &value.data {
        Data::Either(either) if &*either.condition.id == condition => {
            let arm = if holds { &either.then } else { &either.otherwise };
            restrict(&inherit(arm.clone(), value), condition, holds)
        }
        Data::Either(either) => {
            let then = restrict(&either.then, condition, holds);
            let otherwise = restrict(&either.otherwise, condition, holds);
            let data = Data::Either(Arc::new(Either {
                condition: either.condition.clone(),
                then,
                otherwise,
            }));
            Value { data, ..value.clone() }
        }
        _ => value.clone(),
    }
}

/// One of two values by a condition; one value when they are the same.
pub(in crate::terraform) fn either(
    condition: &Arc<Condition>,
    then: Value,
    otherwise: Value,
) -> Value {
    let then = restrict(&then, &condition.id, true);
    let otherwise = restrict(&otherwise, &condition.id, false);
    if equals(&then, &otherwise) == Some(true) {
        let marks = then.marks.with(otherwise.marks);
        return with_refs(then.marked(marks), otherwise.references());
    }
    let span = then.place.span.filter(|_| then.place.span == otherwise.place.span);
    let marks = then.marks.with(otherwise.marks);
    let refs = union(&then.refs, &otherwise.refs);
    let mut value = Value::new(
        Data::Either(Arc::new(Either { condition: condition.clone(), then, otherwise })),
        span,
    );
    value.marks = marks;
    value.refs = refs;
    value
}

/// References of one value that are kept. A list of more items than that has those of each item.
pub(in crate::terraform) const MAX_REFS: usize = 512;

/// The references of both, as many as are kept.
pub(in crate::terraform) fn union(a: &Refs, b: &Refs) -> Refs {
    match (a, b) {
        (None, other) | (other, None) => other.clone(),
        (Some(a), Some(b)) if Arc::ptr_eq(a, b) => Some(a.clone()),
        (Some(a), Some(b)) => {
            let room = MAX_REFS.saturating_sub(a.len());
            let further = b.iter().filter(|reference| !a.contains(reference)).take(room);
            let further: Vec<&Reference> = further.collect();
            if further.is_empty() {
                return Some(a.clone());
            }
            Some(a.iter().chain(further).cloned().collect())
        }
    }
}

/// A value with further references.
pub(in crate::terraform) fn with_refs(mut value: Value, refs: &[Reference]) -> Value {
    if refs.is_empty() {
        return value;
    }
    value.refs = union(&value.refs, &Some(Arc::from(refs)));
    value
}

/// A value that came out of another: it has the other's marks and way, too. References to resources
/// as a whole stay behind.
pub(in crate::terraform) fn inherit(mut child: Value, parent: &Value) -> Value {
    child.marks = child.marks.with(parent.marks);
    if parent.refs.is_some()
        && parent.references().iter().any(|reference| !reference.attribute.is_empty())
    {
        let refs: Vec<Reference> = parent
            .references()
            .iter()
            .filter(|reference| !reference.attribute.is_empty())
            .cloned()
            .collect();
        child = with_refs(child, &refs);
    }
    if parent.place.chain.is_some() {
        let steps: Vec<_> = parent.place.steps().collect();
        if child.place.steps().count() + steps.len() <= MAX_CHAIN {
            for step in steps.into_iter().rev() {
                child.place = child.place.through(step.kind, step.name.clone(), step.span);
            }
        }
    }
    child
}

/// Steps of one value's way that are kept.
const MAX_CHAIN: usize = 48;

/// What an operation on these values cannot know: the first one's reason, everyone's marks and
/// references.
pub(in crate::terraform) fn unknown_from<'v>(
    values: impl IntoIterator<Item = &'v Value>,
    span: Option<crate::source::Span>,
) -> Value {
    let mut reason: Option<Cause> = None;
    let mut marks = Marks::NONE;
    let mut refs: Refs = None;
    for value in values {
        marks = marks.with(value.marks);
        refs = union(&refs, &value.refs);
        if reason.is_none() {
            reason = reason_of(value);
        }
    }
    let mut unknown = Value::unknown(reason.unwrap_or(Cause::Part("not known")), span);
    unknown.marks = marks;
    unknown.refs = refs;
    unknown
}

/// Why a value, or something in it, is not known.
pub(in crate::terraform) fn reason_of(value: &Value) -> Option<Cause> {
    match &value.data {
        Data::Unknown(unknown) => Some(unknown.reason.clone()),
        Data::Either(either) => Some(either.condition.reason.clone()),
        Data::List(list) => list.items.iter().find_map(reason_of),
        Data::Map(map) => map
            .entries
            .values()
            .find_map(|entry| reason_of(&entry.value))
            .or_else(|| map.rest.clone()),
        _ => None,
    }
}

impl Evaluator<'_> {
    /// Runs an operation in every combination of its operands' arms.
    pub(in crate::terraform) fn lift(
        &self,
        values: &[Value],
        run: &dyn Fn(&[Value]) -> Eval,
    ) -> Eval {
        self.lift_within(values, run, MAX_CONDITIONS)
    }

    fn lift_within(&self, values: &[Value], run: &dyn Fn(&[Value]) -> Eval, left: u32) -> Eval {
        let condition = values.iter().find_map(|value| match &value.data {
            Data::Either(either) => Some(either.condition.clone()),
            _ => None,
        });
        let Some(condition) = condition else { return run(values) };
        if left == 0 {
            let flat: Vec<Value> = values
                .iter()
                .map(|value| {
                    if matches!(value.data, Data::Either(_)) {
                        unknown_from([value], value.place.span)
                    } else {
                        value.clone()
                    }
                })
                .collect();
            return run(&flat);
        }
        let arm = |holds: bool| {
            let arms: Vec<Value> =
                values.iter().map(|value| restrict(value, &condition.id, holds)).collect();
            self.strictly(|| self.lift_within(&arms, run, left - 1))
        };
        match (arm(true), arm(false)) {
            (Ok(then), Ok(otherwise)) => Ok(either(&condition, then, otherwise)),
            (Err(failure), Err(_)) => Err(failure),
            // Terraform would refuse this arm: were the condition so, there would be no plan.
            (Ok(then), Err(failure)) => Ok(either(&condition, then, failed(&failure, values))),
            (Err(failure), Ok(otherwise)) => {
                Ok(either(&condition, failed(&failure, values), otherwise))
            }
        }
    }
}

fn failed(failure: &Failure, values: &[Value]) -> Value {
    let mut value = unknown_from(values, failure.span);
    value.data = super::expr::would_fail(failure, value.place.span).data;
    value
}
