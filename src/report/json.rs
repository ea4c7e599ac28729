//! JSON for machines, as one object or as lines. The structs here are the format: they change only
//! with its version.

use super::Input;
use super::summary::Summary;
use crate::finding::{Finding, Scanned};
use crate::source::{Loss, Problem};
use serde::Serialize;
use std::collections::BTreeMap;

/// The format's version.
const SCHEMA: &str = "stridelint-report/1";

#[derive(Serialize)]
struct Whole<'a> {
    schema: &'static str,
    version: &'static str,
    today: &'a str,
    complete: bool,
    summary: Summary,
    checks: BTreeMap<&'a str, CheckOut<'a>>,
    findings: Vec<FindingOut<'a>>,
    problems: Vec<ProblemOut<'a>>,
    units: &'a [Scanned],
}

#[derive(Serialize)]
struct CheckOut<'a> {
    title: &'a str,
    severity: &'static str,
    stride: &'static str,
    threat: &'a str,
    threat_title: &'a str,
    description: &'a str,
    cwe: &'a [String],
    mitre: &'a [String],
    security_hub: &'a [String],
}

#[derive(Serialize)]
struct FindingOut<'a> {
    #[serde(flatten)]
    finding: &'a Finding,
    #[serde(skip_serializing_if = "Option::is_none")]
    stride: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fix: Option<&'a str>,
}

#[derive(Serialize)]
struct ProblemOut<'a> {
    loss: &'static str,
    file: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    at: Option<crate::source::Position>,
    message: &'a str,
}

#[derive(Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
enum Line<'a> {
    Finding(FindingOut<'a>),
    Problem(ProblemOut<'a>),
    Summary {
        schema: &'static str,
        version: &'static str,
        today: &'a str,
        complete: bool,
        summary: Summary,
    },
}

/// One object.
pub fn render(input: Input<'_>) -> String {
    let report = input.report;
    let mut checks = BTreeMap::new();
    for finding in &report.findings {
        if let Some((check, threat)) = input.check(finding).zip(input.threat(finding)) {
            let out = CheckOut {
                title: &check.title,
                severity: check.severity.name(),
                stride: threat.stride.id(),
                threat: &threat.id,
                threat_title: &threat.title,
                description: &check.description,
                cwe: &check.frameworks.cwe,
                mitre: &check.frameworks.mitre,
                security_hub: &check.frameworks.security_hub,
            };
            checks.insert(check.id.as_str(), out);
        }
    }
    let whole = Whole {
        schema: SCHEMA,
        version: env!("CARGO_PKG_VERSION"),
        today: &report.today,
        complete: !report.incomplete(),
        summary: Summary::of(input),
        checks,
        findings: report.findings.iter().map(|finding| out(input, finding)).collect(),
        problems: report.problems.iter().map(problem).collect(),
        units: &report.units,
    };
    let mut text = serde_json::to_string_pretty(&whole).unwrap_or_default();
    text.push('\n');
    text
}

/// One object per line: findings, problems, the summary.
pub fn lines(input: Input<'_>) -> String {
    let report = input.report;
    let findings = report.findings.iter().map(|finding| Line::Finding(out(input, finding)));
    let problems = report.problems.iter().map(|found| Line::Problem(problem(found)));
    let summary = Line::Summary {
        schema: SCHEMA,
        version: env!("CARGO_PKG_VERSION"),
        today: &report.today,
        complete: !report.incomplete(),
        summary: Summary::of(input),
    };
    let mut text = String::new();
    for line in findings.chain(problems).chain([summary]) {
        text.push_str(&serde_json::to_string(&line).unwrap_or_default());
        text.push('\n');
    }
    text
}

fn out<'a>(input: Input<'a>, finding: &'a Finding) -> FindingOut<'a> {
    FindingOut {
        finding,
        stride: input.stride(finding).map(crate::policy::Stride::id),
        fix: input.fix(finding).map(str::trim_end),
    }
}

fn problem(problem: &Problem) -> ProblemOut<'_> {
    let loss = match problem.loss {
        Loss::Note => "note",
        Loss::Warning => "warning",
        Loss::Lost => "lost",
    };
    ProblemOut { loss, file: &problem.path, at: problem.at, message: &problem.message }
}
