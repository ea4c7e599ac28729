//! A string value as one flat text with the place of every byte: what the decoders of JSON and YAML
//! in strings parse.
//!
//! What is not known becomes a *hole*: a marker in the flat text that stands for a value.

use crate::source::Span;
use crate::value::{Cause, Data, Marks, Piece, Place, Text, Unknown, Value};
use std::sync::Arc;

/// Opens a hole's marker. A noncharacter that YAML and JSON let pass and that no real text
/// contains.
pub(crate) const OPEN: char = '\u{FDD0}';
/// Closes a hole's marker.
pub(crate) const CLOSE: char = '\u{FDD1}';

/// Text and where each byte of it was written.
pub(crate) struct Flat {
    pub text: String,
    segments: Vec<Segment>,
    /// The values that the markers stand for, by number.
    pub holes: Vec<Value>,
}

/// A run of the flat text that was written at one place.
struct Segment {
    start: usize,
    place: Place,
    marks: Marks,
    /// Added to an offset in the run to get an offset in the span; `None`: only the span as a whole
    /// is meaningful.
    shift: Option<u32>,
}

/// What a string consists of, in order.
pub(crate) enum Bit<'a> {
    /// Known text. `encoded`: the value it is the encoding of.
    Known { text: &'a str, place: Place, marks: Marks, encoded: Option<&'a Value> },
    /// Something that is not known.
    Hole(&'a Value),
}

/// The bits of a string, nested unknown strings taken apart. `None` when the value is no string.
pub(crate) fn bits(value: &Value) -> Option<Vec<Bit<'_>>> {
    let mut out = Vec::new();
    match &value.data {
        Data::String(text) => known_bits(text, value, &mut out),
        Data::Unknown(unknown) if !unknown.pieces.is_empty() => piece_bits(unknown, &mut out, 0),
        _ => return None,
    }
    Some(out)
}

fn known_bits<'a>(text: &'a Text, value: &'a Value, out: &mut Vec<Bit<'a>>) {
    let Some(parts) = text.parts.as_deref().filter(|parts| !parts.is_empty()) else {
        // The steps that carried the whole string are the root's; every part finds them there.
        let place = Place { span: value.place.span, chain: None };
        out.push(Bit::Known { text: &text.text, place, marks: value.marks, encoded: None });
        return;
    };
    for (index, part) in parts.iter().enumerate() {
        let end = parts.get(index + 1).map_or(text.text.len(), |next| next.start as usize);
        // A part that is cut wrongly must not lose the rest of the text; it cannot happen with
        // parts made by the evaluators.
        if let Some(run) = text.text.get(part.start as usize..end) {
            out.push(Bit::Known {
                text: run,
                place: part.place.clone(),
                marks: part.marks,
                encoded: part.encoded.as_deref(),
            });
        }
    }
}

fn piece_bits<'a>(unknown: &'a Unknown, out: &mut Vec<Bit<'a>>, depth: usize) {
    for piece in &unknown.pieces {
        match piece {
            Piece::Known { text, place, marks, encoded } => out.push(Bit::Known {
                text,
                place: place.clone(),
                marks: *marks,
                encoded: encoded.as_deref(),
            }),
            Piece::Unknown(value) => match &value.data {
                Data::Unknown(inner)
                    if !inner.pieces.is_empty() && inner.encoded.is_none() && depth < 64 =>
                {
                    piece_bits(inner, out, depth + 1)
                }
                Data::String(text) => known_bits(text, value, out),
                _ => out.push(Bit::Hole(value)),
            },
        }
    }
}

impl Flat {
    /// Nothing yet.
    pub fn new() -> Flat {
        Flat { text: String::new(), segments: Vec::new(), holes: Vec::new() }
    }

    /// A whole file's text, every offset its own.
    pub fn of_file(span: Span, text: &str) -> Flat {
        let mut flat = Flat::new();
        flat.segments.push(Segment {
            start: 0,
            place: Place::at(span),
            marks: Marks::NONE,
            shift: Some(0),
        });
        flat.text.push_str(text);
        flat
    }

    /// A known string's text with the place of each of its parts; `None` when the value is no known
    /// string.
    pub fn of_string(value: &Value) -> Option<Flat> {
        value.as_str()?;
        let mut flat = Flat::new();
        for bit in bits(value)? {
            if let Bit::Known { text, place, marks, .. } = bit {
                flat.push(text, &place, marks, 0, text.len());
            }
        }
        Some(flat)
    }

