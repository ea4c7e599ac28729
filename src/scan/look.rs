//! Which units a scan is about, on every side of a comparison.

use super::stages::side_by_side;
use super::{Closure, Memory, Setup, named, variants};
use crate::discover;
use crate::source::Problem;
use crate::tree::Tree;
use crate::unit::{Format, Unit};
use std::collections::BTreeSet;
use tracing::{debug_span, info};

/// Which units a scan is about.
pub(super) struct Looked {
    /// Those of what is scanned.
    pub(super) head: Found,
    /// The units of each base.
    pub(super) bases: Vec<Found>,
    /// The units that the change can concern on any side, as reported.
    pub(super) ids: BTreeSet<String>,
}

/// The units of every side, and of each those that the change concerns on any.
pub(super) fn look(
    setup: &Setup<'_>,
    changed: Option<&BTreeSet<String>>,
    mut memory: Option<&mut Memory>,
) -> Looked {
    let Setup { scope, config, bases, options, .. } = *setup;
    let nothing = changed.is_some_and(BTreeSet::is_empty);
    let trees: Vec<&Tree> =
        std::iter::once(&scope.tree).chain(bases.iter().map(|base| &base.tree)).collect();
    // A parameter file that changed concerns every template: which of them it is meant for is not
    // said.
    let given = changed.is_some_and(|changed| {
        variants::parameter_files(scope, config, options).iter().any(|file| changed.contains(file))
    });
    let change = changed.map(|changed| discover::Change::between(&trees, changed));
    let mut read =
        memory.as_mut().map(|memory| memory.mentions(change.as_ref())).unwrap_or_default();
    let templates = |change: &discover::Change| {
        trees.iter().any(|tree| discover::concern_templates(tree, &change.files))
    };
    let reached = match &change {
        Some(_) if given => scope.tree.files().map(str::to_owned).collect(),
        Some(change) if templates(change) => change.reaches(&scope.tree, &mut read),
        _ => BTreeSet::new(),
    };
    let (change, reached) = (change.as_ref(), Some(&reached));
    let mut sides: Vec<Found> = Vec::new();
    if let Some(closure) = &options.closure {
        let Closure { found, problems, .. } = closure.as_ref().clone();
        let wanted = found.units.iter().cloned().collect();
        sides.push(Found { wanted, all: found, problems, examples: None });
    }
    for tree in trees.iter().filter(|_| !nothing && options.closure.is_none()) {
        let known = memory.as_ref().and_then(|memory| memory.found.as_ref());
        let beside = sides.first().map(|side: &Found| &side.all).or(known);
        let within = scope.within.as_deref();
        let hands: Option<discover::Hands<'_>> = Some(&side_by_side);
        let look = discover::Look { change, reached, beside, within, hands };
        let (all, problems) =
            debug_span!("finding the units").in_scope(|| discover::look(tree, look, &mut read));
        let wanted = match change {
            Some(change) => {
                let mut units =
                    discover::affected(tree, &all.units, &all.modules, change, &mut read);
                read.forget(change);
                let given =
                    all.units.iter().filter(|unit| given && unit.format == Format::CloudFormation);
                units.extend(given.cloned());
                units
            }
            None => all.units.clone(),
        };
        sides.push(Found { wanted: wanted.into_iter().collect(), all, problems, examples: None });
    }
    if let (Some((index, of)), [side], true) = (options.shard, &mut sides[..], bases.is_empty()) {
        side.leave_part(&scope.tree, index, of);
    }
    // What is a unit on one side alone came or went by what changed elsewhere: a module that nobody
    // calls any more stands for itself.
    if let Some((head, bases)) = sides.split_first_mut() {
        for base in bases {
            let (came, went) = (head.apart_from(base), base.apart_from(head));
            head.wanted.extend(came);
            base.wanted.extend(went);
        }
    }
    let ids: BTreeSet<String> =
        sides.iter().flat_map(|side| side.wanted.iter().map(|unit| unit.id.clone())).collect();
    for side in &mut sides {
        let also = side.all.units.iter().filter(|unit| ids.contains(&unit.id)).cloned();
        side.wanted.extend(also);
    }
    let ids = ids.iter().map(|id| named(&scope.tree, id).1).collect();
    let mut sides = sides.into_iter();
    let head = sides.next().unwrap_or_default();
    let mut bases: Vec<Found> = sides.collect();
    if let Some(memory) = memory.filter(|_| !nothing) {
        memory.keep(&head.all, read);
    }
    bases.resize_with(setup.bases.len(), Found::default);
    Looked { head, bases, ids }
}

/// The units of one side.
#[derive(Default)]
pub(super) struct Found {
    /// What was found.
    pub(super) all: discover::Found,
    /// Of what looks like an example only these units are one; `None`: all are.
    pub(super) examples: Option<BTreeSet<String>>,
    /// Those that are evaluated.
    pub(super) wanted: BTreeSet<Unit>,
    /// What is wrong with the files that were looked at.
    pub(super) problems: Vec<Problem>,
}

impl Found {
    /// Leaves one of so many parts of the tree.
    fn leave_part(&mut self, tree: &Tree, index: usize, of: usize) {
        let closures = debug_span!("finding what reads what")
            .in_scope(|| discover::Closures::with(tree, &self.all, Some(&side_by_side)));
        let parts = discover::closures::parts(closures.sizes(), of);
        // What belongs to no closure is told with the first one.
        let mine = |closure: usize| parts.get(closure).copied().unwrap_or_default() + 1 == index;
        for unit in self.all.units.iter().filter(|unit| !mine(closures.of_unit(unit))) {
            info!(unit = %tree.reported(&unit.id), "skipped: it belongs to another part");
        }
        self.all = closures.only(&self.all, &mine);
        self.wanted.retain(|unit| mine(closures.of_unit(unit)));
        self.problems.retain(|problem| mine(closures.of_path(&problem.path)));
    }

    /// Units that another side has not.
    fn apart_from(&self, other: &Found) -> Vec<Unit> {
        let ids: BTreeSet<&String> = other.all.units.iter().map(|unit| &unit.id).collect();
        self.all.units.iter().filter(|unit| !ids.contains(&unit.id)).cloned().collect()
    }
}
