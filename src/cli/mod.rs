//! The command line: one file per subcommand.

/// Parses the arguments, runs, and gives the exit status.
#[must_use]
pub fn main() -> std::process::ExitCode {
    std::process::ExitCode::from(2)
}
