//! A hundred secrets, none of which any output may print: sixty of the shapes of
//! `testdata/credentials.txt`, forty of no shape that are marked sensitive, each where a mark or a
//! shape is easily lost. One tree, one process per format.

use crate::program::Folder;
use crate::secrets::{examples, outputs, quoted};
use std::fmt::Write as _;

/// A secret that has no shape: nothing but a mark tells.
fn unshaped(number: usize) -> String {
    const WORDS: [&str; 5] = ["Mulberry", "quartz", "Ostrich9", "velvet_", "0rigami"];
    let word = |at: usize| WORDS[(number * 3 + at * 2) % WORDS.len()];
    match number % 4 {
        0 => format!("{}.{}.{number:03}", word(0), word(1)),
        1 => format!("{number:03}/{}!{}", word(1), word(2)),
        2 => format!("{} {} {number:03}", word(0), word(2)),
        _ => format!("{}{}{number:03}", word(2), word(1)),
    }
}

/// Forty places in Terraform, CloudFormation and a plan at which a marked value loses its mark, or
/// ends up where no mark is looked for.
fn sensitive(folder: &Folder) -> Vec<String> {
    let secrets: Vec<String> = (0..40).map(unshaped).collect();
    let mut terraform = String::new();
    let uses = [
        r#"resource "aws_ecs_cluster" "x" { name = timeadd(var.v, "1h") }"#,
        r#"resource "aws_ecs_cluster" "x" {
  for_each = toset([var.v])
  name = each.key
}"#,
        r#"resource "aws_ecs_cluster" "x" {
  for_each = { (var.v) = 1 }
  name = lower(each.key)
}"#,
        r#"module "x" { source = "./${var.v}" }"#,
        r#"resource "aws_ecs_task_definition" "x" {
  family = "x"
  container_definitions = jsonencode([{ name = var.v, image = "x", privileged = true, user = "0", environment = [{ name = "A", value = var.v }] }])
}"#,
        r#"resource "aws_ecs_task_definition" "x" {
  family = "x"
  container_definitions = jsonencode([{ name = "c", image = "reg.example.com/${var.v}:latest", privileged = true, command = ["run", base64encode(var.v)] }])
}"#,
        r##"resource "aws_launch_template" "x" { user_data = base64encode("#!/bin/sh\ncurl -k https://x/${var.v}\n") }"##,
        r#"resource "aws_ecs_cluster" "x" { name = tomap({ a = "b" })[var.v] }"#,
        r#"resource "aws_ecs_cluster" "x" { name = tonumber(split("/", "${var.v}/x")[0]) }"#,
        r#"resource "aws_security_group" "x" { ingress { 
  from_port = 0 
  to_port = 65535 
  protocol = "-1" 
  cidr_blocks = ["0.0.0.0/0"] 
  description = var.v 
} }"#,
        r#"resource "aws_ecs_cluster" "x" { name = jsondecode("{\"a\": ${var.v}") }"#,
        r#"resource "aws_iam_role" "x" {
  name = var.v
  assume_role_policy = jsonencode({ Statement = [{ Effect = "Allow", Principal = { AWS = "*" }, Action = "sts:AssumeRole", Condition = { StringEquals = { "sts:ExternalId" = var.v } } }] })
}"#,
        r#"resource "aws_ecs_task_definition" "x" {
  family = "x"
  container_definitions = templatefile("x.tpl", { v = var.v })
}"#,
        r#"resource "aws_s3_bucket" "x" { bucket = urlencode(format("%s-%d", upper(var.v), 1)) }"#,
    ];
    for (number, secret) in secrets[..28].iter().enumerate() {
        let used = uses[number % uses.len()].replace("\"x\" {", &format!("\"x{number}\" {{"));
        let used = used.replace("var.v", &format!("var.v{number}"));
        // Half of them are defaults, half stand in a variable file.
        let default =
            if number < 14 { format!("default = {}", quoted(secret)) } else { String::new() };
        let _ = writeln!(
            terraform,
            "variable \"v{number}\" {{\n  sensitive = true\n  {default}\n}}\n{used}"
        );
    }
    folder.write("terraform/main.tf", terraform);
    folder.write(
        "terraform/x.tpl",
        "[{\"name\": \"${v}\", \"image\": \"x\", \"privileged\": true}, ${v}]",
    );
    let given = secrets.iter().enumerate().take(28).skip(14);
    let given: String =
        given.map(|(number, secret)| format!("v{number} = {}\n", quoted(secret))).collect();
    folder.write("terraform/terraform.tfvars", given);
    let mut template = "Mappings: {M: {a: {b: c}}}\nParameters:\n".to_owned();
    for (number, secret) in secrets.iter().enumerate().take(36).skip(28) {
        let text = quoted(secret);
        let _ = writeln!(template, "  P{number}: {{Type: String, NoEcho: true, Default: {text}}}");
    }
    template.push_str("Resources:\n");
    let uses = [
        "Type: AWS::ECS::Cluster\n    Properties: {ClusterName: !FindInMap [M, !Ref P, b]}",
        "Type: AWS::CloudFormation::Stack\n    Properties: {TemplateURL: !Sub \"./${P}.yaml\"}",
        "Type: AWS::ECS::TaskDefinition\n    Properties: {ContainerDefinitions: [{Name: !Ref P, Image: !Sub \"x/${P}\", Privileged: true}]}",
        "Type: AWS::EC2::LaunchTemplate\n    Properties: {LaunchTemplateData: {UserData: {Fn::Base64: !Sub \"#!/bin/sh\\ncurl -k https://x/${P}\\n\"}}}",
        "Type: AWS::S3::Bucket\n    Properties: {BucketName: !Select [9, !Split [\"/\", !Ref P]], Tags: !Ref P}",
        "Type: AWS::ECS::Cluster\n    Properties: {ClusterName: !ImportValue {Ref: P}}",
        "Type: AWS::ECS::Service\n    Properties: {ServiceName: !Join [\"-\", [!Ref P, x]], TaskDefinition: !GetAtt [C, !Ref P], AssignPublicIp: ENABLED}",
        "Type: AWS::IAM::Role\n    Properties: {RoleName: !Ref P, AssumeRolePolicyDocument: {Statement: [{Effect: Allow, Principal: {AWS: \"*\"}, Action: !Ref P}]}}",
    ];
    for (used, number) in uses.iter().zip(28..36) {
        let used = used
            .replace("!Ref P", &format!("!Ref P{number}"))
            .replace("${P}", &format!("${{P{number}}}"))
            .replace("{Ref: P}", &format!("{{Ref: P{number}}}"));
        let _ = writeln!(template, "  R{number}:\n    {used}");
    }
    folder.write("stack/template.yaml", template);
    let plan = serde_json::json!({
        "format_version": "1.2", "terraform_version": "1.9.0",
        "variables": {"one": {"value": secrets[36]}, "two": {"value": {"a": secrets[37]}}},
        "planned_values": {"root_module": {"resources": []}},
        "resource_changes": [{
            "address": format!("aws_ecs_task_definition.c[{:?}]", secrets[36]),
            "mode": "managed", "type": "aws_ecs_task_definition", "name": "c", "index": secrets[36],
            "change": {"actions": ["create"], "before": null, "after": {
                "family": secrets[38],
                "tags": {"x": secrets[39]},
                "container_definitions": serde_json::json!([{"name": secrets[37], "image": "nginx", "privileged": true}]).to_string()
            }, "after_unknown": {}, "after_sensitive": {"family": true, "tags": {"x": true}}}
        }],
        "configuration": {"root_module": {"variables": {"one": {"sensitive": true}, "two": {"sensitive": true}}, "resources": []}}
    });
    folder.write("plan/plan.json", plan.to_string());
    secrets
}

