//! What fuzzing found stays mended: `testdata/malformed/<case>` goes through every stage, without
//! the guard that a scan has, so that a panic fails the case.

use crate::Case;
use crate::support::fixtures::folders;
use crate::support::repository;
use crate::support::stages::{ends, files_of};

/// `malformed::<case>`.
pub fn cases() -> Vec<Case> {
    folders(&repository::root().join("testdata/malformed"))
        .into_iter()
        .map(|(name, folder)| {
            Case::holds(format!("malformed::{name}"), move || ends(&name, files_of(&folder)))
        })
        .collect()
}
