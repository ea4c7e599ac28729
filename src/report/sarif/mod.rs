//! SARIF 2.1.0 as GitHub's code scanning reads it: one run a file, narrow regions, our fingerprint as
//! `primaryLocationLineHash`.
//!
//! Limits and required properties: GitHub's pages "SARIF support for code scanning" and "SARIF
//! results exceed one or more limits".

mod model;
mod parts;
mod places;
mod rules;

use self::model::{
    AbsorbedResult, Apart, ArtifactChange, AutomationDetails, CodeFlow, ColumnKind, Driver,
    Extension, Fingerprints, Instance, Invocation, Kind, Level, Log, Notification, Replacement,
    ResultProperties, Run, RunProperties, SarifResult, Suppression, ThreadFlow, ThreadFlowLocation,
    Tool, UriBase,
};
use self::parts::{Limits, Part};
use self::places::{
    ArtifactLocation, Location, LogicalLocation, Message, PhysicalLocation, Region,
};
use self::rules::Rules;
use super::{Input, SITE, further, gaps, lines, sentence, was_wrong};
use crate::finding::{self, Certainty, Finding, Fixed, Related, RelatedKind, Severity};
use crate::gap::Gap;
use crate::source::{Loss, Position, Problem};
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use std::collections::BTreeMap;

/// What addresses of files are relative to.
const ROOT: &str = "%SRCROOT%";
/// What code scanning accepts of one file: results of a run, and bytes as it is sent.
const LIMITS: Limits = Limits { results: 25_000, bytes: 10_000_000, files: usize::MAX };

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

/// The results that one file may hold, the worst ones: for where there is one place to write to.
pub fn render(input: Input<'_>) -> String {
    parts::of(input, Limits { files: 1, ..LIMITS }).concat()
}

/// All results, in as many files as they need, the worst in the first.
pub fn files(input: Input<'_>) -> Vec<String> {
    parts::of(input, LIMITS)
}

/// A report's part as text.
fn written(input: Input<'_>, findings: &[&Finding], part: Part) -> String {
    let mut text = serde_json::to_string_pretty(&log(input, findings, part)).unwrap_or_default();
    text.push('\n');
    text
}

fn log<'a>(input: Input<'a>, findings: &[&'a Finding], part: Part) -> Log {
    let report = input.report;
    let rules = Rules::of(input, findings);
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
    let left_out = part.left_out().map(|text| Notification {
        level: Level::Warning,
        message: message(&text),
        locations: Vec::new(),
    });
    // What is said of the whole scan is said once.
    let first = part.number == 1;
    let of_all = announced.chain(problems).chain(unseen).chain(headline).filter(|_| first);
    let notifications: Vec<Notification> = of_all.chain(left_out).collect();
    let fixed = report.fixed.iter().filter(|_| first);
    let visible = report.visible.iter().filter(|_| first);
    let root =
        UriBase { description: message("the root of the git work tree, else the scanned folder") };
    Log {
        schema: "https://json.schemastore.org/sarif-2.1.0.json",
        version: "2.1.0",
        runs: [Run {
            automation_details: AutomationDetails { id: part.category() },
            invocations: [Invocation {
                execution_successful: !report.lost(),
                tool_execution_notifications: notifications,
            }],
            column_kind: ColumnKind::UnicodeCodePoints,
            original_uri_base_ids: BTreeMap::from([(ROOT, root)]),
            results: findings.iter().map(|one| result(one, rules.index(one))).collect(),
            properties: RunProperties {
                today: report.today.clone(),
                fixed: fixed.map(|fixed| fixed_one(input, fixed)).collect(),
                newly_visible: visible.map(visible_one).collect(),
            },
            tool: Tool {
                driver: Driver {
                    name: "stridelint",
                    semantic_version: env!("CARGO_PKG_VERSION"),
                    information_uri: SITE,
                    supported_taxonomies: rules.supported(),
                    rules: rules.rules,
                },
                extensions: extensions(input),
            },
            taxonomies: rules.taxonomies,
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

fn message(text: &str) -> Message {
    Message { text: non_empty(text) }
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
        code_flows: flow(finding).into_iter().collect(),
        fixes: finding.fix.iter().filter_map(fix).collect(),
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

/// The changes that fix a finding.
fn fix(fix: &finding::Fix) -> Option<model::Fix> {
    let mut by_file: BTreeMap<&str, Vec<Replacement>> = BTreeMap::new();
    for finding::Made { location: finding::Location { file, start, end }, text } in &fix.made {
        by_file.entry(file).or_default().push(Replacement {
            deleted_region: Region {
                start_line: start.line,
                start_column: start.column,
                end_line: end.line,
                end_column: end.column,
            },
            inserted_content: Message { text: text.clone() },
        });
    }
    let said: Vec<&str> = fix.changes.iter().flatten().map(|change| &*change.said).collect();
    let change = |(file, replacements)| ArtifactChange {
        artifact_location: ArtifactLocation { uri: uri(file), uri_base_id: ROOT },
        replacements,
    };
    let artifact_changes: Vec<ArtifactChange> = by_file.into_iter().map(change).collect();
    let description = message(&said.join(", "));
    (!artifact_changes.is_empty()).then_some(model::Fix { description, artifact_changes })
}

/// The way of a value that is written elsewhere than where it is used: from the text to change over
/// what carried it to the resource.
fn flow(finding: &Finding) -> Option<CodeFlow> {
    let of = |kind: RelatedKind| finding.related.iter().filter(move |one| one.kind == kind);
    // A finding has the last step first.
    let mut steps: Vec<&Related> = of(RelatedKind::Step).collect();
    steps.reverse();
    if steps.is_empty() {
        return None;
    }
    let step = |location: &finding::Location, said: &str| ThreadFlowLocation {
        location: Location { message: Some(message(said)), ..place(location) },
    };
    let written = step(&finding.location, "the value is written here");
    let used = of(RelatedKind::Declaration).next_back();
    let rest = steps.into_iter().chain(used).map(|one| step(&one.location, &one.message));
    let locations = std::iter::once(written).chain(rest).collect();
    Some(CodeFlow { thread_flows: [ThreadFlow { locations }] })
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
pub fn uri(file: &str) -> String {
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

/// The policies beside the program's own.
fn extensions(input: Input<'_>) -> Vec<Extension> {
    let sets = input.set.sets().iter();
    sets.map(|set| Extension {
        name: set.name.clone(),
        version: set.version.clone(),
        full_name: format!("{} {}", set.name, set.digest),
    })
    .collect()
}
