//! What is a secret by its shape or by its name. Reports, the document and the policies all ask
//! here: the shapes stand in `policies/lib/credentials.json`, which the Rego library reads as
//! `data.credentials`.
//!
//! To add a shape, add its line there and an example of it in `testdata/credentials.txt`. A shape
//! has a `pattern` that engines of Rego and the `regex` crate read alike (`policies/README.md`
//! says what that leaves); where the pattern has a group, the group is the secret and what stands
//! around it is shown. One of `hints` stands in every text of the shape, whatever its case, and so
//! does `also`: they are looked for first, because compiling and matching all patterns costs far
//! more than a scan may. Where the pattern asks that a hint begins a word, the shape `begins`. The
//! list's own `hint` is all of them as one pattern, for the policies. A shape that is `fold` is
//! matched without regard to case, and its pattern is written in lower case.
//!
//! The list's `hidden` shapes say less: what stands behind a word (`--token`, `Bearer`) is hidden in
//! reports, and no check recognizes it. What is encoded in base64 and has a shape is hidden too.
//!
//! Values are secret by their marks too ([`crate::value::Marks`]); a mark needs no shape, and
//! [`Known`] finds their texts wherever they went.

mod encoded;
mod known;

pub use known::Known;

use aho_corasick::{AhoCorasick, AhoCorasickKind};
use regex::{Regex, RegexBuilder};
use serde::Deserialize;
use std::borrow::Cow;
use std::cell::RefCell;
use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::{LazyLock, OnceLock};

/// What stands where a secret was.
pub const HIDDEN: &str = "***";

/// The list, as the policies have it.
static LIST: &str = include_str!("../../policies/lib/credentials.json");

#[derive(Deserialize)]
struct List {
    credentials: Credentials,
}

#[derive(Deserialize)]
struct Credentials {
    #[cfg(test)]
    hint: String,
    shapes: Vec<Shape>,
    hidden: Vec<Shape>,
}

#[derive(Deserialize)]
struct Shape {
    #[cfg(test)]
    name: String,
    hints: Vec<String>,
    also: Option<String>,
    /// Whether a hint is the first of the secret: in the middle of a word it is none.
    #[serde(default)]
    begins: bool,
    pattern: String,
    #[serde(default)]
    fold: bool,
    /// Whether it is hidden only, and recognized by no check.
    #[serde(skip)]
    only_hidden: bool,
    /// Made when a text has the hint.
    #[serde(skip)]
    compiled: OnceLock<Option<Regex>>,
}

impl Shape {
    /// Whether a hint that stands there can be one.
    fn may_begin(&self, text: &str, at: usize) -> bool {
        let before = at.checked_sub(1).and_then(|before| text.as_bytes().get(before));
        let in_word = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
        !self.begins || !before.is_some_and(in_word)
    }

    fn regex(&self) -> Option<&Regex> {
        let compile = || RegexBuilder::new(&self.pattern).case_insensitive(self.fold).build().ok();
        self.compiled.get_or_init(compile).as_ref()
    }
}

/// The shapes, and what finds their hints.
struct Shapes {
    shapes: Vec<Shape>,
    hints: AhoCorasick,
    /// What finds the same in a third of the time, and takes longer to make: for much text.
    quick: OnceLock<Option<AhoCorasick>>,
    /// Bytes that were looked at without it.
    looked_at: AtomicUsize,
    /// The shape of each hint.
    of_hint: Vec<usize>,
}

/// So many bytes are looked at before the quick finder is made.
const MUCH: usize = 256 << 10;

impl Shapes {
    /// What finds the hints of a text.
    fn finder(&self, text: &str) -> &AhoCorasick {
        if self.looked_at.load(Relaxed) < MUCH {
            self.looked_at.fetch_add(text.len(), Relaxed);
            return &self.hints;
        }
        let make = || finder(&self.shapes, AhoCorasickKind::DFA);
        self.quick.get_or_init(make).as_ref().unwrap_or(&self.hints)
    }
}

