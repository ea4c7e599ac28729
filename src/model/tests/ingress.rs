//! R1 to R8.

use super::{BALANCER, Drawn, changed, drawn};
use crate::model::v1::Certainty::{Blocked, Stated, Undecided};
use crate::model::v1::Encrypted::{No, Unknown, Yes};

const INTO: &str = "ingress:actor.end-user->load-balancer:.#aws_lb.main:80";
const ON: &str = "ingress:load-balancer:.#aws_lb.main->service:.#aws_ecs_service.web:8080";

pub(super) fn has_user(drawn: &Drawn) -> bool {
    drawn.element("actor.end-user").is_some()
}

#[test]
fn r1_the_seed_is_there_for_every_service() {
    let own = changed(&[], "");
    for id in [
        "api:actor.operator->aws.api:443",
        "control:aws.api->aws.ecs:-",
        "schedule:aws.ecs->aws.fargate:-",
        "load:aws.ecs->task-definition:.#aws_ecs_task_definition.web:-",
        "launch:aws.fargate->service:.#aws_ecs_service.web:-",
    ] {
        assert!(own.flow(id).is_some(), "{id}");
    }
    assert!(own.element("aws.ec2-capacity").is_none());
    let none = drawn(&[("main.tf", "resource \"aws_s3_bucket\" \"x\" {\n  bucket = \"x\"\n}\n")]);
    assert!(none.0.systems.is_empty() && none.notes(&["no resource of ECS"]));
}

#[test]
fn r1_what_may_run_on_either_has_both() {
    let own = changed(
        &[
            ("launch_type            = \"FARGATE\"", "launch_type = var.launch"),
            ("requires_compatibilities = [\"FARGATE\"]", ""),
        ],
        "variable \"launch\" {}",
    );
    assert!(own.element("aws.fargate").is_some() && own.element("aws.ec2-capacity").is_some());
}

#[test]
fn r2_images_come_from_a_registry_each() {
    let own = changed(&[("nginx:1", "ghcr.io/acme/web:1")], "");
    assert_eq!(own.by("R2"), ["pull:aws.fargate->registry:ghcr.io:443"]);
    assert_eq!(own.place("registry:ghcr.io"), "internet");
    let repository = "resource \"aws_ecr_repository\" \"web\" {\n  name = \"web\"\n}\n";
    let own =
        changed(&[("\"nginx:1\"", "\"${aws_ecr_repository.web.repository_url}:1\"")], repository);
    assert_eq!(own.by("R2"), ["pull:aws.fargate->registry:.#aws_ecr_repository.web:443"]);
    let own = changed(&[("\"nginx:1\"", "\"registry.corp.internal:5000/web:1\"")], "");
    assert_eq!(
        own.told("pull:aws.fargate->registry:registry.corp.internal:5000:5000"),
        (Stated, No)
    );
    assert_eq!(own.place("registry:registry.corp.internal:5000"), "network");
    let own = changed(&[("\"nginx:1\"", "var.image")], "variable \"image\" {}");
    assert!(
        own.by("R2").is_empty() && own.notes(&["the image of web", "var.image has no default"])
    );
}

#[test]
fn r3_credentials_come_from_the_task_or_the_instance() {
    let own = changed(&[], "");
    assert_eq!(
        own.told("credentials:service:.#aws_ecs_service.web->metadata:task:80"),
        (Stated, No)
    );
    assert_eq!(own.place("metadata:task"), "vpc:.#aws_vpc.main");
    assert!(own.element("metadata:instance").is_none());
    let on_instances = [("\"FARGATE\"", "\"EC2\"")];
    let own = changed(&on_instances, "");
    assert_eq!(own.by("R3"), ["credentials:service:.#aws_ecs_service.web->metadata:instance:80"]);
    let blocked = "resource \"aws_launch_template\" \"x\" {\n  user_data = base64encode(\"#!/bin/bash\\necho ECS_AWSVPC_BLOCK_IMDS=true >> /etc/ecs/ecs.config\\n\")\n}\n";
    assert!(changed(&on_instances, blocked).by("R3").is_empty());
}

