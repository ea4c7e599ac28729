//! What a scan of all paths gives: each repository with the configurations that govern it.

use super::args::ScanArgs;
use super::progress::Bar;
use super::rows::Rows;
use super::seen::Seen;
use super::select::{only, select, turned_off};
use super::taken::untaken;
use super::{Failure, compare, policies, setting, trust};
use crate::baseline::{Baseline, Entry};
use crate::config::Config;
use crate::finding::{Announced, Certainty, FailOn, Finding, Fixed, Report, Severity};
use crate::policy::{self, PolicySet, Selection, SetInfo, Words};
use crate::scan::{
    Closure, Options, Progress, Realm, Setup, Silent, absorb, count, in_order, merge, on_pool,
    scan, scan_handing, standing, tell_unread,
};
use crate::source::Problem;
use crate::tree::{Limits, disk};
use clap::ArgMatches;
use std::collections::BTreeSet;
use std::sync::Arc;

/// What the scan of all paths gave.
pub struct Gathered {
    /// The findings and problems of all scopes.
    pub report: Report,
    /// The policies of each configuration.
    pub sets: Vec<Arc<PolicySet>>,
    /// A finding is at or above the severity that fails the run.
    pub failing: bool,
    /// Nothing but the trees and the command line said what was found.
    pub of_tree: bool,
    /// What was looked at.
    seen: Vec<Seen>,
}

impl Gathered {
    /// Whether a finding of a baseline would have been found if it still were there.
    #[must_use]
    pub fn saw(&self, entry: &Entry) -> bool {
        self.seen.iter().any(|seen| seen.has(entry))
    }

    /// The folder's name of the one repository that was looked at.
    #[must_use]
    pub fn repository(&self) -> Option<&str> {
        let (first, rest) = self.seen.split_first()?;
        let one = rest.iter().all(|seen| seen.repository == first.repository);
        first.repository.as_deref().filter(|_| one)
    }
}

/// Scans all paths.
///
/// # Errors
/// Usage, configuration and policy errors.
pub fn gather(args: &ScanArgs, matches: &ArgMatches) -> Result<Gathered, Failure> {
    gather_rows(args, matches, None)
}

/// As [`gather`]; findings whose rows left are not in the report.
///
/// # Errors
/// As [`gather`]; rows that cannot be written.
pub fn gather_rows(
    args: &ScanArgs,
    matches: &ArgMatches,
    rows: Option<&Rows>,
) -> Result<Gathered, Failure> {
    let bar = Bar::new();
    let (sides, found) = opened(args)?;
    let gathered = gather_all(args, matches, &bar, sides, (found, rows));
    bar.finish();
    gathered
}

/// As [`gather`], telling somebody how far the scan is.
///
/// # Errors
/// As [`gather`].
pub fn gather_telling(
    args: &ScanArgs,
    matches: &ArgMatches,
    progress: &dyn Progress,
) -> Result<Gathered, Failure> {
    let (sides, found) = opened(args)?;
    gather_sides(args, matches, progress, sides, found)
}

/// What is scanned, and what is wrong with listing it.
type Opened = (Vec<Arc<compare::Side>>, Vec<Problem>);

fn opened(args: &ScanArgs) -> Result<Opened, Failure> {
    let limits = Limits::default();
    let (places, mut found) = disk::places(&compare::paths(args)?);
    let mut sides = tracing::debug_span!("listing the files")
        .in_scope(|| compare::open(args, places, limits, &mut found))
        .map_err(Failure::Input)?;
    for side in sides.iter_mut().filter(|_| !args.trial.texts.is_empty()) {
        side.scope.replace(&args.trial.texts);
    }
    Ok((sides.into_iter().map(Arc::new).collect(), found))
}

/// As [`gather`], of what is opened already; `found`: what was wrong with it.
///
/// # Errors
/// As [`gather`].
pub fn gather_sides(
    args: &ScanArgs,
    matches: &ArgMatches,
    progress: &dyn Progress,
    sides: Vec<Arc<compare::Side>>,
    found: Vec<Problem>,
) -> Result<Gathered, Failure> {
    gather_all(args, matches, progress, sides, (found, None))
}

fn gather_all(
    args: &ScanArgs,
    matches: &ArgMatches,
    progress: &dyn Progress,
    sides: Vec<Arc<compare::Side>>,
    (found, rows): (Vec<Problem>, Option<&Rows>),
) -> Result<Gathered, Failure> {
    let baseline = args.baseline.as_deref().map(Baseline::read).transpose();
    let baseline = baseline.map_err(|error| Failure::Input(error.to_string()))?;
    let today = crate::date::today(args.input.today.as_deref())?;
    let asked = Asked {
        args,
        matches,
        today: &today,
        baseline: baseline.as_ref(),
        progress,
        plain: None,
        closure: None,
        rows,
    };
    on_pool(args.input.jobs, || asked.sides(sides, found))?
}