fn hints<'a>(shapes: &'a [Shape]) -> impl Iterator<Item = (usize, &'a String)> {
    let of = |(at, shape): (usize, &'a Shape)| shape.hints.iter().map(move |hint| (at, hint));
    shapes.iter().enumerate().flat_map(of)
}

fn finder(shapes: &[Shape], kind: AhoCorasickKind) -> Option<AhoCorasick> {
    AhoCorasick::builder()
        .ascii_case_insensitive(true)
        .kind(Some(kind))
        .build(hints(shapes).map(|(_, hint)| hint))
        .ok()
}

static SHAPES: LazyLock<Option<Shapes>> = LazyLock::new(|| {
    let Credentials { mut shapes, hidden, .. } =
        serde_json::from_str::<List>(LIST).ok()?.credentials;
    shapes.extend(hidden.into_iter().map(|shape| Shape { only_hidden: true, ..shape }));
    // A small scan looks at little text: what is made faster is found faster.
    let first = finder(&shapes, AhoCorasickKind::ContiguousNFA)?;
    let of_hint = hints(&shapes).map(|(at, _)| at).collect();
    let (quick, looked_at) = Default::default();
    Some(Shapes { shapes, hints: first, quick, looked_at, of_hint })
});

/// The shapes whose hints the text has.
fn candidates(text: &str) -> impl Iterator<Item = &'static Shape> {
    let mut found: Vec<usize> = Vec::new();
    let listed = SHAPES.as_ref();
    if let Some(listed) = listed {
        for hint in listed.finder(text).find_overlapping_iter(text) {
            if let Some(at) = listed.of_hint.get(hint.pattern().as_usize())
                && !found.contains(at)
                && listed.shapes.get(*at).is_some_and(|shape| shape.may_begin(text, hint.start()))
            {
                found.push(*at);
            }
        }
        found.retain(|at| {
            let also = listed.shapes.get(*at).and_then(|shape| shape.also.as_deref());
            also.is_none_or(|also| text.contains(also))
        });
    }
    found.into_iter().filter_map(move |at| listed?.shapes.get(at))
}

/// Whether a text holds something of the shape of a credential, whatever it is called: a key, a
/// token of a well-known service, a URL with a password.
#[must_use]
pub fn is_credential(text: &str) -> bool {
    let mut recognized = candidates(text).filter(|shape| !shape.only_hidden);
    recognized.any(|shape| shape.regex().is_some_and(|pattern| pattern.is_match(text)))
}

/// Whether a text, as it was before it was encoded, holds something to hide.
fn has_credential(text: &str) -> bool {
    candidates(text).any(|shape| shape.regex().is_some_and(|pattern| pattern.is_match(text)))
}

/// Bytes of a text that most likely stands elsewhere too, and how many such texts a thread keeps.
const SHORT: usize = 64;
const KEPT: usize = 1 << 10;

thread_local! {
    /// Short texts without credentials, by what they look like; the last one of those that look alike.
    static HARMLESS: RefCell<Vec<Box<str>>> = RefCell::new(vec![Box::default(); KEPT]);
}

/// Where the credentials of a text stand: bytes, in order, apart from each other.
#[must_use]
pub fn credentials(text: &str) -> Vec<Range<usize>> {
    if text.len() > SHORT {
        return credentials_in(text);
    }
    let look = text.bytes().fold(text.len(), |look, byte| {
        (look ^ usize::from(byte)).wrapping_mul(0x0100_0193).rotate_left(7)
    });
    HARMLESS.with_borrow_mut(|known| {
        let place = &mut known[look % KEPT];
        if **place == *text {
            return Vec::new();
        }
        let found = credentials_in(text);
        if found.is_empty() {
            *place = text.into();
        }
        found
    })
}

fn credentials_in(text: &str) -> Vec<Range<usize>> {
    let found = candidates(text).filter_map(Shape::regex).flat_map(|pattern| {
        pattern.captures_iter(text).filter_map(|found| Some(found.get(1).or(found.get(0))?.range()))
    });
    merged(found.chain(encoded::credentials(text)).collect())
}

/// Ranges in order; those that touch become one.
#[must_use]
pub fn merged(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.sort_unstable_by_key(|range| (range.start, range.end));
    let mut apart: Vec<Range<usize>> = Vec::with_capacity(ranges.len());
    for range in ranges {
        match apart.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => apart.push(range),
        }
    }
    apart
}

