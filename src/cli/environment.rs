//! Options by `STRIDELINT_*` variables of the environment: what CI sets once for every job. The command
//! line weighs more, also where it says something that an option of the environment excludes.

use clap::{Arg, Command};
use std::ffi::OsString;

/// Options of the command line, each with those of the environment that do not hold beside it.
const EXCLUDE: [(&str, &[&str]); 3] = [
    ("--no-config", &["config", "profile"]),
    ("--diff-exact", &["diff_base"]),
    ("--pre-commit", &["diff_base"]),
];

/// The command line, reading from the environment what these words do not exclude.
pub fn beside(command: Command, words: impl Iterator<Item = OsString>) -> Command {
    let mut out: Vec<&str> = Vec::new();
    for word in words.map(|word| word.to_string_lossy().into_owned()) {
        if word == "--" {
            break;
        }
        let option = word.split('=').next().unwrap_or_default();
        let excluded = EXCLUDE.iter().filter(|(given, _)| *given == option);
        out.extend(excluded.flat_map(|(_, options)| options.iter().copied()));
    }
    // A variable that is set to nothing, as a service's empty input is, says nothing.
    let empty = |arg: &Arg| {
        let value = arg.get_env().and_then(std::env::var_os);
        value.is_some_and(|value| value.is_empty())
    };
    without(command, &|arg| out.contains(&arg.get_id().as_str()) || empty(arg))
}

/// The command line for callers that are not in a shell: nothing comes from the environment.
pub fn ignored(command: Command) -> Command {
    without(command, &|_| true)
}

/// Takes the environment from some options of every subcommand.
fn without(command: Command, out: &dyn Fn(&Arg) -> bool) -> Command {
    let command = command.mut_args(|arg| match out(&arg) {
        true => arg.env(None::<&'static str>),
        false => arg,
    });
    command.mut_subcommands(|command| without(command, out))
}
