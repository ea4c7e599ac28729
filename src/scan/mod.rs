//! The scan: all stages over all units. The only place with parallelism; the order of what it gives never depends on it.

mod fingerprint;
mod locate;
pub mod redact;
mod stages;

pub use stages::{documents, evaluate, panic_is_reported};

use crate::finding::{Certainty, Finding};
use crate::policy::{PolicySet, Selection};
use crate::source::{Loss, Problem};
use crate::tree::disk::Scope;
use crate::unit::{Format, Inputs, Unit};
use serde::Serialize;

/// What a scan is asked for.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Which checks, and whether what is undecided is wanted.
    pub selection: Selection,
    /// Values for variables and parameters.
    pub inputs: Inputs,
    /// The date that counts as today, `YYYY-MM-DD`.
    pub today: String,
    /// Leave out units under examples, tests and fixtures.
    pub no_examples: bool,
    /// Of the sorted units take each whose index modulo the second number is the first one, less one.
    pub shard: Option<(usize, usize)>,
}

/// One unit of the report.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Scanned {
    /// The unit's id below the git work tree's root.
    pub id: String,
    /// The repository it belongs to: the nearest folder with a `.git`, else the first folder; empty for the scan's root.
    pub repository: String,
    /// The format.
    pub format: &'static str,
    /// Under examples, tests or fixtures.
    pub example: bool,
    /// The number of resources of its document.
    pub resources: usize,
}

/// What a scan found.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// The findings in the report's order; undecided ones only when they were asked for.
    pub findings: Vec<Finding>,
    /// What was wrong with the input, sorted; paths as reported.
    pub problems: Vec<Problem>,
    /// The units, sorted.
    pub units: Vec<Scanned>,
    /// The date that counted as today.
    pub today: String,
    /// Findings that the base of a comparison, or the baseline, has too: counted, not listed.
    pub older: usize,
}

impl Report {
    /// Whether input was lost.
    #[must_use]
    pub fn incomplete(&self) -> bool {
        self.problems.iter().any(|problem| problem.loss == Loss::Lost)
    }

    /// The findings that count: reported, not suppressed, not in examples.
    pub fn counted(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(|finding| finding.certainty == Certainty::Reported && finding.suppression.is_none() && !finding.example)
    }
}

/// What is told while a scan runs.
pub trait Progress: Sync {
    /// So many more units are to be scanned.
    fn planned(&self, units: usize);
    /// One unit is done.
    fn done(&self, unit: &str);
}

/// Tells nobody.
pub struct Silent;

impl Progress for Silent {
    fn planned(&self, _: usize) {}
    fn done(&self, _: &str) {}
}

/// Scans every scope.
#[must_use]
pub fn scan(scopes: &[Scope], set: &PolicySet, options: &Options, progress: &dyn Progress) -> Report {
    let mut report = Report { today: options.today.clone(), ..Report::default() };
    for scope in scopes {
        let one = scan_scope(scope, set, options, progress);
        report.findings.extend(one.findings);
        report.problems.extend(one.problems);
        report.units.extend(one.units);
    }
    report.findings.sort();
    report.findings.dedup();
    fingerprint::number(&mut report.findings);
    report.problems.sort();
    report.problems.dedup();
    report.units.sort();
    report
}

fn scan_scope(scope: &Scope, set: &PolicySet, options: &Options, progress: &dyn Progress) -> Report {
    let tree = &scope.tree;
    let (mut units, mut problems) = stages::units(tree, options);
    if let Some((index, of)) = options.shard {
        units = units.into_iter().enumerate().filter(|(at, _)| at % of.max(1) + 1 == index).map(|(_, unit)| unit).collect();
    }
    let (done, found) = stages::work(tree, units, options, progress, |_, document, problems| {
        let (outcomes, more) = crate::policy::evaluate(set, &document, tree, &options.selection);
        problems.extend(more);
        (locate::locate(tree, &document, outcomes), document.resources.len())
    });
    problems.extend(found);
    let mut report = Report::default();
    for unit in done {
        let (findings, resources) = unit.made.unwrap_or_default();
        report.findings.extend(findings);
        report.units.push(Scanned {
            id: tree.reported(&unit.unit.id),
            repository: repository(scope, &unit.unit),
            format: unit.unit.format.name(),
            example: unit.unit.example,
            resources,
        });
    }
    report.problems = problems
        .into_iter()
        .map(|mut problem| {
            problem.path = tree.reported(&problem.path);
            problem
        })
        .collect();
    report
}

/// The repository of a unit: the nearest folder above it that holds a `.git`; where there is none, the first folder of its path.
fn repository(scope: &Scope, unit: &Unit) -> String {
    if scope.work_tree.is_some() {
        return String::new();
    }
    let folder = if unit.format == Format::Terraform { unit.root.as_str() } else { crate::discover::folder_of(&unit.root) };
    let mut at = folder;
    while !at.is_empty() {
        if scope.root.join(at).join(".git").exists() {
            return at.to_owned();
        }
        at = crate::discover::folder_of(at);
    }
    folder.split('/').next().unwrap_or_default().to_owned()
}
