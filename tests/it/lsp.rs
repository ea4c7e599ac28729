//! `stridelint lsp` as an editor has it. `tests/support/editor.rs` is the editor.

use crate::support::editor::{Editor, PATIENCE, address, codes, edited, unit};
use serde_json::{Value, json};
use std::path::PathBuf;
use std::time::Duration;

pub const PROGRAM: &str = env!("CARGO_BIN_EXE_stridelint");
pub const PRIVILEGED: &str = "container-escape.privileged-container";

/// A folder with files in it, by its real name.
pub fn folder(files: &[(&str, &str)]) -> (tempfile::TempDir, PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = dir.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    let root = dir.path().canonicalize().unwrap();
    (dir, root)
}

const VARIABLES: &str = "variable \"debug\" {\n  default = true\n}\n";

pub fn task(privileged: &str) -> String {
    format!(
        "resource \"aws_ecs_task_definition\" \"web\" {{\n  family = \"web\"\n  container_definitions = jsonencode([{{\n    name = \"web\"\n    image = \"nginx:1.27\"\n    privileged = {privileged}\n  }}])\n}}\n"
    )
}

pub fn has(all: &[Value], code: &str) -> bool {
    all.iter().any(|one| one["code"] == code)
}

/// The diagnostic of a code.
pub fn one<'a>(all: &'a [Value], code: &str) -> &'a Value {
    all.iter().find(|one| one["code"] == code).unwrap_or_else(|| panic!("no {code}: {all:#?}"))
}

#[test]
fn a_finding_comes_and_goes_while_somebody_types() {
    let (_dir, root) = folder(&[("main.tf", &task("false")), ("variables.tf", VARIABLES)]);
    let path = root.join("main.tf");
    let mut editor = Editor::start(PROGRAM, &root, json!({}));
    editor.open(&path, &task("false"));
    let (all, _) = editor.said(&path, 1);
    assert!(!has(&all, PRIVILEGED), "{all:#?}");
    // What is typed counts, and not what stands on disk.
    editor.change(&path, 2, &task("true"));
    let (all, _) = editor.said(&path, 2);
    let found = one(&all, PRIVILEGED);
    assert_eq!(found["severity"], 1, "it is critical");
    assert_eq!(found["source"], "stridelint");
    assert_eq!(
        found["range"],
        json!({"start": {"line": 5, "character": 17}, "end": {"line": 5, "character": 21}})
    );
    let page = found["codeDescription"]["href"].as_str().unwrap();
    assert!(page.ends_with("/checks/container-escape/privileged-container.html"), "{page}");
    editor.change(&path, 3, &task("false"));
    assert!(!has(&editor.said(&path, 3).0, PRIVILEGED));
    editor.close(&path);
    assert_eq!(editor.end(), Some(0));
}

#[test]
fn a_value_is_followed_through_files_and_told_in_the_file_that_has_it() {
    let (_dir, root) = folder(&[("main.tf", &task("var.debug")), ("variables.tf", VARIABLES)]);
    let (main, variables) = (root.join("main.tf"), root.join("variables.tf"));
    let mut editor = Editor::start(PROGRAM, &root, json!({}));
    editor.open(&main, &task("var.debug"));
    editor.said(&main, 1);
    // The default is what is to be changed: its file is not open.
    let uri = address(&variables);
    while !editor.shown.contains_key(&uri) {
        editor.next_message(PATIENCE).expect("nothing is said of variables.tf");
    }
    let all = editor.shown_of(&variables);
    let found = one(&all, PRIVILEGED);
    assert_eq!(found["range"]["start"], json!({"line": 1, "character": 12}));
    let related = found["relatedInformation"].as_array().unwrap();
    let used = related.iter().find(|it| it["location"]["uri"] == address(&main)).unwrap();
    assert_eq!(used["location"]["range"]["start"]["line"], 5, "{related:#?}");
    // Hover over the use: the value, and where it comes from.
    let place =
        json!({"textDocument": {"uri": address(&main)}, "position": {"line": 5, "character": 22}});
    let hover = editor.request("textDocument/hover", place);
    let text = hover["result"]["contents"]["value"].as_str().unwrap().to_owned();
    for part in ["privileged", "true", "variables.tf:2", "var.debug"] {
        assert!(text.contains(part), "{part}: {text}");
    }
    // Hover over the finding: threat, why and fix.
    editor.open(&variables, VARIABLES);
    editor.said(&variables, 1);
    let place = json!({"textDocument": {"uri": uri}, "position": {"line": 1, "character": 13}});
    let hover = editor.request("textDocument/hover", place);
    let text = hover["result"]["contents"]["value"].as_str().unwrap();
    for part in ["Threat (Elevation of privilege)", "Why:", "Fix:", "main.tf:"] {
        assert!(text.contains(part), "{part}: {text}");
    }
    // Once nothing of the unit is open, nothing is said of it.
    editor.close(&variables);
    editor.close(&main);
    while !editor.shown_of(&variables).is_empty() {
        editor.next_message(PATIENCE).expect("old diagnostics stay");
    }
}