    /// The known pieces that a range of the text consists of.
    pub fn pieces(&self, start: usize, end: usize) -> Vec<Piece> {
        let runs = self.runs(start, end);
        let stop = |index: usize| runs.get(index + 1).map_or(end, |(next, _, _)| *next);
        let known = |(index, (at, place, marks)): (usize, &(usize, Place, Marks))| Piece::Known {
            text: self.text.get(*at..stop(index)).unwrap_or_default().into(),
            place: place.clone(),
            marks: *marks,
            encoded: None,
        };
        runs.iter().enumerate().map(known).collect()
    }

    /// Adds known text: `skipped` bytes of a run that is `run_len` long come before it.
    pub fn push(
        &mut self,
        text: &str,
        place: &Place,
        marks: Marks,
        skipped: usize,
        run_len: usize,
    ) {
        if text.is_empty() {
            return;
        }
        let shift = place.span.and_then(|span| {
            let written = (span.end - span.start) as usize;
            // Two bytes more than the run: the span of a quoted string, quotes included.
            let quotes = u32::from(written == run_len + 2);
            let same = written == run_len || written == run_len + 2;
            u32::try_from(skipped).ok().filter(|_| same).map(|skipped| skipped + quotes)
        });
        self.segments.push(Segment { start: self.text.len(), place: place.clone(), marks, shift });
        self.text.push_str(text);
    }

    /// Adds a marker for a value; `quoted` puts it in double quotes.
    pub fn push_hole(&mut self, value: Value, quoted: bool) {
        self.segments.push(Segment {
            start: self.text.len(),
            place: value.place.clone(),
            marks: value.marks,
            shift: None,
        });
        let quote = if quoted { "\"" } else { "" };
        self.text.push_str(&format!("{quote}{OPEN}{}{CLOSE}{quote}", self.holes.len()));
        self.holes.push(value);
    }

    /// Takes back the last bytes of the text.
    pub fn truncate(&mut self, len: usize) {
        self.text.truncate(len);
        while self.segments.last().is_some_and(|segment| segment.start >= len) {
            self.segments.pop();
        }
    }

    fn segment_at(&self, offset: usize) -> Option<usize> {
        self.segments.partition_point(|segment| segment.start <= offset).checked_sub(1)
    }

    /// The runs that a range of the flat text consists of: where each starts in the flat text, its
    /// place and marks.
    pub fn runs(&self, start: usize, end: usize) -> Vec<(usize, Place, Marks)> {
        let mut out = Vec::new();
        let Some(mut index) = self.segment_at(start) else { return out };
        let mut at = start;
        while let Some(segment) = self.segments.get(index) {
            let next = self.segments.get(index + 1).map_or(self.text.len(), |next| next.start);
            let stop = next.min(end);
            out.push((at, segment.narrowed(at, stop), segment.marks));
            if stop >= end {
                break;
            }
            at = stop;
            index += 1;
        }
        out
    }

    /// The place of a range: exact where its text was written in one run, from its first to its
    /// last byte where both ends stand in one file, else that of its first run.
    pub fn place(&self, start: usize, end: usize) -> Place {
        let runs = self.runs(start, end);
        match runs.as_slice() {
            [] => Place::default(),
            [(_, place, _)] => place.clone(),
            [(_, first, _), .., (_, last, _)] => match (first.span, last.span) {
                (Some(a), Some(b))
                    if a.file == b.file
                        && a.start < b.end
                        && first.chain.is_none()
                        && last.chain.is_none() =>
                {
                    Place::at(Span { file: a.file, start: a.start, end: b.end })
                }
                _ => first.clone(),
            },
        }
    }

    /// The marks of everything in a range.
    pub fn marks(&self, start: usize, end: usize) -> Marks {
        self.runs(start, end).iter().fold(Marks::NONE, |marks, (_, _, more)| marks.with(*more))
    }
}

impl Segment {
    fn narrowed(&self, start: usize, end: usize) -> Place {
        let (Some(span), Some(shift)) = (self.place.span, self.shift) else {
            return self.place.clone();
        };
        let offset = |at: usize| u32::try_from(at - self.start).unwrap_or(u32::MAX);
        let span = span.part(offset(start).saturating_add(shift), offset(end) - offset(start));
        Place { span: Some(span), chain: self.place.chain.clone() }
    }
}

