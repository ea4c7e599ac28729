//! Things that exist, or do not, because a variable keeps its default.
//!
//! In a module that somebody else calls, a default is a suggestion: `count = var.image == "" ? 0 :
//! 1` says that callers get the resource who set the variable. What a default leaves out is noted
//! where it is left out, and the module is evaluated once more with those variables not set.

use super::eval::Evaluator;
use super::instance::{Binding, Scope};
use crate::gap::{Gap, GapKind};
use crate::syntax::hcl::ast::{Access, Expr, Key, Kind, Operator, Template, TemplatePiece};
use crate::tree::Tree;
use crate::unit::{Off, Unit};
use crate::value::Marks;
use std::collections::BTreeSet;
use std::sync::Arc;

/// How far names are followed.
const MAX_STEPS: u32 = 64;
/// Functions that give as many items as they are given.
const THROUGH: [&str; 5] = ["toset", "tolist", "tomap", "nonsensitive", "length"];
/// Variables that a reason names.
const NAMED: usize = 3;

/// What the defaults of a root that is deployed as it stands leave out. Data sources make nothing.
pub(super) fn gaps(tree: &Tree, unit: &Unit, off: &[Off]) -> Vec<Gap> {
    let is_data = |address: &str| address.starts_with("data.") || address.contains(".data.");
    off.iter()
        .filter(|off| !off.deciding.is_empty() && !off.address.is_empty())
        .filter(|off| !is_data(&off.address))
        .map(|off| {
            let what = match &off.block {
                Some(block) => format!("{block} of {}", off.address),
                None => off.address.clone(),
            };
            let named: Vec<String> =
                off.deciding.iter().map(|name| format!("var.{name}")).collect();
            let (why, it) = match named.as_slice() {
                [one] => (format!("{one} keeps its default value"), "it"),
                several if several.len() <= NAMED => {
                    (format!("{} keep their default values", several.join(", ")), "them")
                }
                several => {
                    let (shown, more) = (several[..NAMED].join(", "), several.len() - NAMED);
                    (format!("{shown} and {more} more keep their default values"), "them")
                }
            };
            let set = off.deciding.first().map_or("", String::as_str);
            let to = match off.switch {
                Some(flag) => flag.to_string(),
                None => "...".to_owned(),
            };
            let cure = format!("set {it} to scan what would be created, e.g. `--var {set}={to}`");
            match off.span {
                Some(span) => {
                    let file = tree.file(span.file);
                    Gap::at(GapKind::OffByDefault, &file, span.start, what, why, cure)
                }
                None => {
                    Gap { what, ..Gap::file(GapKind::OffByDefault, unit.root.as_str(), why, cure) }
                }
            }
        })
        .collect()
}

