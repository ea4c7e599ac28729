//! reviewdog's diagnostics (Reviewdog Diagnostic Format, one object).

use super::{Input, help_uri, sentence};
use crate::finding::{Location, Severity};
use crate::source::{Loss, Position};
use serde_json::{Value, json};

/// Renders.
pub fn render(input: Input<'_>) -> String {
    let mut diagnostics: Vec<Value> = input
        .open()
        .map(|finding| {
            let severity = match finding.severity {
                Severity::Critical | Severity::High => "ERROR",
                Severity::Medium => "WARNING",
                Severity::Low | Severity::Info => "INFO",
            };
            let mut code = json!({"value": finding.check});
            if let Some(uri) = input.check(finding).and_then(help_uri) {
                code["url"] = json!(uri);
            }
            json!({"message": sentence(finding), "location": location(&finding.location), "severity": severity, "code": code})
        })
        .collect();
    diagnostics.extend(input.report.problems.iter().filter(|problem| problem.loss == Loss::Lost && !problem.path.is_empty()).map(
        |problem| {
            let at = problem.at.unwrap_or(Position { line: 1, column: 1 });
            let place = Location { file: problem.path.clone(), start: at, end: at };
            json!({"message": format!("not scanned: {}", problem.message), "location": location(&place), "severity": "ERROR"})
        },
    ));
    let whole = json!({"source": {"name": "stridelint"}, "diagnostics": diagnostics});
    let mut text = serde_json::to_string_pretty(&whole).unwrap_or_default();
    text.push('\n');
    text
}

fn location(location: &Location) -> Value {
    let at = |position: Position| json!({"line": position.line, "column": position.column});
    json!({"path": location.file, "range": {"start": at(location.start), "end": at(location.end)}})
}