/// Sixty secrets with shapes, each also in base64, put together from parts, or behind a link that a
/// report follows. Gives the pieces of each that may not be seen.
fn shaped(folder: &Folder) -> Vec<String> {
    let mut pieces = Vec::new();
    let mut terraform = String::new();
    let mut template = "Resources:\n".to_owned();
    for (number, example) in examples().iter().cycle().take(60).enumerate() {
        pieces.extend(example.pieces().map(str::to_owned));
        let text = quoted(&example.text);
        let _ = match number % 3 {
            0 => writeln!(
                terraform,
                "resource \"aws_ecs_task_definition\" \"s{number}\" {{\n  family = \"s\"\n  container_definitions = jsonencode([{{ name = \"c\", image = \"x\", privileged = true,\n    command = [\n{text}, base64encode({text})] }}])\n}}"
            ),
            1 => writeln!(
                terraform,
                "resource \"aws_ecs_cluster\" \"s{number}\" {{\n  for_each = toset([{text}])\n  name = each.key\n}}"
            ),
            _ => writeln!(
                template,
                "  S{number}:\n    Type: AWS::ECS::TaskDefinition\n    Properties:\n      ContainerDefinitions:\n        - Name: c\n          Privileged: true\n          Command: [run, {text}]\n          Image: x"
            ),
        };
    }
    // What has a shape only where it is put together.
    template.push_str(
        "  J1:\n    Type: AWS::ECS::TaskDefinition\n    Properties:\n      ContainerDefinitions:\n        - Name: c\n          Image: x\n          Privileged: true\n          Environment:\n            - Name: URL\n              Value: !Join\n                - ''\n                - - 'postgres://app:'\n                  - 'joined-not-a-secret-61'\n                  - '@db.internal/app'\n",
    );
    terraform.push_str(
        "resource \"aws_ecs_task_definition\" \"j2\" {\n  family = \"j\"\n  container_definitions = jsonencode([{ name = \"c\", image = \"x\", privileged = true, environment = [{ name = \"K\", value = join(\"\\n\", [\n    \"-----BEGIN RSA PRIVATE KEY-----\",\n    \"joinedNOTAREALBODY62aaaaaaaaaaaaaaaaaaaaaaaaa\",\n    \"-----END RSA PRIVATE KEY-----\"]) }] }])\n}\n",
    );
    pieces.push("joined-not-a-secret-61".to_owned());
    pieces.push("joinedNOTAREALBODY62".to_owned());
    folder.write("shapes/main.tf", terraform);
    folder.write("shapes-stack/template.yaml", template);
    pieces
}

