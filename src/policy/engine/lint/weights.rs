//! Which statement of a check goes through most.

use super::names;
use regorus::unstable::{Expr, Literal, Query, Rule};

/// The statements of a rule's bodies with how much they go through, one loop in another counting most:
/// for the place of a check that takes too long.
pub(crate) fn weights(path: &str, text: &str, rule: &str) -> Option<u32> {
    let parsed = super::read(path, text).ok()?;
    let mut best: Option<(usize, u32)> = None;
    for definition in &parsed.tree.policy {
        if names::name(definition).as_deref() != Some(rule) {
            continue;
        }
        let Rule::Spec { bodies, .. } = definition.as_ref() else { continue };
        for statement in bodies.iter().flat_map(|body| &body.query.stmts) {
            let weight = match &statement.literal {
                Literal::SomeIn { collection, .. } => 1 + 2 * loops(collection),
                Literal::Every { query, .. } => 2 + body_loops(query),
                Literal::Expr { expr, .. } | Literal::NotExpr { expr, .. } => 2 * loops(expr),
                Literal::SomeVars { .. } => 0,
            };
            let ranges = usize::from(statement.span.text().contains("numbers.range"));
            let weight = 2 * weight + ranges;
            if best.is_none_or(|(heaviest, _)| weight > heaviest) {
                best = Some((weight, statement.span.start));
            }
        }
    }
    best.map(|(_, at)| at)
}

fn body_loops(query: &Query) -> usize {
    query
        .stmts
        .iter()
        .map(|statement| match &statement.literal {
            Literal::SomeIn { collection, .. } => 1 + loops(collection),
            Literal::Expr { expr, .. } | Literal::NotExpr { expr, .. } => loops(expr),
            Literal::Every { query, .. } => 1 + body_loops(query),
            Literal::SomeVars { .. } => 0,
        })
        .sum()
}

fn loops(expr: &Expr) -> usize {
    match expr {
        Expr::ArrayCompr { query, .. }
        | Expr::SetCompr { query, .. }
        | Expr::ObjectCompr { query, .. } => 1 + body_loops(query),
        Expr::Call { params, .. } => params.iter().map(|param| loops(param)).sum(),
        Expr::AssignExpr { lhs, rhs, .. }
        | Expr::BoolExpr { lhs, rhs, .. }
        | Expr::ArithExpr { lhs, rhs, .. }
        | Expr::BinExpr { lhs, rhs, .. } => loops(lhs) + loops(rhs),
        Expr::Array { items, .. } | Expr::Set { items, .. } => {
            items.iter().map(|item| loops(item)).sum()
        }
        _ => 0,
    }
}
