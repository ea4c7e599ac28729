//! JSON with places: files, and strings that hold JSON.

mod writer;

use super::SyntaxError;
use super::flat::{self, Bit, CLOSE, Flat, OPEN, Shard};
use crate::source::{File, FileId, Span};
use crate::value::{
    Cause, Data, Entry, Map, MapKind, Marks, Number, Part, Piece, Place, Text, Type, Unknown, Value,
};
use indexmap::IndexMap;
use jsonc_parser::ast;
use jsonc_parser::common::Ranged;
use std::sync::Arc;

/// How deep JSON may be nested.
pub const MAX_DEPTH: usize = 200;
/// How many values one text may hold.
pub const MAX_NODES: usize = 1_000_000;

/// A JSON file as a located value. Of duplicate keys the last wins; [`read`] tells them.
///
/// # Errors
/// The text is no JSON, is nested deeper than [`MAX_DEPTH`] or holds more than [`MAX_NODES`]
/// values.
pub fn parse(id: FileId, file: &File) -> Result<Value, SyntaxError> {
    read(id, file).map(|(value, _)| value)
}

/// A JSON file as a located value, and the keys that stand twice in one object (the last wins).
///
/// # Errors
/// As [`parse`].
pub fn read(id: FileId, file: &File) -> Result<(Value, Vec<SyntaxError>), SyntaxError> {
    read_with(id, file, Twice::Last)
}

/// A JSON file in which a property that is given twice is two blocks (HCL's JSON syntax): objects
/// under one key, or lists of them, become one list, which has no place of its own. Everything else
/// that stands twice is told, as by [`read`].
///
/// # Errors
/// As [`parse`].
pub fn read_blocks(id: FileId, file: &File) -> Result<(Value, Vec<SyntaxError>), SyntaxError> {
    read_with(id, file, Twice::Blocks)
}

/// What a key that stands twice in one object means.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Twice {
    /// The last one counts.
    Last,
    /// Objects are several blocks.
    Blocks,
}

fn read_with(
    id: FileId,
    file: &File,
    twice: Twice,
) -> Result<(Value, Vec<SyntaxError>), SyntaxError> {
    let flat = Flat::of_file(Span::new(id, 0, file.text.len()), &file.text);
    let error = match convert(&flat, Grammar::Strict, twice) {
        Ok(read) => return Ok(read),
        Err(error) => error,
    };
    if !file.text.contains("//") && !file.text.contains("/*") {
        return Err(error);
    }
    // Editors and deployment tools take comments in JSON; the services that are called do not.
    match convert(&flat, Grammar::Comments, twice) {
        Ok((value, mut odd)) => {
            odd.push(SyntaxError {
                message: "holds comments, which JSON does not have; they are passed over"
                    .to_owned(),
                span: error.span,
            });
            Ok((value, odd))
        }
        Err(_) => Err(error),
    }
}

/// The first character of a JSON text, blanks and comments in front of it passed over.
#[must_use]
pub fn first_char(text: &str) -> Option<char> {
    let mut rest = text.trim_start();
    loop {
        let end = if rest.starts_with("//") {
            rest.find('\n')
        } else if rest.starts_with("/*") {
            rest.find("*/").map(|at| at + 1)
        } else {
            return rest.chars().next();
        };
        rest = rest[end? + 1..].trim_start();
    }
}

/// What is taken for JSON.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Grammar {
    /// What RFC 8259 says.
    Strict,
    /// The same with comments.
    Comments,
    /// The same where commas may be in what is not known.
    Holes,
}

