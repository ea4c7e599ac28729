//! Positions as editors count them: lines that end with `\n`, `\r\n` or `\r`, columns in the code units of an
//! encoding. Whatever a position says, it is cut to what the text has.

use crate::source;
use lsp_types::{Position, Range};
use std::sync::Arc;

/// What columns are counted in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Encoding {
    /// Bytes.
    Utf8,
    /// Code units of UTF-16, which every client knows.
    #[default]
    Utf16,
}

/// A text by its lines.
#[derive(Clone, Debug)]
pub struct Lines {
    text: Arc<str>,
    /// Where the lines begin that editors count.
    starts: Vec<usize>,
    /// Where those begin that reports count, which end with `\n` alone; `None`: they are the same.
    feeds: Option<Vec<usize>>,
}

impl Lines {
    /// Finds the lines of a text.
    #[must_use]
    pub fn new(text: impl Into<Arc<str>>) -> Lines {
        let text: Arc<str> = text.into();
        let bytes = text.as_bytes();
        let ends = memchr::memchr2_iter(b'\n', b'\r', bytes)
            .filter(|at| bytes[*at] == b'\n' || bytes.get(at + 1) != Some(&b'\n'));
        let starts: Vec<usize> = std::iter::once(0).chain(ends.map(|at| at + 1)).collect();
        let of_report = |start: &&usize| **start == 0 || bytes[**start - 1] == b'\n';
        let feeds: Vec<usize> = starts.iter().filter(of_report).copied().collect();
        let feeds = (feeds.len() < starts.len()).then_some(feeds);
        Lines { starts, feeds, text }
    }

    /// The text.
    #[must_use]
    pub fn text(&self) -> &Arc<str> {
        &self.text
    }

    /// The byte that a position stands at: at most the end of its line.
    #[must_use]
    pub fn offset(&self, at: Position, by: Encoding) -> usize {
        let line = at.line as usize;
        let Some(start) = self.starts.get(line).copied() else { return self.text.len() };
        let next = self.starts.get(line + 1).copied().unwrap_or(self.text.len());
        let line = self.text[start..next].trim_end_matches(['\n', '\r']);
        let mut left = at.character as usize;
        for (index, c) in line.char_indices() {
            let width = match by {
                Encoding::Utf8 => c.len_utf8(),
                Encoding::Utf16 => c.len_utf16(),
            };
            // What points into a character means the character.
            if left < width {
                return start + index;
            }
            left -= width;
        }
        start + line.len()
    }

    /// The position of a byte.
    #[must_use]
    pub fn position(&self, offset: usize, by: Encoding) -> Position {
        let offset = floor(&self.text, offset);
        let line = self.starts.partition_point(|start| *start <= offset).saturating_sub(1);
        let before = &self.text[self.starts[line]..offset];
        let count = match by {
            Encoding::Utf8 => before.len(),
            Encoding::Utf16 => before.encode_utf16().count(),
        };
        let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        Position { line: number(line), character: number(count) }
    }

    /// A range of bytes.
    #[must_use]
    pub fn range(&self, start: usize, end: usize, by: Encoding) -> Range {
        Range { start: self.position(start, by), end: self.position(end, by) }
    }

    /// The byte of a position of a report, whose lines end with `\n` alone.
    #[must_use]
    pub fn of_place(&self, at: source::Position) -> usize {
        let line = at.line.saturating_sub(1) as usize;
        let starts = self.feeds.as_ref().unwrap_or(&self.starts);
        let start = starts.get(line).copied().unwrap_or(self.text.len());
        let column = at.byte_column.saturating_sub(1) as usize;
        floor(&self.text, start.saturating_add(column))
    }

    /// The text of a range; all of it is inside the text.
    #[must_use]
    pub fn span(&self, range: Range, by: Encoding) -> std::ops::Range<usize> {
        let start = self.offset(range.start, by);
        start..self.offset(range.end, by).max(start)
    }
}

