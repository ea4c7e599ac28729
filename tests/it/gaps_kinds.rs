//! Every kind of gap on one small tree, in every format; and what a default leaves out.

use crate::program::{CHECK, Folder, PRIVILEGED, Run, task};
use crate::secrets::FORMATS;
use serde_json::Value;
use std::collections::BTreeMap;

/// A check of one's own that fails on every task definition.
const FAILING: &str = r#"# METADATA
# title: Own
# description: Own.
# custom:
#   stride: tampering
package mine.own_threat

import data.stride.lib
import data.stride.result

# METADATA
# title: Fails
# description: Fails.
# custom:
#   severity: low
#   message: bad
#   reads:
#     ecs.task_definition:
#       "family": true
#   remediation:
#     terraform: Change it.
broken contains finding if {
	some task in lib.tasks
	count(task.values.family) > 0
	finding := result.at({"id": "nowhere"}, ["family"])
}
"#;

const TASK: &str = "{\"family\":\"x\",\"containerDefinitions\":[{\"name\":\"c\",\"image\":\"i\"}]}";

/// A tree with a gap of every kind, and what each is about.
fn tree() -> (Folder, Vec<(&'static str, &'static str)>) {
    let conflict = format!("<<<<<<< HEAD\n{TASK}\n=======\n{TASK}\n>>>>>>> other\n");
    let template = "Transform: AWS::Serverless-2016-10-31\nResources:\n  Nested:\n    Type: AWS::CloudFormation::Stack\n    Properties: {TemplateURL: \"https://x.example.com/t.yaml\"}\n  Made:\n    Type: Acme::Net::Vpc::MODULE\n  App:\n    Type: AWS::Serverless::Application\n    Properties: {Location: {ApplicationId: \"arn:aws:serverlessrepo:::a\", SemanticVersion: 1.0.0}}\n  Bucket:\n    Type: AWS::S3::Bucket\n    Fn::Transform: {Name: AWS::Include, Parameters: {Location: s3://b/k.yaml}}\n";
    let main = "provider \"aws\" {\n  region = \"eu-west-1\"\n}\nmodule \"net\" {\n  source = \"acme/network/aws\"\n}\nvariable \"containers\" {}\nvariable \"more\" {\n  default = 0\n}\nresource \"aws_ecs_task_definition\" \"t\" {\n  family                = \"t\"\n  container_definitions = var.containers\n}\nresource \"aws_s3_bucket\" \"extra\" {\n  count = var.more\n}\n";
    let folder = Folder::new(&[
        ("live/main.tf", main),
        ("stack/t.yaml", template),
        ("files/lfs.json", "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n"),
        ("files/crypt.json", "\0GITCRYPT\0\x01"),
        (
            "files/sops.json",
            "{\"a\": \"ENC[AES256_GCM,data:x]\", \"containerDefinitions\": [], \"sops\": {}}",
        ),
        ("files/conflict.json", &conflict),
        ("files/rendered.json.erb", TASK),
        (
            "files/shape.json",
            "{\"family\":\"x\",\"containerDefinitions\":{\"name\":\"c\",\"image\":\"i\"}}",
        ),
        (
            "cutter/main.tf",
            "resource \"aws_s3_bucket\" \"b\" {\n  bucket = {{ cookiecutter.name }}\n}\n",
        ),
        ("merged/main.tf", "<<<<<<< HEAD\nlocals {\n=======\nlocals {}\n>>>>>>> other\n"),
        ("grunt/terragrunt.hcl", "terraform {\n  source = \"git::x\"\n}\n"),
        ("other/a.tfdeploy.hcl", "deployment \"x\" {}\n"),
        ("other/serverless.yml", "service: x\nprovider:\n  name: aws\nresources: {}\n"),
        ("other/Pulumi.yaml", "name: x\nruntime: yaml\nresources: {}\n"),
        ("other/cdk.json", "{\"app\": \"npx ts-node bin/app.ts\"}"),
        (
            "other/prod.tfstate",
            "{\"version\": 4, \"terraform_version\": \"1.9.0\", \"resources\": []}",
        ),
        ("old/main.tf", "resource \"aws_s3_bucket\" \"b\" {}\n"),
        ("cache/main.tf", "resource \"aws_s3_bucket\" \"b\" {}\n"),
        ("cache/CACHEDIR.TAG", "Signature: 8a477f597d28d172789f06886806bc55\n"),
        (
            "stridelint.toml",
            "exclude = [\"old\"]\npolicies = [\"own\"]\ndisable = [\"latest-image-tag\"]\n",
        ),
        ("own/tampering/own_threat.rego", FAILING),
    ]);
    folder
        .write("files/latin.yaml", b"Resources:\n  B:\n    Type: AWS::S3::Bucket\n    # caf\xe9\n");
    folder.write("wide/main.tf", b"# caf\xe9\n");
    folder.write("locked/main.tf", b"\0GITCRYPT\0\x01");
    folder.write(
        "huge/t.template",
        [b"Resources: {A: {Type: \"AWS::S3::Bucket\"}}\n# ".to_vec(), vec![b'x'; 17 << 20]]
            .concat(),
    );
    #[cfg(unix)]
    std::os::unix::fs::symlink("/etc", folder.path().join("away")).unwrap();
    let expected = vec![
        ("module-not-read", "module.net"),
        ("stack-not-read", "the stack Nested"),
        ("stack-not-read", "the module Made"),
        ("stack-not-read", "the stack App"),
        ("stack-not-read", "AWS::Include"),
        ("contents-unknown", "aws_ecs_task_definition.t"),
        ("off-by-default", "aws_s3_bucket.extra"),
        ("file-not-read", "files/lfs.json"),
        ("file-not-read", "files/crypt.json"),
        ("file-not-read", "files/sops.json"),
        ("file-not-read", "files/conflict.json"),
        ("file-not-read", "files/rendered.json.erb"),
        ("file-not-read", "files/shape.json"),
        ("file-not-read", "files/latin.yaml"),
        ("file-not-read", "wide/main.tf"),
        ("file-not-read", "locked/main.tf"),
        ("file-not-read", "cutter/main.tf"),
        ("file-not-read", "merged/main.tf"),
        ("file-not-read", "huge/t.template"),
        #[cfg(unix)]
        ("file-not-read", "away"),
        ("format-not-read", "grunt/terragrunt.hcl"),
        ("format-not-read", "other/a.tfdeploy.hcl"),
        ("format-not-read", "other/serverless.yml"),
        ("format-not-read", "other/Pulumi.yaml"),
        ("format-not-read", "other/cdk.json"),
        ("format-not-read", "other/prod.tfstate"),
        ("left-out", "old"),
        ("left-out", "cache"),
        ("check-disabled", "latest-image-tag"),
        ("check-failed", "own-threat.broken"),
    ];
    (folder, expected)
}

