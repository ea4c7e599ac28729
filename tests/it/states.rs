//! The state of a threat follows from what is in the code: small systems, each with one thing that once was judged wrongly.

use crate::program::Folder;
use crate::threats::{asked, list, states, threat, threats};
use serde_json::Value;

/// A service on a bridge network of a container host without task roles; `more` stands beside it.
pub fn on_hosts(more: &str) -> String {
    format!(
        r##"
resource "aws_iam_role" "host" {{
  name               = "host"
  assume_role_policy = jsonencode({{Statement = [{{Effect = "Allow", Action = "sts:AssumeRole", Principal = {{Service = "ec2.amazonaws.com"}}}}]}})
}}
resource "aws_iam_instance_profile" "host" {{
  name = "host"
  role = aws_iam_role.host.name
}}
resource "aws_launch_template" "host" {{
  name                        = "host"
  image_id                    = "ami-0a1b2c3d4e5f60718"
  vpc_security_group_ids      = [aws_security_group.host.id]
  user_data                   = base64encode("#!/bin/bash\necho ECS_CLUSTER=main >> /etc/ecs/ecs.config\n")
  iam_instance_profile {{
    name = aws_iam_instance_profile.host.name
  }}
}}
resource "aws_security_group" "host" {{
  name = "host"
  egress {{
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["0.0.0.0/0"]
  }}
}}
resource "aws_ecs_cluster" "main" {{
  name = "main"
}}
{more}"##
    )
}

pub const SERVICE: &str = r#"
resource "aws_cloudwatch_log_group" "web" {
  name = "/ecs/web"
}
resource "aws_ecs_task_definition" "web" {
  family       = "web"
  network_mode = "bridge"
  container_definitions = jsonencode([{
    name = "web", image = "docker.io/acme/web:1.0", memory = 128, user = "1000"
    logConfiguration = {logDriver = "awslogs", options = {"awslogs-group" = aws_cloudwatch_log_group.web.name, "awslogs-region" = "eu-west-1"}}
  }])
}
resource "aws_ecs_service" "web" {
  name            = "web"
  cluster         = aws_ecs_cluster.main.id
  launch_type     = "EC2"
  task_definition = aws_ecs_task_definition.web.arn
}
"#;

pub fn model(code: &str, args: &[&str]) -> Value {
    let folder = Folder::new(&[("main.tf", code)]);
    let mut all = args.to_vec();
    all.push(".");
    threats(&folder, &all)["systems"][0].clone()
}

pub fn targets(system: &Value, id: &str) -> Vec<(String, String)> {
    let word = |own: &Value, name: &str| own[name].as_str().unwrap().to_owned();
    let all = list(threat(system, id), "targets");
    all.iter().map(|own| (word(own, "name"), word(own, "state"))).collect()
}

pub fn reasons(system: &Value, id: &str) -> String {
    let all = list(threat(system, id), "targets").iter();
    all.filter_map(|own| own["reason"].as_str()).collect::<Vec<_>>().join("\n")
}

pub fn has(system: &Value, id: &str, name: &str, state: &str) {
    let all = targets(system, id);
    assert!(all.contains(&(name.to_owned(), state.to_owned())), "{id}: {all:?}");
}

/// What a check says at the targets of a threat.
fn says(system: &Value, id: &str, check: &str) -> Vec<(String, Option<String>)> {
    let all = list(threat(system, id), "targets").iter().flat_map(|own| list(own, "checks"));
    let own = all.filter(|own| own["id"] == format!("{id}.{check}"));
    own.map(|own| {
        (own["state"].as_str().unwrap().to_owned(), own["basis"].as_str().map(str::to_owned))
    })
    .collect()
}

