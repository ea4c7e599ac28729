//! reviewdog's diagnostics (Reviewdog Diagnostic Format, one object). What is fixed has no place in
//! it: reviewdog comments on whatever is listed. The command line tells it.

use super::{Input, described, gaps, help_uri};
use crate::finding::{self, Announced, Certainty, Finding, Severity};
use crate::gap::Gap;
use crate::source::{self, Loss, Problem};
use serde::Serialize;

/// `DiagnosticResult`.
#[derive(Serialize)]
struct DiagnosticResult<'a> {
    source: Source,
    diagnostics: Vec<Diagnostic<'a>>,
}

/// `Source`: the program.
#[derive(Serialize)]
struct Source {
    name: &'static str,
}

/// `Diagnostic`: a finding, or input that was not scanned.
#[derive(Serialize)]
struct Diagnostic<'a> {
    message: String,
    location: Location<'a>,
    severity: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<Code<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    suggestions: Vec<Suggestion<'a>>,
}

/// `Suggestion`: what stands in a range of the diagnostic's file instead.
#[derive(Serialize)]
struct Suggestion<'a> {
    range: Range,
    text: &'a str,
}

/// `Code`: the check.
#[derive(Serialize)]
struct Code<'a> {
    value: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
}

/// `Location`.
#[derive(Serialize)]
struct Location<'a> {
    path: &'a str,
    range: Range,
}

/// `Range`: the end is exclusive.
#[derive(Serialize)]
struct Range {
    start: Position,
    end: Position,
}

/// `Position`: columns count bytes of UTF-8, from 1.
#[derive(Serialize)]
struct Position {
    line: u32,
    column: u32,
}

/// Renders.
pub fn render(input: Input<'_>) -> String {
    let lost = input.report.problems.iter().filter_map(not_scanned);
    let unseen = input.report.gaps.iter().filter_map(not_seen);
    let headline = (!gaps::besides(input).is_empty()).then(|| headline(input));
    let whole = DiagnosticResult {
        source: Source { name: "stridelint" },
        diagnostics: input
            .report
            .announced
            .iter()
            .map(told)
            .chain(input.open().chain(input.undecided()).map(|found| diagnostic(input, found)))
            .chain(lost)
            .chain(unseen)
            .chain(headline)
            .collect(),
    };
    let mut text = serde_json::to_string_pretty(&whole).unwrap_or_default();
    text.push('\n');
    text
}

fn diagnostic<'a>(input: Input<'a>, finding: &'a Finding) -> Diagnostic<'a> {
    let finding::Location { file, start, end } = &finding.location;
    // A suggestion is one range; that what stands around moves along is left to a formatter.
    let made: Vec<&finding::Made> =
        finding.fix.iter().flat_map(|fix| &fix.made).filter(|made| !made.is_blank()).collect();
    // And it has no file of its own.
    let suggestion = |made: &'a finding::Made| {
        let finding::Location { file: own, start, end } = &made.location;
        let range = location(own, *start, *end).range;
        (own == file).then_some(Suggestion { range, text: &made.text })
    };
    Diagnostic {
        message: described(finding),
        location: location(file, *start, *end),
        severity: match (finding.certainty, finding.severity) {
            (Certainty::Undecided, _) => "INFO",
            (_, Severity::Critical | Severity::High) => "ERROR",
            (_, Severity::Medium) => "WARNING",
            (_, Severity::Low | Severity::Info) => "INFO",
        },
        code: Some(Code { value: &finding.check, url: input.check(finding).and_then(help_uri) }),
        suggestions: match &*made {
            [only] => suggestion(only).into_iter().collect(),
            _ => Vec::new(),
        },
    }
}

/// What decided how the scan went.
fn told(one: &Announced) -> Diagnostic<'_> {
    let at = source::Position::start_of(one.line.unwrap_or(1));
    Diagnostic {
        message: one.message.clone(),
        location: location(if one.file.is_empty() { "." } else { &one.file }, at, at),
        severity: "INFO",
        code: Some(Code { value: "configuration", url: None }),
        suggestions: Vec::new(),
    }
}

/// A file that was lost. What no file names has no place in this format.
fn not_scanned(problem: &Problem) -> Option<Diagnostic<'_>> {
    (problem.loss == Loss::Lost && !problem.path.is_empty()).then(|| {
        let at = problem.at.unwrap_or(source::Position::start_of(1));
        Diagnostic {
            message: format!("not scanned: {}", problem.message),
            location: location(&problem.path, at, at),
            severity: "ERROR",
            code: None,
            suggestions: Vec::new(),
        }
    })
}

/// What was not looked at, where it has a file.
fn not_seen(gap: &Gap) -> Option<Diagnostic<'_>> {
    (gap.kind.is_loss() && !gap.path.is_empty()).then(|| {
        let at = gap.at.unwrap_or(source::Position::start_of(1));
        Diagnostic {
            message: gaps::sentence(gap),
            location: location(&gap.path, at, at),
            severity: if gap.fails() { "ERROR" } else { "INFO" },
            code: Some(Code { value: gap.kind.id(), url: None }),
            suggestions: Vec::new(),
        }
    })
}

/// How much was found and what is left out of that, in one sentence.
fn headline(input: Input<'_>) -> Diagnostic<'_> {
    let at = source::Position::start_of(1);
    Diagnostic {
        message: gaps::headline(input),
        location: location(".", at, at),
        severity: "INFO",
        code: Some(Code { value: "summary", url: None }),
        suggestions: Vec::new(),
    }
}

fn location(path: &str, start: source::Position, end: source::Position) -> Location<'_> {
    let position = |at: source::Position| Position { line: at.line, column: at.byte_column };
    Location { path, range: Range { start: position(start), end: position(end) } }
}