#[test]
fn r4_logs_go_where_the_driver_says() {
    let own = changed(&[], "");
    assert_eq!(
        own.by("R4"),
        ["logs:service:.#aws_ecs_service.web->log-group:.#aws_cloudwatch_log_group.web:443"]
    );
    let own = changed(&[("awslogs-group = \"/ecs/web\"", "awslogs-group = \"/ecs/other\"")], "");
    assert_eq!(own.by("R4"), ["logs:service:.#aws_ecs_service.web->log-group:/ecs/other:443"]);
    let fluentd = "logDriver = \"fluentd\"\n      options   = { fluentd-address = \"logs.corp.internal:24224\" }\n    }\n    y = {\n      x = \"awslogs\"";
    let own = changed(&[("logDriver = \"awslogs\"", fluentd)], "");
    assert_eq!(
        own.told("logs:service:.#aws_ecs_service.web->external:logs.corp.internal:24224"),
        (Stated, No)
    );
    assert!(
        changed(&[("logDriver = \"awslogs\"", "logDriver = \"json-file\"")], "")
            .by("R4")
            .is_empty()
    );
}

#[test]
fn r5_secrets_are_read_by_what_launches() {
    let secret = "resource \"aws_secretsmanager_secret\" \"x\" {\n  name = \"x\"\n}\n";
    let own = changed(
        &[(
            "secrets      = []",
            "secrets = [{ name = \"X\", valueFrom = aws_secretsmanager_secret.x.arn }]",
        )],
        secret,
    );
    assert_eq!(own.by("R5"), ["secret:aws.fargate->secret:.#aws_secretsmanager_secret.x:443"]);
    assert!(own.by("R10").is_empty(), "what is given is no call of the workload's own");
    let own = changed(
        &[("secrets      = []", "secrets = [{ name = \"X\", valueFrom = \"/prod/key\" }]")],
        "",
    );
    assert_eq!(own.by("R5"), ["secret:aws.fargate->parameter:/prod/key:443"]);
    assert!(changed(&[], secret).by("R5").is_empty());
}

#[test]
fn r6_the_internet_reaches_what_listens_and_lets_it_in() {
    let own = changed(&[], "");
    assert_eq!(own.told(INTO), (Stated, No));
    assert_eq!(own.place(BALANCER), "subnets:.#aws_vpc.main:public");
    let flow = own.flow(INTO).unwrap();
    assert_eq!(flow.crosses, ["internet", "vpc:.#aws_vpc.main", "subnets:.#aws_vpc.main:public"]);
    assert!(flow.evidence.iter().any(|at| at.role == "security-group"), "{:?}", flow.evidence);
    // Without the group's rule it is blocked, and nobody is there.
    let own = changed(
        &[(
            "cidr_blocks = [\"0.0.0.0/0\"]\n  }\n  egress {\n    protocol    = \"-1\"\n    from_port   = 0\n    to_port     = 0\n    cidr_blocks = [\"0.0.0.0/0\"]\n  }\n}\nresource \"aws_security_group\" \"web\"",
            "cidr_blocks = [\"192.0.2.0/24\"]\n  }\n  egress {\n    protocol    = \"-1\"\n    from_port   = 0\n    to_port     = 0\n    cidr_blocks = [\"0.0.0.0/0\"]\n  }\n}\nresource \"aws_security_group\" \"web\"",
        )],
        "",
    );
    assert_eq!(own.told(INTO).0, Blocked);
    assert!(!has_user(&own));
    let own = changed(&[("internal        = false", "internal = true")], "");
    assert!(own.flow(INTO).is_none() && !has_user(&own));
    let tls = [(
        "port              = 80\n  protocol          = \"HTTP\"",
        "port = 80\n  protocol = \"HTTPS\"",
    )];
    assert_eq!(changed(&tls, "").told(INTO), (Stated, Yes));
    let open = [(
        "security_groups = [aws_security_group.lb.id]\n  internal",
        "security_groups = [var.group]\n  internal",
    )];
    assert_eq!(changed(&open, "variable \"group\" {}").told(INTO).0, Undecided);
}

#[test]
fn r6_an_internal_balancer_is_reached_from_whoever_its_group_names() {
    let own = changed(
        &[
            ("internal        = false", "internal = true"),
            (
                "from_port   = 80\n    to_port     = 80\n    cidr_blocks = [\"0.0.0.0/0\"]",
                "from_port = 80\n to_port = 80\n security_groups = [aws_security_group.caller.id]",
            ),
        ],
        r#"
resource "aws_security_group" "caller" {
  vpc_id = aws_vpc.main.id
  egress {
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["0.0.0.0/0"]
  }
}
resource "aws_ecs_service" "caller" {
  name            = "caller"
  task_definition = aws_ecs_task_definition.web.arn
  launch_type     = "FARGATE"
  network_configuration {
    subnets         = [aws_subnet.inner.id]
    security_groups = [aws_security_group.caller.id]
  }
}
"#,
    );
    assert_eq!(
        own.by("R6"),
        ["ingress:service:.#aws_ecs_service.caller->load-balancer:.#aws_lb.main:80"]
    );
}

