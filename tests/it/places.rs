//! Where findings stand: the text at a finding's place is the one to change. Each case is asserted
//! against the source text.

use crate::program::{Folder, Run};

/// The source line of each finding of a check that counts, trimmed, with how many instances it has.
fn told(folder: &Folder, run: &Run, check: &str) -> Vec<(String, usize)> {
    let report = run.json();
    let all = report["findings"].as_array().unwrap().iter();
    let own = all.filter(|one| one["check"].as_str().unwrap().ends_with(check));
    own.map(|one| {
        let at = &one["location"];
        let text = folder.read(at["file"].as_str().unwrap());
        let line = at["start"]["line"].as_u64().unwrap() as usize;
        let column = at["start"]["column"].as_u64().unwrap() as usize;
        let line = text.lines().nth(line - 1).unwrap();
        let rest: String = line.chars().skip(column - 1).collect();
        (rest, one["instances"].as_array().unwrap().len())
    })
    .collect()
}

fn expect(files: &[(&str, &str)], check: &str, expected: &[(&str, usize)]) {
    let folder = Folder::new(files);
    let run = folder.scan(&[".", "--no-config", "--enable", "all"]);
    let expected: Vec<(String, usize)> =
        expected.iter().map(|(line, count)| ((*line).to_owned(), *count)).collect();
    assert_eq!(told(&folder, &run, check), expected, "{check}: {}{}", run.out, run.err);
}

/// A module whose container an expression makes; `more` stands in its literal.
fn library(more: &str) -> String {
    format!(
        r#"variable "name" {{
  type = string
}}

variable "user" {{
  default = null
}}

resource "aws_ecs_task_definition" "app" {{
  family                   = var.name
  requires_compatibilities = ["FARGATE"]
  container_definitions = jsonencode([
    merge(
      {{
        name  = var.name
        image = "acme/app:1"
{more}      }},
      {{ essential = true }}
    )
  ])
}}
"#
    )
}

const CALLERS: &str = r#"variable "service" {
  default = "web"
}

module "a" {
  source = "./modules/app"
  name   = var.service
}

module "b" {
  source = "./modules/app"
  name   = "worker"
}
"#;

#[test]
fn what_an_object_lacks_stands_at_the_object_and_not_at_its_name() {
    let module = library("");
    expect(&[("main.tf", CALLERS), ("modules/app/main.tf", &module)], "root-user", &[("{", 2)]);
}

#[test]
fn what_a_module_hands_through_is_given_at_its_call() {
    let module = library("        user  = var.user\n");
    let folder = Folder::new(&[("main.tf", CALLERS), ("modules/app/main.tf", &module)]);
    let run = folder.scan(&[".", "--no-config"]);
    let mut lines: Vec<String> =
        told(&folder, &run, "root-user").into_iter().map(|(line, _)| line).collect();
    lines.sort();
    assert_eq!(lines, ["module \"a\" {", "module \"b\" {"]);
}

#[test]
fn what_a_caller_writes_is_mended_where_it_is_written() {
    let module = r#"variable "containers" {
  type = any
}

resource "aws_ecs_task_definition" "app" {
  family                   = "app"
  requires_compatibilities = ["FARGATE"]
  container_definitions = jsonencode([
    for name, container in var.containers : merge({ name = name }, container, { cpu = 1, memory = 2, essential = true })
  ])
}
"#;
    let caller = r#"module "a" {
  source = "./modules/app"
  containers = {
    web = {
      image = "acme/web:1"
    }
    "api" = {
      image = "acme/api:1"
      user  = "0"
    }
  }
}
"#;
    let files = [("main.tf", caller), ("modules/app/main.tf", module)];
    expect(&files, "root-user", &[("web = {", 1), ("\"0\"", 1)]);
}

