//! Strings as text with holes: what is known of a string, where each byte of it was written, and
//! parts of it as values whose place is narrowed to their own text.

use crate::source::Span;
use crate::tree::Tree;
use crate::value::{Cause, Data, Marks, Part, Piece, Place, Reference, Text, Unknown, Value};
use std::fmt::Write;
use std::ops::Range;
use std::sync::Arc;

/// Stands in a [`Template`]'s text for an unknown piece: a private-use character that no real
/// reference holds.
pub const HOLE: char = '\u{F0000}';

/// A string, its unknown pieces as [`HOLE`]s.
#[derive(Clone, Debug)]
pub struct Template<'a> {
    /// The text with holes.
    pub text: String,
    runs: Vec<Run<'a>>,
    whole: &'a Value,
}

#[derive(Clone, Debug)]
struct Run<'a> {
    range: Range<usize>,
    place: &'a Place,
    marks: Marks,
    /// The unknown piece, for a hole.
    hole: Option<&'a Value>,
}

impl<'a> Template<'a> {
    /// The template of a known or unknown string. `None`: the value is no string, or its text holds
    /// the hole character itself.
    #[must_use]
    pub fn of(value: &'a Value) -> Option<Template<'a>> {
        let mut template = Template { text: String::new(), runs: Vec::new(), whole: value };
        match &value.data {
            Data::String(text) => {
                // A text that holds the sign for a hole itself cannot be told from one with a hole.
                if text.text.contains(HOLE) {
                    return None;
                }
                template.text.push_str(&text.text);
                match &text.parts {
                    None => template.runs.push(Run {
                        range: 0..text.text.len(),
                        place: &value.place,
                        marks: value.marks,
                        hole: None,
                    }),
                    Some(parts) => {
                        for (index, part) in parts.iter().enumerate() {
                            let end = parts
                                .get(index + 1)
                                .map_or(text.text.len(), |next| next.start as usize);
                            let start = (part.start as usize).min(end);
                            template.runs.push(Run {
                                range: start..end,
                                place: &part.place,
                                marks: part.marks,
                                hole: None,
                            });
                        }
                    }
                }
            }
            Data::Unknown(unknown) if unknown.pieces.is_empty() => {
                template.push_hole(value);
            }
            Data::Unknown(unknown) => {
                for piece in &unknown.pieces {
                    match piece {
                        Piece::Known { text, .. } if text.contains(HOLE) => return None,
                        Piece::Known { text, place, marks, .. } => {
                            let start = template.text.len();
                            template.text.push_str(text);
                            template.runs.push(Run {
                                range: start..template.text.len(),
                                place,
                                marks: *marks,
                                hole: None,
                            });
                        }
                        Piece::Unknown(piece) => template.push_hole(piece),
                    }
                }
            }
            _ => return None,
        }
        Some(template)
    }

    /// The text with each unknown piece told apart from others: two texts with the same identity
    /// are equal, whatever they turn out to be (`"${var.prefix}-logs"` in two places). `None` where
    /// a piece is new each time it is evaluated.
    #[must_use]
    pub fn identity(&self) -> Option<String> {
        let mut text = String::with_capacity(self.text.len());
        for run in &self.runs {
            match run.hole {
                None => text.push_str(&self.text[run.range.clone()]),
                Some(hole) => {
                    let unknown = hole.as_unknown().filter(|_| !hole.marks.any(Marks::VOLATILE))?;
                    // What is called by a name is the same wherever it is used; else its place
                    // tells it from others.
                    let named = unknown.identity.is_some()
                        || matches!(unknown.reason, Cause::Pseudo { .. });
                    let span = hole.place.span.filter(|_| !named);
                    // Writing to a string cannot fail.
                    let _ = write!(
                        text,
                        "{HOLE}{}{:?}{span:?}{:?}{HOLE}",
                        unknown.reason,
                        unknown.identity,
                        hole.references()
                    );
                }
            }
        }
        Some(text)
    }

    fn push_hole(&mut self, piece: &'a Value) {
        let start = self.text.len();
        self.text.push(HOLE);
        self.runs.push(Run {
            range: start..self.text.len(),
            place: &piece.place,
            marks: piece.marks,
            hole: Some(piece),
        });
    }

    /// Whether anything in the range is unknown.
    #[must_use]
    pub fn has_hole(&self, range: &Range<usize>) -> bool {
        self.text.get(range.clone()).is_none_or(|text| text.contains(HOLE))
    }

    /// The unknown piece that stands at a byte offset.
    #[must_use]
    pub fn hole_at(&self, offset: usize) -> Option<&'a Value> {
        let at = self.runs.partition_point(|run| run.range.start < offset);
        self.runs.get(at).filter(|run| run.range.start == offset).and_then(|run| run.hole)
    }

