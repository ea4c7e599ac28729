//! Worlds: how unknown values meet a language with two truth values.
//!
//! A world is a plain document. In the *absent* world every unknown is missing, in the *favourable*
//! one it has the value that keeps checks quiet, in an *adverse* one what one check reads is bad.
//! What may or may not exist, and the arms of unknown conditions, are present in one run of a world
//! and absent in another.

mod build;
mod flavour;
mod groups;
mod guess;
mod made;
mod partial;
mod reach;
mod sums;
mod survey;
mod trace;
mod weight;
mod world;

pub(crate) use build::Builder;
pub(crate) use groups::groups;
pub(crate) use guess::{Guess, Union};
pub(crate) use reach::Reach;
pub(crate) use survey::{Survey, is_read};
pub(crate) use trace::{Stored, Trace};
pub(crate) use weight::heaviest;
pub(crate) use world::World;

use super::engine::{Datum, Sum};
use super::metadata::Check;
use crate::document::{Document, Node};
use crate::normalize::{Wires, facts_from};
use crate::unit::Presence;
use crate::value::Condition;
use crate::{budget, interrupt};
use flavour::Flavour;
use made::{How, Made};
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::mem::{Discriminant, discriminant};
use std::rc::Rc;
use std::sync::Arc;
use sums::Sums;
use weight::weight;
use world::Traces;

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
    /// With the reads of these checks bad, which see of it what each would see of its own.
    Adverse(&'a [&'a Check]),
    /// The adverse world of all checks that read nothing unknown: as favourable, but what is
    /// missing is surely absent.
    Closed,
}

/// Bytes of what is kept of resources for other worlds, about.
const KEPT: usize = 8 << 20;