/// The value that a string encodes, each part at the place where the string's text was written. A
/// string that is known only in part is read all the same: unknown pieces inside quotes give partly
/// unknown strings, pieces outside quotes give unknown values (in a list: any number of items;
/// where a key is expected: any further entries). A piece that is itself the encoding of a value
/// (`jsonencode`) gives that value. Both arms of an unknown condition are decoded.
///
/// # Errors
/// The value is no string, or its known text is no JSON.
pub fn decode(value: &Value) -> Result<Value, SyntaxError> {
    if let Some(arms) = flat::arms(value, decode) {
        return arms;
    }
    if let Data::Unknown(unknown) = &value.data {
        if let Some(inner) = &unknown.encoded {
            return Ok(flat::unwrapped(inner, value));
        }
        if unknown.pieces.is_empty() {
            return Ok(untyped(value.clone()));
        }
    }
    let Some(bits) = flat::bits(value) else {
        return Err(SyntaxError {
            message: "JSON is expected in a string".to_owned(),
            span: value.place.span,
        });
    };
    if let [Bit::Known { encoded: Some(inner), .. }] = bits.as_slice() {
        return Ok(flat::unwrapped(inner, value));
    }
    let flat = writer::write(&bits);
    let decoded = match convert(
        &flat,
        if flat.holes.is_empty() { Grammar::Strict } else { Grammar::Holes },
        Twice::Last,
    ) {
        Ok((decoded, _)) => decoded,
        // The holes may hold what is missing: brackets, commas, keys.
        Err(_)
            if flat
                .holes
                .iter()
                .any(|hole| hole.as_unknown().is_some_and(|unknown| unknown.encoded.is_none())) =>
        {
            flat::unreadable(&flat.holes, value.place.clone())
        }
        Err(error) => return Err(error),
    };
    let mut decoded = flat::carried(decoded, value);
    decoded.marks = decoded.marks.with(value.marks.without(flat.marks(0, flat.text.len())));
    Ok(decoded)
}

/// What stands outside quotes is a value of its own: of a declared type only what is no string is
/// kept.
fn untyped(mut value: Value) -> Value {
    if let Data::Unknown(unknown) = &value.data
        && (!matches!(unknown.ty, Type::Number | Type::Bool | Type::Any)
            || !unknown.pieces.is_empty())
    {
        let mut plain = Unknown::because(unknown.reason.clone());
        plain.rest = unknown.rest;
        value.data = Data::Unknown(Arc::new(plain));
    }
    value
}

fn convert(
    flat: &Flat,
    grammar: Grammar,
    twice: Twice,
) -> Result<(Value, Vec<SyntaxError>), SyntaxError> {
    let fail = |message: String, start: usize, end: usize| SyntaxError {
        message,
        span: flat.place(start, end.max(start + 1)).span,
    };
    if let Some(deep) = first_too_deep(&flat.text) {
        return Err(fail(format!("is nested deeper than {MAX_DEPTH} levels"), deep, deep + 1));
    }
    let options = jsonc_parser::ParseOptions {
        allow_comments: grammar == Grammar::Comments,
        allow_loose_object_property_names: false,
        allow_trailing_commas: grammar == Grammar::Holes,
        allow_missing_commas: grammar == Grammar::Holes,
        allow_single_quoted_strings: false,
        allow_hexadecimal_numbers: false,
        allow_unary_plus_numbers: false,
        allow_bare_decimal_point_numbers: false,
        allow_non_finite_numbers: false,
        allow_extended_string_escapes: false,
    };
    let parsed =
        jsonc_parser::parse_to_ast(&flat.text, &jsonc_parser::CollectOptions::default(), &options)
            .map_err(|error| {
                fail(
                    format!("is not JSON: {}", lower_first(&error.kind().to_string())),
                    error.range().start,
                    error.range().end,
                )
            })?;
    let Some(value) = parsed.value else {
        return Err(fail("is not JSON: there is no value".to_owned(), 0, flat.text.len()));
    };
    let mut reader = Reader { flat, nodes: 0, duplicates: Vec::new(), twice };
    let value = reader.value(&value)?;
    Ok((value, reader.duplicates))
}

/// The blocks that a property's value stands for: an object, or a list of objects.
fn blocks_of(value: &Value) -> Option<Vec<Value>> {
    match &value.data {
        Data::Map(_) => Some(vec![value.clone()]),
        Data::List(list) if list.items.iter().all(|item| matches!(item.data, Data::Map(_))) => {
            Some(list.items.clone())
        }
        _ => None,
    }
}

fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}

/// Where brackets outside strings are deeper than the cap: the parser is recursive.
fn first_too_deep(text: &str) -> Option<usize> {
    let (mut depth, mut quoted, mut escaped) = (0usize, false, false);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b'[' | b'{' if !quoted => {
                depth += 1;
                if depth > MAX_DEPTH {
                    return Some(at);
                }
            }
            b']' | b'}' if !quoted => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    None
}

struct Reader<'a> {
    flat: &'a Flat,
    nodes: usize,
    duplicates: Vec<SyntaxError>,
    twice: Twice,
}

