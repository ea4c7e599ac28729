//! What of a document may not be shown: texts that are secret wherever they stand, and places that
//! hold secrets whatever their text.

use super::Document;
use crate::secret::{Known, credentials, says_secret};
use crate::source::{FileId, Span};
use crate::syntax::flat::{Bit, bits};
use crate::value::{self, Data, Value};
use std::collections::BTreeMap;

/// Deepest value that is looked into.
const MAX_DEPTH: usize = 64;
/// Stands for what is not known where the parts of a text are read as one: no shape's secret begins
/// so.
const OPEN: &str = "*";
/// The shortest part of a credential that is looked for by itself.
const PART: usize = 8;

/// What of a document may not be shown.
#[derive(Debug, Default)]
pub struct Secrets {
    /// Texts that are secret.
    pub known: Known,
    /// The places of secret values.
    pub places: BTreeMap<FileId, Vec<Span>>,
}

impl Document {
    /// What of it may not be shown: values that are marked, literal values under a name that says
    /// secret, and the parts of credentials that are put together.
    #[must_use]
    pub fn secrets(&self) -> Secrets {
        let mut secrets = Secrets { known: self.secrets.clone(), places: BTreeMap::new() };
        for node in self.resources.values() {
            value::secrets::learn(&node.values, &mut secrets.known);
            secrets.collect(&node.values, false, 0);
        }
        secrets
    }
}

impl Secrets {
    /// Adds what another document may not show.
    pub fn extend(&mut self, other: Secrets) {
        self.known.extend(&other.known);
        for (file, spans) in other.places {
            self.places.entry(file).or_default().extend(spans);
        }
    }

    fn hide(&mut self, span: Option<Span>) {
        if let Some(span) = span {
            self.places.entry(span.file).or_default().push(span);
        }
    }

    fn collect(&mut self, value: &Value, named: bool, depth: usize) {
        if depth > MAX_DEPTH {
            return;
        }
        let literal = matches!(&value.data, Data::String(text) if text.text.len() > 3);
        if value.marks.is_secret() || (named && literal) {
            self.hide(value.place.span);
        }
        match &value.data {
            Data::List(list) => {
                list.items.iter().for_each(|item| self.collect(item, named, depth + 1));
                self.words(&list.items);
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
                    if part.marks.is_secret() {
                        self.hide(part.place.span);
                    }
                }
                self.put_together(value);
            }
            Data::Unknown(unknown) if !unknown.pieces.is_empty() => self.put_together(value),
            _ => {}
        }
    }

    /// The words of a command stand apart: an option in one, its value in the next.
    fn words(&mut self, items: &[Value]) {
        if !items.iter().any(|item| item.as_str().is_some_and(|word| word.starts_with('-'))) {
            return;
        }
        let mut line = String::new();
        let mut words = Vec::with_capacity(items.len());
        for item in items {
            let start = line.len();
            // A blank would end the word.
            line.extend(item.as_str().unwrap_or(OPEN).chars().map(|c| match c {
                ' ' => '_',
                other => other,
            }));
            words.push((start..line.len(), item));
            line.push(' ');
        }
        let mut at = 0;
        for found in credentials(&line) {
            while words.get(at).is_some_and(|(range, _)| range.end <= found.start) {
                at += 1;
            }
            let Some((range, item)) = words.get(at).filter(|(range, _)| range.end == found.end)
            else {
                continue;
            };
            let Some(secret) =
                item.as_str().and_then(|word| word.get(found.start.saturating_sub(range.start)..))
            else {
                continue;
            };
            self.hide(item.place.span);
            if secret.len() >= PART && !secret.chars().all(char::is_alphabetic) {
                self.known.add(secret);
            }
        }
    }

    /// A credential whose parts stand apart (an address with a password, joined from a list; the
    /// lines of a private key) has no shape where it is written.
    fn put_together(&mut self, value: &Value) {
        // Hardly any text has one: it is looked at as a whole before its parts are.
        let found = match &value.data {
            Data::String(text) if text.text.len() < PART => return,
            Data::String(text) => credentials(&text.text),
            _ => Vec::new(),
        };
        if found.is_empty() && matches!(value.data, Data::String(_)) {
            return;
        }
        let Some(bits) = bits(value) else { return };
        let mut text = String::new();
        let mut runs = Vec::with_capacity(bits.len());
        for bit in &bits {
            let start = text.len();
            match bit {
                Bit::Known { text: run, place, .. } => {
                    text.push_str(run);
                    runs.push((start..text.len(), place.span));
                }
                Bit::Hole(_) => text.push_str(OPEN),
            }
        }
        let found = if found.is_empty() { credentials(&text) } else { found };
        for found in found {
            for (run, span) in &runs {
                let (from, to) = (run.start.max(found.start), run.end.min(found.end));
                if from >= to {
                    continue;
                }
                let part = &text[from..to];
                if runs.len() > 1 && (from..to) == *run {
                    self.hide(*span);
                }
                // A word may stand anywhere.
                if part.len() >= PART && !part.chars().all(char::is_alphabetic) {
                    self.known.add(part);
                }
            }
        }
    }
}
