//! `stridelint scan`.

use super::args::{ScanArgs, Trial};
use super::progress::Bar;
use super::select::{disabled, only, select};
use super::{
    Failure, Status, compare, fix, origin, output, policies, problems, say, setting, terminal,
    trust,
};
use crate::baseline::{Baseline, Entry};
use crate::config::Config;
use crate::finding::{Certainty, FailOn, Finding, Fixed, Report, Severity};
use crate::gap::{Gap, GapKind};
use crate::policy::{PolicySet, Selection, Words};
use crate::report::{Format, Input, View, WIDTH, fixed_lines, printable, render};
use crate::scan::{
    Options, Progress, Realm, Setup, Silent, absorb, count, merge, on_pool, scan, tell_unread,
};
use crate::source::{Loss, Problem};
use crate::tree::{Limits, disk};
use clap::ArgMatches;
use std::collections::BTreeSet;

/// Scans and reports.
///
/// # Errors
/// Usage, configuration and policy errors; output that cannot be written.
pub fn run(args: &ScanArgs, matches: &ArgMatches) -> Result<Status, Failure> {
    reported(args, matches, false).map(|(status, _)| status)
}

/// As [`run`], and gives the JSON report too where it is wanted, with what fixes its findings.
///
/// # Errors
/// As [`run`].
pub fn reported(
    args: &ScanArgs,
    matches: &ArgMatches,
    with_json: bool,
) -> Result<(Status, Option<String>), Failure> {
    setting::color(args.input.color);
    let targets = output::targets(args, matches)?;
    let offers = with_json || targets.iter().any(|target| target.format.offers_fixes());
    let trial = || Trial { fixes: true, ..Trial::default() };
    let with_fixes = offers.then(|| ScanArgs { trial: trial(), ..args.clone() });
    let asked = with_fixes.as_ref().unwrap_or(args);
    let Gathered { mut report, sets, failing, .. } = gather(asked, matches)?;
    if offers && !crate::interrupt::asked() {
        fix::suggest(asked, matches, &mut report)?;
    }
    if args.keep_going {
        soften(&mut report);
    }
    printable(&mut report);
    problems::tell(&report.problems, &report.gaps);
    let fallback;
    // Of several configurations that name policies the one with most has them.
    let set = match sets.iter().max_by_key(|set| set.checks().count()) {
        Some(set) => set,
        None => {
            fallback = policies::load_apart(&args.policy, None)?.0;
            &fallback
        }
    };
    let here = std::env::current_dir().and_then(|here| here.canonicalize()).ok();
    let (quiet, statistics) = (args.quiet, args.statistics);
    // Where one commit is compared with another, the work tree may be at a third.
    let asked = args.diff_base.iter().chain(&args.diff_exact);
    let at_head = asked.into_iter().all(|revisions| !revisions.contains(".."));
    let origin = origin::of(&report, at_head, compare::variable);
    for target in &targets {
        let terminal = target.file.is_none();
        let width = Some(()).filter(|()| terminal).and_then(|()| terminal::width());
        let view = View {
            width: width.unwrap_or(WIDTH),
            quiet,
            statistics,
            links: terminal && terminal::has_links(),
            here: here.as_deref(),
            origin: origin.as_ref(),
        };
        let input = Input { report: &report, set, all_gaps: args.gaps, view };
        tracing::debug_span!("writing the report").in_scope(|| output::write(target, input))?;
    }
    let input = Input { report: &report, set, all_gaps: args.gaps, view: View::default() };
    if !targets.iter().any(|target| target.format.tells_fixed()) {
        let lines = fixed_lines(input);
        lines.iter().for_each(|line| say(line));
        if !lines.is_empty() {
            say(&format!("{} fixed", lines.len()));
        }
    }
    let view = View { origin: origin.as_ref(), ..View::default() };
    let json = with_json.then(|| render(Format::Json, Input { view, ..input }));
    Ok((status(args, &report, failing), json))
}

