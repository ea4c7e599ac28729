//! Worlds: how unknown values meet a language with two truth values.
//!
//! A world is a plain document. In the *absent* world every unknown is missing, in the *favourable*
//! one it has the value that keeps checks quiet, in an *adverse* one what one check reads is bad.
//! What may or may not exist, and the arms of unknown conditions, are present in one run of a world
//! and absent in another.

mod build;
mod guess;
mod partial;
mod reach;
mod sums;
mod survey;
mod trace;

pub(crate) use build::Builder;
pub(crate) use guess::{Guess, Union};
pub(crate) use reach::Reach;
pub(crate) use survey::{Survey, UnknownAt};
pub(crate) use trace::{Stored, Trace};

use super::engine::{Datum, Held, Sum};
use super::metadata::Check;
use crate::document::{Document, Node, Segment};
use crate::normalize::{derive, derive_changed};
use crate::source::Span;
use crate::unit::Presence;
use crate::value::Condition;
use crate::{budget, interrupt};
use indexmap::IndexMap;
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;
use sums::Sums;

/// Up to this many conditions are run in all combinations.
const ALL_COMBINATIONS: usize = 3;
/// Beyond this many the values of conditions count as unknown.
const MAX_CONDITIONS: usize = 8;

/// Which unknown conditions hold in a run.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Assignment(BTreeMap<Arc<str>, bool>);

impl Assignment {
    /// `None`: the condition is not run both ways.
    pub(crate) fn holds(&self, condition: &str) -> Option<bool> {
        self.0.get(condition).copied()
    }

    /// Whether no condition holds.
    pub(crate) fn is_none(&self) -> bool {
        self.0.values().all(|holds| !holds)
    }

    /// What the run says of some conditions; `None`: of all.
    fn within(&self, conditions: Option<&[Arc<str>]>) -> Assignment {
        let Some(conditions) = conditions else { return self.clone() };
        let said = |condition: &Arc<str>| Some((condition.clone(), self.holds(condition)?));
        Assignment(conditions.iter().filter_map(said).collect())
    }

    /// Whether something with this presence exists in the run.
    pub(crate) fn exists(&self, presence: &Presence) -> bool {
        match presence {
            Presence::Always => true,
            Presence::If(condition, wanted) => {
                self.holds(&condition.id).is_none_or(|holds| holds == *wanted)
            }
        }
    }

    /// The runs that the conditions ask for: up to three in all combinations; up to eight all
    /// first, all second, and each flipped alone; more are not run at all.
    pub(crate) fn all(conditions: &[Arc<Condition>]) -> Vec<Assignment> {
        let count = conditions.len();
        let of = |holds: &dyn Fn(usize) -> bool| {
            Assignment(
                conditions
                    .iter()
                    .enumerate()
                    .map(|(at, condition)| (condition.id.clone(), holds(at)))
                    .collect(),
            )
        };
        if count > MAX_CONDITIONS {
            return vec![Assignment::default()];
        }
        if count <= ALL_COMBINATIONS {
            return (0..1usize << count).map(|bits| of(&|at| bits >> at & 1 == 0)).collect();
        }
        let mut runs = vec![of(&|_| true), of(&|_| false)];
        runs.extend((0..count).map(|flipped| of(&|at| at != flipped)));
        runs
    }
}

