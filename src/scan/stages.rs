//! One unit through the stages, and all units of a tree in parallel.

use super::variants::{Job, jobs};
use super::{Options, Progress};
use crate::config::Config;
use crate::document::Document;
use crate::gap::Gap;
use crate::source::{Loss, Problem, Span};
use crate::tree::Tree;
use crate::tree::disk::Scope;
use crate::unit::{Evaluated, Format, Inputs, Unit};
use crate::{budget, cloudformation, discover, ecs, interrupt, normalize, terraform};
use indexmap::IndexMap;
use rayon::prelude::*;
use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::mpsc::channel;
use std::time::Duration;
use tracing::{debug_span, info};

/// Stack of a worker, in bytes: nesting is bounded by the readers, this is room for it. Only what
/// is used becomes memory.
const STACK: usize = 64 << 20;

/// The machine starts no threads.
#[derive(Debug, thiserror::Error)]
#[error("threads cannot be started: {0}")]
pub struct PoolError(#[source] rayon::ThreadPoolBuildError);

/// The threads on which units are scanned.
pub struct Pool(rayon::ThreadPool);

impl Pool {
    /// As many threads as asked for.
    ///
    /// # Errors
    /// The threads cannot be started.
    pub fn new(jobs: Option<u16>) -> Result<Pool, PoolError> {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(jobs.map_or(0, usize::from))
            .stack_size(STACK)
            .build();
        pool.map(Pool).map_err(PoolError)
    }

    /// Runs on the threads.
    pub fn run<T: Send>(&self, run: impl FnOnce() -> T + Send) -> T {
        self.0.install(run)
    }
}

/// Runs on a pool of as many threads as asked for.
///
/// # Errors
/// The threads cannot be started.
pub fn on_pool<T: Send>(jobs: Option<u16>, run: impl FnOnce() -> T + Send) -> Result<T, PoolError> {
    Ok(Pool::new(jobs)?.run(run))
}

/// Works on items side by side and hands over what comes of each, in their order. Only a few are under
/// way at a time, so that what is held does not grow with how many there are.
///
/// # Errors
/// What is handed over is refused: no further item is begun then.
pub fn in_order<T: Send, R: Send, E>(
    items: impl IntoIterator<Item = T>,
    work: impl Fn(T) -> R + Sync,
    mut hand_over: impl FnMut(R) -> Result<(), E>,
) -> Result<(), E> {
    let most = rayon::current_num_threads() * WINDOW;
    let under_way = interrupt::under_way();
    let work = |item| {
        let _entered = interrupt::enter(under_way.clone());
        work(item)
    };
    let mut items = items.into_iter();
    loop {
        let window: Vec<T> = items.by_ref().take(most).collect();
        if window.is_empty() {
            return Ok(());
        }
        let done: Vec<R> = window.into_par_iter().map(&work).collect();
        done.into_iter().try_for_each(&mut hand_over)?;
    }
}

/// As [`in_order`], with the next item begun as soon as one ends: what comes of the first is handed over
/// while others are under way, and no thread waits for the last of several. At most one item more than
/// there are threads is under way.
///
/// # Errors
/// As [`in_order`].
pub fn flowing<T: Send, R: Send, E>(
    items: impl IntoIterator<Item = T>,
    work: impl Fn(T) -> R + Sync,
    mut hand_over: impl FnMut(R) -> Result<(), E>,
) -> Result<(), E> {
    let most = rayon::current_num_threads() + 1;
    let under_way = interrupt::under_way();
    let work = |item| {
        let _entered = interrupt::enter(under_way.clone());
        catch_unwind(AssertUnwindSafe(|| work(item)))
    };
    let mut items = items.into_iter();
    let (tell, told) = channel();
    rayon::in_place_scope_fifo(|scope| {
        let (mut begun, mut ended) = (0, 0);
        let mut waiting = BTreeMap::new();
        loop {
            while begun - ended < most
                && let Some(item) = items.next()
            {
                let (at, tell, work) = (begun, tell.clone(), &work);
                scope.spawn_fifo(move |_| {
                    // Nobody waits for it where what came before was refused.
                    let _ = tell.send((at, work(item)));
                });
                begun += 1;
            }
            if begun == ended {
                return Ok(());
            }
            // A thread that waits works on what is there.
            let (at, made) = loop {
                if let Ok(one) = told.try_recv() {
                    break one;
                }
                if rayon::yield_now() != Some(rayon::Yield::Executed)
                    && let Ok(one) = told.recv_timeout(SHORT)
                {
                    break one;
                }
            };
            waiting.insert(at, made);
            while let Some(made) = waiting.remove(&ended) {
                ended += 1;
                match made {
                    Ok(made) => hand_over(made)?,
                    Err(fault) => resume_unwind(fault),
                }
            }
        }
    })
}

/// How long a thread without work waits before it looks for some.
const SHORT: Duration = Duration::from_millis(1);

/// Does a number of things side by side: each is called by its number.
pub fn side_by_side(count: usize, work: &(dyn Fn(usize) + Sync)) {
    (0..count).into_par_iter().with_min_len(MANY).for_each(work);
}

/// Small things that one thread does in a row.
const MANY: usize = 16;

/// Items under way for each thread: one that takes long keeps the others from idling only so far.
const WINDOW: usize = 4;

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
pub fn document(tree: &Tree, job: &Job, today: &str) -> (Document, Vec<Problem>) {
    let (mut evaluated, mut problems) =
        debug_span!("evaluating").in_scope(|| evaluate(tree, &job.unit, &job.inputs));
    bound(tree, &job.unit, &mut evaluated);
    let (document, more) = debug_span!("normalizing")
        .in_scope(|| normalize::normalize(tree, &job.unit, evaluated, today));
    problems.extend(more);
    if !document.secrets.is_empty() {
        problems.iter_mut().for_each(|problem| document.secrets.hide(&mut problem.message));
    }
    (document, problems)
}

/// Takes the resources out of a unit that has more of them than its budget allows: the unit is lost,
/// and the block that has most of them is told.
fn bound(tree: &Tree, unit: &Unit, evaluated: &mut Evaluated) {
    let beyond = |evaluated: &Evaluated| evaluated.resources.len() > budget::RESOURCES;
    if evaluated.otherwise.as_deref().is_some_and(beyond) {
        // What a default leaves out is more than there is room for: it stays out.
        evaluated.otherwise = None;
    }
    if !beyond(evaluated) {
        return;
    }
    let mut blocks: IndexMap<Option<Span>, (&str, usize)> = IndexMap::new();
    for resource in &evaluated.resources {
        blocks.entry(resource.place.span).or_insert((&resource.address, 0)).1 += 1;
    }
    let largest = blocks.iter().rev().max_by_key(|(_, (_, count))| *count);
    let Some((span, (address, _))) = largest else { return };
    let why = format!("the deployment has more than {} resources", budget::RESOURCES);
    let mut gap = Gap::beyond(unit.root.as_str(), address, why);
    if let Some(span) = span {
        let file = tree.file(span.file);
        gap.path.clone_from(&file.path);
        gap.at = Some(file.position(span.start));
    }
    evaluated.resources.clear();
    evaluated.otherwise = None;
    evaluated.gaps.push(gap);
}

/// One unit after the work on it.
pub struct Done<T> {
    /// The unit.
    pub job: Job,
    /// The files it read.
    pub files: Vec<String>,
    /// What the work made of its document; `None` when a bug of ours stopped it.
    pub made: Option<T>,
}

/// The files a unit read, what the work made of its document, and its problems.
type Outcome<T> = (Vec<String>, Option<T>, Vec<Problem>);

/// Evaluates and normalizes the units in parallel and works on each document. Units whose file
/// another unit reads (a JSON file of a Terraform module, a nested stack's template) belong to that
/// unit and are left out, their problems with them. The result is in the order of the units.
pub fn work<T: Send>(
    tree: &Tree,
    jobs: Vec<Job>,
    today: &str,
    progress: &dyn Progress,
    make: impl Fn(&Job, Document, &mut Vec<Problem>) -> T + Sync,
) -> (Vec<Done<T>>, Vec<Problem>) {
    progress.planned(jobs.len());
    let under_way = interrupt::under_way();
    let results: Vec<Outcome<T>> = jobs
        .par_iter()
        .map(|job| {
            let _entered = interrupt::enter(under_way.clone());
            if interrupt::asked() {
                return (Vec::new(), None, Vec::new());
            }
            let span = debug_span!("all of it", unit = %tree.reported(&job.unit.id));
            let result = span.in_scope(|| {
                guarded(&job.unit, || {
                    let (document, mut problems) = document(tree, job, today);
                    let files = document.files.clone();
                    let made = make(job, document, &mut problems);
                    // What an interruption left is no answer.
                    match interrupt::asked() {
                        true => (Vec::new(), None, Vec::new()),
                        false => (files, Some(made), problems),
                    }
                })
            });
            progress.done(&job.unit.id);
            result
        })
        .collect();
    let owned = owned(&jobs, &results);
    let mut all = Vec::new();
    let mut problems = Vec::new();
    if interrupt::asked() {
        let done = results.iter().filter(|(_, made, _)| made.is_some()).count();
        let why = format!("interrupted: {done} of {} deployments were scanned", results.len());
        problems.push(Problem::file(Loss::Lost, "", why));
    }
    for (job, (files, made, found)) in jobs.into_iter().zip(results) {
        if made.is_none() && interrupt::asked() {
            continue;
        }
        if owned.contains(&job.unit.root) && job.unit.format != Format::Terraform {
            info!(file = %tree.reported(&job.unit.root), "skipped: it is part of another deployment");
            continue;
        }
        for file in files.iter().filter(|file| !discover::is_ours(file)) {
            info!(file = %tree.reported(file), "read by {}", tree.reported(&job.unit.id));
        }
        problems.extend(found);
        all.push(Done { job, files, made });
    }
    (all, problems)
}

/// The documents of a scope, sorted by unit id.
#[must_use]
pub fn documents(
    scope: &Scope,
    config: Option<&Config>,
    options: &Options,
    progress: &dyn Progress,
) -> (Vec<Document>, Vec<Problem>) {
    let (found, mut problems) = debug_span!("finding the units")
        .in_scope(|| discover::explore(&scope.tree, scope.only.as_ref(), scope.within.as_deref()));
    let mut units = match &scope.only {
        Some(only) => {
            let change = discover::Change::between(&[&scope.tree], only);
            let mut read = discover::Mentions::default();
            discover::affected(&scope.tree, &found.units, &found.modules, &change, &mut read)
        }
        None => found.units,
    };
    units.retain(|unit| !(options.no_examples && unit.example));
    let tree = &scope.tree;
    units.retain(|unit| !options.elsewhere.iter().any(|it| it.leaves_out(scope, tree, unit)));
    let foreign = options.realm.readers(tree, &found.modules, &mut units);
    let (jobs, told) = jobs(units, &scope.tree, scope, config, options);
    problems.extend(told);
    let (done, found) =
        work(&scope.tree, jobs, &options.today, progress, |_, document, _| document);
    problems.extend(found);
    let own = done.into_iter().filter(|done| !foreign.contains(&done.job.unit.id));
    (own.filter_map(|done| done.made).collect(), problems)
}

/// The files that a unit other than the file's own reads. Of two templates that name each other the
/// first keeps its unit.
fn owned<T>(jobs: &[Job], results: &[Outcome<T>]) -> BTreeSet<String> {
    let mut readers: BTreeMap<&str, BTreeSet<&Unit>> = BTreeMap::new();
    let units = || jobs.iter().map(|job| &job.unit);
    for (unit, (files, _, _)) in units().zip(results) {
        if unit.format != Format::Plan {
            for file in files {
                readers.entry(file).or_default().insert(unit);
            }
        }
    }
    let reads = |reader: &Unit, file: &str| readers.get(file).is_some_and(|by| by.contains(reader));
    units()
        .filter(|unit| unit.format != Format::Terraform)
        .filter(|unit| {
            let by = readers.get(unit.root.as_str());
            by.is_some_and(|by| {
                by.iter().any(|reader| {
                    reader.root != unit.root && (!reads(unit, &reader.root) || reader < unit)
                })
            })
        })
        .map(|unit| unit.root.clone())
        .collect()
}

thread_local! {
    /// Whether a panic on this thread is caught and told as a problem.
    static GUARDED: Cell<bool> = const { Cell::new(false) };
}

/// Whether a panic on this thread becomes a problem of the report, so that nothing else needs to
/// tell it.
#[must_use]
pub fn panic_is_reported() -> bool {
    GUARDED.with(Cell::get)
}

fn guarded<T>(unit: &Unit, run: impl FnOnce() -> Outcome<T>) -> Outcome<T> {
    let before = GUARDED.with(|guarded| guarded.replace(true));
    let result = catch_unwind(AssertUnwindSafe(run));
    GUARDED.with(|guarded| guarded.set(before));
    result.unwrap_or_else(|fault| {
        let said = fault.downcast_ref::<String>().map(String::as_str).or_else(|| fault.downcast_ref::<&str>().copied()).unwrap_or("");
        // A message may quote the text that was at fault.
        let said = said.split(['`', '"', '\'']).next().unwrap_or_default().trim_end();
        let message = format!("a fault of stridelint itself stopped the evaluation of this deployment; please report it ({said})");
        (Vec::new(), None, vec![Problem::file(Loss::Lost, unit.root.clone(), message)])
    })
}
