//! Conditions that are not known: their identity is the resolved expression, so that the same
//! question asked in two places is one condition, whatever local, variable or module argument
//! carried it there.

use super::Evaluator;
use super::either::reason_of;
use crate::syntax::hcl::ast::{Access, Expr, Kind, Operator, TemplatePiece};
use crate::terraform::instance::{Binding, Scope};
use crate::value::{Cause, Condition, Data, Value};
use std::sync::Arc;

/// A simple question's opposite, as a person would write it.
fn negated(source: &str) -> Option<String> {
    if source.contains("&&") || source.contains("||") || source.contains('?') {
        return None;
    }
    match (source.strip_prefix('!'), source.split_once(" != ")) {
        (Some(rest), None) => Some(rest.to_owned()),
        (None, Some((left, right))) if !right.contains(" != ") => {
            Some(format!("{left} == {right}"))
        }
        _ => None,
    }
}

/// How far names are followed.
const MAX_STEPS: u32 = 64;

/// A resolved expression of at most this many bytes; longer ones are cut, with their length to tell
/// them apart.
const MAX_TEXT: usize = 400;

impl Evaluator<'_> {
    /// The condition that an expression asks for, and whether it is the negation of what is asked
    /// (the arms are swapped then).
    pub(in crate::terraform) fn condition_of(
        &self,
        expr: &Expr,
        value: &Value,
        scope: &Scope,
    ) -> (Arc<Condition>, bool) {
        let (text, swapped) = self.question(expr.ungrouped(), scope, false, MAX_STEPS);
        let reason = reason_of(value).unwrap_or(Cause::Part("not known"));
        let source = expr.place.map(|span| {
            self.tree
                .file(span.file)
                .slice(span.start, span.end)
                .split_whitespace()
                .collect::<Vec<_>>()
                .join(" ")
        });
        let written = match source {
            Some(source) if swapped => negated(&source).unwrap_or_else(|| text.clone()),
            Some(source) => source,
            None => text.clone(),
        };
        (self.condition(cut(text), cut(written), &reason), swapped)
    }

    /// As [`Evaluator::condition_of`], for what is asked about the expression's value (`> 0`).
    pub(in crate::terraform) fn condition_over(
        &self,
        expr: &Expr,
        value: &Value,
        scope: &Scope,
        asked: &str,
    ) -> Arc<Condition> {
        let text = format!("{}{asked}", self.written(expr, scope));
        let reason = reason_of(value).unwrap_or(Cause::Part("not known"));
        self.condition(cut(text.clone()), cut(text), &reason)
    }

    /// The resolved question without the negations in front of it, those included that a name
    /// stands for.
    fn question(&self, expr: &Expr, scope: &Scope, swapped: bool, left: u32) -> (String, bool) {
        let Some(left) = left.checked_sub(1) else { return (self.written(expr, scope), swapped) };
        match &expr.kind {
            Kind::Not(inner) | Kind::Group(inner) => {
                let not = matches!(expr.kind, Kind::Not(_));
                return self.question(inner, scope, swapped ^ not, left);
            }
            Kind::Chain(first, rest) => {
                if let [(operator @ (Operator::Equal | Operator::NotEqual), operand)] =
                    rest.as_slice()
                {
                    let equal = *operator == Operator::Equal;
                    let truth = |side: &Expr| match side.ungrouped().kind {
                        Kind::Bool(known) => Some(known),
                        _ => None,
                    };
                    match (truth(first), truth(operand)) {
                        (_, Some(known)) if self.is_bool(first, scope) => {
                            return self.question(first, scope, swapped ^ (known != equal), left);
                        }
                        (Some(known), _) if self.is_bool(operand, scope) => {
                            return self.question(operand, scope, swapped ^ (known != equal), left);
                        }
                        _ => {}
                    }
                    // `a != b` is the negation of `a == b`.
                    let mut text = String::new();
                    self.write_pair(first, "==", operand, scope, &mut text);
                    return (text, swapped ^ !equal);
                }
            }
            Kind::Access(base, steps) if steps.len() == 1 => {
                if let Some(Binding::Expr(next, inner)) = self.binding(base, steps, scope) {
                    return self.question(&next, &inner, swapped, left);
                }
            }
            _ => {}
        }
        (self.written(expr, scope), swapped)
    }

    fn written(&self, expr: &Expr, scope: &Scope) -> String {
        let mut text = String::new();
        self.write(expr, scope, &mut text, 0);
        text
    }

    /// Whether a condition holds; its errors are nobody's business.
    pub(in crate::terraform) fn holds(&self, expr: &Expr, scope: &Scope) -> Option<bool> {
        self.tried(expr, scope).ok()?.as_bool()
    }

    /// Whether comparing with `true` or `false` is the same as asking: a value declared as a bool.
    fn is_bool(&self, expr: &Expr, scope: &Scope) -> bool {
        self.tried(expr, scope).is_ok_and(|value| match &value.data {
            Data::Unknown(unknown) => unknown.ty == crate::value::Type::Bool,
            data => matches!(data, Data::Bool(_)),
        })
    }

    fn write_pair(&self, a: &Expr, operator: &str, b: &Expr, scope: &Scope, text: &mut String) {
        let (mut left, mut right) = (String::new(), String::new());
        self.write(a, scope, &mut left, 1);
        self.write(b, scope, &mut right, 1);
        if right < left {
            std::mem::swap(&mut left, &mut right);
        }
        text.push_str(&format!("{left} {operator} {right}"));
    }

    /// The resolved expression: what is known as its value, names as what they stand for.
    fn write(&self, expr: &Expr, scope: &Scope, text: &mut String, depth: u32) {
        if depth > MAX_STEPS || text.len() > MAX_TEXT {
            text.push('…');
            return;
        }
        let list = |items: &[Expr], text: &mut String| {
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    text.push_str(", ");
                }
                self.write(item, scope, text, depth + 1);
            }
        };
        match &expr.kind {
            Kind::Null => text.push_str("null"),
            Kind::Bool(known) => text.push_str(if *known { "true" } else { "false" }),
            Kind::Number(number) => text.push_str(&number.to_string()),
            Kind::Group(inner) => self.write(inner, scope, text, depth + 1),
            Kind::Not(inner) => {
                text.push('!');
                self.write(inner, scope, text, depth + 1);
            }
            Kind::Negate(inner) => {
                text.push('-');
                self.write(inner, scope, text, depth + 1);
            }
            Kind::List(items) => {
                text.push('[');
                list(items, text);
                text.push(']');
            }
            Kind::Call { name, args, .. } => {
                text.push_str(name);
                text.push('(');
                list(args, text);
                text.push(')');
            }
            Kind::Chain(first, rest) => {
                text.push('(');
                self.write(first, scope, text, depth + 1);
                for (operator, operand) in rest {
                    text.push_str(symbol(*operator));
                    self.write(operand, scope, text, depth + 1);
                }
                text.push(')');
            }
            Kind::Conditional(parts) => {
                let [condition, then, otherwise] = &**parts;
                // `>` and its like bind tighter.
                let inner = depth > 0;
                text.push_str(if inner { "(" } else { "" });
                self.write(condition, scope, text, depth + 1);
                text.push_str(" ? ");
                self.write(then, scope, text, depth + 1);
                text.push_str(" : ");
                self.write(otherwise, scope, text, depth + 1);
                text.push_str(if inner { ")" } else { "" });
            }
            Kind::Template(template) => {
                text.push('"');
                for piece in &template.pieces {
                    match piece {
                        TemplatePiece::Literal(runs) => {
                            runs.iter().for_each(|run| text.push_str(&run.text))
                        }
                        TemplatePiece::Value(value) => {
                            text.push_str("${");
                            self.write(value, scope, text, depth + 1);
                            text.push('}');
                        }
                        _ => text.push_str("%{…}"),
                    }
                }
                text.push('"');
            }
            Kind::Name(name) => self.write_name(name, scope, text),
            Kind::Access(base, steps) => self.write_access(expr, base, steps, scope, text, depth),
            // Rarely part of a condition: as they are written.
            Kind::Object(_) | Kind::For(_) => match expr.place {
                Some(span) => text.push_str(self.tree.file(span.file).slice(span.start, span.end)),
                None => text.push('…'),
            },
        }
    }

    fn write_name(&self, name: &str, scope: &Scope, text: &mut String) {
        match scope.lookup(name) {
            Some(value) => write_value(&value, name, text),
            None => text.push_str(name),
        }
    }

    fn write_access(
        &self,
        expr: &Expr,
        base: &Expr,
        steps: &[Access],
        scope: &Scope,
        text: &mut String,
        depth: u32,
    ) {
        let mut rest = steps;
        match self.binding(base, steps, scope) {
            Some(Binding::Expr(next, instance)) => {
                self.write(&next, &instance, text, depth + 1);
                rest = &steps[1..];
            }
            Some(Binding::Name(name)) => {
                text.push_str(&name);
                rest = &steps[1..];
            }
            None => {
                // `each.value`, `count.index`, a `for` variable: what it is here.
                let known = matches!(&base.kind, Kind::Name(name) if matches!(&**name, "each" | "count") || scope.lookup(name).is_some());
                if known && let Ok(value) = self.tried(expr, scope) {
                    write_value(&value, "…", text);
                    return;
                }
                self.write(base, scope, text, depth + 1);
            }
        }
        for step in rest {
            match step {
                Access::Attribute(name, _) => {
                    text.push('.');
                    text.push_str(name);
                }
                Access::Index(index) => {
                    text.push('[');
                    self.write(index, scope, text, depth + 1);
                    text.push(']');
                }
                Access::Splat(_) => text.push_str("[*]"),
            }
        }
    }
}