/// A realm of a side, the number of its configuration, and what is told of that.
type Governed = (Realm, usize, Vec<Announced>);

/// What is reported of a realm, what was looked at, and whether it fails the run.
type Scanned = (Report, Seen, bool);

/// What every realm of every side is asked.
#[derive(Clone)]
pub struct Asked<'a> {
    /// The command line.
    pub args: &'a ScanArgs,
    /// The order of its words.
    pub matches: &'a ArgMatches,
    /// The date that counts as today.
    pub today: &'a str,
    /// What is old.
    pub baseline: Option<&'a Baseline>,
    /// Who is told.
    pub progress: &'a dyn Progress,
    /// The policies where no configuration says which, read before.
    pub plain: Option<Arc<PolicySet>>,
    /// The closure that is scanned, and what the command line may not know of it.
    pub closure: Option<Arc<Closure>>,
    /// Where findings leave while others are looked for.
    pub rows: Option<&'a Rows>,
}

impl Asked<'_> {
    /// Scans all sides, on the threads that are there.
    ///
    /// # Errors
    /// Configuration and policy errors.
    pub fn sides(
        &self,
        sides: Vec<Arc<compare::Side>>,
        mut found: Vec<Problem>,
    ) -> Result<Gathered, Failure> {
        let args = self.args;
        let mut loaded_sets: Vec<Loaded> = Vec::new();
        let mut gathered = Gathered {
            report: Report::default(),
            sets: Vec::new(),
            failing: false,
            of_tree: false,
            seen: Vec::new(),
        };
        let mut reports = Vec::new();
        let mut governed = Vec::new();
        for side in &sides {
            let mut recorded = None;
            let trusted = !args.untrusted || side.bases.is_empty();
            let mut realms = Vec::new();
            for realm in setting::realms(&args.input, &side.scope, &side.bases, trusted)? {
                let authority = trust::authority(args, side, &realm)?;
                if authority.policies.is_none() {
                    recorded = setting::unrecorded(&args.input, &side.scope);
                }
                let told = authority.announced.clone();
                realms.push((realm, self.loaded(&mut loaded_sets, authority, &side.scope)?, told));
            }
            found.extend(recorded);
            governed.push(realms);
        }
        let nothing = sides.is_empty() && found.is_empty();
        let several = sides.iter().all(|side| side.one_of_several) && sides.len() > 1;
        let configs = || loaded_sets.iter().filter_map(|loaded| loaded.config.as_ref());
        setting::known_profile(&args.input, configs())?;
        gathered.of_tree = loaded_sets.iter().all(|loaded| self.is_of_trees(loaded, &sides));
        // Findings of one scope leave in their order; what several say is put in order at the end.
        let alone = sides.len() == 1 && governed.iter().all(|realms| realms.len() == 1);
        let rows = self.rows.filter(|_| alone);
        let own = Asked { rows, ..self.clone() };
        // A side is dropped with all that was read of it once it is scanned.
        let work = |(side, realms): (Arc<compare::Side>, Vec<Governed>)| {
            own.side(&side, realms, &loaded_sets)
        };
        let mut take = |done: Result<Vec<Scanned>, Failure>| {
            for (report, seen, failing) in done? {
                gathered.seen.push(seen);
                gathered.failing |= failing;
                reports.push(report);
            }
            Ok::<(), Failure>(())
        };
        in_order(sides.into_iter().zip(governed), work, &mut take)?;
        gathered.report = merge(reports, self.today);
        // Of several repositories some may be empty.
        gathered.report.nothing &= !several || gathered.report.units.is_empty();
        // Whoever asked named nothing.
        gathered.report.nothing |= nothing;
        gathered.report.problems.extend(found);
        for loaded in loaded_sets {
            gathered.report.problems.extend(loaded.notes);
            gathered.sets.push(loaded.set);
        }
        tell_unread(&mut gathered.report);
        gathered.report.problems.sort();
        Ok(gathered)
    }

    /// Whether a configuration stands in what is scanned, or on the command line, with all that it extends,
    /// and brings no policies.
    fn is_of_trees(&self, loaded: &Loaded, sides: &[Arc<compare::Side>]) -> bool {
        let plain = self.plain.as_ref().is_some_and(|set| set.digest() == loaded.set.digest());
        let given = self.args.input.config.is_some();
        let inside = |file: &String| sides.iter().any(|side| side.scope.tree.has_file(file));
        let mut layers = loaded.config.iter().flat_map(Config::layers);
        plain && (given || layers.all(|layer| inside(&layer.file)))
    }

    /// Scans the realms of a side.
    fn side(
        &self,
        side: &compare::Side,
        realms: Vec<Governed>,
        sets: &[Loaded],
    ) -> Result<Vec<Scanned>, Failure> {
        let by = |(realm, at, _): &Governed| (realm.clone(), &sets[*at].config);
        let all: Vec<(Realm, &Option<Config>)> = realms.iter().map(by).collect();
        let trial = &self.args.trial.texts;
        let mut scanned = Vec::new();
        for (realm, at, told) in realms {
            let inputs = self.args.input.inputs(&side.scope, self.matches)?;
            let elsewhere = setting::elsewhere(&self.args.input, &all, &realm)?;
            let concerning = (!trial.is_empty()).then(|| side.scope.named_in(trial.keys()));
            let shard = side.shard;
            let closure = self.closure.clone();
            let own = Options {
                realm,
                inputs,
                elsewhere,
                concerning,
                shard,
                closure,
                ..Options::default()
            };
            let (mut report, seen, failing) = self.realm(side, &sets[at], own)?;
            report.announced.extend(told);
            report.announced.extend(sets[at].set.sets().iter().map(told_set));
            report.announced.sort();
            if scanned.is_empty() {
                report.problems.extend(untaken(&self.args.input, &side.scope.tree));
            }
            scanned.push((report, seen, failing));
        }
        Ok(scanned)
    }

    /// Policies are read once per configuration file.
    fn loaded(
        &self,
        sets: &mut Vec<Loaded>,
        authority: trust::Authority,
        scope: &disk::Scope,
    ) -> Result<usize, Failure> {
        let trust::Authority { config, policies, .. } = authority;
        let file = |config: &Option<Config>| {
            config.as_ref().map(|config| (config.folder.clone(), config.file.clone()))
        };
        if let Some(at) = sets.iter().position(|loaded| file(&loaded.config) == file(&config)) {
            return Ok(at);
        }
        if let Some(set) = self.plain.clone().filter(|_| config.is_none()) {
            sets.push(Loaded { config, set, notes: Vec::new() });
            return Ok(sets.len() - 1);
        }
        let args = &self.args.policy;
        let with = config.as_ref().map(|config| (config, scope));
        let (set, notes) = match policies {
            Some(files) => policies::load_with(args, with, files)?,
            None => policies::load_apart(args, with)?,
        };
        sets.push(Loaded { config, set: Arc::new(set), notes });
        Ok(sets.len() - 1)
    }

    /// Scans a realm.
    fn realm(
        &self,
        side: &compare::Side,
        loaded: &Loaded,
        own: Options,
    ) -> Result<Scanned, Failure> {
        let Asked { args, today, baseline, progress, .. } = self.clone();
        let compare::Side { scope, bases, .. } = side;
        let Loaded { config, set, .. } = loaded;
        let config = config.as_ref();
        let options = options(args, set, config, today, own)?;
        let setup = Setup { scope, set, config, bases, options: &options };
        let least = args
            .fail_on
            .or_else(|| config.and_then(Config::fails_on))
            .unwrap_or(FailOn::At(Severity::High));
        let mut failing = false;
        let mut report = match self.rows {
            Some(rows) => scan_handing(&setup, progress, &mut |part| {
                failing |= part.counted().any(|finding| least.fails(finding.severity));
                rows.take(part, set, today);
            })?,
            None => scan(&setup, progress)?,
        };
        tell_unread(&mut report);
        let fixes = report.findings.iter_mut().filter_map(|finding| finding.fix.as_mut());
        for change in fixes.filter_map(|fix| fix.changes.as_mut().ok()).flatten() {
            change.file = scope.root.join(&change.file).to_string_lossy().into_owned();
        }
        let seen = Seen::of(&setup, &report);
        if let Some(baseline) = baseline {
            let own = seen.repository.as_deref().map(|name| baseline.of_repository(name));
            let own = own.as_ref().unwrap_or(baseline);
            let whole = bases.is_empty()
                && options.shard.is_none()
                && options.min_severity.is_none()
                && !report.lost();
            if whole {
                let present = Baseline::of_findings(&report.findings);
                let mut gone = own.fixed(&present, |entry| seen.has(entry));
                keep_open(&setup, &report, &mut gone)?;
                report.fixed.extend(gone);
            }
            let mut older = own.apply(&mut report.findings);
            // What a wider check takes in is compared apart: the wider one may be older.
            for findings in [&mut report.findings, &mut report.visible, &mut older] {
                absorb(findings, set);
            }
            report.older += count(&older);
            report.standing.get_or_insert_default().extend(standing(&older));
        }
        failing |= report.counted().any(|finding| least.fails(finding.severity));
        report.gaps.extend(turned_off(set, args, config));
        report
            .announced
            .extend(config.map(|config| trust::announced(config, set, side, args.untrusted)));
        Ok((report, seen, failing))
    }
}

