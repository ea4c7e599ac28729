//! `stridelint policy`: list, test and check policies.

use super::args::{ListFormat, PolicyArgs, PolicyCommand};
use super::generated::{Generated, sync};
use super::{
    Failure, Status, policies, policy_check, policy_fixtures, policy_lock, policy_new,
    policy_shared, policy_test, problems,
};
use crate::policy::{self, PolicySet};
use crate::report::json::checks;
use std::fmt::Write;
use std::path::Path;

/// Runs a subcommand; `verbose`: names the tests that pass too.
///
/// # Errors
/// Policies that are refused.
pub fn run(command: &PolicyCommand, verbose: bool) -> Result<Status, Failure> {
    match command {
        PolicyCommand::List { format, json, policy } => {
            list(policy, *json || *format == ListFormat::Json)
        }
        PolicyCommand::Docs { check, to, policy } => docs(policy, to, *check),
        PolicyCommand::Test { folders, .. } if folders.is_empty() => {
            test(&policies::of_folders(folders)?.0)
        }
        PolicyCommand::Test { folders, run, coverage, coverage_min, format, bundled } => {
            policy_test::run(&policy_test::Asked {
                folders,
                run: run.as_deref(),
                verbose,
                coverage: *coverage,
                least: *coverage_min,
                format: *format,
                bundled: *bundled,
            })
        }
        PolicyCommand::Fixtures { folder, update } => policy_fixtures::run(folder, *update),
        PolicyCommand::New { name, r#type, stride, dir, from_conftest } => {
            policy_new::run(name.as_deref(), r#type, stride, dir, from_conftest.as_deref())
        }
        PolicyCommand::Lock { check } => policy_lock::run(*check),
        PolicyCommand::Shared { check, to } => policy_shared::run(to, *check),
        PolicyCommand::Check { folders, format, write } if !folders.is_empty() => {
            policy_check::run(folders, *format, *write)
        }
        PolicyCommand::Check { .. } => {
            let (set, notes) = policies::of_folders(&[])?;
            problems::tell(&notes, &[]);
            let count = |count: usize, what: &str| {
                format!("{count} {what}{}", if count == 1 { "" } else { "s" })
            };
            let (checks, threats) = (set.checks().count(), set.threats().len());
            super::print(&format!(
                "{} of {}: OK\n",
                count(checks, "check"),
                count(threats, "threat")
            ))?;
            Ok(Status::Clean)
        }
    }
}

fn list(args: &PolicyArgs, json: bool) -> Result<Status, Failure> {
    let (set, _) = policies::load(args, None)?;
    let mut out = String::new();
    if json {
        out = checks::list(&set, set.checks());
    } else {
        for threat in set.threats() {
            let _ = writeln!(out, "{} ({}): {}", threat.id, threat.stride.title(), threat.title);
            for check in &threat.checks {
                let opt_in = if check.opt_in { "  (opt-in)" } else { "" };
                let _ = writeln!(
                    out,
                    "  {:<8}  {}  {}{opt_in}",
                    check.severity.name(),
                    check.id,
                    check.title
                );
            }
        }
    }
    super::print(&out)?;
    Ok(Status::Clean)
}

/// Writes the pages, or compares them; pages of threats and checks that are gone are stale too, and
/// are removed.
fn docs(args: &PolicyArgs, folder: &Path, check: bool) -> Result<Status, Failure> {
    let (set, _) = policies::load(args, None)?;
    let generated = Generated {
        what: "the documentation",
        command: "stridelint policy docs",
        files: &crate::report::docs::pages(&set, &beside(folder)),
        owned: (&["checks", "threats"], ".md"),
        ours: crate::report::docs::is_ours,
    };
    sync(&generated, folder, check)?;
    Ok(Status::Clean)
}

/// The pages at the top of the folder that are not of this program, by name.
fn beside(folder: &Path) -> Vec<crate::report::docs::Beside> {
    use crate::report::docs::{is_ours, title};
    let inside = |prefix: &'static str| {
        let entries = std::fs::read_dir(folder.join(prefix)).into_iter().flatten().flatten();
        entries
            .filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_file()))
            .map(move |entry| (prefix, entry))
    };
    let mut pages: Vec<_> = inside("")
        .chain(inside("policies/"))
        .filter_map(|(prefix, entry)| {
            let name = format!("{prefix}{}", entry.file_name().into_string().ok()?);
            let page =
                name.ends_with(".md").then(|| std::fs::read_to_string(entry.path()).ok())??;
            let title = title(&page).unwrap_or(&name).to_owned();
            (!is_ours(&page)).then_some((name, title))
        })
        .collect();
    pages.sort();
    pages
}

/// Runs the tests of the program's policies, or of an edition of them.
pub fn test(set: &PolicySet) -> Result<Status, Failure> {
    let results = policy::test(set);
    let mut out = String::new();
    let mut failed = 0;
    for result in &results {
        match &result.failure {
            None => {}
            Some(why) => {
                failed += 1;
                let _ = writeln!(out, "FAIL {} ({}): {why}", result.rule, result.file);
            }
        }
    }
    let _ = writeln!(out, "{} tests, {failed} failed", results.len());
    super::print(&out)?;
    Ok(if failed > 0 { Status::Findings } else { Status::Clean })
}
