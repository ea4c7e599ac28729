//! The scan: all stages over all units. The only place with parallelism; the order of what it gives
//! never depends on it.

mod diff;
mod doubles;
mod fingerprint;
mod locate;
pub mod redact;
mod stages;
mod variants;

pub use stages::{PoolError, documents, evaluate, on_pool, panic_is_reported};

use variants::Job;

use crate::config::{Config, ConfigError};
use crate::finding::{Finding, Report, Scanned, Severity};
use crate::policy::{PolicySet, Selection};
use crate::source::{Loss, Problem};
use crate::tree::Tree;
use crate::tree::disk::Scope;
use crate::tree::git::Base;
use crate::unit::{Format, Inputs, Unit};
use crate::{discover, path, suppress};
use globset::GlobSet;
use std::collections::{BTreeMap, BTreeSet};
use tracing::{debug_span, info};

/// What a scan is asked for.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Which checks, and whether what is undecided is wanted.
    pub selection: Selection,
    /// Values for variables and parameters.
    pub inputs: Inputs,
    /// A Terraform root's variable files in folders such as `env` make a variant each, unless the
    /// configuration names its variants.
    pub discover_var_files: bool,
    /// The date that counts as today, `YYYY-MM-DD`.
    pub today: String,
    /// Leave out units under examples, tests and fixtures.
    pub no_examples: bool,
    /// Of the sorted units take each whose index modulo the second number is the first one, less
    /// one.
    pub shard: Option<(usize, usize)>,
    /// The lowest severity that is reported; `None`: all.
    pub min_severity: Option<Severity>,
    /// Globs of files below the configuration's folder that are not scanned.
    pub exclude: Option<GlobSet>,
    /// Globs of examples below the configuration's folder; `None`: what stands around a folder says
    /// whether it is one.
    pub examples: Option<GlobSet>,
}

/// One scope with what belongs to it.
pub struct Setup<'a> {
    /// What is scanned.
    pub scope: &'a Scope,
    /// The policies, with the configuration's settings.
    pub set: &'a PolicySet,
    /// The configuration that holds for the scope.
    pub config: Option<&'a Config>,
    /// The base of a comparison: only what the change adds is reported.
    pub base: Option<&'a Base>,
    /// What is asked for.
    pub options: &'a Options,
}

/// What is told while a scan runs.
pub trait Progress: Sync {
    /// So many more units are to be scanned.
    fn planned(&self, units: usize);
    /// One unit is done.
    fn done(&self, unit: &str);
}

/// Tells nobody.
pub struct Silent;

impl Progress for Silent {
    fn planned(&self, _: usize) {}
    fn done(&self, _: &str) {}
}

/// One scope's findings, located, numbered and suppressed, and the problems of its input, all
/// sorted.
///
/// # Errors
/// The configuration has a glob that is none.
pub fn scan(setup: &Setup<'_>, progress: &dyn Progress) -> Result<Report, ConfigError> {
    let Setup { scope, config, base, options, .. } = *setup;
    let tree = &scope.tree;
    // What can have changed: the files named, those that differ from the base, or both.
    let changed = base.map(|base| &base.changed).or(scope.only.as_ref());
    let mut run = run(setup, tree, changed, progress);
    let mut older = 0;
    if let Some(base) = base
        && !run.findings.is_empty()
    {
        let before = debug_span!("scanning the base")
            .in_scope(|| self::run(setup, &base.tree, changed, &Silent));
        older = diff::subtract(&mut run.findings, &before.findings, setup.set);
    }
    if let Some(only) = scope.only.as_ref().filter(|_| base.is_none()) {
        let named: BTreeSet<String> = only.iter().map(|file| tree.reported(file)).collect();
        run.findings.retain(|finding| {
            named.contains(&finding.location.file)
                || finding.related.iter().any(|step| named.contains(&step.location.file))
        });
    }
    if let Some(changed) = changed {
        // What is lost in a file that nobody asked about costs only what it could have told of the
        // others.
        for problem in &mut run.problems {
            if problem.loss == Loss::Lost && !changed.contains(&problem.path) {
                problem.loss = Loss::Warning;
            }
        }
    }
    let mut problems: Vec<Problem> = run
        .problems
        .into_iter()
        .map(|mut problem| {
            problem.path = tree.reported(&problem.path);
            crate::secret::hide(&mut problem.message);
            problem
        })
        .collect();
    let commented: BTreeMap<String, crate::source::File> = run
        .files
        .iter()
        .filter(|path| !path::in_package(path))
        .filter_map(|path| tree.load(path).ok())
        .filter(|(_, file)| file.text.contains(suppress::MARK))
        .map(|(_, file)| (tree.reported(&file.path), file))
        .collect();
    let view = suppress::View {
        set: setup.set,
        selected: &options.selection.checks,
        today: &options.today,
        whole: changed.is_none(),
    };
    problems.extend(suppress::by_comments(&mut run.findings, &commented, &view));
    if let Some(config) = config {
        let prefix = scope.work_tree.as_deref().unwrap_or(&scope.root);
        let prefix = config
            .folder
            .canonicalize()
            .ok()
            .and_then(|folder| folder.strip_prefix(prefix).ok().map(path::slashes));
        problems.extend(suppress::by_config(
            &mut run.findings,
            config,
            prefix.as_deref().unwrap_or(""),
            &view,
        )?);
    }
    if let Some(least) = options.min_severity {
        run.findings.retain(|finding| finding.severity >= least);
    }
    problems.sort();
    problems.dedup();
    Ok(Report {
        findings: run.findings,
        problems,
        units: run.units,
        today: options.today.clone(),
        older,
    })
}

