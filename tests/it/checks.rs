//! Every check against its fixtures:
//! `testdata/checks/<threat>/<check>/<format>/{fires,quiet,undecided}*`.
//!
//! A fixture is a file, for Terraform a folder. The lines it has to report say so themselves: a
//! comment `# expect: <threat>.<check>, ...` at the line's end, for JSON a line `<threat>.<check>
//! <text of the line>` in `<name>.expect`. Nothing else may be reported there by the checks that
//! are on by default and the fixture's own.

use crate::repository;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use stridelint::finding::{Certainty, Report};
use stridelint::path;
use stridelint::policy::{PolicySet, Selection};
use stridelint::scan::{Options, Setup, Silent, scan};
use stridelint::tree::Limits;
use stridelint::tree::disk;

const FORMATS: [&str; 3] = ["terraform", "cloudformation", "ecs"];
const KINDS: [&str; 3] = ["fires", "quiet", "undecided"];

fn root() -> PathBuf {
    repository::root().join("testdata").join("checks")
}

/// One fixture: its files below the root, with their text.
pub struct Fixture {
    pub check: String,
    pub format: String,
    pub name: String,
    pub files: BTreeMap<String, String>,
}

impl Fixture {
    fn kind(&self) -> &str {
        self.name.split(['_', '.']).next().unwrap_or_default()
    }

    /// The `(check, file, line)` that it has to report.
    fn expected(&self) -> BTreeSet<(String, String, u32)> {
        let mut lines = BTreeSet::new();
        for (file, text) in &self.files {
            if let Some(stem) = file.strip_suffix(".expect") {
                let source = format!("{stem}.json");
                for row in text.lines() {
                    let (check, words) = row
                        .split_once(' ')
                        .unwrap_or_else(|| panic!("{file}: `{row}` names no text"));
                    let at: Vec<usize> = self.files[&source]
                        .lines()
                        .enumerate()
                        .filter(|(_, line)| line.contains(words))
                        .map(|(at, _)| at)
                        .collect();
                    assert_eq!(at.len(), 1, "{file}: `{words}` has to stand once in {source}");
                    lines.insert((check.to_owned(), source.clone(), number(at[0])));
                }
                continue;
            }
            for (at, line) in text.lines().enumerate() {
                let Some((_, checks)) = line.split_once("# expect: ") else { continue };
                for check in checks.split(", ") {
                    lines.insert((check.trim().to_owned(), file.clone(), number(at)));
                }
            }
        }
        lines
    }
}

