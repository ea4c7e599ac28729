//! YAML with places: files, and strings that hold YAML.
//!
//! What the parser's events become is decided in `build`, what a plain scalar is in
//! `scalar`.

mod align;
mod build;
mod scalar;

use super::SyntaxError;
use super::flat::{self, Bit, Flat};
use crate::source::{File, FileId, Span};
use crate::value::{Data, Marks, Place, Unknown, Value};
use build::build;
use std::sync::Arc;

/// Whose reading of YAML.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// YAML 1.1 scalars, and short tags in their long form: `!Ref x` is `{"Ref": x}`, `!Sub x` is
    /// `{"Fn::Sub": x}` (CloudFormation user guide, "Intrinsic function reference").
    CloudFormation,
    /// Terraform's `yamldecode`; tags that are not YAML's own are left out.
    Terraform,
}

/// A YAML file as CloudFormation reads it, as a located value. Of duplicate keys the last wins;
/// [`read`] tells them.
///
/// # Errors
/// The text is no YAML, is nested deeper than [`super::json::MAX_DEPTH`], or holds more than
/// [`super::json::MAX_NODES`] values, aliases followed.
pub fn parse(id: FileId, file: &File) -> Result<Value, SyntaxError> {
    read(id, file, Dialect::CloudFormation).map(|(value, _)| value)
}

/// What is odd in a file of several documents: only the first is read.
pub const SEVERAL: &str = "several YAML documents, of which only the first is read";

/// A YAML file's first document, and what is odd in it: keys that stand twice (the last wins),
/// further documents.
///
/// # Errors
/// As [`parse`].
pub fn read(
    id: FileId,
    file: &File,
    dialect: Dialect,
) -> Result<(Value, Vec<SyntaxError>), SyntaxError> {
    let error = match build(&Flat::of_file(Span::new(id, 0, file.text.len()), &file.text), dialect)
    {
        Ok(read) => return Ok(read),
        Err(error) => error,
    };
    match dialect {
        Dialect::CloudFormation => indented(id, file, &error).ok_or(error),
        Dialect::Terraform => Err(error),
    }
}

/// How many lines of quoted scalars may stand too far to the left in one file.
const MAX_INDENTED: usize = 500;

/// A file whose quoted scalars go on at the indentation of their key or left of it, which the
/// standard forbids and the readers of CloudFormation take (PyYAML, libyaml, SnakeYAML): read as if
/// those lines were indented, which means nothing inside quotes.
fn indented(id: FileId, file: &File, error: &SyntaxError) -> Option<(Value, Vec<SyntaxError>)> {
    let mut starts: Vec<usize> = Vec::new();
    let mut error = error.clone();
    while error.message.contains(MULTILINE) && starts.len() < MAX_INDENTED {
        let at = error.span?.start as usize;
        let start = file.text.get(..at)?.rfind('\n').map_or(0, |line| line + 1);
        let place = starts.binary_search(&start).err()?;
        starts.insert(place, start);
        let mut flat = Flat::new();
        let mut from = 0;
        for stop in starts.iter().copied().chain([file.text.len()]) {
            let text = file.text.get(from..stop)?;
            let span = Place::at(Span::new(id, from, stop));
            flat.push(text, &span, Marks::NONE, 0, text.len());
            if stop < file.text.len() {
                let here = Place::at(Span::new(id, stop, stop));
                flat.push(INDENTATION, &here, Marks::NONE, 0, INDENTATION.len());
            }
            from = stop;
        }
        match build(&flat, Dialect::CloudFormation) {
            Ok(read) => return Some(read),
            Err(next) => error = next,
        }
    }
    None
}

/// What the parser says of such a line.
const MULTILINE: &str = "invalid indentation in multiline quoted scalar";

/// Deeper than any key stands.
const INDENTATION: &str =
    "                                                                                ";

/// The value that a string encodes, as Terraform's `yamldecode` reads it, each part at the place
/// where the string's text was written. A string that is known only in part is read all the same:
/// unknown pieces inside scalars give partly unknown strings, pieces that are a scalar of their own
/// give unknown values. A piece that is itself the encoding of a value (`jsonencode`, `yamlencode`)
/// gives that value. Both arms of an unknown condition are decoded.
///
/// # Errors
/// The value is no string, or its known text is no YAML.
pub fn decode(value: &Value) -> Result<Value, SyntaxError> {
    decode_as(value, Dialect::Terraform)
}

/// As [`decode`], for any dialect.
///
/// # Errors
/// As [`decode`].
pub fn decode_as(value: &Value, dialect: Dialect) -> Result<Value, SyntaxError> {
    if let Some(arms) = flat::arms(value, |arm| decode_as(arm, dialect)) {
        return arms;
    }
    if let Data::Unknown(unknown) = &value.data {
        if let Some(inner) = &unknown.encoded {
            return Ok(flat::unwrapped(inner, value));
        }
        if unknown.pieces.is_empty() {
            return Ok(Value {
                data: Data::Unknown(Arc::new(Unknown::because(unknown.reason.clone()))),
                ..value.clone()
            });
        }
    }
    let Some(bits) = flat::bits(value) else {
        return Err(SyntaxError {
            message: "YAML is expected in a string".to_owned(),
            span: value.place.span,
        });
    };
    if let [Bit::Known { encoded: Some(inner), .. }] = bits.as_slice() {
        return Ok(flat::unwrapped(inner, value));
    }
    let encoded = bits.iter().any(|bit| matches!(bit, Bit::Known { encoded: Some(_), .. }));
    let mut flat = written(&bits, true);
    let mut built = build(&flat, dialect);
    if encoded && built.is_err() {
        // The encoding is only a part of a scalar, or spans several lines: its text counts.
        flat = written(&bits, false);
        built = build(&flat, dialect);
    }
    let decoded = match built {
        Ok((decoded, _)) => decoded,
        Err(_) if flat.holes.iter().any(|hole| hole.as_unknown().is_some()) => {
            flat::unreadable(&flat.holes, value.place.clone())
        }
        Err(error) => return Err(error),
    };
    let mut decoded = flat::carried(decoded, value);
    decoded.marks = decoded.marks.with(value.marks.without(flat.marks(0, flat.text.len())));
    Ok(decoded)
}

/// The flat text of a string. `encoded`: known encodings become holes of their own.
fn written(bits: &[Bit<'_>], encoded: bool) -> Flat {
    let mut flat = Flat::new();
    for bit in bits {
        match bit {
            Bit::Known { encoded: Some(inner), .. } if encoded => {
                flat.push_hole((*inner).clone(), false)
            }
            Bit::Known { text, place, marks, .. } => flat.push(text, place, *marks, 0, text.len()),
            Bit::Hole(value) => flat.push_hole((*value).clone(), false),
        }
    }
    flat
}

#[cfg(test)]
mod tests;
