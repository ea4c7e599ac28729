//! `stridelint model` as a person runs it: formats, files, units, and one model for one thing in
//! three formats. The rules have their tests in `src/model/tests/`.

use crate::program::{Folder, Run, program, run_in, task};
use crate::repository::root;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// The folder of the test data copied into one that is no example of anything.
fn copied(of: &str) -> Folder {
    let from = root().join("testdata").join(of);
    let folder = Folder::new(&[]);
    for entry in walkdir::WalkDir::new(&from).into_iter().filter_map(Result::ok) {
        if entry.file_type().is_file() {
            let name = entry.path().strip_prefix(&from).unwrap().to_str().unwrap();
            folder.write(name, std::fs::read(entry.path()).unwrap());
        }
    }
    folder
}

fn model(folder: &Folder, args: &[&str]) -> Value {
    let mut all = vec!["model", "--format", "json", "--today", "2026-11-30"];
    all.extend(args);
    let run = folder.run(&all);
    assert_eq!(run.code, 0, "{}", run.err);
    run.json()
}

fn list<'v>(value: &'v Value, path: &str) -> &'v [Value] {
    value.pointer(path).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

fn text<'v>(value: &'v Value, name: &str) -> &'v str {
    value[name].as_str().unwrap_or_default()
}

/// The ids of a list of a system.
fn ids(system: &Value, of: &str) -> Vec<String> {
    list(system, of).iter().map(|own| text(own, "id").to_owned()).collect()
}

#[test]
fn the_demo_has_three_systems() {
    let found = model(&copied("demo"), &["."]);
    let systems = list(&found, "/systems");
    let units: Vec<&str> = systems.iter().map(|own| own["units"][0].as_str().unwrap()).collect();
    assert_eq!(units, ["payments/template.yaml", "reports/task-definition.json", "shop"]);
    assert_eq!(
        ids(&systems[0], "/elements"),
        [
            "actor.operator",
            "aws.api",
            "aws.ec2-capacity",
            "aws.ecs",
            "file-system:payments/template.yaml#Ledger",
            "host:ec2",
            "log-group:/ecs/payments",
            "metadata:instance",
            "registry:ecr",
            "task-definition:payments/template.yaml#Task",
            "task:payments/template.yaml#Task",
        ]
    );
    let flow = |system: &Value, id: &str| -> Value {
        let found = list(system, "/flows").iter().find(|own| text(own, "id") == id);
        found.unwrap_or_else(|| panic!("no {id}")).clone()
    };
    let mount = flow(
        &systems[0],
        "mount:task:payments/template.yaml#Task->file-system:payments/template.yaml#Ledger:2049",
    );
    assert_eq!(text(&mount, "encrypted"), "no");
    let host = flow(&systems[1], "host:task:reports/task-definition.json#reports->host:ec2:-");
    assert_eq!(text(&host, "protocol"), "unix");
    let admin = flow(
        &systems[2],
        "ingress:actor.end-user->service:shop#module.admin.aws_ecs_service.this:8080",
    );
    assert_eq!((text(&admin, "certainty"), text(&admin, "encrypted")), ("undecided", "unknown"));
    let orders = flow(
        &systems[2],
        "data:service:shop#module.web.aws_ecs_service.this->external:orders.shop.internal:443",
    );
    assert_eq!(orders["evidence"][0]["file"], "shop/main.tf");
    assert_eq!(orders["evidence"][0]["line"], 48);
}

/// A model without addresses: each thing by its kind and name.
fn shape(system: &Value) -> BTreeSet<String> {
    let mut names: BTreeMap<&str, String> = BTreeMap::new();
    let place = |id: &str| id.split([':', '#']).next().unwrap_or_default().to_owned();
    let mut all = BTreeSet::new();
    for own in list(system, "/elements") {
        let name = format!("{} {}", text(own, "kind"), text(own, "name"));
        all.insert(format!("{name} in {}", place(text(own, "boundary"))));
        names.insert(text(own, "id"), name);
    }
    for own in list(system, "/flows") {
        let [from, to] = ["from", "to"].map(|end| names[text(own, end)].clone());
        let words = ["kind", "protocol", "encrypted", "authenticated", "certainty", "rule"]
            .map(|name| text(own, name));
        all.insert(format!("{from} -> {to} {} {}", own["port"], words.join(" ")));
    }
    all.extend(
        list(system, "/boundaries").iter().map(|own| format!("boundary {}", text(own, "kind"))),
    );
    all
}