#[test]
fn a_module_that_is_not_read_leaves_undecided_what_it_may_hold() {
    let code = r#"
resource "aws_ecs_cluster" "main" {
  name = "main"
}
module "blog" {
  source       = "git::https://example.com/acme/terraform-aws-ecs-service.git?ref=v1"
  cluster_id   = aws_ecs_cluster.main.id
  docker_image = "acme/blog"
}
"#;
    let own = model(code, &[]);
    for id in [
        "vulnerable-application-code",
        "container-escape",
        "registry-spoofing",
        "excessive-iam-permissions",
    ] {
        has(&own, id, "module.blog", "undecided");
        assert!(reasons(&own, id).contains("module.blog is not read"), "{id}");
    }
    assert!(reasons(&own, "registry-spoofing").contains("(it is given docker_image)"));
    assert_eq!(
        states(&own)["rds-misconfiguration"],
        "not-applicable",
        "no service holds databases"
    );
    // A module of something else says nothing of tasks.
    let other = code
        .replace("ecs-service", "vpc")
        .replace("  cluster_id   = aws_ecs_cluster.main.id\n", "")
        .replace("  docker_image = \"acme/blog\"\n", "");
    let own = model(&other, &[]);
    assert_eq!(states(&own)["container-escape"], "not-applicable");
    has(&own, "insufficient-api-logging", "module.blog", "undecided");
}

#[test]
fn the_same_thing_is_a_target_whether_or_not_a_check_fires() {
    let code = |retention: &str| {
        let group = format!("  name = \"/ecs/web\"\n{retention}");
        on_hosts(SERVICE).replace("  name = \"/ecs/web\"\n", &group)
    };
    let group = "log-group /ecs/web";
    has(&model(&code(""), &[]), "log-flooding", group, "open");
    let kept = model(&code("  retention_in_days = 400\n"), &[]);
    has(&kept, "log-flooding", group, "mitigated");
    assert_eq!(says(&kept, "log-flooding", "retention-unset")[0].1.as_deref(), Some("control"));
    // A finding beside all targets stands on its resource, by its name.
    let open = "resource \"aws_security_group\" \"open\" {\n  name = \"open\"\n  ingress {\n    protocol = \"tcp\"\n    from_port = 22\n    to_port = 22\n    cidr_blocks = [\"0.0.0.0/0\"]\n  }\n}\n";
    let own = model(&on_hosts(open), &[]);
    has(&own, "vulnerable-application-code", "aws_security_group.open", "open");
}

#[test]
fn a_check_that_is_off_leaves_undecided_what_only_it_looks_at() {
    let code =
        on_hosts("resource \"aws_cloudwatch_log_group\" \"web\" {\n  name = \"/ecs/web\"\n}\n");
    let own = model(&code, &[]);
    has(&own, "cloudwatch-log-tampering", "log-group /ecs/web", "undecided");
    assert!(
        reasons(&own, "cloudwatch-log-tampering")
            .contains("enable cloudwatch-log-tampering.log-group-not-encrypted")
    );
    let on = model(&code, &["--enable", "cloudwatch-log-tampering.log-group-not-encrypted"]);
    has(&on, "cloudwatch-log-tampering", "log-group /ecs/web", "open");
}

#[test]
fn a_setting_that_is_not_there_is_no_control() {
    let own = model(&on_hosts(SERVICE), &[]);
    let bases = says(&own, "log-retention-misconfiguration", "retention-too-short");
    assert_eq!(bases, [("quiet".to_owned(), Some("absence".to_owned()))]);
    // `latest` names no version: the check of digests says nothing of it.
    let code = SERVICE.replace("acme/web:1.0", "acme/web:latest");
    let own = model(&on_hosts(&code), &[]);
    assert!(says(&own, "container-image-tampering", "image-not-pinned-by-digest").is_empty());
    assert_eq!(states(&own)["container-image-tampering"], "open");
}

#[test]
fn a_check_counts_where_it_has_a_subject_of_its_kind() {
    let own = model(&on_hosts(SERVICE), &[]);
    // Roles that services assume say nothing of how people sign in.
    assert_eq!(states(&own)["api-request-spoofing"], "undecided");
    for check in
        ["efs-without-access-point", "efs-without-iam-authorization", "shared-docker-volume"]
    {
        assert!(says(&own, "cross-task-privilege-escalation", check).is_empty(), "{check}");
    }
    assert!(says(&own, "vulnerable-application-code", "public-ip-assigned").is_empty());
    assert!(says(&own, "task-execution-ambiguity", "shared-task-role").is_empty());
    let account = "resource \"aws_iam_role\" \"people\" {\n  name = \"people\"\n  assume_role_policy = jsonencode({Statement = [{Effect = \"Allow\", Action = \"sts:AssumeRole\", Principal = {AWS = \"arn:aws:iam::123456789012:root\"}, Condition = {Bool = {\"aws:MultiFactorAuthPresent\" = \"true\"}}}]})\n}\n";
    let own = model(&on_hosts(&format!("{SERVICE}{account}")), &[]);
    assert_eq!(states(&own)["api-request-spoofing"], "mitigated");
}

