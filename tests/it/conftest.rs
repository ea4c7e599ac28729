//! Rules that were written for conftest, asked of files as they are written.

use crate::program::{Folder, PRIVILEGED, task};
use serde_json::Value;

/// As conftest's example for HCL has them, in the version of Rego before, reading lists.
const HCL: &str = "package main\n\nhas_field(obj, field) {\n\tobj[field]\n}\n\ndeny[msg] {\n\tsome lb\n\tproto := input.resource.aws_alb_listener[lb][_].protocol\n\tproto == \"HTTP\"\n\tmsg = sprintf(\"ALB `%v` is using HTTP rather than HTTPS\", [lb])\n}\n\nwarn_open[msg] {\n\tsome name\n\trule := input.resource.aws_security_group_rule[name][_]\n\thas_field(rule, \"cidr_blocks\")\n\tcontains(rule.cidr_blocks[_], \"0.0.0.0/0\")\n\tmsg = sprintf(\"aws_security_group_rule.%v is open (%v)\", [name, rule.description])\n}\n";

/// For plans, in the version of now.
const PLAN: &str = "package main\n\nimport rego.v1\n\ndeny_acl contains {\"msg\": msg, \"id\": \"S3-1\"} if {\n\tsome change in input.resource_changes\n\tchange.change.after.acl == \"public-read\"\n\tmsg := sprintf(\"%s is public\", [change.address])\n}\n";

/// For templates.
const TEMPLATE: &str = "package main\n\nviolation[msg] {\n\tbucket := input.Resources[name]\n\tbucket.Type == \"AWS::S3::Bucket\"\n\tnot bucket.Properties.BucketEncryption\n\tmsg := sprintf(\"bucket '%v' has no encryption, key %v\", [name, bucket.Properties.Key])\n}\n";

const MAIN: &str = "variable \"text\" {\n  sensitive = true\n  default   = \"hunter2-hunter2\"\n}\n\nresource \"aws_alb_listener\" \"web\" {\n  protocol = \"HTTP\"\n}\n\nresource \"aws_security_group_rule\" \"all\" {\n  cidr_blocks = [\"0.0.0.0/0\"]\n  description = \"hunter2-hunter2\"\n}\n";

/// Check, severity, resource, line, message of each raw finding.
fn raw(report: &Value) -> Vec<(String, String, String, u64, String)> {
    let text = |one: &Value, key: &str| one[key].as_str().unwrap().to_owned();
    let all = report["findings"].as_array().unwrap().iter();
    all.filter(|one| one["certainty"] == "raw")
        .map(|one| {
            let line = one["location"]["start"]["line"].as_u64().unwrap();
            let (check, severity) = (text(one, "check"), text(one, "severity"));
            (check, severity, text(one, "resource"), line, text(one, "message"))
        })
        .collect()
}

fn row(
    check: &str,
    severity: &str,
    resource: &str,
    line: u64,
    message: &str,
) -> (String, String, String, u64, String) {
    (check.into(), severity.into(), resource.into(), line, message.into())
}

#[test]
fn rules_see_hcl_as_it_is_written() {
    let folder = Folder::new(&[("infra/main.tf", MAIN), ("policy/a.rego", HCL)]);
    let run = folder.run(&["scan", "infra", "--conftest", "policy", "-f", "json"]);
    assert_eq!(run.code, 1, "{}", run.err);
    let report = run.json();
    assert_eq!(
        raw(&report),
        [
            row(
                "conftest.main.deny",
                "high",
                "aws_alb_listener.web",
                6,
                "ALB `web` is using HTTP rather than HTTPS"
            ),
            row(
                "conftest.main.warn_open",
                "medium",
                "aws_security_group_rule.all",
                10,
                "aws_security_group_rule.all is open (***)"
            ),
        ]
    );
    assert!(!run.out.contains("hunter2"), "a secret is shown");
    let note = report["configuration"][0]["message"].as_str().unwrap();
    assert!(
        note.contains(
            "raw rules see a file as it is written, with unresolved text such as `${var.x}`"
        ),
        "{note}"
    );
    assert_eq!(report["policy_sets"][0]["checks"], 2);
    assert_eq!(report["checks"]["conftest.main.deny"]["stride"], "none");
    // They can be turned off, and suppressed, as any check.
    let off =
        ["scan", "infra", "--conftest", "policy", "--disable", "conftest.main.deny", "-f", "json"];
    assert_eq!(raw(&folder.run(&off).json()).len(), 1);
    let quiet = MAIN.replace(
        "resource \"aws_alb_listener\"",
        "# stridelint:ignore[conftest.main.deny] reason=\"behind a proxy\"\nresource \"aws_alb_listener\"",
    );
    folder.write("infra/main.tf", quiet);
    let run = folder.run(&["scan", "infra", "--conftest", "policy", "-f", "json"]);
    let own = run.json();
    let one =
        own["findings"].as_array().unwrap().iter().find(|one| one["check"] == "conftest.main.deny");
    assert_eq!(one.unwrap()["suppression"]["reason"], "behind a proxy");
}