#[test]
fn what_was_said_stays_while_the_text_cannot_be_read() {
    let text = task("true");
    let (_dir, root) = folder(&[("main.tf", &text)]);
    let path = root.join("main.tf");
    let mut editor = Editor::start(PROGRAM, &root, json!({}));
    editor.open(&path, &text);
    let (before, _) = editor.said(&path, 1);
    let count = |all: &[Value]| {
        all.iter().filter(|one| one["code"] != "input" && one["severity"] != 3).count()
    };
    assert!(has(&before, PRIVILEGED));
    let broken = format!("# a line above\n{}", text.replace("family = \"web\"", "family = \"we"));
    editor.change(&path, 2, &broken);
    let (all, _) = editor.said(&path, 2);
    let found = one(&all, PRIVILEGED);
    assert_eq!(found["range"]["start"], json!({"line": 6, "character": 17}), "it moves along");
    assert!(found["message"].as_str().unwrap().contains("could not be read"), "{found}");
    assert!(all.iter().any(|one| one["severity"] == 1 && one["code"] != PRIVILEGED), "{all:#?}");
    assert_eq!(count(&all).min(count(&before)), count(&before), "{all:#?}");
    // Read again, nothing old is left.
    editor.change(&path, 3, &task("false"));
    let (all, _) = editor.said(&path, 3);
    assert!(!has(&all, PRIVILEGED) && !has(&all, "input"), "{all:#?}");
}

#[test]
fn fixes_and_suppressions_are_edits_that_do_what_they_say() {
    let text = task("true");
    let (_dir, root) = folder(&[("main.tf", &text)]);
    let path = root.join("main.tf");
    let mut editor = Editor::start(PROGRAM, &root, json!({}));
    editor.open(&path, &text);
    let (all, _) = editor.said(&path, 1);
    let found = one(&all, PRIVILEGED).clone();
    let asked = json!({
        "textDocument": {"uri": address(&path)},
        "range": found["range"],
        "context": {"diagnostics": [found]},
    });
    let actions = editor.request("textDocument/codeAction", asked)["result"].clone();
    let actions = actions.as_array().unwrap().clone();
    let action = |begins: &str| {
        let found = actions.iter().find(|it| it["title"].as_str().unwrap().starts_with(begins));
        found.cloned().unwrap_or_else(|| panic!("{begins}: {actions:#?}"))
    };
    let mut version = 1;
    for (begins, holds) in
        [("Fix: ", "privileged = false"), ("Ignore container-escape", "reason=\"")]
    {
        let whole = editor.request("codeAction/resolve", action(begins))["result"].clone();
        let edits = whole["edit"]["changes"][&address(&path)].as_array().cloned();
        let edits = edits.unwrap_or_else(|| panic!("{begins}: {whole:#?}"));
        let changed = applied(&text, &edits);
        assert!(changed.contains(holds), "{changed}");
        version += 1;
        editor.change(&path, version, &changed);
        assert!(!has(&editor.said(&path, version).0, PRIVILEGED), "{changed}");
        version += 1;
        editor.change(&path, version, &text);
        assert!(has(&editor.said(&path, version).0, PRIVILEGED));
    }
    // With a reason that a person gave.
    let key = one(&editor.shown_of(&path), PRIVILEGED)["data"]["finding"].clone();
    let asked = json!({"uri": address(&path), "finding": key, "reason": "a \"driver\"\nneeds it"});
    let edit = editor.request("stridelint/ignore", asked)["result"].clone();
    let changed = applied(&text, edit["changes"][&address(&path)].as_array().unwrap());
    assert!(changed.contains("reason=\"a 'driver' needs it\""), "{changed}");
}

