//! Secrets leave the texts and lines that a report shows.

use crate::document::{Document, Secrets};
use crate::gap::Gap;
use crate::printable::plain;
use crate::secret::{self, Known};
use crate::source::{FileId, SourceFile};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ops::Range;

/// Longest line that is shown, in characters.
const MAX_LINE: usize = 400;

/// What one document's reports may not show.
pub struct Redactor {
    secrets: Secrets,
    /// Where the files that were shown have credentials. A private key has several lines, of which
    /// most have no shape: whole files are looked at.
    credentials: RefCell<BTreeMap<FileId, Vec<Range<usize>>>>,
}

impl Redactor {
    /// Of a document.
    #[must_use]
    pub fn new(document: &Document) -> Redactor {
        Redactor { secrets: document.secrets(), credentials: RefCell::default() }
    }

    /// Hides what a text may not show, in place.
    pub fn hide(&self, text: &mut String) {
        self.secrets.known.hide(text);
    }

    /// A text of the input as it may be shown.
    #[must_use]
    pub fn shown(&self, text: &str) -> String {
        let mut text = text.to_owned();
        self.hide(&mut text);
        plain(&text)
    }

    /// A line as it may be shown: secrets as `***`, control characters replaced, cut at 400
    /// characters.
    #[must_use]
    pub fn line(&self, file: &SourceFile, id: FileId, line: u32) -> String {
        file.line_span(line)
            .map_or_else(String::new, |(start, end)| self.range(file, id, start, end))
    }

    /// A part of a line as it may be shown, as [`Redactor::line`].
    #[must_use]
    pub fn range(&self, file: &SourceFile, id: FileId, start: u32, end: u32) -> String {
        let text = file.slice(start, end);
        let start = start as usize;
        let end = start + text.len();
        let within = |from: usize, to: usize| {
            let (from, to) = (from.max(start), to.min(end));
            (from < to).then(|| from - start..to - start)
        };
        let marked = self.secrets.places.get(&id).into_iter().flatten().filter_map(|span| {
            let range = within(span.start as usize, span.end as usize)?;
            Some(trimmed(text, range))
        });
        let mut files = self.credentials.borrow_mut();
        let found = files.entry(id).or_insert_with(|| {
            let mut found = secret::credentials(&file.text);
            found.extend(self.secrets.known.ranges(&file.text));
            secret::merged(found)
        });
        let found = found.iter().filter_map(|range| within(range.start, range.end));
        let mut out = plain(&secret::without(text, &secret::merged(marked.chain(found).collect())));
        if let Some((at, _)) = out.char_indices().nth(MAX_LINE) {
            out.truncate(at);
            out.push('…');
        }
        out
    }
}

/// Hides in a gap what is known to be secret.
pub fn hide_in_gap(known: &Known, gap: &mut Gap) {
    if known.is_empty() {
        return;
    }
    [&mut gap.what, &mut gap.why, &mut gap.cure].into_iter().for_each(|text| known.hide(text));
    if let Some(call) = gap.call.as_deref_mut() {
        let texts = call.version.iter_mut().chain(&mut call.arguments);
        texts.chain([&mut call.source]).for_each(|text| known.hide(text));
    }
}

/// Quotes around a value stay.
fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let part = text.get(range.clone()).unwrap_or("");
    let quote = part.chars().next().filter(|c| matches!(c, '"' | '\''));
    match quote {
        Some(quote) if part.len() > 2 && part.ends_with(quote) => range.start + 1..range.end - 1,
        _ => range,
    }
}
