//! One cause is one finding with instances, in every format, whatever reaches its text; a comparison
//! and a baseline keep the instances.

use crate::program::{CHECK, Folder, PRIVILEGED, Run, task};
use crate::repository::root;
use serde_json::Value;
use std::collections::BTreeSet;

const WRITABLE: &str = "task-definition-tampering.writable-root-filesystem";

/// A module with a task definition that is privileged and says nothing of its root file system, and
/// units that call it.
fn called(units: &[(&str, &str)]) -> Folder {
    let module = task("web", PRIVILEGED).replace("      readonlyRootFilesystem = true\n", "");
    let folder = Folder::new(&[("modules/web/main.tf", &module)]);
    for (unit, calls) in units {
        folder.write(&format!("{unit}/main.tf"), calls);
    }
    folder.git(&["init", "-q"]);
    folder.commit();
    folder
}

fn call(name: &str, more: &str) -> String {
    format!("module \"{name}\" {{\n{more}  source = \"../../modules/web\"\n}}\n")
}

fn of_check(run: &Run, check: &str) -> Vec<Value> {
    let report = run.json();
    let all = report["findings"].as_array().unwrap().iter();
    all.filter(|finding| finding["check"] == check).cloned().collect()
}

/// `unit resource` of each instance.
fn instances(finding: &Value) -> Vec<String> {
    let all = finding["instances"].as_array().unwrap().iter();
    let text = |one: &Value, name: &str| one[name].as_str().unwrap().to_owned();
    all.map(|one| format!("{} {}", text(one, "unit"), text(one, "resource"))).collect()
}

#[test]
fn what_several_units_calls_and_keys_reach_is_one_finding() {
    let both = format!("{}{}", call("a", ""), call("b", "  for_each = toset([\"x\", \"y\"])\n"));
    let folder = called(&[("envs/dev", &both), ("envs/prod", &call("a", ""))]);
    let run = folder.scan(&["."]);
    let expected = [
        "envs/dev module.a.aws_ecs_task_definition.web",
        "envs/dev module.b[\"x\"].aws_ecs_task_definition.web",
        "envs/dev module.b[\"y\"].aws_ecs_task_definition.web",
        "envs/prod module.a.aws_ecs_task_definition.web",
    ];
    // A written value, and a missing one.
    for check in [CHECK, WRITABLE] {
        let found = of_check(&run, check);
        assert_eq!(found.len(), 1, "{check}: {found:?}");
        assert_eq!(instances(&found[0]), expected, "{check}");
        let message = found[0]["message"].as_str().unwrap();
        assert!(message.ends_with(" (+3 similar)"), "{message}");
        assert_eq!(found[0]["location"]["file"], "modules/web/main.tf");
    }
    let text = folder.run(&["scan", "."]).out;
    assert!(text.contains("(+3 similar)") && !text.contains("similar) (+"), "{text}");
    for format in
        ["full", "jsonl", "sarif", "markdown", "html", "junit", "github", "gitlab", "rdjson"]
    {
        let out = folder.run(&["scan", ".", "-f", format]).out;
        let out = out.replace("\\\"", "\"").replace("&quot;", "\"").replace('\\', "");
        assert!(out.contains("module.b[\"y\"].aws_ecs_task_definition.web"), "{format}: {out}");
    }
    let sarif = folder.run(&["scan", ".", "-f", "sarif"]).json();
    let results = sarif["runs"][0]["results"].as_array().unwrap();
    let result = results.iter().find(|result| result["ruleId"] == CHECK).unwrap();
    let named = result["locations"][0]["logicalLocations"].as_array().unwrap();
    assert_eq!(named.len(), 3, "one of the four addresses is in two units");
    assert_eq!(result["properties"]["instances"].as_array().unwrap().len(), 4);
    let junit = folder.run(&["scan", ".", "-f", "junit"]).out;
    assert!(!junit.contains("no findings"), "each unit has some: {junit}");
}

