//! `stridelint policy check`: what is wrong with folders of policies.

use super::args::CheckFormat;
use super::{Failure, Status, policies};
use crate::policy::check::{self, Message};
use crate::policy::{PolicyFile, is_edition, read};
use crate::printable::plain;
use crate::source::{Loss, Problem};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// Checks folders of one's own.
///
/// # Errors
/// A file cannot be written.
pub fn run(folders: &[PathBuf], format: CheckFormat, write: bool) -> Result<Status, Failure> {
    let mut said: Vec<Message> = Vec::new();
    let mut summary = String::new();
    for folder in folders {
        let (files, lost) = read(folder);
        if is_edition(&files) {
            let (set, _) = policies::of_folders(std::slice::from_ref(folder))?;
            let _ =
                writeln!(summary, "{}: {}", shown(folder), number(set.checks().count(), "check"));
            continue;
        }
        if write {
            written(&files)?;
        }
        let files = if write { read(folder).0 } else { files };
        let before = said.len();
        let mut own = of_folder(folder, &files, &lost);
        if folders.len() > 1 {
            for message in own.iter_mut().filter(|message| !message.file.is_empty()) {
                message.file = format!("{}/{}", shown(folder), message.file);
            }
        }
        said.append(&mut own);
        let wrong = said[before..].iter().filter(|message| !message.note).count();
        let (checks, tests) = check::counted(&files);
        let counts =
            [number(checks, "check"), number(tests, "test"), number(fixtures(folder), "fixture")];
        let faults = match wrong {
            0 => String::new(),
            wrong => format!(", {}", number(wrong, "error")),
        };
        let _ = writeln!(summary, "{}: {}{faults}", shown(folder), counts.join(", "));
    }
    let failed = said.iter().any(|message| !message.note);
    let out = match format {
        CheckFormat::Text => {
            let lines: String =
                said.iter().map(|message| format!("{}\n", plain(&message.to_string()))).collect();
            format!("{lines}{summary}")
        }
        CheckFormat::Json => format!("{:#}\n", json!(said)),
        CheckFormat::Sarif => format!("{:#}\n", sarif(&said)),
    };
    super::print(&out)?;
    Ok(if failed { Status::Error } else { Status::Clean })
}

/// All that is wrong with one folder.
#[must_use]
pub fn of_folder(folder: &Path, files: &[PolicyFile], lost: &[Problem]) -> Vec<Message> {
    let mut said: Vec<Message> = lost
        .iter()
        .filter(|problem| problem.loss == Loss::Lost)
        .map(|one| unread(folder, one))
        .collect();
    if !files.iter().any(|file| file.name.ends_with(".rego")) && said.is_empty() {
        said.push(Message {
            file: String::new(),
            line: 0,
            column: 0,
            code: "P003",
            message: format!("no *.rego below {}", shown(folder)),
            suggestion: None,
            note: false,
            likely: false,
        });
        return said;
    }
    said.extend(check::check(files));
    said.sort();
    said
}

/// A file that could not be read.
fn unread(folder: &Path, problem: &Problem) -> Message {
    let whole = shown(folder);
    let below = problem.path.strip_prefix(&whole).unwrap_or(&problem.path);
    let code = if problem.message == "not UTF-8" { "P004" } else { "P005" };
    Message {
        file: below.trim_start_matches('/').to_owned(),
        line: problem.at.map_or(0, |at| at.line),
        column: problem.at.map_or(0, |at| at.column),
        code,
        message: problem.message.clone(),
        suggestion: None,
        note: false,
        likely: false,
    }
}

fn shown(folder: &Path) -> String {
    let path = crate::path::slashes(folder);
    if path.len() > 1 { path.trim_end_matches('/').to_owned() } else { path }
}

fn number(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

/// How many fixtures a folder has.
fn fixtures(folder: &Path) -> usize {
    let below = |path: &Path| -> Vec<PathBuf> {
        let entries = std::fs::read_dir(path).into_iter().flatten().flatten();
        entries.map(|entry| entry.path()).filter(|path| path.is_dir()).collect()
    };
    let checks = below(&folder.join("fixtures"));
    let kinds = checks
        .iter()
        .flat_map(|check| ["fires", "quiet", "undecided"].into_iter().map(|kind| check.join(kind)));
    kinds.map(|kind| below(&kind).len()).sum()
}

/// Writes `custom.reads` above the checks that lack it.
fn written(files: &[PolicyFile]) -> Result<(), Failure> {
    let derived = check::derived(files);
    for file in files.iter().filter(|file| file.name.ends_with(".rego")) {
        let mut lines: Vec<String> = file.text.split('\n').map(str::to_owned).collect();
        let mut changed = false;
        for (_, rule, reads) in derived.iter().filter(|(name, ..)| *name == file.name).rev() {
            let starts = |line: &String| {
                line.strip_prefix(rule.as_str()).is_some_and(|rest| rest.starts_with(" contains"))
            };
            let Some(at) = lines.iter().position(starts).filter(|_| !reads.is_empty()) else {
                continue;
            };
            let above = lines[..at].iter().rposition(|line| line.trim() == "# METADATA");
            let block = above.map(|from| from..at);
            let Some(block) = block else { continue };
            if lines[block].iter().any(|line| line.trim_start_matches('#').trim() == "reads:") {
                continue;
            }
            let mut new = vec!["#   reads:".to_owned()];
            for (ty, paths) in reads {
                match paths.is_empty() {
                    true => new.push(format!("#     {ty}: {{}}")),
                    false => new.push(format!("#     {ty}:")),
                }
                new.extend(paths.iter().map(|path| format!("#       {}: null", json!(path))));
            }
            lines.splice(at..at, new);
            changed = true;
        }
        if changed {
            std::fs::write(&file.path, lines.join("\n"))
                .map_err(|error| Failure::Output(format!("{}: {error}", file.path)))?;
        }
    }
    Ok(())
}

/// The messages as SARIF 2.1.0.
fn sarif(said: &[Message]) -> Value {
    let codes: BTreeSet<&str> = said.iter().map(|message| message.code).collect();
    let results: Vec<Value> = said
        .iter()
        .map(|message| {
            let level = if message.note { "note" } else { "error" };
            let mut result = json!({
                "ruleId": message.code,
                "level": level,
                "message": {"text": message.message},
            });
            if !message.file.is_empty() {
                result["locations"] = json!([{"physicalLocation": {
                    "artifactLocation": {"uri": message.file},
                    "region": {
                        "startLine": message.line.max(1),
                        "startColumn": message.column.max(1),
                    },
                }}]);
            }
            result
        })
        .collect();
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": "stridelint policy check",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": codes.iter().map(|code| json!({"id": code})).collect::<Vec<_>>(),
            }},
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    })
}
