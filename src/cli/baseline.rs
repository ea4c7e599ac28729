//! `stridelint baseline`: the findings there are, written down.

use super::args::{BaselineArgs, BaselineCommand, ScanArgs};
use super::{Failure, Status, output, problems, say, scan, setting};
use crate::baseline::{Baseline, Entry};
use clap::ArgMatches;

/// Writes, updates or prunes a baseline.
///
/// # Errors
/// As a scan; a baseline that cannot be read or written.
pub fn run(command: &BaselineCommand, matches: &ArgMatches) -> Result<Status, Failure> {
    let (name, args) = match command {
        BaselineCommand::Write(args) => ("write", args),
        BaselineCommand::Update(args) => ("update", args),
        BaselineCommand::Prune(args) => ("prune", args),
    };
    let matches = matches.subcommand_matches("baseline").unwrap_or(matches);
    let matches = matches.subcommand_matches(name).unwrap_or(matches);
    setting::color(args.input.color);
    let file = crate::path::slashes(&args.file);
    let before = match command {
        BaselineCommand::Write(_) => Baseline::default(),
        _ => Baseline::read(&args.file).map_err(|error| Failure::Input(error.to_string()))?,
    };
    let prunes = matches!(command, BaselineCommand::Prune(_));
    let asked = ScanArgs { undecided: prunes, ..as_scan(args) };
    let gathered = scan::gather(&asked, matches)?;
    problems::tell(&gathered.report.problems, &gathered.report.gaps);
    if crate::interrupt::asked() {
        say(&format!("{file} is left as it is: the scan was interrupted"));
        return Ok(Status::Interrupted);
    }
    let found = Baseline::of_findings(&gathered.report.findings);
    // A baseline of several repositories has its own name for the one that was scanned.
    let inside = gathered.repository().and_then(|name| before.repository_called(name));
    let present = inside.map_or_else(|| found.clone(), |inside| found.clone().within(inside));
    // What cannot be decided any more is not gone.
    let open = scan::undecided(&gathered.report.findings);
    let lost = gathered.report.lost();
    let (after, told) = match command {
        BaselineCommand::Write(_) => {
            let told = format!("{} findings", present.count());
            (present, told)
        }
        BaselineCommand::Update(_) => {
            let (after, added) = before.with(&present);
            let told = format!("{added} added, {} in all", after.count());
            (after, told)
        }
        BaselineCommand::Prune(_) if lost => {
            return Err(Failure::Input(format!(
                "{file} was not changed: some input could not be read, so an entry may only seem to be gone"
            )));
        }
        BaselineCommand::Prune(_) => {
            let gone = |entry: &Entry| {
                let Entry { check, unit, resource, .. } = entry.clone();
                let undecided = open.contains(&(check, unit, resource));
                let there = present.has(entry) || found.has(entry) || undecided;
                gathered.saw(entry) && !there
            };
            let (after, taken) = before.only(|entry| !gone(entry));
            let told = format!("{taken} taken out, {} left", after.count());
            (after, told)
        }
    };
    output::replace(&args.file, after.text().as_bytes())
        .map_err(|error| Failure::Output(format!("{file} cannot be written: {error}")))?;
    say(&format!("{file}: {told}"));
    Ok(if lost { Status::Error } else { Status::Clean })
}

fn as_scan(args: &BaselineArgs) -> ScanArgs {
    ScanArgs {
        paths: args.paths.clone(),
        input: args.input.clone(),
        policy: args.policy.clone(),
        enable: args.enable.clone(),
        disable: args.disable.clone(),
        ..ScanArgs::default()
    }
}
