//! Variables that nothing gives a value.

use super::names;
use super::{Found, Program};
use regorus::unstable::{AssignOp, BUILTINS, Expr, Literal, LiteralStmt, Query, Rule, RuleHead};
use std::collections::BTreeSet;

/// Looks through one rule.
pub(super) fn lint(program: &Program<'_>, file: usize, rule: &Rule, found: &mut Vec<Found>) {
    let mut scope = Scope { program, file, told: BTreeSet::new(), negated: false, found };
    let mut bound = BTreeSet::new();
    match rule {
        Rule::Default { args, .. } => args.iter().for_each(|arg| pattern(arg, &mut bound)),
        Rule::Spec { head, bodies, .. } => {
            if let RuleHead::Func { args, .. } = head {
                args.iter().for_each(|arg| pattern(arg, &mut bound));
            }
            // What the head says has the values of the first body; each `else` has its own.
            let mut first = None;
            for body in bodies {
                let inside = scope.query(&body.query, &bound);
                if let Some(assign) = &body.assign {
                    scope.uses(&assign.value, &inside);
                }
                first.get_or_insert(inside);
            }
            let inside = first.unwrap_or(bound);
            match head {
                RuleHead::Compr { refr, assign, .. } => {
                    scope.brackets(refr, &inside);
                    assign.iter().for_each(|assign| scope.uses(&assign.value, &inside));
                }
                // A head that is no variable is told as such.
                RuleHead::Set { key, .. } => {
                    if let Some(key) =
                        key.as_ref().filter(|key| matches!(key.as_ref(), Expr::Var { .. }))
                    {
                        scope.uses(key, &inside);
                    }
                }
                RuleHead::Func { assign, .. } => {
                    assign.iter().for_each(|assign| scope.uses(&assign.value, &inside));
                }
            }
        }
    }
}

/// The variables that a pattern gives values.
fn pattern(term: &Expr, bound: &mut BTreeSet<String>) {
    match term {
        Expr::Var { span, .. } => {
            bound.insert(identity(span.text(), span.start));
        }
        Expr::Array { items, .. } | Expr::Set { items, .. } => {
            items.iter().for_each(|item| pattern(item, bound));
        }
        Expr::Object { fields, .. } => {
            fields.iter().for_each(|(_, _, value)| pattern(value, bound));
        }
        _ => {}
    }
}

/// What tells a variable from others of its rule: `_` is another one wherever it stands.
fn identity(name: &str, at: u32) -> String {
    if name == "_" { format!("_ {at}") } else { name.to_owned() }
}

struct Scope<'a, 'b> {
    program: &'a Program<'a>,
    file: usize,
    told: BTreeSet<String>,
    /// Below `not`, where nothing gets a value.
    negated: bool,
    found: &'b mut Vec<Found>,
}

