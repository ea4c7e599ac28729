//! GitLab's security report of the type SAST, schema 15.0: what GitLab shows among a project's
//! vulnerabilities and in a merge request's security widget.
//!
//! What is undecided has the severity Info. What was not looked at, and what was lost, are messages of the scan: a gap is no
//! vulnerability. What is fixed has no place in it: GitLab finds it by comparing two reports.

use super::summary::lost_problems;
use super::{Input, SITE, described, gaps, help_uri, sentence, to_add};
use crate::finding::{Certainty, Finding, Severity};
use crate::policy::Check;
use crate::source::Loss;
use serde::Serialize;
use uuid::Uuid;

/// The schema's version: of those that GitLab reads one that every release since 16.4 knows.
const SCHEMA: &str = "15.0.7";
/// Longest name of a vulnerability, in characters.
const MAX_NAME: usize = 255;
/// Longest description, in characters.
const MAX_DESCRIPTION: usize = 1_048_576;
/// Longest solution, in characters.
const MAX_SOLUTION: usize = 7000;

/// The report.
#[derive(Serialize)]
struct Security<'a> {
    version: &'static str,
    scan: Scan,
    vulnerabilities: Vec<Vulnerability<'a>>,
}

/// How the scan went. Its times are the day that counted as today: the same input makes the same
/// report.
#[derive(Serialize)]
struct Scan {
    analyzer: Program,
    scanner: Program,
    #[serde(rename = "type")]
    kind: &'static str,
    start_time: String,
    end_time: String,
    status: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    messages: Vec<Told>,
}

/// The program.
#[derive(Clone, Copy, Serialize)]
struct Program {
    id: &'static str,
    name: &'static str,
    url: &'static str,
    vendor: Vendor,
    version: &'static str,
}

/// Who makes it.
#[derive(Clone, Copy, Serialize)]
struct Vendor {
    name: &'static str,
}

/// What is said to whoever started the scan.
#[derive(Serialize)]
struct Told {
    level: &'static str,
    value: String,
}

/// A finding.
#[derive(Serialize)]
struct Vulnerability<'a> {
    id: String,
    name: String,
    description: String,
    severity: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    solution: Option<String>,
    identifiers: Vec<Identifier>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    links: Vec<Link>,
    location: Location<'a>,
    tracking: Tracking<'a>,
}

/// What a finding is called in some list; the first one says which kind of finding it is.
#[derive(Serialize)]
struct Identifier {
    #[serde(rename = "type")]
    kind: &'static str,
    name: String,
    value: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
}

/// Further reading.
#[derive(Serialize)]
struct Link {
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    url: String,
}

/// Its place; lines are both inclusive.
#[derive(Serialize)]
struct Location<'a> {
    file: &'a str,
    start_line: u32,
    end_line: u32,
}

/// By this GitLab knows a finding again when its lines move.
#[derive(Serialize)]
struct Tracking<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    items: [Tracked<'a>; 1],
}

/// What is tracked.
#[derive(Serialize)]
struct Tracked<'a> {
    file: &'a str,
    start_line: u32,
    end_line: u32,
    signatures: [Signature; 1],
}

/// Its identity.
#[derive(Serialize)]
struct Signature {
    algorithm: &'static str,
    value: String,
}

const PROGRAM: Program = Program {
    id: "stridelint",
    name: "stridelint",
    url: SITE,
    vendor: Vendor { name: "stridelint" },
    version: env!("CARGO_PKG_VERSION"),
};

/// Renders.
pub fn render(input: Input<'_>) -> String {
    let time = format!("{}T00:00:00", input.report.today);
    let lost = lost_problems(input.report) > 0 || input.report.lost();
    let all = input.open().chain(input.undecided());
    let whole = Security {
        version: SCHEMA,
        scan: Scan {
            analyzer: PROGRAM,
            scanner: PROGRAM,
            kind: "sast",
            start_time: time.clone(),
            end_time: time,
            status: if lost { "failure" } else { "success" },
            messages: messages(input),
        },
        vulnerabilities: all.map(|finding| vulnerability(input, finding)).collect(),
    };
    let mut text = serde_json::to_string_pretty(&whole).unwrap_or_default();
    text.push('\n');
    text
}

