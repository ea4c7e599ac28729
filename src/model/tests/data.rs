//! R10 to R14 and R19.

use super::{changed, drawn};
use crate::model::v1::Certainty::{Blocked, Inferred, Stated};
use crate::model::v1::Encrypted::{No, Unknown, Yes};
use crate::model::v1::Maybe;

fn told(environment: &str, more: &str) -> super::Drawn {
    let text = format!("environment = [{environment}]");
    changed(
        &[
            ("environment  = []", &text),
            (
                "network_mode             = \"awsvpc\"",
                "network_mode = \"awsvpc\"\n  task_role_arn = aws_iam_role.web.arn",
            ),
        ],
        &format!("{ROLE}{more}"),
    )
}

const ROLE: &str = r#"
resource "aws_iam_role" "web" {
  assume_role_policy = jsonencode({
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ecs-tasks.amazonaws.com" } }]
  })
}
"#;

const QUEUE: &str = "resource \"aws_sqs_queue\" \"jobs\" {\n  name = \"jobs\"\n}\n";
const JOBS: &str = "data:service:.#aws_ecs_service.web->queue:.#aws_sqs_queue.jobs:443";

fn grant(actions: &str, resource: &str) -> String {
    format!(
        "resource \"aws_iam_role_policy\" \"web\" {{\n  role = aws_iam_role.web.id\n  policy = jsonencode({{ Statement = [{{ Effect = \"Allow\", Action = [\"{actions}\"], Resource = {resource} }}] }})\n}}\n"
    )
}

#[test]
fn r10_a_reference_and_a_grant_state_a_flow() {
    let named = "{ name = \"QUEUE\", value = aws_sqs_queue.jobs.url }";
    let own =
        told(named, &format!("{QUEUE}{}", grant("sqs:SendMessage", "aws_sqs_queue.jobs.arn")));
    assert_eq!(own.told(JOBS), (Stated, Yes));
    assert_eq!(told(named, QUEUE).told(JOBS).0, Inferred);
    let by_grant = told("", &format!("{QUEUE}{}", grant("sqs:*", "\"arn:aws:sqs:*:*:jobs\"")));
    assert_eq!(by_grant.told(JOBS).0, Inferred);
    // Not by what only asks about it, nor by a grant on everything.
    assert!(
        told("", &format!("{QUEUE}{}", grant("sqs:GetQueueAttributes", "aws_sqs_queue.jobs.arn")))
            .by("R10")
            .is_empty()
    );
    assert!(told("", &format!("{QUEUE}{}", grant("sqs:*", "\"*\""))).by("R10").is_empty());
}

#[test]
fn r10_names_and_urls_count_as_references() {
    for value in [
        "jobs",
        "arn:aws:sqs:eu-west-1:123456789012:jobs",
        "https://sqs.eu-west-1.amazonaws.com/123456789012/jobs",
    ] {
        let own = told(&format!("{{ name = \"Q\", value = \"{value}\" }}"), QUEUE);
        assert_eq!(own.by("R10"), [JOBS], "{value}");
    }
    let own = told("{ name = \"Q\", value = \"arn:aws:sqs:eu-west-1:123456789012:mails\" }", QUEUE);
    assert_eq!(own.by("R10"), ["data:service:.#aws_ecs_service.web->queue:mails:443"]);
    assert!(told("{ name = \"Q\", value = \"job\" }", QUEUE).by("R10").is_empty());
}

const DATABASE: &str = r#"
resource "aws_security_group" "db" {
  vpc_id = aws_vpc.main.id
  ingress {
    protocol        = "tcp"
    from_port       = 5432
    to_port         = 5432
    security_groups = [aws_security_group.web.id]
  }
}
resource "aws_db_subnet_group" "db" {
  name       = "db"
  subnet_ids = [aws_subnet.inner.id]
}
resource "aws_db_instance" "db" {
  engine                 = "postgres"
  db_subnet_group_name   = aws_db_subnet_group.db.name
  vpc_security_group_ids = [aws_security_group.db.id]
}
"#;
const DB: &str = "data:service:.#aws_ecs_service.web->database:.#aws_db_instance.db:5432";
const DB_HOST: &str = "{ name = \"DB_HOST\", value = aws_db_instance.db.address }";

