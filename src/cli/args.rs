//! The arguments.

use super::Failure;
use super::bulk::args::{ListArgs, ManyArgs, MergeArgs};
use super::fix::FixArgs;
use super::model::ModelArgs;
use super::output::Form;
pub use super::policy_args::{CheckFormat, CoverageFormat, ListFormat, PolicyCommand, TestFormat};
#[cfg(feature = "review")]
use super::review::ReviewArgs;
use crate::finding::{FailOn, Severity};
use crate::tree::disk::Scope;
use crate::unit::{Assignment, Inputs, Parameter, ParameterFile};
use clap::builder::BoolishValueParser;
use clap::{ArgAction, ArgMatches, Args, Parser, Subcommand};
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

/// STRIDE threats of ECS workloads, found in Terraform, CloudFormation and task definitions.
#[derive(Debug, Parser)]
#[command(name = "stridelint", version, about, max_term_width = 120, propagate_version = true)]
pub struct Cli {
    /// Log to standard error which files are scanned or skipped, and why; with -vv, also how long each
    /// deployment and each stage takes.
    #[arg(short, long, global = true, action = ArgAction::Count)]
    pub verbose: u8,
    /// What to do; without one, the program says what it is.
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// The subcommands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Scan files, folders, or folders of repositories for threats.
    Scan(Box<ScanArgs>),
    /// Write a manifest of repositories, or of one repository's closures, for `scan --manifest`.
    List(ListArgs),
    /// Combine the tables of a scan into one report, as if one process had scanned everything.
    Merge(Box<MergeArgs>),
    /// Fix what can be fixed mechanically, in the files.
    Fix(Box<FixArgs>),
    /// Scan, and comment on a pull request: one comment per new finding, and a summary.
    #[cfg(feature = "review")]
    Review(Box<ReviewArgs>),
    /// Write a configuration, a commit hook and a workflow for a repository, each shown first.
    Init(InitArgs),
    /// Print the normalized documents that policies see, as a JSON array.
    Document(DocumentArgs),
    /// Draw the threat model: elements, trust boundaries and data flows, each with the line of code
    /// that proves it.
    Model(Box<ModelArgs>),
    /// Write down the findings there are, so that later scans report what is new since.
    #[command(subcommand)]
    Baseline(BaselineCommand),
    /// Explain a threat or a check: what it means, why it matters, how to fix it.
    Explain(ExplainArgs),
    /// Print the JSON Schema of a report, a document or the configuration.
    Schema(SchemaArgs),
    /// Serve an editor: findings while you type, in the Language Server Protocol.
    #[cfg(feature = "lsp")]
    Lsp(Box<super::lsp::LspArgs>),
    /// List, test and check policies.
    #[command(subcommand)]
    Policy(PolicyCommand),
    /// Print a completion script for a shell.
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
    /// Print the manual page (roff), or one page per subcommand into a folder.
    Man {
        /// Folder to write all pages to.
        #[arg(long, value_name = "DIR")]
        out: Option<PathBuf>,
    },
}

