//! The policies in a second Rego implementation: the same findings in the worlds of every fixture's
//! document.
//!
//! Needs Python with regopy (`pip install regopy`); says so and passes where it is absent. A
//! fixture's worlds are judged by its own threat's checks, in all absent and favourable worlds and
//! in the adverse worlds of the fixture's own check. `STRIDELINT_ALL_WORLDS=1` compares the adverse
//! worlds of every check of the threat too; `STRIDELINT_THREATS=weak-password,...` compares those
//! threats only.

use crate::repository;
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::process::{Command, Stdio};
use stridelint::policy::{PolicySet, transcript};
use stridelint::scan;
use stridelint::tree::{Limits, disk};

/// As many processes of Python as the machine has cores; each takes the next threat.
const WORKERS: usize = 2;

#[test]
fn a_second_engine_finds_the_same_in_every_world() {
    if !Command::new("python3")
        .args(["-c", "import regopy"])
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
    {
        println!("skipped: python3 with regopy is not here (pip install regopy)");
        return;
    }
    let set = repository::policies();
    let (cases, left) = cases(&set, std::env::var_os("STRIDELINT_ALL_WORLDS").is_some());
    let compared: usize = cases.values().map(Vec::len).sum();
    assert!(compared > if only().is_some() { 0 } else { 500 }, "only {compared} worlds were found");
    let (modules, data) = policies();

    let mut jobs: Vec<Value> = cases
        .into_iter()
        .map(|(threat, cases)| {
            let mut own: BTreeMap<&str, String> = shared(&modules);
            let package = &set.threat(&threat).unwrap().package;
            let place = package.trim_start_matches("stride.").replace('.', "/");
            let (alone, folder) = (format!("{place}.rego"), format!("{place}/"));
            let files = modules.iter().filter(|(n, _)| **n == alone || n.starts_with(&folder));
            own.extend(files.map(|(name, text)| (name.as_str(), text.clone())));
            own.insert("second_engine.rego", entry(&set, &threat));
            json!({"threat": threat, "modules": own, "data": data, "cases": cases})
        })
        .collect();
    // The longest first, so that no worker is left with it at the end.
    jobs.sort_by_key(|job| job["cases"].as_array().map_or(0, Vec::len));
    let jobs = std::sync::Mutex::new(jobs);
    let next = || jobs.lock().unwrap().pop();
    let outputs = std::sync::Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..WORKERS {
            scope.spawn(|| {
                while let Some(job) = next() {
                    let output = judged(&job);
                    outputs.lock().unwrap().push(output);
                }
            });
        }
    });
    let outputs = outputs.into_inner().unwrap();
    let text: String = outputs.iter().map(|(_, text)| text.as_str()).collect();
    println!(
        "{text}{compared} worlds compared, {left} adverse worlds left out (STRIDELINT_ALL_WORLDS=1 compares them)"
    );
    assert!(outputs.iter().all(|(same, _)| *same), "the engines differ:\n{text}");
}

/// The threats to compare, when only some are asked for.
fn only() -> Option<Vec<String>> {
    let threats = std::env::var("STRIDELINT_THREATS").ok()?;
    Some(threats.split(',').map(str::to_owned).collect())
}

/// The worlds by threat, equal ones once, and how many were left out.
fn cases(set: &PolicySet, everything: bool) -> (BTreeMap<String, Vec<Value>>, usize) {
    let fixtures = repository::root().join("testdata/checks");
    let (scopes, problems) = disk::open(&[fixtures], Limits::default());
    assert!(problems.is_empty(), "{problems:?}");
    let options = scan::Options { today: "2026-11-22".to_owned(), ..scan::Options::default() };
    let mut cases: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    let mut seen: BTreeSet<(String, String)> = BTreeSet::new();
    let mut left = 0;
    for scope in &scopes {
        let (documents, _) = scan::documents(scope, None, &options, &scan::Silent);
        assert!(documents.len() > 100, "the fixtures were not found");
        for document in &documents {
            let mut folders = document.unit.split('/');
            let (Some(threat), Some(check)) = (folders.next(), folders.next()) else { continue };
            if only().is_some_and(|threats| !threats.iter().any(|wanted| wanted == threat)) {
                continue;
            }
            let own = format!("{threat}.{check}");
            let wanted =
                |id: &str| id.strip_prefix(threat).is_some_and(|rest| rest.starts_with('.'));
            for mut transcript in transcript::transcripts(document, set, &wanted) {
                let sampled = transcript.adverse_to.as_ref().is_none_or(|check| *check == own);
                if transcript.found.is_empty()
                    || !seen.insert((
                        format!("{threat} {:?}", transcript.adverse_to),
                        unnamed(&transcript.input),
                    ))
                {
                    continue;
                }
                if !sampled && !everything {
                    left += 1;
                    continue;
                }
                let name = format!("{} ({})", document.unit, transcript.world);
                let wanted: Map<String, Value> =
                    transcript.found.keys().map(|check| (check.clone(), json!(true))).collect();
                transcript.input["run"] = Value::Object(wanted);
                cases.entry(threat.to_owned()).or_default().push(
                    json!({"name": name, "input": transcript.input, "found": transcript.found}),
                );
            }
        }
    }
    (cases, left)
}

/// An input without its unit's name, which no policy reads: what makes two worlds the same.
fn unnamed(input: &Value) -> String {
    let unit: Vec<&Value> = ["format", "deployable", "closed", "opaque"]
        .iter()
        .map(|key| &input["unit"][key])
        .collect();
    json!([input["resources"], unit]).to_string()
}

/// The bundled modules without their tests, and the data beside them.
fn policies() -> (BTreeMap<String, String>, Map<String, Value>) {
    let mut modules: BTreeMap<String, String> = BTreeMap::new();
    let mut data = Map::new();
    for file in repository::policy_files() {
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
    (modules, data)
}

/// The modules that every threat may import.
fn shared(modules: &BTreeMap<String, String>) -> BTreeMap<&str, String> {
    modules
        .iter()
        .filter(|(name, _)| name.starts_with("lib/"))
        .map(|(name, text)| (name.as_str(), text.clone()))
        .collect()
}

/// One rule that refers to every check of a threat, each behind its own condition.
fn entry(set: &PolicySet, threat: &str) -> String {
    let mut text = "package second_engine\n".to_owned();
    let threat = set.threat(threat).unwrap();
    for check in &threat.checks {
        let (id, rule) =
            (&check.id, format!("data.{}.{}", threat.package, check.name.replace('-', "_")));
        text.push_str(&format!(
            "\nall contains hit if {{\n\tinput.run[\"{id}\"]\n\thit := {{\"check\": \"{id}\", \"found\": {rule}}}\n}}\n"
        ));
    }
    text
}

/// One threat in the second engine: whether it agrees, and its account.
fn judged(job: &Value) -> (bool, String) {
    let script = repository::root().join("tests/it/second_engine.py");
    let mut child = Command::new("python3")
        .arg(script)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(job.to_string().as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    (output.status.success(), String::from_utf8_lossy(&output.stdout).into_owned())
}
