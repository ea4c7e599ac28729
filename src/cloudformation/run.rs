//! Pieces of a partly known text as one text that can be searched.

use super::strings::carried;
use crate::syntax::flat::Flat;
use crate::value::{Piece, Value};

/// Pieces as one text, every unknown one as one character that no text holds: a marker or a
/// delimiter may span several of them.
pub(super) struct Run {
    pub text: String,
    starts: Vec<usize>,
    pieces: Vec<(Piece, Option<Flat>)>,
}

impl Run {
    pub fn new(pieces: Vec<Piece>) -> Run {
        let mut text = String::new();
        let mut starts = Vec::with_capacity(pieces.len());
        let mut flats = Vec::with_capacity(pieces.len());
        for piece in pieces {
            starts.push(text.len());
            let flat = match &piece {
                Piece::Known { text: known, place, marks, .. } => {
                    text.push_str(known);
                    Flat::of_string(&Value {
                        place: place.clone(),
                        marks: *marks,
                        ..Value::string(known.clone(), None)
                    })
                }
                Piece::Unknown(_) => {
                    text.push(crate::syntax::flat::OPEN);
                    None
                }
            };
            flats.push((piece, flat));
        }
        Run { text, starts, pieces: flats }
    }

    /// Where a piece begins in the text.
    pub fn start(&self, piece: usize) -> usize {
        self.starts.get(piece).copied().unwrap_or(self.text.len())
    }

    /// The pieces of a range of the text.
    pub fn copy(&self, from: usize, to: usize) -> Vec<Piece> {
        let mut out = Vec::new();
        let first = self.starts.partition_point(|start| *start <= from).saturating_sub(1);
        for (index, (piece, flat)) in self.pieces.iter().enumerate().skip(first) {
            let (start, end) = (self.start(index), self.start(index + 1));
            if start >= to {
                break;
            }
            if end <= from {
                continue;
            }
            match (piece, flat) {
                (Piece::Known { place, .. }, Some(flat)) => {
                    let part = |part| match part {
                        Piece::Known { text, place: at, marks, encoded } => {
                            Piece::Known { text, place: carried(&at, place), marks, encoded }
                        }
                        unknown @ Piece::Unknown(_) => unknown,
                    };
                    out.extend(
                        flat.pieces(from.max(start) - start, to.min(end) - start)
                            .into_iter()
                            .map(part),
                    );
                }
                _ => out.push(piece.clone()),
            }
        }
        out
    }
}
