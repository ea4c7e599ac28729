//! The JSON report as it is read: what `stridelint scan -f json` wrote, perhaps in a job that nobody trusts.
//!
//! Fields that are missing are empty and fields that nobody here knows are passed over, so that a report of another version is read.

use crate::finding::Severity;
use crate::report::json::v1::SCHEMA;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

/// A report.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Report {
    /// The format's name and version.
    pub schema: String,
    /// The commit that was scanned, where it is known.
    pub commit: Option<String>,
    /// Whether everything that is deployed was judged.
    pub complete: bool,
    /// What of the input decided how the scan went.
    pub configuration: Vec<Announced>,
    /// The numbers.
    pub summary: Summary,
    /// The checks that the findings name.
    pub checks: BTreeMap<String, Check>,
    /// The findings.
    pub findings: Vec<Finding>,
    /// What one decision closes.
    pub undecided_groups: Vec<Undecided>,
    /// What the base could not show.
    pub newly_visible: Vec<Finding>,
    /// What the change took away.
    pub fixed: Vec<Fixed>,
    /// The fingerprints of what the base has too; `None` where nothing was compared.
    pub older: Option<BTreeSet<String>>,
    /// The units that were scanned.
    pub units: Vec<Unit>,
    /// What was not looked at.
    pub gaps: Vec<Gap>,
    /// What was wrong with the input.
    pub problems: Vec<Problem>,
}

/// A unit.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Unit {
    /// Its name.
    pub id: String,
}

/// What of the input decided how the scan went.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Announced {
    /// What it does.
    pub message: String,
}

/// The numbers that are told.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Summary {
    /// Units scanned.
    pub units: usize,
    /// Resources in them.
    pub resources: usize,
    /// Findings that the base has too.
    pub older: usize,
    /// What depends on values that are not known.
    pub undecided: usize,
    /// Inputs that were lost.
    pub lost: usize,
}

/// A check.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Check {
    /// What is wrong, in a few words.
    pub title: String,
    /// The threat in a few words.
    pub threat_title: String,
    /// Why it matters.
    pub description: String,
    /// Its page.
    pub url: Option<String>,
}

/// A finding.
#[derive(Clone, Debug, Deserialize)]
pub struct Finding {
    /// The unit that it is found in.
    #[serde(default)]
    pub unit: String,
    /// The check's id.
    pub check: String,
    /// How bad it is.
    pub severity: Severity,
    /// The text to change.
    pub location: Location,
    /// Its identity.
    pub fingerprint: String,
    /// `reported` or `undecided`.
    #[serde(default)]
    pub certainty: String,
    /// The resource's address.
    #[serde(default)]
    pub resource: String,
    /// What is wrong, in one sentence.
    #[serde(default)]
    pub message: String,
    /// The conditions it holds under.
    #[serde(default)]
    pub condition: Option<String>,
    /// Further places.
    #[serde(default)]
    pub related: Vec<Related>,
    /// Whether it lies under examples, tests or fixtures.
    #[serde(default)]
    pub example: bool,
    /// Why it does not count.
    #[serde(default)]
    pub suppression: Option<serde::de::IgnoredAny>,
    /// What it is said of.
    #[serde(default)]
    pub instances: Vec<Instance>,
    /// The STRIDE category's id.
    #[serde(default)]
    pub stride: Option<String>,
    /// How to fix it.
    #[serde(default)]
    pub fix: Option<String>,
    /// The lines that fix it.
    #[serde(default)]
    pub suggestion: Option<Suggestion>,
}

/// One of the things that a finding is said of.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Instance {
    /// The resource's address.
    pub resource: String,
}

/// Whole lines that come in the place of others.
#[derive(Clone, Debug, Deserialize)]
pub struct Suggestion {
    /// The file.
    pub file: String,
    /// The first line that goes, from 1.
    pub first_line: u32,
    /// The last one.
    pub last_line: u32,
    /// What comes, without endings.
    pub lines: Vec<String>,
}

