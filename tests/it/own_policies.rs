//! Policies that people write themselves: what `policy check` says of them, and what they may change.

use crate::program::{Folder, PRIVILEGED, task};
use serde_json::Value;

const HEAD: &str = "# METADATA\n# title: T\n# description: D.\n# custom:\n#   stride: tampering\npackage acme.demo\n\nimport data.stride.lib\nimport data.stride.result\n\n# METADATA\n# title: C\n# description: D.\n# custom:\n#   severity: low\n#   message: task {name}\n#   reads:\n#     ecs.task_definition:\n#       \"family\": null\nbad contains finding if {\n\tsome task in lib.tasks\n";
const END: &str = "\tfinding := result.at(task, [\"family\"])\n}\n";

/// A policy with more statements in the body of its check, and with more rules.
fn policy(statements: &str, rules: &str) -> String {
    let body: String = statements.lines().map(|line| format!("\t{line}\n")).collect();
    format!("{HEAD}{body}{END}{rules}")
}

/// What `policy check` says of one file, without its notes.
fn said(text: &str) -> Vec<String> {
    let folder = Folder::new(&[("own/demo.rego", text)]);
    let run = folder.run(&["policy", "check", "own", "-f", "json"]);
    let all = run.json();
    let rows = all.as_array().unwrap();
    let text = |row: &Value, key: &str| row[key].as_str().unwrap().to_owned();
    rows.iter()
        .filter(|row| row["note"] == false)
        .map(|row| {
            format!(
                "{}:{} {} {}",
                row["line"],
                row["column"],
                text(row, "code"),
                text(row, "message")
            )
        })
        .collect()
}

#[test]
fn what_is_wrong_has_a_place_a_code_and_a_way_out() {
    assert_eq!(said(&policy("", "")), [""; 0]);
    for (statements, rules, expected) in [
        ("f(task) == 1", "", "22:2 P010 no function `f`"),
        (
            "lib.mising(task.values, [\"family\"])",
            "",
            "22:2 P010 no function `lib.mising`: did you mean `lib.missing`?",
        ),
        (
            "crypto.sha256(task.id) == \"x\"",
            "",
            "22:2 P011 `crypto.sha256` is not available: a scan computes no digests and checks no certificates",
        ),
        ("[\"é\", y] != task", "", "22:8 P012 `y` has no value here: bind it with `:=` or `some`"),
        (
            "not task.values.containers[_].privileged == true",
            "",
            "22:29 P012 `_` has no value here: write what is negated as a rule of its own, and `not` before its name",
        ),
        (
            "x := {\"_\": [_ | true]}\ncount(x) > 0",
            "",
            "22:14 P012 `_` has no value here: it is any value only as a key or where `:=`, `=` or `some` bind it",
        ),
        (
            "g(1)",
            "\ng(x) if h(x)\n\nh(x) if g(x)\n",
            "26:1 P013 recursion: acme.demo.g calls acme.demo.h calls acme.demo.g",
        ),
        (
            "count(numbers.range(1, 200000)) > 0",
            "",
            "22:8 P014 numbers.range gives at most 100,000 numbers",
        ),
        (
            "data.teams[task.values.family]",
            "",
            "22:2 P016 no data.teams: no *.json or *.yaml file of this folder has it",
        ),
        (
            "some c in task.values.containers\nc.privilegd == true",
            "",
            "23:2 P035 ecs.task_definition has no `containers[].privilegd`: did you mean `privileged`?",
        ),
        (
            "object.get(task.values, [\"famly\"], \"\") == \"\"",
            "",
            "22:13 P035 ecs.task_definition has no `famly`: did you mean `family`?",
        ),
        (
            "lib.missing(task.values, [\"network_mode\"])",
            "",
            "22:2 P036 `bad` reads ecs.task_definition: network_mode, which custom.reads does not list: an unknown value would count as absent",
        ),
        (
            "task.values.family * 2 == 4",
            "",
            "22:2 P037 `*` takes numbers, but ecs.task_definition: family is a string",
        ),
        (
            "input.reources[task.id]",
            "",
            "22:2 P035 the document has no input.reources: did you mean `resources`?",
        ),
        ("x := [1, 2", "", "22:7 P001 syntax: `[` is not closed"),
        (
            "not lib.tag(task, \"owner\")",
            "",
            "22:6 P019 `not lib.tag(task, \"owner\")` never holds: where there is nothing the value is null, which counts as true: write `lib.tag(task, \"owner\") == null`",
        ),
        (
            "given.document([]) == {}",
            "",
            "22:2 P010 no function `given.document`: write `import data.stride.given` below the package",
        ),
        (
            "some group in tasks_and_more\ngroup.values.network_mode == \"host\"",
            "\ntasks_and_more contains found if {\n\tsome found in input.resources\n\tfound.type == \"ecs.task_definition\"\n}\n",
            "23:2 P036 `bad` reads ecs.task_definition: network_mode, which custom.reads does not list: an unknown value would count as absent",
        ),
    ] {
        let found = said(&policy(statements, rules));
        assert!(found.iter().any(|line| line == expected), "{statements}: {found:#?}");
    }
}

