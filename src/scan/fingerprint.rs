//! A finding's identity: it survives moved lines, reordered lists and renumbered instances.

use crate::document::{Document, Path, Segment};
use crate::finding::Finding;
use crate::tree::Tree;
use crate::value::{Data, Value};
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::fmt::Write;

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

/// The identity of a check's finding wherever a scan starts, before equal ones are numbered: check,
/// the file of the resource's block below its repository, the block there (its type and name: what
/// calls it and which instance it is does not count), the path with list items named by their key,
/// and the value unless it is marked.
#[must_use]
pub fn fingerprint(
    tree: &Tree,
    document: &Document,
    check: &str,
    resource: &str,
    path: &Path,
) -> String {
    let node = document.resources.get(resource);
    let file = node.and_then(|node| node.place.span).map(|span| tree.file(span.file));
    let file = file.as_ref().map_or(document.root.as_str(), |file| file.path.as_str());
    let block = node.map_or_else(
        || without_indexes(resource),
        |node| format!("{}.{}", node.source_type, node.name),
    );
    let (named, value) = said(document, resource, path);
    digest(&[check, &tree.identified(file), &block, &named, &value])
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
    let of_environment = path
        .0
        .iter()
        .any(|segment| matches!(segment, Segment::Key(key) if &**key == "environment"));
    let value = node
        .filter(|_| !of_environment)
        .and_then(|node| node.get(path))
        .and_then(plain)
        .unwrap_or_default();
    let named = node.map_or_else(|| path.to_string(), |node| named(&node.values, path));
    (named, value)
}

fn digest(parts: &[&str]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part.as_bytes());
        hash.update([0]);
    }
    hex(&hash.finalize())
}

/// Numbers findings of one instance whose fingerprints are equal, in the report's order. Instances
/// of one block share theirs, so that others that come or go change nothing.
pub fn number(findings: &mut [Finding]) {
    let mut seen: HashMap<[String; 5], u32> = HashMap::new();
    for finding in findings {
        let Finding { fingerprint, repository, unit, resource, variants, .. } = &*finding;
        let key = [fingerprint, repository, unit, resource, &variants.join(",")].map(Clone::clone);
        let count = seen.entry(key).or_default();
        *count += 1;
        let _ = write!(finding.fingerprint, ":{count}");
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

/// The path with list items named by their key where they have one.
fn named(values: &Value, path: &Path) -> String {
    let mut out = String::new();
    let mut at = Some(values);
    for segment in &path.0 {
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
                        item.get(key).and_then(plain).map(|text| format!("{key}={text}"))
                    })
                });
                match key {
                    Some(key) => {
                        let _ = write!(out, "/{key}");
                    }
                    // A scalar item is known by its value, which stands in the fingerprint.
                    None if next.is_some_and(|item| plain(item).is_some()) => out.push_str("/*"),
                    None => {
                        let _ = write!(out, "/{index}");
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
    fn indexes_leave_the_address() {
        assert_eq!(without_indexes("module.a[\"x]y\"].aws_b.c[0]"), "module.a.aws_b.c");
        assert_eq!(without_indexes("module.a[\"q\\\"]\"].b"), "module.a.b");
        assert_eq!(without_indexes("Stack/Task"), "Stack/Task");
    }
}
