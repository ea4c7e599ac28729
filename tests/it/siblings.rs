//! What is read beyond the path that is named, what is no example, and what is said of modules,
//! stacks and files: each kind in other spellings and formats.

use crate::program::{CHECK, Folder, PRIVILEGED, task};
use serde_json::Value;

/// A template with a privileged container.
const TEMPLATE: &str = "Resources:\n  T:\n    Type: AWS::ECS::TaskDefinition\n    Properties:\n      ContainerDefinitions:\n        - {Name: a, Image: b, Privileged: true}\n";
/// One whose stack is that template.
const PARENT: &str = "Resources:\n  C:\n    Type: AWS::CloudFormation::Stack\n    Properties: {TemplateURL: ../templates/child.yaml}\n";

/// The files of the privileged containers that a scan of one path of a work tree reports.
fn found(files: &[(&str, &str)], path: &str) -> Vec<String> {
    let folder = Folder::new(files);
    folder.git(&["init", "-q"]);
    let all = folder.scan(&["--no-config", path]).findings().into_iter();
    all.filter(|(check, _)| check == CHECK)
        .map(|(_, place)| place.split(':').next().unwrap_or_default().to_owned())
        .collect()
}

#[test]
fn what_a_path_names_elsewhere_in_the_work_tree_is_read() {
    let nested = [("live/parent.yaml", PARENT), ("templates/child.yaml", TEMPLATE)];
    assert_eq!(found(&nested, "live"), ["templates/child.yaml"]);
    assert_eq!(found(&nested, "live/parent.yaml"), ["templates/child.yaml"]);
    let root = "resource \"aws_ecs_task_definition\" \"t\" {\n  family = \"t\"\n  container_definitions = file(\"../../tasks/web.json\")\n}\n";
    let containers = "[{\"name\":\"a\",\"image\":\"b\",\"privileged\":true}]";
    let file = [("live/stage/main.tf", root), ("tasks/web.json", containers)];
    assert_eq!(found(&file, "live/stage"), ["tasks/web.json"]);
}

#[test]
fn a_file_of_values_that_is_named_reports_what_its_values_bring_about() {
    let module =
        format!("variable \"p\" {{}}\n{}", task("web", &PRIVILEGED.replace("true", "var.p")));
    let files = [
        (
            "live/main.tf",
            "variable \"p\" {}\nmodule \"w\" {\n  source = \"../mods/w\"\n  p      = var.p\n}\n",
        ),
        ("live/terraform.tfvars", "p = true\n"),
        ("live/other.tf", "locals {}\n"),
        ("mods/w/main.tf", &module),
    ];
    assert_eq!(found(&files, "live/terraform.tfvars"), ["live/terraform.tfvars"]);
    assert_eq!(found(&files, "live/other.tf"), [""; 0]);
}

#[test]
fn a_folder_is_no_example_by_its_name() {
    let wrong = task("web", PRIVILEGED);
    for path in ["stacks/examples/main.tf", "environments/testing/main.tf", "test/main.tf"] {
        let run = Folder::new(&[(path, &wrong)]).scan(&["."]);
        assert_eq!(run.code, 1, "{path}: {}", run.out);
    }
    let run = Folder::new(&[("test/template.yaml", TEMPLATE), ("prod/x.tf", "")]).scan(&["."]);
    assert_eq!(run.code, 1, "{}", run.out);
}

#[test]
fn calls_in_every_spelling_are_said() {
    for (files, what) in [
        (
            vec![(
                "main.tf.json",
                "{\"module\":{\"net\":{\"source\":\"git::https://example.com/net.git?ref=v1\"}}}",
            )],
            "module.net",
        ),
        (
            vec![
                ("main.tf", "module \"a\" {\n  source = \"./a\"\n}\n"),
                ("a/main.tf", "module \"net\" {\n  source = \"acme/net/aws\"\n}\n"),
            ],
            "module.a.module.net",
        ),
        (vec![("t.json", "{\"Resources\": {\"A\": {\"Type\": \"Acme::Vpc::Net::MODULE\"}}}")], "A"),
    ] {
        let run = Folder::new(&files).scan(&["."]);
        let report = run.json();
        let gap = &report["gaps"][0];
        assert!(gap["what"].as_str().is_some_and(|said| said.ends_with(what)), "{report}");
        assert_eq!(report["complete"], Value::Bool(false));
    }
}

