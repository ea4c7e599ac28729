//! `regex`, `regexall` and `replace`.

use super::regex_syntax::{Pattern, compile};
use super::strings::{build, changed, item_of};
use super::{Call, CallError, Function, Kind, MAX_ITEMS, Outcome, Param};
use crate::terraform::convert::{MAX_STRING, TooLong, as_pieces, cut_run, flat_pieces, substring};
use crate::value::{Data, Entry, ListKind, Marks, Piece, Place, Type, Value};
use std::sync::Arc;

const PATTERN: Param = Param::new("pattern", Kind::String);
const STRING: Param = Param::new("string", Kind::String).partial();

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("regex", &[PATTERN, STRING], Kind::Any, regex),
    Function::new("regexall", &[PATTERN, STRING], Kind::Any, regexall),
    Function::new(
        "replace",
        &[
            Param::new("str", Kind::String).partial(),
            Param::new("substr", Kind::String),
            Param::new("replace", Kind::String).partial(),
        ],
        Kind::String,
        replace,
    ),
];

fn pattern(call: &Call, text: &Value) -> Result<Pattern, CallError> {
    compile(text.as_str().unwrap_or_default())
        .or_else(|why| call.reject(0, "pattern", format!("invalid regexp pattern: {why}")))
}

/// `regex`: the match, or its groups as a list or an object of strings.
fn regex(call: &Call, args: &[Value]) -> Outcome {
    let pattern = pattern(call, &args[0])?;
    let Some(text) = args[1].as_str() else {
        return Ok(call.unknown(&args[1], result_type(&pattern)));
    };
    match pattern.regex.captures(text) {
        Some(captures) => Ok(result(call, &pattern, &args[1], &captures)),
        None => call.fail("pattern did not match any part of the given string"),
    }
}

/// `regexall`: every match, as `regex` gives one.
fn regexall(call: &Call, args: &[Value]) -> Outcome {
    let pattern = pattern(call, &args[0])?;
    let Some(text) = args[1].as_str() else {
        return Ok(call.unknown(&args[1], Type::List(Box::new(result_type(&pattern)))));
    };
    let mut items = Vec::new();
    for captures in pattern.regex.captures_iter(text) {
        if items.len() * captures.len() > MAX_ITEMS {
            return call.fail(format!("the result would have more than {MAX_ITEMS} items"));
        }
        items.push(result(call, &pattern, &args[1], &captures));
    }
    Ok(call.list(ListKind::List, items))
}

fn result_type(pattern: &Pattern) -> Type {
    let names: Vec<Option<&str>> = pattern.regex.capture_names().skip(1).collect();
    match names.first() {
        None => Type::String,
        Some(None) => Type::Tuple(vec![Type::String; names.len()]),
        Some(Some(_)) => Type::Object(
            names.iter().flatten().map(|name| (Arc::from(*name), Type::String)).collect(),
        ),
    }
}

fn result(call: &Call, pattern: &Pattern, text: &Value, captures: &::regex::Captures) -> Value {
    let group = |index: usize| match captures.get(index) {
        Some(found) => item_of(call, text, found.start(), found.end()),
        None => Value::null(call.span),
    };
    let names: Vec<Option<&str>> = pattern.regex.capture_names().skip(1).collect();
    match names.first() {
        None => group(0),
        Some(None) => call.list(ListKind::Tuple, (1..captures.len()).map(group).collect()),
        Some(Some(_)) => {
            let entries = names.iter().enumerate().filter_map(|(index, name)| {
                name.map(|name| (Arc::from(name), Entry { key: None, value: group(index + 1) }))
            });
            Value::map(entries.collect(), call.span)
        }
    }
}

/// `replace`: of a text, or of what a `/pattern/` matches. What stays keeps its place, what is put
/// in has the replacement's.
fn replace(call: &Call, args: &[Value]) -> Outcome {
    let substr = args[1].as_str().unwrap_or_default();
    if let Some(pattern) = substr.strip_prefix('/').and_then(|rest| rest.strip_suffix('/')) {
        return replace_pattern(call, args, pattern);
    }
    match &args[0].data {
        Data::String(_) => replace_known(call, args, substr),
        _ => replace_partly(call, args, substr),
    }
}

/// Where text is found; empty text is found before every character and at the end, as in Go.
fn found_at(text: &str, substr: &str) -> Vec<usize> {
    if substr.is_empty() {
        return text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    }
    memchr::memmem::find_iter(text.as_bytes(), substr.as_bytes()).collect()
}

fn too_much(text: usize, matches: usize, by: &Value) -> bool {
    let size = by.as_str().map_or(0, str::len);
    text.saturating_add(matches.saturating_mul(size)) > MAX_STRING || matches > MAX_ITEMS * 10
}

fn replace_known(call: &Call, args: &[Value], substr: &str) -> Outcome {
    let text = args[0].as_str().unwrap_or_default();
    let found = found_at(text, substr);
    if found.is_empty() {
        return Ok(args[0].clone());
    }
    if too_much(text.len(), found.len(), &args[2]) {
        return call.fail(TooLong);
    }
    let put_in = as_pieces(&args[2]);
    let mut cutter = Cutter::new(&args[0]);
    let mut pieces = Vec::new();
    let mut from = 0;
    for at in found {
        cutter.take(from, at, &mut pieces);
        pieces.extend(put_in.iter().cloned());
        from = at + substr.len();
    }
    cutter.take(from, text.len(), &mut pieces);
    build(call, pieces)
}