/// The text with each credential replaced by [`HIDDEN`].
#[must_use]
pub fn without_credentials(text: &str) -> Cow<'_, str> {
    let found = credentials(text);
    if found.is_empty() { Cow::Borrowed(text) } else { Cow::Owned(without(text, &found)) }
}

/// As [`without_credentials`], in place.
pub fn hide(text: &mut String) {
    if let Cow::Owned(hidden) = without_credentials(text) {
        *text = hidden;
    }
}

/// Credentials in the texts and keys of a JSON value, hidden in place. Keys that would be the same
/// then are told apart by a number.
pub fn hide_in_json(json: &mut serde_json::Value, known: &Known) {
    use serde_json::Value as J;
    match json {
        J::String(text) => known.hide(text),
        J::Array(items) => items.iter_mut().for_each(|item| hide_in_json(item, known)),
        J::Object(map) => {
            for (key, mut value) in std::mem::take(map) {
                hide_in_json(&mut value, known);
                let mut hidden = key.clone();
                known.hide(&mut hidden);
                let mut name = hidden.clone();
                let mut count = 1;
                while map.contains_key(&name) {
                    count += 1;
                    name = format!("{hidden} {count}");
                }
                map.insert(name, value);
            }
        }
        _ => {}
    }
}

/// The text with each range, of which no two overlap, replaced by [`HIDDEN`].
#[must_use]
pub fn without(text: &str, ranges: &[Range<usize>]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut last = 0;
    for range in ranges {
        out.push_str(text.get(last..range.start).unwrap_or_default());
        out.push_str(HIDDEN);
        last = range.end;
    }
    out.push_str(text.get(last..).unwrap_or_default());
    out
}

/// Words that a secret's name has, and words that it ends with; in lower case. A pattern would cost a
/// scan more than all names that it is matched with.
const SECRET_WORDS: [&str; 14] = [
    "passw",
    "secret",
    "token",
    "apikey",
    "api_key",
    "accesskey",
    "access_key",
    "privatekey",
    "private_key",
    "credential",
    "authdata",
    "auth_data",
    "connectionstring",
    "connection_string",
];
const SECRET_ENDS: [&str; 4] = ["pass", "passphrase", "passcode", "_dsn"];

/// What names have that say so, in any case: hardly any name has.
static SECRET_PARTS: LazyLock<Parts> = LazyLock::new(|| {
    let words = SECRET_WORDS.iter().chain(&SECRET_ENDS).chain(&["dsn"]);
    let words: Vec<&'static [u8]> = words.map(|word| word.as_bytes()).collect();
    let mut begins = [0; 256];
    for word in &words {
        if let [first, second, ..] = word {
            begins[usize::from(*first)] |= 1 << (second & 31);
            begins[usize::from(first.to_ascii_uppercase())] |= 1 << (second & 31);
        }
    }
    Parts { begins, words }
});

/// Words of two letters or more.
struct Parts {
    /// By the first letter, in either case, a bit for each second one: letters differ in the last five
    /// bits, those of one letter do not.
    begins: [u32; 256],
    words: Vec<&'static [u8]>,
}

impl Parts {
    /// Whether a text has one of them, in any case.
    fn is_in(&self, text: &str) -> bool {
        let bytes = text.as_bytes();
        let has = |at: usize| {
            let mut words = self.words.iter();
            words.any(|word| {
                let part = bytes.get(at..at + word.len());
                part.is_some_and(|part| part.eq_ignore_ascii_case(word))
            })
        };
        let mut pairs = bytes.windows(2).enumerate();
        pairs.any(|(at, pair)| {
            self.begins[usize::from(pair[0])] >> (pair[1] & 31) & 1 == 1 && has(at)
        })
    }
}

/// What names end in, behind `_` or `-`, whose value is about a secret and is none itself
/// (`secret_sidecar_image`); in lower case.
const ABOUT: [&str; 5] = ["image", "image_tag", "enabled", "length", "ttl"];

