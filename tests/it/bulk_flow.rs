//! A large tree is scanned part by part: what leaves early is what a scan of all of it says, byte for byte.

use crate::program::{CHECK, Folder, PRIVILEGED, program, task};
use serde_json::Value;
use std::io::{BufRead, BufReader, Read};
use std::process::{Command, Stdio};

/// A loop that takes longer than a test waits.
const LONG: &str = "locals {\n  r = range(1000)\n  a = [for x in local.r : [for y in local.r : sha512(\"${x}${y}${join(\"\", local.r)}\")]]\n}\nresource \"aws_ecs_cluster\" \"c\" {\n  name = local.a[0][0]\n}\n";

const TEMPLATE: &str = r#"{"family": "web", "containerDefinitions": [{"name": "web", "image": "web:1", "privileged": true}]}"#;

/// More units than one part has: some that call modules far from them, so that closures lie across one
/// another, some with suppressions, a file that cannot be read, and templates beside what was made of them.
fn large() -> Folder {
    let folder = Folder::new(&[]);
    for at in 0..150 {
        folder.write(&format!("apps/{at:03}/main.tf"), task("web", PRIVILEGED));
        folder.write(&format!("tasks/{at:03}.json"), TEMPLATE);
    }
    for at in 0..40 {
        folder.write(&format!("modules/{at:02}/main.tf"), task("shared", PRIVILEGED));
        let calls = format!("module \"m\" {{\n  source = \"../../modules/{at:02}\"\n}}\n");
        folder.write(&format!("callers/{at:02}/main.tf"), &calls);
        folder.write(&format!("zone/{:02}/main.tf", 39 - at), &calls);
    }
    let why = "# stridelint:ignore[privileged-container] reason=\"a test\"\n";
    folder.write("apps/007/main.tf", format!("{why}{}", task("web", PRIVILEGED)));
    folder.write("apps/008/main.tf", format!("{why}{}", task("web", "")));
    folder.write("apps/009/more.tf", "resource {\n");
    folder.write("made/task.json", TEMPLATE);
    folder.write("made/task.json.tpl", TEMPLATE);
    folder
}

/// A configuration with entries that nothing or only a late unit is meant by. Where a file of values is
/// named, the tree is not cut.
fn config(cut: bool) -> String {
    let values = if cut { "name = \"abcdefghijkl\"" } else { "var_files = [\"x.tfvars\"]" };
    let ignore = |path: &str| {
        format!("[[ignore]]\ncheck = \"{CHECK}\"\npath = \"{path}\"\nreason = \"a test\"\n")
    };
    format!(
        "[[unit]]\npath = \"zone/absent\"\n{values}\n{}{}",
        ignore("zone/**"),
        ignore("nowhere/**")
    )
}

#[test]
fn a_tree_that_is_cut_is_reported_as_one_that_is_not() {
    let folder = large();
    for format in ["jsonl", "json", "text", "sarif"] {
        let [cut, whole] = [true, false].map(|cut| {
            folder.write("stridelint.toml", config(cut));
            let run = folder.run(&["scan", ".", "--exit-zero", "-f", format]);
            assert_eq!(run.code, 0, "{}", run.err);
            (run.out, run.err)
        });
        assert!(cut.0.contains(CHECK) && cut.1.contains("nowhere/**"), "{}", cut.1);
        assert!(cut.0 == whole.0, "{format}");
        assert!(cut.1 == whole.1, "{format}: {}\n{}", cut.1, whole.1);
    }
}

#[test]
fn rows_in_a_file_are_those_of_standard_output() {
    let folder = large();
    let out = folder.run(&["scan", ".", "-f", "jsonl", "--fail-on", "high"]);
    assert_eq!(out.code, 2, "a file was lost");
    let file = folder.run(&["scan", ".", "-o", "rows.jsonl", "--fail-on", "high"]);
    assert_eq!((file.code, file.out.as_str()), (2, ""));
    assert!(folder.read("rows.jsonl") == out.out);
    let names = std::fs::read_dir(folder.path()).unwrap();
    let left = names
        .filter(|entry| entry.as_ref().unwrap().file_name().to_string_lossy().ends_with(".tmp"));
    assert_eq!(left.count(), 0);
    let last: Value = serde_json::from_str(out.out.lines().last().unwrap()).unwrap();
    let counted = |line: &&str| {
        let line: Value = serde_json::from_str(line).unwrap();
        line["kind"] == "finding" && line["suppression"].is_null() && line["example"] == false
    };
    let findings = out.out.lines().filter(counted).count();
    assert_eq!(last["summary"]["findings"], findings);
}

#[test]
fn the_first_row_leaves_before_the_last_unit_is_judged() {
    let folder = large();
    (0..3).for_each(|at| drop(folder.write(&format!("zz{at}/main.tf"), LONG)));
    let mut child = Command::new(program())
        .args(["scan", ".", "--no-config", "-f", "jsonl", "--jobs", "1"])
        .current_dir(folder.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut rows = BufReader::new(child.stdout.take().unwrap());
    let mut first = String::new();
    rows.read_line(&mut first).unwrap();
    let row: Value = serde_json::from_str(&first).unwrap();
    assert_eq!(row["kind"], "finding");
    assert!(child.try_wait().unwrap().is_none(), "it works on what takes long");
    let pid = child.id().to_string();
    assert!(Command::new("kill").args(["-INT", &pid]).status().unwrap().success());
    let mut rest = String::new();
    rows.read_to_string(&mut rest).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(130));
    let last: Value = serde_json::from_str(rest.lines().last().unwrap()).unwrap();
    assert_eq!(last["complete"], false);
    assert_eq!(rest.matches("interrupted: ").count(), 1, "{rest}");
}

#[cfg(feature = "columns")]
#[test]
fn tables_of_a_folder_are_those_of_its_manifest() {
    let (folder, beside) = (large(), Folder::new(&[]));
    let at = |name: &str| beside.path().join(name).to_string_lossy().into_owned();
    folder.run(&["list", ".", "-o", &at("m.jsonl")]);
    for ending in ["parquet", "arrow"] {
        let name = |what: &str| at(&format!("{what}.{ending}"));
        let run = folder.run(&["scan", "--manifest", &at("m.jsonl"), "-o", &name("lines")]);
        assert_eq!(run.code, 0, "{}", run.err);
        let run = folder.run(&["scan", ".", "-o", &name("folder")]);
        assert_eq!(run.code, 0, "{}", run.err);
        let [lines, own] = ["lines", "folder"].map(|what| std::fs::read(name(what)).unwrap());
        assert!(lines == own, "{ending}");
    }
    for args in [["-o", "x.parquet", "-o", "x.json"], ["-o", "x.parquet", "--diff-base", "HEAD"]] {
        let run = folder.run(&[&["scan", "."][..], &args[..]].concat());
        assert_eq!(run.code, 2, "{}", run.err);
        assert!(run.err.contains("tables"), "{}", run.err);
    }
}
