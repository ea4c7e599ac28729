//! The numbers of a run, for programs.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The format's name and version.
pub const SCHEMA: &str = "stridelint-summary/1";

/// How many findings a run has, by what they are of.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema, Serialize)]
pub struct Summary {
    /// The format's name and version.
    pub schema: String,
    /// Lines of the manifest.
    pub lines: u64,
    /// Lines that were not scanned: nothing is known of them.
    pub failed: u64,
    /// Repositories in which something that is deployed was not judged.
    pub incomplete: u64,
    /// All of them together.
    pub all: Numbers,
    /// Each repository with a finding, new or gone.
    pub by_repository: Vec<Named>,
    /// Each threat.
    pub by_threat: Vec<Named>,
    /// Each check.
    pub by_check: Vec<Named>,
}

/// The numbers of one thing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema, Serialize)]
pub struct Named {
    /// What it is called.
    pub name: String,
    /// Its numbers.
    #[serde(flatten)]
    pub numbers: Numbers,
}

/// How many findings count. By severity: what is new, where there is a run before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema, Serialize)]
pub struct Numbers {
    /// Critical ones.
    pub critical: u64,
    /// High ones.
    pub high: u64,
    /// Medium ones.
    pub medium: u64,
    /// Low ones.
    pub low: u64,
    /// Those that only inform.
    pub info: u64,
    /// All that are there, new or not.
    pub findings: u64,
    /// Those that the run before did not have.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub new: Option<u64>,
    /// Those that only the run before had.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gone: Option<u64>,
}
