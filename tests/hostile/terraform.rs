//! Terraform: what multiplies (`count`, `for_each`, modules, `dynamic`), what names itself, what doubles,
//! conditions that nobody knows, chains of references.

use crate::run::{Files, Input, one};
use std::fmt::Write as _;

/// `terraform::<what>`.
pub fn inputs() -> Vec<Input> {
    [modules(), instances(), doubling(), cycles(), conditions(), chains()]
        .into_iter()
        .flatten()
        .collect()
}

fn input(name: &str, files: impl FnOnce() -> Files + Send + 'static) -> Input {
    Input::new("terraform", name, files)
}

const TASK: &str = "resource \"aws_ecs_task_definition\" \"t\" {\n  family                = \"t\"\n  container_definitions = jsonencode([{ name = \"a\", image = \"a\", privileged = true }])\n}\n";

/// Text per number, in a row.
fn each(range: std::ops::Range<usize>, line: impl Fn(usize) -> String) -> String {
    range.map(line).collect()
}

fn modules() -> Vec<Input> {
    let mut inputs = Vec::new();
    // Modules that call modules, each so often.
    for (levels, calls, count) in
        [(2, 1, 10_000), (3, 1, 100), (6, 1, 12), (9, 8, 1), (30, 2, 1), (40, 1, 1), (4, 60, 1)]
    {
        inputs.push(input(
            &format!("modules {levels} deep {calls} wide {count} times"),
            move || {
                (0..=levels)
                    .map(|level| {
                        let folder = if level == 0 { String::new() } else { format!("m{level}/") };
                        let to = if level == 0 {
                            "./m1".to_owned()
                        } else {
                            format!("../m{}", level + 1)
                        };
                        let call = |at| {
                            format!(
                                "module \"m{at}\" {{\n  source = \"{to}\"\n  count  = {count}\n}}\n"
                            )
                        };
                        let text =
                            if level == levels { TASK.to_owned() } else { each(0..calls, call) };
                        (format!("{folder}main.tf"), text.into_bytes())
                    })
                    .collect()
            },
        ));
    }
    inputs.push(input("modules with an argument that doubles", || {
        (0..24)
            .map(|level| {
                let folder = if level == 0 { String::new() } else { format!("m{level}/") };
                let to = if level == 0 { "./m1".to_owned() } else { format!("../m{}", level + 1) };
                let text = format!("variable \"x\" {{\n  default = [\"0123456789\"]\n}}\nmodule \"m\" {{\n  source = \"{to}\"\n  x      = concat(var.x, var.x, [join(\"\", var.x)])\n}}\nresource \"aws_ecs_cluster\" \"c\" {{\n  name = join(\"\", var.x)\n}}\n");
                (format!("{folder}main.tf"), text.into_bytes())
            })
            .collect()
    }));
    inputs.push(input("outputs of ten thousand instances", || {
        vec![
            ("main.tf".to_owned(), b"module \"m\" {\n  source = \"./m\"\n  count  = 10000\n}\nlocals {\n  all  = module.m[*].all\n  flat = flatten([for m in module.m : [for n in module.m : n.all]])\n}\noutput \"a\" {\n  value = local.flat\n}\n".to_vec()),
            ("m/main.tf".to_owned(), format!("{TASK}output \"all\" {{\n  value = aws_ecs_task_definition.t\n}}\n").into_bytes()),
        ]
    }));
    inputs.push(input("three thousand calls of a module", || {
        let calls = each(0..3_000, |at| format!("module \"m{at}\" {{\n  source = \"./m\"\n}}\n"));
        vec![("main.tf".to_owned(), calls.into_bytes()), ("m/main.tf".to_owned(), TASK.into())]
    }));
    inputs.push(input("a thousand root modules", || {
        (0..1_000).map(|at| (format!("r{at}/main.tf"), TASK.as_bytes().to_vec())).collect()
    }));
    inputs
}

