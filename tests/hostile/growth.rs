//! Twice as much input costs a scan at most little more than twice the instructions, stage by stage.
//! `src/policy/tests/doubling.rs` has the same for each check by itself, in steps of the engine.
//!
//! Instructions are counted by valgrind, a hundred times slower than the program runs, so these trials
//! are ignored unless they are asked for: `cargo test --release --test hostile -- --ignored growth`.
//! `STRIDELINT_BINARY` names another build of the program.

use super::run::{Files, one};
use libtest_mimic::{Failed, Trial};
use std::fmt::Write as _;
use std::process::Command;

/// What one doubling may cost, what the program costs without input left out.
const MOST: f64 = 2.3;

/// A kind of input, made as large as is asked for.
type Make = fn(usize) -> Files;

/// The kinds of input, each with its first size.
const KINDS: [(&str, usize, Make); 16] = [
    ("terraform-resources", 40, resources),
    ("terraform-chained-locals", 100, chained_locals),
    ("terraform-chained-resources", 40, chained_resources),
    ("terraform-count", 40, counted),
    ("terraform-modules", 20, modules),
    ("terraform-nested-modules", 4, nested_modules),
    ("containers-of-one-task", 20, containers),
    ("statements-of-one-policy", 40, statements),
    ("roles-of-one-account", 20, roles),
    ("rules-of-one-group", 40, rules),
    ("cloudformation-resources", 40, template),
    ("cloudformation-chained-references", 40, chained_template),
    ("task-definition-containers", 20, definition),
    ("units", 20, units),
    ("files-of-one-module", 40, files),
    ("text-of-one-file", 200, text),
];

/// The trials.
pub fn trials() -> Vec<Trial> {
    let trial = |(name, first, make): (&'static str, usize, Make)| {
        let name = format!("growth::{name}");
        Trial::test(name, move || holds(first, make)).with_ignored_flag(true)
    };
    KINDS.into_iter().map(trial).collect()
}

fn holds(first: usize, make: Make) -> Result<(), Failed> {
    let empty = instructions(&Vec::new())?;
    let mut before = None;
    for size in [first, 2 * first, 4 * first] {
        let own = instructions(&make(size))?.saturating_sub(empty) as f64;
        if let Some(before) = before.filter(|before| own / before > MOST) {
            let said = format!("{} times the instructions for {size}: {own:e}", own / before);
            return Err(Failed::from(said));
        }
        before = Some(own);
    }
    Ok(())
}

/// Instructions of a scan of some files.
fn instructions(files: &Files) -> Result<u64, Failed> {
    let folder = tempfile::tempdir()?;
    for (path, bytes) in files {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap_or(folder.path()))?;
        std::fs::write(path, bytes)?;
    }
    let own = || env!("CARGO_BIN_EXE_stridelint").into();
    let program = std::env::var_os("STRIDELINT_BINARY").unwrap_or_else(own);
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(program)
        .args(["scan", "--no-config", "--jobs", "1", "-f", "json", "."])
        .current_dir(folder.path())
        .output()
        .map_err(|error| format!("valgrind cannot be run: {error}"))?;
    let said = String::from_utf8_lossy(&output.stderr);
    let count = said.split("Collected : ").nth(1).and_then(|rest| rest.split_whitespace().next());
    let count = count.and_then(|digits| digits.replace(',', "").parse().ok());
    count.ok_or_else(|| Failed::from(format!("valgrind counted nothing: {said}")))
}

/// A text made of so many parts.
fn parts(count: usize, part: impl Fn(usize) -> String) -> String {
    let mut text = String::new();
    for number in 0..count {
        let _ = writeln!(text, "{}", part(number));
    }
    text
}

fn task(number: usize) -> String {
    format!(
        "resource \"aws_ecs_task_definition\" \"t{number}\" {{\n  family = \"t{number}\"\n  container_definitions = jsonencode([{{ name = \"a\", image = \"x\" }}])\n}}"
    )
}

fn resources(count: usize) -> Files {
    one("main.tf", parts(count, task))
}

fn chained_locals(count: usize) -> Files {
    let local = |number: usize| match number {
        0 => "  l0 = \"x\"".to_owned(),
        number => format!("  l{number} = \"${{local.l{}}}\"", number - 1),
    };
    one("main.tf", format!("locals {{\n{}}}\n", parts(count, local)))
}

fn chained_resources(count: usize) -> Files {
    one(
        "main.tf",
        parts(count, |number| {
            let before = match number {
                0 => "\"first\"".to_owned(),
                number => format!("aws_s3_bucket.b{}.id", number - 1),
            };
            format!("resource \"aws_s3_bucket\" \"b{number}\" {{\n  bucket = {before}\n}}")
        }),
    )
}

fn counted(count: usize) -> Files {
    let text = task(0).replace("{\n  family", &format!("{{\n  count = {count}\n  family"));
    one("main.tf", text)
}

