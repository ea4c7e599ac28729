//! What checks found in the worlds of a unit so far. A check sees the resources of the types that its
//! METADATA names, with their facts, and finds the same where it sees the same; the program's own are
//! held to that by tests.

use super::Trial;
use crate::document::Document;
use crate::policy::engine::{self, Fault, Held, Raw, Sum, Worker};
use crate::policy::metadata::Check;
use crate::policy::worlds::{Assignment, Kind, Reach, Stored, Survey, World};
use std::collections::HashMap;
use std::mem::{Discriminant, discriminant};
use std::rc::Rc;
use std::sync::Arc;

/// What a check found in a world, each with its way back to the stored document; `None`: it stands on no
/// resource.
pub(super) type Found = Rc<Vec<(Raw, Option<Stored>)>>;

/// A kind of world, and what its run says of all that the check depends on.
type Agreed<'a> = (Discriminant<Kind<'a>>, &'a str, Assignment);

/// What was found so far.
pub(super) struct Remember<'a> {
    /// By check what it sees besides resources. A policy of one's own is asked in every world: what it
    /// sees nobody has held against its METADATA.
    held: HashMap<&'a str, Held>,
    /// Where there are several runs.
    reach: Option<Reach<'a>>,
    by_run: HashMap<Agreed<'a>, Found>,
}

impl<'a> Remember<'a> {
    pub(super) fn new(
        document: &'a Document,
        survey: &Survey,
        runs: usize,
        worker: &Worker<'_>,
        checks: &[&'a Check],
    ) -> Remember<'a> {
        let held = |check: &&'a Check| Some((check.id.as_str(), worker.held(check)?));
        Remember {
            held: checks.iter().filter_map(held).collect(),
            reach: (runs > 1).then(|| Reach::of(document, survey)),
            by_run: HashMap::new(),
        }
    }

    /// What decides, for a check, how a run's world differs from others of its kind.
    fn agreed<'k>(&self, check: &'k Check, kind: Kind<'k>, run: &Assignment) -> Option<Agreed<'k>> {
        self.held.get(check.id.as_str())?;
        let within = self.reach.as_ref()?.within(check, run);
        Some((discriminant(&kind), &check.id, within))
    }

    /// What a check found in a run that is the same for it; the world need not be made.
    pub(super) fn in_run(
        &self,
        check: &'a Check,
        kind: Kind<'a>,
        run: &Assignment,
    ) -> Option<Found> {
        self.by_run.get(&self.agreed(check, kind, run)?).cloned()
    }

    /// Whether a check sees nothing but resources of the types that its METADATA names.
    pub(super) fn is_held(&self, check: &Check) -> bool {
        self.held.contains_key(check.id.as_str())
    }

    /// A digest of what a check sees of a world.
    pub(super) fn sight(&self, check: &Check, world: &World<'_>) -> Option<Sum> {
        self.held.get(check.id.as_str()).map(|held| world.seen_by(check, *held))
    }

    /// Keeps what a check found in the runs that are the same for it.
    pub(super) fn keep_run(
        &mut self,
        check: &'a Check,
        kind: Kind<'a>,
        run: &Assignment,
        found: &Found,
        types: impl Fn(&str) -> bool,
    ) {
        // What stands on another resource may stand elsewhere in another run.
        let own = |(raw, _): &(Raw, Option<Stored>)| types(&raw.resource);
        if let Some(agreed) = self.agreed(check, kind, run).filter(|_| found.iter().all(own)) {
            self.by_run.insert(agreed, found.clone());
        }
    }
}

impl<'a> Trial<'a> {
    /// What checks find in a world, where they did not see the same before.
    pub(super) fn ask(
        &mut self,
        world: &World<'_>,
        kind: Kind<'a>,
        run: &Assignment,
        checks: &[&'a Check],
    ) -> HashMap<&'a str, Result<Found, Fault>> {
        let sight = |check: &&'a Check| self.known.as_ref()?.sight(check, world);
        let sights: Vec<Option<Sum>> = checks.iter().map(sight).collect();
        let known = self.worker.known(&sights);
        let left = checks.iter().zip(&known).filter(|(_, known)| known.is_none());
        let left: Vec<&Check> = left.map(|(check, _)| *check).collect();
        let mut new = match left.is_empty() {
            true => engine::Found::new(),
            false => self.worker.run_known(&world.input, Some(&world.sum()), &left),
        };
        let mut kept = Vec::new();
        let mut all = HashMap::new();
        for ((check, sight), known) in checks.iter().zip(sights).zip(known) {
            let raws = match (known, new.remove(&check.id)) {
                (Some(known), _) => known,
                (None, Some(Ok(raws))) => {
                    let raws = Arc::new(raws);
                    kept.extend(sight.map(|sight| (sight, raws.clone())));
                    raws
                }
                (None, Some(Err(why))) => {
                    all.insert(check.id.as_str(), Err(why));
                    continue;
                }
                (None, None) => continue,
            };
            let stored = |raw: &Raw| {
                let stored = world.stored(&raw.resource, &raw.path);
                (raw.clone(), stored)
            };
            let found: Found = Rc::new(raws.iter().map(stored).collect());
            if let Some(remember) = &mut self.known {
                let document = self.document;
                let types = |id: &str| {
                    let node = document.resources.get(id);
                    node.is_some_and(|node| check.reads.contains_key(&node.ty))
                };
                remember.keep_run(check, kind, run, &found, types);
            }
            all.insert(check.id.as_str(), Ok(found));
        }
        self.worker.keep(kept.into_iter());
        all
    }
}