#[test]
fn helpers_are_followed() {
    let rules = "\nhost(task) if task.values.netwrk_mode == \"host\"\n\nname_of(resource) := lib.get(resource.values, [\"family\"])\n";
    let found = said(&policy("host(task)\nname_of(task) != \"x\"", rules));
    assert_eq!(
        found,
        ["27:15 P035 ecs.task_definition has no `netwrk_mode`: did you mean `network_mode`?"]
    );
}

#[test]
fn what_may_be_meant_is_a_note_and_costs_nothing() {
    let text = policy(
        "not f(task) in {\"a\"}",
        "\nf(task) := task.values.family if task.values.family == \"b\"\n",
    );
    let folder = Folder::new(&[("own/demo.rego", &text)]);
    let run = folder.run(&["policy", "check", "own"]);
    assert_eq!(run.code, 0, "{}", run.out);
    assert!(
        run.out.contains("note: demo.rego:22:6: P018 `f(task)` may have no value"),
        "{}",
        run.out
    );
}

/// The engine's bytecode and its interpreter differ where a function gives an element that is not there:
/// a policy that asks so is told.
#[test]
fn a_function_that_may_have_no_value_is_told_inside_not() {
    let rules = "\nnames := {\"a\": 1}\n\nof(x) := names[x]\n";
    let text = policy("not of(task.values.family) == 1", rules);
    let folder = Folder::new(&[("own/demo.rego", &text)]);
    let run = folder.run(&["policy", "check", "own"]);
    assert!(run.out.contains("P018 `of(task.values.family)`"), "{}", run.out);
}

#[test]
fn reads_are_written_as_the_body_has_them() {
    let text = policy("some c in task.values.containers\nc.privileged == true", "");
    let text =
        text.replace("#   reads:\n#     ecs.task_definition:\n#       \"family\": null\n", "");
    let folder = Folder::new(&[("own/demo.rego", &text)]);
    let run = folder.run(&["policy", "check", "own"]);
    assert_eq!(run.code, 2, "{}", run.out);
    let expected = "P033 `bad`: METADATA lacks custom.reads; the body reads ecs.task_definition: containers[].privileged, family";
    assert!(run.out.contains(expected), "{}", run.out);
    assert_eq!(folder.run(&["policy", "check", "own", "--write"]).code, 0);
    let written = folder.read("own/demo.rego");
    assert!(
        written
            .contains("#       \"containers[].privileged\": null\n#       \"family\": null\nbad"),
        "{written}"
    );
}

#[test]
fn sarif_has_the_codes_as_rules() {
    let folder = Folder::new(&[("own/demo.rego", &policy("g(1)", ""))]);
    let run = folder.run(&["policy", "check", "own", "-f", "sarif"]);
    let log = run.json();
    let results = log["runs"][0]["results"].as_array().unwrap();
    let one = results.iter().find(|one| one["ruleId"] == "P010").unwrap();
    let at = &one["locations"][0]["physicalLocation"]["region"];
    assert_eq!((&at["startLine"], &at["startColumn"]), (&22.into(), &2.into()));
}

