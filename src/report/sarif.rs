//! SARIF 2.1.0 as GitHub's code scanning reads it: one run, narrow regions, our fingerprint as
//! `primaryLocationLineHash`.
//!
//! Limits and required properties: GitHub's pages "SARIF support for code scanning" and "SARIF
//! results exceed one or more limits".

use super::markdown::remediation;
use super::{Input, help_uri, sentence};
use crate::finding::{Certainty, Finding, Location, Severity};
use crate::policy::{Check, Threat};
use crate::source::{Loss, Position, Problem};
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use serde::Serialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;

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

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Log {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run {
    tool: Value,
    automation_details: Value,
    invocations: [Value; 1],
    column_kind: &'static str,
    original_uri_base_ids: Value,
    results: Vec<ResultOut>,
    properties: Value,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ResultOut {
    rule_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    rule_index: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    kind: Option<&'static str>,
    level: &'static str,
    message: Value,
    locations: [Value; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Value>,
    partial_fingerprints: Value,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    suppressions: Vec<Value>,
    properties: Value,
}

/// Renders.
pub fn render(input: Input<'_>) -> String {
    let report = input.report;
    let mut kept: Vec<&Finding> = report.findings.iter().collect();
    let dropped = kept.len().saturating_sub(MAX_RESULTS);
    if dropped > 0 {
        // The worst stay; among equals the report's order decides.
        kept.sort_by(|one, other| {
            (one.certainty, other.severity)
                .cmp(&(other.certainty, one.severity))
                .then_with(|| one.cmp(other))
        });
        kept.truncate(MAX_RESULTS);
        kept.sort();
    }
    let mut indexes: BTreeMap<&str, usize> = BTreeMap::new();
    let mut rules: Vec<Value> = Vec::new();
    for finding in &kept {
        if let Some((check, threat)) = input.check(finding).zip(input.threat(finding)) {
            indexes.entry(&check.id).or_insert_with(|| {
                rules.push(rule(check, threat));
                rules.len() - 1
            });
        }
    }
    let mut notifications: Vec<Value> = report.problems.iter().map(notification).collect();
    if dropped > 0 {
        notifications.push(json!({"level": "warning", "message": {"text": format!("{dropped} results beyond {MAX_RESULTS} are left out, the mildest first")}}));
    }
    let mut invocation = json!({"executionSuccessful": !report.incomplete()});
    if !notifications.is_empty() {
        invocation["toolExecutionNotifications"] = Value::Array(notifications);
    }
    let log = Log {
        schema: "https://json.schemastore.org/sarif-2.1.0.json",
        version: "2.1.0",
        runs: [Run {
            tool: json!({"driver": {
                "name": "stridelint",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            }}),
            automation_details: json!({"id": "stridelint/"}),
            invocations: [invocation],
            column_kind: "unicodeCodePoints",
            original_uri_base_ids: json!({"%SRCROOT%": {"description": {"text": "the root of the git work tree, else the scanned folder"}}}),
            results: kept
                .iter()
                .map(|finding| result(finding, indexes.get(finding.check.as_str()).copied()))
                .collect(),
            properties: json!({"today": report.today}),
        }],
    };
    let mut text = serde_json::to_string_pretty(&log).unwrap_or_default();
    text.push('\n');
    text
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

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical | Severity::High => "error",
        Severity::Medium => "warning",
        Severity::Low | Severity::Info => "note",
    }
}

/// Text that is never empty and never longer than allowed.
fn text(text: &str, otherwise: &str) -> Value {
    let text = if text.trim().is_empty() { otherwise } else { text.trim() };
    json!({"text": text.chars().take(MAX_TEXT).collect::<String>()})
}

fn rule(check: &Check, threat: &Threat) -> Value {
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
    let fixes = [
        ("Terraform", &check.remediation.terraform),
        ("CloudFormation", &check.remediation.cloudformation),
        ("Task definition", &check.remediation.task_definition),
    ];
    let fixes: Vec<(&str, &str)> = fixes
        .into_iter()
        .filter_map(|(name, fix)| fix.as_deref().map(|fix| (name, fix.trim())))
        .collect();
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
    let mut rule = json!({
        "id": check.id,
        "name": check.id,
        "shortDescription": text(&check.title, &check.id),
        "fullDescription": text(&check.description, &check.title),
        "help": {"text": format!("{about}{plain}"), "markdown": format!("{about}{marked}")},
        "defaultConfiguration": {"level": level(check.severity)},
        "properties": {"security-severity": security_severity(check.severity), "tags": tags, "precision": "high", "problem.severity": if check.severity >= Severity::High { "error" } else if check.severity == Severity::Medium { "warning" } else { "recommendation" }},
    });
    if let Some(uri) = help_uri(check) {
        rule["helpUri"] = json!(uri);
    }
    rule
}

fn result(finding: &Finding, index: Option<usize>) -> ResultOut {
    let undecided = finding.certainty == Certainty::Undecided;
    let mut place = physical(&finding.location);
    place["logicalLocations"] =
        json!([{"fullyQualifiedName": non_empty(&finding.resource), "kind": "resource"}]);
    let mut properties = json!({
        "security-severity": security_severity(finding.severity),
        "unit": non_empty(&finding.unit),
        "resourceType": non_empty(&finding.resource_type),
        "path": non_empty(&finding.path),
        "example": finding.example,
    });
    if let Some(condition) = &finding.condition {
        properties["condition"] = json!(condition);
    }
    ResultOut {
        rule_id: finding.check.clone(),
        rule_index: index,
        kind: undecided.then_some("open"),
        level: if undecided { "none" } else { level(finding.severity) },
        message: json!({"text": non_empty(&sentence(finding))}),
        locations: [place],
        related_locations: finding
            .related
            .iter()
            .enumerate()
            .map(|(at, related)| {
                let mut place = physical(&related.location);
                place["id"] = json!(at + 1);
                place["message"] = json!({"text": non_empty(&related.message)});
                place
            })
            .collect(),
        partial_fingerprints: json!({"primaryLocationLineHash": finding.fingerprint}),
        suppressions: finding
            .suppression
            .iter()
            .map(|suppression| json!({"kind": suppression.kind, "status": "accepted", "justification": non_empty(&suppression.reason)}))
            .collect(),
        properties,
    }
}

/// No property may be an empty string.
fn non_empty(text: &str) -> &str {
    if text.trim().is_empty() { "-" } else { text }
}

fn physical(location: &Location) -> Value {
    json!({"physicalLocation": {"artifactLocation": artifact(&location.file), "region": region(location.start, location.end)}})
}

fn artifact(file: &str) -> Value {
    json!({"uri": uri(file), "uriBaseId": "%SRCROOT%"})
}

fn uri(file: &str) -> String {
    let file = if file.is_empty() { "." } else { file };
    utf8_percent_encode(file, PATH).to_string()
}

fn region(start: Position, end: Position) -> Value {
    let end =
        if end <= start { Position { line: start.line, column: start.column + 1 } } else { end };
    json!({"startLine": start.line, "startColumn": start.column, "endLine": end.line, "endColumn": end.column})
}

fn notification(problem: &Problem) -> Value {
    let level = match problem.loss {
        Loss::Note => "note",
        Loss::Warning => "warning",
        Loss::Lost => "error",
    };
    let mut out = json!({"level": level, "message": {"text": non_empty(&problem.message)}});
    if !problem.path.is_empty() {
        let mut place = json!({"physicalLocation": {"artifactLocation": artifact(&problem.path)}});
        if let Some(at) = problem.at {
            place["physicalLocation"]["region"] = region(at, at);
        }
        out["locations"] = json!([place]);
    }
    out
}
