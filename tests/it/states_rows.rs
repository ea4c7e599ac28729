//! Rows of the table of threats: each is of what it attacks, tells its own sentence and the condition of it.

use crate::program::Folder;
use crate::states::{SERVICE, has, model, on_hosts, reasons, targets};
use crate::threats::{asked, list, threat, threats};
use serde_json::Value;

#[test]
fn the_group_of_a_load_balancer_is_no_target_of_what_tasks_share() {
    let edge = r#"
resource "aws_security_group" "edge" {
  name = "edge"
  ingress {
    protocol    = "tcp"
    from_port   = 443
    to_port     = 443
    cidr_blocks = ["0.0.0.0/0"]
  }
}
resource "aws_lb" "web" {
  name            = "web"
  internal        = false
  security_groups = [aws_security_group.edge.id]
}
"#;
    let own = model(&on_hosts(&format!("{SERVICE}{edge}")), &[]);
    let all = targets(&own, "cross-task-privilege-escalation");
    assert!(all.iter().all(|(name, _)| !name.contains("edge")), "{all:?}");
    assert!(all.iter().any(|(name, _)| name == "service web"), "{all:?}");
}

#[test]
fn a_policy_of_a_role_elsewhere_is_of_no_task_where_all_their_roles_are_known() {
    let role = |name: &str| {
        format!(
            "resource \"aws_iam_role\" \"{name}\" {{\n  name = \"{name}\"\n  assume_role_policy = jsonencode({{Statement = [{{Effect = \"Allow\", Action = \"sts:AssumeRole\", Principal = {{Service = \"ecs-tasks.amazonaws.com\"}}}}]}})\n}}\n"
        )
    };
    let attached = "resource \"aws_iam_role_policy_attachment\" \"host\" {\n  role = \"hosts-of-another-stack\"\n  policy_arn = \"arn:aws:iam::aws:policy/service-role/AmazonEC2ContainerServiceforEC2Role\"\n}\n";
    let roles = "family = \"web\"\n  task_role_arn = aws_iam_role.web.arn\n  execution_role_arn = aws_iam_role.start.arn";
    let code = format!(
        "{}{}{}{attached}",
        SERVICE.replace("family       = \"web\"", roles),
        role("web"),
        role("start")
    );
    let is_attached = |own: &Value| {
        let all = targets(own, "service-role-misuse");
        all.iter().any(|(name, _)| name.contains("attachment"))
    };
    assert!(!is_attached(&model(&on_hosts(&code), &[])));
    // It may be the role of a task that names one elsewhere.
    let code = code.replace("aws_iam_role.start.arn", "data.aws_iam_role.start.arn")
        + "data \"aws_iam_role\" \"start\" {\n  name = \"start\"\n}\n";
    assert!(is_attached(&model(&on_hosts(&code), &[])));
}

#[test]
fn what_is_there_under_a_condition_is_told_with_it() {
    let agent = r#"
variable "agent" {
  type    = bool
  default = false
}
variable "network" {}
resource "aws_ecs_task_definition" "agent" {
  count  = var.agent ? 1 : 0
  family = "agent"
  container_definitions = jsonencode([{name = "agent", image = "docker.io/acme/agent:1.0", memory = 128, privileged = true}])
}
"#;
    let own = model(&on_hosts(&format!("{SERVICE}{agent}")), &[]);
    let all = list(threat(&own, "container-escape"), "targets").iter();
    let checks = all.flat_map(|own| list(own, "checks"));
    let mut checks = checks.filter(|own| {
        own["id"] == "container-escape.privileged-container" && own["state"] == "open"
    });
    let under = "when var.agent is true";
    let own_check = checks.next().expect("the container is privileged");
    assert_eq!(own_check["condition"], under);
    assert!(own_check["reason"].as_str().unwrap().ends_with(&format!("({under})")));
    let mut findings = list(&own, "findings").iter();
    let finding = findings.find(|own| own["check"] == "container-escape.privileged-container");
    assert_eq!(finding.unwrap()["condition"], under);
    let folder = Folder::new(&[("main.tf", &on_hosts(&format!("{SERVICE}{agent}")))]);
    for format in ["text", "csv", "markdown", "html"] {
        let out = asked(&folder, &["--threats", "-f", format, "."]).out;
        assert!(out.contains(under), "{format}");
    }
    let table = asked(&folder, &["--threats", "-f", "csv", "."]).out;
    let is_open = |line: &&str| line.contains("container-escape.privileged-container,open");
    let row = table.lines().find(is_open);
    assert!(row.unwrap().ends_with(under), "{row:?}");
}

