//! What of a document is not known: decides which worlds are needed and which of its resources
//! differ between them.

use super::super::pattern::{Part, Pattern};
use super::build::reference;
use super::guess::{Guess, Union};
use crate::document::{Document, Path, Segment};
use crate::unit::Presence;
use crate::value::{Cause, Condition, Data, Value};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

/// One unknown of a resource.
#[derive(Clone, Debug)]
pub(crate) struct UnknownAt {
    /// Where in the stored document, arms named.
    pub(crate) place: Path,
    /// The same as a pattern.
    pub(crate) pattern: Vec<Part>,
    /// Why.
    pub(crate) reason: Cause,
    /// It is what a map has besides the entries that can be named.
    pub(crate) rest: bool,
}

/// What of a document is not known.
#[derive(Debug, Default)]
pub(crate) struct Survey {
    /// Per resource its unknowns.
    unknowns: BTreeMap<String, Vec<UnknownAt>>,
    /// Per type where its resources have unknowns, each pattern once.
    patterns: HashMap<String, Vec<Vec<Part>>>,
    /// Resources that differ between worlds, in document order.
    varying: Vec<String>,
    /// The conditions that each of them depends on; `None`: any may be among them.
    depends: HashMap<String, Option<Vec<Arc<str>>>>,
    /// The conditions that are run both ways.
    pub(crate) conditions: Vec<Arc<Condition>>,
    /// Any unknown value, or a condition that is not run.
    pub(crate) has_unknown: bool,
}

impl Survey {
    /// Looks through a document. Only conditions of resources whose type is `read` by a check are
    /// run both ways: others would multiply worlds without changing a result.
    pub(crate) fn of(document: &Document, read: &BTreeSet<&str>) -> Survey {
        let union = Union::new();
        let mut survey = Survey::default();
        let mut eithers: Vec<(&String, Vec<UnknownAt>)> = Vec::new();
        let mut conditions: BTreeMap<Arc<str>, Arc<Condition>> = BTreeMap::new();
        for (id, node) in &document.resources {
            let guess = Guess::new(&node.ty, &union);
            let mut walk = Walk {
                guess: &guess,
                unknowns: Vec::new(),
                eithers: Vec::new(),
                conditions: BTreeMap::new(),
                place: Path::default(),
                pattern: Vec::new(),
            };
            walk.value(&node.values);
            let lifecycle = node.lifecycle.has_unknown();
            if let Presence::If(condition, _) = &node.presence {
                walk.conditions.insert(condition.id.clone(), condition.clone());
            }
            if !walk.unknowns.is_empty() || !walk.conditions.is_empty() || lifecycle {
                let own = || walk.conditions.keys().cloned().collect();
                survey.varying.push(id.clone());
                survey.depends.insert(id.clone(), (!lifecycle).then(own));
            }
            if read.contains(node.ty.as_str()) {
                conditions.append(&mut walk.conditions);
            }
            if !walk.unknowns.is_empty() {
                survey.has_unknown = true;
                survey.unknowns.insert(id.clone(), walk.unknowns);
            }
            if !walk.eithers.is_empty() {
                eithers.push((id, walk.eithers));
            }
        }
        // Too many conditions to run both ways: what depends on them counts as not known.
        if conditions.len() > super::MAX_CONDITIONS {
            survey.has_unknown = true;
            for (id, places) in eithers {
                survey.unknowns.entry(id.clone()).or_default().extend(places);
            }
        } else {
            survey.conditions = conditions.into_values().collect();
        }
        let mut seen: HashSet<(&str, &[Part])> = HashSet::new();
        for (id, unknowns) in &survey.unknowns {
            let Some(node) = document.resources.get(id) else { continue };
            for pattern in unknowns.iter().map(|unknown| &unknown.pattern) {
                if seen.insert((&node.ty, pattern)) {
                    survey.patterns.entry(node.ty.clone()).or_default().push(pattern.clone());
                }
            }
        }
        survey
    }

    /// Where resources of a type have unknowns, each pattern once.
    pub(crate) fn patterns(&self, ty: &str) -> &[Vec<Part>] {
        self.patterns.get(ty).map_or(&[], Vec::as_slice)
    }

    /// The types whose resources have unknowns.
    pub(crate) fn unknown_types(&self) -> impl Iterator<Item = &str> {
        self.patterns.keys().map(String::as_str)
    }

    /// Whether a resource differs between worlds.
    pub(crate) fn varies(&self, id: &str) -> bool {
        self.depends.contains_key(id)
    }

    /// The conditions that a resource which varies depends on; `None`: any may be among them.
    pub(crate) fn conditions_of(&self, id: &str) -> Option<&[Arc<str>]> {
        self.depends.get(id)?.as_deref()
    }

    /// The resources that differ between worlds.
    pub(crate) fn varying(&self) -> &[String] {
        &self.varying
    }

    /// The unknowns of a resource.
    pub(crate) fn unknowns(&self, id: &str) -> &[UnknownAt] {
        self.unknowns.get(id).map_or(&[], Vec::as_slice)
    }
}

impl UnknownAt {
    /// Whether a check that reads `pattern` sees this unknown.
    pub(crate) fn is_read_by(&self, pattern: &Pattern) -> bool {
        is_read(&self.pattern, pattern)
    }
}

/// Whether a check that reads `pattern` sees what is unknown at `concrete`: at, above or below the path
/// read.
pub(crate) fn is_read(concrete: &[Part], pattern: &Pattern) -> bool {
    pattern.0.iter().zip(concrete).all(|(part, concrete)| Pattern::step_matches(part, concrete))
}

struct Walk<'a> {
    guess: &'a Guess<'a>,
    unknowns: Vec<UnknownAt>,
    eithers: Vec<UnknownAt>,
    conditions: BTreeMap<Arc<str>, Arc<Condition>>,
    place: Path,
    pattern: Vec<Part>,
}

impl Walk<'_> {
    fn add(&mut self, reason: &Cause, rest: bool) {
        self.unknowns.push(UnknownAt {
            place: self.place.clone(),
            pattern: self.pattern.clone(),
            reason: reason.clone(),
            rest,
        });
    }

    fn value(&mut self, value: &Value) {
        match &value.data {
            Data::Unknown(unknown)
                if reference(self.guess, &self.pattern, value, unknown).is_none() =>
            {
                self.add(unknown.decisive(), false)
            }
            Data::Either(either) => {
                let reason = Cause::Condition(either.condition.clone());
                self.eithers.push(UnknownAt {
                    place: self.place.clone(),
                    pattern: self.pattern.clone(),
                    reason,
                    rest: false,
                });
                self.conditions.insert(either.condition.id.clone(), either.condition.clone());
                for (arm, value) in [&either.then, &either.otherwise].into_iter().enumerate() {
                    self.place.0.push(Segment::Arm(arm));
                    self.value(value);
                    self.place.0.pop();
                }
            }
            Data::List(list) => {
                self.pattern.push(Part::Item);
                for (index, item) in list.items.iter().enumerate() {
                    self.place.0.push(Segment::Index(index));
                    self.value(item);
                    self.place.0.pop();
                }
                self.pattern.pop();
            }
            Data::Map(map) => {
                if let Some(reason) = &map.rest {
                    self.add(reason, true);
                }
                for (key, entry) in &map.entries {
                    self.place.0.push(Segment::Key(key.clone()));
                    self.pattern.push(Part::Key(key.clone()));
                    self.value(&entry.value);
                    self.pattern.pop();
                    self.place.0.pop();
                }
            }
            _ => {}
        }
    }
}
