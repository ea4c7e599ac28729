//! The columns of a finding.

use super::Position;
use crate::finding::{self, Certainty, RelatedKind};
use crate::policy::PolicySet;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One threat found at one place, whatever it reaches from there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema, Serialize)]
pub struct Finding {
    /// The unit's id below the repository's root: the first instance's.
    pub unit: String,
    /// `<threat>.<check>`.
    pub check: String,
    /// The threat's id.
    pub threat: String,
    /// The STRIDE category.
    pub stride: String,
    /// How bad it is.
    pub severity: String,
    /// `reported` or `undecided`.
    pub certainty: String,
    /// What is wrong here, in one sentence; holds no secret.
    pub message: String,
    /// The resource's address.
    pub resource: String,
    /// The resource's canonical type.
    pub resource_type: String,
    /// The resource's type in the source.
    pub source_type: String,
    /// JSON pointer into the document's `values`.
    pub path: String,
    /// The text to change; the file begins with the repository's name where that has one.
    pub location: Location,
    /// Stable identity of the cause across line moves.
    pub fingerprint: String,
    /// Identity within its resource, whatever that is called.
    pub identity: String,
    /// Whether the unit lies under examples, tests or fixtures.
    pub example: bool,
    /// Whether it counts: reported, not suppressed and in no example.
    pub counts: bool,
    /// Whether nothing is written there: what is missing is to be added.
    pub missing: bool,
    /// The format of the text to change.
    pub format: String,
    /// Which case of the check's remediation fixes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case: Option<String>,
    /// What sets the value, where the text to change is no argument of the resource.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub set_by: Option<SetBy>,
    /// The address of the resource whose text it is, where that is another one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub written_in: Option<String>,
    /// What its maker calls the resource, where the address is made up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub display: Option<String>,
    /// The nearest named object, such as the container.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// The conditions it holds under.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub condition: Option<String>,
    /// The unit's variants that have it.
    pub variants: Vec<String>,
    /// Undecided: what is not known, and why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unknown: Option<String>,
    /// Undecided: what would decide it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub open: Option<Open>,
    /// Why it does not count.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suppression: Option<Suppression>,
    /// Further places.
    pub related: Vec<Related>,
    /// The source's lines around the place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub snippet: Option<Snippet>,
    /// What it is said of.
    pub instances: Vec<Instance>,
    /// The narrower checks that the same text breaks.
    pub absorbed: Vec<Absorbed>,
}

/// A range of text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema, Serialize)]
pub struct Location {
    /// The file.
    pub file: String,
    /// Its first character.
    pub start: Position,
    /// One past the last character.
    pub end: Position,
}

/// What is to be changed for a resource to have another value.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema, Serialize)]
pub struct SetBy {
    /// What is to be done, as a sentence part.
    pub told: String,
    /// The line that fixes the finding there, where it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<String>,
}

/// What would decide an undecided finding.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema, Serialize)]
pub struct Open {
    /// Where it is decided.
    pub scope: String,
    /// What is not known, without what tells its instances apart.
    pub what: String,
    /// What is not known, and why.
    pub why: String,
    /// What would decide it.
    pub cure: String,
    /// Whether whoever calls the unit as a module decides it.
    pub for_callers: bool,
}

/// Why a finding does not count.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema, Serialize)]
pub struct Suppression {
    /// `inSource` or `external`.
    pub kind: String,
    /// The reason given.
    pub reason: String,
    /// The last day it holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
}

/// A further place of a finding.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema, Serialize)]
pub struct Related {
    /// `step`, `declaration`, `call` or `concern`.
    pub kind: String,
    /// Where.
    pub location: Location,
    /// What stands there.
    pub message: String,
}

/// Lines of source, secrets replaced.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema, Serialize)]
pub struct Snippet {
    /// Number of the first line, from 1.
    pub first_line: u32,
    /// The lines.
    pub lines: Vec<String>,
    /// What of them is the place.
    pub marks: Vec<Mark>,
}

/// A part of a shown line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema, Serialize)]
pub struct Mark {
    /// The line's number in the file.
    pub line: u32,
    /// Characters before it.
    pub column: u32,
    /// Its length in characters.
    pub length: u32,
}