/// Cuts parts out of a known string from left to right, in linear time for all of them.
struct Cutter {
    runs: Vec<Piece>,
    at: usize,
    start: usize,
}

impl Cutter {
    fn new(value: &Value) -> Cutter {
        Cutter { runs: as_pieces(value), at: 0, start: 0 }
    }

    fn take(&mut self, from: usize, to: usize, pieces: &mut Vec<Piece>) {
        while let Some(run) = self.runs.get(self.at) {
            let len = match run {
                Piece::Known { text, .. } => text.len(),
                Piece::Unknown(_) => 0,
            };
            let (a, b) = (from.max(self.start), to.min(self.start + len));
            if a < b {
                pieces.push(cut_run(run, a - self.start, b - self.start));
            }
            if to < self.start + len {
                return;
            }
            self.start += len;
            self.at += 1;
        }
    }
}

/// Replaces inside the known runs. Text at the border of what is not known that may be part of a
/// match goes into the unknown.
fn replace_partly(call: &Call, args: &[Value], substr: &str) -> Outcome {
    if substr.is_empty() {
        return Ok(call.unknown(&args[0], Type::String));
    }
    let put_in = as_pieces(&args[2]);
    let runs = flat_pieces(&args[0]);
    let mut pieces: Vec<Piece> = Vec::new();
    for (index, run) in runs.iter().enumerate() {
        let Piece::Known { text, .. } = run else {
            if let Piece::Unknown(inner) = run {
                pieces.push(Piece::Unknown(changed(inner.clone())));
            }
            continue;
        };
        // A match may begin or end in a neighbour, known or not: such text is kept only where no
        // neighbour can complete it.
        let before = index > 0;
        let after = index + 1 < runs.len();
        let (mut from, mut to) = (0, text.len());
        if before {
            from = (1..substr.len())
                .rev()
                .find(|len| text.starts_with(tail(substr, *len)))
                .unwrap_or(0);
        }
        if after {
            to -=
                (1..substr.len()).rev().find(|len| text.ends_with(head(substr, *len))).unwrap_or(0);
        }
        if from >= to {
            if from > 0 || to < text.len() {
                pieces.push(lost(call, args, run));
            }
            continue;
        }
        if from > 0 {
            pieces.push(lost(call, args, run));
        }
        let inner = &text[from..to];
        let found = found_at(inner, substr);
        if too_much(text.len(), found.len(), &args[2]) {
            return call.fail(TooLong);
        }
        let mut at = from;
        for place in found {
            pieces.push(cut_run(run, at, from + place));
            pieces.extend(put_in.iter().cloned());
            at = from + place + substr.len();
        }
        pieces.push(cut_run(run, at, to));
        if to < text.len() {
            pieces.push(lost(call, args, run));
        }
    }
    build(call, pieces)
}

fn head(text: &str, len: usize) -> &str {
    if text.is_char_boundary(len) { &text[..len] } else { "\u{0}\u{0}" }
}

fn tail(text: &str, len: usize) -> &str {
    let from = text.len() - len;
    if text.is_char_boundary(from) { &text[from..] } else { "\u{0}\u{0}" }
}

fn lost(call: &Call, args: &[Value], run: &Piece) -> Piece {
    let mut unknown = call.unknown(&args[0], Type::String);
    if let Data::Unknown(inner) = &mut unknown.data {
        Arc::make_mut(inner).pieces.clear();
    }
    if let Piece::Known { place, marks, .. } = run {
        unknown.place = place.clone();
        unknown.marks = unknown.marks.with(*marks);
    }
    Piece::Unknown(unknown)
}

/// With a pattern; `$1`, `$name` and `${name}` in the replacement stand for groups, `$$` for a
/// dollar.
fn replace_pattern(call: &Call, args: &[Value], pattern: &str) -> Outcome {
    let pattern = match compile(pattern) {
        Ok(pattern) => pattern,
        Err(why) => return call.fail(format!("error parsing regexp: {why}")),
    };
    let Some(text) = args[0].as_str() else { return Ok(call.unknown(&args[0], Type::String)) };
    let by = args[2].as_str();
    let plain = by.is_none_or(|by| !by.contains('$'));
    let put_in = as_pieces(&args[2]);
    let mut cutter = Cutter::new(&args[0]);
    let mut pieces = Vec::new();
    let (mut from, mut size, mut any) = (0, 0, false);
    for captures in pattern.regex.captures_iter(text) {
        let Some(whole) = captures.get(0) else { continue };
        any = true;
        cutter.take(from, whole.start(), &mut pieces);
        from = whole.end();
        match by {
            Some(by) if !plain => {
                let mut expanded = String::new();
                captures.expand(by, &mut expanded);
                size += expanded.len();
                let place = Place { span: call.span, chain: args[2].place.chain.clone() };
                pieces.push(Piece::Known {
                    text: expanded.into(),
                    place,
                    marks: args[2].marks.with(Marks::NONE),
                    encoded: None,
                });
            }
            by => {
                size += by.map_or(0, str::len);
                pieces.extend(put_in.iter().cloned());
            }
        }
        if size > MAX_STRING || pieces.len() > MAX_ITEMS * 20 {
            return call.fail(TooLong);
        }
    }
    if !any {
        return Ok(args[0].clone());
    }
    pieces.extend(substring(&args[0], from, text.len()));
    build(call, pieces)
}
