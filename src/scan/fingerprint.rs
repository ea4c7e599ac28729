//! A finding's identity: it survives moved lines, reordered lists and renumbered instances.

use crate::document::{Document, Located, Path, Segment};
use crate::finding::{Finding, Location};
use crate::source::SourceFile;
use crate::tree::Tree;
use crate::value::{Data, Step, StepKind, Value};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, HashMap};
use std::fmt::Write;

/// Longest text of a value that is part of an identity; a longer one is known by what it means.
const MAX_TEXT: usize = 300;

/// Keys by which a list's item is known, the best first.
const ITEM_KEYS: [&str; 9] = [
    "name",
    "key",
    "sid",
    "id",
    "container_port",
    "container_path",
    "source_volume",
    "port",
    "type",
];

/// Where the text to change stands, as far as that is the cause's and no instance's.
pub struct Written<'a> {
    /// The file of the text.
    pub file: Option<&'a SourceFile>,
    /// What carried the value from there: a variable, a local, a module call; `None` where the text
    /// stands in the resource's own block.
    pub carrier: Option<String>,
    /// The place, with the value there.
    pub place: &'a Located<'a>,
}

/// The identity of a cause wherever a scan starts, before equal ones are numbered: check, file below
/// its repository, the block there (what calls it and which instance it is does not count), the path
/// with list items named by the key that is written there, and the text unless it is marked. All of
/// it is the same for whatever the text reaches.
#[must_use]
pub fn fingerprint(
    tree: &Tree,
    document: &Document,
    check: &str,
    (resource, path): (&str, &Path),
    written: &Written<'_>,
) -> String {
    let node = document.resources.get(resource);
    let file = written.file.map_or(document.root.as_str(), |file| file.path.as_str());
    let block = match (&written.carrier, node) {
        (Some(carrier), _) => block_of(carrier),
        (None, Some(node)) => format!("{}.{}", node.source_type, node.name),
        (None, None) => without_indexes(resource),
    };
    let named = node.map_or_else(
        || path.to_string(),
        |node| {
            // A key counts where it is written with what it names.
            let key = |at: &[Segment], name: &str, value: &Value| {
                let located = node.place_of(&Path(at.to_vec()).key(name));
                let same = carrier(&located) == written.carrier.as_deref();
                literal(tree, value, written.file).filter(|_| same)
            };
            let all = named(&node.values, path, key, false);
            match &written.carrier {
                // What reads the text may do so under many names.
                Some(_) => all.split(ITEM).last().unwrap_or_default().to_owned(),
                None => all,
            }
        },
    );
    let value = written.place.value.filter(|_| !is_of_environment(path));
    let plain = value.and_then(plain);
    let text = plain.map(|plain| value.and_then(|value| text_of(tree, value)).unwrap_or(plain));
    digest(&[check, &tree.identified(file), &block, &named, &text.unwrap_or_default()])
}

/// The name of what carried a value here from the block that it is written in.
#[must_use]
pub fn carrier<'a>(place: &Located<'a>) -> Option<&'a str> {
    let carries = |step: &&&Step| {
        matches!(
            step.kind,
            StepKind::VariableDefault
                | StepKind::VariableFile
                | StepKind::ModuleArgument
                | StepKind::Local
                | StepKind::FileRead
                | StepKind::DataSource
                | StepKind::Parameter
                | StepKind::Mapping
        )
    };
    place.chain.iter().rev().find(carries).map(|step| &*step.name)
}

/// The block that a step names, as it is called where it is declared: `var.x` of whatever module,
/// the innermost call's argument.
fn block_of(carrier: &str) -> String {
    let bare = without_indexes(carrier);
    let at = bare.rfind("var.").or_else(|| bare.rfind("module.")).filter(|at| {
        let before = bare[..*at].chars().next_back();
        before.is_none_or(|c| !c.is_alphanumeric() && c != '_' && c != '-')
    });
    at.map_or(bare.as_str(), |at| &bare[at..]).to_owned()
}

/// The text of a value as it is written, without what a formatter changes.
fn text_of(tree: &Tree, value: &Value) -> Option<String> {
    let span = value.place.span?;
    let file = tree.file(span.file);
    let text = file.slice(span.start, span.end).trim();
    let short = text.len() <= MAX_TEXT && !text.contains('\n');
    short.then(|| text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '"' | '\'')).collect())
}

/// A scalar that is written in a file as it is.
fn literal(tree: &Tree, value: &Value, file: Option<&SourceFile>) -> Option<String> {
    let span = value.place.span?;
    let own = tree.file(span.file);
    let text = plain(value)?;
    let said = own.slice(span.start, span.end).trim().trim_matches(['"', '\'']);
    (file.is_some_and(|file| file.path == own.path) && said == text).then_some(text)
}

fn is_of_environment(path: &Path) -> bool {
    path.0.iter().any(|segment| matches!(segment, Segment::Key(key) if &**key == "environment"))
}

/// The identity of a check's finding within its resource: check, the path with list items named by
/// their key, and the value unless it is marked.
#[must_use]
pub fn identity(document: &Document, check: &str, resource: &str, path: &Path) -> String {
    let (named, value) = said(document, resource, path);
    digest(&[check, &named, &value])
}

