//! A large tree part by part: each is some closures, units that read one another and no others. What is
//! held is what is under way, and what was found; the findings of a part leave when it ends.

use super::look::{Looked, look};
use super::run::at_root;
use super::stages::{flowing, side_by_side};
use super::{Closure, Options, Progress, Scanned, Setup, gaps, named, scan_with};
use crate::config::{Config, ConfigError};
use crate::discover::Closures;
use crate::finding::{Finding, Report, Scanned as ScannedUnit};
use crate::interrupt;
use crate::source::{Loss, Problem};
use crate::unit::{Assignment, Inputs, Parameter};
use std::collections::BTreeSet;
use std::sync::Arc;
use tracing::debug_span;

/// Units of a part, where its closures are smaller: enough that no thread waits long for the others.
const MOST: usize = 128;
/// Units of the first part: its findings leave soon.
const FIRST: usize = 16;

/// The repository and the id of a unit, which is what findings are in order of.
type At = (String, String);

/// What one part gave.
pub struct Part {
    /// Its findings, instance by instance.
    pub findings: Vec<Finding>,
    /// The units that were scanned in it.
    pub units: Vec<ScannedUnit>,
    /// No finding of a later part is of a unit before this one; `None`: there is no later part.
    pub next: Option<(String, String)>,
}

/// A tree that was cut.
pub(super) struct Cut {
    /// The parts, each with its first unit.
    parts: Vec<(At, Closure)>,
    /// All units.
    units: usize,
}

/// Cuts the tree of a scan; what was looked for where it is not cut: a part would not have what the others
/// say, or all of it is one part.
pub(super) fn cut(setup: &Setup<'_>) -> Result<Cut, Option<Box<Looked>>> {
    if !is_apart(setup) {
        return Err(None);
    }
    let looked = look(setup, None, None);
    if looked.head.wanted.len() <= MOST {
        return Err(Some(Box::new(looked)));
    }
    let tree = &setup.scope.tree;
    let found = &looked.head.all;
    let closures = debug_span!("finding what reads what")
        .in_scope(|| Closures::with(tree, found, Some(&side_by_side)));
    let mut first: Vec<Option<At>> = vec![None; closures.count()];
    let mut sizes = vec![0_usize; closures.count()];
    for unit in &found.units {
        let closure = closures.of_unit(unit);
        let at = named(tree, &unit.id);
        sizes[closure] += 1;
        if first[closure].as_ref().is_none_or(|first| at < *first) {
            first[closure] = Some(at);
        }
    }
    let mut order: Vec<(At, usize)> =
        first.into_iter().zip(0..).filter_map(|(first, at)| Some((first?, at))).collect();
    order.sort();
    let mut of_closure = vec![0; closures.count()];
    let mut firsts: Vec<At> = Vec::new();
    let mut size = 0;
    for (at, closure) in order {
        let most = if firsts.len() < 2 { FIRST } else { MOST };
        if firsts.is_empty() || size + sizes[closure] > most {
            firsts.push(at);
            size = 0;
        }
        size += sizes[closure];
        of_closure[closure] = firsts.len() - 1;
    }
    if firsts.len() < 2 {
        return Err(Some(Box::new(looked)));
    }
    let parts = closures.split(looked.head.all, looked.head.problems, firsts.len(), &of_closure);
    let whole = setup.options.shard.is_none();
    let rest = setup.options.tells_rest();
    // What belongs to no closure is told with the first of them.
    let tells = of_closure.first().copied().unwrap_or_default();
    let closure = |((found, problems), at)| Closure {
        found,
        problems,
        rest: rest && at == tells,
        of_all: whole,
    };
    let units = sizes.iter().sum();
    Ok(Cut {
        parts: firsts.into_iter().zip(parts.into_iter().zip(0..).map(closure)).collect(),
        units,
    })
}

/// Whether nothing but what reads it decides what is said of a unit, so that closures have nothing in
/// common.
fn is_apart(setup: &Setup<'_>) -> bool {
    let Setup { scope, set, config, bases, options } = *setup;
    let given = |Inputs { variables, parameters }: &Inputs| {
        // A file of values that several units are given is a place of findings of all of them.
        !variables.iter().any(|it| matches!(it, Assignment::File(_)))
            && !parameters.iter().any(|it| matches!(it, Parameter::File(_)))
    };
    let named = |layer: &Config| {
        layer.unit.iter().any(|unit| !unit.var_files.is_empty() || !unit.parameter_files.is_empty())
    };
    bases.is_empty()
        && scope.only.is_none()
        && options.closure.is_none()
        && options.concerning.is_none()
        && options.units.is_none()
        && !options.states
        && !options.for_states
        && given(&options.inputs)
        && !config.into_iter().flat_map(Config::layers).any(named)
        // Such checks are ended for the whole run where they fail, and rules see files, not units.
        && set.sets().is_empty()
        && set.conftest().is_none()
}

