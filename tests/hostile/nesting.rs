//! Brackets of every language far deeper than anybody writes them, closed and left open.

use crate::run::{Files, Input, one};
use std::fmt::Write as _;

/// `nesting::<what>-<depth>`.
pub fn inputs() -> Vec<Input> {
    let mut inputs = Vec::new();
    for depth in [300, 60_000] {
        let mut add = |name: &str, files: Box<dyn FnOnce() -> Files + Send>| {
            inputs.push(Input::new("nesting", format!("{name}-{depth}"), files));
        };
        let nest = move |open: &str, inner: &str, close: &str| {
            format!("{}{inner}{}", open.repeat(depth), close.repeat(depth))
        };
        for (name, open, inner, close) in [
            ("json lists", "[", "", "]"),
            ("json objects", "{\"a\":", "1", "}"),
            ("json open lists", "[", "", ""),
            ("json open objects", "{\"a\":", "", ""),
            ("json closed lists", "", "", "]"),
        ] {
            let text = move || nest(open, inner, close);
            add(
                name,
                Box::new(move || {
                    one("td.json", format!("{{\"containerDefinitions\": {}}}", text()))
                }),
            );
        }
        for (name, open, inner, close) in [
            ("yaml flow lists", "[", "", "]"),
            ("yaml flow maps", "{a: ", "1", "}"),
            ("yaml open lists", "[", "", ""),
            ("yaml tags", "!Sub ", "x", ""),
            ("yaml sequences", "\n      - ", "x", ""),
            ("yaml dashes", "- ", "x", ""),
            ("yaml functions", "{Fn::Join: [\"\", [", "x", "]]}"),
        ] {
            add(name, Box::new(move || one("t.yaml", template(&nest(open, inner, close)))));
        }
        add(
            "yaml blocks",
            Box::new(move || {
                let text = (0..depth.min(3_000)).fold(String::new(), |mut text, depth| {
                    let _ = write!(text, "\n{}a:", " ".repeat(6 + depth));
                    text
                });
                one("t.yaml", template(&text))
            }),
        );
        for (name, open, inner, close) in [
            ("hcl lists", "[", "", "]"),
            ("hcl objects", "{a=", "1", "}"),
            ("hcl parentheses", "(", "1", ")"),
            ("hcl open parentheses", "(", "1", ""),
            ("hcl calls", "tolist(", "[]", ")"),
            ("hcl templates", "\"${", "1", "}\""),
            ("hcl for", "[for x in ", "[]", " : x]"),
            ("hcl not", "!", "true", ""),
            ("hcl minus", "-", "1", ""),
            ("hcl conditions", "true ? ", "1", " : 2"),
            ("hcl index", "", "a", "[0]"),
            ("hcl attributes", "", "local.b", ".b"),
            ("hcl splats", "", "local.b", "[*]"),
            ("hcl sums", "", "1", "+1"),
            ("hcl comparisons", "", "1", "==1"),
            ("hcl directives", "\"%{if true}", "", "%{endif}\""),
            ("hcl encoders", "jsonencode(", "1", ")"),
        ] {
            add(
                name,
                Box::new(move || {
                    one("main.tf", format!("locals {{\n  a = {}\n}}\n", nest(open, inner, close)))
                }),
            );
        }
        add("hcl blocks", Box::new(move || one("main.tf", nest("b {\n", "", "\n}"))));
        add("hcl open blocks", Box::new(move || one("main.tf", nest("b {\n", "", ""))));
        add("hcl comments", Box::new(move || one("main.tf", nest("/*", "", "*/"))));
        add(
            "heredoc directives",
            Box::new(move || {
                let text = nest("%{ if true }", "x", "%{ endif }");
                one("main.tf", format!("locals {{\n  a = <<EOT\n{text}\nEOT\n}}\n"))
            }),
        );
        add(
            "json in a string",
            Box::new(move || {
                one(
                    "main.tf",
                    format!(
                        "resource \"aws_ecs_task_definition\" \"a\" {{\n  container_definitions = \"{}\"\n}}\n",
                        nest("[", "", "]")
                    ),
                )
            }),
        );
        add(
            "json syntax of terraform",
            Box::new(move || {
                one("main.tf.json", format!("{{\"locals\": {{\"a\": {}}}}}", nest("[", "1", "]")))
            }),
        );
        add(
            "tfvars",
            Box::new(move || {
                vec![
                    (
                        "main.tf".to_owned(),
                        b"variable \"a\" {}\noutput \"a\" {\n  value = var.a\n}\n".to_vec(),
                    ),
                    (
                        "terraform.tfvars".to_owned(),
                        format!("a = {}\n", nest("[", "", "]")).into_bytes(),
                    ),
                ]
            }),
        );
        add(
            "types",
            Box::new(move || {
                one(
                    "main.tf",
                    format!(
                        "variable \"a\" {{\n  type    = {}\n  default = []\n}}\n",
                        nest("list(", "any", ")")
                    ),
                )
            }),
        );
    }
    inputs
}

fn template(inner: &str) -> String {
    format!(
        "Resources:\n  T:\n    Type: AWS::ECS::TaskDefinition\n    Properties:\n      ContainerDefinitions: {inner}\n"
    )
}
