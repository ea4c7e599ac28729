//! Where the rows of a run go: each repository's as soon as it ends, or into one report.

use super::super::Failure;
use super::super::output::{Form, Wanted};
use super::out::Out;
#[cfg(feature = "columns")]
use crate::bulk::columns::{ColumnsError, Writer};
use crate::bulk::v1::{Row, Run};
use crate::policy::PolicySet;
use crate::report::Format;
use std::collections::BTreeSet;
use std::io::{IsTerminal, Write};

/// The tables of a run.
pub struct Sink {
    store: Store,
    /// The checks that findings name.
    checks: BTreeSet<String>,
}

/// How rows are written.
enum Store {
    /// As lines of JSON.
    Lines(Out),
    /// As columns.
    #[cfg(feature = "columns")]
    Columns(Writer<Out>),
}

/// Whether a form holds tables, where many repositories are scanned.
#[must_use]
pub fn has_tables(form: Form) -> bool {
    matches!(form, Form::Report(Format::Jsonl) | Form::Tables(_))
}

#[cfg(feature = "columns")]
impl From<ColumnsError> for Failure {
    fn from(error: ColumnsError) -> Failure {
        Failure::Output(error.to_string())
    }
}

impl Sink {
    /// Begins the tables that are wanted.
    ///
    /// # Errors
    /// Their file cannot be written.
    pub fn new(wanted: &Wanted, run: &Run) -> Result<Sink, Failure> {
        if wanted.file.is_none()
            && matches!(wanted.form, Form::Tables(_))
            && std::io::stdout().is_terminal()
        {
            return Err(Failure::Usage(
                "what is in columns is nothing for a terminal: give -o FILE".to_owned(),
            ));
        }
        let out = Out::new(wanted.file.as_deref())?;
        let store = match wanted.form {
            #[cfg(feature = "columns")]
            Form::Tables(kind) => Store::Columns(Writer::new(kind, out)?),
            _ => Store::Lines(out),
        };
        let mut sink = Sink { store, checks: BTreeSet::new() };
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
        match self.store {
            Store::Lines(out) => out.finish(),
            #[cfg(feature = "columns")]
            Store::Columns(writer) => writer.finish()?.finish(),
        }
    }

    fn write(&mut self, rows: &[Row]) -> Result<(), Failure> {
        match &mut self.store {
            Store::Lines(out) => {
                let text: String = rows.iter().map(Row::line).collect();
                out.write_all(crate::printable::in_json(text).as_bytes())?;
                out.flush()?;
            }
            #[cfg(feature = "columns")]
            Store::Columns(writer) => writer.take(rows)?,
        }
        Ok(())
    }
}
