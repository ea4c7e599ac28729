//! `for` expressions, over what is known in part too.

use super::either::{either, inherit, reason_of, unknown_from, with_refs};
use super::expr::{THROUGH, fail};
use super::{Eval, Evaluator, Failure};
use crate::source::Span;
use crate::syntax::hcl::ast::{Expr, For, Kind, Operator};
use crate::terraform::convert::convert;
use crate::terraform::instance::Scope;
use crate::terraform::limits::MAX_ITEMS;
use crate::terraform::open_keys;
use crate::value::{
    Cause, Condition, Data, Entry, List, ListKind, Map, MapKind, Marks, StepKind, Type, Unknown,
    Value,
};
use indexmap::IndexMap;
use std::sync::Arc;

impl Evaluator<'_> {
    pub(super) fn for_expression(&self, body: &For, span: Option<Span>, scope: &Scope) -> Eval {
        let collection = self.soft(self.eval(&body.collection, scope), body.collection.place)?;
        self.lift(std::slice::from_ref(&collection), &|values| match &values[0].data {
            Data::Null => {
                fail("a `for` expression cannot iterate over null", body.collection.place)
            }
            _ => self.for_over(body, &values[0], span, scope),
        })
    }

    fn for_over(&self, body: &For, collection: &Value, span: Option<Span>, scope: &Scope) -> Eval {
        let Some(items) = iterate(collection) else {
            return match &collection.data {
                Data::Unknown(_) => {
                    Ok(unknown_collection(collection, body.key_result.is_some(), span))
                }
                _ => fail("a `for` expression needs a list, a set or a map", body.collection.place),
            };
        };
        let mut out = Output {
            list: Vec::new(),
            map: IndexMap::new(),
            rest: None,
            marks: Marks(collection.marks.0 & THROUGH.0),
        };
        let step = |value: Value| {
            value.through(StepKind::ForEach, "a for expression", body.collection.place)
        };
        for (key, value) in items {
            if self.limits.exhausted() {
                break;
            }
            if let Some(unknown) = value.as_unknown().filter(|unknown| unknown.rest) {
                // Any number of further items: what they would become is not known.
                out.rest_item(&value, unknown, body.key_result.is_some());
                continue;
            }
            let value = step(inherit(value, collection));
            let inner = match &body.key {
                Some(name) => scope.with(name, key),
                None => scope.clone(),
            };
            let inner = inner.with(&body.item, value);
            self.for_item(body, &inner, &mut out)?;
            if out.list.len() + out.map.len() > MAX_ITEMS {
                return fail(
                    format!(
                        "a `for` expression with more than {MAX_ITEMS} results is not evaluated"
                    ),
                    span,
                );
            }
        }
        let mut result = if body.key_result.is_some() {
            Value::new(
                Data::Map(Arc::new(Map {
                    kind: MapKind::Object,
                    entries: out.map,
                    rest: out.rest,
                })),
                span,
            )
        } else {
            Value::list(out.list, span)
        };
        result.marks = out.marks;
        Ok(result)
    }

    fn for_item(&self, body: &For, scope: &Scope, out: &mut Output) -> Result<(), Failure> {
        let mut condition = None;
        if let Some(filter) = &body.condition {
            let decided = self.soft(self.eval(filter, scope), filter.place)?;
            out.marks = out.marks.with(Marks(decided.marks.0 & THROUGH.0));
            match self.filter(&decided, filter, scope)? {
                // `k => v if v != null`: left out and null are both missing, so what is not known
                // is itself.
                Filter::If(..) if body.key_result.is_some() && drops_null(filter, body) => {}
                Filter::Keep => {}
                Filter::Drop => return Ok(()),
                Filter::If(found, holds) => condition = Some((found, holds)),
            }
        }
        let Some(key) = &body.key_result else {
            let value = self.soft(self.eval(&body.result, scope), body.result.place)?;
            out.list.push(maybe(value, condition));
            return Ok(());
        };
        let key_value = self.soft(self.eval(key, scope), key.place)?;
        let value = self.soft(self.eval(&body.result, scope), body.result.place)?;
        let name = match self.key_text(&key_value, key.place)? {
            Ok(name) => name,
            Err(reason) => {
                out.rest = Some(reason);
                return Ok(());
            }
        };
        let value = maybe(value, condition);
        if body.group {
            let entry = out.map.entry(name).or_insert_with(|| Entry {
                key: key_value.place.span,
                value: Value::list(Vec::new(), body.result.place),
            });
            let mut items = entry.value.items().unwrap_or_default().to_vec();
            items.push(value);
            entry.value = Value::list(items, entry.value.place.span);
            return Ok(());
        }
        if out.map.contains_key(&name) {
            return fail(
                format!("two items of a `for` expression have the key \"{name}\""),
                key.place,
            );
        }
        out.map.insert(name, Entry { key: key_value.place.span.or(key.place), value });
        Ok(())
    }

    fn filter(&self, decided: &Value, filter: &Expr, scope: &Scope) -> Result<Filter, Failure> {
        if let Data::Either(known) = &decided.data {
            return Ok(match (known.then.as_bool(), known.otherwise.as_bool()) {
                (Some(true), Some(true)) => Filter::Keep,
                (Some(false), Some(false)) => Filter::Drop,
                (Some(holds), Some(_)) => Filter::If(known.condition.clone(), holds),
                _ => {
                    let (condition, swapped) = self.condition_of(filter, decided, scope);
                    Filter::If(condition, !swapped)
                }
            });
        }
        let Ok(known) = convert(decided.clone(), &Type::Bool) else {
            return fail("a `for` expression's filter must be true or false", filter.place);
        };
        Ok(match known.data {
            Data::Bool(true) => Filter::Keep,
            Data::Bool(false) => Filter::Drop,
            Data::Null => return fail("a `for` expression's filter is null", filter.place),
            _ => {
                let (condition, swapped) = self.condition_of(filter, decided, scope);
                Filter::If(condition, !swapped)
            }
        })
    }
}

