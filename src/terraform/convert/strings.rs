//! Strings put together from runs, each of which keeps the place it was written at.

use crate::source::Span;
use crate::value::{Cause, Data, Marks, Part, Piece, Place, Reference, Text, Type, Unknown, Value};
use std::borrow::Cow;
use std::sync::Arc;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// The longest string that is computed: 16 MiB.
pub const MAX_STRING: usize = 16 << 20;

/// The most runs of one string: each costs far more than its text, so that a short string of tiny
/// runs can be a large value.
pub const MAX_RUNS: usize = 200_000;

/// A string that would be longer than [`MAX_STRING`] or have more runs than [`MAX_RUNS`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the result would be longer than {} MiB or made of more than {MAX_RUNS} pieces", MAX_STRING >> 20)]
pub struct TooLong;

/// The runs of a string in order, known or not; the concatenation of their texts is the string. A
/// value that is neither a string nor unknown has none.
#[must_use]
pub fn as_pieces(value: &Value) -> Vec<Piece> {
    match &value.data {
        Data::String(text) => text_pieces(text, value),
        Data::Unknown(unknown) if unknown.pieces.is_empty() || unknown.encoded.is_some() => {
            vec![Piece::Unknown(value.clone())]
        }
        Data::Unknown(unknown) => unknown.pieces.clone(),
        Data::Either(_) => vec![Piece::Unknown(unknown_for(value))],
        _ => Vec::new(),
    }
}

/// As [`as_pieces`], with every partly known piece (`jsonencode` of something that holds unknowns)
/// cut into its own pieces: for functions that look at the text.
#[must_use]
pub fn flat_pieces(value: &Value) -> Vec<Piece> {
    let mut flat = Vec::new();
    flatten_into(as_pieces(value), &mut flat, 0);
    flat
}

fn flatten_into(pieces: Vec<Piece>, flat: &mut Vec<Piece>, depth: usize) {
    for piece in pieces {
        match &piece {
            Piece::Unknown(value) => match value.as_unknown() {
                Some(unknown) if !unknown.pieces.is_empty() && depth < super::MAX_DEPTH => {
                    flatten_into(unknown.pieces.clone(), flat, depth + 1);
                }
                _ => flat.push(piece),
            },
            Piece::Known { .. } => flat.push(piece),
        }
    }
}

fn text_pieces(text: &Text, value: &Value) -> Vec<Piece> {
    let Some(parts) = text.parts.as_deref().filter(|parts| !parts.is_empty()) else {
        return vec![Piece::Known {
            text: text.text.clone(),
            place: value.place.clone(),
            marks: value.marks,
            encoded: None,
        }];
    };
    let ends = parts.iter().skip(1).map(|part| part.start as usize).chain([text.text.len()]);
    parts.iter().zip(ends).map(|(part, end)| run_of(text, part, end)).collect()
}

/// The run of a text that a part begins.
fn run_of(text: &Text, part: &Part, end: usize) -> Piece {
    Piece::Known {
        text: text.text.get(part.start as usize..end).unwrap_or_default().into(),
        place: part.place.clone(),
        marks: part.marks,
        encoded: part.encoded.clone(),
    }
}

/// The part of a known string between two byte offsets (cut to character boundaries), each run at
/// its own place.
#[must_use]
pub fn substring(value: &Value, from: usize, to: usize) -> Vec<Piece> {
    let pieces = match &value.data {
        // Of a text of many runs only those are looked at that are asked for: who cuts it into many
        // parts asks as often.
        Data::String(text) => runs(text, value, from, to),
        _ => as_pieces(value).into_iter().scan(0, placed).collect(),
    };
    let mut cut = Vec::new();
    for (start, piece) in pieces {
        let Piece::Known { text, .. } = &piece else { continue };
        let end = start + text.len();
        let (a, b) = (from.max(start).min(end), to.max(start).min(end));
        if a < b {
            cut.push(cut_run(&piece, a - start, b - start));
        }
    }
    cut
}

/// A piece with where it starts, which the next one moves on.
fn placed(start: &mut usize, piece: Piece) -> Option<(usize, Piece)> {
    let at = *start;
    if let Piece::Known { text, .. } = &piece {
        *start += text.len();
    }
    Some((at, piece))
}

/// The runs of a text that stand between two byte offsets, each with where it starts.
fn runs(text: &Text, value: &Value, from: usize, to: usize) -> Vec<(usize, Piece)> {
    let Some(parts) = text.parts.as_deref().filter(|parts| !parts.is_empty()) else {
        return text_pieces(text, value).into_iter().scan(0, placed).collect();
    };
    let first = parts.partition_point(|part| part.start as usize <= from).saturating_sub(1);
    let mut runs = Vec::new();
    for (at, part) in parts.iter().enumerate().skip(first) {
        let start = part.start as usize;
        if start >= to {
            break;
        }
        let end = parts.get(at + 1).map_or(text.text.len(), |next| next.start as usize);
        runs.push((start, run_of(text, part, end)));
    }
    runs
}