#[test]
fn the_shop_is_one_model_in_three_formats() {
    let terraform = model(&copied("demo/shop"), &["."]);
    let first = shape(&terraform["systems"][0]);
    assert!(first.len() > 30, "{first:?}");
    for file in ["template.yaml", "tfplan.json"] {
        let other = model(&copied("model/shop"), &[file]);
        assert_eq!(list(&other, "/systems").len(), 1);
        assert_eq!(shape(&other["systems"][0]), first, "{file}");
    }
}

/// What each component of the seed is here.
const SEED: &[(&str, &str)] = &[
    ("devops_user", "actor.operator"),
    ("aws_api", "aws.api"),
    ("ecs_control_plane", "aws.ecs"),
    ("fargate_scheduler", "aws.fargate"),
    ("task_definition", "task-definition"),
    ("container_registry", "registry"),
    ("vpc_network", "service"),
    ("metadata_service", "metadata:task"),
    ("cloudwatch_logs", "log-group"),
];

#[test]
fn the_seed_lives_in_every_fargate_service() {
    let seed = std::fs::read_to_string(root().join("testdata/model/seed.py")).unwrap();
    let argument = |line: &str, name: &str| {
        let (_, rest) =
            line.split_once(&format!("{name}=")).unwrap_or_else(|| panic!("{line} has no {name}"));
        rest.split([',', ')']).next().unwrap().trim_matches('"').to_owned()
    };
    let kind = |name: &str| {
        SEED.iter().find(|(own, _)| *own == name).unwrap_or_else(|| panic!("{name}")).1
    };
    let components: Vec<&str> = seed
        .lines()
        .filter(|line| line.contains("inBoundary="))
        .map(|line| line.split(" = ").next().unwrap())
        .collect();
    assert_eq!(components.len(), 9);
    let flows: Vec<(&str, &str, Option<String>)> = seed
        .lines()
        .filter(|line| line.contains("Dataflow(source"))
        .map(|line| {
            let ends = ["source", "sink"].map(|name| kind(&argument(line, name)));
            let protocol = line.contains("protocol=").then(|| argument(line, "protocol"));
            (ends[0], ends[1], protocol)
        })
        .collect();
    assert_eq!(flows.len(), 8);
    let folder = copied("demo/shop");
    let found = model(&folder, &["."]);
    let system = &found["systems"][0];
    let kinds: BTreeMap<&str, &str> =
        list(system, "/elements").iter().map(|own| (text(own, "id"), text(own, "kind"))).collect();
    for name in components {
        assert!(kinds.values().any(|own| *own == kind(name)), "no {name}");
    }
    for (from, to, protocol) in flows {
        let has = list(system, "/flows").iter().any(|own| {
            kinds[text(own, "from")] == from
                && kinds[text(own, "to")] == to
                && protocol.as_deref().is_none_or(|protocol| text(own, "protocol") == protocol)
        });
        assert!(has, "no flow from {from} to {to} over {protocol:?}");
    }
}

#[test]
fn a_pipe_gets_mermaid_and_files_their_endings() {
    let folder = copied("demo/shop");
    let run = folder.run(&["model", "."]);
    assert!(run.out.starts_with("flowchart LR\n"), "{}", run.out);
    let run =
        folder.run(&["model", ".", "-o", "a.json", "-o", "a.dot", "-f", "text", "-o", "a.out"]);
    assert_eq!((run.code, run.out.as_str()), (0, ""), "{}", run.err);
    assert!(folder.read("a.json").contains("\"stridelint-model/1\""));
    assert!(folder.read("a.dot").starts_with("digraph model {"));
    assert!(folder.read("a.out").starts_with("System ."), "{}", folder.read("a.out"));
    let run = folder.run(&["model", ".", "-f", "json", "-f", "dot"]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("two models for standard output"), "{}", run.err);
    assert!(folder.run(&["model", ".", "-o", "a.png"]).err.contains("says no format"));
}

