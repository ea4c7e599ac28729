//! Functions over strings that keep what is known of them: runs stay where they were written,
//! unknown pieces stay pieces.

use super::{Call, Function, Kind, MAX_ITEMS, Outcome, Param, is_rest, rest_item};
use crate::terraform::convert::{StringBuilder, cut_run, flat_pieces, substring};
use crate::value::{Data, ListKind, Number, Piece, Type, Value};
use unicode_normalization::UnicodeNormalization;
use unicode_segmentation::UnicodeSegmentation;

const STR: Param = Param::new("str", Kind::String);

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("join", &[Param::new("separator", Kind::String).partial()], Kind::String, join)
        .rest(Param::new("lists", Kind::Strings).partial().deep()),
    Function::new("split", &[Param::new("separator", Kind::String), STR], Kind::Strings, split),
    Function::new("lower", &[STR.partial()], Kind::String, |call, args| {
        map_pieces(call, &args[0], lower)
    }),
    Function::new("upper", &[STR.partial()], Kind::String, |call, args| {
        map_pieces(call, &args[0], upper)
    }),
    Function::new("title", &[STR], Kind::String, |call, args| map_pieces(call, &args[0], title)),
    Function::new("strrev", &[STR], Kind::String, strrev),
    Function::new(
        "indent",
        &[Param::new("spaces", Kind::Number), STR.partial()],
        Kind::String,
        indent,
    ),
    Function::new(
        "substr",
        &[STR.partial(), Param::new("offset", Kind::Number), Param::new("length", Kind::Number)],
        Kind::String,
        substr,
    ),
    Function::new(
        "startswith",
        &[STR.partial(), Param::new("prefix", Kind::String)],
        Kind::Bool,
        startswith,
    ),
    Function::new(
        "endswith",
        &[STR.partial(), Param::new("suffix", Kind::String)],
        Kind::Bool,
        endswith,
    ),
    Function::new(
        "strcontains",
        &[STR.partial(), Param::new("substr", Kind::String)],
        Kind::Bool,
        strcontains,
    ),
];

/// A string from runs, or the error that it is too long. What one run says alone stands where that is
/// written, as it would without the function.
pub(super) fn build(call: &Call, pieces: impl IntoIterator<Item = Piece>) -> Outcome {
    let mut out = StringBuilder::new();
    if let Err(error) = pieces.into_iter().try_for_each(|piece| out.push_piece(piece)) {
        return call.fail(error);
    }
    let mut value = out.finish(call.span);
    if let Data::String(text) = &value.data
        && let Some([only]) = text.parts.as_deref()
        && only.place.span.is_some()
    {
        value.place = only.place.clone();
    }
    Ok(value)
}

/// Maps the known runs of a string one by one; what is not known stays a piece that is not known.
pub(super) fn map_pieces(call: &Call, value: &Value, map: impl Fn(&str) -> String) -> Outcome {
    let pieces = flat_pieces(value).into_iter().map(|piece| match piece {
        Piece::Known { text, place, marks, encoded } => {
            let mapped = map(&text);
            let encoded = if mapped == *text { encoded } else { None };
            Piece::Known { text: mapped.into(), place, marks, encoded }
        }
        Piece::Unknown(inner) => Piece::Unknown(changed(inner)),
    });
    build(call, pieces)
}

/// An unknown piece after a change of its text: what it was the encoding of does not hold any more.
pub(super) fn changed(mut piece: Value) -> Value {
    if let Data::Unknown(unknown) = &mut piece.data
        && unknown.encoded.is_some()
    {
        std::sync::Arc::make_mut(unknown).encoded = None;
    }
    piece
}

/// `join`: items with the separator between them; a list that is not known is one unknown piece.
fn join(call: &Call, args: &[Value]) -> Outcome {
    if args.len() < 2 {
        return call.fail("at least one list is required");
    }
    let mut out = StringBuilder::new();
    let mut first = true;
    for (index, arg) in args.iter().enumerate().skip(1) {
        let unknown;
        let items = match &arg.data {
            Data::List(list) => list.items.as_slice(),
            _ => {
                unknown = rest_item(arg);
                std::slice::from_ref(&unknown)
            }
        };
        for (at, item) in items.iter().enumerate() {
            if item.is_null() {
                return call.reject(
                    index,
                    "lists",
                    format!("element {at} is null; cannot concatenate null values"),
                );
            }
            // A separator next to any number of items may not be there: it belongs to what is not
            // known.
            let open = is_rest(item);
            let separated = if first || open { Ok(()) } else { out.push_value(&args[0]) };
            if let Err(error) = separated.and_then(|()| out.push_value(item)) {
                return call.fail(error);
            }
            first = open;
        }
    }
    Ok(out.finish(call.span))
}

