//! Version 1 of the JSON report, field by field.
//!
//! These structs are the format, and the format is frozen: programs that nobody here knows read it,
//! and earlier reports are read back as baselines. What the scan has inside may change with every
//! commit and must not change what is written, so nothing of it is serialized directly. A field may
//! be added. To rename, remove or retype one is version 2, which gets a file of its own beside this
//! one.

use crate::finding::{self, Certainty};
use crate::policy::{self, Stride};
use crate::report::{Input, Summary as Counted};
use crate::source;
use serde::Serialize;
use std::collections::BTreeMap;

/// The format's name and version.
pub const SCHEMA: &str = "stridelint-report/1";

/// The whole report (`--format json`).
#[derive(Serialize)]
pub struct Report<'a> {
    /// The format's name and version.
    pub schema: &'static str,
    /// The program's version.
    pub version: &'static str,
    /// The date that counted as today, `YYYY-MM-DD`.
    pub today: &'a str,
    /// Whether all input was read.
    pub complete: bool,
    /// The numbers.
    pub summary: Summary<'a>,
    /// The checks that the findings name, by id.
    pub checks: BTreeMap<&'a str, Check<'a>>,
    /// The findings: unit, file, place and check order them.
    pub findings: Vec<Finding<'a>>,
    /// What was wrong with the input.
    pub problems: Vec<Problem<'a>>,
    /// The units that were scanned.
    pub units: Vec<Unit<'a>>,
}

/// One line of the report in lines (`--format jsonl`): the findings, the problems, one summary.
#[derive(Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Line<'a> {
    /// A finding.
    Finding(Finding<'a>),
    /// What was wrong with the input.
    Problem(Problem<'a>),
    /// The last line.
    Summary(Last<'a>),
}

/// What the last line says.
#[derive(Serialize)]
pub struct Last<'a> {
    /// The format's name and version.
    pub schema: &'static str,
    /// The program's version.
    pub version: &'static str,
    /// The date that counted as today, `YYYY-MM-DD`.
    pub today: &'a str,
    /// Whether all input was read.
    pub complete: bool,
    /// The numbers.
    pub summary: Summary<'a>,
}

/// The numbers of a report. What counts is reported, not suppressed and not in examples.
#[derive(Serialize)]
pub struct Summary<'a> {
    /// Units scanned.
    pub units: usize,
    /// Resources in their documents.
    pub resources: usize,
    /// Findings that count.
    pub findings: usize,
    /// Of these, by severity.
    pub by_severity: BTreeMap<&'static str, usize>,
    /// Of these, by STRIDE category.
    pub by_stride: BTreeMap<&'static str, usize>,
    /// Of these, by threat.
    pub by_threat: BTreeMap<&'a str, usize>,
    /// Of these, by repository, where there are several.
    pub by_repository: BTreeMap<&'a str, usize>,
    /// Findings in units under examples, tests and fixtures.
    pub examples: usize,
    /// Results that depend on values that are not known; 0 when they were not asked for.
    pub undecided: usize,
    /// Findings that a suppression covers.
    pub suppressed: usize,
    /// Findings that the base or the baseline has too.
    pub older: usize,
    /// Problems that lost input.
    pub lost: usize,
}

/// What is said once of a check.
#[derive(Serialize)]
pub struct Check<'a> {
    /// What is wrong, in a few words.
    pub title: &'a str,
    /// `critical`, `high`, `medium`, `low` or `info`.
    pub severity: &'static str,
    /// The STRIDE category.
    pub stride: &'static str,
    /// The threat's id.
    pub threat: &'a str,
    /// The threat in a few words.
    pub threat_title: &'a str,
    /// Why it matters.
    pub description: &'a str,
    /// Entries of the Common Weakness Enumeration.
    pub cwe: &'a [String],
    /// Techniques of MITRE ATT&CK.
    pub mitre: &'a [String],
    /// Controls of AWS Security Hub.
    pub security_hub: &'a [String],
}