/// Policies beside the program's own, for a report's head.
fn told_set(set: &SetInfo) -> Announced {
    let raw = if set.raw { format!("; {}", policy::SEES) } else { String::new() };
    let version = set.version.as_ref().map_or_else(String::new, |version| format!(" {version}"));
    let digest: String = set.digest.chars().take("sha256:".len() + 12).collect();
    let changes = match set.settings.as_slice() {
        [] => String::new(),
        settings => format!("; changes the settings {}", settings.join(", ")),
    };
    let checks =
        if set.checks == 1 { "1 check".to_owned() } else { format!("{} checks", set.checks) };
    Announced {
        file: set.folder.clone(),
        line: None,
        message: format!("policies {}{version}: {checks}, {digest}{changes}{raw}", set.name),
    }
}

/// Takes out of what is fixed what only cannot be decided any more.
fn keep_open(setup: &Setup<'_>, report: &Report, gone: &mut Vec<Fixed>) -> Result<(), Failure> {
    if gone.is_empty() {
        return Ok(());
    }
    let open = if setup.options.selection.undecided {
        undecided(&report.findings)
    } else {
        let units = gone.iter().map(|fixed| (fixed.repository.clone(), fixed.unit.clone()));
        let checks = gone.iter().map(|fixed| fixed.check.clone()).collect();
        let own = &setup.options.selection;
        let selection = Selection { undecided: true, among: Some(checks), ..own.clone() };
        let units = Some(units.collect());
        let options = Options { selection, units, ..setup.options.clone() };
        let again = Setup { options: &options, ..*setup };
        undecided(&scan(&again, &Silent)?.findings)
    };
    gone.retain(|fixed| {
        let Fixed { check, unit, resource, .. } = fixed.clone();
        !open.contains(&(check, unit, resource))
    });
    Ok(())
}

