//! Placeholders in files that something fills in before ECS sees them: ecspresso's Go templates,
//! CodeDeploy's `<IMAGE1_NAME>`, envsubst's `${TAG}`, `@TAG@`, Jinja. What they stand for is
//! unknown, the rest of the file is read.

use crate::source::{FileId, Span};
use crate::syntax::flat::Flat;
use crate::value::{Cause, Data, Marks, Piece, Place, StepKind, Type, Unknown, Value};
use std::sync::Arc;

/// A placeholder in a text: its byte range and what it stands for.
struct Hole {
    start: usize,
    end: usize,
    cause: Cause,
    /// The range of the default that is written in it (`{{ env `TAG` `latest` }}`).
    default: Option<(usize, usize)>,
}

/// Keys below which `${X}` and `$X` are a shell's or a program's own business, not a template's.
const OWN_SYNTAX: [&str; 4] = ["command", "entryPoint", "healthCheck", "dockerLabels"];

/// A file's text as a string that is known in part. `None` when no placeholder stands in it.
pub(super) fn partly_known(id: FileId, text: &str, json: bool) -> Option<Value> {
    let holes = text_holes(text, json);
    if holes.is_empty() {
        return None;
    }
    let place = |start: usize, end: usize| Place::at(Span::new(id, start, end));
    let mut pieces = Vec::new();
    let mut at = 0;
    for hole in &holes {
        if hole.start > at {
            pieces.push(Piece::Known {
                text: text[at..hole.start].into(),
                place: place(at, hole.start),
                marks: Marks::NONE,
                encoded: None,
            });
        }
        // A hole that says its default is that default for whoever gives nothing.
        match hole.default {
            Some((start, end)) => pieces.push(Piece::Known {
                text: text[start..end].into(),
                place: place(start, end).through(
                    StepKind::VariableDefault,
                    &text[hole.start..hole.end],
                    None,
                ),
                marks: Marks::DEFAULT,
                encoded: None,
            }),
            None => pieces.push(Piece::Unknown(Value::unknown(
                hole.cause.clone(),
                Some(Span::new(id, hole.start, hole.end)),
            ))),
        }
        at = hole.end;
    }
    if at < text.len() {
        pieces.push(Piece::Known {
            text: text[at..].into(),
            place: place(at, text.len()),
            marks: Marks::NONE,
            encoded: None,
        });
    }
    let mut unknown = Unknown::because(Cause::Part("a template"));
    unknown.ty = Type::String;
    unknown.pieces = pieces;
    Some(Value::new(Data::Unknown(Arc::new(unknown)), Some(Span::new(id, 0, text.len()))))
}

/// Placeholders in a text that does not parse: template actions anywhere, the other kinds outside
/// quotes.
fn text_holes(text: &str, json: bool) -> Vec<Hole> {
    let bytes = text.as_bytes();
    let mut holes = Vec::new();
    let (mut at, mut quoted) = (0, false);
    while at < bytes.len() {
        let found = action(text, at)
            .or_else(|| (json && !quoted).then(|| bare(text, at)).flatten())
            .or_else(|| if json { None } else { at_sign(text, at) });
        if let Some(hole) = found {
            at = hole.end;
            holes.push(hole);
            continue;
        }
        match bytes[at] {
            b'\\' if quoted => at += 1,
            b'"' if json => quoted = !quoted,
            _ => {}
        }
        at += 1;
    }
    holes
}

/// Makes the strings of a value that hold placeholders partly unknown. `key`: the key it stands
/// under.
pub(super) fn open_strings(value: Value, key: &str) -> Value {
    match &value.data {
        Data::String(_) => open_string(value, key),
        Data::List(list) => {
            let items = list.items.iter().map(|item| open_strings(item.clone(), key)).collect();
            Value { data: Value::list(items, None).data, ..value }
        }
        Data::Map(map) => {
            let mut map = (**map).clone();
            for (name, entry) in &mut map.entries {
                let below = if OWN_SYNTAX.contains(&key) { key } else { name };
                entry.value = open_strings(entry.value.clone(), below);
            }
            Value { data: Data::Map(Arc::new(map)), ..value }
        }
        _ => value,
    }
}

