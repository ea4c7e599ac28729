//! The arguments.

use crate::finding::Severity;
use crate::tree::disk::Scope;
use crate::unit::Inputs;
use clap::{Args, Parser, Subcommand};
use std::path::PathBuf;

/// STRIDE threats of ECS workloads, found in Terraform, CloudFormation and task definitions.
#[derive(Debug, Parser)]
#[command(name = "stridelint", version, about, max_term_width = 120, propagate_version = true)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The subcommands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Scan files, folders, or folders of repositories for threats.
    Scan(Box<ScanArgs>),
    /// Print the normalized documents that policies see, as a JSON array.
    Document(DocumentArgs),
}

/// What is read, and the values that are given to it.
#[derive(Clone, Debug, Args)]
pub struct InputArgs {
    /// Value of a Terraform variable (repeatable).
    #[arg(long = "var", value_name = "NAME=VALUE", value_parser = pair)]
    pub vars: Vec<(String, String)>,
    /// Terraform variable file (repeatable).
    #[arg(long = "var-file", value_name = "FILE")]
    pub var_files: Vec<PathBuf>,
    /// Value of a CloudFormation parameter (repeatable).
    #[arg(long = "parameter", value_name = "NAME=VALUE", value_parser = pair)]
    pub parameters: Vec<(String, String)>,
    /// The date that counts as today [default: SOURCE_DATE_EPOCH, else the UTC date].
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = date)]
    pub today: Option<String>,
    /// Leave out what lies under examples, tests and fixtures.
    #[arg(long)]
    pub no_examples: bool,
    /// Threads [default: one per core].
    #[arg(long, value_name = "N")]
    pub jobs: Option<usize>,
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
}

/// `stridelint scan`.
#[derive(Debug, Args)]
pub struct ScanArgs {
    /// Files, folders, or folders of repositories.
    #[arg(value_name = "PATH", default_value = ".")]
    pub paths: Vec<PathBuf>,
    /// What is read.
    #[command(flatten)]
    pub input: InputArgs,
    /// Lowest severity that makes the exit status 1.
    #[arg(long, value_name = "SEVERITY", default_value = "high")]
    pub fail_on: Severity,
}

impl InputArgs {
    /// The values for variables and parameters. Variable files below a scanned tree are named as the tree names them.
    #[must_use]
    pub fn inputs(&self, scopes: &[Scope]) -> Inputs {
        let name = |path: &PathBuf| {
            let real = path.canonicalize().unwrap_or_else(|_| path.clone());
            let below = scopes.iter().find_map(|scope| real.strip_prefix(&scope.root).ok());
            below.map_or_else(|| real.to_string_lossy().into_owned(), crate::tree::disk::slashes)
        };
        Inputs { vars: self.vars.clone(), var_files: self.var_files.iter().map(name).collect(), parameters: self.parameters.clone() }
    }
}

fn pair(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.trim().is_empty() => Ok((name.trim().to_owned(), value.to_owned())),
        _ => Err("expected NAME=VALUE".to_owned()),
    }
}

fn date(text: &str) -> Result<String, String> {
    super::today::parse(text).map(|_| text.to_owned()).ok_or_else(|| "expected a date, YYYY-MM-DD".to_owned())
}