#[test]
fn what_is_mitigated_in_part_says_which_check_is_off() {
    let own = model(&on_hosts(SERVICE), &[]);
    let reason = reasons(&own, "log-retention-misconfiguration");
    assert_eq!(reason, "in part: log-retention-misconfiguration.log-group-deletable is off");
    let folder = Folder::new(&[("main.tf", &on_hosts(SERVICE))]);
    let table = asked(&folder, &["--threats", "-f", "markdown", "."]).out;
    let row =
        table.lines().find(|line| line.contains("**log-retention-misconfiguration**")).unwrap();
    assert!(row.contains("log-group-deletable is off") && !row.contains("nothing to do"), "{row}");
}

#[test]
fn a_clear_flow_is_never_mitigated_where_that_is_the_threat() {
    let edge = r#"
resource "aws_lb" "web" {
  name     = "web"
  internal = false
}
resource "aws_lb_target_group" "web" {
  name     = "web"
  port     = 80
  protocol = "HTTP"
}
resource "aws_lb_listener" "web" {
  load_balancer_arn = aws_lb.web.arn
  port              = 80
  protocol          = "HTTP"
  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.web.arn
  }
}
"#;
    let own = model(&on_hosts(&format!("{SERVICE}{edge}")), &[]);
    let clear = list(threat(&own, "in-transit-data-tampering"), "targets").iter();
    let clear: Vec<_> =
        clear.filter(|own| own["id"].as_str().unwrap().starts_with("ingress:")).collect();
    assert!(!clear.is_empty());
    for target in clear {
        assert_eq!(target["state"], "undecided");
        assert!(target["reason"].as_str().unwrap().starts_with("it is not encrypted"), "{target}");
    }
    assert_eq!(states(&own)["unencrypted-dataflows"], "open");
}

#[test]
fn tasks_without_roles_and_interfaces_have_those_of_their_host() {
    let own = model(&on_hosts(SERVICE), &[]);
    let role = "aws_iam_role.host, the role of its host";
    for id in ["cloudwatch-log-tampering", "service-role-misuse"] {
        assert_eq!(states(&own)[id], "undecided", "{id}");
        assert!(reasons(&own, id).contains(role), "{id}: {}", reasons(&own, id));
    }
    has(&own, "over-granted-privileges", "aws_iam_role.host", "undecided");
    // The host's group is the way out of its tasks.
    let check = ["--enable", "unrestricted-egress.egress-open-to-world"];
    has(&model(&on_hosts(SERVICE), &check), "unrestricted-egress", "service web", "open");
    let roles = SERVICE.replace("  network_mode = ", "  task_role_arn = aws_iam_role.host.arn\n  execution_role_arn = aws_iam_role.host.arn\n  network_mode = ");
    let own = model(&on_hosts(&roles), &[]);
    assert!(!reasons(&own, "cloudwatch-log-tampering").contains(role));
}

#[test]
fn hosts_are_targets_with_their_place() {
    let own = model(&on_hosts(""), &[]);
    for id in ["metadata-credential-leak", "container-escape", "unencrypted-dataflows"] {
        let all = list(threat(&own, id), "targets");
        let host = all.iter().find(|own| own["name"] == "aws_launch_template.host");
        let host = host.unwrap_or_else(|| panic!("{id}: {all:?}"));
        assert_eq!(host["evidence"][0]["file"], "main.tf", "{id}");
    }
    let disk = on_hosts("").replace("  iam_instance_profile {", "  block_device_mappings {\n    device_name = \"/dev/xvda\"\n    ebs {\n      encrypted = true\n    }\n  }\n  iam_instance_profile {");
    has(&model(&disk, &[]), "unencrypted-dataflows", "aws_launch_template.host", "mitigated");
}

