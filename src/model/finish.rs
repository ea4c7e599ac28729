//! The model of what was drawn: instances as one, ids, boundaries that are crossed, and no secrets.

use super::code::{Origin, code};
use super::draft::Draft;
use super::drawing::Drawing;
use super::v1::{Boundary, Element, Evidence, Flow, Maybe, Note, System, Unknown};
use crate::document::address::block;
use crate::secret::{Known, hide};
use std::collections::{BTreeMap, BTreeSet};

/// The places of one thing that are kept.
const MAX_EVIDENCE: usize = 24;

/// The model of a system.
#[must_use]
pub fn finish(drawing: Drawing<'_>) -> System {
    let world = drawing.world;
    let mut draft = drawing.draft;
    let merged = instances(&draft);
    merge(&mut draft, &merged);
    let open = uncounted(&draft);
    merge(&mut draft, &open);
    bound(&mut draft);
    let parents: BTreeMap<String, Option<String>> =
        draft.boundaries.values().map(|own| (own.id.clone(), own.parent.clone())).collect();
    let places: BTreeMap<String, Option<String>> =
        draft.elements.values().map(|own| (own.id.clone(), own.boundary.clone())).collect();
    let mut flows: Vec<Flow> = draft.flows.into_values().collect();
    for own in &mut flows {
        let port = own.port.map_or_else(|| "-".to_owned(), |port| port.to_string());
        own.id = format!("{}:{}->{}:{port}", own.kind, own.from, own.to);
        own.crosses = crossed(&parents, places.get(&own.from), places.get(&own.to));
        if own.name.is_empty() {
            own.name = title(own);
        }
        own.origins = tidy(&mut own.evidence);
        own.unknown.sort();
        own.unknown.dedup();
    }
    flows.sort_by(|one, other| one.id.cmp(&other.id));
    let mut elements: Vec<Element> = draft.elements.into_values().collect();
    for own in &mut elements {
        own.origins = tidy(&mut own.evidence);
    }
    let mut boundaries: Vec<Boundary> = draft.boundaries.into_values().collect();
    for own in &mut boundaries {
        own.members.sort();
        own.members.dedup();
        own.origins = tidy(&mut own.evidence);
    }
    let mut units: Vec<String> =
        world.units.iter().map(|unit| world.input(*unit).label.clone()).collect();
    units.sort();
    let mut notes: Vec<Note> = draft.notes.into_iter().collect();
    for note in &mut notes {
        tidy(&mut note.evidence);
    }
    notes.sort();
    notes.dedup();
    let mut code = code(world, &drawing.workloads);
    code.images = draft.images.into_iter().collect();
    let mut system = System {
        units,
        boundaries,
        elements,
        flows,
        threats: Vec::new(),
        findings: Vec::new(),
        notes,
        code,
    };
    let known: Vec<Known> = world
        .units
        .iter()
        .map(|unit| world.input(*unit).document.secrets().known)
        .filter(|known| !known.is_empty())
        .collect();
    mask(&mut system, &known);
    system.code.secrets = known;
    system
}

/// The most flows that one element starts: more are one note.
const MAX_FLOWS: usize = 10_000;

/// Leaves out the flows of what starts too many of them, and says so.
fn bound(draft: &mut Draft<'_>) {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for own in draft.flows.values() {
        *counts.entry(&own.from).or_default() += 1;
    }
    let many: BTreeMap<String, usize> = counts
        .into_iter()
        .filter(|(_, count)| *count > MAX_FLOWS)
        .map(|(from, count)| (from.to_owned(), count))
        .collect();
    draft.flows.retain(|_, own| !many.contains_key(&own.from));
    for (from, count) in many {
        let text = format!("{from} starts {count} flows: none of them is drawn");
        draft.note("limit", text, Vec::new());
    }
}

fn title(own: &Flow) -> String {
    let what = own.data.first().copied().unwrap_or(own.kind);
    match &own.protocol {
        Some(protocol) => format!("{what} over {protocol}"),
        None => what.to_owned(),
    }
}

/// Sorts places, each once, and takes what they are places of out of them.
fn tidy(evidence: &mut Vec<Evidence>) -> BTreeSet<Origin> {
    let origins = evidence.iter_mut().filter_map(|own| own.origin.take()).collect();
    evidence.sort();
    evidence.dedup();
    evidence.truncate(MAX_EVIDENCE);
    origins
}

/// The boundaries that are left and entered on the way from one place to another.
fn crossed(
    parents: &BTreeMap<String, Option<String>>,
    from: Option<&Option<String>>,
    to: Option<&Option<String>>,
) -> Vec<String> {
    let chain = |start: Option<&Option<String>>| {
        let mut all: Vec<String> = Vec::new();
        let mut at = start.cloned().flatten();
        while let Some(id) = at {
            at = parents.get(&id).cloned().flatten();
            all.push(id);
        }
        all
    };
    let (from, to) = (chain(from), chain(to));
    let left = from.iter().filter(|id| !to.contains(id));
    let entered = to.iter().rev().filter(|id| !from.contains(id));
    left.chain(entered).cloned().collect()
}

