//! Which checks run: the most specific word about a check decides, the command line before the
//! configuration.

use super::Failure;
use crate::config::nearest_name;
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
        let best = |ids: &[String]| ids.iter().map(|id| weight(set, check, id)).max().unwrap_or(0);
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

fn runs(set: &PolicySet, check: &Check, words: &[Words<'_>]) -> bool {
    let best = |ids: &[String]| ids.iter().map(|id| weight(set, check, id)).max().unwrap_or(0);
    for words in words {
        let (on, off) = (best(words.enable), best(words.disable));
        if on.max(off) > 0 {
            return on > off;
        }
    }
    !check.opt_in
}

/// How specific an id is for a check: 0 when it does not mean it.
fn weight(set: &PolicySet, check: &Check, id: &str) -> u8 {
    let category = || set.threat(&check.threat).is_some_and(|threat| threat.stride.id() == id);
    match id {
        _ if id == check.id || id == check.name => 4,
        _ if id == check.threat => 3,
        _ if category() => 2,
        "all" => 1,
        _ => 0,
    }
}

fn known(set: &PolicySet, id: &str) -> Result<(), Failure> {
    let ids = || {
        let checks = set.checks().flat_map(|check| [check.id.as_str(), check.name.as_str()]);
        let threats =
            set.threats().iter().flat_map(|threat| [threat.id.as_str(), threat.stride.id()]);
        checks.chain(threats).chain(["all"])
    };
    if ids().any(|known| known == id) {
        return Ok(());
    }
    let hint = nearest_name(id, ids()).map_or_else(
        || "`stridelint policy list` lists them".to_owned(),
        |name| format!("did you mean `{name}`?"),
    );
    Err(Failure::Usage(format!("`{id}` is no check, threat or STRIDE category; {hint}")))
}
