//! Policies: reading Rego and its METADATA, the worlds, the engine. The only place that knows the
//! Rego engine.

mod annotations;
mod built;
mod bundle;
pub mod check;
mod conftest;
mod declared;
pub mod edit;
mod engine;
mod framework;
mod judge;
mod judged;
mod message;
mod metadata;
mod narrow;
mod otherwise;
mod own;
mod packages;
mod pattern;
mod place;
mod query;
mod remediation;
mod remedy;
mod reserved;
mod runner;
mod seen;
mod select;
mod set;
mod settings;
mod shared;
pub mod source;
mod subject;
mod text;
pub mod transcript;
mod union;
pub mod verify;
mod worlds;

#[cfg(test)]
mod tests;

pub(crate) use conftest::SEES;
pub use conftest::{Asker, Conftest, RawSaid};
pub use edit::Edit;
pub use engine::{Covered, ENGINE, Tested};
pub use framework::Framework;
pub use judged::Judged;
pub use message::Template;
pub(crate) use message::aws_managed;
pub use metadata::{Check, Frameworks, Reads, RelatedResource, Rests, Stride, Threat, Whether};
pub use own::{OwnSet, SetInfo, about, set_digest};
pub use pattern::{Part, Pattern};
pub use query::{InWorld, query};
pub use remediation::{Fix, Remediation};
pub use reserved::{reserved_key, reserved_package};
pub use runner::{TestResult, advice, test, test_own};
pub use seen::Seen;
pub use select::Words;
pub use set::PolicySet;
pub use settings::setting_of;
pub use source::{PolicyFile, Text, bundled, digest, is_edition, read, read_in};
pub use subject::{Looked, Subject, Subjected, TargetOf, TargetPlace, Under, subjects};

use crate::document::{Document, Path};
use crate::finding::{Certainty, Severity};
use crate::gap::Gap;
use crate::value::Cause;
use std::collections::BTreeSet;

/// What a run of the policies is asked for.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    /// Full check ids (`<threat>.<check>`) to evaluate.
    pub checks: BTreeSet<String>,
    /// Also compute what is undecided (costs the adverse worlds).
    pub undecided: bool,
    /// Those of the checks whose results are wanted: the others only have a say in which worlds there
    /// are. `None`: all.
    pub among: Option<BTreeSet<String>>,
}

/// One result of a check, before its place is looked up.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// `<threat>.<check>`.
    pub check: String,
    /// The resource's address.
    pub resource: String,
    /// The path in the stored document: with check and resource its identity.
    pub path: Path,
    /// The same path through the arms in which the check fires: the place to point at
    /// ([`crate::document::Node::place_of`]).
    pub place: Path,
    /// The mildest severity of the worlds it holds in.
    pub severity: Severity,
    /// Reported or undecided.
    pub certainty: Certainty,
    /// The sentence, filled and redacted.
    pub message: String,
    /// The nearest named object around the path.
    pub subject: Option<String>,
    /// `when var.debug is true`, when it does not hold in every world.
    pub condition: Option<String>,
    /// Undecided: what would decide it.
    pub unknown: Option<Cause>,
    /// Further resources it concerns (addresses), from the policy's facts.
    pub related: Vec<String>,
    /// Which case of the check's remediation fixes it, from the policy's facts.
    pub case: Option<String>,
}

/// Evaluates the selected checks on a document, and says which of them failed. Results are sorted.
/// Which of them a wider one takes in (`yields_to`) is decided once it is known what is suppressed.
#[must_use]
pub fn evaluate(
    set: &PolicySet,
    document: &Document,
    selection: &Selection,
) -> (Vec<Outcome>, Vec<Gap>) {
    judge::evaluate(set, document, selection, &|_| true)
}

/// What the checks find on a unit in which the existence of things is left open that a default
/// alone decides ([`Document::otherwise`]), and that stands on such a thing. Resources and paths
/// are those of that document. `known`: what was found on the document itself.
#[must_use]
pub fn evaluate_otherwise(
    set: &PolicySet,
    document: &Document,
    known: &[Outcome],
    selection: &Selection,
) -> Vec<Outcome> {
    let other = document.otherwise.as_deref();
    other.map_or_else(Vec::new, |other| otherwise::evaluate(set, document, known, other, selection))
}