/// What a run says of the conditions of each resource that varies; `None`: it is not there.
type Within = Rc<[Option<Rc<Assignment>>]>;

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
    /// The document's resources, in its order.
    made: Vec<Made<'a>>,
    /// Those of them that differ between worlds.
    varying: Vec<usize>,
    /// What they are in worlds of the kind that was asked for last.
    flavours: Vec<Rc<Flavour<'a>>>,
    of: Option<(Discriminant<Kind<'a>>, &'a str, usize)>,
    /// What runs say of the conditions of each; `None`: it is not there. With the ids of each type.
    runs: HashMap<Assignment, (Within, Datum)>,
    /// Those that are there, changed from world to world.
    json: Map<String, Value>,
    wires: Wires,
    /// The engine's values of the resources, with their derived facts.
    resources: Datum,
    quiet: Rc<Flavour<'a>>,
    /// Shared with the world at hand; a world that is done with leaves it to be changed in place.
    traces: Arc<Traces>,
    /// The resources that changed since the engine's values were made.
    changed: BTreeSet<usize>,
    /// Those of them whose edges did.
    rewired: BTreeSet<usize>,
    /// Digests of the engine's values; shared as the traces are.
    sums: Arc<Sums>,
    /// Bytes of what the engine sees of all resources, about.
    weight: usize,
    /// Bytes of what is kept.
    kept: usize,
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
            made: document.resources.values().map(Made::of).collect(),
            varying: (0..document.resources.len())
                .filter(|at| {
                    document.resources.get_index(*at).is_some_and(|(id, _)| survey.varies(id))
                })
                .collect(),
            flavours: Vec::new(),
            of: None,
            runs: HashMap::new(),
            json: Map::new(),
            wires: Wires::default(),
            resources: Datum::of(&json!({})),
            quiet: Rc::new(Flavour::Quiet),
            traces: Arc::new(vec![None; document.resources.len()]),
            changed: BTreeSet::new(),
            rewired: BTreeSet::new(),
            sums: Arc::new(Sums::of(document)),
            weight: 0,
            kept: 0,
        };
        let run = Assignment::default();
        for (at, node) in document.resources.values().enumerate() {
            if survey.varies(&node.id) {
                continue;
            }
            if worlds.is_full() {
                break;
            }
            let (json, trace) = worlds.resource(node, &Flavour::Absent, Kind::Absent, &run);
            let (plain, _) = worlds.made[at].keep(None, json, trace.clone(), &worlds.json);
            worlds.put(at, Some((plain, trace)));
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
        let nodes = self.document.resources.values();
        heaviest(nodes.filter_map(|node| Some((node, weight(self.json.get(&node.id)?)))))
    }

    /// One world.
    pub(crate) fn world(&mut self, kind: Kind<'a>, run: &Assignment) -> World<'a> {
        let document = self.document;
        self.taste(kind);
        let (own, by_type) = self.within(run);
        let mut mixed = false;
        for (turn, own) in own.iter().enumerate() {
            let at = self.varying[turn];
            if self.is_full() {
                break;
            }
            let how = own.as_ref().map(|own| (self.flavours[turn].clone(), own.clone()));
            if let (Kind::Adverse([_, _, ..]), Some(how)) = (kind, &how) {
                mixed |= self.is_wired_otherwise(at, how, kind, run);
            }
            if self.made[at].last.as_ref() == Some(&how) {
                continue;
            }
            let plain = how.as_ref().map(|how| self.plain(at, how, kind, run));
            self.put(at, plain);
            self.made[at].last = Some(how);
        }
        self.convert();
        if self.kept > KEPT {
            self.made.iter_mut().for_each(Made::forget);
            self.kept = 0;
        }
        let closed = is_closed(document) || matches!(kind, Kind::Adverse(_) | Kind::Closed);
        let (unit, _) = &self.unit[usize::from(closed)];
        let units = [self.unit[0].1, self.unit[1].1];
        let input = Datum::object([
            ("resources", self.resources.clone()),
            ("by_type", by_type),
            ("unit", unit.clone()),
            ("settings", self.settings.clone()),
        ]);
        let (traces, sums) = (self.traces.clone(), self.sums.clone());
        World { input, document, traces, sums, units, closed, mixed }
    }

    /// Sets the flavours of all resources to those of a kind.
    fn taste(&mut self, kind: Kind<'a>) {
        let check = match kind {
            Kind::Sparing(check) => (check.id.as_str(), 1),
            // A check is in one group, and by itself.
            Kind::Adverse(checks) => {
                (checks.first().map_or("", |check| check.id.as_str()), checks.len())
            }
            Kind::Absent | Kind::Favourable | Kind::Closed => ("", 0),
        };
        let of = Some((discriminant(&kind), check.0, check.1));
        if self.of != of {
            let nodes = self.varying.iter().map(|at| self.made[*at].node);
            let flavours = nodes.map(|node| Rc::new(Flavour::of(kind, node, self.survey)));
            self.flavours = flavours.collect();
            self.of = of;
        }
    }

    /// What a run says of the conditions of each resource that differs between worlds.
    fn within(&mut self, run: &Assignment) -> (Within, Datum) {
        if let Some(known) = self.runs.get(run) {
            return known.clone();
        }
        let own = self.varying.iter().map(|at| {
            let node = self.made[*at].node;
            let own = || Rc::new(run.within(self.survey.conditions_of(&node.id)));
            run.exists(&node.presence).then(own)
        });
        let own: Rc<[_]> = own.collect();
        let mut by_type: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for node in self.document.resources.values().filter(|node| run.exists(&node.presence)) {
            by_type.entry(&node.ty).or_default().push(&node.id);
        }
        let by_type = Datum::of(&json!(by_type));
        self.runs.insert(run.clone(), (own.clone(), by_type.clone()));
        (own, by_type)
    }

    /// Whether a resource names others where its unknowns are so than where they are quiet: facts of
    /// resources around it are others then.
    fn is_wired_otherwise(
        &mut self,
        at: usize,
        how: &How<'a>,
        kind: Kind<'a>,
        run: &Assignment,
    ) -> bool {
        if *how.0 == Flavour::Quiet {
            return false;
        }
        let quiet = (self.quiet.clone(), how.1.clone());
        let (quiet, _) = self.plain(at, &quiet, kind, run);
        let (own, _) = self.plain(at, how, kind, run);
        !self.made[at].is_wired_alike(quiet, own)
    }

    /// What a resource is in a world, and the way back.
    fn plain(
        &mut self,
        at: usize,
        how: &How<'a>,
        kind: Kind<'a>,
        run: &Assignment,
    ) -> (usize, Arc<Trace>) {
        if let Some(known) = self.made[at].known(how) {
            return known;
        }
        let (json, trace) = self.resource(self.made[at].node, &how.0, kind, run);
        let how = Some(how.clone());
        let (plain, kept) = self.made[at].keep(how, json, trace.clone(), &self.json);
        self.kept += kept;
        (plain, trace)
    }

    fn resource(
        &self,
        node: &Node,
        flavour: &Flavour<'_>,
        kind: Kind<'_>,
        run: &Assignment,
    ) -> (Value, Arc<Trace>) {
        let guess = flavour.guess(kind, &node.ty, self.union);
        let absent = *flavour == Flavour::Absent;
        let mut builder = Builder::new(absent, &guess, run);
        let mut values = builder.value(&node.values);
        let (refs, marks) = (std::mem::take(&mut builder.refs), std::mem::take(&mut builder.marks));
        let lifecycle = Builder::new(true, &guess, run).value(&node.lifecycle);
        let object = |json: Option<Value>| {
            json.filter(Value::is_object).unwrap_or_else(|| Value::Object(Map::new()))
        };
        if let (true, false, Some(Value::Object(known))) = (node.apart, absent, &mut values.json) {
            // What its owner has besides is decided elsewhere: it is not known, like the rest of a
            // map that nobody can name.
            for (key, value) in guess.further(&[], &|key| known.contains_key(key)) {
                known.insert(key, value);
            }
        }
        let mut json = Map::with_capacity(9);
        json.insert("id".to_owned(), Value::from(node.id.as_str()));
        json.insert("type".to_owned(), Value::from(node.ty.as_str()));
        json.insert("source_type".to_owned(), Value::from(node.source_type.as_str()));
        json.insert("name".to_owned(), Value::from(node.name.as_str()));
        json.insert("values".to_owned(), object(values.json));
        json.insert("refs".to_owned(), Value::Object(refs));
        json.insert("marks".to_owned(), Value::Object(marks));
        json.insert("lifecycle".to_owned(), object(lifecycle.json));
        json.insert("satellites".to_owned(), json!(node.satellites));
        (Value::Object(json), Arc::new(values.trace))
    }

    /// Puts what was made of a resource into the changing document, or takes it out.
    fn put(&mut self, at: usize, plain: Option<(usize, Arc<Trace>)>) {
        let (plain, trace) = plain.unzip();
        Arc::make_mut(&mut self.traces)[at] = trace;
        let made = &mut self.made[at];
        if made.now == plain {
            return;
        }
        self.weight -= made.weight();
        if made.put(plain, &mut self.json) {
            self.rewired.insert(at);
        }
        self.weight += made.weight();
        self.changed.insert(at);
    }

    /// Makes the engine's values of what changed, with what derives from it.
    fn convert(&mut self) {
        let changed = std::mem::take(&mut self.changed);
        if changed.is_empty() {
            return;
        }
        let id = |at: &usize| self.made[*at].node.id.clone();
        let mut near: BTreeSet<String> = changed.iter().map(id).collect();
        let rewired = std::mem::take(&mut self.rewired);
        let types = changed.iter().map(|at| self.made[*at].node.ty.as_str());
        let told: BTreeSet<&str> = types.flat_map(facts_from).copied().collect();
        if !rewired.is_empty() {
            // Facts follow the edges that were there and those that are.
            let mut before = near.clone();
            self.wires.near(&mut before);
            for at in rewired {
                let id = &self.made[at].node.id;
                self.wires.set(id, self.json.get(id));
            }
            self.wires.near(&mut near);
            near.append(&mut before);
        } else if !told.is_empty() {
            // Of what did not change, facts of some types tell of values.
            let resources = &self.document.resources;
            let is_told = |id: &String| {
                let at = resources.get_full(id);
                at.is_some_and(|(at, _, node)| {
                    changed.contains(&at) || told.contains(node.ty.as_str())
                })
            };
            self.wires.near(&mut near);
            near.retain(is_told);
        }
        let mut facts = self.wires.facts(&self.json, &near);
        let sums = Arc::make_mut(&mut self.sums);
        for id in near {
            let Some(at) = self.document.resources.get_index_of(&id) else { continue };
            let (made, own) = (&mut self.made[at], facts.swap_remove(&id));
            match self.json.get(&id) {
                // What has no facts and did not change is what it was.
                Some(json) if changed.contains(&at) || made.facts != own => {
                    if let Some((datum, sum)) = made.whole(json, own) {
                        sums.put(at, Some(sum));
                        self.resources.put(&id, datum);
                    }
                }
                Some(_) => {}
                None => {
                    made.facts = None;
                    sums.put(at, None);
                    self.resources.take(&id);
                }
            }
        }
        sums.settle();
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
