//! Each rule with a case that draws it and a near miss.

mod control;
mod data;
mod edge;
mod groups;
mod ingress;
mod oracles;
mod ordering;
mod systems;
mod writers;

use super::v1::{Certainty, Element, Encrypted, Flow, Model, System};
use super::{Input, draw};
use crate::tree::Tree;
use crate::unit::{Format, Inputs};
use crate::{cloudformation, discover, ecs, normalize, terraform};

/// A Fargate service behind a load balancer, in a VPC with public and private subnets.
pub(super) const SHOP: &str = r#"
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}
resource "aws_internet_gateway" "main" {
  vpc_id = aws_vpc.main.id
}
resource "aws_subnet" "edge" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.0.0/24"
}
resource "aws_subnet" "inner" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.1.0/24"
}
resource "aws_nat_gateway" "main" {
  subnet_id = aws_subnet.edge.id
}
resource "aws_route_table" "edge" {
  vpc_id = aws_vpc.main.id
  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.main.id
  }
}
resource "aws_route_table" "inner" {
  vpc_id = aws_vpc.main.id
  route {
    cidr_block     = "0.0.0.0/0"
    nat_gateway_id = aws_nat_gateway.main.id
  }
}
resource "aws_route_table_association" "edge" {
  subnet_id      = aws_subnet.edge.id
  route_table_id = aws_route_table.edge.id
}
resource "aws_route_table_association" "inner" {
  subnet_id      = aws_subnet.inner.id
  route_table_id = aws_route_table.inner.id
}
resource "aws_security_group" "lb" {
  vpc_id = aws_vpc.main.id
  ingress {
    protocol    = "tcp"
    from_port   = 80
    to_port     = 80
    cidr_blocks = ["0.0.0.0/0"]
  }
  egress {
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["0.0.0.0/0"]
  }
}
resource "aws_security_group" "web" {
  vpc_id = aws_vpc.main.id
  ingress {
    protocol        = "tcp"
    from_port       = 8080
    to_port         = 8080
    security_groups = [aws_security_group.lb.id]
  }
  egress {
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["0.0.0.0/0"]
  }
}
resource "aws_lb" "main" {
  subnets         = [aws_subnet.edge.id]
  security_groups = [aws_security_group.lb.id]
  internal        = false
}
resource "aws_lb_target_group" "web" {
  port     = 8080
  protocol = "HTTP"
  vpc_id   = aws_vpc.main.id
}
resource "aws_lb_listener" "web" {
  load_balancer_arn = aws_lb.main.arn
  port              = 80
  protocol          = "HTTP"
  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.web.arn
  }
}
resource "aws_cloudwatch_log_group" "web" {
  name = "/ecs/web"
}
resource "aws_ecs_task_definition" "web" {
  family                   = "web"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  container_definitions = jsonencode([{
    name         = "web"
    image        = "nginx:1"
    portMappings = [{ containerPort = 8080 }]
    environment  = []
    secrets      = []
    mountPoints  = []
    logConfiguration = {
      logDriver = "awslogs"
      options   = { awslogs-group = "/ecs/web" }
    }
  }])
}
resource "aws_ecs_service" "web" {
  name                   = "web"
  task_definition        = aws_ecs_task_definition.web.arn
  launch_type            = "FARGATE"
  enable_execute_command = false
  network_configuration {
    subnets          = [aws_subnet.inner.id]
    security_groups  = [aws_security_group.web.id]
    assign_public_ip = false
  }
  load_balancer {
    target_group_arn = aws_lb_target_group.web.arn
    container_name   = "web"
    container_port   = 8080
  }
}
"#;

pub(super) const SERVICE: &str = "service:.#aws_ecs_service.web";
pub(super) const BALANCER: &str = "load-balancer:.#aws_lb.main";

/// The shop with something else in place of a text that stands in it.
pub(super) fn changed(changes: &[(&str, &str)], more: &str) -> Drawn {
    let mut text = SHOP.to_owned();
    for (from, to) in changes {
        assert!(text.contains(from), "the shop has no `{from}`");
        text = text.replace(from, to);
    }
    drawn(&[("main.tf", &format!("{text}\n{more}"))])
}

/// A model of files.
pub(super) struct Drawn(pub Model);

/// The model of files, examples left out.
pub(super) fn drawn(files: &[(&str, &str)]) -> Drawn {
    drawn_with(files, false)
}

pub(super) fn drawn_with(files: &[(&str, &str)], examples: bool) -> Drawn {
    let tree = Tree::of_texts(files);
    let (found, problems) = discover::explore(&tree, None, None);
    assert!(problems.is_empty(), "{problems:?}");
    let mut units = found.units;
    units.sort();
    let documents: Vec<_> = units
        .iter()
        .map(|unit| {
            let inputs = Inputs::default();
            let (evaluated, _) = match unit.format {
                Format::Terraform | Format::Plan => terraform::evaluate(&tree, unit, &inputs),
                Format::CloudFormation => cloudformation::evaluate(&tree, unit, &inputs),
                Format::Ecs => ecs::evaluate(&tree, unit, &inputs),
            };
            normalize::normalize(&tree, unit, evaluated, "2026-11-30").0
        })
        .collect();
    let inputs: Vec<Input<'_>> = documents
        .iter()
        .map(|document| {
            let label =
                if document.unit.is_empty() { ".".to_owned() } else { document.unit.clone() };
            Input { document, tree: &tree, label, asked: false }
        })
        .collect();
    Drawn(draw(&inputs, "2026-11-30", examples))
}

impl Drawn {
    /// The only system.
    pub fn system(&self) -> &System {
        assert_eq!(
            self.0.systems.len(),
            1,
            "{:?}",
            self.0.systems.iter().map(|own| &own.units).collect::<Vec<_>>()
        );
        &self.0.systems[0]
    }

    pub fn flow(&self, id: &str) -> Option<&Flow> {
        self.0.systems.iter().flat_map(|system| &system.flows).find(|flow| flow.id == id)
    }

    pub fn element(&self, id: &str) -> Option<&Element> {
        self.0.systems.iter().flat_map(|system| &system.elements).find(|own| own.id == id)
    }

    /// The ids of the flows of a rule, sorted.
    pub fn by(&self, rule: &str) -> Vec<&str> {
        let flows = self.0.systems.iter().flat_map(|system| &system.flows);
        flows.filter(|flow| flow.rule == rule).map(|flow| flow.id.as_str()).collect()
    }

    /// How sure a flow is, and whether it is encrypted.
    pub fn told(&self, id: &str) -> (Certainty, Encrypted) {
        let flow = self.flow(id).unwrap_or_else(|| panic!("no flow {id} among {:#?}", self.ids()));
        (flow.certainty, flow.encrypted)
    }

    pub fn ids(&self) -> Vec<&str> {
        let flows = self.0.systems.iter().flat_map(|system| &system.flows);
        flows.map(|flow| flow.id.as_str()).collect()
    }

    /// The boundary of an element.
    pub fn place(&self, id: &str) -> &str {
        let own = self.element(id).unwrap_or_else(|| panic!("no element {id}"));
        own.boundary.as_deref().unwrap_or_default()
    }

    /// Whether a note has all of some words.
    pub fn notes(&self, words: &[&str]) -> bool {
        let notes = self.0.systems.iter().flat_map(|system| &system.notes).chain(&self.0.notes);
        notes.into_iter().any(|note| words.iter().all(|word| note.text.contains(word)))
    }
}