/// What is read, and the values that are given to it.
#[derive(Clone, Debug, Default, Args)]
pub struct InputArgs {
    /// Value of a Terraform variable (repeatable).
    #[arg(long = "var", value_name = "NAME=VALUE", value_parser = pair)]
    pub vars: Vec<(String, String)>,
    /// Terraform variable file (repeatable).
    #[arg(long = "var-file", value_name = "FILE")]
    pub var_files: Vec<PathBuf>,
    /// Scan a Terraform root once per variable file in env, envs, environments, vars or tfvars
    /// below it.
    #[arg(long)]
    pub discover_var_files: bool,
    /// Value of a CloudFormation parameter (repeatable).
    #[arg(long = "parameter", value_name = "NAME=VALUE", value_parser = pair)]
    pub parameters: Vec<(String, String)>,
    /// File with values of CloudFormation parameters (repeatable): the CLI's or CodePipeline's
    /// JSON, or samconfig.toml.
    #[arg(long = "parameter-file", value_name = "FILE")]
    pub parameter_files: Vec<PathBuf>,
    /// The date that counts as today [default: SOURCE_DATE_EPOCH, else the UTC date].
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = date)]
    pub today: Option<String>,
    /// Leave out what lies under examples, tests and fixtures.
    #[arg(long)]
    pub no_examples: bool,
    /// Threads [default: one per core].
    #[arg(
        long, value_name = "N", value_parser = threads, env = "STRIDELINT_JOBS"
    )]
    pub jobs: Option<u16>,
    /// Configuration file [default: for each unit the nearest stridelint.toml or .stridelint.toml
    /// upward to the repository's root].
    #[arg(long, value_name = "FILE", conflicts_with = "no_config", env = "STRIDELINT_CONFIG")]
    pub config: Option<PathBuf>,
    /// Read no configuration file.
    #[arg(long)]
    pub no_config: bool,
    /// Profile of the configuration ([profile.NAME]).
    #[arg(long, value_name = "NAME", conflicts_with = "no_config", env = "STRIDELINT_PROFILE")]
    pub profile: Option<String>,
    /// Colour.
    #[arg(
        long, value_enum, default_value_t = Color::Auto, value_name = "WHEN",
        env = "STRIDELINT_COLOR"
    )]
    pub color: Color,
}

/// What one unit may cost, in `--help`.
fn budgets() -> String {
    format!(
        "Budgets: {} What is beyond is not judged: the report says so and names the place that grew, \
         the exit status is 2, other units are scanned. Ctrl-C ends a scan: what is done is reported, \
         the exit status is 130.",
        crate::budget::told()
    )
}

/// When to colour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Color {
    /// On a terminal, unless NO_COLOR is set.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// Which policies there are.
#[derive(Clone, Debug, Default, Args)]
pub struct PolicyArgs {
    /// Folder with policies of your own (repeatable).
    #[arg(long = "policy", value_name = "DIR")]
    pub policies: Vec<PathBuf>,
    /// Leave out the policies that come with the program.
    #[arg(long)]
    pub no_bundled_policies: bool,
    /// Folder with Conftest rules, run on the files as parsed, without normalization (repeatable).
    #[arg(long = "conftest", value_name = "DIR")]
    pub conftest: Vec<PathBuf>,
    /// Package of Conftest rules to run (repeatable) [default: main].
    #[arg(long, value_name = "NS", requires = "conftest")]
    pub conftest_namespace: Vec<String>,
    /// Folder or file with data for Conftest rules (repeatable).
    #[arg(long, value_name = "DIR", requires = "conftest")]
    pub conftest_data: Vec<PathBuf>,
}

/// `stridelint document`.
#[derive(Debug, Args)]
pub struct DocumentArgs {
    /// Files or folders.
    #[arg(value_name = "PATH", default_value = ".")]
    pub paths: Vec<PathBuf>,
    /// What is read.
    #[command(flatten)]
    pub input: InputArgs,
    /// Print what this Rego gives on the document of a deployment, as policies see it; of several,
    /// an object of what it gives on each.
    #[arg(long, value_name = "REGO")]
    pub query: Option<String>,
    /// For --query: the world of unknown values: absent, quiet, or adverse:CHECK [default: absent].
    #[arg(long, value_name = "WORLD", requires = "query")]
    pub world: Option<String>,
    /// For --query: a folder with policies of your own, whose rules it may name (repeatable).
    #[arg(long = "policy", value_name = "DIR", requires = "query")]
    pub policies: Vec<PathBuf>,
}