    /// The place of a range: its own text where that can be told, else the run it begins in.
    #[must_use]
    pub fn place(&self, tree: &Tree, range: &Range<usize>) -> Place {
        // The runs stand in order, and a text of a megabyte may have as many.
        let end = self.text.len();
        let first =
            self.runs.partition_point(|run| run.range.end <= range.start && run.range.end < end);
        let Some(run) = self.runs.get(first) else {
            return self.whole.place.clone();
        };
        if range.start < run.range.start {
            return self.whole.place.clone();
        }
        let inside = range.start - run.range.start
            ..range.end.min(run.range.end).saturating_sub(run.range.start);
        let text = self.text.get(run.range.clone()).unwrap_or_default();
        let first = run
            .place
            .span
            .and_then(|span| narrow(tree, span, text, &inside))
            .or(run.place.span)
            .or(self.whole.place.span);
        // A range over several runs of one file, written one after the other, is the text from the
        // first to the last.
        let begun = self.runs.partition_point(|other| other.range.start < range.end);
        let last = self.runs.iter().take(begun).rev().find(|other| !other.range.is_empty());
        let span = match (first, last) {
            (Some(first), Some(last)) if last.range.start > run.range.start => {
                let inside = 0..range.end.min(last.range.end) - last.range.start;
                let text = self.text.get(last.range.clone()).unwrap_or_default();
                let end = last
                    .place
                    .span
                    .and_then(|span| narrow(tree, span, text, &inside))
                    .or(last.place.span);
                match end {
                    Some(end) if end.file == first.file && end.end >= first.end => {
                        Some(Span { file: first.file, start: first.start, end: end.end })
                    }
                    _ => Some(first),
                }
            }
            (first, _) => first,
        };
        let chain = run.place.chain.clone().or_else(|| self.whole.place.chain.clone());
        Place { span, chain }
    }

    /// A range as a value of its own: a known string, or an unknown one with the pieces that lie in
    /// the range. Its marks and references are those of what lies in the range.
    #[must_use]
    pub fn value(&self, tree: &Tree, range: Range<usize>) -> Value {
        let place = self.place(tree, &range);
        let mut marks = Marks::NONE;
        let mut refs: Vec<Reference> = Vec::new();
        let mut pieces: Vec<Piece> = Vec::new();
        let mut parts: Vec<Part> = Vec::new();
        let mut reason: Option<Cause> = None;
        let first = self.runs.partition_point(|run| run.range.end <= range.start);
        for run in self.runs.iter().skip(first) {
            if run.range.start >= range.end {
                break;
            }
            let start = run.range.start.max(range.start);
            let end = run.range.end.min(range.end);
            if start >= end {
                continue;
            }
            marks = marks.with(run.marks);
            if let Some(hole) = run.hole {
                if let Some(unknown) = hole.as_unknown() {
                    reason.get_or_insert_with(|| unknown.reason.clone());
                }
                refs.extend(hole.references().iter().cloned());
                pieces.push(Piece::Unknown(hole.clone()));
                continue;
            }
            let own = self.place(tree, &(start..end));
            let text: Arc<str> = Arc::from(self.text.get(start..end).unwrap_or_default());
            let offset = u32::try_from(start - range.start).unwrap_or(u32::MAX);
            parts.push(Part { start: offset, place: own.clone(), marks: run.marks, encoded: None });
            pieces.push(Piece::Known { text, place: own, marks: run.marks, encoded: None });
        }
        if self.whole.as_str().is_some() {
            // A known string's marks may stand on the whole only.
            marks = marks.with(self.whole.marks);
        }
        let data = if pieces.iter().any(|piece| matches!(piece, Piece::Unknown(_))) {
            let reason = reason.unwrap_or(Cause::Part("is not known"));
            let pieces = if pieces.len() == 1 { Vec::new() } else { pieces };
            Data::Unknown(Arc::new(Unknown {
                reason,
                ty: crate::value::Type::String,
                pieces,
                rest: false,
                encoded: None,
                identity: None,
            }))
        } else {
            let text: Arc<str> = Arc::from(self.text.get(range).unwrap_or_default());
            Data::String(Text { text, parts: (parts.len() > 1).then(|| Arc::from(parts)) })
        };
        let refs = (!refs.is_empty()).then(|| Arc::from(refs));
        Value { data, place, marks, refs }
    }
}

/// The span of a part of a run's text inside the span that the run was written at. The text at the
/// span may be the run itself, or the run between quotes, or hold the part once (escapes
/// elsewhere); otherwise the place cannot be narrowed.
fn narrow(tree: &Tree, span: Span, text: &str, part: &Range<usize>) -> Option<Span> {
    let file = tree.file(span.file);
    let written = file.slice(span.start, span.end);
    let offset = |at: usize| {
        Some(Span::new(span.file, span.start as usize + at, span.start as usize + at + part.len()))
    };
    if part.start == 0 && part.end == text.len() && written == text {
        return Some(span);
    }
    if written.len() == text.len() && written == text {
        return offset(part.start);
    }
    let wanted = text.get(part.clone())?;
    if let Some(at) = written.find(text)
        && !text.is_empty()
    {
        return offset(at + part.start);
    }
    if wanted.is_empty() {
        return None;
    }
    let at = written.find(wanted)?;
    (!written[at + wanted.len()..].contains(wanted)).then(|| offset(at)).flatten()
}

/// A known string's part as a value with its own place; offsets are bytes of the decoded text.
#[must_use]
pub fn part_of(tree: &Tree, value: &Value, range: Range<usize>) -> Option<Value> {
    let template = Template::of(value)?;
    template.text.get(range.clone())?;
    Some(template.value(tree, range))
}
