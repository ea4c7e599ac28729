//! Version 1 of the JSON report, field by field.
//!
//! These structs are the format, and the format is frozen: programs that nobody here knows read it,
//! and earlier reports are read back as baselines. What the scan has inside may change with every
//! commit and must not change what is written, so nothing of it is serialized directly. A field may
//! be added. To rename, remove or retype one is version 2, which gets a file of its own beside this
//! one.

mod finding;

pub use finding::{
    Absorbed, Certainty, Finding, Instance, Location, Loss, Position, Related, Severity, Snippet,
    Stride, Suggestion, Suppression,
};
use schemars::JsonSchema;
use serde::{Serialize, Serializer};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// The format's name and version.
pub const SCHEMA: &str = "stridelint-report/1";

/// Things that are made while they are written: there may be many.
pub struct OneByOne<'a, T>(pub Box<dyn Fn() -> Box<dyn Iterator<Item = T> + 'a> + 'a>);

impl<T: Serialize> Serialize for OneByOne<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq((self.0)())
    }
}

/// The whole report (`--format json`).
#[derive(JsonSchema, Serialize)]
pub struct Report<'a> {
    /// The format's name and version.
    #[schemars(extend("const" = SCHEMA))]
    pub schema: &'static str,
    /// The program's version.
    pub version: &'static str,
    /// The date that counted as today, `YYYY-MM-DD`.
    pub today: &'a str,
    /// The commit that was scanned, where a service for continuous integration says whose it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub commit: Option<&'a str>,
    /// Whether everything that is deployed was judged: no input was lost, no check failed, and no gap
    /// is of a kind that can hide a finding.
    pub complete: bool,
    /// What of the input decided how the scan went: the configuration that holds and what it turns
    /// off, suppressions that a change adds.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub configuration: Vec<Announced<'a>>,
    /// The policies beside the program's own; absent where there are none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub policy_sets: Vec<PolicySet<'a>>,
    /// The numbers.
    pub summary: Summary<'a>,
    /// The checks that the findings name, by id.
    pub checks: BTreeMap<&'a str, Check<'a>>,
    /// The findings: unit, file, place and check order them.
    #[schemars(with = "Vec<Finding<'a>>")]
    pub findings: OneByOne<'a, Finding<'a>>,
    /// The undecided findings that no suppression covers, by what would decide them: one decision
    /// closes a group. Worst first; absent where nothing is undecided.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub undecided_groups: Vec<UndecidedGroup<'a>>,
    /// What a comparison could not see in its base, because only now it can be read: no findings of
    /// the change.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub newly_visible: Vec<Finding<'a>>,
    /// What the change, or the time since the baseline, took away.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fixed: Vec<Fixed<'a>>,
    /// The fingerprints of the findings that the base or the baseline has too, in the units that
    /// were scanned; absent where nothing was compared.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub older: Option<BTreeSet<&'a str>>,
    /// What was not looked at, or could not be judged.
    pub gaps: Vec<Gap<'a>>,
    /// What was wrong with the input.
    pub problems: Vec<Problem<'a>>,
    /// The units that were scanned.
    pub units: Vec<Unit<'a>>,
}

/// A set of policies beside the program's own.
#[derive(JsonSchema, Serialize)]
pub struct PolicySet<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its version, where it states one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<&'a str>,
    /// What tells this edition of it from others.
    pub digest: &'a str,
    /// How many checks it has.
    pub checks: usize,
    /// The settings of the program that it changes.
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    pub settings_changed: &'a [String],
}

