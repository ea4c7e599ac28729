//! Strings put together from values, each part at its own place; and the dynamic references that
//! stand in them.

use super::run::Run;
use crate::syntax::flat::Flat;
use crate::value::{
    Cause, Condition, Data, Either, Marks, Part, Piece, Place, Reference, Store, Text, Type,
    Unknown, Value,
};
use std::sync::Arc;

/// How many conditions one string or call may depend on before it counts as unknown.
const MAX_CONDITIONS: usize = 4;

/// The longest text that is put together: CloudFormation's own limit of a template (user guide,
/// "CloudFormation quotas").
const MAX_TEXT: usize = 1 << 20;

/// The text a scalar has inside a string: numbers as they print, booleans as CloudFormation writes
/// them.
pub(super) fn text_of(value: &Value) -> Option<Arc<str>> {
    match &value.data {
        Data::String(text) => Some(text.text.clone()),
        Data::Number(number) => Some(number.to_string().into()),
        Data::Bool(bool) => Some(if *bool { "true" } else { "false" }.into()),
        _ => None,
    }
}

/// A place after the steps that carried what it is a part of.
pub(super) fn carried(place: &Place, outer: &Place) -> Place {
    let steps: Vec<_> = outer.steps().collect();
    steps
        .into_iter()
        .rev()
        .fold(place.clone(), |place, step| place.through(step.kind, step.name.clone(), step.span))
}

/// One string from several values, at a place of its own. What is not known stays a piece;
/// collections make it unknown.
pub(super) fn concat(values: &[Value], place: &Place) -> Value {
    // One value keeps its identity: its edges, marks and pieces are not taken apart.
    if let [only] = values
        && (only.as_str().is_some() || only.as_unknown().is_some())
    {
        return only.clone();
    }
    let mut pieces: Vec<Piece> = Vec::new();
    let mut marks = Marks::NONE;
    let mut refs: Vec<Reference> = Vec::new();
    let mut total = 0;
    for value in values {
        total += made(value);
        // Joins of joins double: a small template could ask for more memory than there is.
        if total > MAX_TEXT {
            let reason = Cause::limit(format!("the text is longer than {MAX_TEXT} bytes"));
            return Value {
                place: place.clone(),
                marks: marks.with(value.marks),
                ..Value::unknown(reason, None)
            };
        }
        marks = marks.with(value.marks);
        refs.extend_from_slice(value.references());
        match &value.data {
            Data::String(_) => {
                if let Some(flat) = Flat::of_string(value).filter(|flat| !flat.text.is_empty()) {
                    pieces.extend(flat.pieces(0, flat.text.len()).into_iter().map(|piece| {
                        match piece {
                            Piece::Known { text, place, marks: own, encoded } => Piece::Known {
                                text,
                                place: carried(&place, &value.place),
                                marks: own.with(value.marks),
                                encoded,
                            },
                            unknown @ Piece::Unknown(_) => unknown,
                        }
                    }));
                }
            }
            Data::Unknown(unknown) if !unknown.pieces.is_empty() => {
                pieces.extend(unknown.pieces.iter().cloned())
            }
            Data::Unknown(_) => pieces.push(Piece::Unknown(value.clone())),
            Data::Null => {}
            _ => match text_of(value) {
                Some(text) => pieces.push(Piece::Known {
                    text,
                    place: value.place.clone(),
                    marks: value.marks,
                    encoded: None,
                }),
                None => {
                    let unknown =
                        Unknown::because(Cause::wrong("a list or map where text is expected"));
                    pieces.push(Piece::Unknown(Value {
                        data: Data::Unknown(Arc::new(unknown)),
                        ..value.clone()
                    }));
                }
            },
        }
    }
    refs.dedup();
    of_pieces(pieces, place.clone(), marks, refs)
}

/// A string of pieces: known when all of them are.
pub(super) fn of_pieces(
    pieces: Vec<Piece>,
    place: Place,
    marks: Marks,
    refs: Vec<Reference>,
) -> Value {
    let refs = (!refs.is_empty()).then(|| refs.into());
    let reason = pieces.iter().find_map(|piece| match piece {
        Piece::Unknown(value) => Some(value.cause_or("a part of it is not known")),
        Piece::Known { .. } => None,
    });
    let data = match reason {
        Some(reason) => {
            let mut unknown = Unknown::because(reason);
            unknown.ty = Type::String;
            // A single unknown piece is the unknown itself.
            if pieces.len() > 1 {
                unknown.pieces = pieces;
            }
            Data::Unknown(Arc::new(unknown))
        }
        None => {
            let mut text = String::new();
            let mut parts = Vec::new();
            for piece in pieces {
                if let Piece::Known { text: run, place, marks, encoded } = piece {
                    parts.push(Part {
                        start: u32::try_from(text.len()).unwrap_or(u32::MAX),
                        place,
                        marks,
                        encoded,
                    });
                    text.push_str(&run);
                }
            }
            Data::String(Text {
                text: text.into(),
                parts: (!parts.is_empty()).then(|| parts.into()),
            })
        }
    };
    Value { data, place, marks, refs }
}

