//! Findings and the report they make: one place each, in terms that can be printed without knowing
//! any stage before them.

mod compact;
mod fix;
mod fixed;
mod set_by;
mod severity;

use crate::gap::Gap;
use crate::source::{Loss, Position, Problem};
use std::collections::{BTreeMap, BTreeSet};

pub use fix::{Change, Fix, Made, Suggestion, What};
pub use fixed::Fixed;
pub use set_by::SetBy;
pub use severity::{FailOn, NotAFailOn, NotASeverity, Severity};

/// A range of text a report can show.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Location {
    /// Path as reported: below the git work tree's root where there is one, else below the scan
    /// root; forward slashes.
    pub file: String,
    /// First character.
    pub start: Position,
    /// One past the last character.
    pub end: Position,
}

/// A further place of a finding: a step of the chain that carried the value, the resource, a
/// principal reached.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Related {
    /// Where.
    pub location: Location,
    /// What stands there, for a person.
    pub message: String,
    /// What it is to the finding.
    pub kind: RelatedKind,
}

/// What a further place is to a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RelatedKind {
    /// It carried the value, or has it.
    Step,
    /// The resource, or a variable on the value's way, is declared there.
    Declaration,
    /// The module or the stack that the resource stands in is called there.
    Call,
    /// Another resource that the finding tells of: no part of what is to be changed.
    Concern,
}

/// Whether it is certain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Certainty {
    /// It holds whatever the unknown values are.
    Reported,
    /// A rule that was written for conftest says so of the text as it is written, in which references are
    /// not resolved.
    Raw,
    /// It depends on values that are not known.
    Undecided,
}

impl Certainty {
    /// Whether it is said, and not only open.
    #[must_use]
    pub fn is_said(self) -> bool {
        self != Certainty::Undecided
    }
}

/// What would decide an undecided result. Results with the same scope and thing are decided together.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Open {
    /// Where it is decided: a unit, a module's folder, or empty for all of the repository.
    pub scope: String,
    /// What is not known, without the calls and keys that tell its instances apart.
    pub what: String,
    /// What is not known, and why, in one sentence.
    pub why: String,
    /// What would decide it, as an instruction; empty where nothing that a scan takes does.
    pub cure: String,
    /// Whoever calls the unit as a module decides it.
    pub for_callers: bool,
}

/// Why a finding does not count.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Suppression {
    /// `inSource` or `external`, as SARIF has it.
    pub kind: &'static str,
    /// The reason given.
    pub reason: String,
    /// The last day it holds, `YYYY-MM-DD`.
    pub until: Option<String>,
}

/// One of the things that a finding is said of: a resource in a unit, and the named object in it.
/// Ordering is the report's order.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Instance {
    /// The unit's id below the repository's root.
    pub unit: String,
    /// The resource's address.
    pub resource: String,
    /// The nearest named object (the container's name).
    pub subject: Option<String>,
    /// JSON pointer into the document's `values`.
    pub path: String,
    /// The conditions it holds under.
    pub condition: Option<String>,
    /// Names of the unit's variants that have it.
    pub variants: Vec<String>,
    /// Whether it is certain of this one.
    pub certainty: Certainty,
    /// The identity of the cause as this instance shows it.
    pub fingerprint: String,
    /// Set when it is suppressed.
    pub suppression: Option<Suppression>,
}

impl Instance {
    /// Whether it has to be acted on: reported and not suppressed.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.certainty.is_said() && self.suppression.is_none()
    }
}

/// What a wider check tells too, of the same text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Absorbed {
    /// `<threat>.<check>`.
    pub check: String,
    /// Its sentence.
    pub message: String,
    /// Where it would be told.
    pub location: Location,
    /// As [`Finding::fingerprint`].
    pub fingerprint: String,
}

/// What makes findings one: a check, and the text to change.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cause {
    repository: String,
    file: String,
    line: u32,
    column: u32,
    check: String,
    /// Of what has no place at all the unit and the resource; of what is raw the sentence and the
    /// resource.
    apart: Option<(String, String)>,
}