#[test]
fn a_value_that_several_blocks_read_is_one_finding_with_one_identity() {
    let read = |names: &[&str]| {
        let tasks: String =
            names.iter().map(|name| task(name, "      privileged = var.privileged")).collect();
        format!("variable \"privileged\" {{\n  default = true\n}}\n{tasks}")
    };
    let folder = Folder::new(&[("main.tf", &read(&["a", "b"]))]);
    let found = of_check(&folder.scan(&["."]), CHECK);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0]["location"]["start"]["line"], 2);
    let addresses = [". aws_ecs_task_definition.a", ". aws_ecs_task_definition.b"];
    assert_eq!(instances(&found[0]), addresses);
    // It is the cause's: the block that was first may go.
    folder.write("main.tf", read(&["b", "c"]));
    let now = of_check(&folder.scan(&["."]), CHECK);
    assert_eq!(now[0]["fingerprint"], found[0]["fingerprint"]);
    folder.write("main.tf", read(&["b", "c"]).replace("true", "var.other"));
    assert_eq!(of_check(&folder.scan(&["."]), CHECK).len(), 0);
}

#[test]
fn a_new_instance_is_new_alone_and_a_cause_is_fixed_when_all_are_gone() {
    let folder = called(&[("envs/dev", &call("a", ""))]);
    folder.run(&["baseline", "write", "known"]);
    folder.run(&["scan", ".", "-f", "sarif", "-o", "known.sarif"]);
    let two = format!("{}{}", call("a", ""), call("b", ""));
    folder.write("envs/dev/main.tf", &two);
    let new = ["envs/dev module.b.aws_ecs_task_definition.web"];
    let since = [["--diff-base", "HEAD"], ["--baseline", "known"], ["--baseline", "known.sarif"]];
    for args in since {
        let run = folder.scan(&[".", args[0], args[1]]);
        let found = of_check(&run, CHECK);
        assert_eq!(found.len(), 1, "{args:?}");
        assert_eq!(instances(&found[0]), new, "{args:?}");
        assert!(!found[0]["message"].as_str().unwrap().contains("more"), "{args:?}");
        assert_eq!(run.json()["summary"]["fixed"], 0, "{args:?}");
    }
    folder.git(&["add", "envs"]);
    folder.commit();
    folder.run(&["baseline", "write", "known"]);
    folder.run(&["scan", ".", "-f", "json", "-o", "known.sarif"]);
    let fixed = |file: &str, left: &str| {
        folder.write(file, left);
        since.map(|args| {
            let report = folder.scan(&[".", args[0], args[1]]).json();
            let fixed = report["fixed"].as_array().cloned().unwrap_or_default();
            let fixed = fixed.iter().filter(|one| one["check"] == CHECK);
            fixed.map(|one| one["instances"].as_array().unwrap().len()).collect::<Vec<_>>()
        })
    };
    assert_eq!(
        fixed("envs/dev/main.tf", &call("b", "")),
        [const { Vec::<usize>::new() }; 3],
        "one of two is gone"
    );
    folder.write("envs/dev/main.tf", two);
    let mended = folder.read("modules/web/main.tf").replace(PRIVILEGED, "");
    assert_eq!(fixed("modules/web/main.tf", &mended), [vec![2], vec![2], vec![2]], "both are gone");
}

