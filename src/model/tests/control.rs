//! R15 to R18.

use super::{SERVICE, changed};
use crate::model::v1::Certainty::{Stated, Undecided};
use crate::model::v1::Encrypted::No;

#[test]
fn r15_operators_enter_where_execute_command_is_on() {
    let id = format!("exec:actor.operator->{SERVICE}:443");
    let on = ("enable_execute_command = false", "enable_execute_command = true");
    assert_eq!(changed(&[on], "").told(&id).0, Stated);
    assert!(changed(&[], "").flow(&id).is_none());
    let open = ("enable_execute_command = false", "enable_execute_command = var.debug");
    assert_eq!(changed(&[open], "variable \"debug\" {\n  type = bool\n}\n").told(&id).0, Undecided);
}

const RULE: &str = r#"
resource "aws_ecs_task_definition" "job" {
  family                   = "job"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  container_definitions    = jsonencode([{ name = "job", image = "job:1" }])
}
resource "aws_cloudwatch_event_rule" "nightly" {
  name                = "nightly"
  schedule_expression = "rate(1 day)"
  state               = "ENABLED"
}
resource "aws_cloudwatch_event_target" "job" {
  rule = aws_cloudwatch_event_rule.nightly.name
  arn  = "arn:aws:ecs:eu-west-1:123456789012:cluster/x"
  ecs_target {
    task_definition_arn = aws_ecs_task_definition.job.arn
    launch_type         = "FARGATE"
    network_configuration {
      subnets = [aws_subnet.inner.id]
    }
  }
}
"#;

#[test]
fn r16_rules_run_tasks_and_targets_scale_services() {
    let own = changed(&[], RULE);
    assert_eq!(own.by("R16"), ["run:event-source:.#aws_cloudwatch_event_rule.nightly->aws.ecs:-"]);
    assert_eq!(own.place("task:.#aws_ecs_task_definition.job"), "subnets:.#aws_vpc.main:private");
    let off = changed(&[], &RULE.replace("\"ENABLED\"", "\"DISABLED\""));
    assert!(off.by("R16").is_empty());
    assert!(off.element("event-source:.#aws_cloudwatch_event_rule.nightly").is_some());
    let scaling = "resource \"aws_appautoscaling_target\" \"t\" {\n  service_namespace = \"ecs\"\n  scalable_dimension = \"ecs:service:DesiredCount\"\n  resource_id = \"service/x/${aws_ecs_service.web.name}\"\n  min_capacity = 1\n  max_capacity = 2\n}\n";
    assert_eq!(
        changed(&[], scaling).by("R16"),
        ["scale:autoscaling:.#aws_appautoscaling_target.t->aws.ecs:-"]
    );
    let table = scaling
        .replace("\"ecs\"", "\"dynamodb\"")
        .replace("ecs:service:DesiredCount", "dynamodb:table:ReadCapacityUnits")
        .replace("service/x/${aws_ecs_service.web.name}", "table/x");
    assert!(changed(&[], &table).by("R16").is_empty());
}

#[test]
fn r17_what_shares_its_host_is_told() {
    let ec2 = ("\"FARGATE\"", "\"EC2\"");
    let privileged = ("image        = \"nginx:1\"", "image = \"nginx:1\"\n    privileged = true");
    assert_eq!(
        changed(&[ec2, privileged], "").told(&format!("host:{SERVICE}->host:ec2:-")),
        (Stated, No)
    );
    assert!(changed(&[ec2], "").by("R17").is_empty());
    // Fargate has no host to share.
    assert!(changed(&[privileged], "").by("R17").is_empty());
    let socket = (
        "network_mode             = \"awsvpc\"",
        "network_mode = \"bridge\"\n  volume {\n    name = \"d\"\n    host_path = \"/var/run/docker.sock\"\n  }",
    );
    let own = changed(&[ec2, socket], "");
    let flow = own.flow(&format!("host:{SERVICE}->host:ec2:-")).unwrap();
    assert_eq!(flow.protocol.as_deref(), Some("unix"));
}

#[test]
fn r18_roles_that_change_what_aws_runs_call_its_api() {
    let role = |action: &str| {
        format!(
            "resource \"aws_iam_role\" \"web\" {{\n  assume_role_policy = jsonencode({{ Statement = [{{ Effect = \"Allow\", Action = \"sts:AssumeRole\", Principal = {{ Service = \"ecs-tasks.amazonaws.com\" }} }}] }})\n}}\nresource \"aws_iam_role_policy\" \"web\" {{\n  role = aws_iam_role.web.id\n  policy = jsonencode({{ Statement = [{{ Effect = \"Allow\", Action = \"{action}\", Resource = \"*\" }}] }})\n}}\n"
        )
    };
    let with = (
        "network_mode             = \"awsvpc\"",
        "network_mode = \"awsvpc\"\n  task_role_arn = aws_iam_role.web.arn",
    );
    let id = format!("aws-api:{SERVICE}->aws.api:443");
    assert_eq!(changed(&[with], &role("ecs:RunTask")).told(&id).0, Stated);
    assert!(changed(&[with], &role("ecs:DescribeTasks")).flow(&id).is_none());
    assert!(changed(&[with], &role("s3:PutObject")).flow(&id).is_none());
}

#[test]
fn what_roles_and_groups_elsewhere_decide_is_noted() {
    let role = (
        "network_mode             = \"awsvpc\"",
        "network_mode = \"awsvpc\"\n  task_role_arn = var.role",
    );
    assert!(
        changed(&[role], "variable \"role\" {}")
            .notes(&["the task role of aws_ecs_task_definition.web"])
    );
    let attached = "resource \"aws_iam_role\" \"web\" {\n  assume_role_policy = jsonencode({ Statement = [{ Effect = \"Allow\", Action = \"sts:AssumeRole\", Principal = { Service = \"ecs-tasks.amazonaws.com\" } }] })\n  managed_policy_arns = [var.policy]\n}\nvariable \"policy\" {}\n";
    let role = (role.0, "network_mode = \"awsvpc\"\n  task_role_arn = aws_iam_role.web.arn");
    assert!(changed(&[role], attached).notes(&["not all that aws_iam_role.web allows is known"]));
    let group = (
        "security_groups  = [aws_security_group.web.id]",
        "security_groups = [\"sg-0123456789abcdef0\"]",
    );
    assert!(
        changed(&[group], "")
            .notes(&["the rules of security groups of aws_ecs_service.web are not known"])
    );
    let own = changed(&[], "");
    assert!(own.system().notes.is_empty(), "{:?}", own.system().notes);
}
