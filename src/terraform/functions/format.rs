//! `format` and `formatlist`: a string with verbs filled from arguments, each filled run at the
//! argument's place.

use super::format_verbs::{Spec, default_number, float, integer};
use super::{Call, CallError, Flow, Function, Kind, MAX_ITEMS, Outcome, Param, is_rest, reason};
use crate::terraform::convert::{StringBuilder, TooLong, as_pieces, convert, cut_run, substring};
use crate::value::{Data, ListKind, Marks, Piece, Place, Type, Unknown, Value};
use std::sync::Arc;
use unicode_segmentation::UnicodeSegmentation;

const ARGS: Param = Param::new("args", Kind::Any).null().partial();

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("format", &[Param::new("format", Kind::String)], Kind::String, format)
        .rest(ARGS.deep()),
    Function::new("formatlist", &[Param::new("format", Kind::String)], Kind::Strings, formatlist)
        .rest(ARGS.deep())
        .flow(Flow::Deep),
];

/// A piece of a format string.
enum Step {
    /// Literal text, by its offsets in the format string.
    Text(usize, usize),
    /// `%%`, by its offset.
    Percent(usize),
    Verb(Spec),
}

fn format(call: &Call, args: &[Value]) -> Outcome {
    let steps = parse(call, args[0].as_str().unwrap_or_default(), args.len() - 1)?;
    fill(call, &args[0], &steps, &args[1..])
}

/// `formatlist`: as many strings as the list arguments have items; other arguments are repeated.
fn formatlist(call: &Call, args: &[Value]) -> Outcome {
    let steps = parse(call, args[0].as_str().unwrap_or_default(), args.len() - 1)?;
    let mut length: Option<(usize, usize)> = None;
    for (index, arg) in args.iter().enumerate().skip(1) {
        let items = match &arg.data {
            Data::List(list) => &list.items,
            Data::Unknown(unknown)
                if may_be_list(&unknown.ty)
                    && unknown.pieces.is_empty()
                    && arg.references().is_empty() =>
            {
                return Ok(call.unknown(arg, Type::List(Box::new(Type::String))));
            }
            _ => continue,
        };
        if let Some(open) = items.iter().find(|item| is_rest(item)) {
            return Ok(call.unknown(open, Type::List(Box::new(Type::String))));
        }
        match length {
            Some((first, length)) if length != items.len() => {
                let why = format!(
                    "argument {index} has length {}, which is inconsistent with argument {first} of length {length}",
                    items.len()
                );
                return call.reject(index, "args", why);
            }
            _ => length = length.or(Some((index, items.len()))),
        }
    }
    let length = length.map_or(1, |(_, length)| length);
    if length > MAX_ITEMS {
        return call.fail(format!("the result would have more than {MAX_ITEMS} items"));
    }
    let mut results = Vec::with_capacity(length);
    let mut size = 0;
    for at in 0..length {
        let row: Vec<Value> = args[1..]
            .iter()
            .map(|arg| arg.items().map_or(arg, |items| &items[at]).clone())
            .collect();
        match fill(call, &args[0], &steps, &row) {
            Ok(value) => {
                size += value.as_str().map_or(0, str::len);
                if size > crate::terraform::convert::MAX_STRING {
                    return call.fail(TooLong);
                }
                results.push(value);
            }
            Err(error) => {
                let why = error
                    .message
                    .strip_prefix("Call to function \"formatlist\" failed: ")
                    .unwrap_or(&error.message);
                return call.fail(format!(
                    "error on format iteration {at}: {}",
                    why.trim_end_matches('.')
                ));
            }
        }
    }
    Ok(call.list(ListKind::List, results))
}

fn may_be_list(ty: &Type) -> bool {
    matches!(ty, Type::Any | Type::List(_) | Type::Set(_) | Type::Tuple(_))
}

