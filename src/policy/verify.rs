//! Properties that hold for every policy on every document: for tests over all fixtures, and for
//! authors of policies.

use super::metadata::Check;
use super::pattern::{Part, Pattern};
use super::{Outcome, PolicySet, Selection, evaluate};
use crate::document::{Document, Node, Path, Segment};
use crate::value::{Cause, Data, Entry, List, Map, Value};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Checks every check's `reads` against a document: [`check_reads_of`] for each of them that reads
/// one of its types.
#[must_use]
pub fn check_reads(document: &Document, set: &PolicySet) -> Vec<String> {
    set.checks().flat_map(|check| check_reads_of(document, set, check)).collect()
}

/// Checks one check's `reads` against a document. Everything outside them made unknown must change
/// nothing; each path of them made unknown must leave each finding or make it undecided, and may
/// report nothing new. Gives what does not hold.
#[must_use]
pub fn check_reads_of(document: &Document, set: &PolicySet, check: &Check) -> Vec<String> {
    let mut complaints = Vec::new();
    if !document.resources.values().any(|node| check.reads.contains_key(&node.ty)) {
        return complaints;
    }
    let before = found(set, document, check);
    let mut outside = document.clone();
    for node in outside.resources.values_mut() {
        node.values = hide(&node.values, &mut Vec::new(), &|at| reads(check, &node.ty, at));
    }
    let after = found(set, &outside, check);
    if after != before {
        complaints.push(format!(
            "{}: unknown values outside its reads change its result in {}: {before:?} becomes {after:?}",
            check.id, document.unit
        ));
    }
    for (id, place) in read_places(document, check) {
        let mut inside = document.clone();
        if let Some(node) = inside.resources.get_mut(&id) {
            node.values = replace(&node.values, &place.0, &|value| Some(unknown(value)));
        }
        let after = found(set, &inside, check);
        let open = after.iter().any(|(_, undecided)| *undecided);
        // The same finding may stand on what is around the part that is not known any more, or at
        // another item of the list.
        let around = |new: &str| {
            before.iter().any(|(path, undecided)| {
                !undecided
                    && (path.starts_with(&format!("{new}/")) || list_of(path) == list_of(new))
            })
        };
        if let Some((new, _)) =
            after.iter().find(|found| !found.1 && !before.contains(*found) && !around(&found.0))
        {
            complaints.push(format!(
                "{}: in {} with {id}{place} unknown it reports {new}",
                check.id, document.unit
            ));
        }
        let kept = |path: &str| {
            let same = |new: &str| {
                path == new || path.starts_with(&format!("{new}/")) || list_of(path) == list_of(new)
            };
            after.iter().any(|(new, _)| same(new))
        };
        if !open && before.iter().any(|(path, _)| !kept(path)) {
            complaints.push(format!(
                "{}: in {} with {id}{place} unknown a finding is lost and nothing is undecided",
                check.id, document.unit
            ));
        }
    }
    complaints
}

/// Deletes each attribute in turn and says where a finding of any check does not stand where it
/// should.
#[must_use]
pub fn check_places(document: &Document, set: &PolicySet) -> Vec<String> {
    places(
        document,
        set,
        &Selection {
            checks: set.checks().map(|check| check.id.clone()).collect(),
            undecided: false,
            ..Selection::default()
        },
    )
}

/// Deletes each attribute in turn and says where a finding of one check does not stand where it
/// should: on something that is written in the source, and where its path is not there, on the
/// nearest thing around it that is.
#[must_use]
pub fn check_places_of(document: &Document, set: &PolicySet, check: &Check) -> Vec<String> {
    places(
        document,
        set,
        &Selection { checks: [check.id.clone()].into(), undecided: false, ..Selection::default() },
    )
}

fn places(document: &Document, set: &PolicySet, selection: &Selection) -> Vec<String> {
    let mut complaints = Vec::new();
    let places: Vec<(String, Path)> = document
        .resources
        .iter()
        .flat_map(|(id, node)| {
            let mut found = Vec::new();
            entries(&node.values, &mut Path::default(), &mut found);
            found.into_iter().map(|path| (id.clone(), path)).collect::<Vec<_>>()
        })
        .collect();
    for (id, place) in places {
        let mut without = document.clone();
        if let Some(node) = without.resources.get_mut(&id) {
            node.values = replace(&node.values, &place.0, &|_| None);
        }
        for outcome in evaluate(set, &without, selection).0 {
            if let Some(why) = misplaced(&without.resources[&outcome.resource], &outcome) {
                complaints.push(format!(
                    "without {id}{place}: {} at {}{}: {why}",
                    outcome.check, outcome.resource, outcome.path
                ));
            }
        }
    }
    complaints
}

fn misplaced(node: &Node, outcome: &Outcome) -> Option<String> {
    let located = node.place_of(&outcome.place);
    if located.span.is_none() {
        return Some("it has no place".to_owned());
    }
    if located.value.is_some() {
        return None;
    }
    // The nearest ancestor that is there, and has a place of its own.
    let nearest = (1..outcome.place.0.len()).rev().find_map(|length| {
        let path = Path(outcome.place.0.iter().take(length).cloned().collect());
        node.get(&path)?.place.span
    });
    (nearest.is_some() && nearest != located.span)
        .then(|| "it does not stand on the nearest thing around it".to_owned())
}

/// The list that a path names an item of; a path that names none is itself.
fn list_of(path: &str) -> &str {
    let item =
        path.rsplit_once('/').filter(|(_, last)| last.bytes().all(|byte| byte.is_ascii_digit()));
    item.map_or(path, |(list, _)| list)
}

