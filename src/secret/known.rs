//! Texts that are known to be secret, because a value that has them is marked: found wherever they
//! went, into a key, an address, a message of an error or another text.

use super::{HIDDEN, hide, merged, without};
use aho_corasick::{AhoCorasick, AhoCorasickKind};
use std::collections::BTreeSet;
use std::fmt;
use std::ops::Range;
use std::sync::OnceLock;

/// The shortest text that is looked for, in bytes: shorter ones are parts of ordinary words. Values
/// that have them are hidden by their marks.
const MIN: usize = 6;
/// A text of letters alone that is shorter may be an ordinary word: it counts where it stands alone.
const WORD: usize = 12;
/// The longest piece that is looked for as a whole, in bytes.
const PIECE: usize = 4096;
/// So many new texts, and an eighth of all, are looked for one by one.
const NEW: usize = 16;
/// Bytes of all texts; beyond them every text is hidden.
const ALL: usize = 1 << 20;

/// A set of texts that are secret.
#[derive(Clone, Default)]
pub struct Known {
    texts: BTreeSet<String>,
    bytes: usize,
    /// What finds all of them but those that are new since it was made.
    finder: OnceLock<Option<AhoCorasick>>,
    new: Vec<String>,
}

impl fmt::Debug for Known {
    /// How many there are, and not what they are.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} secrets", self.texts.len())
    }
}

impl Known {
    /// Whether nothing is known to be secret.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.texts.is_empty()
    }

    /// Adds a secret text; of one that has several lines each line too.
    pub fn add(&mut self, text: &str) {
        self.add_piece(text.trim());
        if text.contains('\n') {
            text.lines().for_each(|line| self.add_piece(line.trim()));
        }
    }

    /// Adds a text of which only the whole is secret.
    pub fn add_whole(&mut self, text: &str) {
        self.add_piece(text);
    }

    /// Adds all that another set has.
    pub fn extend(&mut self, other: &Known) {
        for text in &other.texts {
            self.add_piece(text);
        }
    }

    fn add_piece(&mut self, text: &str) {
        if text.len() < MIN || self.bytes > ALL || self.texts.contains(text) || is_scheme(text) {
            return;
        }
        let mut end = text.len().min(PIECE);
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        let text = &text[..end];
        self.insert(text.to_owned());
        // As a message quotes it.
        let quoted = serde_json::to_string(text).unwrap_or_default();
        let quoted = quoted.trim_matches('"');
        if quoted != text {
            self.insert(quoted.to_owned());
        }
    }

    fn insert(&mut self, text: String) {
        self.bytes += text.len();
        // Secrets are learned one by one while others are looked for: a finder that is made anew for
        // each would cost the square of them.
        if self.finder.get().is_some() {
            self.new.push(text.clone());
        }
        self.texts.insert(text);
        if self.new.len() > NEW + self.texts.len() / 8 {
            self.new.clear();
            self.finder = OnceLock::new();
        }
    }

    /// Where those stand in a text that the finder does not know yet.
    fn find_new<'a>(&'a self, text: &'a str) -> impl Iterator<Item = Range<usize>> + 'a {
        self.new.iter().flat_map(move |secret| {
            let mut from = 0;
            std::iter::from_fn(move || {
                let at = from + text.get(from..)?.find(secret.as_str())?;
                from = at + text[at..].chars().next().map_or(1, char::len_utf8);
                Some(at..at + secret.len())
            })
        })
    }

    /// Where the texts stand in another: bytes, in order, apart from each other.
    #[must_use]
    pub fn ranges(&self, text: &str) -> Vec<Range<usize>> {
        if self.is_empty() {
            return Vec::new();
        }
        // As for the shapes' hints: what is made faster is found faster.
        let make = || {
            let kind = Some(AhoCorasickKind::ContiguousNFA);
            AhoCorasick::builder().kind(kind).build(&self.texts).ok()
        };
        let finder = self.finder.get_or_init(make);
        let Some(finder) = finder.as_ref().filter(|_| self.bytes <= ALL) else {
            return Vec::from([Range { start: 0, end: text.len() }]);
        };
        let found = finder.find_overlapping_iter(text).map(|found| found.range());
        let found = found.chain(self.find_new(text));
        let found =
            found.filter(|range| !is_word(&text[range.clone()]) || stands_alone(text, range));
        let mut found: Vec<Range<usize>> = found.collect();
        for cut in ["…", "..."] {
            found.extend(text.match_indices(cut).filter_map(|(at, _)| self.cut_at(text, at)));
        }
        merged(found)
    }

    /// Whether a text has one of them.
    #[must_use]
    pub fn has_any(&self, text: &str) -> bool {
        !self.is_empty() && !self.ranges(text).is_empty()
    }

    /// The beginning of a secret that ends where the text was cut.
    fn cut_at(&self, text: &str, end: usize) -> Option<Range<usize>> {
        let before = &text[..end];
        let begins = |secret: &String| {
            let head = secret.get(..MIN)?;
            let mut from = end.saturating_sub(secret.len());
            while !before.is_char_boundary(from) {
                from += 1;
            }
            let at = from + before[from..].find(head)?;
            secret.starts_with(&before[at..]).then_some(at)
        };
        self.texts.iter().filter_map(begins).min().map(|at| at..end)
    }

    /// Hides what is known to be secret, and what has the shape of a credential, in place.
    pub fn hide(&self, text: &mut String) {
        let found = self.ranges(text);
        if !found.is_empty() {
            *text = without(text, &found);
        }
        if text != HIDDEN {
            hide(text);
        }
    }
}