#[test]
fn a_cluster_that_runs_nothing_says_so_and_every_row_has_its_reason() {
    let own = model(&on_hosts(""), &[]);
    let notes = list(&own, "notes").iter();
    assert_eq!(notes.filter(|own| own["kind"] == "no-task").count(), 1);
    let lacks = |id: &str| threat(&own, id)["reason"].as_str().unwrap().to_owned();
    assert_eq!(
        lacks("task-definition-tampering"),
        "no task definition or ECS service in this code"
    );
    assert_eq!(
        lacks("weak-communication-encryption"),
        "no task definition, ECS service, virtual node or virtual gateway in this code"
    );
    assert_eq!(lacks("rds-misconfiguration"), "no database instance or cluster in this code");
    // A host that is well set up says nothing of tasks that are not here.
    assert_eq!(states(&own)["container-escape"], "undecided");
    for threat in list(&own, "threats") {
        assert_eq!(threat["reason"].is_string(), threat["state"] == "not-applicable", "{threat}");
    }
    let folder = Folder::new(&[("main.tf", &on_hosts(""))]);
    for format in ["text", "csv", "markdown", "html"] {
        let out = asked(&folder, &["--threats", "-f", format, "."]).out;
        assert!(out.contains("no database instance or cluster in this code"), "{format}");
    }
    let own = model(&on_hosts(SERVICE), &[]);
    assert!(list(&own, "notes").iter().all(|own| own["kind"] != "no-task"));
}

#[test]
fn a_service_whose_task_is_not_here_is_not_mitigated() {
    let code = "resource \"aws_ecs_service\" \"web\" {\n  name = \"web\"\n  launch_type = \"FARGATE\"\n  task_definition = \"web:3\"\n  network_configuration {\n    subnets = [\"subnet-0a1b2c3d4e5f60718\"]\n    security_groups = [aws_security_group.web.id]\n  }\n}\nresource \"aws_security_group\" \"web\" {\n  name = \"web\"\n}\n";
    let own = model(code, &[]);
    for id in ["cross-task-privilege-escalation", "container-escape"] {
        has(&own, id, "service web", "undecided");
        assert!(reasons(&own, id).contains("its task definition is not in this code"), "{id}");
    }
}

#[test]
fn what_a_task_definition_elsewhere_has_is_undecided_at_its_service() {
    let code = r#"
variable "task_definition_arn" {}
variable "cluster_arn" {}
resource "aws_ecs_service" "web" {
  name            = "web"
  cluster         = var.cluster_arn
  launch_type     = "FARGATE"
  task_definition = var.task_definition_arn
}
"#;
    let own = model(code, &[]);
    for id in [
        "registry-spoofing",
        "container-image-tampering",
        "vulnerable-libraries",
        "sensitive-env-var-logging",
        "cloudwatch-log-tampering",
        "log-flooding",
        "service-role-misuse",
        "excessive-iam-permissions",
        "iam-role-escalation",
        "over-granted-privileges",
    ] {
        has(&own, id, "service web", "undecided");
        assert!(reasons(&own, id).contains("its task definition is not in this code"), "{id}");
    }
    has(&own, "detection-disabled", "cluster of aws_ecs_service.web", "undecided");
    assert!(reasons(&own, "detection-disabled").contains("the cluster is not in this code"));
    assert!(
        reasons(&own, "metadata-credential-leak")
            .contains("the task definition of service web is not in this code")
    );
    assert_eq!(states(&own)["rds-misconfiguration"], "not-applicable");
    // What stands in the code is told of itself.
    let cluster = "resource \"aws_ecs_cluster\" \"main\" {\n  name = \"main\"\n}\n";
    let code = code.replace("var.cluster_arn\n", "aws_ecs_cluster.main.id\n");
    let own = model(&format!("{code}{cluster}"), &[]);
    let all = targets(&own, "detection-disabled");
    assert!(all.iter().all(|(name, _)| !name.starts_with("cluster of")), "{all:?}");
    let all = targets(&model(&on_hosts(SERVICE), &[]), "registry-spoofing");
    assert!(all.iter().all(|(name, _)| name != "service web"), "{all:?}");
}

#[test]
fn a_row_tells_of_its_own_system_and_names_resources() {
    let cluster = "resource \"aws_ecs_cluster\" \"main\" {\n  name = \"main\"\n}\n";
    let folder = Folder::new(&[("one/main.tf", cluster), ("two/main.tf", cluster)]);
    let model = threats(&folder, &["."]);
    assert_eq!(list(&model, "systems").len(), 2);
    for own in list(&model, "systems") {
        has(own, "task-execution-ambiguity", "aws_ecs_cluster.main", "open");
        for finding in list(own, "findings") {
            let message = finding["message"].as_str().unwrap();
            assert!(!message.contains(" similar)") && !message.contains(" more)"), "{message}");
        }
    }
    let text = asked(&folder, &["--threats", "one"]).out;
    assert!(!text.contains("similar)") && !text.contains("at .\n"), "{text}");
    let text = asked(&Folder::new(&[("main.tf", &on_hosts(SERVICE))]), &["--threats", "."]).out;
    assert!(text.contains("mitigated at service web"), "{text}");
}