#[test]
fn a_suppression_holds_for_the_cause_or_for_the_resource_that_it_names() {
    let two = format!("{}{}", call("a", ""), call("b", ""));
    let folder = called(&[("envs/dev", &two)]);
    let ignore =
        |resource: &str| format!("[[ignore]]\ncheck = \"{CHECK}\"\nreason = \"r\"\n{resource}");
    folder.write("stridelint.toml", ignore("resource = \"module.a.*\"\n"));
    let run = folder.scan(&["."]);
    let found = of_check(&run, CHECK);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0]["suppression"], Value::Null);
    assert_eq!(
        found[0]["resource"], "module.b.aws_ecs_task_definition.web",
        "the open one is first"
    );
    let of = |at: usize| found[0]["instances"][at]["suppression"]["reason"].clone();
    assert_eq!((of(0), of(1)), (Value::Null, "r".into()));
    assert_eq!(run.json()["summary"]["suppressed"], 1);
    // The suppressed one is in no baseline.
    folder.run(&["baseline", "write", "known"]);
    let lines = folder.read("known");
    let lines: Vec<&str> = lines.lines().filter(|line| line.contains(CHECK)).collect();
    assert!(lines.len() == 1 && lines[0].contains("module.b"), "{lines:?}");
    folder.write("stridelint.toml", ignore(""));
    let found = of_check(&folder.scan(&["."]), CHECK);
    assert_eq!(found[0]["suppression"]["reason"], "r");
    // A comment at the text is the cause's, one at a call that call's.
    folder.write("stridelint.toml", "");
    let comment = format!("# stridelint:ignore[{CHECK}] reason=\"r\"\n");
    folder.write("envs/dev/main.tf", format!("{}{comment}{}", call("a", ""), call("b", "")));
    let found = of_check(&folder.scan(&["."]), CHECK);
    assert_eq!(found[0]["suppression"], Value::Null);
    assert_eq!(found[0]["resource"], "module.a.aws_ecs_task_definition.web");
    let text = folder.read("modules/web/main.tf");
    folder
        .write("modules/web/main.tf", text.replace(PRIVILEGED, &format!("{comment}{PRIVILEGED}")));
    let found = of_check(&folder.scan(&["."]), CHECK);
    assert_eq!(found[0]["suppression"]["reason"], "r");
}

#[test]
fn nothing_is_told_twice_of_one_place() {
    let testdata = root().join("testdata");
    let out = tempfile::tempdir().unwrap();
    let file = out.path().join("report.json");
    let folder = Folder::new(&[]);
    let path = testdata.to_string_lossy();
    let to = file.to_string_lossy();
    let args = ["scan", &path, "--no-config", "--undecided", "--keep-going", "--exit-zero"];
    let run = folder.run(&[&args[..], &["--enable", "all", "-f", "json", "-o", &to]].concat());
    assert!(file.exists(), "{}", run.err);
    let report: Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
    let findings = report["findings"].as_array().unwrap();
    assert!(findings.len() > 2_000, "{}", findings.len());
    let mut seen = BTreeSet::new();
    for finding in findings.iter().filter(|finding| !finding["snippet"].is_null()) {
        let at = &finding["location"];
        let place = format!("{} {} {}", finding["check"], at["file"], at["start"]);
        assert!(seen.insert(place.clone()), "twice: {place}");
        assert!(!finding["instances"].as_array().unwrap().is_empty(), "{place}");
    }
}

const PASS: &str = "service-role-misuse.unrestricted-pass-role";
const ESCALATION: &str = "iam-role-escalation.privilege-escalation-actions";
const DATA: &str = "excessive-iam-permissions.unrestricted-data-access";

/// A role of a build project with one statement.
fn allowing(actions: &[&str]) -> String {
    let lines: String = actions.iter().map(|action| format!("      \"{action}\",\n")).collect();
    format!(
        r#"resource "aws_iam_role" "deploy" {{
  name = "deploy"
  assume_role_policy = jsonencode({{
    Version   = "2012-10-17"
    Statement = [{{ Effect = "Allow", Action = "sts:AssumeRole", Principal = {{ Service = "codebuild.amazonaws.com" }} }}]
  }})
}}

data "aws_iam_policy_document" "deploy" {{
  statement {{
    actions = [
{lines}    ]
    resources = ["*"]
  }}
}}

resource "aws_iam_role_policy" "deploy" {{
  role   = aws_iam_role.deploy.id
  policy = data.aws_iam_policy_document.deploy.json
}}
"#
    )
}

/// Check and absorbed checks of what is reported of the statement.
fn stories(run: &Run) -> Vec<(String, Vec<String>)> {
    let report = run.json();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let all = report["findings"].as_array().unwrap().iter();
    let open = all.filter(|one| {
        one["suppression"].is_null() && one["path"].as_str().unwrap().contains("/statements/")
    });
    open.map(|one| {
        let absorbed = one["absorbed"].as_array().cloned().unwrap_or_default();
        (text(&one["check"]), absorbed.iter().map(text).collect())
    })
    .collect()
}