impl Reader<'_> {
    fn value(&mut self, node: &ast::Value<'_>) -> Result<Value, SyntaxError> {
        let range = node.range();
        self.nodes += 1;
        if self.nodes > MAX_NODES {
            let span = self.flat.place(range.start, range.start + 1).span;
            return Err(SyntaxError {
                message: format!("holds more than {MAX_NODES} values"),
                span,
            });
        }
        let data = match node {
            ast::Value::StringLit(text) => return Ok(self.string(text)),
            ast::Value::NumberLit(number) => match number.value.parse::<Number>() {
                Ok(number) => Data::Number(number),
                Err(_) => Data::Unknown(Arc::new(Unknown::because(Cause::limit(
                    "the number is too large to read",
                )))),
            },
            ast::Value::BooleanLit(bool) => Data::Bool(bool.value),
            ast::Value::NullKeyword(_) => Data::Null,
            ast::Value::Array(array) => {
                let items = array
                    .elements
                    .iter()
                    .map(|item| self.value(item))
                    .collect::<Result<Vec<_>, _>>()?;
                Value::list(items, None).data
            }
            ast::Value::Object(object) => self.object(object)?,
        };
        let place = self.flat.place(range.start, range.end);
        let marks = match data {
            // The marks of a container are those of its parts.
            Data::List(_) | Data::Map(_) => Marks::NONE,
            _ => self.flat.marks(range.start, range.end),
        };
        Ok(Value { data, place, marks, refs: None })
    }

    fn object(&mut self, object: &ast::Object<'_>) -> Result<Data, SyntaxError> {
        let mut entries: IndexMap<Arc<str>, Entry> =
            IndexMap::with_capacity(object.properties.len());
        let mut rest = None;
        for property in &object.properties {
            let name = property.name.as_str();
            let key_range = property.name.range();
            let key = self.flat.place(key_range.start, key_range.end).span;
            if name.contains(OPEN) {
                match self.known_key(name) {
                    Ok(name) => {
                        let value = self.value(&property.value)?;
                        entries.insert(name, Entry { key, value });
                    }
                    Err(reason) => rest = Some(reason),
                }
                continue;
            }
            let value = self.value(&property.value)?;
            if let Some(before) = entries.get_mut(name) {
                if self.twice == Twice::Blocks {
                    // A comment may stand anywhere, any number of times.
                    if name == "//" {
                        continue;
                    }
                    if let (Some(mut blocks), Some(more)) =
                        (blocks_of(&before.value), blocks_of(&value))
                    {
                        blocks.extend(more);
                        before.value = Value::list(blocks, None);
                        continue;
                    }
                }
                self.duplicates.push(SyntaxError {
                    message: format!("the key `{name}` stands twice; the last one counts"),
                    span: key,
                });
                entries.shift_remove(name);
            }
            entries.insert(name.into(), Entry { key, value });
        }
        Ok(Data::Map(Arc::new(Map { kind: MapKind::Object, entries, rest })))
    }

    /// A key with holes: known when each hole is a known string after all, else the reason why it
    /// is not.
    fn known_key(&self, name: &str) -> Result<Arc<str>, Cause> {
        let mut known = String::new();
        for shard in flat::shards(name) {
            match shard {
                Shard::Known { text, .. } => known.push_str(text),
                Shard::Hole(number) => match self.flat.holes.get(number) {
                    Some(hole) => match hole.as_str() {
                        Some(text) => known.push_str(text),
                        None => {
                            return Err(hole.cause_or("a key is not known"));
                        }
                    },
                    None => return Err(Cause::Part("a key is not known")),
                },
            }
        }
        Ok(known.into())
    }

    fn string(&self, node: &ast::StringLit<'_>) -> Value {
        let text = node.value.as_ref();
        let (start, end) = (node.range.start, node.range.end);
        if text.contains(OPEN) && text.contains(CLOSE) {
            return self.holed(text, start, end);
        }
        let inner = (start + 1, end.saturating_sub(1).max(start + 1));
        let marks = self.flat.marks(inner.0, inner.1);
        let parts = self.parts(inner.0, inner.1, text);
        let data = Data::String(Text {
            text: text.into(),
            parts: (parts.len() > 1).then(|| parts.into()),
        });
        Value { data, place: self.string_place(start, end), marks, refs: None }
    }

    /// The place of a quoted string: with its quotes, unless its text alone came from somewhere
    /// else.
    fn string_place(&self, start: usize, end: usize) -> Place {
        let inner = self.flat.runs(start + 1, end.saturating_sub(1).max(start + 2));
        let whole = self.flat.runs(start, end);
        match (inner.as_slice(), whole.len()) {
            ([(_, place, _)], 2..) => place.clone(),
            _ => self.flat.place(start, end),
        }
    }

    /// The parts of a string's decoded text: cut where an escape or another origin begins.
    fn parts(&self, start: usize, end: usize, decoded: &str) -> Vec<Part> {
        let mut parts = Vec::new();
        let raw = &self.flat.text[start..end];
        let mut offset = 0usize;
        for (raw_start, raw_end, decoded_len) in escape_runs(raw) {
            let one_to_one = raw_end - raw_start == decoded_len;
            let runs = self.flat.runs(start + raw_start, start + raw_end);
            for (at, place, marks) in runs {
                let inside = if one_to_one { at - start - raw_start } else { 0 };
                parts.push(Part {
                    start: u32::try_from(offset + inside).unwrap_or(u32::MAX),
                    place,
                    marks,
                    encoded: None,
                });
                if !one_to_one {
                    break;
                }
            }
            offset += decoded_len;
        }
        if offset == decoded.len() { parts } else { Vec::new() }
    }

    /// A string with holes: the hole itself where there is nothing else, otherwise a string that is
    /// known in part.
    fn holed(&self, text: &str, start: usize, end: usize) -> Value {
        let shards = flat::shards(text);
        if let [Shard::Hole(number)] = shards.as_slice()
            && let Some(hole) = self.flat.holes.get(*number)
        {
            return hole.clone();
        }
        let raw = self.flat.text.get(start + 1..end.saturating_sub(1)).unwrap_or_default();
        let escaped = raw.contains('\\');
        let mut pieces = Vec::new();
        let (mut marks, mut refs, mut reason) = (Marks::NONE, Vec::new(), None);
        for shard in shards {
            match shard {
                Shard::Known { text, .. } if escaped => {
                    // With escapes the offsets differ: the literal as a whole is the place then.
                    let more = self.flat.marks(start, end);
                    pieces.push(Piece::Known {
                        text: text.into(),
                        place: self.flat.place(start, end),
                        marks: more,
                        encoded: None,
                    });
                }
                Shard::Known { start: from, text } => {
                    let from = start + 1 + from;
                    let runs = self.flat.runs(from, from + text.len());
                    for (index, (at, place, more)) in runs.iter().enumerate() {
                        let stop =
                            runs.get(index + 1).map_or(from + text.len(), |(next, _, _)| *next);
                        marks = marks.with(*more);
                        let text = self.flat.text.get(*at..stop).unwrap_or_default();
                        pieces.push(Piece::Known {
                            text: text.into(),
                            place: place.clone(),
                            marks: *more,
                            encoded: None,
                        });
                    }
                }
                Shard::Hole(number) => {
                    let Some(hole) = self.flat.holes.get(number) else { continue };
                    marks = marks.with(hole.marks);
                    refs.extend_from_slice(hole.references());
                    if reason.is_none() {
                        reason = Some(hole.cause_or("a part of it is not known"));
                    }
                    pieces.push(Piece::Unknown(hole.clone()));
                }
            }
        }
        let mut unknown =
            Unknown::because(reason.unwrap_or(Cause::Part("a part of it is not known")));
        unknown.ty = Type::String;
        unknown.pieces = pieces;
        let refs = (!refs.is_empty()).then(|| refs.into());
        Value {
            data: Data::Unknown(Arc::new(unknown)),
            place: self.flat.place(start, end),
            marks,
            refs,
        }
    }
}

/// The runs of a string literal's content: start and end in the raw text, length of what it decodes
/// to. Content without escapes is one run, an escape is one of its own.
fn escape_runs(raw: &str) -> Vec<(usize, usize, usize)> {
    let mut out = Vec::new();
    let mut at = 0;
    while at < raw.len() {
        let plain = memchr::memchr(b'\\', &raw.as_bytes()[at..]).unwrap_or(raw.len() - at);
        if plain > 0 {
            out.push((at, at + plain, plain));
            at += plain;
            continue;
        }
        let unit = |from: usize| {
            raw.get(from + 2..from + 6).and_then(|digits| u32::from_str_radix(digits, 16).ok())
        };
        let (len, decoded) = if raw.as_bytes().get(at + 1) != Some(&b'u') {
            (2, 1)
        } else {
            match unit(at) {
                Some(0xD800..=0xDBFF) => (12, 4),
                Some(code) => (6, char::from_u32(code).map_or(3, char::len_utf8)),
                None => (6, 1),
            }
        };
        let end = (at + len).min(raw.len());
        out.push((at, end, decoded));
        at = end;
    }
    out
}

#[cfg(test)]
mod tests;
