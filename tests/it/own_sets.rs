//! Sets of policies of one's own: what they bring, what they may cost, and that nothing else changes.

use crate::program::{Folder, PRIVILEGED, task};
use serde_json::Value;

const CHECK: &str = "# METADATA\n# title: T\n# description: D.\n# custom:\n#   stride: none\npackage acme.demo\n\nimport data.stride.lib\nimport data.stride.result\n\n# METADATA\n# title: C\n# description: D.\n# custom:\n#   severity: low\n#   message: task {name}\n#   reads:\n#     ecs.task_definition:\n#       \"family\": null\nbad contains finding if {\n\tsome task in lib.tasks\n\tfinding := result.at(task, [\"family\"])\n}\n";

fn with(custom: &str) -> String {
    CHECK.replace("#   severity: low\n", &format!("#   severity: low\n{custom}"))
}

/// With every folder of the contract's cases as `--policy`, what the program's checks say is what they say
/// without.
#[test]
fn no_case_changes_what_the_program_finds() {
    let cases = crate::repository::root().join("../shared/policies/cases");
    let Ok(entries) = std::fs::read_dir(&cases) else {
        return println!("left out: ../shared/policies/cases is not there");
    };
    let input = cases.join("input").to_string_lossy().into_owned();
    let folder = Folder::new(&[]);
    let args = ["scan", &input, "--undecided", "-f", "json", "--exit-zero", "--no-config"];
    let known = folder.run(&args).json();
    let own = |report: &Value| -> Vec<String> {
        let known: Vec<&str> =
            known["checks"].as_object().unwrap().keys().map(String::as_str).collect();
        let all = report["findings"].as_array().unwrap().iter();
        all.filter(|one| known.contains(&one["check"].as_str().unwrap()))
            .map(Value::to_string)
            .collect()
    };
    let wanted = own(&known);
    assert!(!wanted.is_empty());
    let mut count = 0;
    let mut names: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    names.sort();
    for path in names {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        // These two take all the steps that there are, which is long where the program is not optimized.
        let slow =
            cfg!(debug_assertions) && ["24-infinite-loop", "65-many-findings"].contains(&&*name);
        if !path.is_dir()
            || !name.starts_with(|c: char| c.is_ascii_digit())
            || slow
            || name.starts_with("45-")
        {
            continue;
        }
        let path = path.to_string_lossy().into_owned();
        let mut args = args.to_vec();
        args.extend(["--policy", &path]);
        let run = folder.run(&args);
        assert_eq!(own(&run.json()), wanted, "{name}: {}", run.err);
        count += 1;
    }
    assert!(count > 50, "{count}");
}

#[test]
fn a_check_says_who_answers_for_it_and_where_it_counts() {
    let more = "#   owner: team payments\n#   fix: Name the family after the service\n#   deprecated: use acme.family\n#   scope: [\"services/*\"]\n";
    let folder = Folder::new(&[
        ("services/api/main.tf", &task("api", PRIVILEGED)),
        ("tools/main.tf", &task("tool", PRIVILEGED)),
        ("own/demo.rego", &with(more)),
    ]);
    let check = folder.run(&["policy", "check", "own"]);
    assert_eq!(check.code, 0, "{}", check.out);
    let run = folder.run(&["scan", ".", "--policy", "own", "--no-bundled-policies", "-f", "json"]);
    let report = run.json();
    let all = report["findings"].as_array().unwrap();
    assert_eq!(all.len(), 1, "{}", run.out);
    assert_eq!(all[0]["unit"], "services/api");
    assert!(all[0]["message"].as_str().unwrap().ends_with(" (owner: team payments)"));
    assert!(run.err.contains("demo.bad is deprecated: use acme.family"), "{}", run.err);
    let told = folder.run(&["explain", "demo.bad", "--policy", "own"]);
    assert!(told.out.contains("Name the family after the service"), "{}", told.out);
    folder.write("own/demo.rego", with("#   scope: [\"a[\"]\n"));
    let wrong = folder.run(&["policy", "check", "own"]);
    assert!(
        wrong.code == 2 && wrong.out.contains("custom.scope: `a[` is not a pattern"),
        "{}",
        wrong.out
    );
}