#[test]
fn r7_a_balancer_reaches_what_it_forwards_to() {
    let own = changed(&[], "");
    assert_eq!(own.told(ON), (Stated, No));
    let own = changed(
        &[(
            "from_port       = 8080\n    to_port         = 8080",
            "from_port = 9090\n to_port = 9090",
        )],
        "",
    );
    assert_eq!(own.told(ON).0, Blocked);
    // Terraform's provider takes the rule away that lets everything out.
    let own = changed(
        &[(
            "  egress {\n    protocol    = \"-1\"\n    from_port   = 0\n    to_port     = 0\n    cidr_blocks = [\"0.0.0.0/0\"]\n  }\n",
            "",
        )],
        "",
    );
    assert_eq!(own.told(ON).0, Blocked);
    let own = changed(
        &[(
            "type             = \"forward\"\n    target_group_arn = aws_lb_target_group.web.arn\n  }\n}\nresource \"aws_cloudwatch",
            "type = \"fixed-response\"\n  fixed_response {\n content_type = \"text/plain\"\n }\n }\n}\nresource \"aws_cloudwatch",
        )],
        "",
    );
    assert!(
        own.by("R7").is_empty()
            && own.notes(&["no listener in this code forwards to aws_lb_target_group.web"])
    );
    let rule = r#"
resource "aws_lb_listener_rule" "web" {
  listener_arn = aws_lb_listener.web.arn
  action {
    type = "forward"
    forward {
      target_group {
        arn    = aws_lb_target_group.web.arn
        weight = 1
      }
    }
  }
  condition {
    path_pattern {
      values = ["/*"]
    }
  }
}
"#;
    let own = changed(
        &[(
            "type             = \"forward\"\n    target_group_arn = aws_lb_target_group.web.arn\n  }\n}\nresource \"aws_cloudwatch",
            "type = \"fixed-response\"\n  fixed_response {\n content_type = \"text/plain\"\n }\n }\n}\nresource \"aws_cloudwatch",
        )],
        rule,
    );
    assert_eq!(own.told(ON), (Stated, No));
}

const DIRECT: &str = "ingress:actor.end-user->service:.#aws_ecs_service.web:8080";
const PUBLIC: [(&str, &str); 2] = [
    ("subnets          = [aws_subnet.inner.id]", "subnets = [aws_subnet.edge.id]"),
    ("assign_public_ip = false", "assign_public_ip = true"),
];

#[test]
fn r8_public_tasks_are_reached_where_everything_lets_them() {
    let mut changes = PUBLIC.to_vec();
    let open = (
        "security_groups = [aws_security_group.lb.id]\n  }\n  egress",
        "cidr_blocks = [\"0.0.0.0/0\"]\n  }\n  egress",
    );
    changes.push(open);
    assert_eq!(changed(&changes, "").told(DIRECT), (Stated, Unknown));
    // The group lets only the load balancer in.
    assert!(changed(&PUBLIC, "").flow(DIRECT).is_none());
    // The subnets lead to a NAT.
    assert!(changed(&[PUBLIC[1], open], "").flow(DIRECT).is_none());
    // No public address.
    assert!(changed(&[PUBLIC[0], open], "").flow(DIRECT).is_none());
    let unknown = (
        "security_groups  = [aws_security_group.web.id]",
        "security_groups = [\"sg-0123456789abcdef0\"]",
    );
    changes.pop();
    changes.push(unknown);
    assert_eq!(changed(&changes, "").told(DIRECT).0, Undecided);
}

#[test]
fn ports_that_a_variable_gives_are_not_guessed() {
    let own = changed(&[("port              = 80", "port = var.port")], "variable \"port\" {}");
    let flow = own.flow("ingress:actor.end-user->load-balancer:.#aws_lb.main:-").unwrap();
    assert_eq!((flow.port, flow.certainty), (None, Stated));
    assert_eq!(flow.unknown[0].reason, "var.port has no default");
}

#[test]
fn without_its_rule_a_balancer_is_reached_by_nobody() {
    let rule = "  ingress {\n    protocol    = \"tcp\"\n    from_port   = 80\n    to_port     = 80\n    cidr_blocks = [\"0.0.0.0/0\"]\n  }\n";
    let own = changed(&[(rule, "")], "");
    assert_eq!(own.told(INTO).0, Blocked);
    assert!(!has_user(&own));
}