/// A flag leaves a block or a value out: it is the text to change, wherever it is written.
#[test]
fn what_a_flag_leaves_out_stands_at_the_flag() {
    let variable = "variable \"on\" {\n  default = false\n}\n\n";
    let cases = [
        (
            "circuit-breaker-disabled",
            r#"resource "aws_ecs_service" "a" {
  name            = "a"
  cluster         = "c"
  task_definition = "a:1"
  dynamic "deployment_circuit_breaker" {
    for_each = FLAG ? [1] : []
    content {
      enable   = true
      rollback = true
    }
  }
}
"#,
        ),
        (
            "load-balancer-access-logs-disabled",
            r#"resource "aws_lb" "a" {
  subnets = ["subnet-1", "subnet-2"]
  dynamic "access_logs" {
    for_each = FLAG == true ? ["logs"] : []
    content {
      bucket  = access_logs.value
      enabled = true
    }
  }
}
"#,
        ),
        (
            "container-insights-disabled",
            r#"resource "aws_ecs_cluster" "a" {
  name = "a"
  dynamic "setting" {
    for_each = toset(!FLAG ? [] : ["containerInsights"])
    content {
      name  = setting.value
      value = "enabled"
    }
  }
}
"#,
        ),
        (
            "retention-unset",
            r#"resource "aws_cloudwatch_log_group" "a" {
  name              = "a"
  retention_in_days = FLAG ? 30 : null
}
"#,
        ),
    ];
    for (check, resource) in cases {
        let own = format!("{variable}{}", resource.replace("FLAG", "var.on"));
        expect(&[("main.tf", &own)], check, &[("false", 1)]);
        // Through a local, and where a caller writes it.
        let through = format!(
            "{variable}locals {{\n  on = var.on\n}}\n\n{}",
            resource.replace("FLAG", "local.on")
        );
        expect(&[("main.tf", &through)], check, &[("false", 1)]);
        let caller = "module \"a\" {\n  source = \"./modules/a\"\n  on = false # here\n}\n";
        let required = own.replace("  default = false\n", "  type = bool\n");
        expect(
            &[("main.tf", caller), ("modules/a/main.tf", &required)],
            check,
            &[("false # here", 1)],
        );
    }
}

/// An empty default says nothing, and two flags decide nothing alone: the block that lacks something
/// is shown, wherever it is called.
#[test]
fn what_no_single_flag_decides_stands_at_the_block() {
    let resource = r#"resource "aws_ecs_service" "a" {
  name            = "a"
  cluster         = "c"
  task_definition = "a:1"
  dynamic "deployment_circuit_breaker" {
    for_each = FLAG ? [1] : []
    content {
      enable   = true
      rollback = true
    }
  }
}
"#;
    let variables = "variable \"one\" {\n  default = false\n}\n\nvariable \"two\" {\n  default = false\n}\n\nvariable \"none\" {\n  default = []\n}\n\nvariable \"env\" {\n  default = \"dev\"\n}\n\n";
    let header = "resource \"aws_ecs_service\" \"a\" {";
    for flag in ["var.one || var.two", "length(var.none) > 0", "var.env == \"prod\""] {
        let text = format!("{variables}{}", resource.replace("FLAG", flag));
        expect(&[("main.tf", &text)], "circuit-breaker-disabled", &[(header, 1)]);
    }
    // One of two that is on leaves the other as the one that decides.
    let both = format!("{variables}{}", resource.replace("FLAG", "var.one && !var.two"));
    expect(&[("main.tf", &both)], "circuit-breaker-disabled", &[("false", 1)]);
}

#[test]
fn a_step_into_an_arm_says_which_arm() {
    let template = r#"Parameters:
  Key: {Type: String, Default: ''}
Conditions:
  HasKey: !Not [!Equals [!Ref Key, '']]
Resources:
  Trail:
    Type: AWS::CloudTrail::Trail
    Properties:
      IsLogging: true
      S3BucketName: logs
      KMSKeyId: !If [HasKey, !Ref Key, !Ref 'AWS::NoValue']
"#;
    let folder = Folder::new(&[("t.yaml", template)]);
    let run = folder.scan(&[".", "--no-config", "--enable", "all"]);
    assert!(run.out.contains("when HasKey is false"), "{}", run.out);
    assert!(!run.out.contains("when HasKey\""), "{}", run.out);
}

