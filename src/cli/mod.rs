//! The command line: one file per subcommand.

mod about;
mod args;
mod baseline;
mod bulk;
mod compare;
mod completions;
mod document;
mod drawn;
mod environment;
mod explain;
mod fix;
mod gather;
mod generated;
mod init;
pub(crate) mod library;
#[cfg(feature = "lsp")]
mod lsp;
mod model;
mod origin;
mod output;
mod policies;
mod policy;
mod policy_args;
mod policy_check;
mod policy_fixtures;
mod policy_lock;
mod policy_new;
mod policy_shared;
mod policy_test;
mod problems;
mod progress;
#[cfg(feature = "review")]
mod review;
mod rows;
mod scan;
mod schema;
mod seen;
mod select;
mod setting;
mod states;
pub mod surface;
mod systems;
mod taken;
mod terminal;
mod trust;
mod verbose;

use crate::config::ConfigError;
use crate::date::EpochError;
use crate::scan::PoolError;
use args::{Cli, Command};
use clap::error::ErrorKind;
use clap::{ArgMatches, CommandFactory, FromArgMatches};
use std::process::ExitCode;

/// The exit status of a run that somebody ended early, as shells have it.
const INTERRUPTED: u8 = 130;

/// How long what is done may take to be reported after that.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(10);

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// Nothing to object to.
    Clean,
    /// A folder was given that holds nothing to scan.
    Nothing,
    /// Findings at or above the severity that `--fail-on` names.
    Findings,
    /// Usage, configuration or policy error, or input that was lost.
    Error,
    /// Somebody ended the run early.
    Interrupted,
}

impl From<Status> for ExitCode {
    fn from(status: Status) -> ExitCode {
        ExitCode::from(match status {
            Status::Clean => 0,
            Status::Nothing => 3,
            Status::Findings => 1,
            Status::Error => 2,
            Status::Interrupted => INTERRUPTED,
        })
    }
}