/// How the run ended: lost input over findings over nothing to scan.
fn status(args: &ScanArgs, report: &Report, failing: bool) -> Status {
    if crate::interrupt::asked() {
        Status::Interrupted
    } else if args.exit_zero {
        Status::Clean
    } else if report.lost() || args.strict && report.incomplete() {
        Status::Error
    } else if failing {
        Status::Findings
    } else if report.nothing {
        Status::Nothing
    } else {
        Status::Clean
    }
}

/// The checks that the command line or the configuration turns off. Those that run only when they
/// are asked for are not turned off by anybody.
fn turned_off(set: &PolicySet, args: &ScanArgs, config: Option<&Config>) -> Vec<Gap> {
    let mut words =
        vec![(Words { enable: &args.enable, disable: &args.disable }, "--disable".to_owned())];
    let choices = config.into_iter().flat_map(Config::choices);
    words.extend(choices.map(|choice| (choice.into(), format!("`disable` in {}", choice.file))));
    disabled(set, &words)
        .into_iter()
        .map(|(check, by)| Gap {
            kind: GapKind::CheckDisabled,
            path: String::new(),
            at: None,
            what: check,
            why: format!("by {by}"),
            cure: String::new(),
            call: None,
            lost: false,
        })
        .collect()
}

/// What the scan of all paths gave.
pub struct Gathered {
    /// The findings and problems of all scopes.
    pub report: Report,
    /// The policies of each configuration.
    pub sets: Vec<PolicySet>,
    /// A finding is at or above the severity that fails the run.
    pub failing: bool,
    /// What was looked at.
    seen: Vec<Seen>,
}

/// What was looked at in one scope.
struct Seen {
    /// The scope's name.
    label: String,
    /// The folder's name of the repository that it lies in.
    repository: Option<String>,
    /// Calls of modules and stacks that could not be read.
    unread: Vec<String>,
    /// The files that were named in it.
    only: Option<BTreeSet<String>>,
    /// The part of it that was scanned, and what the names of its units begin with.
    realm: (String, Realm),
    /// The checks that ran.
    checks: BTreeSet<String>,
}

impl Seen {
    fn of(setup: &Setup<'_>, report: &Report) -> Seen {
        let scope = setup.scope;
        let top = scope.work_tree.as_ref().and_then(|top| top.file_name());
        Seen {
            label: scope.within.clone().unwrap_or_else(|| scope.tree.label.clone()),
            repository: top.map(|name| name.to_string_lossy().into_owned()),
            unread: unread(&report.gaps),
            only: scope.only.clone(),
            realm: (scope.tree.label.clone(), setup.options.realm.clone()),
            checks: setup.options.selection.checks.clone(),
        }
    }

    fn has(&self, entry: &Entry) -> bool {
        let Some(entry) =
            self.repository.as_ref().map_or(Some(entry.clone()), |name| entry.of(name))
        else {
            return false;
        };
        let inside = |call: &String| {
            entry.resource.strip_prefix(call).is_some_and(|rest| rest.starts_with(['.', '[', '/']))
        };
        let below = match self.label.as_str() {
            "" => Some(entry.file.as_str()),
            label => entry.file.strip_prefix(label).and_then(|rest| rest.strip_prefix('/')),
        };
        let (prefix, realm) = &self.realm;
        let unit = entry.unit.strip_prefix(prefix.as_str()).unwrap_or(&entry.unit);
        let unit = unit.trim_start_matches('/');
        realm.has(if unit == "." { "" } else { unit })
            && below.is_some_and(|file| self.only.as_ref().is_none_or(|only| only.contains(file)))
            && self.checks.contains(&entry.check)
            && !self.unread.iter().any(inside)
            && !self.unread.contains(&entry.file)
    }
}