/// Names of tokens that are no secret: a mode of the metadata service, and what makes a request known
/// that is sent twice.
const NO_SECRET: [&str; 8] = [
    "http_tokens",
    "HttpTokens",
    "creation_token",
    "CreationToken",
    "client_token",
    "ClientToken",
    "client_request_token",
    "ClientRequestToken",
];

/// Whether a name says that its value is a secret.
#[must_use]
pub fn says_secret(name: &str) -> bool {
    if NO_SECRET.contains(&name) {
        return false;
    }
    if !SECRET_PARTS.is_in(name) {
        return false;
    }
    let name = name.to_ascii_lowercase();
    let about = |end: &str| name.strip_suffix(end).is_some_and(|rest| rest.ends_with(['_', '-']));
    let named = name == "dsn"
        || SECRET_ENDS.iter().any(|end| name.ends_with(end))
        || SECRET_WORDS.iter().any(|word| holds(&name, word));
    named && !ABOUT.iter().any(|end| about(end))
}

/// Whether a short text has a word. The standard library's search is made for long ones.
fn holds(text: &str, word: &str) -> bool {
    text.as_bytes().windows(word.len()).any(|part| part == word.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shape_is_a_pattern_and_has_its_hint() {
        let list = serde_json::from_str::<List>(LIST).unwrap().credentials;
        for shape in list.shapes.iter().chain(&list.hidden) {
            let pattern = shape.regex().unwrap_or_else(|| panic!("{} is no pattern", shape.name));
            assert!(pattern.captures_len() <= 2, "{} has more than one group", shape.name);
            for hint in &shape.hints {
                assert_eq!(*hint, hint.to_lowercase(), "policies match hints on lower case");
                if list.hidden.iter().any(|hidden| hidden.name == shape.name) {
                    continue;
                }
                // Of an address more is asked for, which the policies look at first.
                assert!(
                    hint == "://"
                        || list
                            .hint
                            .split('|')
                            .any(|all| all == regex::escape(hint).replace("\\-", "-")),
                    "`hint` of the list has that of {}: {hint}",
                    shape.name
                );
            }
        }
    }

    /// Words that nearly every text about ECS has are no hints.
    #[test]
    fn no_pattern_is_made_for_words_of_every_template() {
        for text in
            ["task-role disk-full", "ecr:GetAuthorizationToken", "authorizer_id: \"authorized\""]
        {
            assert_eq!(candidates(text).count(), 0, "{text}");
        }
        for text in [
            "sk-",
            "=sk-",
            "Authorization: Basic",
            "authorization\\\" =",
            "Bearer x",
            "{\\\"auth\\\": 1}",
        ] {
            assert_eq!(candidates(text).count(), 1, "{text}");
        }
    }

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

    #[test]
    fn a_private_key_loses_its_body() {
        let key = "a\n-----BEGIN RSA PRIVATE KEY-----\nDEK-Info: x\n\nMIIEbody\n-----END RSA PRIVATE KEY-----\nb";
        assert_eq!(without_credentials(key), "a\n***\nb");
        // Of a key without an end what could be its body.
        let cut = "{\"key\": \"-----BEGIN PRIVATE KEY-----\\nMIIEbody\", \"b\": 1}";
        assert_eq!(without_credentials(cut), "{\"key\": \"***\", \"b\": 1}");
    }

    #[test]
    fn ranges_that_touch_become_one() {
        assert_eq!(merged(vec![5..9, 0..2, 6..7, 9..10]), [0..2, 5..10]);
    }

    #[test]
    fn names_of_secrets() {
        for name in
            ["DB_PASSWORD", "apiKey", "SECRET_KEY_BASE", "GITHUB_TOKEN", "DB_PASS", "secret_key"]
        {
            assert!(says_secret(name), "{name}");
        }
        for name in ["dsn", "READ_DSN", "DbPassphrase", "AuthData", "connection_strings", "passwd"]
        {
            assert!(says_secret(name), "{name}");
        }
        for name in [
            "PORT",
            "image",
            "BYPASS_CACHE",
            "name",
            "http_tokens",
            "creation_token",
            "dsn_host",
            "pass_through",
            "secret_sidecar_image",
            "",
        ] {
            assert!(!says_secret(name), "{name}");
        }
    }
}
