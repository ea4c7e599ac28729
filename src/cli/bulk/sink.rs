//! Where the rows of a run go: each repository's as soon as it ends, or into one report.

use super::super::Failure;
use super::super::output::Target;
use super::out::Out;
use crate::bulk::v1::{Of, Row, Run};
use crate::finding::Report;
use crate::policy::PolicySet;
use crate::report::Format;
use std::collections::BTreeSet;
use std::io::Write;

/// The tables of a run, as lines.
pub struct Sink {
    out: Out,
    /// The checks that findings name.
    checks: BTreeSet<String>,
}

/// Whether a format holds tables, where many repositories are scanned.
#[must_use]
pub fn has_tables(format: Format) -> bool {
    format == Format::Jsonl
}

impl Sink {
    /// Begins the tables of a target.
    ///
    /// # Errors
    /// Its file cannot be written.
    pub fn new(target: &Target, run: &Run) -> Result<Sink, Failure> {
        let out = Out::new(target.file.as_deref())?;
        let mut sink = Sink { out, checks: BTreeSet::new() };
        sink.write(&[Row::of_run(run.clone())])?;
        Ok(sink)
    }

    /// Takes the rows of one repository.
    ///
    /// # Errors
    /// They cannot be written.
    pub fn take(&mut self, rows: &[Row]) -> Result<(), Failure> {
        for finding in rows.iter().filter_map(|row| row.finding.as_ref()) {
            self.checks.insert(finding.check.clone());
            self.checks.extend(finding.absorbed.iter().map(|one| one.check.clone()));
        }
        self.write(rows)
    }

    /// Ends the tables with those of the checks.
    ///
    /// # Errors
    /// They cannot be written.
    pub fn finish(mut self, set: &PolicySet) -> Result<(), Failure> {
        let checks: Vec<Row> =
            self.checks.iter().filter_map(|check| Row::of_check(set, check)).collect();
        self.write(&checks)?;
        self.out.finish()
    }

    fn write(&mut self, rows: &[Row]) -> Result<(), Failure> {
        let text: String = rows.iter().map(Row::line).collect();
        self.out.write_all(crate::printable::in_json(text).as_bytes())?;
        self.out.flush()?;
        Ok(())
    }
}

/// What came of one line of the manifest.
pub struct Done {
    /// What its rows are of.
    pub of: Of,
    /// Its report; or why there is none.
    pub report: Result<Report, String>,
}

impl Done {
    /// Its rows.
    #[must_use]
    pub fn rows(&self, set: &PolicySet) -> Vec<Row> {
        match &self.report {
            Ok(report) => self.of.rows(report, set),
            Err(why) => vec![self.of.failed("failed", why.clone())],
        }
    }
}