/// Several reports as one.
#[must_use]
pub fn merge(reports: Vec<Report>, today: &str) -> Report {
    let mut all = Report { today: today.to_owned(), ..Report::default() };
    for report in reports {
        all.findings.extend(report.findings);
        all.problems.extend(report.problems);
        all.units.extend(report.units);
        all.older += report.older;
    }
    all.findings.sort();
    all.problems.sort();
    all.problems.dedup();
    all.units.sort();
    all
}

/// The stages over one tree, before anything is compared or suppressed.
struct Run {
    findings: Vec<Finding>,
    problems: Vec<Problem>,
    units: Vec<Scanned>,
    files: BTreeSet<String>,
}

fn run(
    setup: &Setup<'_>,
    tree: &Tree,
    changed: Option<&BTreeSet<String>>,
    progress: &dyn Progress,
) -> Run {
    let Setup { scope, set, config, options, .. } = *setup;
    let mut run = Run {
        findings: Vec::new(),
        problems: Vec::new(),
        units: Vec::new(),
        files: BTreeSet::new(),
    };
    if changed.is_some_and(BTreeSet::is_empty) {
        return run;
    }
    // A parameter file that changed concerns every template: which of them it is meant for is not
    // said.
    let given = changed.is_some_and(|changed| {
        variants::parameter_files(scope, config, options).iter().any(|file| changed.contains(file))
    });
    let (found, problems) = debug_span!("finding the units")
        .in_scope(|| discover::explore(tree, changed.filter(|_| !given)));
    run.problems = problems;
    let mut units = match changed {
        Some(changed) => {
            let mut units = discover::affected(tree, &found.units, &found.modules, changed);
            units.extend(
                found
                    .units
                    .into_iter()
                    .filter(|unit| given && unit.format == Format::CloudFormation),
            );
            units.sort();
            units.dedup();
            units
        }
        None => found.units,
    };
    if let Some(examples) = &options.examples {
        for unit in &mut units {
            unit.example = is_below(scope, config, examples, &unit.root);
        }
    }
    let excluded = |unit: &Unit| excluded(scope, config, options, &unit.root);
    let leave_out = |unit: &Unit| match (options.no_examples && unit.example, excluded(unit)) {
        (true, _) => Some("it lies under examples, tests or fixtures"),
        (_, true) => Some("the configuration excludes it"),
        _ => None,
    };
    units.retain(|unit| {
        let why = leave_out(unit);
        if let Some(why) = why {
            info!(unit = %tree.reported(&unit.id), "passed over: {why}");
        }
        why.is_none()
    });
    run.problems.retain(|problem| !self::excluded(scope, config, options, &problem.path));
    let (mut jobs, told) = variants::jobs(units, scope, config, options);
    if changed.is_none() {
        run.problems.extend(told);
    }
    if let Some((index, of)) = options.shard {
        let mine = |at: usize| at % of.max(1) + 1 == index;
        for (_, job) in jobs.iter().enumerate().filter(|(at, _)| !mine(*at)) {
            info!(unit = %tree.reported(&job.unit.id), "passed over: it belongs to another part");
        }
        jobs =
            jobs.into_iter().enumerate().filter(|(at, _)| mine(*at)).map(|(_, job)| job).collect();
    }
    let (done, found) =
        stages::work(tree, jobs, &options.today, progress, |job, document, problems| {
            let (outcomes, more) = debug_span!("asking the policies")
                .in_scope(|| crate::policy::evaluate(set, &document, &options.selection));
            problems.extend(more);
            let further = debug_span!("asking what defaults leave out").in_scope(|| {
                crate::policy::evaluate_otherwise(set, &document, &outcomes, &options.selection)
            });
            let mut findings = debug_span!("locating")
                .in_scope(|| locate::locate(tree, &document, &job.base, outcomes));
            if let Some(other) = document.otherwise.as_deref() {
                findings.extend(locate::locate(tree, other, &job.base, further));
            }
            (findings, document.resources.len())
        });
    run.problems.extend(found);
    let named = |job: &Job| scanned(scope, tree, job, 0).id;
    let configurations: BTreeMap<&str, String> = done
        .iter()
        .filter(|unit| unit.job.unit.format == Format::Terraform && unit.job.variant.is_none())
        .map(|unit| (unit.job.unit.root.as_str(), named(&unit.job)))
        .collect();
    let plans: BTreeMap<String, String> = done
        .iter()
        .filter(|unit| unit.job.unit.format == Format::Plan)
        .filter_map(|unit| {
            Some((
                named(&unit.job),
                configurations.get(path::folder_of(&unit.job.unit.root))?.clone(),
            ))
        })
        .collect();
    for unit in done {
        let (mut findings, resources) = unit.made.unwrap_or_default();
        if let Some(variant) = &unit.job.variant {
            findings.iter_mut().for_each(|finding| finding.variants = vec![variant.clone()]);
        }
        run.findings.extend(findings);
        run.files.extend(unit.files);
        run.units.push(scanned(scope, tree, &unit.job, resources));
    }
    run.findings.sort();
    run.findings.dedup();
    doubles::leave_out(&mut run.findings, &plans);
    merge_variants(&mut run.findings);
    fingerprint::number(&mut run.findings);
    // A unit at the root means that the folder is one repository, not a folder of them.
    if run.units.iter().any(|unit| unit.repository.is_empty()) {
        for unit in run
            .units
            .iter_mut()
            .filter(|unit| !scope.root.join(&unit.repository).join(".git").exists())
        {
            unit.repository.clear();
        }
    }
    run.units.sort();
    run
}

