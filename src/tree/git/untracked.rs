//! Files of the work tree that a comparison does not see, because git does not track them.

use super::listing::Files;
use crate::gap::{Gap, GapKind};
use crate::path::in_package;
use std::collections::BTreeSet;
use std::path::Path;

/// Files whose content is looked at; a build may leave thousands.
const LOOKED_AT: usize = 500;
/// Bytes of such a file at most.
const MAX_BYTES: u64 = 1 << 20;

/// The files that would be scanned without a comparison, of those that `listed` lie below the root.
/// `is_ours` says by a name whether a unit may consist of the file.
pub(super) fn gaps(
    root: &Path,
    listed: &BTreeSet<String>,
    tracked: &Files,
    is_ours: fn(&str) -> bool,
) -> Vec<Gap> {
    let mut left = LOOKED_AT;
    listed
        .iter()
        .filter(|path| is_ours(path) && !in_package(path) && !tracked.entries.contains_key(*path))
        .filter(|path| {
            let terraform = [".tf", ".tofu", ".tf.json", ".tofu.json"];
            terraform.iter().any(|ending| path.ends_with(ending)) || {
                left = left.saturating_sub(1);
                left > 0 && is_infrastructure(&root.join(path))
            }
        })
        .map(|path| {
            let why = "git does not track it, and a comparison is of what git tracks";
            let cure = "`git add` it, or scan without a comparison";
            Gap::file(GapKind::LeftOut, path.as_str(), why, cure)
        })
        .collect()
}

/// Whether words of our formats stand in a file.
fn is_infrastructure(file: &Path) -> bool {
    let small = std::fs::metadata(file).is_ok_and(|meta| meta.len() <= MAX_BYTES);
    let Some(bytes) = small.then(|| std::fs::read(file).ok()).flatten() else { return false };
    let has = |word: &str| memchr::memmem::find(&bytes, word.as_bytes()).is_some();
    has("containerDefinitions") || has("Resources") && has("AWS::")
}