/// Which kind of world.
#[derive(Clone, Copy)]
pub(crate) enum Kind<'a> {
    Absent,
    Favourable,
    /// As favourable, but where the quiet value is the one that makes this check fire, another one.
    Sparing(&'a Check),
    /// With this check's reads bad.
    Adverse(&'a Check),
    /// The adverse world of all checks that read nothing unknown: as favourable, but what is
    /// missing is surely absent.
    Closed,
}

/// A world, ready for the engine, with the way back to the stored document.
pub(crate) struct World {
    pub(crate) input: Datum,
    traces: Arc<HashMap<String, Arc<Trace>>>,
    /// Digests of what policies see.
    sums: Arc<Sums>,
    /// Of what they see of the unit itself, and of the settings.
    unit: Sum,
    /// Whether nothing outside adds anything to the unit.
    closed: bool,
}

impl World {
    /// A finding's path in the stored document; `None` when no such resource is in this world.
    pub(crate) fn stored(&self, resource: &str, path: &[Segment]) -> Option<Stored> {
        self.traces.get(resource).map(|trace| trace.stored(path))
    }

    /// A digest of all that policies see, but for the unit's id.
    pub(crate) fn sum(&self) -> Sum {
        self.sums.all(&self.unit)
    }

    /// A digest of what a check sees of this world: in another one of the unit with the same it finds the
    /// same.
    pub(crate) fn seen_by(&self, check: &Check, held: Held) -> Sum {
        self.sums.seen_by(check, held.asks_closed && self.closed)
    }
}

struct Plain {
    json: Value,
    trace: Arc<Trace>,
}

/// Which values a resource's unknowns have: resources that a check does not read are the same in
/// its worlds as in the favourable one.
#[derive(PartialEq)]
enum Flavour {
    Absent,
    Quiet,
    Sparing(String),
    Adverse(String),
}

impl Flavour {
    fn of(kind: Kind<'_>, ty: &str) -> Flavour {
        match kind {
            Kind::Absent => Flavour::Absent,
            Kind::Sparing(check) if check.reads.contains_key(ty) => {
                Flavour::Sparing(check.id.clone())
            }
            Kind::Adverse(check) if check.reads.contains_key(ty) => {
                Flavour::Adverse(check.id.clone())
            }
            Kind::Favourable | Kind::Closed | Kind::Sparing(_) | Kind::Adverse(_) => Flavour::Quiet,
        }
    }
}

/// Builds the worlds of one document, each by changing the one before: most resources are the same
/// in all of them.
pub(crate) struct Worlds<'a> {
    document: &'a Document,
    survey: &'a Survey,
    union: &'a Union,
    settings: &'a Datum,
    /// What policies see of the unit itself, with a digest of it and of the settings: where something may
    /// add to it, and where nothing does.
    unit: [(Datum, Sum); 2],
    /// `{"resources": {...}}`, changed from world to world.
    json: Value,
    /// The engine's values of the resources, with their derived facts.
    resources: Datum,
    /// The facts that they have; `None`: there was no world yet.
    facts: Option<Map<String, Value>>,
    by_type: Datum,
    /// Shared with the world at hand; a world that is done with leaves it to be changed in place.
    traces: Arc<HashMap<String, Arc<Trace>>>,
    /// How each resource that varies was built last; `None`: it is not there.
    last: HashMap<String, Option<(Flavour, Assignment)>>,
    /// What changed since the engine's values were made.
    changed: Changed,
    /// Digests of the engine's values; shared as the traces are.
    sums: Arc<Sums>,
    /// Bytes of what the engine sees of all resources, about.
    weight: usize,
}

/// What differs between a world and the one before it.
#[derive(Default)]
struct Changed {
    /// Resources whose values did, that came or that went.
    ids: BTreeSet<String>,
    /// Whether resources or edges between them came or went.
    rewired: bool,
}

