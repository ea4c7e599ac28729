//! Worlds: how unknown values meet a language with two truth values.
//!
//! A world is a plain document. In the *absent* world every unknown is missing, in the *favourable* one it has the value
//! that keeps checks quiet, in an *adverse* one what one check reads is bad. What may or may not exist, and the arms of
//! unknown conditions, are present in one run of a world and absent in another.

mod build;
mod guess;
mod survey;
mod trace;

pub(crate) use build::Builder;
pub(crate) use guess::{Guess, Union};
pub(crate) use survey::Survey;
pub(crate) use trace::{Stored, Trace};

use super::engine::Datum;
use super::metadata::Check;
use crate::document::{Document, Node, Segment};
use crate::unit::Presence;
use crate::value::Condition;
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// Up to this many conditions are run in all combinations.
const ALL_COMBINATIONS: usize = 3;
/// Beyond this many the values of conditions count as unknown.
const MAX_CONDITIONS: usize = 8;

/// Which unknown conditions hold in a run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Assignment(BTreeMap<Arc<str>, bool>);

impl Assignment {
    /// `None`: the condition is not run both ways.
    pub(crate) fn holds(&self, condition: &str) -> Option<bool> {
        self.0.get(condition).copied()
    }

    /// Whether something with this presence exists in the run.
    pub(crate) fn exists(&self, presence: &Presence) -> bool {
        match presence {
            Presence::Always => true,
            Presence::If(condition, wanted) => self.holds(&condition.id).is_none_or(|holds| holds == *wanted),
        }
    }

    /// The runs that the conditions ask for: up to three in all combinations; up to eight all first, all second, and
    /// each flipped alone; more are not run at all.
    pub(crate) fn all(conditions: &[Arc<Condition>]) -> Vec<Assignment> {
        let count = conditions.len();
        let of = |holds: &dyn Fn(usize) -> bool| {
            Assignment(conditions.iter().enumerate().map(|(at, condition)| (condition.id.clone(), holds(at))).collect())
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
    /// The adverse world of all checks that read nothing unknown: as favourable, but what is missing is surely absent.
    Closed,
}

/// A world, ready for the engine, with the way back to the stored document.
pub(crate) struct World {
    pub(crate) input: Datum,
    traces: Arc<HashMap<String, Arc<Trace>>>,
}

impl World {
    /// A finding's path in the stored document; `None` when no such resource is in this world.
    pub(crate) fn stored(&self, resource: &str, path: &[Segment]) -> Option<Stored> {
        self.traces.get(resource).map(|trace| trace.stored(path))
    }
}

struct Plain {
    json: Value,
    trace: Arc<Trace>,
}

/// Builds the worlds of one document; what is the same in all of them is built once.
pub(crate) struct Worlds<'a> {
    document: &'a Document,
    survey: &'a Survey,
    union: &'a Union,
    settings: &'a Datum,
    /// `{"resources": {...}, "by_type": {...}, "unit": {...}}`, changed from world to world.
    json: Value,
    /// Shared with the world at hand; a world that is done with leaves it to be changed in place.
    traces: Arc<HashMap<String, Arc<Trace>>>,
    /// Resources that are the same in every world: with the derived facts they had last.
    shared: HashMap<String, (Value, Datum)>,
}

impl<'a> Worlds<'a> {
    pub(crate) fn new(document: &'a Document, survey: &'a Survey, union: &'a Union, settings: &'a Datum) -> Worlds<'a> {
        let mut worlds = Worlds {
            document,
            survey,
            union,
            settings,
            json: json!({"resources": {}, "by_type": {}, "unit": {}}),
            traces: Arc::new(HashMap::new()),
            shared: HashMap::new(),
        };
        let run = Assignment::default();
        for (id, node) in document.resources.iter().filter(|(id, _)| !survey.varies(id)) {
            let plain = worlds.resource(node, Kind::Absent, &run);
            worlds.put(id, Some(plain));
        }
        worlds
    }