/// One threat found at one place.
#[derive(Serialize)]
pub struct Finding<'a> {
    /// The unit's id.
    pub unit: &'a str,
    /// The text to change.
    pub location: Location<'a>,
    /// `<threat>.<check>`.
    pub check: &'a str,
    /// The resource's address.
    pub resource: &'a str,
    /// The resource's canonical type.
    pub resource_type: &'a str,
    /// The resource's type in the source.
    pub source_type: &'a str,
    /// JSON pointer into the resource's `values` in the document.
    pub path: &'a str,
    /// `critical`, `high`, `medium`, `low` or `info`.
    pub severity: &'static str,
    /// `reported`: it holds whatever the unknown values are. `undecided`: it depends on them.
    pub certainty: &'static str,
    /// What is wrong here, in one sentence; holds no secret.
    pub message: &'a str,
    /// The nearest named object, such as the container.
    pub subject: Option<&'a str>,
    /// The conditions it holds under (`when var.debug holds`).
    pub condition: Option<&'a str>,
    /// The unit's variants that have it; absent where the unit has none.
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    pub variants: &'a [String],
    /// Undecided: what is not known, and why.
    pub unknown: Option<&'a str>,
    /// The chain that carried the value, the resource, principals reached.
    pub related: Vec<Related<'a>>,
    /// The source's lines around the place.
    pub snippet: Option<Snippet<'a>>,
    /// Whether the unit lies under examples, tests or fixtures.
    pub example: bool,
    /// The format of the text to change: `terraform`, `cloudformation` or `ecs`.
    pub format: &'static str,
    /// Stable identity across line moves.
    pub fingerprint: &'a str,
    /// Why it does not count, when a suppression covers it.
    pub suppression: Option<Suppression<'a>>,
    /// The STRIDE category.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stride: Option<&'static str>,
    /// How to fix it in this format.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fix: Option<&'a str>,
}

/// A range of a file's text.
#[derive(Serialize)]
pub struct Location<'a> {
    /// Path below the git work tree's root, else below the scan root; forward slashes.
    pub file: &'a str,
    /// First character.
    pub start: Position,
    /// One past the last character.
    pub end: Position,
}

/// A line and a column, both counted from 1; columns count characters (Unicode scalar values).
#[derive(Serialize)]
pub struct Position {
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
}

/// A further place of a finding.
#[derive(Serialize)]
pub struct Related<'a> {
    /// Where.
    pub location: Location<'a>,
    /// What stands there.
    pub message: &'a str,
}

/// Lines of source around a finding.
#[derive(Serialize)]
pub struct Snippet<'a> {
    /// Number of the first line, from 1.
    pub first_line: u32,
    /// The lines without endings; control characters replaced, secrets redacted.
    pub lines: &'a [String],
}

/// Why a finding does not count.
#[derive(Serialize)]
pub struct Suppression<'a> {
    /// `inSource` or `external`, as SARIF has it.
    pub kind: &'static str,
    /// The reason given.
    pub reason: &'a str,
    /// The last day it holds, `YYYY-MM-DD`.
    pub until: Option<&'a str>,
}

/// What was wrong with the input: it costs what it names, never the scan.
#[derive(Serialize)]
pub struct Problem<'a> {
    /// What it costs: `note` (nothing), `warning` (part of the meaning), `lost` (input).
    pub loss: &'static str,
    /// The file; empty for a problem of the whole scan.
    pub file: &'a str,
    /// Where in the file, when known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<Position>,
    /// What is wrong; holds no secret.
    pub message: &'a str,
}

/// One deployable thing that was scanned.
#[derive(Serialize)]
pub struct Unit<'a> {
    /// The unit's id below the git work tree's root.
    pub id: &'a str,
    /// The repository it belongs to; empty for the scan's root.
    pub repository: &'a str,
    /// `terraform`, `terraform-plan`, `cloudformation` or `ecs`.
    pub format: &'static str,
    /// Whether it lies under examples, tests or fixtures.
    pub example: bool,
    /// The number of resources of its document.
    pub resources: usize,
}

