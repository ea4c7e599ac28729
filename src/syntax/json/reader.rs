//! The parser's tree as located values.

use super::{MAX_NODES, Twice};
use crate::syntax::SyntaxError;
use crate::syntax::flat::{self, CLOSE, Flat, OPEN, Shard};
use crate::value::{
    Cause, Data, Entry, Map, MapKind, Marks, Number, Part, Piece, Place, Text, Type, Unknown, Value,
};
use indexmap::IndexMap;
use jsonc_parser::ast;
use jsonc_parser::common::Ranged;
use std::sync::Arc;

/// Reads one tree.
pub(super) struct Reader<'a> {
    pub(super) flat: &'a Flat,
    pub(super) nodes: usize,
    pub(super) duplicates: Vec<SyntaxError>,
    pub(super) twice: Twice,
}

impl Reader<'_> {
    pub(super) fn value(&mut self, node: &ast::Value<'_>) -> Result<Value, SyntaxError> {
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
                    message: format!("duplicate key `{name}`; the last value is used"),
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