#[test]
fn a_set_may_ask_for_less_and_never_for_more() {
    let slow = CHECK.replace(
        "\tfinding :=",
        "\tcount([x | some x in numbers.range(1, 5000)]) > 0\n\tfinding :=",
    );
    let folder = Folder::new(&[
        ("main.tf", &task("api", PRIVILEGED)),
        ("own/demo.rego", &slow),
        ("own/set.toml", "[limits]\nsteps = 1000\n"),
    ]);
    let run = folder.run(&["scan", "main.tf", "--policy", "own"]);
    assert_eq!(run.code, 2);
    assert!(
        run.err.contains("P060 demo.bad took more than 1,000 steps in . and was stopped"),
        "{}",
        run.err
    );
    folder.write("own/set.toml", "[limits]\nsteps = 6000000\n");
    let run = folder.run(&["policy", "check", "own"]);
    assert!(
        run.out
            .contains("set.toml:1:1: P052 set.toml: limits.steps is a number from 1 to 5,000,000"),
        "{}",
        run.out
    );
}

#[test]
fn a_check_that_fails_in_unit_after_unit_is_told_once() {
    let fails = CHECK.replace(
        "\tfinding := result.at(task, [\"family\"])\n}\n",
        "\tf(task) == 1\n\tfinding := result.at(task, [\"family\"])\n}\n\nf(t) := 1 if t.id\n\nf(t) := 2 if t.type\n",
    );
    let folder = Folder::new(&[("own/demo.rego", &fails)]);
    for unit in ["a", "b", "c", "d", "e"] {
        folder.write(&format!("infra/{unit}/main.tf"), task(unit, PRIVILEGED));
    }
    let run = folder.run(&["scan", "infra", "--policy", "own", "--no-bundled-policies"]);
    assert_eq!(run.code, 2);
    let told: Vec<&str> = run.err.lines().filter(|line| line.contains("P061")).collect();
    assert_eq!(told.len(), 1, "{}", run.err);
    assert!(told[0].contains("in 3 units or more: it is off for this run"), "{}", told[0]);
}

/// An archive as `tar czf` makes it.
fn bundle(folder: &Folder, from: &str, name: &str) -> bool {
    let made = std::process::Command::new("tar")
        .args(["-czf", name, "-C", from, "."])
        .current_dir(folder.path())
        .status();
    made.is_ok_and(|status| status.success())
}

#[test]
fn a_bundle_on_disk_is_a_set() {
    let folder = Folder::new(&[
        ("main.tf", &task("api", PRIVILEGED)),
        ("src/demo.rego", CHECK),
        ("src/.manifest", "{\"revision\": \"7\", \"roots\": [\"acme\"]}"),
        ("src/acme/data.json", "{\"owners\": [\"a\"]}"),
        ("src/.signatures.json", "{\"signatures\": []}"),
    ]);
    if !bundle(&folder, "src", "set.tar.gz") {
        return println!("left out: there is no tar");
    }
    let run = folder.run(&[
        "scan",
        "main.tf",
        "--policy",
        "set.tar.gz",
        "--no-bundled-policies",
        "-f",
        "json",
    ]);
    let report = run.json();
    assert_eq!(report["findings"].as_array().unwrap().len(), 1, "{}", run.err);
    assert_eq!(report["policy_sets"][0]["name"], "set.tar.gz");
    assert_eq!(folder.run(&["policy", "check", "set.tar.gz"]).code, 0);
    folder.write("src/.manifest", "{\"roots\": [\"other\"]}");
    assert!(bundle(&folder, "src", "set.tar.gz"));
    let run = folder.run(&["scan", "main.tf", "--policy", "set.tar.gz"]);
    assert_eq!(run.code, 2);
    assert!(
        run.err.contains("P021 data.acme.demo is below no root of the bundle (other)"),
        "{}",
        run.err
    );
}