#[test]
fn r8_a_scheduled_task_is_reached_as_a_service_is() {
    let job = |groups: &str| {
        format!(
            r#"
resource "aws_security_group" "job" {{
  vpc_id = aws_vpc.main.id
  ingress {{
    protocol    = "tcp"
    from_port   = 9000
    to_port     = 9000
    cidr_blocks = ["{groups}"]
  }}
}}
resource "aws_ecs_task_definition" "job" {{
  family                   = "job"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  container_definitions    = jsonencode([{{ name = "job", image = "job:1", portMappings = [{{ containerPort = 9000 }}] }}])
}}
resource "aws_scheduler_schedule" "nightly" {{
  name                = "nightly"
  schedule_expression = "rate(1 day)"
  flexible_time_window {{
    mode = "OFF"
  }}
  target {{
    arn      = "arn:aws:ecs:eu-west-1:123456789012:cluster/x"
    role_arn = "arn:aws:iam::123456789012:role/x"
    ecs_parameters {{
      task_definition_arn = aws_ecs_task_definition.job.arn
      launch_type         = "FARGATE"
      network_configuration {{
        subnets          = [aws_subnet.edge.id]
        security_groups  = [aws_security_group.job.id]
        assign_public_ip = true
      }}
    }}
  }}
}}
"#
        )
    };
    let id = "ingress:actor.end-user->task:.#aws_ecs_task_definition.job:9000";
    let own = changed(&[], &job("0.0.0.0/0"));
    assert_eq!(own.told(id).0, Stated);
    assert_eq!(own.by("R16"), ["run:event-source:.#aws_scheduler_schedule.nightly->aws.ecs:-"]);
    assert!(changed(&[], &job("10.0.0.0/16")).flow(id).is_none());
}

#[test]
fn r6_a_network_load_balancer_without_groups_takes_what_comes() {
    let network = [
        ("  security_groups = [aws_security_group.lb.id]\n  internal", "  internal"),
        ("internal        = false", "internal = false\n  load_balancer_type = \"network\""),
        ("protocol          = \"HTTP\"", "protocol = \"TCP\""),
    ];
    let own = changed(&network, "");
    assert_eq!(own.told(INTO), (Stated, No));
    assert!(has_user(&own));
    // One for applications is in the default group of its VPC.
    assert_eq!(changed(&network[..1], "").told(INTO).0, Undecided);
}

#[test]
fn r7_a_rule_of_a_group_that_another_stack_exports_counts() {
    let groups = "Resources:\n  Cluster: {Type: AWS::ECS::Cluster}\n  Tasks: {Type: AWS::EC2::SecurityGroup, Properties: {GroupDescription: t, VpcId: vpc-1}}\nOutputs:\n  Tasks: {Value: !GetAtt Tasks.GroupId, Export: {Name: tasks}}\n";
    let service = |port: u16| {
        format!(
            "Resources:\n  FromLb: {{Type: AWS::EC2::SecurityGroupIngress, Properties: {{GroupId: !ImportValue tasks, CidrIp: 0.0.0.0/0, IpProtocol: tcp, FromPort: {port}, ToPort: {port}}}}}\n  Edge: {{Type: AWS::EC2::SecurityGroup, Properties: {{GroupDescription: e, VpcId: vpc-1}}}}\n  Lb: {{Type: AWS::ElasticLoadBalancingV2::LoadBalancer, Properties: {{SecurityGroups: [!Ref Edge]}}}}\n  Listener: {{Type: AWS::ElasticLoadBalancingV2::Listener, Properties: {{LoadBalancerArn: !Ref Lb, Port: 80, Protocol: HTTP, DefaultActions: [{{Type: forward, TargetGroupArn: !Ref Targets}}]}}}}\n  Targets: {{Type: AWS::ElasticLoadBalancingV2::TargetGroup, Properties: {{Port: 80, Protocol: HTTP}}}}\n  Task: {{Type: AWS::ECS::TaskDefinition, Properties: {{Family: f, NetworkMode: awsvpc, RequiresCompatibilities: [FARGATE], ContainerDefinitions: [{{Name: a, Image: nginx}}]}}}}\n  Service: {{Type: AWS::ECS::Service, Properties: {{LaunchType: FARGATE, TaskDefinition: !Ref Task, NetworkConfiguration: {{AwsvpcConfiguration: {{Subnets: [subnet-1], SecurityGroups: [!ImportValue tasks]}}}}, LoadBalancers: [{{ContainerName: a, ContainerPort: 8080, TargetGroupArn: !Ref Targets}}]}}}}\n"
        )
    };
    let on = "ingress:load-balancer:service.yaml#Lb->service:service.yaml#Service:8080";
    let own = drawn(&[("groups.yaml", groups), ("service.yaml", &service(8080))]);
    assert_eq!(own.told(on), (Stated, No));
    let own = drawn(&[("groups.yaml", groups), ("service.yaml", &service(9090))]);
    assert_eq!(own.told(on).0, Blocked);
}