#[test]
fn a_hundred_secrets_and_no_output_has_one() {
    let folder = Folder::new(&[]);
    let mut pieces = shaped(&folder);
    for secret in sensitive(&folder) {
        pieces.extend([secret.to_uppercase(), secret.to_lowercase(), secret]);
    }
    let outputs = outputs(&folder, &["--undecided", "--gaps", "-v"]);
    let mut leaks = Vec::new();
    for piece in &pieces {
        let quoted = quoted(piece);
        for form in [piece.as_str(), quoted.trim_matches('"')] {
            for (name, text) in &outputs {
                if let Some(at) = text.find(form) {
                    let from = text[..at].char_indices().rev().nth(120).map_or(0, |(at, _)| at);
                    leaks.push(format!("{piece} in {name}: {}", &text[from..at + form.len()]));
                }
            }
        }
    }
    assert!(leaks.is_empty(), "{} leaks\n{}", leaks.len(), leaks.join("\n"));
}

/// What is told to be secret in one place is secret in the others: what a plan read, replaces and gives
/// out, a value that is ephemeral, and the word behind an option that stands in a word of its own.
#[test]
fn what_is_secret_in_one_place_is_hidden_in_all() {
    let secret = |number: usize| unshaped(4 * number) + "-elsewhere";
    let folder = Folder::new(&[]);
    let container = |value: &str| {
        serde_json::json!([{"name": value, "image": "x", "privileged": true, "environment": [{"name": "A", "value": value}]}]).to_string()
    };
    let change = |number: usize, before: serde_json::Value| {
        serde_json::json!({"address": format!("aws_ecs_task_definition.c{number}"), "mode": "managed", "type": "aws_ecs_task_definition", "name": format!("c{number}"),
            "change": {"actions": ["update"], "before": before, "before_sensitive": {"family": true},
                "after": {"family": "f", "container_definitions": container(&secret(number))}, "after_unknown": {}, "after_sensitive": {}}})
    };
    let plan = serde_json::json!({
        "format_version": "1.2", "terraform_version": "1.9.0",
        "resource_changes": [change(0, serde_json::json!({"family": secret(0)})), change(1, serde_json::Value::Null), change(2, serde_json::Value::Null), change(3, serde_json::Value::Null)],
        "output_changes": {"o": {"actions": ["create"], "after": secret(1), "after_sensitive": true}},
        "prior_state": {"values": {"root_module": {"child_modules": [{"resources": [{"address": "x.y", "type": "aws_db_instance", "values": {"password": secret(2)}, "sensitive_values": {"password": true}}]}]}}},
        "configuration": {"root_module": {"module_calls": {"m": {"source": "./m", "expressions": {"pw": {"constant_value": secret(3)}}, "module": {"variables": {"pw": {"sensitive": true}}}}}}}
    });
    folder.write("plan/plan.json", plan.to_string());
    folder.write(
        "ephemeral/main.tf",
        format!(
            "variable \"v\" {{\n  ephemeral = true\n  default   = {}\n}}\nresource \"aws_ecs_task_definition\" \"x\" {{\n  family = var.v\n  container_definitions = jsonencode([{{ name = var.v, image = \"x\", privileged = true }}])\n}}\n",
            quoted(&secret(4))
        ),
    );
    let commands = [
        serde_json::json!(["mysql", "-u", "app", format!("-p{}", "mySQL-not-a-secret-71")]),
        serde_json::json!(["redis-cli", "-a", "reDIS-not-a-secret-72"]),
        serde_json::json!(["serve", "--token", "toKEN-not-a-secret-73"]),
        serde_json::json!(["serve", "--db-password=opTION-not-a-secret-74"]),
    ];
    for (number, command) in commands.iter().enumerate() {
        let task = serde_json::json!({"family": format!("t{number}"), "containerDefinitions": [{"name": "c", "image": "x", "privileged": true, "command": command, "entryPoint": command}]});
        folder.write(&format!("task/t{number}.json"), task.to_string());
    }
    let mut secrets: Vec<String> = (0..5).map(secret).collect();
    secrets
        .extend(["mySQL", "reDIS", "toKEN", "opTION"].map(|word| format!("{word}-not-a-secret")));
    for (name, text) in outputs(&folder, &["--undecided", "--gaps", "-v"]) {
        for secret in &secrets {
            let at = text.find(secret.as_str());
            let around = at.map(|at| text[..at].chars().rev().take(80).collect::<String>());
            let around = around.map(|text| text.chars().rev().collect::<String>());
            assert!(at.is_none(), "{secret} in {name}, behind {around:?}");
        }
    }
}

