//! Pictures: escaped, and with less detail where there is more than fits.

use super::{SHOP, changed, drawn};
use crate::model::v1::Certainty;
use crate::model::{Detail, dot, mermaid, text};
use std::fmt::Write;

/// A name that would end a label.
const HOSTILE: &str = "x\\\"]--> end\\n click & <b> `md` #35; |%";

#[test]
fn names_end_no_label() {
    let own =
        changed(&[("name                   = \"web\"", &format!("name = \"{HOSTILE}\""))], "");
    let chart = mermaid::write(&own.0, Detail::Full);
    let named = |line: &&str| line.contains("md") && !line.starts_with("%%");
    let lines: Vec<&str> = chart.lines().filter(named).collect();
    assert!(!lines.is_empty(), "{chart}");
    for line in lines {
        assert_eq!(line.matches('"').count(), 2, "{line}");
        assert!(line.contains("#quot;#93;--#gt; end  click"), "{line}");
    }
    let graph = dot::write(&own.0, Detail::Full);
    let line = graph.lines().find(|line| line.contains("md")).unwrap();
    assert!(line.contains("x\\\"]--> end  click"), "{line}");
}

#[test]
fn what_is_blocked_is_in_no_picture() {
    let own = changed(
        &[("from_port       = 8080\n    to_port         = 8080", "from_port = 1\n to_port = 1")],
        "",
    );
    let blocked =
        own.system().flows.iter().filter(|flow| flow.certainty == Certainty::Blocked).count();
    assert_eq!(blocked, 1);
    assert!(!mermaid::write(&own.0, Detail::Full).contains("ingress HTTP 8080"));
    assert!(text::write(&own.0).contains("Configured, and not let through"));
}

#[test]
fn what_is_in_the_clear_is_red_and_what_is_not_sure_is_dashed() {
    let own =
        changed(&[("security_groups = [aws_security_group.lb.id]\n  internal", "internal")], "");
    let chart = mermaid::write(&own.0, Detail::Full);
    assert!(chart.contains("-.->|\"ingress HTTP 80 ?\"|"), "{chart}");
    assert!(chart.contains("linkStyle "), "{chart}");
}

/// Services that are alike, each with a log group of its own.
fn many(count: usize) -> String {
    let mut all = SHOP.to_owned();
    for at in 0..count {
        let _ = write!(
            all,
            "resource \"aws_cloudwatch_log_group\" \"s{at}\" {{\n  name = \"/ecs/s{at}\"\n}}\nresource \"aws_ecs_task_definition\" \"s{at}\" {{\n  family = \"s{at}\"\n  network_mode = \"awsvpc\"\n  requires_compatibilities = [\"FARGATE\"]\n  container_definitions = jsonencode([{{ name = \"s\", image = \"nginx:1\", logConfiguration = {{ logDriver = \"awslogs\", options = {{ awslogs-group = \"/ecs/s{at}\" }} }} }}])\n}}\nresource \"aws_ecs_service\" \"s{at}\" {{\n  name = \"s{at}\"\n  task_definition = aws_ecs_task_definition.s{at}.arn\n  launch_type = \"FARGATE\"\n  network_configuration {{\n    subnets = [aws_subnet.inner.id]\n    security_groups = [aws_security_group.web.id]\n  }}\n}}\n"
        );
    }
    all
}

#[test]
fn a_large_system_is_drawn_with_less_detail() {
    let text = many(40);
    let own = drawn(&[("main.tf", &text)]);
    assert!(own.system().elements.len() > 120);
    let chart = mermaid::write(&own.0, Detail::Auto);
    assert!(chart.contains("40 services"), "{chart}");
    assert!(chart.lines().count() < 120, "{}", chart.lines().count());
    assert!(mermaid::write(&own.0, Detail::Full).len() <= 50_000);
    // The JSON has all of it.
    assert_eq!(own.by("R4").len(), 41);
}

#[test]
fn groups_have_ids_of_their_members() {
    let text = many(40);
    let own = drawn(&[("main.tf", &text)]);
    let shown = crate::model::group::view(own.system(), Detail::Auto);
    let group = shown.elements.iter().find(|own| own.id.starts_with("group:service:")).unwrap();
    assert_eq!(group.properties["members"].as_array().unwrap().len(), 40);
    assert_eq!(group.instances, Some(40));
    assert!(shown.elements.len() <= 60 && shown.flows.len() <= 120);
}
