//! How the threats at something stand, in numbers.

use crate::model::v1::{Checked, Flow, State, System, Target, Verdict};
use std::collections::BTreeMap;

/// How many threats are in each state at something.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Mark {
    /// A check found them.
    pub open: usize,
    /// No check can decide them, or none looked.
    pub undecided: usize,
    /// Somebody accepted or transferred them.
    pub decided: usize,
    /// A check looked and found nothing.
    pub mitigated: usize,
}

impl Mark {
    /// With those of something else.
    pub fn and(self, other: Mark) -> Mark {
        Mark {
            open: self.open + other.open,
            undecided: self.undecided + other.undecided,
            decided: self.decided + other.decided,
            mitigated: self.mitigated + other.mitigated,
        }
    }

    fn count(&mut self, state: State) {
        match state {
            State::Open => self.open += 1,
            State::Undecided => self.undecided += 1,
            State::Accepted | State::Transferred => self.decided += 1,
            State::Mitigated => self.mitigated += 1,
            State::NotApplicable => {}
        }
    }

    /// The worst, as a class of the style sheet.
    pub fn class(self) -> &'static str {
        match self {
            Mark { open: 1.., .. } => "open",
            Mark { undecided: 1.., .. } => "undecided",
            Mark { decided: 1.., .. } => "decided",
            Mark { mitigated: 1.., .. } => "mitigated",
            _ => "none",
        }
    }

    /// The worst two, short enough for a card.
    pub fn short(self) -> String {
        let mut words = self.all();
        words.truncate(2);
        words.join(" · ")
    }

    /// All of it.
    pub fn long(self) -> String {
        let words = self.all();
        if words.is_empty() {
            "no threats".to_owned()
        } else {
            format!("threats: {}", words.join(", "))
        }
    }

    fn all(self) -> Vec<String> {
        let words = [
            (self.open, "open"),
            (self.undecided, "undecided"),
            (self.decided, "accepted"),
            (self.mitigated, "mitigated"),
        ];
        let some = words.into_iter().filter(|(count, _)| *count > 0);
        some.map(|(count, word)| format!("{count} {word}")).collect()
    }
}

/// The marks of everything that a threat attacks, by id.
pub fn marks(system: &System) -> BTreeMap<&str, Mark> {
    let mut all: BTreeMap<&str, Mark> = BTreeMap::new();
    let flows: BTreeMap<&str, &Flow> =
        system.flows.iter().map(|own| (own.id.as_str(), own)).collect();
    for threat in &system.threats {
        // By the worst, where a threat attacks something and a flow that leads to it.
        let mut worst: BTreeMap<&str, State> = BTreeMap::new();
        let mut put = |id, state| {
            let own = worst.entry(id).or_insert(state);
            *own = state.max(*own);
        };
        for target in &threat.targets {
            put(&target.id, target.state);
            let Some(flow) = flows.get(target.id.as_str()) else { continue };
            for end in [&flow.from, &flow.to].into_iter().filter(|end| found_in(target, end)) {
                put(end, target.state);
            }
        }
        for (id, state) in worst {
            all.entry(id).or_default().count(state);
        }
    }
    all
}

/// Whether it is in an element that a threat to a flow is found: its writable root file system is a
/// task definition's, and what it threatens is that it is loaded.
#[must_use]
pub fn found_in(target: &Target, element: &str) -> bool {
    let Some((_, own)) = element.split_once(':') else { return false };
    let is_open = |own: &&Checked| matches!(own.state, Verdict::Open | Verdict::Undecided);
    target.checks.iter().filter(is_open).any(|checked| checked.resource.as_deref() == Some(own))
}

/// The states of the threats themselves.
pub fn whole(system: &System) -> Mark {
    let mut mark = Mark::default();
    for threat in &system.threats {
        mark.count(threat.state);
    }
    mark
}