/// What of a report the program's policies say.
fn bundled(report: &Value) -> Vec<String> {
    let own = |finding: &&Value| !finding["check"].as_str().unwrap().starts_with("demo.");
    report["findings"].as_array().unwrap().iter().filter(own).map(Value::to_string).collect()
}

#[test]
fn nothing_of_ones_own_changes_what_the_program_finds() {
    let shared = policy("", "");
    let sets: &[&[(&str, &str)]] = &[
        &[("demo.rego", &shared)],
        &[("demo.rego", &shared), ("x.json", "{\"stride\": {\"lib\": {\"tasks\": []}}}")],
        &[("demo.rego", &shared), ("x.json", "{\"actions\": []}")],
        &[("demo.rego", &shared), ("x.rego", "package stride.lib\n\ntasks := []\n")],
        &[("demo.rego", &shared), ("x.rego", "package stridelint_entry\n\nready := 3\n")],
        &[("demo.rego", &shared), ("settings.json", "{\"trusted_registries\": [\"**\"]}")],
        &[("demo.rego", "package acme.demo\n\nx := [[[[\n")],
        &[("demo.rego", &policy("count(numbers.range(1, 1000000)) > 0", ""))],
        &[("demo.rego", &policy("f(task) == 1", "\nf(t) := 1 if t.id\n\nf(t) := 2 if t.type\n"))],
    ];
    let infra = [
        ("main.tf", &*task("api", PRIVILEGED)),
        (
            "v.tf",
            "variable \"d\" {}\nresource \"aws_cloudwatch_log_group\" \"g\" {\n  retention_in_days = var.d\n}\n",
        ),
    ];
    let alone = Folder::new(&infra);
    let wanted =
        bundled(&alone.run(&["scan", ".", "--undecided", "-f", "json", "--exit-zero"]).json());
    assert!(wanted.len() > 3, "{wanted:?}");
    for files in sets {
        let folder = Folder::new(&infra);
        let own = Folder::new(files);
        let path = own.path().to_string_lossy().into_owned();
        let args = ["scan", ".", "--undecided", "-f", "json", "--exit-zero", "--policy", &path];
        let run = folder.run(&args);
        assert_eq!(bundled(&run.json()), wanted, "{files:?}: {}", run.err);
    }
}

#[test]
fn a_check_that_fails_costs_no_other_and_the_scan_is_incomplete() {
    let rules = "\nf(t) := 1 if t.id\n\nf(t) := 2 if t.type\n";
    let text = policy("f(task) == 1", rules);
    let folder = Folder::new(&[("main.tf", &task("api", PRIVILEGED)), ("own/demo.rego", &text)]);
    let run = folder.run(&["scan", "main.tf", "--policy", "own", "-f", "json"]);
    assert_eq!(run.code, 2, "{}", run.err);
    assert!(
        run.err.contains("own/demo.rego:26:1: P061 demo.bad could not be evaluated in ."),
        "{}",
        run.err
    );
    assert!(run.err.contains("f gives 1 and, at 28:1, 2"), "{}", run.err);
    let report = run.json();
    assert_eq!(report["complete"], false);
    assert!(!bundled(&report).is_empty());
    assert_eq!(
        folder.run(&["scan", "main.tf", "--policy", "own", "--keep-going", "--exit-zero"]).code,
        0
    );
}

#[test]
fn every_report_names_the_sets() {
    let own = [
        ("main.tf", &*task("api", PRIVILEGED)),
        ("own/demo.rego", &policy("", "")),
        (
            "own/set.toml",
            "name = \"acme\"\nversion = \"1.2\"\nallow_settings = [\"min_log_retention_days\"]\n",
        ),
        ("own/settings.json", "{\"min_log_retention_days\": 1}"),
    ];
    let folder = Folder::new(&own);
    let report = folder.run(&["scan", "main.tf", "--policy", "own", "-f", "json"]).json();
    let set = &report["policy_sets"][0];
    assert_eq!(
        (&set["name"], &set["version"], &set["checks"]),
        (&"acme".into(), &"1.2".into(), &1.into())
    );
    assert_eq!(set["settings_changed"][0], "min_log_retention_days");
    assert!(set["digest"].as_str().unwrap().starts_with("sha256:"));
    let sarif = folder.run(&["scan", "main.tf", "--policy", "own", "-f", "sarif"]).json();
    assert_eq!(sarif["runs"][0]["tool"]["extensions"][0]["name"], "acme");
    let text = folder.run(&["scan", "main.tf", "--policy", "own"]);
    assert!(text.out.contains("policies acme 1.2: 1 check, sha256:"), "{}", text.out);
}