/// `stridelint scan`.
#[derive(Clone, Debug, Default, Args)]
#[command(after_long_help = budgets())]
pub struct ScanArgs {
    /// Files, folders, or folders of repositories.
    #[arg(value_name = "PATH", default_value = ".")]
    pub paths: Vec<PathBuf>,
    /// Many repositories.
    #[command(flatten)]
    pub many: ManyArgs,
    /// What is read.
    #[command(flatten)]
    pub input: InputArgs,
    /// Which policies there are.
    #[command(flatten)]
    pub policy: PolicyArgs,
    /// Format of the report (repeatable; each may be followed by -o) [default: text].
    #[arg(short, long, value_enum, value_name = "FORMAT")]
    pub format: Vec<Form>,
    /// File for the report of the -f before it; without one, by the file's ending.
    #[arg(short, long, value_name = "FILE")]
    pub output: Vec<PathBuf>,
    /// Lowest severity that makes the exit status 1, or never [default: high].
    #[arg(long, value_name = "SEVERITY", env = "STRIDELINT_FAIL_ON")]
    pub fail_on: Option<FailOn>,
    /// Lowest severity that is reported.
    #[arg(long, value_name = "SEVERITY", env = "STRIDELINT_MIN_SEVERITY")]
    pub min_severity: Option<Severity>,
    /// Exit with 2 if something that is deployed was not judged, such as a module that was not read or
    /// a value that is not known.
    #[arg(long, env = "STRIDELINT_STRICT", value_parser = BoolishValueParser::new())]
    pub strict: bool,
    /// List every gap and, with --undecided, every undecided check, not only the first few (text,
    /// markdown).
    #[arg(long)]
    pub gaps: bool,
    /// Print the findings alone, without what stands beside them and without a summary (text).
    #[arg(short, long, conflicts_with = "statistics")]
    pub quiet: bool,
    /// Print how many findings each check and each threat has, in place of the findings (text).
    #[arg(long)]
    pub statistics: bool,
    /// Exit with 0 whatever was found or lost.
    #[arg(long)]
    pub exit_zero: bool,
    /// Treat unreadable input as a warning.
    #[arg(long)]
    pub keep_going: bool,
    /// Also report what cannot be decided because a value is not known.
    #[arg(long)]
    pub undecided: bool,
    /// Turn on a check, a threat, a STRIDE category, or all (repeatable).
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    pub enable: Vec<String>,
    /// Turn off a check, a threat, a STRIDE category, or all (repeatable).
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    pub disable: Vec<String>,
    /// Run only checks that a framework asks for: security-hub, mitre-attack, cwe, checkov, or an
    /// entry of one such as ECS.4 or CWE-250 (repeatable).
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    pub framework: Vec<String>,
    /// Report only what the change since the merge base with this revision adds; A..B compares two
    /// commits, without a work tree; with HEAD, what is staged is compared where something is.
    #[arg(
        long, value_name = "REV", conflicts_with_all = ["diff_exact", "pre_commit"],
        env = "STRIDELINT_DIFF_BASE"
    )]
    pub diff_base: Option<String>,
    /// As --diff-base, with the revision's own tree in place of the merge base.
    #[arg(long, value_name = "REV", conflicts_with = "pre_commit")]
    pub diff_exact: Option<String>,
    /// Compare what is staged (the index), not the work tree [default base: HEAD].
    #[arg(long, conflicts_with = "pre_commit")]
    pub staged: bool,
    /// As a hook of pre-commit: what the commit adds, or what lies between the refs of a push; all
    /// with --all-files. Paths are the files that the hook is handed.
    #[arg(long)]
    pub pre_commit: bool,
    /// Trust nothing that a change brings: the configuration and its policies are those of the base
    /// (--diff-base), or of --config; suppressions hold only for what was suppressed in the base.
    #[arg(long, env = "STRIDELINT_UNTRUSTED", value_parser = BoolishValueParser::new())]
    pub untrusted: bool,
    /// Report only what this baseline, or earlier report (JSON, JSON lines, SARIF), does not have.
    #[arg(long, value_name = "FILE", env = "STRIDELINT_BASELINE")]
    pub baseline: Option<PathBuf>,
    /// Scan one part of N: whole repositories, or units of one repository that read one another.
    #[arg(long, value_name = "I/N", value_parser = shard)]
    pub shard: Option<(usize, usize)>,
    /// What is asked besides, by another command.
    #[arg(skip)]
    pub trial: Trial,
}

