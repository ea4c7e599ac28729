//! `stridelint policy fixtures`: folders of real input for each check, and what a scan finds in them.

use super::{Failure, Status, library};
use crate::finding::{Certainty, Finding, Report};
use crate::printable::plain;
use crate::source::Loss;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// What a fixture of each folder has to show.
const KINDS: [&str; 3] = ["fires", "quiet", "undecided"];

/// Fixtures of these names show the same in each format.
const FORMATS: [&str; 3] = ["terraform", "cloudformation", "ecs"];

/// Scans the fixtures of a folder.
///
/// # Errors
/// Policies that are refused; expected.json that cannot be written.
pub fn run(folder: &Path, update: bool) -> Result<Status, Failure> {
    if !folder.is_dir() {
        let shown = crate::path::slashes(folder);
        return Err(Failure::Policy(format!("{shown}: there is no such folder")));
    }
    let mut out = String::new();
    let (mut count, mut failed) = (0, 0);
    for check in below(&folder.join("fixtures")) {
        let name = file_name(&check);
        for kind in KINDS {
            let mut alike: BTreeMap<String, Vec<(String, String)>> = BTreeMap::new();
            for fixture in below(&check.join(kind)) {
                count += 1;
                let of = format!("fixtures/{name}/{kind}/{}", file_name(&fixture));
                let (report, own) = scanned(folder, &fixture, &name)?;
                let mut wrong = judged(kind, &report, &own);
                if kind == "fires" {
                    let found = rows(&own, &fixture);
                    wrong.extend(compared(&fixture, &found, update)?);
                }
                if FORMATS.contains(&file_name(&fixture).as_str()) {
                    let mut told: Vec<(String, String)> = own
                        .iter()
                        .map(|finding| (finding.path.clone(), finding.message.clone()))
                        .collect();
                    told.sort();
                    alike.insert(file_name(&fixture), told);
                }
                for why in &wrong {
                    let _ = writeln!(out, "{of}: FAIL {}", plain(why));
                }
                failed += usize::from(!wrong.is_empty());
            }
            // One policy is for every format.
            let mut all = alike.iter();
            if let Some((first, told)) = all.next().filter(|_| kind == "fires") {
                for (other, others) in all.filter(|(_, others)| *others != told) {
                    failed += 1;
                    let _ = writeln!(
                        out,
                        "fixtures/{name}/{kind}: FAIL {first} shows {} and {other} {}",
                        plain(&shown(told)),
                        plain(&shown(others))
                    );
                }
            }
        }
    }
    let word = if count == 1 { "fixture" } else { "fixtures" };
    let shown = crate::path::slashes(folder);
    let none = if count == 0 { ": none below fixtures/CHECK/{fires,quiet,undecided}" } else { "" };
    let _ = writeln!(out, "{shown}: {count} {word}, {failed} failed{none}");
    super::print(&out)?;
    Ok(if failed > 0 { Status::Findings } else { Status::Clean })
}

fn shown(told: &[(String, String)]) -> String {
    let rows: Vec<String> =
        told.iter().map(|(path, message)| format!("`{message}` at {path}")).collect();
    if rows.is_empty() { "nothing".to_owned() } else { rows.join(", ") }
}

/// The folders below a folder, sorted.
fn below(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut all: Vec<PathBuf> =
        entries.map(|entry| entry.path()).filter(|path| path.is_dir()).collect();
    all.sort();
    all
}

fn file_name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// What a scan finds in a fixture: everything, and what is of the check. `check`: the short name, or
/// the full id.
fn scanned(folder: &Path, fixture: &Path, check: &str) -> Result<(Report, Vec<Finding>), Failure> {
    let mut policy = OsString::from("--policy=");
    policy.push(folder);
    let words = ["--no-bundled-policies", "--no-config", "--undecided"];
    let options: Vec<OsString> = words.into_iter().map(OsString::from).chain([policy]).collect();
    let (report, _) = library::scan(&options, &[fixture.into()]).map_err(Failure::Policy)?;
    let is = |finding: &&Finding| {
        let short = finding.check.split_once('.').map_or("", |(_, short)| short);
        let name = check.replace('_', "-");
        finding.check == name || short == name
    };
    let own = report.findings.iter().filter(is).cloned().collect();
    Ok((report, own))
}

