//! The command line: one file per subcommand.

mod args;
mod document;
mod problems;
mod scan;
mod today;

use args::{Cli, Command};
use clap::Parser;
use std::fmt;
use std::process::ExitCode;

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// Nothing to object to.
    Clean,
    /// Findings at or above the severity that `--fail-on` names.
    Findings,
    /// Usage, configuration or policy error, or input that was lost.
    Error,
}

impl From<Status> for ExitCode {
    fn from(status: Status) -> ExitCode {
        ExitCode::from(match status {
            Status::Clean => 0,
            Status::Findings => 1,
            Status::Error => 2,
        })
    }
}

/// A usage, configuration or policy error, or output that cannot be written: a sentence for a person.
#[derive(Debug)]
pub struct Failure(pub String);

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<T: fmt::Display> From<T> for Failure
where
    T: std::error::Error,
{
    fn from(error: T) -> Failure {
        Failure(error.to_string())
    }
}

/// Parses the arguments, runs, and gives the exit status.
#[must_use]
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            let status = if error.use_stderr() { Status::Error } else { Status::Clean };
            // A closed pipe is all that can fail here, and there is nobody left to tell.
            let _ = error.print();
            return status.into();
        }
    };
    quiet_where_reported();
    let result = match cli.command {
        Command::Scan(args) => scan::run(&args),
        Command::Document(args) => document::run(&args),
    };
    match result {
        Ok(status) => status.into(),
        Err(failure) => {
            say(&format!("error: {failure}"));
            Status::Error.into()
        }
    }
}

/// A fault inside a unit is told as a problem of the report; printing it a second time would only confuse.
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

/// Writes to standard output. A reader that went away (`| head`) ends the program's output, not the program.
///
/// # Errors
/// Anything but a closed pipe.
pub(crate) fn print(text: &str) -> Result<(), Failure> {
    use std::io::Write;
    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(Failure(format!("standard output cannot be written: {error}"))),
        _ => Ok(()),
    }
}