#[test]
fn a_lock_holds_what_a_configuration_names() {
    let folder = Folder::new(&[
        ("main.tf", &task("api", PRIVILEGED)),
        ("own/demo.rego", &policy("", "")),
        ("stridelint.toml", "policies = [\"own\"]\n"),
    ]);
    assert_eq!(folder.run(&["policy", "lock"]).code, 0);
    assert!(folder.read("stridelint.lock").contains("digest = \"sha256:"));
    assert_eq!(folder.run(&["policy", "lock", "--check"]).code, 0);
    assert_ne!(folder.run(&["scan", "."]).code, 2);
    folder.write("own/demo.rego", policy("task.id", ""));
    assert_eq!(folder.run(&["policy", "lock", "--check"]).code, 1);
    let run = folder.run(&["scan", "."]);
    assert_eq!(run.code, 2);
    assert!(
        run.err.contains("own: is sha256:") && run.err.contains("run stridelint policy lock"),
        "{}",
        run.err
    );
}

#[cfg(unix)]
#[test]
fn a_link_out_of_a_folder_is_refused() {
    let folder =
        Folder::new(&[("own/demo.rego", &policy("", "")), ("other/x.rego", "package other\n")]);
    std::os::unix::fs::symlink("../other", folder.path().join("own/p")).unwrap();
    let run = folder.run(&["policy", "check", "own"]);
    assert_eq!(run.code, 2, "{}", run.out);
    assert!(run.out.contains("p: P005 is a symbolic link"), "{}", run.out);
}

const TEST: &str = "package acme.demo_test\n\nimport data.acme.demo\nimport data.stride.given\n\none(values) := given.document([given.resource(\"t\", \"ecs.task_definition\", values)])\n\ntest_found if {\n\tprint(\"asked\")\n\tcount(demo.bad) == 1 with input as one({})\n}\n\ntest_lost if {\n\tx := 2\n\tcount(demo.bad) == x with input as one({})\n}\n";

#[test]
fn a_test_that_fails_says_why() {
    let folder = Folder::new(&[("own/demo.rego", &policy("", "")), ("own/demo_test.rego", TEST)]);
    let run = folder.run(&["policy", "test", "own", "--coverage"]);
    assert_eq!(run.code, 1, "{}{}", run.out, run.err);
    let line = "demo_test.rego:15:2: FAIL test_lost: `count(demo.bad) == x` is false: left is 1, right is 2";
    assert!(run.out.contains(line), "{}", run.out);
    assert!(run.out.contains("own: 2 tests, 1 failed"), "{}", run.out);
    assert!(run.out.contains("demo.rego: "), "{}", run.out);
    assert!(run.err.contains("asked"), "{}", run.err);
    let run = folder.run(&["policy", "test", "own", "--run", "found$", "-v"]);
    assert_eq!(run.code, 0, "{}", run.out);
    assert!(run.out.contains("demo_test.rego:8:1: ok test_found"), "{}", run.out);
    let junit = folder.run(&["policy", "test", "own", "-f", "junit"]).out;
    assert!(
        junit.contains("<testsuite name=\"acme.demo_test\" tests=\"2\" failures=\"1\">"),
        "{junit}"
    );
    let json = folder.run(&["policy", "test", "own", "-f", "json", "--coverage"]).json();
    assert_eq!(json["tests"].as_array().unwrap().len(), 2);
    assert!(json["coverage"]["coverage"].as_f64().unwrap() > 50.0, "{json}");
    assert_eq!(
        folder
            .run(&[
                "policy",
                "test",
                "own",
                "--run",
                "found$",
                "--coverage",
                "--coverage-min",
                "101"
            ])
            .code,
        1
    );
}