/// A scan that no command line asks for: of files as they would be once fixes are written.
#[derive(Clone, Debug, Default)]
pub struct Trial {
    /// Findings carry their fixes.
    pub fixes: bool,
    /// What a wider check takes in stays apart.
    pub separate: bool,
    /// All that the states of threats are made of.
    pub states: bool,
    /// The same besides what is reported.
    pub for_states: bool,
    /// Texts that stand in place of those on disk.
    pub texts: BTreeMap<PathBuf, String>,
    /// Only these units, as reported. `None`: all.
    pub units: Option<BTreeSet<(String, String)>>,
}

/// `stridelint init`.
#[derive(Debug, Args)]
pub struct InitArgs {
    /// A folder of the repository.
    #[arg(value_name = "DIR", default_value = ".")]
    pub path: PathBuf,
    /// Write what is shown without asking.
    #[arg(short, long, conflicts_with = "dry_run")]
    pub yes: bool,
    /// Show what would be written, and write nothing.
    #[arg(long)]
    pub dry_run: bool,
    /// The action that the workflow uses [default: the workflow has two lines to fill in].
    #[arg(long, value_name = "OWNER/NAME@REF", value_parser = action)]
    pub action: Option<String>,
}

/// `stridelint baseline`.
#[derive(Debug, Subcommand)]
pub enum BaselineCommand {
    /// Write the findings of a scan as a baseline.
    Write(BaselineArgs),
    /// Add the findings of a scan to a baseline: what is new, and what is called differently since a
    /// file was renamed.
    Update(BaselineArgs),
    /// Take out of a baseline what a scan does not find any more.
    Prune(BaselineArgs),
}

/// The arguments of `stridelint baseline write`, `update` and `prune`.
#[derive(Debug, Args)]
pub struct BaselineArgs {
    /// The baseline.
    pub file: PathBuf,
    /// Files, folders, or folders of repositories.
    #[arg(value_name = "PATH", default_value = ".")]
    pub paths: Vec<PathBuf>,
    /// What is read.
    #[command(flatten)]
    pub input: InputArgs,
    /// Which policies there are.
    #[command(flatten)]
    pub policy: PolicyArgs,
    /// Turn on a check, a threat, a STRIDE category, or all (repeatable).
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    pub enable: Vec<String>,
    /// Turn off a check, a threat, a STRIDE category, or all (repeatable).
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    pub disable: Vec<String>,
}

/// `stridelint explain`.
#[derive(Debug, Args)]
pub struct ExplainArgs {
    /// A check (`privileged-container`), a threat (`container-escape`), a STRIDE category
    /// (`tampering`), or an entry of a framework (`ECS.4`, `CKV_AWS_334`, `T1611`, `CWE-250`).
    pub id: String,
    /// Format.
    #[arg(short, long, value_enum, default_value_t = ExplainFormat::Text, value_name = "FORMAT")]
    pub format: ExplainFormat,
    /// Which policies there are.
    #[command(flatten)]
    pub policy: PolicyArgs,
    /// Colour.
    #[arg(
        long, value_enum, default_value_t = Color::Auto, value_name = "WHEN",
        env = "STRIDELINT_COLOR"
    )]
    pub color: Color,
}

/// How `stridelint explain` writes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum ExplainFormat {
    /// For a terminal.
    #[default]
    Text,
    /// The checks as `policy list -f json` has them.
    Json,
    /// The page of the documentation.
    Markdown,
}