/// What decided how the scan went, what was lost, what was not looked at, and all of it in one
/// sentence.
fn messages(input: Input<'_>) -> Vec<Told> {
    let told = |level, value: String| Told { level, value };
    let report = input.report;
    let announced = report.announced.iter().map(|one| told("info", one.message.clone()));
    let problems = report.problems.iter().filter(|problem| problem.loss == Loss::Lost);
    let problems = problems.map(|problem| {
        told("warn", format!("{} was not scanned: {}", problem.path, problem.message))
    });
    let unseen = report.gaps.iter().map(|gap| {
        let level = if gap.kind.is_loss() || gap.fails() { "warn" } else { "info" };
        told(level, gaps::sentence(gap))
    });
    let headline = (!gaps::besides(input).is_empty()).then(|| told("info", gaps::headline(input)));
    announced.chain(problems).chain(unseen).chain(headline).collect()
}

fn vulnerability<'a>(input: Input<'a>, finding: &'a Finding) -> Vulnerability<'a> {
    let crate::finding::Location { file, start, end } = &finding.location;
    let key = finding.key();
    let check = input.check(finding);
    Vulnerability {
        id: Uuid::new_v5(&Uuid::NAMESPACE_URL, format!("{SITE}{key}").as_bytes()).to_string(),
        name: cut(input.title(finding), MAX_NAME),
        description: cut(&description(finding, check), MAX_DESCRIPTION),
        severity: match (finding.certainty, finding.severity) {
            (Certainty::Undecided, _) | (_, Severity::Info) => "Info",
            (_, Severity::Low) => "Low",
            (_, Severity::Medium) => "Medium",
            (_, Severity::High) => "High",
            (_, Severity::Critical) => "Critical",
        },
        solution: solution(input, finding),
        identifiers: identifiers(input, finding),
        links: check.map(links).unwrap_or_default(),
        location: Location { file, start_line: start.line, end_line: end.line },
        tracking: Tracking {
            kind: "source",
            items: [Tracked {
                file,
                start_line: start.line,
                end_line: end.line,
                signatures: [Signature { algorithm: "hash", value: key }],
            }],
        },
    }
}

/// What is wrong here, and why that matters.
fn description(finding: &Finding, check: Option<&Check>) -> String {
    let said = match finding.certainty {
        Certainty::Undecided => sentence(finding),
        Certainty::Reported | Certainty::Raw => described(finding),
    };
    let why = check.map(|check| check.description.trim()).filter(|why| !why.is_empty());
    let parts = [Some(said), why.map(str::to_owned)];
    parts.into_iter().flatten().collect::<Vec<_>>().join("\n\n")
}

fn solution(input: Input<'_>, finding: &Finding) -> Option<String> {
    let fix = input.fix(finding)?;
    let fix = fix.trim();
    let add = to_add(input, finding).map(|add| format!("Add {add}.\n\n")).unwrap_or_default();
    Some(cut(&format!("{add}{fix}"), MAX_SOLUTION))
}

fn identifiers(input: Input<'_>, finding: &Finding) -> Vec<Identifier> {
    let check = input.check(finding);
    let mut all = vec![Identifier {
        kind: "stridelint",
        name: finding.check.clone(),
        value: finding.check.clone(),
        url: check.and_then(help_uri),
    }];
    let weaknesses = check.into_iter().flat_map(|check| &check.frameworks.cwe);
    all.extend(weaknesses.filter_map(|id| {
        let value = id.strip_prefix("CWE-")?.to_owned();
        let url = format!("https://cwe.mitre.org/data/definitions/{value}.html");
        Some(Identifier { kind: "cwe", name: id.clone(), value, url: Some(url) })
    }));
    all
}

fn links(check: &Check) -> Vec<Link> {
    let reachable = check.related.iter().filter(|one| one.url.starts_with("https://"));
    reachable.map(|one| Link { name: one.description.clone(), url: one.url.clone() }).collect()
}

fn cut(text: &str, most: usize) -> String {
    text.chars().take(most).collect()
}
