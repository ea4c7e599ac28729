//! Input that means harm, or looks like it: nesting far deeper than anybody writes, what names
//! itself, short texts that ask for a great deal. Every stage ends, without a panic and without
//! the guard that a scan has.

use crate::Case;
use crate::support::stages::{Files, ends};
use std::fmt::Write as _;

/// `hostile::nesting::<case>`, `hostile::cycles::<case>` and `hostile::blow-ups::<case>`.
pub fn cases() -> Vec<Case> {
    [nesting(), cycles(), blow_ups()].into_iter().flatten().collect()
}

/// Cases of one kind.
struct Cases {
    kind: &'static str,
    made: Vec<Case>,
}

impl Cases {
    fn new(kind: &'static str) -> Cases {
        Cases { kind, made: Vec::new() }
    }

    /// The stages end on files, which are made when the case runs.
    fn ends(&mut self, name: &str, files: impl FnOnce() -> Files + Send + 'static) {
        let title = format!("hostile::{}::{name}", self.kind);
        let name = name.to_owned();
        self.made.push(Case::holds(title, move || ends(&name, files())));
    }
}

fn one(path: &str, text: impl Into<String>) -> Files {
    vec![(path.to_owned(), text.into().into_bytes())]
}

/// Brackets of every language, far deeper than anybody writes them.
fn nesting() -> Vec<Case> {
    let mut cases = Cases::new("nesting");
    const DEPTH: usize = 50_000;
    let nest = |open: &str, inner: &str, close: &str| {
        format!("{}{inner}{}", open.repeat(DEPTH), close.repeat(DEPTH))
    };
    let task = |inner: &str| format!("{{\"containerDefinitions\": {inner}}}");
    let template = |inner: &str| {
        format!("Resources:\n  T:\n    Type: AWS::ECS::TaskDefinition\n    Properties: {inner}\n")
    };
    cases.ends("json lists", move || one("task-definition.json", task(&nest("[", "", "]"))));
    cases.ends("json objects", move || {
        one("task-definition.json", task(&nest("{\"a\":", "1", "}")))
    });
    cases.ends("open json lists", move || one("task-definition.json", task(&"[".repeat(DEPTH))));
    cases.ends("yaml flow lists", move || one("template.yaml", template(&nest("[", "", "]"))));
    cases.ends("yaml flow maps", move || one("template.yaml", template(&nest("{a: ", "1", "}"))));
    cases.ends("yaml tags", move || {
        one("template.yaml", template(&format!("{}x", "!Sub ".repeat(DEPTH))))
    });
    cases.ends("yaml blocks", move || {
        one(
            "template.yaml",
            template(&(0..3_000).fold(String::new(), |mut text, depth| {
                let _ = write!(text, "\n{}a:", " ".repeat(6 + depth));
                text
            })),
        )
    });
    cases.ends("yaml sequences", move || {
        one("template.yaml", template(&format!("\n      {}x", "- ".repeat(DEPTH))))
    });
    for (name, open, inner, close) in [
        ("hcl lists", "[", "", "]"),
        ("hcl objects", "{a=", "1", "}"),
        ("hcl parentheses", "(", "1", ")"),
        ("hcl calls", "tolist(", "[]", ")"),
        ("hcl templates", "\"${", "1", "}\""),
        ("hcl for", "[for x in ", "[]", " : x]"),
        ("hcl not", "!", "true", ""),
        ("hcl minus", "-", "1", ""),
        ("hcl conditions", "true ? ", "1", " : 2"),
        ("hcl index", "", "a", "[0]"),
        ("hcl attributes", "", "local.a", ".b"),
        ("hcl splats", "", "local.a", "[*]"),
        ("hcl sums", "", "1", "+1"),
        ("hcl directives", "\"%{if true}", "", "%{endif}\""),
    ] {
        cases.ends(name, move || {
            one("main.tf", format!("locals {{\n  a = {}\n}}\n", nest(open, inner, close)))
        });
    }
    cases.ends("hcl blocks", move || one("main.tf", nest("b {\n", "", "\n}")));
    cases.ends("heredoc directives", move || {
        one(
            "main.tf",
            format!(
                "locals {{\n  a = <<EOT\n{}\nEOT\n}}\n",
                nest("%{ if true }", "x", "%{ endif }")
            ),
        )
    });
    cases.ends("json in a string", move || one(
            "main.tf",
            format!(
                "resource \"aws_ecs_task_definition\" \"a\" {{\n  family = \"a\"\n  container_definitions = \"{}\"\n}}\n",
                nest("[", "", "]")
            ),
        ));
    cases.made
}

