//! Terraform's types: what a value's type is, conversion, unification and equality.
//!
//! Source: Terraform language, "Types and Values" and "Type Constraints" (conversion of primitive
//! and complex types); what the documentation leaves open was asked of Terraform 1.11.

mod equality;
mod optional;
mod sets;
mod strings;
mod types;

pub use equality::equals;
pub use optional::{Optional, convert_with};
pub use sets::{make_set, set_order};
pub use strings::{
    MAX_STRING, StringBuilder, TooLong, as_pieces, composed, cut_run, flat_pieces, substring,
};
pub use types::{describe, has_any, type_of, unify};

use crate::value::{
    Cause, Data, Either, Entry, List, ListKind, Map, MapKind, Number, Text, Type, Unknown, Value,
};
use indexmap::IndexMap;
use std::sync::Arc;

/// Values nested deeper than this are not converted; the cap of every parser is the same.
pub(crate) const MAX_DEPTH: usize = 200;

/// Why a value does not fit a type.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConvertError {
    /// It is nested deeper than anything is read.
    #[error("nested deeper than {MAX_DEPTH}")]
    TooDeep,
    /// It is of another kind than the type that is described.
    #[error("{0} required")]
    Required(String),
    /// Its text does not say what is named.
    #[error("{0} is required")]
    Unreadable(&'static str),
    /// Its items have no type in common.
    #[error("cannot convert {from} to {to}")]
    NothingInCommon {
        /// What it is.
        from: &'static str,
        /// The type that it should have.
        to: String,
    },
    /// It has too many items, or too few.
    #[error("a tuple of {wanted} items is required, but this one has {given}")]
    Length {
        /// The items of the type.
        wanted: usize,
        /// The items of the value.
        given: usize,
    },
    /// It lacks an attribute.
    #[error("attribute \"{0}\" is required")]
    Missing(String),
    /// Something inside it does not fit.
    #[error("{at}: {why}")]
    Inside {
        /// Where, one step down.
        at: String,
        /// Why.
        why: Box<ConvertError>,
    },
}

impl ConvertError {
    fn inside(self, at: String) -> ConvertError {
        ConvertError::Inside { at, why: Box::new(self) }
    }
}

/// Converts a value to a type constraint as a variable's or a function argument's conversion does.
/// Unknown parts stay unknown, null stays null, places and marks are kept. `any` inside a
/// collection's element type is resolved by unification.
///
/// # Errors
/// What cannot be converted, and where inside the value.
pub fn convert(value: Value, ty: &Type) -> Result<Value, ConvertError> {
    convert_at(value, ty, 0)
}

/// A value as text, as templates and `tostring` make it: strings as they are, numbers in plain
/// decimal notation, `true` and `false`. Unknown stays unknown, null stays null.
///
/// # Errors
/// The value is no string, number or bool.
pub fn to_string_value(value: Value) -> Result<Value, ConvertError> {
    convert_at(value, &Type::String, 0)
}

fn convert_at(value: Value, ty: &Type, depth: usize) -> Result<Value, ConvertError> {
    if depth > MAX_DEPTH {
        return Err(ConvertError::TooDeep);
    }
    match (&value.data, ty) {
        (_, Type::Any) | (Data::Null, _) => Ok(value),
        (Data::Either(either), _) => {
            let either = either.clone();
            convert_arms(value, &either, ty, depth)
        }
        (Data::Unknown(unknown), _) => {
            let unknown = unknown.clone();
            Ok(convert_unknown(value, &unknown, ty))
        }
        (_, Type::String) => to_text(value),
        (_, Type::Number) => to_number(value),
        (_, Type::Bool) => to_bool(value),
        (Data::List(list), Type::List(item)) => {
            let list = list.clone();
            let items = convert_items(&list, item, ty, depth)?;
            Ok(with_data(value, Data::List(Arc::new(List { kind: ListKind::List, items }))))
        }
        (Data::List(list), Type::Set(item)) => {
            let list = list.clone();
            let items = convert_items(&list, item, ty, depth)?;
            Ok(with_data(value, Data::List(Arc::new(make_set(items)))))
        }
        (Data::List(list), Type::Tuple(types)) => {
            let list = list.clone();
            convert_tuple(value, &list, types, depth)
        }
        (Data::Map(map), Type::Map(item)) => {
            let map = map.clone();
            convert_map(value, &map, item, ty, depth)
        }
        (Data::Map(map), Type::Object(attributes)) => {
            let map = map.clone();
            convert_object(value, &map, attributes, depth)
        }
        _ => Err(ConvertError::Required(describe(ty))),
    }
}

