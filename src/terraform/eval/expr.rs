//! Expressions: literals, collections, conditionals.

use super::either::{either, reason_of};
use super::{Eval, Evaluator, Failure};
use crate::source::{Loss, Span};
use crate::syntax::hcl::ast::{Access, Expr, Key, Kind};
use crate::terraform::convert::{composed, convert, to_string_value, type_of, unify};
use crate::terraform::instance::Scope;
use crate::value::{
    Cause, Condition, Data, Entry, Map, MapKind, Marks, StepKind, Type, Value, arm_of,
};
use indexmap::IndexMap;
use std::borrow::Cow;
use std::sync::Arc;

/// Marks that a condition or a key passes on to what depends on it.
pub(super) const THROUGH: Marks =
    Marks(Marks::SENSITIVE.0 | Marks::SECRET_SOURCE.0 | Marks::VOLATILE.0);

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
                Key::Name(name, place) => match composed(name) {
                    Cow::Borrowed(_) => (name.clone(), *place),
                    Cow::Owned(composed) => (Arc::from(composed), *place),
                },
                Key::Expr(expr) => {
                    // Only `providers` takes references as keys, and it is not evaluated.
                    if let Kind::Access(base, _) = &expr.kind
                        && matches!(base.kind, Kind::Name(_))
                    {
                        let message = "a reference as an object's key needs parentheses";
                        self.report(Loss::Warning, expr.place, message);
                    }
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
    pub(super) fn key_text(
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
                let a = self.arm(&condition, true, then, scope)?;
                let b = self.arm(&condition, false, otherwise, scope)?;
                let (a_type, b_type) = (type_of(&a), type_of(&b));
                let value = either(&condition, unified(a, &b_type), unified(b, &a_type));
                Ok(value.marked(marks))
            }
        }
    }

    fn arm(&self, condition: &Condition, holds: bool, arm: &Expr, scope: &Scope) -> Eval {
        // An error in an arm is one only if the condition is so: nothing is said, the arm is
        // unknown.
        let value = self.quietly(|| self.soft(self.eval(arm, scope), arm.place));
        let value = value.unwrap_or_else(|failure| would_fail(&failure, arm.place));
        Ok(value.through(StepKind::ConditionArm, arm_of(&condition.text, holds), arm.place))
    }

    /// The type of the arm that was not chosen; only literals, which cost nothing, and what
    /// evaluates without an error.
    fn type_of_arm(&self, arm: &Expr, scope: &Scope) -> Option<Type> {
        self.tried(arm, scope).ok().map(|value| type_of(&value))
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

/// What an operation gives in an arm in which Terraform would refuse it.
pub(super) fn would_fail(failure: &Failure, span: Option<Span>) -> Value {
    Value::unknown(Cause::WouldFail(failure.message.as_str().into()), failure.span.or(span))
}

/// A conditional's arm, converted to what both arms have in common.
fn unified(value: Value, other: &Type) -> Value {
    let own = type_of(&value);
    if own == *other {
        return value;
    }
    // What is not known at all has not the number of items that the other arm has.
    let shapeless = own == Type::Any && matches!(value.data, Data::Unknown(_));
    match unify(&[own.clone(), other.clone()]) {
        Some(Type::Tuple(_) | Type::Object(_)) if shapeless => value,
        Some(common) if common != own && common != Type::Any => {
            convert(value.clone(), &common).unwrap_or(value)
        }
        _ => value,
    }
}