/// Why a threat does not apply.
fn lacks(system: &Value, id: &str) -> String {
    threat(system, id)["reason"].as_str().unwrap_or_default().to_owned()
}

#[test]
fn a_reason_names_nothing_that_the_code_has() {
    let more = r#"
resource "aws_ecr_repository" "unused" {
  name = "unused"
}
resource "aws_dynamodb_table" "orders" {
  name     = "orders"
  hash_key = "id"
}
resource "aws_lb" "web" {
  name     = "web"
  internal = true
  access_logs {
    bucket  = aws_s3_bucket.logs.id
    enabled = true
  }
}
resource "aws_s3_bucket" "logs" {
  bucket = "logs"
}
"#;
    let service = SERVICE.split("    logConfiguration").next().unwrap().to_owned()
        + "  }])\n}\nresource \"aws_ecs_service\" \"web\" {\n  name = \"web\"\n  cluster = aws_ecs_cluster.main.id\n  launch_type = \"EC2\"\n  task_definition = aws_ecs_task_definition.web.arn\n}\n";
    let service = service.replace("/ecs/web", "/aws/other");
    let own = model(&on_hosts(&format!("{service}{more}")), &[]);
    // There is a service, a database of a kind, a delivery of logs, and what is sent in clear.
    assert_eq!(
        lacks(&own, "weak-communication-encryption"),
        "no flow between services, ECS service with Service Connect, virtual node or virtual gateway in this code"
    );
    assert_eq!(lacks(&own, "rds-misconfiguration"), "no database instance or cluster in this code");
    let code = r#"{"family": "web", "containerDefinitions": [{"name": "web", "image": "app", "memory": 128}]}"#;
    let folder = Folder::new(&[("task-definition.json", code)]);
    let own = threats(&folder, &["."])["systems"][0].clone();
    assert_eq!(
        lacks(&own, "unencrypted-dataflows"),
        "no container host or flow without encryption apart from that to the metadata service in this code"
    );
    assert_eq!(
        lacks(&own, "cloudwatch-log-tampering"),
        "no delivery of the logs of tasks in this code"
    );
}

#[test]
fn an_image_that_is_to_be_replaced_is_seen_by_no_check() {
    for image in ["REPLACE_ME", "<IMAGE>", "app:tag"] {
        let own = model(&on_hosts(&SERVICE.replace("docker.io/acme/web:1.0", image)), &[]);
        has(&own, "registry-spoofing", "image of web", "undecided");
        let reason = "no check looks at it: this code leaves open which image it is";
        assert!(reasons(&own, "registry-spoofing").contains(reason), "{image}");
        assert_eq!(states(&own)["registry-spoofing"], "undecided", "{image}");
        assert_eq!(states(&own)["container-image-tampering"], "undecided", "{image}");
        // Nobody knows where it is pulled from.
        let pulls = list(&own, "flows").iter().filter(|own| own["kind"] == "pull");
        assert_eq!(pulls.count(), 0, "{image}");
        let mut notes = list(&own, "notes").iter().filter_map(|own| own["text"].as_str());
        assert!(notes.any(|text| text.ends_with("is not known: it is a placeholder")), "{image}");
    }
    let own = model(&on_hosts(&SERVICE.replace("docker.io/acme/web:1.0", "${var.image}")), &[]);
    has(&own, "registry-spoofing", "image of web", "undecided");
    // A known registry is seen, whatever the name of the image.
    let ecr = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/web:1.0";
    let own = model(&on_hosts(&SERVICE.replace("docker.io/acme/web:1.0", ecr)), &[]);
    has(&own, "registry-spoofing", "image of web", "mitigated");
}

