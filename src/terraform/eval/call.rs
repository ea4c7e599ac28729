//! Calls of functions, `try` and `can` among them.

use super::either::{either, inherit, unknown_from};
use super::expr::fail;
use super::{Eval, Evaluator, Failure};
use crate::source::Span;
use crate::syntax::hcl::ast::Expr;
use crate::syntax::hcl::parse_body_text;
use crate::terraform::convert::convert_with;
use crate::terraform::functions;
use crate::terraform::instance::Scope;
use crate::value::{Cause, Data, Entry, Value};
use indexmap::IndexMap;

impl Evaluator<'_> {
    pub(super) fn call(
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
                return Ok(match self.tried(arg, scope) {
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
        if name == "convert" && !scope.bare {
            return self.convert_call(args, span, scope);
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
        if let ("provider::terraform::decode_tfvars", [text]) = (name, values.as_slice())
            && let Some(known) = text.as_str()
        {
            return self.decode_variables(known, text, span, scope);
        }
        if name.starts_with("provider::") && !functions::is_own(name) {
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
            Some(Ok(value)) => {
                self.learn_made(&value, values);
                Ok(value)
            }
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

    /// OpenTofu's `convert(value, type)`: the second argument is a type constraint.
    fn convert_call(&self, args: &[Expr], span: Option<Span>, scope: &Scope) -> Eval {
        let [value, ty] = args else {
            return fail("convert() takes a value and a type", span);
        };
        let value = self.soft(self.eval(value, scope), value.place)?;
        let (ty, optional) = self.constraint(ty, scope);
        self.lift(&[value], &|values| {
            convert_with(values[0].clone(), &ty, &optional).or_else(|why| {
                fail(format!("convert(): the value does not fit the type: {why}"), span)
            })
        })
    }

    /// The variables that a text sets as a variable file does.
    fn decode_variables(
        &self,
        text: &str,
        from: &Value,
        span: Option<Span>,
        scope: &Scope,
    ) -> Eval {
        let (body, errors) = parse_body_text(text);
        if let Some(error) = errors.first() {
            return fail(format!("decode_tfvars(): {error}"), span);
        }
        let scope = scope.bare();
        let mut entries = IndexMap::new();
        for attribute in &body.attributes {
            let value = self.eval(&attribute.value, &scope)?;
            entries.insert(attribute.name.clone(), Entry { key: span, value });
        }
        Ok(inherit(Value::map(entries, span), from))
    }

    fn try_each(&self, args: &[Expr], span: Option<Span>, scope: &Scope) -> Eval {
        let mut last = Failure { message: "try() takes at least one argument".to_owned(), span };
        for (index, arg) in args.iter().enumerate() {
            match self.tried(arg, scope) {
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
}