/// What a check finds: where, and whether it is undecided.
fn found(set: &PolicySet, document: &Document, check: &Check) -> BTreeSet<(String, bool)> {
    let selection =
        Selection { checks: [check.id.clone()].into(), undecided: true, ..Selection::default() };
    let outcomes = evaluate(set, document, &selection).0;
    outcomes
        .iter()
        .map(|outcome| (format!("{}{}", outcome.resource, outcome.path), outcome.unknown.is_some()))
        .collect()
}

/// Whether a check reads something at, above or below this path.
fn reads(check: &Check, ty: &str, at: &[Part]) -> bool {
    let overlaps = |pattern: &Pattern| {
        pattern.0.iter().zip(at).all(|(part, concrete)| Pattern::step_matches(part, concrete))
    };
    check.reads.get(ty).is_some_and(|paths| paths.keys().any(overlaps))
}

/// An unknown in a value's stead: its edges and marks stay known.
fn unknown(value: &Value) -> Value {
    let mut unknown = Value::unknown(Cause::Part("made unknown by a test"), value.place.span);
    unknown.refs = value.refs.clone();
    unknown.marks = value.marks;
    unknown
}

/// The value with every largest part that is not `kept` unknown.
fn hide(value: &Value, at: &mut Vec<Part>, kept: &dyn Fn(&[Part]) -> bool) -> Value {
    if !at.is_empty() && !kept(at) {
        return unknown(value);
    }
    children(value, at, &mut |child, at| Some(hide(child, at, kept)))
}

/// The value with its children replaced; `None` takes a map's entry out.
fn children(
    value: &Value,
    at: &mut Vec<Part>,
    change: &mut dyn FnMut(&Value, &mut Vec<Part>) -> Option<Value>,
) -> Value {
    let mut out = value.clone();
    match &value.data {
        Data::Map(map) => {
            let mut entries = indexmap::IndexMap::new();
            for (key, entry) in &map.entries {
                at.push(Part::Key(key.clone()));
                if let Some(value) = change(&entry.value, at) {
                    entries.insert(key.clone(), Entry { key: entry.key, value });
                }
                at.pop();
            }
            out.data = Data::Map(Arc::new(Map { kind: map.kind, entries, rest: map.rest.clone() }));
        }
        Data::List(list) => {
            at.push(Part::Item);
            let items = list.items.iter().filter_map(|item| change(item, at)).collect();
            at.pop();
            out.data = Data::List(Arc::new(List { kind: list.kind, items }));
        }
        _ => {}
    }
    out
}

/// The value with what stands at a path replaced.
fn replace(value: &Value, path: &[Segment], change: &dyn Fn(&Value) -> Option<Value>) -> Value {
    let Some((first, rest)) = path.split_first() else {
        return change(value).unwrap_or_else(|| value.clone());
    };
    let mut index = 0;
    children(value, &mut Vec::new(), &mut |child, at| {
        let hit = match (first, at.last()) {
            (Segment::Key(key), Some(Part::Key(here))) => key == here,
            (Segment::Index(wanted), Some(Part::Item)) => *wanted == index,
            _ => false,
        };
        index += 1;
        match hit {
            true if rest.is_empty() => change(child),
            true => Some(replace(child, rest, change)),
            false => Some(child.clone()),
        }
    })
}

/// The places in a document that a check's reads name.
fn read_places(document: &Document, check: &Check) -> Vec<(String, Path)> {
    let mut found = Vec::new();
    for (id, node) in &document.resources {
        for pattern in check.reads.get(&node.ty).into_iter().flat_map(indexmap::IndexMap::keys) {
            let mut places = Vec::new();
            places_of(&node.values, &pattern.0, &mut Path::default(), &mut places);
            found.extend(places.into_iter().map(|place| (id.clone(), place)));
        }
    }
    found
}

fn places_of(value: &Value, pattern: &[Part], at: &mut Path, found: &mut Vec<Path>) {
    let Some((first, rest)) = pattern.split_first() else {
        // What is not known already stays as it is: the marks of its arms are known, and would be
        // lost.
        if !matches!(value.data, Data::Unknown(_) | Data::Either(_)) {
            found.push(at.clone());
        }
        return;
    };
    let mut step = |segment: Segment, value: &Value| {
        at.0.push(segment);
        places_of(value, rest, at, found);
        at.0.pop();
    };
    match (first, &value.data) {
        (Part::Key(key), Data::Map(map)) => {
            if let Some(entry) = map.entries.get(key) {
                step(Segment::Key(key.clone()), &entry.value);
            }
        }
        (Part::AnyKey, Data::Map(map)) => map
            .entries
            .iter()
            .for_each(|(key, entry)| step(Segment::Key(key.clone()), &entry.value)),
        (Part::Item, Data::List(list)) => list
            .items
            .iter()
            .enumerate()
            .for_each(|(index, item)| step(Segment::Index(index), item)),
        _ => {}
    }
}

fn entries(value: &Value, at: &mut Path, found: &mut Vec<Path>) {
    let mut step = |segment: Segment, value: &Value, entry: bool| {
        at.0.push(segment);
        if entry {
            found.push(at.clone());
        }
        entries(value, at, found);
        at.0.pop();
    };
    match &value.data {
        Data::Map(map) => map
            .entries
            .iter()
            .for_each(|(key, entry)| step(Segment::Key(key.clone()), &entry.value, true)),
        Data::List(list) => list
            .items
            .iter()
            .enumerate()
            .for_each(|(index, item)| step(Segment::Index(index), item, false)),
        _ => {}
    }
}
