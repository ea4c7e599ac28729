//! Findings, gaps and problems as diagnostics.

use super::{SOURCE, View};
use crate::finding::{Certainty, Finding, Severity};
use crate::gap::Gap;
use crate::policy::PolicySet;
use crate::printable::plain;
use crate::report::{help_uri, sentence};
use crate::source::{Loss, Position, Problem};
use lsp_types::{
    CodeDescription, Diagnostic, DiagnosticRelatedInformation, DiagnosticSeverity, NumberOrString,
};
use std::str::FromStr;

/// What is said behind a message while the text cannot be read.
const STALE: &str = " (from before the text could not be read any more)";
/// Further places of one diagnostic.
const MAX_RELATED: usize = 20;

/// A finding at its place; `None`: its file is not known to the editor.
#[must_use]
pub fn of_finding(
    view: &View<'_>,
    set: &PolicySet,
    finding: &Finding,
    stale: bool,
) -> Option<Diagnostic> {
    let at = view.location(&finding.location)?;
    let severity = match (finding.certainty, finding.severity) {
        (Certainty::Undecided, _) => DiagnosticSeverity::HINT,
        _ if finding.example => DiagnosticSeverity::INFORMATION,
        (_, Severity::Critical | Severity::High) => DiagnosticSeverity::ERROR,
        (_, Severity::Medium) => DiagnosticSeverity::WARNING,
        (_, Severity::Low | Severity::Info) => DiagnosticSeverity::INFORMATION,
    };
    let related: Vec<DiagnosticRelatedInformation> = finding
        .related
        .iter()
        .filter_map(|one| {
            let location = view.location(&one.location)?;
            Some(DiagnosticRelatedInformation { location, message: plain(&one.message) })
        })
        .take(MAX_RELATED)
        .collect();
    let page = set.check(&finding.check).and_then(help_uri);
    let page = page.and_then(|page| lsp_types::Uri::from_str(&page).ok());
    let mut message = plain(&sentence(finding));
    if stale {
        message.push_str(STALE);
    }
    Some(Diagnostic {
        range: at.range,
        severity: Some(severity),
        code: Some(NumberOrString::String(finding.check.clone())),
        code_description: page.map(|href| CodeDescription { href }),
        source: Some(SOURCE.to_owned()),
        message,
        related_information: (!related.is_empty()).then_some(related),
        tags: None,
        data: Some(serde_json::json!({ "finding": finding.key() })),
    })
}

/// A gap at its place, as information.
#[must_use]
pub fn of_gap(view: &View<'_>, gap: &Gap) -> Option<Diagnostic> {
    let mut message = gap.sentence();
    if !gap.cure.is_empty() {
        message.push_str("; ");
        message.push_str(&gap.cure);
    }
    let severity =
        if gap.fails() { DiagnosticSeverity::WARNING } else { DiagnosticSeverity::INFORMATION };
    at(view, &gap.path, gap.at, severity, gap.kind.id(), &message)
}

/// A problem of the input at its place.
#[must_use]
pub fn of_problem(view: &View<'_>, problem: &Problem) -> Option<Diagnostic> {
    let severity = match problem.loss {
        Loss::Lost => DiagnosticSeverity::ERROR,
        Loss::Warning => DiagnosticSeverity::WARNING,
        Loss::Note => DiagnosticSeverity::INFORMATION,
    };
    // What `policy check` says has a code.
    let (code, message) = match problem.message.split_once(' ') {
        Some((code, rest)) if is_code(code) => (code, rest),
        _ => ("input", problem.message.as_str()),
    };
    at(view, &problem.path, problem.at, severity, code, message)
}

/// Whether a word is a code of `policy check`: `P034`.
fn is_code(word: &str) -> bool {
    let digits = word.strip_prefix('P').unwrap_or_default();
    digits.len() == 3 && digits.chars().all(|c| c.is_ascii_digit())
}

/// A message that stands at a place of a file, from there to the end of its word.
#[must_use]
pub fn at(
    view: &View<'_>,
    path: &str,
    place: Option<Position>,
    severity: DiagnosticSeverity,
    code: &str,
    message: &str,
) -> Option<Diagnostic> {
    let shown = (view.file)(path)?;
    let start = place.unwrap_or(Position::start_of(1));
    let line = shown.lines.text().split('\n').nth(start.line.saturating_sub(1) as usize);
    let rest = line.and_then(|line| line.get(start.byte_column.saturating_sub(1) as usize..));
    let rest = rest.unwrap_or_default().trim_end();
    let word = |c: char| c.is_alphanumeric() || "_-.:".contains(c);
    let length = match rest.find(|c| !word(c)) {
        Some(0) => rest.chars().next().map_or(0, char::len_utf8),
        Some(length) => length,
        None => rest.len(),
    };
    let length = u32::try_from(length).unwrap_or(0);
    let end = Position { byte_column: start.byte_column.saturating_add(length), ..start };
    let mut message = plain(message);
    crate::secret::hide(&mut message);
    Some(Diagnostic {
        range: shown.range(start, end, view.encoding),
        severity: Some(severity),
        code: Some(NumberOrString::String(code.to_owned())),
        source: Some(SOURCE.to_owned()),
        message,
        ..Diagnostic::default()
    })
}