    /// One world.
    pub(crate) fn world(&mut self, kind: Kind<'_>, run: &Assignment) -> World {
        let document = self.document;
        let survey = self.survey;
        for id in survey.varying() {
            let Some(node) = document.resources.get(id) else { continue };
            let plain = run.exists(&node.presence).then(|| self.resource(node, kind, run));
            self.put(id, plain);
        }
        let mut by_type: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for node in document.resources.values().filter(|node| run.exists(&node.presence)) {
            by_type.entry(&node.ty).or_default().push(&node.id);
        }
        self.json["by_type"] = json!(by_type);
        self.json["unit"] = unit(document, matches!(kind, Kind::Adverse(_) | Kind::Closed));
        let derived = crate::normalize::derive(&self.json);
        let resources = self.data(&derived);
        let input = Datum::object([
            ("resources", resources),
            ("by_type", Datum::of(&self.json["by_type"])),
            ("unit", Datum::of(&self.json["unit"])),
            ("settings", self.settings.clone()),
        ]);
        World { input, traces: self.traces.clone() }
    }

    fn resource(&self, node: &Node, kind: Kind<'_>, run: &Assignment) -> Plain {
        let guess = Guess::new(&node.ty, self.union);
        let guess = match kind {
            Kind::Adverse(check) => guess.adverse_to(&check.reads),
            Kind::Sparing(check) => guess.sparing(&check.reads),
            Kind::Absent | Kind::Favourable | Kind::Closed => guess,
        };
        let absent = matches!(kind, Kind::Absent);
        let mut builder = Builder::new(absent, &guess, run);
        let values = builder.value(&node.values);
        let (refs, marks) = (std::mem::take(&mut builder.refs), std::mem::take(&mut builder.marks));
        let lifecycle = Builder::new(true, &guess, run).value(&node.lifecycle);
        let object = |json: Option<Value>| json.filter(Value::is_object).unwrap_or_else(|| Value::Object(Map::new()));
        let json = json!({
            "id": node.id,
            "type": node.ty,
            "source_type": node.source_type,
            "name": node.name,
            "values": object(values.json),
            "refs": refs,
            "marks": marks,
            "lifecycle": object(lifecycle.json),
            "satellites": node.satellites,
        });
        Plain { json, trace: Arc::new(values.trace) }
    }

    /// Puts a resource into the changing document, or takes it out.
    fn put(&mut self, id: &str, plain: Option<Plain>) {
        let Some(Value::Object(resources)) = self.json.get_mut("resources") else { return };
        match plain {
            Some(plain) => {
                resources.insert(id.to_owned(), plain.json);
                Arc::make_mut(&mut self.traces).insert(id.to_owned(), plain.trace);
            }
            None => {
                resources.shift_remove(id);
                Arc::make_mut(&mut self.traces).remove(id);
            }
        }
    }

    /// The engine's values of all resources, with their derived facts.
    fn data(&mut self, derived: &Map<String, Value>) -> Datum {
        let empty = Value::Object(Map::new());
        let Some(Value::Object(resources)) = self.json.get("resources") else { return Datum::of(&empty) };
        let mut data = Vec::with_capacity(resources.len());
        for (id, json) in resources {
            let facts = derived.get(id).unwrap_or(&empty);
            let fixed = !self.survey.varies(id);
            if let Some((known, datum)) = self.shared.get(id)
                && known == facts
            {
                data.push((id.as_str(), datum.clone()));
                continue;
            }
            let datum = Datum::of(json).with("derived", Datum::of(facts));
            if fixed {
                self.shared.insert(id.clone(), (facts.clone(), datum.clone()));
            }
            data.push((id.as_str(), datum));
        }
        Datum::object(data)
    }
}

/// What a policy learns of the unit. `closed`: a companion that is not in the unit does not exist.
fn unit(document: &Document, adverse: bool) -> Value {
    let opaque: Vec<Value> =
        document.opaque.iter().map(|opaque| json!({"address": opaque.address, "source": opaque.source, "inputs": opaque.inputs})).collect();
    json!({
        "id": document.unit,
        "format": document.format.name(),
        "deployable": document.deployable,
        "closed": adverse || is_closed(document),
        "opaque": opaque,
        "today": document.today,
    })
}

/// Whether nothing outside the unit can add anything to it.
pub(crate) fn is_closed(document: &Document) -> bool {
    document.deployable && document.opaque.is_empty()
}
