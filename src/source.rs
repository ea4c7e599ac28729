//! Source text and places in it.
//!
//! A [`Span`] is a byte range of one decoded file; lines and columns (1-based, columns in
//! characters) are computed only when something is reported. A [`FileId`] means something only
//! together with the [`crate::tree::Tree`] that gave it out.

use std::sync::{Arc, OnceLock};

/// Bytes between two counts of characters in a file that has long lines.
const BLOCK: usize = 4096;

/// A file of one [`crate::tree::Tree`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub(crate) u32);

/// A byte range of one file's decoded text: `start` inclusive, `end` exclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The file.
    pub file: FileId,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// A span from offsets that are known to fit the file-size cap (16 MiB, plans 256 MiB: both
    /// below 4 GiB).
    #[must_use]
    pub fn new(file: FileId, start: usize, end: usize) -> Self {
        let clamp = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
        Span { file, start: clamp(start), end: clamp(end.max(start)) }
    }

    /// The part of this span that begins `from` bytes after its start and is `len` bytes long, cut
    /// at this span's end.
    #[must_use]
    pub fn part(self, from: u32, len: u32) -> Self {
        let start = self.start.saturating_add(from).min(self.end);
        Span { file: self.file, start, end: start.saturating_add(len).min(self.end) }
    }
}

/// A line and a column, both counted from 1; columns count characters, not bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// Line, from 1.
    pub line: u32,
    /// Column in characters (Unicode scalar values), from 1.
    pub column: u32,
    /// The same column in bytes of UTF-8, from 1, for readers that count those.
    pub byte_column: u32,
}

impl Position {
    /// A line's first character.
    #[must_use]
    pub fn start_of(line: u32) -> Position {
        Position { line, column: 1, byte_column: 1 }
    }
}

/// A decoded file: UTF-8 without a byte order mark, whatever it was on disk.
#[derive(Debug)]
pub struct SourceFile {
    /// Path below the tree's root, with forward slashes.
    pub path: String,
    /// The decoded text.
    pub text: String,
    line_starts: Vec<u32>,
    /// The characters before each block: the columns of a long line are not counted from its start
    /// again and again.
    blocks: OnceLock<Vec<u32>>,
}

impl SourceFile {
    /// Indexes `text` by line.
    #[must_use]
    pub fn new(path: String, text: String) -> Self {
        let mut line_starts = vec![0];
        line_starts.extend(memchr::memchr_iter(b'\n', text.as_bytes()).map(|at| at as u32 + 1));
        SourceFile { path, text, line_starts, blocks: OnceLock::new() }
    }

    /// The position of a byte offset; one past the end gives the last line's end.
    #[must_use]
    pub fn position(&self, offset: u32) -> Position {
        let mut offset = (offset as usize).min(self.text.len());
        while !self.text.is_char_boundary(offset) {
            offset -= 1;
        }
        let line = self.line_starts.partition_point(|start| *start as usize <= offset) - 1;
        let start = self.line_starts[line] as usize;
        let column = match offset - start {
            0..BLOCK => characters(&self.text.as_bytes()[start..offset]),
            _ => self.characters_before(offset) - self.characters_before(start),
        };
        Position {
            line: line as u32 + 1,
            column: column + 1,
            byte_column: (offset - start) as u32 + 1,
        }
    }

    /// The characters that begin before a byte of the file.
    fn characters_before(&self, offset: usize) -> u32 {
        let bytes = self.text.as_bytes();
        let blocks = self.blocks.get_or_init(|| {
            let counts = bytes.chunks(BLOCK).scan(0, |sum, block| {
                let before = *sum;
                *sum += characters(block);
                Some(before)
            });
            counts.collect()
        });
        let block = (offset / BLOCK).min(blocks.len().saturating_sub(1));
        blocks.get(block).map_or(0, |before| before + characters(&bytes[block * BLOCK..offset]))
    }

    /// Whether two places stand in one line.
    #[must_use]
    pub fn in_one_line(&self, start: u32, end: u32) -> bool {
        let line = |offset: u32| self.line_starts.partition_point(|start| *start <= offset);
        line(start) == line(end)
    }

    /// The text of a line (from 1), without its line ending; empty beyond the end.
    #[must_use]
    pub fn line(&self, line: u32) -> &str {
        let index = line.saturating_sub(1) as usize;
        let Some(start) = self.line_starts.get(index) else { return "" };
        let end = self.line_starts.get(index + 1).map_or(self.text.len(), |next| *next as usize);
        self.text[*start as usize..end].trim_end_matches(['\n', '\r'])
    }

