//! Version 1 of the tables, row by row.
//!
//! All tables have one shape, so that one file and one stream hold them: the name of the table, what the
//! row is of, and one column of columns for each table, of which one is filled. A report comes back from
//! its rows as it was. A column may be added; to rename, remove or retype one is version 2.

mod back;
mod columns;

pub use columns::{
    Absorbed, Finding, Instance, Location, Mark, Open, Related, SetBy, Snippet, Suppression,
};

use crate::finding;
use crate::policy::PolicySet;
use crate::source;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The format's name and version.
pub const SCHEMA: &str = "stridelint-tables/1";

/// The table that a part begins with.
pub const RUNS: &str = "runs";
/// The table of findings.
pub const FINDINGS: &str = "findings";
/// The table of the checks that findings name: the last rows of a part.
pub const CHECKS: &str = "checks";
/// The tables of a repository. `outcomes` is its last row.
pub const TABLES: [&str; 7] =
    [FINDINGS, "units", "problems", "gaps", "announced", "timings", "outcomes"];

/// One row of one table.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema, Serialize)]
pub struct Row {
    /// The table: `runs`, `findings`, `units`, `problems`, `gaps`, `announced`, `timings`, `outcomes` or
    /// `checks`.
    pub table: String,
    /// The repository, as the manifest calls it; empty for `runs` and `checks`.
    pub repository: String,
    /// The commit that was read; absent where a folder was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub commit: Option<String>,
    /// The closure of a large repository.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closure: Option<String>,
    /// Of `runs`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub run: Option<Run>,
    /// Of `findings`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finding: Option<Finding>,
    /// Of `units`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<Unit>,
    /// Of `problems`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<Problem>,
    /// Of `gaps`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gap: Option<Gap>,
    /// Of `announced`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub announced: Option<Announced>,
    /// Of `timings`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timing: Option<Timing>,
    /// Of `outcomes`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<Outcome>,
    /// Of `checks`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub check: Option<Check>,
}

/// What all rows of a part have in common: parts of one run have it in common too.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema, Serialize)]
pub struct Run {
    /// The format's name and version.
    pub schema: String,
    /// The program's version.
    pub version: String,
    /// A digest of the policies.
    pub policies: String,
    /// A digest of what was asked for: checks, values, configuration.
    pub options: String,
    /// The date that counted as today, `YYYY-MM-DD`.
    pub today: String,
}

/// How the scan of one line of the manifest ended. Every line has exactly one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema, Serialize)]
pub struct Outcome {
    /// `complete`; `incomplete`: something that is deployed was not judged; `failed`, `timeout`: there is
    /// no other row of it.
    #[schemars(extend("enum" = ["complete", "incomplete", "failed", "timeout"]))]
    pub status: String,
    /// Why there is no other row.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// Its units.
    pub units: u64,
    /// Its findings, those that do not count included.
    pub findings: u64,
    /// Nothing in it is of a format that is read.
    pub nothing: bool,
}

/// What the scan of one line took (`--timings`). It differs from run to run, and is in no other table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema, Serialize)]
pub struct Timing {
    /// Milliseconds of processors that worked on it.
    pub cpu_ms: u64,
    /// Milliseconds from its begin to its end, others beside it.
    pub wall_ms: u64,
    /// Most memory that the process has had by its end, in KiB; 0 where the system does not say.
    pub peak_kib: u64,
}

/// What is said once of a check.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema, Serialize)]
pub struct Check {
    /// `<threat>.<check>`.
    pub id: String,
    /// The threat's id.
    pub threat: String,
    /// The STRIDE category.
    pub stride: String,
    /// What is wrong, in a few words.
    pub title: String,
    /// How bad at most.
    pub severity: String,
    /// Why it matters.
    pub description: String,
    /// Entries of the Common Weakness Enumeration.
    pub cwe: Vec<String>,
    /// Techniques of MITRE ATT&CK.
    pub mitre: Vec<String>,
    /// Controls of AWS Security Hub.
    pub security_hub: Vec<String>,
}

/// One deployable thing that was scanned.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema, Serialize)]
pub struct Unit {
    /// The unit's id below the repository's root.
    pub id: String,
    /// The id without a variant's name.
    pub base: String,
    /// The repository that a report names.
    pub within: String,
    /// The format.
    pub format: String,
    /// Whether it lies under examples, tests or fixtures.
    pub example: bool,
    /// The number of resources of its document.
    pub resources: u64,
}

/// What was wrong with the input.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema, Serialize)]
pub struct Problem {
    /// What it costs: `note`, `warning` or `lost`.
    pub loss: String,
    /// The file; empty for a problem of all of it.
    pub file: String,
    /// Where in the file, when known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Position>,
    /// What is wrong; holds no secret.
    pub message: String,
    /// What would let the file be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cure: Option<String>,
}

/// What was not looked at, or could not be judged.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema, Serialize)]
pub struct Gap {
    /// Its kind.
    pub kind: String,
    /// The file; empty for a gap of all of it.
    pub file: String,
    /// Where in the file, when known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Position>,
    /// What it is about.
    pub what: String,
    /// Why it was not looked at.
    pub why: String,
    /// What would close it.
    pub cure: String,
    /// The call of a module or stack that is not read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub call: Option<Call>,
    /// Whether input was lost.
    pub lost: bool,
}

/// The call of a module or stack that is not read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema, Serialize)]
pub struct Call {
    /// Its source as written.
    pub source: String,
    /// Its version constraint as written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// The names of the arguments that are passed to it.
    pub arguments: Vec<String>,
}

