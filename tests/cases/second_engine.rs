//! The policies in a second Rego implementation: the same findings in the worlds of every fixture's
//! document.
//!
//! Needs Python with regopy (`pip install regopy`). A fixture's worlds are judged by its own threat's checks, in all absent and favourable worlds and
//! in the adverse worlds of the fixture's own check. `STRIDELINT_ALL_WORLDS=1` compares the adverse
//! worlds of every check of the threat too.

use crate::Case;
use crate::oracle::REGOPY;
use crate::support::fixtures::{TODAY, folders, policies, root};
use crate::support::repository;
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use stridelint::policy::{PolicySet, transcript};
use stridelint::scan;
use stridelint::tree::{Limits, disk};

/// `second-engine::<threat>`.
pub fn cases() -> Vec<Case> {
    folders(&root())
        .into_iter()
        .map(|(threat, folder)| {
            let name = format!("second-engine::{threat}");
            Case::new(name, move || complaints(&threat, &folder)).needs(&REGOPY)
        })
        .collect()
}

fn complaints(threat: &str, folder: &Path) -> Vec<String> {
    let set = policies();
    let cases = worlds(set, threat, folder);
    assert!(!cases.is_empty(), "no world in {}", folder.display());
    let (modules, data) = modules();
    let mut own: BTreeMap<&str, String> = shared(&modules);
    let package = &set.threat(threat).unwrap().package;
    let place = package.trim_start_matches("stride.").replace('.', "/");
    let (alone, below) = (format!("{place}.rego"), format!("{place}/"));
    let files = modules.iter().filter(|(name, _)| **name == alone || name.starts_with(&below));
    own.extend(files.map(|(name, text)| (name.as_str(), text.clone())));
    own.insert("second_engine.rego", entry(set, threat));
    let job = json!({"threat": threat, "modules": own, "data": data, "cases": cases});
    let (same, text) = judged(&job);
    if same { Vec::new() } else { vec![text] }
}

/// The worlds of a threat's fixtures, equal ones once.
fn worlds(set: &PolicySet, threat: &str, folder: &Path) -> Vec<Value> {
    let everything = std::env::var_os("STRIDELINT_ALL_WORLDS").is_some();
    let options = scan::Options { today: TODAY.to_owned(), ..scan::Options::default() };
    let wanted = |id: &str| id.strip_prefix(threat).is_some_and(|rest| rest.starts_with('.'));
    let mut cases: Vec<Value> = Vec::new();
    let mut seen: BTreeSet<(String, String)> = BTreeSet::new();
    for (check, folder) in folders(folder) {
        let own = format!("{threat}.{check}");
        let (scopes, problems) = disk::open(&[folder], Limits::default());
        assert!(problems.is_empty(), "{problems:?}");
        let (documents, _) = scan::documents(&scopes[0], None, &options, &scan::Silent);
        for document in &documents {
            for mut transcript in transcript::transcripts(document, set, &wanted) {
                let sampled = transcript.adverse_to.as_ref().is_none_or(|check| *check == own);
                let key = (format!("{:?}", transcript.adverse_to), unnamed(&transcript.input));
                if transcript.found.is_empty() || !(sampled || everything) || !seen.insert(key) {
                    continue;
                }
                let name = format!("{check}/{} ({})", document.unit, transcript.world);
                let run: Map<String, Value> =
                    transcript.found.keys().map(|check| (check.clone(), json!(true))).collect();
                transcript.input["run"] = Value::Object(run);
                cases.push(
                    json!({"name": name, "input": transcript.input, "found": transcript.found}),
                );
            }
        }
    }
    cases
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
fn modules() -> (BTreeMap<String, String>, Map<String, Value>) {
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
            None => drop(modules.insert(file.name, file.text.to_string())),
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
    let script = repository::root().join("tests/cases/second_engine.py");
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