/// A path with list items named by their key, and the value there.
fn said(document: &Document, resource: &str, path: &Path) -> (String, String) {
    let node = document.resources.get(resource);
    // An environment entry is known by its name: a digest of its value would tell a short secret.
    let value = node
        .filter(|_| !is_of_environment(path))
        .and_then(|node| node.get(path))
        .and_then(plain)
        .unwrap_or_default();
    let named = node.map_or_else(
        || path.to_string(),
        |node| named(&node.values, path, |_, _, value| plain(value), true),
    );
    (named, value)
}

/// A digest of texts, each by itself.
pub(super) fn digest(parts: &[&str]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part.as_bytes());
        hash.update([0]);
    }
    hex(&hash.finalize())
}

/// Numbers the places of one instance whose fingerprints are equal, in the report's order. Instances
/// of one block share theirs, so that others that come or go change nothing.
pub fn number(findings: &mut [Finding]) {
    let mut seen: HashMap<[String; 5], BTreeMap<Location, usize>> = HashMap::new();
    for finding in findings {
        let Finding { fingerprint, repository, unit, resource, variants, .. } = &*finding;
        let key = [fingerprint, repository, unit, resource, &variants.join(",")].map(Clone::clone);
        let places = seen.entry(key).or_default();
        let next = places.len();
        let at = *places.entry(finding.location.clone()).or_insert(next);
        let _ = write!(finding.fingerprint, ":{}", at + 1);
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().take(16).fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// A scalar's text, unless it is marked or unknown. Containers count by their place alone: a change
/// inside one is no new finding.
fn plain(value: &Value) -> Option<String> {
    if value.marks.is_secret() {
        return None;
    }
    match &value.data {
        Data::Bool(value) => Some(value.to_string()),
        Data::Number(number) => Some(number.to_string()),
        // Line endings are a checkout's, not the value's.
        Data::String(text) => Some(text.text.replace("\r\n", "\n")),
        _ => None,
    }
}

/// `module.a["x"].aws_y.z[0]` without `["x"]` and `[0]`.
fn without_indexes(address: &str) -> String {
    let mut out = String::with_capacity(address.len());
    let mut depth = 0_u32;
    let mut quoted = false;
    let mut escaped = false;
    for c in address.chars() {
        if depth > 0 && quoted {
            (quoted, escaped) = (escaped || c != '"', !escaped && c == '\\');
            continue;
        }
        match c {
            '[' => depth += 1,
            ']' if depth > 0 => depth -= 1,
            '"' if depth > 0 => quoted = true,
            c if depth == 0 => out.push(c),
            _ => {}
        }
    }
    out
}

/// What an item of a list begins with in a path.
const ITEM: &str = "/[";

/// The path with list items named by their key where `text` tells it, else by their number, unless
/// they are not `numbered`.
fn named(
    values: &Value,
    path: &Path,
    text: impl Fn(&[Segment], &str, &Value) -> Option<String>,
    numbered: bool,
) -> String {
    let mut out = String::new();
    let mut at = Some(values);
    for (depth, segment) in path.0.iter().enumerate() {
        let next = at.and_then(|value| step(value, segment));
        match segment {
            Segment::Key(key) => {
                let _ = write!(out, "/{key}");
            }
            // The arm of a condition is no part of what a person calls the thing.
            Segment::Arm(_) => {}
            Segment::Index(index) => {
                let key = next.and_then(|item| {
                    ITEM_KEYS.iter().find_map(|key| {
                        let value = item.get(key)?;
                        let told = text(&path.0[..=depth], key, value)?;
                        Some(format!("{key}={told}"))
                    })
                });
                match key {
                    Some(key) => {
                        let _ = write!(out, "{ITEM}{key}");
                    }
                    // A scalar item is known by its value, which stands in the fingerprint.
                    None if !numbered || next.is_some_and(|item| plain(item).is_some()) => {
                        let _ = write!(out, "{ITEM}*");
                    }
                    None => {
                        let _ = write!(out, "{ITEM}{index}");
                    }
                }
            }
        }
        at = next;
    }
    out
}

fn step<'a>(value: &'a Value, segment: &Segment) -> Option<&'a Value> {
    match (&value.data, segment) {
        (Data::Map(map), Segment::Key(key)) => map.entries.get(key).map(|entry| &entry.value),
        (Data::List(list), Segment::Index(index)) => list.items.get(*index),
        (Data::Either(either), Segment::Arm(arm)) => {
            Some(if *arm == 0 { &either.then } else { &either.otherwise })
        }
        (Data::Either(either), _) => {
            step(&either.then, segment).or_else(|| step(&either.otherwise, segment))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_is_called_as_where_it_stands() {
        assert_eq!(block_of("module.a[\"x\"].var.image"), "var.image");
        assert_eq!(block_of("module.a.module.b.image"), "module.b.image");
        assert_eq!(block_of("local.containers"), "local.containers");
        assert_eq!(block_of("local.myvar.x"), "local.myvar.x");
    }

    #[test]
    fn indexes_leave_the_address() {
        assert_eq!(without_indexes("module.a[\"x]y\"].aws_b.c[0]"), "module.a.aws_b.c");
        assert_eq!(without_indexes("module.a[\"q\\\"]\"].b"), "module.a.b");
        assert_eq!(without_indexes("Stack/Task"), "Stack/Task");
    }
}
