//! Reports as other people's programs read them: junitparser, which most services count tests by.

use crate::Case;
use crate::oracle::JUNITPARSER;
use crate::support::repository;
use std::path::Path;
use std::process::Command;

/// A report of what the program comes with, one of nothing, one of names that are no ASCII.
pub fn cases() -> Vec<Case> {
    vec![
        Case::new("readers::junitparser-demo", || {
            tried(&repository::root().join("testdata/demo"), 20)
        })
        .needs(&JUNITPARSER),
        Case::new("readers::junitparser-nothing", || {
            let folder = tempfile::tempdir().unwrap();
            std::fs::write(folder.path().join("main.tf"), "locals {\n  a = 1\n}\n").unwrap();
            tried(folder.path(), 0)
        })
        .needs(&JUNITPARSER),
        Case::new("readers::junitparser-names", || {
            let folder = tempfile::tempdir().unwrap();
            let file = folder.path().join("caf\u{e9}-\u{4ee3}.json");
            std::fs::write(file, TASK).unwrap();
            tried(folder.path(), 1)
        })
        .needs(&JUNITPARSER),
    ]
}

/// A task definition whose names are in several scripts, with markup.
const TASK: &str = r#"{
  "family": "café-代-🔒-<b>&\"",
  "requiresCompatibilities": ["EC2"],
  "containerDefinitions": [
    {"name": "代", "image": "代:latest", "privileged": true, "memory": 128}
  ]
}
"#;

/// What junitparser counts, and what the cases are.
const SCRIPT: &str = "
import sys
from junitparser import JUnitXml
report = JUnitXml.fromfile(sys.argv[1])
cases = [case for suite in report for case in suite]
results = [type(result).__name__ for case in cases for result in case.result]
print(report.tests, len(cases), report.failures, results.count('Failure'), report.skipped, results.count('Skipped'))
";

/// What does not hold of the report on a folder that has so many failures at least.
fn tried(folder: &Path, least: usize) -> Vec<String> {
    let to = tempfile::tempdir().unwrap();
    let report = to.path().join("report.xml");
    let scan = Command::new(env!("CARGO_BIN_EXE_stridelint"))
        .args(["scan", "--exit-zero", "--undecided", "--no-config", "-f", "junit", "-o"])
        .args([&report, folder])
        .output()
        .unwrap();
    assert!(report.is_file(), "{}", String::from_utf8_lossy(&scan.stderr));
    let run = Command::new("python3").args(["-c", SCRIPT]).arg(&report).output().unwrap();
    let said = String::from_utf8_lossy(&run.stdout);
    let counts: Vec<usize> = said.split_whitespace().filter_map(|one| one.parse().ok()).collect();
    match counts.as_slice() {
        [tests, cases, failures, failed, skipped, left]
            if tests == cases && failures == failed && skipped == left && *failures >= least =>
        {
            Vec::new()
        }
        _ => vec![format!("it counts {said}{}", String::from_utf8_lossy(&run.stderr))],
    }
}
