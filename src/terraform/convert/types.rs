//! The type of a value, and the type that several have in common.

use super::MAX_DEPTH;
use crate::value::{Data, ListKind, MapKind, Type, Value};
use indexmap::IndexMap;
use std::sync::Arc;

/// The type of a value as far as it is known: null and what is unknown without a declared type are
/// [`Type::Any`].
#[must_use]
pub fn type_of(value: &Value) -> Type {
    type_at(value, 0)
}

fn type_at(value: &Value, depth: usize) -> Type {
    if depth > MAX_DEPTH {
        return Type::Any;
    }
    let of = |value: &Value| type_at(value, depth + 1);
    match &value.data {
        Data::Null => Type::Any,
        Data::Bool(_) => Type::Bool,
        Data::Number(_) => Type::Number,
        Data::String(_) => Type::String,
        Data::List(list) => {
            let open =
                list.items.iter().any(|item| item.as_unknown().is_some_and(|unknown| unknown.rest));
            match list.kind {
                ListKind::Tuple if open => Type::Any,
                ListKind::Tuple => Type::Tuple(list.items.iter().map(of).collect()),
                ListKind::List => Type::List(Box::new(common(list.items.iter().map(of)))),
                ListKind::Set => Type::Set(Box::new(common(list.items.iter().map(of)))),
            }
        }
        Data::Map(map) => match map.kind {
            MapKind::Object if map.rest.is_some() => Type::Any,
            MapKind::Object => Type::Object(
                map.entries.iter().map(|(key, entry)| (key.clone(), of(&entry.value))).collect(),
            ),
            MapKind::Map => {
                Type::Map(Box::new(common(map.entries.values().map(|entry| of(&entry.value)))))
            }
        },
        Data::Unknown(unknown) if !unknown.pieces.is_empty() || unknown.encoded.is_some() => {
            Type::String
        }
        Data::Unknown(unknown) => unknown.ty.clone(),
        Data::Either(either) => {
            unify(&[of(&either.then), of(&either.otherwise)]).unwrap_or_default()
        }
    }
}

/// The element type of a collection whose items were converted to one type already.
fn common(types: impl Iterator<Item = Type>) -> Type {
    let mut result = Type::Any;
    for ty in types {
        if ty == result {
            continue;
        }
        match unify_two(&result, &ty) {
            Some(both) => result = both,
            None => return Type::Any,
        }
    }
    result
}

/// The type that values of all these types convert to: what a conditional, `tolist`, `tomap` and
/// `coalesce` give. `Any` (null, or not known) goes with everything; [`Type::Any`] alone when
/// nothing else is there. `None`: there is no such type.
#[must_use]
pub fn unify(types: &[Type]) -> Option<Type> {
    let mut result = Type::Any;
    for ty in types {
        if *ty != result {
            result = unify_two(&result, ty)?;
        }
    }
    Some(result)
}

fn unify_two(a: &Type, b: &Type) -> Option<Type> {
    let boxed = |a: &Type, b: &Type| unify_two(a, b).map(Box::new);
    Some(match (a, b) {
        (a, b) if a == b => a.clone(),
        (Type::Any, other) | (other, Type::Any) => other.clone(),
        (Type::String, Type::Number | Type::Bool) | (Type::Number | Type::Bool, Type::String) => {
            Type::String
        }
        (Type::List(a), Type::List(b) | Type::Set(b)) | (Type::Set(a), Type::List(b)) => {
            Type::List(boxed(a, b)?)
        }
        (Type::Set(a), Type::Set(b)) => Type::Set(boxed(a, b)?),
        (Type::Map(a), Type::Map(b)) => Type::Map(boxed(a, b)?),
        (Type::Tuple(a), Type::Tuple(b)) if a.len() == b.len() => {
            let items: Option<Vec<Type>> = a.iter().zip(b).map(|(a, b)| unify_two(a, b)).collect();
            match items {
                Some(items) => Type::Tuple(items),
                None => Type::List(Box::new(unify(&[a.as_slice(), b.as_slice()].concat())?)),
            }
        }
        (Type::Tuple(a), Type::Tuple(b)) => {
            Type::List(Box::new(unify(&[a.as_slice(), b.as_slice()].concat())?))
        }
        (Type::List(item), Type::Tuple(items)) | (Type::Tuple(items), Type::List(item)) => {
            Type::List(Box::new(unify_two(item, &unify(items)?)?))
        }
        (Type::Set(item), Type::Tuple(items)) | (Type::Tuple(items), Type::Set(item)) => {
            Type::Set(Box::new(unify_two(item, &unify(items)?)?))
        }
        (Type::Object(a), Type::Object(b)) => unify_objects(a, b)?,
        (Type::Map(item), Type::Object(attributes))
        | (Type::Object(attributes), Type::Map(item)) => Type::Map(Box::new(unify_two(
            item,
            &unify(&attributes.values().cloned().collect::<Vec<_>>())?,
        )?)),
        _ => return None,
    })
}

/// Objects of the same attributes stay an object; others become a map, when all their attributes go
/// together.
fn unify_objects(a: &IndexMap<Arc<str>, Type>, b: &IndexMap<Arc<str>, Type>) -> Option<Type> {
    if a.len() == b.len() && a.keys().all(|key| b.contains_key(key)) {
        let same: Option<IndexMap<Arc<str>, Type>> =
            a.iter().map(|(key, ty)| Some((key.clone(), unify_two(ty, b.get(key)?)?))).collect();
        if let Some(attributes) = same {
            return Some(Type::Object(attributes));
        }
    }
    let all: Vec<Type> = a.values().chain(b.values()).cloned().collect();
    unify(&all).map(|item| Type::Map(Box::new(item)))
}

/// Whether `any` occurs at any depth.
#[must_use]
pub fn has_any(ty: &Type) -> bool {
    match ty {
        Type::Any => true,
        Type::String | Type::Number | Type::Bool => false,
        Type::List(item) | Type::Set(item) | Type::Map(item) => has_any(item),
        Type::Tuple(items) => items.iter().any(has_any),
        Type::Object(attributes) => attributes.values().any(has_any),
    }
}

/// A type as a person reads it: `list of string`, `object`.
#[must_use]
pub fn describe(ty: &Type) -> String {
    let of = |name: &str, item: &Type| match item {
        Type::Any => format!("{name} of any single type"),
        item => format!("{name} of {}", describe(item)),
    };
    match ty {
        Type::Any => "any value".to_owned(),
        Type::String => "string".to_owned(),
        Type::Number => "number".to_owned(),
        Type::Bool => "bool".to_owned(),
        Type::List(item) => of("list", item),
        Type::Set(item) => of("set", item),
        Type::Map(item) => of("map", item),
        Type::Tuple(_) => "tuple".to_owned(),
        Type::Object(_) => "object".to_owned(),
    }
}
