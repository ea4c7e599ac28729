//! `stridelint scan`.

use super::args::ScanArgs;
use super::{Failure, Status, problems, today};
use crate::policy::PolicySet;
use crate::scan::{Options, Silent, scan};
use crate::source::Problem;
use crate::tree::{Limits, disk};

/// Scans and reports.
///
/// # Errors
/// Usage, configuration and policy errors; output that cannot be written.
pub fn run(args: &ScanArgs) -> Result<Status, Failure> {
    let (scopes, found) = disk::open(&args.paths, Limits::default());
    let mut options = Options {
        inputs: args.input.inputs(&scopes),
        today: today::today(args.input.today.as_deref()).map_err(Failure)?,
        no_examples: args.input.no_examples,
        ..Options::default()
    };
    let (set, notes) = PolicySet::load(&crate::policy::bundled(), &serde_json::Map::new()).map_err(|found| refused(&found))?;
    options.selection.checks = set.checks().filter(|check| !check.opt_in).map(|check| check.id.clone()).collect();
    let mut report = scan(&scopes, &set, &options, &Silent);
    report.problems.extend(notes);
    report.problems.extend(found);
    problems::tell(&report.problems);
    super::print(&format!("{}\n", serde_json::to_string_pretty(&report.findings)?))?;
    let failing = report.counted().any(|finding| finding.severity >= args.fail_on);
    Ok(match (report.incomplete(), failing) {
        (true, _) => Status::Error,
        (false, true) => Status::Findings,
        (false, false) => Status::Clean,
    })
}

/// What was wrong with the policies, as one failure.
fn refused(found: &[Problem]) -> Failure {
    let lines: Vec<String> = found.iter().map(problems::line).collect();
    Failure(format!("the policies are refused:\n{}", lines.join("\n")))
}
