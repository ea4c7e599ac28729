//! SARIF 2.1.0 as GitHub's code scanning reads it: one run, narrow regions, our fingerprint as
//! `primaryLocationLineHash`.
//!
//! Limits and required properties: GitHub's pages "SARIF support for code scanning" and "SARIF
//! results exceed one or more limits".

mod model;

use self::model::{
    AbsorbedResult, Apart, ArtifactLocation, AutomationDetails, ColumnKind, Configuration, Driver,
    Fingerprints, Help, Instance, Invocation, Kind, Level, Location, Log, LogicalLocation, Message,
    Notification, PhysicalLocation, Region, ResultProperties, Rule, RuleProperties, Run,
    RunProperties, SarifResult, Suppression, Tool, UriBase,
};
use super::markdown::remediation;
use super::{Input, further, gaps, help_uri, lines, sentence, was_wrong};
use crate::finding::{self, Certainty, Finding, Fixed, Severity};
use crate::gap::Gap;
use crate::policy::{Check, Threat};
use crate::source::{Loss, Position, Problem};
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use std::collections::BTreeMap;

/// What addresses of files are relative to.
const ROOT: &str = "%SRCROOT%";
/// Results of one run that code scanning accepts.
const MAX_RESULTS: usize = 25_000;
/// Longest text of a rule's descriptions.
const MAX_TEXT: usize = 1024;
/// Tags of a rule that are kept.
const MAX_TAGS: usize = 10;

/// What a path's segment may not hold as it is (RFC 3986).
const PATH: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}')
    .add(b':');

/// Renders.
pub fn render(input: Input<'_>) -> String {
    let mut text = serde_json::to_string_pretty(&log(input)).unwrap_or_default();
    text.push('\n');
    text
}

fn log(input: Input<'_>) -> Log {
    let report = input.report;
    let (kept, dropped) = worst(report.findings.iter().collect());
    let mut indexes: BTreeMap<&str, usize> = BTreeMap::new();
    let mut rules: Vec<Rule> = Vec::new();
    for finding in &kept {
        if let Some((check, threat)) = input.check(finding).zip(input.threat(finding)) {
            indexes.entry(&check.id).or_insert_with(|| {
                rules.push(rule(check, threat));
                rules.len() - 1
            });
        }
    }
    let announced = report.announced.iter().map(|one| Notification {
        level: Level::Note,
        message: message(&one.message),
        locations: Vec::new(),
    });
    // What was found and what was not looked at, in one sentence: a viewer may show nothing else.
    let besides = !gaps::besides(input).is_empty();
    let headline = besides.then(|| Notification {
        level: Level::Note,
        message: message(&gaps::headline(input)),
        locations: Vec::new(),
    });
    let problems = report.problems.iter().map(notification);
    let unseen = report.gaps.iter().map(not_seen);
    let mut notifications: Vec<Notification> =
        announced.chain(problems).chain(unseen).chain(headline).collect();
    if dropped > 0 {
        notifications.push(Notification {
            level: Level::Warning,
            message: message(&format!(
                "{dropped} results beyond {MAX_RESULTS} are left out, the mildest first"
            )),
            locations: Vec::new(),
        });
    }
    let root =
        UriBase { description: message("the root of the git work tree, else the scanned folder") };
    Log {
        schema: "https://json.schemastore.org/sarif-2.1.0.json",
        version: "2.1.0",
        runs: [Run {
            tool: Tool {
                driver: Driver {
                    name: "stridelint",
                    semantic_version: env!("CARGO_PKG_VERSION"),
                    rules,
                },
            },
            automation_details: AutomationDetails { id: "stridelint/" },
            invocations: [Invocation {
                execution_successful: !report.lost(),
                tool_execution_notifications: notifications,
            }],
            column_kind: ColumnKind::UnicodeCodePoints,
            original_uri_base_ids: BTreeMap::from([(ROOT, root)]),
            results: kept
                .iter()
                .map(|finding| result(finding, indexes.get(finding.check.as_str()).copied()))
                .collect(),
            properties: RunProperties {
                today: report.today.clone(),
                fixed: report.fixed.iter().map(|fixed| fixed_one(input, fixed)).collect(),
                newly_visible: report.visible.iter().map(visible_one).collect(),
            },
        }],
    }
}

fn fixed_one(input: Input<'_>, fixed: &Fixed) -> Apart {
    Apart {
        rule_id: fixed.check.clone(),
        message: non_empty(was_wrong(input, fixed)),
        uri: uri(&fixed.file),
        resource: non_empty(&fixed.resource),
        fingerprint: fixed.fingerprint.clone(),
    }
}

