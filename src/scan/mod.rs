//! The scan: all stages over all units. The only place with parallelism; the order of what it gives
//! never depends on it.

mod absorb;
mod calls;
mod causes;
mod conftest;
mod diff;
mod doubles;
mod excluded;
mod failing;
mod fingerprint;
mod formerly;
mod gaps;
mod headers;
mod installed;
mod language;
mod literal;
mod locate;
mod look;
mod manner;
mod memory;
mod open;
mod parts;
mod realm;
pub mod redact;
mod run;
mod set_by;
mod stages;
mod standing;
mod suppressed;
mod telling;
mod trust;
mod variants;

pub use absorb::absorb;
pub use causes::{count, merge, standing};
pub use excluded::Below;
pub use gaps::tell_unread;
pub use installed::share as share_installed;
pub use memory::Memory;
pub use parts::Part;
pub use realm::{Elsewhere, Realm};
pub use stages::{
    Pool, PoolError, documents, evaluate, in_order, on_pool, panic_is_reported, side_by_side,
};

use excluded::idle_patterns;
use formerly::Formerly;
use look::{Looked, look};
use run::{Ask, run, side};
use suppressed::suppressed;

use crate::config::{Config, ConfigError};
use crate::discover;
use crate::finding::{Finding, Report, Severity};
use crate::policy::{PolicySet, Selection};
use crate::source::{Loss, Problem};
use crate::tree::Tree;
use crate::tree::disk::Scope;
use crate::tree::git::Base;
use crate::unit::Inputs;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use tracing::debug_span;

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
    /// What a change brings decides nothing: suppressions hold only where the base has them, and what
    /// it calls an example counts unless the base did.
    pub untrusted: bool,
    /// The date that counts as today, `YYYY-MM-DD`.
    pub today: String,
    /// Leave out units under examples, tests and fixtures.
    pub no_examples: bool,
    /// Only one of so many parts, from 1: each holds whole closures, units that may read one another.
    /// Of a comparison: each unit whose index modulo the second number is the first one, less one.
    pub shard: Option<(usize, usize)>,
    /// One closure of the tree, found before; `None`: the tree is looked at.
    pub closure: Option<Arc<Closure>>,
    /// The lowest severity that is reported; `None`: all.
    pub min_severity: Option<Severity>,
    /// Patterns of files that are not scanned, of the configuration and of those that it extends.
    pub exclude: Vec<Below>,
    /// How bad the findings of some checks are, by full id, whatever the check says.
    pub severity: BTreeMap<String, Severity>,
    /// The configuration is the one that stands beside the files, so each base of a comparison has
    /// its own: what its `[[ignore]]`, `disable` and `exclude` keep from counting, and this one's do
    /// not, is new.
    pub own_config: bool,
    /// What the command line turns on, whatever the configuration says.
    pub enable: Vec<String>,
    /// What the command line turns off.
    pub disable: Vec<String>,
    /// The profile that was asked for.
    pub profile: Option<String>,
    /// The part of the scope that the configuration governs: units elsewhere are another scan's.
    pub realm: Realm,
    /// What the configurations of the scope's other realms leave out.
    pub elsewhere: Vec<Elsewhere>,
    /// Only these units are scanned, as reported: repository and id. `None`: all.
    pub units: Option<BTreeSet<(String, String)>>,
    /// What a wider check takes in stays apart: whoever compares further does it ([`absorb()`]).
    pub separate: bool,
    /// Nothing takes anything in, and it is told what the checks look at: the states of threats are
    /// made of it.
    pub states: bool,
    /// The same besides what is reported, where nothing is compared.
    pub for_states: bool,
    /// Findings whose fix is mechanical carry it.
    pub fixes: bool,
    /// Only units that these files can change are scanned. `None`: all.
    pub concerning: Option<BTreeSet<String>>,
    /// Patterns of examples; `None`: what stands around a folder says whether it is one.
    pub examples: Option<Below>,
}

/// One closure of a tree, found by an earlier look at it.
#[derive(Clone, Debug, Default)]
pub struct Closure {
    /// Its units, and the modules that they call.
    pub found: discover::Found,
    /// What is wrong with its files.
    pub problems: Vec<Problem>,
    /// It also tells of what belongs to no closure.
    pub rest: bool,
    /// All the others are scanned in this run too.
    pub of_all: bool,
}

impl Options {
    /// Whether the scan is of all of the scope.
    fn is_whole(&self) -> bool {
        self.shard.is_none() && self.closure.as_ref().is_none_or(|closure| closure.of_all)
    }

    /// Whether the scan tells of what belongs to no unit.
    fn tells_rest(&self) -> bool {
        self.shard.is_none_or(|(index, _)| index == 1)
            && self.closure.as_ref().is_none_or(|closure| closure.rest)
    }
}

