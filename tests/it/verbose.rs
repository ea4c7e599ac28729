//! `-v`: which files are scanned or skipped, and why, `-vv`: also how long what takes.

use crate::program::{Folder, PRIVILEGED, task};

fn folder() -> Folder {
    let call = "module \"web\" {\n  source = \"../modules/web\"\n  page   = templatefile(\"${path.module}/page.tpl\", {})\n}\n";
    Folder::new(&[
        ("live/main.tf", call),
        ("live/page.tpl", "hello"),
        ("modules/web/main.tf", &format!("variable \"page\" {{}}\n{}", task("web", PRIVILEGED))),
        ("stack.yaml", "Resources:\n  Topic:\n    Type: AWS::SNS::Topic\n"),
        ("values.yaml", "replicas: 3\n"),
        ("README.md", "# Read me\n"),
        ("examples/task.json", "{\"containerDefinitions\": [{\"name\": \"a\", \"image\": \"b\"}]}"),
        ("live/.terraform/modules/x/main.tf", "locals {}\n"),
        ("node_modules/x/main.tf", "locals {}\n"),
    ])
}

fn told(folder: &Folder, args: &[&str]) -> String {
    let run = folder.run(&[args, &["scan", ".", "--exit-zero", "--no-examples"]].concat());
    assert_eq!(run.code, 0, "{}", run.err);
    run.err
}

#[test]
fn every_file_is_taken_or_passed_over_with_a_reason() {
    let told = told(&folder(), &["-v"]);
    for line in [
        "live/main.tf: taken: Terraform configuration",
        "live: taken: a Terraform root module",
        "modules/web: skipped: a module that another folder calls is read there",
        "live/page.tpl: skipped: by its name neither template, nor task definition, nor plan",
        "live/page.tpl: read by live",
        "stack.yaml: taken: a CloudFormation template",
        "values.yaml: skipped: neither template, nor task definition, nor plan is in it",
        "README.md: skipped: by its name neither template, nor task definition, nor plan",
        "examples/task.json: taken: an ECS task definition",
        "examples/task.json: skipped: it lies under examples, tests or fixtures",
        "live/.terraform/modules/x/main.tf: skipped: a tool installed it; it is read where something names it",
        "node_modules: skipped: what tools install or make, no infrastructure code of its own",
    ] {
        assert!(told.lines().any(|told| told == line), "`{line}` is not told:\n{told}");
    }
    assert!(!told.contains(" ms"), "nothing is timed:\n{told}");
}

#[test]
fn twice_tells_how_long_each_unit_and_each_stage_takes() {
    let told = told(&folder(), &["-vv"]);
    let stages = r"evaluating \d+\.\d ms, normalizing \d+\.\d ms, looking for what changed \d+\.\d ms, asking the policies \d+\.\d ms, asking what defaults leave out \d+\.\d ms, locating \d+\.\d ms";
    for unit in ["live", "stack.yaml"] {
        let line = format!(r"(?m)^{unit}: all of it took \d+\.\d ms: {stages}$");
        assert!(regex::Regex::new(&line).unwrap().is_match(&told), "{unit}:\n{told}");
    }
    for stage in ["listing the files", "finding the units", "writing the report"] {
        let line = format!(r"(?m)^{stage} took \d+\.\d ms$");
        assert!(regex::Regex::new(&line).unwrap().is_match(&told), "{stage}:\n{told}");
    }
    assert!(told.contains("stack.yaml: taken: a CloudFormation template"), "{told}");
}

#[test]
fn without_it_nothing_is_told() {
    assert_eq!(told(&folder(), &[]), "");
}

/// The name of a file commands no terminal.
#[cfg(unix)]
#[test]
fn names_command_no_terminal() {
    let folder = folder();
    folder.write("a\u{1b}[31mred\u{7}.json", "{}");
    folder.write("b\u{202e}gpj.json", "{}");
    let told = told(&folder, &["-vv"]);
    assert!(told.contains("red\\u{7}.json: skipped"), "{told}");
    assert!(told.contains("b\\u{202e}gpj.json: skipped"), "{told}");
    assert!(!told.chars().any(|c| c.is_control() && c != '\n' || c == '\u{202e}'), "{told:?}");
}