impl<'a> Worlds<'a> {
    pub(crate) fn new(
        document: &'a Document,
        survey: &'a Survey,
        union: &'a Union,
        settings: &'a Datum,
    ) -> Worlds<'a> {
        let mut worlds = Worlds {
            document,
            survey,
            union,
            settings,
            unit: [false, true].map(|closed| {
                let unit = unit(document, closed);
                let mut seen = unit.clone();
                // No policy reads the id: the copy of a unit has another one.
                seen.as_object_mut().map(|seen| seen.shift_remove("id"));
                let sum = Datum::of(&seen).with("settings", settings.clone()).sum();
                (Datum::of(&unit), sum)
            }),
            json: json!({"resources": {}}),
            resources: Datum::of(&json!({})),
            facts: None,
            by_type: Datum::of(&json!({})),
            traces: Arc::new(HashMap::new()),
            last: HashMap::new(),
            changed: Changed::default(),
            sums: Arc::new(Sums::of(document)),
            weight: 0,
        };
        let run = Assignment::default();
        for (id, node) in document.resources.iter().filter(|(id, _)| !survey.varies(id)) {
            if worlds.is_full() {
                break;
            }
            let plain = worlds.resource(node, Kind::Absent, &run);
            worlds.put(id, Some(plain));
        }
        worlds
    }

    /// Bytes of what the engine sees, about.
    pub(crate) fn weight(&self) -> usize {
        self.weight
    }

    /// Whether that is more than a unit may have: nobody asks for a world then.
    pub(crate) fn is_full(&self) -> bool {
        self.weight > budget::WORLD || interrupt::asked()
    }

    /// The block whose resources have most of it, by one of them.
    pub(crate) fn heaviest(&self) -> Option<&'a Node> {
        let resources = self.json.get("resources")?;
        let nodes = self.document.resources.values();
        heaviest(nodes.filter_map(|node| Some((node, weight(resources.get(&node.id)?)))))
    }

    /// One world.
    pub(crate) fn world(&mut self, kind: Kind<'_>, run: &Assignment) -> World {
        let document = self.document;
        let survey = self.survey;
        let mut regrouped = self.facts.is_none();
        for id in survey.varying() {
            let Some(node) = document.resources.get(id) else { continue };
            if self.is_full() {
                break;
            }
            let exists = run.exists(&node.presence);
            let own = || run.within(survey.conditions_of(id));
            let how = exists.then(|| (Flavour::of(kind, &node.ty), own()));
            let before = self.last.get(id);
            if before == Some(&how) {
                continue;
            }
            regrouped |= before.is_none_or(|before| before.is_some() != exists);
            let plain = exists.then(|| self.resource(node, kind, run));
            self.put(id, plain);
            self.last.insert(id.clone(), how);
        }
        if regrouped {
            let mut by_type: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
            for node in document.resources.values().filter(|node| run.exists(&node.presence)) {
                by_type.entry(&node.ty).or_default().push(&node.id);
            }
            self.by_type = Datum::of(&json!(by_type));
        }
        self.convert();
        let closed = is_closed(document) || matches!(kind, Kind::Adverse(_) | Kind::Closed);
        let (unit, sum) = &self.unit[usize::from(closed)];
        let input = Datum::object([
            ("resources", self.resources.clone()),
            ("by_type", self.by_type.clone()),
            ("unit", unit.clone()),
            ("settings", self.settings.clone()),
        ]);
        let (traces, sums) = (self.traces.clone(), self.sums.clone());
        World { input, traces, sums, unit: *sum, closed }
    }

    fn resource(&self, node: &Node, kind: Kind<'_>, run: &Assignment) -> Plain {
        let guess = Guess::new(&node.ty, self.union);
        let guess = match kind {
            Kind::Adverse(check) => guess.adverse_to(&check.reads),
            Kind::Sparing(check) => guess.sparing(&check.reads, &check.quiet),
            Kind::Absent | Kind::Favourable | Kind::Closed => guess,
        };
        let absent = matches!(kind, Kind::Absent);
        let mut builder = Builder::new(absent, &guess, run);
        let values = builder.value(&node.values);
        let (refs, marks) = (std::mem::take(&mut builder.refs), std::mem::take(&mut builder.marks));
        let lifecycle = Builder::new(true, &guess, run).value(&node.lifecycle);
        let object = |json: Option<Value>| {
            json.filter(Value::is_object).unwrap_or_else(|| Value::Object(Map::new()))
        };
        let mut values = values;
        if let (true, false, Some(Value::Object(known))) = (node.apart, absent, &mut values.json) {
            // What its owner has besides is decided elsewhere: it is not known, like the rest of a
            // map that nobody can name.
            for (key, value) in guess.further(&[], &|key| known.contains_key(key)) {
                known.insert(key, value);
            }
        }
        let mut json = Map::new();
        json.insert("id".to_owned(), Value::from(node.id.as_str()));
        json.insert("type".to_owned(), Value::from(node.ty.as_str()));
        json.insert("source_type".to_owned(), Value::from(node.source_type.as_str()));
        json.insert("name".to_owned(), Value::from(node.name.as_str()));
        json.insert("values".to_owned(), object(values.json));
        json.insert("refs".to_owned(), Value::Object(refs));
        json.insert("marks".to_owned(), Value::Object(marks));
        json.insert("lifecycle".to_owned(), object(lifecycle.json));
        json.insert("satellites".to_owned(), json!(node.satellites));
        Plain { json: Value::Object(json), trace: Arc::new(values.trace) }
    }

    /// Puts a resource into the changing document, or takes it out.
    fn put(&mut self, id: &str, plain: Option<Plain>) {
        let Some(Value::Object(resources)) = self.json.get_mut("resources") else { return };
        let changed = match plain {
            Some(plain) => {
                Arc::make_mut(&mut self.traces).insert(id.to_owned(), plain.trace);
                let known = resources.get(id);
                self.changed.rewired |=
                    known.is_none_or(|known| known.get("refs") != plain.json.get("refs"));
                let same = known == Some(&plain.json);
                if !same {
                    self.weight += weight(&plain.json);
                    let before = resources.insert(id.to_owned(), plain.json);
                    self.weight -= before.as_ref().map_or(0, weight);
                }
                !same
            }
            None => {
                Arc::make_mut(&mut self.traces).remove(id);
                let gone = resources.shift_remove(id);
                self.weight -= gone.as_ref().map_or(0, weight);
                self.changed.rewired |= gone.is_some();
                gone.is_some()
            }
        };
        if changed {
            self.changed.ids.insert(id.to_owned());
        }
    }

    /// Makes the engine's values of what changed, with what derives from it.
    fn convert(&mut self) {
        let changed = std::mem::take(&mut self.changed);
        let known = self.facts.get_or_insert_default();
        let Some(Value::Object(resources)) = self.json.get("resources") else { return };
        if changed.ids.is_empty() {
            return;
        }
        let facts = match changed.rewired {
            true => derive(&self.json),
            false => derive_changed(&self.json, &changed.ids),
        };
        // What has no facts and did not change is what it was.
        let without = changed.ids.iter().filter(|id| !facts.contains_key(*id));
        let without: Vec<String> = without.cloned().collect();
        let near = facts.into_iter().map(|(id, own)| (id, Some(own)));
        let near = near.chain(without.into_iter().map(|id| (id, None)));
        let empty = Value::Object(Map::new());
        let sums = Arc::make_mut(&mut self.sums);
        for (id, own) in near {
            let is_changed = changed.ids.contains(&id);
            match resources.get(&id) {
                Some(json) if is_changed || known.get(&id) != own.as_ref() => {
                    let derived = Datum::of(own.as_ref().unwrap_or(&empty));
                    // Where the facts alone are others, the rest is shared.
                    let before = if is_changed { None } else { self.resources.take(&id) };
                    let datum = before.unwrap_or_else(|| Datum::of(json)).with("derived", derived);
                    sums.put(&id, Some(datum.sum()));
                    self.resources.put(&id, datum);
                }
                Some(_) => {}
                None => {
                    sums.put(&id, None);
                    self.resources.take(&id);
                }
            }
            match own {
                Some(own) => drop(known.insert(id, own)),
                None => drop(known.swap_remove(&id)),
            }
        }
        sums.settle(self.document);
    }
}