/// `stridelint schema`.
#[derive(Debug, Args)]
pub struct SchemaArgs {
    /// The schema, or a type of the document; without one, the names are listed.
    pub name: Option<String>,
    /// Write all of them into a folder.
    #[arg(long, value_name = "DIR", conflicts_with = "name")]
    pub to: Option<PathBuf>,
    /// Write nothing; say which files are stale, and fail if any is.
    #[arg(long, requires = "to")]
    pub check: bool,
}

impl InputArgs {
    /// The values for variables and parameters of a scope; of `--var` and `--var-file` the later
    /// one wins, so `matches` tells their order. Files below the scope's root are named as its tree
    /// names them.
    ///
    /// # Errors
    /// A parameter file cannot be read: what is named here is never passed over.
    pub fn inputs(&self, scope: &Scope, matches: &ArgMatches) -> Result<Inputs, Failure> {
        let real = |path: &PathBuf| {
            path.canonicalize().unwrap_or_else(|_| path.clone()).to_string_lossy().into_owned()
        };
        let name = |path: &PathBuf| scope.below(path).unwrap_or_else(|| real(path));
        let at = |id: &str| matches.indices_of(id).into_iter().flatten().collect::<Vec<usize>>();
        let missing = |path: &&PathBuf| !path.exists() && !scope.tree.has_file(&name(path));
        if let Some(path) = self.var_files.iter().find(missing) {
            return Err(Failure::Input(format!("--var-file {}: no such file", path.display())));
        }
        let values =
            self.vars.iter().map(|(name, text)| Assignment::Value(name.clone(), text.clone()));
        let files = self.var_files.iter().map(|path| Assignment::File(name(path)));
        let mut variables: Vec<(usize, Assignment)> = at("vars")
            .into_iter()
            .zip(values)
            .chain(at("var_files").into_iter().zip(files))
            .collect();
        variables.sort_by_key(|(at, _)| *at);
        // What is written on the command line wins over what it names.
        let files: Vec<ParameterFile> =
            self.parameter_files.iter().map(|path| scope.parameter_file(path)).collect();
        if let Some((name, why)) = files.iter().find_map(ParameterFile::fault) {
            return Err(Failure::Input(format!("{name}: {why}")));
        }
        let values = self
            .parameters
            .iter()
            .map(|(name, value)| Parameter::Value(name.clone(), value.clone()));
        Ok(Inputs {
            variables: variables.into_iter().map(|(_, given)| given).collect(),
            parameters: files.into_iter().map(Parameter::File).chain(values).collect(),
        })
    }
}

fn pair(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.trim().is_empty() => {
            Ok((name.trim().to_owned(), value.to_owned()))
        }
        _ => Err("expected NAME=VALUE".to_owned()),
    }
}

fn action(text: &str) -> Result<String, String> {
    let part = |part: &str| {
        !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || "-_./".contains(c))
    };
    match text.split_once('@') {
        Some((name, reference)) if name.contains('/') && part(name) && part(reference) => {
            Ok(text.to_owned())
        }
        _ => Err("expected OWNER/NAME@REF".to_owned()),
    }
}

/// A number of threads.
fn threads(text: &str) -> Result<u16, String> {
    match text.parse::<u16>() {
        Ok(0) => {
            Err("a scan needs one thread at least; leave the option out for one per core".into())
        }
        Ok(count) => Ok(count),
        Err(_) => Err(format!("expected a number from 1 to {}", u16::MAX)),
    }
}

fn date(text: &str) -> Result<String, String> {
    crate::date::parse(text)
        .map(|_| text.to_owned())
        .ok_or_else(|| "expected a date, YYYY-MM-DD".to_owned())
}

fn shard(text: &str) -> Result<(usize, usize), String> {
    let parsed =
        text.split_once('/').and_then(|(index, of)| Some((index.parse().ok()?, of.parse().ok()?)));
    match parsed {
        Some((index, of)) if index >= 1 && index <= of => Ok((index, of)),
        _ => Err("expected I/N with 1 <= I <= N".to_owned()),
    }
}
