//! One unit through the stages, and all units of a tree in parallel.

use super::{Options, Progress};
use crate::config::{Config, UnitConfig};
use crate::document::Document;
use crate::path::slashes;
use crate::source::{Loss, Problem};
use crate::tree::Tree;
use crate::tree::disk::Scope;
use crate::unit::{
    Assignment, Evaluated, Format, Inputs, Parameter, ParameterFile, Unit, as_input,
};
use crate::{cloudformation, discover, ecs, normalize, terraform};
use rayon::prelude::*;
use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

/// Stack of a worker, in bytes: nesting is bounded by the readers, this is room for it. Only what
/// is used becomes memory.
const STACK: usize = 64 << 20;

/// The machine starts no threads.
#[derive(Debug, thiserror::Error)]
#[error("threads cannot be started: {0}")]
pub struct PoolError(#[source] rayon::ThreadPoolBuildError);

/// Runs on a pool of as many threads as asked for.
///
/// # Errors
/// The threads cannot be started.
pub fn on_pool<T: Send>(jobs: Option<u16>, run: impl FnOnce() -> T + Send) -> Result<T, PoolError> {
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(jobs.map_or(0, usize::from))
        .stack_size(STACK)
        .build();
    Ok(pool.map_err(PoolError)?.install(run))
}

/// Evaluates a unit in its format.
#[must_use]
pub fn evaluate(tree: &Tree, unit: &Unit, inputs: &Inputs) -> (Evaluated, Vec<Problem>) {
    match unit.format {
        Format::Terraform | Format::Plan => terraform::evaluate(tree, unit, inputs),
        Format::CloudFormation => cloudformation::evaluate(tree, unit, inputs),
        Format::Ecs => ecs::evaluate(tree, unit, inputs),
    }
}

/// One unit with the values it is given: a unit, or one variant of it.
#[derive(Clone, Debug)]
pub struct Job {
    /// The unit; a variant's name stands behind an `@` in its id.
    pub unit: Unit,
    /// The unit's id without a variant's name.
    pub base: String,
    /// The variant's name.
    pub variant: Option<String>,
    /// Values for its variables and parameters.
    pub inputs: Inputs,
}

/// Evaluates and normalizes a unit.
#[must_use]
pub fn document(tree: &Tree, job: &Job, today: &str) -> (Document, Vec<Problem>) {
    let (evaluated, mut problems) = evaluate(tree, &job.unit, &job.inputs);
    let (document, more) = normalize::normalize(tree, &job.unit, evaluated, today);
    problems.extend(more);
    (document, problems)
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
    let results: Vec<Outcome<T>> = jobs
        .par_iter()
        .map(|job| {
            let result = guarded(&job.unit, || {
                let (document, mut problems) = document(tree, job, today);
                let files = document.files.clone();
                let made = make(job, document, &mut problems);
                (files, Some(made), problems)
            });
            progress.done(&job.unit.id);
            result
        })
        .collect();
    let owned = owned(&jobs, &results);
    let mut all = Vec::new();
    let mut problems = Vec::new();
    for (job, (files, made, found)) in jobs.into_iter().zip(results) {
        if owned.contains(&job.unit.root) && job.unit.format != Format::Terraform {
            continue;
        }
        problems.extend(found);
        all.push(Done { job, files, made });
    }
    (all, problems)
}

/// The units as jobs: each `[[unit]]` entry of the configuration whose path is the unit's gives it
/// values, several make variants. Entries that are no unit's are told.
#[must_use]
pub fn jobs(
    units: Vec<Unit>,
    scope: &Scope,
    config: Option<&Config>,
    options: &Options,
) -> (Vec<Job>, Vec<Problem>) {
    let inputs = &options.inputs;
    let mut entries: Vec<(&UnitConfig, Option<String>, bool)> = Vec::new();
    for entry in config.map_or(&[][..], |config| &config.unit) {
        entries.push((
            entry,
            config.and_then(|config| scope.below(&config.folder.join(&entry.path))),
            false,
        ));
    }
    let mut all = Vec::new();
    for unit in units {
        let mut given = false;
        for (entry, path, used) in &mut entries {
            if path.as_deref() != Some(unit.root.as_str()) {
                continue;
            }
            (*used, given) = (true, true);
            let base = unit.id.clone();
            let mut variant = unit.clone();
            if let Some(name) = &entry.name {
                variant.id = format!("{base}@{name}");
            }
            let folder = config.map(|config| config.folder.as_path()).unwrap_or(&scope.root);
            all.push(Job {
                unit: variant,
                base,
                variant: entry.name.clone(),
                inputs: with_entry(inputs, entry, scope, folder),
            });
        }
        if given {
            continue;
        }
        let discover =
            options.discover_var_files || config.is_some_and(|config| config.discover_var_files);
        let files = if discover { variable_files(&scope.tree, &unit) } else { Vec::new() };
        for (name, file) in &files {
            let variant = Unit { id: format!("{}@{name}", unit.id), ..unit.clone() };
            let mut inputs = inputs.clone();
            // What the command line names is meant for every variant and wins.
            inputs.variables.insert(0, Assignment::File(file.clone()));
            all.push(Job {
                base: unit.id.clone(),
                unit: variant,
                variant: Some(name.clone()),
                inputs,
            });
        }
        if files.is_empty() {
            all.push(Job { base: unit.id.clone(), unit, variant: None, inputs: inputs.clone() });
        }
    }
    all.sort_by(|one, other| one.unit.cmp(&other.unit));
    let unused = entries.iter().filter(|(_, path, used)| !used && path.is_some());
    let file = config.map_or("", |config| config.file.as_str());
    let problems = unused.map(|(entry, _, _)| {
        Problem::file(
            Loss::Note,
            file,
            format!("the [[unit]] entry for `{}` names no unit of this scan", entry.path),
        )
    });
    (all, problems.collect())
}

/// Folders of a root module in which people keep a variable file per environment.
const VARIABLE_FOLDERS: [&str; 5] = ["env", "envs", "environments", "vars", "tfvars"];

/// A Terraform root module's variable files by the names of the variants they make: the file's own
/// name, with its folder's before it where another folder has a file of that name.
fn variable_files(tree: &Tree, unit: &Unit) -> Vec<(String, String)> {
    if unit.format != Format::Terraform {
        return Vec::new();
    }
    let mut found: Vec<(&str, String, String)> = Vec::new();
    for folder in VARIABLE_FOLDERS {
        let path = if unit.root.is_empty() {
            folder.to_owned()
        } else {
            format!("{}/{folder}", unit.root)
        };
        for file in tree.files_in(&path) {
            let name = file.rsplit_once('/').map_or(file, |(_, name)| name);
            if let Some(stem) =
                name.strip_suffix(".tfvars").or_else(|| name.strip_suffix(".tfvars.json"))
            {
                found.push((folder, stem.to_owned(), file.to_owned()));
            }
        }
    }
    let several = |stem: &str| found.iter().filter(|(_, other, _)| other == stem).count() > 1;
    let name = |folder: &str, stem: &str| {
        if several(stem) { format!("{folder}/{stem}") } else { stem.to_owned() }
    };
    found.iter().map(|(folder, stem, file)| (name(folder, stem), file.clone())).collect()
}

/// The command line's values win over the configuration's.
fn with_entry(inputs: &Inputs, entry: &UnitConfig, scope: &Scope, folder: &Path) -> Inputs {
    let table = |table: &toml::Table| -> Vec<(String, String)> {
        table.iter().map(|(name, value)| (name.clone(), as_input(value))).collect()
    };
    let file = |name: &String| {
        scope.below(&folder.join(name)).unwrap_or_else(|| slashes(&folder.join(name)))
    };
    let files = entry.var_files.iter().map(|name| Assignment::File(file(name)));
    let values = table(&entry.vars).into_iter().map(|(name, value)| Assignment::Value(name, value));
    let parameter_files = entry
        .parameter_files
        .iter()
        .map(|name| Parameter::File(scope.parameter_file(&folder.join(name))));
    let parameters =
        table(&entry.parameters).into_iter().map(|(name, value)| Parameter::Value(name, value));
    let mut all = Inputs {
        variables: files.chain(values).collect(),
        parameters: parameter_files.chain(parameters).collect(),
    };
    all.variables.extend(inputs.variables.iter().cloned());
    all.parameters.extend(inputs.parameters.iter().cloned());
    all
}

/// The parameter files of the tree that the command line and the configuration name.
#[must_use]
pub fn parameter_files(
    scope: &Scope,
    config: Option<&Config>,
    options: &Options,
) -> BTreeSet<String> {
    let given = options.inputs.parameters.iter().filter_map(|parameter| match parameter {
        Parameter::File(ParameterFile::Inside(path)) => Some(path.clone()),
        _ => None,
    });
    let configured = config.into_iter().flat_map(|config| {
        let files = config.unit.iter().flat_map(|entry| &entry.parameter_files);
        files.filter_map(|name| scope.below(&config.folder.join(name)))
    });
    given.chain(configured).collect()
}

/// The documents of a scope, sorted by unit id.
#[must_use]
pub fn documents(
    scope: &Scope,
    config: Option<&Config>,
    options: &Options,
    progress: &dyn Progress,
) -> (Vec<Document>, Vec<Problem>) {
    let (found, mut problems) = discover::explore(&scope.tree, scope.only.as_ref());
    let mut units = match &scope.only {
        Some(only) => discover::affected(&scope.tree, &found.units, &found.modules, only),
        None => found.units,
    };
    units.retain(|unit| !(options.no_examples && unit.example));
    let (jobs, told) = jobs(units, scope, config, options);
    problems.extend(told);
    let (done, found) =
        work(&scope.tree, jobs, &options.today, progress, |_, document, _| document);
    problems.extend(found);
    (done.into_iter().filter_map(|done| done.made).collect(), problems)
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
        let message = format!("a fault of stridelint itself stopped the evaluation of this unit; please report it ({said})");
        (Vec::new(), None, vec![Problem::file(Loss::Lost, unit.root.clone(), message)])
    })
}