/// What of git's own folder, of links and of pipes is not read, whatever names it.
#[cfg(unix)]
#[test]
fn no_file_is_read_that_is_not_of_the_tree() {
    use std::os::unix::fs::symlink;
    let folder = Folder::new(&[
        ("repo/.git/HEAD", "ref: refs/heads/main\n"),
        ("repo/.git/config", "[http]\n\textraheader = AUTHORIZATION: x outside-secret-1\n"),
        ("home/token", "outside-secret-2\n"),
        ("repo/node_modules/x/t", "outside-secret-3\n"),
        (
            "repo/canary.tf",
            "resource \"aws_ecs_task_definition\" \"c\" {\n  family = \"c\"\n  container_definitions = jsonencode([{ name = \"c\", image = \"x\", privileged = true }])\n}\n",
        ),
    ]);
    folder.write("repo/.git/objects/x", "");
    folder.write("repo/.git/refs/x", "");
    let at = |path: &str| folder.path().join(path);
    symlink(at("home/token"), at("repo/link")).unwrap();
    symlink(at("repo/.git/config"), at("repo/inner")).unwrap();
    symlink(at("repo/.git"), at("repo/gitlink")).unwrap();
    symlink(at("home"), at("repo/homelink")).unwrap();
    assert!(std::process::Command::new("mkfifo").arg(at("repo/pipe")).status().unwrap().success());
    symlink("/dev/zero", at("repo/zero")).unwrap();
    let mut text = String::new();
    let paths = [
        ".git/config",
        ".GIT/config",
        "./x/../.git/config",
        "link",
        "inner",
        "gitlink/config",
        "homelink/token",
        "node_modules/x/t",
        "pipe",
        "zero",
        "../home/token",
        "/etc/hostname",
    ];
    for (number, path) in paths.iter().enumerate() {
        for (function, other) in [("file", ""), ("filebase64", ""), ("templatefile", ", {}")] {
            let _ = writeln!(
                text,
                "resource \"aws_ecs_cluster\" \"{function}{number}\" {{\n  name = {function}(\"${{path.module}}/{path}\"{other})\n}}"
            );
        }
    }
    folder.write("repo/main.tf", text);
    for format in ["json", "text"] {
        let run =
            folder.run(&["scan", "--no-config", "--undecided", "--gaps", "-f", format, "repo"]);
        assert!(run.out.contains("privileged"), "the other file is scanned: {}", run.err);
        let all = run.out + &run.err;
        for secret in ["outside-secret", "b3V0c2lkZS1zZWNyZXQ"] {
            assert!(!all.contains(secret), "{secret} in {format}: {all}");
        }
    }
    let run = folder.run(&["document", "--no-config", "repo"]);
    assert!(!(run.out + &run.err).contains("outside-secret"));
}