/// A piece of decoded text: known, or the number of a hole.
pub(crate) enum Shard<'a> {
    Known { start: usize, text: &'a str },
    Hole(usize),
}

/// Takes decoded text apart at its markers.
pub(crate) fn shards(text: &str) -> Vec<Shard<'_>> {
    let mut out = Vec::new();
    let mut at = 0;
    while let Some((open, close)) = text[at..]
        .find(OPEN)
        .and_then(|open| text[at + open..].find(CLOSE).map(|close| (at + open, at + open + close)))
    {
        if open > at {
            out.push(Shard::Known { start: at, text: &text[at..open] });
        }
        if let Ok(number) = text[open + OPEN.len_utf8()..close].parse() {
            out.push(Shard::Hole(number));
        }
        at = close + CLOSE.len_utf8();
    }
    if at < text.len() {
        out.push(Shard::Known { start: at, text: &text[at..] });
    }
    out
}

/// A decoded value after the steps that carried the string it was decoded from.
pub(crate) fn carried(mut value: Value, outer: &Value) -> Value {
    let steps: Vec<_> = outer.place.steps().collect();
    for step in steps.into_iter().rev() {
        value.place = value.place.through(step.kind, step.name.clone(), step.span);
    }
    value
}

/// The value that a string is the encoding of, its own places kept.
pub(crate) fn unwrapped(inner: &Value, outer: &Value) -> Value {
    let mut value = carried(inner.clone(), outer);
    // Marks of the string that come from what it encodes stay with the parts that have them.
    value.marks = value.marks.with(outer.marks.without(all_marks(inner, 0)));
    value
}

/// The marks of a value and of everything in it.
pub(crate) fn all_marks(value: &Value, depth: usize) -> Marks {
    let mut marks = value.marks;
    if depth > 200 {
        return marks;
    }
    match &value.data {
        Data::List(list) => {
            list.items.iter().for_each(|item| marks = marks.with(all_marks(item, depth + 1)))
        }
        Data::Map(map) => map
            .entries
            .values()
            .for_each(|entry| marks = marks.with(all_marks(&entry.value, depth + 1))),
        Data::Either(either) => {
            marks = marks
                .with(all_marks(&either.then, depth + 1))
                .with(all_marks(&either.otherwise, depth + 1))
        }
        _ => {}
    }
    marks
}

/// An unknown for what cannot be read because of the holes in it: the first hole's reason,
/// everybody's references and marks.
pub(crate) fn unreadable(holes: &[Value], place: Place) -> Value {
    let reason = holes
        .iter()
        .find_map(|hole| hole.as_unknown().map(|unknown| unknown.reason.clone()))
        .unwrap_or(Cause::Part("a part of it is not known"));
    let mut value = Value {
        data: Data::Unknown(Arc::new(Unknown::because(reason))),
        place,
        marks: Marks::NONE,
        refs: None,
    };
    let mut refs = Vec::new();
    for hole in holes {
        value.marks = value.marks.with(hole.marks);
        refs.extend_from_slice(hole.references());
    }
    if !refs.is_empty() {
        refs.dedup();
        value.refs = Some(refs.into());
    }
    value
}

/// The decoded arms of an unknown condition.
pub(crate) fn arms<E>(
    value: &Value,
    mut decode: impl FnMut(&Value) -> Result<Value, E>,
) -> Option<Result<Value, E>> {
    let Data::Either(either) = &value.data else { return None };
    let arm = |arm: &Value, decode: &mut dyn FnMut(&Value) -> Result<Value, E>| {
        if arm.is_null() { Ok(arm.clone()) } else { decode(arm) }
    };
    let then = match arm(&either.then, &mut decode) {
        Ok(then) => then,
        Err(error) => return Some(Err(error)),
    };
    let otherwise = match arm(&either.otherwise, &mut decode) {
        Ok(otherwise) => otherwise,
        Err(error) => return Some(Err(error)),
    };
    let data = Data::Either(Arc::new(crate::value::Either {
        condition: either.condition.clone(),
        then,
        otherwise,
    }));
    Some(Ok(Value { data, ..value.clone() }))
}
