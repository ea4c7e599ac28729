//! JSON with places: files, and strings that hold JSON.

mod reader;
mod writer;

use super::SyntaxError;
use super::flat::{self, Bit, Flat};
use crate::source::{File, FileId, Span};
use crate::value::{Data, Type, Unknown, Value};
use reader::Reader;
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
                message: "holds comments, which JSON does not have; they are ignored".to_owned(),
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
                    format!("not valid JSON: {}", lower_first(&error.kind().to_string())),
                    error.range().start,
                    error.range().end,
                )
            })?;
    let Some(value) = parsed.value else {
        return Err(fail("not valid JSON: there is no value".to_owned(), 0, flat.text.len()));
    };
    let mut reader = Reader { flat, nodes: 0, duplicates: Vec::new(), twice };
    let value = reader.value(&value)?;
    Ok((value, reader.duplicates))
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

#[cfg(test)]
mod tests;
