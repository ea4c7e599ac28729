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
/// Bytes of a line that are looked at for that: of a longer one (a minified file) no more is shown.
const MAX_BYTES: usize = 4 << 10;

/// What one document's reports may not show.
pub struct Redactor {
    secrets: Secrets,
    /// Where the files that were shown have what may not be. A private key has several lines, of
    /// which most have no shape: whole files are looked at.
    hidden: RefCell<BTreeMap<FileId, Vec<Range<usize>>>>,
}

impl Redactor {
    /// Of a document.
    #[must_use]
    pub fn new(document: &Document) -> Redactor {
        Redactor { secrets: document.secrets(), hidden: RefCell::default() }
    }

    /// Of what several documents may not show.
    #[must_use]
    pub fn of(secrets: Secrets) -> Redactor {
        Redactor { secrets, hidden: RefCell::default() }
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
        let whole = file.slice(start, end);
        let mut length = whole.len().min(MAX_BYTES);
        while !whole.is_char_boundary(length) {
            length -= 1;
        }
        let text = &whole[..length];
        let start = start as usize;
        let end = start + text.len();
        let mut files = self.hidden.borrow_mut();
        let hidden = files.entry(id).or_insert_with(|| self.hidden_in(file, id));
        let first = hidden.partition_point(|range| range.end <= start);
        let found = hidden[first..].iter().take_while(|range| range.start < end);
        let within = found.map(|range| range.start.max(start) - start..range.end.min(end) - start);
        let mut out = plain(&secret::without(text, &within.collect::<Vec<_>>()));
        match out.char_indices().nth(MAX_LINE) {
            Some((at, _)) => {
                out.truncate(at);
                out.push('…');
            }
            None if length < whole.len() => out.push('…'),
            None => {}
        }
        out
    }

    /// Whether a part of a file holds what may not be shown.
    #[must_use]
    pub fn hides(&self, file: &SourceFile, id: FileId, part: Range<usize>) -> bool {
        let mut files = self.hidden.borrow_mut();
        let hidden = files.entry(id).or_insert_with(|| self.hidden_in(file, id));
        hidden.iter().any(|range| range.start < part.end && part.start < range.end)
    }

    /// Where a file has what may not be shown: in order, apart from each other.
    fn hidden_in(&self, file: &SourceFile, id: FileId) -> Vec<Range<usize>> {
        let mut found = secret::credentials(&file.text);
        found.extend(self.secrets.known.ranges(&file.text));
        for span in self.secrets.places.get(&id).into_iter().flatten() {
            let text = file.slice(span.start, span.end);
            let start = span.start as usize;
            if is_name_of_it(file, start, text) {
                continue;
            }
            let range = trimmed(text, 0..text.len());
            found.push(start + range.start..start + range.end);
        }
        secret::merged(found)
    }
}

/// Whether the place of a secret says only where the secret is: it is the header of a block
/// (`variable "token"`), or a reference (`var.token`) in Terraform's language.
fn is_name_of_it(file: &SourceFile, start: usize, text: &str) -> bool {
    const HEADERS: [&str; 5] = ["variable", "module", "resource", "data", "output"];
    const ROOTS: [&str; 5] = ["var", "local", "module", "data", "each"];
    if !file.path.ends_with(".tf") && !file.path.ends_with(".tofu") {
        return false;
    }
    let before = file.text.get(..start).and_then(|text| text.chars().next_back());
    let name = |text: &str| {
        let part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
        text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') && text.chars().all(part)
    };
    let mut words = text.split_whitespace();
    if let Some(kind) = words.next().filter(|kind| HEADERS.contains(kind)) {
        let label = |word: &str| {
            word.strip_prefix('"').and_then(|word| word.strip_suffix('"')).is_some_and(name)
        };
        let begins = before.is_none_or(|c| c == '\n');
        return begins && text.len() > kind.len() && words.all(label);
    }
    let mut parts = text.split('.');
    let rooted = parts.next().is_some_and(|root| ROOTS.contains(&root));
    rooted && text.contains('.') && before.is_some_and(|c| " =({[,".contains(c)) && parts.all(name)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_names_a_secret_is_none() {
        let is = |path: &str, marked: &str| {
            let start = marked.find('|').unwrap();
            let end = marked.rfind('|').unwrap() - 1;
            let text = marked.replace('|', "");
            let part = text[start..end].to_owned();
            is_name_of_it(&SourceFile::new(path.into(), text), start, &part)
        };
        for named in [
            "|variable \"token\"| {\n}\n",
            "|module \"a\"| {\n}\n",
            "password = |var.db.password|\n",
            "a = [|local.key|]\n",
            "a = \"${|var.x|}\"\n",
        ] {
            assert!(is("main.tf", named), "{named}");
            assert!(!is("template.yaml", named), "{named}");
        }
        for secret in [
            "password = |\"var.x\"|\n",
            "password = \"${x}|var.secret|\"\n",
            "password = \"|variable \"x\"|\"\n",
            "password = |hunter.two|\n",
            "password = |var.x[\"hunter2\"]|\n",
            "password = |module \"a b\"|\n",
        ] {
            assert!(!is("main.tf", secret), "{secret}");
        }
    }
}