/// What names itself, directly or through others.
fn cycles() -> Vec<Case> {
    let mut cases = Cases::new("cycles");
    cases.ends("locals", move || one(
            "main.tf",
            "locals {\n  a = local.b\n  b = local.c\n  c = [local.a]\n}\nresource \"x\" \"y\" {\n  z = local.a\n}\n",
        ));
    cases.ends("a local itself", move || one("main.tf", "locals {\n  a = \"${local.a}x\"\n}\n"));
    cases.ends("a module itself", move || one("main.tf", "module \"a\" {\n  source = \"./\"\n}\n"));
    let call =
        |source: &str| format!("module \"next\" {{\n  source = \"{source}\"\n}}\n").into_bytes();
    cases.ends("modules", move || {
        vec![
            ("a/main.tf".into(), call("../b")),
            ("b/main.tf".into(), call("../a")),
            ("main.tf".into(), call("./a")),
        ]
    });
    cases.ends("modules through outputs", move || {
        vec![
            (
                "main.tf".into(),
                b"module \"a\" {\n  source = \"./a\"\n  x = module.a.y\n}\n".to_vec(),
            ),
            (
                "a/main.tf".into(),
                b"variable \"x\" {}\noutput \"y\" {\n  value = var.x\n}\n".to_vec(),
            ),
        ]
    });
    cases.ends("a template itself", move || {
        vec![
            (
                "main.tf".into(),
                b"locals {\n  a = templatefile(\"${path.module}/t.tpl\", {})\n}\n".to_vec(),
            ),
            ("t.tpl".into(), b"${templatefile(\"t.tpl\", {})}".to_vec()),
        ]
    });
    cases.ends("validation", move || one(
            "main.tf",
            "variable \"a\" {\n  default = var.a\n  validation {\n    condition = var.a\n    error_message = var.a\n  }\n}\n",
        ));
    let stack = |url: &str| {
        format!("Resources:\n  S:\n    Type: AWS::CloudFormation::Stack\n    Properties:\n      TemplateURL: {url}\n").into_bytes()
    };
    cases.ends("stacks", move || {
        vec![("a.yaml".into(), stack("b.yaml")), ("b.yaml".into(), stack("a.yaml"))]
    });
    cases.ends("a stack itself", move || vec![("a.yaml".into(), stack("a.yaml"))]);
    cases.ends("conditions", move || one(
            "a.yaml",
            "Conditions:\n  A: !Condition B\n  B: !Not [!Condition A]\nResources:\n  S:\n    Type: AWS::S3::Bucket\n    Condition: A\n",
        ));
    cases.ends("an alias in its anchor", move || {
        one("a.yaml", "Resources: &a\n  S:\n    Type: AWS::S3::Bucket\n    Properties: *a\n")
    });
    cases.ends("references", move || one(
            "a.yaml",
            "Resources:\n  A:\n    Type: AWS::IAM::Role\n    Properties: {RoleName: !Ref B}\n  B:\n    Type: AWS::IAM::Role\n    Properties: {RoleName: !Ref A}\n",
        ));
    cases.made
}

