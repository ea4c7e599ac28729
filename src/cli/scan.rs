//! `stridelint scan`.

use super::args::ScanArgs;
use super::progress::Bar;
use super::select::{Words, select};
use super::{Failure, Status, output, policies, problems, setting};
use crate::baseline::Baseline;
use crate::config::Config;
use crate::discover;
use crate::finding::{Report, Severity};
use crate::policy::{PolicySet, Selection};
use crate::report::{Input, render};
use crate::scan::{Options, Setup, merge, on_pool, scan};
use crate::source::{Loss, Problem};
use crate::tree::{Limits, disk, git};
use clap::ArgMatches;

/// Scans and reports.
///
/// # Errors
/// Usage, configuration and policy errors; output that cannot be written.
pub fn run(args: &ScanArgs, matches: &ArgMatches) -> Result<Status, Failure> {
    setting::color(args.input.color);
    let targets = output::targets(args, matches)?;
    let baseline =
        args.baseline.as_deref().map(Baseline::read).transpose().map_err(Failure::Input)?;
    let today = crate::date::today(args.input.today.as_deref())?;
    let limits = Limits::default();
    let (scopes, found) =
        tracing::debug_span!("listing the files").in_scope(|| disk::open(&args.paths, limits));
    let mut sets: Vec<Loaded> = Vec::new();
    let mut reports = Vec::new();
    let mut failing = false;
    let bar = Bar::new();
    for scope in &scopes {
        let config = setting::config(&args.input, scope)?;
        let at = loaded(&mut sets, args, config)?;
        let Loaded { config, set, .. } = &sets[at];
        let config = config.as_ref();
        let options = options(args, matches, set, config, scope, &today)?;
        let base = args
            .diff_base
            .as_deref()
            .map(|revision| git::base(scope, revision, limits, discover::is_ours))
            .transpose()
            .map_err(Failure::Input)?;
        let setup = Setup { scope, set, config, base: base.as_ref(), options: &options };
        let mut report = on_pool(args.input.jobs, || scan(&setup, &bar))??;
        if let Some(baseline) = &baseline {
            report.older += baseline.apply(&mut report.findings);
        }
        let least = args
            .fail_on
            .or_else(|| config.and_then(|config| config.fail_on))
            .unwrap_or(Severity::High);
        failing |= report.counted().any(|finding| finding.severity >= least);
        reports.push(report);
    }
    bar.finish();
    let notes = std::mem::take(&mut sets)
        .into_iter()
        .map(|loaded| (loaded.set, loaded.notes))
        .collect::<Vec<_>>();
    let mut report = merge(reports, &today);
    report
        .problems
        .extend(found.into_iter().chain(notes.iter().flat_map(|(_, notes)| notes.clone())));
    report.problems.sort();
    if args.keep_going {
        soften(&mut report);
    }
    problems::tell(&report.problems);
    let fallback;
    let set = match notes.first() {
        Some((set, _)) => set,
        None => {
            fallback = policies::load(&args.policy, None)?.0;
            &fallback
        }
    };
    let input = Input { report: &report, set };
    for target in &targets {
        tracing::debug_span!("writing the report")
            .in_scope(|| output::write(target, &render(target.format, input)))?;
    }
    Ok(match (args.exit_zero, report.incomplete(), failing) {
        (true, ..) => Status::Clean,
        (false, true, _) => Status::Error,
        (false, false, true) => Status::Findings,
        (false, false, false) => Status::Clean,
    })
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
    config: Option<Config>,
) -> Result<usize, Failure> {
    let file = |config: &Option<Config>| config.as_ref().map(|config| config.file.clone());
    if let Some(at) = sets.iter().position(|loaded| file(&loaded.config) == file(&config)) {
        return Ok(at);
    }
    let (set, notes) = policies::load(&args.policy, config.as_ref())?;
    sets.push(Loaded { config, set, notes });
    Ok(sets.len() - 1)
}

fn options(
    args: &ScanArgs,
    matches: &ArgMatches,
    set: &PolicySet,
    config: Option<&Config>,
    scope: &disk::Scope,
    today: &str,
) -> Result<Options, Failure> {
    let mut words = vec![Words { enable: &args.enable, disable: &args.disable }];
    words.extend(config.map(|config| Words { enable: &config.enable, disable: &config.disable }));
    Ok(Options {
        selection: Selection { checks: select(set, &words)?, undecided: args.undecided },
        inputs: args.input.inputs(scope, matches)?,
        discover_var_files: args.input.discover_var_files,
        today: today.to_owned(),
        no_examples: args.input.no_examples || config.is_some_and(|config| config.no_examples),
        shard: args.shard,
        min_severity: args.min_severity.or_else(|| config.and_then(|config| config.min_severity)),
        exclude: setting::exclude(config)?,
        examples: setting::examples(config)?,
    })
}

/// Lost input becomes a warning.
fn soften(report: &mut Report) {
    for problem in report.problems.iter_mut().filter(|problem| problem.loss == Loss::Lost) {
        problem.loss = Loss::Warning;
    }
}