#[test]
fn links_that_a_checkout_wrote_as_texts_are_read() {
    let shared = "variable \"privileged\" {\n  default = true\n}\n";
    let task = crate::program::task("web", "      privileged = var.privileged");
    let module = "module \"web\" {\n  source = \"./web\"\n}\n";
    let folder = Folder::new(&[
        ("live/main.tf", module),
        ("live/web", "../modules/web"),
        ("modules/web/main.tf", &task),
        ("modules/web/variables.tf", "../../shared/variables.tf"),
        ("shared/variables.tf", shared),
    ]);
    let run = folder.scan(&[".", "--no-config"]);
    assert_eq!(run.json()["problems"].as_array().unwrap().len(), 0, "{}", run.out);
    let found = told_units(&run);
    assert!(found.iter().any(|unit| unit == "live"), "{found:?}: {}", run.out);
}

/// The units that have a privileged container.
fn told_units(run: &Run) -> Vec<String> {
    let report = run.json();
    let all = report["findings"].as_array().unwrap().iter();
    let own = all.filter(|one| one["check"] == crate::program::CHECK);
    let instances = own.flat_map(|one| one["instances"].as_array().unwrap().clone());
    instances.map(|one| one["unit"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_reason_names_what_decides_and_not_the_region_beside_it() {
    let template = r#"Parameters:
  Bucket: {Type: String}
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement: [{Effect: Allow, Principal: {Service: ecs-tasks.amazonaws.com}, Action: 'sts:AssumeRole'}]
      Policies:
      - PolicyName: read
        PolicyDocument:
          Statement:
          - Effect: Allow
            Action: 's3:GetObject'
            Resource: !Sub 'arn:${AWS::Partition}:s3:::${Bucket}/*'
"#;
    let folder = Folder::new(&[("t.yaml", template)]);
    let run = folder.scan(&[".", "--no-config", "--undecided"]);
    let report = run.json();
    let all = report["findings"].as_array().unwrap().iter();
    let open: Vec<&str> = all.filter_map(|one| one["unknown"].as_str()).collect();
    assert!(!open.is_empty() && open.iter().all(|why| why.contains("Bucket")), "{open:?}");
}

/// The fix of the first finding of a check on a resource.
fn fix(files: &[(&str, &str)], check: &str, resource: &str) -> String {
    let folder = Folder::new(files);
    let run = folder.scan(&[".", "--no-config", "--enable", "all"]);
    let report = run.json();
    let mut all = report["findings"].as_array().unwrap().iter();
    let own = all
        .find(|one| one["check"].as_str().unwrap().ends_with(check) && one["resource"] == resource);
    own.unwrap_or_else(|| panic!("{check} on {resource}: {}", run.out))["fix"]
        .as_str()
        .unwrap()
        .to_owned()
}

#[test]
fn a_fix_is_for_the_thing_at_hand() {
    let balancers = r#"
resource "aws_elb" "old" {
  listener {
    lb_port           = 80
    lb_protocol       = "http"
    instance_port     = 80
    instance_protocol = "http"
  }
}

resource "aws_lb" "new" {}

resource "aws_lb_listener" "new" {
  load_balancer_arn = aws_lb.new.arn
  port              = 80
  protocol          = "HTTP"
  default_action {
    type = "forward"
  }
}
"#;
    let files = [("main.tf", balancers)];
    let old = fix(&files, "plaintext-listener", "aws_elb.old/listener/0");
    assert!(old.contains("ssl_certificate_id") && !old.contains("redirect {"), "{old}");
    let new = fix(&files, "plaintext-listener", "aws_lb_listener.new");
    assert!(new.contains("redirect {") && !new.contains("ssl_certificate_id"), "{new}");
    let user = |actions: &str| {
        format!(
            "resource \"aws_iam_user_policy\" \"p\" {{\n  user = aws_iam_user.x.name\n  policy = jsonencode({{ Statement = [{{ Effect = \"Allow\", Action = [{actions}], Resource = \"*\" }}] }})\n}}\nresource \"aws_iam_user\" \"x\" {{\n  name = \"x\"\n}}\n"
        )
    };
    for (actions, check, said) in [
        ("\"ssm:GetParameter\"", "unrestricted-data-access", "parameter/app/*"),
        ("\"s3:GetObject\"", "unrestricted-data-access", "arn:aws:s3:::app-assets/*"),
        ("\"ssm:*\"", "privilege-escalation-actions", "ssm:SendCommand"),
        ("\"sqs:*\"", "service-wildcard-action", "sqs:ReceiveMessage"),
        ("\"route53:*\"", "service-wildcard-action", "<service>:<Action>"),
    ] {
        let text = user(actions);
        let fix = fix(&[("main.tf", text.as_str())], check, "aws_iam_user.x");
        assert!(fix.contains(said), "{actions}: {fix}");
    }
}

/// What a default leaves out would have kept the check quiet: the finding says so.
#[test]
fn a_lack_that_a_default_decides_names_it() {
    let template = "Parameters:\n  Firewall: {Type: String, Default: ''}\nConditions:\n  HasFirewall: !Not [!Equals [!Ref Firewall, '']]\nResources:\n  LB:\n    Type: AWS::ElasticLoadBalancingV2::LoadBalancer\n    Properties: {Scheme: internet-facing, Type: application}\n  Association:\n    Condition: HasFirewall\n    Type: AWS::WAFv2::WebACLAssociation\n    Properties: {ResourceArn: !Ref LB, WebACLArn: !Ref Firewall}\n";
    let condition = |text: &str| {
        let run = Folder::new(&[("t.yaml", text)]).scan(&["."]);
        let report = run.json();
        let all = report["findings"].as_array().unwrap().clone();
        let waf = "vulnerable-application-code.public-load-balancer-without-waf";
        let found = all.into_iter().find(|one| one["check"] == waf).unwrap();
        found["condition"].as_str().map(str::to_owned)
    };
    assert_eq!(condition(template).as_deref(), Some("when Firewall is empty"));
    let without = template.split("  Association:").next().unwrap();
    assert_eq!(condition(without), None);
}

/// Each of two load balancers has the default of its own firewall.
#[test]
fn a_lack_names_the_default_that_belongs_to_it() {
    let one = |name: &str| {
        format!(
            "  {name}:\n    Type: AWS::ElasticLoadBalancingV2::LoadBalancer\n    Properties: {{Scheme: internet-facing, Type: application}}\n  Of{name}:\n    Condition: Has{name}\n    Type: AWS::WAFv2::WebACLAssociation\n    Properties: {{ResourceArn: !Ref {name}, WebACLArn: x}}\n"
        )
    };
    let head = "Parameters:\n  A: {Type: String, Default: ''}\n  B: {Type: String, Default: ''}\nConditions:\n  HasFirst: !Not [!Equals [!Ref A, '']]\n  HasSecond: !Not [!Equals [!Ref B, '']]\nResources:\n";
    let text = format!("{head}{}{}", one("First"), one("Second"));
    let report = Folder::new(&[("t.yaml", &text)]).scan(&["."]).json();
    let waf = "vulnerable-application-code.public-load-balancer-without-waf";
    let all = report["findings"].as_array().unwrap().iter();
    let told: Vec<_> = all
        .filter(|one| one["check"] == waf)
        .map(|one| (one["resource"].as_str().unwrap(), one["condition"].as_str().unwrap()))
        .collect();
    assert_eq!(told, [("First", "when A is empty"), ("Second", "when B is empty")]);
}
