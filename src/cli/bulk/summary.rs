//! How many findings there are, by what a person asks for first.

use super::super::output::{self, Form, Wanted};
use super::super::{Failure, print};
use crate::bulk::summary::{Named, Numbers, SCHEMA, Summary};
use crate::finding::{Report, Severity};
use crate::policy::PolicySet;
use crate::printable::{in_json, plain};
use crate::report::Format;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

/// Rows of a table that are shown.
const SHOWN: usize = 20;

/// What things are counted by.
const BY: [&str; 3] = ["repository", "threat", "check"];

/// What is counted of one thing.
#[derive(Default)]
struct Count {
    /// By severity, the worst first.
    severities: [usize; 5],
    /// What is there now, new or not.
    now: usize,
    gone: usize,
}

impl Count {
    fn all(&self) -> usize {
        self.severities.iter().sum()
    }
}

/// Numbers of a run, with those of the run before where there is one: what is counted by severity is what is
/// new then.
pub struct Tally {
    since: bool,
    lines: usize,
    failed: usize,
    incomplete: usize,
    all: Count,
    by: [BTreeMap<String, Count>; 3],
    older: usize,
}

fn threat(check: &str) -> String {
    check.split_once('.').map_or(check, |(threat, _)| threat).to_owned()
}

impl Tally {
    /// Nothing yet. `since`: there is a run before.
    #[must_use]
    pub fn new(since: bool) -> Tally {
        let (lines, failed, incomplete, older) = (0, 0, 0, 0);
        Tally {
            since,
            lines,
            failed,
            incomplete,
            all: Count::default(),
            by: Default::default(),
            older,
        }
    }

    /// How many lines of the manifest there are, those that were not scanned, and how many repositories were not
    /// scanned as a whole.
    pub fn lines(&mut self, lines: usize, failed: &BTreeMap<usize, String>, incomplete: usize) {
        self.lines = lines;
        self.failed = failed.len();
        self.incomplete = incomplete;
    }

    fn each(&mut self, repository: &str, check: &str, mut count: impl FnMut(&mut Count)) {
        let names = [repository.to_owned(), threat(check), check.to_owned()];
        for (table, name) in self.by.iter_mut().zip(names) {
            count(table.entry(name).or_default());
        }
        count(&mut self.all);
    }

    /// Counts what a report has, before what is old is taken out of it.
    pub fn now(&mut self, report: &Report) {
        for finding in report.counted() {
            self.each(&finding.repository, &finding.check, |count| count.now += 1);
        }
    }

    /// Counts what is to be told of a report.
    pub fn add(&mut self, report: &Report) {
        for finding in report.counted() {
            let at = place(finding.severity);
            self.each(&finding.repository, &finding.check, |count| count.severities[at] += 1);
        }
        for fixed in &report.fixed {
            self.each(&fixed.repository, &fixed.check, |count| count.gone += 1);
        }
        self.older += report.older;
    }

    /// Tables by repository, threat and check, for a person.
    fn text(&self, set: &PolicySet) -> String {
        let by: Vec<String> = Severity::ALL
            .iter()
            .rev()
            .zip(self.all.severities)
            .map(|(severity, count)| format!("{count} {severity}"))
            .collect();
        let word = if self.since { "new findings" } else { "findings" };
        let mut out = format!("{} {word}: {}\n", self.all.all(), by.join(", "));
        if self.since {
            let _ = writeln!(
                out,
                "{} gone, {} as before, {} now",
                self.all.gone, self.older, self.all.now
            );
        }
        if self.failed > 0 {
            let _ = writeln!(out, "{} of {} were not scanned", self.failed, self.lines);
        }
        for (name, table) in BY.into_iter().zip(&self.by) {
            let mut rows: Vec<(&String, &Count)> = table.iter().collect();
            rows.sort_by(|(one, a), (other, b)| {
                let worst = b.severities.cmp(&a.severities).then(b.gone.cmp(&a.gone));
                worst.then(b.now.cmp(&a.now)).then(one.cmp(other))
            });
            let _ = write!(
                out,
                "\n{:>9} {:>7} {:>7} {:>7} {:>7} {:>7}",
                "critical",
                "high",
                "medium",
                "low",
                "info",
                if self.since { "new" } else { "all" }
            );
            let more = if self.since { "    gone     now" } else { "" };
            let _ = writeln!(out, "{more}  {name}");
            let more = rows.len().saturating_sub(SHOWN);
            for (row, count) in rows.into_iter().take(SHOWN) {
                let [critical, high, medium, low, info] = count.severities;
                let _ = write!(
                    out,
                    "{critical:>9} {high:>7} {medium:>7} {low:>7} {info:>7} {:>7}",
                    count.all()
                );
                if self.since {
                    let _ = write!(out, " {:>7} {:>7}", count.gone, count.now);
                }
                let title = set.check(row).map(|check| format!("  {}", check.title));
                let _ = writeln!(out, "  {}{}", plain(row), title.unwrap_or_default());
            }
            if more > 0 {
                let _ = writeln!(out, "          and {more} more");
            }
        }
        out
    }

    /// All of it, for programs.
    fn json(&self) -> Result<String, Failure> {
        let number = |count: usize| count as u64;
        let numbers = |count: &Count| {
            let [critical, high, medium, low, info] = count.severities.map(number);
            let (new, gone) = (number(count.all()), number(count.gone));
            let findings = number(count.now);
            let [new, gone] = [new, gone].map(|count| self.since.then_some(count));
            Numbers { critical, high, medium, low, info, findings, new, gone }
        };
        let [by_repository, by_threat, by_check] = self.by.each_ref().map(|table| {
            let row = |(name, count): (&String, &Count)| Named {
                name: name.clone(),
                numbers: numbers(count),
            };
            table.iter().map(row).collect::<Vec<Named>>()
        });
        let all = Summary {
            schema: SCHEMA.to_owned(),
            lines: number(self.lines),
            failed: number(self.failed),
            incomplete: number(self.incomplete),
            all: numbers(&self.all),
            by_repository,
            by_threat,
            by_check,
        };
        Ok(in_json(serde_json::to_string_pretty(&all)? + "\n"))
    }
}

/// How the numbers are written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// For a person.
    Text,
    /// For programs.
    Json,
}

impl Shape {
    /// What is asked for; `None`: no numbers.
    ///
    /// # Errors
    /// Numbers in a format that has no place for them.
    pub fn of(summary: bool, wanted: &Wanted) -> Result<Option<Shape>, Failure> {
        match wanted.form {
            _ if !summary => Ok(None),
            Form::Report(Format::Text) => Ok(Some(Shape::Text)),
            Form::Report(Format::Json) => Ok(Some(Shape::Json)),
            _ => Err(Failure::Usage("--summary is written as text or json".to_owned())),
        }
    }

    /// Writes them.
    ///
    /// # Errors
    /// The output refuses.
    pub fn write(self, tally: &Tally, set: &PolicySet, file: Option<&Path>) -> Result<(), Failure> {
        let text = match self {
            Shape::Text => tally.text(set),
            Shape::Json => tally.json()?,
        };
        match file {
            Some(file) => output::write_bytes(file, text.as_bytes()),
            None => print(&text),
        }
    }
}

fn place(severity: Severity) -> usize {
    Severity::ALL.iter().rev().position(|one| *one == severity).unwrap_or_default()
}
