//! What works on the lines of a manifest.

use super::super::gather::Asked;
use super::super::{Failure, compare, problems};
use super::cache::{self, Cache, Key, stand_in};
use super::cost::{Watch, Watched};
use crate::bulk::manifest::Row;
use crate::bulk::together;
use crate::bulk::v1::{self, Of, Timing};
use crate::finding::Report;
use crate::interrupt;
use crate::path::slashes;
use crate::policy::PolicySet;
use crate::report::printable;
use crate::scan::Closure;
use crate::source::Problem;
use crate::tree::Limits;
use crate::tree::disk::Place;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// What works on the lines of a manifest.
pub struct Worker<'a> {
    /// What is asked of each.
    pub asked: Asked<'a>,
    /// The manifest's folder.
    pub folder: &'a Path,
    /// The large repository that is open: its closures are lines that follow one another.
    pub open: Mutex<Option<Open>>,
    /// What lines take.
    pub watch: Watch,
    /// What was found before.
    pub cache: Option<(Cache, Arc<PolicySet>)>,
}

/// A repository that several lines are about.
pub struct Open {
    /// Its path, as the lines have it.
    pub path: String,
    /// Its commit.
    pub commit: Option<String>,
    /// What is open.
    pub side: Arc<compare::Side>,
    /// What was wrong with listing it.
    pub found: Vec<Problem>,
}

/// A repository that was opened, and what was wrong with listing it.
type Opened = (Arc<compare::Side>, Vec<Problem>);

