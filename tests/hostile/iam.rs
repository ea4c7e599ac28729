//! Policies, roles and what refers to them; networks; other resources that refer to one another.

use crate::run::{Files, Input, one};

/// `iam::<what>`.
pub fn inputs() -> Vec<Input> {
    let mut inputs = Vec::new();
    let mut add = |name: &str, files: Box<dyn FnOnce() -> Files + Send>| {
        inputs.push(Input::new("iam", name, files))
    };
    let role = |policy: String| {
        format!(
            "resource \"aws_iam_role\" \"r\" {{\n  name               = \"r\"\n  assume_role_policy = jsonencode({{ Statement = [{{ Effect = \"Allow\", Action = \"sts:AssumeRole\", Principal = {{ Service = \"ecs-tasks.amazonaws.com\" }} }}] }})\n}}\nresource \"aws_iam_role_policy\" \"p\" {{\n  role   = aws_iam_role.r.id\n  policy = jsonencode({policy})\n}}\nresource \"aws_ecs_task_definition\" \"t\" {{\n  family                = \"t\"\n  task_role_arn         = aws_iam_role.r.arn\n  container_definitions = jsonencode([{{ name = \"a\", image = \"a\" }}])\n}}\n"
        )
    };
    let list = |count: usize, item: &dyn Fn(usize) -> String| {
        (0..count).map(item).collect::<Vec<_>>().join(", ")
    };
    for (name, policy) in [
        (
            "five thousand statements",
            format!(
                "{{ Statement = [{}] }}",
                list(5_000, &|at| format!(
                    "{{ Effect = \"Allow\", Action = \"iam:*\", Resource = \"arn:aws:iam::123456789012:role/r{at}\" }}"
                ))
            ),
        ),
        (
            "twenty thousand actions",
            format!(
                "{{ Statement = [{{ Effect = \"Allow\", Action = [{}], Resource = \"*\" }}] }}",
                list(20_000, &|at| format!("\"s3:Get{at}\""))
            ),
        ),
        (
            "actions of stars",
            format!(
                "{{ Statement = [{{ Effect = \"Allow\", Action = [{}], Resource = \"*\" }}] }}",
                list(300, &|at| format!("\"*:{}{at}\"", "*?".repeat(100)))
            ),
        ),
        (
            "an action of stars",
            format!(
                "{{ Statement = [{{ Effect = \"Allow\", Action = \"{}\", Resource = \"*\" }}] }}",
                "a*".repeat(50_000)
            ),
        ),
        (
            "an action of question marks",
            format!(
                "{{ Statement = [{{ Effect = \"Allow\", Action = \"iam:{}\", Resource = \"*\" }}] }}",
                "?".repeat(100_000)
            ),
        ),
        (
            "all but twenty thousand actions",
            format!(
                "{{ Statement = [{{ Effect = \"Allow\", NotAction = [{}], Resource = \"*\" }}] }}",
                list(20_000, &|at| format!("\"s3:Get{at}*\""))
            ),
        ),
        (
            "twenty thousand resources",
            format!(
                "{{ Statement = [{{ Effect = \"Allow\", Action = \"s3:*\", Resource = [{}] }}] }}",
                list(20_000, &|at| format!("\"arn:aws:s3:::b{at}/*\""))
            ),
        ),
        (
            "ten thousand conditions",
            format!(
                "{{ Statement = [{{ Effect = \"Allow\", Action = \"s3:*\", Resource = \"*\", Condition = {{ StringLike = {{ {} }} }} }}] }}",
                list(10_000, &|at| format!("\"aws:k{at}\" = [\"*\", \"v{at}\"]"))
            ),
        ),
        (
            "ten thousand principals",
            format!(
                "{{ Statement = [{{ Effect = \"Allow\", Action = \"sts:AssumeRole\", Principal = {{ AWS = [{}] }} }}] }}",
                list(10_000, &|at| format!("\"{:012}\"", at))
            ),
        ),
        (
            "many services",
            format!(
                "{{ Statement = [{}] }}",
                list(500, &|at| format!(
                    "{{ Effect = \"Allow\", Action = [\"{}:*\", \"*\"], Resource = \"*\" }}",
                    ["s3", "ec2", "iam", "ecs", "rds", "kms", "sqs", "sns"][at % 8]
                ))
            ),
        ),
    ] {
        add(name, Box::new(move || one("main.tf", role(policy))));
    }
    let each =
        |count: usize, text: &dyn Fn(usize) -> String| (0..count).map(text).collect::<String>();
    let trust = "jsonencode({ Statement = [{ Effect = \"Allow\", Action = \"sts:AssumeRole\", Principal = { Service = \"ecs-tasks.amazonaws.com\" } }] })";
    for (name, text) in [
        (
            "two thousand roles",
            each(2_000, &|at| {
                format!(
                    "resource \"aws_iam_role\" \"r{at}\" {{\n  name               = \"r{at}\"\n  assume_role_policy = {trust}\n}}\nresource \"aws_iam_role_policy\" \"p{at}\" {{\n  role   = aws_iam_role.r{at}.id\n  policy = jsonencode({{ Statement = [{{ Effect = \"Allow\", Action = \"iam:PutRolePolicy\", Resource = \"*\" }}] }})\n}}\n"
                )
            }),
        ),
        (
            "one policy of two thousand roles",
            format!(
                "resource \"aws_iam_policy\" \"p\" {{\n  policy = jsonencode({{ Statement = [{{ Effect = \"Allow\", Action = \"iam:*\", Resource = \"*\" }}] }})\n}}\n{}",
                each(2_000, &|at| format!(
                    "resource \"aws_iam_role\" \"r{at}\" {{\n  name               = \"r{at}\"\n  assume_role_policy = {trust}\n}}\nresource \"aws_iam_role_policy_attachment\" \"a{at}\" {{\n  role       = aws_iam_role.r{at}.name\n  policy_arn = aws_iam_policy.p.arn\n}}\n"
                ))
            ),
        ),
        (
            "two hundred policies of two hundred roles",
            format!(
                "{}{}{}",
                each(200, &|at| format!(
                    "resource \"aws_iam_policy\" \"p{at}\" {{\n  policy = jsonencode({{ Statement = [{{ Effect = \"Allow\", Action = \"iam:*\", Resource = \"*\" }}] }})\n}}\n"
                )),
                each(200, &|at| format!(
                    "resource \"aws_iam_role\" \"r{at}\" {{\n  name               = \"r{at}\"\n  assume_role_policy = {trust}\n}}\n"
                )),
                each(40_000 / 10, &|at| format!(
                    "resource \"aws_iam_role_policy_attachment\" \"a{at}\" {{\n  role       = aws_iam_role.r{}.name\n  policy_arn = aws_iam_policy.p{}.arn\n}}\n",
                    at % 200,
                    at / 20
                ))
            ),
        ),
        (
            "managed policies",
            each(2_000, &|at| {
                format!(
                    "resource \"aws_iam_role_policy_attachment\" \"a{at}\" {{\n  role       = \"r{at}\"\n  policy_arn = \"arn:aws:iam::aws:policy/AdministratorAccess\"\n}}\n"
                )
            }),
        ),
        (
            "roles that pass one another",
            each(600, &|at| {
                format!(
                    "resource \"aws_iam_role\" \"r{at}\" {{\n  name               = \"r{at}\"\n  assume_role_policy = jsonencode({{ Statement = [{{ Effect = \"Allow\", Action = \"sts:AssumeRole\", Principal = {{ AWS = aws_iam_role.r{}.arn }} }}] }})\n  inline_policy {{\n    policy = jsonencode({{ Statement = [{{ Effect = \"Allow\", Action = [\"iam:PassRole\", \"sts:AssumeRole\"], Resource = aws_iam_role.r{}.arn }}] }})\n  }}\n}}\n",
                    (at + 1) % 600,
                    (at + 7) % 600
                )
            }),
        ),
        (
            "tasks of one role",
            format!(
                "resource \"aws_iam_role\" \"r\" {{\n  assume_role_policy = {trust}\n}}\n{}",
                each(2_000, &|at| format!(
                    "resource \"aws_ecs_task_definition\" \"t{at}\" {{\n  family                = \"t{at}\"\n  task_role_arn         = aws_iam_role.r.arn\n  execution_role_arn    = aws_iam_role.r.arn\n  container_definitions = jsonencode([{{ name = \"a\", image = \"a\" }}])\n}}\n"
                ))
            ),
        ),
        (
            "services of clusters",
            format!(
                "{}{}",
                each(1_000, &|at| format!(
                    "resource \"aws_ecs_cluster\" \"c{at}\" {{\n  name = \"c{at}\"\n  configuration {{\n    execute_command_configuration {{\n      logging = \"NONE\"\n    }}\n  }}\n}}\n"
                )),
                each(1_000, &|at| format!(
                    "resource \"aws_ecs_service\" \"s{at}\" {{\n  name                   = \"s{at}\"\n  cluster                = aws_ecs_cluster.c{at}.id\n  enable_execute_command = true\n}}\n"
                ))
            ),
        ),
        (
            "rules of one group",
            format!(
                "resource \"aws_security_group\" \"g\" {{\n  name = \"g\"\n}}\n{}",
                each(4_000, &|at| format!(
                    "resource \"aws_security_group_rule\" \"r{at}\" {{\n  type              = \"ingress\"\n  security_group_id = aws_security_group.g.id\n  from_port         = {at}\n  to_port           = {at}\n  protocol          = \"tcp\"\n  cidr_blocks       = [\"0.0.0.0/0\"]\n}}\n"
                ))
            ),
        ),
        (
            "routes of subnets",
            format!(
                "resource \"aws_vpc\" \"v\" {{\n  cidr_block = \"10.0.0.0/8\"\n}}\n{}",
                each(1_500, &|at| format!(
                    "resource \"aws_subnet\" \"s{at}\" {{\n  vpc_id     = aws_vpc.v.id\n  cidr_block = \"10.0.{}.0/24\"\n}}\nresource \"aws_route_table\" \"t{at}\" {{\n  vpc_id = aws_vpc.v.id\n}}\nresource \"aws_route_table_association\" \"a{at}\" {{\n  subnet_id      = aws_subnet.s{at}.id\n  route_table_id = aws_route_table.t{at}.id\n}}\n",
                    at % 256
                ))
            ),
        ),
        (
            "settings of buckets",
            each(1_200, &|at| {
                format!(
                    "resource \"aws_s3_bucket\" \"b{at}\" {{\n  bucket = \"b{at}\"\n}}\nresource \"aws_s3_bucket_versioning\" \"v{at}\" {{\n  bucket = aws_s3_bucket.b{at}.id\n  versioning_configuration {{\n    status = \"Suspended\"\n  }}\n}}\nresource \"aws_s3_bucket_policy\" \"p{at}\" {{\n  bucket = aws_s3_bucket.b{at}.id\n  policy = jsonencode({{ Statement = [{{ Effect = \"Allow\", Principal = \"*\", Action = \"s3:*\", Resource = \"*\" }}] }})\n}}\n"
                )
            }),
        ),
        (
            "settings of one bucket",
            format!(
                "resource \"aws_s3_bucket\" \"b\" {{\n  bucket = \"b\"\n}}\n{}",
                each(3_000, &|at| format!(
                    "resource \"aws_s3_bucket_versioning\" \"v{at}\" {{\n  bucket = aws_s3_bucket.b.id\n  versioning_configuration {{\n    status = \"Suspended\"\n  }}\n}}\n"
                ))
            ),
        ),
        (
            "log groups and filters",
            each(2_000, &|at| {
                format!(
                    "resource \"aws_cloudwatch_log_group\" \"g{at}\" {{\n  name = \"/ecs/g{at}\"\n}}\nresource \"aws_cloudwatch_log_subscription_filter\" \"f{at}\" {{\n  name            = \"f{at}\"\n  log_group_name  = aws_cloudwatch_log_group.g{at}.name\n  destination_arn = \"arn:aws:lambda:eu-west-1:123456789012:function:f\"\n  filter_pattern  = \"\"\n}}\n"
                )
            }),
        ),
        (
            "repositories",
            each(2_000, &|at| {
                format!(
                    "resource \"aws_ecr_repository\" \"r{at}\" {{\n  name = \"r{at}\"\n}}\nresource \"aws_ecs_task_definition\" \"t{at}\" {{\n  family                = \"t{at}\"\n  container_definitions = jsonencode([{{ name = \"a\", image = \"${{aws_ecr_repository.r{at}.repository_url}}:latest\" }}])\n}}\n"
                )
            }),
        ),
        (
            "listeners and targets",
            each(1_000, &|at| {
                format!(
                    "resource \"aws_lb\" \"l{at}\" {{\n  name = \"l{at}\"\n}}\nresource \"aws_lb_target_group\" \"t{at}\" {{\n  port     = 80\n  protocol = \"HTTP\"\n}}\nresource \"aws_lb_listener\" \"i{at}\" {{\n  load_balancer_arn = aws_lb.l{at}.arn\n  port              = 80\n  protocol          = \"HTTP\"\n  default_action {{\n    type             = \"forward\"\n    target_group_arn = aws_lb_target_group.t{at}.arn\n  }}\n}}\n"
                )
            }),
        ),
    ] {
        add(name, Box::new(move || one("main.tf", text)));
    }
    inputs
}