/// One scope with what belongs to it.
pub struct Setup<'a> {
    /// What is scanned.
    pub scope: &'a Scope,
    /// The policies, with the configuration's settings.
    pub set: &'a PolicySet,
    /// The configuration that holds for the scope.
    pub config: Option<&'a Config>,
    /// The bases of a comparison: only what no one of them has is reported.
    pub bases: &'a [Base],
    /// What is asked for.
    pub options: &'a Options,
}

/// What is told while a scan runs.
pub trait Progress: Sync {
    /// So many more units are to be scanned.
    fn planned(&self, units: usize);
    /// One unit is done.
    fn done(&self, unit: &str);
    /// So much was found in it.
    fn found(&self, _: &[Finding]) {}
    /// One of several repositories is done; `None`: it was not scanned.
    fn repository(&self, _: &str, _: Option<&Report>) {}
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
    let mut all = Vec::new();
    let mut report = scan_handing(setup, progress, &mut |part: Part| all.extend(part.findings))?;
    all.sort();
    report.findings = all;
    Ok(report)
}

/// As [`scan()`], handing over findings and units while others are scanned: the report has no findings.
///
/// # Errors
/// As [`scan()`].
pub fn scan_handing(
    setup: &Setup<'_>,
    progress: &dyn Progress,
    take: &mut (dyn FnMut(Part) + Send),
) -> Result<Report, ConfigError> {
    match parts::cut(setup) {
        Ok(cut) => parts::scan(setup, progress, cut, take),
        Err(looked) => {
            let (mut report, _) = scan_with(setup, progress, None, looked.map(|it| *it))?;
            let findings = std::mem::take(&mut report.findings);
            take(Part { findings, units: report.units.clone(), next: None });
            Ok(report)
        }
    }
}

/// As [`scan()`], of a tree that was scanned before: what did not change since is not looked for again
/// (`memory`, which belongs to the tree). What changed is what the options' `concerning` names.
///
/// # Errors
/// As [`scan()`].
pub fn scan_again(
    setup: &Setup<'_>,
    progress: &dyn Progress,
    memory: &mut Memory,
) -> Result<Report, ConfigError> {
    scan_with(setup, progress, Some(memory), None).map(|(report, _)| report)
}

/// What was found, and problems that are none where another closure of the run has what is missed here.
type Scanned = (Report, Vec<Problem>);

