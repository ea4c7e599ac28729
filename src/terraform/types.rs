//! Type constraints as they are written (Terraform language, "Type Constraints").

use super::convert::Optional;
use super::eval::Evaluator;
use super::instance::Scope;
use crate::source::Loss;
use crate::syntax::hcl::ast::{Expr, Key, Kind};
use crate::value::Type;
use indexmap::IndexMap;
use std::sync::Arc;

impl Evaluator<'_> {
    /// A type constraint, and what in it is optional. What cannot be read allows anything, with a
    /// problem.
    pub(super) fn constraint(&self, expr: &Expr, scope: &Scope) -> (Type, Optional) {
        match &expr.kind {
            Kind::Group(inner) => self.constraint(inner, scope),
            Kind::Name(name) => (self.simple(name, expr), Optional::default()),
            // Terraform 0.11 quoted its types; its JSON syntax still does.
            Kind::Template(_) => match expr.literal() {
                Some(text) => match crate::syntax::hcl::parse_expression(
                    &text,
                    crate::syntax::hcl::Origin::Nowhere,
                ) {
                    Ok(inner) if !matches!(inner.kind, Kind::Template(_)) => {
                        self.constraint(&inner, scope)
                    }
                    _ => (Type::Any, Optional::default()),
                },
                None => (Type::Any, Optional::default()),
            },
            Kind::Call { name, args, .. } => self.complex(name, args, expr, scope),
            _ => {
                self.report(Loss::Warning, expr.place, "is not a type; any value is accepted");
                (Type::Any, Optional::default())
            }
        }
    }

    fn simple(&self, name: &str, expr: &Expr) -> Type {
        match name {
            "string" => Type::String,
            "number" => Type::Number,
            "bool" => Type::Bool,
            "any" => Type::Any,
            "list" => Type::List(Box::new(Type::Any)),
            "map" => Type::Map(Box::new(Type::Any)),
            "set" => Type::Set(Box::new(Type::Any)),
            _ => {
                self.report(
                    Loss::Warning,
                    expr.place,
                    format!("`{name}` is not a type; any value is accepted"),
                );
                Type::Any
            }
        }
    }

    fn complex(&self, name: &str, args: &[Expr], expr: &Expr, scope: &Scope) -> (Type, Optional) {
        match (name, args) {
            ("list" | "set" | "map", [item]) => {
                let (item, below) = self.constraint(item, scope);
                let ty = match name {
                    "list" => Type::List(Box::new(item)),
                    "set" => Type::Set(Box::new(item)),
                    _ => Type::Map(Box::new(item)),
                };
                let mut optional = Optional::default();
                if !below.is_empty() {
                    optional.children.insert(Arc::from(""), below);
                }
                (ty, optional)
            }
            ("tuple", [items]) => {
                let Kind::List(items) = &items.kind else {
                    return (Type::Any, Optional::default());
                };
                let mut optional = Optional::default();
                let mut types = Vec::with_capacity(items.len());
                for (index, item) in items.iter().enumerate() {
                    let (ty, below) = self.constraint(item, scope);
                    types.push(ty);
                    if !below.is_empty() {
                        optional.children.insert(Arc::from(index.to_string()), below);
                    }
                }
                (Type::Tuple(types), optional)
            }
            ("object", [attributes]) => {
                let Kind::Object(attributes) = &attributes.kind else {
                    return (Type::Any, Optional::default());
                };
                self.object_type(attributes, scope)
            }
            // Elsewhere than in an object `optional` has no meaning; Terraform refuses it.
            ("optional", [inner, ..]) => self.constraint(inner, scope),
            _ => {
                self.report(
                    Loss::Warning,
                    expr.place,
                    format!("`{name}(...)` is not a type; any value is accepted"),
                );
                (Type::Any, Optional::default())
            }
        }
    }

    fn object_type(&self, attributes: &[(Key, Expr)], scope: &Scope) -> (Type, Optional) {
        let mut types = IndexMap::new();
        let mut optional = Optional::default();
        for (key, expr) in attributes {
            let name: Arc<str> = match key {
                Key::Name(name, _) => name.clone(),
                Key::Expr(key) => match key.literal() {
                    Some(name) => Arc::from(name),
                    None => continue,
                },
            };
            let mut inner = expr;
            if let Kind::Call { name: call, args, .. } = &expr.kind
                && &**call == "optional"
                && let Some(first) = args.first()
            {
                inner = first;
                let default = args.get(1).map(|default| self.value_of(default, scope));
                optional.attributes.insert(name.clone(), default);
            }
            let (ty, below) = self.constraint(inner, scope);
            types.insert(name.clone(), ty);
            if !below.is_empty() {
                optional.children.insert(name, below);
            }
        }
        (Type::Object(types), optional)
    }
}
