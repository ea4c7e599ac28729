//! The list of checks as JSON: what `policy list --json` prints.

use super::v1::{Severity, Stride};
use crate::policy::{self, Frameworks, PolicySet};
use schemars::JsonSchema;
use serde::Serialize;

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
    /// Whether it runs only when it is enabled.
    pub opt_in: bool,
    /// The document's types that it depends on.
    pub reads: Vec<&'a str>,
    /// Other catalogues.
    pub frameworks: Catalogues<'a>,
    /// The policy's file.
    pub file: &'a str,
    /// The rule's line, from 1.
    pub line: u32,
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

/// The checks of a set, in its order, as JSON text.
#[must_use]
pub fn list(set: &PolicySet) -> String {
    let row = |check| row(set, check);
    let rows: Vec<Check<'_>> = set.checks().map(row).collect();
    let mut text = serde_json::to_string_pretty(&rows).unwrap_or_default();
    text.push('\n');
    text
}

fn row<'a>(set: &'a PolicySet, check: &'a policy::Check) -> Check<'a> {
    Check {
        id: &check.id,
        threat: &check.threat,
        stride: set.threat(&check.threat).map(|threat| threat.stride.into()),
        title: &check.title,
        severity: check.severity.into(),
        opt_in: check.opt_in,
        reads: check.reads.keys().map(String::as_str).collect(),
        frameworks: (&check.frameworks).into(),
        file: &check.file,
        line: check.line,
    }
}
