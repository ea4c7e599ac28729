//! Ids come from addresses and survive edits; the same input gives the same bytes.

use super::{SHOP, drawn};
use crate::model::read::LOOKED_AT;
use crate::model::{Detail, dot, mermaid, text};

#[test]
fn moving_and_reformatting_changes_no_id() {
    let one = drawn(&[("main.tf", SHOP)]);
    // Blocks in the other order, over two files.
    let blocks: Vec<&str> = SHOP.split("\nresource ").skip(1).collect();
    let (first, second) = blocks.split_at(blocks.len() / 2);
    let written = |blocks: &[&str]| {
        blocks.iter().rev().map(|block| format!("\n\nresource {block}")).collect::<String>()
    };
    let other = drawn(&[("b.tf", &written(first)), ("a.tf", &written(second))]);
    let ids = |drawn: &super::Drawn| {
        let system = drawn.system();
        let elements = system.elements.iter().map(|own| own.id.clone());
        let boundaries = system.boundaries.iter().map(|own| own.id.clone());
        elements
            .chain(boundaries)
            .chain(system.flows.iter().map(|own| own.id.clone()))
            .collect::<Vec<_>>()
    };
    assert_eq!(ids(&one), ids(&other));
    // A default that changes is no other thing.
    let other = drawn(&[(
        "main.tf",
        &SHOP
            .replace("nginx:1", "nginx:2")
            .replace("name                   = \"web\"", "name = \"shop\""),
    )]);
    assert_eq!(ids(&one), ids(&other));
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let (one, other) = (drawn(&[("main.tf", SHOP)]), drawn(&[("main.tf", SHOP)]));
    let json = |drawn: &super::Drawn| serde_json::to_string_pretty(&drawn.0).unwrap();
    assert_eq!(json(&one), json(&other));
    for detail in [Detail::Auto, Detail::Full, Detail::Services] {
        assert_eq!(mermaid::write(&one.0, detail), mermaid::write(&other.0, detail));
        assert_eq!(dot::write(&one.0, detail), dot::write(&other.0, detail));
    }
    assert_eq!(text::write(&one.0), text::write(&other.0));
}

#[test]
fn ends_of_flows_are_elements_and_everything_has_its_evidence() {
    let one = drawn(&[("main.tf", SHOP)]);
    let system = one.system();
    for flow in &system.flows {
        for end in [&flow.from, &flow.to] {
            assert!(system.elements.iter().any(|own| own.id == *end), "{end} of {}", flow.id);
        }
        let seed = matches!(flow.kind, "api" | "control" | "schedule" | "credentials");
        assert!(seed || !flow.evidence.is_empty(), "{}", flow.id);
    }
    for own in &system.elements {
        let place = own.boundary.as_deref().unwrap_or_default();
        assert!(
            system.boundaries.iter().any(|boundary| boundary.id == place),
            "{place} of {}",
            own.id
        );
        assert!(own.address.is_none() || !own.evidence.is_empty(), "{}", own.id);
    }
}

/// A service with all that it has, so many times.
fn services(count: usize) -> String {
    let one = r#"
resource "aws_security_group" "sN" {
  vpc_id = aws_vpc.main.id
  ingress {
    protocol        = "tcp"
    from_port       = 8080
    to_port         = 8080
    security_groups = [aws_security_group.lb.id]
  }
}
resource "aws_cloudwatch_log_group" "sN" {
  name = "/ecs/sN"
}
resource "aws_iam_role" "sN" {
  assume_role_policy = jsonencode({ Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ecs-tasks.amazonaws.com" } }] })
}
resource "aws_iam_role_policy" "sN" {
  role   = aws_iam_role.sN.id
  policy = jsonencode({ Statement = [{ Effect = "Allow", Action = ["sqs:*"], Resource = aws_sqs_queue.sN.arn }] })
}
resource "aws_sqs_queue" "sN" {
  name = "sN"
}
resource "aws_security_group" "dN" {
  vpc_id = aws_vpc.main.id
  ingress {
    protocol        = "tcp"
    from_port       = 5432
    to_port         = 5432
    security_groups = [aws_security_group.sN.id]
  }
}
resource "aws_db_instance" "dN" {
  engine                 = "postgres"
  vpc_security_group_ids = [aws_security_group.dN.id]
}
resource "aws_lb_target_group" "sN" {
  port     = 8080
  protocol = "HTTP"
  vpc_id   = aws_vpc.main.id
}
resource "aws_lb_listener_rule" "sN" {
  listener_arn = aws_lb_listener.web.arn
  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.sN.arn
  }
}
resource "aws_ecs_task_definition" "sN" {
  family                   = "sN"
  network_mode             = "awsvpc"
  requires_compatibilities = ["FARGATE"]
  task_role_arn            = aws_iam_role.sN.arn
  container_definitions = jsonencode([{
    name             = "s"
    image            = "nginx:1"
    portMappings     = [{ containerPort = 8080 }]
    environment      = [{ name = "QUEUE", value = aws_sqs_queue.sN.url }, { name = "DB_HOST", value = aws_db_instance.dN.address }]
    logConfiguration = { logDriver = "awslogs", options = { awslogs-group = aws_cloudwatch_log_group.sN.name } }
  }])
}
resource "aws_ecs_service" "sN" {
  name            = "sN"
  task_definition = aws_ecs_task_definition.sN.arn
  launch_type     = "FARGATE"
  network_configuration {
    subnets         = [aws_subnet.inner.id]
    security_groups = [aws_security_group.sN.id]
  }
  load_balancer {
    target_group_arn = aws_lb_target_group.sN.arn
    container_name   = "s"
    container_port   = 8080
  }
}
"#;
    let many =
        (0..count).map(|at| one.replace("sN", &format!("s{at}")).replace("dN", &format!("d{at}")));
    format!("{SHOP}{}", many.collect::<String>())
}

/// The values that are looked at for so many services, the documents' making left out.
fn cost(count: usize) -> usize {
    let text = services(count);
    LOOKED_AT.with(|looked| looked.set(0));
    let own = drawn(&[("main.tf", &text)]);
    assert_eq!(own.by("R11").len(), count);
    LOOKED_AT.with(std::cell::Cell::get)
}

#[test]
fn twice_as_much_costs_no_more_than_little_over_twice() {
    let (one, two, four) = (cost(10), cost(20), cost(40));
    assert!(two * 10 <= one * 22 && four * 10 <= two * 22, "{one} {two} {four}");
}