/// Equal findings of a unit's variants become one that names them.
fn merge_variants(findings: &mut Vec<Finding>) {
    let mut kept: Vec<Finding> = Vec::new();
    for mut finding in std::mem::take(findings) {
        let same = |other: &Finding| {
            (
                &other.check,
                &other.unit,
                &other.resource,
                &other.path,
                &other.location,
                &other.message,
                other.certainty,
            ) == (
                &finding.check,
                &finding.unit,
                &finding.resource,
                &finding.path,
                &finding.location,
                &finding.message,
                finding.certainty,
            )
        };
        let twin = if finding.variants.is_empty() {
            None
        } else {
            kept.iter_mut().find(|other| !other.variants.is_empty() && same(other))
        };
        match twin {
            Some(twin) => {
                twin.variants.append(&mut finding.variants);
                twin.variants.sort();
                twin.severity = twin.severity.max(finding.severity);
            }
            None => kept.push(finding),
        }
    }
    *findings = kept;
}

fn scanned(scope: &Scope, tree: &Tree, job: &Job, resources: usize) -> Scanned {
    let id = tree.reported(&job.unit.id);
    Scanned {
        id: if id.is_empty() { ".".to_owned() } else { id },
        repository: repository(scope, &job.unit),
        format: job.unit.format.name(),
        example: job.unit.example,
        resources,
    }
}

/// Whether the configuration leaves a file or folder out.
fn excluded(scope: &Scope, config: Option<&Config>, options: &Options, path: &str) -> bool {
    options.exclude.as_ref().is_some_and(|globs| is_below(scope, config, globs, path))
}

/// Whether a glob of the configuration names a file or folder, or a folder above it.
fn is_below(scope: &Scope, config: Option<&Config>, globs: &GlobSet, path: &str) -> bool {
    let Some(config) = config else { return false };
    let full = scope.root.join(path);
    let folder = config.folder.canonicalize().unwrap_or_else(|_| config.folder.clone());
    let below = full.strip_prefix(&folder).map(path::slashes).unwrap_or_default();
    !below.is_empty()
        && (globs.is_match(&below)
            || below.match_indices('/').any(|(at, _)| globs.is_match(&below[..at])))
}

/// The repository of a unit: the nearest folder above it that holds a `.git`; where there is none,
/// the first folder of its path.
fn repository(scope: &Scope, unit: &Unit) -> String {
    if scope.work_tree.is_some() {
        return String::new();
    }
    let folder = if unit.format == Format::Terraform {
        unit.root.as_str()
    } else {
        path::folder_of(&unit.root)
    };
    let mut at = folder;
    while !at.is_empty() {
        if scope.root.join(at).join(".git").exists() {
            return at.to_owned();
        }
        at = path::folder_of(at);
    }
    folder.split('/').next().unwrap_or_default().to_owned()
}
