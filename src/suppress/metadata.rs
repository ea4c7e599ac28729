//! Suppressions in the metadata of CloudFormation templates, which files in JSON and what the CDK
//! makes can hold:
//!
//! ```yaml
//! Metadata:
//!   stridelint:
//!     ignore:
//!       - {check: container-escape.privileged-container, until: 2026-12-31, reason: needs the GPU driver}
//! ```
//!
//! On a resource it covers the resource, on a stack or application what is inside it, at the
//! template's top all of the template.

use super::comments::{alike, meant};
use super::{Extent, Fault, Written};
use crate::cloudformation;
use crate::source::{File, Position, SourceFile, Span};
use crate::value::Value;

/// The key below `Metadata`.
const KEY: &str = "stridelint";
/// The keys of an entry.
const KEYS: [&str; 3] = ["check", "reason", "until"];

/// The suppressions in a template's metadata, with what is wrong with those that cannot hold.
pub(super) fn read(file: &File) -> (Vec<Written>, Vec<Fault>) {
    let mut said = Said { file, found: Vec::new(), faults: Vec::new() };
    let holds = [".json", ".yaml", ".yml", ".template"];
    if holds.iter().any(|ending| file.path.ends_with(ending))
        && file.text.contains("Metadata")
        && let Some(root) = cloudformation::written(file)
    {
        said.metadata(&root, Extent::ALL);
        if let Some(resources) = root.get("Resources") {
            said.resources(resources);
        }
    }
    (said.found, said.faults)
}

struct Said<'a> {
    file: &'a SourceFile,
    found: Vec<Written>,
    faults: Vec<Fault>,
}

impl Said<'_> {
    fn resources(&mut self, resources: &Value) {
        for (name, entry) in resources.entries().into_iter().flatten() {
            if name.starts_with("Fn::ForEach::") {
                // The loop's variable, what it runs over, and the resources.
                if let Some(body) = entry.value.items().and_then(|items| items.get(2)) {
                    self.resources(body);
                }
            } else if let Some(span) = entry.value.place.span {
                let start = entry.key.map_or(span.start, |key| key.start);
                self.metadata(&entry.value, self.extent(start, span));
            }
        }
    }

    fn extent(&self, start: u32, span: Span) -> Extent {
        let end = |at: Position| (at.line, at.column);
        Extent { start: end(self.file.position(start)), end: end(self.file.position(span.end)) }
    }

    /// What the metadata of a resource or template says.
    fn metadata(&mut self, owner: &Value, covers: Extent) {
        let Some(metadata) = owner.get("Metadata") else { return };
        for (key, entry) in metadata.entries().into_iter().flatten() {
            if &**key == KEY {
                self.ours(&entry.value, covers);
            } else if alike(key) {
                self.fault(&entry.value, format!("`{key}` in Metadata is ignored: write `{KEY}`"));
            }
        }
    }

    fn ours(&mut self, value: &Value, covers: Extent) {
        let Some(entries) = value.entries() else {
            return self.fault(
                value,
                format!("`{KEY}` in Metadata is ignored: write {KEY}: {{ignore: [...]}}"),
            );
        };
        for (key, entry) in entries {
            if &**key != "ignore" {
                let told = format!("`{key}` of {KEY} in Metadata is ignored: write `ignore`");
                self.fault(&entry.value, told);
                continue;
            }
            match entry.value.items() {
                Some(items) => items.iter().for_each(|item| self.item(item, covers)),
                None => self.fault(
                    &entry.value,
                    "this suppression is ignored: `ignore` is a list of {check, reason, until}"
                        .to_owned(),
                ),
            }
        }
    }

    fn item(&mut self, item: &Value, covers: Extent) {
        let Some(entries) = item.entries() else {
            return self.fault(
                item,
                "this suppression is ignored: write {check: ..., reason: ...}".to_owned(),
            );
        };
        for (key, entry) in entries {
            let known = KEYS.contains(&&**key);
            if known && entry.value.as_str().is_some() {
                continue;
            }
            let told = match meant(key, &KEYS) {
                _ if known => format!("`{key}` is not a string"),
                Some(name) => format!("unknown key `{key}`; did you mean `{name}`?"),
                None => format!("unknown key `{key}`; known ones are {}", KEYS.join(", ")),
            };
            return self.fault(&entry.value, format!("this suppression is ignored: {told}"));
        }
        let text = |key: &str| item.get(key).and_then(Value::as_str).unwrap_or_default().trim();
        let checks: Vec<String> =
            Some(text("check").to_owned()).filter(|id| !id.is_empty()).into_iter().collect();
        let (reason, until) =
            (text("reason").to_owned(), item.get("until").and(Some(text("until"))));
        if let Some(why) = super::unfit(&checks, &reason, until) {
            return self.fault(item, format!("this suppression {why}"));
        }
        let until = until.map(str::to_owned);
        let at = self.at(item);
        self.found.push(Written { checks, until, reason, at, covers: vec![covers], beside: None });
    }

    fn fault(&mut self, value: &Value, told: String) {
        self.faults.push((self.at(value), told));
    }

    fn at(&self, value: &Value) -> Position {
        self.file.position(value.place.span.map_or(0, |span| span.start))
    }
}
