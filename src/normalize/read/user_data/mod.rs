//! User data: the script behind its encodings, and what policies read of it.
//!
//! EC2 takes user data as base64 and cloud-init takes it gzipped or as a MIME message with several
//! parts (Amazon EC2 user guide, "Run commands when you launch an EC2 instance with user data
//! input"; cloud-init documentation, "User-data formats"). Policies read the text: line by line,
//! and the settings that it makes. A script is rarely known as a whole, so both are taken from what
//! is known around the unknown pieces.

mod settings;
mod source;

use crate::normalize::map::remade::{rest_of, same_place, unknown_like};
use crate::normalize::map::template::{HOLE, Template};
use crate::secret::{is_credential, says_secret};
use crate::tree::Tree;
use crate::value::{
    Cause, Data, Either, List, ListKind, Marks, Piece, Place, Text, Unknown, Value,
};
use ::base64::Engine as _;
use ::base64::engine::general_purpose::STANDARD;
use source::Source;
use std::io::Read as _;
use std::ops::Range;
use std::sync::Arc;

/// Encodings inside encodings (MIME parts, base64 in cloud-config) that are followed.
const MAX_DEPTH: usize = 6;
/// The longest text that is read; EC2 takes 16 KiB, perhaps compressed.
const MAX_TEXT: usize = 1 << 16;

/// User data as policies read it.
pub struct Script {
    /// The text as a whole.
    pub text: Value,
    /// Its lines, cut at what is not known; what may hold anything is an unknown item.
    pub lines: Value,
    /// The settings that it makes, as `{name, value}`; where an unknown piece may make more, an
    /// unknown rest.
    pub settings: Value,
}

/// What user data says. Both arms of an unknown condition are read.
#[must_use]
pub fn read(tree: &Tree, value: &Value) -> Script {
    at_depth(tree, value, 0)
}

fn at_depth(tree: &Tree, value: &Value, depth: usize) -> Script {
    let nothing = || Value::null(value.place.span);
    match &value.data {
        Data::Null => Script { text: nothing(), lines: nothing(), settings: nothing() },
        _ if depth >= MAX_DEPTH => {
            all_unknown(&unknown_like(value, Cause::limit("user data is nested too deeply")))
        }
        Data::Either(either) => {
            let (then, otherwise) = (
                at_depth(tree, &either.then, depth + 1),
                at_depth(tree, &either.otherwise, depth + 1),
            );
            let both = |then: Value, otherwise: Value| {
                if then.is_null() && otherwise.is_null() {
                    return Value::null(value.place.span);
                }
                same_place(
                    value,
                    Data::Either(Arc::new(Either {
                        condition: either.condition.clone(),
                        then,
                        otherwise,
                    })),
                )
            };
            Script {
                text: both(then.text, otherwise.text),
                lines: both(then.lines, otherwise.lines),
                settings: both(then.settings, otherwise.settings),
            }
        }
        _ => {
            if let Some(inner) = encoded(value) {
                let mut inner = inner.clone();
                inner.marks = inner.marks.with(value.marks);
                inner.place.chain = inner.place.chain.or_else(|| value.place.chain.clone());
                return at_depth(tree, &inner, depth + 1);
            }
            match decoded(value) {
                Some(plain) => of_text(tree, &plain, Some(&value.place), depth),
                None => of_text(tree, &flattened(value), None, depth),
            }
        }
    }
}

fn all_unknown(value: &Value) -> Script {
    let bare = unknown_like(value, value.cause_or("the user data is too long to be read"));
    let text = if value.as_unknown().is_some() { value.clone() } else { bare.clone() };
    Script { text, lines: bare.clone(), settings: bare }
}

/// The text that a string is the encoding of, where the source encodes it itself (`base64encode`).
/// The encoding of anything but a text, JSON for instance, is the text.
fn encoded(value: &Value) -> Option<&Value> {
    let inner = match &value.data {
        Data::String(Text { parts: Some(parts), .. }) if parts.len() == 1 => {
            parts.first()?.encoded.as_deref()?
        }
        Data::Unknown(unknown) => unknown.encoded.as_deref()?,
        _ => return None,
    };
    match &inner.data {
        Data::String(_) => Some(inner),
        Data::Unknown(unknown)
            if unknown.ty == crate::value::Type::String || !unknown.pieces.is_empty() =>
        {
            Some(inner)
        }
        _ => None,
    }
}

