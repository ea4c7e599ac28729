//! Which checks run: the most specific word about a check decides.

use super::PolicySet;
use super::metadata::Check;
use crate::config::Choice;
use crate::finding::Severity;
use std::collections::{BTreeMap, BTreeSet};

/// Words that turn checks on and off: ids of checks, threats and categories, or `all`.
#[derive(Clone, Copy, Default)]
pub struct Words<'a> {
    /// Turned on.
    pub enable: &'a [String],
    /// Turned off.
    pub disable: &'a [String],
}

impl<'a> From<Choice<'a>> for Words<'a> {
    fn from(Choice { enable, disable, .. }: Choice<'a>) -> Words<'a> {
        Words { enable, disable }
    }
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

    /// How bad the findings of checks are by words, in the order of their weight: in each the narrowest
    /// that means a check decides. Checks that no word means are left out.
    #[must_use]
    pub fn severities<'a>(
        &self,
        words: impl Iterator<Item = &'a BTreeMap<String, Severity>>,
    ) -> BTreeMap<String, Severity> {
        let words: Vec<&BTreeMap<String, Severity>> = words.collect();
        let of = |check: &Check| {
            words.iter().find_map(|words| {
                let meant = words.iter().map(|(id, severity)| (self.means(check, id), *severity));
                let best =
                    meant.filter(|(narrow, _)| *narrow > 0).max_by_key(|(narrow, _)| *narrow);
                best.map(|(_, severity)| severity)
            })
        };
        self.checks().filter_map(|check| Some((check.id.clone(), of(check)?))).collect()
    }
}
