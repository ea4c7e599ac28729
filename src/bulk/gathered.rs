//! Parts of a run put together: what one process would have reported.

use super::manifest;
use super::v1::{CHECKS, FINDINGS, Outcome, RUNS, Row, Run, TABLES};
use crate::finding::Report;
use std::collections::{BTreeMap, HashMap};

/// A line of a manifest: its repository, and the closure of it.
pub type Key = (String, String);

/// Repositories that a message names at most.
const NAMED: usize = 10;

/// Why parts are not one run.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum MergeError {
    /// Rows before the row of the run, or none at all.
    #[error("it does not begin with a row of the table `runs`: it is not a part of a scan")]
    Headless,
    /// A format of a later version, or another one.
    #[error("its tables are `{0}`: this program reads `{SCHEMA}`", SCHEMA = super::v1::SCHEMA)]
    Schema(String),
    /// Parts that differ in what all of a run has in common.
    #[error("it is of another run: {what} is {this}, and {first} in the first part")]
    Mixed {
        /// What differs.
        what: &'static str,
        /// Of this part.
        this: String,
        /// Of the first one.
        first: String,
    },
    /// A line of the manifest that two parts have.
    #[error("{0} is in two parts")]
    Twice(String),
    /// A part that ends before its last repository.
    #[error("it ends in the middle of {0}: it was not written to its end")]
    Cut(String),
    /// A row that is none.
    #[error("{0}: {1}")]
    Row(String, String),
    /// Lines of the manifest that no part has.
    #[error("{count} of {of} have no outcome: {named}. What is not there was not scanned")]
    Missing {
        /// How many.
        count: usize,
        /// How many there are.
        of: usize,
        /// Some of them.
        named: String,
    },
    /// Another commit than the manifest's.
    #[error("{of} was scanned at {this}; the manifest says {wanted}")]
    Commit {
        /// The line.
        of: String,
        /// What was scanned.
        this: String,
        /// What the manifest says.
        wanted: String,
    },
    /// What no manifest line is about.
    #[error("{0} is not in the manifest")]
    Foreign(String),
}

/// Where the rows of a manifest's line begin.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct At {
    /// The part's number, from 0.
    pub part: usize,
    /// The place in the part, as whoever reads it counts.
    pub place: u64,
}

/// What parts have, by the manifest's lines: where it is, not what it says.
#[derive(Default)]
pub struct Gathered {
    run: Option<Run>,
    done: HashMap<Key, (At, Option<String>)>,
    open: Option<Open>,
}

/// A line of the manifest whose outcome has not come yet.
struct Open {
    key: Key,
    at: At,
    findings: u64,
}

impl Gathered {
    /// Begins a part.
    ///
    /// # Errors
    /// Its first row is no run's, or it is of another run.
    pub fn begin(&mut self, row: &Row) -> Result<(), MergeError> {
        let run = row.run.as_ref().ok_or(MergeError::Headless)?;
        if run.schema != super::v1::SCHEMA {
            return Err(MergeError::Schema(run.schema.clone()));
        }
        let Some(first) = &self.run else {
            self.run = Some(run.clone());
            return Ok(());
        };
        let told = [
            ("the version", &run.version, &first.version),
            ("the digest of policies", &run.policies, &first.policies),
            ("the digest of options", &run.options, &first.options),
            ("the date", &run.today, &first.today),
        ];
        let differs = told.into_iter().find(|(_, this, first)| this != first);
        differs.map_or(Ok(()), |(what, this, first)| {
            Err(MergeError::Mixed { what, this: this.clone(), first: first.clone() })
        })
    }

