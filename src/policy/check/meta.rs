//! METADATA: what is missing, unknown or misspelled in it.

use super::message::{Message, meant};
use super::yaml::{self, Lines};
use super::{File, yaml::Key};
use crate::finding::Severity;
use crate::policy::annotations;
use crate::policy::message::{PLACEHOLDERS, Template};
use crate::policy::metadata::Stride;
use crate::policy::text::blocks;
use serde_json::Value;
use std::collections::BTreeSet;

/// OPA's own keys.
const OPA: [&str; 9] = [
    "scope",
    "title",
    "description",
    "related_resources",
    "custom",
    "authors",
    "organizations",
    "schemas",
    "entrypoint",
];

/// The METADATA of a file.
#[derive(Default)]
pub(super) struct Meta {
    /// Of the package.
    pub(super) package: Option<Block>,
    /// Of rules.
    pub(super) rules: Vec<Block>,
    /// A block could not be read.
    pub(super) unread: bool,
}

/// One block.
pub(super) struct Block {
    /// The rule that it stands above; `package`.
    pub(super) name: String,
    /// The rule's line.
    pub(super) line: u32,
    /// What it says.
    pub(super) yaml: Value,
    pub(super) lines: Lines,
}

impl Block {
    /// Whether the rule is a check, or is meant to be.
    pub(super) fn is_check(&self) -> bool {
        ["severity", "message", "reads"].iter().any(|key| !self.yaml["custom"][key].is_null())
    }

    pub(super) fn text(&self, key: &str) -> Option<&str> {
        self.yaml[key].as_str().filter(|text| !text.trim().is_empty())
    }
}

impl Meta {
    /// The rules that are checks.
    pub(super) fn checks(&self) -> BTreeSet<String> {
        self.rules.iter().filter(|block| block.is_check()).map(|block| block.name.clone()).collect()
    }
}

/// Reads the blocks of a file.
pub(super) fn read(file: &File<'_>, said: &mut Vec<Message>) -> Meta {
    let mut meta = Meta::default();
    for comment in file.scanned.comments.iter().filter(|comment| comment.whole_line) {
        let text = comment.text.trim();
        let word = text.trim_end_matches([':', '.', '-', ' ']);
        let exact = text == "METADATA";
        if !exact && word.eq_ignore_ascii_case("metadata") {
            let why = "write `# METADATA` alone on the line";
            said.push(file.place(comment.line, 1, "P054", why).instead("# METADATA"));
            meta.unread = true;
        }
    }
    for block in blocks(&file.scanned) {
        let lines = yaml::read(&file.scanned, block.line);
        let Some((line, name)) = block.head else {
            let why = "this METADATA block stands above no package and no rule";
            said.push(file.place(block.line, 1, "P054", why));
            continue;
        };
        if let Some((line, column, why)) = &lines.unquoted {
            said.push(file.place(*line, *column, "P050", why.clone()));
            meta.unread = true;
            continue;
        }
        let value: Value = match serde_yaml::from_str(&block.yaml) {
            Ok(value) => value,
            Err(error) => {
                let (at, column) = error
                    .location()
                    .map_or((1, 0), |place| (place.line() as u32, place.column() as u32));
                let line = block.line + at;
                said.push(file.place(
                    line,
                    column + 1,
                    "P050",
                    format!("METADATA: {}", plain(&error)),
                ));
                meta.unread = true;
                continue;
            }
        };
        let found = Block { name: name.to_owned(), line, yaml: value, lines };
        let before = said.len();
        let is_package = name == "package";
        keys(file, &found, is_package, said);
        if before == said.len()
            && let Err((at, why)) = annotations::readable(&block.yaml, is_package)
        {
            said.push(file.place(block.line + at, 1, "P050", why));
        }
        if is_package {
            meta.package = Some(found);
        } else {
            meta.rules.push(found);
        }
    }
    meta
}

