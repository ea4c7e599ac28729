//! How many findings each check and each threat has.

use super::{by_repository, by_stride, rows};
use crate::finding::Finding;
use crate::report::Input;
use crate::report::summary::Counts;
use std::collections::BTreeMap;
use std::fmt::Write;

/// The tables, most findings first.
pub(super) fn tables(out: &mut String, input: Input<'_>) {
    by_repository(out, input);
    table(out, input, "Check", |finding| finding.check.clone());
    let threat = |finding: &Finding| {
        input.threat(finding).map_or_else(String::new, |threat| threat.id.clone())
    };
    table(out, input, "Threat", threat);
    by_stride(out, input);
}

fn table(out: &mut String, input: Input<'_>, title: &str, of: impl Fn(&Finding) -> String) {
    let mut counts: BTreeMap<String, Counts> = BTreeMap::new();
    for finding in input.report.counted() {
        counts.entry(of(finding)).or_default()[finding.severity as usize] += 1;
    }
    let mut counts: Vec<(String, Counts)> = counts.into_iter().collect();
    // Rows of equal numbers stay in the order of their names.
    counts.sort_by_key(|(_, counts)| std::cmp::Reverse(counts.iter().sum::<usize>()));
    if !counts.is_empty() {
        rows(out, title, &counts);
        let _ = writeln!(out);
    }
}
