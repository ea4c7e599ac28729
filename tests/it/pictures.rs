//! The pictures in the HTML report: of what is scanned, with the findings that the report lists.

use crate::program::{Folder, program, task};
use crate::threats::demo;
use serde_json::Value;
use std::collections::BTreeSet;
use std::io::Write;
use std::process::{Command, Stdio};

fn report(folder: &Folder, args: &[&str]) -> String {
    let mut all = vec!["scan", ".", "-f", "html", "--exit-zero", "--today", "2026-11-30"];
    all.extend(args);
    let run = folder.run(&all);
    assert_eq!(run.code, 0, "{}", run.err);
    run.out
}

/// What the script is told of each system.
fn told(page: &str) -> Vec<Value> {
    let parts = page.split("<script class=\"data\" type=\"application/json\">").skip(1);
    parts
        .map(|part| serde_json::from_str(part.split("</script>").next().unwrap()).unwrap())
        .collect()
}

fn listed(page: &str) -> BTreeSet<&str> {
    let parts = page.split("<details class=\"finding\" id=\"").skip(1);
    parts.map(|part| part.split('"').next().unwrap()).collect()
}

#[test]
fn a_report_draws_what_it_lists() {
    let page = report(&demo(), &[]);
    let systems = told(&page);
    assert_eq!(systems.len(), 3);
    assert_eq!(page.matches("<details open><summary><b class=\"open\">").count(), 1, "the worst");
    let all = listed(&page);
    let linked: BTreeSet<&str> = systems
        .iter()
        .flat_map(|own| own["findings"].as_array().unwrap())
        .filter_map(Value::as_str)
        .collect();
    assert!(linked.is_subset(&all), "{:?}", linked.difference(&all));
    let left: Vec<_> = all.difference(&linked).collect();
    assert!(left.is_empty(), "each finding of the report stands in a picture: {left:?}");
    // What the report does not list is told whole: what is undecided.
    let undecided = |page: &str| {
        let systems = told(page);
        let all = systems.iter().flat_map(|own| own["findings"].as_array().unwrap());
        all.filter(|own| own["state"] == "undecided").count()
    };
    let (without, with) = (undecided(&page), undecided(&report(&demo(), &["--undecided"])));
    // What yields to a finding that is reported is in no list.
    assert!(with < without, "{with} {without}");
}

#[test]
fn a_change_is_drawn_as_it_is_now_and_no_part_and_nothing_untrusted() {
    let folder = demo();
    folder.git(&["init", "-q"]);
    folder.commit();
    let text = folder.read("reports/task-definition.json");
    folder.write("reports/task-definition.json", text.replace("\"reports\"", "\"reports2\""));
    let page = report(&folder, &["--diff-base", "HEAD"]);
    assert_eq!(told(&page).len(), 3, "a change is drawn as what is there now");
    assert!(page.contains("reports2"));
    let head = report(&folder, &["--rev", "HEAD"]);
    assert!(told(&head).len() == 3 && !head.contains("reports2"), "a revision is drawn as it was");
    for left in [&["--shard", "1/2"][..], &["--diff-base", "HEAD", "--untrusted"]] {
        assert_eq!(report(&folder, left).matches("class=\"m-picture\"").count(), 0, "{left:?}");
    }
}

