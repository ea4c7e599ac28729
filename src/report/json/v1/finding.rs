//! A finding in version 1 of the JSON report, and the words and places that it is made of.

use schemars::JsonSchema;
use serde::Serialize;
use std::borrow::Cow;

/// One threat found at one place, whatever it reaches from there.
#[derive(JsonSchema, Serialize)]
pub struct Finding<'a> {
    /// The repository it stands in, where a folder of them was scanned.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub repository: &'a str,
    /// The unit's id below its repository's root: the first instance's, as all of the resource.
    pub unit: &'a str,
    /// The text to change.
    pub location: Location<'a>,
    /// `<threat>.<check>`.
    pub check: &'a str,
    /// The resource's address: the first instance's.
    pub resource: &'a str,
    /// The address of the resource whose text it is, where that is another one: a rule of the
    /// group, a policy of the bucket.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub written_in: Option<&'a str>,
    /// The resource's canonical type.
    pub resource_type: &'a str,
    /// The resource's type in the source.
    pub source_type: &'a str,
    /// JSON pointer into the resource's `values` in the document.
    pub path: &'a str,
    /// Whether nothing is written there: what is missing is to be added to what begins at the place.
    pub missing: bool,
    /// How bad it is: the worst of the instances that are not suppressed.
    pub severity: Severity,
    /// Whether it is certain.
    pub certainty: Certainty,
    /// What is wrong here, in one sentence, said of the first instance and of how many more; holds
    /// no secret.
    pub message: &'a str,
    /// The nearest named object, such as the container.
    pub subject: Option<&'a str>,
    /// The conditions it holds under (`when var.debug is true`).
    pub condition: Option<&'a str>,
    /// The unit's variants that have it; absent where the unit has none.
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    pub variants: &'a [String],
    /// Undecided: what is not known, and why.
    pub unknown: Option<&'a str>,
    /// The chain that carried the value, the resource, principals reached.
    pub related: Vec<Related<'a>>,
    /// The source's lines around the place.
    pub snippet: Option<Snippet<'a>>,
    /// Whether the unit lies under examples, tests or fixtures.
    pub example: bool,
    /// The format of the text to change.
    #[schemars(extend("enum" = ["terraform", "cloudformation", "ecs"]))]
    pub format: &'static str,
    /// Stable identity of the cause across line moves, and whatever instances come and go.
    pub fingerprint: &'a str,
    /// Why it does not count, when a suppression covers all of its instances.
    pub suppression: Option<Suppression<'a>>,
    /// What it is said of, the first one included.
    pub instances: Vec<Instance<'a>>,
    /// The narrower checks that the same text breaks: they are not told apart.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub absorbed: Vec<&'a str>,
    /// What these say.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub absorbed_findings: Vec<Absorbed<'a>>,
    /// The STRIDE category.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stride: Option<Stride>,
    /// How to fix it in this format.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fix: Option<Cow<'a, str>>,
    /// The lines with which it is fixed; only where another report of the run offers fixes, and never
    /// beside a secret.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suggestion: Option<Suggestion<'a>>,
}

/// Whole lines that come in the place of others.
#[derive(JsonSchema, Serialize)]
pub struct Suggestion<'a> {
    /// The file.
    pub file: &'a str,
    /// The first line that goes, from 1.
    pub first_line: u32,
    /// The last one.
    pub last_line: u32,
    /// What comes, without endings.
    pub lines: &'a [String],
}

/// What a narrower check says of the same text.
#[derive(JsonSchema, Serialize)]
pub struct Absorbed<'a> {
    /// `<threat>.<check>`.
    pub check: &'a str,
    /// What is wrong, in one sentence.
    pub message: &'a str,
    /// Where it is written.
    pub location: Location<'a>,
    /// Its identity.
    pub fingerprint: &'a str,
}

/// One of the things that a finding is said of.
#[derive(JsonSchema, Serialize)]
pub struct Instance<'a> {
    /// The unit's id below its repository's root.
    pub unit: &'a str,
    /// The resource's address.
    pub resource: &'a str,
    /// The nearest named object, such as the container.
    pub subject: Option<&'a str>,
    /// JSON pointer into the resource's `values` in the document.
    pub path: &'a str,
    /// The conditions it holds under.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub condition: Option<&'a str>,
    /// The unit's variants that have it; absent where the unit has none.
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    pub variants: &'a [String],
    /// Whether it is certain, where that is not so of the finding.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub certainty: Option<Certainty>,
    /// Its identity, where that is not the finding's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fingerprint: Option<&'a str>,
    /// Why it does not count, when a suppression covers it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suppression: Option<Suppression<'a>>,
}

/// How bad a finding is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, JsonSchema, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The threat stands open.
    Critical,
    /// An attacker gains something at once.
    High,
    /// A weakness of its own.
    Medium,
    /// A weakness that helps another attack.
    Low,
    /// Worth knowing.
    Info,
}

/// A category of STRIDE.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, JsonSchema, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stride {
    /// Pretending to be someone else.
    Spoofing,
    /// Changing what is not one's own.
    Tampering,
    /// Denying what one did.
    Repudiation,
    /// Reading what is not one's own.
    InformationDisclosure,
    /// Making a service unusable.
    DenialOfService,
    /// Doing more than one may.
    ElevationOfPrivilege,
    /// None of them: a rule of one's own that is no threat.
    #[serde(rename = "none")]
    Own,
}

/// Whether a finding is certain.
#[derive(Clone, Copy, JsonSchema, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Certainty {
    /// It holds whatever the unknown values are.
    Reported,
    /// A rule that was written for conftest says so of the text as it is written.
    Raw,
    /// It depends on values that are not known.
    Undecided,
}

/// What a problem of the input costs.
#[derive(Clone, Copy, JsonSchema, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Loss {
    /// Nothing.
    Note,
    /// Part of the meaning is unknown, but the input was read.
    Warning,
    /// Input was lost: the scan is incomplete.
    Lost,
}

/// A range of a file's text.
#[derive(JsonSchema, Serialize)]
pub struct Location<'a> {
    /// Path below the git work tree's root, else below the scan root; forward slashes.
    pub file: &'a str,
    /// First character.
    pub start: Position,
    /// One past the last character.
    pub end: Position,
}

/// A line and a column, both counted from 1; columns count characters (Unicode scalar values).
#[derive(JsonSchema, Serialize)]
pub struct Position {
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
}

/// A further place of a finding.
#[derive(JsonSchema, Serialize)]
pub struct Related<'a> {
    /// Where.
    pub location: Location<'a>,
    /// What stands there.
    pub message: &'a str,
    /// What it is to the finding: a step that carried the value, the declaration of the resource or
    /// of a variable, the call of the module or stack, or another resource that is told of.
    #[schemars(extend("enum" = ["step", "declaration", "call", "concern"]))]
    pub kind: &'static str,
}

/// Lines of source around a finding.
#[derive(JsonSchema, Serialize)]
pub struct Snippet<'a> {
    /// Number of the first line, from 1.
    pub first_line: u32,
    /// The lines without endings; control characters replaced, secrets redacted.
    pub lines: &'a [String],
}

/// Why a finding does not count.
#[derive(JsonSchema, Serialize)]
pub struct Suppression<'a> {
    /// `inSource` or `external`, as SARIF has it.
    #[schemars(extend("enum" = ["inSource", "external"]))]
    pub kind: &'static str,
    /// The reason given.
    pub reason: &'a str,
    /// The last day it holds, `YYYY-MM-DD`.
    pub until: Option<&'a str>,
}