impl<'a> Report<'a> {
    /// The report on a scan.
    #[must_use]
    pub fn of(input: Input<'a>) -> Report<'a> {
        let report = input.report;
        let mut checks = BTreeMap::new();
        for finding in &report.findings {
            if let Some((check, threat)) = input.check(finding).zip(input.threat(finding)) {
                checks.insert(check.id.as_str(), Check::of(check, threat));
            }
        }
        Report {
            schema: SCHEMA,
            version: env!("CARGO_PKG_VERSION"),
            today: &report.today,
            complete: !report.incomplete(),
            summary: Summary::of(input),
            checks,
            findings: report.findings.iter().map(|found| Finding::of(input, found)).collect(),
            problems: report.problems.iter().map(Problem::of).collect(),
            units: report.units.iter().map(Unit::of).collect(),
        }
    }
}

impl<'a> Line<'a> {
    /// All lines, in their order.
    pub fn all(input: Input<'a>) -> impl Iterator<Item = Line<'a>> {
        let report = input.report;
        let findings =
            report.findings.iter().map(move |found| Line::Finding(Finding::of(input, found)));
        let problems = report.problems.iter().map(|found| Line::Problem(Problem::of(found)));
        let last = Line::Summary(Last {
            schema: SCHEMA,
            version: env!("CARGO_PKG_VERSION"),
            today: &report.today,
            complete: !report.incomplete(),
            summary: Summary::of(input),
        });
        findings.chain(problems).chain([last])
    }
}

impl<'a> Summary<'a> {
    fn of(input: Input<'a>) -> Summary<'a> {
        let counted = Counted::of(input);
        Summary {
            units: counted.units,
            resources: counted.resources,
            findings: counted.findings,
            by_severity: counted
                .by_severity
                .into_iter()
                .map(|(severity, count)| (severity.name(), count))
                .collect(),
            by_stride: counted
                .by_stride
                .into_iter()
                .map(|(stride, count)| (stride.id(), count))
                .collect(),
            by_threat: counted.by_threat,
            by_repository: counted.by_repository,
            examples: counted.examples,
            undecided: counted.undecided,
            suppressed: counted.suppressed,
            older: counted.older,
            lost: counted.lost,
        }
    }
}

impl<'a> Check<'a> {
    fn of(check: &'a policy::Check, threat: &'a policy::Threat) -> Check<'a> {
        Check {
            title: &check.title,
            severity: check.severity.name(),
            stride: threat.stride.id(),
            threat: &threat.id,
            threat_title: &threat.title,
            description: &check.description,
            cwe: &check.frameworks.cwe,
            mitre: &check.frameworks.mitre,
            security_hub: &check.frameworks.security_hub,
        }
    }
}

impl<'a> Finding<'a> {
    fn of(input: Input<'a>, finding: &'a finding::Finding) -> Finding<'a> {
        Finding {
            unit: &finding.unit,
            location: Location::of(&finding.location),
            check: &finding.check,
            resource: &finding.resource,
            resource_type: &finding.resource_type,
            source_type: &finding.source_type,
            path: &finding.path,
            severity: finding.severity.name(),
            certainty: match finding.certainty {
                Certainty::Reported => "reported",
                Certainty::Undecided => "undecided",
            },
            message: &finding.message,
            subject: finding.subject.as_deref(),
            condition: finding.condition.as_deref(),
            variants: &finding.variants,
            unknown: finding.unknown.as_deref(),
            related: finding
                .related
                .iter()
                .map(|related| Related {
                    location: Location::of(&related.location),
                    message: &related.message,
                })
                .collect(),
            snippet: finding
                .snippet
                .as_ref()
                .map(|snippet| Snippet { first_line: snippet.first_line, lines: &snippet.lines }),
            example: finding.example,
            format: finding.format,
            fingerprint: &finding.fingerprint,
            suppression: finding.suppression.as_ref().map(|suppression| Suppression {
                kind: suppression.kind,
                reason: &suppression.reason,
                until: suppression.until.as_deref(),
            }),
            stride: input.stride(finding).map(Stride::id),
            fix: input.fix(finding).map(str::trim_end),
        }
    }
}

impl<'a> Location<'a> {
    fn of(location: &'a finding::Location) -> Location<'a> {
        Location {
            file: &location.file,
            start: Position::of(location.start),
            end: Position::of(location.end),
        }
    }
}

impl Position {
    fn of(position: source::Position) -> Position {
        Position { line: position.line, column: position.column }
    }
}

impl<'a> Problem<'a> {
    fn of(problem: &'a source::Problem) -> Problem<'a> {
        Problem {
            loss: match problem.loss {
                source::Loss::Note => "note",
                source::Loss::Warning => "warning",
                source::Loss::Lost => "lost",
            },
            file: &problem.path,
            at: problem.at.map(Position::of),
            message: &problem.message,
        }
    }
}

impl<'a> Unit<'a> {
    fn of(unit: &'a finding::Scanned) -> Unit<'a> {
        Unit {
            id: &unit.id,
            repository: &unit.repository,
            format: unit.format,
            example: unit.example,
            resources: unit.resources,
        }
    }
}
