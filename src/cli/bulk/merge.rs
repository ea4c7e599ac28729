//! `stridelint merge`.

use super::super::output::{self, Target};
use super::super::{Failure, Status, policies, say, setting};
use super::args::MergeArgs;
use super::sink::{Done, Sink, has_tables};
use super::{read, summary, write};
use crate::baseline::Baseline;
use crate::bulk::manifest;
use crate::bulk::v1::{Of, Outcome, Row};
use crate::bulk::{Gathered, together};
use crate::finding::{Fixed, Report};
use crate::path::slashes;
use crate::report::Format;
use crate::scan::standing;
use std::io::{BufRead, BufReader};
use std::path::Path;

/// Repositories that a message names at most.
const NAMED: usize = 10;

/// Puts parts together and reports.
///
/// # Errors
/// Parts that are none of one run, or do not have all of the manifest; output that cannot be written.
pub fn run(args: &MergeArgs) -> Result<Status, Failure> {
    setting::color(args.color);
    let rows = read(&args.manifest)?;
    let (set, _) = policies::load(&args.policy, None)?;
    let mut all = Gathered::default();
    for part in &args.parts {
        take(&mut all, part)?;
    }
    let run = all.run().cloned().unwrap_or_default();
    if !args.parts.is_empty() && run.policies != set.digest() {
        return Err(Failure::Input(
            "the parts were made with other policies than these: give the --policy of the scan"
                .to_owned(),
        ));
    }
    let done = all.in_order(&rows).map_err(|error| Failure::Input(error.to_string()))?;
    let failed: Vec<String> = done
        .iter()
        .filter_map(|(row, outcome, _)| Some((row, outcome.error.as_ref()?)))
        .map(|(row, why)| format!("{}: {why}", row.repository))
        .collect();
    let format = args.format.or_else(|| {
        let file = args.output.as_deref()?;
        output::by_ending(file).ok()
    });
    let target = Target { format: format.unwrap_or(Format::Text), file: args.output.clone() };
    if has_tables(target.format) {
        let mut sink = Sink::new(&target, &run)?;
        for (row, outcome, report) in done {
            sink.take(&rows_of(&row, &outcome, report, &set))?;
        }
        sink.finish(&set)?;
    } else {
        let reports = done.into_iter().filter(|(_, outcome, _)| outcome.error.is_none());
        let mut report = together(reports.map(|(.., report)| report), &run.today);
        let before = args.baseline.as_deref().map(baseline).transpose()?;
        if let Some(before) = &before {
            since(before, &mut report);
        }
        match args.summary {
            true => super::super::print(&summary::text(&report, &set, before.is_some()))?,
            false => write(&[target], report, &set, args.gaps)?,
        }
    }
    for line in failed.iter().take(NAMED) {
        say(&format!("error: {}", crate::printable::plain(line)));
    }
    if failed.is_empty() {
        return Ok(Status::Clean);
    }
    say(&format!("{} of {} were not scanned", failed.len(), rows.len()));
    Ok(Status::Error)
}

/// The rows of a repository again.
fn rows_of(
    row: &manifest::Row,
    outcome: &Outcome,
    report: Report,
    set: &crate::policy::PolicySet,
) -> Vec<Row> {
    let of = Of {
        repository: row.repository.clone(),
        commit: row.commit.clone(),
        closure: row.closure.as_ref().map(|part| part.name.clone()),
    };
    match &outcome.error {
        Some(why) => vec![of.failed(&outcome.status, why.clone())],
        None => Done { of, report: Ok(report) }.rows(set),
    }
}

/// Takes the rows of a part.
fn take(all: &mut Gathered, part: &Path) -> Result<(), Failure> {
    let shown = slashes(part);
    let told = |why: &dyn std::fmt::Display| Failure::Input(format!("{shown}: {why}"));
    let mut begun = false;
    each_row(part, &mut |row| {
        match begun {
            true => all.take(row),
            false => all.begin(&row),
        }
        .map_err(|error| told(&error))?;
        begun = true;
        Ok(())
    })?;
    if !begun {
        return Err(told(&crate::bulk::MergeError::Headless));
    }
    all.end().map_err(|error| told(&error))
}

/// Reads the rows of a file one by one.
fn each_row(part: &Path, take: &mut dyn FnMut(Row) -> Result<(), Failure>) -> Result<(), Failure> {
    let shown = slashes(part);
    let told = |why: &dyn std::fmt::Display| Failure::Input(format!("{shown}: {why}"));
    let file = crate::tree::open_regular(part).map_err(|error| told(&error))?;
    for (number, line) in (1..).zip(BufReader::new(file).lines()) {
        let line = line.map_err(|error| told(&error))?;
        let row: Row = serde_json::from_str(&line)
            .map_err(|error| told(&format!("line {number} is not a row of a table: {error}")))?;
        take(row)?;
    }
    Ok(())
}

/// What was found before: tables, a baseline, or a report.
fn baseline(file: &Path) -> Result<Baseline, Failure> {
    let mut findings = Vec::new();
    let read = each_row(file, &mut |row| {
        if let Some(one) = &row.finding {
            findings.push(one.finding(&row.repository).map_err(Failure::Input)?);
        }
        Ok(())
    });
    match read {
        Ok(()) if !findings.is_empty() => Ok(Baseline::of_findings(&findings)),
        _ => Baseline::read(file).map_err(|error| Failure::Input(error.to_string())),
    }
}

/// Leaves what is new since, and notes what is gone and how much still stands.
fn since(before: &Baseline, report: &mut Report) {
    let present = Baseline::of_findings(&report.findings);
    let scanned = |entry: &crate::baseline::Entry| {
        report.units.iter().any(|unit| unit.repository == entry.repository)
            || entry.repository.is_empty()
    };
    let gone: Vec<Fixed> = before.fixed(&present, scanned);
    report.fixed = gone.into_iter().filter(|fixed| !fixed.stands).collect();
    let older = before.apply_to_causes(&mut report.findings);
    report.older = older.len();
    report.standing = Some(standing(&older));
}
