//! Secrets leave the lines that a report shows.

use crate::document::Document;
use crate::normalize::map::names::says_secret;
use crate::printable::plain;
use crate::source::{FileId, SourceFile, Span};
use crate::value::{Data, Value};
use regex::Regex;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// Longest line that is shown, in characters.
const MAX_LINE: usize = 400;
/// Deepest value that is looked into.
const MAX_DEPTH: usize = 64;

static CREDENTIAL: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?:AKIA|ASIA|AROA|AIDA)[A-Z0-9]{16}",
        r"|gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{22,}|glpat-[A-Za-z0-9_-]{20,}",
        r"|xox[abeoprs]-[A-Za-z0-9-]{10,}|sk_live_[A-Za-z0-9]{16,}|rk_live_[A-Za-z0-9]{16,}|SG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}",
        r"|AIza[A-Za-z0-9_-]{35}|npm_[A-Za-z0-9]{36}|dckr_pat_[A-Za-z0-9_-]{20,}|hvs\.[A-Za-z0-9_-]{20,}",
        r"|eyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]*",
        r"|-----BEGIN [A-Z ]*PRIVATE KEY-----.*",
        r#"|(?P<head>[a-z][a-z0-9+.-]*://[^\s:/@"']*:)(?P<pass>[^\s@"'/$\{][^\s@"']*)@"#
    ))
    .ok()
});

/// The places of one document's secret values.
pub struct Redactor {
    secrets: BTreeMap<FileId, Vec<Span>>,
}

impl Redactor {
    /// Collects the places: values that are marked, and literal values under a name that says
    /// secret.
    #[must_use]
    pub fn new(document: &Document) -> Redactor {
        let mut redactor = Redactor { secrets: BTreeMap::new() };
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
        let mut out = text.to_owned();
        let mut cuts: Vec<(usize, usize)> = self
            .secrets
            .get(&id)
            .into_iter()
            .flatten()
            .filter_map(|span| {
                let from = (span.start as usize).max(start);
                let to = (span.end as usize).min(start + text.len());
                (from < to).then(|| trimmed(text, from - start, to - start))
            })
            .collect();
        cuts.sort_unstable();
        cuts.dedup();
        let mut last = usize::MAX;
        for (from, to) in cuts.into_iter().rev() {
            let to = to.min(last);
            if from < to && out.is_char_boundary(from) && out.is_char_boundary(to) {
                out.replace_range(from..to, "***");
                last = from;
            }
        }
        let mut out = plain(&without_credentials(&out));
        if let Some((at, _)) = out.char_indices().nth(MAX_LINE) {
            out.truncate(at);
            out.push('…');
        }
        out
    }
}

/// The text with everything that has a credential's shape replaced.
#[must_use]
pub fn without_credentials(text: &str) -> String {
    let Some(pattern) = CREDENTIAL.as_ref() else { return text.to_owned() };
    pattern
        .replace_all(text, |found: &regex::Captures<'_>| match found.name("head") {
            Some(head) => format!("{}***@", head.as_str()),
            None => "***".to_owned(),
        })
        .into_owned()
}

/// Quotes around a value stay.
fn trimmed(text: &str, from: usize, to: usize) -> (usize, usize) {
    let part = text.get(from..to).unwrap_or("");
    let quote = part.chars().next().filter(|c| matches!(c, '"' | '\''));
    match quote {
        Some(quote) if part.len() > 2 && part.ends_with(quote) => (from + 1, to - 1),
        _ => (from, to),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_lose_their_value() {
        let line =
            without_credentials("url = \"postgres://app:hunter2@db/x\" key = AKIAIOSFODNN7EXAMPLE");
        assert_eq!(line, "url = \"postgres://app:***@db/x\" key = ***");
        assert_eq!(without_credentials("image = \"nginx:1\""), "image = \"nginx:1\"");
        assert_eq!(
            without_credentials("\"postgres://app:${var.pass}@db\""),
            "\"postgres://app:${var.pass}@db\""
        );
    }
}