#[test]
fn what_is_certain_of_a_caller_is_no_fact_of_the_module() {
    let module = r#"
variable "web_acl" {
  default = ""
}
resource "aws_lb" "web" {
  name     = "web"
  internal = false
}
resource "aws_lb_listener" "web" {
  load_balancer_arn = aws_lb.web.arn
  port              = 443
  protocol          = "HTTPS"
  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.web.arn
  }
}
resource "aws_lb_target_group" "web" {
  name     = "web"
  port     = 80
  protocol = "HTTP"
}
resource "aws_wafv2_web_acl_association" "web" {
  count        = var.web_acl == "" ? 0 : 1
  resource_arn = aws_lb.web.arn
  web_acl_arn  = var.web_acl
}
variable "region" {}
"#;
    let caller = "module \"service\" {\n  source = \"../../\"\n  region = \"eu-west-1\"\n}\n";
    let folder = Folder::new(&[
        ("main.tf", &format!("{module}{}", SERVICE.replace("aws_ecs_cluster.main.id", "\"main\""))),
        ("examples/test/main.tf", caller),
    ]);
    let own = threats(&folder, &["."])["systems"][0].clone();
    let said = list(threat(&own, "vulnerable-application-code"), "targets").iter();
    let said = said.flat_map(|own| list(own, "checks"));
    let said: Vec<&Value> = said.filter(|own| own["state"] == "undecided").collect();
    assert!(!said.is_empty(), "{own}");
    for check in said {
        let reason = check["reason"].as_str().unwrap();
        assert!(reason.starts_with("cannot tell whether"), "{reason}");
        assert!(!reason.contains("module.service"), "{reason}");
    }
}

#[test]
fn a_check_that_looked_is_not_said_to_be_off() {
    let code = r#"
variable "group" {}
resource "aws_ecs_task_definition" "web" {
  family                = "web"
  network_mode          = "awsvpc"
  container_definitions = jsonencode([{name = "web", image = "docker.io/acme/web:1.0", memory = 128}])
}
resource "aws_security_group" "web" {
  name = "web"
}
resource "aws_ecs_service" "web" {
  name            = "web"
  task_definition = aws_ecs_task_definition.web.arn
  network_configuration {
    subnets         = ["subnet-0a1b2c3d4e5f60718"]
    security_groups = [aws_security_group.web.id]
  }
}
"#;
    let own = model(code, &[]);
    has(&own, "unrestricted-egress", "service web", "undecided");
    let reason = reasons(&own, "unrestricted-egress");
    assert!(!reason.contains("only checks look at it that are off"), "{reason}");
    assert!(reason.contains("enable unrestricted-egress."), "{reason}");
}

#[test]
fn an_image_of_a_container_without_a_known_name_is_told_by_its_task_definition() {
    let code = SERVICE.replace("name = \"web\", image", "name = var.name, image");
    let own = model(&on_hosts(&format!("{code}variable \"name\" {{}}\n")), &[]);
    let image = "image of a container of aws_ecs_task_definition.web";
    has(&own, "container-image-tampering", image, "open");
}

#[test]
fn what_a_known_module_makes_besides_is_undecided() {
    let code = |arguments: &str| {
        format!(
            r#"
variable "vpc_id" {{}}
resource "aws_ecs_service" "web" {{
  name            = "web"
  task_definition = "web:3"
}}
module "edge" {{
  source         = "cn-terraform/ecs-alb/aws"
  version        = "1.0.37"
  name_prefix    = "web"
  vpc_id         = var.vpc_id
  public_subnets = ["subnet-0a1b2c3d4e5f60718"]
{arguments}}}
"#
        )
    };
    let bucket = "module.edge.aws_s3_bucket.logs";
    let own = model(&code(""), &[]);
    for id in ["s3-misconfiguration", "log-retention-misconfiguration", "data-destruction"] {
        has(&own, id, bucket, "undecided");
        let reason = "module.edge makes it and is not read: how it is set is not known";
        assert!(reasons(&own, id).contains(reason), "{id}");
    }
    let mut all = list(threat(&own, "s3-misconfiguration"), "targets").iter();
    let own = all.find(|own| own["name"] == bucket).expect("the bucket is a target");
    assert_eq!(own["evidence"][0]["line"], 7);
    // Another one makes one too, and none where it is off.
    let other = |more: &str| {
        let code = code(more).replace("cn-terraform/ecs-alb", "cloudposse/alb");
        let code = code.replace("1.0.37", "2.2.0").replace("name_prefix ", "name ");
        model(&code.replace("public_subnets", "subnet_ids"), &[])
    };
    let logs = "module.edge.aws_s3_bucket.access_logs";
    has(&other(""), "s3-misconfiguration", logs, "undecided");
    let all = targets(&other("  enabled = false\n"), "s3-misconfiguration");
    assert!(all.iter().all(|(name, _)| name != logs), "{all:?}");
    // It makes none where it is told of one, or keeps no logs.
    for arguments in ["  log_bucket_id = \"logs\"\n", "  enable_s3_logs = false\n"] {
        let own = model(&code(arguments), &[]);
        let all = targets(&own, "s3-misconfiguration");
        assert!(all.iter().all(|(name, _)| name != bucket), "{arguments}: {all:?}");
    }
}