/// A text with edits in lines that are ASCII.
fn applied(text: &str, edits: &[Value]) -> String {
    let offset = |at: &Value| {
        let line = at["line"].as_u64().unwrap() as usize;
        let before: usize = text.split_inclusive('\n').take(line).map(str::len).sum();
        before + at["character"].as_u64().unwrap() as usize
    };
    let mut edits: Vec<(usize, usize, &str)> = edits
        .iter()
        .map(|it| {
            let range = &it["range"];
            (offset(&range["start"]), offset(&range["end"]), it["newText"].as_str().unwrap())
        })
        .collect();
    edits.sort();
    let mut out = text.to_owned();
    for (start, end, new) in edits.into_iter().rev() {
        out.replace_range(start..end, new);
    }
    out
}

#[test]
fn a_file_without_comments_is_suppressed_by_the_configuration() {
    let text = "{\"family\": \"web\", \"containerDefinitions\": [{\"name\": \"w\", \"image\": \"nginx:1.27\", \"privileged\": true}]}\n";
    let (_dir, root) = folder(&[("task.json", text), ("stridelint.toml", "fail_on = \"high\"\n")]);
    let (path, config) = (root.join("task.json"), root.join("stridelint.toml"));
    let mut editor = Editor::start(PROGRAM, &root, json!({}));
    editor.open(&path, text);
    let (all, _) = editor.said(&path, 1);
    let key = one(&all, PRIVILEGED)["data"]["finding"].clone();
    let asked = json!({"uri": address(&path), "finding": key, "reason": "legacy"});
    let edit = editor.request("stridelint/ignore", asked)["result"].clone();
    let edits = edit["changes"][&address(&config)].as_array().cloned();
    let edits = edits.unwrap_or_else(|| panic!("{edit:#?}"));
    let toml = applied("fail_on = \"high\"\n", &edits);
    // An open configuration counts before it is saved.
    editor.open(&config, &toml);
    let uri = address(&path);
    editor.wait(|message| {
        message["params"]["uri"] == uri && !has_code(&message["params"]["diagnostics"], PRIVILEGED)
    });
    // One that cannot be read is told, and what held before goes on to hold.
    editor.change(&config, 2, &format!("{toml}nonsense ="));
    let (all, _) = editor.said(&config, 2);
    assert!(has(&all, "input"), "{all:#?}");
    assert!(!has(&editor.shown_of(&path), PRIVILEGED));
}

fn has_code(all: &Value, code: &str) -> bool {
    all.as_array().is_some_and(|all| has(all, code))
}

#[test]
fn modules_and_policies_are_linked() {
    let main = "module \"net\" {\n  source = \"./modules/net\"\n}\n";
    let (_dir, root) = folder(&[
        ("main.tf", main),
        ("modules/net/main.tf", ""),
        ("policies/own.rego", "package acme.own\n"),
        ("env/prod.tfvars", ""),
    ]);
    let mut editor = Editor::start(PROGRAM, &root, json!({}));
    let toml =
        "policies = [\"policies\"]\n[[unit]]\npath = \".\"\nvar_files = [\"env/prod.tfvars\"]\n";
    for (name, text, targets) in [
        ("main.tf", main, vec!["modules/net/main.tf"]),
        ("stridelint.toml", toml, vec!["policies/own.rego", "env/prod.tfvars"]),
    ] {
        let path = root.join(name);
        editor.open(&path, text);
        editor.said(&path, 1);
        let asked = json!({"textDocument": {"uri": address(&path)}});
        let links = editor.request("textDocument/documentLink", asked)["result"].clone();
        let found: Vec<&str> =
            links.as_array().unwrap().iter().map(|it| it["target"].as_str().unwrap()).collect();
        let wanted: Vec<String> = targets.iter().map(|it| address(&root.join(it))).collect();
        assert_eq!(found, wanted);
    }
}

/// A policy of one's own that finds every task definition.
const POLICY: &str = r#"# METADATA
# title: Tasks have an owner
# description: Nobody answers for a task without an owner.
# custom:
#   stride: repudiation
package acme.owner

import data.stride.lib
import data.stride.result

