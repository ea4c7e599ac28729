//! The states of threats as a person runs them: the table in each format, decisions of the
//! configuration, the gate.

use crate::program::{Folder, Run};
use crate::repository::root;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// The demo, in a folder that is no example of anything.
pub fn demo() -> Folder {
    let from = root().join("testdata/demo");
    let folder = Folder::new(&[]);
    for entry in walkdir::WalkDir::new(&from).into_iter().filter_map(Result::ok) {
        if entry.file_type().is_file() {
            let name = entry.path().strip_prefix(&from).unwrap().to_str().unwrap();
            folder.write(name, std::fs::read(entry.path()).unwrap());
        }
    }
    folder
}

pub fn asked(folder: &Folder, args: &[&str]) -> Run {
    let mut all = vec!["model", "--today", "2026-11-30"];
    all.extend(args);
    folder.run(&all)
}

pub fn threats(folder: &Folder, args: &[&str]) -> Value {
    let mut all = vec!["--threats", "-f", "json"];
    all.extend(args);
    let run = asked(folder, &all);
    assert_eq!(run.code, 0, "{}", run.err);
    run.json()
}

pub fn list<'v>(value: &'v Value, name: &str) -> &'v [Value] {
    value[name].as_array().map_or(&[], Vec::as_slice)
}

/// A system of a model by its first unit.
pub fn system<'v>(model: &'v Value, unit: &str) -> &'v Value {
    list(model, "systems").iter().find(|own| own["units"][0] == unit).unwrap()
}

pub fn threat<'v>(system: &'v Value, id: &str) -> &'v Value {
    list(system, "threats").iter().find(|own| own["id"] == id).unwrap()
}

pub fn states(system: &Value) -> BTreeMap<String, String> {
    let word = |own: &Value, name: &str| own[name].as_str().unwrap().to_owned();
    list(system, "threats").iter().map(|own| (word(own, "id"), word(own, "state"))).collect()
}

#[test]
fn every_threat_has_a_row_and_silence_is_no_control() {
    let model = threats(&demo(), &["."]);
    assert_eq!(list(&model, "systems").len(), 3);
    for own in list(&model, "systems") {
        assert_eq!(list(own, "threats").len(), 37);
        for threat in list(own, "threats") {
            let targets = list(threat, "targets");
            assert_eq!(targets.is_empty(), threat["state"] == "not-applicable", "{threat}");
            for target in targets {
                let quiet = |own: &&Value| own["state"] == "quiet";
                let looked = list(target, "checks").iter().filter(quiet).count();
                // Nothing is mitigated that nobody looked at.
                assert!(target["state"] != "mitigated" || looked > 0, "{target}");
                let said = list(target, "checks").iter().any(|own| own["state"] == "undecided");
                assert!(target["state"] != "undecided" || said || target["reason"].is_string());
            }
        }
    }
    // A count of checks that are quiet would call these mitigated.
    let shop = system(&model, "shop");
    for id in ["insufficient-api-logging", "vulnerable-libraries"] {
        assert_eq!(threat(shop, id)["state"], "undecided", "{id}");
    }
    let payments = system(&model, "payments/template.yaml");
    assert_eq!(threat(payments, "service-role-misuse")["state"], "not-applicable");
    let scanned = threat(shop, "vulnerable-libraries");
    let registry = list(scanned, "targets").iter().find(|own| own["kind"] == "element");
    let registry = registry.unwrap();
    assert_eq!(registry["id"], "registry:docker.io");
    let own = |id: &str| list(scanned, "targets").iter().find(|own| own["id"] == id).unwrap();
    let repository = own("registry:shop#aws_ecr_repository.shop");
    assert_eq!(
        (&repository["state"], &repository["basis"]),
        (&"mitigated".into(), &"control".into())
    );
}

