//! GitLab's Code Quality report: paths without `./`, fingerprints unique. What is fixed has no
//! place in it (GitLab finds it by comparing two reports), so the command line tells it.

use super::{Input, described, gaps};
use crate::finding::{Announced, Certainty, Finding, Severity};
use crate::gap::Gap;
use serde::Serialize;

/// One violation, with the fields that GitLab reads.
#[derive(Serialize)]
struct Violation<'a> {
    description: String,
    check_name: &'a str,
    fingerprint: String,
    severity: &'static str,
    location: Location<'a>,
}

/// Its place.
#[derive(Serialize)]
struct Location<'a> {
    path: &'a str,
    lines: Lines,
}

/// Its lines, both inclusive.
#[derive(Serialize)]
struct Lines {
    begin: u32,
    end: u32,
}

/// Renders.
pub fn render(input: Input<'_>) -> String {
    let gaps: Vec<(&Gap, String)> = input
        .report
        .gaps
        .iter()
        .filter(|gap| gap.kind.is_loss())
        .map(|gap| (gap, gaps::fingerprint(gap)))
        .collect();
    let unseen = gaps.iter().map(|(gap, fingerprint)| not_seen(gap, fingerprint));
    let headline = (!gaps::besides(input).is_empty()).then(|| headline(input));
    let announced = input.report.announced.iter().map(told);
    let found = input.open().chain(input.undecided());
    let violations: Vec<Violation<'_>> =
        announced.chain(found.map(violation)).chain(unseen).chain(headline).collect();
    let mut text = serde_json::to_string_pretty(&violations).unwrap_or_default();
    text.push('\n');
    text
}

/// What decided how the scan went.
fn told(one: &Announced) -> Violation<'_> {
    let line = one.line.unwrap_or(1);
    Violation {
        description: one.message.clone(),
        check_name: "configuration",
        fingerprint: format!("configuration/{}/{}", one.file, one.message),
        severity: "info",
        location: Location {
            path: if one.file.is_empty() { "." } else { &one.file },
            lines: Lines { begin: line, end: line },
        },
    }
}

/// What was not looked at: there is no other place for it in this format.
fn not_seen<'a>(gap: &'a Gap, fingerprint: &'a str) -> Violation<'a> {
    let line = gap.at.map_or(1, |at| at.line);
    Violation {
        description: gaps::sentence(gap),
        check_name: gap.kind.id(),
        fingerprint: fingerprint.to_owned(),
        severity: "info",
        location: Location {
            path: if gap.path.is_empty() { "." } else { &gap.path },
            lines: Lines { begin: line, end: line },
        },
    }
}

/// How much was found and what is left out of that, in one sentence. One that stands in every report
/// is new in none.
fn headline(input: Input<'_>) -> Violation<'_> {
    Violation {
        description: gaps::headline(input),
        check_name: "summary",
        fingerprint: "stridelint/summary".to_owned(),
        severity: "info",
        location: Location { path: ".", lines: Lines { begin: 1, end: 1 } },
    }
}

fn violation(finding: &Finding) -> Violation<'_> {
    let at = &finding.location;
    Violation {
        description: described(finding),
        check_name: &finding.check,
        fingerprint: finding.key(),
        severity: match (finding.certainty, finding.severity) {
            (Certainty::Undecided, _) | (_, Severity::Info) => "info",
            (_, Severity::Critical) => "blocker",
            (_, Severity::High) => "critical",
            (_, Severity::Medium) => "major",
            (_, Severity::Low) => "minor",
        },
        location: Location {
            path: &at.file,
            lines: Lines { begin: at.start.line, end: at.end.line },
        },
    }
}