/// One threat found at one place. Ordering is the report's order: unit, file, place, check.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// The repository it stands in, where a folder of them is scanned: its path below that folder.
    pub repository: String,
    /// The unit's id below the repository's root.
    pub unit: String,
    /// The text to change.
    pub location: Location,
    /// `<threat>.<check>`.
    pub check: String,
    /// The resource's address.
    pub resource: String,
    /// The address of the resource whose text it is, where that is another one: a rule of the
    /// group, a policy of the bucket.
    pub written_in: Option<String>,
    /// What its maker calls the resource (the path in a CDK application), where the address is made
    /// up.
    pub display: Option<String>,
    /// The resource's canonical type.
    pub resource_type: String,
    /// The resource's type in the source.
    pub source_type: String,
    /// JSON pointer into the document's `values`.
    pub path: String,
    /// Nothing is written there: what is missing is to be added to what begins at the place.
    pub missing: bool,
    /// How bad.
    pub severity: Severity,
    /// Reported or undecided.
    pub certainty: Certainty,
    /// One sentence, filled from the document; never holds a secret.
    pub message: String,
    /// The nearest named object (the container's name), for grouping.
    pub subject: Option<String>,
    /// The conditions it holds under, as a sentence part (`when var.debug is true`).
    pub condition: Option<String>,
    /// Names of the unit's variants (`[[unit]]` in the configuration) that have it; empty where the
    /// unit has none.
    pub variants: Vec<String>,
    /// Undecided: what is not known, and why.
    pub unknown: Option<String>,
    /// Undecided: what would decide it.
    pub open: Option<Open>,
    /// The chain that carried the value, and the resource.
    pub related: Vec<Related>,
    /// The source's lines around the place, secrets replaced: line number of the first, and the
    /// lines.
    pub snippet: Option<Snippet>,
    /// The unit lies under examples, tests or fixtures.
    pub example: bool,
    /// The format the text to change is written in, for the fix: `terraform`, `cloudformation`,
    /// `ecs`.
    pub format: &'static str,
    /// Which case of the check's remediation fixes it ([`crate::policy::Remediation::of_case`]).
    pub case: Option<String>,
    /// What sets the value, where the text to change is no argument of the resource.
    pub set_by: Option<SetBy>,
    /// Stable identity across line moves.
    pub fingerprint: String,
    /// Identity within its resource, whatever that is called and wherever it stands: what a
    /// comparison goes by.
    pub identity: String,
    /// Set when it is suppressed: all of its instances are.
    pub suppression: Option<Suppression>,
    /// What it is said of, itself included, where findings of one cause were made one; empty before.
    pub instances: Vec<Instance>,
    /// Narrower checks that the same text breaks, told with this one; its severity is the worst of
    /// all.
    pub absorbed: Vec<Absorbed>,
    /// What would fix it without anybody's judgement; planned only where it is asked for.
    pub fix: Option<Fix>,
}

/// What the consequence begins with in a sentence.
pub const CONSEQUENCE: &str = ", so ";

impl Finding {
    /// The sentence without the number of similar instances, for what counts them itself.
    #[must_use]
    pub fn alone(&self) -> &str {
        let message = self.message.as_str();
        if self.instances.len() < 2 {
            return message;
        }
        match message.rsplit_once(" (+") {
            Some((head, tail)) if tail.ends_with(" similar)") => head,
            _ => message,
        }
    }

    /// Its cause.
    #[must_use]
    pub fn cause(&self) -> Cause {
        let Location { file, start, .. } = &self.location;
        let unplaced = self.snippet.is_none();
        Cause {
            repository: self.repository.clone(),
            file: file.clone(),
            line: start.line,
            column: start.column,
            check: self.check.clone(),
            apart: match self.certainty {
                // One rule says several things of one place.
                Certainty::Raw => Some((self.message.clone(), self.resource.clone())),
                _ => unplaced.then(|| (self.unit.clone(), self.resource.clone())),
            },
        }
    }

    /// Its identity among all findings of a report. Two places of one block can have one
    /// fingerprint, where each is of another instance; some readers want one for each.
    #[must_use]
    pub fn key(&self) -> String {
        let variants = self.variants.join(",");
        [&self.fingerprint, &self.repository, &self.unit, &self.resource, &variants]
            .map(String::as_str)
            .join("/")
    }

    /// What it is said of: its instances, or itself alone.
    #[must_use]
    pub fn each(&self) -> Vec<Instance> {
        if !self.instances.is_empty() {
            return self.instances.clone();
        }
        vec![Instance {
            unit: self.unit.clone(),
            resource: self.resource.clone(),
            subject: self.subject.clone(),
            path: self.path.clone(),
            condition: self.condition.clone(),
            variants: self.variants.clone(),
            certainty: self.certainty,
            fingerprint: self.fingerprint.clone(),
            suppression: self.suppression.clone(),
        }]
    }

    /// Whether it has to be acted on: reported and not suppressed.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.certainty.is_said() && self.suppression.is_none()
    }

    /// The ids of the checks that it took in, each once.
    pub fn absorbed_checks(&self) -> impl Iterator<Item = &str> {
        let checks: BTreeSet<&str> = self.absorbed.iter().map(|one| one.check.as_str()).collect();
        checks.into_iter()
    }

    /// Every text that is made of the input's own words, to be changed in place. Files and units
    /// are names of what lies on disk and stay.
    pub fn texts(&mut self) -> impl Iterator<Item = &mut String> {
        let told = [&mut self.subject, &mut self.condition, &mut self.unknown];
        let open = self.open.iter_mut();
        let open = open.flat_map(|open| [&mut open.what, &mut open.why, &mut open.cure]);
        let related = self.related.iter_mut().map(|related| &mut related.message);
        let absorbed = self.absorbed.iter_mut().map(|one| &mut one.message);
        let lines = self.snippet.iter_mut().flat_map(|snippet| &mut snippet.lines);
        let set_by = self.set_by.iter_mut().flat_map(SetBy::texts);
        [&mut self.resource, &mut self.path, &mut self.message]
            .into_iter()
            .chain(told.into_iter().flatten())
            .chain(open)
            .chain(related)
            .chain(absorbed)
            .chain(lines)
            .chain(set_by)
    }
}