fn with_data(mut value: Value, data: Data) -> Value {
    value.data = data;
    value
}

/// Both arms; an arm that cannot be converted would be refused when its condition selects it, so it
/// is unknown here.
fn convert_arms(
    value: Value,
    either: &Arc<Either>,
    ty: &Type,
    depth: usize,
) -> Result<Value, ConvertError> {
    let then = convert_at(either.then.clone(), ty, depth + 1);
    let otherwise = convert_at(either.otherwise.clone(), ty, depth + 1);
    let or_unknown = |arm: &Value, why: ConvertError| {
        Value::unknown(Cause::wrong(format!("cannot be converted: {why}")), arm.place.span)
    };
    let (then, otherwise) = match (then, otherwise) {
        (Ok(then), Ok(otherwise)) => (then, otherwise),
        (Ok(then), Err(why)) => (then, or_unknown(&either.otherwise, why)),
        (Err(why), Ok(otherwise)) => (or_unknown(&either.then, why), otherwise),
        (Err(why), Err(_)) => return Err(why),
    };
    Ok(with_data(
        value,
        Data::Either(Arc::new(Either { condition: either.condition.clone(), then, otherwise })),
    ))
}

fn convert_unknown(value: Value, unknown: &Arc<Unknown>, ty: &Type) -> Value {
    let mut unknown = (**unknown).clone();
    if *ty != Type::String {
        unknown.pieces.clear();
        unknown.encoded = None;
    }
    if unknown.ty == Type::Any || !has_any(ty) {
        unknown.ty = ty.clone();
    }
    with_data(value, Data::Unknown(Arc::new(unknown)))
}

fn to_text(value: Value) -> Result<Value, ConvertError> {
    let text = match &value.data {
        Data::String(_) => return Ok(value),
        Data::Number(number) => number.to_string(),
        Data::Bool(true) => "true".to_owned(),
        Data::Bool(false) => "false".to_owned(),
        _ => return Err(ConvertError::Required("string".to_owned())),
    };
    Ok(with_data(value, Data::String(Text { text: text.into(), parts: None })))
}

fn to_number(value: Value) -> Result<Value, ConvertError> {
    let number = match &value.data {
        Data::Number(_) => return Ok(value),
        Data::String(text) => {
            text.text.parse::<Number>().map_err(|_| ConvertError::Unreadable("a number"))?
        }
        _ => return Err(ConvertError::Required("number".to_owned())),
    };
    Ok(with_data(value, Data::Number(number)))
}

fn to_bool(value: Value) -> Result<Value, ConvertError> {
    let known = match &value.data {
        Data::Bool(_) => return Ok(value),
        Data::String(text) => match &*text.text {
            "true" | "1" => true,
            "false" | "0" => false,
            _ => return Err(ConvertError::Unreadable("a bool")),
        },
        _ => return Err(ConvertError::Required("bool".to_owned())),
    };
    Ok(with_data(value, Data::Bool(known)))
}

/// Converts the items of a collection to one type; where the type says `any`, to the one that they
/// have in common.
fn convert_items(
    list: &List,
    item: &Type,
    whole: &Type,
    depth: usize,
) -> Result<Vec<Value>, ConvertError> {
    let mut items = Vec::with_capacity(list.items.len());
    for (index, from) in list.items.iter().enumerate() {
        items.push(
            convert_at(from.clone(), item, depth + 1)
                .map_err(|why| why.inside(format!("element {index}")))?,
        );
    }
    if !has_any(item) {
        return Ok(items);
    }
    let from = if list.kind == ListKind::Tuple { "tuple" } else { "collection" };
    let common = unify(&items.iter().map(type_of).collect::<Vec<_>>())
        .ok_or_else(|| ConvertError::NothingInCommon { from, to: describe(whole) })?;
    let common = if common == Type::Any { item.clone() } else { common };
    let convert = |(index, item)| {
        to_common(item, &common, depth).map_err(|why| why.inside(format!("element {index}")))
    };
    items.into_iter().enumerate().map(convert).collect()
}

