//! Many repositories: each is a world of its own, parts are scanned apart and put together.

use crate::program::Folder;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

const PRIVILEGED: &str = r#"{"family": "web", "containerDefinitions": [{"name": "web", "image": "web:1", "privileged": true}]}"#;

/// A stack that exports an address, and one that imports it into an environment.
const EXPORTS: &str = "Resources:\n  Lb:\n    Type: AWS::ElasticLoadBalancingV2::LoadBalancer\n    Properties: {Scheme: internet-facing}\nOutputs:\n  Url:\n    Value: !Sub 'http://${Lb.DNSName}'\n    Export: {Name: shared-url}\n";
const IMPORTS: &str = "Resources:\n  Task:\n    Type: AWS::ECS::TaskDefinition\n    Properties:\n      ContainerDefinitions:\n        - Name: web\n          Image: web:1\n          Environment:\n            - Name: API_URL\n              Value: !ImportValue shared-url\n";

/// Repositories that say the same, so that each's exports are another's too.
fn repositories() -> Folder {
    let folder = Folder::new(&[("org/one/task.json", PRIVILEGED)]);
    for name in ["org/one", "org/two", "three"] {
        folder.write(&format!("{name}/.git/HEAD"), "ref: refs/heads/main\n");
        folder.write(&format!("{name}/net.yaml"), EXPORTS);
        folder.write(&format!("{name}/app.yaml"), IMPORTS);
    }
    let calls = |to: &str| format!("module \"m\" {{ source = \"{to}\" }}\n");
    folder.write("three/a/main.tf", calls("../shared"));
    folder.write("three/b/main.tf", calls("../shared"));
    folder.write(
        "three/shared/main.tf",
        "resource \"aws_ecs_task_definition\" \"t\" {\n  family = \"t\"\n  container_definitions = file(\"${path.module}/../tasks/t.json\")\n}\n",
    );
    folder.write(
        "three/tasks/t.json",
        PRIVILEGED
            .strip_prefix(r#"{"family": "web", "containerDefinitions": "#)
            .and_then(|rest| rest.strip_suffix('}'))
            .unwrap(),
    );
    folder.write("three/tasks/u.json", PRIVILEGED);
    folder
}

/// What is found, by what is the same wherever a scan starts.
fn rows(report: &Value, prefix: &str) -> BTreeSet<String> {
    let findings = report["findings"].as_array().unwrap().iter();
    let one = |finding: &Value| {
        let file = finding["location"]["file"].as_str().unwrap();
        let file = file.strip_prefix(prefix).unwrap_or(file);
        format!(
            "{} {} {file}:{} {} {}",
            finding["check"],
            finding["unit"],
            finding["location"]["start"]["line"],
            finding["fingerprint"],
            finding["message"]
        )
    };
    findings.map(one).collect()
}

fn of(report: &Value, repository: &str) -> Value {
    let findings = report["findings"].as_array().unwrap();
    let own = findings.iter().filter(|finding| finding["repository"] == repository);
    serde_json::json!({ "findings": own.cloned().collect::<Vec<_>>() })
}

const NAMES: [&str; 3] = ["org/one", "org/two", "three"];

#[test]
fn a_repository_is_the_same_alone_beside_others_and_as_a_line_of_a_manifest() {
    let folder = repositories();
    let whole = folder.scan(&["--exit-zero", "."]).json();
    let listed = folder.run(&["list", ".", "-o", "m.jsonl"]);
    assert_eq!(listed.code, 0, "{}", listed.err);
    let lines = folder.run(&["scan", "--manifest", "m.jsonl", "-f", "json"]).json();
    for name in NAMES {
        let alone = rows(&folder.scan(&["--exit-zero", name]).json(), "");
        assert!(alone.iter().any(|row| row.contains("plaintext-endpoint")), "{name}: {alone:?}");
        let prefix = format!("{name}/");
        assert_eq!(rows(&of(&whole, name), &prefix), alone, "{name} beside others");
        assert_eq!(rows(&of(&lines, name), &prefix), alone, "{name} in a manifest");
    }
}

#[test]
fn what_lies_beside_repositories_is_scanned_too() {
    let folder = repositories();
    folder.write("loose/task.json", PRIVILEGED);
    let report = folder.scan(&["--exit-zero", "."]).json();
    let files: BTreeSet<&str> = report["findings"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|finding| finding["location"]["file"].as_str())
        .collect();
    assert!(files.contains("loose/task.json") && files.contains("org/one/task.json"), "{files:?}");
}

/// Findings, problems and units of a report, each as text with how often it is there.
fn counted(reports: &[Value]) -> BTreeMap<String, usize> {
    let mut all = BTreeMap::new();
    for list in ["findings", "problems", "units", "gaps"] {
        for one in reports.iter().flat_map(|report| report[list].as_array().unwrap()) {
            *all.entry(format!("{list} {one}")).or_default() += 1;
        }
    }
    all
}

#[test]
fn the_union_of_parts_is_the_whole() {
    let folder = repositories();
    for path in ["three", "."] {
        let whole = counted(&[folder.scan(&["--exit-zero", path]).json()]);
        for of in [1, 2, 3, 7] {
            let part = |index| format!("{index}/{of}");
            let parts: Vec<Value> = (1..=of)
                .map(|index| folder.scan(&["--exit-zero", path, "--shard", &part(index)]).json())
                .collect();
            assert_eq!(counted(&parts), whole, "{path} in {of} parts");
        }
    }
}

fn manifest_of_closures(folder: &Folder) -> Vec<Value> {
    let listed = folder.run(&["list", "three", "-o", "m.jsonl"]);
    assert_eq!(listed.code, 0, "{}", listed.err);
    folder.read("m.jsonl").lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn a_repository_is_cut_into_closures_of_what_reads_one_another() {
    let folder = repositories();
    let lines = manifest_of_closures(&folder);
    let units: Vec<Vec<&str>> = lines
        .iter()
        .map(|line| {
            let units = line["closure"]["units"].as_array().unwrap();
            units.iter().filter_map(|unit| unit["id"].as_str()).collect()
        })
        .collect();
    assert_eq!(units, [vec!["a", "b"], vec!["app.yaml"], vec!["net.yaml"], vec!["tasks/u.json"]]);
    let cut = folder.run(&["scan", "--manifest", "m.jsonl", "-f", "json"]).json();
    let whole = folder.scan(&["--exit-zero", "three"]).json();
    assert_eq!(rows(&cut, "three/"), rows(&whole, ""));
}

/// Scans a manifest in parts, and puts the parts together in another order.
fn merged(folder: &Folder, of: usize, format: &str, ending: &str) -> String {
    let mut args = vec!["merge".to_owned(), "--manifest".to_owned(), "m.jsonl".to_owned()];
    for index in (1..=of).rev() {
        let part = format!("part{index}.{ending}");
        let shard = format!("{index}/{of}");
        let run = folder.run(&[
            "scan",
            "--manifest",
            "m.jsonl",
            "--shard",
            &shard,
            "-f",
            format,
            "-o",
            &part,
        ]);
        assert_eq!(run.code, 0, "{}", run.err);
        args.push(part);
    }
    args.extend(["-f", "json"].map(str::to_owned));
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let run = folder.run(&args);
    assert_eq!(run.code, 0, "{}", run.err);
    run.out
}

#[test]
fn parts_put_together_are_the_report_of_the_whole() {
    let folder = repositories();
    for line in [&["list", ".", "-o", "m.jsonl"][..], &["list", "three", "-o", "m.jsonl"][..]] {
        folder.run(line);
        let whole = folder.run(&["scan", "--manifest", "m.jsonl", "-f", "json"]).out;
        assert!(whole.contains("privileged-container"));
        for of in [1, 2, 5] {
            assert!(merged(&folder, of, "jsonl", "jsonl") == whole, "{line:?} in {of} parts");
        }
    }
    folder.run(&["scan", "--manifest", "m.jsonl", "-o", "whole.jsonl"]);
    merged(&folder, 2, "jsonl", "jsonl");
    let args = ["part1.jsonl", "part2.jsonl", "-o", "again.jsonl"];
    folder.run(&[&["merge", "--manifest", "m.jsonl"][..], &args[..]].concat());
    assert!(folder.read("again.jsonl") == folder.read("whole.jsonl"), "tables too");
}

#[test]
fn what_is_missing_is_never_a_pass() {
    let folder = repositories();
    folder.run(&["list", ".", "-o", "m.jsonl"]);
    merged(&folder, 3, "jsonl", "jsonl");
    let merge = |parts: &[&str]| {
        folder.run(&[&["merge", "--manifest", "m.jsonl", "-f", "json"][..], parts].concat())
    };
    let gone = merge(&["part1.jsonl", "part3.jsonl"]);
    assert_eq!((gone.code, gone.out.as_str()), (2, ""));
    assert!(gone.err.contains("1 of 3 have no outcome: "), "{}", gone.err);
    let twice = merge(&["part1.jsonl", "part2.jsonl", "part3.jsonl", "part2.jsonl"]);
    assert_eq!(twice.code, 2);
    assert!(twice.err.contains("is in two parts"), "{}", twice.err);
    let text = folder.read("part2.jsonl");
    let lines: Vec<&str> = text.lines().collect();
    let outcome = lines.iter().position(|line| line.contains("\"outcomes\"")).unwrap();
    folder.write("part2.jsonl", lines[..outcome].join("\n"));
    let cut = merge(&["part1.jsonl", "part2.jsonl", "part3.jsonl"]);
    assert_eq!(cut.code, 2);
    assert!(cut.err.contains("part2.jsonl: it ends in the middle of "), "{}", cut.err);
    let args = ["--shard", "2/3", "--today", "2020-01-01", "-o", "part2.jsonl"];
    folder.run(&[&["scan", "--manifest", "m.jsonl"][..], &args[..]].concat());
    let mixed = merge(&["part1.jsonl", "part2.jsonl", "part3.jsonl"]);
    assert_eq!(mixed.code, 2);
    assert!(mixed.err.contains("the date is 2020-01-01"), "{}", mixed.err);
}

#[test]
fn a_repository_that_fails_is_a_row_and_fails_the_merge() {
    let folder = repositories();
    folder.run(&["list", ".", "-o", "m.jsonl"]);
    let text = folder.read("m.jsonl") + "{\"repository\": \"gone\", \"path\": \"gone\"}\n";
    folder.write("m.jsonl", text);
    folder.write("org/two/stridelint.toml", "wrong = [");
    let run = folder.run(&["scan", "--manifest", "m.jsonl", "-o", "all.jsonl"]);
    assert_eq!(run.code, 0, "a worker did its work: {}", run.err);
    let outcomes: Vec<Value> = folder
        .read("all.jsonl")
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .filter(|row: &Value| row["table"] == "outcomes")
        .collect();
    let status = |at: usize| {
        let row = &outcomes[at];
        (row["repository"].as_str().unwrap(), row["outcome"]["status"].as_str().unwrap())
    };
    assert_eq!(outcomes.len(), 4);
    assert_eq!(status(1), ("org/two", "failed"));
    assert_eq!(status(3), ("gone", "failed"));
    assert!(["complete", "incomplete"].contains(&status(0).1));
    let merged = folder.run(&["merge", "--manifest", "m.jsonl", "all.jsonl"]);
    assert_eq!(merged.code, 2);
    assert!(merged.err.contains("2 of 4 were not scanned"), "{}", merged.err);
    assert!(merged.out.contains("privileged-container"), "the others are reported");
}

#[test]
fn a_summary_tells_what_is_new_and_gone_since() {
    let folder = repositories();
    folder.run(&["list", ".", "-o", "m.jsonl"]);
    folder.run(&["scan", "--manifest", "m.jsonl", "-o", "old.jsonl"]);
    folder.write("three/new.json", PRIVILEGED);
    std::fs::remove_file(folder.path().join("org/one/task.json")).unwrap();
    folder.run(&["scan", "--manifest", "m.jsonl", "-o", "new.jsonl"]);
    let args = ["merge", "--manifest", "m.jsonl", "new.jsonl", "--baseline", "old.jsonl"];
    let summary = folder.run(&[&args[..], &["--summary"]].concat()).out;
    let line = |name: &str| {
        let line = summary.lines().find(|line| line.contains(name)).unwrap_or_default();
        line.split_whitespace().map(str::to_owned).collect::<Vec<_>>()
    };
    assert!(summary.contains("new findings"), "{summary}");
    let (new, gone) = (line("  three"), line("  org/one"));
    assert_eq!((new[5] != "0", new[6].as_str()), (true, "0"), "{summary}");
    assert_eq!((gone[5].as_str(), gone[6] != "0"), ("0", true), "{summary}");
    let report = folder.run(&[&args[..], &["-f", "json"]].concat()).json();
    let files: BTreeSet<&str> = report["findings"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|finding| finding["location"]["file"].as_str())
        .collect();
    assert_eq!(files, BTreeSet::from(["three/new.json"]));
}

#[test]
fn paths_come_from_a_file_in_lines_or_with_nul() {
    let folder = repositories();
    for text in ["org/one\nthree\n", "org/one\0three\0"] {
        folder.write("paths", text);
        let report = folder.scan(&["--exit-zero", "--paths-from", "paths"]).json();
        let given = folder.scan(&["--exit-zero", "org/one", "three"]).json();
        assert_eq!(rows(&report, ""), rows(&given, ""), "{text:?}");
    }
    folder.write("paths", "");
    assert_eq!(folder.scan(&["--paths-from", "paths"]).code, 3, "nothing was named");
}

#[test]
fn a_manifest_that_is_none_is_told_with_its_line() {
    let folder = repositories();
    let line = "{\"repository\": \"a\", \"path\": \"three\"}\n";
    for (text, told) in [
        (format!("{line}{{"), "m.jsonl: line 2 is not a line of a manifest"),
        (format!("{line}{line}"), "m.jsonl: line 2 names the repository a a second time"),
    ] {
        folder.write("m.jsonl", text);
        let run = folder.run(&["scan", "--manifest", "m.jsonl"]);
        assert_eq!(run.code, 2);
        assert!(run.err.contains(told), "{}", run.err);
    }
}

#[test]
fn a_revision_and_a_bare_repository_need_no_checkout() {
    let folder = Folder::new(&[("repo/task.json", PRIVILEGED)]);
    let at = |path: &str| folder.path().join(path).to_string_lossy().into_owned();
    let git = |args: &[&str]| {
        let own = ["-c", "user.name=a", "-c", "user.email=a@example.com"];
        let run = std::process::Command::new("git").args(own).args(args).output().unwrap();
        assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
        String::from_utf8(run.stdout).unwrap().trim().to_owned()
    };
    let repo = at("repo");
    git(&["init", "-q", &repo]);
    git(&["-C", &repo, "add", "."]);
    git(&["-C", &repo, "commit", "-q", "-m", "one"]);
    let commit = git(&["-C", &repo, "rev-parse", "HEAD"]);
    let committed = rows(&folder.scan(&["--exit-zero", "repo"]).json(), "");
    folder.write("repo/untracked.json", PRIVILEGED);
    let revision = folder.scan(&["--exit-zero", "--rev", "HEAD", "repo"]).json();
    assert_eq!(rows(&revision, ""), committed);
    std::fs::create_dir(folder.path().join("mirrors")).unwrap();
    git(&["clone", "-q", "--bare", &repo, &at("mirrors/a.git")]);
    git(&["clone", "-q", "--bare", &repo, &at("mirrors/deep/b.git")]);
    folder.run(&["list", "mirrors", "-o", "m.jsonl"]);
    let lines: Vec<Value> =
        folder.read("m.jsonl").lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let names: Vec<&str> = lines.iter().filter_map(|line| line["repository"].as_str()).collect();
    assert_eq!(names, ["a.git", "deep/b.git"]);
    assert!(lines.iter().all(|line| line["commit"] == commit.as_str()));
    let report = folder.run(&["scan", "--manifest", "m.jsonl", "-f", "json"]).json();
    for name in names {
        assert_eq!(rows(&of(&report, name), &format!("{name}/")), committed, "{name}");
    }
    let beside = folder.scan(&["--exit-zero", "mirrors"]).json();
    assert_eq!(rows(&of(&beside, "a.git"), "a.git/"), committed, "without a manifest");
    let wrong = folder.scan(&["--rev", "nowhere", "repo"]);
    assert_eq!(wrong.code, 2);
    assert!(wrong.err.contains("--rev nowhere: "), "{}", wrong.err);
}