#[test]
fn r11_a_database_is_reached_where_its_group_lets_it() {
    let own = told(DB_HOST, DATABASE);
    assert_eq!(own.told(DB), (Stated, Unknown));
    assert_eq!(own.place("database:.#aws_db_instance.db"), "subnets:.#aws_vpc.main:private");
    assert_eq!(own.flow(DB).unwrap().protocol.as_deref(), Some("PostgreSQL"));
    let shut = DATABASE.replace(
        "security_groups = [aws_security_group.web.id]",
        "security_groups = [aws_security_group.lb.id]",
    );
    assert_eq!(told(DB_HOST, &shut).told(DB).0, Blocked);
    let open = DATABASE.replace("vpc_security_group_ids = [aws_security_group.db.id]", "");
    assert_eq!(told(DB_HOST, &open).told(DB).0, Inferred);
    // A dedicated rule alone infers it; one for everybody does not.
    assert_eq!(told("", DATABASE).told(DB).0, Inferred);
    let wide = DATABASE.replace(
        "security_groups = [aws_security_group.web.id]",
        "cidr_blocks = [\"10.0.0.0/16\"]",
    );
    assert!(told("", &wide).by("R11").is_empty());
    assert_eq!(told(DB_HOST, &wide).told(DB).0, Stated);
}

#[test]
fn r11_a_secret_that_names_the_database_refers_to_it() {
    let secret = r#"
resource "aws_secretsmanager_secret" "url" {
  name = "url"
}
resource "aws_secretsmanager_secret_version" "url" {
  secret_id     = aws_secretsmanager_secret.url.id
  secret_string = "postgres://app:x@${aws_db_instance.db.address}:5432/app"
}
"#;
    let own = changed(
        &[(
            "secrets      = []",
            "secrets = [{ name = \"URL\", valueFrom = aws_secretsmanager_secret.url.arn }]",
        )],
        &format!("{DATABASE}{secret}"),
    );
    assert_eq!(own.told(DB).0, Stated);
}

const CACHE: &str = r#"
resource "aws_elasticache_replication_group" "c" {
  replication_group_id       = "c"
  engine                     = "redis"
  transit_encryption_enabled = false
}
"#;

#[test]
fn r11_a_cache_says_whether_it_takes_clear_text() {
    let named = "{ name = \"REDIS\", value = \"redis://${aws_elasticache_replication_group.c.primary_endpoint_address}:6379\" }";
    let id = "data:service:.#aws_ecs_service.web->cache:.#aws_elasticache_replication_group.c:6379";
    assert_eq!(told(named, CACHE).told(id), (Inferred, No));
    let tls = CACHE.replace("= false", "= true");
    let own = told(named, &tls);
    assert_eq!(own.told(id).1, Unknown);
    assert!(own.notes(&["do not agree whether the connection is encrypted"]));
    assert_eq!(told(&named.replace("redis://", "rediss://"), &tls).told(id).1, Yes);
    // Without a scheme the client may encrypt what the cache does not demand.
    let host = "{ name = \"REDIS_HOST\", value = aws_elasticache_replication_group.c.primary_endpoint_address }";
    assert_eq!(told(host, CACHE).told(id), (Inferred, Unknown));
}

#[test]
fn r11_a_broker_that_says_nothing_takes_tls_alone() {
    let cluster = "resource \"aws_msk_cluster\" \"k\" {\n  cluster_name = \"k\"\n}\n";
    let named = "{ name = \"BROKERS\", value = aws_msk_cluster.k.bootstrap_brokers_tls }";
    let of = |own: &super::Drawn| {
        let flow = own.system().flows.iter().find(|flow| flow.rule == "R11").unwrap();
        flow.encrypted
    };
    assert_eq!(of(&told(named, cluster)), Yes);
    let both = cluster.replace(
        "\n}",
        "\n  encryption_info {\n    encryption_in_transit {\n      client_broker = \"TLS_PLAINTEXT\"\n    }\n  }\n}",
    );
    assert_eq!(of(&told(named, &both)), Unknown);
}