impl Scope<'_, '_> {
    /// Looks through a body; gives what has a value in it.
    fn query(&mut self, query: &Query, around: &BTreeSet<String>) -> BTreeSet<String> {
        let mut bound = around.clone();
        for statement in &query.stmts {
            self.binds(statement, &mut bound);
        }
        let around = std::mem::replace(&mut self.negated, false);
        for statement in &query.stmts {
            match &statement.literal {
                Literal::SomeVars { .. } => {}
                Literal::SomeIn { key, value, collection, .. } => {
                    for part in key.iter().chain([value, collection]) {
                        self.uses(part, &bound);
                    }
                }
                Literal::Expr { expr, .. } => self.uses(expr, &bound),
                Literal::NotExpr { expr, .. } => {
                    self.negated = true;
                    self.uses(expr, &bound);
                    self.negated = false;
                }
                Literal::Every { key, value, domain, query, .. } => {
                    self.uses(domain, &bound);
                    let mut inside = bound.clone();
                    for var in key.iter().chain(std::iter::once(value)) {
                        inside.insert(var.text().to_owned());
                    }
                    self.query(query, &inside);
                }
            }
            for modifier in &statement.with_mods {
                self.uses(&modifier.r#as, &bound);
            }
        }
        self.negated = around;
        bound
    }

    /// The variables that a statement gives values.
    fn binds(&self, statement: &LiteralStmt, bound: &mut BTreeSet<String>) {
        match &statement.literal {
            Literal::SomeVars { .. } | Literal::NotExpr { .. } => {}
            Literal::SomeIn { key, value, collection, .. } => {
                key.iter().for_each(|key| pattern(key, bound));
                pattern(value, bound);
                self.indexes(collection, bound);
            }
            Literal::Every { domain, .. } => self.indexes(domain, bound),
            Literal::Expr { expr, .. } => match expr.as_ref() {
                Expr::AssignExpr { op, lhs, rhs, .. } => {
                    pattern(lhs, bound);
                    if matches!(op, AssignOp::Eq) {
                        pattern(rhs, bound);
                        self.indexes(lhs, bound);
                    }
                    self.indexes(rhs, bound);
                }
                // A call with one argument more than the function takes gives that one its result.
                Expr::Call { fcn, params, .. } => {
                    let arity = self.arity(fcn);
                    if let Some(last) =
                        params.last().filter(|_| arity.is_some_and(|count| params.len() > count))
                    {
                        pattern(last, bound);
                    }
                    self.indexes(expr, bound);
                }
                other => self.indexes(other, bound),
            },
        }
    }

    fn arity(&self, function: &Expr) -> Option<usize> {
        let chain = names::reference(function);
        let absolute = self.program.absolute(self.file, &chain);
        if let Some(definitions) = absolute.and_then(|name| self.program.rules.get(&name)) {
            return definitions.iter().find_map(|(_, rule)| match rule {
                Rule::Spec { head: RuleHead::Func { args, .. }, .. } => Some(args.len()),
                _ => None,
            });
        }
        BUILTINS.get(chain.join(".").as_str()).map(|(_, count)| usize::from(*count))
    }

    /// The variables in the brackets of references, which take each key in turn.
    fn indexes(&self, expr: &Expr, bound: &mut BTreeSet<String>) {
        match expr {
            Expr::RefDot { refr, .. } => self.indexes(refr, bound),
            Expr::RefBrack { refr, index, .. } => {
                self.indexes(refr, bound);
                pattern(index, bound);
                self.indexes(index, bound);
            }
            Expr::Call { params, .. } => params.iter().for_each(|param| self.indexes(param, bound)),
            Expr::Array { items, .. } | Expr::Set { items, .. } => {
                items.iter().for_each(|item| self.indexes(item, bound));
            }
            Expr::Object { fields, .. } => fields.iter().for_each(|(_, key, value)| {
                self.indexes(key, bound);
                self.indexes(value, bound);
            }),
            Expr::UnaryExpr { expr, .. } => self.indexes(expr, bound),
            Expr::BinExpr { lhs, rhs, .. }
            | Expr::BoolExpr { lhs, rhs, .. }
            | Expr::ArithExpr { lhs, rhs, .. }
            | Expr::AssignExpr { lhs, rhs, .. } => {
                self.indexes(lhs, bound);
                self.indexes(rhs, bound);
            }
            Expr::Membership { value, collection, .. } => {
                self.indexes(value, bound);
                self.indexes(collection, bound);
            }
            _ => {}
        }
    }

    /// Tells of each variable without a value.
    fn uses(&mut self, expr: &Expr, bound: &BTreeSet<String>) {
        match expr {
            Expr::Var { span, .. } => self.variable(span.text(), span.start, bound),
            Expr::Array { items, .. } | Expr::Set { items, .. } => {
                items.iter().for_each(|item| self.uses(item, bound));
            }
            Expr::Object { fields, .. } => fields.iter().for_each(|(_, key, value)| {
                self.uses(key, bound);
                self.uses(value, bound);
            }),
            Expr::ArrayCompr { term, query, .. } | Expr::SetCompr { term, query, .. } => {
                let inside = self.query(query, bound);
                self.uses(term, &inside);
            }
            Expr::ObjectCompr { key, value, query, .. } => {
                let inside = self.query(query, bound);
                self.uses(key, &inside);
                self.uses(value, &inside);
            }
            Expr::Call { params, .. } => params.iter().for_each(|param| self.uses(param, bound)),
            Expr::UnaryExpr { expr, .. } => self.uses(expr, bound),
            Expr::RefDot { refr, .. } => self.uses(refr, bound),
            Expr::RefBrack { refr, index, .. } => {
                self.uses(refr, bound);
                self.uses(index, bound);
            }
            Expr::BinExpr { lhs, rhs, .. }
            | Expr::BoolExpr { lhs, rhs, .. }
            | Expr::ArithExpr { lhs, rhs, .. }
            | Expr::AssignExpr { lhs, rhs, .. } => {
                self.uses(lhs, bound);
                self.uses(rhs, bound);
            }
            Expr::Membership { key, value, collection, .. } => {
                for part in key.iter().chain([value, collection]) {
                    self.uses(part, bound);
                }
            }
            _ => {}
        }
    }

    /// The brackets of a rule's name.
    fn brackets(&mut self, refr: &Expr, bound: &BTreeSet<String>) {
        match refr {
            Expr::RefBrack { refr, index, .. } => {
                self.brackets(refr, bound);
                self.uses(index, bound);
            }
            Expr::RefDot { refr, .. } => self.brackets(refr, bound),
            _ => {}
        }
    }

    fn variable(&mut self, name: &str, at: u32, bound: &BTreeSet<String>) {
        let global = name == "input" || name == "data";
        let identity = identity(name, at);
        if global || bound.contains(&identity) || !self.told.insert(identity) {
            return;
        }
        if name != "_" && self.program.absolute(self.file, &[name.to_owned()]).is_some() {
            return;
        }
        let way_out = match (name, self.negated) {
            ("_", true) => "write what is negated as a rule of its own, and `not` before its name",
            ("_", false) => "it is any value only as a key or where `:=`, `=` or `some` bind it",
            _ => "bind it with `:=` or `some`",
        };
        let why = format!("`{name}` has no value here: {way_out}");
        self.found.push(Found::new(self.file, at, "P012", why));
    }
}