/// A part of a known string, at its own place.
pub(super) fn slice(value: &Value, flat: &Flat, start: usize, end: usize) -> Value {
    let pieces = flat.pieces(start, end.max(start));
    match pieces.as_slice() {
        [] => Value { marks: value.marks, ..Value::string("", value.place.span) },
        [Piece::Known { text, place, marks, .. }] => Value {
            place: carried(place, &value.place),
            marks: value.marks.with(*marks),
            ..Value::string(text.clone(), None)
        },
        _ => of_pieces(pieces, value.place.clone(), value.marks, value.references().to_vec()),
    }
}

/// The known pieces of a string, each with the steps that carried the whole; a number or boolean as
/// its text.
pub(super) fn pieces_of(value: &Value) -> Vec<Piece> {
    let Some(flat) = Flat::of_string(value) else {
        let text = text_of(value).filter(|text| !text.is_empty());
        let known = |text| Piece::Known {
            text,
            place: value.place.clone(),
            marks: value.marks,
            encoded: None,
        };
        return text.map(known).into_iter().collect();
    };
    if flat.text.is_empty() {
        return Vec::new();
    }
    let outer = |piece| match piece {
        Piece::Known { text, place, marks, encoded } => Piece::Known {
            text,
            place: carried(&place, &value.place),
            marks: marks.with(value.marks),
            encoded,
        },
        unknown @ Piece::Unknown(_) => unknown,
    };
    flat.pieces(0, flat.text.len()).into_iter().map(outer).collect()
}

/// How many bytes a string has, as far as it is known; a list's items count as some each.
pub(super) fn made(value: &Value) -> usize {
    match &value.data {
        Data::String(text) => text.text.len(),
        Data::List(list) => list.items.len() * 32,
        Data::Unknown(unknown) => unknown
            .pieces
            .iter()
            .map(|piece| if let Piece::Known { text, .. } = piece { text.len() } else { 32 })
            .sum(),
        _ => 0,
    }
}

/// Whether a value is, in one arm at least, a list or map: nothing that a string can be made of.
pub(super) fn is_collection(value: &Value) -> bool {
    match &value.data {
        Data::List(_) | Data::Map(_) => true,
        Data::Unknown(unknown) => matches!(unknown.ty, Type::List(_)) && unknown.pieces.is_empty(),
        Data::Either(either) => is_collection(&either.then) || is_collection(&either.otherwise),
        _ => false,
    }
}

/// Whether two values are known to be the same.
pub(super) fn same(a: &Value, b: &Value, budget: &mut usize) -> bool {
    let Some(left) = budget.checked_sub(1) else { return false };
    *budget = left;
    match (&a.data, &b.data) {
        (Data::Null, Data::Null) => true,
        (Data::List(a), Data::List(b)) => {
            a.items.len() == b.items.len()
                && a.items.iter().zip(&b.items).all(|(a, b)| same(a, b, budget))
        }
        (Data::Map(a), Data::Map(b)) => {
            a.rest.is_none()
                && b.rest.is_none()
                && a.entries.len() == b.entries.len()
                && a.entries.iter().all(|(key, entry)| {
                    b.entries.get(key).is_some_and(|other| same(&entry.value, &other.value, budget))
                })
        }
        _ => match (text_of(a), text_of(b)) {
            (Some(a), Some(b)) => a == b,
            _ => false,
        },
    }
}

/// Either of two values; one when they are the same.
pub(super) fn either(
    condition: &Arc<Condition>,
    then: Value,
    otherwise: Value,
    place: &Place,
) -> Value {
    // What depends on the same condition again has only one arm here.
    let (then, otherwise) =
        (choose(&then, &condition.id, true), choose(&otherwise, &condition.id, false));
    if same(&then, &otherwise, &mut 1000) {
        return then;
    }
    let data = Data::Either(Arc::new(Either { condition: condition.clone(), then, otherwise }));
    Value { data, place: place.clone(), marks: Marks::NONE, refs: None }
}

/// Calls `f` with plain values: once per arm where an argument is either of two.
pub(super) fn lift(
    values: Vec<Value>,
    place: &Place,
    f: &mut dyn FnMut(Vec<Value>) -> Value,
) -> Value {
    lift_below(values, place, f, 0)
}

fn lift_below(
    values: Vec<Value>,
    place: &Place,
    f: &mut dyn FnMut(Vec<Value>) -> Value,
    depth: usize,
) -> Value {
    let found = values.iter().find_map(|value| match &value.data {
        Data::Either(either) => Some(either.condition.clone()),
        _ => None,
    });
    let Some(condition) = found else { return f(values) };
    if depth >= MAX_CONDITIONS {
        return Value {
            place: place.clone(),
            ..Value::unknown(
                Cause::limit(format!("depends on more than {MAX_CONDITIONS} conditions")),
                None,
            )
        };
    }
    let arm = |holds: bool| {
        values.iter().map(|value| choose(value, &condition.id, holds)).collect::<Vec<_>>()
    };
    let then = lift_below(arm(true), place, f, depth + 1);
    let otherwise = lift_below(arm(false), place, f, depth + 1);
    either(&condition, then, otherwise, place)
}