fn number(index: usize) -> u32 {
    u32::try_from(index).unwrap() + 1
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

fn name(path: &Path) -> String {
    path.file_name().unwrap().to_str().unwrap().to_owned()
}

fn folders(folder: &Path) -> Vec<PathBuf> {
    entries(folder).into_iter().filter(|path| path.is_dir()).collect()
}

pub fn fixtures() -> Vec<Fixture> {
    let mut all: Vec<Fixture> = Vec::new();
    for threat in folders(&root()) {
        for check in folders(&threat) {
            for format in folders(&check) {
                let mut by_name: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
                for entry in walkdir::WalkDir::new(&format)
                    .into_iter()
                    .filter_map(Result::ok)
                    .filter(|entry| entry.file_type().is_file())
                {
                    let below = entry.path().strip_prefix(&format).unwrap();
                    let first = below.iter().next().unwrap().to_str().unwrap();
                    let file = path::slashes(entry.path().strip_prefix(root()).unwrap());
                    let text = std::fs::read_to_string(entry.path()).unwrap();
                    by_name
                        .entry(first.split('.').next().unwrap_or(first).to_owned())
                        .or_default()
                        .insert(file, text);
                }
                let id = format!("{}.{}", name(&threat), name(&check));
                all.extend(by_name.into_iter().map(|(fixture, files)| Fixture {
                    check: id.clone(),
                    format: name(&format),
                    name: fixture,
                    files,
                }));
            }
        }
    }
    all
}

/// One scan of everything, all checks on.
pub fn scanned(set: &PolicySet) -> Report {
    let (scopes, problems) = disk::open(&[root()], Limits::default());
    assert!(problems.is_empty(), "{problems:?}");
    let options = Options {
        selection: Selection {
            checks: set.checks().map(|check| check.id.clone()).collect(),
            undecided: true,
        },
        today: "2026-11-22".to_owned(),
        ..Options::default()
    };
    let report = scan(
        &Setup { scope: &scopes[0], set, config: None, base: None, options: &options },
        &Silent,
    )
    .unwrap();
    assert!(!report.incomplete(), "{:#?}", report.problems);
    report
}

/// A reported path, below the fixtures' root.
pub fn below(file: &str) -> &str {
    file.split_once("testdata/checks/").map_or(file, |(_, rest)| rest)
}

#[test]
fn checks_report_what_their_fixtures_say_and_nothing_else() {
    let set = repository::policies();
    let report = scanned(&set);
    let mut by_file: BTreeMap<&str, Vec<&stridelint::finding::Finding>> = BTreeMap::new();
    for finding in &report.findings {
        by_file.entry(below(&finding.location.file)).or_default().push(finding);
    }
    let mut complaints = Vec::new();
    for fixture in fixtures() {
        let place = format!("{} {} {}", fixture.check, fixture.format, fixture.name);
        let found: Vec<_> =
            fixture.files.keys().filter_map(|file| by_file.get(file.as_str())).flatten().collect();
        let counts =
            |id: &str| id == fixture.check || set.check(id).is_some_and(|check| !check.opt_in);
        let reported: BTreeSet<(String, String, u32)> = found
            .iter()
            .filter(|finding| finding.certainty == Certainty::Reported && counts(&finding.check))
            .map(|finding| {
                (
                    finding.check.clone(),
                    below(&finding.location.file).to_owned(),
                    finding.location.start.line,
                )
            })
            .collect();
        let expected = fixture.expected();
        for (check, file, line) in expected.difference(&reported) {
            let elsewhere: Vec<u32> = reported
                .iter()
                .filter(|(other, ..)| other == check)
                .map(|(.., line)| *line)
                .collect();
            complaints.push(format!(
                "{place}: {check} is not reported at {file}:{line} (lines {elsewhere:?})"
            ));
        }
        for (check, file, line) in reported.difference(&expected) {
            complaints.push(format!("{place}: {check} is reported at {file}:{line}"));
        }
        let undecided = found.iter().any(|finding| {
            finding.certainty == Certainty::Undecided && finding.check == fixture.check
        });
        let own = expected.iter().any(|(check, ..)| *check == fixture.check);
        match fixture.kind() {
            "fires" if !own => complaints.push(format!("{place}: names no line for its own check")),
            "quiet" if own || undecided => complaints.push(format!("{place}: is not quiet")),
            "undecided" if own || !undecided => {
                complaints.push(format!("{place}: is not undecided"))
            }
            "fires" | "quiet" | "undecided" => {}
            kind => complaints.push(format!("{place}: `{kind}` is no kind of fixture")),
        }
    }
    assert!(complaints.is_empty(), "{} complaints\n{}", complaints.len(), complaints.join("\n"));
}

#[test]
fn every_check_has_fixtures_of_every_kind_in_every_format_or_a_reason() {
    let set = repository::policies();
    let text = std::fs::read_to_string(root().join("exceptions.toml")).unwrap();
    let reasons: BTreeMap<String, BTreeMap<String, String>> = toml::from_str(&text).unwrap();
    let have: BTreeSet<(String, String, String)> = fixtures()
        .iter()
        .map(|fixture| (fixture.check.clone(), fixture.format.clone(), fixture.kind().to_owned()))
        .collect();
    let mut complaints = Vec::new();
    for check in set.checks() {
        for format in FORMATS {
            for kind in KINDS {
                let there = have.contains(&(check.id.clone(), format.to_owned(), kind.to_owned()));
                let reason = reasons.get(&check.id).and_then(|rows| {
                    rows.get(&format!("{format}.{kind}")).or_else(|| rows.get(format))
                });
                match (there, reason) {
                    (false, None) => complaints
                        .push(format!("{}: no {kind} in {format}, and no reason", check.id)),
                    (true, Some(_)) => complaints.push(format!(
                        "{}: there is a {kind} in {format}, and a reason why not",
                        check.id
                    )),
                    _ => {}
                }
            }
        }
    }
    for (check, format, _) in have.iter().filter(|(check, format, _)| {
        set.check(check).is_none() || !FORMATS.contains(&format.as_str())
    }) {
        complaints.push(format!("fixtures for {check} in {format}, which is nothing"));
    }
    complaints.extend(
        reasons
            .keys()
            .filter(|check| set.check(check).is_none())
            .map(|check| format!("reasons for {check}, which is no check")),
    );
    assert!(complaints.is_empty(), "{} complaints\n{}", complaints.len(), complaints.join("\n"));
}