#[test]
fn every_kind_is_said_in_every_format_and_once() {
    let (folder, expected) = tree();
    let report = folder.scan(&["."]);
    let json = report.json();
    let told: Vec<(String, String)> = json["gaps"]
        .as_array()
        .unwrap()
        .iter()
        .map(|gap| (gap["kind"].as_str().unwrap().into(), gap["what"].as_str().unwrap().into()))
        .collect();
    for (kind, what) in &expected {
        let times = told.iter().filter(|(is, of)| is == kind && of.contains(what)).count();
        assert_eq!(times, 1, "{kind} {what} among {told:#?}");
    }
    assert_eq!(told.len(), expected.len(), "{told:#?}");
    // What is a gap is no problem beside it.
    assert_eq!(json["problems"], Value::Array(Vec::new()), "{}", report.err);
    assert_eq!((report.code, &json["complete"]), (2, &Value::Bool(false)));
    let hides = |kind: &str| !["off-by-default", "left-out", "check-disabled"].contains(&kind);
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    expected.iter().for_each(|(kind, _)| *counts.entry(kind).or_default() += 1);
    for format in FORMATS {
        let run = folder.run(&["scan", "--gaps", "--color", "never", "--format", format, "."]);
        let out = run.out.replace("&#95;", "_").replace("&#58;", ":");
        // What is written for a terminal is broken into lines.
        let out = match format {
            "text" | "full" => out.split_whitespace().collect::<Vec<_>>().join(" "),
            _ => out,
        };
        for (kind, what) in &expected {
            // These name what hides a finding, and count the rest; annotations are few.
            let counted = match format {
                "gitlab" | "rdjson" => !hides(kind) || *kind == "check-failed",
                "github" => true,
                _ => false,
            };
            assert!(counted || out.contains(what), "{format} does not name {kind} {what}: {out}");
        }
        if !["json", "jsonl"].contains(&format) {
            let line = out.lines().find(|line| line.contains(" in 7 deployments"));
            let line = line.unwrap_or_else(|| panic!("{format} has no headline: {out}"));
            for words in [
                "1 module was not read",
                "4 stacks were not read",
                "1 resource has values that are not known",
                "6 files have unsupported formats",
                "1 check failed",
                "1 resource is not created by default",
                "2 paths were left out",
                "1 check is turned off",
            ] {
                assert!(line.contains(words), "{format} lacks `{words}`: {line}");
            }
        }
    }
}

