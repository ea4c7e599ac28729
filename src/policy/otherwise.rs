//! What a default leaves out: the results on a unit in which the existence of things is left open
//! that a default alone decides.
//!
//! Only what appears with such a thing counts. What the thing's absence brings about does not: the
//! default is what the module's author recommends, and values that a default chooses are those of
//! the unit itself.

use super::{Outcome, PolicySet, Selection, judge};
use crate::document::address::block;
use crate::document::{Document, Node, Path, Segment};
use crate::finding::Certainty;
use crate::normalize::{AttributeType, attribute};
use crate::source::Span;
use crate::unit::Presence;
use crate::value::Data;
use crate::value::arm_of;
use std::collections::{BTreeMap, BTreeSet};

/// Bytes of a condition that a person reads at a glance.
const MAX_TEXT: usize = 60;

/// What is found on `other` and stands on something that the document does not have. `known`: what
/// was found on the document itself.
pub(super) fn evaluate(
    set: &PolicySet,
    document: &Document,
    known: &[Outcome],
    other: &Document,
    selection: &Selection,
) -> Vec<Outcome> {
    let checks = wanted(set, document, other, selection);
    let narrowed = Selection { checks, ..selection.clone() };
    counting(document, known, other, found(set, document, known, other, &narrowed).0)
}

/// The checks that read what `other` has and the document has not.
pub(super) fn wanted(
    set: &PolicySet,
    document: &Document,
    other: &Document,
    selection: &Selection,
) -> BTreeSet<String> {
    let blocks = blocks(document);
    let grown: BTreeSet<&str> = other
        .resources
        .values()
        .filter(|node| {
            !blocks.contains(&block(&node.id))
                || document
                    .resources
                    .get(&node.id)
                    .is_none_or(|old| items(&old.values) != items(&node.values))
        })
        .map(|node| node.ty.as_str())
        .collect();
    let reads = |id: &&String| {
        set.check(id).is_some_and(|check| check.reads.keys().any(|ty| grown.contains(ty.as_str())))
    };
    selection.checks.iter().filter(reads).cloned().collect()
}

/// What checks find on `other`, whether it counts or not, and whether all of them could be asked.
/// `known`: what was found on the document
/// itself, which may hold only as long as a default does.
pub(super) fn found(
    set: &PolicySet,
    document: &Document,
    known: &[Outcome],
    other: &Document,
    selection: &Selection,
) -> (Vec<Outcome>, bool) {
    if selection.checks.is_empty() {
        return (Vec::new(), true);
    }
    let blocks = blocks(document);
    // What counts stands on something new, or depends on whether an item of something old exists.
    let open = other.resources.values().filter(|node| {
        !blocks.contains(&block(&node.id))
            || node.presence != Presence::Always
            || has_arms(&node.values)
    });
    let told = known.iter().filter(|outcome| selection.checks.contains(&outcome.check));
    let told = told.map(|outcome| outcome.resource.as_str());
    let asked: BTreeSet<&str> = open.map(|node| node.id.as_str()).chain(told).collect();
    let asked = |node: &Node| asked.contains(node.id.as_str());
    let (found, failed) = judge::evaluate(set, other, selection, &asked);
    (found, failed.is_empty())
}

/// Gives what was found on the document itself the condition that it holds under where a default
/// decides it: that of what was [`found`] at the same place or, where nothing is found there once the
/// default is refused, that of what appears then and the check reads.
pub(super) fn conditions(
    set: &PolicySet,
    document: &Document,
    known: &mut [Outcome],
    other: &Document,
    found: &[Outcome],
) {
    let mut by_place: BTreeMap<(&str, &str, &Path), Option<&String>> = BTreeMap::new();
    for outcome in found.iter().filter(|outcome| outcome.certainty == Certainty::Reported) {
        let place = (outcome.check.as_str(), outcome.resource.as_str(), &outcome.path);
        by_place.insert(place, outcome.condition.as_ref());
    }
    let blocks = blocks(document);
    let new = other.resources.values().filter(|node| !blocks.contains(&block(&node.id)));
    let appears: Vec<&Node> = new.filter(|node| node.presence != Presence::Always).collect();
    let refused = |outcome: &Outcome| {
        // Where the items of a list may be others the place may be another one.
        let fixed = outcome.path.0.iter().all(|step| matches!(step, Segment::Key(_)));
        let check = set.check(&outcome.check).filter(|_| fixed)?;
        let own = other.resources.get(&outcome.resource)?;
        // What has nothing to do with the resource decides nothing about it.
        let related = appears.iter().filter(|node| {
            let named = || refers(&node.values, &own.id) || refers(&own.values, &node.id);
            check.reads.contains_key(&node.ty) && named()
        });
        let said = related.filter_map(|node| match &node.presence {
            Presence::If(condition, wanted) => Some(arm_of(&condition.text, !wanted)),
            Presence::Always => None,
        });
        let said: BTreeSet<String> = said.collect();
        let one = said.first().filter(|text| said.len() == 1 && text.len() <= MAX_TEXT);
        let default = || "with the defaults as they are".to_owned();
        said.first().map(|_| one.map_or_else(default, |text| format!("when {text}")))
    };
    for outcome in known.iter_mut().filter(|outcome| outcome.condition.is_none()) {
        let place = (outcome.check.as_str(), outcome.resource.as_str(), &outcome.path);
        outcome.condition = match by_place.get(&place) {
            Some(condition) => condition.cloned(),
            None if outcome.certainty == Certainty::Reported => refused(outcome),
            None => None,
        };
    }
}

