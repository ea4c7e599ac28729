//! Names in the syntax tree.

use regorus::unstable::{Expr, Rule, RuleHead};

/// A rule's name: the first part of its head's reference.
pub(super) fn name(rule: &Rule) -> Option<String> {
    reference(head(rule)).into_iter().next()
}

/// The reference of a rule's head.
pub(super) fn head(rule: &Rule) -> &Expr {
    match rule {
        Rule::Spec {
            head:
                RuleHead::Compr { refr, .. } | RuleHead::Set { refr, .. } | RuleHead::Func { refr, .. },
            ..
        } => refr,
        Rule::Default { refr, .. } => refr,
    }
}

/// The literal start of a reference: `data.stride.lib` of `data.stride.lib[x].y`.
pub(super) fn reference(expr: &Expr) -> Vec<String> {
    let mut steps = Vec::new();
    let mut at = expr;
    loop {
        match at {
            Expr::RefDot { refr, field, .. } => {
                steps.push(Some(field.0.text().to_owned()));
                at = refr;
            }
            Expr::RefBrack { refr, index, .. } => {
                let literal = match index.as_ref() {
                    Expr::String { value, .. } | Expr::RawString { value, .. } => {
                        value.as_string().ok().map(|text| text.to_string())
                    }
                    _ => None,
                };
                steps.push(literal);
                at = refr;
            }
            Expr::Var { span, .. } => {
                steps.push(Some(span.text().to_owned()));
                break;
            }
            _ => return Vec::new(),
        }
    }
    steps.into_iter().rev().map_while(|step| step).collect()
}

/// The byte at which an expression begins: that of a reference is its first name's.
pub(super) fn start(expr: &Expr) -> u32 {
    let mut at = expr;
    loop {
        match at {
            Expr::RefDot { refr, .. } | Expr::RefBrack { refr, .. } => at = refr,
            Expr::Call { fcn, .. } => at = fcn,
            Expr::BinExpr { lhs, .. }
            | Expr::BoolExpr { lhs, .. }
            | Expr::ArithExpr { lhs, .. }
            | Expr::AssignExpr { lhs, .. } => at = lhs,
            Expr::Membership { key, value, .. } => at = key.as_ref().unwrap_or(value),
            other => {
                // A text's span begins behind its quotation mark.
                let quoted = matches!(other, Expr::String { .. } | Expr::RawString { .. });
                return other.span().start.saturating_sub(u32::from(quoted));
            }
        }
    }
}

/// The text of an expression, of what is long its beginning.
pub(super) fn shown(expr: &Expr) -> String {
    let text = expr.span().text();
    let quoted = matches!(expr, Expr::String { .. });
    let line: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let line = if quoted { format!("\"{line}\"") } else { line };
    if line.chars().count() > 60 { line.chars().take(59).chain(['…']).collect() } else { line }
}