/// Why there is no report: the outcome's word, and a sentence.
type Why = (&'static str, String);

/// What came of one line of the manifest.
pub struct Done {
    /// What its rows are of.
    pub of: Of,
    /// Its report; or why there is none.
    pub report: Result<Report, Why>,
    /// What it took.
    timing: Option<Timing>,
    /// It was stopped for what it took, perhaps by what others took beside it.
    stopped: Option<Row>,
}

impl Done {
    /// Its rows.
    #[must_use]
    pub fn rows(&self, set: &PolicySet) -> Vec<v1::Row> {
        let mut rows = match &self.report {
            Ok(report) => self.of.rows(report, set),
            Err((status, why)) => vec![self.of.failed(status, why.clone())],
        };
        if let Some(timing) = self.timing {
            // The outcome is the last row.
            rows.insert(rows.len() - 1, self.of.timing(timing));
        }
        rows
    }
}

impl Worker<'_> {
    /// Scans what a line names; `None` where the run was ended.
    pub fn row(&self, row: Row) -> Option<Done> {
        if interrupt::of_all() {
            return None;
        }
        let of = Of {
            repository: row.repository.clone(),
            commit: row.commit.clone(),
            closure: row.closure.as_ref().map(|part| part.name.clone()),
        };
        let Watched { made, timing } = self.watch.line(|| self.guarded(&row));
        if interrupt::of_all() {
            return None;
        }
        let stopped = made.is_err().then_some(row);
        let report = made.unwrap_or_else(Err);
        // What was stopped may be tried again.
        if stopped.is_none() {
            self.asked.progress.repository(&of.repository, report.as_ref().ok());
        }
        Some(Done { of, report, timing, stopped })
    }

    /// What came of a line in the end, with nothing else under way: what was stopped beside others has the
    /// machine for itself now.
    pub fn settled(&self, mut done: Done) -> Option<Done> {
        let Some(row) = done.stopped.take() else { return Some(done) };
        if self.asked.args.input.jobs != Some(1) {
            done = self.row(row)?;
        }
        if done.report.is_err() {
            self.asked.progress.repository(&done.of.repository, None);
        }
        Some(done)
    }

    fn guarded(&self, row: &Row) -> Result<Report, Why> {
        match catch_unwind(AssertUnwindSafe(|| self.report(row))) {
            Ok(report) => report.map_err(|failure| {
                let told = failure.to_string();
                ("failed", crate::secret::without_credentials(&told).into_owned())
            }),
            Err(_) => {
                let why = "a fault of stridelint itself stopped its scan; please report it";
                Err(("failed", why.to_owned()))
            }
        }
    }

    fn report(&self, row: &Row) -> Result<Report, Failure> {
        if let Some((cache, set)) = self.cache.as_ref().filter(|_| row.closure.is_none()) {
            return self.kept(row, cache, set);
        }
        let opened = self.opened(row)?;
        self.scanned(row, opened).map(|(report, _)| report)
    }

    /// The report of what is open, and whether it depends on nothing but that and the command line.
    fn scanned(&self, row: &Row, (side, found): Opened) -> Result<(Report, bool), Failure> {
        let mut asked = self.asked.clone();
        if let Some(part) = &row.closure {
            let (found, problems) = part.closure().map_err(Failure::Input)?;
            asked.closure =
                Some(Arc::new(Closure { found, problems, rest: part.rest, of_all: false }));
        }
        let shared = row.closure.as_ref().map(|_| side.clone());
        let gathered = asked.sides(vec![side], found)?;
        // What another closure reads of it is read again.
        shared.iter().for_each(|side| side.scope.tree.release());
        Ok((self.plain(gathered.report), gathered.of_tree))
    }

    /// A report as its rows say it.
    fn plain(&self, mut report: Report) -> Report {
        printable(&mut report);
        // Where something stands on this machine is nobody else's.
        report.root = PathBuf::new();
        report.bases.clear();
        together([report], self.asked.today)
    }

    /// What the report of a repository depends on besides the run: a digest of its tree, and the key of it.
    fn key(&self, row: &Row, cache: &Cache) -> Result<(Key, Key), Failure> {
        // What it is called while it is listed is part of what is told of the listing.
        let (side, found) = self.opened_as(row, "repository")?;
        let scope = &side.scope;
        let tree = scope.tree.digest();
        let told = |of: &Problem| (of.loss, of.path.clone(), of.at, of.message.clone());
        let found: Vec<_> = found.iter().map(told).collect();
        let beside = format!("{:?}", (&scope.gaps, found, scope.recorded, &scope.within));
        Ok((tree, cache.key(&tree, &beside)))
    }

    /// The report of a repository that may be known.
    fn kept(&self, row: &Row, cache: &Cache, set: &PolicySet) -> Result<Report, Failure> {
        let (tree, key) = self.key(row, cache)?;
        let name = stand_in(&tree);
        let known = cache.get(&key);
        let text = match known {
            Some(text) => text,
            None => {
                let opened = self.opened_as(row, &name)?;
                let (report, of_tree) = self.scanned(row, opened)?;
                let text = cache::text(&name, &report, set);
                // What is lost here may be there elsewhere; what changed meanwhile is neither of both.
                let whole = of_tree && !report.lost() && !interrupt::asked();
                if whole && self.key(row, cache)?.1 == key {
                    cache.put(&key, &text);
                }
                text
            }
        };
        match cache::report_of(&text, &name, &row.repository) {
            Some(report) => Ok(self.plain(report)),
            None => {
                let opened = self.opened_as(row, &row.repository)?;
                self.scanned(row, opened).map(|(report, _)| report)
            }
        }
    }

    /// The repository of a line, and what is wrong with listing it.
    fn opened(&self, row: &Row) -> Result<Opened, Failure> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let same = |open: &&Open| open.path == row.path && open.commit == row.commit;
        let told = |found: &Vec<Problem>| match &row.closure {
            Some(part) if !part.rest => Vec::new(),
            _ => found.clone(),
        };
        if let Some(open) = open.as_ref().filter(same) {
            return Ok((open.side.clone(), told(&open.found)));
        }
        if row.closure.is_none() {
            drop(open);
            return self.opened_as(row, &row.repository);
        }
        let (side, found) = self.opened_as(row, &row.repository)?;
        let (path, commit) = (row.path.clone(), row.commit.clone());
        let told = told(&found);
        *open = Some(Open { path, commit, side: side.clone(), found });
        Ok((side, told))
    }

    fn opened_as(&self, row: &Row, name: &str) -> Result<Opened, Failure> {
        let root = self.folder.join(&row.path);
        let root = root.canonicalize().map_err(|error| {
            Failure::Input(format!("{}: {error}", slashes(&self.folder.join(&row.path))))
        })?;
        let place = Place::of_repository(root, name.to_owned());
        let mut found = Vec::new();
        let scope = compare::scope(&place, row.commit.as_deref(), Limits::default(), &mut found)
            .map_err(Failure::Input)?;
        let Some(scope) = scope else {
            let why = found.first().map(problems::line);
            return Err(Failure::Input(why.unwrap_or_else(|| "it cannot be opened".to_owned())));
        };
        Ok((Arc::new(compare::Side::whole(scope)), found))
    }
}