#[test]
fn documents_behind_the_first_are_said() {
    let task = "family: x\ncontainerDefinitions: [{name: a, image: b}]\n";
    for (name, text) in [
        ("second.yaml", format!("a: 1\n---\n{TEMPLATE}")),
        ("both.yaml", format!("{TEMPLATE}---\n{TEMPLATE}")),
        ("task.yaml", format!("{task}---\n{task}")),
    ] {
        let run = Folder::new(&[(name, &text)]).scan(&["."]);
        let report = run.json();
        let gap = &report["gaps"][0];
        assert_eq!((&gap["kind"], &gap["file"]), (&"file-not-read".into(), &name.into()));
        assert!(gap["why"].as_str().unwrap().contains("several YAML documents"), "{gap}");
        assert_eq!(report["problems"], Value::Array(Vec::new()));
    }
    // A document's start by itself is none behind the first.
    let run = Folder::new(&[("t.yaml", &format!("# first\n---\n{TEMPLATE}"))]).scan(&["."]);
    assert!(run.has(CHECK) && run.json()["gaps"] == Value::Array(Vec::new()), "{}", run.out);
}

#[test]
fn caches_of_other_programs_that_hold_infrastructure_are_said() {
    for (files, what) in [
        ([("venv/pyvenv.cfg", "home = /usr\n"), ("venv/infra/main.tf", "")], "venv"),
        ([("x/.terragrunt-cache/a/b/main.tf", ""), ("x/main.tf", "")], "x/.terragrunt-cache"),
    ] {
        let report = Folder::new(&files).scan(&["."]).json();
        let gap = &report["gaps"][0];
        assert_eq!((&gap["kind"], &gap["what"]), (&"left-out".into(), &what.into()), "{report}");
        assert_eq!(report["complete"], Value::Bool(true));
    }
}

#[test]
fn one_principal_that_is_not_known_is_no_unknown_list() {
    let role = |principal: &str| {
        format!(
            "variable \"many\" {{}}\nvariable \"one\" {{\n  type = string\n}}\nresource \"aws_iam_role\" \"r\" {{\n  assume_role_policy = jsonencode({{ Version = \"2012-10-17\", Statement = [{{ Effect = \"Allow\", Action = \"sts:AssumeRole\", Principal = {{ AWS = {principal} }} }}] }})\n}}\n"
        )
    };
    let complete = |principal: &str| {
        let run = Folder::new(&[("main.tf", &role(principal))]).scan(&["."]);
        run.json()["complete"].as_bool().unwrap()
    };
    assert!(complete("provider::aws::arn_build(\"aws\", \"iam\", \"\", \"1\", \"root\")"));
    assert!(complete("var.one") && complete("[\"arn:aws:iam::111122223333:root\", var.one]"));
    assert!(!complete("var.many"));
}

#[test]
fn what_a_file_that_is_not_read_any_more_had_is_not_fixed() {
    let folder = Folder::new(&[("main.tf", &task("web", PRIVILEGED)), ("x.tf", "")]);
    let written = folder.run(&["baseline", "write", "base.json"]);
    assert_eq!(written.code, 0, "{}", written.err);
    folder.write("main.tf", "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n");
    let report = folder.scan(&[".", "--baseline", "base.json"]).json();
    assert_eq!(report["fixed"], Value::Null, "{report}");
    folder.write("main.tf", "");
    let report = folder.scan(&[".", "--baseline", "base.json"]).json();
    assert!(report["fixed"].as_array().is_some_and(|fixed| !fixed.is_empty()), "{report}");
}
