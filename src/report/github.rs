//! GitHub's workflow commands: an annotation per finding, the worst first.
//!
//! Columns count characters, as everywhere but in [`super::rdjson`]: GitHub says of `col` that it is a
//! column and not of what, and shows an annotation below its line as a whole.
//!
//! A step shows 10 annotations of each level (GitHub's page "Workflow commands"); the rest is
//! counted in one notice.

use super::escape::{command, property};
use super::{Input, also, gaps, lines, sentence, was_wrong};
use crate::finding::{Finding, Severity};
use crate::source::Loss;
use std::fmt::Write;

const MAX_PER_LEVEL: usize = 10;
/// Of what is fixed or newly visible so many are named in one notice.
const MAX_TOLD: usize = 20;

/// Renders.
pub fn render(input: Input<'_>) -> String {
    let mut out = String::new();
    let mut findings: Vec<&Finding> = input.report.counted().collect();
    findings.sort_by(|one, other| other.severity.cmp(&one.severity).then_with(|| one.cmp(other)));
    for one in &input.report.announced {
        let line = one.line.map(|line| format!(",line={line}")).unwrap_or_default();
        let place = if one.file.is_empty() {
            String::new()
        } else {
            format!(" file={}{line}", property(&one.file))
        };
        let _ = writeln!(out, "::notice{place}::{}", command(&one.message));
    }
    // Level by level, because each has a limit of its own.
    let by_level = ["error", "warning", "notice"].map(|level| {
        let of = |finding: &&&Finding| self::level(finding.severity) == level;
        (level, findings.iter().filter(of).copied().collect::<Vec<_>>())
    });
    let left: usize = by_level.iter().map(|(_, all)| all.len().saturating_sub(MAX_PER_LEVEL)).sum();
    if left > 0 {
        let _ = writeln!(out, "::notice::{}", command(&left_out(input, left, findings.len())));
    }
    for (level, all) in by_level {
        for finding in all.into_iter().take(MAX_PER_LEVEL) {
            let at = &finding.location;
            let mut place = format!(
                "file={},line={},endLine={}",
                property(&at.file),
                at.start.line,
                at.end.line
            );
            // Columns mean something within one line only.
            if at.start.line == at.end.line {
                let _ = write!(place, ",col={},endColumn={}", at.start.column, at.end.column);
            }
            let title = property(&format!("{} ({})", input.title(finding), finding.severity));
            let mut text = sentence(finding);
            if let Some(fix) = input.fix(finding) {
                let _ = write!(text, "\nFix: {}", fix.trim());
            }
            let _ = write!(text, "\n[{}] {}", finding.check, finding.resource);
            for line in lines(finding) {
                let _ = write!(text, "\n{line}");
            }
            let names = also(finding);
            if !names.is_empty() {
                let _ = write!(text, "\nalso: {}", names.join(", "));
            }
            let _ = writeln!(out, "::{level} {place},title={title}::{}", command(&text));
        }
    }
    for problem in input
        .report
        .problems
        .iter()
        .filter(|problem| problem.loss == Loss::Lost)
        .take(MAX_PER_LEVEL)
    {
        let place = match (problem.path.is_empty(), problem.at) {
            (true, _) => String::new(),
            (false, Some(at)) => {
                format!(" file={},line={},col={}", property(&problem.path), at.line, at.column)
            }
            (false, None) => format!(" file={}", property(&problem.path)),
        };
        let _ = writeln!(
            out,
            "::error{place}::{}",
            command(&format!("not scanned: {}", problem.message))
        );
    }
    let visible: Vec<String> = input
        .report
        .visible
        .iter()
        .map(|one| format!("{} ({}, {})", sentence(one), one.check, super::place(one)))
        .collect();
    let fixed: Vec<String> = input
        .report
        .fixed
        .iter()
        .map(|one| format!("{} ({}, {})", was_wrong(input, one), one.check, one.file))
        .collect();
    for (what, lines) in [("newly visible", visible), ("fixed", fixed)] {
        if lines.is_empty() {
            continue;
        }
        let mut text =
            format!("{} {what}: {}", lines.len(), lines[..lines.len().min(MAX_TOLD)].join("; "));
        if lines.len() > MAX_TOLD {
            text.push_str("; ...");
        }
        let _ = writeln!(out, "::notice::{}", command(&text));
    }
    let groups = gaps::groups(&input.report.gaps);
    for group in groups.iter().filter(|group| group.kind.is_loss()).take(MAX_PER_LEVEL) {
        let place = group.gaps.first().filter(|gap| !gap.path.is_empty()).map(|gap| {
            let at = gap.at.map(|at| format!(",line={},col={}", at.line, at.column));
            format!(" file={}{}", property(&gap.path), at.unwrap_or_default())
        });
        let mut text = group.line(false);
        if !group.cure.is_empty() {
            let _ = write!(text, "\nFix: {}", group.cure);
        }
        let level = if group.gaps.iter().any(|gap| gap.fails()) { "error" } else { "warning" };
        let _ = writeln!(out, "::{level}{}::{}", place.unwrap_or_default(), command(&text));
    }
    if !gaps::besides(input).is_empty() {
        let _ = writeln!(out, "::notice::{}", command(&gaps::headline(input)));
    }
    out
}

/// What no annotation says, and where it stands.
fn left_out(input: Input<'_>, left: usize, all: usize) -> String {
    let run = input.view.origin.and_then(|origin| origin.run.as_ref());
    let place = run.map_or_else(String::new, |run| format!(": {run}"));
    format!(
        "{left} of {all} findings are not shown here, because a step shows {MAX_PER_LEVEL} \
         annotations of each level; the log and the other reports of this run have them{place}"
    )
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical | Severity::High => "error",
        Severity::Medium => "warning",
        Severity::Low | Severity::Info => "notice",
    }
}
