# A role, a group and a policy of its own; by wildcard and by a resource that is any.

resource "aws_iam_role" "app" {
  name = "app"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = { Service = ["lambda.amazonaws.com"] }
        Action    = "sts:AssumeRole"
      },
    ]
  })
}

resource "aws_iam_role_policy" "app" {
  role = aws_iam_role.app.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = ["ecs:RegisterTaskDefinition"] # expect: task-definition-tampering.unrestricted-task-registration
        Resource = "*"
      },
    ]
  })
}

resource "aws_iam_group" "deployers" {
  name = "deployers"
}

resource "aws_iam_group_policy" "deployers" {
  group = aws_iam_group.deployers.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Action    = ["ecs:Update*"] # expect: task-definition-tampering.unrestricted-task-registration, api-request-spoofing.ecs-mutation-without-mfa
        Resource  = "arn:aws:ecs:*:*:service/*"
        Condition = { Bool = { "aws:SecureTransport" = "true" } }
      },
    ]
  })
}

resource "aws_iam_policy" "shared" {
  name = "shared"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = ["logs:PutLogEvents", "ecs:*"] # expect: task-definition-tampering.unrestricted-task-registration
        Resource = "*"
      },
    ]
  })
}
