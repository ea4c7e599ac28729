//! The numbers at a report's end: by STRIDE category, by severity, by repository.

use super::Input;
use crate::finding::{Finding, Report, Severity};
use crate::policy::Stride;
use crate::source::Loss;
use std::collections::{BTreeMap, BTreeSet};

/// Findings by severity, mildest first, as [`Severity::ALL`].
pub type Counts = [usize; 5];

/// What a report counts.
#[derive(Clone, Debug, Default)]
pub struct Summary<'a> {
    /// Units scanned.
    pub units: usize,
    /// Resources in their documents.
    pub resources: usize,
    /// Findings that count: reported, not suppressed, not in examples.
    pub findings: usize,
    /// By severity.
    pub by_severity: BTreeMap<Severity, usize>,
    /// By STRIDE category.
    pub by_stride: BTreeMap<Stride, usize>,
    /// By threat.
    pub by_threat: BTreeMap<&'a str, usize>,
    /// By repository, where there are several.
    pub by_repository: BTreeMap<&'a str, usize>,
    /// Findings in units under examples, tests and fixtures.
    pub examples: usize,
    /// Results that depend on values that are not known; 0 when they were not asked for.
    pub undecided: usize,
    /// Groups of them that one decision closes.
    pub undecided_groups: usize,
    /// Findings that a suppression covers, wholly or for some of their instances.
    pub suppressed: usize,
    /// Findings that the base or the baseline has too.
    pub older: usize,
    /// Findings that the change, or the time since the baseline, took away.
    pub fixed: usize,
    /// Findings that the base could not show.
    pub visible: usize,
    /// Problems that lost input, and files that were lost.
    pub lost: usize,
}

impl<'a> Summary<'a> {
    /// Counts.
    #[must_use]
    pub fn of(input: Input<'a>) -> Summary<'a> {
        let report = input.report;
        let mut summary = Summary {
            units: report.units.len(),
            resources: report.units.iter().map(|unit| unit.resources).sum(),
            undecided: input.undecided().count(),
            undecided_groups: super::undecided::groups(input).len(),
            suppressed: report
                .findings
                .iter()
                .filter(|finding| finding.each().iter().any(|one| one.suppression.is_some()))
                .count(),
            examples: input.open().filter(|finding| finding.example).count(),
            older: report.older,
            fixed: report.fixed.len(),
            visible: report.visible.len(),
            lost: lost_problems(report) + report.gaps.iter().filter(|gap| gap.lost).count(),
            ..Summary::default()
        };
        let repositories = repositories(input);
        for finding in report.counted() {
            summary.findings += 1;
            *summary.by_severity.entry(finding.severity).or_default() += 1;
            if let Some(threat) = input.threat(finding) {
                *summary.by_stride.entry(threat.stride).or_default() += 1;
                *summary.by_threat.entry(&threat.id).or_default() += 1;
            }
            if let Some(repository) = repositories.of(finding) {
                *summary.by_repository.entry(repository).or_default() += 1;
            }
        }
        summary
    }
}

/// Problems that lost input.
#[must_use]
pub fn lost_problems(report: &Report) -> usize {
    report.problems.iter().filter(|problem| problem.loss == Loss::Lost).count()
}

/// The repositories, when there is more than one.
pub struct Repositories<'a> {
    all: BTreeSet<&'a str>,
    by_unit: BTreeMap<&'a str, &'a str>,
}

impl<'a> Repositories<'a> {
    /// The repository of a finding: its own, or that of its unit where the units' ids tell.
    pub fn of(&self, finding: &'a Finding) -> Option<&'a str> {
        let own = Some(finding.repository.as_str()).filter(|name| !name.is_empty());
        let own = own.or_else(|| self.by_unit.get(finding.unit.as_str()).copied());
        own.filter(|_| self.all.len() > 1)
    }
}

/// The repositories of a report.
#[must_use]
pub fn repositories<'a>(input: Input<'a>) -> Repositories<'a> {
    let units = input.report.units.iter();
    let by_unit: BTreeMap<&str, &str> =
        units.map(|unit| (unit.id.as_str(), unit.repository.as_str())).collect();
    let all = input.report.units.iter().map(|unit| unit.repository.as_str()).collect();
    Repositories { all, by_unit }
}

/// Counts by severity for each STRIDE category that has findings, in STRIDE's order.
#[must_use]
pub fn by_stride(input: Input<'_>) -> Vec<(Stride, Counts)> {
    let mut table: BTreeMap<Stride, Counts> = BTreeMap::new();
    for finding in input.report.counted() {
        if let Some(stride) = input.stride(finding) {
            table.entry(stride).or_default()[finding.severity as usize] += 1;
        }
    }
    table.into_iter().collect()
}

/// Counts by severity for each repository, the worst first; empty when there is one.
#[must_use]
pub fn by_repository(input: Input<'_>) -> Vec<(String, Counts)> {
    let repositories = repositories(input);
    if repositories.all.len() < 2 {
        return Vec::new();
    }
    let mut table: BTreeMap<&str, Counts> =
        repositories.all.iter().map(|repository| (*repository, Counts::default())).collect();
    for finding in input.report.counted() {
        if let Some(counts) = repositories.of(finding).and_then(|name| table.get_mut(name)) {
            counts[finding.severity as usize] += 1;
        }
    }
    let mut rows: Vec<(String, Counts)> =
        table.into_iter().map(|(name, counts)| (name.to_owned(), counts)).collect();
    rows.sort_by(|one, other| {
        other.1.iter().rev().cmp(one.1.iter().rev()).then_with(|| one.0.cmp(&other.0))
    });
    rows
}

/// `2 critical, 1 high`; `no findings`.
#[must_use]
pub fn in_words<'a>(findings: impl Iterator<Item = &'a Finding>) -> String {
    let mut counts = Counts::default();
    for finding in findings {
        counts[finding.severity as usize] += 1;
    }
    let parts: Vec<String> = Severity::ALL
        .into_iter()
        .rev()
        .filter(|severity| counts[*severity as usize] > 0)
        .map(|severity| format!("{} {severity}", counts[severity as usize]))
        .collect();
    if parts.is_empty() { "no findings".to_owned() } else { parts.join(", ") }
}

/// `5 undecided in 2 groups`; nothing where none is.
#[must_use]
pub fn undecided(summary: &Summary<'_>) -> Option<String> {
    let groups = number(summary.undecided_groups, "group");
    (summary.undecided > 0).then(|| format!("{} undecided in {groups}", summary.undecided))
}

/// `1 check`, `2 checks`.
#[must_use]
pub fn number(count: usize, one: &str) -> String {
    if count == 1 { format!("1 {one}") } else { format!("{count} {one}s") }
}
