//! The tables of many repositories in columns, what a line may take, and the numbers of all of them.

use crate::program::{CHECK, Folder, PRIVILEGED, task};
use serde_json::Value;

/// A loop that takes longer than a test waits.
const LONG: &str = "locals {\n  r = range(1000)\n  a = [for x in local.r : [for y in local.r : sha512(\"${x}${y}${join(\"\", local.r)}\")]]\n}\nresource \"aws_ecs_cluster\" \"c\" {\n  name = local.a[0][0]\n}\n";

fn repositories() -> Folder {
    let folder = Folder::new(&[]);
    for name in ["a", "b", "c", "d"] {
        folder.write(&format!("{name}/.git/HEAD"), "ref: refs/heads/main\n");
        folder.write(&format!("{name}/main.tf"), task(name, PRIVILEGED));
        folder.write(&format!("{name}/lost.tf"), "resource {\n");
    }
    folder.run(&["list", ".", "-o", "m.jsonl"]);
    folder
}

fn scan(folder: &Folder, more: &[&str]) {
    let run = folder.run(&[&["scan", "--manifest", "m.jsonl"][..], more].concat());
    assert_eq!(run.code, 0, "{}", run.err);
}

fn merge(folder: &Folder, more: &[&str]) -> String {
    let run = folder.run(&[&["merge", "--manifest", "m.jsonl"][..], more].concat());
    assert_eq!(run.code, 0, "{}", run.err);
    run.out
}

fn bytes(folder: &Folder, file: &str) -> Vec<u8> {
    std::fs::read(folder.path().join(file)).unwrap()
}

fn lines(folder: &Folder, file: &str) -> Vec<Value> {
    folder.read(file).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[cfg(feature = "columns")]
#[test]
fn columns_say_what_lines_say_and_parts_in_any_order_are_the_whole() {
    let folder = repositories();
    let endings = ["jsonl", "parquet", "arrow"];
    let whole = endings.map(|ending| format!("whole.{ending}"));
    for file in &whole {
        scan(&folder, &["-o", file]);
    }
    let report = folder.run(&["scan", "--manifest", "m.jsonl", "-f", "json", "--exit-zero"]).out;
    assert!(report.contains(CHECK));
    // Each form becomes each other one, and the report.
    for from in &whole {
        assert!(merge(&folder, &[from, "-f", "json", "-o", "r.json"]).is_empty());
        assert!(folder.read("r.json") == report, "{from}");
        for (ending, same) in endings.iter().zip(&whole) {
            let to = format!("again.{ending}");
            merge(&folder, &[from, "-o", &to]);
            assert!(bytes(&folder, &to) == bytes(&folder, same), "{from} to {to}");
        }
    }
    // Parts of several forms, and of another manifest's order.
    let manifest = folder.read("m.jsonl");
    let lines: Vec<&str> = manifest.lines().collect();
    for (file, rows) in [("x.parquet", [2, 0]), ("y.arrow", [3, 1])] {
        folder.write("p.jsonl", rows.map(|row| format!("{}\n", lines[row])).concat());
        let run = folder.run(&["scan", "--manifest", "p.jsonl", "-o", file]);
        assert_eq!(run.code, 0, "{}", run.err);
    }
    for parts in [["x.parquet", "y.arrow"], ["y.arrow", "x.parquet"]] {
        merge(&folder, &[parts[0], parts[1], "-o", "again.parquet"]);
        assert!(bytes(&folder, "again.parquet") == bytes(&folder, "whole.parquet"));
        assert!(merge(&folder, &[parts[0], parts[1], "-f", "json"]) == report);
    }
    let gone = folder.run(&["merge", "--manifest", "m.jsonl", "y.arrow", "-o", "z.parquet"]);
    assert_eq!(gone.code, 2);
    assert!(gone.err.contains("2 of 4 have no outcome: a, c"), "{}", gone.err);
    assert!(!folder.path().join("z.parquet").exists(), "a file that is there is whole");
}

#[cfg(feature = "columns")]
#[test]
fn columns_are_whole_and_no_report() {
    let folder = repositories();
    for form in ["parquet", "arrow"] {
        let run = folder.run(&["scan", "-f", form, "-o", "x", "-f", "json", "a"]);
        assert_eq!((run.code, run.out.as_str()), (2, ""));
        assert!(run.err.contains("writes them or reports, and not both"), "{}", run.err);
    }
    scan(&folder, &["-o", "x.parquet"]);
    let whole = bytes(&folder, "x.parquet");
    folder.write("x.parquet", &whole[..whole.len() / 2]);
    let run = folder.run(&["merge", "--manifest", "m.jsonl", "x.parquet"]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("x.parquet: "), "{}", run.err);
}

#[test]
fn a_part_of_lines_may_be_several_put_together() {
    let folder = repositories();
    for (part, index) in [("1.jsonl", "1/2"), ("2.jsonl", "2/2")] {
        scan(&folder, &["--shard", index, "-o", part]);
    }
    folder.write("all.jsonl", folder.read("2.jsonl") + &folder.read("1.jsonl"));
    let apart = merge(&folder, &["1.jsonl", "2.jsonl", "-f", "json"]);
    assert!(merge(&folder, &["all.jsonl", "-f", "json"]) == apart);
}

#[test]
fn another_commit_than_the_manifests_is_refused() {
    let folder = repositories();
    scan(&folder, &["-o", "all.jsonl"]);
    let commit = "\"commit\":\"0123456789012345678901234567890123456789\",";
    let text =
        folder.read("m.jsonl").replacen("\"size_hint\"", &format!("{commit}\"size_hint\""), 1);
    folder.write("m.jsonl", text);
    let run = folder.run(&["merge", "--manifest", "m.jsonl", "all.jsonl"]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("the manifest says 0123456789"), "{}", run.err);
}

#[test]
fn a_line_that_takes_too_long_is_a_row_and_the_others_are_scanned() {
    let folder = repositories();
    folder.write("b/main.tf", LONG);
    let many: String = (0..40).map(|at| LONG.replace("\"c\"", &format!("\"c{at}\""))).collect();
    (0..12).for_each(|at| drop(folder.write(&format!("b/z{at}/main.tf"), &many)));
    for jobs in ["1", "4"] {
        scan(&folder, &["--row-seconds", "3", "--jobs", jobs, "-o", "t.jsonl"]);
        let outcomes: Vec<(String, String)> = lines(&folder, "t.jsonl")
            .iter()
            .filter(|row| row["table"] == "outcomes")
            .map(|row| {
                let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
                (text(&row["repository"]), text(&row["outcome"]["status"]))
            })
            .collect();
        // On a machine that is busy the others may take as long.
        let names: Vec<&str> = outcomes.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["a", "b", "c", "d"]);
        assert_eq!(outcomes[1].1, "timeout", "{outcomes:?}");
        let own = |status: &str| ["incomplete", "timeout"].contains(&status);
        assert!(outcomes.iter().all(|(_, status)| own(status)), "{outcomes:?}");
    }
    let run = folder.run(&["merge", "--manifest", "m.jsonl", "t.jsonl"]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("b: its scan took more than 3 seconds"), "{}", run.err);
}