/// Verbs are `%`, flags out of `+-# 0`, a width, a precision, an argument's number in brackets, and
/// a letter.
fn parse(call: &Call, text: &str, count: usize) -> Result<Vec<Step>, CallError> {
    let bytes = text.as_bytes();
    let mut steps = Vec::new();
    let (mut at, mut literal, mut next, mut highest, mut explicit) = (0, 0, 0, 0, false);
    while let Some(found) = memchr::memchr(b'%', &bytes[at..]) {
        let start = at + found;
        at = start + 1;
        // `%%` is a percent sign and takes no argument.
        if bytes.get(at) == Some(&b'%') {
            steps.push(Step::Text(literal, start));
            steps.push(Step::Percent(start));
            at += 1;
            literal = at;
            continue;
        }
        let mut spec = Spec::default();
        while let Some(flag) = bytes.get(at).filter(|byte| b" +-#0".contains(byte)) {
            match flag {
                b' ' => spec.space = true,
                b'+' => spec.plus = true,
                b'-' => spec.minus = true,
                b'#' => spec.sharp = true,
                _ => spec.zero = true,
            }
            at += 1;
        }
        spec.width = digits(bytes, &mut at);
        if bytes.get(at) == Some(&b'.') {
            at += 1;
            spec.precision = Some(digits(bytes, &mut at).unwrap_or(0));
        }
        if spec.width.is_some_and(|width| width > 100_000)
            || spec.precision.is_some_and(|precision| precision > 100_000)
        {
            return call.fail(format!("a width or precision above 100000 at offset {start}"));
        }
        // `%[n]d` takes the nth argument; the next verb goes on behind it.
        if bytes.get(at) == Some(&b'[') {
            at += 1;
            let index = digits(bytes, &mut at).filter(|index| *index > 0);
            let (Some(index), Some(b']')) = (index, bytes.get(at)) else {
                return call.fail(format!("invalid argument number at offset {at}"));
            };
            at += 1;
            explicit = true;
            next = index - 1;
        }
        let Some(verb) = text[at..].chars().next() else {
            return call.fail(format!("invalid format string starting at offset {at}"));
        };
        if !verb.is_alphabetic() {
            return call.fail(format!("unrecognized format character '{verb}' at offset {at}"));
        }
        at += verb.len_utf8();
        spec.verb = verb;
        spec.raw = text[start..at].to_owned();
        spec.offset = start;
        spec.arg = next;
        next += 1;
        highest = highest.max(next);
        if !"vtbdoxXeEfgGsq".contains(verb) {
            return call.fail(format!(
                "unsupported format verb '{verb}' in \"{}\" at offset {start}",
                spec.raw
            ));
        }
        if spec.arg >= count {
            return call.fail(format!(
                "not enough arguments for \"{}\" at {start}: need index {} but have {count} total",
                spec.raw,
                spec.arg + 1
            ));
        }
        steps.push(Step::Text(literal, start));
        steps.push(Step::Verb(spec));
        literal = at;
    }
    steps.push(Step::Text(literal, text.len()));
    // Arguments that no verb takes are an error only where none is named by its number.
    if !explicit && count > highest {
        return match highest {
            0 => call.reject(1, "args", "too many arguments; no verbs in format string"),
            used => call.reject(
                used + 1,
                "args",
                format!("too many arguments; only {used} used by format string"),
            ),
        };
    }
    Ok(steps)
}

fn digits(bytes: &[u8], at: &mut usize) -> Option<usize> {
    let start = *at;
    while bytes.get(*at).is_some_and(u8::is_ascii_digit) {
        *at += 1;
    }
    let text = std::str::from_utf8(&bytes[start..*at]).ok().filter(|text| !text.is_empty())?;
    Some(text.parse().unwrap_or(usize::MAX))
}

fn fill(call: &Call, text: &Value, steps: &[Step], args: &[Value]) -> Outcome {
    let mut out = StringBuilder::new();
    for step in steps {
        let pieces = match step {
            Step::Text(from, to) => substring(text, *from, *to),
            Step::Percent(at) => substring(text, *at, at + 1),
            Step::Verb(spec) => match args.get(spec.arg) {
                Some(arg) => verb(call, spec, arg)?,
                None => return call.fail(format!("not enough arguments for \"{}\"", spec.raw)),
            },
        };
        if let Err(error) = pieces.into_iter().try_for_each(|piece| out.push_piece(piece)) {
            return call.fail(error);
        }
    }
    Ok(out.finish(call.span))
}