# METADATA
# title: No owner
# description: Nobody answers for the task.
# custom:
#   severity: low
#   message: the task has no owner
#   reads:
#     ecs.task_definition:
#       family: "x"
owner contains finding if {
	some task in lib.tasks
	task.values.family == "web"
	finding := result.at(task, ["family"])
}
"#;

#[test]
fn policies_of_a_workspace_are_read_where_it_is_trusted() {
    let policy = POLICY.to_owned();
    let (_dir, root) = folder(&[
        ("main.tf", &task("false")),
        ("stridelint.toml", "policies = [\"policies\"]\n"),
        ("policies/owner.rego", &policy),
    ]);
    let path = root.join("main.tf");
    let scan = std::process::Command::new(PROGRAM)
        .args(["policy", "check", "policies"])
        .current_dir(&root)
        .output()
        .unwrap();
    assert!(scan.status.success(), "{}", String::from_utf8_lossy(&scan.stderr));
    let mut editor = Editor::start(PROGRAM, &root, json!({}));
    editor.open(&path, &task("false"));
    let (all, _) = editor.said(&path, 1);
    assert!(!has(&all, "owner.owner"), "{all:#?}");
    let uri = address(&root.join("stridelint.toml"));
    while !editor.shown.contains_key(&uri) {
        editor.next_message(PATIENCE).expect("that policies are not read is not said");
    }
    let said = editor.shown_of(&root.join("stridelint.toml"));
    assert!(said[0]["message"].as_str().unwrap().contains("not trusted"), "{said:#?}");
    // Trusted later, they are read.
    let settings = json!({"settings": {"stridelint": {"trusted": true}}});
    editor.notify("workspace/didChangeConfiguration", settings);
    let main = address(&path);
    let is_main = |message: &Value| {
        message["params"]["uri"] == main
            && has_code(&message["params"]["diagnostics"], "owner.owner")
    };
    editor.wait(is_main);
    // Trusted from the beginning.
    let mut editor =
        Editor::start(PROGRAM, &root, json!({"initializationOptions": {"trusted": true}}));
    editor.open(&path, &task("false"));
    assert!(has(&editor.said(&path, 1).0, "owner.owner"));
    // What is wrong in a policy stands in it, and `reads` is completed.
    let rego = root.join("policies/owner.rego");
    let broken = policy
        .replace("finding := result.at", "finding := result.att(")
        .replace("family == \"web\"", "family == ");
    editor.open(&rego, &broken);
    let (all, _) = editor.said(&rego, 1);
    let line = broken.lines().position(|line| line.ends_with("family == ")).unwrap() as u64;
    assert!(
        all.iter().any(|one| one["range"]["start"]["line"].as_u64().unwrap().abs_diff(line) <= 1),
        "{all:#?}"
    );
    editor.change(&rego, 2, &policy);
    let (left, _) = editor.said(&rego, 2);
    // That it has no test is no fault of it.
    assert!(left.iter().all(|one| one["code"] == "P071"), "{left:#?}");
    let line = policy.lines().position(|line| line.contains("family: \"x\"")).unwrap();
    let asked = json!({
        "textDocument": {"uri": address(&rego)}, "position": {"line": line, "character": 10}
    });
    let items = editor.request("textDocument/completion", asked)["result"].clone();
    let labels: Vec<&str> =
        items.as_array().unwrap().iter().map(|it| it["label"].as_str().unwrap()).collect();
    assert!(labels.contains(&"containers[].privileged"), "{labels:?}");
}

