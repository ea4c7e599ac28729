//! Texts: long lines, many lines, what looks like credentials, comments, encodings, user data.

use crate::run::{Files, Input, one};

/// `texts::<what>`.
pub fn inputs() -> Vec<Input> {
    let mut inputs = Vec::new();
    let mut add = |name: &str, files: Box<dyn FnOnce() -> Files + Send>| {
        inputs.push(Input::new("texts", name, files))
    };
    let text = |value: String| {
        format!(
            "resource \"aws_ecs_task_definition\" \"t\" {{\n  family                = \"t\"\n  container_definitions = jsonencode([{{ name = \"a\", image = \"a\", privileged = true, environment = [{{ name = \"A\", value = \"{value}\" }}] }}])\n}}\n"
        )
    };
    for (name, value) in [
        ("a text of four megabytes", "x".repeat(4 << 20)),
        ("addresses with passwords", "postgres://user:hunter2@host/db ".repeat(20_000)),
        ("beginnings of keys", "AKIA".repeat(200_000)),
        ("beginnings of tokens", "ghp_ xoxb- sk- Bearer --token= Password= ".repeat(20_000)),
        ("base64", "QUtJQUlPU0ZPRE5ON0VYQU1QTEU=".repeat(20_000)),
        ("base64 of base64", "Vm0wd2QyUXlVWGxWV0d4V1YwZDRWMVl3WkRSV01WbDNXa1JTV0ZKdGVGWlZNakExVmpBeFdHVkdXbFpOYWtFeFZtcEJlRll5VGtsaA".repeat(5_000)),
        ("slashes", "\\\\".repeat(400_000)),
        ("interpolations", "${1}".repeat(100_000)),
        ("escaped interpolations", "$${x}".repeat(200_000)),
        ("dollars", "$".repeat(1_000_000)),
        ("workflow commands", "::add-mask::x ##[error]x ".repeat(20_000)),
    ] {
        add(name, Box::new(move || one("main.tf", text(value))));
    }
    for (name, path, body) in [
        ("a million lines", "main.tf", "\n".repeat(1_000_000)),
        ("a million carriage returns", "main.tf", "\r".repeat(1_000_000)),
        ("a million quotes", "main.tf", "\"".repeat(1_000_000)),
        ("a million braces", "main.tf", "{".repeat(1_000_000)),
        ("a million words", "main.tf", "word ".repeat(1_000_000)),
        (
            "comments",
            "main.tf",
            "# stridelint:ignore all -- because\n// stridelint:ignore x -- y\n".repeat(30_000),
        ),
        ("comments that are not closed", "main.tf", "/* stridelint:ignore all ".repeat(50_000)),
        (
            "a heredoc without end",
            "main.tf",
            format!("locals {{\n  a = <<EOT\n{}", "x ${local.b}\n".repeat(100_000)),
        ),
        (
            "indented heredocs",
            "main.tf",
            format!("locals {{\n  a = <<-EOT\n{}  EOT\n}}\n", "        x\n".repeat(100_000)),
        ),
        (
            "heredocs",
            "main.tf",
            format!(
                "locals {{\n{}}}\n",
                (0..10_000).map(|at| format!("  a{at} = <<E\nx\nE\n")).collect::<String>()
            ),
        ),
        (
            "operators",
            "main.tf",
            format!(
                "locals {{\n  a = 1{}\n}}\n",
                " + 1 * 2 - 3 / 4 % 5 == 6 && true || false".repeat(5_000)
            ),
        ),
        (
            "yaml comments",
            "t.yaml",
            format!(
                "{}Resources: {{B: {{Type: AWS::S3::Bucket}}}}\n",
                "# stridelint:ignore all -- because\n".repeat(50_000)
            ),
        ),
        (
            "yaml lines",
            "t.yaml",
            format!(
                "Resources:\n  B:\n    Type: AWS::S3::Bucket\n    Properties:\n      BucketName: |\n{}",
                "        x\n".repeat(200_000)
            ),
        ),
        (
            "yaml folded",
            "t.yaml",
            format!(
                "Resources:\n  B:\n    Type: AWS::S3::Bucket\n    Properties:\n      BucketName: >\n{}",
                "        x\n\n".repeat(100_000)
            ),
        ),
        (
            "yaml anchors",
            "t.yaml",
            format!(
                "Resources:\n  B:\n    Type: AWS::S3::Bucket\nMetadata:\n{}",
                (0..30_000).map(|at| format!("  a{at}: &a{at} x\n")).collect::<String>()
            ),
        ),
        (
            "yaml keys",
            "t.yaml",
            format!(
                "Resources:\n  B:\n    Type: AWS::S3::Bucket\n? {}\n: x\n",
                "x".repeat(100_000)
            ),
        ),
        (
            "json lists",
            "td.json",
            format!("{{\"containerDefinitions\": [{}1]}}", "[],".repeat(1_500_000)),
        ),
        (
            "json text",
            "td.json",
            format!("{{\"containerDefinitions\": \"{}\"}}", "x".repeat(15 << 20)),
        ),
        (
            "json spaces",
            "td.json",
            format!("{{\"containerDefinitions\": {}[]}}", " ".repeat(15 << 20)),
        ),
        (
            "json comments",
            "td.json",
            format!("{{{}\"containerDefinitions\": []}}", "/* x */ // y\n".repeat(200_000)),
        ),
        (
            "yaml lists",
            "t.yaml",
            format!(
                "Resources:\n  B:\n    Type: AWS::S3::Bucket\n    Properties:\n      Tags: [{}a]\n",
                "[],".repeat(1_000_000)
            ),
        ),
        ("hcl lists", "main.tf", format!("locals {{\n  a = [{}1]\n}}\n", "[],".repeat(1_500_000))),
        ("hcl blocks", "main.tf", "a {}\n".repeat(500_000)),
        ("hcl attributes", "main.tf", (0..200_000).map(|at| format!("a{at}=1\n")).collect()),
    ] {
        add(name, Box::new(move || one(path, body)));
    }
    let utf16: Vec<u8> = std::iter::once(0xfeff)
        .chain("resource \"a\" \"b\" {}\n".repeat(50_000).encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    add("utf-16", Box::new(move || one("main.tf", utf16)));
    add("half of utf-16", Box::new(|| one("main.tf", vec![0xff, 0xfe, 0x00])));
    add(
        "bytes that are no text",
        Box::new(|| {
            one(
                "main.tf",
                (0..1_000_000).map(|at: u32| (at * 7 + at / 256) as u8).collect::<Vec<u8>>(),
            )
        }),
    );
    add("zeros", Box::new(|| one("main.tf", vec![0; 1 << 20])));
    add("a file that is too large", Box::new(|| one("main.tf", vec![b'#'; 17 << 20])));
    add(
        "user data",
        Box::new(|| {
            let script = "echo ECS_CLUSTER=x >> /etc/ecs/ecs.config\ncat <<'EOF' > /etc/ecs/ecs.config\nECS_X=y\nEOF\nexport PASSWORD=hunter2\n".repeat(10_000);
            one(
                "main.tf",
                format!(
                    "resource \"aws_instance\" \"i\" {{\n  user_data = <<E\n#!/bin/bash\n{script}E\n}}\n"
                ),
            )
        }),
    );
    add(
        "user data of boundaries",
        Box::new(|| {
            let parts =
                "--==B==\nContent-Type: text/x-shellscript\n\n#!/bin/sh\necho x\n".repeat(10_000);
            one(
                "main.tf",
                format!(
                    "resource \"aws_instance\" \"i\" {{\n  user_data = <<E\nContent-Type: multipart/mixed; boundary=\"==B==\"\n\n{parts}--==B==--\nE\n}}\n"
                ),
            )
        }),
    );
    add(
        "sensitive variables",
        Box::new(|| {
            let all: String = (0..3_000).map(|at| format!("variable \"v{at}\" {{\n  sensitive = true\n  default   = \"sensitive-value-{at}\"\n}}\nresource \"aws_ecs_cluster\" \"c{at}\" {{\n  name = upper(\"x-${{var.v{at}}}\")\n}}\n")).collect();
            one("main.tf", all)
        }),
    );
    add(
        "a sensitive value everywhere",
        Box::new(|| {
            let all: String = (0..3_000).map(|at| format!("resource \"aws_ecs_cluster\" \"c{at}\" {{\n  name = \"${{var.v}}-{at}\"\n}}\n")).collect();
            one(
                "main.tf",
                format!(
                    "variable \"v\" {{\n  sensitive = true\n  default   = \"{}\"\n}}\n{all}",
                    "s3cret ".repeat(500)
                ),
            )
        }),
    );
    add(
        "names of a megabyte",
        Box::new(|| {
            one(
                "main.tf",
                format!(
                    "resource \"aws_ecs_cluster\" \"{}\" {{\n  name = \"c\"\n}}\n",
                    "x".repeat(1 << 20)
                ),
            )
        }),
    );
    add(
        "names that hide",
        Box::new(|| {
            one(
                "main.tf",
                format!(
                    "resource \"aws_ecs_cluster\" \"{}\" {{\n  name = \"c\"\n}}\n",
                    "\u{202e}\u{200b}\u{1b}[31m".repeat(20_000)
                ),
            )
        }),
    );
    add(
        "variable files",
        Box::new(|| {
            let values: String = (0..50_000).map(|at| format!("v{at} = \"x\"\n")).collect();
            vec![
                (
                    "main.tf".to_owned(),
                    b"variable \"v1\" {}\noutput \"o\" {\n  value = var.v1\n}\n".to_vec(),
                ),
                ("terraform.tfvars".to_owned(), values.into_bytes()),
            ]
        }),
    );
    inputs
}
