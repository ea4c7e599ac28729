//! The policies in a second Rego implementation: the same findings in every world of every fixture's document.
//!
//! Needs Python with regopy (`pip install regopy`); says so and passes where it is absent.

use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use stridelint::policy::{PolicySet, source, transcript};
use stridelint::scan;
use stridelint::tree::{Limits, disk};

/// As many threads of Python as the machine has cores; each takes its share of the worlds.
const WORKERS: usize = 2;

#[test]
fn a_second_engine_finds_the_same_in_every_world() {
    if !Command::new("python3").args(["-c", "import regopy"]).stderr(Stdio::null()).status().is_ok_and(|status| status.success()) {
        println!("skipped: python3 with regopy is not here (pip install regopy)");
        return;
    }
    let set = PolicySet::bundled().unwrap();
    let mut cases: Vec<Value> = Vec::new();
    let mut seen: BTreeSet<String> = BTreeSet::new();
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/checks");
    let (scopes, problems) = disk::open(&[fixtures], Limits::default());
    assert!(problems.is_empty(), "{problems:?}");
    let options = scan::Options { today: "2026-11-22".to_owned(), ..scan::Options::default() };
    for scope in &scopes {
        let (documents, _) = scan::documents(scope, None, &options, &scan::Silent);
        assert!(documents.len() > 100, "the fixtures were not found");
        for document in &documents {
            for transcript in transcript::transcripts(document, &set) {
                if transcript.found.is_empty() || !seen.insert(transcript.input["resources"].to_string()) {
                    continue;
                }
                let name = format!("{} ({})", document.unit, transcript.world);
                cases.push(json!({"name": name, "input": transcript.input, "found": transcript.found}));
            }
        }
    }

    let mut modules: BTreeMap<String, String> = BTreeMap::new();
    let mut data = Map::new();
    for file in source::bundled() {
        if file.name.ends_with("_test.rego") {
            continue;
        }
        match file.name.strip_suffix(".json") {
            Some("settings") => {}
            Some(name) => match serde_json::from_str(&file.text).unwrap() {
                Value::Object(object) => data.extend(object),
                list => drop(data.insert(name.rsplit('/').next().unwrap().to_owned(), list)),
            },
            None => drop(modules.insert(file.name, file.text)),
        }
    }
    let mut entry = "package second_engine\n".to_owned();
    for check in set.checks() {
        let rule = format!("data.{}.{}", set.threat(&check.threat).unwrap().package, check.name.replace('-', "_"));
        let id = &check.id;
        entry.push_str(&format!(
            "\nall contains hit if {{\n\tinput.run[\"{id}\"]\n\thit := {{\"check\": \"{id}\", \"found\": {rule}}}\n}}\n"
        ));
    }
    modules.insert("second_engine.rego".to_owned(), entry);

    let share = cases.len().div_ceil(WORKERS);
    let workers: Vec<_> = cases
        .chunks(share.max(1))
        .map(|cases| {
            let job = json!({"modules": modules, "data": data, "cases": cases}).to_string();
            std::thread::spawn(move || {
                let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/second_engine.py");
                let mut child = Command::new("python3").arg(script).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
                child.stdin.take().unwrap().write_all(job.as_bytes()).unwrap();
                let output = child.wait_with_output().unwrap();
                (output.status.success(), String::from_utf8_lossy(&output.stdout).into_owned())
            })
        })
        .collect();
    for worker in workers {
        let (same, output) = worker.join().unwrap();
        assert!(same, "{output}");
        println!("{}", output.trim());
    }
}