/// `looked`: the units, where they were looked for before.
fn scan_with(
    setup: &Setup<'_>,
    progress: &dyn Progress,
    memory: Option<&mut Memory>,
    looked: Option<Looked>,
) -> Result<Scanned, ConfigError> {
    let Setup { scope, set, config, bases, options } = *setup;
    let tree = &scope.tree;
    // What can have changed: the files named, those that differ from a base, or both.
    let differing: Option<BTreeSet<String>> = (!bases.is_empty())
        .then(|| bases.iter().flat_map(|base| base.changed.iter().cloned()).collect());
    let changed = differing.as_ref().or(scope.only.as_ref());
    let formerly = Formerly::new(setup);
    let among = options.concerning.as_ref().map(|files| match changed {
        Some(changed) => changed.union(files).cloned().collect(),
        None => files.clone(),
    });
    let mut concerned = formerly.concerned(among.as_ref().or(changed));
    if let (Some(concerned), Some(changed)) =
        (&mut concerned, changed.filter(|_| !bases.is_empty()))
    {
        let trees = std::iter::once(tree).chain(bases.iter().map(|base| &base.tree));
        concerned.extend(trees.flat_map(|tree| discover::named(tree, changed)));
    }
    let mut looked = looked.unwrap_or_else(|| look(setup, concerned.as_ref(), memory));
    if options.untrusted && !bases.is_empty() {
        let units = looked.bases.iter().flat_map(|base| &base.all.units);
        let known = units.filter(|unit| unit.example).map(|unit| unit.id.clone()).collect();
        looked.head.examples = Some(known);
    }
    let ask = Ask::of(setup, changed);
    let mut run = run(setup, tree, &looked.head, Ask { progress, ..ask });
    let whole = changed.is_none() && options.is_whole();
    let (mut problems, mut idle) = suppressed(setup, tree, &mut run, whole)?;
    let mut for_states = run.for_states.take();
    if !options.states {
        absorb::leave_open(&mut run.findings, set);
    }
    if changed.is_none() && scope.within.is_none() && options.tells_rest() {
        problems.extend(idle_patterns(setup));
    }
    let (mut visible, mut fixed, mut older) = (Vec::new(), Vec::new(), 0);
    let mut standing = None;
    let mut announced = Vec::new();
    // What the base suppresses, by fingerprint.
    let mut held: BTreeSet<String> = BTreeSet::new();
    if bases.is_empty() && options.untrusted {
        announced.extend(trust::suppressions(&mut run.findings, &held, config, true));
    }
    if !bases.is_empty() {
        let mut sides = Vec::new();
        for (at, (base, look)) in bases.iter().zip(&looked.bases).enumerate() {
            let excluded = |path: &str, folder| formerly.excluded(at, path, folder);
            let ask = Ask { before: Some(&run.judged), excluded: &excluded, ..ask };
            let mut before = debug_span!("scanning the base")
                .in_scope(|| self::run(setup, &base.tree, look, ask));
            before.findings.retain(|finding| formerly.ran(at, &finding.check));
            let own = Setup { config: formerly.config(at), ..*setup };
            suppressed(&own, &base.tree, &mut before, false)?;
            absorb::leave_open(&mut before.findings, set);
            held.extend(trust::held(&before.findings));
            let gone = before.problems.iter().filter(|problem| base.missing.has(&problem.path));
            run.problems.extend(gone.cloned());
            let renamed = base
                .renamed
                .iter()
                .map(|(new, old)| (tree.home(new).1, tree.home(old).1))
                .collect();
            sides.push((side(&base.tree, &mut before, |path| base.missing.has(path)), renamed));
        }
        announced.extend(trust::suppressions(&mut run.findings, &held, config, options.untrusted));
        let head = side(tree, &mut run, |_| false);
        let yields = |check: &str| set.check(check).map_or(&[][..], |check| &check.yields_to);
        let mut difference = diff::compare(&head, &sides, &yields);
        if !difference.fixed.is_empty() && !options.selection.undecided {
            open::keep_open(setup, &looked.head, ask, &mut difference.fixed);
        }
        let base = sides.first().map_or(&[][..], |(side, _)| &side.findings);
        let diff::Difference { new, mut old, fixed: gone, visible: seen } = difference;
        let mut told = gone.clone();
        standing = Some(causes::standing(&old));
        if !(options.separate || options.states) {
            absorb(&mut told, set);
            absorb(&mut old, set);
        }
        fixed = causes::fixed(&told, &gone, base);
        older = causes::count(&old);
        (run.findings, visible) = (new, seen);
        if let Some((index, of)) = options.shard {
            let own: BTreeSet<&String> = looked
                .ids
                .iter()
                .enumerate()
                .filter(|(at, _)| at % of.max(1) + 1 == index)
                .map(|(_, id)| id)
                .collect();
            for findings in [&mut run.findings, &mut visible] {
                findings.retain(|finding| own.contains(&finding.unit));
            }
            fixed.retain(|fixed| own.contains(&fixed.unit));
        }
    }
    if let Some(only) = scope.only.as_ref().filter(|_| bases.is_empty()) {
        let named: BTreeSet<String> = only.iter().map(|file| tree.reported(file)).collect();
        for findings in for_states.iter_mut().chain([&mut run.findings]) {
            findings.retain(|finding| {
                named.contains(&finding.location.file)
                    || finding.related.iter().any(|step| named.contains(&step.location.file))
            });
        }
    }
    if let Some(changed) = changed {
        // What is lost in a file that nobody asked about costs only what it could have told of the
        // others.
        for problem in &mut run.problems {
            if problem.loss == Loss::Lost && !changed.contains(&problem.path) {
                problem.loss = Loss::Warning;
                problem.cure = None;
            }
        }
    }
    let told = |mut problem: Problem| {
        problem.path = tree.reported(&problem.path);
        crate::secret::hide(&mut problem.message);
        problem
    };
    problems.extend(run.problems.into_iter().map(told));
    idle.extend(run.idle.into_iter().map(told));
    if options.closure.as_ref().is_none_or(|closure| !closure.of_all) {
        problems.append(&mut idle);
    }
    if !(options.separate || options.states) {
        absorb(&mut run.findings, set);
        absorb(&mut visible, set);
    }
    if let Some(least) = options.min_severity {
        for findings in [&mut run.findings, &mut visible] {
            findings.retain(|finding| finding.severity >= least);
        }
        fixed.retain(|fixed| fixed.severity >= Some(least));
    }
    problems.sort();
    problems.dedup();
    announced.sort();
    announced.dedup();
    // What a comparison does not see is no file that changed.
    let unseen = if bases.is_empty() { &[][..] } else { &scope.gaps[..] };
    let report = Report {
        announced,
        findings: run.findings,
        visible,
        fixed,
        gaps: gaps::gathered(run.gaps, tree, changed, unseen),
        problems,
        units: run.units,
        subjects: run.subjects,
        for_states,
        nothing: run.nothing,
        root: scope.root.clone(),
        bases: vec![scope.base()],
        today: options.today.clone(),
        older,
        standing,
    };
    Ok((report, idle))
}

/// A unit's repository and its id there: the same wherever the scan starts.
fn named(tree: &Tree, id: &str) -> (String, String) {
    let (repository, id) = tree.home(id);
    (repository.to_owned(), if id.is_empty() { ".".to_owned() } else { id })
}
