//! Templates: strings put together of runs, each with its place.

use super::either::{inherit, reason_of, unknown_from};
use super::expr::fail;
use super::loops::iterate;
use super::{Eval, Evaluator, Failure};
use crate::source::Span;
use crate::syntax::hcl::ast::{Template, TemplatePiece};
use crate::syntax::hcl::{Origin, parse_template};
use crate::terraform::convert::{StringBuilder, composed, convert, to_string_value};
use crate::terraform::functions::CallError;
use crate::terraform::instance::Scope;
use crate::terraform::limits::MAX_RUNS;
use crate::value::{Cause, Data, Marks, Place, StepKind, Text, Type, Unknown, Value};

impl Evaluator<'_> {
    /// A quoted string, a heredoc, a template file.
    pub(in crate::terraform) fn template(
        &self,
        template: &Template,
        span: Option<Span>,
        scope: &Scope,
    ) -> Eval {
        if template.plain {
            let text = template.literal().unwrap_or_default();
            return Ok(Value::string(composed(&text), span));
        }
        if let ([TemplatePiece::Value(only)], false) = (template.pieces.as_slice(), template.text) {
            // `"${x}"` is x itself, not a string.
            return self.eval(only, scope);
        }
        let mut runs = Vec::new();
        self.runs(&template.pieces, scope, &mut runs)?;
        self.lift(&runs, &|runs| put_together(runs, span))
    }

    fn runs(
        &self,
        pieces: &[TemplatePiece],
        scope: &Scope,
        runs: &mut Vec<Value>,
    ) -> Result<(), Failure> {
        for piece in pieces {
            match piece {
                TemplatePiece::Literal(literal) => {
                    runs.extend(
                        literal.iter().map(|run| Value::string(composed(&run.text), run.place)),
                    );
                }
                TemplatePiece::Value(expr) => {
                    let value = self.soft(self.eval(expr, scope), expr.place)?;
                    let value = match &value.data {
                        // The value must come from a caller whom this scan does not see.
                        Data::Null if self.lenient() && value.marks.any(Marks::DEFAULT) => {
                            Value::unknown(
                                Cause::Part(
                                    "a variable whose default is null, which cannot be put into a string",
                                ),
                                expr.place,
                            )
                        }
                        Data::Null => {
                            return self.piece_failed(
                                "null cannot be put into a string",
                                expr.place,
                                runs,
                            );
                        }
                        Data::List(_) | Data::Map(_)
                            if value.has_unknown() && !is_collection_for_sure(&value) =>
                        {
                            unknown_from([&value], expr.place)
                        }
                        Data::List(_) | Data::Map(_) => {
                            return self.piece_failed(
                                "a list or a map cannot be put into a string; jsonencode() makes text of it",
                                expr.place,
                                runs,
                            );
                        }
                        _ => value,
                    };
                    runs.push(value.through(StepKind::Template, "a template", expr.place));
                }
                TemplatePiece::If { condition, then, otherwise } => {
                    let decided = self.soft(self.eval(condition, scope), condition.place)?;
                    let known = convert(decided.clone(), &Type::Bool);
                    match known.map(|known| known.data) {
                        Ok(Data::Bool(holds)) => {
                            self.runs(if holds { then } else { otherwise }, scope, runs)?
                        }
                        Ok(Data::Unknown(_) | Data::Either(_)) => {
                            let (found, swapped) = self.condition_of(condition, &decided, scope);
                            let (then, otherwise) =
                                if swapped { (otherwise, then) } else { (then, otherwise) };
                            let a = self.joined(then, condition.place, scope)?;
                            let b = self.joined(otherwise, condition.place, scope)?;
                            runs.push(super::either::either(&found, a, b));
                        }
                        _ => return fail("a template's `if` needs true or false", condition.place),
                    }
                }
                TemplatePiece::For { key, item, collection, body } => {
                    let over = self.soft(self.eval(collection, scope), collection.place)?;
                    let Some(items) = iterate(&over) else {
                        match &over.data {
                            Data::Unknown(_) | Data::Either(_) => {
                                runs.push(unknown_from([&over], collection.place));
                                continue;
                            }
                            _ => {
                                return fail(
                                    "a template's `for` needs a list, a set or a map",
                                    collection.place,
                                );
                            }
                        }
                    };
                    for (index, value) in items {
                        if self.limits.exhausted() {
                            break;
                        }
                        if value.as_unknown().is_some_and(|unknown| unknown.rest) {
                            runs.push(unknown_from([&value], collection.place));
                            continue;
                        }
                        let value = inherit(value, &over);
                        let inner = match key {
                            Some(name) => scope.with(name, index),
                            None => scope.clone(),
                        };
                        self.limits
                            .enter()
                            .map_err(|message| Failure { message, span: collection.place })?;
                        let result = self.runs(body, &inner.with(item, value), runs);
                        self.limits.leave();
                        result?;
                    }
                }
            }
        }
        Ok(())
    }

    /// A piece that Terraform would refuse is unknown, except where errors are asked for.
    fn piece_failed(
        &self,
        message: &str,
        span: Option<Span>,
        runs: &mut Vec<Value>,
    ) -> Result<(), Failure> {
        runs.push(self.soft(fail(message, span), span)?);
        Ok(())
    }

    fn joined(&self, pieces: &[TemplatePiece], span: Option<Span>, scope: &Scope) -> Eval {
        let mut runs = Vec::new();
        self.runs(pieces, scope, &mut runs)?;
        self.lift(&runs, &|runs| put_together(runs, span))
    }

    /// `templatefile`, `templatestring`, `data.template_file`: text that knows nothing but its
    /// variables.
    pub(in crate::terraform) fn render_text(
        &self,
        template: &Value,
        vars: &Value,
        scope: &Scope,
    ) -> Result<Value, CallError> {
        let refused = |message: String, argument| CallError { message, argument: Some(argument) };
        let Some(text) = template.as_str() else {
            return Ok(unknown_from([template, vars], template.place.span));
        };
        let source = |span: Span| {
            let file = self.tree.file(span.file);
            file.slice(span.start, span.end) == text
        };
        let parsed = parse_template(text, Origin::of_text(template, source))
            .map_err(|error| refused(format!("the template does not parse: {error}"), 0))?;
        let mut inner = scope.bare();
        match &vars.data {
            Data::Map(map) => {
                for (name, entry) in &map.entries {
                    inner = inner.with(name, inherit(entry.value.clone(), vars));
                }
                if let Some(reason) = &map.rest {
                    inner.rest = Some(reason.clone());
                }
            }
            Data::Unknown(_) | Data::Either(_) => inner.rest = reason_of(vars),
            _ => return Err(refused("the variables must be a map".to_owned(), 1)),
        }
        if let Err(message) = self.limits.enter() {
            return Err(refused(message, 0));
        }
        let result = self.template(&parsed, template.place.span, &inner);
        self.limits.leave();
        result.map_err(|failure| refused(failure.message, 0))
    }
}

