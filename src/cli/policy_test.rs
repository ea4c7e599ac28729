//! `stridelint policy test`: the tests of policies of one's own.

use super::args::{CoverageFormat, TestFormat};
use super::{Failure, Status, policies, policy, say};
use crate::policy::check::{self, Message};
use crate::policy::{Covered, Tested, is_edition, read, test_own};
use crate::printable::plain;
use crate::report::xml;
use regex::Regex;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::PathBuf;

/// What is asked for.
pub struct Asked<'a> {
    /// The folders.
    pub folders: &'a [PathBuf],
    /// A regular expression that the names of tests are compared with.
    pub run: Option<&'a str>,
    /// Name the tests that pass too.
    pub verbose: bool,
    /// Say which lines were evaluated.
    pub coverage: Option<CoverageFormat>,
    /// The least of 100 lines.
    pub least: Option<f64>,
    /// How tests are written.
    pub format: TestFormat,
    /// The program's own tests too.
    pub bundled: bool,
}

/// Runs the tests of each folder.
///
/// # Errors
/// Policies that are refused, a regular expression that is none, no test that runs.
pub fn run(asked: &Asked<'_>) -> Result<Status, Failure> {
    let pattern = asked.run.map(Regex::new).transpose();
    let pattern = pattern.map_err(|error| Failure::Usage(format!("--run: {error}")))?;
    let wanted = |name: &str| pattern.as_ref().is_none_or(|pattern| pattern.is_match(name));
    let mut out = String::new();
    let mut all: Vec<Tested> = Vec::new();
    let mut lines: Vec<Covered> = Vec::new();
    let mut failed = false;
    let mut ran = 0;
    for folder in asked.folders {
        let (files, lost) = read(folder);
        let shown = crate::path::slashes(folder).trim_end_matches('/').to_owned();
        if is_edition(&files) {
            let (set, _) = policies::of_folders(std::slice::from_ref(folder))?;
            failed |= policy::test(&set)? == Status::Findings;
            ran += 1;
            continue;
        }
        let said = check::faults(&files);
        let wrong = |message: &&Message| !message.note && message.code != "P070";
        if !lost.is_empty() || said.iter().any(|message| wrong(&message)) {
            let mut text = String::new();
            for problem in &lost {
                let _ = write!(text, "\n  {}", super::problems::line(problem));
            }
            for message in said.iter().filter(wrong) {
                let _ = write!(text, "\n  {}", plain(&message.to_string()));
            }
            return Err(Failure::Policy(format!("the policies have errors:{text}")));
        }
        let unnamed = said.iter().filter(|message| message.code == "P070");
        let mut problems: Vec<String> =
            unnamed.map(|message| plain(&message.to_string())).collect();
        let (set, _) = policies::of_folders(std::slice::from_ref(folder))?;
        let (tests, covered) = test_own(&set, &wanted, asked.coverage.is_some())
            .map_err(|why| Failure::Policy(format!("the tests cannot be run: {}", plain(&why))))?;
        failed |= !problems.is_empty() || tests.iter().any(|test| test.failure.is_some());
        ran += tests.len();
        for test in &tests {
            test.prints.iter().for_each(|line| say(&plain(line)));
        }
        if asked.format == TestFormat::Text {
            problems.extend(tests.iter().filter_map(|test| line(test, asked.verbose)));
            problems.iter().for_each(|line| {
                let _ = writeln!(out, "{line}");
            });
            let count = tests.iter().filter(|test| test.failure.is_some()).count();
            let word = if tests.len() == 1 { "test" } else { "tests" };
            let _ = writeln!(out, "{shown}: {} {word}, {count} failed", tests.len());
        } else {
            problems.iter().for_each(|line| say(line));
        }
        all.extend(tests);
        lines.extend(covered);
    }
    if asked.bundled {
        failed |= policy::test(&policies::of_folders(&[])?.0)? == Status::Findings;
    }
    // What ran nothing shows nothing: it is no success.
    if ran == 0 && !failed && !asked.bundled {
        return Err(Failure::Usage(match asked.run {
            Some(pattern) => format!("--run: no test has a name that `{pattern}` matches"),
            None => "there are no tests here: name rules test_*, or test the checks on fixtures \
                     with `stridelint policy fixtures`"
                .to_owned(),
        }));
    }
    match asked.format {
        TestFormat::Text => {}
        TestFormat::Json => out = format!("{:#}\n", as_json(&all, &lines)),
        TestFormat::Junit => out = junit(&all),
    }
    if let Some(format) = asked.coverage.filter(|_| asked.format != TestFormat::Json) {
        let text = coverage(&lines, format);
        // Where a machine reads the tests, the coverage stands apart.
        if asked.format == TestFormat::Text { out.push_str(&text) } else { say(text.trim_end()) }
    }
    super::print(&out)?;
    if let Some(least) = asked.least {
        let of = share(&lines);
        if of < least {
            say(&format!(
                "error: the tests evaluate {of:.1}% of the lines, and --coverage-min is {least}"
            ));
            failed = true;
        }
    }
    Ok(if failed { Status::Findings } else { Status::Clean })
}

