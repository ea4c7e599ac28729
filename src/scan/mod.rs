//! The scan: all stages over all units. The only place with parallelism; the order of what it gives
//! never depends on it.

mod absorb;
mod causes;
mod diff;
mod doubles;
mod excluded;
mod fingerprint;
mod gaps;
mod ignores;
mod installed;
mod locate;
mod open;
pub mod redact;
mod stages;
mod standing;
mod telling;
mod trust;
mod variants;

pub use absorb::absorb;
pub use causes::{count, merge};
pub use gaps::tell_unread;
pub use installed::share as share_installed;
pub use stages::{PoolError, documents, evaluate, on_pool, panic_is_reported};

use excluded::{idle_patterns, is_below, is_terraform};
use ignores::Ignores;
use standing::Standing;
use variants::Job;

use crate::config::{Config, ConfigError, Patterns};
use crate::finding::{Certainty, Finding, Report, Scanned, Severity};
use crate::gap::{Gap, GapKind};
use crate::policy::{PolicySet, Selection};
use crate::source::{Loss, Problem};
use crate::tree::Tree;
use crate::tree::disk::Scope;
use crate::tree::git::Base;
use crate::unit::{Format, Inputs, Unit};
use crate::{discover, path, suppress};
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
    /// What a change brings decides nothing: suppressions hold only where the base has them, and what
    /// it calls an example counts unless the base did.
    pub untrusted: bool,
    /// The date that counts as today, `YYYY-MM-DD`.
    pub today: String,
    /// Leave out units under examples, tests and fixtures.
    pub no_examples: bool,
    /// Of the sorted units take each whose index modulo the second number is the first one, less
    /// one.
    pub shard: Option<(usize, usize)>,
    /// The lowest severity that is reported; `None`: all.
    pub min_severity: Option<Severity>,
    /// Patterns of files below the configuration's folder that are not scanned.
    pub exclude: Option<Patterns>,
    /// The configuration is the one that stands beside the files, so each base of a comparison has
    /// its own `[[ignore]]` entries: what one covers that the change takes away is new.
    pub own_ignores: bool,
    /// What a wider check takes in stays apart: whoever compares further does it ([`absorb()`]).
    pub separate: bool,
    /// Patterns of examples below the configuration's folder; `None`: what stands around a folder says
    /// whether it is one.
    pub examples: Option<Patterns>,
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
    let Setup { scope, set, config, bases, options } = *setup;
    let tree = &scope.tree;
    // What can have changed: the files named, those that differ from a base, or both.
    let differing: Option<BTreeSet<String>> = (!bases.is_empty())
        .then(|| bases.iter().flat_map(|base| base.changed.iter().cloned()).collect());
    let changed = differing.as_ref().or(scope.only.as_ref());
    let ignores = Ignores::new(setup);
    let mut concerned = ignores.concerned(changed);
    if let (Some(concerned), Some(changed)) =
        (&mut concerned, changed.filter(|_| !bases.is_empty()))
    {
        let trees = std::iter::once(tree).chain(bases.iter().map(|base| &base.tree));
        concerned.extend(trees.flat_map(|tree| discover::named(tree, changed)));
    }
    let mut looked = look(setup, concerned.as_ref());
    if options.untrusted && !bases.is_empty() {
        let units = looked.bases.iter().flat_map(|base| &base.all.units);
        let known = units.filter(|unit| unit.example).map(|unit| unit.id.clone()).collect();
        looked.head.examples = Some(known);
    }
    let mut run = run(setup, tree, &looked.head, changed, &options.selection, progress);
    let mut problems = suppressed(setup, tree, &mut run, changed.is_none())?;
    absorb::leave_open(&mut run.findings, set);
    if changed.is_none() && scope.within.is_none() {
        problems.extend(idle_patterns(setup));
    }
    let (mut visible, mut fixed, mut older) = (Vec::new(), Vec::new(), 0);
    let mut announced = Vec::new();
    // What the base suppresses, by fingerprint.
    let mut held: BTreeSet<String> = BTreeSet::new();
    if bases.is_empty() && options.untrusted {
        announced.extend(trust::suppressions(&mut run.findings, &held, config, true));
    }
    if !bases.is_empty() {
        let mut sides = Vec::new();
        for (at, (base, look)) in bases.iter().zip(&looked.bases).enumerate() {
            let mut before = debug_span!("scanning the base").in_scope(|| {
                self::run(setup, &base.tree, look, changed, &options.selection, &Silent)
            });
            let own = Setup { config: ignores.of(at), ..*setup };
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
            // What cannot be decided any more is not fixed.
            let all = Selection { undecided: true, ..options.selection.clone() };
            let again = self::run(setup, tree, &looked.head, changed, &all, &Silent);
            let place = |finding: &Finding| {
                let Finding { check, unit, resource, path, .. } = finding;
                (check.clone(), unit.clone(), resource.clone(), path.clone())
            };
            let undecided = again.findings.iter();
            let undecided: BTreeSet<_> = undecided
                .filter(|finding| finding.certainty == Certainty::Undecided)
                .map(place)
                .collect();
            difference.fixed.retain(|finding| !undecided.contains(&place(finding)));
        }
        let base = sides.first().map_or(&[][..], |(side, _)| &side.findings);
        let diff::Difference { new, mut old, fixed: gone, visible: seen } = difference;
        let mut told = gone.clone();
        if !options.separate {
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
                problem.cure = None;
            }
        }
    }
    problems.extend(run.problems.into_iter().map(|mut problem| {
        problem.path = tree.reported(&problem.path);
        crate::secret::hide(&mut problem.message);
        problem
    }));
    if !options.separate {
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
    Ok(Report {
        announced,
        findings: run.findings,
        visible,
        fixed,
        gaps: gaps::gathered(run.gaps, tree, changed, unseen),
        problems,
        units: run.units,
        nothing: run.nothing,
        root: scope.root.clone(),
        today: options.today.clone(),
        older,
    })
}

