//! What was made of a resource in worlds so far: most worlds have of most resources what another one
//! had.

use super::Assignment;
use super::flavour::Flavour;
use super::trace::Trace;
use super::weight::weight;
use crate::document::Node;
use crate::policy::engine::{Datum, Sum};
use serde_json::{Map, Value};
use std::rc::Rc;
use std::sync::Arc;

/// A resource in all worlds so far.
pub(super) struct Made<'a> {
    pub(super) node: &'a Node,
    /// How it was asked for last; `None`: not yet.
    pub(super) last: Option<Option<How<'a>>>,
    /// What it is in the world at hand; `None`: it is not there.
    pub(super) now: Option<usize>,
    plain: Vec<Plain>,
    known: Vec<(How<'a>, usize, Arc<Trace>)>,
    /// Its derived facts in the world at hand.
    pub(super) facts: Option<Value>,
}

/// Which values its unknowns have, and what the run says of its conditions.
pub(super) type How<'a> = (Rc<Flavour<'a>>, Rc<Assignment>);

/// A resource as policies see it, without its derived facts.
struct Plain {
    /// While it is in the world at hand, it is there.
    json: Value,
    weight: usize,
    /// The first one that refers to the same.
    wires: usize,
    bare: Option<(Datum, Sum)>,
    /// With the derived facts that it had last.
    whole: Option<(Value, Datum, Sum)>,
}

impl<'a> Made<'a> {
    pub(super) fn of(node: &'a Node) -> Made<'a> {
        let (plain, known) = (Vec::new(), Vec::new());
        Made { node, last: None, now: None, plain, known, facts: None }
    }

    /// What was made of it so.
    pub(super) fn known(&self, how: &How<'a>) -> Option<(usize, Arc<Trace>)> {
        let known = self.known.iter().find(|(known, ..)| known == how)?;
        Some((known.1, known.2.clone()))
    }

    /// Keeps what was made of it; `how`: it may be asked for again. Gives the bytes that are kept more.
    pub(super) fn keep(
        &mut self,
        how: Option<How<'a>>,
        json: Value,
        trace: Arc<Trace>,
        resources: &Map<String, Value>,
    ) -> (usize, usize) {
        let weight = weight(&json);
        let own = |at: usize| match self.now == Some(at) {
            true => resources.get(&self.node.id).unwrap_or(&Value::Null),
            false => &self.plain[at].json,
        };
        let mut same = (0..self.plain.len()).filter(|at| self.plain[*at].weight == weight);
        let (at, more) = match same.find(|at| *own(*at) == json) {
            Some(at) => (at, 0),
            None => {
                let at = self.plain.len();
                let mut others = (0..at).filter(|other| self.plain[*other].wires == *other);
                let wires = others.find(|other| own(*other).get("refs") == json.get("refs"));
                let wires = wires.unwrap_or(at);
                self.plain.push(Plain { json, weight, wires, bare: None, whole: None });
                (at, weight)
            }
        };
        self.known.extend(how.map(|how| (how, at, trace)));
        (at, more)
    }

    /// Puts what was made of it into the world at hand, or takes it out. Gives whether its edges are
    /// others then.
    pub(super) fn put(&mut self, at: Option<usize>, resources: &mut Map<String, Value>) -> bool {
        let before = match (at, resources.get_mut(&self.node.id)) {
            (Some(at), Some(place)) => {
                Some(std::mem::replace(place, std::mem::take(&mut self.plain[at].json)))
            }
            (Some(at), None) => {
                let json = std::mem::take(&mut self.plain[at].json);
                resources.insert(self.node.id.clone(), json);
                None
            }
            (None, _) => resources.shift_remove(&self.node.id),
        };
        if let (Some(before), Some(now)) = (before, self.now) {
            self.plain[now].json = before;
        }
        let wires = |at: usize| self.plain[at].wires;
        let rewired = self.now.map(wires) != at.map(wires);
        self.now = at;
        rewired
    }

    /// Whether two that were made of it refer to the same.
    pub(super) fn is_wired_alike(&self, one: usize, other: usize) -> bool {
        self.plain[one].wires == self.plain[other].wires
    }

    /// Bytes of what is in the world at hand.
    pub(super) fn weight(&self) -> usize {
        self.now.map_or(0, |now| self.plain[now].weight)
    }

    /// Forgets all but what is in the world at hand.
    pub(super) fn forget(&mut self) {
        self.known.clear();
        let Some(now) = self.now else { return self.plain.clear() };
        let mut kept = self.plain.swap_remove(now);
        kept.wires = 0;
        self.plain.clear();
        self.plain.push(kept);
        self.now = Some(0);
    }

    /// The engine's value of what is in the world at hand, with derived facts, and a digest of it.
    pub(super) fn whole(&mut self, json: &Value, facts: Option<Value>) -> Option<(Datum, Sum)> {
        let plain = &mut self.plain[self.now?];
        let (bare, sum) = plain.bare.get_or_insert_with(|| {
            // As it is without facts: hardly any type has some.
            let none = Datum::of(&Value::Object(Map::new()));
            let datum = Datum::of(json).with("derived", none);
            let sum = datum.sum();
            (datum, sum)
        });
        let Some(own) = &facts else {
            self.facts = None;
            return Some((bare.clone(), *sum));
        };
        if let Some((known, datum, sum)) = &plain.whole
            && known == own
        {
            self.facts = facts;
            return Some((datum.clone(), *sum));
        }
        let derived = Datum::of(own);
        let sum = Datum::joined(sum, &derived.sum());
        let datum = bare.clone().with("derived", derived);
        plain.whole = Some((own.clone(), datum.clone(), sum));
        self.facts = facts;
        Some((datum, sum))
    }
}
