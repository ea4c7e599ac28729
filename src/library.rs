//! The program as a library: scan paths and take the findings, or read what policies see. What stands
//! here is what other crates may build on; it changes with the version as Cargo has it.

use crate::cli;
use crate::finding;
use std::ffi::{OsStr, OsString};
use std::path::Path;

pub use crate::finding::{Certainty, Severity};

/// A scan of files and folders. It runs as `stridelint scan` does, with the configuration that holds
/// for the paths.
#[derive(Clone, Debug)]
#[must_use]
pub struct Scan {
    options: Vec<OsString>,
    paths: Vec<OsString>,
}

impl Scan {
    /// Of a file, a folder, or a folder of repositories.
    pub fn of(path: impl AsRef<Path>) -> Scan {
        Scan { options: Vec::new(), paths: vec![path.as_ref().into()] }
    }

    /// Of another path too.
    pub fn and(mut self, path: impl AsRef<Path>) -> Scan {
        self.paths.push(path.as_ref().into());
        self
    }

    /// Also gives what cannot be decided because a value is not known.
    pub fn undecided(self) -> Scan {
        self.flag("--undecided")
    }

    /// Reads this configuration in place of the one that stands beside the files.
    pub fn config(self, file: impl AsRef<Path>) -> Scan {
        self.option("--config", file.as_ref())
    }

    /// Reads no configuration.
    pub fn no_config(self) -> Scan {
        self.flag("--no-config")
    }

    /// Gives only what the change since the merge base with a revision of git adds.
    pub fn since(self, revision: &str) -> Scan {
        self.option("--diff-base", revision)
    }

    /// With a folder of policies beside the program's own.
    pub fn policies(self, folder: impl AsRef<Path>) -> Scan {
        self.option("--policy", folder.as_ref())
    }

    /// Scans.
    ///
    /// # Errors
    /// A configuration or a policy is refused, or there is no such revision. Input that cannot be read
    /// is no error: [`Report::is_complete`].
    pub fn run(&self) -> Result<Report, Error> {
        let (report, json) = cli::library::scan(&self.options, &self.paths).map_err(Error)?;
        let complete = !report.incomplete();
        Ok(Report { findings: report.findings.iter().map(Finding::of).collect(), complete, json })
    }

    fn flag(mut self, name: &str) -> Scan {
        self.options.push(name.into());
        self
    }

    /// An option with a value, in one word: a value that begins with a hyphen is no option.
    fn option(mut self, name: &str, value: impl AsRef<OsStr>) -> Scan {
        let mut word = OsString::from(name);
        word.push("=");
        word.push(value);
        self.options.push(word);
        self
    }
}

/// What a scan found.
#[derive(Clone, Debug)]
pub struct Report {
    findings: Vec<Finding>,
    complete: bool,
    json: String,
}

impl Report {
    /// The findings in the order of reports, suppressed ones and, where they were asked for, undecided
    /// ones among them.
    #[must_use]
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// Whether all that is deployed was judged: no input was lost, no module is missing.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.complete
    }

    /// All of it, as `stridelint schema report` describes it.
    #[must_use]
    pub fn json(&self) -> &str {
        &self.json
    }
}

/// Something that is wrong at a place.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Finding {
    /// The check's id: `<threat>.<check>`.
    pub check: String,
    /// How bad it is.
    pub severity: Severity,
    /// Whether it is certain, or undecided.
    pub certainty: Certainty,
    /// What is wrong, in a sentence.
    pub message: String,
    /// The file to change, below the repository's root where there is one, with forward slashes.
    pub file: String,
    /// The line in it; the first is 1.
    pub line: u32,
    /// The column, in characters; the first is 1.
    pub column: u32,
    /// The address of the resource.
    pub resource: String,
    /// What tells the finding from others, also in later scans.
    pub fingerprint: String,
    /// A comment or the configuration says that it does not count.
    pub suppressed: bool,
}

impl Finding {
    fn of(finding: &finding::Finding) -> Finding {
        let at = &finding.location;
        Finding {
            check: finding.check.clone(),
            severity: finding.severity,
            certainty: finding.certainty,
            message: finding.message.clone(),
            file: at.file.clone(),
            line: at.start.line,
            column: at.start.column,
            resource: finding.resource.clone(),
            fingerprint: finding.fingerprint.clone(),
            suppressed: finding.suppression.is_some(),
        }
    }
}

/// The normalized documents that policies see, one per unit below a path, as
/// `stridelint schema document` describes them.
///
/// # Errors
/// The configuration is refused. What cannot be read is left out.
pub fn documents(path: impl AsRef<Path>) -> Result<Vec<serde_json::Value>, Error> {
    cli::library::documents(path.as_ref().as_os_str()).map_err(Error)
}

/// Why there is no result, in a sentence for a person.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Error(String);