fn write_value(value: &Value, name: &str, text: &mut String) {
    match &value.data {
        Data::String(known) if !value.marks.is_secret() => {
            text.push_str(&format!("\"{}\"", known.text))
        }
        Data::Number(number) => text.push_str(&number.to_string()),
        Data::Bool(known) => text.push_str(if *known { "true" } else { "false" }),
        Data::Null => text.push_str("null"),
        Data::Unknown(unknown) => text.push_str(&format!("{}", unknown.reason)),
        _ => text.push_str(name),
    }
}

fn symbol(operator: Operator) -> &'static str {
    match operator {
        Operator::Or => " || ",
        Operator::And => " && ",
        Operator::Equal => " == ",
        Operator::NotEqual => " != ",
        Operator::Greater => " > ",
        Operator::GreaterEqual => " >= ",
        Operator::Less => " < ",
        Operator::LessEqual => " <= ",
        Operator::Add => " + ",
        Operator::Subtract => " - ",
        Operator::Multiply => " * ",
        Operator::Divide => " / ",
        Operator::Modulo => " % ",
    }
}

fn cut(text: String) -> String {
    if text.len() <= MAX_TEXT {
        return text;
    }
    let mut end = MAX_TEXT;
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    format!("{}… ({} bytes)", &text[..end], text.len())
}
