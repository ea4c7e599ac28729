//! Many repositories: `list` writes a manifest, `scan --manifest` scans what its lines name, `merge` puts
//! parts of that together.

pub mod args;
mod list;
mod merge;
mod out;
mod sink;
mod summary;

pub use list::run as list;
pub use merge::run as merge;

use super::args::ScanArgs;
use super::gather::Asked;
use super::output::Target;
use super::progress::Bar;
use super::{Failure, Status, compare, output, policies, say};
use crate::bulk::manifest::{Part, Row};
use crate::bulk::together;
use crate::bulk::v1::{Of, Run, SCHEMA};
use crate::discover;
use crate::finding::Report;
use crate::policy::PolicySet;
use crate::report::{Input, View, WIDTH, printable};
use crate::scan::{Closure, in_order, on_pool};
use crate::tree::disk::Place;
use crate::tree::{Limits, read_regular};
use clap::ArgMatches;
use sha2::{Digest, Sha256};
use sink::{Done, Sink, has_tables};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// Largest manifest, in bytes.
const CAP: u64 = 4 << 30;
/// Largest file of values that is part of what was asked for.
const VALUES: u64 = 16 << 20;

/// Reads a manifest.
///
/// # Errors
/// It cannot be read, or is none.
pub fn read(file: &Path) -> Result<Vec<Row>, Failure> {
    let shown = crate::path::slashes(file);
    let real = file.canonicalize().map_err(|error| Failure::Input(format!("{shown}: {error}")))?;
    let bytes =
        read_regular(&real, CAP).map_err(|why| Failure::Input(format!("{shown}: {why}")))?;
    let text = String::from_utf8(bytes)
        .map_err(|_| Failure::Input(format!("{shown}: it is not UTF-8 text")))?;
    Row::read(&text).map_err(|error| Failure::Input(format!("{shown}: {error}")))
}

/// Scans what a manifest names. The exit status says whether each line has an outcome, not what was
/// found.
///
/// # Errors
/// Usage and policy errors, a manifest that is none, output that cannot be written. What is wrong with
/// one repository is its outcome.
pub fn scan(
    args: &ScanArgs,
    matches: &ArgMatches,
    manifest: &Path,
    targets: Vec<Target>,
) -> Result<Status, Failure> {
    let mut rows = read(manifest)?;
    if let Some((index, of)) = args.shard {
        let sizes: Vec<usize> =
            rows.iter().map(|row| usize::try_from(row.size_hint).unwrap_or(usize::MAX)).collect();
        let parts = discover::closures::parts(&sizes, of);
        let mut parts = parts.into_iter();
        rows.retain(|_| parts.next() == Some(index - 1));
    }
    let today = crate::date::today(args.input.today.as_deref())?;
    let (set, notes) = policies::load(&args.policy, None)?;
    super::problems::tell(&notes, &[]);
    let set = Arc::new(set);
    let run = run_of(args, &set, &today);
    let bar = Bar::of_repositories(rows.len());
    let folder = manifest.parent().filter(|folder| !folder.as_os_str().is_empty());
    let worker = Worker {
        asked: Asked {
            args: &ScanArgs { shard: None, ..args.clone() },
            matches,
            today: &today,
            baseline: None,
            progress: &bar,
            plain: Some(set.clone()),
            closure: None,
        },
        folder: folder.unwrap_or(Path::new(".")),
        open: Mutex::default(),
    };
    let (tables, whole): (Vec<Target>, Vec<Target>) =
        targets.into_iter().partition(|target| has_tables(target.format));
    let mut sinks =
        tables.iter().map(|target| Sink::new(target, &run)).collect::<Result<Vec<_>, _>>()?;
    let (mut reports, mut failed) = (Vec::new(), Vec::new());
    let mut take = |done: Option<Done>| {
        let Some(done) = done else { return Ok(()) };
        if !sinks.is_empty() {
            let rows = done.rows(&set);
            sinks.iter_mut().try_for_each(|sink| sink.take(&rows))?;
        }
        match done.report {
            Ok(report) if !whole.is_empty() => reports.push(report),
            Ok(_) => {}
            Err(why) => failed.push((done.of.repository, why)),
        }
        Ok::<(), Failure>(())
    };
    on_pool(args.input.jobs, || in_order(rows, |row| worker.row(&row), &mut take))??;
    bar.finish();
    for (repository, why) in &failed {
        say(&format!("error: {}", crate::printable::plain(&format!("{repository}: {why}"))));
    }
    if crate::interrupt::asked() {
        // Rows that are there are whole; a file would look as if it had all of them.
        return Ok(Status::Interrupted);
    }
    sinks.into_iter().try_for_each(|sink| sink.finish(&set))?;
    write(&whole, together(reports, &today), &set, args.gaps)?;
    // Where there are tables, what failed is a row of them.
    let told = !whole.is_empty() && !failed.is_empty() && !args.exit_zero;
    Ok(if told { Status::Error } else { Status::Clean })
}

/// Writes a report that was put together.
fn write(
    targets: &[Target],
    mut report: Report,
    set: &PolicySet,
    all_gaps: bool,
) -> Result<(), Failure> {
    printable(&mut report);
    for target in targets {
        let terminal = target.file.is_none();
        let width = Some(()).filter(|()| terminal).and_then(|()| super::terminal::width());
        let view = View { width: width.unwrap_or(WIDTH), ..View::default() };
        output::write(target, Input { report: &report, set, all_gaps, view })?;
    }
    Ok(())
}