#[test]
fn what_new_writes_passes_as_it_is() {
    for ty in ["ecs.task_definition", "s3.bucket", "logs.log_group"] {
        let folder = Folder::new(&[]);
        let run =
            folder.run(&["policy", "new", "acme.owner_tag.missing", "--type", ty, "--dir", "own"]);
        assert_eq!(run.code, 0, "{}", run.err);
        let check = folder.run(&["policy", "check", "own"]);
        assert_eq!(check.code, 0, "{ty}: {}", check.out);
        assert!(!check.out.contains("P0"), "{ty}: {}", check.out);
        let test = folder.run(&["policy", "test", "own"]);
        assert_eq!(test.code, 0, "{ty}: {}{}", test.out, test.err);
        let fixtures = folder.run(&["policy", "fixtures", "own"]);
        assert_eq!(fixtures.code, 0, "{ty}: {}{}", fixtures.out, fixtures.err);
        assert!(fixtures.out.contains("fixtures, 0 failed"), "{}", fixtures.out);
        let again =
            folder.run(&["policy", "new", "acme.owner_tag.missing", "--type", ty, "--dir", "own"]);
        assert_eq!(again.code, 2, "nothing is written over");
    }
}

#[test]
fn a_fixture_that_shows_something_else_fails() {
    let folder = Folder::new(&[]);
    assert_eq!(folder.run(&["policy", "new", "acme.owner_tag.missing", "--dir", "own"]).code, 0);
    assert_eq!(folder.run(&["policy", "fixtures", "own", "--update"]).code, 0);
    let expected = "own/fixtures/missing/fires/terraform/expected.json";
    let rows: Value = serde_json::from_str(&folder.read(expected)).unwrap();
    assert_eq!(rows[0]["file"], "main.tf");
    folder.write(expected, folder.read(expected).replace("main.tf", "other.tf"));
    folder.write(
        "own/fixtures/missing/quiet/terraform/main.tf",
        "resource \"aws_ecs_task_definition\" \"t\" {\n  family = \"a\"\n}\n",
    );
    let run = folder.run(&["policy", "fixtures", "own"]);
    assert_eq!(run.code, 1, "{}", run.out);
    assert!(
        run.out.contains("fixtures/missing/fires/terraform: FAIL expected.json has"),
        "{}",
        run.out
    );
    assert!(
        run.out.contains("fixtures/missing/quiet/terraform: FAIL the check fires"),
        "{}",
        run.out
    );
}

#[test]
fn a_file_of_conftest_becomes_checks() {
    let old = "package main\n\ndeny[msg] {\n\tbucket := input.resource.aws_s3_bucket[name]\n\tbucket.acl == \"public-read\"\n\tmsg := name\n}\n";
    let folder = Folder::new(&[("old.rego", old)]);
    let run = folder.run(&["policy", "new", "--from-conftest", "old.rego", "--dir", "own"]);
    assert_eq!(run.code, 0, "{}", run.err);
    let written = folder.read("own/old.rego");
    assert!(
        written.contains("#     s3.bucket:") && written.contains("\t# deny[msg] {"),
        "{written}"
    );
    let check = folder.run(&["policy", "check", "own"]);
    assert_eq!(check.code, 0, "{}", check.out);
}

