//! The same report for a job whose token may not write: annotations of GitHub's log, GitLab's Code Quality report.

use super::plan::Asked;
use super::report::Finding;
use super::words::digest;
use crate::finding::Severity;
use crate::printable::plain;
use crate::report::escape::{command, property};
use crate::secret::without_credentials;
use serde::Serialize;
use std::collections::BTreeMap;

/// Annotations of a level that a step shows.
const MOST: usize = 10;

/// Workflow commands: the worst findings at their lines, at most 10 of each level.
#[must_use]
pub fn annotations(asked: &Asked<'_>) -> Vec<String> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let mut out = Vec::new();
    for finding in asked.report.open().into_iter().filter(|one| !one.example) {
        let level = match finding.severity {
            Severity::Critical | Severity::High => "error",
            Severity::Medium => "warning",
            Severity::Low | Severity::Info => "notice",
        };
        let count = counts.entry(level).or_default();
        *count += 1;
        if *count <= MOST {
            let at = &finding.location;
            let check = asked.report.checks.get(&finding.check);
            let title = check.map_or(finding.check.as_str(), |check| check.title.as_str());
            out.push(format!(
                "::{level} file={},line={},title={}::{}",
                property(&plain(&at.file)),
                at.start.line,
                property(&plain(&format!("{title} ({})", finding.severity))),
                command(&plain(&format!("{} [{}]", sentence(finding), finding.check)))
            ));
        }
    }
    let left: usize = counts.values().map(|count| count.saturating_sub(MOST)).sum();
    if left > 0 {
        out.push(format!(
            "::notice::{left} findings are not shown here; the job's summary has them"
        ));
    }
    out
}

fn sentence(finding: &Finding) -> String {
    without_credentials(&finding.sentence()).into_owned()
}

/// An entry of GitLab's Code Quality report.
#[derive(Serialize)]
struct Entry {
    description: String,
    check_name: String,
    fingerprint: String,
    severity: &'static str,
    location: Location,
}

/// Where it is.
#[derive(Serialize)]
struct Location {
    path: String,
    lines: Lines,
}

/// The line.
#[derive(Serialize)]
struct Lines {
    begin: u32,
}

/// GitLab's Code Quality report, which needs no right to write.
#[must_use]
pub fn quality(asked: &Asked<'_>) -> String {
    let entry = |finding: &Finding| Entry {
        description: sentence(finding),
        check_name: finding.check.clone(),
        fingerprint: digest(&format!("{}/{}", finding.fingerprint, finding.location.start.line)),
        severity: match finding.severity {
            Severity::Critical => "blocker",
            Severity::High => "critical",
            Severity::Medium => "major",
            Severity::Low => "minor",
            Severity::Info => "info",
        },
        location: Location {
            path: finding.location.file.clone(),
            lines: Lines { begin: finding.location.start.line },
        },
    };
    let all: Vec<Entry> = asked.report.open().into_iter().map(entry).collect();
    crate::printable::in_json(serde_json::to_string_pretty(&all).unwrap_or_default() + "\n")
}
