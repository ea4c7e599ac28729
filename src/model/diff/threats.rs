//! Threats that reopen, and those that are open by more than before.

use super::{Change, Changed, Comparing, Exposure, Kind};
use crate::finding::Severity;
use crate::model::v1::{Checked, State, Target, Threat, Verdict};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

impl Comparing<'_> {
    pub(super) fn threats(&self, change: &mut Change) {
        let before: BTreeMap<&str, &Threat> =
            self.before.threats.iter().map(|own| (own.id.as_str(), own)).collect();
        if self.before.units.is_empty() || self.after.units.is_empty() {
            return;
        }
        for threat in &self.after.threats {
            let Some(old) = before.get(threat.id.as_str()) else { continue };
            if old.state != threat.state {
                change.changed.push(Changed {
                    system: self.label.clone(),
                    id: threat.id.clone(),
                    name: threat.title.clone(),
                    field: "state",
                    from: old.state.word().to_owned(),
                    to: threat.state.word().to_owned(),
                    place: None,
                });
            }
            let targets: BTreeMap<String, &Target> =
                old.targets.iter().map(|own| (self.pairs.translated(&own.id), own)).collect();
            let was = |target: &Target| targets.get(&target.id).copied();
            let reopened: Vec<&Target> =
                threat.targets.iter().filter(|own| reopens(own, was(own), old.state)).collect();
            change.exposure.extend(self.reopened(threat, &reopened));
            let told: BTreeSet<&str> = reopened.iter().flat_map(|own| open(own)).collect();
            change.exposure.extend(self.further(threat, old.state, &further(old, threat, &told)));
        }
    }

    fn reopened(&self, threat: &Threat, all: &[&Target]) -> Option<Exposure> {
        // The worst is told.
        let first = all.iter().min_by_key(|own| (Reverse(own.state), Reverse(severity(own))))?;
        let checked = worst(first);
        let reason = checked.and_then(|own| own.reason.as_deref());
        let reason = first.reason.as_deref().or(reason).unwrap_or_default();
        let more = and_more(all.len() - 1);
        let state = first.state.word();
        let text = format!("{} is {state} at {}{more}: {reason}", threat.id, first.name);
        Some(self.of_threat(threat, first, checked, text))
    }

    /// What was open or undecided already, and is open by one more finding: it may be a worse one.
    fn further(
        &self,
        threat: &Threat,
        was: State,
        all: &[(&Target, &Checked)],
    ) -> Option<Exposure> {
        // A sentence that several resources have names one of them: that one's target is told.
        let is_other = |own: &Checked| {
            let address = own.resource.as_deref().and_then(|own| own.split_once('#'));
            let named = address.zip(own.reason.as_deref());
            !named.is_some_and(|((_, address), sentence)| sentence.contains(address))
        };
        let (first, checked) =
            all.iter().min_by_key(|(_, own)| (Reverse(rank(own)), is_other(own)))?;
        let targets: BTreeSet<&str> = all.iter().map(|(own, _)| own.id.as_str()).collect();
        let more = and_more(targets.len() - 1);
        let reason = checked.reason.as_deref().unwrap_or(&checked.title);
        let by_more = if was == State::Open { " by more" } else { "" };
        let text = format!("{} is open{by_more} at {}{more}: {reason}", threat.id, first.name);
        Some(self.of_threat(threat, first, Some(checked), text))
    }

    fn of_threat(
        &self,
        threat: &Threat,
        target: &Target,
        checked: Option<&Checked>,
        text: String,
    ) -> Exposure {
        let place = checked.and_then(|own| own.place.clone());
        Exposure {
            kind: Kind::Threat,
            system: self.label.clone(),
            id: threat.id.clone(),
            text,
            place: place.or_else(|| target.evidence.first().cloned()),
        }
    }
}

/// Whether something that was dealt with is not any more. `state`: that of the threat before.
fn reopens(target: &Target, was: Option<&Target>, state: State) -> bool {
    match was.map(|was| was.state) {
        Some(State::Mitigated | State::Accepted | State::Transferred) => {
            matches!(target.state, State::Open | State::Undecided)
        }
        Some(_) => false,
        // What is new is exposure where the threat was dealt with, and is open now.
        None => {
            matches!(state, State::Mitigated | State::NotApplicable) && target.state == State::Open
        }
    }
}

/// What is found beyond what a threat was open by already. How many findings as bad as one there are
/// counts, not where they stand, so that code which moves, and what comes in place of another, says
/// nothing; what could not be decided before is nothing new. `told`: what is told otherwise.
fn further<'t>(
    old: &'t Threat,
    new: &'t Threat,
    told: &BTreeSet<&str>,
) -> Vec<(&'t Target, &'t Checked)> {
    let (were, are) = (Counted::of(old), Counted::of(new));
    let all = new.targets.iter().flat_map(|own| own.checks.iter().map(move |other| (own, other)));
    all.filter(|(_, own)| {
        let id = own.id.as_str();
        let more = are.as_bad(rank(own)) > were.as_bad(rank(own));
        let decided = are.undecided(id) < were.undecided(id);
        let is_told = own.fingerprint.as_deref().is_some_and(|own| told.contains(own));
        let said = || were.said.contains(&(id, own.reason.as_deref()));
        own.state == Verdict::Open && more && !decided && !is_told && !said()
    })
    .collect()
}

/// The findings of a threat: of each the fingerprint and the resource.
struct Counted<'t> {
    open: BTreeMap<(&'t str, &'t str), Option<Severity>>,
    undecided: BTreeMap<&'t str, BTreeSet<(&'t str, &'t str)>>,
    said: BTreeSet<(&'t str, Option<&'t str>)>,
}

impl<'t> Counted<'t> {
    fn of(threat: &'t Threat) -> Counted<'t> {
        let mut made =
            Counted { open: BTreeMap::new(), undecided: BTreeMap::new(), said: BTreeSet::new() };
        for own in threat.targets.iter().flat_map(|own| &own.checks) {
            let Some(fingerprint) = &own.fingerprint else { continue };
            let finding = (fingerprint.as_str(), own.resource.as_deref().unwrap_or_default());
            made.said.insert((&own.id, own.reason.as_deref()));
            match own.state {
                Verdict::Open => {
                    made.open.insert(finding, rank(own));
                }
                Verdict::Undecided => {
                    made.undecided.entry(&own.id).or_default().insert(finding);
                }
                _ => {}
            }
        }
        made
    }

    /// How many findings are at least as bad.
    fn as_bad(&self, severity: Option<Severity>) -> usize {
        self.open.values().filter(|own| **own >= severity).count()
    }

    fn undecided(&self, check: &str) -> usize {
        self.undecided.get(check).map_or(0, BTreeSet::len)
    }
}

/// What is found open at a target.
fn open(own: &Target) -> impl Iterator<Item = &str> {
    let all = own.checks.iter().filter(|own| own.state == Verdict::Open);
    all.filter_map(|own| own.fingerprint.as_deref())
}

fn and_more(more: usize) -> String {
    if more == 0 { String::new() } else { format!(" and at {more} more") }
}

/// The worst that a check says of a target.
fn worst(target: &Target) -> Option<&Checked> {
    let said = target.checks.iter().filter(|own| own.reason.is_some());
    said.min_by_key(|own| (own.state, Reverse(rank(own))))
}

fn severity(target: &Target) -> Option<Severity> {
    worst(target).and_then(rank)
}

fn rank(checked: &Checked) -> Option<Severity> {
    checked.severity.and_then(|word| word.parse().ok())
}
