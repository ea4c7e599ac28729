//! What only a whole folder shows: packages, ids, checks that are none, tests.

use super::message::Message;
use super::{File, is_reserved};
use crate::policy::built;
use crate::policy::metadata::Stride;
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn lint(files: &[File<'_>], said: &mut Vec<Message>) {
    reserved(files, said);
    required(files, said);
    ids(files, said);
    no_check(files, said);
    tests(files, said);
}

/// Packages of the program.
fn reserved(files: &[File<'_>], said: &mut Vec<Message>) {
    for file in files {
        let Some(parsed) = file.parsed.as_ref().filter(|parsed| is_reserved(&parsed.package))
        else {
            continue;
        };
        let mut parts = parsed.package.split('.');
        let first = parts.next().unwrap_or_default();
        let last = parts.next_back();
        let example = last.map_or(String::new(), |last| format!(", e.g. `acme.{last}`"));
        let why =
            format!("package {first} is the program's own: choose another first name{example}");
        let told = file.at(parsed.package_at, "P020", why);
        said.push(Message { suggestion: last.map(|last| format!("acme.{last}")), ..told });
    }
}

/// What METADATA lacks.
fn required(files: &[File<'_>], said: &mut Vec<Message>) {
    let with_head: BTreeSet<&str> = files
        .iter()
        .filter(|file| file.meta.package.is_some() || file.meta.unread)
        .filter_map(|file| Some(file.parsed.as_ref()?.package.as_str()))
        .collect();
    for file in files {
        let Some(parsed) = &file.parsed else { continue };
        let has_checks = !file.meta.checks().is_empty();
        if has_checks
            && !with_head.contains(parsed.package.as_str())
            && !is_reserved(&parsed.package)
        {
            let why = format!(
                "package {} has checks but no METADATA above `package`: write title, description and custom.stride",
                parsed.package
            );
            said.push(file.at(parsed.package_at, "P031", why));
        }
        if let Some(head) = &file.meta.package {
            let mut lacks = |key: &str| {
                let (line, column) = head.lines.key(&[]);
                let why = format!("package {}: METADATA lacks {key}", parsed.package);
                said.push(file.place(line, column, "P031", why));
            };
            for key in ["title", "description"] {
                if head.text(key).is_none() {
                    lacks(key);
                }
            }
            if head.yaml["custom"]["stride"].is_null() && !is_reserved(&parsed.package) {
                let names: Vec<&str> = Stride::ALL.into_iter().map(Stride::id).collect();
                lacks(&format!("custom.stride ({})", names.join(", ")));
            }
        }
        for block in file.meta.rules.iter().filter(|block| block.is_check()) {
            let mut lacks = |key: &str| {
                let why = format!("`{}`: METADATA lacks {key}", block.name);
                said.push(file.place(block.line, 1, "P033", why));
            };
            for key in ["title", "description"] {
                if block.text(key).is_none() {
                    lacks(key);
                }
            }
            let custom = &block.yaml["custom"];
            if custom["severity"].is_null() {
                lacks("custom.severity (critical, high, medium, low, info)");
            }
            if custom["message"].as_str().is_none_or(|text| text.trim().is_empty()) {
                lacks("custom.message: one sentence with placeholders, e.g. `{name} has no owner`");
            }
        }
    }
}

/// Threats and checks with one id.
fn ids(files: &[File<'_>], said: &mut Vec<Message>) {
    let bundled: BTreeSet<String> = built::threats();
    let mut threats: BTreeMap<String, &File<'_>> = BTreeMap::new();
    let mut told: BTreeSet<String> = BTreeSet::new();
    for file in files {
        let (Some(parsed), Some(_)) = (&file.parsed, &file.meta.package) else { continue };
        let id = parsed.package.rsplit('.').next().unwrap_or_default().replace('_', "-");
        if let Some(other) = threats.get(&id) {
            let why = format!(
                "threat {id} is in {} too: ids are the last part of the package",
                other.name()
            );
            said.push(file.at(parsed.package_at, "P022", why));
            continue;
        }
        if bundled.contains(&id) && !is_reserved(&parsed.package) {
            let why = format!(
                "threat {id} is in the program too: choose another last name for the package"
            );
            said.push(file.at(parsed.package_at, "P022", why));
        }
        threats.insert(id, file);
    }
    for file in files {
        let Some(parsed) = &file.parsed else { continue };
        for block in file.meta.rules.iter().filter(|block| block.is_check()) {
            let id = format!("{}.{}", parsed.package, block.name);
            if !told.insert(id) {
                let why = format!("`{}` has METADATA with a severity twice", block.name);
                said.push(file.place(block.line, 1, "P022", why));
            }
        }
    }
}

/// A folder without a check does nothing.
fn no_check(files: &[File<'_>], said: &mut Vec<Message>) {
    if files.is_empty() {
        return;
    }
    let any = files.iter().any(|file| !file.meta.checks().is_empty());
    let wrong = said.iter().any(|message| !message.note);
    if any || wrong {
        return;
    }
    for file in files.iter().filter(|file| !file.is_test()) {
        let Some(parsed) = &file.parsed else { continue };
        let is_conftest = |name: &str| super::severity_of(name).is_some();
        let rule = parsed.rules.iter().find(|rule| is_conftest(&rule.name));
        let (at, why) = match (rule, parsed.rules.first()) {
            (Some(rule), _) => (
                rule.at,
                format!(
                    "`{}` is a rule of conftest; run it with --conftest DIR, or write METADATA above it (stridelint policy new)",
                    rule.name
                ),
            ),
            (None, Some(rule)) => (
                rule.at,
                "write METADATA with custom.severity above a rule (stridelint policy new)"
                    .to_owned(),
            ),
            (None, None) => (parsed.package_at, "write one (stridelint policy new)".to_owned()),
        };
        said.push(file.at(at, "P030", format!("package {} has no check: {why}", parsed.package)));
    }
}

/// Files of tests without a test, and checks that no test names.
fn tests(files: &[File<'_>], said: &mut Vec<Message>) {
    for file in files.iter().filter(|file| file.is_test()) {
        let Some(parsed) = &file.parsed else { continue };
        if !parsed.rules.iter().any(|rule| rule.name.starts_with("test_")) {
            let at = parsed.rules.first().map_or(parsed.package_at, |rule| rule.at);
            said.push(file.at(at, "P070", "no rule of this file is named test_*"));
        }
    }
    let word = |c: char| c.is_alphanumeric() || c == '_';
    let named = |rule: &str| {
        files.iter().filter(|file| file.is_test()).any(|file| {
            let text = file.source.text.as_str();
            text.match_indices(rule).any(|(at, _)| {
                !text[..at].ends_with(word) && !text[at + rule.len()..].starts_with(word)
            })
        })
    };
    for file in files {
        for block in file.meta.rules.iter().filter(|block| block.is_check()) {
            if !named(&block.name) {
                let why =
                    format!("no test names `{}` (stridelint policy new writes one)", block.name);
                said.push(file.place(block.line, 1, "P071", why).noted());
            }
        }
    }
}
