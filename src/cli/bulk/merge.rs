//! `stridelint merge`.

use super::super::output::{self, Form, Wanted};
use super::super::{Failure, Status, policies, say, setting};
use super::args::MergeArgs;
use super::parts::Parts;
use super::sink::{Sink, has_tables};
use super::summary::{Shape, Tally};
use super::{read, write};
use crate::baseline::{Baseline, Entry};
use crate::bulk::{At, MergeError, manifest, report, together};
use crate::finding::{Finding, Fixed, Report};
use crate::report::Format;
use crate::scan::standing;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

/// Repositories that a message names at most.
const NAMED: usize = 10;

/// Puts parts together and reports.
///
/// # Errors
/// Parts that are none of one run, or do not have all of the manifest; output that cannot be written.
pub fn run(args: &MergeArgs) -> Result<Status, Failure> {
    setting::color(args.color);
    let wanted = wanted(args)?;
    let shape = Shape::of(args.summary, &wanted)?;
    let rows = read(&args.manifest)?;
    let (set, _) = policies::load(&args.policy, None)?;
    let (parts, all) = Parts::new(args.parts.clone())?;
    let run = all.run().cloned().unwrap_or_default();
    if run.policies != set.digest() {
        return Err(Failure::Input(
            "the parts were made with other policies than these: give the --policy of the scan"
                .to_owned(),
        ));
    }
    let before = Before::read(&args.baseline)?;
    let order = all.in_order(&rows).map_err(|error| told(&error))?;
    let mut merge =
        Merge { parts, rows, order, failed: BTreeMap::new(), incomplete: BTreeSet::new() };
    match (shape, before) {
        (Some(shape), before @ (None | Some(Before::Tables(..)))) => {
            let tally = merge.tally(before)?;
            shape.write(&tally, &set, wanted.file.as_deref())?;
        }
        (None, None) if has_tables(wanted.form) => {
            let mut sink = Sink::new(&wanted, &run)?;
            for line in 0..merge.order.len() {
                sink.take(&merge.line(line)?)?;
            }
            sink.finish(&set)?;
        }
        (None, Some(_)) if has_tables(wanted.form) => {
            return Err(Failure::Usage(
                "--baseline is for reports and for --summary: tables have all that was found"
                    .to_owned(),
            ));
        }
        (shape, before) => {
            let mut report = merge.whole(&run.today)?;
            let mut tally = Tally::new(before.is_some());
            tally.lines(merge.order.len(), &merge.failed, merge.incomplete.len());
            tally.now(&report);
            if let Some(before) = before {
                merge.since(&before.all()?, &mut report);
            }
            tally.add(&report);
            match shape {
                Some(shape) => shape.write(&tally, &set, wanted.file.as_deref())?,
                None => write(&[wanted.report()?], report, &set, args.gaps)?,
            }
        }
    }
    Ok(merge.status())
}

fn told(error: &MergeError) -> Failure {
    Failure::Input(error.to_string())
}

/// What is to be written, and where.
fn wanted(args: &MergeArgs) -> Result<Wanted, Failure> {
    let file = args.output.clone();
    let form = match (args.format, &file) {
        (Some(form), _) => form,
        (None, Some(file)) => output::by_ending(file)?,
        (None, None) => Form::Report(Format::Text),
    };
    Ok(Wanted { form, file })
}

/// The parts of a run in the order of the manifest.
struct Merge {
    parts: Parts,
    rows: Vec<manifest::Row>,
    /// Where each line of the manifest is.
    order: Vec<At>,
    /// The lines that were not scanned, and why.
    failed: BTreeMap<usize, String>,
    /// The repositories of which something was not scanned.
    incomplete: BTreeSet<String>,
}

impl Merge {
    /// All rows of a line.
    fn line(&mut self, line: usize) -> Result<Vec<crate::bulk::v1::Row>, Failure> {
        let Some(at) = self.order.get(line) else { return Ok(Vec::new()) };
        let rows = self.parts.rows(*at)?;
        let outcome = rows.last().and_then(|row| row.outcome.as_ref());
        if let Some(why) = outcome.and_then(|outcome| outcome.error.clone()) {
            self.failed.insert(line, why);
        }
        Ok(rows)
    }

    /// The report of some lines.
    fn reports(&mut self, lines: std::ops::Range<usize>, today: &str) -> Result<Report, Failure> {
        let mut reports = Vec::new();
        for line in lines {
            let (outcome, report) = report(&self.line(line)?).map_err(|error| told(&error))?;
            if outcome.error.is_none() {
                if report.incomplete() {
                    self.incomplete.insert(self.rows[line].repository.clone());
                }
                reports.push(report);
            }
        }
        Ok(together(reports, today))
    }