fn open_string(value: Value, key: &str) -> Value {
    let Some(text) = value.as_str() else { return value };
    // Below these keys `$` and `@` are a shell's or a program's own business.
    let own = OWN_SYNTAX.contains(&key);
    if !text.contains(['{', '<', '$', '@']) {
        return value;
    }
    let mut holes = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let found = if text.is_char_boundary(at) {
            action(text, at)
                .or_else(|| angle(text, at))
                .or_else(|| if own { None } else { dollar(text, at).or_else(|| at_sign(text, at)) })
        } else {
            None
        };
        match found {
            Some(hole) => {
                at = hole.end;
                holes.push(hole);
            }
            None => at += 1,
        }
    }
    let (Some(first), Some(flat)) = (holes.first(), Flat::of_string(&value)) else { return value };
    let cause = first.cause.clone();
    let all_known = holes.iter().all(|hole| hole.default.is_some());
    let mut pieces = Vec::new();
    let mut at = 0;
    for hole in &holes {
        pieces.extend(if hole.start > at { flat.pieces(at, hole.start) } else { Vec::new() });
        match hole.default {
            Some((start, end)) => {
                pieces.extend(flat.pieces(start, end).into_iter().map(|piece| match piece {
                    Piece::Known { text: run, place, marks, encoded } => {
                        let place = place.through(
                            StepKind::VariableDefault,
                            &text[hole.start..hole.end],
                            None,
                        );
                        Piece::Known {
                            text: run,
                            place,
                            marks: marks.with(Marks::DEFAULT),
                            encoded,
                        }
                    }
                    unknown @ Piece::Unknown(_) => unknown,
                }))
            }
            None => pieces.push(Piece::Unknown(Value::unknown(
                hole.cause.clone(),
                flat.place(hole.start, hole.end).span,
            ))),
        }
        at = hole.end;
    }
    pieces.extend(if at < text.len() { flat.pieces(at, text.len()) } else { Vec::new() });
    // Where every hole has a default the text is known as a whole.
    if all_known {
        return glued(&value, pieces);
    }
    let mut unknown = Unknown::because(cause);
    unknown.ty = Type::String;
    unknown.pieces = pieces;
    Value { data: Data::Unknown(Arc::new(unknown)), ..value }
}

/// A string whose pieces are all known.
fn glued(value: &Value, pieces: Vec<Piece>) -> Value {
    let mut text = String::new();
    let mut parts = Vec::new();
    let mut all = value.marks;
    for piece in pieces {
        if let Piece::Known { text: run, place, marks, encoded } = piece {
            parts.push(crate::value::Part {
                start: u32::try_from(text.len()).unwrap_or(u32::MAX),
                place,
                marks,
                encoded,
            });
            text.push_str(&run);
            all = all.with(marks);
        }
    }
    let data = Data::String(crate::value::Text { text: text.into(), parts: Some(parts.into()) });
    Value { data, place: value.place.clone(), marks: all, refs: None }
}

