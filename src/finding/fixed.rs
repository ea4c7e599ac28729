//! What is told of a finding that is gone.

use super::{Cause, Finding, Severity};

/// What a change, or the time since a baseline, took away.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fixed {
    /// As [`Finding::repository`].
    pub repository: String,
    /// The unit's id.
    pub unit: String,
    /// The file it stood in, as reported.
    pub file: String,
    /// `<threat>.<check>`.
    pub check: String,
    /// The resource's address.
    pub resource: String,
    /// How bad it was; a baseline does not tell.
    pub severity: Option<Severity>,
    /// What was wrong, in one sentence; a baseline does not tell.
    pub message: Option<String>,
    /// The identity that it had.
    pub fingerprint: String,
    /// What tells it from other causes of the same file.
    pub cause: Option<Cause>,
    /// Other instances of its cause still stand, so that the cause is not fixed.
    pub stands: bool,
    /// What it was said of (unit and resource), itself included, where what had one cause was made
    /// one; empty before.
    pub instances: Vec<(String, String)>,
}

impl From<&Finding> for Fixed {
    fn from(finding: &Finding) -> Fixed {
        Fixed {
            cause: Some(finding.cause()),
            stands: false,
            instances: Vec::new(),
            repository: finding.repository.clone(),
            unit: finding.unit.clone(),
            file: finding.location.file.clone(),
            check: finding.check.clone(),
            resource: finding.resource.clone(),
            severity: Some(finding.severity),
            message: Some(finding.message.clone()),
            fingerprint: finding.fingerprint.clone(),
        }
    }
}