/// A root that is deployed as it stands, with one of each thing that a default leaves out.
const ROOT: &str = r#"provider "aws" {
  region = "eu-west-1"
}
variable "buckets" {
  default = {}
}
variable "logs" {
  default = false
}
variable "open" {
  default = []
}
variable "fixed" {
  default = true
}
locals {
  settings = { logs = var.logs, other = var.fixed }
}
resource "aws_s3_bucket" "each" {
  for_each = var.buckets
}
resource "aws_cloudwatch_log_group" "logs" {
  count = local.settings.logs && var.fixed ? 1 : 0
}
resource "aws_security_group" "g" {
  dynamic "ingress" {
    for_each = var.open
    content {
      from_port   = 22
      to_port     = 22
      protocol    = "tcp"
      cidr_blocks = [ingress.value]
    }
  }
}
resource "aws_s3_bucket" "never" {
  count = var.fixed && false ? 1 : 0
}
data "aws_vpc" "v" {
  count = var.logs ? 1 : 0
}
module "inner" {
  source = "./inner"
  logs   = var.logs
}
"#;

const INNER: &str = r#"variable "logs" {}
variable "own" {
  default = false
}
resource "aws_s3_bucket" "logs" {
  count = var.logs ? 1 : 0
}
resource "aws_s3_bucket" "own" {
  count = var.own ? 1 : 0
}
"#;

/// What is off by default, and why.
fn off(run: &Run) -> Vec<(String, String)> {
    let report = run.json();
    let gaps = report["gaps"].as_array().unwrap();
    gaps.iter()
        .filter(|gap| gap["kind"] == "off-by-default")
        .map(|gap| (gap["what"].as_str().unwrap().into(), gap["why"].as_str().unwrap().into()))
        .collect()
}

fn pairs(all: &[(&str, &str)]) -> Vec<(String, String)> {
    all.iter().map(|(what, why)| ((*what).to_owned(), (*why).to_owned())).collect()
}

#[test]
fn what_defaults_leave_out_of_a_deployed_root_is_said_with_the_variable_that_decides() {
    let folder = Folder::new(&[("main.tf", ROOT), ("inner/main.tf", INNER)]);
    let run = folder.scan(&["."]);
    let expected = pairs(&[
        // What a module that is called has by its own defaults its callers have decided.
        ("module.inner.aws_s3_bucket.logs", "var.logs keeps its default value"),
        ("aws_s3_bucket.each", "var.buckets keeps its default value"),
        ("aws_cloudwatch_log_group.logs", "var.logs keeps its default value"),
        ("ingress of aws_security_group.g", "var.open keeps its default value"),
    ]);
    assert_eq!(off(&run), expected);
    assert_eq!(run.json()["complete"], Value::Bool(true));
    let text = folder.run(&["scan", "--color", "never", "."]).out;
    let lines =
        text.lines().filter(|line| line.contains("var.logs keeps its default value")).count();
    assert_eq!(lines, 1, "one line says all of one cause: {text}");
    assert!(text.contains("4 resources are not created by default"), "{text}");
    let given = folder.scan(&[".", "--var", "logs=true", "--var", "open=[]"]);
    assert_eq!(
        off(&given),
        pairs(&[("aws_s3_bucket.each", "var.buckets keeps its default value")])
    );
}

#[test]
fn a_switch_is_named_before_what_only_passes_through_it() {
    let text = r#"
variable "enable_efs" {
  default = false
}
variable "efs" {
  default = {}
}
variable "zones" {
  default = ["a"]
}
module "efs" {
  source  = "./efs"
  create  = var.enable_efs
  targets = lookup(var.efs, "targets", { for zone in var.zones : zone => {} })
  grants  = lookup(var.efs, "grants", {})
}
"#;
    let inner = r#"
variable "create" {
  default = true
}
variable "targets" {
  default = {}
}
variable "grants" {
  default = {}
}
resource "aws_efs_mount_target" "each" {
  for_each = { for key, value in var.targets : key => value if var.create }
}
resource "aws_efs_access_point" "each" {
  for_each = { for key, value in var.grants : key => value if var.create }
}
"#;
    let folder = Folder::new(&[("main.tf", text), ("efs/main.tf", inner)]);
    let run = folder.scan(&["."]);
    let expected = pairs(&[
        ("module.efs.aws_efs_mount_target.each", "var.enable_efs keeps its default value"),
        // Nothing would go in either.
        (
            "module.efs.aws_efs_access_point.each",
            "var.enable_efs, var.efs keep their default values",
        ),
    ]);
    assert_eq!(off(&run), expected);
    let report = run.json();
    let cures = report["gaps"].as_array().unwrap().iter().map(|gap| gap["cure"].as_str().unwrap());
    for cure in cures {
        assert!(cure.contains("`--var enable_efs=true`"), "{cure}");
    }
}

