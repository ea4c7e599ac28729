//! The numbers of a report whose findings leave while it is made: nothing of them is held.

use super::{Input, Summary};
use crate::finding::{Finding, Report, Severity};
use crate::policy::Stride;
use crate::printable::shown;
use std::collections::{BTreeMap, BTreeSet};

/// What was counted so far.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    /// Findings that count.
    pub(super) findings: usize,
    /// Of these, by severity.
    pub(super) by_severity: BTreeMap<Severity, usize>,
    /// Of these, by STRIDE category.
    pub(super) by_stride: BTreeMap<Stride, usize>,
    /// Of these, by threat.
    pub(super) by_threat: BTreeMap<String, usize>,
    /// Findings under examples, tests and fixtures.
    pub(super) examples: usize,
    /// Findings that a suppression covers, wholly or for some of their instances.
    pub(super) suppressed: usize,
    /// Those that count, by the repository that they name.
    own: BTreeMap<String, usize>,
    /// Those that name none, by the repository of their unit.
    of_units: BTreeMap<String, usize>,
}

impl Tally {
    /// Counts the findings of some units, which the report has too.
    pub fn add(&mut self, input: Input<'_>) {
        let counted = Summary::of(input);
        self.findings += counted.findings;
        self.examples += counted.examples;
        self.suppressed += counted.suppressed;
        for (severity, count) in counted.by_severity {
            *self.by_severity.entry(severity).or_default() += count;
        }
        for (stride, count) in counted.by_stride {
            *self.by_stride.entry(stride).or_default() += count;
        }
        for (threat, count) in counted.by_threat {
            *self.by_threat.entry(threat.to_owned()).or_default() += count;
        }
        let units = input.report.units.iter();
        let by_unit: BTreeMap<&str, &str> =
            units.map(|unit| (unit.id.as_str(), unit.repository.as_str())).collect();
        // As the rest of the report shows them.
        let name = |text: &str| shown(text).into_owned();
        for Finding { repository, unit, .. } in input.report.counted() {
            if !repository.is_empty() {
                *self.own.entry(name(repository)).or_default() += 1;
            } else if let Some(of) = by_unit.get(unit.as_str()) {
                *self.of_units.entry(name(of)).or_default() += 1;
            }
        }
    }

    /// By repository, where there are several; `rest` has the units of all that was counted.
    pub(super) fn by_repository(&self, rest: &Report) -> BTreeMap<String, usize> {
        let all: BTreeSet<&str> = rest.units.iter().map(|unit| unit.repository.as_str()).collect();
        let mut table = BTreeMap::new();
        if all.len() < 2 {
            return table;
        }
        for (name, count) in &self.own {
            *table.entry(name.clone()).or_default() += count;
        }
        for (name, count) in &self.of_units {
            // A unit at the root, which a later part has, says that there is one repository.
            let known = all.contains(name.as_str());
            let name = if known { name.clone() } else { String::new() };
            *table.entry(name).or_default() += count;
        }
        table
    }
}
