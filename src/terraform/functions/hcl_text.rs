//! `provider::terraform::encode_expr` and `encode_tfvars`: values as HCL, laid out as Terraform's
//! formatter does it.

use super::{Call, Function, Kind, Outcome, Param};
use crate::value::{Cause, Data, Entry, Type, Value};
use indexmap::IndexMap;
use std::fmt::Write;
use std::sync::Arc;

const VALUE: Param = Param::new("value", Kind::Any).all();

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("provider::terraform::encode_expr", &[VALUE], Kind::String, encode_expr),
    Function::new("provider::terraform::encode_tfvars", &[VALUE], Kind::String, encode_tfvars),
];

/// Lists of objects are laid out in a way of their own, which is not followed here.
struct Unusual;

fn encode_expr(call: &Call, args: &[Value]) -> Outcome {
    let mut out = String::new();
    Ok(match expression(&args[0], 0, &mut out) {
        Ok(()) => call.string(out),
        Err(Unusual) => unusual(call),
    })
}

fn encode_tfvars(call: &Call, args: &[Value]) -> Outcome {
    let Data::Map(map) = &args[0].data else {
        return call.reject(0, "value", "the value to encode must be an object or a map");
    };
    if let Some(name) = map.entries.keys().find(|name| !is_identifier(name)) {
        return call.reject(
            0,
            "value",
            format!("invalid variable name \"{name}\": must be a valid identifier"),
        );
    }
    let mut out = String::new();
    Ok(match attributes(&map.entries, 0, &mut out) {
        Ok(()) => call.string(out),
        Err(Unusual) => unusual(call),
    })
}

fn unusual(call: &Call) -> Value {
    let cause = Cause::NotRun("the layout of lists of objects as HCL is not followed".into());
    call.unknown(&Value::unknown(cause, call.span), Type::String)
}

fn expression(value: &Value, depth: usize, out: &mut String) -> Result<(), Unusual> {
    if depth > crate::terraform::convert::MAX_DEPTH {
        return Err(Unusual);
    }
    match &value.data {
        Data::Null => out.push_str("null"),
        Data::Bool(known) => out.push_str(if *known { "true" } else { "false" }),
        Data::Number(number) => out.push_str(&number.to_string()),
        Data::String(text) => quoted(&text.text, out),
        Data::List(list) => {
            out.push('[');
            for (index, item) in list.items.iter().enumerate() {
                if index > 0 {
                    out.push_str(", ");
                }
                let start = out.len();
                expression(item, depth + 1, out)?;
                if out[start..].contains('\n') {
                    return Err(Unusual);
                }
            }
            out.push(']');
        }
        Data::Map(map) if map.entries.is_empty() => out.push_str("{}"),
        Data::Map(map) => {
            out.push_str("{\n");
            attributes(&map.entries, depth + 1, out)?;
            indent(depth, out);
            out.push('}');
        }
        Data::Unknown(_) | Data::Either(_) => return Err(Unusual),
    }
    Ok(())
}

/// One line per entry, sorted; the equals signs of neighbours that take one line stand below one
/// another.
fn attributes(
    entries: &IndexMap<Arc<str>, Entry>,
    depth: usize,
    out: &mut String,
) -> Result<(), Unusual> {
    let mut lines = Vec::with_capacity(entries.len());
    for (name, entry) in entries {
        let mut key = String::new();
        if is_identifier(name) {
            key.push_str(name)
        } else {
            quoted(name, &mut key)
        }
        let mut value = String::new();
        expression(&entry.value, depth, &mut value)?;
        lines.push((name, key, value));
    }
    lines.sort_by(|a, b| a.0.cmp(b.0));
    for group in lines.chunk_by(|a, b| !a.2.contains('\n') && !b.2.contains('\n')) {
        let width = group.iter().map(|line| line.1.chars().count()).max().unwrap_or(0);
        for (_, key, value) in group {
            indent(depth, out);
            let _ = writeln!(out, "{key:width$} = {value}");
        }
    }
    Ok(())
}

fn indent(depth: usize, out: &mut String) {
    (0..depth).for_each(|_| out.push_str("  "));
}

fn quoted(text: &str, out: &mut String) {
    out.push('"');
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '$' | '%' => {
                out.push(letter);
                if letters.peek() == Some(&'{') {
                    out.push(letter);
                }
            }
            letter if letter.is_control() => {
                let _ = write!(out, "\\u{:04x}", u32::from(letter));
            }
            letter => out.push(letter),
        }
    }
    out.push('"');
}

fn is_identifier(text: &str) -> bool {
    let mut letters = text.chars();
    letters.next().is_some_and(|first| first.is_alphabetic() || first == '_')
        && letters.all(|letter| letter.is_alphanumeric() || matches!(letter, '_' | '-'))
}
