//! Values that may be missing, and those that surely are not: arms of unknown conditions, texts
//! that are known in part.

use crate::normalize::map::lookup::Found;
use crate::normalize::map::remade::same_place;
use crate::value::{Data, Either, Piece, Text, Value};
use std::fmt::Write;
use std::sync::Arc;

/// More alternatives of one attribute than this are not put together: each one may double what
/// there is.
const MAX_ALTERNATIVES: usize = 8;

/// Whether an arm of the value is missing.
#[must_use]
pub fn may_be_missing(value: &Value) -> bool {
    match &value.data {
        Data::Null => true,
        Data::Either(either) => may_be_missing(&either.then) || may_be_missing(&either.otherwise),
        _ => false,
    }
}

/// The first alternative that is there: where an unknown condition takes one away, the next one
/// holds. Two satellites of one kind, one for each outcome of a condition, are one value with two
/// arms.
#[must_use]
pub fn first_there(alternatives: Vec<Found>) -> Option<Found> {
    let mut all = alternatives.into_iter().take(MAX_ALTERNATIVES);
    let mut first = all.next()?;
    for next in all {
        if !may_be_missing(&first.value) {
            break;
        }
        first.value = filled(&first.value, &next.value);
    }
    Some(first)
}

/// The value with another one for what is missing of it.
fn filled(value: &Value, other: &Value) -> Value {
    match &value.data {
        Data::Null => other.clone(),
        Data::Either(either) => {
            let (then, otherwise) = (filled(&either.then, other), filled(&either.otherwise, other));
            same_place(
                value,
                Data::Either(Arc::new(Either {
                    condition: either.condition.clone(),
                    then,
                    otherwise,
                })),
            )
        }
        _ => value.clone(),
    }
}

/// A text that is known in part is given, whatever the rest turns out to be:
/// `"${aws_cloudwatch_log_group.trail.arn}:*"` is no missing group, and
/// `arn:${AWS::Partition}:iam::${AWS::AccountId}:root` not everybody. It reads as a text, its
/// unknown pieces as what they refer to. For attributes of which no check takes the unknown pieces
/// apart.
#[must_use]
pub fn given(value: &Value) -> Value {
    match &value.data {
        Data::Either(either) => {
            let (then, otherwise) = (given(&either.then), given(&either.otherwise));
            same_place(
                value,
                Data::Either(Arc::new(Either {
                    condition: either.condition.clone(),
                    then,
                    otherwise,
                })),
            )
        }
        Data::Unknown(unknown)
            if unknown
                .pieces
                .iter()
                .any(|piece| matches!(piece, Piece::Known { text, .. } if !text.is_empty())) =>
        {
            let mut text = String::new();
            for piece in &unknown.pieces {
                match piece {
                    Piece::Known { text: known, .. } => text.push_str(known),
                    Piece::Unknown(piece) => {
                        let name =
                            piece.references().first().map_or("...", |reference| &reference.to);
                        // Writing to a string cannot fail.
                        let _ = write!(text, "${{{name}}}");
                    }
                }
            }
            same_place(value, Data::String(Text { text: Arc::from(text), parts: None }))
        }
        _ => value.clone(),
    }
}
