//! The HTML report as a reader has it: opened in a browser, filtered, printed, read aloud.
//!
//! `tests/browser/report.cjs` says what is tried, of the page of a model `tests/browser/model.cjs`,
//! of its table of threats `tests/browser/threats.cjs`.

use crate::Case;
use crate::oracle::{BROWSER, browser};
use crate::support::repository;
use std::path::Path;
use std::process::Command;

/// A report of what the program comes with, one of what tries to be markup, one of nothing.
pub fn cases() -> Vec<Case> {
    vec![
        Case::new("browser::html-report", || tried(&repository::root().join("testdata/demo")))
            .needs(&BROWSER),
        Case::new("browser::hostile-names", || {
            let folder = tempfile::tempdir().unwrap();
            let text = HOSTILE.replace("MARKUP", "</script><img src=x onerror=alert(1)>");
            std::fs::write(folder.path().join("web.json"), text).unwrap();
            tried(folder.path())
        })
        .needs(&BROWSER),
        Case::new("browser::model-of-the-demo", || {
            drawn(&repository::root().join("testdata/demo"))
        })
        .needs(&BROWSER),
        Case::new("browser::table-of-threats", || {
            page_of(&repository::root().join("testdata/demo"), &["--threats"], "threats.cjs")
        })
        .needs(&BROWSER),
        Case::new("browser::model-of-what-is-not-drawn", || {
            let folder = tempfile::tempdir().unwrap();
            std::fs::write(folder.path().join("main.tf"), UNDRAWN).unwrap();
            drawn(folder.path())
        })
        .needs(&BROWSER),
        Case::new("browser::model-of-hostile-names", || {
            let folder = tempfile::tempdir().unwrap();
            let text = HOSTILE.replace("MARKUP", "</script></title><img src=x onerror=alert(1)>");
            std::fs::write(folder.path().join("web.json"), text).unwrap();
            drawn(folder.path())
        })
        .needs(&BROWSER),
    ]
}

/// The page of a model, of the demo and of what tries to be markup.
fn drawn(folder: &Path) -> Vec<String> {
    page_of(folder, &[], "model.cjs")
}

/// What does not hold of a page of a model, by a script.
fn page_of(folder: &Path, more: &[&str], script: &str) -> Vec<String> {
    let to = tempfile::tempdir().unwrap();
    let page = to.path().join("model.html");
    let run = Command::new(env!("CARGO_BIN_EXE_stridelint"))
        .args(["model", "--no-config", "--include-examples"])
        .args(more)
        .args(["-f", "html", "-o"])
        .arg(&page)
        .arg(folder)
        .output()
        .unwrap();
    assert!(page.is_file(), "{}", String::from_utf8_lossy(&run.stderr));
    opened(&format!("tests/browser/{script}"), &page)
}

/// A service, and people of an account that no picture shows.
const UNDRAWN: &str = r#"
resource "aws_iam_user" "ci" {
  name = "ci"
}
resource "aws_lb" "web" {
  name = "web"
}
resource "aws_lb_listener" "web" {
  load_balancer_arn = aws_lb.web.arn
  port              = 80
  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.web.arn
  }
}
resource "aws_lb_target_group" "web" {
  port     = 80
  protocol = "HTTP"
}
resource "aws_ecs_task_definition" "web" {
  family                = "web"
  network_mode          = "awsvpc"
  container_definitions = jsonencode([{name = "web", image = "web", memory = 128, portMappings = [{containerPort = 80}]}])
}
resource "aws_ecs_service" "web" {
  name            = "web"
  task_definition = aws_ecs_task_definition.web.arn
  load_balancer {
    target_group_arn = aws_lb_target_group.web.arn
    container_name   = "web"
    container_port   = 80
  }
}
"#;

/// A task definition whose names are markup.
const HOSTILE: &str = r#"{
  "family": "MARKUP",
  "requiresCompatibilities": ["EC2"],
  "containerDefinitions": [
    {"name": "MARKUP", "image": "MARKUP:latest", "privileged": true, "user": "root", "memory": 128},
    {"name": "b", "image": "b", "privileged": true, "environment": [{"name": "MARKUP_PASSWORD", "value": "MARKUP"}]}
  ]
}
"#;

/// What does not hold of the report on a folder.
fn tried(folder: &Path) -> Vec<String> {
    let to = tempfile::tempdir().unwrap();
    let report = to.path().join("report.html");
    let scan = Command::new(env!("CARGO_BIN_EXE_stridelint"))
        .args(["scan", "--exit-zero", "--undecided", "--no-config", "-f", "html", "-o"])
        .arg(&report)
        .arg(folder)
        .output()
        .unwrap();
    assert!(report.is_file(), "{}", String::from_utf8_lossy(&scan.stderr));
    opened("tests/browser/report.cjs", &report)
}

/// What does not hold of a page, by a script.
fn opened(script: &str, page: &Path) -> Vec<String> {
    let run = Command::new("node")
        .arg(repository::root().join(script))
        .arg(browser().unwrap_or_default())
        .arg(page)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&run.stdout);
    let failed: Vec<String> =
        said.lines().filter(|line| line.starts_with("FAIL")).map(str::to_owned).collect();
    if !run.status.success() && failed.is_empty() {
        return vec![format!("{said}{}", String::from_utf8_lossy(&run.stderr))];
    }
    assert!(said.contains("ok  "), "nothing was tried: {said}");
    failed
}
