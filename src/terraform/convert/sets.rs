//! Sets: sorted and without duplicates, in the order Terraform iterates them.

use crate::value::{Data, List, ListKind, Number, Value};
use std::cmp::Ordering;

/// A set of these items. Known items come first in Terraform's order, duplicates are dropped (the
/// first keeps its place and takes the others' marks), then null, then what is not known: an
/// unknown item may equal any other, so it is kept.
#[must_use]
pub fn make_set(items: Vec<Value>) -> List {
    let mut keyed: Vec<(Key, Value)> =
        items.into_iter().map(|item| (Key::of(&item), item)).collect();
    keyed.sort_by(|a, b| a.0.cmp(&b.0));
    let mut result: Vec<(Key, Value)> = Vec::with_capacity(keyed.len());
    for (key, item) in keyed {
        match result.last_mut() {
            Some((last, kept)) if !matches!(key, Key::Open) && *last == key => {
                kept.marks = kept.marks.with(item.marks);
            }
            _ => result.push((key, item)),
        }
    }
    List { kind: ListKind::Set, items: result.into_iter().map(|(_, item)| item).collect() }
}

/// The order in which Terraform iterates two items of a set: bools false first, numbers by size,
/// strings by bytes, others by an encoding of their content; then null, then what is not known.
#[must_use]
pub fn set_order(a: &Value, b: &Value) -> Ordering {
    Key::of(a).cmp(&Key::of(b))
}

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Bool(bool),
    Number(Number),
    String(std::sync::Arc<str>),
    Other(String),
    Null,
    Open,
}

impl Key {
    fn of(value: &Value) -> Key {
        match &value.data {
            Data::Bool(known) => Key::Bool(*known),
            Data::Number(number) => Key::Number(number.clone()),
            Data::String(text) => Key::String(text.text.clone()),
            Data::Null => Key::Null,
            Data::Unknown(_) | Data::Either(_) => Key::Open,
            Data::List(_) | Data::Map(_) if value.has_unknown() => Key::Open,
            Data::List(_) | Data::Map(_) => {
                let mut text = String::new();
                content(value, &mut text, 0);
                Key::Other(text)
            }
        }
    }
}

/// An encoding under which equal values of one type are equal and which sorts as Terraform's own
/// does for what is common (objects by their attributes' values in the order of their names).
fn content(value: &Value, out: &mut String, depth: usize) {
    use std::fmt::Write;
    if depth > super::MAX_DEPTH {
        return;
    }
    let _ = match &value.data {
        Data::Null => write!(out, "~"),
        Data::Bool(known) => write!(out, "{}", if *known { 'T' } else { 'F' }),
        Data::Number(number) => write!(out, "{number}"),
        Data::String(text) => write!(out, "{:?}", text.text),
        Data::List(list) => {
            out.push('[');
            for item in &list.items {
                content(item, out, depth + 1);
                out.push(';');
            }
            out.push(']');
            Ok(())
        }
        Data::Map(map) => {
            let mut keys: Vec<_> = map.entries.iter().collect();
            keys.sort_by(|a, b| a.0.cmp(b.0));
            let object = map.kind == crate::value::MapKind::Object;
            out.push(if object { '<' } else { '{' });
            for (key, entry) in keys {
                if !object {
                    let _ = write!(out, "{key:?}:");
                }
                content(&entry.value, out, depth + 1);
                out.push(';');
            }
            out.push(if object { '>' } else { '}' });
            Ok(())
        }
        Data::Unknown(_) | Data::Either(_) => write!(out, "?"),
    };
}