/// Why a command gave no result, by whose fault it is: a sentence for a person.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The command line asks for what cannot be done.
    #[error("{0}")]
    Usage(String),
    /// The environment's SOURCE_DATE_EPOCH.
    #[error(transparent)]
    Environment(#[from] EpochError),
    /// A configuration file.
    #[error(transparent)]
    Configuration(#[from] ConfigError),
    /// Policies that are refused, or folders without any.
    #[error("{0}")]
    Policy(String),
    /// A file or revision that the command line names and that cannot be read.
    #[error("{0}")]
    Input(String),
    /// A file or stream that cannot be written.
    #[error("{0}")]
    Output(String),
    /// Pages that are not what `policy docs` would write.
    #[error("{0}")]
    Stale(String),
    /// The machine starts no threads.
    #[error(transparent)]
    Machine(#[from] PoolError),
}

impl From<&Failure> for Status {
    /// Whoever runs the program has to tell what failed from what was found, not one failure from
    /// another: all of them have one status.
    fn from(failure: &Failure) -> Status {
        match failure {
            Failure::Usage(_)
            | Failure::Environment(_)
            | Failure::Configuration(_)
            | Failure::Policy(_)
            | Failure::Input(_)
            | Failure::Output(_)
            | Failure::Stale(_)
            | Failure::Machine(_) => Status::Error,
        }
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Failure {
        Failure::Output(error.to_string())
    }
}

impl From<serde_json::Error> for Failure {
    fn from(error: serde_json::Error) -> Failure {
        Failure::Output(error.to_string())
    }
}

/// Parses the arguments, runs, and gives the exit status.
#[must_use]
pub fn main() -> ExitCode {
    let parsed = environment::beside(Cli::command(), std::env::args_os().skip(1))
        .try_get_matches()
        .and_then(|matches| Ok((Cli::from_arg_matches(&matches)?, matches)));
    let (cli, matches) = match parsed {
        Ok(parsed) => parsed,
        Err(error)
            if error.kind() == ErrorKind::DisplayVersion
                && about::asks_for_all(std::env::args_os().skip(1)) =>
        {
            return ended(about::version().map(|()| Status::Clean));
        }
        Err(error) => {
            let status = if error.use_stderr() { Status::Error } else { Status::Clean };
            // A closed pipe is all that can fail here, and there is nobody left to tell.
            let _ = error.print();
            return status.into();
        }
    };
    verbose::start(cli.verbose);
    quiet_where_reported();
    if cli.command.as_ref().is_some_and(scans) {
        listen();
    }
    ended(run(cli.command, &matches, cli.verbose > 0))
}

/// The exit status of how a command ended; what failed is told.
fn ended(result: Result<Status, Failure>) -> ExitCode {
    match result {
        Ok(status) => status.into(),
        Err(failure) => {
            let said = crate::secret::without_credentials(&failure.to_string()).into_owned();
            // What a person mistyped may be told in several lines.
            for (at, line) in said.lines().enumerate() {
                let word = if at == 0 { "error: " } else { "" };
                say(&format!("{word}{}", crate::printable::plain(line)));
            }
            Status::from(&failure).into()
        }
    }
}

fn run(command: Option<Command>, matches: &ArgMatches, verbose: bool) -> Result<Status, Failure> {
    let Some(command) = command else { return about::greet().map(|()| Status::Clean) };
    match command {
        Command::Scan(args) => {
            scan::run(&args, matches.subcommand_matches("scan").unwrap_or(matches))
        }
        Command::List(args) => bulk::list(&args),
        Command::Merge(args) => bulk::merge(&args),
        Command::Fix(args) => fix::run(&args, matches.subcommand_matches("fix").unwrap_or(matches)),
        #[cfg(feature = "review")]
        Command::Review(args) => {
            review::run(&args, matches.subcommand_matches("review").unwrap_or(matches))
        }
        Command::Init(args) => init::run(&args),
        Command::Document(args) => {
            document::run(&args, matches.subcommand_matches("document").unwrap_or(matches))
        }
        Command::Model(args) => {
            model::run(&args, matches.subcommand_matches("model").unwrap_or(matches))
        }
        Command::Baseline(command) => baseline::run(&command, matches),
        Command::Explain(args) => explain::run(&args),
        #[cfg(feature = "lsp")]
        Command::Lsp(args) => lsp::run(&args, matches.subcommand_matches("lsp").unwrap_or(matches)),
        Command::Policy(command) => policy::run(&command, verbose),
        Command::Schema(args) => schema::run(&args),
        Command::Completions { shell } => completions::run(shell).map(|()| Status::Clean),
        Command::Man { out } => manual(out.as_deref()),
    }
}

/// The manual: one page on standard output, or a page per subcommand in a folder.
fn manual(out: Option<&std::path::Path>) -> Result<Status, Failure> {
    match out {
        Some(folder) => {
            std::fs::create_dir_all(folder)?;
            clap_mangen::generate_to(Cli::command(), folder)?;
        }
        None => {
            let mut page = Vec::new();
            clap_mangen::Man::new(Cli::command()).render(&mut page)?;
            print(&String::from_utf8_lossy(&page))?;
        }
    }
    Ok(Status::Clean)
}

/// Whether a command scans: its stages look whether the run is to end. Others are ended by the system.
fn scans(command: &Command) -> bool {
    match command {
        #[cfg(feature = "review")]
        Command::Review(args) => args.report.is_none(),
        Command::Scan(_)
        | Command::Fix(_)
        | Command::Document(_)
        | Command::Model(_)
        | Command::Baseline(_) => true,
        #[cfg(feature = "lsp")]
        Command::Lsp(_) => false,
        Command::Init(_)
        | Command::List(_)
        | Command::Merge(_)
        | Command::Explain(_)
        | Command::Policy(_)
        | Command::Schema(_)
        | Command::Completions { .. }
        | Command::Man { .. } => false,
    }
}

/// Ctrl-C, and whatever ends a runner's job: the stages end, what is done is reported. The second time
/// nothing is waited for.
fn listen() {
    // Where signals cannot be listened to, they end the program as ever.
    let _ = ctrlc::set_handler(|| {
        if crate::interrupt::asked() {
            std::process::exit(INTERRUPTED.into());
        }
        crate::interrupt::ask();
        std::thread::spawn(|| {
            std::thread::sleep(PATIENCE);
            std::process::exit(INTERRUPTED.into());
        });
    });
}

/// A fault inside a unit is told as a problem of the report; printing it a second time would only
/// confuse.
fn quiet_where_reported() {
    let default = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        if !crate::scan::panic_is_reported() {
            default(info);
        }
    }));
}

/// One line on standard error.
pub(crate) fn say(line: &str) {
    use std::io::Write;
    let _ = writeln!(anstream::stderr(), "{line}");
}

/// Writes text with colour codes to standard output, without them where colour is not wanted.
///
/// # Errors
/// As [`print()`].
pub(crate) fn print_styled(text: &str) -> Result<(), Failure> {
    match anstream::AutoStream::choice(&std::io::stdout()) {
        anstream::ColorChoice::Never => print(&anstream::adapter::strip_str(text).to_string()),
        _ => print(text),
    }
}

/// Writes to standard output. A reader that went away (`| head`) ends the program's output, not the
/// program.
///
/// # Errors
/// Anything but a closed pipe.
pub(crate) fn print(text: &str) -> Result<(), Failure> {
    use std::io::Write;
    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(Failure::Output(format!("standard output cannot be written: {error}")))
        }
        _ => Ok(()),
    }
}
