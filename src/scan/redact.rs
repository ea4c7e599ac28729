//! Secrets leave the lines that a report shows.

use crate::document::Document;
use crate::printable::plain;
use crate::secret::{self, says_secret};
use crate::source::{FileId, SourceFile, Span};
use crate::value::{Data, Value};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ops::Range;

/// Longest line that is shown, in characters.
const MAX_LINE: usize = 400;
/// Deepest value that is looked into.
const MAX_DEPTH: usize = 64;

/// The places of one document's secret values.
pub struct Redactor {
    secrets: BTreeMap<FileId, Vec<Span>>,
    /// Where the files that were shown have credentials. A private key has several lines, of which
    /// most have no shape: whole files are looked at.
    credentials: RefCell<BTreeMap<FileId, Vec<Range<usize>>>>,
}

impl Redactor {
    /// Collects the places: values that are marked, and literal values under a name that says
    /// secret.
    #[must_use]
    pub fn new(document: &Document) -> Redactor {
        let mut redactor = Redactor { secrets: BTreeMap::new(), credentials: RefCell::default() };
        for node in document.resources.values() {
            redactor.collect(&node.values, false, 0);
        }
        redactor
    }

    fn collect(&mut self, value: &Value, named: bool, depth: usize) {
        if depth > MAX_DEPTH {
            return;
        }
        let literal = matches!(&value.data, Data::String(text) if text.text.len() > 3);
        if (value.marks.is_secret() || (named && literal))
            && let Some(span) = value.place.span
        {
            self.secrets.entry(span.file).or_default().push(span);
        }
        match &value.data {
            Data::List(list) => {
                list.items.iter().for_each(|item| self.collect(item, named, depth + 1))
            }
            Data::Map(map) => {
                let entry_named =
                    value.get("name").and_then(Value::as_str).is_some_and(says_secret);
                for (key, entry) in &map.entries {
                    let named = (entry_named && &**key == "value")
                        || (says_secret(key) && !key.ends_with("_arn") && !key.ends_with("_from"));
                    self.collect(
                        &entry.value,
                        named && !matches!(entry.value.data, Data::List(_) | Data::Map(_)),
                        depth + 1,
                    );
                }
            }
            Data::Either(either) => {
                self.collect(&either.then, named, depth + 1);
                self.collect(&either.otherwise, named, depth + 1);
            }
            Data::String(text) => {
                for part in text.parts.as_deref().unwrap_or_default() {
                    if part.marks.is_secret()
                        && let Some(span) = part.place.span
                    {
                        self.secrets.entry(span.file).or_default().push(span);
                    }
                }
            }
            _ => {}
        }
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
        let marked = self.secrets.get(&id).into_iter().flatten().filter_map(|span| {
            let range = within(span.start as usize, span.end as usize)?;
            Some(trimmed(text, range))
        });
        let mut files = self.credentials.borrow_mut();
        let shaped = files.entry(id).or_insert_with(|| secret::credentials(&file.text));
        let shaped = shaped.iter().filter_map(|range| within(range.start, range.end));
        let mut out =
            plain(&secret::without(text, &secret::merged(marked.chain(shaped).collect())));
        if let Some((at, _)) = out.char_indices().nth(MAX_LINE) {
            out.truncate(at);
            out.push('…');
        }
        out
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