/// To the common type of siblings. The type was made from the values, so a nested `any` is nothing
/// left to resolve.
fn to_common(value: Value, ty: &Type, depth: usize) -> Result<Value, ConvertError> {
    if type_of(&value) == *ty { Ok(value) } else { convert_at(value, ty, depth + 1) }
}

fn convert_tuple(
    value: Value,
    list: &List,
    types: &[Type],
    depth: usize,
) -> Result<Value, ConvertError> {
    if list.kind != ListKind::Tuple {
        return Err(ConvertError::Required("tuple".to_owned()));
    }
    if list.items.iter().any(|item| item.as_unknown().is_some_and(|unknown| unknown.rest)) {
        return Ok(value);
    }
    if list.items.len() != types.len() {
        return Err(ConvertError::Length { wanted: types.len(), given: list.items.len() });
    }
    let mut items = Vec::with_capacity(types.len());
    for (index, (item, ty)) in list.items.iter().zip(types).enumerate() {
        items.push(
            convert_at(item.clone(), ty, depth + 1)
                .map_err(|why| why.inside(format!("element {index}")))?,
        );
    }
    Ok(with_data(value, Data::List(Arc::new(List { kind: ListKind::Tuple, items }))))
}

fn convert_map(
    value: Value,
    map: &Map,
    item: &Type,
    whole: &Type,
    depth: usize,
) -> Result<Value, ConvertError> {
    let mut entries = IndexMap::with_capacity(map.entries.len());
    for (key, entry) in &map.entries {
        let converted = convert_at(entry.value.clone(), item, depth + 1)
            .map_err(|why| why.inside(format!("element \"{key}\"")))?;
        entries.insert(key.clone(), Entry { key: entry.key, value: converted });
    }
    if has_any(item) {
        let from = if map.kind == MapKind::Object { "object" } else { "map" };
        let common =
            unify(&entries.values().map(|entry| type_of(&entry.value)).collect::<Vec<_>>())
                .ok_or_else(|| ConvertError::NothingInCommon { from, to: describe(whole) })?;
        let common = if common == Type::Any { item.clone() } else { common };
        for (key, entry) in &mut entries {
            let from = std::mem::replace(&mut entry.value, Value::null(None));
            entry.value = to_common(from, &common, depth)
                .map_err(|why| why.inside(format!("element \"{key}\"")))?;
        }
    }
    Ok(with_data(
        value,
        Data::Map(Arc::new(Map { kind: MapKind::Map, entries, rest: map.rest.clone() })),
    ))
}

fn convert_object(
    value: Value,
    map: &Map,
    attributes: &IndexMap<Arc<str>, Type>,
    depth: usize,
) -> Result<Value, ConvertError> {
    let mut entries = IndexMap::with_capacity(attributes.len());
    for (key, entry) in &map.entries {
        let Some(ty) = attributes.get(key) else { continue };
        let converted = convert_at(entry.value.clone(), ty, depth + 1)
            .map_err(|why| why.inside(format!("attribute \"{key}\"")))?;
        entries.insert(key.clone(), Entry { key: entry.key, value: converted });
    }
    for (key, ty) in attributes {
        if entries.contains_key(key) {
            continue;
        }
        let Some(reason) = &map.rest else {
            return Err(ConvertError::Missing(key.to_string()));
        };
        let unknown = Unknown { ty: ty.clone(), ..Unknown::because(reason.clone()) };
        let mut missing = Value::unknown(Cause::Part(""), value.place.span);
        missing.data = Data::Unknown(Arc::new(unknown));
        entries.insert(key.clone(), Entry { key: None, value: missing });
    }
    Ok(with_data(value, Data::Map(Arc::new(Map { kind: MapKind::Object, entries, rest: None }))))
}

#[cfg(test)]
mod tests;
