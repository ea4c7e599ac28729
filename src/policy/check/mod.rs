//! `policy check`: everything that is wrong with a folder of policies, each with its place, and what to
//! write instead. Nothing is opened here: files are what was read.

mod brackets;
mod conftest;
pub(super) mod data;
mod folder;
mod guess;
mod message;
mod meta;
mod paths;
mod yaml;

pub use conftest::{ConftestRule, rules_of_conftest, severity_of};
pub use message::Message;
pub(crate) use message::meant;
pub use paths::{Reads, derived};

use super::engine::lint::{self, Found, Parsed, Program};
use super::source::PolicyFile;
use super::text::{MAX_DEPTH, MAX_EXPONENT, Scanned, scan};
use crate::source::SourceFile;
use meta::Meta;
use std::collections::BTreeSet;

/// One file of Rego with all that was read of it.
struct File<'a> {
    source: SourceFile,
    scanned: Scanned<'a>,
    parsed: Option<Parsed>,
    meta: Meta,
}

impl File<'_> {
    fn name(&self) -> &str {
        &self.source.path
    }

    fn is_test(&self) -> bool {
        self.name().ends_with("_test.rego")
    }

    /// A message at a byte.
    fn at(&self, byte: u32, code: &'static str, message: impl Into<String>) -> Message {
        let at = self.source.position(byte);
        self.place(at.line, at.column, code, message)
    }

    fn place(
        &self,
        line: u32,
        column: u32,
        code: &'static str,
        message: impl Into<String>,
    ) -> Message {
        Message {
            file: self.source.path.clone(),
            line,
            column,
            ..Message::of_folder(code, message)
        }
    }
}

/// What is wrong with a folder of policies, sorted; what is only worth knowing is a note. The program's
/// own policies count as there.
#[must_use]
pub fn check(files: &[PolicyFile]) -> Vec<Message> {
    let mut said = faults(files);
    if said.iter().all(|message| message.note) {
        said.extend(guess::unknown_is_found(files));
        said.sort();
    }
    said
}

/// As [`check`], without what takes an evaluation: for a scan, which evaluates them anyway.
#[must_use]
pub fn faults(files: &[PolicyFile]) -> Vec<Message> {
    let mut said = Vec::new();
    let read: Vec<File<'_>> =
        files.iter().filter(|file| file.is_rego()).map(|file| open(file, &mut said)).collect();
    let keys = data::keys(files, &mut said);
    said.extend(super::own::manifest(files).err());
    let shared = lint::shared_for(read.iter().map(|file| file.source.text.as_str()));
    let known: Vec<(usize, &Parsed)> = read
        .iter()
        .enumerate()
        .filter_map(|(at, file)| Some((at, file.parsed.as_ref()?)))
        .collect();
    let program = Program::new(known.iter().map(|(_, parsed)| *parsed).collect(), &shared, keys);
    let mut found = program.lint();
    found.extend(program.recursion());
    for (number, (at, parsed)) in known.iter().enumerate() {
        let file = &read[*at];
        let checks = file.meta.checks();
        for rule in parsed.rules.iter().filter(|rule| checks.contains(&rule.name)) {
            found.extend(program.head(number, &rule.name));
        }
        for rule in &parsed.rules {
            if !checks.contains(&rule.name) && !parsed.is_test {
                found.extend(program.helper(number, &rule.name));
            }
        }
        for (name, byte) in program.never_run(number, &checks) {
            let why = format!(
                "`{name}` gives result.at but has no METADATA, so it never runs: write one with custom.severity, or name it in another rule"
            );
            said.push(file.at(byte, "P032", why));
        }
        paths::lint(&program, number, file, &known_names(&known, &read), &mut said);
    }
    for Found { file, at, code, message, suggestion, note } in found {
        let Some((index, _)) = known.get(file) else { continue };
        let told = read[*index].at(at, code, message);
        said.push(Message { suggestion, note, ..told });
    }
    folder::lint(&read, &mut said);
    if said.iter().all(|message| message.note) {
        said.extend(super::own::faults(files));
    }
    said.sort();
    said.dedup();
    said
}

/// The names of the files that could be read, in the program's order.
fn known_names<'a>(known: &[(usize, &Parsed)], read: &'a [File<'a>]) -> Vec<&'a File<'a>> {
    known.iter().map(|(at, _)| &read[*at]).collect()
}

/// Reads one file, and tells of what keeps it from being read.
fn open<'a>(file: &'a PolicyFile, said: &mut Vec<Message>) -> File<'a> {
    let scanned = scan(&file.text);
    let source = SourceFile::new(file.name.clone(), file.text.to_string());
    let mut opened = File { source, scanned, parsed: None, meta: Meta::default() };
    if let Some(byte) = opened.scanned.too_deep_at {
        let why = format!("brackets nest more than {MAX_DEPTH} deep");
        said.push(opened.at(byte, "P017", why));
    } else if let Some(line) = opened.scanned.too_large {
        let why = format!("syntax: the exponent of a number has more than {MAX_EXPONENT} digits");
        said.push(opened.place(line, 1, "P001", why));
    } else if let Some((byte, why)) = brackets::unbalanced(&file.text) {
        let byte = u32::try_from(byte).unwrap_or(u32::MAX);
        said.push(opened.at(byte, "P001", format!("syntax: {why}")));
    } else {
        match lint::read(&file.name, &file.text) {
            Ok(parsed) => opened.parsed = Some(parsed),
            Err(faults) => {
                for fault in faults {
                    let column = lint::characters(opened.source.line(fault.line), fault.column);
                    said.push(opened.place(fault.line, column, fault.code, fault.message));
                }
            }
        }
    }
    opened.meta = meta::read(&opened, said);
    opened
}

/// The first parts of packages that are the program's, or Rego's.
pub(crate) fn is_reserved(package: &str) -> bool {
    let first = package.split('.').next().unwrap_or_default();
    first.starts_with("stridelint") || matches!(first, "stride" | "system" | "data" | "input" | "")
}

/// How many checks, tests and fixtures a folder has.
#[must_use]
pub fn counted(files: &[PolicyFile]) -> (usize, usize) {
    let mut said = Vec::new();
    let (mut checks, mut tests) = (BTreeSet::new(), 0);
    for file in files.iter().filter(|file| file.is_rego()) {
        let file = open(file, &mut said);
        let package = file.parsed.as_ref().map(|parsed| parsed.package.clone());
        if file.is_test() {
            let rules = file.parsed.iter().flat_map(|parsed| &parsed.rules);
            tests += rules.filter(|rule| rule.name.starts_with("test_")).count();
        } else {
            checks.extend(file.meta.checks().into_iter().map(|name| (package.clone(), name)));
        }
    }
    (checks.len(), tests)
}