/// What is wrong with what was found.
fn judged(kind: &str, report: &Report, own: &[Finding]) -> Vec<String> {
    let mut wrong = Vec::new();
    let lost = report.problems.iter().filter(|problem| problem.loss == Loss::Lost);
    wrong.extend(lost.map(|problem| format!("input was lost: {}", super::problems::line(problem))));
    let failed = report.gaps.iter().filter(|gap| gap.fails());
    wrong.extend(failed.map(|gap| format!("input was lost: {}", gap.sentence())));
    if report.nothing {
        wrong.push("there is nothing to scan".to_owned());
    }
    let of = |certainty: Certainty| {
        own.iter().filter(move |finding| finding.certainty == certainty).collect::<Vec<_>>()
    };
    let (reported, undecided) = (of(Certainty::Reported), of(Certainty::Undecided));
    let named = |findings: &[&Finding]| {
        let places: Vec<String> = findings
            .iter()
            .map(|finding| {
                format!(
                    "{}:{} {}",
                    finding.location.file, finding.location.start.line, finding.message
                )
            })
            .collect();
        places.join("; ")
    };
    let (fires, open) = match kind {
        "fires" => (true, false),
        "quiet" => (false, false),
        _ => (false, true),
    };
    if fires && reported.is_empty() {
        wrong.push("the check finds nothing".to_owned());
    }
    if !fires && !reported.is_empty() {
        wrong.push(format!("the check fires: {}", named(&reported)));
    }
    if open && undecided.is_empty() {
        wrong.push("nothing is undecided".to_owned());
    }
    if !open && !undecided.is_empty() {
        wrong.push(format!("undecided: {}", named(&undecided)));
    }
    wrong
}

/// The findings as expected.json has them.
fn rows(own: &[Finding], fixture: &Path) -> Value {
    let reported = own.iter().filter(|finding| finding.certainty == Certainty::Reported);
    let mut rows: Vec<Value> = reported
        .map(|finding| {
            let file = finding.location.file.as_str();
            let name = file_name(fixture);
            let below = match file.rsplit_once(&format!("{name}/")) {
                Some((_, below)) => below,
                None => file,
            };
            json!({
                "resource": finding.resource,
                "path": finding.path,
                "message": finding.message,
                "file": below,
                "line": finding.location.start.line,
            })
        })
        .collect();
    rows.sort_by_key(Value::to_string);
    Value::Array(rows)
}

/// Compares with expected.json where there is one, or writes it.
fn compared(fixture: &Path, found: &Value, update: bool) -> Result<Vec<String>, Failure> {
    let path = fixture.join("expected.json");
    let shown = crate::path::slashes(&path);
    if update {
        let text = format!("{found:#}\n");
        std::fs::write(&path, text)
            .map_err(|error| Failure::Output(format!("{shown}: {error}")))?;
        return Ok(Vec::new());
    }
    let Ok(text) = std::fs::read_to_string(&path) else { return Ok(Vec::new()) };
    let wanted: Value = match serde_json::from_str(&text) {
        Ok(wanted) => wanted,
        Err(error) => return Ok(vec![format!("expected.json: {error}")]),
    };
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let (wanted, found) = (list(&wanted), list(found));
    let missing = wanted.iter().filter(|row| !found.contains(row));
    let more = found.iter().filter(|row| !wanted.contains(row));
    Ok(missing
        .map(|row| format!("expected.json has {row}, which is not found"))
        .chain(more.map(|row| format!("expected.json lacks {row} (--update writes it)")))
        .collect())
}