#[test]
fn a_document_is_asked() {
    let folder = Folder::new(&[("main.tf", &task("api", PRIVILEGED))]);
    let run =
        folder.run(&["document", ".", "--query", "[task.values.family | some task in lib.tasks]"]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert_eq!(run.json()[0][0], "api");
    let run = folder.run(&["document", ".", "--query", "some task in lib.tasks"]);
    assert_eq!(run.json()[0], true, "{}", run.err);
    let run = folder.run(&["document", ".", "--query", "lib.tasks[", "--world", "quiet"]);
    assert_eq!(run.code, 2);
    folder.write("other/main.tf", task("worker", PRIVILEGED));
    let run =
        folder.run(&["document", ".", "--query", "[task.values.family | some task in lib.tasks]"]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert_eq!(run.json()["other"][0][0], "worker", "{}", run.out);
    assert_eq!(run.json().as_object().map(|each| each.len()), Some(2));
}

/// Tests that do not run show nothing: nobody may take that for a success.
#[test]
fn no_test_is_no_success() {
    let folder = Folder::new(&[]);
    let new = ["policy", "new", "acme.buckets.versioned", "--type", "s3.bucket", "--dir", "own"];
    assert_eq!(folder.run(&new).code, 0);
    assert_eq!(folder.run(&["policy", "test", "own"]).code, 0);
    let run = folder.run(&["policy", "test", "own", "--run", "nothing"]);
    assert_eq!(run.code, 2, "{}", run.out);
    assert!(run.err.contains("--run: no test has a name that `nothing` matches"), "{}", run.err);
    std::fs::remove_file(folder.path().join("own/buckets_test.rego")).unwrap();
    let run = folder.run(&["policy", "test", "own"]);
    assert_eq!(run.code, 2, "{}", run.out);
    assert!(run.err.contains("stridelint policy fixtures"), "{}", run.err);
}

/// The page for people who begin: each command of it, in its order, in a folder of nothing.
#[test]
fn the_tutorial_runs_as_it_stands() {
    let page =
        std::fs::read_to_string(crate::repository::root().join("docs/policies/README.md")).unwrap();
    let folder = Folder::new(&[]);
    folder.git(&["init", "-q"]);
    let mut ran = 0;
    let mut parts = page.split("\n```");
    parts.next();
    while let Some(block) = parts.next() {
        let (language, text) = block.split_once('\n').unwrap();
        match language {
            "toml" => drop(folder.write("stridelint.toml", text)),
            "bash" => {
                for line in text.lines().filter(|line| !line.is_empty()) {
                    // A word in quotes is one.
                    let mut words: Vec<String> = Vec::new();
                    for (at, part) in line.split('\'').enumerate() {
                        match at % 2 {
                            0 => words.extend(part.split_whitespace().map(str::to_owned)),
                            _ => words.push(part.to_owned()),
                        }
                    }
                    let args: Vec<&str> = words.iter().skip(1).map(String::as_str).collect();
                    let run = folder.run(&args);
                    assert_eq!(run.code, 0, "{line}: {}{}", run.out, run.err);
                    ran += 1;
                }
            }
            _ => {}
        }
        parts.next();
    }
    assert!(ran > 8, "the page has other blocks than this test reads");
}

/// Each code that the program says stands on its page.
#[test]
fn every_message_is_on_its_page() {
    let root = crate::repository::root();
    let page = std::fs::read_to_string(root.join("docs/policies/messages.md")).unwrap();
    let code = regex::Regex::new("\"(P0[0-9]{2})\"").unwrap();
    let mut seen = 0;
    for file in walkdir::WalkDir::new(root.join("src")).into_iter().flatten() {
        if file.path().extension().is_none_or(|ending| ending != "rs") {
            continue;
        }
        for found in code.captures_iter(&std::fs::read_to_string(file.path()).unwrap()) {
            assert!(page.contains(&found[1]), "{} of {}", &found[1], file.path().display());
            seen += 1;
        }
    }
    assert!(seen > 30);
}

/// The cases that the project's contract names, where they are there: exit code and message, exact.
#[test]
fn the_cases_of_the_contract_hold() {
    let cases = crate::repository::root().join("../shared/policies/cases");
    if !cases.is_dir() {
        println!("left out: ../shared/policies/cases is not there");
        return;
    }
    let copy = Folder::new(&[]);
    for entry in walkdir::WalkDir::new(&cases).into_iter().flatten() {
        let below = entry.path().strip_prefix(&cases).unwrap();
        if entry.file_type().is_file() {
            copy.write(below.to_str().unwrap(), std::fs::read(entry.path()).unwrap());
        }
    }
    let script = std::process::Command::new("python3")
        .args(["check.py", crate::program::program()])
        .current_dir(copy.path())
        .output();
    let Ok(run) = script else { return println!("left out: there is no python3") };
    let text = String::from_utf8_lossy(&run.stdout).into_owned();
    // Cases of a budget take long where the program is not optimized.
    let slow = ["24-infinite-loop", "64-huge-strings", "65-many-findings"];
    let bad: Vec<&str> = text
        .lines()
        .filter(|line| line.starts_with("BAD") || line.starts_with("rc "))
        .filter(|line| !slow.iter().any(|name| cfg!(debug_assertions) && line.contains(name)))
        .collect();
    assert!(bad.is_empty() && text.contains("66 cases"), "{text}");
}

/// OPA knows the shared Rego from files: all that a policy may name is in them, and nobody's file is written over.
#[test]
fn the_shared_rego_is_written_for_opa() {
    let folder = Folder::new(&[]);
    let run = folder.run(&["policy", "shared", "opa"]);
    assert_eq!(run.code, 0, "{}", run.err);
    let names = std::fs::read_dir(folder.path().join("opa")).unwrap();
    let names: Vec<String> =
        names.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    let rego: String = names
        .iter()
        .filter(|name| name.ends_with(".rego"))
        .map(|name| folder.read(&format!("opa/{name}")))
        .collect();
    for wanted in ["package stride.lib\n", "package stride.result\n", "package stride.given\n"] {
        assert!(rego.contains(wanted), "{wanted}");
    }
    assert!(!rego.contains("\ntest_"), "tests of the program's own are none of it");
    let tables: Value = serde_json::from_str(&folder.read("opa/data.json")).unwrap();
    let named = rego.split("data.").skip(1).filter(|rest| !rest.starts_with("stride"));
    for rest in named {
        let name = rest.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap();
        // A word at the end of a sentence is none.
        assert!(name.is_empty() || !tables[name].is_null(), "data.{name} is in no table");
    }
    assert_eq!(folder.run(&["policy", "shared", "opa", "--check"]).code, 0);
    folder.write("opa/hosts.rego", "package mine\n");
    let run = folder.run(&["policy", "shared", "opa"]);
    assert!(run.code != 0 && folder.read("opa/hosts.rego") == "package mine\n", "{}", run.err);
}

/// What METADATA says is compared with what the body gives.
#[test]
fn sentences_and_tables_of_metadata_fit_the_body() {
    let text = policy("", "").replace("message: task {name}", "message: task {fact.famly}");
    let facts = "result.facts(task, [\"family\"], {\"family\": 1})";
    let text = text.replace("result.at(task, [\"family\"])", facts);
    let found = said(&text);
    let wanted = "16:14 P053 `{fact.famly}` is a fact that no result.facts of `bad` gives: did you mean `{fact.family}`?";
    assert_eq!(found, [wanted]);
    let text = policy("", "").replace(
        "bad contains",
        "#   quiet:\n#     ecs.task_definition:\n#       network_mode: awsvpc\nbad contains",
    );
    let wanted = "P034 custom.quiet: ecs.task_definition `network_mode` is not a path of custom.reads: list it there too";
    assert!(said(&text).iter().any(|line| line.ends_with(wanted)), "{:#?}", said(&text));
    let text = policy("task.values.cpu == 1", "").replace("\"family\": null", "\"cpus\": 1");
    let wanted =
        "an unknown value would count as absent; it lists `cpus`, which the type does not have";
    assert!(said(&text).iter().any(|line| line.ends_with(wanted)), "{:#?}", said(&text));
}

/// A check that looks at a value only where others are there too, and compares it with data.
#[test]
fn what_fires_on_an_unknown_value_behind_others_is_told() {
    let text = policy(
        "some c in task.values.containers\nc.image.raw\nnot lib.registry(c) in data.registries",
        "",
    );
    let reads = "\"containers[].image.raw\": null\n#       \"containers[].image.registry\": null";
    let text = text.replace("\"family\": null", reads);
    let folder =
        Folder::new(&[("own/demo.rego", &text), ("own/d.json", "{\"registries\": [\"ours\"]}")]);
    let run = folder.run(&["policy", "check", "own"]);
    let wanted =
        "P041 `bad` fires on every value of ecs.task_definition: containers[].image.registry";
    assert!(run.code == 2 && run.out.contains(wanted), "{}", run.out);
}