/// A part of a known run. Its span narrows with it where the run was written letter by letter.
#[must_use]
pub fn cut_run(piece: &Piece, from: usize, to: usize) -> Piece {
    let Piece::Known { text, place, marks, .. } = piece else { return piece.clone() };
    if from == 0 && to >= text.len() {
        return piece.clone();
    }
    let (mut from, mut to) = (from.min(text.len()), to.min(text.len()));
    while !text.is_char_boundary(from) {
        from -= 1;
    }
    while !text.is_char_boundary(to) {
        to += 1;
    }
    let run = text.get(from..to).unwrap_or_default();
    let mut place = place.clone();
    if let Some(span) = &mut place.span
        && (span.end - span.start) as usize == text.len()
    {
        *span = Span::new(span.file, span.start as usize + from, span.start as usize + to);
    }
    Piece::Known { text: run.into(), place, marks: *marks, encoded: None }
}

/// A stand-in for a value of two arms inside a string.
fn unknown_for(value: &Value) -> Value {
    let reason = match &value.data {
        Data::Either(either) => either.condition.reason.clone(),
        Data::Unknown(unknown) => unknown.reason.clone(),
        _ => Cause::Part("not known"),
    };
    let mut unknown = value.clone();
    unknown.data =
        Data::Unknown(Arc::new(Unknown { ty: Type::String, ..Unknown::because(reason) }));
    unknown
}

/// A text as Terraform keeps it: composed (NFC), so that what looks the same is the same.
#[must_use]
pub fn composed(text: &str) -> Cow<'_, str> {
    if text.is_ascii() || is_nfc_quick(text.chars()) == IsNormalized::Yes {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.nfc().collect())
    }
}

/// Puts a string together and remembers where each run came from.
#[derive(Clone, Debug, Default)]
pub struct StringBuilder {
    pieces: Vec<Piece>,
    len: usize,
}

impl StringBuilder {
    /// Nothing yet.
    #[must_use]
    pub fn new() -> StringBuilder {
        StringBuilder::default()
    }

    /// Known text that was written at `place`.
    ///
    /// # Errors
    /// The string grows too long.
    pub fn push_text(&mut self, text: &str, place: &Place, marks: Marks) -> Result<(), TooLong> {
        self.push_piece(Piece::Known {
            text: text.into(),
            place: place.clone(),
            marks,
            encoded: None,
        })
    }

    /// A string value, known or not. Anything else that is not a string must be converted before;
    /// it is left out here.
    ///
    /// # Errors
    /// The string grows too long.
    pub fn push_value(&mut self, value: &Value) -> Result<(), TooLong> {
        as_pieces(value).into_iter().try_for_each(|piece| self.push_piece(piece))
    }

    /// One run.
    ///
    /// # Errors
    /// The string grows too long.
    pub fn push_piece(&mut self, mut piece: Piece) -> Result<(), TooLong> {
        if let Piece::Known { text, .. } = &mut piece {
            if text.is_empty() {
                return Ok(());
            }
            if let Cow::Owned(composed) = composed(text) {
                *text = composed.into();
            }
            self.len += text.len();
        }
        if self.len > MAX_STRING || self.pieces.len() >= MAX_RUNS {
            return Err(TooLong);
        }
        self.pieces.push(piece);
        Ok(())
    }

    /// The string, made at `span`: known when every run is, else unknown with its pieces. It takes
    /// the runs' marks, and the references of what is not known; references of known runs are the
    /// caller's to add.
    #[must_use]
    pub fn finish(self, span: Option<Span>) -> Value {
        let place = Place { span, chain: None };
        let mut marks = Marks::NONE;
        let mut refs: Vec<Reference> = Vec::new();
        for piece in &self.pieces {
            match piece {
                Piece::Known { marks: run, .. } => marks = marks.with(*run),
                Piece::Unknown(value) => {
                    marks = marks.with(value.marks);
                    refs.extend(
                        value
                            .references()
                            .iter()
                            .filter(|one| !refs.contains(one))
                            .cloned()
                            .collect::<Vec<_>>(),
                    );
                }
            }
        }
        let refs = if refs.is_empty() { None } else { Some(refs.into()) };
        let unknown = self.pieces.iter().find_map(|piece| match piece {
            Piece::Unknown(value) => Some(value.clone()),
            Piece::Known { .. } => None,
        });
        let data = match unknown {
            Some(first) => {
                let reason = first.cause_or("not known");
                let encoded = match self.pieces.as_slice() {
                    [Piece::Unknown(only)] => {
                        only.as_unknown().and_then(|unknown| unknown.encoded.clone())
                    }
                    _ => None,
                };
                Data::Unknown(Arc::new(Unknown {
                    ty: Type::String,
                    pieces: self.pieces,
                    encoded,
                    ..Unknown::because(reason)
                }))
            }
            None => Data::String(self.into_text()),
        };
        Value { data, place, marks, refs }
    }

    fn into_text(self) -> Text {
        let mut text = String::with_capacity(self.len);
        let mut parts = Vec::with_capacity(self.pieces.len());
        for piece in self.pieces {
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
        // A mark that follows its letter from another run makes one letter with it. Then the runs
        // cannot be told apart any more.
        if let Cow::Owned(composed) = composed(&text) {
            let marks = parts.iter().fold(Marks::NONE, |marks, part| marks.with(part.marks));
            let place = parts.first().map(|part| part.place.clone()).unwrap_or_default();
            let whole = Part { start: 0, place, marks, encoded: None };
            return Text { text: composed.into(), parts: Some(Arc::from([whole])) };
        }
        Text { text: text.into(), parts: if parts.is_empty() { None } else { Some(parts.into()) } }
    }
}
