//! Which checks run: the most specific word about a check decides, the command line before the
//! configuration.

use super::Failure;
use crate::policy::{Check, PolicySet};
use std::collections::BTreeSet;

/// Words that turn checks on and off.
#[derive(Clone, Copy, Default)]
pub struct Words<'a> {
    /// Turned on.
    pub enable: &'a [String],
    /// Turned off.
    pub disable: &'a [String],
}

/// The full ids of the checks to run. `words` come in the order of their weight, the command line's
/// first.
///
/// # Errors
/// An id that is none, with the nearest one.
pub fn select(set: &PolicySet, words: &[Words<'_>]) -> Result<BTreeSet<String>, Failure> {
    for id in words.iter().flat_map(|words| words.enable.iter().chain(words.disable)) {
        known(set, id)?;
    }
    Ok(set.checks().filter(|check| runs(set, check, words)).map(|check| check.id.clone()).collect())
}

/// The checks that words turn off, each with the name of the word that does.
pub fn disabled(set: &PolicySet, words: &[(Words<'_>, String)]) -> Vec<(String, String)> {
    let by = |check: &Check| {
        let best = |ids: &[String]| ids.iter().map(|id| set.means(check, id)).max().unwrap_or(0);
        for (words, by) in words {
            let (on, off) = (best(words.enable), best(words.disable));
            if on.max(off) > 0 {
                return (on <= off).then(|| by.clone());
            }
        }
        None
    };
    set.checks().filter_map(|check| Some((check.id.clone(), by(check)?))).collect()
}

/// Leaves those of the checks that one of these frameworks, or entries of frameworks, asks for; all
/// where none is named.
///
/// # Errors
/// A name that stands for no check, with the nearest one.
pub fn only(
    set: &PolicySet,
    frameworks: &[String],
    checks: &mut BTreeSet<String>,
) -> Result<(), Failure> {
    if frameworks.is_empty() {
        return Ok(());
    }
    let mut asked: BTreeSet<&str> = BTreeSet::new();
    for name in frameworks {
        let found = set.in_framework(name).map_err(|nearest| {
            let hint = nearest.map_or_else(
                || "docs/frameworks.md lists them".to_owned(),
                |name| format!("did you mean `{name}`?"),
            );
            Failure::Usage(format!("unknown framework or entry of one `{name}`; {hint}"))
        })?;
        asked.extend(found.into_iter().map(|check| check.id.as_str()));
    }
    checks.retain(|id| asked.contains(id.as_str()));
    Ok(())
}

fn runs(set: &PolicySet, check: &Check, words: &[Words<'_>]) -> bool {
    let best = |ids: &[String]| ids.iter().map(|id| set.means(check, id)).max().unwrap_or(0);
    for words in words {
        let (on, off) = (best(words.enable), best(words.disable));
        if on.max(off) > 0 {
            return on > off;
        }
    }
    !check.opt_in
}

fn known(set: &PolicySet, id: &str) -> Result<(), Failure> {
    let Err(nearest) = set.is_id(id) else { return Ok(()) };
    let hint = nearest.map_or_else(
        || "`stridelint policy list` lists them".to_owned(),
        |name| format!("did you mean `{name}`?"),
    );
    Err(Failure::Usage(format!("`{id}` is no check, threat or STRIDE category; {hint}")))
}