/// The calls whose modules or stacks a scan could not read, whichever instance of them, and the
/// files.
fn unread(gaps: &[Gap]) -> Vec<String> {
    let kinds = [GapKind::ModuleNotRead, GapKind::StackNotRead, GapKind::FileNotRead];
    let calls = gaps.iter().filter(|gap| kinds.contains(&gap.kind));
    calls
        .map(|gap| match gap.what.strip_suffix(']').and_then(|inner| inner.rfind('[')) {
            Some(at) => gap.what[..at].to_owned(),
            None => gap.what.clone(),
        })
        .collect()
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
    let bar = Bar::new();
    let gathered = gather_telling(args, matches, &bar);
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
    let (places, mut found) = disk::places(&compare::paths(args));
    let mut sides = tracing::debug_span!("listing the files")
        .in_scope(|| compare::open(args, places, Limits::default(), &mut found))
        .map_err(Failure::Input)?;
    for side in sides.iter_mut().filter(|_| !args.trial.texts.is_empty()) {
        side.scope.replace(&args.trial.texts);
    }
    gather_sides(args, matches, progress, &sides, found)
}

/// As [`gather`], of what is opened already; `found`: what was wrong with it.
///
/// # Errors
/// As [`gather`].
pub fn gather_sides(
    args: &ScanArgs,
    matches: &ArgMatches,
    progress: &dyn Progress,
    sides: &[compare::Side],
    mut found: Vec<Problem>,
) -> Result<Gathered, Failure> {
    let baseline = args
        .baseline
        .as_deref()
        .map(Baseline::read)
        .transpose()
        .map_err(|error| Failure::Input(error.to_string()))?;
    let today = crate::date::today(args.input.today.as_deref())?;
    let mut loaded_sets: Vec<Loaded> = Vec::new();
    let mut gathered =
        Gathered { report: Report::default(), sets: Vec::new(), failing: false, seen: Vec::new() };
    let mut reports = Vec::new();
    let mut governed = Vec::new();
    for side in sides {
        let mut recorded = None;
        let trusted = !args.untrusted || side.bases.is_empty();
        let mut realms = Vec::new();
        for realm in setting::realms(&args.input, &side.scope, &side.bases, trusted)? {
            let authority = trust::authority(args, side, &realm)?;
            if authority.policies.is_none() {
                recorded = setting::unrecorded(&args.input, &side.scope);
            }
            let told = authority.announced.clone();
            realms.push((realm, loaded(&mut loaded_sets, args, authority, &side.scope)?, told));
        }
        found.extend(recorded);
        governed.push(realms);
    }
    let configs = || loaded_sets.iter().filter_map(|loaded| loaded.config.as_ref());
    setting::known_profile(&args.input, configs())?;
    for (side, realms) in sides.iter().zip(governed) {
        let by = |(realm, at, _): &(Realm, usize, _)| (realm.clone(), &loaded_sets[*at].config);
        let all: Vec<(Realm, &Option<Config>)> = realms.iter().map(by).collect();
        for (realm, at, told) in realms {
            let asked = Asked { args, side, today: &today, baseline: baseline.as_ref(), progress };
            let inputs = args.input.inputs(&side.scope, matches)?;
            let elsewhere = setting::elsewhere(&args.input, &all, &realm)?;
            let trial = &args.trial.texts;
            let concerning = (!trial.is_empty()).then(|| side.scope.named_in(trial.keys()));
            let own = Options { realm, inputs, elsewhere, concerning, ..Options::default() };
            let (mut report, seen, failing) = asked.scan(&loaded_sets[at], own)?;
            report.announced.extend(told);
            report.announced.extend(loaded_sets[at].set.sets().iter().map(told_set));
            report.announced.sort();
            gathered.seen.push(seen);
            gathered.failing |= failing;
            reports.push(report);
        }
    }
    gathered.report = merge(reports, &today);
    gathered.report.problems.extend(found);
    for loaded in loaded_sets {
        gathered.report.problems.extend(loaded.notes);
        gathered.sets.push(loaded.set);
    }
    tell_unread(&mut gathered.report);
    gathered.report.problems.sort();
    Ok(gathered)
}