/// A range of a file.
#[derive(Clone, Debug, Deserialize)]
pub struct Location {
    /// The file below the repository's root.
    pub file: String,
    /// First character.
    pub start: Position,
}

/// A place in a file.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct Position {
    /// Line, from 1.
    pub line: u32,
}

/// A further place.
#[derive(Clone, Debug, Deserialize)]
pub struct Related {
    /// Where.
    pub location: Location,
    /// What stands there.
    #[serde(default)]
    pub message: String,
    /// What it is to the finding.
    #[serde(default)]
    pub kind: String,
}

/// What one decision closes.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Undecided {
    /// In one line.
    pub title: String,
    /// What would decide it.
    pub cure: String,
}

/// What is gone.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Fixed {
    /// The file it stood in.
    pub file: String,
    /// The check's id.
    pub check: String,
    /// The resource's address.
    pub resource: String,
    /// What was wrong.
    pub message: Option<String>,
}

/// What was not looked at.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Gap {
    /// What kind of thing.
    pub kind: String,
    /// The file.
    pub file: String,
    /// What it is about.
    pub what: String,
    /// Why.
    pub why: String,
    /// What would close it.
    pub cure: String,
    /// Input was lost.
    pub lost: bool,
}

/// What was wrong with the input.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Problem {
    /// `note`, `warning` or `lost`.
    pub loss: String,
    /// The file.
    pub file: String,
    /// What is wrong.
    pub message: String,
}

impl Report {
    /// Reads a report.
    ///
    /// # Errors
    /// It is no JSON report of this format.
    pub fn read(text: &str) -> Result<Report, String> {
        let report: Report = serde_json::from_str(text)
            .map_err(|error| format!("is not a JSON report of stridelint: {error}"))?;
        if report.schema != SCHEMA {
            return Err(format!(
                "is not a JSON report of stridelint ({SCHEMA}): write one with `stridelint scan -f json`"
            ));
        }
        Ok(report)
    }

    /// The findings that a reader has to act on, worst first, those of examples last.
    #[must_use]
    pub fn open(&self) -> Vec<&Finding> {
        let mut open: Vec<&Finding> = self.findings.iter().filter(|one| one.is_open()).collect();
        open.sort_by(|one, other| {
            let key = |one: &Finding| (one.example, std::cmp::Reverse(one.severity));
            key(one).cmp(&key(other)).then_with(|| one.place().cmp(&other.place()))
        });
        open
    }

    /// The findings that count.
    pub fn counted(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(|one| one.is_open() && !one.example)
    }

    /// Whether something was lost, so that what is not found may still be there.
    #[must_use]
    pub fn lost(&self) -> bool {
        let problem = self.problems.iter().any(|problem| problem.loss == "lost");
        problem || self.gaps.iter().any(|gap| gap.lost)
    }
}

impl Finding {
    /// Whether it is certain and not suppressed.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.certainty != "undecided" && self.suppression.is_none()
    }

    fn place(&self) -> (&str, u32, &str, &str) {
        (&self.location.file, self.location.start.line, &self.check, &self.fingerprint)
    }

    /// The sentence with the conditions it holds under.
    #[must_use]
    pub fn sentence(&self) -> String {
        match &self.condition {
            Some(condition) => format!("{} ({condition})", self.message),
            None => self.message.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_is_told_from_other_json() {
        for (text, why) in [
            ("[]", "is not a JSON report"),
            ("{}", SCHEMA),
            ("{\"schema\": \"stridelint-report/2\"}", SCHEMA),
            ("{\"schema\": 1}", "is not a JSON report"),
        ] {
            assert!(Report::read(text).unwrap_err().contains(why), "{text}");
        }
        let report = format!("{{\"schema\": \"{SCHEMA}\", \"later\": {{\"x\": 1}}}}");
        assert!(Report::read(&report).unwrap().findings.is_empty());
    }
}