#[test]
fn rules_see_plans_and_templates() {
    let plan = "{\"format_version\": \"1.2\", \"terraform_version\": \"1.9.0\", \"planned_values\": {\"root_module\": {}}, \"configuration\": {}, \"resource_changes\": [{\"address\": \"module.m.aws_s3_bucket.b\", \"mode\": \"managed\", \"type\": \"aws_s3_bucket\", \"name\": \"b\", \"change\": {\"actions\": [\"create\"], \"before\": null, \"after\": {\"acl\": \"public-read\"}}}]}";
    let template = "AWSTemplateFormatVersion: \"2010-09-09\"\nResources:\n  Logs:\n    Type: AWS::S3::Bucket\n    Properties:\n      Key: !Ref Name\n";
    let folder = Folder::new(&[
        ("a/plan.json", plan),
        ("b/stack.yaml", template),
        ("policy/plan.rego", PLAN),
        ("policy/sub/template.rego", TEMPLATE),
    ]);
    let run =
        folder.run(&["scan", ".", "--conftest", "policy", "--no-bundled-policies", "-f", "json"]);
    assert_eq!(
        raw(&run.json()),
        [
            row(
                "conftest.main.deny_acl",
                "high",
                "module.m.aws_s3_bucket.b",
                1,
                "module.m.aws_s3_bucket.b is public"
            ),
            row(
                "conftest.main.violation",
                "high",
                "Logs",
                3,
                "bucket 'Logs' has no encryption, key Name"
            ),
        ],
        "{}",
        run.err
    );
}

#[test]
fn nothing_of_the_program_changes() {
    let infra = [
        ("main.tf", &*task("api", PRIVILEGED)),
        (
            "p/a.rego",
            "package main\n\ndeny[msg] {\n\tinput.resource\n\tmsg := \"has resources\"\n}\n",
        ),
    ];
    let folder = Folder::new(&infra);
    let findings = |args: &[&str]| -> Vec<String> {
        let report = folder.run(args).json();
        let all = report["findings"].as_array().unwrap().iter();
        all.filter(|one| one["certainty"] != "raw").map(Value::to_string).collect()
    };
    let alone = findings(&["scan", "main.tf", "-f", "json", "--undecided"]);
    let with = findings(&["scan", "main.tf", "-f", "json", "--undecided", "--conftest", "p"]);
    assert!(!alone.is_empty() && alone == with);
    let model = |args: &[&str]| folder.run(args).out;
    let threats = ["model", "main.tf", "--threats", "-f", "json"];
    assert_eq!(model(&threats), model(&threats));
}

#[test]
fn what_is_not_asked_is_told() {
    let folder = Folder::new(&[
        ("infra/main.tf", MAIN),
        ("other/a.rego", "package acme\n\ndeny[msg] { msg := \"x\" }\n"),
        ("net/a.rego", "package main\n\ndeny[msg] { http.send({}); msg := \"x\" }\n"),
        ("objects/a.rego", &HCL.replace("[lb][_].protocol", "[lb].protocol")),
    ]);
    let run = |dir: &str, more: &[&str]| {
        let mut args = vec!["scan", "infra", "--conftest", dir, "--no-bundled-policies"];
        args.extend(more);
        folder.run(&args)
    };
    let other = run("other", &[]);
    assert_eq!(other.code, 2);
    assert!(other.err.contains("P030 no rule deny, violation or warn in package main, but in acme: name it with --conftest-namespace"), "{}", other.err);
    let named = run("other", &["--conftest-namespace", "acme"]);
    assert!(named.code == 1 && named.out.contains("x [conftest.acme.deny]"), "{}", named.out);
    let net = run("net", &[]);
    assert_eq!(net.code, 2);
    assert!(
        net.err
            .contains("net/a.rego:3:1: P011 `http.send` is not available: a scan reads no network"),
        "{}",
        net.err
    );
    let objects = run("objects", &[]);
    assert!(objects.err.contains("blocks are lists here"), "{}", objects.err);
}

#[test]
fn a_rule_that_ends_costs_no_other() {
    let endless = "package main\n\ndeny[msg] {\n\tx := numbers.range(1, 90000)[_]\n\ty := numbers.range(1, 90000)[_]\n\tx + y < 0\n\tmsg := \"x\"\n}\n\nwarn[msg] {\n\tinput.resource\n\tmsg := \"w\"\n}\n";
    let folder = Folder::new(&[("infra/main.tf", MAIN), ("p/a.rego", endless)]);
    let run = folder.run(&["scan", "infra", "--conftest", "p", "--no-bundled-policies"]);
    assert_eq!(run.code, 2);
    assert!(
        run.err.contains(
            "P060 conftest.main.deny took more than 5,000,000 steps in main.tf and was stopped"
        ),
        "{}",
        run.err
    );
    assert!(run.out.contains("w [conftest.main.warn]"), "{}", run.out);
}

#[test]
fn data_of_a_folder_is_seen() {
    let rule = "package main\n\nimport data.services\n\ndeny[msg] {\n\tcount([s | s := services.allowed[_]; s == \"web\"]) == 0\n\tmsg := \"no\"\n}\n\nwarn[msg] { msg := concat(\",\", services.allowed) }\n";
    let folder = Folder::new(&[
        ("infra/main.tf", MAIN),
        ("p/a.rego", rule),
        ("d/services.yaml", "services:\n  allowed: [web, api]\n"),
    ]);
    let args =
        ["scan", "infra", "--conftest", "p", "--conftest-data", "d", "--no-bundled-policies"];
    let run = folder.run(&args);
    assert!(
        run.code == 0 && run.out.contains("web,api [conftest.main.warn]"),
        "{}{}",
        run.out,
        run.err
    );
}
