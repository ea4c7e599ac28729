//! What other crates ask of the program, in the words of the command line, so that both have one
//! meaning.

use super::args::{Cli, Command};
use super::{Failure, document, environment, policies, scan};
use crate::finding::Report;
use crate::report::{Format, Input, printable, render};
use crate::scan::Silent;
use clap::{ArgMatches, CommandFactory, FromArgMatches};
use serde_json::Value;
use std::ffi::{OsStr, OsString};

/// The report of a scan, and its JSON.
///
/// # Errors
/// Why there is none.
pub fn scan(options: &[OsString], paths: &[OsString]) -> Result<(Report, String), String> {
    let words = options.iter().map(OsString::as_os_str).chain([OsStr::new("--")]);
    let (command, matches) = parsed("scan", words.chain(paths.iter().map(OsString::as_os_str)))?;
    let Command::Scan(args) = command else { return Err("another command".to_owned()) };
    let found = || {
        let gathered = scan::gather_telling(&args, &matches, &Silent)?;
        let mut report = gathered.report;
        printable(&mut report);
        let set = match gathered.sets.into_iter().next() {
            Some(set) => set,
            None => policies::load(&args.policy, None)?.0.into(),
        };
        let view = crate::report::View::default();
        let json = render(
            Format::Json,
            Input { report: &report, set: &set, all_gaps: true, view, model: None },
        );
        Ok((report, json))
    };
    found().map_err(|failure: Failure| told(&failure))
}

/// The documents below a path.
///
/// # Errors
/// Why there are none.
pub fn documents(path: &OsStr) -> Result<Vec<Value>, String> {
    let (command, matches) = parsed("document", [OsStr::new("--"), path])?;
    let Command::Document(args) = command else { return Err("another command".to_owned()) };
    document::gather(&args, &matches)
        .map(|gathered| gathered.documents)
        .map_err(|failure| told(&failure))
}

/// A command with its arguments.
fn parsed<'a>(
    name: &'static str,
    words: impl IntoIterator<Item = &'a OsStr>,
) -> Result<(Command, ArgMatches), String> {
    let all = [OsStr::new("stridelint"), OsStr::new(name)].into_iter().chain(words);
    let wrong = |error: clap::Error| error.to_string();
    let command = environment::ignored(Cli::command());
    let mut matches = command.try_get_matches_from(all).map_err(wrong)?;
    let cli = Cli::from_arg_matches(&matches).map_err(wrong)?;
    let own = matches.remove_subcommand().map_or_else(ArgMatches::default, |(_, own)| own);
    Ok((cli.command.ok_or_else(|| "no command".to_owned())?, own))
}

fn told(failure: &Failure) -> String {
    let said = crate::secret::without_credentials(&failure.to_string()).into_owned();
    said.lines().map(crate::printable::plain).collect::<Vec<_>>().join("\n")
}
