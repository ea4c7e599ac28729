//! Expressions: literals, collections, conditionals, `for`, calls.

use super::either::{either, inherit, reason_of, unknown_from, with_refs};
use super::{Eval, Evaluator, Failure};
use crate::source::{Loss, Span};
use crate::syntax::hcl::ast::{Access, Expr, For, Key, Kind, Operator};
use crate::terraform::convert::{convert, to_string_value, type_of, unify};
use crate::terraform::functions;
use crate::terraform::instance::Scope;
use crate::terraform::limits::MAX_ITEMS;
use crate::terraform::open_keys;
use crate::value::{
    Cause, Condition, Data, Entry, List, ListKind, Map, MapKind, Marks, StepKind, Type, Unknown,
    Value,
};
use indexmap::IndexMap;
use std::sync::Arc;

/// Marks that a condition or a key passes on to what depends on it.
const THROUGH: Marks = Marks(Marks::SENSITIVE.0 | Marks::SECRET_SOURCE.0 | Marks::VOLATILE.0);

pub(super) fn fail<T>(message: impl Into<String>, span: Option<Span>) -> Result<T, Failure> {
    Err(Failure { message: message.into(), span })
}

impl Evaluator<'_> {
    /// An expression's value.
    pub(in crate::terraform) fn eval(&self, expr: &Expr, scope: &Scope) -> Eval {
        if let Err(message) = self.limits.enter() {
            self.report(Loss::Lost, expr.place, message.clone());
            return Ok(Value::unknown(Cause::limit(message), expr.place));
        }
        let result = self.eval_kind(expr, scope);
        self.limits.leave();
        result
    }

    fn eval_kind(&self, expr: &Expr, scope: &Scope) -> Eval {
        let span = expr.place;
        match &expr.kind {
            Kind::Null => Ok(Value::null(span)),
            Kind::Bool(value) => Ok(Value::bool(*value, span)),
            Kind::Number(number) => Ok(Value::new(Data::Number(number.clone()), span)),
            Kind::Template(template) => self.template(template, span, scope),
            Kind::Group(inner) => self.eval(inner, scope),
            Kind::List(items) => {
                let mut values = Vec::with_capacity(items.len());
                for item in items {
                    values.push(self.soft(self.eval(item, scope), item.place)?);
                }
                Ok(Value::list(values, span))
            }
            Kind::Object(entries) => self.object_literal(entries, span, scope),
            Kind::Name(name) => self.reference(name, &[], span, scope),
            Kind::Access(base, steps) => match &base.kind {
                Kind::Name(name) => self.reference(name, steps, span, scope),
                _ => {
                    let base = self.soft(self.eval(base, scope), base.place)?;
                    self.accesses(base, steps, span, scope)
                }
            },
            Kind::Call { name, args, expand } => self.call(name, args, *expand, span, scope),
            Kind::Conditional(parts) => {
                let [condition, then, otherwise] = &**parts;
                let decided = self.soft(self.eval(condition, scope), condition.place)?;
                self.choose(&decided, condition, then, otherwise, scope)
            }
            Kind::Chain(first, rest) => self.chain(first, rest, span, scope),
            Kind::Not(inner) => {
                let value = self.soft(self.eval(inner, scope), inner.place)?;
                self.lift(&[value], &|values| self.not(&values[0], span))
            }
            Kind::Negate(inner) => {
                let value = self.soft(self.eval(inner, scope), inner.place)?;
                self.lift(&[value], &|values| self.negate(&values[0], span))
            }
            Kind::For(body) => self.for_expression(body, span, scope),
        }
    }

    fn object_literal(&self, entries: &[(Key, Expr)], span: Option<Span>, scope: &Scope) -> Eval {
        let mut map: IndexMap<Arc<str>, Entry> = IndexMap::with_capacity(entries.len());
        let mut rest = None;
        let mut marks = Marks::NONE;
        for (key, value) in entries {
            let (name, place) = match key {
                Key::Name(name, place) => (name.clone(), *place),
                Key::Expr(expr) => {
                    let key = self.soft(self.eval(expr, scope), expr.place)?;
                    match self.key_text(&key, expr.place)? {
                        Ok(name) => {
                            marks = marks.with(Marks(key.marks.0 & THROUGH.0));
                            (name, expr.place)
                        }
                        Err(reason) => {
                            rest = Some(reason);
                            continue;
                        }
                    }
                }
            };
            let value = self.soft(self.eval(value, scope), value.place)?;
            map.insert(name, Entry { key: place, value });
        }
        Ok(Value::new(Data::Map(Arc::new(Map { kind: MapKind::Object, entries: map, rest })), span)
            .marked(marks))
    }

    /// A key's text, or why it is not known.
    fn key_text(
        &self,
        key: &Value,
        span: Option<Span>,
    ) -> Result<Result<Arc<str>, Cause>, Failure> {
        if key.is_null() {
            return fail("a key is null", span);
        }
        let Ok(text) = to_string_value(key.clone()) else {
            return fail("a key must be a string", span);
        };
        Ok(match text.data {
            Data::String(text) => Ok(text.text),
            _ => Err(reason_of(&text).unwrap_or(Cause::Part("a key is not known"))),
        })
    }

    /// A conditional: the arm that counts, or both with the condition.
    pub(in crate::terraform) fn choose(
        &self,
        decided: &Value,
        condition: &Expr,
        then: &Expr,
        otherwise: &Expr,
        scope: &Scope,
    ) -> Eval {
        if let Data::Either(known) = &decided.data {
            let a = self.choose(&known.then, condition, then, otherwise, scope)?;
            let b = self.choose(&known.otherwise, condition, then, otherwise, scope)?;
            return Ok(either(&known.condition, a, b));
        }
        let Ok(known) = convert(decided.clone(), &Type::Bool) else {
            return fail("a condition must be true or false", condition.place);
        };
        let marks = Marks(decided.marks.0 & THROUGH.0);
        match known.data {
            Data::Bool(holds) => {
                let (chosen, other) = if holds { (then, otherwise) } else { (otherwise, then) };
                let value = self.soft(self.eval(chosen, scope), chosen.place)?;
                let value = match self.type_of_arm(other, scope) {
                    Some(ty) => unified(value, &ty),
                    None => value,
                };
                Ok(value.marked(marks))
            }
            Data::Null => fail("a condition is null", condition.place),
            _ => {
                let (condition, swapped) = self.condition_of(condition, decided, scope);
                let (then, otherwise) = if swapped { (otherwise, then) } else { (then, otherwise) };
                let a = self.arm(&condition, then, scope)?;
                let b = self.arm(&condition, otherwise, scope)?;
                let (a_type, b_type) = (type_of(&a), type_of(&b));
                let value = either(&condition, unified(a, &b_type), unified(b, &a_type));
                Ok(value.marked(marks))
            }
        }
    }

    fn arm(&self, condition: &Arc<Condition>, arm: &Expr, scope: &Scope) -> Eval {
        // An error in an arm is one only if the condition is so: nothing is said, the arm is
        // unknown.
        self.quiet.set(self.quiet.get() + 1);
        let value = self.soft(self.eval(arm, scope), arm.place);
        self.quiet.set(self.quiet.get() - 1);
        let value = value.unwrap_or_else(|failure| would_fail(&failure, arm.place));
        Ok(value.through(StepKind::ConditionArm, condition.text.clone(), arm.place))
    }

    /// The type of the arm that was not chosen; only literals, which cost nothing, and what
    /// evaluates without an error.
    fn type_of_arm(&self, arm: &Expr, scope: &Scope) -> Option<Type> {
        self.quiet.set(self.quiet.get() + 1);
        let value = self.strictly(|| self.eval(arm, scope));
        self.quiet.set(self.quiet.get() - 1);
        value.ok().map(|value| type_of(&value))
    }

    fn for_expression(&self, body: &For, span: Option<Span>, scope: &Scope) -> Eval {
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
        let step = |value: Value| value.through(StepKind::ForEach, "for", body.collection.place);
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

    fn call(
        &self,
        name: &str,
        args: &[Expr],
        expand: bool,
        span: Option<Span>,
        scope: &Scope,
    ) -> Eval {
        match name {
            "try" => return self.try_each(args, span, scope),
            "can" => {
                let [arg] = args else { return fail("can() takes one argument", span) };
                self.quiet.set(self.quiet.get() + 1);
                let result = self.strictly(|| self.eval(arg, scope));
                self.quiet.set(self.quiet.get() - 1);
                return Ok(match result {
                    // Terraform's division by zero succeeds; it is the infinite number that nothing
                    // can hold.
                    Err(failure) if failure.message == super::operators::DIVISION_BY_ZERO => {
                        Value::bool(true, span)
                    }
                    Ok(value) if matches!(value.data, Data::Unknown(_)) => {
                        unknown_from([&value], span)
                    }
                    result => Value::bool(result.is_ok(), span),
                });
            }
            _ => {}
        }
        let mut values = Vec::with_capacity(args.len());
        for arg in args {
            values.push(self.soft(self.eval(arg, scope), arg.place)?);
        }
        if expand && let Some(last) = values.pop() {
            let refused =
                || fail(format!("the argument of {name}() before `...` must be a list"), span);
            match &last.data {
                Data::List(list)
                    if list
                        .items
                        .iter()
                        .all(|item| !item.as_unknown().is_some_and(|unknown| unknown.rest)) =>
                {
                    values.extend(list.items.iter().map(|item| inherit(item.clone(), &last)));
                }
                Data::List(_) | Data::Unknown(_) | Data::Either(_) => {
                    values.push(last);
                    return Ok(unknown_from(&values, span));
                }
                _ => return refused(),
            }
        }
        if name.starts_with("provider::") {
            let mut unknown = unknown_from(&values, span);
            unknown.data = Value::unknown(
                Cause::NotRun(format!("the provider function {name}() is not run").into()),
                span,
            )
            .data;
            return Ok(unknown);
        }
        let name = name.strip_prefix("core::").unwrap_or(name);
        let host = self.host(scope);
        let run = |values: &[Value]| match functions::call(&host, name, values, span) {
            None => fail(format!("there is no function {name}()"), span),
            Some(Ok(value)) => Ok(value),
            Some(Err(error)) => {
                let at = error
                    .argument
                    .and_then(|index| args.get(index))
                    .and_then(|arg| arg.place)
                    .or(span);
                fail(format!("{name}(): {}", error.message), at)
            }
        };
        if values.iter().any(|value| matches!(value.data, Data::Either(_))) {
            self.lift(&values, &run)
        } else {
            run(&values)
        }
    }

    fn try_each(&self, args: &[Expr], span: Option<Span>, scope: &Scope) -> Eval {
        let mut last = Failure { message: "try() takes at least one argument".to_owned(), span };
        for (index, arg) in args.iter().enumerate() {
            self.quiet.set(self.quiet.get() + 1);
            let result = self.strictly(|| self.eval(arg, scope));
            self.quiet.set(self.quiet.get() - 1);
            match result {
                Ok(value) => return Ok(self.with_fallback(value, &args[index + 1..], span, scope)),
                Err(failure) => last = failure,
            }
        }
        fail(
            format!("no argument of try() succeeded; the last one: {}", last.message),
            last.span.or(span),
        )
    }

    /// The arms in which this argument of try() would be refused take what the next ones give.
    fn with_fallback(
        &self,
        value: Value,
        further: &[Expr],
        span: Option<Span>,
        scope: &Scope,
    ) -> Value {
        match &value.data {
            Data::Either(known) => {
                let then = self.with_fallback(known.then.clone(), further, span, scope);
                let otherwise = self.with_fallback(known.otherwise.clone(), further, span, scope);
                let place = value.place.clone();
                Value { place, ..either(&known.condition, then, otherwise) }
            }
            Data::Unknown(unknown)
                if matches!(unknown.reason, Cause::WouldFail(_)) && !further.is_empty() =>
            {
                self.try_each(further, span, scope).unwrap_or(value)
            }
            _ => value,
        }
    }

    /// What is taken out of a value, step by step.
    pub(in crate::terraform) fn accesses(
        &self,
        base: Value,
        steps: &[Access],
        span: Option<Span>,
        scope: &Scope,
    ) -> Eval {
        let mut value = base;
        for step in steps {
            value = match step {
                Access::Attribute(name, _) => {
                    self.lift(&[value], &|values| super::attribute_of(&values[0], name, span))?
                }
                Access::Index(index) => {
                    let index = self.soft(self.eval(index, scope), index.place)?;
                    self.lift(&[value, index], &|values| {
                        super::index_of(&values[0], &values[1], span)
                    })?
                }
                Access::Splat(inner) => {
                    self.lift(&[value], &|values| self.splat(&values[0], inner, span, scope))?
                }
            };
        }
        Ok(value)
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

/// What an operation gives in an arm in which Terraform would refuse it.
pub(super) fn would_fail(failure: &Failure, span: Option<Span>) -> Value {
    Value::unknown(Cause::WouldFail(failure.message.as_str().into()), failure.span.or(span))
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

/// A conditional's arm, converted to what both arms have in common.
fn unified(value: Value, other: &Type) -> Value {
    let own = type_of(&value);
    if own == *other {
        return value;
    }
    match unify(&[own.clone(), other.clone()]) {
        Some(common) if common != own && common != Type::Any => {
            convert(value.clone(), &common).unwrap_or(value)
        }
        _ => value,
    }
}
