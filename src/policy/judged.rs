//! What checks find on the two sides of a comparison: the second side is asked only what it can
//! answer differently.

use super::seen::Seen;
use super::{Outcome, PolicySet, Selection, judge, otherwise};
use crate::document::Document;
use crate::gap::Gap;
use std::collections::BTreeSet;

/// What checks find on a document, kept so that the other side of a comparison need not ask again.
#[derive(Clone, Debug, Default)]
pub struct Judged {
    seen: Option<Seen>,
    /// What is found on the document itself.
    pub outcomes: Vec<Outcome>,
    /// The checks that what defaults leave out was asked for.
    asked: BTreeSet<String>,
    /// What is found there, whether it counts or not.
    found: Vec<Outcome>,
    /// The checks that find what they found before.
    alike: BTreeSet<String>,
}

impl Judged {
    /// Before anything is asked. `compared`: another side is, or was, asked the same.
    #[must_use]
    pub fn new(document: &Document, compared: bool) -> Judged {
        Judged { seen: compared.then(|| Seen::of(document)), ..Judged::default() }
    }

    /// Asks the selected checks about the document, but for those that see what they saw `before`.
    /// Says which of them failed.
    pub fn ask(
        &mut self,
        set: &PolicySet,
        document: &Document,
        selection: &Selection,
        before: Option<&Judged>,
    ) -> Vec<Gap> {
        if let (Some(seen), Some(before)) = (&self.seen, before)
            && let Some(other) = &before.seen
        {
            self.alike = other.alike(seen, set, selection);
        }
        let alike = &self.alike;
        let (outcomes, gaps) = match self.left(&selection.checks, selection) {
            Some(left) if left.is_empty() => (Vec::new(), Vec::new()),
            Some(left) => {
                let selection = Selection { among: Some(left), ..selection.clone() };
                judge::evaluate(set, document, &selection, &|_| true)
            }
            None => judge::evaluate(set, document, selection, &|_| true),
        };
        self.outcomes = outcomes;
        let kept = before.into_iter().flat_map(|before| &before.outcomes);
        let kept = kept.filter(|outcome| {
            alike.contains(&outcome.check) && document.resources.contains_key(&outcome.resource)
        });
        self.outcomes.extend(kept.cloned());
        gaps
    }

    /// Asks about what defaults leave out of the document ([`super::evaluate_otherwise`]).
    pub fn ask_otherwise(
        &mut self,
        set: &PolicySet,
        document: &Document,
        selection: &Selection,
        before: Option<&Judged>,
    ) -> Vec<Outcome> {
        let Some(other) = document.otherwise.as_deref() else { return Vec::new() };
        self.asked = otherwise::wanted(set, document, other, selection);
        // Which worlds there are depends on all that are asked.
        let before = before.filter(|before| before.asked == self.asked);
        if before.is_none() {
            self.alike.clear();
        }
        let among = self.left(&self.asked, selection);
        let mut whole = true;
        if among.as_ref().is_none_or(|among| !among.is_empty()) {
            let checks = self.asked.clone();
            let selection = Selection { checks, among, undecided: selection.undecided };
            let known = &self.outcomes;
            (self.found, whole) = otherwise::found(set, document, known, other, &selection);
        }
        let kept = before.into_iter().flat_map(|before| &before.found);
        self.found.extend(kept.filter(|outcome| self.alike.contains(&outcome.check)).cloned());
        // A check that failed there says nothing of what holds here.
        if whole {
            let (outcomes, found) = (&mut self.outcomes, &self.found);
            otherwise::conditions(set, document, outcomes, other, found);
        }
        otherwise::counting(document, &self.outcomes, other, self.found.clone())
    }

    /// Those of some checks that have to be asked, among those that the selection wants; `None`: all.
    fn left(&self, checks: &BTreeSet<String>, selection: &Selection) -> Option<BTreeSet<String>> {
        if self.alike.is_empty() {
            return selection.among.clone();
        }
        let wanted = |id: &&String| selection.among.as_ref().is_none_or(|ids| ids.contains(*id));
        Some(checks.difference(&self.alike).filter(wanted).cloned().collect())
    }
}