/// Scans the parts, a few at a time, and hands over the findings of each in their order. What they have in
/// common is what is given back: all but the findings.
///
/// # Errors
/// The configuration has a glob that is none.
pub(super) fn scan(
    setup: &Setup<'_>,
    progress: &dyn Progress,
    cut: Cut,
    take: &mut (dyn FnMut(Part) + Send),
) -> Result<Report, ConfigError> {
    progress.planned(cut.units);
    let quiet = Planned(progress);
    let nexts = cut.parts.iter().skip(1).map(|(at, _)| Some(at.clone())).chain([None]);
    let nexts: Vec<Option<At>> = nexts.collect();
    let mut together = Together::default();
    let work = |closure: Closure| -> Result<Option<Scanned>, ConfigError> {
        if interrupt::asked() {
            return Ok(None);
        }
        let closure = Some(Arc::new(closure));
        let options = Options { closure, shard: None, ..setup.options.clone() };
        let own = Setup { options: &options, ..*setup };
        scan_with(&own, &quiet, None, None).map(Some)
    };
    let mut nexts = nexts.into_iter();
    flowing(cut.parts.into_iter().map(|(_, closure)| closure), work, |scanned| {
        let next = nexts.next().flatten();
        if let Some((mut report, idle)) = scanned? {
            let mut findings = std::mem::take(&mut report.findings);
            findings.iter_mut().for_each(Finding::compact);
            let units = together.add(report, idle);
            take(Part { findings, units, next });
        }
        Ok(())
    })?;
    Ok(together.end(setup, cut.units))
}

impl Part {
    /// The findings that count: reported, not suppressed, not in examples.
    pub fn counted(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(|finding| finding.is_open() && !finding.example)
    }
}

/// What the parts have in common.
#[derive(Default)]
struct Together {
    report: Option<Report>,
    /// What every part misses; `None` before the first.
    idle: Option<BTreeSet<Problem>>,
}

impl Together {
    /// Takes what a part has besides its findings; gives its units.
    fn add(&mut self, mut report: Report, idle: Vec<Problem>) -> Vec<ScannedUnit> {
        report.problems.retain(|problem| !is_interrupted(problem));
        // Only what goes on with a scan asks for the files.
        report.units.iter_mut().for_each(|unit| unit.files = Vec::new());
        let units = report.units.clone();
        let missed: BTreeSet<Problem> = idle.into_iter().collect();
        self.idle = Some(match self.idle.take() {
            Some(known) => known.into_iter().filter(|problem| missed.contains(problem)).collect(),
            None => missed,
        });
        match &mut self.report {
            None => self.report = Some(report),
            Some(all) => {
                all.announced.append(&mut report.announced);
                all.gaps.append(&mut report.gaps);
                all.problems.append(&mut report.problems);
                all.units.append(&mut report.units);
            }
        }
        units
    }

    /// What one scan of all of them says besides findings.
    fn end(self, setup: &Setup<'_>, of: usize) -> Report {
        let Setup { scope, options, .. } = *setup;
        let mut report = self.report.unwrap_or_else(|| Report {
            root: scope.root.clone(),
            bases: vec![scope.base()],
            today: options.today.clone(),
            ..Report::default()
        });
        report.problems.extend(self.idle.into_iter().flatten());
        if interrupt::asked() {
            let why =
                format!("interrupted: {} of {of} deployments were scanned", report.units.len());
            report.problems.push(Problem::file(Loss::Lost, "", why));
        }
        report.problems.sort();
        report.problems.dedup();
        report.announced.sort();
        report.announced.dedup();
        report.gaps = gaps::distinct(report.gaps);
        at_root(scope, &mut report.units);
        report.units.sort();
        report
    }
}

/// Whether a part tells that it was not scanned to its end: that is told of all parts once.
fn is_interrupted(problem: &Problem) -> bool {
    problem.path.is_empty() && problem.message.starts_with("interrupted: ")
}

/// What is told of units that were counted before.
struct Planned<'a>(&'a dyn Progress);

impl Progress for Planned<'_> {
    fn planned(&self, _: usize) {}

    fn done(&self, unit: &str) {
        self.0.done(unit);
    }

    fn found(&self, findings: &[Finding]) {
        self.0.found(findings);
    }
}