/// What of the input decided how the scan went.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema, Serialize)]
pub struct Announced {
    /// The file that says so.
    pub file: String,
    /// The line, where it is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// What it does.
    pub message: String,
}

/// A place in a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema, Serialize)]
pub struct Position {
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
    /// Column in bytes of UTF-8, from 1.
    pub byte_column: u32,
}

/// What rows are of.
#[derive(Clone, Debug, Default)]
pub struct Of {
    /// The repository.
    pub repository: String,
    /// Its commit.
    pub commit: Option<String>,
    /// Its closure.
    pub closure: Option<String>,
}

impl Of {
    fn row(&self, table: &str) -> Row {
        let Of { repository, commit, closure } = self.clone();
        Row { table: table.to_owned(), repository, commit, closure, ..Row::default() }
    }

    /// What the scan took.
    #[must_use]
    pub fn timing(&self, timing: Timing) -> Row {
        Row { timing: Some(timing), ..self.row("timings") }
    }

    /// The row of a repository of which there is no other.
    #[must_use]
    pub fn failed(&self, status: &str, error: String) -> Row {
        let outcome =
            Outcome { status: status.to_owned(), error: Some(error), ..Outcome::default() };
        Row { outcome: Some(outcome), ..self.row("outcomes") }
    }

    /// The rows of a report, its outcome last.
    #[must_use]
    pub fn rows(&self, report: &finding::Report, set: &PolicySet) -> Vec<Row> {
        let mut rows = Vec::new();
        let findings = report.findings.iter().map(|one| Finding::of(one, set));
        rows.extend(findings.map(|one| Row { finding: Some(one), ..self.row(FINDINGS) }));
        let units = report.units.iter().map(Unit::from);
        rows.extend(units.map(|one| Row { unit: Some(one), ..self.row("units") }));
        let problems = report.problems.iter().map(Problem::from);
        rows.extend(problems.map(|one| Row { problem: Some(one), ..self.row("problems") }));
        let gaps = report.gaps.iter().map(Gap::from);
        rows.extend(gaps.map(|one| Row { gap: Some(one), ..self.row("gaps") }));
        let announced = report.announced.iter().map(Announced::from);
        rows.extend(announced.map(|one| Row { announced: Some(one), ..self.row("announced") }));
        let outcome = Outcome {
            status: if report.incomplete() { "incomplete" } else { "complete" }.to_owned(),
            error: None,
            units: report.units.len() as u64,
            findings: report.findings.len() as u64,
            nothing: report.nothing,
        };
        rows.push(Row { outcome: Some(outcome), ..self.row("outcomes") });
        rows
    }
}

impl Row {
    /// The first row of a part.
    #[must_use]
    pub fn of_run(run: Run) -> Row {
        Row { run: Some(run), ..Of::default().row(RUNS) }
    }

    /// A check's row; `None` when the policies have none of this id.
    #[must_use]
    pub fn of_check(set: &PolicySet, id: &str) -> Option<Row> {
        let check = set.check(id)?;
        let stride = set.threat(&check.threat).map(|threat| threat.stride);
        let check = Check {
            id: check.id.clone(),
            threat: check.threat.clone(),
            stride: stride.map(|stride| stride.id().to_owned()).unwrap_or_default(),
            title: check.title.clone(),
            severity: check.severity.name().to_owned(),
            description: check.description.trim().to_owned(),
            cwe: check.frameworks.cwe.clone(),
            mitre: check.frameworks.mitre.clone(),
            security_hub: check.frameworks.security_hub.clone(),
        };
        Some(Row { check: Some(check), ..Of::default().row(CHECKS) })
    }

    /// The row as a line of JSON.
    #[must_use]
    pub fn line(&self) -> String {
        let mut text = serde_json::to_string(self).unwrap_or_default();
        text.push('\n');
        text
    }
}

impl From<source::Position> for Position {
    fn from(at: source::Position) -> Position {
        Position { line: at.line, column: at.column, byte_column: at.byte_column }
    }
}

impl From<&finding::Scanned> for Unit {
    fn from(unit: &finding::Scanned) -> Unit {
        Unit {
            id: unit.id.clone(),
            base: unit.base.clone(),
            within: unit.repository.clone(),
            format: unit.format.to_owned(),
            example: unit.example,
            resources: unit.resources as u64,
        }
    }
}

impl From<&source::Problem> for Problem {
    fn from(problem: &source::Problem) -> Problem {
        let loss = match problem.loss {
            source::Loss::Note => "note",
            source::Loss::Warning => "warning",
            source::Loss::Lost => "lost",
        };
        Problem {
            loss: loss.to_owned(),
            file: problem.path.clone(),
            at: problem.at.map(Position::from),
            message: problem.message.clone(),
            cure: problem.cure.clone(),
        }
    }
}

impl From<&crate::gap::Gap> for Gap {
    fn from(gap: &crate::gap::Gap) -> Gap {
        let call = gap.call.as_deref().cloned();
        Gap {
            kind: gap.kind.id().to_owned(),
            file: gap.path.clone(),
            at: gap.at.map(Position::from),
            what: gap.what.clone(),
            why: gap.why.clone(),
            cure: gap.cure.clone(),
            call: call.map(|crate::gap::Call { source, version, arguments }| Call {
                source,
                version,
                arguments,
            }),
            lost: gap.lost,
        }
    }
}

impl From<&finding::Announced> for Announced {
    fn from(said: &finding::Announced) -> Announced {
        let finding::Announced { file, line, message } = said.clone();
        Announced { file, line, message }
    }
}