/// `{{ ... }}`, `{% ... %}`. What begins with a dot is a field of Docker's log tags
/// (`{{.Name}}`), not a placeholder, unless it is one of the usual containers of template values.
fn action(text: &str, at: usize) -> Option<Hole> {
    let rest = text.get(at..)?;
    let close = if rest.starts_with("{{") {
        "}}"
    } else if rest.starts_with("{%") {
        "%}"
    } else {
        return None;
    };
    // `{%}` closes nothing.
    let len = rest[2..].find(close)?;
    let end = at + len + 4;
    let body = rest[2..len + 2].trim_matches(['-', ' ', '\t', '\n', '\r']);
    let field = body.starts_with('.')
        && ![".Values", ".Env", ".env", ".Vars"].iter().any(|known| body.starts_with(known));
    if body.is_empty() || field || body.starts_with("resolve:") {
        return None;
    }
    let mut words = body.split_whitespace();
    let function = words.next().unwrap_or_default();
    let name = words.next().unwrap_or_default().trim_matches(['`', '"', '\'']);
    let cause = match function {
        "env" | "must_env" => Cause::Environment { name: name.into() },
        _ => Cause::Placeholder { written: format!("{{{{ {body} }}}}").into() },
    };
    Some(Hole {
        start: at,
        end,
        cause,
        default: if function == "env" { env_default(text, at, end) } else { None },
    })
}

/// The second argument of ecspresso's `env`: used when the variable is not set (ecspresso README,
/// "env").
fn env_default(text: &str, start: usize, end: usize) -> Option<(usize, usize)> {
    let body = &text[start..end];
    if body.contains('|') {
        return None;
    }
    let mut at = 0;
    let mut found = None;
    for _ in 0..2 {
        let open = at + body[at..].find(['`', '"'])?;
        // In a JSON string a double quote is escaped; there the default ends before the backslash.
        let quote = body[open..].chars().next()?;
        let close = open + 1 + body[open + 1..].find(quote)?;
        found = Some((start + open + 1, start + close));
        at = close + 1;
    }
    found.filter(|(from, to)| !text[*from..*to].contains('\\'))
}

/// Placeholders outside quotes.
fn bare(text: &str, at: usize) -> Option<Hole> {
    angle(text, at).or_else(|| dollar(text, at)).or_else(|| at_sign(text, at))
}

/// `<IMAGE1_NAME>`, `<account-id>`: capitals, or words joined by `_` or `-`; never `<html>`.
fn angle(text: &str, at: usize) -> Option<Hole> {
    let rest = text.get(at..)?.strip_prefix('<')?;
    let len = rest.find('>').filter(|len| (2..=64).contains(len))?;
    let name = &rest[..len];
    let plain = name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'));
    let shout = name.chars().all(|c| !c.is_ascii_lowercase()) && name.len() > 2;
    if !plain || !(shout || name.contains(['_', '-'])) {
        return None;
    }
    Some(Hole {
        start: at,
        end: at + len + 2,
        cause: Cause::Placeholder { written: format!("<{name}>").into() },
        default: None,
    })
}

/// `${TAG}`, `$TAG`, `${TAG:-latest}`.
fn dollar(text: &str, at: usize) -> Option<Hole> {
    let rest = text.get(at..)?.strip_prefix('$')?;
    let hole = |len: usize, name: &str| {
        Some(Hole {
            start: at,
            end: at + 1 + len,
            cause: Cause::Placeholder { written: format!("${name}").into() },
            default: None,
        })
    };
    if let Some(inner) = rest.strip_prefix('{') {
        let len = inner.find('}').filter(|len| (1..=128).contains(len))?;
        let name = inner[..len].split([':', '-']).next().unwrap_or_default();
        return if is_word(name.trim()) { hole(len + 2, name.trim()) } else { None };
    }
    let len = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len());
    let name = &rest[..len];
    if is_word(name) && name.chars().all(|c| !c.is_ascii_lowercase()) {
        hole(len, name)
    } else {
        None
    }
}

/// `@VERSION@`.
fn at_sign(text: &str, at: usize) -> Option<Hole> {
    let rest = text.get(at..)?.strip_prefix('@')?;
    let len = rest.find('@').filter(|len| (1..=64).contains(len))?;
    let name = &rest[..len];
    if !is_word(name) || name.chars().any(|c| c.is_ascii_lowercase()) {
        return None;
    }
    Some(Hole {
        start: at,
        end: at + len + 2,
        cause: Cause::Placeholder { written: format!("@{name}@").into() },
        default: None,
    })
}

fn is_word(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.'))
}
