//! Conversion of types, and functions about sensitivity.

use super::{Call, Flow, Function, Kind, Outcome, Param};
use crate::terraform::convert::{ConvertError, convert, describe, type_of};
use crate::value::{Data, Marks, Part, Piece, Text, Type, Unknown, Value};
use std::fmt::Write;
use std::sync::Arc;

const V: Param = Param::new("v", Kind::Any).null().partial().arms();
const VALUE: Param = Param::new("value", Kind::Any).null().partial().arms();

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("tostring", &[V], Kind::String, |call, args| to(call, args, &Type::String))
        .flow(Flow::Top),
    Function::new("tonumber", &[V], Kind::Number, |call, args| to(call, args, &Type::Number))
        .flow(Flow::Top),
    Function::new("tobool", &[V], Kind::Bool, |call, args| to(call, args, &Type::Bool))
        .flow(Flow::Top),
    Function::new("tolist", &[V], Kind::Any, |call, args| {
        to(call, args, &Type::List(Box::new(Type::Any)))
    })
    .flow(Flow::Top),
    Function::new("toset", &[V], Kind::Any, |call, args| {
        to(call, args, &Type::Set(Box::new(Type::Any)))
    })
    .flow(Flow::Top),
    Function::new("tomap", &[V], Kind::Any, |call, args| {
        to(call, args, &Type::Map(Box::new(Type::Any)))
    })
    .flow(Flow::Top),
    Function::new("type", &[VALUE], Kind::String, type_name).flow(Flow::Top),
    Function::new("sensitive", &[VALUE], Kind::Any, |_, args| {
        Ok(args[0].clone().marked(Marks::SENSITIVE))
    })
    .flow(Flow::Own),
    Function::new("nonsensitive", &[VALUE], Kind::Any, |_, args| {
        Ok(without_sensitive(args[0].clone()))
    })
    .flow(Flow::Own),
    Function::new("issensitive", &[VALUE], Kind::Bool, issensitive).flow(Flow::Own),
    Function::new("ephemeralasnull", &[VALUE], Kind::Any, |_, args| Ok(args[0].clone()))
        .flow(Flow::Own),
    Function::new("list", &[], Kind::Any, removed).rest(V),
    Function::new("map", &[], Kind::Any, removed).rest(V),
];

/// `tostring`, `tonumber`, `tobool`, `tolist`, `toset`, `tomap`.
fn to(call: &Call, args: &[Value], ty: &Type) -> Outcome {
    let from = args[0].clone();
    match convert(from, ty) {
        Ok(value) => Ok(value),
        Err(why) => {
            let message = match (&args[0].data, ty) {
                (Data::String(_), Type::Number) if !args[0].marks.is_secret() => format!(
                    "cannot convert {:?} to number; given string must be a decimal representation of a number",
                    args[0].as_str().unwrap_or_default()
                ),
                (Data::String(_), Type::Bool) if !args[0].marks.is_secret() => format!(
                    "cannot convert {:?} to bool; only the strings \"true\" or \"false\" are allowed",
                    args[0].as_str().unwrap_or_default()
                ),
                (_, _) if matches!(why, ConvertError::NothingInCommon { .. }) => why.to_string(),
                _ => format!(
                    "cannot convert {} to {}: {why}",
                    describe(&type_of(&args[0])),
                    describe(ty)
                ),
            };
            call.reject(0, "v", message)
        }
    }
}

fn removed(call: &Call, _: &[Value]) -> Outcome {
    call.fail("the function was deprecated in Terraform v0.12 and is no longer available; use tolist([...]) or tomap({...})")
}

/// `nonsensitive`: the mark is gone, from the runs of a string too. What comes from a secret source
/// still does.
fn without_sensitive(mut value: Value) -> Value {
    value.marks = value.marks.without(Marks::SENSITIVE);
    match &value.data {
        Data::String(Text { text, parts: Some(parts) }) => {
            let parts = parts
                .iter()
                .map(|part| Part { marks: part.marks.without(Marks::SENSITIVE), ..part.clone() });
            value.data = Data::String(Text { text: text.clone(), parts: Some(parts.collect()) });
        }
        Data::Unknown(unknown) if !unknown.pieces.is_empty() => {
            let bare = |piece: &Piece| match piece.clone() {
                Piece::Known { text, place, marks, encoded } => {
                    Piece::Known { text, place, marks: marks.without(Marks::SENSITIVE), encoded }
                }
                Piece::Unknown(mut inner) => {
                    inner.marks = inner.marks.without(Marks::SENSITIVE);
                    Piece::Unknown(inner)
                }
            };
            let pieces = unknown.pieces.iter().map(bare).collect();
            value.data = Data::Unknown(Arc::new(Unknown { pieces, ..(**unknown).clone() }));
        }
        _ => {}
    }
    value
}

/// `issensitive`: a value that is not known and not marked may turn out to be.
fn issensitive(call: &Call, args: &[Value]) -> Outcome {
    let value = &args[0];
    if value.marks.any(Marks::SENSITIVE) {
        return Ok(call.bool(true));
    }
    Ok(match value.data {
        Data::Unknown(_) | Data::Either(_) => call.unknown(value, Type::Bool),
        _ => call.bool(false),
    })
}

/// `type` (Terraform knows it in its console only): the type's notation.
fn type_name(call: &Call, args: &[Value]) -> Outcome {
    if matches!(&args[0].data, Data::Unknown(unknown) if unknown.ty == Type::Any) {
        return Ok(call.unknown(&args[0], Type::String));
    }
    let mut out = String::new();
    notation(&type_of(&args[0]), &mut out, 0);
    Ok(call.string(out))
}

fn notation(ty: &Type, out: &mut String, indent: usize) {
    let pad = "    ".repeat(indent);
    let mut of = |name: &str, item: &Type| {
        let _ = write!(out, "{name}(");
        notation(item, out, indent);
        out.push(')');
    };
    match ty {
        Type::Any => out.push_str("dynamic"),
        Type::String => out.push_str("string"),
        Type::Number => out.push_str("number"),
        Type::Bool => out.push_str("bool"),
        Type::List(item) => of("list", item),
        Type::Set(item) => of("set", item),
        Type::Map(item) => of("map", item),
        Type::Tuple(items) if items.is_empty() => out.push_str("tuple([])"),
        Type::Object(attributes) if attributes.is_empty() => out.push_str("object({})"),
        Type::Tuple(items) => {
            out.push_str("tuple([\n");
            for item in items {
                let _ = write!(out, "{pad}    ");
                notation(item, out, indent + 1);
                out.push_str(",\n");
            }
            let _ = write!(out, "{pad}])");
        }
        Type::Object(attributes) => {
            out.push_str("object({\n");
            let mut sorted: Vec<_> = attributes.iter().collect();
            sorted.sort_by(|a, b| a.0.cmp(b.0));
            for (name, item) in sorted {
                let _ = write!(out, "{pad}    {name}: ");
                notation(item, out, indent + 1);
                out.push_str(",\n");
            }
            let _ = write!(out, "{pad}}})");
        }
    }
}