/// The nearest boundary of characters at or before a byte.
fn floor(text: &str, offset: usize) -> usize {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

/// How one text became another: what stands before and behind the part that differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shift {
    /// The bytes that both begin with.
    before: usize,
    /// Where in the old text the part ends that differs.
    old: usize,
    /// Where it ends in the new one.
    new: usize,
}

impl Shift {
    /// Between two texts; `None`: they are the same.
    #[must_use]
    pub fn between(old: &str, new: &str) -> Option<Shift> {
        if old == new {
            return None;
        }
        let (one, other) = (old.as_bytes(), new.as_bytes());
        let before = one.iter().zip(other).take_while(|(one, other)| one == other).count();
        let before = floor(old, before);
        let left = one.len().min(other.len()) - before;
        let behind = one.iter().rev().zip(other.iter().rev()).take(left);
        let mut behind = behind.take_while(|(one, other)| one == other).count();
        while !old.is_char_boundary(old.len() - behind) {
            behind -= 1;
        }
        Some(Shift { before, old: old.len() - behind, new: new.len() - behind })
    }

    /// Where a byte of the old text is in the new one.
    #[must_use]
    pub fn moved(&self, at: usize) -> usize {
        if at <= self.before {
            at
        } else if at >= self.old {
            at - self.old + self.new
        } else {
            at.min(self.new).max(self.before)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(line: u32, character: u32) -> Position {
        Position { line, character }
    }

    #[test]
    fn columns_are_counted_as_the_client_counts_them() {
        let text = "a😀é\r\nb\rc\n";
        let lines = Lines::new(text);
        for (offset, wide, narrow) in [
            (1, at(0, 1), at(0, 1)),
            (5, at(0, 3), at(0, 5)),
            (7, at(0, 4), at(0, 7)),
            (9, at(1, 0), at(1, 0)),
            (11, at(2, 0), at(2, 0)),
            (13, at(3, 0), at(3, 0)),
        ] {
            assert_eq!(lines.position(offset, Encoding::Utf16), wide, "{offset}");
            assert_eq!(lines.position(offset, Encoding::Utf8), narrow, "{offset}");
            assert_eq!(lines.offset(wide, Encoding::Utf16), offset);
            assert_eq!(lines.offset(narrow, Encoding::Utf8), offset);
        }
        // The middle of a pair of surrogates, beyond a line and beyond the text.
        assert_eq!(lines.offset(at(0, 2), Encoding::Utf16), 1);
        assert_eq!(lines.offset(at(0, 99), Encoding::Utf16), 7);
        assert_eq!(lines.offset(at(99, 0), Encoding::Utf16), text.len());
        assert_eq!(lines.offset(at(u32::MAX, u32::MAX), Encoding::Utf8), text.len());
    }

    #[test]
    fn places_of_reports_count_line_feeds_alone() {
        let lines = Lines::new("a\rb\n😀c\n");
        let place = |line, byte_column| source::Position { line, column: 1, byte_column };
        assert_eq!(lines.of_place(place(1, 3)), 2);
        assert_eq!(lines.of_place(place(2, 5)), 8);
        assert_eq!(lines.position(8, Encoding::Utf16), at(2, 2));
        assert_eq!(lines.of_place(place(9, 9)), 10);
        // A column that points into a character means the character.
        assert_eq!(lines.of_place(place(2, 3)), 4);
    }

    #[test]
    fn what_stands_before_and_behind_a_change_moves_with_it() {
        let (old, new) = ("one two three", "one 2 and a half three");
        let shift = Shift::between(old, new).unwrap();
        for word in ["one", "three"] {
            assert_eq!(shift.moved(old.find(word).unwrap()), new.find(word).unwrap());
        }
        assert_eq!(shift.moved(old.len()), new.len());
        assert_eq!(Shift::between(old, old), None);
        // Inside of what is gone, and where one half of a character is the same.
        assert_eq!(Shift::between("abcdef", "af").unwrap().moved(3), 1);
        let shift = Shift::between("é", "è").unwrap();
        assert_eq!((shift.moved(0), shift.moved(2)), (0, 2));
        let shift = Shift::between("aaa", "aa").unwrap();
        assert_eq!(shift.moved(3), 2);
    }
}