#[test]
fn r11_an_address_that_is_written_into_a_secret_is_one() {
    let template = "Resources:\n  Task: {Type: AWS::ECS::TaskDefinition, Properties: {Family: f, ContainerDefinitions: [{Name: a, Image: nginx, Secrets: [{Name: DB, ValueFrom: !Ref Secret}]}]}}\n  Secret: {Type: AWS::SecretsManager::Secret, Properties: {GenerateSecretString: {}}}\n  Db: {Type: AWS::RDS::DBCluster, Properties: {Engine: aurora-postgresql}}\n";
    let attached = format!(
        "{template}  Attach: {{Type: AWS::SecretsManager::SecretTargetAttachment, Properties: {{SecretId: !Ref Secret, TargetId: !Ref Db, TargetType: 'AWS::RDS::DBCluster'}}}}\n"
    );
    assert!(drawn(&[("t.yaml", template)]).by("R11").is_empty());
    assert_eq!(
        drawn(&[("t.yaml", &attached)]).by("R11"),
        ["data:task:t.yaml#Task->database:t.yaml#Db:5432"]
    );
}

#[test]
fn r12_file_systems_are_mounted() {
    let files = "resource \"aws_efs_file_system\" \"f\" {}\n";
    let volume = |more: &str| {
        format!(
            "network_mode = \"awsvpc\"\n  volume {{\n    name = \"f\"\n    efs_volume_configuration {{\n      file_system_id = aws_efs_file_system.f.id\n{more}    }}\n  }}"
        )
    };
    let with = |mounts: &str, more: &str| {
        changed(
            &[
                ("mountPoints  = []", mounts),
                ("network_mode             = \"awsvpc\"", &volume(more)),
            ],
            files,
        )
    };
    let mounts = "mountPoints = [{ sourceVolume = \"f\", containerPath = \"/f\" }]";
    let id = "mount:service:.#aws_ecs_service.web->file-system:.#aws_efs_file_system.f:2049";
    assert_eq!(with(mounts, "").told(id), (Stated, No));
    assert_eq!(with(mounts, "      transit_encryption = \"ENABLED\"\n").told(id), (Stated, Yes));
    assert_eq!(with(mounts, "").place("file-system:.#aws_efs_file_system.f"), "vpc:.#aws_vpc.main");
    // A volume that no container mounts.
    assert!(with("mountPoints = []", "").by("R12").is_empty());
}

const PEER: &str = r#"
resource "aws_service_discovery_http_namespace" "n" {
  name = "shop"
}
resource "aws_security_group" "api" {
  vpc_id = aws_vpc.main.id
  ingress {
    protocol        = "tcp"
    from_port       = 9000
    to_port         = 9000
    security_groups = [aws_security_group.web.id]
  }
}
resource "aws_ecs_task_definition" "api" {
  family                   = "api"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  container_definitions = jsonencode([{
    name         = "api"
    image        = "api:1"
    portMappings = [{ name = "api", containerPort = 9000 }]
  }])
}
resource "aws_ecs_service" "api" {
  name            = "api"
  task_definition = aws_ecs_task_definition.api.arn
  launch_type     = "FARGATE"
  network_configuration {
    subnets         = [aws_subnet.inner.id]
    security_groups = [aws_security_group.api.id]
  }
  service_connect_configuration {
    enabled   = true
    namespace = aws_service_discovery_http_namespace.n.arn
    service {
      port_name = "api"
      client_alias {
        dns_name = "api"
        port     = 9000
      }
    }
  }
}
"#;

#[test]
fn r13_services_call_one_another_by_name() {
    let client = (
        "enable_execute_command = false",
        "enable_execute_command = false\n  service_connect_configuration {\n    enabled = true\n    namespace = aws_service_discovery_http_namespace.n.arn\n  }",
    );
    let named =
        ("environment  = []", "environment = [{ name = \"API\", value = \"http://api:9000\" }]");
    let id = "data:service:.#aws_ecs_service.web->service:.#aws_ecs_service.api:9000";
    assert_eq!(changed(&[client, named], PEER).told(id), (Stated, No));
    // A client that is not in the namespace does not know the name.
    assert!(changed(&[named], PEER).by("R13").is_empty());
    // Sharing a namespace is no call.
    assert!(changed(&[client], PEER).by("R13").is_empty());
    let shut = PEER.replace(
        "security_groups = [aws_security_group.web.id]",
        "security_groups = [aws_security_group.lb.id]",
    );
    assert_eq!(changed(&[client, named], &shut).told(id).0, Blocked);
}

