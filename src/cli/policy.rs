//! `stridelint policy`: list, test and check policies.

use super::args::{PolicyArgs, PolicyCommand};
use super::{Failure, Status, policies, problems, say};
use serde_json::json;
use std::fmt::Write;

/// Runs a subcommand.
///
/// # Errors
/// Policies that are refused.
pub fn run(command: &PolicyCommand) -> Result<Status, Failure> {
    match command {
        PolicyCommand::List { json, policy } => list(policy, *json),
        PolicyCommand::Check { folders } => {
            let (set, notes) = policies::of_folders(folders)?;
            problems::tell(&notes);
            say(&format!("{} checks of {} threats are in order", set.checks().count(), set.threats().len()));
            Ok(Status::Clean)
        }
    }
}

fn list(args: &PolicyArgs, json: bool) -> Result<Status, Failure> {
    let (set, _) = policies::load(args, None)?;
    let mut out = String::new();
    if json {
        let rows: Vec<serde_json::Value> = set
            .checks()
            .map(|check| {
                json!({
                    "id": check.id, "threat": check.threat, "title": check.title, "severity": check.severity, "opt_in": check.opt_in,
                    "stride": set.threat(&check.threat).map(|threat| threat.stride), "reads": check.reads.keys().collect::<Vec<_>>(),
                    "frameworks": check.frameworks, "file": check.file, "line": check.line,
                })
            })
            .collect();
        out = serde_json::to_string_pretty(&rows)?;
        out.push('\n');
    } else {
        for threat in set.threats() {
            let _ = writeln!(out, "{} ({}): {}", threat.id, threat.stride.title(), threat.title);
            for check in &threat.checks {
                let opt_in = if check.opt_in { "  (opt-in)" } else { "" };
                let _ = writeln!(out, "  {:<8}  {}  {}{opt_in}", check.severity.name(), check.id, check.title);
            }
        }
    }
    super::print(&out)?;
    Ok(Status::Clean)
}
