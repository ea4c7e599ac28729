//! The names of environment variables beside secret values. What an expression makes of a secret is
//! secret as a whole (`[for pair in pairs : ... if pair.value != null]`), but a name that is written
//! as it stands tells nothing of the value beside it.

use crate::normalize::map::remade::same_place;
use crate::tree::Tree;
use crate::value::{Data, Either, List, Map, Marks, StepKind, Value};
use std::sync::Arc;

/// Marks of what is secret, or has a secret in it.
const SECRET: Marks = Marks(Marks::SENSITIVE.0 | Marks::SECRET_SOURCE.0);

/// The bytes before a literal in which a call of `sensitive` may be the one around it.
const BEFORE: u32 = 4096;

/// The entries of an environment that is secret as a whole: all of them are hidden but the names that
/// are written in the source as they stand.
#[must_use]
pub fn apart(tree: &Tree, entries: Value) -> Value {
    pushed_down(tree, entries, false)
}

fn pushed_down(tree: &Tree, value: Value, around: bool) -> Value {
    let secret = around || value.marks.any(SECRET);
    if !secret {
        match &value.data {
            // What is secret may be further inside.
            Data::List(_) | Data::Either(_) => {}
            _ => return value,
        }
    }
    let hidden = if secret { Marks::HIDDEN } else { Marks::NONE };
    let data = match &value.data {
        Data::List(list) => {
            let items = list.items.iter();
            let items = items.map(|item| pushed_down(tree, item.clone(), secret)).collect();
            Data::List(Arc::new(List { items, ..(**list).clone() }))
        }
        Data::Either(either) => Data::Either(Arc::new(Either {
            then: pushed_down(tree, either.then.clone(), secret),
            otherwise: pushed_down(tree, either.otherwise.clone(), secret),
            ..(**either).clone()
        })),
        Data::Map(map) if map.entries.contains_key("name") => {
            let mut entries = map.entries.clone();
            for (key, entry) in &mut entries {
                let plain = &**key == "name" && is_written(tree, &entry.value);
                entry.value.marks = match plain {
                    true => entry.value.marks.without(SECRET),
                    false => entry.value.marks.with(hidden),
                };
            }
            Data::Map(Arc::new(Map { entries, ..(**map).clone() }))
        }
        _ => return Value { marks: value.marks.with(hidden), ..value },
    };
    let mut apart = same_place(&value, data);
    apart.marks = value.marks.without(SECRET);
    apart
}

/// Whether a text is a name that the source has as it stands, given by no variable and by nothing
/// else that could be the secret itself.
fn is_written(tree: &Tree, value: &Value) -> bool {
    let Data::String(text) = &value.data else { return false };
    let text = &*text.text;
    let of_name = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
    let own = value.place.steps().all(|step| {
        matches!(step.kind, StepKind::Local | StepKind::ForEach | StepKind::ConditionArm)
    });
    own && text.chars().all(of_name)
        && value.place.span.is_some_and(|span| {
            let file = tree.file(span.file);
            // A local may itself be what `sensitive` makes of a literal, or have the literal inside of that.
            let before = file.slice(span.start.saturating_sub(BEFORE), span.start);
            let wrapped = value.place.steps().any(|step| matches!(step.kind, StepKind::Local))
                && before.contains("sensitive(");
            !wrapped && file.slice(span.start, span.end).trim_matches('"') == text
        })
}