#[test]
fn r13_services_call_one_another_through_cloud_map() {
    let map = r#"
resource "aws_service_discovery_private_dns_namespace" "n" {
  name = "shop.local"
  vpc  = aws_vpc.main.id
}
resource "aws_service_discovery_service" "api" {
  name = "api"
  dns_config {
    namespace_id = aws_service_discovery_private_dns_namespace.n.id
    dns_records {
      type = "A"
      ttl  = 10
    }
  }
}
"#;
    let start = PEER.find("  service_connect_configuration").unwrap();
    let peer = format!(
        "{}  service_registries {{\n    registry_arn = aws_service_discovery_service.api.arn\n  }}\n}}\n{map}",
        &PEER[..start]
    );
    let named = |value: &str| format!("environment = [{{ name = \"API\", value = \"{value}\" }}]");
    let own = changed(&[("environment  = []", &named("https://api.shop.local:9000/v1"))], &peer);
    assert_eq!(
        own.told("data:service:.#aws_ecs_service.web->service:.#aws_ecs_service.api:9000"),
        (Stated, Yes)
    );
    assert!(own.by("R14").is_empty(), "it is no host outside");
    let other = changed(&[("environment  = []", &named("https://apis.shop.local:9000/v1"))], &peer);
    assert!(other.by("R13").is_empty());
    assert_eq!(
        other.by("R14"),
        ["data:service:.#aws_ecs_service.web->external:apis.shop.local:9000"]
    );
}

#[test]
fn r14_hosts_outside_are_told_by_their_addresses() {
    let own = told(
        "{ name = \"A\", value = \"https://api.example.com/v1\" }, { name = \"SMTP_HOST\", value = \"mail.corp.internal\" }, { name = \"L\", value = \"http://localhost:1\" }, { name = \"Z\", value = \"mail.example.com\" }",
        "",
    );
    assert_eq!(
        own.by("R14"),
        [
            "data:service:.#aws_ecs_service.web->external:api.example.com:443",
            "data:service:.#aws_ecs_service.web->external:mail.corp.internal:-"
        ]
    );
    assert_eq!(
        own.told("data:service:.#aws_ecs_service.web->external:api.example.com:443"),
        (Stated, Yes)
    );
    assert_eq!(
        own.told("data:service:.#aws_ecs_service.web->external:mail.corp.internal:-"),
        (Inferred, Unknown)
    );
    assert_eq!(own.place("external:mail.corp.internal"), "network");
}

#[test]
fn what_a_sensitive_value_names_is_not_printed() {
    let own = told(
        "{ name = \"A\", value = var.a }",
        "variable \"a\" {\n  sensitive = true\n  default = \"https://partner.example.com\"\n}\n",
    );
    assert_eq!(own.by("R14"), ["data:service:.#aws_ecs_service.web->external:***:443"]);
    assert!(!serde_json::to_string(&own.0).unwrap().contains("partner.example.com"));
}

#[test]
fn r19_deliveries_are_flows() {
    let logs = (
        "internal        = false",
        "internal = false\n  access_logs {\n    bucket  = aws_s3_bucket.logs.bucket\n    enabled = true\n  }",
    );
    let bucket = "resource \"aws_s3_bucket\" \"logs\" {\n  bucket = \"logs\"\n}\n";
    assert_eq!(
        changed(&[logs], bucket).by("R19"),
        ["audit:load-balancer:.#aws_lb.main->bucket:.#aws_s3_bucket.logs:443"]
    );
    let off = (
        logs.0,
        "internal = false\n  access_logs {\n    bucket  = aws_s3_bucket.logs.bucket\n    enabled = false\n  }",
    );
    assert!(changed(&[off], bucket).by("R19").is_empty());
    let mapping = format!(
        "{QUEUE}resource \"aws_lambda_function\" \"f\" {{\n  function_name = \"f\"\n}}\nresource \"aws_lambda_event_source_mapping\" \"m\" {{\n  event_source_arn = aws_sqs_queue.jobs.arn\n  function_name    = aws_lambda_function.f.arn\n}}\n"
    );
    assert_eq!(
        changed(&[], &mapping).by("R19"),
        ["data:queue:.#aws_sqs_queue.jobs->function:.#aws_lambda_function.f:443"]
    );
}