fn line(test: &Tested, verbose: bool) -> Option<String> {
    let (row, column) = test.at;
    let text = match &test.failure {
        // An error of the engine has its place.
        Some(why) if !why.starts_with('`') && why != "is not true" => {
            format!("{}:{row}:{column}: FAIL {}: {why}", test.file, test.name)
        }
        Some(why) => format!("{}:{row}:{column}: FAIL {}: {why}", test.file, test.name),
        None if verbose => format!("{}:{row}:{column}: ok {}", test.file, test.name),
        None => return None,
    };
    Some(plain(&text))
}

fn as_json(tests: &[Tested], lines: &[Covered]) -> Value {
    let rows: Vec<Value> = tests
        .iter()
        .map(|test| {
            json!({
                "file": test.file,
                "line": test.at.0,
                "column": test.at.1,
                "package": test.package,
                "name": test.name,
                "passed": test.failure.is_none(),
                "failure": test.failure,
                "prints": test.prints,
            })
        })
        .collect();
    let mut all = json!({"tests": rows});
    if !lines.is_empty() {
        all["coverage"] = opa(lines);
    }
    all
}

/// A suite for each package.
fn junit(tests: &[Tested]) -> String {
    let mut suites: BTreeMap<&str, Vec<&Tested>> = BTreeMap::new();
    for test in tests {
        suites.entry(&test.package).or_default().push(test);
    }
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n");
    for (package, tests) in suites {
        let failed = tests.iter().filter(|test| test.failure.is_some()).count();
        let _ = writeln!(
            out,
            "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{failed}\">",
            xml(package),
            tests.len()
        );
        for test in tests {
            let head = format!(
                "    <testcase classname=\"{}\" name=\"{}\" file=\"{}\" line=\"{}\"",
                xml(package),
                xml(&test.name),
                xml(&test.file),
                test.at.0
            );
            match line(test, false) {
                Some(why) => {
                    let _ = writeln!(
                        out,
                        "{head}>\n      <failure message=\"{}\"/>\n    </testcase>",
                        xml(&why)
                    );
                }
                None => {
                    let _ = writeln!(out, "{head}/>");
                }
            }
        }
        out.push_str("  </testsuite>\n");
    }
    out.push_str("</testsuites>\n");
    out
}

/// How many of 100 lines were evaluated.
fn share(lines: &[Covered]) -> f64 {
    let covered: usize = lines.iter().map(|file| file.covered.len()).sum();
    let all = covered + lines.iter().map(|file| file.not_covered.len()).sum::<usize>();
    if all == 0 { 100.0 } else { 100.0 * covered as f64 / all as f64 }
}

fn coverage(lines: &[Covered], format: CoverageFormat) -> String {
    let mut out = String::new();
    match format {
        CoverageFormat::Json => return format!("{:#}\n", opa(lines)),
        CoverageFormat::Text => {
            for file in lines {
                let all = file.covered.len() + file.not_covered.len();
                let missing = match ranges(&file.not_covered) {
                    none if none.is_empty() => String::new(),
                    some => {
                        let text: Vec<String> = some
                            .iter()
                            .map(|(from, to)| match from == to {
                                true => from.to_string(),
                                false => format!("{from}-{to}"),
                            })
                            .collect();
                        format!("; not lines {}", text.join(", "))
                    }
                };
                let _ =
                    writeln!(out, "{}: {} of {all} lines{missing}", file.file, file.covered.len());
            }
            let _ = writeln!(out, "{:.1}% of the lines", share(lines));
        }
        CoverageFormat::Lcov => {
            for file in lines {
                let _ = writeln!(out, "SF:{}", file.file);
                let hit = file.covered.iter().map(|line| (*line, 1));
                let all: BTreeMap<u32, u32> =
                    hit.chain(file.not_covered.iter().map(|line| (*line, 0))).collect();
                for (line, count) in &all {
                    let _ = writeln!(out, "DA:{line},{count}");
                }
                let _ = writeln!(out, "LF:{}\nLH:{}\nend_of_record", all.len(), file.covered.len());
            }
        }
    }
    out
}

fn ranges(lines: &BTreeSet<u32>) -> Vec<(u32, u32)> {
    let mut all: Vec<(u32, u32)> = Vec::new();
    for line in lines {
        match all.last_mut() {
            Some((_, to)) if *to + 1 == *line => *to = *line,
            _ => all.push((*line, *line)),
        }
    }
    all
}

/// The report as `opa test --coverage` writes it.
fn opa(lines: &[Covered]) -> Value {
    let rows = |set: &BTreeSet<u32>| -> Vec<Value> {
        ranges(set)
            .into_iter()
            .map(|(from, to)| json!({"start": {"row": from}, "end": {"row": to}}))
            .collect()
    };
    let files: serde_json::Map<String, Value> = lines
        .iter()
        .map(|file| {
            let of = json!({
                "covered": rows(&file.covered),
                "not_covered": rows(&file.not_covered),
                "covered_lines": file.covered.len(),
                "not_covered_lines": file.not_covered.len(),
                "coverage": share(std::slice::from_ref(file)),
            });
            (file.file.clone(), of)
        })
        .collect();
    json!({
        "files": files,
        "covered_lines": lines.iter().map(|file| file.covered.len()).sum::<usize>(),
        "not_covered_lines": lines.iter().map(|file| file.not_covered.len()).sum::<usize>(),
        "coverage": share(lines),
    })
}