/// Marks the findings that comments and the configuration suppress; what is to be told of
/// suppressions.
fn suppressed(
    setup: &Setup<'_>,
    tree: &Tree,
    run: &mut Run,
    whole: bool,
) -> Result<Vec<Problem>, ConfigError> {
    let Setup { scope, set, config, options, .. } = *setup;
    let commented: BTreeMap<String, crate::source::File> = run
        .files
        .iter()
        .filter(|path| !path::in_package(path))
        .filter_map(|path| tree.load(path).ok())
        .filter(|(_, file)| suppress::may_suppress(&file.text))
        .map(|(_, file)| (tree.reported(&file.path), file))
        .collect();
    let view =
        suppress::View { set, selected: &options.selection.checks, today: &options.today, whole };
    let mut problems = suppress::by_source(&mut run.findings, &commented, &view);
    // What a module elsewhere suppresses may be meant for other units than those that were asked for.
    problems.retain(|problem| scope.asks_for(&problem.path));
    if let Some(config) = config {
        let prefix = scope.work_tree.as_deref().unwrap_or(&scope.root);
        let folder = config.folder.canonicalize().unwrap_or_else(|_| config.folder.clone());
        let prefix = folder.strip_prefix(prefix).ok().map(path::slashes);
        problems.extend(suppress::by_config(
            &mut run.findings,
            config,
            prefix.as_deref().unwrap_or(""),
            &view,
        )?);
    }
    Ok(problems)
}

/// Which units a scan is about.
struct Looked {
    head: Found,
    /// The units of each base.
    bases: Vec<Found>,
    /// The units that the change can concern on any side, as reported.
    ids: BTreeSet<String>,
}