/// Whether a `for` drops what is null and takes everything else as it is.
fn drops_null(filter: &Expr, body: &For) -> bool {
    let Kind::Chain(first, rest) = &filter.ungrouped().kind else { return false };
    let [(Operator::NotEqual, second)] = rest.as_slice() else { return false };
    let item =
        |expr: &Expr| matches!(&expr.ungrouped().kind, Kind::Name(name) if *name == body.item);
    let null = |expr: &Expr| matches!(expr.ungrouped().kind, Kind::Null);
    item(&body.result) && (item(first) && null(second) || null(first) && item(second))
}

enum Filter {
    Keep,
    Drop,
    If(Arc<Condition>, bool),
}

struct Output {
    list: Vec<Value>,
    map: IndexMap<Arc<str>, Entry>,
    rest: Option<Cause>,
    marks: Marks,
}

impl Output {
    fn rest_item(&mut self, value: &Value, unknown: &Unknown, object: bool) {
        if object {
            self.rest = Some(unknown.reason.clone());
        } else {
            self.list.push(rest(value, unknown.reason.clone()));
        }
    }
}

/// Any number of further items, for the given reason.
pub(in crate::terraform) fn rest(from: &Value, cause: Cause) -> Value {
    let data = Data::Unknown(Arc::new(Unknown { rest: true, ..Unknown::because(cause) }));
    Value { data, place: from.place.clone(), marks: from.marks, refs: from.refs.clone() }
}

/// An item that is there only if a condition holds. The other arm is null, which is to say missing.
fn maybe(value: Value, condition: Option<(Arc<Condition>, bool)>) -> Value {
    match condition {
        None => value,
        Some((condition, holds)) => {
            let missing = Value::null(value.place.span);
            if holds {
                either(&condition, value, missing)
            } else {
                either(&condition, missing, value)
            }
        }
    }
}

/// The result of a `for` over something that is not known.
fn unknown_collection(collection: &Value, object: bool, span: Option<Span>) -> Value {
    let reason = reason_of(collection).unwrap_or(Cause::Part("not known"));
    let mut value = unknown_from([collection], span);
    if !object {
        let item = rest(&value, reason);
        value.data = Data::List(Arc::new(List { kind: ListKind::Tuple, items: vec![item] }));
    }
    value
}

/// Keys and values in Terraform's order: maps by key, sets by value, lists by index. `None`:
/// nothing to iterate.
pub(in crate::terraform) fn iterate(collection: &Value) -> Option<Vec<(Value, Value)>> {
    match &collection.data {
        Data::List(list) if list.kind == ListKind::Set => {
            Some(list.items.iter().map(|item| (item.clone(), item.clone())).collect())
        }
        Data::List(list) => {
            let numbered = list.items.iter().enumerate();
            Some(
                numbered
                    .map(|(index, item)| {
                        (
                            Value::int(i64::try_from(index).unwrap_or(i64::MAX), item.place.span),
                            item.clone(),
                        )
                    })
                    .collect(),
            )
        }
        Data::Map(map) => {
            let mut entries: Vec<_> = map.entries.iter().collect();
            entries.sort_by(|a, b| a.0.as_bytes().cmp(b.0.as_bytes()));
            let mut pairs: Vec<(Value, Value)> = entries
                .into_iter()
                .map(|(key, entry)| (open_keys::key_value(key, entry.key), entry.value.clone()))
                .collect();
            // Of instances whose keys are not known there are no others.
            let complete = map.entries.keys().any(|key| open_keys::is_open(key));
            if let Some(reason) = map.rest.as_ref().filter(|_| !complete) {
                let further = rest(&Value::null(collection.place.span), reason.clone());
                pairs.push((further.clone(), with_refs(further, collection.references())));
            }
            Some(pairs)
        }
        _ => None,
    }
}