/// `split`: the pieces between separators, each where it was written.
fn split(call: &Call, args: &[Value]) -> Outcome {
    let separator = args[0].as_str().unwrap_or_default();
    let text = args[1].as_str().unwrap_or_default();
    let mut cuts = Vec::new();
    if separator.is_empty() {
        cuts.extend(text.char_indices().map(|(at, char)| (at, at + char.len_utf8())));
    } else {
        let mut from = 0;
        for (at, _) in text.match_indices(separator) {
            cuts.push((from, at));
            from = at + separator.len();
            if cuts.len() > MAX_ITEMS {
                break;
            }
        }
        cuts.push((from, text.len()));
    }
    if cuts.len() > MAX_ITEMS {
        return call.fail(format!("the result would have more than {MAX_ITEMS} items"));
    }
    let items = cuts.into_iter().map(|(from, to)| item_of(call, &args[1], from, to)).collect();
    Ok(call.list(ListKind::List, items))
}

/// A part of a known string as a value of its own, at its own place.
pub(super) fn item_of(call: &Call, text: &Value, from: usize, to: usize) -> Value {
    let mut out = StringBuilder::new();
    let mut pieces = substring(text, from, to);
    if let [Piece::Known { text: run, place, marks, .. }] = pieces.as_slice() {
        let mut item = Value::string(run.clone(), None).marked(marks.with(text.marks));
        item.place = place.clone();
        item.place.span = item.place.span.or(call.span);
        item.refs = text.refs.clone();
        return item;
    }
    for piece in pieces.drain(..) {
        // A part is never longer than the whole, which was within bounds.
        let _ = out.push_piece(piece);
    }
    let mut item = out.finish(call.span).marked(text.marks);
    item.refs = text.refs.clone();
    item
}

/// Go's simple case mapping: one character for one character (`ß` stays, `İ` becomes `i`).
fn lower(text: &str) -> String {
    let one = |char: char| match (char, char.to_lowercase()) {
        ('\u{130}', _) => 'i',
        (_, mut mapped) if mapped.len() == 1 => mapped.next().unwrap_or(char),
        _ => char,
    };
    text.chars().map(one).collect()
}

fn upper_char(char: char) -> char {
    // These have a capital of one letter, and one of two that Unicode prefers.
    match char {
        '\u{1f80}'..='\u{1f87}' | '\u{1f90}'..='\u{1f97}' | '\u{1fa0}'..='\u{1fa7}' => {
            return char::from_u32(u32::from(char) + 8).unwrap_or(char);
        }
        '\u{1fb3}' | '\u{1fc3}' | '\u{1ff3}' => {
            return char::from_u32(u32::from(char) + 9).unwrap_or(char);
        }
        _ => {}
    }
    let mut mapped = char.to_uppercase();
    if mapped.len() == 1 { mapped.next().unwrap_or(char) } else { char }
}

/// The letters that are two in one have a form in which only the first is large.
fn title_char(char: char) -> char {
    match char {
        '\u{1c4}'..='\u{1c6}' => '\u{1c5}',
        '\u{1c7}'..='\u{1c9}' => '\u{1c8}',
        '\u{1ca}'..='\u{1cc}' => '\u{1cb}',
        '\u{1f1}'..='\u{1f3}' => '\u{1f2}',
        char => upper_char(char),
    }
}

fn upper(text: &str) -> String {
    text.chars().map(upper_char).collect()
}

/// The first letter of each word in upper case; a word ends at anything but letters, digits and the
/// underscore.
fn title(text: &str) -> String {
    let mut start = true;
    let one = |char: char| {
        let mapped = if start { title_char(char) } else { char };
        start = if char.is_ascii() {
            !(char.is_ascii_alphanumeric() || char == '_')
        } else {
            !char.is_alphanumeric() && char.is_whitespace()
        };
        mapped
    };
    text.chars().map(one).collect()
}

/// `strrev`: by user-perceived characters.
fn strrev(call: &Call, args: &[Value]) -> Outcome {
    let text: String = args[0].as_str().unwrap_or_default().nfc().collect();
    Ok(call.string(text.graphemes(true).rev().collect::<String>()))
}

/// `indent`: spaces before every line but the first.
fn indent(call: &Call, args: &[Value]) -> Outcome {
    let Some(count) = args[0].as_number().and_then(Number::as_i64) else {
        return call.reject(0, "spaces", "a whole number is required");
    };
    if count > 10_000 {
        return call.reject(0, "spaces", "more than 10000 spaces");
    }
    let pad = format!("\n{}", " ".repeat(usize::try_from(count).unwrap_or(0)));
    let lines: usize = flat_pieces(&args[1])
        .iter()
        .map(|piece| match piece {
            Piece::Known { text, .. } => memchr::memchr_iter(b'\n', text.as_bytes()).count(),
            Piece::Unknown(_) => 0,
        })
        .sum();
    if lines.saturating_mul(pad.len()) > crate::terraform::convert::MAX_STRING {
        return call.fail(crate::terraform::convert::TooLong);
    }
    let mut pieces = Vec::new();
    for piece in flat_pieces(&args[1]) {
        let Piece::Known { text, .. } = &piece else {
            pieces.push(piece);
            continue;
        };
        let mut from = 0;
        for (at, _) in text.match_indices('\n') {
            pieces.push(cut_run(&piece, from, at));
            pieces.push(Piece::Known {
                text: pad.as_str().into(),
                place: crate::value::Place { span: call.span, chain: None },
                marks: crate::value::Marks::NONE,
                encoded: None,
            });
            from = at + 1;
        }
        pieces.push(cut_run(&piece, from, text.len()));
    }
    build(call, pieces)
}

