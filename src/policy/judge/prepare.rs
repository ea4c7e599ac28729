//! What has to be known of a document before its worlds are made.

use crate::document::Document;
use crate::policy::metadata::Check;
use crate::policy::pattern::{Part, Pattern};
use crate::policy::union::Unions;
use crate::policy::worlds::{Guess, Survey, Union, is_read};
use std::collections::BTreeSet;

/// Whether what is unknown is a value that a path names, or the list or map of such values. Where the
/// object around it is unknown as a whole, as the task definition around a bare list of containers,
/// what is seen is judged as it is.
fn hides(unknown: &[Part], pattern: &Pattern) -> bool {
    let own = match pattern.0.as_slice() {
        [own @ .., Part::Item | Part::AnyKey] => own,
        own => own,
    };
    unknown.len() >= own.len() && is_read(unknown, pattern)
}

/// Whether the quiet value of something unknown is the one that makes the check fire.
pub(super) fn contested(survey: &Survey, check: &Check) -> bool {
    survey.unknown_types().any(|ty| {
        let quiet = check.quiet.get(ty);
        let spared = |unknown: &[Part]| {
            quiet.is_some_and(|paths| paths.keys().any(|pattern| hides(unknown, pattern)))
        };
        let mut unknowns = survey.patterns(ty).iter();
        unknowns.any(|unknown| spared(unknown) || Guess::contested(ty, unknown, &check.reads))
    })
}

/// The checks whose types the document has, what is unknown in it, and all that these checks read.
pub fn prepared<'a>(
    document: &Document,
    checks: &[&'a Check],
    unions: &Unions,
) -> (Vec<&'a Check>, Survey, Union) {
    let types: BTreeSet<&str> = document.resources.values().map(|node| node.ty.as_str()).collect();
    let asked: Vec<&Check> = checks
        .iter()
        .copied()
        .filter(|check| check.reads.keys().any(|ty| types.contains(ty.as_str())))
        .collect();
    let read: BTreeSet<&str> =
        asked.iter().flat_map(|check| check.reads.keys()).map(String::as_str).collect();
    let survey = Survey::of(document, &read);
    // A check that reads a type which is there is one of those that are asked.
    let union = unions.of(checks, types.iter().copied().filter(|ty| read.contains(ty)));
    (asked, survey, union)
}

/// Whether anything that a check reads is unknown, so that its adverse world differs from the
/// favourable one.
pub fn reads_unknown(survey: &Survey, check: &Check) -> bool {
    check.reads.iter().any(|(ty, paths)| {
        let mut unknowns = survey.patterns(ty).iter();
        unknowns.any(|unknown| paths.keys().any(|pattern| is_read(unknown, pattern)))
    })
}
