//! What a rule names: calls, references, variables.

use super::names::{self, start};
use regorus::unstable::{Expr, Literal, Query, Rule, RuleHead};
use std::collections::BTreeSet;

/// A call in a rule.
pub(super) struct Call<'a> {
    pub(super) expr: &'a Expr,
    pub(super) function: &'a Expr,
    pub(super) params: Vec<&'a Expr>,
    pub(super) at: u32,
    /// Its value is an operand or an argument below a `not`.
    pub(super) inside_not: bool,
    /// It is all that a `not` negates.
    pub(super) negated: bool,
    /// It is the collection that a `some ... in` goes through.
    pub(super) iterated: bool,
}

/// What a rule names.
#[derive(Default)]
pub(super) struct Walk<'a> {
    pub(super) calls: Vec<Call<'a>>,
    /// The literal starts of references that are no calls' own names, with their bytes.
    pub(super) chains: Vec<(Vec<String>, u32)>,
    /// Names that are variables of the rule.
    pub(super) locals: BTreeSet<String>,
    pub(super) with: Vec<u32>,
    pub(super) mocked: Vec<(String, u32)>,
}

impl<'a> Walk<'a> {
    pub(super) fn of(rule: &'a Rule) -> Walk<'a> {
        let mut walk = Walk::default();
        match rule {
            Rule::Default { args, value, .. } => {
                args.iter().for_each(|arg| walk.pattern(arg));
                walk.expr(value, false);
            }
            Rule::Spec { head, bodies, .. } => {
                match head {
                    RuleHead::Compr { refr, assign, .. } => {
                        if !matches!(refr.as_ref(), Expr::Var { .. }) {
                            walk.brackets(refr);
                        }
                        assign.iter().for_each(|assign| walk.expr(&assign.value, false));
                    }
                    RuleHead::Set { key, .. } => {
                        key.iter().for_each(|key| walk.expr(key, false));
                    }
                    RuleHead::Func { args, assign, .. } => {
                        args.iter().for_each(|arg| walk.pattern(arg));
                        assign.iter().for_each(|assign| walk.expr(&assign.value, false));
                    }
                }
                for body in bodies {
                    walk.query(&body.query);
                    body.assign.iter().for_each(|assign| walk.expr(&assign.value, false));
                }
            }
        }
        walk
    }

    fn brackets(&mut self, refr: &'a Expr) {
        match refr {
            Expr::RefBrack { refr, index, .. } => {
                self.brackets(refr);
                self.expr(index, false);
            }
            Expr::RefDot { refr, .. } => self.brackets(refr),
            _ => {}
        }
    }

    /// A term that takes values: its variables are the rule's own.
    fn pattern(&mut self, term: &'a Expr) {
        match term {
            Expr::Var { span, .. } => {
                self.locals.insert(span.text().to_owned());
            }
            Expr::Array { items, .. } | Expr::Set { items, .. } => {
                items.iter().for_each(|item| self.pattern(item));
            }
            Expr::Object { fields, .. } => {
                fields.iter().for_each(|(_, _, value)| self.pattern(value));
            }
            other => self.expr(other, false),
        }
    }

    fn query(&mut self, query: &'a Query) {
        for statement in &query.stmts {
            match &statement.literal {
                Literal::SomeVars { vars, .. } => {
                    self.locals.extend(vars.iter().map(|var| var.text().to_owned()));
                }
                Literal::SomeIn { key, value, collection, .. } => {
                    key.iter().for_each(|key| self.pattern(key));
                    self.pattern(value);
                    let before = self.calls.len();
                    self.expr(collection, false);
                    if let Some(call) = self.calls.get_mut(before) {
                        call.iterated = matches!(collection.as_ref(), Expr::Call { .. });
                    }
                }
                Literal::Expr { expr, .. } => self.expr(expr, false),
                Literal::NotExpr { expr, .. } => match expr.as_ref() {
                    // The call itself may have no value: that is what `not` is for.
                    Expr::Call { .. } => {
                        let before = self.calls.len();
                        self.call(expr, false, true);
                        if let Some(call) = self.calls.get_mut(before) {
                            call.negated = true;
                        }
                    }
                    other => self.expr(other, true),
                },
                Literal::Every { key, value, domain, query, .. } => {
                    let vars = key.iter().chain(std::iter::once(value));
                    self.locals.extend(vars.map(|var| var.text().to_owned()));
                    self.expr(domain, false);
                    self.query(query);
                }
            }
            for modifier in &statement.with_mods {
                self.with.push(modifier.span.start);
                for side in [&modifier.refr, &modifier.r#as] {
                    let name = names::reference(side).join(".");
                    let root = name.split('.').next().unwrap_or_default();
                    if !matches!(root, "" | "input" | "data") {
                        self.mocked.push((name, start(side)));
                    }
                }
                self.expr(&modifier.r#as, false);
            }
        }
    }

    fn call(&mut self, expr: &'a Expr, inside_not: bool, below_not: bool) {
        let Expr::Call { fcn, params, .. } = expr else { return };
        self.calls.push(Call {
            expr,
            function: fcn,
            params: params.iter().map(AsRef::as_ref).collect(),
            at: start(fcn),
            inside_not,
            negated: false,
            iterated: false,
        });
        self.chains.push((names::reference(fcn), start(fcn)));
        params.iter().for_each(|param| self.expr(param, below_not));
    }

    fn expr(&mut self, expr: &'a Expr, not: bool) {
        match expr {
            Expr::Var { span, .. } => self.chains.push((vec![span.text().to_owned()], span.start)),
            Expr::Array { items, .. } | Expr::Set { items, .. } => {
                items.iter().for_each(|item| self.expr(item, not));
            }
            Expr::Object { fields, .. } => fields.iter().for_each(|(_, key, value)| {
                self.expr(key, not);
                self.expr(value, not);
            }),
            // What has no value in a comprehension is left out of it.
            Expr::ArrayCompr { term, query, .. } | Expr::SetCompr { term, query, .. } => {
                self.expr(term, false);
                self.query(query);
            }
            Expr::ObjectCompr { key, value, query, .. } => {
                self.expr(key, false);
                self.expr(value, false);
                self.query(query);
            }
            Expr::Call { .. } => self.call(expr, not, not),
            Expr::UnaryExpr { expr, .. } => self.expr(expr, not),
            Expr::RefDot { .. } | Expr::RefBrack { .. } => {
                self.chains.push((names::reference(expr), start(expr)));
                self.parts(expr, not);
            }
            Expr::BinExpr { lhs, rhs, .. }
            | Expr::BoolExpr { lhs, rhs, .. }
            | Expr::ArithExpr { lhs, rhs, .. } => {
                self.expr(lhs, not);
                self.expr(rhs, not);
            }
            Expr::AssignExpr { lhs, rhs, op, .. } => {
                if matches!(op, regorus::unstable::AssignOp::ColEq) {
                    self.pattern(lhs);
                } else {
                    self.expr(lhs, not);
                }
                self.expr(rhs, not);
            }
            Expr::Membership { key, value, collection, .. } => {
                for part in key.iter().chain([value, collection]) {
                    self.expr(part, not);
                }
            }
            _ => {}
        }
    }

    /// The brackets of a reference, and a root that is no name.
    fn parts(&mut self, expr: &'a Expr, not: bool) {
        match expr {
            Expr::RefDot { refr, .. } => self.parts(refr, not),
            Expr::RefBrack { refr, index, .. } => {
                self.parts(refr, not);
                self.expr(index, not);
            }
            Expr::Var { .. } => {}
            other => self.expr(other, not),
        }
    }
}
