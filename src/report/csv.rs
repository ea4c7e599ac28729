//! Comma-separated values (RFC 4180, lines end as in other reports): a row for each instance of each
//! finding, under a row of names.
//!
//! What the findings alone do not tell has rows of its own, told apart by their certainty:
//! `configuration`, `gap`, and `summary` where something is left out of what was found.

use super::{Input, gaps, sentence};
use crate::finding::{Announced, Certainty, Finding, Instance};
use crate::gap::Gap;
use crate::source::Position;

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
    rows.extend(input.report.announced.iter().map(told));
    rows.extend(input.report.gaps.iter().map(not_seen));
    if !gaps::besides(input).is_empty() {
        let said = gaps::headline(input);
        rows.push(beside("summary", "summary", ".", None, [String::new(), said, String::new()]));
    }
    for row in &rows {
        // Memory takes every row.
        let _ = writer.write_record(row);
    }
    String::from_utf8(writer.into_inner().unwrap_or_default()).unwrap_or_default()
}

/// A row's cells.
type Row = [String; COLUMNS.len()];

/// What decided how the scan went.
fn told(one: &Announced) -> Row {
    let at = one.line.map(Position::start_of);
    let said = [String::new(), one.message.clone(), String::new()];
    beside("configuration", "configuration", &one.file, at, said)
}

/// What was not looked at.
fn not_seen(gap: &Gap) -> Row {
    let said = [gap.what.clone(), gaps::sentence(gap), gaps::fingerprint(gap)];
    beside("gap", gap.kind.id(), &gap.path, gap.at, said)
}

/// A row that is no finding's: what it is about, what it says and its fingerprint are `said`.
fn beside(certainty: &str, what: &str, file: &str, at: Option<Position>, said: [String; 3]) -> Row {
    let mut row = Row::default();
    let [name, message, fingerprint] = said;
    let at = at.map(|at| (at.line.to_string(), at.column.to_string()));
    let (line, column) = at.unwrap_or_default();
    for (column, cell) in [
        ("severity", "info".to_owned()),
        ("check", what.to_owned()),
        ("certainty", certainty.to_owned()),
        ("file", if file.is_empty() { ".".to_owned() } else { file.to_owned() }),
        ("line", line),
        ("column", column),
        ("name", name),
        ("message", message),
        ("fingerprint", fingerprint),
    ] {
        if let Some(at) = COLUMNS.iter().position(|known| *known == column) {
            row[at] = cell;
        }
    }
    row.map(unformulated)
}

fn row(input: Input<'_>, finding: &Finding, instance: &Instance) -> Row {
    let threat = input.threat(finding);
    let (start, end) = (&finding.location.start, &finding.location.end);
    let certainty = match instance.certainty {
        Certainty::Reported => "reported",
        Certainty::Raw => "raw",
        Certainty::Undecided => "undecided",
    };
    let subject = instance.subject.as_ref().unwrap_or(&instance.resource).clone();
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

/// A cell that no spreadsheet takes for a formula, whatever blanks it skips and whichever width of the
/// signs it knows (OWASP, "CSV Injection").
pub(super) fn unformulated(cell: String) -> String {
    const SIGNS: [char; 8] = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];
    let first = cell.trim_start_matches(|c: char| c.is_whitespace() || c.is_control());
    let formula = first.starts_with(SIGNS) || cell.starts_with(['\t', '\r']);
    if formula { format!("'{cell}") } else { cell }
}