/// The parser's sentence without the place, which the message has.
fn plain(error: &serde_yaml::Error) -> String {
    let text = error.to_string();
    text.split(" at line ").next().unwrap_or(&text).to_owned()
}

fn keys(file: &File<'_>, block: &Block, is_package: bool, said: &mut Vec<Message>) {
    let mut unknown = |path: &[&str], what: &str, known: &[&str]| {
        let key = path.last().copied().unwrap_or_default();
        if known.contains(&key) {
            return;
        }
        let near = meant(key, known.iter().copied());
        let hint = match near {
            Some(near) => format!(": did you mean `{near}`?"),
            None => format!(" ({})", known.join(", ")),
        };
        let (line, column) = block.lines.key(path);
        let told = file.place(line, column, "P052", format!("{what}no key `{key}`{hint}"));
        said.push(Message { suggestion: near.map(str::to_owned), ..told });
    };
    let top = block.yaml.as_object().into_iter().flatten();
    for (key, _) in top {
        unknown(&[key], "METADATA: ", &OPA);
    }
    let known = if is_package { annotations::PACKAGE } else { annotations::RULE };
    for (key, _) in block.yaml["custom"].as_object().into_iter().flatten() {
        unknown(&["custom", key], "custom: ", known);
    }
    if is_package {
        let names: Vec<&str> = Stride::with_own().map(Stride::id).collect();
        one_of(file, block, "stride", &names, said);
    } else {
        let names: Vec<&str> = Severity::ALL.into_iter().rev().map(Severity::name).collect();
        one_of(file, block, "severity", &names, said);
        placeholders(file, block, said);
    }
}

/// A value that is one of several words.
fn one_of(file: &File<'_>, block: &Block, key: &str, names: &[&str], said: &mut Vec<Message>) {
    let value = &block.yaml["custom"][key];
    let shown = match value {
        Value::Null => return,
        Value::String(text) if names.contains(&text.as_str()) => return,
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let near = meant(&shown, names.iter().copied());
    let hint = near.map_or(String::new(), |near| format!(": did you mean `{near}`?"));
    let (line, column) = block.lines.value(&["custom", key]);
    let why = format!("custom.{key}: no `{shown}`{hint} ({})", names.join(", "));
    let told = file.place(line, column, "P051", why);
    said.push(Message { suggestion: near.map(str::to_owned), ..told });
}

fn placeholders(file: &File<'_>, block: &Block, said: &mut Vec<Message>) {
    let Some(text) = block.yaml["custom"]["message"].as_str() else { return };
    let mut rest = text;
    let mut before = 0;
    let (line, column) = block.lines.value(&["custom", "message"]);
    // A text in quotes begins behind its quotation mark.
    let key = |key: &&Key| key.path == ["custom", "message"];
    let quoted =
        block.lines.keys.iter().find(key).is_some_and(|key| key.value.starts_with(['"', '\'']));
    while let Some(open) = rest.find('{') {
        let at = before + rest[..open].chars().count();
        let place = column + at as u32 + u32::from(quoted);
        let Some(length) = rest[open..].find('}') else {
            said.push(file.place(line, place, "P053", "a `{` of the message has no `}`"));
            return;
        };
        let whole = &rest[open..=open + length];
        if whole.parse::<Template>().is_err() {
            let name = &whole[1..whole.len() - 1];
            let near = meant(name, PLACEHOLDERS.iter().copied());
            let hint = match near {
                Some(near) => format!(": did you mean `{{{near}}}`?"),
                None => ": {name}, {container}, {resource}, {value}, {key}, {object.PATH}, {values.PATH}, {fact.NAME}".to_owned(),
            };
            let told =
                file.place(line, place, "P053", format!("`{whole}` is no placeholder{hint}"));
            said.push(Message { suggestion: near.map(|near| format!("{{{near}}}")), ..told });
        }
        before = at + whole.chars().count();
        rest = &rest[open + length + 1..];
    }
}
