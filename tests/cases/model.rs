//! The model's charts as Mermaid itself reads them.

use crate::Case;
use crate::oracle::MERMAID;
use crate::support::program::{Folder, program};
use crate::support::repository;
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
    ]
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