#[test]
fn a_role_that_is_not_in_the_code_is_not_said_to_be_harmless() {
    let elsewhere = "family = \"web\"\n  task_role_arn = \"arn:aws:iam::123456789012:role/web\"\n  execution_role_arn = data.aws_iam_role.start.arn";
    let code = SERVICE.replace("family       = \"web\"", elsewhere)
        + "data \"aws_iam_role\" \"start\" {\n  name = \"start\"\n}\n";
    let own = model(&on_hosts(&code), &[]);
    let task = "task role of aws_ecs_task_definition.web";
    for id in ["excessive-iam-permissions", "iam-role-escalation", "over-granted-privileges"] {
        has(&own, id, task, "undecided");
    }
    let start = "execution role of aws_ecs_task_definition.web";
    has(&own, "service-role-misuse", start, "undecided");
    assert!(reasons(&own, "service-role-misuse").contains("the role is not in this code"));
    // Without roles there is nothing to tell.
    let own = model(&on_hosts(SERVICE), &[]);
    let all = targets(&own, "excessive-iam-permissions");
    assert!(all.iter().all(|(name, _)| !name.starts_with("task role of")), "{all:?}");
}

#[test]
fn a_control_is_what_the_check_asks_for() {
    let user = "resource \"aws_iam_user\" \"ci\" {\n  name = \"ci\"\n}\nresource \"aws_iam_user_policy\" \"ci\" {\n  user = aws_iam_user.ci.name\n  policy = jsonencode({Statement = [{Effect = \"Allow\", Action = \"ecs:DescribeServices\", Resource = \"*\"}]})\n}\n";
    let own = model(&on_hosts(&format!("{SERVICE}{user}")), &[]);
    // Without a password nobody needs a second factor: none is there.
    for check in ["admin-without-mfa", "console-login-without-mfa"] {
        let quiet = ("quiet".to_owned(), Some("absence".to_owned()));
        assert_eq!(says(&own, "phished-credentials", check), [quiet], "{check}");
    }
}

#[test]
fn a_rule_that_starts_no_task_is_no_target() {
    let rule = "resource \"aws_cloudwatch_event_rule\" \"stopped\" {\n  name = \"stopped\"\n  event_pattern = jsonencode({source = [\"aws.ecs\"]})\n}\nresource \"aws_cloudwatch_event_target\" \"stopped\" {\n  rule = aws_cloudwatch_event_rule.stopped.name\n  arn = \"arn:aws:lambda:eu-west-1:123456789012:function:tell\"\n}\n";
    let own = model(&on_hosts(&format!("{SERVICE}{rule}")), &[]);
    for own in list(&own, "threats") {
        let all = list(own, "targets").iter().filter_map(|own| own["id"].as_str());
        assert!(all.clone().all(|id| !id.starts_with("events.rule:")), "{own}");
    }
}

#[test]
fn what_is_called_the_same_is_told_apart_and_what_is_elsewhere_is_not_missing() {
    let other = SERVICE
        .replace("\"aws_cloudwatch_log_group\" \"web\"", "\"aws_cloudwatch_log_group\" \"more\"")
        .replace("\"aws_ecs_task_definition\" \"web\"", "\"aws_ecs_task_definition\" \"more\"")
        .replace("\"aws_ecs_service\" \"web\"", "\"aws_ecs_service\" \"more\"")
        .replace("task_definition.web", "task_definition.more")
        .replace("log_group.web", "log_group.more");
    let own = model(&on_hosts(&format!("{SERVICE}{other}")), &[]);
    for id in ["container-escape", "registry-spoofing", "log-flooding"] {
        let names: Vec<String> = targets(&own, id).into_iter().map(|(name, _)| name).collect();
        let mut once = names.clone();
        once.sort();
        once.dedup();
        assert_eq!(once.len(), names.len(), "{id}: {names:?}");
    }
    has(&own, "container-escape", "service web (more)", "mitigated");
    // The group of one service is in the code, and is none of the other's.
    let code = r#"
resource "aws_security_group" "one" {
  name = "one"
}
resource "aws_ecs_service" "one" {
  name = "one"
  network_configuration {
    subnets         = ["subnet-0a1b2c3d4e5f60718"]
    security_groups = [aws_security_group.one.id]
  }
}
resource "aws_ecs_task_definition" "two" {
  family                = "two"
  network_mode          = "awsvpc"
  container_definitions = jsonencode([{name = "two", image = "docker.io/acme/two:1.0", memory = 128}])
}
"#;
    let own = model(code, &[]);
    has(&own, "unrestricted-egress", "task two", "undecided");
    assert!(!reasons(&own, "unrestricted-egress").contains("no security group"));
}