/// Of what checks cannot decide: check, unit and resource.
pub fn undecided(findings: &[Finding]) -> BTreeSet<(String, String, String)> {
    let mut open = BTreeSet::new();
    for finding in findings {
        let all = finding.each().into_iter().filter(|one| one.certainty == Certainty::Undecided);
        open.extend(all.map(|one| (finding.check.clone(), one.unit, one.resource)));
    }
    open
}

/// The policies for one configuration.
struct Loaded {
    config: Option<Config>,
    set: Arc<PolicySet>,
    notes: Vec<Problem>,
}

/// What a scan is asked for: as the command line and the configuration say it.
///
/// # Errors
/// An id that is none.
pub fn options(
    args: &ScanArgs,
    set: &PolicySet,
    config: Option<&Config>,
    today: &str,
    own: Options,
) -> Result<Options, Failure> {
    let mut words = vec![Words { enable: &args.enable, disable: &args.disable }];
    words.extend(config.into_iter().flat_map(Config::choices).map(Words::from));
    if let Some(config) = config {
        config.ids(|id| set.is_id(id))?;
        config.threats(set.threats().iter().map(|threat| threat.id.as_str()))?;
    }
    let mut checks = select(set, &words)?;
    only(set, &args.framework, &mut checks)?;
    Ok(Options {
        selection: Selection { checks, undecided: args.undecided, ..Selection::default() },
        discover_var_files: args.input.discover_var_files,
        untrusted: args.untrusted,
        today: today.to_owned(),
        no_examples: args.input.no_examples || config.is_some_and(Config::leaves_examples_out),
        severity: set.severities(config.into_iter().flat_map(Config::severities)),
        profile: args.input.profile.clone(),
        min_severity: args
            .min_severity
            .or_else(|| config.and_then(Config::reports_from))
            .filter(|_| !args.trial.states),
        states: args.trial.states,
        for_states: args.trial.for_states,
        exclude: setting::exclude(config)?,
        own_config: !args.input.no_config && args.input.config.is_none(),
        enable: args.enable.clone(),
        disable: args.disable.clone(),
        examples: setting::examples(config)?,
        separate: args.baseline.is_some() || args.trial.separate,
        fixes: args.trial.fixes,
        units: args.trial.units.clone(),
        ..own
    })
}