    /// Takes a further row of a part: its name, what it is of, and an outcome are looked at.
    ///
    /// # Errors
    /// A row that is none, or of what another part has.
    pub fn take(&mut self, row: &Row, at: At) -> Result<(), MergeError> {
        if row.table == CHECKS {
            return Ok(());
        }
        if row.table == RUNS {
            return self.begin(row);
        }
        let key = (row.repository.clone(), row.closure.clone().unwrap_or_default());
        if let Some(open) = &self.open
            && open.key != key
        {
            return Err(MergeError::Cut(called(&open.key)));
        }
        if self.done.contains_key(&key) {
            return Err(MergeError::Twice(called(&key)));
        }
        let open = self.open.get_or_insert_with(|| Open { key: key.clone(), at, findings: 0 });
        open.findings += u64::from(row.table == FINDINGS);
        let Some(outcome) = &row.outcome else {
            let empty =
                || MergeError::Row(called(&key), format!("no table is called `{}`", row.table));
            return if TABLES.contains(&row.table.as_str()) { Ok(()) } else { Err(empty()) };
        };
        if outcome.error.is_none() && outcome.findings != open.findings {
            return Err(MergeError::Cut(called(&key)));
        }
        self.done.insert(key, (open.at, row.commit.clone()));
        self.open = None;
        Ok(())
    }

    /// Ends a part.
    ///
    /// # Errors
    /// Its last repository has no outcome.
    pub fn end(&mut self) -> Result<(), MergeError> {
        self.open.take().map_or(Ok(()), |open| Err(MergeError::Cut(called(&open.key))))
    }

    /// What all parts have in common.
    #[must_use]
    pub fn run(&self) -> Option<&Run> {
        self.run.as_ref()
    }

    /// Where what is of each repository is, all closures of it.
    #[must_use]
    pub fn by_repository(self) -> BTreeMap<String, Vec<At>> {
        let mut all: BTreeMap<String, Vec<At>> = BTreeMap::new();
        for ((repository, _), (at, _)) in self.done {
            all.entry(repository).or_default().push(at);
        }
        all
    }

    /// Where what is of each line of the manifest is, in its order.
    ///
    /// # Errors
    /// A line that no part has, or something that no line is about.
    pub fn in_order(mut self, rows: &[manifest::Row]) -> Result<Vec<At>, MergeError> {
        let mut all = Vec::new();
        let mut missing = Vec::new();
        let mut count = 0;
        for row in rows {
            let (repository, closure) = row.key();
            let key = (repository.to_owned(), closure.to_owned());
            match self.done.remove(&key) {
                Some((_, commit)) if commit != row.commit => {
                    let told = |commit: &Option<String>| {
                        commit.clone().unwrap_or_else(|| "what stands in the folder".to_owned())
                    };
                    return Err(MergeError::Commit {
                        of: called(&key),
                        this: told(&commit),
                        wanted: told(&row.commit),
                    });
                }
                Some((at, _)) => all.push(at),
                None => {
                    count += 1;
                    missing.extend((count <= NAMED).then(|| called(&key)));
                }
            }
        }
        if let Some(key) = self.done.keys().min() {
            return Err(MergeError::Foreign(called(key)));
        }
        if count > 0 {
            let more = count - missing.len();
            let mut named = missing.join(", ");
            if more > 0 {
                named.push_str(&format!(" and {more} more"));
            }
            return Err(MergeError::Missing { count, of: rows.len(), named });
        }
        Ok(all)
    }
}

/// The report of one line of a manifest, from all of its rows, and its outcome.
///
/// # Errors
/// A row with a word that nothing here is called, or without an outcome.
pub fn report(rows: &[Row]) -> Result<(Outcome, Report), MergeError> {
    let mut report = Report::default();
    for row in rows {
        let key = || called(&(row.repository.clone(), row.closure.clone().unwrap_or_default()));
        let refused = |why| MergeError::Row(key(), why);
        if let Some(one) = &row.finding {
            report.findings.push(one.finding(&row.repository).map_err(refused)?);
        } else if let Some(one) = &row.unit {
            report.units.push(one.unit().map_err(refused)?);
        } else if let Some(one) = &row.problem {
            report.problems.push(one.problem().map_err(refused)?);
        } else if let Some(one) = &row.gap {
            report.gaps.push(one.gap().map_err(refused)?);
        } else if let Some(one) = &row.announced {
            report.announced.push(one.announced());
        } else if let Some(outcome) = &row.outcome {
            report.nothing = outcome.nothing;
            return Ok((outcome.clone(), report));
        } else if row.timing.is_none() {
            return Err(refused(format!("a row of `{}` has nothing in it", row.table)));
        }
    }
    Err(MergeError::Headless)
}

