//! Which checks run: what the command line says weighs more than what the configuration does.

use super::Failure;
use super::args::ScanArgs;
use crate::config::Config;
use crate::gap::{Gap, GapKind};
use crate::policy::{Check, PolicySet, Words};
use std::collections::BTreeSet;

/// The full ids of the checks to run. `words` come in the order of their weight, the command line's
/// first.
///
/// # Errors
/// An id that is none, with the nearest one.
pub fn select(set: &PolicySet, words: &[Words<'_>]) -> Result<BTreeSet<String>, Failure> {
    for id in words.iter().flat_map(|words| words.enable.iter().chain(words.disable)) {
        known(set, id)?;
    }
    Ok(set.selected(words))
}

/// The checks that words turn off, each with the name of the word that does.
pub fn disabled(set: &PolicySet, words: &[(Words<'_>, String)]) -> Vec<(String, String)> {
    let said: Vec<Words<'_>> = words.iter().map(|(words, _)| *words).collect();
    let by = |check: &Check| {
        let (at, on) = set.word(check, &said)?;
        Some(words.get(at)?.1.clone()).filter(|_| !on)
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

fn known(set: &PolicySet, id: &str) -> Result<(), Failure> {
    let Err(nearest) = set.is_id(id) else { return Ok(()) };
    let hint = nearest.map_or_else(
        || "`stridelint policy list` lists them".to_owned(),
        |name| format!("did you mean `{name}`?"),
    );
    Err(Failure::Usage(format!("`{id}` is not a known check, threat or STRIDE category; {hint}")))
}

/// The checks that the command line or the configuration turns off. Those that run only when they
/// are asked for are not turned off by anybody.
pub fn turned_off(set: &PolicySet, args: &ScanArgs, config: Option<&Config>) -> Vec<Gap> {
    let mut words =
        vec![(Words { enable: &args.enable, disable: &args.disable }, "--disable".to_owned())];
    let choices = config.into_iter().flat_map(Config::choices);
    words.extend(choices.map(|choice| (choice.into(), format!("`disable` in {}", choice.file))));
    disabled(set, &words)
        .into_iter()
        .map(|(check, by)| Gap {
            kind: GapKind::CheckDisabled,
            path: String::new(),
            at: None,
            what: check,
            why: format!("by {by}"),
            cure: String::new(),
            call: None,
            lost: false,
        })
        .collect()
}
