//! Heads of checks, and what makes a finding.

use super::names::{self, shown, start};
use super::{Found, Program};
use regorus::unstable::{AssignOp, Expr, Literal, Query, Rule, RuleHead};
use std::collections::BTreeSet;

/// The functions that make a finding.
const MAKERS: [&str; 3] =
    ["data.stride.result.at", "data.stride.result.facts", "data.stride.result.of_statement"];

/// What is wrong with a check's head, and with what it gives.
pub(super) fn lint(program: &Program<'_>, file: usize, name: &str) -> Vec<Found> {
    let mut found = Vec::new();
    for (number, rule) in program.definitions(file, name) {
        if number != file {
            continue;
        }
        let Rule::Spec { span, head, bodies } = rule else { continue };
        let RuleHead::Set { key: Some(key), .. } = head else {
            let new = format!("{name} contains finding if {{");
            let why = format!("`{name}` is a check, so it is a set: write `{new}`");
            found.push(Found::new(file, span.start, "P039", why).instead(Some(new)));
            continue;
        };
        let Expr::Var { span: key_span, .. } = key.as_ref() else {
            let text = shown(key);
            let why = format!(
                "the head of `{name}` is `{text}`: write `{name} contains finding if` and bind `finding := {text}` in the body"
            );
            found.push(Found::new(file, start(key), "P038", why));
            continue;
        };
        for body in bodies {
            let Some((at, value)) = bound_to(&body.query, key_span.text()) else { continue };
            if !may_be_finding(value) {
                let why = format!(
                    "a finding is made by result.at(resource, path) or result.facts, not by `{}`; the sentence stands in custom.message",
                    shown(value)
                );
                found.push(Found::new(file, at, "P040", why));
            }
        }
    }
    found
}

/// What the head of a helper that is a set loses: findings whose head has no value.
pub(super) fn helper(program: &Program<'_>, file: usize, name: &str) -> Vec<Found> {
    let definitions = program.definitions(file, name).into_iter();
    definitions
        .filter(|(number, _)| *number == file)
        .filter_map(|(_, rule)| match rule {
            Rule::Spec { head: RuleHead::Set { key: Some(key), .. }, bodies, .. }
                if !matches!(key.as_ref(), Expr::Var { .. }) && !bodies.is_empty() =>
            {
                let text = shown(key);
                let why = format!(
                    "the head of `{name}` is `{text}`: write `{name} contains item if` and bind `item := {text}` in the body"
                );
                Some(Found::new(file, start(key), "P038", why))
            }
            _ => None,
        })
        .collect()
}

/// Where a body binds a variable, and to what.
fn bound_to<'a>(query: &'a Query, name: &str) -> Option<(u32, &'a Expr)> {
    query.stmts.iter().find_map(|statement| match &statement.literal {
        Literal::Expr { expr, .. } => match expr.as_ref() {
            Expr::AssignExpr { op: AssignOp::ColEq | AssignOp::Eq, lhs, rhs, .. } => {
                let is =
                    |side: &Expr| matches!(side, Expr::Var { span, .. } if span.text() == name);
                if is(lhs) {
                    Some((start(lhs), rhs.as_ref()))
                } else if is(rhs) {
                    Some((start(lhs), lhs.as_ref()))
                } else {
                    None
                }
            }
            _ => None,
        },
        _ => None,
    })
}

/// Whether a value can be a finding: a call of a rule, an object, a variable. A text, a number, a list,
/// an attribute of a resource and what a built-in function makes are none.
fn may_be_finding(value: &Expr) -> bool {
    match value {
        Expr::String { .. }
        | Expr::RawString { .. }
        | Expr::Number { .. }
        | Expr::Bool { .. }
        | Expr::Null { .. }
        | Expr::Array { .. }
        | Expr::Set { .. }
        | Expr::ArrayCompr { .. }
        | Expr::SetCompr { .. }
        | Expr::ArithExpr { .. }
        | Expr::BoolExpr { .. } => false,
        Expr::Call { fcn, .. } => {
            let name = names::reference(fcn).join(".");
            name == "object.union" || !super::calls::is_builtin(&name)
        }
        Expr::RefDot { field, .. } => {
            !matches!(field.0.text(), "id" | "type" | "name" | "source_type" | "values")
        }
        _ => true,
    }
}

/// The rules of a file that make a finding, are no check, and that no other rule names.
pub(super) fn never_run(
    program: &Program<'_>,
    file: usize,
    checks: &BTreeSet<String>,
) -> Vec<(String, u32)> {
    let Some(parsed) = program.file(file) else { return Vec::new() };
    let mut found = Vec::new();
    for rule in parsed.rules.iter().filter(|rule| rule.is_set && !checks.contains(&rule.name)) {
        let makes = program.definitions(file, &rule.name).into_iter().any(|(number, rule)| {
            let Rule::Spec { head: RuleHead::Set { key: Some(key), .. }, bodies, .. } = rule else {
                return false;
            };
            let made = |value: &Expr| match value {
                Expr::Call { fcn, .. } => program
                    .absolute(number, &names::reference(fcn))
                    .is_some_and(|name| MAKERS.contains(&name.as_str())),
                _ => false,
            };
            let of_body = |name: &str| {
                bodies
                    .iter()
                    .any(|body| bound_to(&body.query, name).is_some_and(|(_, value)| made(value)))
            };
            match key.as_ref() {
                Expr::Var { span, .. } => of_body(span.text()),
                other => made(other),
            }
        });
        let id = format!("data.{}.{}", parsed.package, rule.name);
        if makes && !super::calls::is_named(program, &id) {
            found.push((rule.name.clone(), rule.at));
        }
    }
    found
}