/// One line of the report in lines (`--format jsonl`): the findings, the problems, one summary.
#[derive(JsonSchema, Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Line<'a> {
    /// A finding.
    Finding(Finding<'a>),
    /// Undecided findings that one decision closes.
    Undecided(UndecidedGroup<'a>),
    /// A finding that the base of a comparison could not show.
    Visible(Finding<'a>),
    /// What the change, or the time since the baseline, took away.
    Fixed(Fixed<'a>),
    /// What was not looked at, or could not be judged.
    Gap {
        /// The gap.
        gap: Gap<'a>,
    },
    /// What was wrong with the input.
    Problem(Problem<'a>),
    /// The last line.
    Summary(Last<'a>),
}

/// What the last line says.
#[derive(JsonSchema, Serialize)]
pub struct Last<'a> {
    /// The format's name and version.
    #[schemars(extend("const" = SCHEMA))]
    pub schema: &'static str,
    /// The program's version.
    pub version: &'static str,
    /// The date that counted as today, `YYYY-MM-DD`.
    pub today: &'a str,
    /// Whether all input was read.
    pub complete: bool,
    /// What of the input decided how the scan went.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub configuration: Vec<Announced<'a>>,
    /// The policies beside the program's own; absent where there are none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub policy_sets: Vec<PolicySet<'a>>,
    /// The numbers.
    pub summary: Summary<'a>,
}

/// What of the input decided how the scan went.
#[derive(JsonSchema, Serialize)]
pub struct Announced<'a> {
    /// The file that says so.
    pub file: &'a str,
    /// The line, where it is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// What it does.
    pub message: &'a str,
}

/// What was not looked at, or could not be judged.
#[derive(JsonSchema, Serialize)]
pub struct Gap<'a> {
    /// What kind of thing: `module-not-read`, `stack-not-read`, `contents-unknown`,
    /// `file-not-read`, `format-not-read`, `check-failed` (these make a report incomplete),
    /// `off-by-default`, `left-out`, `check-disabled`.
    pub kind: &'static str,
    /// The file or folder; empty for a gap of the whole scan.
    pub file: &'a str,
    /// Where in the file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<Position>,
    /// What it is about: a call's address, a file, a check.
    pub what: String,
    /// Why it was not looked at.
    pub why: String,
    /// What would close it; missing where nothing needs to be done.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub cure: &'a str,
    /// Input was lost: the run fails for it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub lost: bool,
    /// The call of a module or stack that is not read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub call: Option<Call<'a>>,
}

/// The call of a module or stack that is not read.
#[derive(JsonSchema, Serialize)]
pub struct Call<'a> {
    /// Its source as written; empty where it is not a literal.
    pub source: String,
    /// Its version constraint as written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<&'a str>,
    /// The names of the arguments that are passed to it.
    pub arguments: &'a [String],
}

/// The numbers of a report. What counts is reported, not suppressed and not in examples.
#[derive(JsonSchema, Serialize)]
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
    pub by_repository: BTreeMap<Cow<'a, str>, usize>,
    /// Findings in units under examples, tests and fixtures.
    pub examples: usize,
    /// Results that depend on values that are not known; 0 when they were not asked for.
    pub undecided: usize,
    /// Groups of them that one decision closes.
    pub undecided_groups: usize,
    /// Findings that a suppression covers, wholly or for some of their instances.
    pub suppressed: usize,
    /// Findings that the base or the baseline has too.
    pub older: usize,
    /// Findings that the change, or the time since the baseline, took away.
    pub fixed: usize,
    /// Findings that the base could not show.
    pub newly_visible: usize,
    /// Problems that lost input, and files that were lost.
    pub lost: usize,
    /// Gaps by kind.
    pub gaps: BTreeMap<&'static str, usize>,
}

/// What is said once of a check.
#[derive(JsonSchema, Serialize)]
pub struct Check<'a> {
    /// What is wrong, in a few words.
    pub title: &'a str,
    /// How bad it is.
    pub severity: Severity,
    /// The STRIDE category.
    pub stride: Stride,
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
    /// The page that describes it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

/// Undecided findings that one decision closes.
#[derive(JsonSchema, Serialize)]
pub struct UndecidedGroup<'a> {
    /// The repository they stand in, where a folder of them was scanned.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub repository: &'a str,
    /// The units they stand in.
    pub units: Vec<&'a str>,
    /// In one line: what is not known, and what of which resource depends on it.
    pub title: String,
    /// What is not known, and why.
    pub unknown: &'a str,
    /// What would decide it, as an instruction; missing where nothing that can be given to a scan
    /// would.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub cure: &'a str,
    /// The worst of them.
    pub severity: Severity,
    /// The checks, worst first.
    pub checks: Vec<&'a str>,
    /// The resources' addresses.
    pub resources: Vec<&'a str>,
    /// The findings, worst first: their numbers in `findings`, from 0.
    pub findings: Vec<usize>,
}

/// What is gone.
#[derive(JsonSchema, Serialize)]
pub struct Fixed<'a> {
    /// The repository it stood in, where a folder of them was scanned.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub repository: &'a str,
    /// The unit's id below its repository's root.
    pub unit: &'a str,
    /// The file it stood in.
    pub file: &'a str,
    /// `<threat>.<check>`.
    pub check: &'a str,
    /// The resource's address.
    pub resource: &'a str,
    /// How bad it was; a baseline does not tell.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub severity: Option<Severity>,
    /// What was wrong, in one sentence; a baseline does not tell.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<&'a str>,
    /// The identity that it had.
    pub fingerprint: &'a str,
    /// What it was said of, the first one included: all of it is gone.
    pub instances: Vec<FixedInstance<'a>>,
}

/// One of the things that what is gone was said of.
#[derive(JsonSchema, Serialize)]
pub struct FixedInstance<'a> {
    /// The unit's id below its repository's root.
    pub unit: &'a str,
    /// The resource's address.
    pub resource: &'a str,
}

/// What was wrong with the input: it costs what it names, never the scan.
#[derive(JsonSchema, Serialize)]
pub struct Problem<'a> {
    /// What it costs.
    pub loss: Loss,
    /// The file; empty for a problem of the whole scan.
    pub file: &'a str,
    /// Where in the file, when known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<Position>,
    /// What is wrong; holds no secret.
    pub message: &'a str,
}

/// One deployable thing that was scanned.
#[derive(JsonSchema, Serialize)]
pub struct Unit<'a> {
    /// The unit's id below the git work tree's root.
    pub id: &'a str,
    /// The repository it belongs to; empty for the scan's root.
    pub repository: &'a str,
    /// The format.
    #[schemars(extend("enum" = ["terraform", "terraform-plan", "cloudformation", "ecs"]))]
    pub format: &'static str,
    /// Whether it lies under examples, tests or fixtures.
    pub example: bool,
    /// The number of resources of its document.
    pub resources: usize,
}
