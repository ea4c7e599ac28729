//! Pictures of large systems: like things drawn as one, step by step until the picture can be read.

use super::v1::{Element, Flow, System};
use serde_json::Value as Json;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};

/// How much of a system a picture shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Detail {
    /// Small systems in full; in large ones, group similar elements.
    #[default]
    Auto,
    /// Everything.
    Full,
    /// Group similar services and their shared resources.
    Services,
}

/// The most elements that a picture has.
const MAX_ELEMENTS: usize = 60;
/// The most flows that a picture has.
const MAX_FLOWS: usize = 120;

/// Kinds of which a picture shows what a workload has as one.
const SMALL: &[&str] = &["log-group", "secret", "parameter"];
/// Kinds that the seed's flows end in.
const SEEDED: &[&str] = &["task-definition", "registry"];

/// A step: the elements that are drawn as one, by what they have in common.
type Step = fn(&System) -> BTreeMap<String, Vec<String>>;

/// What a picture shows of a system: nothing that is blocked, like things as one.
#[must_use]
pub fn view(system: &System, detail: Detail) -> System {
    seen(system, detail).system
}

/// What a picture shows, and as what.
pub(super) struct View {
    /// What is drawn.
    pub system: System,
    /// The ids of what is drawn as a part of something, with the id of that.
    pub shown_as: BTreeMap<String, String>,
}

impl View {
    /// What stands for an element or a flow.
    pub fn of<'a>(&'a self, id: &'a str) -> &'a str {
        self.shown_as.get(id).map_or(id, String::as_str)
    }
}

/// As [`view`], with what stands for what.
pub(super) fn seen(system: &System, detail: Detail) -> View {
    // The states stand by the ids of what is not grouped: they are asked of the system itself.
    let mut shown = System {
        units: system.units.clone(),
        boundaries: system.boundaries.clone(),
        elements: system.elements.clone(),
        flows: system.flows.iter().filter(|flow| flow.is_drawn()).cloned().collect(),
        notes: system.notes.clone(),
        ..System::default()
    };
    let mut shown_as: BTreeMap<String, String> = BTreeMap::new();
    let fits =
        |shown: &System| shown.elements.len() <= MAX_ELEMENTS && shown.flows.len() <= MAX_FLOWS;
    let steps: [Step; 4] = [services, small, seeded, units];
    let last = match detail {
        Detail::Full => 0,
        Detail::Services => 3,
        Detail::Auto => 4,
    };
    for step in &steps[..last] {
        if detail == Detail::Auto && fits(&shown) {
            break;
        }
        let groups = step(&shown);
        let (next, renamed) = grouped(shown, groups);
        shown = next;
        for id in shown_as.values_mut() {
            if let Some(new) = renamed.get(id) {
                id.clone_from(new);
            }
        }
        shown_as.extend(renamed);
    }
    told_apart(&mut shown);
    View { system: shown, shown_as }
}

/// Things of one kind that are called the same get what their addresses do not have in common, too.
fn told_apart(system: &mut System) {
    for (at, name) in names_apart(&system.elements) {
        system.elements[at].name = name;
    }
}

/// The names of things of one kind that are called the same: each with what its address does not have
/// in common with the others'. By their numbers.
#[must_use]
pub fn names_apart(elements: &[Element]) -> BTreeMap<usize, String> {
    let mut found = BTreeMap::new();
    let mut alike: BTreeMap<(&str, &str), Vec<usize>> = BTreeMap::new();
    for (at, own) in elements.iter().enumerate() {
        if own.address.is_some() && !own.name.is_empty() {
            alike.entry((own.kind, &own.name)).or_default().push(at);
        }
    }
    let alike: Vec<Vec<usize>> = alike.into_values().filter(|all| all.len() > 1).collect();
    for all in alike {
        let parts: Vec<Vec<String>> = all.iter().map(|at| parts(&elements[*at])).collect();
        let same = |of: &dyn Fn(&Vec<String>) -> Option<String>| {
            let first = parts.first().and_then(of);
            first.is_some() && parts.iter().all(|own| of(own) == first)
        };
        let least = parts.iter().map(Vec::len).min().unwrap_or_default();
        let before = (0..least).take_while(|at| same(&|own| own.get(*at).cloned())).count();
        let after = (0..least - before)
            .take_while(|at| same(&|own| own.get(own.len() - 1 - at).cloned()))
            .count();
        for (at, own) in all.iter().zip(&parts) {
            let rest = own[before..own.len() - after].join("/");
            if !rest.is_empty() {
                found.insert(*at, format!("{} ({rest})", elements[*at].name));
            }
        }
    }
    found
}

/// The folders, files, modules and names that lead to an element.
fn parts(own: &Element) -> Vec<String> {
    let unit = own.unit.as_deref().unwrap_or_default();
    let address = own.address.as_deref().unwrap_or_default();
    let folders = unit.split('/').map(str::to_owned);
    folders.chain(address.split(['.', '/']).map(str::to_owned)).collect()
}