impl Evaluator<'_> {
    /// Notes that a block has no instance, where a variable's default has a say in it. `block`: what
    /// it makes where it is a `dynamic` one; the resource around it fills in the address.
    pub(super) fn note_off(
        &self,
        expr: &Expr,
        scope: &Scope,
        address: &str,
        block: Option<&Arc<str>>,
    ) {
        let mut variables = BTreeSet::new();
        self.defaults_in(expr, scope, MAX_STEPS, &mut variables);
        if !variables.is_empty() {
            // The switches first: what is named first is what a user tries first.
            let mut deciding: Vec<String> =
                self.deciding(expr, scope, MAX_STEPS).into_iter().collect();
            let flag = |name: &String| self.root_flag(name, scope);
            deciding.sort_by_key(|name| flag(name).is_none());
            self.off.borrow_mut().push(Off {
                address: address.to_owned(),
                block: block.cloned(),
                span: scope.instance.header(expr.place),
                variables: variables.into_iter().collect(),
                switch: deciding.first().and_then(flag).map(|now| !now),
                deciding,
            });
        }
    }

    /// The variables whose defaults alone make an expression what it is. None, where something else
    /// would keep it so.
    fn deciding(&self, expr: &Expr, scope: &Scope, left: u32) -> BTreeSet<String> {
        let Some(left) = left.checked_sub(1) else { return BTreeSet::new() };
        match &expr.kind {
            Kind::Group(inner) | Kind::Not(inner) => self.deciding(inner, scope, left),
            Kind::Conditional(parts) => {
                let [condition, then, otherwise] = &**parts;
                let chosen = match self.holds(condition, scope) {
                    Some(true) => then,
                    Some(false) => otherwise,
                    None => return BTreeSet::new(),
                };
                let within = self.deciding(chosen, scope, left);
                if within.is_empty() { self.deciding(condition, scope, left) } else { within }
            }
            Kind::Chain(first, rest)
                if rest.iter().all(|(operator, _)| *operator == Operator::And)
                    || rest.iter().all(|(operator, _)| *operator == Operator::Or) =>
            {
                let Some(whole) = self.holds(expr, scope) else { return BTreeSet::new() };
                // One false operand of `&&` is enough: each of several has to change. Of what makes
                // `||` false any may.
                let and = rest.iter().any(|(operator, _)| *operator == Operator::And);
                let operands = std::iter::once(&**first).chain(rest.iter().map(|(_, expr)| expr));
                let alike = operands.filter(|operand| self.holds(operand, scope) == Some(whole));
                let each: Vec<_> =
                    alike.map(|operand| self.deciding(operand, scope, left)).collect();
                if and != whole && each.iter().any(BTreeSet::is_empty) {
                    return BTreeSet::new();
                }
                each.into_iter().flatten().collect()
            }
            Kind::Access(base, steps) => match self.binding(base, steps, scope) {
                Some(Binding::Expr(next, inner)) => {
                    let mut found = BTreeSet::new();
                    let taken: Vec<&Access> = steps.iter().skip(1).collect();
                    self.taken_from(&next, &taken, &inner, left, &mut |expr, scope| {
                        found = self.deciding(expr, scope, left);
                    });
                    found
                }
                _ => self.all_defaults(expr, scope, left),
            },
            Kind::Call { name, args, .. } if THROUGH.contains(&&**name) => match args.as_slice() {
                [only] => self.deciding(only, scope, left),
                _ => self.all_defaults(expr, scope, left),
            },
            // Empty because nothing passes; where nothing goes in either, both have to change.
            Kind::For(body) => {
                let barred = body
                    .condition
                    .as_ref()
                    .filter(|condition| self.holds(condition, scope) == Some(false));
                let Some(condition) = barred else {
                    let collection = self.deciding(&body.collection, scope, left);
                    let whole = self.is_empty(&body.collection, scope);
                    return if whole { collection } else { self.all_defaults(expr, scope, left) };
                };
                let mut found = self.deciding(condition, scope, left);
                if !found.is_empty() && self.is_empty(&body.collection, scope) {
                    let collection = self.deciding(&body.collection, scope, left);
                    if collection.is_empty() {
                        return BTreeSet::new();
                    }
                    found.extend(collection);
                }
                found
            }
            _ => self.all_defaults(expr, scope, left),
        }
    }

    /// Whether an expression is known to have no item.
    fn is_empty(&self, expr: &Expr, scope: &Scope) -> bool {
        self.tried(expr, scope).is_ok_and(|value| {
            value.items().is_some_and(<[_]>::is_empty)
                || value.entries().is_some_and(|entries| entries.is_empty())
        })
    }

    /// What a flag of the root module is by default: `None`, where the variable is no flag.
    fn root_flag(&self, name: &str, scope: &Scope) -> Option<bool> {
        let mut root = scope.instance.clone();
        while let Some(parent) = root.call.as_ref().and_then(|call| call.parent.upgrade()) {
            root = parent;
        }
        let default = root.config.variables.get(name)?.body.attribute("default")?;
        match default.value.ungrouped().kind {
            Kind::Bool(flag) => Some(flag),
            _ => None,
        }
    }

    fn all_defaults(&self, expr: &Expr, scope: &Scope, left: u32) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        self.defaults_in(expr, scope, left, &mut found);
        found
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
                        let taken: Vec<&Access> = steps.iter().skip(1).collect();
                        self.taken_from(&next, &taken, &inner, left, &mut |expr, scope| {
                            self.defaults_in(expr, scope, left, found)
                        });
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

    /// What is left of an expression when steps are taken into it: of an object that is written out
    /// the attribute alone, by whatever names it came.
    fn taken_from(
        &self,
        expr: &Expr,
        steps: &[&Access],
        scope: &Scope,
        left: u32,
        seen: &mut dyn FnMut(&Expr, &Scope),
    ) {
        let expr = expr.ungrouped();
        let (Some(left), Some(Access::Attribute(name, _))) = (left.checked_sub(1), steps.first())
        else {
            return seen(expr, scope);
        };
        match &expr.kind {
            Kind::Object(entries) => {
                let entry = entries.iter().find(|(key, _)| match key {
                    Key::Name(key, _) => key == name,
                    Key::Expr(key) => key.literal().is_some_and(|key| key == **name),
                });
                match entry {
                    Some((_, value)) => self.taken_from(value, &steps[1..], scope, left, seen),
                    None => seen(expr, scope),
                }
            }
            Kind::Access(base, own) => match self.binding(base, own, scope) {
                Some(Binding::Expr(next, inner)) => {
                    let all: Vec<&Access> =
                        own.iter().skip(1).chain(steps.iter().copied()).collect();
                    self.taken_from(&next, &all, &inner, left, seen);
                }
                _ => seen(expr, scope),
            },
            _ => seen(expr, scope),
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