/// A value that is a collection whatever its unknown parts turn out to be.
fn is_collection_for_sure(value: &Value) -> bool {
    match &value.data {
        Data::List(list) => {
            !list.items.iter().all(|item| item.as_unknown().is_some_and(|unknown| unknown.rest))
        }
        _ => true,
    }
}

/// A string of very many runs keeps its text, and its whole place.
fn within_runs(mut value: Value) -> Value {
    match &value.data {
        Data::String(text) if text.parts.as_ref().is_some_and(|parts| parts.len() > MAX_RUNS) => {
            value.data = Data::String(Text { text: text.text.clone(), parts: None });
        }
        Data::Unknown(unknown) if unknown.pieces.len() > MAX_RUNS => {
            let whole = Unknown { ty: Type::String, ..Unknown::because(unknown.reason.clone()) };
            value.data = Data::Unknown(std::sync::Arc::new(whole));
        }
        _ => {}
    }
    value
}

/// The string of all runs; marks and references of every run.
fn put_together(runs: &[Value], span: Option<Span>) -> Eval {
    let mut builder = StringBuilder::new();
    let mut marks = Marks::NONE;
    let mut refs = None;
    let mut defaults = true;
    for run in runs {
        let text = match to_string_value(run.clone()) {
            Ok(text) => text,
            Err(why) => {
                return fail(
                    format!("cannot be put into a string: {why}"),
                    run.place.span.or(span),
                );
            }
        };
        let pushed = match &text.data {
            Data::String(known) if known.parts.is_none() => {
                builder.push_text(&known.text, &text.place, text.marks)
            }
            Data::Null => return fail("null cannot be put into a string", run.place.span.or(span)),
            _ => builder.push_value(&text),
        };
        if let Err(too_long) = pushed {
            return fail(too_long.to_string(), span);
        }
        let literal = run.place.chain.is_none() && run.marks == Marks::NONE;
        defaults &= literal || run.marks.any(Marks::DEFAULT);
        marks = marks.with(run.marks);
        refs = super::either::union(&refs, &run.refs);
    }
    let mut value = within_runs(builder.finish(span));
    value.marks = if defaults { marks } else { marks.without(Marks::DEFAULT) };
    value.refs = refs;
    value.place = Place { span, chain: None };
    Ok(value)
}
