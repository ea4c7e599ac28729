//! A position in HCL text: white space, comments, names.

use super::{Origin, SyntaxError};
use crate::source::Span;

/// A reader's position. Newlines end an attribute, except inside brackets.
pub(super) struct Cursor<'a> {
    pub(super) text: &'a str,
    pub(super) pos: usize,
    pub(super) origin: Origin,
    pub(super) ignore_newlines: bool,
    pub(super) depth: u32,
    /// How deep it may go, and whether it wanted to go deeper.
    pub(super) limit: u32,
    pub(super) too_deep: bool,
    /// What Terraform refuses and what is read all the same.
    pub(super) odd: Vec<SyntaxError>,
    /// Where a comment begins that nothing closes.
    pub(super) unclosed: Option<usize>,
}

pub(super) type Parsed<T> = Result<T, SyntaxError>;

impl<'a> Cursor<'a> {
    pub(super) fn new(text: &'a str, origin: Origin, limit: u32) -> Cursor<'a> {
        Cursor {
            text,
            pos: 0,
            origin,
            ignore_newlines: false,
            depth: 0,
            limit,
            too_deep: false,
            odd: Vec::new(),
            unclosed: None,
        }
    }

    pub(super) fn place(&self, start: usize) -> Option<Span> {
        self.origin.span(start, self.pos)
    }

    pub(super) fn error<T>(&self, at: usize, message: impl Into<String>) -> Parsed<T> {
        let end = (at + 1).min(self.text.len()).max(at);
        Err(SyntaxError { message: message.into(), span: self.origin.span(at, end) })
    }

    /// Notes what Terraform refuses and this reader does not.
    pub(super) fn note(&mut self, start: usize, end: usize, message: impl Into<String>) {
        let span = self.origin.span(start, end);
        self.odd.push(SyntaxError { message: message.into(), span });
    }

    pub(super) fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.pos).copied()
    }

    pub(super) fn rest(&self) -> &'a str {
        self.text.get(self.pos..).unwrap_or_default()
    }

    pub(super) fn starts(&self, text: &str) -> bool {
        self.rest().starts_with(text)
    }

    pub(super) fn eat(&mut self, text: &str) -> bool {
        let found = self.starts(text);
        if found {
            self.pos += text.len();
        }
        found
    }

    /// Skips white space and comments, newlines too where they mean nothing.
    pub(super) fn skip(&mut self) {
        self.skip_space(self.ignore_newlines);
    }

    /// Skips white space, comments and newlines.
    pub(super) fn skip_lines(&mut self) {
        self.skip_space(true);
    }

    fn skip_space(&mut self, newlines: bool) {
        while let Some(byte) = self.byte() {
            match byte {
                b' ' | b'\t' | b'\r' => self.pos += 1,
                b'\n' if newlines => self.pos += 1,
                b'#' => self.skip_line(),
                b'/' if self.starts("//") => self.skip_line(),
                b'/' if self.starts("/*") => match self.rest()[2..].find("*/") {
                    Some(at) => self.pos += 2 + at + 2,
                    None => {
                        self.unclosed = Some(self.pos);
                        self.pos = self.text.len();
                    }
                },
                0xEF if self.starts("\u{feff}") => self.pos += 3,
                _ => break,
            }
        }
    }

    /// To the newline that ends the line, not past it.
    pub(super) fn skip_line(&mut self) {
        self.pos = memchr::memchr(b'\n', self.rest().as_bytes())
            .map_or(self.text.len(), |at| self.pos + at);
    }

    /// A name, when one stands here.
    pub(super) fn name(&mut self) -> Option<&'a str> {
        let rest = self.rest();
        let mut end = 0;
        for (at, letter) in rest.char_indices() {
            let fits = letter.is_alphabetic()
                || letter == '_'
                || (at > 0 && (letter.is_alphanumeric() || letter == '-' || is_mark(letter)));
            if !fits {
                break;
            }
            end = at + letter.len_utf8();
        }
        if end == 0 {
            return None;
        }
        self.pos += end;
        Some(&rest[..end])
    }

    /// Whether the name stands here, as a whole word.
    pub(super) fn at_word(&self, word: &str) -> bool {
        self.rest().strip_prefix(word).is_some_and(|rest| {
            !rest.starts_with(|next: char| next.is_alphanumeric() || next == '_' || next == '-')
        })
    }

    /// Runs a reader one level deeper, with newlines meaning something or not.
    pub(super) fn nested<T>(
        &mut self,
        ignore_newlines: bool,
        read: impl FnOnce(&mut Self) -> Parsed<T>,
    ) -> Parsed<T> {
        if self.depth >= self.limit {
            self.too_deep = true;
            return self.error(self.pos, format!("is nested deeper than {} levels", self.limit));
        }
        self.depth += 1;
        let result = self.with_newlines(ignore_newlines, read);
        self.depth -= 1;
        result
    }

    /// Runs a reader with newlines meaning something or not.
    pub(super) fn with_newlines<T>(
        &mut self,
        ignore_newlines: bool,
        read: impl FnOnce(&mut Self) -> Parsed<T>,
    ) -> Parsed<T> {
        let before = std::mem::replace(&mut self.ignore_newlines, ignore_newlines);
        let result = read(self);
        self.ignore_newlines = before;
        result
    }

    /// What stands here, for a message.
    pub(super) fn found(&self) -> String {
        match self.rest().chars().next() {
            None => "the end of the file".to_owned(),
            Some('\n' | '\r') => "the end of the line".to_owned(),
            Some(letter) => format!("`{}`", letter.escape_debug()),
        }
    }
}

/// Combining marks continue a name (`ID_Continue`).
fn is_mark(letter: char) -> bool {
    matches!(letter, '\u{300}'..='\u{36f}' | '\u{203f}' | '\u{2040}')
}
