//! What the program is: alone on the command line, and `--version --verbose`.

use super::Failure;
use crate::policy::{ENGINE, PolicySet, bundled, digest};
use std::fmt::Write;

/// What the program is and the three commands people want, for a command line without a command.
///
/// # Errors
/// The program's own policies are refused; standard output cannot be written.
pub fn greet() -> Result<(), Failure> {
    let set = policies()?;
    let (checks, threats) = (set.checks().count(), set.threats().len());
    super::print(&format!(
        "\
stridelint {version} finds threats in infrastructure code before it is deployed:
{checks} checks of {threats} threats, in Terraform, CloudFormation and task definitions.
It executes nothing that it reads, and opens no network connection.

  stridelint scan                          report the threats in this folder
  stridelint explain privileged-container  what a check means and how to fix it
  stridelint init                          write settings, a hook and a workflow

`stridelint --help` lists all commands.
",
        version = env!("CARGO_PKG_VERSION"),
    ))
}

/// Whether a command line that asks for the version also asks for what belongs to it: `--verbose`,
/// or a `v` in one word with the `V`.
pub fn asks_for_all(arguments: impl Iterator<Item = std::ffi::OsString>) -> bool {
    arguments.filter_map(|argument| argument.into_string().ok()).any(|argument| {
        let short = argument.strip_prefix('-').filter(|rest| !rest.is_empty());
        let cluster = |rest: &str| rest.chars().all(|c| matches!(c, 'v' | 'V'));
        argument == "--verbose" || short.is_some_and(|rest| cluster(rest) && rest.contains('v'))
    })
}

/// The version with all that decides what a scan finds.
///
/// # Errors
/// The program's own policies are refused; standard output cannot be written.
pub fn version() -> Result<(), Failure> {
    let set = policies()?;
    let opt_in = set.checks().filter(|check| check.opt_in).count();
    let mut out = format!("stridelint {}\n", env!("CARGO_PKG_VERSION"));
    let mut row = |label: &str, text: String| {
        // Writing to a string cannot fail.
        let _ = writeln!(out, "{label:<10} {text}");
    };
    row("checks", format!("{} ({opt_in} of them opt-in)", set.checks().count()));
    row("threats", set.threats().len().to_string());
    row("policies", format!("sha256:{}", digest(&bundled())));
    row("engine", ENGINE.to_owned());
    row("machine", format!("{} {}", std::env::consts::OS, std::env::consts::ARCH));
    super::print(&out)
}

fn policies() -> Result<PolicySet, Failure> {
    Ok(super::policies::of_folders(&[])?.0)
}

#[cfg(test)]
mod tests {
    use super::asks_for_all;

    #[test]
    fn the_version_is_asked_for_with_all_that_belongs_to_it() {
        let asks = |line: &str| asks_for_all(line.split(' ').map(Into::into));
        for line in ["--version --verbose", "-vV", "-Vv", "-V -v", "-vv -V"] {
            assert!(asks(line), "{line}");
        }
        for line in ["--version", "-V", "-", "--", "-V x"] {
            assert!(!asks(line), "{line}");
        }
    }
}