    /// The byte range of a line (from 1) without its line ending; `None` beyond the end.
    #[must_use]
    pub fn line_span(&self, line: u32) -> Option<(u32, u32)> {
        let start = *self.line_starts.get(line.checked_sub(1)? as usize)?;
        Some((start, start + u32::try_from(self.line(line).len()).unwrap_or(0)))
    }

    /// The text of a byte range, cut to character boundaries inside the file.
    #[must_use]
    pub fn slice(&self, start: u32, end: u32) -> &str {
        let mut start = (start as usize).min(self.text.len());
        let mut end = (end as usize).min(self.text.len()).max(start);
        while !self.text.is_char_boundary(start) {
            start -= 1;
        }
        while !self.text.is_char_boundary(end) {
            end += 1;
        }
        &self.text[start..end]
    }
}

/// The characters that begin in some bytes of UTF-8.
fn characters(bytes: &[u8]) -> u32 {
    bytes.iter().filter(|byte| **byte & 0xc0 != 0x80).count() as u32
}

/// A shared file.
pub type File = Arc<SourceFile>;

/// How much a problem costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Loss {
    /// Worth saying; nothing was lost (a template that is not JSON, a construct that is not
    /// evaluated).
    Note,
    /// Part of the meaning is unknown, but the input was read.
    Warning,
    /// Input was lost: the scan is incomplete and exits 2.
    Lost,
}

/// A fault of the input: it costs what it names, never the scan.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Problem {
    /// What it costs.
    pub loss: Loss,
    /// Path below the tree's root; empty for a fault of the whole scan.
    pub path: String,
    /// Where in the file, when known.
    pub at: Option<Position>,
    /// What is wrong, for a person; never holds a secret value.
    pub message: String,
    /// Set where the file as a whole is not read: what would let it be read. Reports say that as a
    /// gap ([`crate::gap`]), and not a second time as a problem.
    pub cure: Option<String>,
}

impl Problem {
    /// A problem of a whole file.
    pub fn file(loss: Loss, path: impl Into<String>, message: impl Into<String>) -> Self {
        Problem { loss, path: path.into(), at: None, message: message.into(), cure: None }
    }

    /// A file that is not read, and what would let it be read.
    pub fn unread(
        loss: Loss,
        path: impl Into<String>,
        why: impl Into<String>,
        cure: impl Into<String>,
    ) -> Self {
        Problem { cure: Some(cure.into()), ..Problem::file(loss, path, why) }
    }

    /// A problem at a byte offset of a file.
    pub fn at(loss: Loss, file: &SourceFile, offset: u32, message: impl Into<String>) -> Self {
        Problem {
            loss,
            path: file.path.clone(),
            at: Some(file.position(offset)),
            message: message.into(),
            cure: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_count_characters_from_one() {
        let file = SourceFile::new("a.tf".into(), "é = 1\r\nb = \"ü\"\n".into());
        let position = |line, column, byte_column| Position { line, column, byte_column };
        assert_eq!(file.position(0), Position::start_of(1));
        assert_eq!(file.position(3), position(1, 3, 4));
        let at = file.text.find('ü').unwrap() as u32;
        assert_eq!(file.position(at), position(2, 6, 6));
        assert_eq!(file.position(at + 2), position(2, 7, 8));
        assert_eq!(file.line(1), "é = 1");
        assert_eq!(file.position(9999), Position::start_of(3));
    }

    #[test]
    fn the_columns_of_a_long_line_are_those_of_a_short_one() {
        let text = format!("first\n{}", "aé漢👍".repeat(3 * BLOCK));
        let file = SourceFile::new("a.tf".into(), text);
        for at in [6, 7, BLOCK - 3, BLOCK, BLOCK + 7, 5 * BLOCK + 3, 10 * BLOCK, file.text.len()] {
            let mut at = at;
            while !file.text.is_char_boundary(at) {
                at -= 1;
            }
            let column = file.text[6..at].chars().count() as u32 + 1;
            let expected = Position { line: 2, column, byte_column: at as u32 - 5 };
            assert_eq!(file.position(at as u32), expected);
        }
        assert!(file.in_one_line(6, 5000) && !file.in_one_line(2, 6));
    }
}
