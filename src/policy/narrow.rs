//! Which runs a check needs when only what is reported is asked for.
//!
//! A finding is reported when it holds in every run in which the thing it stands on exists. So a
//! few runs in which all things exist, each in one of them at least, say which checks can report
//! anything: only these are asked in the other runs.

use super::worlds::{Assignment, Survey};
use crate::document::Document;
use crate::unit::Presence;
use crate::value::{Data, Value};

/// Runs, by index, such that whatever exists in any run exists in one of these. The first run is
/// among them.
pub(super) fn cover(document: &Document, survey: &Survey, runs: &[Assignment]) -> Vec<usize> {
    let mut cover = Cover { runs, taken: vec![0], under: Vec::new() };
    if runs.len() > 1 {
        for id in survey.varying() {
            let Some(node) = document.resources.get(id) else { continue };
            let presence = match &node.presence {
                Presence::Always => None,
                Presence::If(condition, wanted) => Some((&*condition.id, *wanted)),
            };
            cover.under.extend(presence);
            cover.take();
            cover.value(&node.values, false);
            cover.under.clear();
        }
    }
    cover.taken.sort_unstable();
    cover.taken
}

struct Cover<'a> {
    runs: &'a [Assignment],
    taken: Vec<usize>,
    /// What has to hold for the value at hand to be there.
    under: Vec<(&'a str, bool)>,
}

impl<'a> Cover<'a> {
    /// Takes a run in which the value at hand is there, if there is one: best the one in which
    /// nothing holds, which has whatever the first run lacks.
    fn take(&mut self) {
        let there = |at: &usize| {
            let run = &self.runs[*at];
            self.under.iter().all(|(condition, wanted)| {
                run.holds(condition).is_none_or(|holds| holds == *wanted)
            })
        };
        if !self.taken.iter().any(there) {
            let none = self.runs.iter().position(Assignment::is_none);
            let found = none.into_iter().chain(0..self.runs.len()).find(there);
            self.taken.extend(found);
        }
    }

    /// `item`: the value is an item of a list, and as an object one that findings stand on
    /// ([`super::place::ground`]).
    fn value(&mut self, value: &'a Value, item: bool) {
        match &value.data {
            Data::Either(either) => {
                for (arm, wanted) in [(&either.then, true), (&either.otherwise, false)] {
                    self.under.push((&either.condition.id, wanted));
                    self.value(arm, item);
                    self.under.pop();
                }
            }
            Data::List(list) => list.items.iter().for_each(|item| self.value(item, true)),
            Data::Map(map) => {
                if item {
                    self.take();
                }
                map.entries.values().for_each(|entry| self.value(&entry.value, false));
            }
            _ => {}
        }
    }
}