fn verb(call: &Call, spec: &Spec, arg: &Value) -> Result<Vec<Piece>, CallError> {
    let unsupported = |why: &str| CallError {
        message: format!(
            "Call to function \"{}\" failed: unsupported value for \"{}\" at {}: {why}.",
            call.name, spec.raw, spec.offset
        ),
        argument: Some(spec.arg + 1),
    };
    let known = |text: String| {
        vec![Piece::Known {
            text: text.into(),
            place: arg.place.clone(),
            marks: arg.marks,
            encoded: None,
        }]
    };
    let to = |ty: &Type| convert(arg.clone(), ty).map_err(|why| unsupported(&why.to_string()));
    if arg.is_null() {
        // Terraform's own null has no type and makes the whole result unknown while planning; a
        // typed one prints so.
        return if spec.verb == 'v' {
            Ok(pad(known("null".to_owned()), spec))
        } else {
            Err(unsupported("null value cannot be formatted"))
        };
    }
    if spec.verb == 's' || spec.verb == 'v' && !spec.sharp && matches!(arg.data, Data::String(_)) {
        let mut text = to(&Type::String)?;
        text.place = arg.place.clone();
        let precision = spec.precision.filter(|precision| *precision > 0 && spec.verb == 's');
        let mut pieces = as_pieces(&text);
        if let (Some(precision), Some(whole)) = (precision, text.as_str()) {
            let end = whole.grapheme_indices(true).nth(precision).map_or(whole.len(), |(at, _)| at);
            pieces = substring(&text, 0, end);
        }
        return Ok(pad(pieces, spec));
    }
    if spec.verb == 'v' && (spec.sharp || matches!(arg.data, Data::List(_) | Data::Map(_))) {
        let json = super::call(call.host, "jsonencode", std::slice::from_ref(arg), call.span)
            .unwrap_or_else(|| Ok(arg.clone()))?;
        return Ok(pad(as_pieces(&json), spec));
    }
    if arg.has_unknown() {
        let mut piece = arg.clone();
        piece.data =
            Data::Unknown(Arc::new(Unknown { ty: Type::String, ..Unknown::because(reason(arg)) }));
        return Ok(vec![Piece::Unknown(piece)]);
    }
    Ok(match (spec.verb, &arg.data) {
        ('t', _) | ('v', Data::Bool(_)) => known(
            if to(&Type::Bool)?.as_bool() == Some(true) { "true" } else { "false" }.to_owned(),
        ),
        ('v', Data::Number(number)) => pad(known(default_number(number)), spec),
        ('q', _) => {
            let text = to(&Type::String)?;
            let quoted =
                super::call(call.host, "jsonencode", std::slice::from_ref(&text), call.span)
                    .unwrap_or(Ok(text))?;
            pad(known(quoted.as_str().unwrap_or_default().to_owned()), spec)
        }
        _ => {
            let number = to(&Type::Number)?;
            let Some(number) = number.as_number() else {
                return Err(unsupported("a number is required"));
            };
            let text = match spec.verb {
                'e' | 'E' | 'f' | 'g' | 'G' => float(spec, number),
                _ => match integer(spec, number) {
                    Some(text) => text,
                    None => return Err(unsupported("an integer is required")),
                },
            };
            known(text)
        }
    })
}

/// Pads to the width, in user-perceived characters. Of what is not known the padding is not known
/// either.
fn pad(pieces: Vec<Piece>, spec: &Spec) -> Vec<Piece> {
    let Some(width) = spec.width else { return pieces };
    let mut len = 0;
    for piece in &pieces {
        match piece {
            Piece::Known { text, .. } => len += text.graphemes(true).count(),
            Piece::Unknown(_) => {
                return pieces.into_iter().map(|piece| cut_run(&piece, 0, usize::MAX)).collect();
            }
        }
    }
    if len >= width {
        return pieces;
    }
    let fill = if spec.zero && !spec.minus { "0" } else { " " };
    let padding = Piece::Known {
        text: fill.repeat(width - len).into(),
        place: Place::default(),
        marks: Marks::NONE,
        encoded: None,
    };
    let mut all = Vec::with_capacity(pieces.len() + 1);
    if spec.minus {
        all.extend(pieces);
        all.push(padding);
    } else {
        all.push(padding);
        all.extend(pieces);
    }
    all
}
