//! Input that is broken, hostile or huge: a clear message each, nothing read outside the root, exit
//! 2 where input was lost.

use crate::program::{CHECK, Folder, PRIVILEGED, Run, task};

fn survives(run: &Run) {
    assert!((0..=2).contains(&run.code), "exit {}: {}", run.code, run.err);
    assert!(
        !run.err.contains("panicked") && !run.err.contains("fault of stridelint"),
        "{}",
        run.err
    );
}

#[test]
fn empty_and_binary_files_cost_nothing() {
    let folder =
        Folder::new(&[("main.tf", ""), ("a.json", ""), ("b.yaml", ""), ("c.template", "")]);
    folder.write("d.json", b"\x00\x01\x02binary\xff");
    folder.write("e.yaml", b"\xff\xfe");
    let run = folder.scan(&["."]);
    survives(&run);
    assert_eq!(run.code, 0, "{}", run.err);
    folder.write("f.tf", b"resource \x00\xff");
    let run = folder.scan(&["."]);
    survives(&run);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("f.tf"), "{}", run.err);
}

#[test]
fn deep_nesting_is_refused_not_followed() {
    let deep = "[".repeat(10_000);
    let folder = Folder::new(&[
        ("a/task.json", &format!("{{\"containerDefinitions\": {deep}")),
        (
            "b/stack.yaml",
            &format!("Resources:\n  X:\n    Type: AWS::ECS::Cluster\n    Properties: {deep}\n"),
        ),
        ("c/main.tf", &format!("locals {{\n  x = {deep}\n}}\n")),
        (
            "d/stack.json",
            &format!(
                "{{\"Resources\": {{\"X\": {{\"Type\": \"AWS::ECS::Cluster\", \"P\": {deep}{}}}}}}}",
                "]".repeat(10_000)
            ),
        ),
    ]);
    let run = folder.scan(&["."]);
    survives(&run);
    assert_eq!(run.code, 2, "{}", run.err);
    for file in ["a/task.json", "b/stack.yaml", "c/main.tf", "d/stack.json"] {
        assert!(run.err.contains(file), "{file}: {}", run.err);
    }
}

#[test]
fn a_huge_file_that_is_not_ours_is_no_error_and_one_of_ours_is() {
    let folder = Folder::new(&[("main.tf", &task("web", PRIVILEGED))]);
    let filler = "{\"a\": [1, 2, 3]},\n".repeat(50 * 1024 * 1024 / 18);
    folder.write("data.json", format!("[{filler}1]"));
    let run = folder.scan(&["."]);
    survives(&run);
    assert_eq!(run.code, 1, "{}", run.err);
    folder.write("task.json", format!("{{\"containerDefinitions\": [{filler}1]}}"));
    let run = folder.scan(&["."]);
    survives(&run);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("task.json") && run.err.contains("MiB"), "{}", run.err);
    assert!(run.has(CHECK), "the rest is scanned");
    assert_eq!(folder.scan(&[".", "--keep-going"]).code, 1);
}

#[cfg(unix)]
#[test]
fn links_and_locked_folders() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let folder = Folder::new(&[
        ("in/a/main.tf", &task("web", PRIVILEGED)),
        ("in/locked/x.tf", ""),
        ("out/main.tf", &task("secret", PRIVILEGED)),
    ]);
    symlink(folder.path().join("in"), folder.path().join("in/a/up")).unwrap();
    symlink(folder.path().join("out"), folder.path().join("in/away")).unwrap();
    let locked = folder.path().join("in/locked");
    std::fs::set_permissions(&locked, std::fs::Permissions::from_mode(0o000)).unwrap();
    let open = std::fs::read_dir(&locked).is_ok();
    let run = folder.scan(&["in"]);
    std::fs::set_permissions(&locked, std::fs::Permissions::from_mode(0o755)).unwrap();
    survives(&run);
    assert_eq!(run.findings().iter().filter(|(check, _)| check == CHECK).count(), 1, "{}", run.out);
    // Root may read everything: then there is nothing to tell.
    if !open {
        assert_eq!(run.code, 2);
        assert!(run.err.contains("locked is not read: permission denied"), "{}", run.err);
    }
    assert!(run.err.contains("circle"), "{}", run.err);
    // What lies behind the link that leads outside was not seen: a gap of the report.
    let report = run.json();
    let gap = report["gaps"].as_array().unwrap().iter().find(|gap| gap["file"] == "away");
    assert_eq!(gap.unwrap_or_else(|| panic!("{report}"))["kind"], "file-not-read");
}

