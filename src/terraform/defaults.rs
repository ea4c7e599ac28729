//! Things that exist, or do not, because a variable keeps its default.
//!
//! In a module that somebody else calls, a default is a suggestion: `count = var.image == "" ? 0 :
//! 1` says that callers get the resource who set the variable. What a default leaves out is noted
//! where it is left out, and the module is evaluated once more with those variables not set.

use super::eval::Evaluator;
use super::instance::{Binding, Scope};
use crate::syntax::hcl::ast::{Access, Expr, Key, Kind, Template, TemplatePiece};
use crate::unit::Off;
use crate::value::Marks;
use std::collections::BTreeSet;

/// How far names are followed.
const MAX_STEPS: u32 = 64;

impl Evaluator<'_> {
    /// Notes that a block has no instance, where a variable's default has a say in it.
    pub(super) fn note_off(&self, expr: &Expr, scope: &Scope, address: &str) {
        let mut variables = BTreeSet::new();
        self.defaults_in(expr, scope, MAX_STEPS, &mut variables);
        if !variables.is_empty() {
            self.off.borrow_mut().push(Off {
                address: address.to_owned(),
                span: expr.place,
                variables: variables.into_iter().collect(),
            });
        }
    }

    /// The variables of the root module that an expression asks for and that have their default.
    fn defaults_in(&self, expr: &Expr, scope: &Scope, left: u32, found: &mut BTreeSet<String>) {
        let Some(left) = left.checked_sub(1) else { return };
        let mut each = |expr: &Expr| self.defaults_in(expr, scope, left, found);
        match &expr.kind {
            Kind::Null | Kind::Bool(_) | Kind::Number(_) | Kind::Name(_) => {}
            Kind::Group(inner) | Kind::Not(inner) | Kind::Negate(inner) => each(inner),
            Kind::List(items) => items.iter().for_each(each),
            Kind::Call { args, .. } => args.iter().for_each(each),
            Kind::Conditional(parts) => parts.iter().for_each(each),
            Kind::Chain(first, rest) => {
                each(first);
                rest.iter().for_each(|(_, operand)| each(operand));
            }
            Kind::Object(entries) => {
                for (key, value) in entries {
                    if let Key::Expr(key) = key {
                        each(key);
                    }
                    each(value);
                }
            }
            Kind::For(body) => {
                let parts = [Some(&body.collection), body.key_result.as_ref(), Some(&body.result)];
                parts.into_iter().flatten().chain(&body.condition).for_each(each);
            }
            Kind::Template(template) => self.defaults_in_text(template, scope, left, found),
            Kind::Access(base, steps) => {
                match self.binding(base, steps, scope) {
                    Some(Binding::Expr(next, inner)) => {
                        self.defaults_in(&next, &inner, left, found)
                    }
                    Some(Binding::Name(name)) => {
                        if let Some(name) = name.strip_prefix("var.")
                            && self.has_default(name, scope)
                        {
                            found.insert(name.to_owned());
                        }
                    }
                    None => self.defaults_in(base, scope, left, found),
                }
                for step in steps {
                    if let Access::Index(index) = step {
                        self.defaults_in(index, scope, left, found);
                    }
                }
            }
        }
    }

    fn defaults_in_text(
        &self,
        template: &Template,
        scope: &Scope,
        left: u32,
        found: &mut BTreeSet<String>,
    ) {
        for piece in &template.pieces {
            match piece {
                TemplatePiece::Value(value) => self.defaults_in(value, scope, left, found),
                TemplatePiece::If { condition, .. } => {
                    self.defaults_in(condition, scope, left, found)
                }
                TemplatePiece::For { collection, .. } => {
                    self.defaults_in(collection, scope, left, found)
                }
                TemplatePiece::Literal(_) => {}
            }
        }
    }

    /// Whether a variable of the root module has its default.
    fn has_default(&self, name: &str, scope: &Scope) -> bool {
        scope.instance.call.is_none()
            && scope.instance.config.variables.get(name).is_some_and(|block| {
                block.body.attribute("default").is_some()
                    && self
                        .variable(&scope.instance, name, block.header)
                        .is_ok_and(|value| value.marks.any(Marks::DEFAULT))
            })
    }
}