fn modules(count: usize) -> Files {
    let call = |number| format!("module \"m{number}\" {{\n  source = \"./m\"\n}}");
    vec![
        ("main.tf".to_owned(), parts(count, call).into_bytes()),
        ("m/main.tf".to_owned(), task(0).into_bytes()),
    ]
}

/// As deep as the size says.
fn nested_modules(count: usize) -> Files {
    let folder = |number: usize| "m/".repeat(number);
    let file = |number: usize| {
        let call = "module \"m\" {\n  source = \"./m\"\n}\n";
        let text = if number + 1 < count { call.to_owned() } else { String::new() };
        (format!("{}main.tf", folder(number)), format!("{text}{}", task(0)).into_bytes())
    };
    (0..count).map(file).collect()
}

fn containers(count: usize) -> Files {
    let container = |number| {
        format!(
            "    {{ name = \"c{number}\", image = \"x\", environment = [{{ name = \"A\", value = \"b\" }}] }},"
        )
    };
    let all = parts(count, container);
    one(
        "main.tf",
        format!(
            "resource \"aws_ecs_task_definition\" \"t\" {{\n  family = \"t\"\n  container_definitions = jsonencode([\n{all}  ])\n}}\n"
        ),
    )
}

fn statement(number: usize) -> String {
    format!(
        "    {{ Effect = \"Allow\", Action = [\"s3:GetObject\", \"iam:PassRole\", \"ecs:RunTask\"], Resource = \"arn:aws:s3:::b{number}/*\" }},"
    )
}

fn statements(count: usize) -> Files {
    let all = parts(count, statement);
    one(
        "main.tf",
        format!(
            "resource \"aws_iam_policy\" \"p\" {{\n  name = \"p\"\n  policy = jsonencode({{ Version = \"2012-10-17\", Statement = [\n{all}  ] }})\n}}\n"
        ),
    )
}

fn roles(count: usize) -> Files {
    let role = |number: usize| {
        format!(
            "resource \"aws_iam_role\" \"r{number}\" {{\n  name = \"r{number}\"\n  assume_role_policy = jsonencode({{ Version = \"2012-10-17\", Statement = [{{ Effect = \"Allow\", Action = \"sts:AssumeRole\", Principal = {{ Service = \"ecs-tasks.amazonaws.com\" }} }}] }})\n}}\nresource \"aws_iam_role_policy\" \"p{number}\" {{\n  role = aws_iam_role.r{number}.id\n  policy = jsonencode({{ Version = \"2012-10-17\", Statement = [\n{}  ] }})\n}}",
            statement(number)
        )
    };
    one("main.tf", parts(count, role))
}

fn rules(count: usize) -> Files {
    let rule = |number| {
        format!(
            "resource \"aws_security_group_rule\" \"r{number}\" {{\n  type = \"ingress\"\n  security_group_id = aws_security_group.g.id\n  protocol = \"tcp\"\n  from_port = {number}\n  to_port = {number}\n  cidr_blocks = [\"10.0.0.0/8\"]\n}}"
        )
    };
    let group = "resource \"aws_security_group\" \"g\" {\n  name = \"g\"\n}\n";
    one("main.tf", format!("{group}{}", parts(count, rule)))
}

fn template(count: usize) -> Files {
    let resource = |number| {
        format!(
            "  T{number}:\n    Type: AWS::ECS::TaskDefinition\n    Properties:\n      Family: t{number}\n      ContainerDefinitions:\n        - Name: a\n          Image: !Sub \"${{AWS::AccountId}}.dkr.ecr.eu-west-1.amazonaws.com/a:1\""
        )
    };
    one("template.yaml", format!("Resources:\n{}", parts(count, resource)))
}

fn chained_template(count: usize) -> Files {
    let resource = |number: usize| {
        let before = match number {
            0 => "first".to_owned(),
            number => format!("!Ref B{}", number - 1),
        };
        format!(
            "  B{number}:\n    Type: AWS::S3::Bucket\n    Properties:\n      BucketName: {before}"
        )
    };
    one("template.yaml", format!("Resources:\n{}", parts(count, resource)))
}

fn definition(count: usize) -> Files {
    let container = |number| {
        let comma = if number + 1 < count { "," } else { "" };
        format!("    {{\"name\": \"c{number}\", \"image\": \"x\", \"memory\": 128}}{comma}")
    };
    let all = parts(count, container);
    one(
        "task.json",
        format!("{{\n  \"family\": \"t\",\n  \"containerDefinitions\": [\n{all}  ]\n}}\n"),
    )
}

fn units(count: usize) -> Files {
    (0..count).map(|number| (format!("u{number}/main.tf"), task(number).into_bytes())).collect()
}

fn files(count: usize) -> Files {
    (0..count).map(|number| (format!("f{number}.tf"), task(number).into_bytes())).collect()
}

fn text(count: usize) -> Files {
    let line = |number| format!("  key{number} = \"a text with ${{var.x}} in it\" # a comment");
    let lines = parts(count, line);
    one("main.tf", format!("variable \"x\" {{\n  default = \"y\"\n}}\nlocals {{\n{lines}}}\n"))
}