/// Whether any part of a value names a resource.
fn refers(value: &crate::value::Value, id: &str) -> bool {
    let own = value.references().iter().any(|reference| &*reference.to == id);
    own || match &value.data {
        Data::List(list) => list.items.iter().any(|item| refers(item, id)),
        Data::Map(map) => map.entries.values().any(|entry| refers(&entry.value, id)),
        Data::Either(either) => refers(&either.then, id) || refers(&either.otherwise, id),
        _ => false,
    }
}

/// What counts of what was [`found`].
pub(super) fn counting(
    document: &Document,
    known: &[Outcome],
    other: &Document,
    found: Vec<Outcome>,
) -> Vec<Outcome> {
    if found.is_empty() {
        return found;
    }
    let blocks = blocks(document);
    let told: BTreeSet<(&str, Span)> = known
        .iter()
        .filter_map(|outcome| Some((outcome.check.as_str(), span_of(document, outcome)?)))
        .collect();
    let counts = |outcome: &Outcome| {
        let Some(node) = other.resources.get(&outcome.resource) else { return false };
        let reported = outcome.certainty == Certainty::Reported;
        if !blocks.contains(&block(&node.id)) {
            return reported || is_written(node, outcome);
        }
        let Some(old) = document.resources.get(&outcome.resource) else { return false };
        reported
            && outcome.condition.is_some()
            && adds_an_item(old, &outcome.place)
            && span_of(other, outcome)
                .is_none_or(|span| !told.contains(&(outcome.check.as_str(), span)))
    };
    found.into_iter().filter(counts).collect()
}

/// The addresses of a document's blocks, whatever instances they have.
fn blocks(document: &Document) -> BTreeSet<String> {
    document.resources.keys().map(|id| block(id)).collect()
}

fn span_of(document: &Document, outcome: &Outcome) -> Option<Span> {
    document.resources.get(&outcome.resource)?.place_of(&outcome.place).span
}

/// Whether an undecided result hangs on a value that is written, not on whatever there may be: a
/// thing that a caller may ask for has enough that nobody knows.
fn is_written(node: &Node, outcome: &Outcome) -> bool {
    let value = node.place_of(&outcome.place).value;
    let scalar = |pattern: &str| {
        attribute(&node.ty, pattern).is_some_and(|row| {
            matches!(row.ty, AttributeType::Bool | AttributeType::Number | AttributeType::String)
        })
    };
    value.and_then(crate::value::Value::as_unknown).is_some_and(|unknown| !unknown.rest)
        && scalar(&pattern_of(&outcome.place))
}

/// A path as the tables spell it.
fn pattern_of(path: &Path) -> String {
    let mut text = String::new();
    for segment in &path.0 {
        match segment {
            Segment::Key(key) => {
                if !text.is_empty() {
                    text.push('.');
                }
                text.push_str(key);
            }
            Segment::Index(_) => text.push_str("[]"),
            Segment::Arm(_) => {}
        }
    }
    text
}

/// Whether any part of a value depends on a condition.
fn has_arms(value: &crate::value::Value) -> bool {
    match &value.data {
        Data::List(list) => list.items.iter().any(has_arms),
        Data::Map(map) => map.entries.values().any(|entry| has_arms(&entry.value)),
        Data::Either(_) => true,
        _ => false,
    }
}

/// How many list items a value has, at any depth.
fn items(value: &crate::value::Value) -> usize {
    match &value.data {
        Data::List(list) => list.items.len() + list.items.iter().map(items).sum::<usize>(),
        Data::Map(map) => map.entries.values().map(|entry| items(&entry.value)).sum(),
        Data::Either(either) => 1 + items(&either.then) + items(&either.otherwise),
        _ => 0,
    }
}

/// Whether a path goes through a list's item that may not be there, or that the resource as it is
/// does not have.
fn adds_an_item(old: &Node, path: &Path) -> bool {
    let mut at = Some(&old.values);
    for segment in &path.0 {
        at = match (at.map(|value| &value.data), segment) {
            (_, Segment::Arm(_)) => return true,
            (Some(Data::Map(map)), Segment::Key(key)) => {
                map.entries.get(key).map(|entry| &entry.value)
            }
            (Some(Data::List(list)), Segment::Index(index)) => match list.items.get(*index) {
                Some(item) => Some(item),
                None => return true,
            },
            (_, Segment::Index(_)) => return true,
            _ => None,
        };
    }
    false
}