#[test]
fn what_a_line_takes_is_told_apart_from_what_was_found() {
    let folder = repositories();
    scan(&folder, &["-o", "plain.jsonl"]);
    scan(&folder, &["--timings", "-o", "timed.jsonl"]);
    let timed = lines(&folder, "timed.jsonl");
    let timings: Vec<&Value> = timed.iter().filter(|row| row["table"] == "timings").collect();
    assert_eq!(timings.len(), 4);
    if cfg!(target_os = "linux") {
        assert!(timings.iter().all(|row| row["timing"]["peak_kib"].as_u64() > Some(1_000)));
        assert!(timings.iter().any(|row| row["timing"]["cpu_ms"].as_u64() > Some(0)));
    }
    let rest: Vec<&Value> = timed.iter().filter(|row| row["table"] != "timings").collect();
    assert_eq!(rest, lines(&folder, "plain.jsonl").iter().collect::<Vec<_>>());
    let merged = |file: &str| merge(&folder, &[file, "-f", "json"]);
    assert!(merged("timed.jsonl") == merged("plain.jsonl"));
}

#[test]
fn numbers_are_by_repository_threat_and_check_with_what_changed() {
    let folder = repositories();
    scan(&folder, &["-o", "old.jsonl"]);
    let summary = |more: &[&str]| -> Value {
        let args = [&["new.jsonl", "--summary", "-f", "json"][..], more].concat();
        serde_json::from_str(&merge(&folder, &args)).unwrap()
    };
    folder.write("a/more.tf", task("more", PRIVILEGED));
    folder.write("b/main.tf", "# nothing is left\n");
    scan(&folder, &["-o", "new.jsonl"]);
    let plain = summary(&[]);
    assert_eq!(plain["lines"], 4);
    assert_eq!(plain["incomplete"], 4);
    assert_eq!(plain["all"]["critical"], 4, "{plain:#}");
    assert!(plain["all"].get("new").is_none());
    // A report and its tables are compared alike.
    merge(&folder, &["new.jsonl", "-f", "json", "-o", "r.json"]);
    let one = folder.run(&["merge", "--manifest", "m.jsonl", "old.jsonl", "-f", "json"]).out;
    folder.write("old.json", one);
    let since = summary(&["--baseline", "old.jsonl"]);
    assert!(since == summary(&["--baseline", "old.json"]), "{since:#}");
    let row = |name: &str| {
        let rows = since["by_repository"].as_array().unwrap().iter();
        rows.clone().find(|row| row["name"] == name).unwrap().clone()
    };
    assert_eq!((row("a")["critical"].as_u64(), row("a")["gone"].as_u64()), (Some(1), Some(0)));
    assert_eq!((row("b")["new"].as_u64(), row("b")["findings"].as_u64()), (Some(0), Some(0)));
    assert!(row("b")["gone"].as_u64() > Some(0), "a repository without units: {since:#}");
    assert_eq!(row("c")["new"], 0);
    let by = |table: &str, name: &str| {
        let rows = since[format!("by_{table}")].as_array().unwrap().iter();
        rows.clone().find(|row| row["name"] == name).unwrap().clone()
    };
    assert_eq!(
        (by("check", CHECK)["new"].as_u64(), by("check", CHECK)["gone"].as_u64()),
        (Some(1), Some(1))
    );
    assert_eq!(by("threat", "container-escape")["new"], by("check", CHECK)["new"]);
    let wrong =
        folder.run(&["merge", "--manifest", "m.jsonl", "new.jsonl", "--summary", "-f", "sarif"]);
    assert_eq!(wrong.code, 2);
}