#[test]
fn a_session_of_a_thousand_edits_leaves_nothing_old_and_does_not_grow() {
    let files = unit(200);
    let (dir, root) = folder(&[]);
    for (name, text) in &files {
        std::fs::write(dir.path().join(name), text).unwrap();
    }
    let (name, text) = &files[2];
    let path = root.join(name);
    let mut editor = Editor::start(PROGRAM, &root, json!({}));
    editor.open(&path, text);
    let first = editor.said(&path, 1).0;
    let clean = codes(&first);
    assert!(!has(&first, PRIVILEGED));
    for number in 0..6 {
        let version = 2 + number as i64;
        editor.change(&path, version, &edited(text, number));
        let (all, _) = editor.said(&path, version);
        assert_eq!(has(&all, PRIVILEGED), number.is_multiple_of(2), "edit {number}");
    }
    let before = editor.memory();
    // As somebody types: faster than anything can be said. Of the last of each run something has to be said, and
    // what is said of others is said in order.
    let (mut number, mut scans) = (6_usize, 0);
    let mut last = 0;
    while number < 1_000 {
        for _ in 0..98 {
            editor.change(&path, 2 + number as i64, &edited(text, number));
            number += 1;
            std::thread::sleep(Duration::from_millis(1));
        }
        let version = 1 + number as i64;
        let seen = editor.heard.len();
        let (all, _) = editor.said(&path, version);
        assert_eq!(has(&all, PRIVILEGED), (number - 1).is_multiple_of(2), "edit {}", number - 1);
        let own = editor.heard[seen..].iter().filter(|it| it["params"]["uri"] == address(&path));
        for message in own {
            let told = message["params"]["version"].as_i64().unwrap();
            assert!(told > last, "{told} is said behind {last}");
            (last, scans) = (told, scans + 1);
        }
    }
    assert!(scans < 500, "{scans} scans of a thousand edits: none was cancelled");
    let after = editor.memory();
    if let Some((before, after)) = before.zip(after) {
        let grown = after.saturating_sub(before) >> 20;
        assert!(grown < 50, "it grew by {grown} MiB");
    } else {
        println!("the system does not say what the server takes: its growth was not looked at");
    }
    // Back at the first text, all is as it was.
    editor.change(&path, 5_000, text);
    assert_eq!(codes(&editor.said(&path, 5_000).0), clean);
    assert_eq!(editor.end(), Some(0));
}

#[test]
fn folders_of_policies_are_counted_while_a_configuration_is_typed() {
    let names: Vec<String> = (0..101).map(|at| format!("\"p{at}\"")).collect();
    let text = format!("min_severity = \"low\"\npolicies = [{}]\n", names.join(", "));
    let files = [("main.tf", &*task("true")), ("stridelint.toml", &text)];
    let (_dir, root) = folder(&files);
    let path = root.join("stridelint.toml");
    let mut editor =
        Editor::start(PROGRAM, &root, json!({"initializationOptions": {"trusted": true}}));
    editor.open(&path, &text);
    let (all, _) = editor.said(&path, 1);
    let told = |one: &&Value| one["message"].as_str().unwrap().contains("names 101 folders");
    let found = all.iter().find(told).unwrap_or_else(|| panic!("{all:#?}"));
    assert_eq!(found["range"]["start"], json!({"line": 1, "character": 0}));
    assert_eq!(editor.end(), Some(0));
}

#[test]
fn a_set_that_is_refused_costs_no_other_and_is_told_where_it_is_wrong() {
    let broken = POLICY.replace("package acme.owner", "package acme.other") + "\n}\n";
    let line = broken.lines().count() as u64 - 1;
    let (_dir, root) = folder(&[
        ("main.tf", &task("false")),
        ("stridelint.toml", "policies = [\"good\", \"broken\"]\n"),
        ("good/owner.rego", POLICY),
        ("broken/other.rego", &broken),
    ]);
    let path = root.join("main.tf");
    let trusted = json!({"initializationOptions": {"trusted": true}});
    let mut editor = Editor::start(PROGRAM, &root, trusted);
    editor.open(&path, &task("false"));
    assert!(has(&editor.said(&path, 1).0, "owner.owner"));
    let rego = root.join("broken/other.rego");
    while !editor.shown.contains_key(&address(&rego)) {
        editor.next_message(PATIENCE).expect("what is wrong is not said");
    }
    let said = editor.shown_of(&rego);
    assert_eq!((said.len(), &said[0]["range"]["start"]["line"]), (1, &line.into()), "{said:#?}");
    // While it is open, `policy check` says it, and once.
    editor.open(&rego, &broken);
    let (all, _) = editor.said(&rego, 1);
    let at = |one: &&Value| one["range"]["start"]["line"] == line;
    assert_eq!(all.iter().filter(at).count(), 1, "{all:#?}");
    editor.change(&rego, 2, broken.trim_end_matches("}\n"));
    let whole = editor.wait(|message| {
        message["params"]["uri"] == address(&path)
            && has_code(&message["params"]["diagnostics"], "other.owner")
    });
    assert!(has_code(&whole["params"]["diagnostics"], "owner.owner"));
    assert_eq!(editor.end(), Some(0));
}