fn instances() -> Vec<Input> {
    let containers = |count: usize| {
        let one = each(0..count, |at| {
            format!(
                "{{ name = \"c{at}\", image = \"i{at}\", privileged = true, environment = [{{ name = \"A\", value = \"b\" }}] }},"
            )
        });
        format!("jsonencode([{one}])")
    };
    let task = move |name: &str, repeat: &str, definitions: &str| {
        format!(
            "resource \"aws_ecs_task_definition\" \"{name}\" {{\n  {repeat}\n  family                = \"t\"\n  container_definitions = {definitions}\n}}\n"
        )
    };
    let mut inputs = Vec::new();
    for count in [9_999, 100_000, 1_000_000_000] {
        inputs.push(input(&format!("ten containers {count} times"), move || {
            one("main.tf", task("t", &format!("count = {count}"), &containers(10)))
        }));
    }
    inputs.push(input("a task ten thousand times", move || {
        one("main.tf", task("t", "count = 10000", &containers(1)))
    }));
    inputs.push(input("twenty blocks a thousand times", move || {
        one("main.tf", each(0..20, |at| task(&format!("t{at}"), "count = 1000", &containers(1))))
    }));
    inputs.push(input("a thousand blocks a hundred times", move || one("main.tf", each(0..1_000, |at| format!("resource \"aws_ecs_cluster\" \"c{at}\" {{\n  count = 100\n  name  = \"c\"\n}}\n")))));
    inputs.push(input("for each of a hundred thousand", || one("main.tf", "resource \"aws_ecs_cluster\" \"c\" {\n  for_each = toset([for x in range(100000) : tostring(x)])\n  name     = each.key\n}\n")));
    inputs.push(input("for each over each", || one("main.tf", "resource \"aws_ecs_cluster\" \"c\" {\n  for_each = toset([for x in range(3000) : tostring(x)])\n  name     = each.key\n}\nresource \"aws_ecs_service\" \"s\" {\n  for_each = aws_ecs_cluster.c\n  cluster  = each.value.id\n  name     = join(\",\", [for c in aws_ecs_cluster.c : c.name])\n}\n")));
    inputs.push(input("dynamic blocks", || one("main.tf", "resource \"aws_security_group\" \"g\" {\n  dynamic \"ingress\" {\n    for_each = range(100000)\n    content {\n      from_port   = ingress.value\n      to_port     = ingress.value\n      protocol    = \"tcp\"\n      cidr_blocks = [\"0.0.0.0/0\"]\n    }\n  }\n}\n")));
    inputs.push(input("dynamic in dynamic", || one("main.tf", "resource \"aws_ecs_task_definition\" \"t\" {\n  container_definitions = \"[]\"\n  dynamic \"volume\" {\n    for_each = range(1000)\n    content {\n      name = volume.value\n      dynamic \"efs_volume_configuration\" {\n        for_each = range(1000)\n        content {\n          file_system_id = volume.value\n          dynamic \"authorization_config\" {\n            for_each = range(1000)\n            content {}\n          }\n        }\n      }\n    }\n  }\n}\n")));
    inputs.push(input("a splat over all instances in each", || one("main.tf", "resource \"aws_ecs_cluster\" \"c\" {\n  count = 2000\n  name  = \"c\"\n}\nresource \"aws_ecs_service\" \"s\" {\n  count   = 2000\n  cluster = aws_ecs_cluster.c[*].id\n  name    = length(aws_ecs_cluster.c[*].arn)\n}\n")));
    inputs.push(input("fifty thousand variables of the environment", move || {
        let entries =
            each(0..50_000, |at| format!("{{ name = \"NAME_{at}\", value = \"value {at}\" }},"));
        one(
            "main.tf",
            task(
                "t",
                "",
                &format!(
                    "jsonencode([{{ name = \"a\", image = \"a\", environment = [{entries}] }}])"
                ),
            ),
        )
    }));
    inputs.push(input("twenty thousand resources", || {
        one(
            "main.tf",
            each(0..20_000, |at| {
                format!("resource \"aws_ecs_cluster\" \"c{at}\" {{\n  name = \"c{at}\"\n}}\n")
            }),
        )
    }));
    inputs.push(input("twenty thousand attributes", || {
        one(
            "main.tf",
            format!(
                "resource \"aws_ecs_cluster\" \"c\" {{\n{}}}\n",
                each(0..20_000, |at| format!("  a{at} = {at}\n"))
            ),
        )
    }));
    inputs.push(input("ten thousand variables", || one("main.tf", each(0..10_000, |at| format!("variable \"v{at}\" {{\n  default = \"x\"\n}}\noutput \"o{at}\" {{\n  value = var.v{at}\n}}\n")))));
    inputs.push(input("one attribute ten thousand times", || {
        one(
            "main.tf",
            format!(
                "resource \"aws_ecs_cluster\" \"c\" {{\n{}}}\n",
                "  name = \"x\"\n".repeat(10_000)
            ),
        )
    }));
    inputs.push(input("one resource ten thousand times", || one("main.tf", TASK.repeat(10_000))));
    inputs
}