#[test]
fn a_finding_stands_on_what_it_attacks() {
    let model = threats(&demo(), &["."]);
    let payments = system(&model, "payments/template.yaml");
    let mount = list(payments, "flows").iter().find(|own| own["kind"] == "mount").unwrap();
    let known: BTreeMap<&str, &Value> = list(payments, "findings")
        .iter()
        .map(|own| (own["fingerprint"].as_str().unwrap(), own))
        .collect();
    let checks: BTreeSet<&str> = list(mount, "findings")
        .iter()
        .map(|own| known[own.as_str().unwrap()]["check"].as_str().unwrap())
        .collect();
    assert!(checks.contains("unencrypted-dataflows.efs-transit-encryption-disabled"), "{checks:?}");
    let logs = list(payments, "flows").iter().find(|own| own["kind"] == "logs").unwrap();
    for own in list(logs, "findings") {
        let check = known[own.as_str().unwrap()]["check"].as_str().unwrap();
        assert!(!check.starts_with("unencrypted-dataflows"), "{check}");
    }
    // Of two containers only the one's image is meant.
    let shop = system(&model, "shop");
    let open = threat(shop, "container-image-tampering");
    let images = list(open, "targets").iter().filter(|own| own["kind"] == "image");
    for image in images {
        let id = image["id"].as_str().unwrap();
        for check in list(image, "checks").iter().filter(|own| own["state"] == "open") {
            let reason = check["reason"].as_str().unwrap();
            let container = id.rsplit(':').next().unwrap();
            let of_another = reason.starts_with("container ")
                && !reason.starts_with(&format!("container `{container}` "));
            assert!(!of_another, "{id}: {reason}");
        }
    }
}

/// Small systems whose states a person wrote down: `testdata/model/oracles/*.threats`.
#[test]
fn the_states_of_small_systems_are_those_that_a_person_derived() {
    let folder = root().join("testdata/model/oracles");
    let mut seen = 0;
    for entry in std::fs::read_dir(&folder).unwrap().map(Result::unwrap) {
        let path = entry.path();
        if path.extension().is_none_or(|ending| ending != "threats") {
            continue;
        }
        let code = path.with_extension("yaml");
        let name = code.file_name().unwrap().to_str().unwrap().to_owned();
        let own = Folder::new(&[(&name, &std::fs::read_to_string(&code).unwrap())]);
        let model = threats(&own, &["."]);
        let found = states(&list(&model, "systems")[0]);
        let expected = std::fs::read_to_string(&path).unwrap();
        let expected: BTreeMap<String, String> = expected
            .lines()
            .filter_map(|line| line.split_once(' '))
            .map(|(id, state)| (id.to_owned(), state.to_owned()))
            .collect();
        assert_eq!(expected.len(), 37, "{name}");
        assert_eq!(found, expected, "{name}");
        seen += 1;
    }
    assert!(seen >= 1, "{seen} systems");
}

#[test]
fn the_table_is_written_in_five_formats_and_twice_the_same() {
    let folder = demo();
    for format in ["text", "json", "csv", "markdown", "html"] {
        let once = asked(&folder, &["--threats", "-f", format, "."]);
        assert_eq!(once.code, 0, "{format}: {}", once.err);
        assert_eq!(once.out, asked(&folder, &["--threats", "-f", format, "."]).out, "{format}");
        assert!(once.out.contains("container-escape"), "{format}");
        assert!(!once.out.contains("wolkenkuckucksheim"), "{format}");
    }
    let text = asked(&folder, &["--threats", "shop"]).out;
    assert!(text.contains("fix: "), "{text}");
    assert!(text.contains("(main.tf:"), "{text}");
    let rows = asked(&folder, &["--threats", "-f", "csv", "shop"]).out;
    let mut reader = csv::Reader::from_reader(rows.as_bytes());
    let names = reader.headers().unwrap().clone();
    let at = |name: &str| names.iter().position(|own| own == name).unwrap();
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let ids: BTreeSet<&str> = rows.iter().map(|row| &row[at("threat")]).collect();
    assert_eq!(ids.len(), 37);
    let scan = rows.iter().find(|row| {
        &row[at("check")] == "vulnerable-libraries.image-scanning-disabled"
            && row[at("target")].starts_with("registry:")
    });
    let scan = scan.unwrap();
    assert_eq!((&scan[at("check_state")], &scan[at("check_basis")]), ("quiet", "control"));
    let markdown = asked(&folder, &["--threats", "-f", "markdown", "shop"]).out;
    let table = markdown.lines().filter(|line| line.starts_with("| ")).count();
    assert_eq!(table, 38, "a head and a row for each threat");
}

