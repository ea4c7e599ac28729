//! `stridelint completions`: the command line as a shell's script, with the names that only the
//! policies know.

use super::args::Cli;
use super::{Failure, policies};
use crate::policy::Stride;
use crate::report::schema;
use clap::builder::PossibleValuesParser;
use clap::{Arg, Command, CommandFactory};
use std::collections::BTreeSet;

/// Prints the script of a shell.
///
/// # Errors
/// The program's own policies are refused; standard output cannot be written.
pub fn run(shell: clap_complete::Shell) -> Result<(), Failure> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut command()?, "stridelint", &mut script);
    super::print(&String::from_utf8_lossy(&script))
}

/// The command line, whose arguments say which ids there are. It is not parsed with: ids of policies
/// of one's own are known to a scan alone.
fn command() -> Result<Command, Failure> {
    let (set, _) = policies::of_folders(&[])?;
    let mut ids: BTreeSet<String> = Stride::ALL.iter().map(|one| one.id().to_owned()).collect();
    ids.extend(set.threats().iter().map(|threat| threat.id.clone()));
    ids.extend(set.checks().map(|check| check.id.clone()));
    let mut explained = ids.clone();
    explained.extend(set.checks().map(|check| check.name.clone()));
    let selected: BTreeSet<String> = ids.into_iter().chain(["all".to_owned()]).collect();
    let frameworks = ["security-hub", "mitre-attack", "cwe", "checkov"].map(str::to_owned);
    let frameworks: BTreeSet<String> = frameworks.into_iter().collect();
    let schemas = schema::ALL.iter().map(|schema| schema.name.to_owned()).collect();
    let selects = |command: Command| {
        let command = command.mut_arg("enable", |arg| one_of(arg, &selected));
        command.mut_arg("disable", |arg| one_of(arg, &selected))
    };
    Ok(Cli::command()
        .mut_subcommand("scan", |scan| {
            selects(scan).mut_arg("framework", |arg| one_of(arg, &frameworks))
        })
        .mut_subcommand("baseline", |baseline| {
            ["write", "update", "prune"]
                .into_iter()
                .fold(baseline, |command, name| command.mut_subcommand(name, selects))
        })
        .mut_subcommand("explain", |explain| explain.mut_arg("id", |arg| one_of(arg, &explained)))
        .mut_subcommand("schema", |schema| schema.mut_arg("name", |arg| one_of(arg, &schemas))))
}

/// An argument with these values. The command line's names live as long as the program, which ends
/// when the script is printed.
fn one_of(arg: Arg, values: &BTreeSet<String>) -> Arg {
    let values = values.iter().map(|value| &*value.clone().leak());
    arg.value_parser(PossibleValuesParser::new(values))
}
