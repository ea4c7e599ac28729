//! How many findings there are, by what a person asks for first.

use crate::finding::{Report, Severity};
use crate::policy::PolicySet;
use std::collections::BTreeMap;
use std::fmt::Write;

/// Rows of a table that are shown.
const SHOWN: usize = 20;

/// What is counted of one thing.
#[derive(Default)]
struct Count {
    /// By severity, the worst first.
    severities: [usize; 5],
    gone: usize,
}

impl Count {
    fn all(&self) -> usize {
        self.severities.iter().sum()
    }
}

/// Tables by repository, threat, severity and check. `since`: what is counted is what is new.
#[must_use]
pub fn text(report: &Report, set: &PolicySet, since: bool) -> String {
    let threat = |check: &str| check.split_once('.').map_or(check, |(threat, _)| threat).to_owned();
    let mut tables: [(&str, BTreeMap<String, Count>); 3] =
        [("repository", BTreeMap::new()), ("threat", BTreeMap::new()), ("check", BTreeMap::new())];
    let mut severities = [0_usize; 5];
    for finding in report.counted() {
        let at = place(finding.severity);
        severities[at] += 1;
        let names = [finding.repository.clone(), threat(&finding.check), finding.check.clone()];
        for ((_, table), name) in tables.iter_mut().zip(names) {
            table.entry(name).or_default().severities[at] += 1;
        }
    }
    for fixed in &report.fixed {
        let names = [fixed.repository.clone(), threat(&fixed.check), fixed.check.clone()];
        for ((_, table), name) in tables.iter_mut().zip(names) {
            table.entry(name).or_default().gone += 1;
        }
    }
    let word = if since { "new findings" } else { "findings" };
    let by: Vec<String> = Severity::ALL
        .iter()
        .rev()
        .zip(severities)
        .map(|(severity, count)| format!("{count} {severity}"))
        .collect();
    let all: usize = severities.iter().sum();
    let mut out = format!("{all} {word}: {}\n", by.join(", "));
    if since {
        let _ = writeln!(out, "{} gone, {} as before", report.fixed.len(), report.older);
    }
    for (name, table) in tables {
        let mut rows: Vec<(String, Count)> = table.into_iter().collect();
        rows.sort_by(|(one, a), (other, b)| {
            b.severities.cmp(&a.severities).then(b.gone.cmp(&a.gone)).then(one.cmp(other))
        });
        let _ = write!(
            out,
            "\n{:>9} {:>7} {:>7} {:>7} {:>7} {:>7}",
            "critical", "high", "medium", "low", "info", "all"
        );
        let _ = writeln!(out, "{}  {name}", if since { "    gone" } else { "" });
        let more = rows.len().saturating_sub(SHOWN);
        for (row, count) in rows.into_iter().take(SHOWN) {
            let [critical, high, medium, low, info] = count.severities;
            let _ = write!(
                out,
                "{critical:>9} {high:>7} {medium:>7} {low:>7} {info:>7} {:>7}",
                count.all()
            );
            if since {
                let _ = write!(out, " {:>7}", count.gone);
            }
            let title = set.check(&row).map(|check| format!("  {}", check.title));
            let row = crate::printable::plain(&row);
            let _ = writeln!(out, "  {row}{}", title.unwrap_or_default());
        }
        if more > 0 {
            let _ = writeln!(out, "          and {more} more");
        }
    }
    out
}

fn place(severity: Severity) -> usize {
    Severity::ALL.iter().rev().position(|one| *one == severity).unwrap_or_default()
}