/// Lines of source around a finding.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Snippet {
    /// Number of the first line, from 1.
    pub first_line: u32,
    /// The lines, without endings; control characters replaced; secret values redacted.
    pub lines: Vec<String>,
    /// What of them is the place, as shown.
    pub marks: Vec<Mark>,
}

/// A part of a shown line.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mark {
    /// The line's number in the file.
    pub line: u32,
    /// Characters before it in the line as shown.
    pub column: u32,
    /// Its length in characters as shown.
    pub length: u32,
}

/// One unit of the report.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Scanned {
    /// The unit's id below the git work tree's root.
    pub id: String,
    /// The id without a variant's name.
    pub base: String,
    /// The repository it belongs to: the nearest folder with a `.git`, else the first folder; empty
    /// for the scan's root.
    pub repository: String,
    /// The format.
    pub format: &'static str,
    /// Under examples, tests or fixtures.
    pub example: bool,
    /// The number of resources of its document.
    pub resources: usize,
    /// The files it read, as reported.
    pub files: Vec<String>,
}

/// What of the input decided how the scan went: a configuration, a suppression that a change adds.
/// Every report says it in its head.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Announced {
    /// The file that says so, as reported.
    pub file: String,
    /// The line, where it is one.
    pub line: Option<u32>,
    /// What it does, as a sentence that names the file.
    pub message: String,
}

/// What the checks look at in a unit.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Subjects {
    /// The repository that the unit belongs to.
    pub repository: String,
    /// The unit's id, with its variant's name.
    pub id: String,
    /// The id without it.
    pub base: String,
    /// The checks that ran.
    pub checks: BTreeSet<String>,
    /// By check what it looks at, ran or not: an address and the name of a container, with whether
    /// the setting is there that the check asks for.
    pub of: BTreeMap<String, BTreeMap<(String, Option<String>), bool>>,
}

/// What a scan found.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// What of the input decided how the scan went, sorted.
    pub announced: Vec<Announced>,
    /// The findings in the report's order; undecided ones only when they were asked for.
    pub findings: Vec<Finding>,
    /// What was not looked at, or could not be judged, sorted; paths as reported.
    pub gaps: Vec<Gap>,
    /// What was wrong with the input, sorted; paths as reported.
    pub problems: Vec<Problem>,
    /// The units, sorted.
    pub units: Vec<Scanned>,
    /// What the checks look at in them; only where that was asked for.
    pub subjects: Vec<Subjects>,
    /// All that the checks say, undecided too and nothing taken in: the states of threats are made of it.
    /// Only where that was asked for besides, and nothing was compared.
    pub for_states: Option<Vec<Finding>>,
    /// A folder was scanned whose tree holds no unit.
    pub nothing: bool,
    /// The folder that paths are told below: findings of two reports on one folder can have one
    /// cause.
    pub root: std::path::PathBuf,
    /// The folders on disk that the names of files begin in.
    pub bases: Vec<std::path::PathBuf>,
    /// The date that counted as today.
    pub today: String,
    /// What a comparison could not see in its base, because only now it can be read: listed apart,
    /// no finding of the change.
    pub visible: Vec<Finding>,
    /// What the change took away, as the base had it, or the time since a baseline.
    pub fixed: Vec<Fixed>,
    /// Findings that the base of a comparison, or the baseline, has too: counted, not listed.
    pub older: usize,
    /// The checks that these are of, and their fingerprints; `None` where nothing was compared.
    pub standing: Option<BTreeSet<(String, String)>>,
}

impl Report {
    /// Whether input was lost, or a check failed.
    #[must_use]
    pub fn lost(&self) -> bool {
        self.problems.iter().any(|problem| problem.loss == Loss::Lost)
            || self.gaps.iter().any(Gap::fails)
    }

    /// Whether something that is deployed was not judged, and nobody decided so.
    #[must_use]
    pub fn incomplete(&self) -> bool {
        self.lost() || self.gaps.iter().any(|gap| gap.kind.is_loss())
    }

    /// The findings that count: reported, not suppressed, not in examples.
    pub fn counted(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(|finding| {
            finding.certainty.is_said() && finding.suppression.is_none() && !finding.example
        })
    }
}