#[test]
fn cycles_end_with_a_word() {
    let cycle =
        "locals {\n  a = local.b\n  b = local.a\n}\nmodule \"self\" {\n  source = \"./\"\n}\n";
    let folder = Folder::new(&[(
        "main.tf",
        &format!("{cycle}{}", task("web", &format!("{PRIVILEGED}\n      command = local.a"))),
    )]);
    let run = folder.scan(&["."]);
    survives(&run);
    assert!(run.has(CHECK), "{}", run.err);
}

#[test]
fn nothing_outside_the_root_is_read() {
    let folder = Folder::new(&[(
        "outside/secret.json",
        "[{\"name\": \"stolen\", \"image\": \"stolen\", \"privileged\": true}]",
    )]);
    let text = |path: &str| {
        format!(
            "resource \"aws_ecs_task_definition\" \"x\" {{\n  family = \"x\"\n  container_definitions = file(\"{path}\")\n}}\n"
        )
    };
    folder.write("in/a/main.tf", text("../../outside/secret.json"));
    folder.write("in/b/main.tf", text("/etc/passwd"));
    folder
        .write("in/c/main.tf", text(&folder.path().join("outside/secret.json").to_string_lossy()));
    let run = folder.scan(&["in", "--undecided"]);
    survives(&run);
    assert!(!run.out.contains("stolen") && !run.out.contains("root:x"), "{}", run.out);
    let sure = run.json()["findings"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|finding| finding["check"] == CHECK && finding["certainty"] == "reported")
        .count();
    assert_eq!(sure, 0);
    let document = folder.run(&["document", "in"]);
    assert!(
        !document.out.contains("stolen") && !document.out.contains("root:x"),
        "{}",
        document.out
    );
}

#[test]
fn a_path_that_is_not_there_is_lost_and_the_rest_is_scanned() {
    let folder = Folder::new(&[("main.tf", &task("web", PRIVILEGED))]);
    let run = folder.scan(&[".", "absent"]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("absent: no such file"), "{}", run.err);
    assert!(run.has(CHECK));
    assert_eq!(run.json()["complete"], false);
}

#[test]
fn an_empty_folder_is_said_to_be_empty() {
    let folder = Folder::new(&[("README.md", "x")]);
    let run = folder.run(&["scan"]);
    assert_eq!(run.code, 3);
    assert!(run.out.contains("Nothing to scan was found"), "{}", run.out);
}

#[test]
fn documents_are_a_sorted_array() {
    let folder = Folder::new(&[("b/main.tf", &task("b", "")), ("a/main.tf", &task("a", ""))]);
    let run = folder.run(&["document", ".", "--today", "2026-01-02"]);
    assert_eq!(run.code, 0, "{}", run.err);
    let documents = run.json();
    let ids: Vec<&str> = documents
        .as_array()
        .unwrap()
        .iter()
        .map(|document| document["unit"]["id"].as_str().unwrap())
        .collect();
    assert_eq!(ids, ["a", "b"]);
    assert_eq!(documents[0]["unit"]["today"], "2026-01-02");
}

#[test]
fn documents_have_all_digits_of_a_number() {
    let text = r#"resource "terraform_data" "x" {
  input = [123456789012345678901234567890 - 1, 1.5, 0.1 + 0.2, 18446744073709551615, 2 / 3]
}
"#;
    let folder = Folder::new(&[("main.tf", text)]);
    let run = folder.run(&["document", "."]);
    for number in ["123456789012345678901234567889,", "1.5,", "0.3,", "18446744073709551615,"] {
        assert!(run.out.contains(&format!(" {number}\n")), "{number}: {}", run.out);
    }
    assert!(run.out.contains(&format!(" 0.{}7\n", "6".repeat(153))), "{}", run.out);
    assert!(run.json().is_array());
}
