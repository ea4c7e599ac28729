//! What a value of a policy is, as far as it can be followed.

use crate::normalize::{AttributeType, attribute};
use crate::policy::pattern::{Part, Pattern};
use regorus::unstable::ArithOp;
use std::collections::BTreeSet;
use std::rc::Rc;

/// What a value is.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Kind {
    /// Nobody knows.
    Any,
    /// A literal text.
    Text(Rc<str>),
    /// A path as an array of keys and indexes.
    Path(Vec<Part>),
    /// A resource of one of these types; of any where there are none.
    Resource(BTreeSet<String>),
    /// What stands at a path below such a resource's `values`.
    Within(BTreeSet<String>, Vec<Part>),
    /// A list, a set or an object of such values.
    Of(Box<Kind>),
    /// What stands at a path of the document.
    Document(Vec<String>),
    /// A name of data that is no rule yet.
    Name(String),
}

impl Kind {
    /// Whether what is known already is more than another kind says.
    pub(super) fn says_more(&self, other: &Kind) -> bool {
        match (self, other) {
            (Kind::Any, _) => false,
            (_, Kind::Any) => true,
            (Kind::Resource(own), Kind::Resource(other)) => !own.is_empty() && other.is_empty(),
            _ => false,
        }
    }
}

/// The first keys of the document.
pub(super) const KEYS: [&str; 5] = ["unit", "resources", "by_type", "settings", "run"];

/// First keys of what rules of conftest see.
pub(super) const FOREIGN: [&str; 6] =
    ["resource", "resource_changes", "planned_values", "configuration", "variable", "Resources"];

/// The item of what is gone through.
pub(super) fn item(of: &Kind) -> Kind {
    match of {
        Kind::Of(item) => (**item).clone(),
        Kind::Within(types, path) => {
            let mut path = path.clone();
            path.push(if is_map(types, &path) { Part::AnyKey } else { Part::Item });
            Kind::Within(types.clone(), path)
        }
        Kind::Document(path) if path.as_slice() == ["resources"] => Kind::Resource(BTreeSet::new()),
        _ => Kind::Any,
    }
}

/// Whether a map with the user's own keys stands there.
pub(super) fn is_map(types: &BTreeSet<String>, path: &[Part]) -> bool {
    let pattern = Pattern(path.to_vec()).to_string();
    let kind = |ty: &String| attribute(ty, &pattern).map(|attribute| attribute.ty);
    types.iter().any(|ty| matches!(kind(ty), Some(AttributeType::FreeMap | AttributeType::Object)))
}

pub(super) fn joined(one: Kind, other: Kind) -> Kind {
    match (one, other) {
        (Kind::Any, other) => other,
        (one, Kind::Any) => one,
        (Kind::Resource(mut one), Kind::Resource(other)) => {
            if one.is_empty() || other.is_empty() {
                return Kind::Resource(BTreeSet::new());
            }
            one.extend(other);
            Kind::Resource(one)
        }
        (Kind::Of(one), Kind::Of(other)) => Kind::Of(Box::new(joined(*one, *other))),
        (one, _) => one,
    }
}

/// Why a value is no number, where that is known.
pub(super) fn no_number(kind: &Kind, op: &ArithOp) -> Option<String> {
    let Kind::Within(types, path) = kind else { return None };
    let pattern = Pattern(path.clone()).to_string();
    let ty = types.iter().next()?;
    let is = match attribute(ty, &pattern)?.ty {
        AttributeType::String => "a string",
        AttributeType::Bool => "true or false",
        AttributeType::Image | AttributeType::Object => "an object",
        // Sets may be taken from one another.
        AttributeType::List if !matches!(op, ArithOp::Sub) => "a list",
        _ => return None,
    };
    let sign = match op {
        ArithOp::Add => "+",
        ArithOp::Sub => "-",
        ArithOp::Mul => "*",
        ArithOp::Div => "/",
        ArithOp::Mod => "%",
    };
    Some(format!("`{sign}` takes numbers, but {ty}: {pattern} is {is}"))
}