/// `substr`: by user-perceived characters; a negative offset counts from the end, a negative length
/// means the rest.
fn substr(call: &Call, args: &[Value]) -> Outcome {
    let whole = |index: usize, name: &str| match args[index].as_number().and_then(Number::as_i64) {
        Some(int) => Ok(int),
        None => call.reject(index, name, "a whole number is required"),
    };
    let (offset, length) = (whole(1, "offset")?, whole(2, "length")?);
    let (text, partly) = match &args[0].data {
        Data::Unknown(unknown) => (unknown.prefix(), true),
        _ => (args[0].as_str().unwrap_or_default(), false),
    };
    // Of ASCII only a line's end is written as two that are one.
    let bounds: Option<Vec<usize>> = (!text.is_ascii() || text.contains('\r'))
        .then(|| text.grapheme_indices(true).map(|(at, _)| at).chain([text.len()]).collect());
    let count = bounds.as_ref().map_or(text.len(), |bounds| bounds.len() - 1);
    let bound = |at: usize| bounds.as_ref().map_or(at, |bounds| bounds[at]);
    let start = match usize::try_from(offset) {
        Ok(start) => start.min(count),
        Err(_) if partly => return Ok(call.unknown(&args[0], Type::String)),
        Err(_) => {
            count.saturating_sub(usize::try_from(offset.unsigned_abs()).unwrap_or(usize::MAX))
        }
    };
    if length == 0 && offset >= 0 {
        return Ok(call.string(""));
    }
    let end =
        usize::try_from(length).map_or(count, |length| start.saturating_add(length).min(count));
    if !partly {
        return Ok(item_of(call, &args[0], bound(start), bound(end)));
    }
    // The last character of the known start may go on in what is not known.
    let wanted = usize::try_from(offset)
        .ok()
        .zip(usize::try_from(length).ok())
        .map(|(offset, length)| offset.saturating_add(length));
    match wanted {
        Some(wanted) if wanted < count => {
            build(call, cut_front(&args[0], bound(start), bound(end)))
        }
        _ => Ok(call.unknown(&args[0], Type::String)),
    }
}

fn cut_front(value: &Value, from: usize, to: usize) -> Vec<Piece> {
    flat_pieces(value).first().map(|piece| cut_run(piece, from, to)).into_iter().collect()
}

/// `startswith`: decided by the known start of the string where that suffices.
fn startswith(call: &Call, args: &[Value]) -> Outcome {
    let wanted = args[1].as_str().unwrap_or_default();
    Ok(match ends(&args[0]) {
        Ok(text) => call.bool(text.starts_with(wanted)),
        Err((prefix, _)) if prefix.starts_with(wanted) => call.bool(true),
        Err((prefix, _)) if !wanted.starts_with(&prefix) => call.bool(false),
        Err(_) => call.unknown(&args[0], Type::Bool),
    })
}

/// `endswith`: decided by the known end of the string where that suffices.
fn endswith(call: &Call, args: &[Value]) -> Outcome {
    let wanted = args[1].as_str().unwrap_or_default();
    Ok(match ends(&args[0]) {
        Ok(text) => call.bool(text.ends_with(wanted)),
        Err((_, suffix)) if suffix.ends_with(wanted) => call.bool(true),
        Err((_, suffix)) if !wanted.ends_with(&suffix) => call.bool(false),
        Err(_) => call.unknown(&args[0], Type::Bool),
    })
}

/// `strcontains`: true when a known run holds the text.
fn strcontains(call: &Call, args: &[Value]) -> Outcome {
    let wanted = args[1].as_str().unwrap_or_default();
    if let Some(text) = args[0].as_str() {
        return Ok(call.bool(text.contains(wanted)));
    }
    let found = flat_pieces(&args[0])
        .iter()
        .any(|piece| matches!(piece, Piece::Known { text, .. } if text.contains(wanted)));
    Ok(if found { call.bool(true) } else { call.unknown(&args[0], Type::Bool) })
}

/// The whole text, or the known start and end of one that is known in part.
pub(super) fn ends(value: &Value) -> Result<&str, (String, String)> {
    if let Some(text) = value.as_str() {
        return Ok(text);
    }
    let pieces = flat_pieces(value);
    let text = |piece: &Piece| match piece {
        Piece::Known { text, .. } => Some(text.to_string()),
        Piece::Unknown(_) => None,
    };
    let prefix = pieces.iter().map_while(text).collect();
    let mut suffix: Vec<String> = pieces.iter().rev().map_while(text).collect();
    suffix.reverse();
    Err((prefix, suffix.concat()))
}