/// The text behind a base64 literal, gzipped or not. A literal that is no base64 is the text
/// itself.
fn decoded(value: &Value) -> Option<Value> {
    let text = decode(value.as_str()?)?;
    let mut plain = Value::string(text, None);
    plain.place = value.place.clone();
    plain.marks = value.marks;
    plain.refs = value.refs.clone();
    Some(plain)
}

fn decode(text: &str) -> Option<String> {
    let compact: String = text.chars().filter(|c| !c.is_ascii_whitespace()).collect();
    if compact.len() < 8 || text.trim().contains([' ', '\t']) {
        return None;
    }
    let mut bytes = STANDARD.decode(compact).ok()?;
    if bytes.starts_with(&[0x1f, 0x8b]) {
        let mut plain = Vec::new();
        // One byte more than is read: what is longer is not known.
        flate2::read::GzDecoder::new(bytes.as_slice())
            .take(MAX_TEXT as u64 + 1)
            .read_to_end(&mut plain)
            .ok()?;
        if plain.len() > MAX_TEXT {
            return Some(String::from_utf8_lossy(&plain).into_owned());
        }
        bytes = plain;
    }
    let text = String::from_utf8(bytes).ok()?;
    // Words of four letters are base64 too; what they decode to is no text.
    text.chars().all(|c| !c.is_control() || matches!(c, '\n' | '\r' | '\t')).then_some(text)
}

/// A partly known string whose pieces are not partly known themselves.
fn flattened(value: &Value) -> Value {
    let Data::Unknown(unknown) = &value.data else { return value.clone() };
    let mut pieces = Vec::with_capacity(unknown.pieces.len());
    flatten(&unknown.pieces, &mut pieces, 0);
    same_place(value, Data::Unknown(Arc::new(Unknown { pieces, ..(**unknown).clone() })))
}

fn flatten(pieces: &[Piece], out: &mut Vec<Piece>, depth: usize) {
    for piece in pieces {
        match piece {
            Piece::Unknown(value) => match &value.data {
                Data::Unknown(inner)
                    if !inner.pieces.is_empty() && inner.encoded.is_none() && depth < 64 =>
                {
                    flatten(&inner.pieces, out, depth + 1);
                }
                _ => out.push(piece.clone()),
            },
            Piece::Known { .. } => out.push(piece.clone()),
        }
    }
}

fn of_text(tree: &Tree, value: &Value, whole: Option<&Place>, depth: usize) -> Script {
    let open = value.as_unknown().is_some_and(|unknown| unknown.pieces.is_empty());
    // What a plan keeps of user data in old providers is its SHA-1.
    if value
        .as_str()
        .is_some_and(|text| text.len() == 40 && text.bytes().all(|byte| byte.is_ascii_hexdigit()))
    {
        return all_unknown(&unknown_like(
            value,
            Cause::Part("only a hash of the user data is known"),
        ));
    }
    match Template::of(value) {
        Some(template) if !open && template.text.len() <= MAX_TEXT => {
            let secrets = secrets_in(&template.text, whole.is_some());
            let source = Source { tree, template: &template, whole, secrets };
            let mut reader =
                Reader { source: &source, lines: Vec::new(), settings: Vec::new(), depth };
            reader.read();
            let (lines, settings) = (reader.lines, reader.settings);
            let list = |items| {
                same_bare(value, Data::List(Arc::new(List { kind: ListKind::Tuple, items })))
            };
            Script { text: source.whole_text(value), lines: list(lines), settings: list(settings) }
        }
        _ => all_unknown(value),
    }
}

/// The value's place with other data: its references belong to its pieces.
fn same_bare(value: &Value, data: Data) -> Value {
    Value { data, place: value.place.clone(), marks: Marks::NONE, refs: None }
}

/// Values of settings whose name says secret, and private keys; in an encoded text whatever
/// looks like a credential too, because the encoding hides it from those who look at the line.
fn secrets_in(text: &str, encoded: bool) -> Vec<Range<usize>> {
    let mut secrets: Vec<Range<usize>> = settings::assignments(text)
        .into_iter()
        .filter(|found| says_secret(&text[found.name.clone()]) && !found.value.is_empty())
        .map(|found| found.value)
        .collect();
    let mut key = false;
    for line in line_ranges(text) {
        let own = &text[line.clone()];
        if own.contains("-----BEGIN ") && own.contains("PRIVATE KEY") {
            key = true;
        }
        if key || (encoded && is_credential(own)) {
            secrets.push(line);
        }
        if own.contains("-----END ") {
            key = false;
        }
    }
    secrets
}