/// The units of every side, and of each those that the change concerns on any.
fn look(setup: &Setup<'_>, changed: Option<&BTreeSet<String>>) -> Looked {
    let Setup { scope, config, bases, options, .. } = *setup;
    let nothing = changed.is_some_and(BTreeSet::is_empty);
    let trees: Vec<&Tree> =
        std::iter::once(&scope.tree).chain(bases.iter().map(|base| &base.tree)).collect();
    // A parameter file that changed concerns every template: which of them it is meant for is not
    // said.
    let given = changed.is_some_and(|changed| {
        variants::parameter_files(scope, config, options).iter().any(|file| changed.contains(file))
    });
    let templates = given
        || changed.is_none_or(|changed| {
            trees.iter().any(|tree| discover::concern_templates(tree, changed))
        });
    let mut sides: Vec<Found> = Vec::new();
    let mut read = discover::Mentions::default();
    for tree in trees.iter().filter(|_| !nothing) {
        let beside = sides.first().map(|side: &Found| &side.all);
        let look = discover::Look { changed, templates, beside, within: scope.within.as_deref() };
        let (all, problems) =
            debug_span!("finding the units").in_scope(|| discover::look(tree, look));
        let wanted = match changed {
            Some(changed) => {
                let mut units =
                    discover::affected(tree, &all.units, &all.modules, changed, &mut read);
                let given =
                    all.units.iter().filter(|unit| given && unit.format == Format::CloudFormation);
                units.extend(given.cloned());
                units
            }
            None => all.units.clone(),
        };
        sides.push(Found { wanted: wanted.into_iter().collect(), all, problems, examples: None });
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
    bases.resize_with(setup.bases.len(), Found::default);
    Looked { head, bases, ids }
}

/// The units of one side.
#[derive(Default)]
struct Found {
    all: discover::Found,
    /// Of what looks like an example only these units are one; `None`: all are.
    examples: Option<BTreeSet<String>>,
    /// Those that are evaluated.
    wanted: BTreeSet<Unit>,
    problems: Vec<Problem>,
}

impl Found {
    /// Units that another side has not.
    fn apart_from(&self, other: &Found) -> Vec<Unit> {
        let ids: BTreeSet<&String> = other.all.units.iter().map(|unit| &unit.id).collect();
        self.all.units.iter().filter(|unit| !ids.contains(&unit.id)).cloned().collect()
    }
}

/// A unit's repository and its id there: the same wherever the scan starts.
fn named(tree: &Tree, id: &str) -> (String, String) {
    let (repository, id) = tree.home(id);
    (repository.to_owned(), if id.is_empty() { ".".to_owned() } else { id })
}

/// The stages over one tree, before anything is compared or suppressed.
#[derive(Default)]
struct Run {
    findings: Vec<Finding>,
    problems: Vec<Problem>,
    units: Vec<Scanned>,
    files: BTreeSet<String>,
    /// What stands in the units, where that is compared.
    standing: Vec<Standing>,
    /// All units of the tree, as reported.
    ids: BTreeSet<String>,
    gaps: Vec<Gap>,
    /// There is no unit, whatever was asked about.
    nothing: bool,
}

/// A run as one side of a comparison, its findings taken out of it.
fn side(tree: &Tree, run: &mut Run, missing: impl Fn(&str) -> bool) -> diff::Side {
    let lost = run.problems.iter().filter(|problem| {
        problem.loss == Loss::Lost && !problem.path.is_empty() && !missing(&problem.path)
    });
    diff::Side {
        findings: std::mem::take(&mut run.findings),
        standing: std::mem::take(&mut run.standing),
        units: std::mem::take(&mut run.ids),
        lost: lost.map(|problem| tree.home(&problem.path).1).collect(),
    }
}

fn run(
    setup: &Setup<'_>,
    tree: &Tree,
    found: &Found,
    changed: Option<&BTreeSet<String>>,
    selection: &Selection,
    progress: &dyn Progress,
) -> Run {
    let Setup { scope, set, config, bases, options } = *setup;
    let mut run = Run {
        problems: found.problems.clone(),
        ids: found.all.units.iter().map(|unit| named(tree, &unit.id).1).collect(),
        gaps: scope.gaps.clone(),
        nothing: changed.is_none() && found.all.units.is_empty(),
        ..Run::default()
    };
    let mut wanted: Vec<Unit> = found.wanted.iter().cloned().collect();
    if let Some(examples) = &options.examples {
        for unit in &mut wanted {
            let folder = unit.format == Format::Terraform;
            unit.example = is_below(scope, config, examples, &unit.root, folder);
        }
    }
    if let Some(known) = &found.examples {
        wanted.iter_mut().for_each(|unit| unit.example &= known.contains(&unit.id));
    }
    let excluded = |path: &str, folder| {
        options
            .exclude
            .as_ref()
            .is_some_and(|patterns| is_below(scope, config, patterns, path, folder))
    };
    let file = config.map_or("the configuration", |config| &config.file);
    let by_file = format!("`exclude` in {file}");
    let is_excluded = |unit: &Unit| match unit.format {
        Format::Terraform => {
            let mut files = tree.files_in(&unit.root).filter(|file| is_terraform(file)).peekable();
            excluded(&unit.root, true)
                || files.peek().is_some() && files.all(|file| excluded(file, false))
        }
        _ => excluded(&unit.root, false),
    };
    let leave_out = |unit: &Unit| match (options.no_examples && unit.example, is_excluded(unit)) {
        (true, _) => Some("it lies under examples, tests or fixtures"),
        (_, true) => Some(by_file.as_str()),
        _ => None,
    };
    let mut left_out = Vec::new();
    let units = wanted.iter().filter(|unit| {
        let why = leave_out(unit);
        if let Some(why) = why {
            info!(unit = %tree.reported(&unit.id), "passed over: {why}");
            left_out.push(Gap::file(GapKind::LeftOut, unit.id.as_str(), why, ""));
        }
        why.is_none()
    });
    let units: Vec<Unit> = units.cloned().collect();
    run.gaps.extend(left_out);
    run.problems.retain(|problem| !excluded(&problem.path, false));
    let reported: Vec<(Unit, (String, String))> =
        units.iter().map(|unit| (unit.clone(), named(tree, &unit.id))).collect();
    let (mut jobs, told) = variants::jobs(units, tree, scope, config, options);
    if changed.is_none() {
        run.problems.extend(told);
    }
    if let Some((index, of)) = options.shard.filter(|_| bases.is_empty()) {
        let mine = |at: usize| at % of.max(1) + 1 == index;
        for (_, job) in jobs.iter().enumerate().filter(|(at, _)| !mine(*at)) {
            info!(unit = %tree.reported(&job.unit.id), "passed over: it belongs to another part");
        }
        jobs =
            jobs.into_iter().enumerate().filter(|(at, _)| mine(*at)).map(|(_, job)| job).collect();
    }
    let (done, met) = stages::work(tree, jobs, &options.today, progress, |job, document, _| {
        let (outcomes, mut gaps) = debug_span!("asking the policies")
            .in_scope(|| crate::policy::evaluate(set, &document, selection));
        gaps.extend(document.gaps.iter().cloned());
        gaps.iter_mut().for_each(|gap| redact::hide_in_gap(&document.secrets, gap));
        let further = debug_span!("asking what defaults leave out")
            .in_scope(|| crate::policy::evaluate_otherwise(set, &document, &outcomes, selection));
        let standing =
            (!bases.is_empty()).then(|| Standing::of(tree, &document, &named(tree, &job.base).1));
        let mut findings = debug_span!("locating")
            .in_scope(|| locate::locate(tree, &document, named(tree, &job.base), outcomes));
        if let Some(other) = document.otherwise.as_deref() {
            findings.extend(locate::locate(tree, other, named(tree, &job.base), further));
        }
        (findings, standing, document.resources.len(), gaps)
    });
    run.problems.extend(met);
    let id = |job: &Job| named(tree, &job.unit.id);
    let configurations: BTreeMap<&str, doubles::Unit> = done
        .iter()
        .filter(|unit| unit.job.unit.format == Format::Terraform && unit.job.variant.is_none())
        .map(|unit| (unit.job.unit.root.as_str(), id(&unit.job)))
        .collect();
    let plans: BTreeMap<doubles::Unit, doubles::Unit> = done
        .iter()
        .filter(|unit| unit.job.unit.format == Format::Plan)
        .filter_map(|unit| {
            Some((id(&unit.job), configurations.get(path::folder_of(&unit.job.unit.root))?.clone()))
        })
        .collect();
    let mut of_units = Vec::new();
    for unit in done {
        let (mut findings, standing, resources, gaps) = unit.made.unwrap_or_default();
        of_units.push((unit.job.base.clone(), gaps));
        run.standing.extend(standing);
        if let Some(variant) = &unit.job.variant {
            findings.iter_mut().for_each(|finding| finding.variants = vec![variant.clone()]);
        }
        run.findings.extend(findings);
        run.files.extend(unit.files);
        run.units.push(scanned(scope, tree, &unit.job, resources));
    }
    run.gaps.extend(gaps::of_units(of_units));
    // A file that is passed over belongs to the unit that reads it after all.
    let passed = found.all.gaps.iter().filter(|gap| !run.files.contains(&gap.path)).cloned();
    let passed: Vec<Gap> = passed.collect();
    run.gaps.extend(passed);
    run.gaps.retain(|gap| gap.kind == GapKind::LeftOut || !excluded(&gap.path, false));
    let called = open::called(&found.all.modules, &reported);
    run.findings.retain(|finding| {
        let for_callers = finding.open.as_ref().is_some_and(|open| open.for_callers);
        !(for_callers && called.contains(&(finding.repository.clone(), finding.unit.clone())))
    });
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
    let (home, id) = named(tree, &job.unit.id);
    Scanned {
        id,
        repository: if home.is_empty() { repository(scope, &job.unit) } else { home },
        format: job.unit.format.name(),
        example: job.unit.example,
        resources,
    }
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