/// Locals each of which is made of the one before, twice.
fn doubling() -> Vec<Input> {
    let steps: &[(&str, &str, &str)] = &[
        ("texts", "\"0123456789\"", "\"${X}${X}\""),
        ("lists", "[1, 2]", "concat(X, X)"),
        ("nested lists", "[1, 2]", "[X, X]"),
        ("objects", "{ a = 1 }", "{ a = X, b = X }"),
        ("merged objects", "{ a = 1 }", "merge(X, { for k, v in X : \"${k}x\" => v })"),
        ("joins", "\"x\"", "join(X, [X, X])"),
        ("replacements", "\"xx\"", "replace(X, \"x\", \"xxxxxxxxxx\")"),
        ("encodings", "\"\\\\\"", "jsonencode(X)"),
        ("base64", "\"xyz\"", "base64encode(\"${X}${X}\")"),
        ("squares", "10", "X * X"),
        ("products of sets", "toset([1, 2])", "setproduct(X, X)"),
        ("loops", "[1, 2]", "flatten([for a in X : [for b in X : [a, b]]])"),
        ("conditions", "[1, 2]", "var.open ? concat(X, [1]) : concat(X, [2])"),
        ("sorts", "[\"b\", \"a\"]", "sort(concat(X, X))"),
        ("yaml", "\"x: y\"", "yamlencode({ a = X, b = X })"),
        ("splits", "[\"a,b\"]", "split(\",\", join(\",\", concat(X, X)))"),
    ];
    let made = steps.iter().map(|(name, first, step)| {
        input(&format!("doubling {name}"), move || {
            let mut text = format!("variable \"open\" {{}}\nlocals {{\n  a0 = {first}\n");
            for at in 1..60 {
                let _ = writeln!(text, "  a{at} = {}", step.replace('X', &format!("local.a{}", at - 1)));
            }
            one("main.tf", text + "}\nresource \"aws_ecs_task_definition\" \"a\" {\n  family                = \"a\"\n  container_definitions = jsonencode(local.a59)\n}\n")
        })
    });
    made.collect()
}

fn cycles() -> Vec<Input> {
    let call =
        |source: &str| format!("module \"next\" {{\n  source = \"{source}\"\n}}\n").into_bytes();
    vec![
        input("locals in a circle", || {
            one(
                "main.tf",
                "locals {\n  a = local.b\n  b = [local.c]\n  c = local.a\n}\nresource \"aws_ecs_cluster\" \"c\" {\n  name = local.a\n}\n",
            )
        }),
        input("a local of itself", || {
            one(
                "main.tf",
                "locals {\n  a = \"${local.a}${local.a}\"\n}\noutput \"a\" {\n  value = local.a\n}\n",
            )
        }),
        input("a module of itself", || one("main.tf", "module \"a\" {\n  source = \"./\"\n}\n")),
        input("modules in a circle", move || {
            vec![
                ("a/main.tf".to_owned(), call("../b")),
                ("b/main.tf".to_owned(), call("../a")),
                ("main.tf".to_owned(), call("./a")),
            ]
        }),
        input("a module through its output", || {
            vec![
                ("main.tf".to_owned(), b"module \"a\" {\n  source = \"./a\"\n  count  = length(module.a)\n  x      = module.a[0].y\n}\n".to_vec()),
                ("a/main.tf".to_owned(), b"variable \"x\" {}\noutput \"y\" {\n  value = var.x\n}\n".to_vec()),
            ]
        }),
        input("resources in a circle", || {
            one(
                "main.tf",
                each(0..500, |at| {
                    format!(
                        "resource \"aws_ecs_cluster\" \"c{at}\" {{\n  name = aws_ecs_cluster.c{}.name\n}}\n",
                        (at + 1) % 500
                    )
                }),
            )
        }),
        input("a count of itself", || {
            one(
                "main.tf",
                "resource \"aws_ecs_cluster\" \"c\" {\n  count = length(aws_ecs_cluster.c) + 1\n  name  = \"c\"\n}\n",
            )
        }),
        input("validations of themselves", || {
            one(
                "main.tf",
                "variable \"a\" {\n  default = var.a\n  validation {\n    condition     = var.a\n    error_message = var.a\n  }\n}\n",
            )
        }),
        input("groups that name one another", || {
            one(
                "main.tf",
                each(0..300, |at| {
                    format!(
                        "resource \"aws_security_group\" \"g{at}\" {{\n{}}}\n",
                        each(0..300, |to| format!(
                            "  ingress {{\n    from_port       = 1\n    to_port         = 2\n    protocol        = \"tcp\"\n    security_groups = [aws_security_group.g{to}.id]\n  }}\n"
                        ))
                    )
                }),
            )
        }),
    ]
}