fn visible_one(finding: &Finding) -> Apart {
    Apart {
        rule_id: finding.check.clone(),
        message: non_empty(&sentence(finding)),
        uri: uri(&finding.location.file),
        resource: non_empty(&finding.resource),
        fingerprint: finding.fingerprint.clone(),
    }
}

/// The findings that one run may hold, in the report's order, and how many are left out. The worst
/// stay; among equals the report's order decides.
fn worst(mut findings: Vec<&Finding>) -> (Vec<&Finding>, usize) {
    let dropped = findings.len().saturating_sub(MAX_RESULTS);
    if dropped > 0 {
        findings.sort_by(|one, other| {
            (one.certainty, other.severity)
                .cmp(&(other.certainty, one.severity))
                .then_with(|| one.cmp(other))
        });
        findings.truncate(MAX_RESULTS);
        findings.sort();
    }
    (findings, dropped)
}

/// A number as code scanning buckets it: above 9 critical, from 7 high, from 4 medium, else low.
fn security_severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical => "9.5",
        Severity::High => "8.0",
        Severity::Medium => "5.5",
        Severity::Low => "2.5",
        Severity::Info => "0.5",
    }
}

fn level(severity: Severity) -> Level {
    match severity {
        Severity::Critical | Severity::High => Level::Error,
        Severity::Medium => Level::Warning,
        Severity::Low | Severity::Info => Level::Note,
    }
}

/// As [`level`], in the words of `problem.severity`.
fn problem_severity(severity: Severity) -> &'static str {
    match level(severity) {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Note | Level::None => "recommendation",
    }
}

/// Text that is never empty and never longer than allowed.
fn text(text: &str, otherwise: &str) -> Message {
    let text = if text.trim().is_empty() { otherwise } else { text.trim() };
    Message { text: text.chars().take(MAX_TEXT).collect() }
}

fn message(text: &str) -> Message {
    Message { text: non_empty(text) }
}

fn rule(check: &Check, threat: &Threat) -> Rule {
    let mut tags = vec!["security".to_owned(), format!("stride/{}", threat.stride.id())];
    let frameworks = [&check.frameworks, &threat.frameworks];
    tags.extend(
        frameworks
            .iter()
            .flat_map(|set| &set.cwe)
            .map(|id| format!("external/cwe/{}", id.to_ascii_lowercase())),
    );
    tags.extend(
        frameworks.iter().flat_map(|set| &set.mitre).map(|id| format!("external/mitre/{id}")),
    );
    tags.extend(
        frameworks
            .iter()
            .flat_map(|set| &set.security_hub)
            .map(|id| format!("external/security-hub/{id}")),
    );
    let mut seen = std::collections::BTreeSet::new();
    tags.retain(|tag| seen.insert(tag.clone()));
    tags.truncate(MAX_TAGS);
    let fixes: Vec<(String, &str)> =
        check.remediation.all().map(|fix| (fix.name, fix.text.trim())).collect();
    let plain: String = fixes.iter().map(|(name, fix)| format!("\n\n{name}: {fix}")).collect();
    let marked: String = fixes
        .iter()
        .map(|(name, fix)| format!("\n\n**{name}**\n\n{}", remediation(fix, "").trim_end()))
        .collect();
    let about = format!(
        "{}\n\nThreat ({}): {}",
        check.description.trim(),
        threat.stride.title(),
        threat.title
    );
    Rule {
        id: check.id.clone(),
        name: check.id.clone(),
        short_description: text(&check.title, &check.id),
        full_description: text(&check.description, &check.title),
        help: Help { text: format!("{about}{plain}"), markdown: format!("{about}{marked}") },
        default_configuration: Configuration { level: level(check.severity) },
        properties: RuleProperties {
            security_severity: security_severity(check.severity),
            tags,
            precision: "high",
            problem_severity: problem_severity(check.severity),
        },
        help_uri: help_uri(check),
    }
}

