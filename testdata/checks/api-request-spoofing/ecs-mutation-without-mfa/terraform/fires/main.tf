# A group by its own policy, and by one that is attached to it.

resource "aws_iam_group" "operators" {
  name = "operators"
}

resource "aws_iam_group_policy" "operators" {
  group = aws_iam_group.operators.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = ["ecs:DescribeTasks", "ecs:RunTask"] # expect: api-request-spoofing.ecs-mutation-without-mfa
        Resource = "arn:aws:ecs:eu-west-1:123456789012:task-definition/import:7"
      },
    ]
  })
}

resource "aws_iam_policy" "deploy" {
  name = "deploy"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = ["ecs:Update*"] # expect: api-request-spoofing.ecs-mutation-without-mfa
        Resource = "arn:aws:ecs:eu-west-1:123456789012:service/live/web"
      },
    ]
  })
}

resource "aws_iam_group_policy_attachment" "operators" {
  group      = aws_iam_group.operators.name
  policy_arn = aws_iam_policy.deploy.arn
}

resource "aws_iam_group" "debuggers" {
  name = "debuggers"
}

resource "aws_iam_group_policy" "debuggers" {
  group = aws_iam_group.debuggers.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Action    = ["ecs:ExecuteCommand"] # expect: api-request-spoofing.ecs-mutation-without-mfa
        Resource  = "arn:aws:ecs:eu-west-1:123456789012:task/live/*"
        Condition = { Bool = { "aws:MultiFactorAuthPresent" = "false" } }
      },
    ]
  })
}
