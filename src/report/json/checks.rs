//! Checks as JSON: what `policy list --format json` and `explain --format json` print.

use super::super::help_uri;
use super::v1::{Severity, Stride};
use crate::policy::{self, Frameworks, PolicySet};
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeMap;

/// A check of the catalogue.
#[derive(JsonSchema, Serialize)]
pub struct Check<'a> {
    /// `<threat>.<check>`.
    pub id: &'a str,
    /// The threat's id.
    pub threat: &'a str,
    /// The threat's category.
    pub stride: Option<Stride>,
    /// What is wrong.
    pub title: &'a str,
    /// How bad at most.
    pub severity: Severity,
    /// Why it matters.
    pub description: &'a str,
    /// Who acts in the threat.
    pub actors: &'a [String],
    /// The data flow that the threat attacks.
    pub flow: Option<&'a str>,
    /// Whether it runs only when it is enabled.
    pub opt_in: bool,
    /// The document's types that it depends on.
    pub reads: Vec<&'a str>,
    /// Other catalogues.
    pub frameworks: Catalogues<'a>,
    /// Rules of other scanners and catalogues that ask for the same.
    pub peers: &'a [String],
    /// How to fix it, by format.
    pub remediation: Remediation<'a>,
    /// The page that describes it.
    pub url: Option<String>,
    /// The policy's file.
    pub file: &'a str,
    /// The rule's line, from 1.
    pub line: u32,
}

/// How to fix what a check finds: a sentence, and code in lines that are indented by four.
#[derive(JsonSchema, Serialize)]
pub struct Remediation<'a> {
    /// In Terraform.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub terraform: Option<&'a str>,
    /// In CloudFormation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cloudformation: Option<&'a str>,
    /// In a task definition's JSON.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub task_definition: Option<&'a str>,
    /// Where things that the check finds are fixed in different ways: the fix of each.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub cases: BTreeMap<&'a str, Remediation<'a>>,
}

impl<'a> From<&'a policy::Remediation> for Remediation<'a> {
    fn from(remediation: &'a policy::Remediation) -> Remediation<'a> {
        let policy::Remediation { terraform, cloudformation, task_definition, cases } = remediation;
        Remediation {
            terraform: terraform.as_deref(),
            cloudformation: cloudformation.as_deref(),
            task_definition: task_definition.as_deref(),
            cases: cases.iter().map(|(name, case)| (name.as_str(), case.into())).collect(),
        }
    }
}

/// Where a check stands in other catalogues.
#[derive(JsonSchema, Serialize)]
pub struct Catalogues<'a> {
    /// MITRE ATT&CK techniques (`T1611`).
    pub mitre: &'a [String],
    /// Weaknesses (`CWE-250`).
    pub cwe: &'a [String],
    /// AWS Security Hub controls (`ECS.4`).
    pub security_hub: &'a [String],
}

impl<'a> From<&'a Frameworks> for Catalogues<'a> {
    fn from(frameworks: &'a Frameworks) -> Catalogues<'a> {
        let Frameworks { mitre, cwe, security_hub } = frameworks;
        Catalogues { mitre, cwe, security_hub }
    }
}

/// Checks of a set as JSON text.
#[must_use]
pub fn list<'a>(set: &PolicySet, checks: impl IntoIterator<Item = &'a policy::Check>) -> String {
    let rows: Vec<Check<'_>> = checks.into_iter().map(|check| row(set, check)).collect();
    let mut text = serde_json::to_string_pretty(&rows).unwrap_or_default();
    text.push('\n');
    text
}

fn row<'a>(set: &'a PolicySet, check: &'a policy::Check) -> Check<'a> {
    let threat = set.threat(&check.threat);
    Check {
        id: &check.id,
        threat: &check.threat,
        stride: threat.map(|threat| threat.stride.into()),
        title: &check.title,
        severity: check.severity.into(),
        description: check.description.trim(),
        actors: threat.map_or(&[], |threat| &threat.actors),
        flow: threat.and_then(|threat| threat.flow.as_deref()),
        opt_in: check.opt_in,
        reads: check.reads.keys().map(String::as_str).collect(),
        frameworks: (&check.frameworks).into(),
        peers: &check.peers,
        remediation: (&check.remediation).into(),
        url: help_uri(check),
        file: &check.file,
        line: check.line,
    }
}