#[test]
fn markdown_has_a_diagram_of_each_system_and_nothing_ends_its_block() {
    let folder = copied("demo");
    let run = folder.run(&["model", ".", "-o", "m.md"]);
    assert_eq!((run.code, run.out.as_str()), (0, ""), "{}", run.err);
    let text = folder.read("m.md");
    assert_eq!(text.matches("```mermaid\nflowchart LR\n").count(), 3, "{text}");
    assert!(text.contains("## Threat model of shop\n"), "{text}");
    assert!(text.contains("What the model does not see:\n\n- "), "{text}");
    let name = "x\n```\n<script>\n```mermaid\n@all";
    let hostile = serde_json::json!({"family": name, "containerDefinitions": [
        {"name": name, "image": name, "memory": 128,
         "logConfiguration": {"logDriver": "awslogs", "options": {"awslogs-group": name}}}]});
    let folder = Folder::new(&[("web.json", &hostile.to_string())]);
    for args in
        [&["model", ".", "-f", "markdown"][..], &["model", ".", "--threats", "-f", "markdown"]]
    {
        let text = folder.run(args).out;
        let fences = text.lines().filter(|line| line.trim_start().starts_with("```")).count();
        assert_eq!(fences, 2, "{text}");
        assert!(!text.contains("<script"), "{text}");
        let outside = text.split("```").step_by(2).collect::<String>();
        assert!(!outside.contains('@'), "{outside}");
    }
}

#[test]
fn a_unit_can_be_asked_for() {
    let folder = copied("demo");
    let found = model(&folder, &[".", "--unit", "shop"]);
    assert_eq!(list(&found, "/systems").len(), 1);
    let run = folder.run(&["model", ".", "--unit", "shap"]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("did you mean `shop`?"), "{}", run.err);
}

#[test]
fn examples_are_drawn_where_they_are_asked_for() {
    let folder = Folder::new(&[
        ("main.tf", &task("web", "")),
        ("examples/complete/main.tf", &task("job", "")),
    ]);
    let units = |args: &[&str]| {
        let found = model(&folder, args);
        list(&found, "/systems")
            .iter()
            .map(|own| own["units"][0].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(units(&["."]), ["."]);
    assert_eq!(units(&[".", "--include-examples"]), [".", "examples/complete"]);
    assert_eq!(units(&["examples/complete"]), ["."]);
}

#[test]
fn what_is_not_read_is_a_note_of_the_model() {
    let folder = Folder::new(&[(
        "main.tf",
        &format!("{}module \"net\" {{\n  source = \"acme/network/aws\"\n}}\n", task("web", "")),
    )]);
    let run: Run = folder.run(&["model", ".", "-f", "json"]);
    let notes = run.json();
    let notes = list(&notes, "/systems/0/notes");
    assert!(notes.iter().any(|own| text(own, "text").contains("module.net")), "{notes:?}");
    for format in ["text", "mermaid", "dot"] {
        let out = folder.run(&["model", ".", "-f", format]).out;
        assert!(out.contains("module.net"), "{format}: {out}");
    }
}

#[test]
fn nothing_to_draw_is_said_and_no_error() {
    let folder =
        Folder::new(&[("main.tf", "resource \"aws_s3_bucket\" \"b\" {\n  bucket = \"b\"\n}\n")]);
    let run = folder.run(&["model", ".", "-f", "text"]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert!(run.out.contains("No model"), "{}", run.out);
}

#[test]
fn the_program_of_the_tests_is_there() {
    // The other tests run it in folders of their own.
    let run = run_in(&root(), &["model", "testdata/demo/shop", "-f", "dot"], &[]);
    assert!(std::path::Path::new(program()).exists() && run.out.contains("digraph"));
}

/// Written as a report is: through no link that a work tree has.
#[cfg(unix)]
#[test]
fn a_model_is_written_through_no_link_of_the_tree() {
    let folder =
        Folder::new(&[("main.tf", &crate::program::task("web", "")), ("victim.json", "mine")]);
    folder.git(&["init", "-q"]);
    std::os::unix::fs::symlink("victim.json", folder.path().join("m.json")).unwrap();
    let run = folder.run(&["model", ".", "-f", "json", "-o", "m.json"]);
    assert_eq!((run.code, folder.read("victim.json").as_str()), (2, "mine"), "{}", run.err);
    assert!(run.err.contains("is a link in a work tree"), "{}", run.err);
}