#[test]
fn what_a_file_says_is_no_markup_and_no_command() {
    let hostile = r#"{"family": "a|<b>x</b>`\"",
      "containerDefinitions": [{"name": "<script>alert(1)</script>|", "image": "=cmd\u001b[2J/x:latest", "memory": 128, "privileged": true}]}"#;
    let folder = Folder::new(&[("web.json", hostile)]);
    for format in ["text", "csv", "markdown", "html"] {
        let out = asked(&folder, &["--threats", "-f", format, "."]).out;
        assert!(!out.contains('\u{1b}'), "{format}");
        if format != "text" && format != "csv" {
            assert!(!out.contains("<script"), "{format}");
        }
    }
    let markdown = asked(&folder, &["--threats", "-f", "markdown", "."]).out;
    for line in markdown.lines().filter(|line| line.starts_with("| ")) {
        assert_eq!(line.matches(" | ").count(), 6, "{line}");
    }
}

#[test]
fn an_actor_leaves_his_threats() {
    let folder = demo();
    let all = threats(&folder, &["--actor", "end-user", "shop"]);
    let own = list(&list(&all, "systems")[0], "threats");
    assert!(!own.is_empty() && own.len() < 37);
    for threat in own {
        assert!(list(threat, "actors").iter().any(|actor| actor == "end-user"), "{threat}");
    }
    let run = asked(&folder, &["--threats", "--actor", "end-usr", "."]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("did you mean `end-user`"), "{}", run.err);
    assert_eq!(asked(&folder, &["--threats", "-f", "mermaid", "."]).code, 2);
    assert_eq!(asked(&folder, &["-f", "csv", "."]).code, 2);
}

#[test]
fn findings_fail_the_run_from_a_severity_on() {
    let folder = demo();
    assert_eq!(asked(&folder, &["--threats", "shop"]).code, 0);
    assert_eq!(asked(&folder, &["--threats", "--fail-on", "critical", "shop"]).code, 1);
    assert_eq!(asked(&folder, &["--threats", "--fail-on", "never", "shop"]).code, 0);
}

fn entry(threat: &str, target: &str, more: &str) -> String {
    format!(
        "[[threat]]\nthreat = \"{threat}\"\ntarget = \"{target}\"\ndecision = \"accept\"\nreason = \"behind a VPN\"\nowner = \"jo\"\ndate = \"2026-11-01\"\n{more}"
    )
}

#[test]
fn a_decision_holds_whatever_the_path_and_until_its_last_day() {
    let folder = demo();
    folder.git(&["init", "-q"]);
    let target = "task:payments/template.yaml#Task";
    folder.write(
        "stridelint.toml",
        entry("metadata-credential-leak", "*payments/template.yaml#Task*", ""),
    );
    for (path, unit) in [(".", "payments/template.yaml"), ("payments", "template.yaml")] {
        let model = threats(&folder, &[path]);
        let own = threat(system(&model, unit), "metadata-credential-leak");
        assert_eq!(own["state"], "accepted", "{path}: {own}");
        assert_eq!(list(own, "targets")[0]["entry"]["owner"], "jo");
    }
    let text = asked(&folder, &["--threats", "."]).out;
    assert!(
        text.contains("accepted by jo on 2026-11-01: behind a VPN  (stridelint.toml:1)"),
        "{text}"
    );
    let late = entry("metadata-credential-leak", "*Task*", "until = \"2026-11-29\"\n");
    folder.write("stridelint.toml", late);
    let run = asked(&folder, &["--threats", "-f", "json", "."]);
    let model = run.json();
    let own = threat(system(&model, "payments/template.yaml"), "metadata-credential-leak");
    assert_eq!(own["state"], "open");
    assert_eq!(list(own, "targets")[0]["entry"]["expired"], true);
    assert!(
        run.err.contains("stridelint.toml:3:1") && run.err.contains("expired on 2026-11-29"),
        "{}",
        run.err
    );
    folder.write("stridelint.toml", entry("container-escape", &target.replace("Task", "Tsk"), ""));
    let run = asked(&folder, &["--threats", "."]);
    assert!(run.err.contains(&format!("did you mean `{target}`?")), "{}", run.err);
}

