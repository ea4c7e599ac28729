//! The fixtures of the checks, `testdata/checks/<threat>/<check>/<format>/<kind>*`, and what a scan
//! of them reports.

use super::repository;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use stridelint::finding::{Certainty, Finding};
use stridelint::path;
use stridelint::policy::{PolicySet, Selection};
use stridelint::scan::{Options, Setup, Silent, scan};
use stridelint::tree::{Limits, disk};

/// The day of every scan in tests.
pub const TODAY: &str = "2026-11-22";

/// The folder of all fixtures.
pub fn root() -> PathBuf {
    repository::root().join("testdata").join("checks")
}

/// One fixture: a file, for Terraform a folder, for JSON a file and the lines it has to report.
pub struct Fixture {
    /// The check, `<threat>.<check>`.
    pub check: String,
    /// The folder of its format.
    pub format: String,
    /// Its name without an ending: the kind, and behind `_` what is special.
    pub name: String,
    /// Its files, below the folder of all fixtures.
    pub files: Vec<String>,
}

impl Fixture {
    /// What it is for: `fires`, `quiet` or `undecided`.
    pub fn kind(&self) -> &str {
        self.name.split('_').next().unwrap_or_default()
    }

    /// The `(check, file, line)` that it has to report.
    pub fn expected(&self) -> BTreeSet<(String, String, u32)> {
        let read = |file: &str| std::fs::read_to_string(root().join(file)).unwrap();
        let mut lines = BTreeSet::new();
        for file in &self.files {
            let text = read(file);
            if let Some(stem) = file.strip_suffix(".expect") {
                let source = format!("{stem}.json");
                let source_text = read(&source);
                for row in text.lines() {
                    let (check, words) = row
                        .split_once(' ')
                        .unwrap_or_else(|| panic!("{file}: `{row}` names no text"));
                    let at: Vec<usize> = source_text
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

/// The folders in a folder, by name.
pub fn folders(folder: &Path) -> Vec<(String, PathBuf)> {
    let mut folders: Vec<(String, PathBuf)> = std::fs::read_dir(folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.path().is_dir())
        .map(|entry| (entry.file_name().into_string().unwrap(), entry.path()))
        .collect();
    folders.sort();
    folders
}

/// Every fixture. Only names are read.
pub fn fixtures() -> Vec<Fixture> {
    let mut all: Vec<Fixture> = Vec::new();
    for (threat, folder) in folders(&root()) {
        for (check, folder) in folders(&folder) {
            for (format, folder) in folders(&folder) {
                let mut by_name: BTreeMap<String, Vec<String>> = BTreeMap::new();
                let entries = walkdir::WalkDir::new(&folder).sort_by_file_name();
                for entry in entries.into_iter().map(Result::unwrap) {
                    if !entry.file_type().is_file() {
                        continue;
                    }
                    let below = entry.path().strip_prefix(&folder).unwrap();
                    let first = below.iter().next().unwrap().to_str().unwrap();
                    let name = first.split('.').next().unwrap_or(first).to_owned();
                    let file = path::slashes(entry.path().strip_prefix(root()).unwrap());
                    by_name.entry(name).or_default().push(file);
                }
                all.extend(by_name.into_iter().map(|(name, files)| Fixture {
                    check: format!("{threat}.{check}"),
                    format: format.clone(),
                    name,
                    files,
                }));
            }
        }
    }
    all
}

/// What the fixtures of one check report, with every check on, by file below the folder of all
/// fixtures.
pub struct Findings(BTreeMap<String, Vec<Finding>>);

impl Findings {
    /// All of them.
    pub fn all(&self) -> impl Iterator<Item = &Finding> {
        self.0.values().flatten()
    }

    /// What is found in the files of a fixture, each with its file: undecided results of its own
    /// check, and what it and the checks that are on by default report.
    pub fn of<'a>(&'a self, set: &PolicySet, fixture: &'a Fixture) -> Vec<(&'a str, &'a Finding)> {
        let counts = |finding: &Finding| {
            finding.check == fixture.check
                || finding.certainty == Certainty::Reported
                    && set.check(&finding.check).is_some_and(|check| !check.opt_in)
        };
        let mut found = Vec::new();
        for file in &fixture.files {
            let here = self.0.get(file).into_iter().flatten();
            found.extend(here.filter(|finding| counts(finding)).map(|it| (file.as_str(), it)));
        }
        found
    }
}

/// The `(check, file, line)` of the narrower checks that a finding in a fixture's file took in.
pub fn absorbed(check: &str, file: &str, finding: &Finding) -> Vec<(String, String, u32)> {
    let folder = format!("{}/", check.replace('.', "/"));
    let below = file.strip_prefix(&folder).unwrap();
    let above = finding.location.file.strip_suffix(below).unwrap();
    let all = finding.absorbed.iter();
    all.map(|one| {
        let below = one.location.file.strip_prefix(above).unwrap();
        (one.check.clone(), format!("{folder}{below}"), one.location.start.line)
    })
    .collect()
}

/// The policies of `policies/`, loaded once.
pub fn policies() -> &'static PolicySet {
    static SET: OnceLock<PolicySet> = OnceLock::new();
    SET.get_or_init(repository::policies)
}

/// Options with every check and undecided results.
pub fn everything(set: &PolicySet) -> Options {
    Options {
        selection: Selection {
            checks: set.checks().map(|check| check.id.clone()).collect(),
            undecided: true,
            ..Selection::default()
        },
        today: TODAY.to_owned(),
        ..Options::default()
    }
}

/// The scan of a check's fixtures: made when it is asked for first, and shared by all who ask.
pub fn findings(check: &str) -> Arc<Findings> {
    type Slot = Arc<OnceLock<Arc<Findings>>>;
    static SCANS: Mutex<BTreeMap<String, Slot>> = Mutex::new(BTreeMap::new());
    let slot = {
        let mut scans = SCANS.lock().unwrap_or_else(PoisonError::into_inner);
        scans.entry(check.to_owned()).or_default().clone()
    };
    slot.get_or_init(|| Arc::new(scanned(check))).clone()
}

fn scanned(check: &str) -> Findings {
    let set = policies();
    let folder = check.replace('.', "/");
    let (scopes, problems) = disk::open(&[root().join(&folder)], Limits::default());
    assert!(problems.is_empty(), "{problems:?}");
    let scope = &scopes[0];
    let options = everything(set);
    let setup = Setup { scope, set, config: None, bases: &[], options: &options };
    let report = scan(&setup, &Silent).unwrap();
    assert!(!report.lost(), "{:#?}", report.problems);
    let mut by_file: BTreeMap<String, Vec<Finding>> = BTreeMap::new();
    for finding in report.findings {
        let path = finding.location.file.as_str();
        let below = path.strip_prefix(&scope.tree.label).unwrap_or(path).trim_start_matches('/');
        by_file.entry(format!("{folder}/{below}")).or_default().push(finding);
    }
    Findings(by_file)
}