/// A line of a manifest for a person.
fn called((repository, closure): &Key) -> String {
    match closure.as_str() {
        "" => repository.clone(),
        closure => format!("{repository} ({closure})"),
    }
}

/// The report of all of them: what each says, in a report's order. Nothing of one says anything of
/// another.
#[must_use]
pub fn together(reports: impl IntoIterator<Item = Report>, today: &str) -> Report {
    let mut all = Report { today: today.to_owned(), ..Report::default() };
    let mut nothing = true;
    for report in reports {
        all.announced.extend(report.announced);
        all.findings.extend(report.findings);
        all.gaps.extend(report.gaps);
        all.problems.extend(report.problems);
        all.units.extend(report.units);
        nothing &= report.nothing;
    }
    all.nothing = nothing;
    all.announced.sort();
    all.announced.dedup();
    all.findings.sort();
    all.gaps.sort();
    all.gaps.dedup();
    all.problems.sort();
    all.problems.dedup();
    all.units.sort();
    all
}

#[cfg(test)]
mod tests {
    use super::super::v1::{Of, SCHEMA};
    use super::*;

    fn run(version: &str) -> Row {
        Row::of_run(Run {
            schema: SCHEMA.to_owned(),
            version: version.to_owned(),
            ..Run::default()
        })
    }

    fn outcome(repository: &str) -> Row {
        let of = Of { repository: repository.to_owned(), ..Of::default() };
        of.failed("failed", "gone".to_owned())
    }

    fn manifest(names: &[&str]) -> Vec<manifest::Row> {
        let row = |name: &&str| manifest::Row {
            repository: (*name).to_owned(),
            path: (*name).to_owned(),
            ..manifest::Row::default()
        };
        names.iter().map(row).collect()
    }

    #[test]
    fn what_is_missing_twice_or_of_another_run_is_refused() {
        let mut all = Gathered::default();
        assert_eq!(all.begin(&outcome("a")), Err(MergeError::Headless));
        all.begin(&run("1")).unwrap();
        all.take(&outcome("a"), At::default()).unwrap();
        let twice = all.take(&outcome("a"), At::default());
        assert_eq!(twice, Err(MergeError::Twice("a".to_owned())));
        let mixed = all.begin(&run("2")).unwrap_err().to_string();
        assert_eq!(mixed, "it is of another run: the version is 2, and 1 in the first part");
        let told = all.in_order(&manifest(&["a", "b", "c"])).unwrap_err().to_string();
        assert!(told.contains("2 of 3 have no outcome: b, c"), "{told}");
    }

    #[test]
    fn a_part_that_was_cut_off_is_refused() {
        let mut all = Gathered::default();
        all.begin(&run("1")).unwrap();
        let row = Row { repository: "a".to_owned(), table: "units".to_owned(), ..Row::default() };
        all.take(&row, At::default()).unwrap();
        assert_eq!(all.end(), Err(MergeError::Cut("a".to_owned())));
    }

    #[test]
    fn parts_in_any_order_are_in_the_manifests() {
        let mut all = Gathered::default();
        for (name, part) in ["c", "a", "b"].into_iter().zip(0..) {
            all.begin(&run("1")).unwrap();
            all.take(&outcome(name), At { part, place: 7 }).unwrap();
            all.end().unwrap();
        }
        let rows = all.in_order(&manifest(&["b", "c", "a"])).unwrap();
        let parts: Vec<usize> = rows.iter().map(|at| at.part).collect();
        assert_eq!(parts, [2, 0, 1]);
    }

    #[test]
    fn another_commit_is_refused() {
        let mut all = Gathered::default();
        all.begin(&run("1")).unwrap();
        let row = Row { commit: Some("abc".to_owned()), ..outcome("a") };
        all.take(&row, At::default()).unwrap();
        let told = all.in_order(&manifest(&["a"])).unwrap_err().to_string();
        assert_eq!(told, "a was scanned at abc; the manifest says what stands in the folder");
    }
}