/// One of the things that a finding is said of.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema, Serialize)]
pub struct Instance {
    /// The unit's id below the repository's root.
    pub unit: String,
    /// The resource's address.
    pub resource: String,
    /// The nearest named object.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// JSON pointer into the document's `values`.
    pub path: String,
    /// The conditions it holds under.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub condition: Option<String>,
    /// The unit's variants that have it.
    pub variants: Vec<String>,
    /// `reported` or `undecided`.
    pub certainty: String,
    /// The identity of the cause as this instance shows it.
    pub fingerprint: String,
    /// Why it does not count.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suppression: Option<Suppression>,
}

/// What a wider check tells too.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema, Serialize)]
pub struct Absorbed {
    /// `<threat>.<check>`.
    pub check: String,
    /// Its sentence.
    pub message: String,
    /// Where it would be told.
    pub location: Location,
    /// Its identity.
    pub fingerprint: String,
}

impl Finding {
    /// The columns of a finding.
    #[must_use]
    pub fn of(one: &finding::Finding, set: &PolicySet) -> Finding {
        let threat = set.check(&one.check).map(|check| check.threat.clone());
        let threat = threat.unwrap_or_else(|| {
            one.check.split_once('.').map_or("", |(threat, _)| threat).to_owned()
        });
        let stride = set.threat(&threat).map(|threat| threat.stride.id().to_owned());
        let counts = one.certainty.is_said() && one.suppression.is_none() && !one.example;
        let of = one.clone();
        Finding {
            unit: of.unit,
            check: of.check,
            threat,
            stride: stride.unwrap_or_default(),
            severity: of.severity.name().to_owned(),
            certainty: certainty(of.certainty),
            message: of.message,
            resource: of.resource,
            resource_type: of.resource_type,
            source_type: of.source_type,
            path: of.path,
            location: of.location.into(),
            fingerprint: of.fingerprint,
            identity: of.identity,
            example: of.example,
            counts,
            missing: of.missing,
            format: of.format.to_owned(),
            case: of.case,
            set_by: of.set_by.map(|finding::SetBy { told, line }| SetBy { told, line }),
            written_in: of.written_in,
            display: of.display,
            subject: of.subject,
            condition: of.condition,
            variants: of.variants,
            unknown: of.unknown,
            open: of.open.map(|open| Open {
                scope: open.scope,
                what: open.what,
                why: open.why,
                cure: open.cure,
                for_callers: open.for_callers,
            }),
            suppression: of.suppression.map(Suppression::from),
            related: of.related.into_iter().map(Related::from).collect(),
            snippet: of.snippet.map(Snippet::from),
            instances: of.instances.into_iter().map(Instance::from).collect(),
            absorbed: of.absorbed.into_iter().map(Absorbed::from).collect(),
        }
    }
}

fn certainty(certainty: Certainty) -> String {
    match certainty {
        Certainty::Reported => "reported",
        Certainty::Raw => "raw",
        Certainty::Undecided => "undecided",
    }
    .to_owned()
}

impl From<finding::Location> for Location {
    fn from(at: finding::Location) -> Location {
        Location { file: at.file, start: at.start.into(), end: at.end.into() }
    }
}

impl From<finding::Suppression> for Suppression {
    fn from(of: finding::Suppression) -> Suppression {
        Suppression { kind: of.kind.to_owned(), reason: of.reason, until: of.until }
    }
}

impl From<finding::Related> for Related {
    fn from(of: finding::Related) -> Related {
        let kind = match of.kind {
            RelatedKind::Step => "step",
            RelatedKind::Declaration => "declaration",
            RelatedKind::Call => "call",
            RelatedKind::Concern => "concern",
        };
        Related { kind: kind.to_owned(), location: of.location.into(), message: of.message }
    }
}

impl From<finding::Snippet> for Snippet {
    fn from(of: finding::Snippet) -> Snippet {
        let mark = |finding::Mark { line, column, length }| Mark { line, column, length };
        let marks = of.marks.into_iter().map(mark).collect();
        Snippet { first_line: of.first_line, lines: of.lines, marks }
    }
}

impl From<finding::Instance> for Instance {
    fn from(of: finding::Instance) -> Instance {
        Instance {
            unit: of.unit,
            resource: of.resource,
            subject: of.subject,
            path: of.path,
            condition: of.condition,
            variants: of.variants,
            certainty: certainty(of.certainty),
            fingerprint: of.fingerprint,
            suppression: of.suppression.map(Suppression::from),
        }
    }
}

impl From<finding::Absorbed> for Absorbed {
    fn from(of: finding::Absorbed) -> Absorbed {
        let finding::Absorbed { check, message, location, fingerprint } = of;
        Absorbed { check, message, location: location.into(), fingerprint }
    }
}
