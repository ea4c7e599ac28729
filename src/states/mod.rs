//! The state of every threat: findings and what the checks looked at, joined with the model.
//!
//! A threat is open where a check found it, undecided where one cannot tell or none looked, and
//! mitigated only where one looked and found nothing. `site` knows which resources stand behind the
//! targets of a model and `names` how rows call them, `judge` says what the checks say of each, `unread`
//! what a module may hold that is not read, `elsewhere` which roles, task definitions and clusters are not
//! in the code, and `reason` why nothing is said.

mod decide;
mod elsewhere;
mod judge;
mod names;
mod reason;
mod said;
mod site;
mod unread;

pub use decide::{Decided, decide};
pub use judge::judge;

use crate::finding::Report;
use crate::policy::PolicySet;

/// A unit of a model, and how the report names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    /// Its name in the model.
    pub label: String,
    /// The repository that the report has it in.
    pub repository: String,
    /// Its id in the report, with its variant's name.
    pub id: String,
}

/// What is known besides a model.
#[derive(Clone, Copy)]
pub struct Known<'a> {
    /// The findings, suppressed and undecided ones too, and what the checks looked at.
    pub report: &'a Report,
    /// The policies.
    pub set: &'a PolicySet,
    /// The units.
    pub units: &'a [Unit],
}
