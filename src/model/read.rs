//! Reading located values: every arm of a condition, every item of a list, every reference.

use crate::value::{Condition, Data, Piece, Reference, Value};
use std::collections::BTreeSet;

/// The condition that a value hangs on, and whether it has to hold.
pub type When<'v> = Option<(&'v Condition, bool)>;

/// A value that is there, perhaps in one arm of a condition only.
#[derive(Clone, Copy, Debug)]
pub struct Arm<'v> {
    /// The value: never null and no [`Data::Either`].
    pub value: &'v Value,
    /// The innermost condition on the way to it.
    pub when: When<'v>,
}

#[cfg(test)]
thread_local! {
    /// How many values were looked at on this thread.
    pub static LOOKED_AT: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
}

fn look() {
    #[cfg(test)]
    LOOKED_AT.with(|count| count.set(count.get() + 1));
}

/// Deepest value that is looked into.
const MAX_DEPTH: usize = 64;

/// The arms of a value.
#[must_use]
pub fn arms(value: &Value) -> Vec<Arm<'_>> {
    let mut out = Vec::new();
    split(value, None, 0, &mut out);
    out
}

fn split<'v>(value: &'v Value, when: When<'v>, depth: usize, out: &mut Vec<Arm<'v>>) {
    look();
    match &value.data {
        Data::Null => {}
        Data::Either(either) if depth < MAX_DEPTH => {
            split(&either.then, Some((&either.condition, true)), depth + 1, out);
            split(&either.otherwise, Some((&either.condition, false)), depth + 1, out);
        }
        _ => out.push(Arm { value, when }),
    }
}

/// What stands at a path of keys with dots between them; `*` is every item of a list. What is not
/// known on the way stands for what would be below it.
#[must_use]
pub fn find<'v>(value: &'v Value, path: &str) -> Vec<Arm<'v>> {
    let mut at = arms(value);
    for step in path.split('.') {
        let mut next = Vec::new();
        for arm in at {
            match (&arm.value.data, step) {
                (Data::Unknown(_), _) => next.push(arm),
                (Data::List(list), "*") => {
                    for item in &list.items {
                        split(item, arm.when, 0, &mut next);
                    }
                }
                (_, "*") => next.push(arm),
                (Data::Map(map), key) => {
                    if let Some(entry) = map.entries.get(key) {
                        split(&entry.value, arm.when, 0, &mut next);
                    }
                }
                _ => {}
            }
        }
        at = next;
    }
    at
}

/// The first known text at a path.
#[must_use]
pub fn text<'v>(value: &'v Value, path: &str) -> Option<&'v str> {
    find(value, path).into_iter().find_map(|arm| arm.value.as_str())
}

/// The first known whole number at a path; a text of digits counts.
#[must_use]
pub fn int(value: &Value, path: &str) -> Option<i64> {
    find(value, path).into_iter().find_map(|arm| whole(arm.value))
}

/// A whole number.
#[must_use]
pub fn whole(value: &Value) -> Option<i64> {
    match &value.data {
        Data::Number(number) => number.as_i64(),
        Data::String(text) => text.text.trim().parse().ok(),
        _ => None,
    }
}

/// What is known of a switch: `None` where nothing says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Switch {
    /// On, wherever it is said.
    On,
    /// Off, wherever it is said.
    Off,
    /// On or off.
    Open,
}

/// What a path says about a switch.
#[must_use]
pub fn switch(value: &Value, path: &str) -> Option<Switch> {
    let found = find(value, path);
    let mut said = found.iter().map(|arm| match &arm.value.data {
        Data::Bool(true) => Switch::On,
        Data::Bool(false) => Switch::Off,
        Data::String(text) if text.text.eq_ignore_ascii_case("true") => Switch::On,
        Data::String(text) if text.text.eq_ignore_ascii_case("false") => Switch::Off,
        _ => Switch::Open,
    });
    let first = said.next()?;
    Some(if said.all(|other| other == first) { first } else { Switch::Open })
}

/// Why what stands at a path is not known, where it is not.
#[must_use]
pub fn unknown(value: &Value, path: &str) -> Option<String> {
    find(value, path)
        .into_iter()
        .find_map(|arm| arm.value.as_unknown().map(|unknown| unknown.decisive().to_string()))
}

/// Every reference of a value and of what is in it, each once.
#[must_use]
pub fn references(value: &Value) -> Vec<&Reference> {
    let mut found = BTreeSet::new();
    visit(value, &mut |value| found.extend(value.references()));
    found.into_iter().collect()
}

/// Calls `seen` with a value and everything in it.
pub fn visit<'v>(value: &'v Value, seen: &mut impl FnMut(&'v Value)) {
    fn below<'v>(value: &'v Value, depth: usize, seen: &mut impl FnMut(&'v Value)) {
        look();
        seen(value);
        if depth > MAX_DEPTH {
            return;
        }
        match &value.data {
            Data::List(list) => list.items.iter().for_each(|item| below(item, depth + 1, seen)),
            Data::Map(map) => {
                map.entries.values().for_each(|entry| below(&entry.value, depth + 1, seen));
            }
            Data::Either(either) => {
                below(&either.then, depth + 1, seen);
                below(&either.otherwise, depth + 1, seen);
            }
            Data::Unknown(unknown) => {
                for piece in &unknown.pieces {
                    if let Piece::Unknown(value) = piece {
                        below(value, depth + 1, seen);
                    }
                }
                if let Some(encoded) = &unknown.encoded {
                    below(encoded, depth + 1, seen);
                }
            }
            Data::String(text) => {
                for part in text.parts.as_deref().unwrap_or_default() {
                    if let Some(encoded) = &part.encoded {
                        below(encoded, depth + 1, seen);
                    }
                }
            }
            _ => {}
        }
    }
    below(value, 0, seen);
}

/// Whether a value, or a part of its text, is marked as a secret.
#[must_use]
pub fn is_secret(value: &Value) -> bool {
    let parts = match &value.data {
        Data::String(text) => text.parts.as_deref().unwrap_or_default(),
        _ => &[],
    };
    value.marks.is_secret() || parts.iter().any(|part| part.marks.is_secret())
}

/// A condition as a person reads it.
#[must_use]
pub fn condition(when: When<'_>) -> Option<String> {
    let (condition, holds) = when?;
    Some(if holds { condition.text.to_string() } else { format!("not ({})", condition.text) })
}