/// Services and tasks with the same flows up to names.
fn services(system: &System) -> BTreeMap<String, Vec<String>> {
    let kinds: BTreeMap<&str, &str> =
        system.elements.iter().map(|own| (own.id.as_str(), own.kind)).collect();
    let kind = |id: &str| kinds.get(id).copied().unwrap_or_default();
    let mut shapes: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for own in &system.flows {
        let port = own.port.unwrap_or(-1);
        let out = format!(
            ">{}|{}|{port}|{:?}|{:?}",
            own.kind,
            kind(&own.to),
            own.encrypted,
            own.certainty
        );
        let inward = format!(
            "<{}|{}|{port}|{:?}|{:?}",
            own.kind,
            kind(&own.from),
            own.encrypted,
            own.certainty
        );
        shapes.entry(&own.from).or_default().insert(out);
        shapes.entry(&own.to).or_default().insert(inward);
    }
    let empty = BTreeSet::new();
    let mut groups: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for own in system.elements.iter().filter(|own| matches!(own.kind, "service" | "task")) {
        let shape = shapes.get(own.id.as_str()).unwrap_or(&empty);
        let key = format!("{}|{:?}|{shape:?}", own.kind, own.boundary);
        groups.entry(key).or_default().push(own.id.clone());
    }
    groups
}

/// Elements of some kinds with the same neighbours.
fn neighbours(system: &System, kinds: &[&str]) -> BTreeMap<String, Vec<String>> {
    let mut beside: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for own in &system.flows {
        beside.entry(&own.from).or_default().insert(&own.to);
        beside.entry(&own.to).or_default().insert(&own.from);
    }
    let empty = BTreeSet::new();
    let mut groups: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for own in system.elements.iter().filter(|own| kinds.contains(&own.kind)) {
        let near = beside.get(own.id.as_str()).unwrap_or(&empty);
        groups
            .entry(format!("{}|{:?}|{near:?}", own.kind, own.boundary))
            .or_default()
            .push(own.id.clone());
    }
    groups
}

fn small(system: &System) -> BTreeMap<String, Vec<String>> {
    neighbours(system, SMALL)
}

fn seeded(system: &System) -> BTreeMap<String, Vec<String>> {
    neighbours(system, SEEDED)
}

/// What one unit has of a kind in one place.
fn units(system: &System) -> BTreeMap<String, Vec<String>> {
    let mut groups: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for own in &system.elements {
        let Some(unit) = &own.unit else { continue };
        groups
            .entry(format!("{unit}|{}|{:?}", own.kind, own.boundary))
            .or_default()
            .push(own.id.clone());
    }
    groups
}

/// Each group as one element, and which ids became which.
fn grouped(
    mut system: System,
    groups: BTreeMap<String, Vec<String>>,
) -> (System, BTreeMap<String, String>) {
    let mut named: BTreeMap<String, String> = BTreeMap::new();
    let kinds: BTreeMap<&str, &str> =
        system.elements.iter().map(|own| (own.id.as_str(), own.kind)).collect();
    for members in groups.into_values().filter(|members| members.len() > 1) {
        let Some(kind) = kinds.get(members[0].as_str()) else { continue };
        let hash = Sha256::digest(members.join("\n").as_bytes());
        let hash: String = hash.iter().take(6).map(|byte| format!("{byte:02x}")).collect();
        let id = format!("group:{kind}:{hash}");
        named.extend(members.into_iter().map(|member| (member, id.clone())));
    }
    if named.is_empty() {
        return (system, named);
    }
    let mut elements: BTreeMap<String, Element> = BTreeMap::new();
    for mut own in system.elements {
        let Some(group) = named.get(&own.id) else {
            elements.insert(own.id.clone(), own);
            continue;
        };
        let members = match own.properties.remove("members") {
            Some(Json::Array(members)) => members,
            _ => vec![Json::from(own.id.clone())],
        };
        let group = elements.entry(group.clone()).or_insert_with(|| {
            let mut whole = own.clone();
            whole.id.clone_from(group);
            whole.address = None;
            whole.source_type = None;
            whole.properties.clear();
            whole.instances = Some(0);
            whole
        });
        // The first has its own already.
        if group.instances != Some(0) {
            group.evidence.extend(own.evidence);
            group.findings.extend(own.findings);
        }
        if let Some(Json::Array(all)) = group.properties.get_mut("members") {
            all.extend(members);
        } else {
            group.properties.insert("members", Json::Array(members));
        }
        let count = group.properties["members"].as_array().map_or(0, Vec::len);
        group.instances = u32::try_from(count).ok();
        group.name = format!("{count} {}", plural(group.kind));
    }
    let mut flows: BTreeMap<String, Flow> = BTreeMap::new();
    let mut renamed = named.clone();
    for mut own in system.flows {
        let before = own.id.clone();
        for end in [&mut own.from, &mut own.to] {
            if let Some(group) = named.get(end.as_str()) {
                end.clone_from(group);
            }
        }
        let port = own.port.map_or_else(|| "-".to_owned(), |port| port.to_string());
        own.id = format!("{}:{}->{}:{port}", own.kind, own.from, own.to);
        if own.id != before {
            renamed.insert(before, own.id.clone());
        }
        match flows.get_mut(&own.id) {
            // The worst of the members is what a group shows.
            Some(first) => {
                first.encrypted = first.encrypted.min(own.encrypted);
                first.certainty = first.certainty.max(own.certainty);
                first.evidence.extend(own.evidence);
                first.findings.extend(own.findings);
            }
            None => {
                flows.insert(own.id.clone(), own);
            }
        }
    }
    system.elements = elements.into_values().collect();
    system.flows = flows.into_values().collect();
    (system, renamed)
}

/// A kind in the plural, as a person reads it.
fn plural(kind: &str) -> String {
    let words = kind.replace('-', " ");
    match words.strip_suffix('y') {
        Some(stem) => format!("{stem}ies"),
        None if words.ends_with('x') => format!("{words}es"),
        None => format!("{words}s"),
    }
}
