//! HCL: bodies, blocks, attributes and expressions with byte spans, and recovery at top-level
//! blocks.
//!
//! The reader is ours: a decoded string must map to its source byte by byte (escapes, heredoc
//! lines), of which `hcl-edit` 0.10 has one span for the whole; one broken block must not cost its
//! file; and Terraform reads files that `hcl-edit` refuses (an object with a key twice, nesting
//! above 64, more than 128 operators in a row, a byte order mark) or reads in quadratic time
//! (objects of tens of thousands of keys). `hcl-edit` is the oracle of `tests/oracle/`.

pub mod ast;
mod body;
mod collections;
mod cursor;
mod expr;
pub mod json;
mod template;
#[cfg(test)]
mod tests;

use super::SyntaxError;
use crate::source::{File, FileId, Span};
use crate::value::{Part, Value};
use ast::{Body, Expr, Template};
use cursor::Cursor;
use std::sync::Arc;

/// Nesting of brackets, blocks and templates beyond this is refused: the reader and the evaluator
/// recurse along it.
pub const MAX_DEPTH: u32 = 200;

/// Where the text of a reader stands.
#[derive(Clone)]
pub enum Origin {
    /// In a file, from this byte offset on, byte by byte.
    File(FileId, u32),
    /// In a string that was put together: the places of its runs.
    Parts(Arc<[Part]>, Option<Span>),
    /// Nowhere (a value from the command line).
    Nowhere,
}

impl Origin {
    /// Where a decoded string stands: byte by byte when `source` (the text at its span) allows it.
    #[must_use]
    pub fn of_text(value: &Value, source: impl Fn(Span) -> bool) -> Origin {
        let crate::value::Data::String(text) = &value.data else { return Origin::Nowhere };
        match (&text.parts, value.place.span) {
            (Some(parts), span) => Origin::Parts(parts.clone(), span),
            (None, Some(span))
                if span.end - span.start == text.text.len() as u32 && source(span) =>
            {
                Origin::File(span.file, span.start)
            }
            (None, Some(span)) if span.end - span.start == text.text.len() as u32 + 2 => {
                Origin::File(span.file, span.start + 1)
            }
            (None, span) => Origin::Parts(Arc::from([]), span),
        }
    }

    /// The span of a byte range of the text.
    #[must_use]
    pub fn span(&self, start: usize, end: usize) -> Option<Span> {
        match self {
            Origin::File(file, base) => {
                Some(Span::new(*file, *base as usize + start, *base as usize + end))
            }
            Origin::Parts(parts, whole) => {
                let at = parts.partition_point(|part| part.start as usize <= start);
                let Some(part) = at.checked_sub(1).and_then(|index| parts.get(index)) else {
                    return *whole;
                };
                let span = part.place.span?;
                let run =
                    parts.get(at).map_or(span.end - span.start, |next| next.start - part.start);
                let from = (start - part.start as usize) as u32;
                let len = (end - start) as u32;
                if run == span.end - span.start {
                    Some(span.part(from, len))
                } else if run + 2 == span.end - span.start {
                    Some(span.part(from + 1, len))
                } else {
                    Some(span)
                }
            }
            Origin::Nowhere => None,
        }
    }
}

/// A file's body. Broken top-level blocks are left out and named in the errors; the rest is read.
#[must_use]
pub fn parse_body(id: FileId, file: &File) -> (Body, Vec<SyntaxError>) {
    with_depth(&file.text, &Origin::File(id, 0), |cursor| cursor.file_body()).unwrap_or_default()
}

/// A body that stands in no file: its parts have no places.
#[must_use]
pub fn parse_body_text(text: &str) -> (Body, Vec<SyntaxError>) {
    with_depth(text, &Origin::Nowhere, |cursor| cursor.file_body()).unwrap_or_default()
}

/// One expression that fills the text.
///
/// # Errors
/// The text is no expression.
pub fn parse_expression(text: &str, origin: Origin) -> Result<Expr, SyntaxError> {
    with_depth(text, &origin, |cursor| cursor.whole_expression()).unwrap_or_else(|| Err(no_stack()))
}

/// A template: `templatefile`'s text, or a string of Terraform's JSON syntax.
///
/// # Errors
/// The text is no template.
pub fn parse_template(text: &str, origin: Origin) -> Result<Template, SyntaxError> {
    with_depth(text, &origin, |cursor| cursor.whole_template()).unwrap_or_else(|| Err(no_stack()))
}

/// Nesting that any thread's stack is large enough for.
const SHALLOW: u32 = 40;

/// The stack for [`MAX_DEPTH`] levels, with a wide margin; pages that are never touched cost
/// nothing.
const STACK: usize = 64 << 20;

/// Reads on the caller's stack; text that is nested deeply, which is rare, once more on a larger
/// one.
fn with_depth<T: Send>(
    text: &str,
    origin: &Origin,
    read: impl Fn(&mut Cursor<'_>) -> T + Send + Sync,
) -> Option<T> {
    let mut cursor = Cursor::new(text, origin.clone(), SHALLOW);
    let result = read(&mut cursor);
    if !cursor.too_deep {
        return Some(result);
    }
    let again = || read(&mut Cursor::new(text, origin.clone(), MAX_DEPTH));
    std::thread::scope(|scope| {
        std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, again).ok()?.join().ok()
    })
}

fn no_stack() -> SyntaxError {
    SyntaxError {
        message: "is nested deeply, and there is no memory to read it".to_owned(),
        span: None,
    }
}