/// Whether a text is what an address begins with (`redis://`).
fn is_scheme(text: &str) -> bool {
    let scheme = text.trim_end_matches(':').strip_suffix("://");
    scheme.is_some_and(|scheme| {
        scheme.len() <= WORD && scheme.bytes().all(|c| c.is_ascii_lowercase())
    })
}

/// Whether a text may be an ordinary word.
fn is_word(text: &str) -> bool {
    text.len() < WORD && text.bytes().all(|byte| byte.is_ascii_alphabetic())
}

/// Whether a range of a text is no part of a name.
fn stands_alone(text: &str, range: &Range<usize>) -> bool {
    let part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '/' | ':');
    !text[..range.start].ends_with(part) && !text[range.end..].starts_with(part)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hidden(secret: &str, text: &str) -> String {
        let mut known = Known::default();
        known.add(secret);
        let mut text = text.to_owned();
        known.hide(&mut text);
        text
    }

    #[test]
    fn a_known_text_is_found_wherever_it_stands() {
        assert_eq!(
            hidden("s3cr3t-42", "aws_x.y[\"s3cr3t-42\"] as3cr3t-42b"),
            "aws_x.y[\"***\"] a***b"
        );
        assert_eq!(hidden("two\nlines-of-it", "x lines-of-it y"), "x *** y");
        assert_eq!(hidden("a\"quoted\"one", r#"says "a\"quoted\"one""#), "says \"***\"");
        assert_eq!(hidden("long-secret-text", "called long-secr... here"), "called ***... here");
        assert_eq!(hidden("long-secret-text", "called long-secret-t…"), "called ***…");
    }

    #[test]
    fn an_ordinary_word_is_hidden_where_it_stands_alone() {
        assert_eq!(
            hidden("postgres", "aws_db.postgres and \"postgres\""),
            "aws_db.postgres and \"***\""
        );
        assert_eq!(hidden("abc", "abc"), "abc");
    }

    #[test]
    fn what_an_address_begins_with_is_no_secret() {
        assert_eq!(hidden("redis://:", "redis://${x}@cache"), "redis://${x}@cache");
        assert_eq!(hidden("postgres://", "postgres://db"), "postgres://db");
        assert_eq!(hidden("hunter2://", "hunter2://db"), "***db");
    }

    #[test]
    fn too_many_hide_all() {
        let mut known = Known::default();
        (0..300).for_each(|n| known.add(&format!("{n}{}", "x".repeat(4000))));
        let mut text = "anything".to_owned();
        known.hide(&mut text);
        assert_eq!(text, HIDDEN);
    }

    /// Texts that are learned while others are looked for are found at once, as all are at the end.
    #[test]
    fn what_is_learned_late_is_found() {
        let secret = |n: usize| format!("secret-{n:04}");
        let mut known = Known::default();
        for n in 0..400 {
            known.add(&secret(n));
            assert!(known.has_any(&secret(n)) && !known.has_any(&secret(n + 1)), "{n}");
        }
        let all: Vec<String> = (0..400).map(secret).collect();
        assert_eq!(known.ranges(&all.join(" ")).len(), 400);
        known.add("aX1aX1aX1");
        let mut hidden = "-aX1aX1aX1aX1-".to_owned();
        known.hide(&mut hidden);
        assert_eq!(hidden, "-***-");
    }
}