    fn whole(&mut self, today: &str) -> Result<Report, Failure> {
        self.reports(0..self.order.len(), today)
    }

    /// The numbers of all lines: one repository at a time is looked at.
    fn tally(&mut self, mut before: Option<Before>) -> Result<Tally, Failure> {
        let mut tally = Tally::new(before.is_some());
        let mut next = 0;
        while let Some(row) = self.rows.get(next) {
            let same = |other: &&manifest::Row| other.repository == row.repository;
            let end = next + self.rows[next..].iter().take_while(same).count();
            let name = row.repository.clone();
            let mut report = self.reports(next..end, "")?;
            tally.now(&report);
            if let Some(before) = &mut before {
                let before = before.of(&name)?;
                self.since(&before, &mut report);
            }
            tally.add(&report);
            next = end;
        }
        tally.lines(self.order.len(), &self.failed, self.incomplete.len());
        Ok(tally)
    }

    /// Leaves what is new since, and notes what is gone and how much still stands.
    fn since(&self, before: &Baseline, report: &mut Report) {
        let lost: BTreeSet<&str> =
            self.failed.keys().map(|line| self.rows[*line].repository.as_str()).collect();
        let known: BTreeSet<&str> = self.rows.iter().map(|row| row.repository.as_str()).collect();
        let present = Baseline::of_findings(&report.findings);
        let scanned = |entry: &Entry| {
            let repository = entry.repository.as_str();
            repository.is_empty() || known.contains(repository) && !lost.contains(repository)
        };
        let gone: Vec<Fixed> = before.fixed(&present, scanned);
        report.fixed = gone.into_iter().filter(|fixed| !fixed.stands).collect();
        let older = before.apply_to_causes(&mut report.findings);
        report.older = older.len();
        report.standing = Some(standing(&older));
    }

    /// Tells what was not scanned.
    fn status(&self) -> Status {
        for (line, why) in self.failed.iter().take(NAMED) {
            let name = &self.rows[*line].repository;
            say(&format!("error: {}", crate::printable::plain(&format!("{name}: {why}"))));
        }
        if self.failed.is_empty() {
            return Status::Clean;
        }
        say(&format!("{} of {} were not scanned", self.failed.len(), self.rows.len()));
        Status::Error
    }
}

/// What was found before.
enum Before {
    /// Tables, and where in them each repository is.
    Tables(Parts, BTreeMap<String, Vec<At>>),
    /// A baseline or a report.
    Other(Baseline),
}

impl Before {
    fn read(files: &[PathBuf]) -> Result<Option<Before>, Failure> {
        let Some(first) = files.first() else { return Ok(None) };
        if Parts::is_one(first) {
            let (parts, all) = Parts::new(files.to_vec())?;
            return Ok(Some(Before::Tables(parts, all.by_repository())));
        }
        let mut all = Baseline::default();
        for file in files {
            let one = Baseline::read(file).map_err(|error| Failure::Input(error.to_string()))?;
            all = all.with(&one).0;
        }
        Ok(Some(Before::Other(all)))
    }

    fn found(parts: &mut Parts, at: At) -> Result<Baseline, Failure> {
        let rows = parts.rows(at)?;
        let findings = rows.iter().filter_map(|row| {
            row.finding.as_ref().map(|one| one.finding(&row.repository).map_err(Failure::Input))
        });
        Ok(Baseline::of_findings(&findings.collect::<Result<Vec<Finding>, _>>()?))
    }

    /// What one repository had.
    fn of(&mut self, repository: &str) -> Result<Baseline, Failure> {
        match self {
            Before::Other(baseline) => Ok(baseline.clone()),
            Before::Tables(parts, places) => {
                let mut all = Baseline::default();
                for at in places.get(repository).into_iter().flatten() {
                    all = all.with(&Before::found(parts, *at)?).0;
                }
                Ok(all)
            }
        }
    }

    fn all(self) -> Result<Baseline, Failure> {
        match self {
            Before::Other(baseline) => Ok(baseline),
            Before::Tables(mut parts, places) => {
                let mut all = Baseline::default();
                for at in places.into_values().flatten() {
                    all = all.with(&Before::found(&mut parts, at)?).0;
                }
                Ok(all)
            }
        }
    }
}
