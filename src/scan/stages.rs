//! One unit through the stages, and all units of a tree in parallel.

use super::{Options, Progress};
use crate::document::Document;
use crate::source::{Loss, Problem};
use crate::tree::Tree;
use crate::unit::{Evaluated, Format, Inputs, Unit};
use crate::{cloudformation, discover, ecs, normalize, terraform};
use rayon::prelude::*;
use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Evaluates a unit in its format.
#[must_use]
pub fn evaluate(tree: &Tree, unit: &Unit, inputs: &Inputs) -> (Evaluated, Vec<Problem>) {
    match unit.format {
        Format::Terraform | Format::Plan => terraform::evaluate(tree, unit, inputs),
        Format::CloudFormation => cloudformation::evaluate(tree, unit, inputs),
        Format::Ecs => ecs::evaluate(tree, unit, inputs),
    }
}

/// Evaluates and normalizes a unit.
#[must_use]
pub fn document(tree: &Tree, unit: &Unit, options: &Options) -> (Document, Vec<Problem>) {
    let (evaluated, mut problems) = evaluate(tree, unit, &options.inputs);
    let (document, more) = normalize::normalize(tree, unit, evaluated, &options.today);
    problems.extend(more);
    (document, problems)
}

/// One unit after the work on it.
pub struct Done<T> {
    /// The unit.
    pub unit: Unit,
    /// What the work made of its document; `None` when a bug of ours stopped it.
    pub made: Option<T>,
}

/// The files a unit read, what the work made of its document, and its problems.
type Outcome<T> = (Vec<String>, Option<T>, Vec<Problem>);

/// Evaluates and normalizes the units in parallel and works on each document. Units whose file another unit reads (a JSON file
/// of a Terraform module, a nested stack's template) belong to that unit and are left out, their problems with them. The
/// result is in the order of the units.
pub fn work<T: Send>(
    tree: &Tree,
    units: Vec<Unit>,
    options: &Options,
    progress: &dyn Progress,
    make: impl Fn(&Unit, Document, &mut Vec<Problem>) -> T + Sync,
) -> (Vec<Done<T>>, Vec<Problem>) {
    progress.planned(units.len());
    let results: Vec<Outcome<T>> = units
        .par_iter()
        .map(|unit| {
            let result = guarded(tree, unit, || {
                let (document, mut problems) = document(tree, unit, options);
                let files = document.files.clone();
                let made = make(unit, document, &mut problems);
                (files, Some(made), problems)
            });
            progress.done(&unit.id);
            result
        })
        .collect();
    let owned = owned(&units, &results);
    let mut all = Vec::new();
    let mut problems = Vec::new();
    for (unit, (_, made, found)) in units.into_iter().zip(results) {
        if owned.contains(&unit.root) && !matches!(unit.format, Format::Terraform) {
            continue;
        }
        problems.extend(found);
        all.push(Done { unit, made });
    }
    (all, problems)
}

/// The units of a tree that the options ask for.
#[must_use]
pub fn units(tree: &Tree, options: &Options) -> (Vec<Unit>, Vec<Problem>) {
    let (mut units, problems) = discover::discover(tree);
    units.retain(|unit| !(options.no_examples && unit.example));
    (units, problems)
}

/// The documents of a tree, sorted by unit id.
#[must_use]
pub fn documents(tree: &Tree, options: &Options, progress: &dyn Progress) -> (Vec<Document>, Vec<Problem>) {
    let (units, mut problems) = units(tree, options);
    let (done, found) = work(tree, units, options, progress, |_, document, _| document);
    problems.extend(found);
    (done.into_iter().filter_map(|done| done.made).collect(), problems)
}

/// The files that a unit other than the file's own reads. Of two templates that name each other the first keeps its unit.
fn owned<T>(units: &[Unit], results: &[Outcome<T>]) -> BTreeSet<String> {
    let mut readers: BTreeMap<&str, BTreeSet<&Unit>> = BTreeMap::new();
    for (unit, (files, _, _)) in units.iter().zip(results) {
        if unit.format != Format::Plan {
            for file in files {
                readers.entry(file).or_default().insert(unit);
            }
        }
    }
    let reads = |reader: &Unit, file: &str| readers.get(file).is_some_and(|by| by.contains(reader));
    units
        .iter()
        .filter(|unit| unit.format != Format::Terraform)
        .filter(|unit| {
            let by = readers.get(unit.root.as_str());
            by.is_some_and(|by| by.iter().any(|reader| reader.root != unit.root && (!reads(unit, &reader.root) || reader < unit)))
        })
        .map(|unit| unit.root.clone())
        .collect()
}

thread_local! {
    /// Whether a panic on this thread is caught and told as a problem.
    static GUARDED: Cell<bool> = const { Cell::new(false) };
}

/// Whether a panic on this thread becomes a problem of the report, so that nothing else needs to tell it.
#[must_use]
pub fn panic_is_reported() -> bool {
    GUARDED.with(Cell::get)
}

fn guarded<T>(tree: &Tree, unit: &Unit, run: impl FnOnce() -> Outcome<T>) -> Outcome<T> {
    let before = GUARDED.with(|guarded| guarded.replace(true));
    let result = catch_unwind(AssertUnwindSafe(run));
    GUARDED.with(|guarded| guarded.set(before));
    result.unwrap_or_else(|fault| {
        let said = fault.downcast_ref::<String>().map(String::as_str).or_else(|| fault.downcast_ref::<&str>().copied()).unwrap_or("");
        let message = format!("a fault of stridelint itself stopped the evaluation of this unit; please report it ({said})");
        let _ = tree;
        (Vec::new(), None, vec![Problem::file(Loss::Lost, unit.root.clone(), message)])
    })
}