#[test]
fn paths_that_standard_input_names_are_drawn() {
    let folder = demo();
    let mut scan = Command::new(program())
        .current_dir(folder.path())
        .args(["scan", "--paths-from", "-", "-f", "html", "--exit-zero"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    scan.stdin.take().unwrap().write_all(b"shop\n").unwrap();
    let out = scan.wait_with_output().unwrap();
    assert!(out.status.success());
    assert_eq!(told(&String::from_utf8(out.stdout).unwrap()).len(), 1);
}

#[test]
fn a_report_of_nothing_to_draw_has_no_picture() {
    let folder = Folder::new(&[("main.tf", "resource \"aws_s3_bucket\" \"b\" {}\n")]);
    let page = report(&folder, &[]);
    assert!(!page.contains("m-picture") && !page.contains("Threat model"), "{page}");
    assert_eq!(page.matches("'sha256-").count(), 1, "the script of pictures is left out");
}

#[test]
fn of_many_systems_the_worst_are_drawn_and_the_rest_is_counted() {
    let folder = Folder::new(&[]);
    for number in 0..23 {
        let more = if number == 17 { "privileged = true" } else { "" };
        folder.write(&format!("t{number}/main.tf"), task("web", more));
    }
    let page = report(&folder, &[]);
    assert_eq!(told(&page).len(), 20);
    assert!(page.contains("Not drawn here: 3 more systems. "), "{page}");
    let first = page.find("</b> t17</summary>").unwrap();
    assert!(page.find("</b> t0</summary>").is_none_or(|other| first < other));
}

/// A service with its target group, role, queue and log group.
const SERVICE: &str = r#"
resource "aws_lb_target_group" "NAME" {
  port        = 8080
  protocol    = "HTTP"
  target_type = "ip"
}
resource "aws_lb_listener_rule" "NAME" {
  listener_arn = aws_lb_listener.http.arn
  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.NAME.arn
  }
}
resource "aws_cloudwatch_log_group" "NAME" {
  name = "/ecs/NAME"
}
resource "aws_sqs_queue" "NAME" {
  name = "NAME"
}
resource "aws_iam_role" "NAME" {
  assume_role_policy = jsonencode({ Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ecs-tasks.amazonaws.com" } }] })
  inline_policy {
    name   = "queue"
    policy = jsonencode({ Statement = [{ Effect = "Allow", Action = ["sqs:*"], Resource = "*" }] })
  }
}
resource "aws_ecs_task_definition" "NAME" {
  family                   = "NAME"
  network_mode             = "awsvpc"
  requires_compatibilities = ["FARGATE"]
  task_role_arn            = aws_iam_role.NAME.arn
  container_definitions = jsonencode([{
    name             = "app"
    image            = "example/NAME:latest"
    user             = "root"
    portMappings     = [{ containerPort = 8080 }]
    environment      = [{ name = "QUEUE_URL", value = aws_sqs_queue.NAME.url }]
    logConfiguration = { logDriver = "awslogs", options = { awslogs-group = aws_cloudwatch_log_group.NAME.name } }
  }])
}
resource "aws_ecs_service" "NAME" {
  name            = "NAME"
  task_definition = aws_ecs_task_definition.NAME.arn
  launch_type     = "FARGATE"
  load_balancer {
    target_group_arn = aws_lb_target_group.NAME.arn
    container_name   = "app"
    container_port   = 8080
  }
}
"#;

#[test]
fn a_large_system_is_drawn_small() {
    let mut text = "resource \"aws_lb\" \"main\" {}\nresource \"aws_lb_listener\" \"http\" {\n  load_balancer_arn = aws_lb.main.arn\n  port = 80\n  protocol = \"HTTP\"\n}\n".to_owned();
    for number in 0..90 {
        text.push_str(&SERVICE.replace("NAME", &format!("s{number}")));
    }
    let folder = Folder::new(&[("main.tf", &text)]);
    let page = report(&folder, &[]);
    let [system] = &told(&page)[..] else { panic!("one system") };
    let cards = system["cards"].as_array().unwrap();
    assert!(cards.len() < 20, "like things are one: {cards:?}");
    let members: u64 = cards.iter().map(|own| own["members"].as_u64().unwrap()).sum();
    assert!(members > 360, "and say how many they are: {members}");
    let findings = listed(&page).len();
    assert!(findings > 400, "{findings}");
    assert!(
        page.len() < 100_000 + 1_180 * findings,
        "{} bytes, {findings} findings: 5,000 would be more than 6 MB",
        page.len()
    );
}

#[test]
fn a_report_with_pictures_asks_the_policies_once() {
    let folder = demo();
    folder.write(
        "stridelint.toml",
        "[[ignore]]\ncheck = \"container-escape.root-user\"\nreason = \"known\"\n",
    );
    let scan = ["scan", ".", "--exit-zero", "--no-config", "--today", "2026-11-30"];
    let more = ["-vv", "-f", "html", "-o", "page.html", "-f", "json", "-o", "with.json"];
    let run = folder.run(&[&scan[..], &more].concat());
    for unit in ["shop", "payments/template.yaml", "reports/task-definition.json"] {
        let begin = format!("{unit}: all of it took");
        let of_unit = run.err.lines().filter(|line| line.starts_with(&begin));
        let asked = of_unit.filter(|line| line.contains("asking the policies")).count();
        assert_eq!(asked, 1, "{unit}: {}", run.err);
    }
    // What is reported beside a picture is what is reported without one.
    for more in
        [&[][..], &["--undecided"], &["--min-severity", "high"], &["--config", "stridelint.toml"]]
    {
        let scan: Vec<&str> = match more.first() {
            Some(&"--config") => scan.iter().copied().filter(|own| *own != "--no-config").collect(),
            _ => scan.to_vec(),
        };
        folder.run(&[&scan[..], more, &["-f", "json", "-o", "alone.json"]].concat());
        folder.run(
            &[&scan[..], more, &["-f", "html", "-o", "page.html", "-f", "json", "-o", "with.json"]]
                .concat(),
        );
        let read = |name: &str| std::fs::read_to_string(folder.path().join(name)).unwrap();
        let (alone, with) = (read("alone.json"), read("with.json"));
        assert!(alone == with, "{more:?}");
        // The states are those of the model.
        let config: Vec<&str> = match more.first() {
            Some(&"--config") => more.to_vec(),
            _ => vec!["--no-config"],
        };
        let model = ["model", ".", "-f", "json", "--today", "2026-11-30"];
        let model: Value =
            serde_json::from_str(&folder.run(&[&model[..], &config].concat()).out).unwrap();
        let page = read("page.html");
        let drawn: BTreeSet<String> = told(&page)
            .iter()
            .map(|own| {
                let threats = own["threats"].as_array().unwrap();
                let all = threats.iter().map(|own| format!("{} {}", own["id"], own["state"]));
                all.collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>().join("\n")
            })
            .collect();
        let words = ["open", "undecided", "accepted", "transferred", "mitigated", "not-applicable"];
        let derived: BTreeSet<String> = model["systems"]
            .as_array()
            .unwrap()
            .iter()
            .map(|own| {
                let threats = own["threats"].as_array().unwrap();
                let all = threats.iter().map(|own| {
                    let at = words.iter().position(|word| own["state"] == *word).unwrap();
                    format!("{} {at}", own["id"])
                });
                all.collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>().join("\n")
            })
            .collect();
        assert_eq!(drawn, derived, "{more:?}");
    }
}