#[test]
fn one_statement_is_one_story_of_the_widest_check() {
    let statement = allowing(&["ecs:RunTask", "iam:PassRole", "secretsmanager:GetSecretValue"]);
    let folder = Folder::new(&[("main.tf", &statement)]);
    let told = |args: &[&str]| stories(&folder.scan(&[&["."], args].concat()));
    let all = told(&[]);
    assert_eq!(all.len(), 1, "{all:?}");
    let (widest, absorbed) = &all[0];
    assert_eq!(widest, ESCALATION);
    assert!(
        absorbed.contains(&PASS.to_owned()) && absorbed.contains(&DATA.to_owned()),
        "{absorbed:?}"
    );
    let message = folder.run(&["scan", ".", "-f", "full"]).out;
    assert!(message.contains("iam:PassRole with ecs:RunTask"), "{message}");
    for format in
        ["full", "jsonl", "sarif", "markdown", "html", "junit", "github", "gitlab", "rdjson"]
    {
        let out = folder.run(&["scan", ".", "-f", format]).out;
        assert!(out.contains(PASS) && out.contains(DATA), "{format}: {out}");
    }
    let sarif = folder.run(&["scan", ".", "-f", "sarif"]).json();
    let results = sarif["runs"][0]["results"].as_array().unwrap().iter();
    let absorbed: Vec<&Value> =
        results.filter_map(|one| one["properties"].get("absorbed")).collect();
    assert!(absorbed.len() == 1 && absorbed[0].to_string().contains(DATA), "{absorbed:?}");
    // Disabled or suppressed, the widest brings the next one up.
    let next = told(&["--disable", ESCALATION]);
    assert!(
        next.len() == 1 && next[0].0 == DATA && next[0].1.contains(&PASS.to_owned()),
        "{next:?}"
    );
    let ignore = format!("[[ignore]]\ncheck = \"{ESCALATION}\"\nreason = \"r\"\n");
    folder.write("stridelint.toml", &ignore);
    assert_eq!(told(&[]), next);
    folder.write("stridelint.toml", ignore.replace(ESCALATION, DATA));
    let rest = told(&[]);
    assert!(
        rest.len() == 1 && rest[0].0 == ESCALATION && !rest[0].1.contains(&DATA.to_owned()),
        "{rest:?}"
    );
}

#[test]
fn what_a_wider_check_takes_in_is_neither_new_nor_fixed() {
    let narrow = ["secretsmanager:GetSecretValue"];
    let wide = ["secretsmanager:GetSecretValue", "iam:PassRole", "ecs:RunTask"];
    let folder = Folder::new(&[("main.tf", &allowing(&narrow))]);
    folder.git(&["init", "-q"]);
    folder.commit();
    let told = || {
        let run = folder.scan(&[".", "--diff-base", "HEAD"]);
        let fixed = run.json()["summary"]["fixed"].as_u64().unwrap();
        (stories(&run).into_iter().map(|(check, _)| check).collect::<Vec<_>>(), fixed)
    };
    // What comes to an old story is told: nothing hides behind what stood.
    folder.write("main.tf", allowing(&wide[..2]));
    assert_eq!(told(), (vec![PASS.to_owned()], 0));
    folder.write("main.tf", allowing(&wide));
    assert_eq!(told(), (vec![ESCALATION.to_owned()], 0), "the narrow one is told with it");
    // A baseline knows the narrow ones too, in every form of it.
    folder.run(&["baseline", "write", "known"]);
    folder.run(&[
        "scan",
        ".",
        "-f",
        "sarif",
        "-o",
        "known.sarif",
        "-f",
        "json",
        "-o",
        "known.json",
    ]);
    for known in ["known", "known.sarif", "known.json"] {
        let next = folder.scan(&[".", "--baseline", known, "--disable", ESCALATION]);
        assert_eq!(stories(&next), [], "{known}");
    }
    folder.git(&["add", "main.tf"]);
    folder.commit();
    folder.write("main.tf", allowing(&narrow));
    assert_eq!(told(), (vec![], 1), "what it had covered is not new");
}