fn conditions() -> Vec<Input> {
    vec![
        input("conditions nested", || {
            let text = (0..400).fold("\"x\"".to_owned(), |inner, at| format!("var.v{} ? {inner} : \"{at}\"", at % 20));
            one("main.tf", format!("{}resource \"aws_ecs_cluster\" \"c\" {{\n  name = {text}\n}}\n", each(0..20, |at| format!("variable \"v{at}\" {{}}\n"))))
        }),
        input("conditions in one text", || {
            let text = each(0..60, |at| format!("${{var.v{at} ? \"a\" : \"b\"}}"));
            one("main.tf", format!("{}resource \"aws_ecs_cluster\" \"c\" {{\n  name = \"{text}\"\n}}\n", each(0..60, |at| format!("variable \"v{at}\" {{}}\n"))))
        }),
        input("a thousand resources under conditions", || {
            one("main.tf", each(0..1_000, |at| format!("variable \"v{at}\" {{}}\nresource \"aws_ecs_cluster\" \"c{at}\" {{\n  count = var.v{at} ? 1 : 0\n  name  = \"c\"\n}}\n")))
        }),
        input("eight conditions over a thousand tasks", || {
            let tasks = each(0..1_000, |at| format!("resource \"aws_ecs_task_definition\" \"t{at}\" {{\n  count                 = var.v{} ? 1 : 0\n  family                = \"t{at}\"\n  container_definitions = jsonencode([{{ name = var.n, image = var.n, privileged = var.v{} }}])\n}}\n", at % 8, (at + 3) % 8));
            one("main.tf", format!("variable \"n\" {{}}\n{}{tasks}", each(0..8, |at| format!("variable \"v{at}\" {{}}\n"))))
        })
        .with(&["--no-config", "--undecided", "."]),
        input("defaults that leave out", || {
            one("main.tf", each(0..1_000, |at| format!("variable \"v{at}\" {{\n  default = false\n}}\nresource \"aws_ecs_cluster\" \"c{at}\" {{\n  count = var.v{at} ? 1 : 0\n  name  = \"c\"\n}}\n")))
        }),
        input("sets of conditions", || {
            let items = each(0..60, |at| format!("var.v{at} ? \"a{at}\" : \"b{at}\", "));
            one("main.tf", format!("{}resource \"aws_ecs_cluster\" \"c\" {{\n  for_each = toset([{items}])\n  name     = each.key\n}}\n", each(0..60, |at| format!("variable \"v{at}\" {{}}\n"))))
        }),
    ]
}

fn chains() -> Vec<Input> {
    let mut inputs = Vec::new();
    for (name, kind, attribute) in [
        ("clusters", "aws_ecs_cluster", "name"),
        ("buckets", "aws_s3_bucket", "bucket"),
        ("groups", "aws_security_group", "name"),
        ("opaque", "aws_something", "value"),
    ] {
        inputs.push(input(&format!("a chain of {name}"), move || {
            let count = 3_000;
            one(
                "main.tf",
                each(0..count, |at| {
                    let value = if at + 1 < count {
                        format!("{kind}.c{}.{attribute}", at + 1)
                    } else {
                        "\"end\"".to_owned()
                    };
                    format!("resource \"{kind}\" \"c{at}\" {{\n  {attribute} = {value}\n}}\n")
                }),
            )
        }));
    }
    inputs.push(input("a chain of texts", || {
        one("main.tf", each(0..3_000, |at| format!("resource \"aws_ecs_cluster\" \"c{at}\" {{\n  name = \"x-${{aws_ecs_cluster.c{}.name}}\"\n}}\n", at + 1)))
    }));
    inputs.push(input("a chain of locals", || {
        one("main.tf", format!("locals {{\n  a0 = \"x\"\n{}}}\nresource \"aws_ecs_cluster\" \"c\" {{\n  name = local.a5000\n}}\n", each(0..5_000, |at| format!("  a{} = local.a{at}\n", at + 1))))
    }));
    inputs.push(input("a chain backwards", || {
        one(
            "main.tf",
            each(0..3_000, |at| {
                let value = if at > 0 {
                    format!("aws_ecs_cluster.c{}.name", at - 1)
                } else {
                    "\"end\"".to_owned()
                };
                format!("resource \"aws_ecs_cluster\" \"c{at}\" {{\n  name = {value}\n}}\n")
            }),
        )
    }));
    inputs.push(input("a value of all before", || {
        one(
            "main.tf",
            each(1..1_500, |at| {
                format!(
                    "resource \"aws_ecs_cluster\" \"c{at}\" {{\n  name = join(\",\", [{}])\n}}\n",
                    each(1..at, |to| format!("aws_ecs_cluster.c{to}.arn, "))
                )
            }),
        )
    }));
    inputs
}
