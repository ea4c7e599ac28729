//! What is known of the units that have an open file: the findings of the last scan in which all of their open files
//! could be read, and what is wrong with the input now.

use crate::finding::{Finding, Report};
use crate::gap::{Gap, GapKind};
use crate::source::{Loss, Problem};
use crate::tree::Tree;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A unit: its repository, and its id there.
type Id = (String, String);

/// What is known of one unit.
#[derive(Default)]
struct Unit {
    findings: Vec<Finding>,
    /// The files it read, as reported.
    files: BTreeSet<String>,
    /// All of its open files could be read when it was scanned.
    whole: bool,
    /// One of them cannot be read now.
    stale: bool,
}

/// What is known of one folder of the workspace.
#[derive(Default)]
pub struct Results {
    units: BTreeMap<Id, Unit>,
    gaps: BTreeMap<String, Vec<Gap>>,
    problems: BTreeMap<String, Vec<Problem>>,
    /// The texts that the findings speak of, by file as reported.
    texts: BTreeMap<String, Arc<str>>,
    root: PathBuf,
}

impl Results {
    /// Takes what a scan of `changed` files gave, all by their reported names. `open`: the open files; `base`: the
    /// folder that names begin in.
    pub fn take(
        &mut self,
        reports: Vec<Report>,
        tree: &Tree,
        (changed, open): (&BTreeSet<String>, &BTreeSet<String>),
        base: &Path,
    ) {
        self.root = base.to_path_buf();
        let broken: BTreeSet<String> =
            reports.iter().flat_map(unread).filter(|file| open.contains(file)).collect();
        let mut scanned: BTreeMap<Id, Unit> = BTreeMap::new();
        let mut about: BTreeSet<String> = changed.clone();
        let mut gaps: Vec<Gap> = Vec::new();
        let mut problems: Vec<Problem> = Vec::new();
        let mut findings: Vec<Finding> = Vec::new();
        for report in reports {
            for unit in report.units {
                let own = scanned.entry((unit.repository.clone(), unit.base.clone())).or_default();
                own.files.extend(unit.files);
            }
            findings.extend(report.findings);
            gaps.extend(report.gaps);
            problems.extend(report.problems);
        }
        for finding in findings {
            let id = (finding.repository.clone(), finding.unit.clone());
            // A finding names the repository only where several were scanned.
            let known = scanned.keys().find(|other| other.1 == id.1).cloned();
            scanned.entry(known.unwrap_or(id)).or_default().findings.push(finding);
        }
        // A unit that is gone: its file is no template any more, or cannot be read.
        for (id, unit) in &mut self.units {
            let was = unit.files.iter().any(|file| changed.contains(file));
            if was && !scanned.contains_key(id) {
                unit.stale = unit.files.iter().any(|file| broken.contains(file));
                if !unit.stale {
                    about.extend(unit.files.iter().cloned());
                    unit.findings.clear();
                    unit.files.clear();
                }
            }
        }
        self.units.retain(|_, unit| !unit.files.is_empty());
        for (id, mut unit) in scanned {
            let known = self.units.get_mut(&id);
            let files = known.as_ref().map(|known| &known.files).into_iter().flatten();
            let lacks = files.chain(&unit.files).any(|file| broken.contains(file));
            match known.filter(|known| lacks && known.whole) {
                // What was last said while all could be read goes on to be said.
                Some(known) => known.stale = true,
                None => {
                    unit.whole = !lacks;
                    about.extend(unit.files.iter().cloned());
                    if let Some(known) = self.units.get(&id) {
                        about.extend(known.files.iter().cloned());
                    }
                    for file in &unit.files {
                        self.keep_text(file, tree);
                    }
                    self.units.insert(id, unit);
                }
            }
        }
        // What is wrong now is said of the files as they are now.
        about.extend(broken.iter().cloned());
        self.gaps.retain(|file, _| !about.contains(file));
        self.problems.retain(|file, _| !about.contains(file));
        for gap in gaps.into_iter().filter(|gap| about.contains(&gap.path) && is_told(gap)) {
            self.gaps.entry(gap.path.clone()).or_default().push(gap);
        }
        for problem in problems.into_iter().filter(|problem| about.contains(&problem.path)) {
            self.problems.entry(problem.path.clone()).or_default().push(problem);
        }
    }

    fn keep_text(&mut self, file: &str, tree: &Tree) {
        let below = file.strip_prefix(tree.label.as_str()).unwrap_or(file).trim_start_matches('/');
        if let Ok((_, source)) = tree.load(below)
            && self.texts.get(file).is_none_or(|known| **known != *source.text)
        {
            self.texts.insert(file.to_owned(), Arc::from(source.text.as_str()));
        }
    }

    /// Forgets the units of which no file is open.
    pub fn forget(&mut self, open: &BTreeSet<String>) {
        self.units.retain(|_, unit| unit.files.iter().any(|file| open.contains(file)));
        let kept: BTreeSet<&String> = self.units.values().flat_map(|unit| &unit.files).collect();
        let stays = |file: &String| kept.contains(file) || open.contains(file);
        self.gaps.retain(|file, _| stays(file));
        self.problems.retain(|file, _| stays(file));
        self.texts.retain(|file, _| stays(file));
    }

    /// The findings that count, what has one cause made one; with whether they are from before a text could not be
    /// read any more.
    pub fn findings(&self) -> Vec<(Finding, bool)> {
        let stale: BTreeSet<&Id> =
            self.units.iter().filter(|(_, unit)| unit.stale).map(|(id, _)| id).collect();
        let report = self.report();
        let mark = |finding: Finding| {
            let old = finding.each().iter().any(|one| stale.iter().any(|id| id.1 == one.unit));
            (finding, old)
        };
        report.findings.into_iter().filter(|one| one.suppression.is_none()).map(mark).collect()
    }

    /// All of it as one report.
    pub fn report(&self) -> Report {
        let findings = self.units.values().flat_map(|unit| unit.findings.iter().cloned());
        let root = self.root.clone();
        let report = Report { findings: findings.collect(), root, ..Report::default() };
        crate::scan::merge(vec![report], "")
    }

    /// The gaps.
    pub fn gaps(&self) -> impl Iterator<Item = &Gap> {
        self.gaps.values().flatten()
    }

    /// What is wrong with the input.
    pub fn problems(&self) -> impl Iterator<Item = &Problem> {
        self.problems.values().flatten()
    }

    /// The text of a file that findings speak of.
    pub fn text(&self, file: &str) -> Option<&Arc<str>> {
        self.texts.get(file)
    }
}

/// The files of a report that could not be read, or not all of them.
fn unread(report: &Report) -> impl Iterator<Item = String> {
    let problems = report.problems.iter().filter(|problem| problem.loss == Loss::Lost);
    let problems = problems.map(|problem| problem.path.clone());
    let gaps = report.gaps.iter().filter(|gap| gap.lost).map(|gap| gap.path.clone());
    problems.chain(gaps)
}

/// Whether a gap is shown in its file. What somebody left out on purpose is none to be told while they type.
fn is_told(gap: &Gap) -> bool {
    !gap.path.is_empty() && !matches!(gap.kind, GapKind::LeftOut | GapKind::CheckDisabled)
}
