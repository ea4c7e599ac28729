//! Comma-separated values (RFC 4180, lines end as in other reports): a row for each instance of each finding, under a row of names.

use super::{Input, name_of, sentence};
use crate::finding::{Certainty, Finding, Instance};

const COLUMNS: [&str; 17] = [
    "severity",
    "check",
    "stride",
    "threat",
    "certainty",
    "file",
    "line",
    "column",
    "end_line",
    "end_column",
    "repository",
    "unit",
    "resource",
    "name",
    "message",
    "example",
    "fingerprint",
];

/// Renders. What is suppressed is left out.
pub fn render(input: Input<'_>) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let mut rows = vec![COLUMNS.map(str::to_owned)];
    for finding in input.report.findings.iter().filter(|finding| finding.suppression.is_none()) {
        let open = finding.each().into_iter().filter(|one| one.suppression.is_none());
        rows.extend(open.map(|instance| row(input, finding, &instance)));
    }
    for row in &rows {
        // Memory takes every row.
        let _ = writer.write_record(row);
    }
    String::from_utf8(writer.into_inner().unwrap_or_default()).unwrap_or_default()
}

fn row(input: Input<'_>, finding: &Finding, instance: &Instance) -> [String; 17] {
    let threat = input.threat(finding);
    let (start, end) = (&finding.location.start, &finding.location.end);
    let certainty = match instance.certainty {
        Certainty::Reported => "reported",
        Certainty::Undecided => "undecided",
    };
    let subject = instance.subject.clone().unwrap_or_else(|| name_of(finding, instance));
    [
        finding.severity.name().to_owned(),
        finding.check.clone(),
        threat.map(|threat| threat.stride.id().to_owned()).unwrap_or_default(),
        threat.map(|threat| threat.id.clone()).unwrap_or_default(),
        certainty.to_owned(),
        finding.location.file.clone(),
        start.line.to_string(),
        start.column.to_string(),
        end.line.to_string(),
        end.column.to_string(),
        finding.repository.clone(),
        instance.unit.clone(),
        instance.resource.clone(),
        subject,
        sentence(finding),
        finding.example.to_string(),
        instance.fingerprint.clone(),
    ]
    .map(unformulated)
}

/// A cell that no spreadsheet takes for a formula.
fn unformulated(cell: String) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{cell}") } else { cell }
}