#[test]
fn what_one_variant_turns_on_is_not_off() {
    let folder = Folder::new(&[
        ("main.tf", ROOT),
        ("inner/main.tf", INNER),
        ("env/prod.tfvars", "logs = true\n"),
        ("env/dev.tfvars", "open = []\n"),
    ]);
    let told = off(&folder.scan(&[".", "--discover-var-files"]));
    assert_eq!(told, pairs(&[("aws_s3_bucket.each", "var.buckets keeps its default value")]));
}

#[test]
fn what_defaults_leave_out_of_a_library_is_judged() {
    let library = format!(
        "variable \"name\" {{}}\nvariable \"on\" {{\n  default = false\n}}\n{}",
        task("web", PRIVILEGED).replacen("{\n", "{\n  count = var.on ? 1 : 0\n", 1)
    );
    let folder = Folder::new(&[("main.tf", &library)]);
    let run = folder.scan(&["."]);
    assert!(run.has(CHECK) && off(&run).is_empty(), "{}", run.out);
}

#[test]
fn a_nested_stack_is_judged_both_ways_for_what_no_parent_decides() {
    let child = "Parameters:\n  Debug: {Type: String, Default: \"no\"}\nConditions:\n  Debugged: !Equals [!Ref Debug, \"yes\"]\nResources:\n  Task:\n    Type: AWS::ECS::TaskDefinition\n    Condition: Debugged\n    Properties:\n      ContainerDefinitions:\n        - {Name: a, Image: b, Privileged: true}\n";
    let parent = |given: &str| {
        format!(
            "Parameters:\n  Mode: {{Type: String, Default: \"no\"}}\nResources:\n  Child:\n    Type: AWS::CloudFormation::Stack\n    Properties:\n      TemplateURL: child.yaml\n{given}"
        )
    };
    for (given, found) in [
        ("", true),
        ("      Parameters: {Debug: !Ref Mode}\n", true),
        ("      Parameters: {Debug: \"no\"}\n", false),
    ] {
        let folder = Folder::new(&[("parent.yaml", &parent(given)), ("child.yaml", child)]);
        let run = folder.scan(&["."]);
        let report = run.json();
        let condition = report["findings"]
            .as_array()
            .unwrap()
            .iter()
            .find(|finding| finding["check"] == CHECK)
            .map(|finding| finding["condition"].as_str().unwrap_or_default().to_owned());
        assert_eq!(condition.is_some(), found, "{given}: {}", run.out);
        assert!(condition.is_none_or(|text| text.contains("Debugged")), "{}", run.out);
    }
}

#[test]
fn a_check_that_fails_in_whichever_world_fails_the_run() {
    let text = "variable \"f\" {}\nresource \"aws_ecs_task_definition\" \"t\" {\n  family = var.f\n  container_definitions = \"[]\"\n}\n";
    let folder = Folder::new(&[("main.tf", text), ("own/tampering/own_threat.rego", FAILING)]);
    let args = [".", "--policy", "own", "--fail-on", "never"];
    let decided = folder.scan(&args);
    assert_eq!(decided.code, 0, "{}", decided.err);
    let mut asked = args.to_vec();
    asked.push("--undecided");
    let run = folder.scan(&asked);
    assert_eq!(run.code, 2, "{}", run.err);
    let gap = &run.json()["gaps"][0];
    assert_eq!(gap["kind"], "check-failed");
    assert!(gap["why"].as_str().unwrap().contains("what it reports holds"), "{gap}");
}

#[test]
fn what_the_exit_status_leaves_out_stands_in_the_headline_of_every_format() {
    let comment = format!("      # stridelint:ignore[{CHECK}] reason=\"shown\"\n{PRIVILEGED}");
    let suppressed = task("web", &comment);
    let folder = Folder::new(&[
        ("main.tf", &suppressed),
        ("examples/one/main.tf", &task("web", PRIVILEGED)),
    ]);
    for format in FORMATS {
        let only = ["--min-severity", "critical"];
        let args = ["scan", "--color", "never", only[0], only[1], "--format", format, "."];
        let run = folder.run(&args);
        match format {
            "json" => {
                let summary = &run.json()["summary"];
                assert!(summary["examples"].as_u64() > Some(0), "{summary}");
                assert!(summary["suppressed"].as_u64() > Some(0), "{summary}");
            }
            "jsonl" => assert!(run.out.contains("\"suppressed\":"), "{}", run.out),
            _ => {
                let said = run.out.lines().any(|line| {
                    line.contains("no findings in 2 deployments")
                        && line.contains(" in examples")
                        && line.contains(" suppressed")
                });
                assert!(said, "{format}: {}", run.out);
            }
        }
    }
}