/// The new ids of the instances of `count` and `for_each` that are alike in flows and place.
fn instances(draft: &Draft<'_>) -> BTreeMap<String, String> {
    let mut groups: BTreeMap<String, Vec<&Element>> = BTreeMap::new();
    for own in draft.elements.values() {
        if own.address.as_deref().is_some_and(|address| address.contains('[')) {
            groups.entry(block(&own.id)).or_default().push(own);
        }
    }
    groups.retain(|_, own| own.len() > 1);
    loop {
        let mut named: BTreeMap<&str, &str> = BTreeMap::new();
        for (id, own) in &groups {
            named.extend(own.iter().map(|element| (element.id.as_str(), id.as_str())));
        }
        let of = |id: &str| named.get(id).map_or_else(|| id.to_owned(), |id| (*id).to_owned());
        let mut shapes: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
        for flow in draft.flows.values() {
            let what = format!(
                "{}|{}|{}|{:?}|{:?}|{:?}|{:?}",
                flow.kind,
                of(&flow.from),
                of(&flow.to),
                flow.port,
                flow.protocol,
                flow.encrypted,
                flow.certainty
            );
            for end in [&flow.from, &flow.to] {
                if named.contains_key(end.as_str()) {
                    shapes.entry(end).or_default().insert(what.clone());
                }
            }
        }
        let empty = BTreeSet::new();
        let unlike: Vec<String> = groups
            .iter()
            .filter(|(_, own)| {
                let shape = |element: &Element| {
                    (
                        element.boundary.clone(),
                        shapes.get(element.id.as_str()).unwrap_or(&empty).clone(),
                    )
                };
                let first = shape(own[0]);
                own[1..].iter().any(|element| shape(element) != first)
            })
            .map(|(id, _)| id.clone())
            .collect();
        if unlike.is_empty() {
            break;
        }
        for id in unlike {
            groups.remove(&id);
        }
    }
    groups
        .into_iter()
        .flat_map(|(id, own)| {
            own.into_iter().map(move |element| (element.id.clone(), id.clone())).collect::<Vec<_>>()
        })
        .collect()
}

/// The new ids of what stands for any number of instances: the key that nobody knows is left out.
fn uncounted(draft: &Draft<'_>) -> BTreeMap<String, String> {
    let open =
        |own: &&Element| own.address.as_deref().is_some_and(|address| address.contains("[*]"));
    draft
        .elements
        .values()
        .filter(open)
        .map(|own| (own.id.clone(), own.id.replace("[*]", "")))
        .collect()
}

fn merge(draft: &mut Draft<'_>, merged: &BTreeMap<String, String>) {
    if merged.is_empty() {
        return;
    }
    let elements = std::mem::take(&mut draft.elements);
    for (id, mut own) in elements {
        let Some(new) = merged.get(&id) else {
            draft.elements.insert(id, own);
            continue;
        };
        match draft.elements.get_mut(new) {
            Some(first) => {
                first.instances = first.instances.map(|count| count + 1);
                first.evidence.extend(own.evidence);
                for unknown in own.unknown {
                    if !first.unknown.contains(&unknown) {
                        first.unknown.push(unknown);
                    }
                }
            }
            None => {
                own.id.clone_from(new);
                if own.address.as_deref().is_some_and(|address| address.contains("[*]")) {
                    own.instances = None;
                    own.address = own.address.map(|address| address.replace("[*]", ""));
                } else {
                    own.address = own.address.map(|address| block(&address));
                }
                draft.elements.insert(new.clone(), own);
            }
        }
    }
    let flows = std::mem::take(&mut draft.flows);
    for (_, mut own) in flows {
        for end in [&mut own.from, &mut own.to] {
            if let Some(new) = merged.get(end.as_str()) {
                end.clone_from(new);
            }
        }
        draft.flow(own);
    }
}

/// Hides secrets in what is said of a system's threats, whose targets are called by addresses.
pub fn mask_threats(system: &mut System) {
    let known = std::mem::take(&mut system.code.secrets);
    let text = |text: &mut String| {
        known.iter().for_each(|known| known.hide(text));
        hide(text);
    };
    for target in system.threats.iter_mut().flat_map(|threat| &mut threat.targets) {
        text(&mut target.id);
        text(&mut target.name);
        target.reason.iter_mut().for_each(text);
        for check in &mut target.checks {
            check.resource.iter_mut().chain(&mut check.reason).for_each(text);
        }
    }
    for finding in &mut system.findings {
        text(&mut finding.message);
        text(&mut finding.resource);
        finding.targets.iter_mut().for_each(text);
    }
    system.code.secrets = known;
}

/// Hides secrets wherever they stand: what the units know of, and what has the shape of a credential.
fn mask(system: &mut System, known: &[Known]) {
    let text = |text: &mut String| {
        known.iter().for_each(|known| known.hide(text));
        hide(text);
    };
    let maybe = |own: &mut Maybe| {
        if let Maybe::If(condition) = own {
            text(condition);
        }
    };
    let unknown = |all: &mut Vec<Unknown>| {
        for own in all {
            text(&mut own.path);
            text(&mut own.reason);
        }
    };
    for own in &mut system.elements {
        // What stands for nothing of the code has no text of it.
        if own.address.is_some() || !own.evidence.is_empty() {
            text(&mut own.name);
            text(&mut own.id);
        }
        own.address.as_mut().into_iter().chain(&mut own.boundary).for_each(text);
        for value in own.properties.values_mut() {
            if let serde_json::Value::String(value) = value {
                text(value);
            }
        }
        maybe(&mut own.maybe);
        unknown(&mut own.unknown);
    }
    for own in &mut system.flows {
        [&mut own.id, &mut own.from, &mut own.to, &mut own.name].into_iter().for_each(text);
        own.crosses.iter_mut().for_each(text);
        maybe(&mut own.maybe);
        unknown(&mut own.unknown);
    }
    for own in &mut system.boundaries {
        if own.address.is_some() || own.parent.is_some() {
            [&mut own.id, &mut own.name].into_iter().for_each(text);
        }
        own.address.as_mut().into_iter().chain(&mut own.parent).for_each(text);
        own.members.iter_mut().for_each(text);
    }
    for own in &mut system.notes {
        text(&mut own.text);
    }
}