#[test]
fn a_transferred_threat_is_somebody_elses() {
    let folder = demo();
    folder.git(&["init", "-q"]);
    folder
        .write("stridelint.toml", entry("registry-spoofing", "", "").replace("accept", "transfer"));
    let model = threats(&folder, &["."]);
    assert_eq!(threat(system(&model, "shop"), "registry-spoofing")["state"], "transferred");
    // What is dealt with stays so.
    let payments = threat(system(&model, "payments/template.yaml"), "registry-spoofing");
    assert_eq!(payments["state"], "mitigated");
    let scan = folder.run(&["scan", ".", "--today", "2026-11-30"]);
    assert!(scan.out.contains("1 [[threat]] entry in effect"), "{}", scan.out);
}

#[test]
fn mistakes_of_entries_are_told_with_their_place() {
    let folder = demo();
    for (text, place, hint) in [
        (
            entry("container-escap", "", ""),
            "stridelint.toml:2:1",
            "did you mean `container-escape`?",
        ),
        (
            entry("container-escape", "", "").replace("accept", "acept"),
            "stridelint.toml:4:1",
            "did you mean `accept`?",
        ),
        (
            entry("container-escape", "", "untl = \"2026-12-01\"\n"),
            "stridelint.toml:8:1",
            "did you mean `until`?",
        ),
        (
            entry("container-escape", "", "").replace("owner = \"jo\"\n", ""),
            "stridelint.toml:1:1",
            "no owner",
        ),
        (entry("container-escape", "a{", ""), "stridelint.toml", ""),
    ] {
        folder.write("stridelint.toml", &text);
        let run = asked(&folder, &["--threats", "."]);
        if hint.is_empty() {
            // A brace is a character of an address.
            assert_eq!(run.code, 0, "{}", run.err);
            continue;
        }
        assert_eq!(run.code, 2, "{text}");
        assert!(run.err.contains(place) && run.err.contains(hint), "{}", run.err);
    }
}

#[test]
fn the_gate_opens_once_every_threat_is_decided() {
    let code = "resource \"aws_ecs_cluster\" \"c\" {\n  name = \"c\"\n}\n";
    let folder = Folder::new(&[("main.tf", code)]);
    folder.git(&["init", "-q"]);
    assert_eq!(asked(&folder, &["--check", "."]).code, 1);
    let model = threats(&folder, &["."]);
    let own = states(&list(&model, "systems")[0]);
    let mut text = String::new();
    for (id, _) in own.iter().filter(|(_, state)| *state == "open") {
        text.push_str(&entry(id, "", ""));
    }
    folder.write("stridelint.toml", &text);
    assert_eq!(asked(&folder, &["--check", "."]).code, 1, "what is undecided counts");
    assert_eq!(asked(&folder, &["--check", "--allow-undecided", "."]).code, 0);
    for (id, _) in own.iter().filter(|(_, state)| *state == "undecided") {
        text.push_str(&entry(id, "", ""));
    }
    folder.write("stridelint.toml", &text);
    let run = asked(&folder, &["--check", "."]);
    assert_eq!(run.code, 0, "{}{}", run.out, run.err);
}
