resource "aws_ecs_task_definition" "web" {
  family                = "web"
  container_definitions = <<EOF
[
  {
    "name": "web",
    "image": "registry.example.com/web"
  }
]
EOF
}

resource "aws_iam_role" "task" {
  name               = "task"
  assume_role_policy = <<EOF
{
  "Version": "2012-10-17",
  "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "ecs-tasks.amazonaws.com"}}]
}
EOF
}

resource "aws_iam_role_policy" "task" {
  role   = aws_iam_role.task.id
  policy = <<EOF
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": [
        "logs:PutLogEvents",
        "secretsmanager:GetSecretValue"
      ],
      "Resource": "*"
    }
  ]
}
EOF
}

data "aws_iam_policy_document" "assume" {
  statement {
    actions   = ["sts:AssumeRole"]
    resources = ["*"]
  }
}

resource "aws_iam_policy" "assume" {
  policy = data.aws_iam_policy_document.assume.json
}
