//! The arguments of scans of many repositories.

use super::super::args::{Color, PolicyArgs};
use super::super::output::Form;
use clap::Args;
use std::path::PathBuf;

/// What is scanned besides paths.
#[derive(Clone, Debug, Default, Args)]
pub struct ManyArgs {
    /// Scan what each line of a manifest names (`stridelint list` writes one); -f jsonl, parquet and
    /// arrow write tables then, each repository's rows when it ends.
    #[arg(
        long, value_name = "FILE",
        conflicts_with_all = [
            "paths", "paths_from", "rev", "diff_base", "diff_exact", "staged", "pre_commit", "untrusted",
            "baseline", "quiet", "statistics", "keep_going",
        ]
    )]
    pub manifest: Option<PathBuf>,
    /// Keep what was found, and take it from there where a repository has the same files, and the
    /// program, policies, options and date are the same. Use a folder of your own: anyone who can write
    /// to it decides what is found.
    #[arg(long, value_name = "DIR", requires = "manifest", conflicts_with = "paths")]
    pub cache: Option<PathBuf>,
    /// Maximum size of the cache in MiB; the least recently used entries are removed first.
    #[arg(
        long, value_name = "MIB", requires = "cache", default_value_t = 1024, value_parser = mebibytes
    )]
    pub cache_size: u32,
    /// Stop a line of the manifest after so many seconds: its outcome is `timeout`. A line
    /// stopped while others were running is retried once on its own.
    #[arg(
        long, value_name = "SECONDS", requires = "manifest", conflicts_with = "paths",
        value_parser = clap::value_parser!(u32).range(1..)
    )]
    pub row_seconds: Option<u32>,
    /// Stop a line of the manifest when the process has grown by so many MiB since it began: its
    /// outcome is `failed` (Linux). A line stopped while others were running is retried once on its
    /// own.
    #[arg(
        long, value_name = "MIB", requires = "manifest", conflicts_with = "paths",
        value_parser = clap::value_parser!(u32).range(1..)
    )]
    pub row_memory: Option<u32>,
    /// Write what each line took into the table `timings`: processor time and memory (Linux). The
    /// tables then differ from run to run.
    #[arg(long, requires = "manifest", conflicts_with = "paths")]
    pub timings: bool,
    /// Read the paths from a file, or from standard input (-): one a line, or separated by NUL.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["paths", "pre_commit"])]
    pub paths_from: Option<PathBuf>,
    /// Scan a revision from git's objects, without using the work tree. A bare repository is scanned at
    /// its HEAD.
    #[arg(
        long, value_name = "REV",
        conflicts_with_all = ["diff_base", "diff_exact", "staged", "pre_commit", "untrusted"]
    )]
    pub rev: Option<String>,
}

/// `stridelint list`.
#[derive(Debug, Args)]
pub struct ListArgs {
    /// A folder of repositories, or one repository.
    #[arg(value_name = "DIR", default_value = ".")]
    pub paths: Vec<PathBuf>,
    /// Format.
    #[arg(short, long, value_enum, default_value_t = ListFormat::Manifest, value_name = "FORMAT")]
    pub format: ListFormat,
    /// The manifest; without it, standard output.
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Cut repositories of more than N files into closures, units that read one another [default: 0
    /// for one repository, 2000 for each of several].
    #[arg(long, value_name = "N")]
    pub cut: Option<u64>,
    /// Take this revision of each repository, and write down the commit that it is.
    #[arg(long, value_name = "REV")]
    pub rev: Option<String>,
}

/// How `stridelint list` writes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum ListFormat {
    /// A line of JSON for each repository or closure.
    #[default]
    Manifest,
}

/// `stridelint merge`.
#[derive(Debug, Args)]
pub struct MergeArgs {
    /// The parts: tables that `scan --manifest` wrote.
    #[arg(value_name = "PART", required = true)]
    pub parts: Vec<PathBuf>,
    /// The manifest that was scanned: each of its lines has to be in a part.
    #[arg(long, value_name = "FILE")]
    pub manifest: PathBuf,
    /// Which policies there are: those of the scan.
    #[command(flatten)]
    pub policy: PolicyArgs,
    /// Format of the report [default: text].
    #[arg(short, long, value_enum, value_name = "FORMAT")]
    pub format: Option<Form>,
    /// File for the report.
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Report only findings that are new or gone compared with these tables, baseline or report
    /// (repeatable: the parts of an older run).
    #[arg(long, value_name = "FILE")]
    pub baseline: Vec<PathBuf>,
    /// Print how many findings each repository, threat and check has, with --baseline how many are new
    /// and gone, in place of the report (text, json).
    #[arg(long)]
    pub summary: bool,
    /// List every gap, not only the first few (text, markdown).
    #[arg(long)]
    pub gaps: bool,
    /// Colour.
    #[arg(
        long, value_enum, default_value_t = Color::Auto, value_name = "WHEN",
        env = "STRIDELINT_COLOR"
    )]
    pub color: Color,
}

fn mebibytes(text: &str) -> Result<u32, String> {
    text.parse().map_err(|_| "expected a number of MiB".to_owned())
}