/// Policies beside the program's own, for a report's head.
fn told_set(set: &crate::policy::SetInfo) -> crate::finding::Announced {
    let version = set.version.as_ref().map_or_else(String::new, |version| format!(" {version}"));
    let digest: String = set.digest.chars().take("sha256:".len() + 12).collect();
    let changes = match set.settings.as_slice() {
        [] => String::new(),
        settings => format!("; changes the settings {}", settings.join(", ")),
    };
    let checks =
        if set.checks == 1 { "1 check".to_owned() } else { format!("{} checks", set.checks) };
    crate::finding::Announced {
        file: set.folder.clone(),
        line: None,
        message: format!("policies {}{version}: {checks}, {digest}{changes}", set.name),
    }
}

/// What every realm of a side is asked.
struct Asked<'a> {
    args: &'a ScanArgs,
    side: &'a compare::Side,
    today: &'a str,
    baseline: Option<&'a Baseline>,
    progress: &'a dyn Progress,
}

impl Asked<'_> {
    /// Scans a realm. Gives what is reported, what was looked at, and whether it fails the run.
    fn scan(&self, loaded: &Loaded, own: Options) -> Result<(Report, Seen, bool), Failure> {
        let Asked { args, side, today, baseline, progress } = *self;
        let compare::Side { scope, bases } = side;
        let Loaded { config, set, .. } = loaded;
        let config = config.as_ref();
        let options = options(args, set, config, today, own)?;
        let setup = Setup { scope, set, config, bases, options: &options };
        let mut report = on_pool(args.input.jobs, || scan(&setup, progress))??;
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
                keep_open(&setup, args, &report, &mut gone)?;
                report.fixed.extend(gone);
            }
            let mut older = own.apply(&mut report.findings);
            // What a wider check takes in is compared apart: the wider one may be older.
            for findings in [&mut report.findings, &mut report.visible, &mut older] {
                absorb(findings, set);
            }
            report.older += count(&older);
            let standing = older.into_iter().map(|finding| finding.check);
            report.standing.get_or_insert_default().extend(standing);
        }
        let least = args
            .fail_on
            .or_else(|| config.and_then(Config::fails_on))
            .unwrap_or(FailOn::At(Severity::High));
        let failing = report.counted().any(|finding| least.fails(finding.severity));
        report.gaps.extend(turned_off(set, args, config));
        report
            .announced
            .extend(config.map(|config| trust::announced(config, set, side, args.untrusted)));
        Ok((report, seen, failing))
    }
}

/// Takes out of what is fixed what only cannot be decided any more.
fn keep_open(
    setup: &Setup<'_>,
    args: &ScanArgs,
    report: &Report,
    gone: &mut Vec<Fixed>,
) -> Result<(), Failure> {
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
        undecided(&on_pool(args.input.jobs, || scan(&again, &Silent))??.findings)
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
    set: PolicySet,
    notes: Vec<Problem>,
}

/// Policies are read once per configuration file.
fn loaded(
    sets: &mut Vec<Loaded>,
    args: &ScanArgs,
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
    let with = config.as_ref().map(|config| (config, scope));
    let (set, notes) = match policies {
        Some(files) => policies::load_with(&args.policy, with, files)?,
        None => policies::load_apart(&args.policy, with)?,
    };
    sets.push(Loaded { config, set, notes });
    Ok(sets.len() - 1)
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
        shard: args.shard,
        min_severity: args
            .min_severity
            .or_else(|| config.and_then(Config::reports_from))
            .filter(|_| !args.trial.states),
        states: args.trial.states,
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

/// Lost input becomes a warning.
fn soften(report: &mut Report) {
    for problem in report.problems.iter_mut().filter(|problem| problem.loss == Loss::Lost) {
        problem.loss = Loss::Warning;
    }
    report.gaps.iter_mut().for_each(|gap| gap.lost = false);
}
