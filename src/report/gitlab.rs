//! GitLab's Code Quality report: paths without `./`, fingerprints unique.

use super::{Input, sentence};
use crate::finding::Severity;
use serde_json::{Value, json};

/// Renders.
pub fn render(input: Input<'_>) -> String {
    let issues: Vec<Value> = input
        .open()
        .map(|finding| {
            let severity = match finding.severity {
                Severity::Critical => "blocker",
                Severity::High => "critical",
                Severity::Medium => "major",
                Severity::Low => "minor",
                Severity::Info => "info",
            };
            json!({
                "description": sentence(finding),
                "check_name": finding.check,
                "fingerprint": finding.fingerprint,
                "severity": severity,
                "location": {"path": finding.location.file, "lines": {"begin": finding.location.start.line, "end": finding.location.end.line}},
            })
        })
        .collect();
    let mut text = serde_json::to_string_pretty(&issues).unwrap_or_default();
    text.push('\n');
    text
}