/// The block whose resources have the most of something, by the first of them.
pub(crate) fn heaviest<'n>(nodes: impl Iterator<Item = (&'n Node, usize)>) -> Option<&'n Node> {
    let mut blocks: IndexMap<(Option<Span>, &str), (&Node, usize)> = IndexMap::new();
    for (node, weight) in nodes {
        let block = (node.place.span, if node.place.span.is_none() { &*node.id } else { "" });
        blocks.entry(block).or_insert((node, 0)).1 += weight;
    }
    // Of equal ones the first.
    let heavier = |one: &(&'n Node, usize), other: &(&'n Node, usize)| one.1.cmp(&other.1);
    blocks.into_values().rev().max_by(heavier).map(|(node, _)| node)
}

/// Bytes that a JSON value takes in memory, about.
fn weight(json: &Value) -> usize {
    /// Of a value itself, in the engine and beside it.
    const OWN: usize = 64;
    match json {
        Value::String(text) => OWN + text.len(),
        Value::Array(items) => OWN + items.iter().map(weight).sum::<usize>(),
        Value::Object(map) => {
            OWN + map.iter().map(|(key, value)| OWN + key.len() + weight(value)).sum::<usize>()
        }
        _ => OWN,
    }
}

/// What a policy learns of the unit. `closed`: a companion that is not in the unit does not exist.
fn unit(document: &Document, closed: bool) -> Value {
    let opaque: Vec<Value> =
        document.opaque.iter().map(|opaque| json!({"address": opaque.address, "source": opaque.source, "inputs": opaque.inputs})).collect();
    json!({
        "id": document.unit,
        "format": document.format.name(),
        "deployable": document.deployable,
        "closed": closed,
        "opaque": opaque,
        "alone": document.alone,
        "today": document.today,
    })
}

/// Whether nothing outside the unit can add anything to it.
pub(crate) fn is_closed(document: &Document) -> bool {
    document.deployable && document.opaque.is_empty()
}
