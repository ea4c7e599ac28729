//! What names and values say about being secrets: `testdata/secret-names.tsv`, one variable a row.

use crate::repository;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::process::Command;

/// One row: a variable with its value, and what is to be said of it: `secret`, `low` or `not`.
struct Row<'t> {
    name: &'t str,
    value: &'t str,
    verdict: &'t str,
}

fn rows(table: &str) -> Vec<Row<'_>> {
    let mut lines = table.lines();
    assert_eq!(lines.next(), Some("name\tvalue\tverdict\tclass"));
    lines
        .map(|line| match line.split('\t').collect::<Vec<_>>()[..] {
            [name, value, verdict, _] => Row { name, value, verdict },
            _ => panic!("`{line}` is no row of four"),
        })
        .collect()
}

/// What is said of each variable of a container that has them all, by its index.
fn verdicts(rows: &[Row<'_>]) -> BTreeMap<usize, &'static str> {
    let environment: Vec<Value> =
        rows.iter().map(|row| json!({"name": row.name, "value": row.value})).collect();
    let task = json!({"family": "names", "containerDefinitions": [{"name": "app", "image": "app:1", "environment": environment}]});
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("task.json"), task.to_string()).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_stridelint"))
        .current_dir(folder.path())
        .args(["scan", "--no-config", "--exit-zero", "--format", "json", "."])
        .output()
        .unwrap();
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let mut verdicts = BTreeMap::new();
    for finding in report["findings"].as_array().unwrap() {
        let check = finding["check"].as_str().unwrap();
        let path = finding["path"].as_str().unwrap();
        let Some(at) = path.strip_prefix("/containers/0/environment/") else { continue };
        // What is open to everybody says another check.
        if !check.starts_with("sensitive-env-var-logging.") {
            continue;
        }
        let index: usize = at.split('/').next().unwrap().parse().unwrap();
        let said = if finding["severity"] == "low" { "low" } else { "secret" };
        verdicts.insert(index, said);
    }
    verdicts
}

#[test]
fn names_and_values_are_judged_as_the_table_says() {
    let path = repository::root().join("testdata/secret-names.tsv");
    let table = std::fs::read_to_string(path).unwrap();
    let rows = rows(&table);
    assert!(rows.iter().any(|row| row.verdict == "low"), "the table has no placeholders");
    let found = verdicts(&rows);
    let wrong: Vec<String> = rows
        .iter()
        .enumerate()
        .filter_map(|(index, row)| {
            let said = found.get(&index).copied().unwrap_or("not");
            (said != row.verdict)
                .then(|| format!("{}={} is {said}, not {}", row.name, row.value, row.verdict))
        })
        .collect();
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), rows.len(), wrong.join("\n"));
}