/// Where the value of a `content` key stands in a line of YAML, without its quotes.
fn content(line: &str) -> Option<Range<usize>> {
    let entry = line.trim_start_matches([' ', '\t', '-']);
    let value =
        entry.strip_prefix("content:").or_else(|| entry.strip_prefix("\"content\":"))?.trim();
    let plain = value.trim_matches(['"', '\'']);
    let start = line.rfind(plain).filter(|_| !plain.is_empty())?;
    Some(start..start + plain.len())
}

/// The lines without their ends.
fn line_ranges(text: &str) -> Vec<Range<usize>> {
    let mut start = 0;
    let mut ranges = Vec::new();
    for line in text.split_inclusive('\n') {
        ranges.push(start..start + line.trim_end_matches(['\n', '\r']).len());
        start += line.len();
    }
    ranges
}

/// Takes a text apart.
struct Reader<'a> {
    source: &'a Source<'a>,
    lines: Vec<Value>,
    settings: Vec<Value>,
    depth: usize,
}

impl Reader<'_> {
    fn read(&mut self) {
        let text = self.source.text();
        let found = settings::find(self.source);
        self.settings.extend(found.settings);
        let (mut mime, mut body): (bool, Option<usize>) = (false, None);
        for line in line_ranges(text) {
            let own = &text[line.clone()];
            if let Some(start) = body {
                if own.starts_with("--") {
                    self.nested(start..line.start);
                    body = None;
                }
                continue;
            }
            let lower = own.to_ascii_lowercase();
            mime |= lower.starts_with("content-transfer-encoding:") && lower.contains("base64");
            if mime && own.trim().is_empty() {
                body = Some((line.end + 1).min(text.len()));
                mime = false;
            }
            self.line(line);
        }
        if let Some(start) = body {
            self.nested(start..text.len());
        }
        for (hole, bounded) in found.holes {
            self.hole(&hole, bounded);
        }
    }

    /// A line's known runs. The `content` of a cloud-config file may be base64.
    fn line(&mut self, line: Range<usize>) {
        let text = self.source.text();
        let own = &text[line.clone()];
        if let Some(content) =
            content(own).map(|found| line.start + found.start..line.start + found.end)
            && decode(&text[content.clone()]).is_some()
        {
            self.nested(content);
            return;
        }
        let mut start = line.start;
        for run in own.split(HOLE) {
            let range = start..start + run.len();
            start = range.end + HOLE.len_utf8();
            if !run.trim().is_empty() {
                let blank = run.len() - run.trim_start().len();
                self.lines.push(
                    self.source.part(range.start + blank..range.start + run.trim_end().len()),
                );
            }
        }
    }

    /// A text in an encoding inside the text.
    fn nested(&mut self, range: Range<usize>) {
        let text = self.source.text();
        let own = text[range.clone()].trim();
        if own.is_empty() {
            return;
        }
        let start =
            range.start + (text[range.clone()].len() - text[range.clone()].trim_start().len());
        let inner = self.source.part(start..start + own.len());
        self.add(at_depth(self.source.tree, &inner, self.depth + 1));
    }

    /// An unknown piece: the text that it encodes, or anything. One that is a word inside a line
    /// makes no setting of its own.
    fn hole(&mut self, hole: &Value, bounded: bool) {
        if encoded(hole).is_some() {
            self.add(at_depth(self.source.tree, hole, self.depth + 1));
            return;
        }
        if !settings::is_word(hole) {
            self.lines.push(unknown_like(hole, hole.cause_or("it is not known")));
            if !bounded {
                self.settings.push(rest_of(hole));
            }
        }
    }

    fn add(&mut self, script: Script) {
        for (list, found) in
            [(&mut self.lines, script.lines), (&mut self.settings, script.settings)]
        {
            match &found.data {
                Data::List(items) => list.extend(items.items.iter().cloned()),
                Data::Null => {}
                _ => list.push(rest_of(&found)),
            }
        }
    }
}

#[cfg(test)]
mod tests;