#[test]
fn r19_goes_on_from_a_function_to_what_it_is_told_of_or_may_use() {
    let template = |events: &str, variables: &str| {
        format!(
            "Resources:\n  Task: {{Type: AWS::ECS::TaskDefinition, Properties: {{Family: f, ContainerDefinitions: [{{Name: a, Image: nginx}}]}}}}\n  Fn: {{Type: AWS::Lambda::Function, Properties: {{Role: !GetAtt Role.Arn, Environment: {{Variables: {{{variables}}}}}}}}}\n  Role: {{Type: AWS::IAM::Role, Properties: {{AssumeRolePolicyDocument: {{}}, Policies: [{{PolicyName: p, PolicyDocument: {{Statement: [{{Effect: Allow, Action: ['dynamodb:PutItem', 'sqs:ReceiveMessage'], Resource: [!GetAtt Table.Arn, !GetAtt Queue.Arn]}}]}}}}]}}}}\n  Table: {{Type: AWS::DynamoDB::Table, Properties: {{KeySchema: []}}}}\n  Queue: {{Type: AWS::SQS::Queue}}\n{events}"
        )
    };
    let events = "  Map: {Type: AWS::Lambda::EventSourceMapping, Properties: {EventSourceArn: !GetAtt Queue.Arn, FunctionName: !Ref Fn}}\n";
    let to_table = "data:function:t.yaml#Fn->table:t.yaml#Table:443";
    let own = drawn(&[("t.yaml", &template(events, "TABLE: !Ref Table"))]);
    assert_eq!(own.by("R19"), [to_table, "data:queue:t.yaml#Queue->function:t.yaml#Fn:443"]);
    assert_eq!(own.told(to_table), (Stated, Yes));
    // A permission alone makes it likely; that to take from its queue is no flow back.
    let own = drawn(&[("t.yaml", &template(events, ""))]);
    assert_eq!(own.told(to_table), (Inferred, Yes));
    // Nothing of the system hands it anything.
    assert!(drawn(&[("t.yaml", &template("", "TABLE: !Ref Table"))]).by("R19").is_empty());
}

#[test]
fn flow_logs_are_a_property_of_their_vpc() {
    let own = changed(
        &[],
        "resource \"aws_flow_log\" \"f\" {\n  vpc_id = aws_vpc.main.id\n  traffic_type = \"ALL\"\n}\n",
    );
    let vpc = own.system().boundaries.iter().find(|own| own.kind == "vpc").unwrap();
    assert_eq!(vpc.properties["flow_logs"], true);
}

#[test]
fn what_stands_in_one_arm_of_a_condition_may_be_there() {
    let template = r#"
Parameters:
  On: {Type: String}
Conditions:
  HasQueue: !Equals [!Ref On, "yes"]
Resources:
  Jobs:
    Type: AWS::SQS::Queue
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      Family: web
      NetworkMode: awsvpc
      RequiresCompatibilities: [FARGATE]
      ContainerDefinitions:
        - Name: web
          Image: "nginx:1"
          Environment:
            - Name: QUEUE
              Value: !If [HasQueue, !Ref Jobs, "https://queue.example.com"]
"#;
    let own = drawn(&[("t.yaml", template)]);
    let flow = own.flow("data:task:t.yaml#Task->queue:t.yaml#Jobs:443").unwrap();
    assert!(
        matches!(&flow.maybe, Maybe::If(condition) if condition == "HasQueue"),
        "{:?}",
        flow.maybe
    );
    let other = own.flow("data:task:t.yaml#Task->external:queue.example.com:443").unwrap();
    assert!(
        matches!(&other.maybe, Maybe::If(condition) if condition == "not (HasQueue)"),
        "{:?}",
        other.maybe
    );
}
