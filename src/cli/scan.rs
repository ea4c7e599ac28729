//! `stridelint scan`.

use super::args::{ScanArgs, Trial};
use super::bulk::args::ManyArgs;
use super::output::Form;
use super::{
    Failure, Status, bulk, compare, drawn, fix, origin, output, policies, problems, say, setting,
    terminal,
};
use crate::finding::Report;
use crate::report::{Format, Input, View, WIDTH, fixed_lines, printable, render};
use crate::source::Loss;
use clap::ArgMatches;

use super::gather::gather_rows;
#[cfg(feature = "lsp")]
pub use super::gather::options;
pub use super::gather::{Gathered, gather, gather_sides, gather_telling, undecided};
use super::rows::Rows;

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
    let wanted = output::wanted(args, matches)?;
    if let Some(manifest) = &args.many.manifest {
        return bulk::scan(args, matches, manifest, wanted).map(|status| (status, None));
    }
    if !wanted.is_empty() && wanted.iter().all(|wanted| matches!(wanted.form, Form::Tables(_))) {
        return bulk::scan_folders(args, matches, wanted).map(|status| (status, None));
    }
    let targets: Vec<output::Target> =
        wanted.into_iter().map(output::Wanted::report).collect::<Result<_, _>>()?;
    let draws = targets.iter().any(|target| target.format.draws());
    let named;
    let args = match draws && args.many.paths_from.is_some() && !args.pre_commit {
        // What names the paths may be read once only.
        true => {
            let many = ManyArgs { paths_from: None, ..args.many.clone() };
            named = ScanArgs { paths: compare::paths(args)?, many, ..args.clone() };
            &named
        }
        false => args,
    };
    let offers = with_json || targets.iter().any(|target| target.format.offers_fixes());
    let for_states = draws && drawn::is_drawn(args);
    let trial = || Trial { fixes: offers, for_states, ..Trial::default() };
    let with_more = (offers || for_states).then(|| ScanArgs { trial: trial(), ..args.clone() });
    let asked = with_more.as_ref().unwrap_or(args);
    let rows = if with_json || draws { None } else { Rows::of(asked, &targets)? };
    let Gathered { mut report, sets, failing, .. } = gather_rows(asked, matches, rows.as_ref())?;
    let for_states = report.for_states.take().map(|findings| {
        let subjects = std::mem::take(&mut report.subjects);
        Report { findings, subjects, ..Report::default() }
    });
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
    // What a model is drawn from was told above.
    let model = match draws {
        true => drawn::of_scan(args, matches, for_states.map(|own| (own, set)))?,
        false => None,
    };
    let model = model.as_ref();
    let origin = origin::of(&report, at_head, compare::variable);
    let whole = if rows.is_some() { &[][..] } else { &targets };
    if let Some(rows) = rows {
        rows.end(&report, set)?;
    }
    for target in whole {
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
        let input = Input { report: &report, set, all_gaps: args.gaps, view, model };
        tracing::debug_span!("writing the report").in_scope(|| output::write(target, input))?;
    }
    let input =
        Input { report: &report, set, all_gaps: args.gaps, view: View::default(), model: None };
    if !targets.iter().any(|target| target.format.tells_fixed()) {
        let lines = fixed_lines(input);
        lines.iter().for_each(|line| say(line));
        if !lines.is_empty() {
            say(&format!("{} fixed", lines.len()));
        }
    }
    let view = View { origin: origin.as_ref(), ..View::default() };
    let json = with_json.then(|| render(Format::Json, Input { view, ..input }));
    let status = status(args, &report, failing);
    // The process is about to end. Taking apart what it holds costs a small scan an eighth of its time.
    std::mem::forget((report, sets));
    Ok((status, json))
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

/// Lost input becomes a warning.
fn soften(report: &mut Report) {
    for problem in report.problems.iter_mut().filter(|problem| problem.loss == Loss::Lost) {
        problem.loss = Loss::Warning;
    }
    report.gaps.iter_mut().for_each(|gap| gap.lost = false);
}