#[test]
fn a_folder_of_a_comparison_reads_what_it_names_elsewhere_in_the_work_tree() {
    let call = "module \"w\" {\n  source = \"../../mods/w\"\n}\n";
    let folder = Folder::new(&[
        ("live/stage/main.tf", call),
        ("mods/w/main.tf", &task("web", "")),
        ("other/main.tf", &task("other", "")),
    ]);
    folder.git(&["init", "-q"]);
    folder.commit();
    folder.write("mods/w/main.tf", task("web", PRIVILEGED));
    folder.write("other/main.tf", task("other", PRIVILEGED));
    folder.write("live/stage/more.tf", task("untracked", PRIVILEGED));
    folder.write("live/stage/notes.yaml", "a: 1\n");
    let run = folder.scan(&["live/stage", "--diff-base", "HEAD"]);
    let places: Vec<String> = run
        .findings()
        .into_iter()
        .filter(|(check, _)| check == CHECK)
        .map(|(_, place)| place.split(':').next().unwrap_or_default().to_owned())
        .collect();
    assert_eq!(places, ["mods/w/main.tf"], "{}", run.out);
    // What git does not track is no part of the comparison, and that is said.
    let report = run.json();
    let gaps = report["gaps"].as_array().unwrap();
    assert_eq!(gaps.len(), 1, "{gaps:?}");
    assert_eq!(
        (&gaps[0]["kind"], &gaps[0]["file"]),
        (&"left-out".into(), &"live/stage/more.tf".into())
    );
    assert_eq!(report["complete"], Value::Bool(true));
}

/// Sentences that say that nothing was found and do not say what was not looked at.
fn unqualified(format: &str, out: &str, report: &Value) -> Vec<String> {
    let summary = &report["summary"];
    let lost = report["problems"].as_array().unwrap().iter().any(|one| one["loss"] == "lost");
    let gaps = summary["gaps"].as_object().unwrap();
    let words = [
        ("module-not-read", " not read"),
        ("stack-not-read", " not read"),
        ("contents-unknown", " not known"),
        ("file-not-read", " not read"),
        ("format-not-read", " that "),
        ("check-failed", " failed"),
        ("off-by-default", " off by default"),
        ("left-out", " left out"),
        ("check-disabled", " turned off"),
    ];
    let expected = words.iter().filter(|(kind, _)| gaps.contains_key(*kind));
    let expected: Vec<&str> =
        expected.map(|(_, words)| *words).chain(lost.then_some(" could not be read")).collect();
    // Text wraps a long sentence: it ends with the date.
    let text = if format == "text" {
        let mut joined = String::new();
        for line in out.lines() {
            joined.push_str(line);
            let goes_on = joined
                .rsplit('\n')
                .next()
                .is_some_and(|last| last.contains("no findings") && !last.ends_with(')'));
            joined.push(if goes_on { ' ' } else { '\n' });
        }
        joined
    } else {
        out.to_owned()
    };
    text.lines()
        .filter(|line| line.contains("no findings"))
        .filter(|line| !expected.iter().all(|words| line.contains(words)))
        .map(|line| format!("{format}: {line} lacks one of {expected:?}"))
        .collect()
}

#[test]
fn nothing_is_said_of_findings_alone_where_something_was_not_read() {
    let testdata = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata");
    let (mut seen, mut complaints) = (0, Vec::new());
    for kind in ["regressions", "malformed"] {
        let mut folders: Vec<_> = std::fs::read_dir(testdata.join(kind))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        folders.sort();
        for folder in folders {
            let path = folder.to_str().unwrap();
            let out = Folder::new(&[]);
            let mut args = vec!["scan", "--no-config", "--color", "never", path];
            let formats = ["json", "text", "markdown", "sarif", "html", "junit", "github"];
            for format in formats {
                args.extend(["--format", format, "--output", format]);
            }
            let run = out.run(&args);
            assert!(out.path().join("json").exists(), "{path}: {}", run.err);
            let report: Value = serde_json::from_str(&out.read("json")).unwrap();
            seen += usize::from(
                report["summary"]["gaps"].as_object().is_some_and(|all| !all.is_empty()),
            );
            for format in &formats[1..] {
                complaints.extend(unqualified(format, &out.read(format), &report));
            }
        }
    }
    assert!(seen >= 5, "only {seen} folders have gaps");
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
}