/// Short texts that ask for a great deal.
fn blow_ups() -> Vec<Case> {
    let mut cases = Cases::new("blow-ups");
    let doubling = |first: &str, step: &dyn Fn(usize) -> String| {
        let mut text = format!("locals {{\n  a0 = {first}\n");
        for at in 1..60 {
            let _ = writeln!(text, "  a{at} = {}", step(at - 1));
        }
        text + "}\nresource \"aws_ecs_task_definition\" \"a\" {\n  family = \"a\"\n  container_definitions = jsonencode(local.a59)\n}\n"
    };
    cases.ends("strings", move || {
        one(
            "main.tf",
            doubling("\"0123456789\"", &|at| format!("\"${{local.a{at}}}${{local.a{at}}}\"")),
        )
    });
    cases.ends("lists", move || {
        one("main.tf", doubling("[1, 2]", &|at| format!("concat(local.a{at}, local.a{at})")))
    });
    cases.ends("nested lists", move || {
        one("main.tf", doubling("[1, 2]", &|at| format!("[local.a{at}, local.a{at}]")))
    });
    cases.ends("joins", move || {
        one(
            "main.tf",
            doubling("\"x\"", &|at| format!("join(local.a{at}, [local.a{at}, local.a{at}])")),
        )
    });
    cases.ends("replacements", move || {
        one(
            "main.tf",
            doubling("\"xx\"", &|at| format!("replace(local.a{at}, \"x\", \"xxxxxxxxxx\")")),
        )
    });
    cases.ends("encodings", move || {
        one("main.tf", doubling("\"\\\\\"", &|at| format!("jsonencode(local.a{at})")))
    });
    cases.ends("numbers", move || {
        one("main.tf", doubling("10", &|at| format!("local.a{at} * local.a{at}")))
    });
    cases.ends("powers", move || one(
            "main.tf",
            "locals {\n  a = pow(10, 1000000000)\n  b = 1e999999999\n  c = 1e-999999999 + 1\n  d = tostring(1e99999999)\n}\nresource \"x\" \"y\" {\n  z = [local.a, local.b, local.c, local.d]\n}\n",
        ));
    cases.ends("ranges", move || {
        one("main.tf", "resource \"x\" \"y\" {\n  count = 1000000000\n  a = range(1000000000)\n}\n")
    });
    cases.ends("products", move || one(
            "main.tf",
            "locals {\n  r = range(1000)\n  a = setproduct(local.r, local.r, local.r, local.r)\n  b = [for x in local.r : [for y in local.r : [for z in local.r : [x, y, z]]]]\n}\nresource \"x\" \"y\" {\n  a = local.a\n  b = local.b\n}\n",
        ));
    cases.ends("formats", move || one(
            "main.tf",
            "resource \"x\" \"y\" {\n  a = format(\"%1000000000d\", 1)\n  b = format(\"%.1000000000f\", 1)\n  c = strrev(format(\"%*d\", 1000000000, 1))\n  d = indent(1000000000, \"a\\nb\")\n}\n",
        ));
    cases.ends("networks", move || one(
            "main.tf",
            "resource \"x\" \"y\" {\n  a = cidrsubnets(\"10.0.0.0/8\", 200, 200)\n  b = cidrhost(\"::/0\", pow(2, 127))\n  c = cidrsubnet(\"::/0\", 128, 5)\n}\n",
        ));
    let bomb = (1..40).fold("Metadata:\n  a0: &a0 [x, x]\n".to_owned(), |mut text, at| {
        let _ = writeln!(text, "  a{at}: &a{at} [*a{0}, *a{0}]", at - 1);
        text
    });
    cases.ends("yaml aliases", move || one(
            "a.yaml",
            format!(
                "{bomb}Resources:\n  T:\n    Type: AWS::ECS::TaskDefinition\n    Properties:\n      ContainerDefinitions: *a39\n"
            ),
        ));
    let many = (0..300).map(|at| format!("I{at}")).collect::<Vec<_>>().join(", ");
    cases.ends("ForEach in ForEach", move || one(
            "a.yaml",
            format!(
                "Transform: AWS::LanguageExtensions\nResources:\n  Fn::ForEach::A:\n    - A\n    - [{many}]\n    - Fn::ForEach::B:\n        - B\n        - [{many}]\n        - Fn::ForEach::C:\n            - C\n            - [{many}]\n            - ${{A}}${{B}}${{C}}:\n                Type: AWS::S3::Bucket\n"
            ),
        ));
    let keys = (0..20_000).fold(String::new(), |mut text, at| {
        let _ = writeln!(text, "    k{at} = {at}");
        text
    });
    cases.ends("an object of many keys", move || {
        one("main.tf", format!("locals {{\n  a = {{\n{keys}  }}\n}}\n"))
    });
    cases.ends("a long line", move || {
        one("main.tf", format!("locals {{\n  a = [{}]\n}}\n", "\"x\",".repeat(100_000)))
    });
    cases.made
}
