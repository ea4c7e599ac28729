//! Which checks run: the most specific word about a check decides.

use super::PolicySet;
use super::metadata::Check;
use std::collections::BTreeSet;

/// Words that turn checks on and off: ids of checks, threats and categories, or `all`.
#[derive(Clone, Copy, Default)]
pub struct Words<'a> {
    /// Turned on.
    pub enable: &'a [String],
    /// Turned off.
    pub disable: &'a [String],
}

impl PolicySet {
    /// The full ids of the checks that words leave on. They come in the order of their weight; a
    /// word that is no id means nothing.
    #[must_use]
    pub fn selected(&self, words: &[Words<'_>]) -> BTreeSet<String> {
        let on = self.checks().filter(|check| match self.word(check, words) {
            Some((_, on)) => on,
            None => !check.opt_in,
        });
        on.map(|check| check.id.clone()).collect()
    }

    /// The words, by their number, that decide about a check, and whether they turn it on.
    #[must_use]
    pub fn word(&self, check: &Check, words: &[Words<'_>]) -> Option<(usize, bool)> {
        let best = |ids: &[String]| ids.iter().map(|id| self.means(check, id)).max().unwrap_or(0);
        words.iter().enumerate().find_map(|(at, words)| {
            let (on, off) = (best(words.enable), best(words.disable));
            (on.max(off) > 0).then_some((at, on > off))
        })
    }
}