/// Calls `f` with the items of a list that are there: once per arm where an item may not be
/// (`AWS::NoValue` in an arm).
pub(super) fn each_presence(
    items: &[Value],
    place: &Place,
    f: &mut dyn FnMut(&[Value]) -> Value,
) -> Value {
    present_below(items.to_vec(), place, f, 0)
}

fn present_below(
    items: Vec<Value>,
    place: &Place,
    f: &mut dyn FnMut(&[Value]) -> Value,
    depth: usize,
) -> Value {
    let found = items.iter().find_map(|item| match &item.data {
        Data::Either(either) if may_be_missing(item) => Some(either.condition.clone()),
        _ => None,
    });
    let Some(condition) = found else { return f(&items) };
    if depth >= MAX_CONDITIONS {
        return Value {
            place: place.clone(),
            ..Value::unknown(
                Cause::limit(format!("depends on more than {MAX_CONDITIONS} conditions")),
                None,
            )
        };
    }
    let arm = |holds| {
        items
            .iter()
            .map(|item| choose(item, &condition.id, holds))
            .filter(|item| !item.is_null())
            .collect::<Vec<_>>()
    };
    let then = present_below(arm(true), place, f, depth + 1);
    let otherwise = present_below(arm(false), place, f, depth + 1);
    either(&condition, then, otherwise, place)
}

fn may_be_missing(value: &Value) -> bool {
    match &value.data {
        Data::Null => true,
        Data::Either(either) => may_be_missing(&either.then) || may_be_missing(&either.otherwise),
        _ => false,
    }
}

/// The arm of a value by a condition, for as long as it depends on it.
fn choose(value: &Value, id: &str, holds: bool) -> Value {
    let mut value = value;
    for _ in 0..32 {
        match &value.data {
            Data::Either(either) if &*either.condition.id == id => {
                value = if holds { &either.then } else { &either.otherwise }
            }
            _ => break,
        }
    }
    value.clone()
}

/// Dynamic references (`{{resolve:service:reference}}`; user guide, "Get values stored in other
/// services using dynamic references") become unknown pieces: secrets of Secrets Manager and secure
/// strings of Systems Manager are marked.
pub(super) fn dynamic(value: Value) -> Value {
    const OPEN: &str = "{{resolve:";
    let pieces = match &value.data {
        Data::Either(either) => {
            let (then, otherwise) =
                (dynamic(either.then.clone()), dynamic(either.otherwise.clone()));
            let data = Data::Either(Arc::new(Either {
                condition: either.condition.clone(),
                then,
                otherwise,
            }));
            return Value { data, ..value };
        }
        Data::String(text) if text.text.contains(OPEN) => match Flat::of_string(&value) {
            Some(flat) => flat.pieces(0, flat.text.len()),
            None => return value,
        },
        Data::Unknown(unknown)
            if unknown
                .pieces
                .iter()
                .any(|piece| matches!(piece, Piece::Known { text, .. } if text.contains('{'))) =>
        {
            unknown.pieces.clone()
        }
        _ => return value,
    };
    let run = Run::new(pieces);
    let joined = run.text.as_str();
    if !joined.contains(OPEN) {
        return value;
    }
    let mut out = Vec::new();
    let mut marks = value.marks;
    let mut at = 0;
    while let Some(open) = joined[at..].find(OPEN).map(|found| at + found) {
        // What is not closed is text; a function around it may add the rest.
        let Some(close) = joined[open..].find("}}").map(|len| open + len + 2) else { break };
        out.extend(run.copy(at, open));
        let body = joined[open + OPEN.len()..close].trim_end_matches('}');
        let (service, rest) = body.split_once(':').unwrap_or((body, ""));
        let name: String =
            rest.chars().map(|c| if c == crate::syntax::flat::OPEN { '*' } else { c }).collect();
        let (store, secret) = match service {
            "secretsmanager" => (Store::Secret, true),
            "ssm-secure" => (Store::SecureSsmParameter, true),
            "ssm" => (Store::SsmParameter, false),
            _ => (Store::Other, true),
        };
        let inside = run.copy(open, close);
        let place = inside.iter().find_map(|piece| match piece {
            Piece::Known { place, .. } => Some(place.clone()),
            Piece::Unknown(_) => None,
        });
        let mut hole = Value::unknown(Cause::Resolved { store, name: name.into() }, None);
        hole.place = place.unwrap_or_else(|| value.place.clone());
        if secret {
            hole.marks = hole.marks.with(Marks::SECRET_SOURCE);
            marks = marks.with(Marks::SECRET_SOURCE);
        }
        let refs: Vec<Reference> = inside
            .iter()
            .flat_map(|piece| {
                if let Piece::Unknown(value) = piece {
                    value.references().to_vec()
                } else {
                    Vec::new()
                }
            })
            .collect();
        hole.refs = (!refs.is_empty()).then(|| refs.into());
        out.push(Piece::Unknown(hole));
        at = close;
    }
    out.extend(run.copy(at, joined.len()));
    of_pieces(out, value.place.clone(), marks, value.references().to_vec())
}