fn result(finding: &Finding, index: Option<usize>) -> SarifResult {
    let undecided = finding.certainty == Certainty::Undecided;
    let named = |resource: &str| LogicalLocation {
        fully_qualified_name: non_empty(resource),
        kind: "resource",
    };
    let mut resources = vec![named(&finding.resource)];
    let further = further(finding).map(|one| &one.resource);
    for resource in further.chain(&finding.written_in).map(|one| named(one)) {
        if !resources.contains(&resource) {
            resources.push(resource);
        }
    }
    SarifResult {
        rule_id: finding.check.clone(),
        rule_index: index,
        kind: undecided.then_some(Kind::Open),
        level: if undecided { Level::None } else { level(finding.severity) },
        message: message(&with_lines(finding)),
        locations: [Location { logical_locations: resources, ..place(&finding.location) }],
        related_locations: finding
            .related
            .iter()
            .zip(1..)
            .map(|(related, number)| Location {
                id: Some(number),
                message: Some(message(&related.message)),
                ..place(&related.location)
            })
            .collect(),
        partial_fingerprints: Fingerprints {
            primary_location_line_hash: finding.fingerprint.clone(),
        },
        suppressions: finding.suppression.iter().map(suppression).collect(),
        properties: ResultProperties {
            security_severity: security_severity(finding.severity),
            repository: finding.repository.clone(),
            unit: non_empty(&finding.unit),
            resource_type: non_empty(&finding.resource_type),
            path: non_empty(&finding.path),
            example: finding.example,
            condition: finding.condition.clone(),
            instances: match &*finding.instances {
                [] | [_] => Vec::new(),
                all => all.iter().map(|one| instance(finding, one)).collect(),
            },
            absorbed: finding.absorbed_checks().map(str::to_owned).collect(),
            absorbed_findings: finding
                .absorbed
                .iter()
                .map(|one| AbsorbedResult {
                    rule_id: one.check.clone(),
                    fingerprint: one.fingerprint.clone(),
                })
                .collect(),
        },
    }
}

/// The sentence, and below it those of the checks that the finding took in.
fn with_lines(finding: &Finding) -> String {
    let all: Vec<String> = std::iter::once(sentence(finding)).chain(lines(finding)).collect();
    all.join("\n")
}

fn suppression(suppression: &finding::Suppression) -> Suppression {
    Suppression {
        kind: suppression.kind,
        status: "accepted",
        justification: non_empty(&suppression.reason),
    }
}

fn instance(finding: &Finding, instance: &finding::Instance) -> Instance {
    let own = |own: &String| *own != finding.fingerprint;
    let open = finding.suppression.is_none();
    Instance {
        unit: non_empty(&instance.unit),
        resource: non_empty(&instance.resource),
        subject: instance.subject.as_deref().map(non_empty),
        fingerprint: Some(instance.fingerprint.clone()).filter(own),
        certainty: (instance.certainty != finding.certainty).then_some("undecided"),
        suppression: instance.suppression.as_ref().filter(|_| open).map(suppression),
    }
}

/// No property may be an empty string.
fn non_empty(text: &str) -> String {
    if text.trim().is_empty() { "-".to_owned() } else { text.to_owned() }
}

fn place(location: &finding::Location) -> Location {
    within(&location.file, Some(region(location.start, location.end)))
}

/// A file's path as a URI.
pub(super) fn uri(file: &str) -> String {
    let file = if file.is_empty() { "." } else { file };
    utf8_percent_encode(file, PATH).to_string()
}

fn within(file: &str, region: Option<Region>) -> Location {
    let uri = uri(file);
    Location {
        physical_location: PhysicalLocation {
            artifact_location: ArtifactLocation { uri, uri_base_id: ROOT },
            region,
        },
        logical_locations: Vec::new(),
        id: None,
        message: None,
    }
}

fn region(start: Position, end: Position) -> Region {
    let (end_line, end_column) =
        if end <= start { (start.line, start.column + 1) } else { (end.line, end.column) };
    Region { start_line: start.line, start_column: start.column, end_line, end_column }
}

fn notification(problem: &Problem) -> Notification {
    let level = match problem.loss {
        Loss::Note => Level::Note,
        Loss::Warning => Level::Warning,
        Loss::Lost => Level::Error,
    };
    let place = within(&problem.path, problem.at.map(|at| region(at, at)));
    Notification {
        level,
        message: message(&problem.message),
        locations: if problem.path.is_empty() { Vec::new() } else { vec![place] },
    }
}

/// What was not looked at.
fn not_seen(gap: &Gap) -> Notification {
    let place = within(&gap.path, gap.at.map(|at| region(at, at)));
    Notification {
        level: match (gap.fails(), gap.kind.is_loss()) {
            (true, _) => Level::Error,
            (_, true) => Level::Warning,
            _ => Level::Note,
        },
        message: message(&gaps::sentence(gap)),
        locations: if gap.path.is_empty() { Vec::new() } else { vec![place] },
    }
}