/// What all parts of a run have in common.
fn run_of(args: &ScanArgs, set: &PolicySet, today: &str) -> Run {
    let input = &args.input;
    let files = input.var_files.iter().chain(&input.parameter_files).chain(&input.config);
    let contents: Vec<Option<Vec<u8>>> = files
        .map(|file| file.canonicalize().ok().and_then(|real| read_regular(&real, VALUES).ok()))
        .collect();
    let asked = format!(
        "{:?}",
        (
            (&args.enable, &args.disable, &args.framework, args.undecided, args.min_severity),
            (&input.vars, &input.var_files, &input.parameters, &input.parameter_files),
            (input.discover_var_files, input.no_examples, input.no_config, &input.profile),
            contents,
        )
    );
    let digest = Sha256::digest(asked.as_bytes());
    Run {
        schema: SCHEMA.to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        policies: set.digest(),
        options: digest.iter().map(|byte| format!("{byte:02x}")).collect(),
        today: today.to_owned(),
    }
}

/// What works on the lines of a manifest.
struct Worker<'a> {
    asked: Asked<'a>,
    /// The manifest's folder.
    folder: &'a Path,
    /// The large repository that is open: its closures are lines that follow one another.
    open: Mutex<Option<Open>>,
}

/// A repository that several lines are about.
struct Open {
    path: String,
    commit: Option<String>,
    side: Arc<compare::Side>,
}

impl Worker<'_> {
    /// Scans what a line names; `None` where the run was ended.
    fn row(&self, row: &Row) -> Option<Done> {
        if crate::interrupt::asked() {
            return None;
        }
        let of = Of {
            repository: row.repository.clone(),
            commit: row.commit.clone(),
            closure: row.closure.as_ref().map(|part| part.name.clone()),
        };
        let scanned = catch_unwind(AssertUnwindSafe(|| self.report(row)));
        let report = match scanned {
            Ok(report) => report.map_err(|failure| {
                crate::secret::without_credentials(&failure.to_string()).into_owned()
            }),
            Err(_) => {
                Err("a fault of stridelint itself stopped its scan; please report it".to_owned())
            }
        };
        if crate::interrupt::asked() {
            return None;
        }
        if let Ok(report) = &report {
            self.asked.progress.repository(&row.repository, report);
        }
        Some(Done { of, report })
    }

    fn report(&self, row: &Row) -> Result<Report, Failure> {
        let (side, found) = self.opened(row)?;
        let mut asked = self.asked.clone();
        if let Some(part) = &row.closure {
            let (found, problems) = part.closure().map_err(Failure::Input)?;
            asked.closure = Some(Arc::new(Closure { found, problems, rest: part.rest }));
        }
        let shared = row.closure.as_ref().map(|_| side.clone());
        let mut report = asked.sides(vec![side], found)?.report;
        // What another closure reads of it is read again.
        shared.iter().for_each(|side| side.scope.tree.release());
        printable(&mut report);
        // Where something stands on this machine is nobody else's.
        report.root = PathBuf::new();
        report.bases.clear();
        Ok(report)
    }

    /// The repository of a line, and what is wrong with listing it.
    fn opened(
        &self,
        row: &Row,
    ) -> Result<(Arc<compare::Side>, Vec<crate::source::Problem>), Failure> {
        let Some(part) = &row.closure else { return self.open(row) };
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let same = |open: &&Open| open.path == row.path && open.commit == row.commit;
        if let Some(open) = open.as_ref().filter(same)
            && !part.rest
        {
            return Ok((open.side.clone(), Vec::new()));
        }
        let (side, found) = self.open(row)?;
        let (path, commit) = (row.path.clone(), row.commit.clone());
        *open = Some(Open { path, commit, side: side.clone() });
        Ok((side, if part.rest { found } else { Vec::new() }))
    }

    fn open(
        &self,
        row: &Row,
    ) -> Result<(Arc<compare::Side>, Vec<crate::source::Problem>), Failure> {
        let root = self.folder.join(&row.path);
        let root = root.canonicalize().map_err(|error| {
            Failure::Input(format!(
                "{}: {error}",
                crate::path::slashes(&self.folder.join(&row.path))
            ))
        })?;
        let place = Place::of_repository(root, row.repository.clone());
        let mut found = Vec::new();
        let scope = compare::scope(&place, row.commit.as_deref(), Limits::default(), &mut found)
            .map_err(Failure::Input)?;
        let Some(scope) = scope else {
            let why = found.first().map(super::problems::line);
            return Err(Failure::Input(why.unwrap_or_else(|| "it cannot be opened".to_owned())));
        };
        let side = compare::Side::whole(scope);
        Ok((Arc::new(side), found))
    }
}

/// The closures of a repository that is one line.
fn closures(side: &compare::Side) -> Vec<(Part, usize)> {
    let tree = &side.scope.tree;
    let (found, problems) = discover::explore(tree, None, None);
    let closures = discover::Closures::of(tree, &found);
    Part::all(&found, &problems, &closures)
}
