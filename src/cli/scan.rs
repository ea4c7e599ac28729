//! `stridelint scan`.

use super::args::ScanArgs;
use super::{Failure, Status, problems, today};
use crate::policy::PolicySet;
use crate::scan::{Options, Silent, scan};
use crate::tree::{Limits, disk};

/// Scans and reports.
///
/// # Errors
/// Usage, configuration and policy errors; output that cannot be written.
pub fn run(args: &ScanArgs) -> Result<Status, Failure> {
    let (scopes, found) = disk::open(&args.paths, Limits::default());
    let options = Options {
        inputs: args.input.inputs(&scopes),
        today: today::today(args.input.today.as_deref()).map_err(Failure)?,
        no_examples: args.input.no_examples,
        ..Options::default()
    };
    let mut report = scan(&scopes, &PolicySet {}, &options, &Silent);
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
