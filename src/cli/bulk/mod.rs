//! Many repositories: `list` writes a manifest, `scan --manifest` scans what its lines name, `merge` puts
//! parts of that together.

pub mod args;
mod cache;
mod cost;
mod list;
mod merge;
pub mod out;
mod parts;
mod sink;
mod summary;
mod worker;

pub use list::run as list;
pub use merge::run as merge;

use super::args::ScanArgs;
use super::gather::Asked;
use super::output::{Target, Wanted};
use super::progress::Bar;
use super::{Failure, Status, compare, output, policies, say};
use crate::bulk::manifest::{Part, Row};
use crate::bulk::together;
use crate::bulk::v1::{Run, SCHEMA};
use crate::finding::Report;
use crate::policy::PolicySet;
use crate::report::{Input, View, WIDTH, printable};
use crate::scan::{in_order, on_pool, side_by_side};
use crate::tree::read_regular;
use crate::{config, discover};
use cache::Cache;
use clap::ArgMatches;
use cost::Watch;
use sha2::{Digest, Sha256};
use sink::{Sink, has_tables};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use worker::{Done, Worker};

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
    wanted: Vec<Wanted>,
) -> Result<Status, Failure> {
    let folder = manifest.parent().filter(|folder| !folder.as_os_str().is_empty());
    let from = (read(manifest)?, folder.unwrap_or(Path::new(".")), None);
    scan_rows(args, matches, from, wanted)
}

/// Scans what a manifest of the folders would name, and writes tables: as [`scan`].
///
/// # Errors
/// As [`scan`]; a comparison, of which there are no tables.
pub fn scan_folders(
    args: &ScanArgs,
    matches: &ArgMatches,
    wanted: Vec<Wanted>,
) -> Result<Status, Failure> {
    let compared = args.diff_base.is_some() || args.diff_exact.is_some() || args.staged;
    if compared || args.pre_commit || args.untrusted || args.baseline.is_some() {
        return Err(Failure::Usage(
            "tables have all that was found: a comparison is written as a report".to_owned(),
        ));
    }
    let paths = compare::paths(args)?;
    let (rows, open) = list::of_paths(&paths, args.many.rev.as_deref(), args.input.jobs)?;
    scan_rows(args, matches, (rows, Path::new("."), open), wanted)
}

/// Lines of a manifest, the folder that their paths are below, and what is open of them.
type From<'a> = (Vec<Row>, &'a Path, Option<worker::Open>);

fn scan_rows(
    args: &ScanArgs,
    matches: &ArgMatches,
    (mut rows, folder, open): From<'_>,
    wanted: Vec<Wanted>,
) -> Result<Status, Failure> {
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
    let many = &args.many;
    let cache = many.cache.as_deref().map(|kept| {
        Cache::new(kept, many.cache_size, &run, &outside(args)?).map(|cache| (cache, set.clone()))
    });
    let worker = Worker {
        watch: Watch::new(many),
        cache: cache.transpose()?,
        asked: Asked {
            args: &ScanArgs { shard: None, ..args.clone() },
            matches,
            today: &today,
            baseline: None,
            progress: &bar,
            plain: Some(set.clone()),
            closure: None,
            rows: None,
        },
        folder,
        open: Mutex::new(open),
    };
    let (tables, whole): (Vec<Wanted>, Vec<Wanted>) =
        wanted.into_iter().partition(|wanted| has_tables(wanted.form));
    let whole: Vec<Target> =
        whole.into_iter().map(Wanted::report).collect::<Result<Vec<_>, _>>()?;
    let mut sinks =
        tables.iter().map(|wanted| Sink::new(wanted, &run)).collect::<Result<Vec<_>, _>>()?;
    let (mut reports, mut failed) = (Vec::new(), Vec::new());
    let mut take = |done: Option<Done>| {
        let Some(done) = done.and_then(|done| worker.settled(done)) else { return Ok(()) };
        if !sinks.is_empty() {
            let rows = done.rows(&set);
            sinks.iter_mut().try_for_each(|sink| sink.take(&rows))?;
        }
        match done.report {
            Ok(report) if !whole.is_empty() => reports.push(report),
            Ok(_) => {}
            Err((_, why)) => failed.push((done.of.repository, why)),
        }
        Ok::<(), Failure>(())
    };
    on_pool(args.input.jobs, || in_order(rows, |row| worker.row(row), &mut take))??;
    bar.finish();
    if let Some((cache, _)) = &worker.cache {
        cache.evict();
    }
    for (repository, why) in &failed {
        say(&format!("error: {}", crate::printable::plain(&format!("{repository}: {why}"))));
    }
    if crate::interrupt::of_all() {
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
        output::write(target, Input { report: &report, set, all_gaps, view, model: None })?;
    }
    Ok(())
}

/// The contents of the files that a configuration named on the command line is made of: it lies outside of
/// what is scanned.
///
/// # Errors
/// The configuration cannot be read.
fn outside(args: &ScanArgs) -> Result<Vec<Vec<u8>>, Failure> {
    let Some(file) = &args.input.config else { return Ok(Vec::new()) };
    let config = config::read(file, None)?;
    let files = config.layers().map(|layer| {
        let name = Path::new(&layer.file).file_name().map(PathBuf::from).unwrap_or_default();
        let file = layer.folder.join(name);
        let told = |why: String| Failure::Input(format!("{}: {why}", crate::path::slashes(&file)));
        let real = file.canonicalize().map_err(|error| told(error.to_string()))?;
        read_regular(&real, VALUES).map_err(|why| told(why.to_string()))
    });
    files.collect()
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

/// The closures of a repository that is one line.
fn closures(side: &compare::Side, jobs: Option<u16>) -> Result<Vec<(Part, usize)>, Failure> {
    let tree = &side.scope.tree;
    let all = on_pool(jobs, || {
        let look = discover::Look { hands: Some(&side_by_side), ..discover::Look::default() };
        let (found, problems) = discover::look(tree, look, &mut discover::Mentions::default());
        let closures = discover::Closures::with(tree, &found, Some(&side_by_side));
        Part::all(&found, &problems, &closures)
    });
    // What was read to find them is read again where it is scanned.
    tree.release();
    Ok(all?)
}
