//! The model's charts as Mermaid itself reads them, and the states of threats that somebody derived.

use crate::Case;
use crate::oracle::{MERMAID, MODELS};
use crate::support::program::{Folder, program};
use crate::support::repository;
use serde_json::Value;
use std::path::Path;
use std::process::Command;

/// The demo, one system of it, nothing, and names that try to be more than names.
pub fn cases() -> Vec<Case> {
    let demo = || repository::root().join("testdata/demo");
    vec![
        Case::new("model::mermaid-reads-the-demo", move || read(&demo())).needs(&MERMAID),
        Case::new("model::mermaid-reads-one-system", || {
            read(&repository::root().join("testdata/demo/shop"))
        })
        .needs(&MERMAID),
        Case::new("model::mermaid-reads-nothing", || read(Folder::new(&[]).path())).needs(&MERMAID),
        Case::new("model::mermaid-reads-hostile-names", || {
            read(Folder::new(&[("web.json", HOSTILE)]).path())
        })
        .needs(&MERMAID),
        Case::new("model::threats-of-the-demo", || scored("demo")).needs(&MODELS),
        Case::new("model::threats-of-a-load-balancer", || scored("bradford")).needs(&MODELS),
        Case::new("model::threats-of-a-template", || scored("onestrategy")).needs(&MODELS),
    ]
}

/// States of threats that somebody wrote down from the code: at least 28 of 31 are as he says, and
/// nothing is called mitigated that he does not.
fn scored(name: &str) -> Vec<String> {
    let shared = repository::root().join("../shared");
    let text =
        std::fs::read_to_string(shared.join(format!("model/oracle/dev/{name}.json"))).unwrap();
    let oracle: Value = serde_json::from_str(&text).unwrap();
    let folder = match oracle["repository"].as_str() {
        Some("demo") | None => repository::root().join("testdata/demo"),
        Some(path) => shared.join("corpora").join(path),
    };
    let run = Command::new(program())
        .args(["model", "--no-config", "--include-examples", "--today", "2026-11-30", "-f", "json"])
        .arg(&folder)
        .output()
        .unwrap();
    let model: Value = serde_json::from_slice(&run.stdout).unwrap();
    let mut complaints = Vec::new();
    for expected in oracle["systems"].as_array().unwrap() {
        let systems = model["systems"].as_array().unwrap();
        let own = systems.iter().find(|own| own["units"] == expected["units"]).unwrap();
        let mut wrong = Vec::new();
        for (id, accepted) in expected["threats"].as_object().unwrap() {
            let threat = own["threats"].as_array().unwrap().iter().find(|own| own["id"] == *id);
            let state = &threat.unwrap()["state"];
            if !accepted["state"].as_array().unwrap().contains(state) {
                wrong.push(format!("{id}: {state}"));
                if state == "mitigated" {
                    complaints.push(format!("{}: {id} is overclaimed", expected["units"]));
                }
            }
        }
        if wrong.len() > 3 {
            complaints.push(format!("{}: {}", expected["units"], wrong.join(", ")));
        }
    }
    complaints
}

/// Names that are words, ends and comments of Mermaid.
const HOSTILE: &str = r#"{
  "family": "\"]--> end click <b> `md` #35; |%% {{x}} ((y)) \n subgraph z",
  "requiresCompatibilities": ["EC2"],
  "containerDefinitions": [
    {"name": "end", "image": "end.example.com/click:1", "memory": 128,
     "environment": [{"name": "A", "value": "https://end"}, {"name": "B_HOST", "value": "style.linkStyle.internal"}],
     "logConfiguration": {"logDriver": "awslogs", "options": {"awslogs-group": "end\"];%%{init: {}}%%\nclick x href"}}}
  ]
}
"#;

/// What Mermaid refuses of the charts of a folder.
fn read(folder: &Path) -> Vec<String> {
    let to = tempfile::tempdir().unwrap();
    let mut charts = Vec::new();
    for detail in ["auto", "full", "services"] {
        let chart = to.path().join(format!("{detail}.mmd"));
        let run = Command::new(program())
            .args(["model", "--no-config", "--detail", detail, "-f", "mermaid", "-o"])
            .arg(&chart)
            .arg(folder)
            .output()
            .unwrap();
        assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
        charts.push(chart);
    }
    let script = repository::root().join("tests/browser/mermaid.cjs");
    let run = Command::new("node").arg(script).args(&charts).output().unwrap();
    let said = String::from_utf8_lossy(&run.stdout);
    if run.status.success() && said.matches("ok ").count() == charts.len() {
        return Vec::new();
    }
    vec![format!("{said}{}", String::from_utf8_lossy(&run.stderr))]
}
